import {chmodSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Proxy as Asked} from '../../src/adapters/proxy/proxy.ts';
import {openProxy} from '../../src/adapters/proxy/proxy.ts';
import {access} from '../adapters/proxy/nginx-fake.ts';
import {plant} from '../builders/repository.ts';
import {testWorld} from '../builders/world.ts';
import {temporary} from './commands.ts';
import {answersAt} from './nginx.ts';
import {freePort, startProxy} from './proxy-backends.ts';

export type RunningApache = AsyncDisposable & {
	readonly port: number;
	readonly directory: string;
	readonly asked: Asked;
};

const modules = [
	'mpm_event',
	'authz_core',
	'alias',
	'rewrite',
	'proxy',
	'proxy_http',
	'proxy_balancer',
	'slotmem_shm',
	'lbmethod_byrequests',
];

/** What keeps it in its own directory. */
export const topOf = (directory: string, port: number): string =>
	`ServerRoot ${directory}\nServerName lab.invalid\nDefaultRuntimeDir ${directory}\nMutex file:${directory} default\nPidFile ${directory}/apache.pid\nErrorLog ${directory}/error.log\nUser www-data\nGroup www-data\nListen 127.0.0.1:${port}\nStartServers 1\nProxyTimeout 10\nDocumentRoot ${directory}/none\n` +
	modules.map((one) => `LoadModule ${one}_module /usr/lib/apache2/modules/mod_${one}.so\n`).join('');

/** A real Apache on loopback with files of its own; ended by its own PID. `write` gets its directory and its port. */
export async function runApache(
	write: (directory: string, port: number) => Record<string, string>,
): Promise<RunningApache> {
	const room = temporary();
	chmodSync(room.path, 0o777);
	const port = await freePort();
	mkdirSync(join(room.path, 'none'));
	plant(room.path, write(room.path, port));
	const config = join(room.path, 'httpd.conf');
	const running = await startProxy('apache2', ['-f', config, '-DFOREGROUND'], {}, () => answersAt(port));
	return {
		port,
		directory: room.path,
		asked: await openProxy(testWorld(), {...access, kind: 'apache', config}),
		[Symbol.asyncDispose]: async () => {
			await running[Symbol.asyncDispose]();
			room[Symbol.dispose]();
		},
	};
}
