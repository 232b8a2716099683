import {chmodSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import type {Proxy as Asked} from '../../src/adapters/proxy/proxy.ts';
import {openProxy} from '../../src/adapters/proxy/proxy.ts';
import {access} from '../adapters/proxy/nginx-fake.ts';
import {plant} from '../builders/repository.ts';
import {testWorld} from '../builders/world.ts';
import {temporary} from './commands.ts';
import {freePort, startProxy} from './proxy-backends.ts';

export type RunningNginx = AsyncDisposable & {readonly port: number; readonly directory: string; readonly asked: Asked};

export const answersAt = (port: number): Promise<boolean> =>
	new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => {
			socket.destroy();
			resolve(true);
		});
		socket.on('error', () => resolve(false));
	});

/** What keeps it in its own directory. */
export const topOf = (directory: string): string =>
	`daemon off;\npid ${directory}/nginx.pid;\nerror_log ${directory}/error.log;\nworker_processes 1;\n`;
export const httpOf = (directory: string): string =>
	`\taccess_log off;\n${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
		.map((one) => `\t${one}_temp_path ${directory}/tmp-${one};\n`)
		.join('')}`;

/** A real nginx on loopback with files of its own; ended by its own PID. `write` gets its directory and its port. */
export async function runNginx(
	write: (directory: string, port: number) => Record<string, string>,
): Promise<RunningNginx> {
	const room = temporary();
	chmodSync(room.path, 0o755);
	const port = await freePort();
	plant(room.path, write(room.path, port));
	const config = join(room.path, 'nginx.conf');
	const running = await startProxy('nginx', ['-c', config, '-p', room.path], {}, () => answersAt(port));
	return {
		port,
		directory: room.path,
		asked: await openProxy(testWorld(), {...access, config}),
		[Symbol.asyncDispose]: async () => {
			await running[Symbol.asyncDispose]();
			room[Symbol.dispose]();
		},
	};
}
