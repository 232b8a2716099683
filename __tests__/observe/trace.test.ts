import {describe, expect, test} from '@jest/globals';
import type {ServiceConfig} from '../../src/model/config.ts';
import type {Observation, ReplicasEvidence} from '../../src/model/evidence.ts';
import type {TraceEvidence} from '../../src/model/mapping.ts';
import {followedRequest} from '../../src/observe/followed.ts';
import {observeMapping} from '../../src/observe/mapping.ts';
import {observeTrace, withToken} from '../../src/observe/trace.ts';
import {planService} from '../../src/plan/plan.ts';
import type {World} from '../../src/world.ts';
import {observed, probeConfig, serviceConfig, target} from '../builders/evidence.ts';
import {replica, replicasEvidence, runtimeConfig} from '../builders/replicas.ts';
import {atAddresses} from '../fakes/addresses.ts';
import {EngineProgram, type Otherwise, recordedContainers, recordedImages} from '../fakes/engine.ts';
import {fakeEndpoint, type Route, silent} from '../fakes/endpoint.ts';

const timeouts = {connect: 2_000, answer: 2_000, stall: 2_000, request: 5_000};
const recorded = recordedContainers();
/** Containers of these names, each with an ID of its own, in an engine that shows what they write. */
const engineOf = (names: readonly string[], otherwise: readonly Otherwise[] = []): EngineProgram =>
	new EngineProgram(
		{
			containers: names.map((name, at) => ({...recorded[0]!, Id: idOf(at), Name: `/${name}`})),
			images: recordedImages(),
		},
		otherwise,
	);
const idOf = (at: number): string => String(at).repeat(64);
const replicasCalled = (...names: readonly string[]): ReplicasEvidence =>
	replicasEvidence(names.map((name, at) => ({replica: replica({name, id: idOf(at)}), files: []})));

const planOf = (url: string, more: Partial<ServiceConfig> = {}) =>
	planService(
		serviceConfig({
			timeouts,
			live: null,
			probes: [probeConfig({url})],
			trace: 5_000,
			runtime: runtimeConfig({kind: 'docker', project: null, service: null, containers: ['api-1']}),
			...more,
		}),
		{trust: 'trusted', secrets: []},
		target(),
		() => '5eed',
	);

async function trace(
	program: EngineProgram,
	url: string,
	replicas: Observation<ReplicasEvidence> | ReplicasEvidence,
	{
		service = {},
		addresses = [],
		world = program.world(),
	}: {service?: Partial<ServiceConfig>; addresses?: readonly string[]; world?: World} = {},
): Promise<Observation<TraceEvidence>> {
	const plan = planOf(url, service);
	return observeTrace(
		{world, towards: world, plan, followed: followedRequest(plan)!, repository: '/'},
		addresses,
		'status' in replicas ? replicas : observed(replicas),
	);
}
const told = (seen: Observation<TraceEvidence>): TraceEvidence => {
	if (seen.status !== 'observed') throw new Error(JSON.stringify(seen));
	return seen.value;
};

/** Answers, and has one container after the other write what was asked, as an access log has it. */
function balanced(
	program: EngineProgram,
	names: readonly string[],
	line = (url: string): string => `GET ${url} 200\n`,
): Route {
	let count = 0;
	return (request, response) => {
		program.writes(names[count++ % names.length]!, line(request.url!));
		response.end('ok');
	};
}

describe('a traced request', () => {
	test('is found in the log of the replica that it reached, and of no other', async () => {
		using program = engineOf(['api-1', 'api-2']);
		await using server = await fakeEndpoint({}, {fallback: balanced(program, ['api-2'])});
		const seen = told(await trace(program, `${server.url}/api?page=2`, replicasCalled('api-1', 'api-2')));
		expect(seen).toEqual({
			requests: 3,
			waited: expect.any(Number),
			found: [{id: idOf(1), name: 'api-2', role: 'service', requests: 3}],
			searched: 2,
			unread: [],
		});
		const urls = server.seen.map(({url}) => url);
		expect(new Set(urls).size).toBe(3);
		for (const {method, url, headers} of server.seen) {
			const [, token] = /^\/api\?page=2&deploy-truth-trace=([0-9a-f]{32})$/.exec(url) ?? [];
			expect([method, headers['x-request-id'], headers['user-agent']]).toEqual([
				'GET',
				token,
				`deploy-truth trace/${token}`,
			]);
		}
	});

	test('of several that are balanced tells each replica that got one', async () => {
		using program = engineOf(['api-1', 'api-2']);
		await using server = await fakeEndpoint({}, {fallback: balanced(program, ['api-1', 'api-2'])});
		const {found, requests} = told(await trace(program, server.url, replicasCalled('api-1', 'api-2')));
		expect(found.map(({name, requests}) => [name, requests])).toEqual([
			['api-1', 2],
			['api-2', 1],
		]);
		expect(requests).toBe(3);
	});

	test('is sent to every address of the name, each on a connection of its own', async () => {
		using program = engineOf(['api-1']);
		const log = balanced(program, ['api-1']);
		const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];
		await using servers = await atAddresses(Object.fromEntries(addresses.map((address) => [address, log])));
		const url = `http://shop.example:${servers.port}/`;
		expect(told(await trace(program, url, replicasCalled('api-1'), {addresses})).requests).toBe(4);
		expect(servers.seen.map(({address}) => address).sort()).toEqual(addresses);
		expect(new Set(servers.seen.map(({connection}) => connection)).size).toBe(4);
	});

	test('that is written late is waited for', async () => {
		using program = engineOf(['api-1']);
		const late: Route = (request, response) => {
			setTimeout(() => program.writes('api-1', `${request.url}\n`), 400);
			response.end('ok');
		};
		await using server = await fakeEndpoint({}, {fallback: late});
		const seen = told(await trace(program, server.url, replicasCalled('api-1')));
		expect(seen.found[0]?.requests).toBe(3);
		expect(seen.waited).toBeGreaterThanOrEqual(400);
	});

	test('that nobody writes of is found nowhere, at the deadline', async () => {
		using program = engineOf(['api-1']);
		// What an earlier look left in the log is not of this one.
		program.writes('api-1', `GET /?deploy-truth-trace=${'ab'.repeat(16)} 200\n`);
		await using server = await fakeEndpoint({}, {fallback: (_, response) => void response.end('ok')});
		const seen = told(await trace(program, server.url, replicasCalled('api-1'), {service: {trace: 600}}));
		expect(seen).toMatchObject({requests: 3, found: [], searched: 1, unread: []});
		expect(seen.waited).toBeGreaterThanOrEqual(600);
		expect(seen.waited).toBeLessThan(3_000);
	});

	test('that a sidecar writes of has not landed in it', async () => {
		using program = engineOf(['api-1', 'mesh']);
		await using server = await fakeEndpoint({}, {fallback: balanced(program, ['mesh'])});
		const {replicas} = replicasCalled('api-1', 'mesh');
		const roles = replicasEvidence([
			replicas[0]!,
			{...replicas[1]!, replica: {...replicas[1]!.replica, role: 'sidecar'}},
		]);
		const seen = told(await trace(program, server.url, roles, {service: {trace: 2_000}}));
		expect(seen.found).toMatchObject([{name: 'mesh', role: 'sidecar', requests: 3}]);
		// Once for each of them was not the end of it.
		expect(program.asked().filter((line) => line.startsWith('container logs')).length).toBeGreaterThan(2);
	});

	test('that gets no answer may have arrived, and one that cannot leave has not', async () => {
		using program = engineOf(['api-1']);
		const writing: Route = (request, response) => {
			program.writes('api-1', `${request.url}\n`);
			silent(request, response);
		};
		await using server = await fakeEndpoint({}, {fallback: writing});
		const impatient = {service: {timeouts: {...timeouts, answer: 100}}};
		expect(told(await trace(program, server.url, replicasCalled('api-1'), impatient)).found[0]?.requests).toBe(3);
		expect(await trace(program, 'http://127.0.0.1:9/', replicasCalled('api-1'))).toMatchObject({
			fault: {code: 'unreachable'},
		});
	});

	test('carries what the probe states of itself, its secrets included, and shows none of them', async () => {
		const secret = 's3cret-token-of-the-test';
		using program = engineOf(['api-1']);
		await using server = await fakeEndpoint({}, {fallback: balanced(program, ['api-1'])});
		const headers = [
			{name: 'Authorization', value: {env: 'TOKEN', prefix: 'Bearer '}},
			{name: 'User-Agent', value: {literal: 'shop-check/1'}},
		] as const;
		const probes = [probeConfig({url: server.url, headers})];
		const world = program.world({TOKEN: secret});
		const seen = told(await trace(program, server.url, replicasCalled('api-1'), {service: {probes}, world}));
		expect(seen.found).toHaveLength(1);
		expect(server.seen[0]!.headers).toMatchObject({authorization: `Bearer ${secret}`, 'user-agent': 'shop-check/1'});
		expect(JSON.stringify(seen)).not.toContain(secret);
	});

	test('has a token that no output of the look tells', async () => {
		using program = engineOf(['api-1']);
		await using server = await fakeEndpoint({}, {fallback: balanced(program, ['api-1'])});
		const lines: string[] = [];
		const say = (text: string): void => void lines.push(text);
		const base = program.world();
		const world: World = {...base, log: {...base.log, info: say, debug: say, warn: say, progress: say}};
		const seen = await trace(program, server.url, replicasCalled('api-1'), {world});
		const tokens = server.seen.map(({headers}) => String(headers['x-request-id']));
		const everything = JSON.stringify([seen, lines, program.asked()]);
		expect(tokens.filter((token) => everything.includes(token))).toEqual([]);
	});

	test('keeps the query as it is written', () => {
		const token = 'ab'.repeat(16);
		expect(withToken('http://a.example/x?q=%20+%7e#part', token)).toBe(
			`http://a.example/x?q=%20+%7e&deploy-truth-trace=${token}`,
		);
		expect(withToken('http://a.example', token)).toBe(`http://a.example/?deploy-truth-trace=${token}`);
	});
});

describe('logs', () => {
	test('that cannot be read are named with why, beside those that can', async () => {
		using program = engineOf(
			['api-1', 'api-2'],
			[
				{
					args: `container logs .* -- ${idOf(1)}`,
					err: 'Error response from daemon: configured logging driver does not support reading\n',
					code: 1,
				},
			],
		);
		await using server = await fakeEndpoint({}, {fallback: balanced(program, ['api-1', 'api-2'])});
		const seen = told(await trace(program, server.url, replicasCalled('api-1', 'api-2'), {service: {trace: 600}}));
		expect(seen).toMatchObject({
			found: [{name: 'api-1', requests: 2}],
			searched: 1,
			unread: [
				{name: 'api-2', fault: {code: 'command-failed', detail: expect.stringContaining('does not support reading')}},
			],
		});
	});

	test('of fifty megabytes are read in part, and said to be', async () => {
		using program = engineOf(['api-1']);
		program.writes('api-1', `${'x'.repeat(1023)}\n`.repeat(50 * 1024));
		await using server = await fakeEndpoint({}, {fallback: balanced(program, ['api-1'])});
		const seen = told(await trace(program, server.url, replicasCalled('api-1'), {service: {trace: 800}}));
		expect(seen).toMatchObject({found: [], searched: 0, unread: [{name: 'api-1', fault: {code: 'too-large'}}]});
	});

	test('of nobody are not searched', async () => {
		using program = engineOf([]);
		const url = 'http://127.0.0.1:9/';
		const reasons = async (replicas: Observation<ReplicasEvidence>, service: Partial<ServiceConfig> = {}) =>
			trace(program, url, replicas, {service});
		const skipped = (reason: string) => ({status: 'skipped', reason});
		const one = replicasCalled('api-1');
		expect(await reasons(observed(one), {trace: null})).toEqual(skipped('not-configured'));
		expect(await reasons(skipped('not-configured') as Observation<ReplicasEvidence>)).toEqual(skipped('no-runtime'));
		const collected = {kind: 'collected', at: 'x', host: null, tool: 'x'} as const;
		expect(await reasons(observed({...one, origin: collected}))).toEqual(skipped('collected'));
		expect(await reasons(observed(one), {runtime: runtimeConfig({kind: 'ecs'})})).toEqual(skipped('no-logs'));
		const over = replicasEvidence([{replica: replica({state: 'exited'}), files: []}]);
		expect(await reasons(observed(over))).toEqual(skipped('not-running'));
		const lost = {status: 'unavailable', fault: {code: 'unreachable', detail: 'no'}, at: 'x'} as const;
		expect(await reasons(lost)).toEqual(lost);
	});
});

test('a trace is taken anew in each round: where requests landed a moment ago, the next need not', async () => {
	using program = engineOf(['api-1', 'api-2']);
	await using server = await fakeEndpoint({}, {fallback: balanced(program, ['api-1'])});
	const traced = () => server.seen.filter(({url}) => url.includes('deploy-truth-trace')).length;
	const world = program.world();
	const replicas = Promise.resolve(observed(replicasCalled('api-1', 'api-2')));
	const landing = {world, towards: world, plan: planOf(server.url), replicas, repository: '/'};
	await observeMapping(landing);
	const once = traced();
	await observeMapping(landing);
	expect(once).toBeGreaterThan(0);
	expect(traced()).toBe(2 * once);
}, 20_000);
