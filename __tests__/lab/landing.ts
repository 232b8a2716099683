import {createServer, request} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {RouteQuestion} from '../../src/model/mapping.ts';
import type {Setup} from '../adapters/proxy/situations.ts';
import {freePort} from './commands.ts';

export type Place = {readonly address: string; readonly port: number};

/** A server for every backend of a setup that is not dead; each answers with its name and the path that it saw. */
export async function backends(
	upstreams: Setup['upstreams'],
): Promise<{readonly addresses: Readonly<Record<string, Place>>; [Symbol.asyncDispose](): Promise<void>}> {
	const addresses: Record<string, Place> = {};
	const servers = await Promise.all(
		Object.values(upstreams)
			.flat()
			.map(async ({backend, dead}) => {
				if (dead === true) {
					addresses[backend] = {address: '127.0.0.1', port: await freePort()};
					return null;
				}
				const server = createServer((asked, answer) => {
					answer.setHeader('connection', 'close');
					answer.end(JSON.stringify({backend, path: asked.url}));
				});
				await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
				addresses[backend] = {address: '127.0.0.1', port: (server.address() as AddressInfo).port};
				return server;
			}),
	);
	return {
		addresses,
		async [Symbol.asyncDispose]() {
			for (const server of servers) {
				server?.closeAllConnections();
				await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
			}
		},
	};
}

/** Where a real request lands; `backend: null`: the proxy itself answered. The path is sent as it is. */
export const landed = (
	{host, port, path, method}: RouteQuestion,
	address = '127.0.0.1',
): Promise<{readonly backend: string | null; readonly path: string | null; readonly status: number}> =>
	new Promise((resolve, reject) => {
		const sent = request({host: address, port, path, method, agent: false, headers: {host: `${host}:${port}`}});
		sent.on('error', reject);
		sent.on('response', (answer) => {
			let text = '';
			answer.on('data', (chunk: Buffer) => (text += chunk));
			answer.on('error', reject);
			answer.on('end', () => {
				const status = answer.statusCode ?? 0;
				const told = /^\{"backend":/.test(text) ? (JSON.parse(text) as {backend: string; path: string}) : null;
				resolve({backend: told?.backend ?? null, path: told?.path ?? null, status});
			});
		});
		sent.end();
	});
