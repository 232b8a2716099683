import {join} from 'node:path';
import {writeFileSync} from 'node:fs';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import type {RuntimeConfig} from '../../src/model/config.ts';
import {asPath} from '../../src/model/path.ts';
import type {Replica} from '../../src/model/runtime.ts';
import {runtimeContract} from '../adapters/runtime/contract.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {temporary} from './commands.ts';
import {dockerEngine} from './engine.ts';
import {type PodmanEngine, podmanEngine} from './podman.ts';
import {type Asking, buildShop, bytesAt, openKind, secret} from './shop.ts';

const room = temporary();
let engine: PodmanEngine;
const ids: string[] = [];
/** containers of one test */
const more: string[] = [];

beforeAll(async () => {
	engine = await podmanEngine();
	await using builder = await dockerEngine(room.path);
	for (const version of ['first', 'second']) {
		ids.push(buildShop(builder, room.path, 'acme/shop:v1', version).replace('sha256:', ''));
		const file = join(room.path, `${version}.tar`);
		writeFileSync(file, builder.dockerBytes(['save', 'acme/shop:v1']));
	}
	engine.podman('load', '--input', join(room.path, 'first.tar'));
	run(
		'shop-1',
		'--env',
		`TOKEN=${secret}`,
		'--label',
		`key=${secret}`,
		'--volume',
		'data:/data',
		'--tmpfs',
		'/scratch',
	);
});
afterEach(() => {
	for (const name of more.splice(0)) engine.podman('rm', '--force', '--time', '0', name);
});
afterAll(async () => {
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

const run = (name: string, ...options: readonly string[]): string =>
	engine.podman('run', '--detach', '--network', 'host', '--name', name, ...options, 'acme/shop:v1');

type Way = readonly [string, () => Pick<RuntimeConfig, 'kind' | 'host'>, () => Asking];
/** The same containers by each way that leads to them. */
const ways: readonly Way[] = [
	['podman without a service', () => ({kind: 'podman', host: null}), () => ({env: engine.env})],
	['podman by its service', () => ({kind: 'podman', host: engine.host}), () => ({})],
	['docker by the service of podman', () => ({kind: 'docker', host: engine.host}), () => ({})],
];

for (const [name, config, asking] of ways) {
	const open = (more: Partial<RuntimeConfig> = {}, image: string | null = 'acme/shop:v1') =>
		openKind({...config(), ...more}, {...asking(), image});
	const replicas = async (more: Partial<RuntimeConfig> = {}): Promise<readonly Replica[]> =>
		(await (await open(more)).replicas()).replicas;

	runtimeContract(name, () => ({
		open: () => open(),
		nothing: () => open({}, 'acme/nobody:v1'),
		nobody: () => open({host: `unix://${room.path}/nobody.sock`}),
		secrets: [secret],
		files: {at: asPath('app/dist'), hold: ['index.js', 'modules/health.js']},
		logs: ['listening', 'ready'],
	}));

	describe(`a container that ${name} tells of`, () => {
		test('has the image, mounts and settings that it was started with', async () => {
			const [replica] = await replicas({containers: ['shop-1']});
			expect(replica).toMatchObject({
				name: 'shop-1',
				image: 'localhost/acme/shop:v1',
				state: 'running',
				restarts: 0,
				trouble: null,
				node: engine.podman('info', '--format', '{{.Host.Hostname}}'),
				mounts: [
					{kind: 'volume', source: 'data', destination: '/data', writable: true},
					{kind: 'tmpfs', source: null, destination: '/scratch', writable: true},
				],
				settings: {
					entrypoint: null,
					command: ['sh', '-c', 'echo listening; echo ready >&2; exec sleep 100000'],
					workingDirectory: '/app',
					environment: expect.arrayContaining(['MODE', 'PATH', 'TOKEN']),
				},
			});
			expect(replica?.digests[0]?.replace('sha256:', '')).toBe(ids[0]);
			expect(replica?.diffIds).toHaveLength(4);
		});

		test('that is named and not there is told', async () => {
			expect(await faultOf(replicas({containers: ['shop-1', 'nobody']}))).toEqual({
				code: 'not-found',
				detail: 'the engine has no container called nobody',
			});
		});

		test('has an entry point in words, whatever they hold', async () => {
			more.push(run('entry', '--entrypoint', '["/bin/sh", "-c", "exec sleep 1000 # one word"]'));
			const [replica] = await replicas({containers: ['entry']});
			expect(replica?.settings?.entrypoint).toEqual(['/bin/sh', '-c', 'exec sleep 1000 # one word']);
		});

		test('gives one file under its name', async () => {
			const runtime = await open();
			const [replica] = (await runtime.replicas()).replicas;
			const bytes = await bytesAt(runtime, replica!, asPath('app/dist/index.js'));
			expect([bytes.toString('latin1', 0, 9), bytes.includes('index.js first\n')]).toEqual(['index.js\0', true]);
		});

		test('that was only created gives its files', async () => {
			more.push(engine.podman('create', '--network', 'host', '--name', 'made', 'acme/shop:v1'));
			const runtime = await open({containers: ['made']});
			const [replica] = (await runtime.replicas()).replicas;
			expect([replica?.state, replica?.startedAt]).toEqual(['created', null]);
			expect((await bytesAt(runtime, replica!, asPath('app/dist'))).length).toBeGreaterThan(1_024);
		});
	});
}

describe('a link that podman follows', () => {
	test.each(ways.slice(0, 2))('is told to be one: %s', async (_, config, asking) => {
		const runtime = await openKind(config(), {...asking(), image: 'acme/shop:v1'});
		const [replica] = (await runtime.replicas()).replicas;
		expect(await faultOf(bytesAt(runtime, replica!, asPath('app/current')))).toEqual({
			code: 'unsupported-tar-entry',
			detail: '/app/current is a symbolic link, which podman follows: name the directory it leads to',
		});
	});
});

test('a name that another image bears now leads to that, and the container is still of its own', async () => {
	engine.podman('load', '--input', join(room.path, 'second.tar'));
	for (const [, config, asking] of ways) {
		const runtime = await openKind({...config(), containers: ['shop-1']}, asking());
		const [replica] = (await runtime.replicas()).replicas;
		const bare = [replica?.digests[0], replica?.imageNow?.[0]].map((id) => id?.replace('sha256:', ''));
		expect(bare).toEqual(ids);
	}
});
