import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {asPath} from '../../src/model/path.ts';
import type {RuntimeAnswer} from '../../src/model/runtime.ts';
import {runtimeContract} from '../adapters/runtime/contract.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {temporary} from './commands.ts';
import {type DockerEngine, dockerEngine, networkedEngine} from './engine.ts';
import {buildShop, openKind, secret, until} from './shop.ts';

const room = temporary();
let engine: DockerEngine;
let first: string;
let second: string;

beforeAll(async () => {
	engine = await networkedEngine(room.path);
	first = buildShop(engine, room.path, 'acme/shop:v1', 'first');
	second = buildShop(engine, room.path, 'acme/shop:v2', 'second');
	engine.docker('swarm', 'init', '--advertise-addr', '127.0.0.1');
	create('shop', 'acme/shop:v1', '--replicas', '2', '--env', `TOKEN=${secret}`, '--container-label', `key=${secret}`);
	await settled('shop');
});
afterAll(async () => {
	if (engine !== undefined) engine.docker('swarm', 'leave', '--force');
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

const create = (name: string, image: string, ...options: readonly string[]): string =>
	engine.docker(
		...['service', 'create', '--detach', '--no-resolve-image', '--network', 'host', '--name', name],
		...['--restart-delay', '100ms', '--stop-grace-period', '1s', '--update-monitor', '1s', ...options, image],
	);

const ask = async (service: string): Promise<RuntimeAnswer> =>
	(await openKind({kind: 'swarm', host: engine.host, service})).replicas();
const settled = (service: string): Promise<RuntimeAnswer> =>
	until(
		() => ask(service),
		({rollout}) => rollout?.status === 'complete',
	);

runtimeContract('swarm', () => ({
	open: () => openKind({kind: 'swarm', host: engine.host, service: 'shop'}),
	nothing: null,
	nobody: () => openKind({kind: 'swarm', host: 'tcp://127.0.0.1:9', service: 'shop'}),
	secrets: [secret],
	files: {at: asPath('app/dist'), hold: ['index.js', 'modules/health.js']},
	logs: ['listening', 'ready'],
}));

describe('a swarm service', () => {
	test('is told with its tasks and how many are wanted', async () => {
		const {wanted, rollout, replicas, where} = await ask('shop');
		expect([wanted, rollout]).toEqual([2, {status: 'complete', detail: '2 of 2 run the current specification'}]);
		expect(where).toMatch(/^swarm of docker /);
		expect(replicas.map(({name, state, restarts, revision}) => [name, state, restarts, revision])).toEqual([
			['shop.1', 'running', 0, {name: 'current specification', current: true}],
			['shop.2', 'running', 0, {name: 'current specification', current: true}],
		]);
		for (const {digests} of replicas) expect(digests[0]).toBe(first);
	});

	test('that nobody made is told by its name', async () => {
		expect(await faultOf(ask('nobody'))).toEqual({code: 'not-found', detail: 'the swarm has no service called nobody'});
	});

	test('in the middle of a rollout tells which task is of which specification', async () => {
		create('rolling', 'acme/shop:v1', '--replicas', '2', '--update-delay', '60s');
		await settled('rolling');
		engine.docker('service', 'update', '--detach', '--no-resolve-image', '--image', 'acme/shop:v2', 'rolling');
		const {rollout, replicas} = await until(
			() => ask('rolling'),
			(answer) =>
				answer.replicas.length === 2 &&
				answer.replicas.some(({state, digests}) => state === 'running' && digests[0] === second),
		);
		expect(rollout).toMatchObject({status: 'progressing', detail: expect.stringMatching(/^updating/)});
		const told = replicas.map(({digests, revision}) => [digests[0], revision]);
		expect(told).toContainEqual([second, {name: 'current specification', current: true}]);
		expect(told).toContainEqual([first, {name: 'previous specification', current: false}]);
	});

	test('whose restart policy or grace period is its own is of its specification all the same', async () => {
		create('odd', 'acme/shop:v1', '--restart-condition', 'on-failure', '--env', 'A=1', '--limit-memory', '64m');
		expect((await settled('odd')).rollout?.status).toBe('complete');
	});

	test('whose update does not come up is stuck, and says why', async () => {
		create('broken', 'acme/shop:v1', '--replicas', '1');
		await settled('broken');
		engine.docker('service', 'update', '--detach', '--no-resolve-image', '--args', 'false', 'broken');
		const {rollout} = await until(
			() => ask('broken'),
			(answer) => answer.rollout?.status === 'stuck',
		);
		expect(rollout).toMatchObject({status: 'stuck', detail: expect.stringMatching(/^paused: update paused/)});
	});

	test('that ends again and again tells how often and of what', async () => {
		engine.docker(
			...['service', 'create', '--detach', '--no-resolve-image', '--network', 'host', '--name', 'looping'],
			...['--restart-delay', '3s', 'acme/shop:v1', 'sh', '-c', 'exit 3'],
		);
		const {replicas, rollout} = await until(
			() => ask('looping'),
			(answer) => answer.replicas.some(({restarts, state}) => restarts! > 0 && state === 'waiting'),
		);
		expect(replicas).toMatchObject([{state: 'waiting', trouble: expect.stringContaining('non-zero exit (3)')}]);
		expect(rollout?.status).toBe('progressing');
	});

	test('whose image is nowhere waits, and says so', async () => {
		create('absent', 'acme/absent:v1');
		const {replicas} = await until(
			() => ask('absent'),
			(answer) => answer.replicas.some(({trouble}) => trouble !== null),
		);
		expect(replicas[0]?.trouble).toMatch(/No such image: acme\/absent:v1/);
		expect(replicas[0]?.digests).toEqual([]);
	});

	test('with no place to run waits, and has no files', async () => {
		create('homeless', 'acme/shop:v1', '--constraint', 'node.labels.nowhere==true');
		const runtime = await openKind({kind: 'swarm', host: engine.host, service: 'homeless'});
		const {replicas} = await until(
			() => runtime.replicas(),
			(answer) => answer.replicas.some(({trouble}) => trouble !== null),
		);
		expect(replicas).toMatchObject([{state: 'waiting', trouble: expect.stringContaining('no suitable node')}]);
		const read = async (): Promise<void> => {
			for await (const _ of runtime.files!(replicas[0]!, asPath('app')));
		};
		expect((await faultOf(read())).code).toBe('no-archiver');
	});

	test('tells of configs and secrets that lie over files by their names', async () => {
		engine.dockerBytes(['config', 'create', 'shop-env', '-'], Buffer.from(secret));
		engine.dockerBytes(['secret', 'create', 'shop-key', '-'], Buffer.from(secret));
		create('given', 'acme/shop:v1', '--config', 'source=shop-env,target=/app/dist/env.js', '--secret', 'shop-key');
		const {replicas} = await settled('given');
		expect(replicas[0]?.mounts).toEqual(
			expect.arrayContaining([
				{kind: 'config', source: 'shop-env', destination: '/app/dist/env.js', writable: false},
				{kind: 'secret', source: 'shop-key', destination: '/run/secrets/shop-key', writable: false},
			]),
		);
		expect(JSON.stringify(replicas)).not.toContain(secret);
	});

	test('is not told of by an engine that is no manager, and the right is named', async () => {
		using other = temporary();
		await using alone = await dockerEngine(other.path);
		const runtime = await openKind({kind: 'swarm', host: alone.host, service: 'shop'});
		expect(await faultOf(runtime.replicas())).toMatchObject({
			code: 'forbidden',
			detail: expect.stringContaining('only a manager of the swarm tells of services'),
		});
	});
});
