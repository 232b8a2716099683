import type {IncomingMessage} from 'node:http';
import {createServer, type Server} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {Route, Seen} from './endpoint.ts';

/** Servers of one name at one port, each at an address of its own; `await using` ends them. */
export type AtAddresses = AsyncDisposable & {
	readonly port: number;
	readonly seen: readonly (Pick<Seen, 'method' | 'url' | 'headers'> & {
		readonly address: string;
		/** of the connection: no two requests that came over different ones share it */
		readonly connection: unknown;
	})[];
};

export async function atAddresses(
	routes: Readonly<Record<string, Route>>,
	tls?: {readonly key: string; readonly cert: string},
): Promise<AtAddresses> {
	const seen: AtAddresses['seen'][number][] = [];
	const servers: Server[] = [];
	let port = 0;
	for (const [address, route] of Object.entries(routes)) {
		const handle: Route = (request: IncomingMessage, response) => {
			const {method, url, headers, socket} = request;
			seen.push({method: method!, url: url!, headers, address, connection: socket});
			route(request, response);
		};
		const server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
		servers.push(server as Server);
		await new Promise<void>((resolve, reject) => server.on('error', reject).listen(port, address, resolve));
		port = (server.address() as AddressInfo).port;
	}
	return {
		port,
		seen,
		[Symbol.asyncDispose]: async () => {
			for (const server of servers) {
				server.closeAllConnections();
				await new Promise((resolve) => server.close(resolve));
			}
		},
	};
}
