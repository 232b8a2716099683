import {spawn, spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {closeSync, mkdirSync, openSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';

export type DockerEngine = {
	/** `unix://…`, as DOCKER_HOST has it */
	readonly host: string;
	/** what a command needs to reach this engine and no other */
	readonly env: Readonly<Record<string, string>>;
	readonly pid: number;
	/** runs `docker`; its standard output, or an Error with its own message */
	readonly docker: (...args: readonly string[]) => string;
	/** the same with something to read, or with bytes that are no text */
	readonly dockerBytes: (args: readonly string[], input?: Uint8Array) => Buffer;
	readonly log: () => string;
	[Symbol.asyncDispose](): Promise<void>;
};

/** A Docker engine of its own below `directory`: socket, images, containers and all; no network but the host's. */
export const dockerEngine = (directory: string, extra: readonly string[] = []): Promise<DockerEngine> =>
	started(directory, [], [...withoutNetworks, ...extra]);

/** The same in a network of its own: bridges, addresses, published ports; the loopback of this machine is not in it. */
export async function networkedEngine(directory: string, extra: readonly string[] = []): Promise<DockerEngine> {
	const namespace = `deploy-truth-${randomBytes(6).toString('hex')}`;
	run('ip', ['netns', 'add', namespace]);
	const away = (): void => void spawnSync('ip', ['netns', 'delete', namespace]);
	try {
		run('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
		// Not `ip netns exec`, which mounts a /sys without control groups.
		const engine = await started(directory, ['nsenter', `--net=/run/netns/${namespace}`], extra);
		return {
			...engine,
			async [Symbol.asyncDispose]() {
				await engine[Symbol.asyncDispose]();
				away();
			},
		};
	} catch (error) {
		away();
		throw error;
	}
}

function run(command: string, args: readonly string[]): void {
	const done = spawnSync(command, args, {encoding: 'utf8'});
	if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
}

const withoutNetworks = [
	...['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
	'--userland-proxy=false',
];

/** `within`: a command that starts another in its own place. */
async function started(directory: string, within: readonly string[], extra: readonly string[]): Promise<DockerEngine> {
	const place = join(directory, 'engine');
	mkdirSync(join(place, 'config'), {recursive: true});
	const at = (name: string): string => join(place, name);
	// A configuration of this machine's own engine stays out of it.
	writeFileSync(at('daemon.json'), '{}');
	const host = `unix://${at('docker.sock')}`;
	const log = openSync(at('log'), 'a');
	const [command = '', ...args] = [...within, 'dockerd'];
	const child = spawn(
		command,
		[
			args,
			['-H', host],
			['--config-file', at('daemon.json')],
			['--data-root', at('data')],
			['--exec-root', at('exec')],
			['--pidfile', at('dockerd.pid')],
			['--storage-driver', 'overlay2'],
			extra,
		].flat(),
		{stdio: ['ignore', log, log]},
	);
	closeSync(log);
	const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()).on('error', () => resolve()));
	const said = (): string => readFileSync(at('log'), 'utf8');
	const env = {DOCKER_HOST: host, DOCKER_CONFIG: at('config')};
	const dockerBytes = (args: readonly string[], input?: Uint8Array): Buffer => {
		const done = spawnSync('docker', args, {
			env: {...process.env, DOCKER_CONTEXT: '', DOCKER_BUILDKIT: '0', ...env},
			maxBuffer: 1 << 30,
			...(input === undefined ? {} : {input}),
		});
		if (done.status !== 0)
			throw new Error(`docker ${args.join(' ')}: ${done.error?.message ?? done.stderr.toString()}`);
		return done.stdout;
	};
	const engine: DockerEngine = {
		host,
		env,
		pid: child.pid ?? 0,
		docker: (...args) => dockerBytes(args).toString().trim(),
		dockerBytes,
		log: said,
		async [Symbol.asyncDispose]() {
			child.kill();
			const ended = await Promise.race([gone.then(() => true), wait(20_000, false, {ref: false})]);
			if (!ended) child.kill('SIGKILL');
			await gone;
			// What a killed engine left mounted would keep the directory from going away.
			for (const mount of mountsBelow(place)) spawnSync('umount', ['--lazy', mount]);
		},
	};
	for (let tries = 0; ; tries++) {
		if (spawnSync('docker', ['version'], {env: {...process.env, ...env}}).status === 0) return engine;
		if (tries > 150 || child.exitCode !== null || child.pid === undefined) {
			await engine[Symbol.asyncDispose]();
			throw new Error(`dockerd did not start: ${said().slice(-2_000)}`);
		}
		await wait(100);
	}
}

/** The deepest first. */
const mountsBelow = (place: string): string[] =>
	readFileSync('/proc/self/mounts', 'utf8')
		.split('\n')
		.map((line) => line.split(' ')[1] ?? '')
		.filter((mount) => mount.startsWith(`${place}/`))
		.reverse();
