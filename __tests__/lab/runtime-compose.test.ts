import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {RuntimeConfig} from '../../src/model/config.ts';
import {asPath} from '../../src/model/path.ts';
import type {Replica} from '../../src/model/runtime.ts';
import {runtimeContract} from '../adapters/runtime/contract.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {temporary, tool} from './commands.ts';
import {type DockerEngine, networkedEngine} from './engine.ts';
import {buildShop, openKind, secret, until} from './shop.ts';

const room = temporary();
let engine: DockerEngine;

/** The real compose, on a project in a directory of its own. */
function compose(project: string, ...args: readonly string[]): void {
	const place = join(room.path, project);
	mkdirSync(place, {recursive: true});
	writeFileSync(
		join(place, 'docker-compose.yml'),
		`version: '3.7'
services:
  api:
    image: acme/shop:v1
    environment: {TOKEN: ${secret}}
    labels: {key: ${secret}}
    volumes: ['data:/data', './:/app/conf:ro']
    healthcheck: {test: ['CMD', 'true'], interval: 1s}
  worker:
    image: acme/shop:v1
volumes: {data: {}}
`,
	);
	tool('docker-compose', ['--project-name', project, ...args], place, engine.env);
}

beforeAll(async () => {
	engine = await networkedEngine(room.path);
	buildShop(engine, room.path, 'acme/shop:v1', 'first');
	compose('shop', 'up', '--detach', '--scale', 'api=2');
});
afterAll(async () => {
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

const open = (service: string, more: Partial<RuntimeConfig> = {}) =>
	openKind({kind: 'compose', host: engine.host, service, ...more});
const replicas = async (service: string, project: string | null = null): Promise<readonly Replica[]> =>
	(await (await open(service, {project})).replicas()).replicas;
const names = async (service: string, project: string | null = null): Promise<readonly string[]> =>
	(await replicas(service, project)).map(({name}) => name);

runtimeContract('compose', () => ({
	open: () => open('api', {project: 'shop'}),
	nothing: () => open('nobody'),
	nobody: () => open('api', {host: 'tcp://127.0.0.1:9'}),
	secrets: [secret],
	files: {at: asPath('app/dist'), hold: ['index.js', 'modules/health.js']},
	logs: ['listening', 'ready'],
}));

describe('a service of a compose project', () => {
	test('is every container of it, and none of the service beside it', async () => {
		expect(await names('api')).toEqual(['shop_api_1', 'shop_api_2']);
		expect(await names('worker', 'shop')).toEqual(['shop_worker_1']);
	});

	test('is told with its volumes, its address and whether it is healthy', async () => {
		const [replica] = await until(
			() => replicas('api'),
			(all) => all[0]?.ready === true,
		);
		expect(replica).toMatchObject({
			ready: true,
			mounts: [
				{kind: 'bind', source: join(room.path, 'shop'), destination: '/app/conf', writable: false},
				{kind: 'volume', source: 'shop_data', destination: '/data', writable: true},
			],
			addresses: [expect.stringMatching(/^172\./)],
		});
	});

	test('is not what `compose run` started beside it', async () => {
		compose('shop', 'run', '--detach', 'api');
		expect(engine.docker('ps', '--format', '{{.Names}}')).toContain('shop_api_run_');
		expect(await names('api')).toEqual(['shop_api_1', 'shop_api_2']);
	});

	test('is ambiguous where several projects have one of that name, until one is named', async () => {
		compose('other', 'up', '--detach', 'api');
		expect(await faultOf(replicas('api'))).toEqual({
			code: 'replicas-ambiguous',
			detail: 'the service api is in several compose projects, name one: other, shop',
		});
		expect(await names('api', 'other')).toEqual(['other_api_1']);
		expect(await names('api', 'nobody')).toEqual([]);
	});

	test('that was stopped is there, and does not run', async () => {
		compose('shop', 'stop', '--timeout', '0', 'worker');
		expect((await replicas('worker')).map(({state}) => state)).toEqual(['exited']);
	});
});
