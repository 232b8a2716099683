import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, describe, expect, test} from '@jest/globals';
import {openProxy} from '../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../src/model/mapping.ts';
import {caddyfile} from '../adapters/proxy/caddy-setup.ts';
import {proxyContract, type Staged} from '../adapters/proxy/contract.ts';
import {testWorld} from '../builders/world.ts';
import {temporary} from './commands.ts';
import {Backends, freePort, landing, startProxy} from './proxy-backends.ts';

const room = temporary();
const open: AsyncDisposable[] = [];
let turns = 0;
afterEach(async () => {
	for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});
afterAll(() => room[Symbol.dispose]());

type Running = AsyncDisposable & {
	readonly port: number;
	readonly ask: (question: Partial<RouteQuestion>) => Promise<ProxyAnswer>;
};

/** A real Caddy. `write` gets the port to take requests at, the administration's address and a path for a second file. */
async function caddy(
	write: (port: number, admin: string, beside: string) => {main: string; included: string | null},
	admin?: string,
): Promise<Running> {
	const name = join(room.path, `c${turns++}`);
	const [port, at] = [await freePort(), admin ?? `127.0.0.1:${await freePort()}`];
	const {main, included} = write(port, at, `${name}.inc`);
	writeFileSync(`${name}.Caddyfile`, main);
	if (included !== null) writeFileSync(`${name}.inc`, included);
	const home = {HOME: room.path, XDG_CONFIG_HOME: room.path, XDG_DATA_HOME: room.path};
	const process = await startProxy(
		'caddy',
		['run', '--adapter', 'caddyfile', '--config', `${name}.Caddyfile`],
		home,
		async () => {
			await landing(port, 'x', '/');
			return true;
		},
	);
	const proxy = await openProxy(testWorld(), {
		kind: 'caddy',
		container: null,
		host: null,
		context: null,
		config: null,
		admin: at.includes('/') ? at : `http://${at}`,
		namespace: null,
		timeout: 10_000,
	});
	return {
		port,
		ask: (question) => proxy.route({scheme: 'http', host: 'shop.test', path: '/', method: 'GET', port, ...question}),
		[Symbol.asyncDispose]: process[Symbol.asyncDispose],
	};
}

proxyContract({
	name: 'caddy 2.6',
	features: [
		...(['host', 'wildcard-host', 'path', 'exact-path', 'regex-path', 'default-server', 'answer', 'include'] as const),
		...(['backup', 'dead', 'strip', 'method', 'port'] as const),
	],
	stage: async (setup): Promise<Staged> => {
		const backends = new Backends();
		for (const {backend, dead} of Object.values(setup.upstreams).flat()) await backends.start(backend, dead);
		const running = await caddy((port, admin, beside) => caddyfile(setup, backends.addresses, port, admin, beside));
		return {
			ask: running.ask,
			addresses: backends.addresses,
			port: running.port,
			request: ({host, path, method}) => landing(running.port, host, path, method),
			[Symbol.asyncDispose]: async () => {
				await running[Symbol.asyncDispose]();
				await backends[Symbol.asyncDispose]();
			},
		};
	},
});

describe('a running caddy', () => {
	const site = (admin: string, port: number, body: string): {main: string; included: null} => ({
		main: `{\n\tadmin ${admin}\n\tauto_https off\n}\nhttp://:${port} {\n${body}\n}\n`,
		included: null,
	});
	const members = ({route}: ProxyAnswer) => route.upstreams.flatMap(({addresses}) => addresses);

	test('tells its version and what it runs by', async () => {
		const running = await caddy((port, admin) => site(admin, port, 'reverse_proxy 127.0.0.1:1'));
		open.push(running);
		const answer = await running.ask({});
		expect(answer.version).toMatch(/^2\.6\./);
		expect(answer.where).toBe('Caddy on this machine, by its administration interface');
		expect(answer.route.upstreams).toMatchObject([{name: '127.0.0.1:1', told: 'live', scheme: 'http'}]);
		expect(answer.route.match).toMatchObject({listener: `:${running.port}`, how: 'default'});
		expect(answer.route.unsure).toEqual([]);
	});

	test('is asked by its socket too', async () => {
		const socket = `unix/${join(room.path, 'admin.sock')}`;
		const running = await caddy((port, admin) => site(admin, port, 'reverse_proxy 127.0.0.1:1'), socket);
		open.push(running);
		expect((await running.ask({})).route.outcome).toBe('proxied');
	});

	test('an upstream that failed more often than its passive check lets is down', async () => {
		const backends = new Backends();
		open.push(backends);
		const [good, dead] = [await backends.start('good'), await backends.start('dead', true)];
		const running = await caddy((port, admin) =>
			site(
				admin,
				port,
				`reverse_proxy 127.0.0.1:${good.port} 127.0.0.1:${dead.port} {\n lb_policy round_robin\n fail_duration 60s\n max_fails 1\n}`,
			),
		);
		open.push(running);
		for (let turn = 0; turn < 4; turn++) await landing(running.port, 'shop.test', '/');
		expect(members(await running.ask({})).map(({state}) => state)).toEqual(['up', 'down']);
	});

	test('a name is resolved as Caddy does with each connection', async () => {
		const backends = new Backends();
		open.push(backends);
		const good = await backends.start('good');
		const running = await caddy((port, admin) => site(admin, port, `reverse_proxy localhost:${good.port}`));
		open.push(running);
		const [upstream] = (await running.ask({})).route.upstreams;
		expect(upstream).toMatchObject({name: `localhost:${good.port}`, told: 'resolved'});
		expect(upstream?.resolvesTo).toContain('127.0.0.1');
	});

	test('a gate that is asked first, files, an answer of its own and what only each request tells', async () => {
		const backends = new Backends();
		open.push(backends);
		const [app, gate] = [await backends.start('app'), await backends.start('gate')];
		const running = await caddy((port, admin) =>
			site(
				admin,
				port,
				`	handle /gated/* {
		forward_auth 127.0.0.1:${gate.port} {
			uri /check
		}
		reverse_proxy 127.0.0.1:${app.port}
	}
	handle /files/* {
		file_server
	}
	handle /by-header/* {
		@canary header X-Canary 1
		reverse_proxy @canary 127.0.0.1:${gate.port}
		reverse_proxy 127.0.0.1:${app.port}
	}
	handle /placeholder/* {
		reverse_proxy {header.X-To}:80
	}
	handle /labels/* {
		reverse_proxy {http.request.host.labels.1}.localhost:${app.port}
	}
	handle /error/* {
		error 403
	}`,
			),
		);
		open.push(running);
		const gated = await running.ask({path: '/gated/x'});
		expect(members(gated).map(({port}) => port)).toEqual([app.port]);
		expect(gated.route.unsure.join()).toContain('another service is asked first');
		expect((await landing(running.port, 'shop.test', '/gated/x')).backend).toBe('app');
		expect((await running.ask({path: '/files/x'})).route.outcome).toBe('served');
		const canary = await running.ask({path: '/by-header/x'});
		expect(members(canary).map(({port}) => port)).toEqual([app.port]);
		expect(canary.route.unsure.join()).toContain('depends on header');
		const placeholder = await running.ask({path: '/placeholder/x'});
		expect(placeholder.route.upstreams).toMatchObject([{told: 'unresolved', addresses: []}]);
		expect(placeholder.route.unsure.join()).toContain('known with each request alone');
		expect((await running.ask({path: '/labels/x'})).route.upstreams[0]?.name).toBe(`shop.localhost:${app.port}`);
		expect((await running.ask({path: '/error/x'})).route.outcome).toBe('answered');
		expect((await running.ask({path: '/nothing'})).route.outcome).toBe('none');
	});

	test('a port where it does not listen leads nowhere', async () => {
		const running = await caddy((port, admin) => site(admin, port, 'reverse_proxy 127.0.0.1:1'));
		open.push(running);
		expect((await running.ask({port: 1})).route).toMatchObject({outcome: 'none', match: null});
	});
});
