import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {openProxy, type ProxyAccess} from '../../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../../src/model/mapping.ts';
import type {World} from '../../../src/world.ts';
import {testWorld} from '../../builders/world.ts';

type Entry = Readonly<Record<string, unknown>>;
export type Told = {
	readonly version?: unknown;
	readonly entrypoints?: readonly Entry[];
	readonly routers?: readonly Entry[];
	readonly services?: readonly Entry[];
	readonly middlewares?: readonly Entry[];
	readonly tcp?: readonly Entry[];
};
/** Answers a request in place of the API; false: leaves it to the API. */
type Instead = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;

export const asked: RouteQuestion = {scheme: 'http', host: 'shop.test', port: 80, path: '/api/orders', method: 'GET'};
export const router = (name: string, rule: string, more: Entry = {}): Entry => ({
	name: `${name}@file`,
	provider: 'file',
	status: 'enabled',
	using: ['web'],
	rule,
	service: 'api',
	...more,
});
export const service = (name: string, ...urls: readonly string[]): Entry => ({
	name: `${name}@file`,
	provider: 'file',
	loadBalancer: {servers: urls.map((url) => ({url}))},
});

/** Traefik's API as 3.6 answers it, pages included. */
export async function traefikApi(told: Told, instead: Instead = () => false) {
	const seen: IncomingMessage[] = [];
	const lists: Readonly<Record<string, readonly Entry[]>> = {
		'/api/entrypoints': told.entrypoints ?? [
			{name: 'web', address: ':80', http: {}},
			{name: 'websecure', address: ':443', http: {}},
		],
		'/api/http/routers': told.routers ?? [],
		'/api/http/services': told.services ?? [service('api', 'http://10.1.0.5:3000')],
		'/api/http/middlewares': told.middlewares ?? [],
		'/api/tcp/routers': told.tcp ?? [],
	};
	const server = createServer((request, response) => {
		seen.push(request);
		const url = new URL(request.url!, 'http://localhost');
		if (instead(request, response, url)) return;
		if (url.pathname === '/api/version') {
			response.end(JSON.stringify({Version: told.version ?? '3.6.12'}));
			return;
		}
		const list = lists[url.pathname];
		if (list === undefined) {
			response.writeHead(404).end('404 page not found');
			return;
		}
		const [page, size] = ['page', 'per_page'].map((name) => Number(url.searchParams.get(name))) as [number, number];
		response.setHeader('x-next-page', page * size < list.length ? page + 1 : 1);
		response.end(JSON.stringify(list.slice((page - 1) * size, page * size)));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const admin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		admin,
		seen,
		ask: async (
			question: Partial<RouteQuestion> = {},
			access: Partial<ProxyAccess> = {},
			world: Partial<World> = {},
		): Promise<ProxyAnswer> => {
			const none = {container: null, host: null, context: null, config: null, namespace: null};
			const proxy = await openProxy(testWorld(world), {kind: 'traefik', ...none, admin, timeout: 10_000, ...access});
			return proxy.route({...asked, ...question});
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** The rule that most routers of these tests have. */
export const host = 'Host(`shop.test`)';
/** Where a request goes by what a Traefik told. */
export const routeOf = async (told: Told, question = {}, world = {}) => {
	await using api = await traefikApi(told);
	return (await api.ask(question, {}, world)).route;
};
