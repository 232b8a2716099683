import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, describe, expect, test} from '@jest/globals';
import {openProxy, type ProxyAccess} from '../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../src/model/mapping.ts';
import {proxyContract, type Staged} from '../adapters/proxy/contract.ts';
import {haproxyConfig} from '../adapters/proxy/haproxy-setup.ts';
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

const access = (config: string, admin: string | null): ProxyAccess => ({
	kind: 'haproxy',
	container: null,
	host: null,
	context: null,
	config,
	admin,
	namespace: null,
	timeout: 10_000,
});

type Running = AsyncDisposable & {
	readonly file: string;
	readonly socket: string;
	readonly port: number;
	readonly ask: (question: Partial<RouteQuestion>) => Promise<ProxyAnswer>;
	/** what the socket answers to an instruction */
	readonly tell: (instruction: string) => string;
};

/** A real HAProxy. `text` gets the socket and the port to take requests at. */
async function haproxy(write: (socket: string, port: number) => readonly string[]): Promise<Running> {
	const name = join(room.path, `h${turns++}`);
	const [socket, port] = [`${name}.sock`, await freePort()];
	const files = write(socket, port).map((text, index) => {
		writeFileSync(`${name}-${index}.cfg`, text);
		return `${name}-${index}.cfg`;
	});
	const tell = (instruction: string): string =>
		execFileSync('socat', ['-t', '5', '-', `UNIX-CONNECT:${socket}`], {
			input: `${instruction}\n`,
			encoding: 'utf8',
			stdio: ['pipe', 'pipe', 'ignore'],
		});
	const process = await startProxy('haproxy', ['-db', ...files.flatMap((file) => ['-f', file])], {}, async () => {
		return tell('show info').includes('Uptime');
	});
	const proxy = await openProxy(testWorld(), access(files.join(','), socket));
	return {
		file: files[0]!,
		socket,
		port,
		tell,
		ask: (question) => proxy.route({scheme: 'http', host: 'shop.test', path: '/', method: 'GET', port, ...question}),
		[Symbol.asyncDispose]: process[Symbol.asyncDispose],
	};
}

proxyContract({
	name: 'haproxy 2.6',
	features: [
		...(['host', 'wildcard-host', 'path', 'exact-path', 'regex-path', 'default-server', 'answer', 'include'] as const),
		...(['weights', 'backup', 'dead', 'strip', 'method', 'port'] as const),
	],
	otherwise: {
		'dots and escapes in a path are read as the proxy reads them': {
			why: 'it compares paths as they are sent',
			expect: {outcome: 'proxied', backends: ['web']},
		},
	},
	stage: async (setup): Promise<Staged> => {
		const backends = new Backends();
		for (const {backend, dead} of Object.values(setup.upstreams).flat()) await backends.start(backend, dead);
		const running = await haproxy((socket, port) => {
			const {main, included} = haproxyConfig(setup, backends.addresses, port, socket);
			return included === null ? [main] : [main, included];
		});
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

const frame = (socket: string, port: number, rest: string): string => `global
	stats socket ${socket} mode 600 level admin
defaults
	mode http
	timeout connect 1s
	timeout client 5s
	timeout server 5s
frontend entry
	bind 127.0.0.1:${port}
${rest}`;

describe('a running haproxy', () => {
	async function pair(more = ''): Promise<{running: Running; backends: Backends}> {
		const backends = new Backends();
		const [one, two] = [await backends.start('one'), await backends.start('two')];
		open.push(backends);
		const running = await haproxy((socket, port) => [
			frame(
				socket,
				port,
				`\tdefault_backend api
backend api
	server one 127.0.0.1:${one.port} weight 3 check inter 100ms
	server two 127.0.0.1:${two.port} weight 1
${more}`,
			),
		]);
		open.push(running);
		return {running, backends};
	}
	const members = ({route}: ProxyAnswer) => route.upstreams.flatMap(({addresses}) => addresses);

	test('tells its version, and that addresses are what it uses now', async () => {
		const {running} = await pair();
		const {version, where, route} = await running.ask({});
		expect(version).toMatch(/^2\.6\./);
		expect(where).toBe('HAProxy on this machine');
		expect(route.upstreams.map(({told}) => told)).toEqual(['live', 'live']);
		expect(route.unsure).toEqual([]);
		expect(members(await running.ask({})).map(({state}) => state)).toEqual(['up', 'unknown']);
	});

	test('a server that was set to maintenance at run time is down, and gets nothing', async () => {
		const {running} = await pair();
		running.tell('set server api/one state maint');
		const answer = await running.ask({});
		expect(members(answer).map(({state}) => state)).toEqual(['down', 'unknown']);
		const landed = new Set<string | null>();
		for (let turn = 0; turn < 6; turn++) landed.add((await landing(running.port, 'shop.test', '/')).backend);
		expect([...landed]).toEqual(['two']);
	});

	test('a weight that was changed at run time is told, and one that is drained has none', async () => {
		const {running} = await pair();
		running.tell('set server api/one weight 7');
		running.tell('set server api/two state drain');
		const answer = await running.ask({});
		expect(members(answer).map(({weight}) => weight)).toEqual([7, 0]);
		expect(answer.route.unsure).toEqual([]);
	});

	test('an address that was changed at run time is the one that is told, and that the file has another', async () => {
		const {running, backends} = await pair();
		const three = await backends.start('three');
		running.tell(`set server api/two addr 127.0.0.1 port ${three.port}`);
		const answer = await running.ask({});
		expect(members(answer)[1]).toMatchObject({address: '127.0.0.1', port: three.port});
		expect(answer.route.unsure.join()).toContain(`server api/two is at 127.0.0.1:${three.port}`);
	});

	test('a server that its check finds dead is down', async () => {
		const dead = await freePort();
		const running = await haproxy((socket, port) => [
			frame(
				socket,
				port,
				`\tdefault_backend api\nbackend api\n\tserver gone 127.0.0.1:${dead} check inter 50ms fall 1\n`,
			),
		]);
		open.push(running);
		for (let turn = 0; turn < 100 && !running.tell('show stat').includes('DOWN'); turn++)
			await new Promise((done) => setTimeout(done, 30));
		expect(members(await running.ask({})).map(({state}) => state)).toEqual(['down']);
	});

	test('a file that was edited and not reloaded is named: a server, a weight, a backend, and the time', async () => {
		const {running} = await pair();
		const {readFileSync} = await import('node:fs');
		const text = readFileSync(running.file, 'utf8');
		await new Promise((done) => setTimeout(done, 2_200));
		writeFileSync(
			running.file,
			text
				.replace('weight 3', 'weight 5')
				.replace('server two', 'server fresh')
				.concat('backend later\n\tserver x 127.0.0.1:9\n'),
		);
		const {route} = await running.ask({});
		const unsure = route.unsure.join('\n');
		expect(unsure).toContain('api/one was started with weight 3, the file says 5');
		expect(unsure).toContain('has no server api/fresh');
		expect(unsure).toContain('has a server api/two that the file has not');
		expect(unsure).toContain('the files have later, the running process has not');
		expect(unsure).toContain('edited after the running process started');
	});

	test('a file that was edited to another backend of another name is named', async () => {
		const {running} = await pair();
		const {readFileSync} = await import('node:fs');
		writeFileSync(running.file, readFileSync(running.file, 'utf8').replaceAll('api', 'api-v2'));
		expect((await running.ask({})).route.unsure.join('\n')).toContain('the running process has no backend api-v2');
	});

	test('a name is given with what the process made of it and what it leads to now', async () => {
		const backends = new Backends();
		open.push(backends);
		const one = await backends.start('one');
		const running = await haproxy((socket, port) => [
			frame(socket, port, `\tdefault_backend api\nbackend api\n\tserver one localhost:${one.port}\n`),
		]);
		open.push(running);
		const [upstream] = (await running.ask({})).route.upstreams;
		expect(upstream).toMatchObject({name: `localhost:${one.port}`, told: 'live'});
		expect(upstream?.addresses).toMatchObject([{address: '127.0.0.1', port: one.port}]);
		expect(upstream?.resolvesTo).toContain('127.0.0.1');
	});

	test('without a socket it is told by its file, and that as literal', async () => {
		const {running} = await pair();
		writeFileSync(
			`${running.file}.cfg`,
			(await import('node:fs')).readFileSync(running.file, 'utf8').replace(/stats socket.*/, ''),
		);
		const proxy = await openProxy(testWorld(), access(`${running.file}.cfg`, null));
		const {route} = await proxy.route({
			scheme: 'http',
			host: 'shop.test',
			path: '/',
			method: 'GET',
			port: running.port,
		});
		expect(route.upstreams.map(({told}) => told)).toEqual(['literal', 'literal']);
	});

	test.each(['', '\tstats show-legends\n'])(
		'by its statistics page it tells states and weights of now%s',
		async (legends) => {
			const page = await freePort();
			const {running} = await pair(
				`listen page\n\tbind 127.0.0.1:${page}\n\tstats enable\n\tstats uri /st\n${legends}`,
			);
			running.tell('set server api/one weight 7');
			running.tell('set server api/two state maint');
			const proxy = await openProxy(testWorld(), access(running.file, `http://127.0.0.1:${page}/st`));
			const {route} = await proxy.route({
				scheme: 'http',
				host: 'shop.test',
				path: '/',
				method: 'GET',
				port: running.port,
			});
			const addresses = route.upstreams.flatMap((upstream) => upstream.addresses);
			expect(addresses).toMatchObject([
				{address: '127.0.0.1', weight: 7, state: 'up'},
				{address: '127.0.0.1', weight: 1, state: 'down'},
			]);
			expect(route.unsure).toEqual([]);
		},
	);
});
