import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {tool} from './commands.ts';

export type PodmanEngine = {
	/** `unix://…`: podman's own API, and the one that docker speaks */
	readonly host: string;
	/** finds a podman that knows these containers without a service */
	readonly env: Readonly<Record<string, string>>;
	readonly podman: (...args: readonly string[]) => string;
	[Symbol.asyncDispose](): Promise<void>;
};

/** A podman with a store of its own, and the service of its API on a socket. */
export async function podmanEngine(): Promise<PodmanEngine> {
	// Podman takes no longer path than 50 characters for what runs.
	const place = mkdtempSync(join(tmpdir(), 'dt-'));
	mkdirSync(join(place, 'bin'), {recursive: true});
	const at = (name: string): string => join(place, name);
	writeFileSync(
		at('containers.conf'),
		`[containers]
default_ulimits=["nofile=1024:1024","nproc=4096:4096"]
[engine]
runtime="runc"
cgroup_manager="cgroupfs"
events_logger="file"
`,
	);
	const real = spawnSync('which', ['podman'], {encoding: 'utf8'}).stdout.trim();
	const store = ['--root', at('root'), '--runroot', at('run'), '--tmpdir', at('tmp')];
	// Whoever asks another host has no store: podman refuses both together.
	writeFileSync(
		at('bin/podman'),
		`#!/bin/sh\ncase "$1" in --url|--connection) exec ${real} "$@";; esac\nexec ${real} ${store.join(' ')} "$@"\n`,
	);
	chmodSync(at('bin/podman'), 0o755);
	const env = {CONTAINERS_CONF: at('containers.conf'), PATH: `${at('bin')}:${process.env['PATH']}`};
	const podman = (...args: readonly string[]): string => tool(at('bin/podman'), args, undefined, env).trim();
	const host = `unix://${at('podman.sock')}`;
	const log = openSync(at('log'), 'a');
	const service: ChildProcess = spawn(at('bin/podman'), ['system', 'service', '--time', '0', host], {
		stdio: ['ignore', log, log],
		env: {...process.env, ...env},
	});
	closeSync(log);
	const gone = new Promise<void>((resolve) => service.on('exit', () => resolve()).on('error', () => resolve()));
	for (let tries = 0; spawnSync(real, ['--url', host, 'version']).status !== 0; tries++) {
		if (tries > 100 || service.exitCode !== null)
			throw new Error(`the podman service did not start: ${readFileSync(at('log'), 'utf8')}`);
		await wait(100);
	}
	return {
		host,
		env,
		podman,
		async [Symbol.asyncDispose]() {
			podman('rm', '--all', '--force', '--time', '0');
			service.kill();
			await gone;
			for (const mount of ['root/overlay', 'root']) spawnSync('umount', ['--lazy', at(mount)]);
			rmSync(place, {recursive: true, force: true});
		},
	};
}
