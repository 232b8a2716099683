import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {tool} from './commands.ts';

/** containerd alone, for the converter of stargz-snapshotter. */
export async function containerdIn(directory: string) {
	const place = join(directory, 'containerd');
	mkdirSync(place, {recursive: true});
	const socket = join(place, 'socket');
	const config = join(place, 'config.toml');
	writeFileSync(
		config,
		[
			'version = 2',
			`root = "${place}/root"`,
			`state = "${place}/state"`,
			'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
			`[grpc]\n  address = "${socket}"`,
			`[plugins."io.containerd.internal.v1.opt"]\n  path = "${place}/opt"`,
		].join('\n'),
	);
	const child = spawn('containerd', ['--config', config], {stdio: 'ignore'});
	const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()).on('error', () => resolve()));
	const run = (...args: string[]): string => tool('ctr-remote', ['--address', socket, ...args]);
	for (let tries = 0; !existsSync(socket) || spawnSync('ctr-remote', ['--address', socket, 'version']).status !== 0; ) {
		if (++tries > 100 || child.exitCode !== null) throw new Error('containerd did not start');
		await wait(100);
	}
	return {
		convert(from: string, to: string, ...how: string[]): void {
			run('image', 'pull', '--plain-http', '--snapshotter', 'native', from);
			run('image', 'convert', '--oci', ...how, from, to);
			run('image', 'push', '--plain-http', to);
		},
		async [Symbol.asyncDispose]() {
			child.kill();
			await gone;
		},
	};
}
