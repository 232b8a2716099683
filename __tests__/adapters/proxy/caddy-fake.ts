import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {openProxy, type ProxyAccess} from '../../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../../src/model/mapping.ts';
import {plant, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';

export type FakeCaddy = {
	/** routes of the one server */
	readonly routes?: unknown;
	/** the whole configuration in place of that */
	readonly config?: unknown;
	/** the same as it is sent */
	readonly text?: string;
	/** what `/reverse_proxy/upstreams` answers */
	readonly upstreams?: unknown;
	/** in place of a well-behaved administration interface */
	readonly admin?: RequestListener;
	/** it is at a socket, whose path is written after this */
	readonly socket?: string;
	readonly timeout?: number;
};

export const serverOf = (routes: unknown, listen = ':80'): unknown => ({
	apps: {http: {servers: {entry: {listen: [listen], routes}}}},
});

/** An administration interface on loopback, or at a socket, and the question that is asked. */
export async function askCaddy(fake: FakeCaddy, question: Partial<RouteQuestion> = {}): Promise<ProxyAnswer> {
	using place = room();
	const behaved: RequestListener = (request, response) => {
		// As the real one does: who comes by the socket names no host.
		if (fake.socket !== undefined && request.headers.host !== '') response.writeHead(403).end();
		else if (request.url === '/config/')
			response.end(fake.text ?? JSON.stringify(fake.config ?? serverOf(fake.routes)));
		else if (request.url === '/reverse_proxy/upstreams' && fake.upstreams !== undefined)
			response.end(JSON.stringify(fake.upstreams));
		else response.writeHead(404).end();
	};
	const server = createServer(fake.admin ?? behaved);
	const path = join(place.path, 'admin.sock');
	if (fake.socket !== undefined) await new Promise<void>((resolve) => void server.listen(path, () => resolve()));
	else await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
	const admin =
		fake.socket !== undefined ? `${fake.socket}${path}` : `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	try {
		return await openAndAsk({admin, timeout: fake.timeout ?? 10_000}, question);
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

/** `programs`: what a machine, or a container, has beside a shell. */
export async function openAndAsk(
	more: Partial<ProxyAccess>,
	question: Partial<RouteQuestion> = {},
	programs: Readonly<Record<string, string>> = {},
	files: Readonly<Record<string, string>> = {},
): Promise<ProxyAnswer> {
	using place = room();
	const here = (text: string): string => text.replaceAll('ROOM', place.path);
	const docker =
		'#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift 2\ncommand -v "$1" >/dev/null || { echo "OCI runtime exec failed: exec: \\"$1\\": executable file not found in \\$PATH: unknown" >&2; exit 127; }\nexec "$@"\n';
	const all = {docker, ...programs};
	plant(place.path, {
		...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, here(text)])),
		...Object.fromEntries(Object.entries(all).map(([name, text]) => [`bin/${name}`, {executable: here(text)}])),
	});
	const world = testWorld({
		env: {PATH: `${place.path}/bin:${more.container === undefined ? process.env['PATH'] : `${place.path}/base`}`},
	});
	if (more.container !== undefined)
		plant(
			place.path,
			Object.fromEntries(
				['sh', 'cat', 'getent'].map((name) => [
					`base/${name}`,
					{executable: `#!/bin/sh\nexec /usr/bin/${name} "$@"\n`},
				]),
			),
		);
	const proxy = await openProxy(world, {
		kind: 'caddy',
		container: null,
		host: null,
		context: null,
		admin: null,
		namespace: null,
		timeout: 10_000,
		...more,
		config: more.config === undefined || more.config === null ? null : here(more.config),
	});
	return await proxy.route({scheme: 'http', host: 'shop.test', port: 80, path: '/', method: 'GET', ...question});
}
