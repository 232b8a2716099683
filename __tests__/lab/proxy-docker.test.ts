import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import {openProxy} from '../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../src/model/mapping.ts';
import {proxyContract} from '../adapters/proxy/contract.ts';
import {testWorld} from '../builders/world.ts';
import {temporary} from './commands.ts';
import {type DockerEngine, networkedEngine} from './engine.ts';
import {traefikAccess} from './traefik.ts';
import {traefik} from './traefik-build.ts';

const built = await traefik();
if ('missing' in built) process.stderr.write(`skipped: ${built.missing}\n`);

const room = temporary();
let engine: DockerEngine;
const started: string[] = [];
let lastPort = 18_000;

beforeAll(async () => {
	const context = join(room.path, 'context');
	mkdirSync(context);
	copyFileSync('/bin/busybox', join(context, 'busybox'));
	engine = await networkedEngine(room.path);
	const file = join(room.path, 'Dockerfile');
	writeFileSync(file, 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n');
	engine.docker('build', '--quiet', '--network', 'none', '--tag', 'base', '--file', file, context);
});
afterEach(() => {
	for (const id of started.splice(0)) engine.docker('rm', '--force', '--volumes', id);
});
afterAll(async () => {
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

/** A container that answers on 3000 with its name. */
function run(name: string, options: readonly string[], listens = 3000): string {
	const answer = `printf 'HTTP/1.0 200 OK\\r\\nx-backend: ${name}\\r\\n\\r\\n'`;
	const serve = `while true; do ${answer} | nc -l -p ${listens} > /dev/null; done`;
	const id = engine.docker('run', '--detach', '--name', name, ...options, 'base', 'sh', '-c', serve);
	started.push(id);
	return id;
}

const inspected = (id: string, format: string): string => engine.docker('inspect', '--format', format, id);
const addressOn = (id: string, network: string): string =>
	inspected(id, `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`);

/** From within the network that the engine has for itself; a container that was just started does not listen yet. */
function curl(address: string, port: number, host?: string, path?: string): string | null {
	for (let tries = 0; tries < 25; tries++) {
		const name = curlOnce(address, port, host, path);
		if (name !== null) return name;
		spawnSync('sleep', ['0.2']);
	}
	return null;
}

function curlOnce(address: string, port: number, host = 'shop.test', path = '/'): string | null {
	const request = ['curl', '--silent', '--max-time', '5', '--include', '--path-as-is', '--header', `Host: ${host}`];
	const done = spawnSync(
		'nsenter',
		[`--net=/proc/${engine.pid}/ns/net`, ...request, `http://${address}:${port}${path}`],
		{
			encoding: 'utf8',
		},
	);
	return /^x-backend: (\S+)/im.exec(done.stdout)?.[1] ?? null;
}

const ask = async (question: Partial<RouteQuestion>): Promise<ProxyAnswer> =>
	(await openProxy(testWorld(), traefikAccess({kind: 'docker', host: engine.host, timeout: 60_000}))).route({
		...{scheme: 'http', host: 'shop.test', port: 80, path: '/', method: 'GET'},
		...question,
	});

proxyContract({
	name: 'published ports of docker',
	features: ['port'],
	async stage({upstreams, rules}) {
		const port = ++lastPort;
		const addresses: Record<string, {address: string; port: number}> = {};
		const to = rules.flatMap((rule) => ('upstream' in rule.to ? upstreams[rule.to.upstream]! : []));
		for (const {backend} of Object.values(upstreams).flat()) {
			const published = to.some((member) => member.backend === backend);
			const id = run(backend, published ? ['--publish', `${port}:3000`] : []);
			addresses[backend] = {address: addressOn(id, 'bridge'), port: 3000};
		}
		return {
			ask: (question) => ask(question),
			addresses,
			port,
			request: async ({host, path}) => ({backend: curl('127.0.0.1', port, host, path), path: null}),
			async [Symbol.asyncDispose]() {},
		};
	},
});

describe('a port that docker publishes', () => {
	test('leads to the address and the port that its container has inside', async () => {
		const id = run('web', ['--publish', '8080:3000']);
		run('other', ['--publish', '8081:3000']);
		expect(curl('127.0.0.1', 8080)).toBe('web');
		expect(await ask({port: 8080})).toEqual({
			where: `published ports of docker (${engine.host})`,
			version: expect.stringMatching(/^\d+\.\d+/),
			route: {
				outcome: 'proxied',
				match: {listener: '0.0.0.0:8080', host: null, path: null, how: 'default', at: 'container web'},
				upstreams: [
					{
						name: 'web',
						scheme: 'http',
						told: 'live',
						addresses: [{address: addressOn(id, 'bridge'), port: 3000, state: 'unknown', weight: null, backup: false}],
						resolvesTo: null,
						keptSince: null,
						kept: false,
						aliases: [],
					},
				],
				rewritten: null,
				host: null,
				unsure: [],
			},
		});
	});

	test('is the new container’s once the old one is gone, whoever has the old address', async () => {
		const old = run('old', ['--publish', '8080:3000']);
		engine.docker('rm', '--force', started.splice(started.indexOf(old), 1)[0]!);
		run('squatter', []);
		const fresh = run('fresh', ['--publish', '8080:3000']);
		expect(curl('127.0.0.1', 8080)).toBe('fresh');
		expect((await ask({port: 8080})).route.upstreams[0]!.addresses[0]!.address).toBe(addressOn(fresh, 'bridge'));
	});

	test('that the engine chose is found like one that was named', async () => {
		const id = run('chosen', ['--publish', '3000']);
		const port = Number(inspected(id, '{{(index (index .NetworkSettings.Ports "3000/tcp") 0).HostPort}}'));
		expect(curl('127.0.0.1', port)).toBe('chosen');
		expect((await ask({port})).route.match?.at).toBe('container chosen');
	});

	test('on single addresses of the host leads to a container each', async () => {
		run('inner', ['--publish', '127.0.0.1:8080:3000']);
		run('outer', ['--publish', '127.0.0.2:8080:3000']);
		for (const [host, name] of [
			['127.0.0.1', 'inner'],
			['127.0.0.2', 'outer'],
		] as const) {
			expect(curl(host, 8080, host)).toBe(name);
			const {route} = await ask({host, port: 8080});
			expect([route.match?.at, route.match?.listener, route.unsure]).toEqual([`container ${name}`, `${host}:8080`, []]);
		}
		const {route} = await ask({port: 8080});
		expect([route.upstreams.length, route.unsure.length]).toEqual([2, 2]);
		expect((await ask({host: '10.9.9.9', port: 8080})).route.outcome).toBe('none');
	});

	test('of a container in several networks leads to its address in the one that leads out', async () => {
		for (const [name, ...more] of [['b-inside', '--internal'], ['c-late'], ['a-early']])
			engine.docker('network', 'create', ...more, name!);
		const id = run('several', ['--publish', '8080:3000', '--network', 'b-inside']);
		for (const name of ['c-late', 'a-early']) engine.docker('network', 'connect', name, id);
		const {route} = await ask({port: 8080});
		const told = route.upstreams[0]!.addresses[0]!.address;
		const named = ['a-early', 'b-inside', 'c-late'].find((name) => addressOn(id, name) === told);
		// The engine itself says where it sends what comes to the port.
		const rules = spawnSync('nsenter', [`--net=/proc/${engine.pid}/ns/net`, 'iptables', '-t', 'nat', '-S', 'DOCKER'], {
			encoding: 'utf8',
		}).stdout;
		expect(rules).toContain(`--dport 8080 -j DNAT --to-destination ${told}:3000`);
		expect(named).toBe('a-early');
		engine.docker('rm', '--force', started.splice(started.indexOf(id), 1)[0]!);
		engine.docker('network', 'rm', 'b-inside', 'c-late', 'a-early');
	});

	test('is shared by a container without a network of its own, and that is said', async () => {
		const id = run('main', ['--publish', '8080:3000']);
		run('sidecar', ['--network', `container:${id}`], 3001);
		expect((await ask({port: 8080})).route.unsure).toEqual([
			'the container sidecar shares the network of main: either may listen',
		]);
	});

	test('is nobody’s where nothing publishes it, and containers on the host’s network are named', async () => {
		run('web', ['--publish', '8080:3000', '--publish', '8082:3000/udp']);
		expect((await ask({port: 8082})).route).toEqual({
			outcome: 'none',
			match: null,
			upstreams: [],
			rewritten: null,
			host: null,
			unsure: [],
		});
		run('on-host', ['--network', 'host', '--expose', '9000'], 9000);
		expect(curl('127.0.0.1', 9000)).toBe('on-host');
		const {route} = await ask({port: 9000});
		expect([route.upstreams[0]?.name, route.upstreams[0]?.told, route.unsure.length]).toEqual([
			'on-host',
			'literal',
			1,
		]);
		expect((await ask({port: 9001})).route.unsure).toEqual([
			"the container on-host is on the host's own network and may listen on any port",
		]);
	});
});

('program' in built ? describe : describe.skip)('Traefik in a container', () => {
	test('is asked inside, and names of its network lead to their containers', async () => {
		const context = join(room.path, 'context');
		copyFileSync('program' in built ? built.program : '', join(context, 'traefik'));
		const routers = {shop: {rule: 'Host(`shop.test`)', service: 'api'}};
		const services = {api: {loadBalancer: {servers: [{url: 'http://backend:3000'}]}}};
		writeFileSync(join(context, 'dynamic.yml'), JSON.stringify({http: {routers, services}}));
		const file = join(room.path, 'Traefikfile');
		writeFileSync(file, 'FROM base\nCOPY traefik /traefik\nCOPY dynamic.yml /dynamic.yml\n');
		engine.docker('build', '--quiet', '--network', 'none', '--tag', 'traefik', '--file', file, context);
		engine.docker('network', 'create', 'shop');
		const backend = run('backend', ['--network', 'shop']);
		const flags = [
			'--entrypoints.web.address=:80',
			'--entrypoints.traefik.address=127.0.0.1:8080',
			'--api.insecure=true',
		];
		const quiet = [
			'--global.checknewversion=false',
			'--global.sendanonymoususage=false',
			'--providers.file.filename=/dynamic.yml',
		];
		started.push(
			engine.docker(
				'run',
				'--detach',
				'--name',
				'edge',
				'--network',
				'shop',
				'--publish',
				'8000:80',
				'traefik',
				'/traefik',
				...flags,
				...quiet,
			),
		);
		for (let tries = 0; curl('127.0.0.1', 8000) !== 'backend' && tries < 60; tries++) spawnSync('sleep', ['0.2']);
		expect(curl('127.0.0.1', 8000)).toBe('backend');
		const inside = traefikAccess({container: 'edge', host: engine.host, timeout: 60_000});
		const question: RouteQuestion = {scheme: 'http', host: 'shop.test', port: 8000, path: '/', method: 'GET'};
		const {where, version, route} = await (await openProxy(testWorld(), inside)).route(question);
		expect([where, version]).toEqual([
			`traefik at http://localhost:8080 in container edge of ${engine.host}`,
			expect.any(String),
		]);
		expect([route.outcome, route.match?.at]).toEqual(['proxied', 'router shop@file']);
		const [upstream] = route.upstreams;
		// busybox has no getent: what nobody there can be asked is not resolved, and never by this machine's names.
		expect(upstream).toMatchObject({name: 'api@file backend:3000', told: 'unresolved', addresses: []});
		expect(addressOn(backend, 'shop')).toMatch(/^172\./);
		// From here the published port leads to Traefik's container.
		expect((await ask({port: 8000})).route.match?.at).toBe('container edge');
		for (const id of started.splice(0)) engine.docker('rm', '--force', id);
		engine.docker('network', 'rm', 'shop');
	});
});
