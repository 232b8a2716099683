import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import {openRuntime, type Runtime} from '../../src/adapters/runtime/runtime.ts';
import type {RuntimeConfig} from '../../src/model/config.ts';
import {runtimeOfKind} from '../../src/model/config.ts';
import {asPath} from '../../src/model/path.ts';
import type {Replica} from '../../src/model/runtime.ts';
import {runtimeContract} from '../adapters/runtime/contract.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {testWorld} from '../builders/world.ts';
import {temporary} from './commands.ts';
import {type DockerEngine, networkedEngine} from './engine.ts';
import {Host} from './host.ts';

const room = temporary();
const context = join(room.path, 'context');
let engine: DockerEngine;
const secret = 'hunter2-of-the-lab';

beforeAll(async () => {
	mkdirSync(join(context, 'dist', 'modules'), {recursive: true});
	copyFileSync('/bin/busybox', join(context, 'busybox'));
	engine = await networkedEngine(room.path);
	build('base', '', 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n');
	build('acme/shop:v1', 'v1');
	engine.docker(
		'run',
		'--detach',
		'--name',
		'shop-1',
		'--env',
		`TOKEN=${secret}`,
		'--label',
		`key=${secret}`,
		'acme/shop:v1',
	);
});
afterEach(() => {
	for (const id of started.splice(0)) engine.docker('rm', '--force', '--volumes', id);
});
afterAll(async () => {
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

/** An image with two files at /app/dist; it writes to standard output and to standard error, and waits. */
function build(tag: string, version: string, dockerfile = ''): string {
	for (const name of ['index.js', 'modules/health.js'])
		writeFileSync(join(context, 'dist', name), `${name} ${version}\n`);
	const file = join(room.path, 'Dockerfile');
	const shop =
		'FROM base\nCOPY dist /app/dist\nRUN ln -s dist /app/current\nENV MODE=prod\nEXPOSE 8080\nWORKDIR /app\nCMD ["sh", "-c", "echo listening; echo ready >&2; exec sleep 100000"]\n';
	writeFileSync(file, dockerfile === '' ? shop : dockerfile);
	engine.docker('build', '--quiet', '--network', 'none', '--tag', tag, '--file', file, context);
	return engine.docker('image', 'inspect', '--format', '{{.Id}}', tag);
}

const started: string[] = [];
function run(image: string, options: readonly string[] = [], command: readonly string[] = []): string {
	const id = engine.docker('run', '--detach', ...options, image, ...command);
	started.push(id);
	return id;
}

const open = (image: string | null, more: Partial<RuntimeConfig> = {}): Promise<Runtime> =>
	openRuntime(
		testWorld(),
		{...runtimeOfKind('docker', 60_000), host: engine.host, ...more},
		{timeout: 60_000, repository: room.path, image},
	);
const replicas = async (image: string | null, more: Partial<RuntimeConfig> = {}): Promise<readonly Replica[]> =>
	(await (await open(image, more)).replicas()).replicas;
async function only(image: string | null, more: Partial<RuntimeConfig> = {}): Promise<Replica> {
	const all = await replicas(image, more);
	expect(all.map(({name}) => name)).toHaveLength(1);
	return all[0]!;
}

runtimeContract('docker', () => ({
	open: () => open('acme/shop:v1'),
	nothing: () => open('acme/nobody:v1'),
	nobody: () => open('acme/shop:v1', {host: `tcp://127.0.0.1:9`}),
	secrets: [secret],
	files: {at: asPath('app/dist'), hold: ['index.js', 'modules/health.js']},
	logs: ['listening', 'ready'],
}));

describe('the containers of a service', () => {
	test('are those that were made from a tag of its repository, whatever became of the tag and of them', async () => {
		const first = build('acme/moved:v1', 'first');
		run('acme/moved:v1', ['--name', 'moved-1']);
		run('acme/moved:v1', ['--name', 'moved-2'], ['sh', '-c', 'exit 3']);
		const second = build('acme/moved:v1', 'second');
		const found = await replicas('docker.io/acme/moved:v9');
		expect(found.map(({name, state, image}) => [name, state, image])).toEqual([
			['moved-1', 'running', 'acme/moved:v1'],
			['moved-2', 'exited', 'acme/moved:v1'],
		]);
		for (const replica of found) expect([replica.digests[0], replica.imageNow?.[0]]).toEqual([first, second]);
		expect(Date.parse(found[0]!.imageNowSince!)).toBeGreaterThanOrEqual(Date.parse(found[0]!.startedAt!));
	});

	test('are not those of a repository whose name only begins alike', async () => {
		build('acme/shop-admin:v1', 'admin');
		run('acme/shop-admin:v1');
		expect(await replicas('acme/shop:v1')).toHaveLength(1);
	});

	test('are those that carry all the labels', async () => {
		run('acme/shop:v1', ['--name', 'labelled', '--label', 'app=api', '--label', 'tier=web']);
		run('acme/shop:v1', ['--label', 'app=api', '--label', 'tier=batch']);
		expect((await only(null, {selector: 'app=api,tier=web'})).name).toBe('labelled');
	});

	test('are those that are named, by name or by ID, and one that is not there is told', async () => {
		const id = run('acme/shop:v1', ['--name', 'named']);
		for (const container of ['named', id, id.slice(0, 12)])
			expect((await only(null, {containers: [container]})).id).toBe(id);
		expect(await faultOf(replicas(null, {containers: ['named', 'nobody']}))).toEqual({
			code: 'not-found',
			detail: 'the engine has no container called nobody',
		});
	});

	test('cannot be found where nothing says which', async () => {
		expect((await faultOf(replicas(null))).code).toBe('not-asked');
	});
});

describe('a container', () => {
	test('is told with everything that is mounted, published and set', async () => {
		const source = join(room.path, 'checkout');
		mkdirSync(source, {recursive: true});
		run(
			'acme/shop:v1',
			[
				...[
					'--name',
					'full',
					'--volume',
					`${source}:/app/dist:ro`,
					'--volume',
					'shop-data:/data',
					'--volume',
					'/cache',
				],
				...['--tmpfs', '/scratch', '--mount', 'type=tmpfs,destination=/other'],
				...['--publish', '127.0.0.1:18080:8080', '--publish', '19000:9000/udp', '--user', '1000:1000'],
				...[
					'--entrypoint',
					'/bin/sh',
					'--env',
					`Z=${secret}`,
					'--env',
					'A=b=c',
					'--health-cmd',
					'true',
					'--health-interval',
					'1s',
				],
			],
			['-c', 'exec sleep 100000'],
		);
		for (let tries = 0; tries < 50 && (await only(null, {containers: ['full']})).ready === false; tries++)
			await new Promise((resolve) => setTimeout(resolve, 200));
		const {mounts, settings, ...replica} = await only(null, {containers: ['full']});
		expect(mounts).toEqual([
			{kind: 'bind', source, destination: '/app/dist', writable: false},
			{kind: 'volume', source: expect.stringMatching(/^[0-9a-f]{64}$/), destination: '/cache', writable: true},
			{kind: 'volume', source: 'shop-data', destination: '/data', writable: true},
			{kind: 'tmpfs', source: null, destination: '/other', writable: true},
			{kind: 'tmpfs', source: null, destination: '/scratch', writable: true},
		]);
		expect(settings).toEqual({
			entrypoint: ['/bin/sh'],
			command: ['-c', 'exec sleep 100000'],
			user: '1000:1000',
			workingDirectory: '/app',
			environment: ['A', 'MODE', 'PATH', 'Z'],
			ports: ['8080/tcp', '9000/udp'],
		});
		expect(replica).toMatchObject({
			role: 'service',
			state: 'running',
			ready: true,
			trouble: null,
			restarts: 0,
			revision: null,
			node: engine.docker('info', '--format', '{{.Name}}'),
			addresses: [expect.stringMatching(/^172\./)],
		});
		expect(replica.diffIds).toEqual(
			JSON.parse(engine.docker('image', 'inspect', '--format', '{{json .RootFS.Layers}}', 'acme/shop:v1')),
		);
	});

	test('has an address in each of its networks', async () => {
		engine.docker('network', 'create', 'shop-net');
		const id = run('acme/shop:v1', ['--name', 'two-nets']);
		engine.docker('network', 'connect', 'shop-net', id);
		expect((await only(null, {containers: ['two-nets']})).addresses).toHaveLength(2);
	});

	test('that is gone leaves its address to nobody, then to whoever is given it', async () => {
		engine.docker('network', 'create', '--subnet', '10.77.0.0/24', 'addresses');
		const placed = ['--network', 'addresses', '--ip', '10.77.0.7'];
		const first = run('acme/shop:v1', ['--name', 'first', ...placed]);
		const runtime = await open('acme/shop:v1');
		const owner = async () => await runtime.owner!(['10.77.0.7', '10.77.0.1', '10.78.0.7']);
		const startedAt = expect.stringMatching(/^\d{4}-.*Z$/);
		const of = (id: string, name: string) => [
			{address: '10.77.0.7', container: {id, name, image: 'acme/shop:v1', startedAt}},
		];
		expect(await owner()).toEqual(of(first, 'first'));
		engine.docker('rm', '--force', started.splice(started.indexOf(first), 1)[0]!);
		expect(await owner()).toEqual([{address: '10.77.0.7', container: null}]);
		const second = run('acme/shop:v1', ['--name', 'second', ...placed]);
		expect(await owner()).toEqual(of(second, 'second'));
	});

	test.each([
		['paused', 'paused', null, []],
		['exited', 'exited', 'exit code 3', ['sh', '-c', 'exit 3']],
		['created', 'created', null, []],
		['restarting', 'restarting', 'restarting (5)', ['sh', '-c', 'exit 5']],
	] as const)('that is %s is told to be so', async (how, state, trouble, command) => {
		const id =
			how === 'created'
				? engine.docker('create', 'acme/shop:v1')
				: run('acme/shop:v1', how === 'restarting' ? ['--restart', 'always'] : [], command);
		if (how === 'created') started.push(id);
		if (how === 'paused') engine.docker('pause', id);
		let found = await only(null, {containers: [id]});
		for (let tries = 0; tries < 50 && found.state !== state; tries++) {
			await new Promise((resolve) => setTimeout(resolve, 100));
			found = await only(null, {containers: [id]});
		}
		expect([found.state, found.trouble]).toEqual([state, trouble]);
		if (how === 'created') expect(found.startedAt).toBeNull();
		if (how === 'restarting') expect(found.restarts).toBeGreaterThan(0);
		if (how === 'paused') engine.docker('unpause', id);
	});

	test('of an image that was pushed is known by its repository digests too, those of its ID and not of its tag', async () => {
		await using host = await Host.open();
		const tag = `${host.name()}:prod`;
		host.deploys(tag, {'server.js': 'first'});
		const digests = (): unknown =>
			JSON.parse(host.engine.docker('image', 'inspect', '--format', '{{json .RepoDigests}}', tag));
		const first = digests();
		host.runs(tag);
		host.deploys(tag, {'server.js': 'second'});
		const second = digests();
		expect(first).not.toEqual(second);
		const replica = await only(tag, {host: host.engine.host});
		expect([replica.digests.slice(1), replica.imageNow?.slice(1)]).toEqual([first, second]);
	});

	test('that does not run still gives its files', async () => {
		const id = engine.docker('create', 'acme/shop:v1');
		started.push(id);
		const runtime = await open(null, {containers: [id]});
		const {replicas: found} = await runtime.replicas();
		const chunks: Uint8Array[] = [];
		for await (const chunk of runtime.files!(found[0]!, asPath('app/dist/index.js'))) chunks.push(chunk);
		expect(Buffer.concat(chunks).toString('latin1')).toContain('index.js v1\n');
	});

	test('gives a link as the link', async () => {
		const runtime = await open('acme/shop:v1');
		const {replicas: found} = await runtime.replicas();
		const chunks: Uint8Array[] = [];
		for await (const chunk of runtime.files!(found[0]!, asPath('app/current'))) chunks.push(chunk);
		const block = Buffer.concat(chunks);
		expect([block.toString('latin1', 0, 7), block[156]]).toEqual(['current', 0x32]);
	});
});

describe('an engine', () => {
	test('that nobody starts is said to be out of reach', async () => {
		expect(await faultOf(replicas('acme/shop', {host: `unix://${room.path}/nobody.sock`}))).toMatchObject({
			code: 'unreachable',
			detail: expect.stringContaining('start it, or say where it is'),
		});
	});
	test('at the end of an ssh that leads nowhere is said to be out of reach', async () => {
		expect((await faultOf(replicas('acme/shop', {host: 'ssh://ci@127.0.0.1:9'}))).code).toBe('unreachable');
	});
	test('whose context nobody knows is told so', async () => {
		expect(await faultOf(replicas('acme/shop', {host: null, context: 'nowhere'}))).toMatchObject({
			code: 'not-found',
			detail: expect.stringContaining('docker knows no such context'),
		});
	});
	test('is named for people, without who is let in', async () => {
		const {where} = await (await open('acme/shop:v1')).replicas();
		expect(where).toBe(
			`docker ${engine.docker('version', '--format', '{{.Server.Version}}')} on ${engine.docker('info', '--format', '{{.Name}}')} (${engine.host})`,
		);
	});
});
