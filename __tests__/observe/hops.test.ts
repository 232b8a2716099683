import {describe, expect, test} from '@jest/globals';
import type {ProxyConfig, ServiceConfig} from '../../src/model/config.ts';
import type {Observation, ReplicasEvidence} from '../../src/model/evidence.ts';
import type {MappingEvidence} from '../../src/model/mapping.ts';
import {observeMapping} from '../../src/observe/mapping.ts';
import {planService} from '../../src/plan/plan.ts';
import type {World} from '../../src/world.ts';
import {observed, probeConfig, serviceConfig, target} from '../builders/evidence.ts';
import {replica, replicasEvidence, runtimeConfig} from '../builders/replicas.ts';
import {testWorld} from '../builders/world.ts';
import {EngineProgram, recordedContainers, recordedImages} from '../fakes/engine.ts';
import {type FakeEndpoint, fakeEndpoint, json} from '../fakes/endpoint.ts';

const timeouts = {connect: 2_000, answer: 2_000, stall: 2_000, request: 5_000};
const url = 'http://127.0.0.1:9/api/workflow';

/** A Caddy's administration interface: at `port` it sends everything below `prefix` to these, the prefix taken off. */
const caddy = (port: number, dials: readonly string[], prefix: string | null = null): Promise<FakeEndpoint> => {
	const proxying = {handler: 'reverse_proxy', upstreams: dials.map((dial) => ({dial}))};
	const handle = prefix === null ? [proxying] : [{handler: 'rewrite', strip_path_prefix: prefix}, proxying];
	const match = prefix === null ? [] : [{path: [`${prefix}/*`]}];
	const servers = {
		srv0: {listen: [`:${port}`], automatic_https: {disable: true}, routes: [{match, handle, terminal: true}]},
	};
	return fakeEndpoint({'/config/': json({apps: {http: {servers}}}), '/reverse_proxy/upstreams': json([])});
};
const proxy = (admin: string | null, more: Partial<ProxyConfig> = {}): ProxyConfig => ({
	kind: 'caddy',
	container: null,
	host: null,
	context: null,
	config: null,
	admin,
	namespace: null,
	timeout: 5_000,
	...more,
});

async function mapped(
	proxies: readonly ProxyConfig[],
	replicas: Observation<ReplicasEvidence> = {status: 'skipped', reason: 'not-configured'},
	{world = testWorld(), service = {}}: {world?: World; service?: Partial<ServiceConfig>} = {},
): Promise<MappingEvidence> {
	const probes = [probeConfig({url})];
	const plan = planService(
		serviceConfig({timeouts, live: null, probes, proxies, ...service}),
		{trust: 'trusted', secrets: []},
		target(),
		() => '5eed',
	);
	const seen = await observeMapping({
		world,
		towards: world,
		plan,
		replicas: Promise.resolve(replicas),
		repository: '/',
	});
	if (seen.status !== 'observed') throw new Error(JSON.stringify(seen));
	return seen.value;
}
const asked = ({hops}: MappingEvidence) =>
	hops.map(({proxy, question: {host, port, path}, answer}) => [
		proxy,
		`${host}:${port}${path}`,
		answer.status === 'observed'
			? answer.value.route.outcome
			: answer.status === 'unavailable'
				? answer.fault.code
				: answer.status,
	]);

describe('a proxy', () => {
	test('is asked about the request as it comes, the next about it as the one before sends it on', async () => {
		await using outer = await caddy(9, ['10.0.0.1:8080', '10.0.0.2:8081', '10.0.0.1:8080'], '/api');
		await using inner = await caddy(8080, ['172.17.0.2:3000']);
		const seen = await mapped([proxy(outer.url), proxy(inner.url)]);
		expect(asked(seen)).toEqual([
			[0, '127.0.0.1:9/api/workflow', 'proxied'],
			[1, '127.0.0.1:8080/workflow', 'proxied'],
			[1, '127.0.0.1:8081/workflow', 'none'],
		]);
	});

	test('that cannot be asked is a fault of its own, and nobody is asked about what it would have said', async () => {
		await using outer = await caddy(9, ['10.0.0.1:8080']);
		const seen = await mapped([proxy(outer.url), proxy('http://127.0.0.1:9'), proxy(outer.url)]);
		expect(asked(seen)).toEqual([
			[0, '127.0.0.1:9/api/workflow', 'proxied'],
			[1, '127.0.0.1:8080/api/workflow', 'unreachable'],
		]);
		expect(seen.outside.status).toBe('observed');
	});

	test('that sends to many is followed to eight of them', async () => {
		const many = Array.from({length: 40}, (_, at) => `10.0.0.1:${8_000 + at}`);
		await using outer = await caddy(9, many);
		await using inner = await caddy(8080, []);
		expect(asked(await mapped([proxy(outer.url), proxy(inner.url)]))).toHaveLength(9);
	});

	test('that names more addresses than one answer tells is not believed', async () => {
		const many = Array.from({length: 6_000}, (_, at) => `10.0.${at >> 8}.${at & 255}:80`);
		await using outer = await caddy(9, many);
		const [, , outcome] = asked(await mapped([proxy(outer.url)]))[0]!;
		expect(outcome).toBe('too-large');
	});
});

describe('where the last proxy leads', () => {
	const networks = [
		{
			Id: 'a'.repeat(64),
			Scope: 'local',
			Driver: 'bridge',
			IPAM: {Config: [{Subnet: '172.17.0.0/16', Gateway: '172.17.0.1'}]},
		},
	];
	const engine = () => new EngineProgram({containers: recordedContainers(), images: recordedImages(), networks});
	const service = {runtime: runtimeConfig({kind: 'docker', project: null, service: null})};
	const running = observed(replicasEvidence([{replica: replica({addresses: ['172.17.0.7']}), files: []}]));

	test('is known by who has the addresses that are no replica’s, of those that can be known', async () => {
		using program = engine();
		const dials = ['172.17.0.7:80', '172.17.0.3:80', '172.17.0.9:80', '127.0.0.1:80', '203.0.113.7:80', 'api:80'];
		await using outer = await caddy(9, dials);
		const {owners} = await mapped([proxy(outer.url)], running, {world: program.world(), service});
		expect(owners).toMatchObject({
			value: [
				{address: '172.17.0.3', container: {name: 'paused'}},
				{address: '172.17.0.9', container: null},
			],
		});
	});

	test('is nobody’s question where all of it are replicas', async () => {
		using program = engine();
		await using outer = await caddy(9, ['172.17.0.7:80']);
		const {owners} = await mapped([proxy(outer.url)], running, {world: program.world(), service});
		expect([owners, program.asked().filter((line) => line.startsWith('container'))]).toMatchObject([{value: []}, []]);
	});

	test('is not asked for where nobody tells, and why is said', async () => {
		await using outer = await caddy(9, ['172.17.0.7:80']);
		const owners = async (seen: Observation<ReplicasEvidence>, more: Partial<ServiceConfig> = service) =>
			(await mapped([proxy(outer.url)], seen, {service: more})).owners;
		expect(await owners({status: 'skipped', reason: 'not-configured'})).toEqual({
			status: 'skipped',
			reason: 'not-configured',
		});
		const collected = observed(replicasEvidence([], {origin: {kind: 'collected', at: 'x', host: null, tool: 'x'}}));
		expect(await owners(collected)).toEqual({status: 'skipped', reason: 'collected'});
		const ecs = {runtime: runtimeConfig({kind: 'ecs'})};
		expect(await owners(running, ecs)).toEqual({status: 'skipped', reason: 'not-told-by-runtime'});
		const lost = {status: 'unavailable', fault: {code: 'unreachable', detail: 'no'}, at: 'x'} as const;
		expect(await owners(lost)).toEqual(lost);
		const nobody = {...testWorld(), exec: testWorld({env: {PATH: '/nowhere'}}).exec};
		const other = await caddy(9, ['172.17.0.3:80']);
		const {owners: faulty} = await mapped([proxy(other.url)], running, {world: nobody, service});
		await other[Symbol.asyncDispose]();
		expect(faulty).toMatchObject({status: 'unavailable', fault: {code: 'command-missing'}});
	});
});
