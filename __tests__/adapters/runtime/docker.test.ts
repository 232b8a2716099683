import {afterEach, describe, expect, test} from '@jest/globals';
import {openRuntime, type Runtime} from '../../../src/adapters/runtime/runtime.ts';
import {giveBack} from '../../../src/bytes/lent.ts';
import type {RuntimeConfig} from '../../../src/model/config.ts';
import {runtimeOfKind} from '../../../src/model/config.ts';
import {asPath, textOfBytes} from '../../../src/model/path.ts';
import type {Replica} from '../../../src/model/runtime.ts';
import {testWorld} from '../../builders/world.ts';
import {
	EngineProgram,
	type Known,
	type Otherwise,
	type Recorded,
	recordedContainers,
	recordedImages,
} from '../../fakes/engine.ts';
import {faultOf} from '../registry/asking.ts';
import {runtimeContract} from './contract.ts';

const containers = recordedContainers();
const images = recordedImages();
const [api] = containers as [Recorded, ...Recorded[]];
const known: Known = {containers, images};

const programs: EngineProgram[] = [];
afterEach(() => {
	for (const program of programs.splice(0)) program[Symbol.dispose]();
});

function engine(knows: Known = known, otherwise: readonly Otherwise[] = [], name?: string): EngineProgram {
	const program = new EngineProgram(knows, otherwise, name);
	programs.push(program);
	return program;
}

const open = (program: EngineProgram, config: Partial<RuntimeConfig> = {}, image: string | null = 'app:v1') =>
	openRuntime(
		program.world(),
		{...runtimeOfKind('docker', 20_000), ...config},
		{timeout: 20_000, repository: '/', image},
	);
const replicas = async (program: EngineProgram, config: Partial<RuntimeConfig> = {}): Promise<readonly Replica[]> =>
	(await (await open(program, config)).replicas()).replicas;
const only = async (container: Recorded, more: Partial<Known> = {}): Promise<Replica> =>
	(await replicas(engine({...known, containers: [container], ...more})))[0]!;

runtimeContract('docker, as recorded', () => ({
	open: () => open(engine()),
	nothing: () => open(engine(), {}, 'nobody:v1'),
	nobody: () =>
		open(engine(known, [{args: '.', err: 'Cannot connect to the Docker daemon at tcp://u:hunter2@h:1\n', code: 1}])),
	secrets: ['hunter2'],
	files: {at: asPath('app/dist'), hold: ['index.js', 'modules/health.js']},
	logs: ['listening', 'ready'],
}));

describe('what Docker 20.10 tells of a container', () => {
	test('is kept by names, times, digests and words of state', async () => {
		const found = await replicas(engine());
		expect(found.map(({name, state, trouble, restarts}) => [name, state, trouble, restarts])).toEqual([
			['api1', 'running', null, 0],
			['gone', 'exited', 'exit code 3', 0],
			['looping', 'restarting', 'restarting (5)', expect.any(Number)],
			['made', 'created', null, 0],
			['paused', 'paused', null, 0],
		]);
		expect(found[0]).toMatchObject({
			ready: true,
			node: 'vm',
			addresses: ['172.17.0.2', '172.19.0.2'],
			startedAt: '2026-11-24T23:00:53.202Z',
			createdAt: '2026-11-24T22:31:08.996Z',
			imageNowSince: '2026-11-24T22:31:08.872Z',
			mounts: [
				{kind: 'bind', source: '/srv/shop/dist', destination: '/app/dist', writable: false},
				{kind: 'volume', source: 'vol1', destination: '/data', writable: true},
				{kind: 'tmpfs', source: null, destination: '/scratch', writable: true},
			],
			settings: {
				entrypoint: null,
				command: ['sh', '-c', 'echo up; sleep 1000'],
				user: '1000',
				workingDirectory: '/app',
				environment: ['MODE', 'PATH', 'SECRET', 'TOKEN'],
				ports: ['8080/tcp'],
			},
		});
		expect(found[0]!.diffIds).toHaveLength(3);
		expect(found.find(({name}) => name === 'made')?.startedAt).toBeNull();
	});

	test('takes five commands, however many containers there are, up to fifty', async () => {
		const program = engine();
		await replicas(program);
		expect(program.asked().map((line) => line.replace(/ -- .*/, ''))).toEqual([
			'container ls --all --no-trunc --format {{json .ID}}',
			'container inspect --format [{{json .ID}},{{json .Config.Image}}]',
			'container inspect',
			'info --format [{{json .Name}},{{json .ServerVersion}}]',
			'image inspect',
		]);
	});

	test('whose engine says the same of a path and of a container that is gone is asked which', async () => {
		const err = `Error: No such container:path: ${api.Id}:/nope\n`;
		const read = async (more: readonly Otherwise[]): Promise<void> => {
			const program = engine(known, [{args: 'container cp', err, code: 1}, ...more]);
			const runtime = await open(program);
			const replica = (await runtime.replicas()).replicas.find(({id}) => id === api.Id)!;
			for await (const _ of runtime.files!(replica, asPath('nope')));
		};
		expect(await faultOf(read([]))).toMatchObject({
			code: 'not-found',
			detail: expect.stringContaining('nothing is at /nope'),
		});
		const gone = {args: 'inspect --format {{.Id}}', err: `Error: No such container: ${api.Id}\n`, code: 1};
		expect(await faultOf(read([gone]))).toMatchObject({code: 'not-running'});
	});

	test('is asked for in pieces where there are many', async () => {
		const many = Array.from({length: 120}, (_, at) => ({
			...api,
			Id: at.toString(16).padStart(64, '0'),
			Name: `/api-${at}`,
		}));
		const program = engine({...known, containers: many});
		expect(await replicas(program)).toHaveLength(120);
		expect(program.asked().filter((line) => line.startsWith('container inspect -- '))).toHaveLength(3);
	});

	test('is refused where more are selected than one service can have', async () => {
		const many = Array.from({length: 2_001}, (_, at) => at.toString(16).padStart(64, '0'));
		const program = engine({containers: [], images: [], listed: many});
		expect((await faultOf(replicas(program, {selector: 'a=b'}))).code).toBe('too-large');
	});

	test('leaves out one that is gone since it was listed', async () => {
		const program = engine({...known, listed: ['f'.repeat(64)]});
		expect(await replicas(program)).toHaveLength(5);
		expect(await replicas(program, {selector: 'app=api'})).toHaveLength(1);
	});

	test('says OOMKilled beside the exit code', async () => {
		const State = {...api.State, Status: 'exited', OOMKilled: true, ExitCode: 137};
		expect((await only({...api, State})).trouble).toBe('OOMKilled, exit code 137');
	});

	test.each([
		['starting', false, 'starting'],
		['unhealthy', false, 'unhealthy'],
		['healthy', true, null],
		['none', null, null],
		['', null, null],
	])('is ready as its health says: %p', async (Status, ready, trouble) => {
		expect(await only({...api, State: {...api.State, Health: {Status}}})).toMatchObject({ready, trouble});
	});

	test('has a word that nobody knows for its trouble', async () => {
		expect(await only({...api, State: {...api.State, Status: 'removing'}})).toMatchObject({
			state: 'unknown',
			trouble: 'removing',
		});
	});

	test('names the image manifest too where the containerd store does', async () => {
		const digest = `sha256:${'a'.repeat(64)}`;
		const {digests} = await only({...api, ImageManifestDescriptor: {digest}});
		expect(digests).toEqual([images[0]!.Id, digest]);
	});
});

describe('the image of a container', () => {
	const moved = `sha256:${'b'.repeat(64)}`;

	test('is that of its ID with its repository digests; what the tag leads to now is told beside it', async () => {
		const old = {...images[0]!, RepoTags: [], RepoDigests: [`app@sha256:${'1'.repeat(64)}`]};
		const now = {...images[0]!, Id: moved, RepoTags: ['app:v1'], RepoDigests: [`app@sha256:${'2'.repeat(64)}`]};
		expect(await only(api, {images: [old, now]})).toMatchObject({
			digests: [old.Id, ...old.RepoDigests],
			imageNow: [moved, ...now.RepoDigests],
		});
	});

	test('is known by its ID alone where it was removed by force, and its tag leads nowhere', async () => {
		expect(await only(api, {images: []})).toMatchObject({
			digests: [images[0]!.Id],
			diffIds: null,
			imageNow: null,
			imageNowSince: null,
		});
	});

	test('is not believed to be what came under another ID', async () => {
		const program = engine({...known, containers: [api]}, [
			{args: '^image inspect', out: JSON.stringify([{...images[0], Id: moved, RootFS: {Layers: ['x']}}, images[0]])},
		]);
		expect((await replicas(program))[0]).toMatchObject({digests: [images[0]!.Id], diffIds: null});
	});

	test.each([
		['0001-01-01T00:00:00Z', '2026-11-24T22:31:08.769Z'],
		['2026-11-24T22:31:08.872667691+02:00', '2026-11-24T20:31:08.872Z'],
		['yesterday', '2026-11-24T22:31:08.769Z'],
	])('has its name since it was last tagged, or else was built: %p', async (LastTagTime, since) => {
		const found = await only(api, {images: [{...images[0]!, Metadata: {LastTagTime}}]});
		expect(found.imageNowSince).toBe(since);
	});

	test('was built at no time that a reproducible build makes up', async () => {
		const image = {...images[0]!, Metadata: {}, Created: '1980-01-01T00:00:01Z'};
		expect((await only(api, {images: [image]})).imageNowSince).toBeNull();
	});
});

describe('where the engine is', () => {
	test.each([
		[{host: 'ssh://deploy@app.example.com'}, '--host ssh://deploy@app.example.com', '(ssh://app.example.com)'],
		[{context: 'production'}, '--context production', '(context production)'],
		[{}, 'container', null],
	])('is handed to docker, and told without who is let in: %p', async (config, flags, told) => {
		const program = engine();
		const {where} = await (await open(program, config)).replicas();
		expect(program.asked().every((line) => line.startsWith(flags) || line.startsWith('i'))).toBe(true);
		expect(where).toBe(['docker', '20.10.24', 'on vm', told].filter((word) => word !== null).join(' '));
	});

	test('is not told, nor the node, where the engine does not let us ask; the replicas are', async () => {
		const program = engine(known, [{args: '^info', err: '403 Forbidden', code: 1}]);
		const answer = await (await open(program)).replicas();
		expect([answer.where, answer.replicas[0]?.node, answer.replicas.length]).toEqual(['docker', null, 5]);
	});
});

describe('what is in the way', () => {
	const refused = (err: string, command = '.') => engine(known, [{args: command, err, code: 1}]);

	test.each([
		[
			'Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?',
			'unreachable',
			/DOCKER_HOST/,
		],
		[
			'error during connect: Get "http://docker.example.com/v1.50/containers/json": command [ssh -T -- h docker system dial-stdio] has exited with exit status 255, make sure the URL is valid: stderr=ssh: connect to host h port 22: Connection refused',
			'unreachable',
			/no docker engine answers/,
		],
		[
			'error during connect: command [ssh -T -- h docker system dial-stdio] has exited with exit status 255: stderr=deploy@h: Permission denied (publickey,password).',
			'unauthorized',
			/ssh lets nobody in/,
		],
		[
			'error during connect: command [ssh -T -- h docker system dial-stdio] has exited with exit status 255: stderr=Host key verification failed.',
			'unauthorized',
			/known_hosts/,
		],
		[
			'error during connect: command [ssh -T -- h docker system dial-stdio] has exited with exit status 127: stderr=sh: docker: not found',
			'command-missing',
			/the host that ssh leads to has no docker/,
		],
		[
			'error during connect: command [ssh -T -- h docker system dial-stdio] has exited: stderr=permission denied while trying to connect to the Docker daemon socket',
			'forbidden',
			/the user at the other end of ssh .* group docker there/,
		],
		[
			'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://x": dial unix /var/run/docker.sock: connect: permission denied',
			'forbidden',
			/member of the group docker, or as root/,
		],
		[
			'Error response from daemon: <html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>',
			'forbidden',
			/does not let this user list containers: allow that/,
		],
		[
			'Error response from daemon: authorization denied by plugin opa: request rejected',
			'forbidden',
			/list containers/,
		],
		['error during connect: x509: certificate signed by unknown authority', 'tls-untrusted', /not trusted/],
		['error during connect: remote error: tls: bad certificate', 'unauthorized', /certificate of this client/],
		[
			'Failed to initialize: unable to resolve docker endpoint: context "p": context not found: open /x/meta.json: no such file or directory',
			'not-found',
			/knows no such context/,
		],
		['something new from http://user:hunter2@proxy', 'command-failed', /^docker: something new from http:\/\/…@proxy$/],
	])('%s', async (err, code, detail) => {
		expect(await faultOf(replicas(refused(err)))).toEqual({code, detail: expect.stringMatching(detail)});
	});

	test.each([
		['^container inspect --format', 'inspect containers'],
		['^image inspect', 'read images'],
	])('at %s is told with the right that is missing', async (command, right) => {
		expect(await faultOf(replicas(refused('Error response from daemon: 403 Forbidden', command)))).toMatchObject({
			code: 'forbidden',
			detail: expect.stringContaining(right),
		});
	});

	test.each([
		['no JSON', 'oh'],
		['no list', '{}'],
		['a list of no objects', '[1]'],
		['a container without an ID', '[{"Name":"/x"}]'],
		['an option for an ID', '[{"Id":"--output=/etc/passwd"}]'],
	])('is an answer that is %s', async (_, out) => {
		const program = engine(known, [{args: '^container inspect -- ', out}]);
		expect((await faultOf(replicas(program))).code).toBe('invalid-answer');
	});

	test('is that there is no docker', async () => {
		const runtime: Runtime = await openRuntime(testWorld({env: {PATH: '/nowhere'}}), runtimeOfKind('docker', 1_000), {
			timeout: 1_000,
			repository: '/',
			image: 'app',
		});
		expect((await faultOf(runtime.replicas())).code).toBe('command-missing');
	});

	test('is a container without any of what is known of others: nothing is made up', async () => {
		const Id = 'c'.repeat(64);
		const bare = {Id, Config: {Image: 'app:v1'}} as unknown as Recorded;
		const [replica] = await replicas(engine({containers: [bare], images: []}));
		expect(replica).toEqual({
			...{
				id: Id,
				name: 'c'.repeat(12),
				role: 'service',
				image: 'app:v1',
				digests: [],
				diffIds: null,
				startDigest: null,
			},
			...{imageNow: null, imageNowSince: null, createdAt: null, startedAt: null, restarts: null},
			...{state: 'unknown', trouble: null, ready: null, node: 'vm', addresses: [], revision: null, mounts: []},
			settings: {entrypoint: null, command: null, user: null, workingDirectory: null, environment: [], ports: []},
		});
	});
});

describe('files', () => {
	test('of a name that is not UTF-8 cannot be asked for', async () => {
		const runtime = await open(engine());
		const [replica] = (await runtime.replicas()).replicas;
		const path = asPath(textOfBytes(Uint8Array.from([0x61, 0xff])));
		const read = async (): Promise<void> => {
			for await (const _ of runtime.files!(replica!, path));
		};
		expect((await faultOf(read())).code).toBe('unsafe-name');
	});

	test('of an engine that fails in the middle are a fault, whatever came', async () => {
		const program = engine(known, [
			{args: '^container (?:cp|exec)', out: 'x'.repeat(2_000), err: 'unexpected EOF', code: 1},
		]);
		const runtime = await open(program);
		const [replica] = (await runtime.replicas()).replicas;
		const read = async (): Promise<void> => {
			for await (const _ of runtime.files!(replica!, asPath('app/dist')));
		};
		expect(await faultOf(read())).toMatchObject({code: 'command-failed', detail: 'docker: unexpected EOF'});
	});
});

test('logs of an engine that fails are a fault in its words, whatever the reader has done with the pieces', async () => {
	// As much as a pipe gives at once, so that the last piece is one that can be given back.
	const err = 'unexpected EOF, '.repeat(8_192);
	const runtime = await open(engine(known, [{args: '^container logs', err, code: 1}]));
	const [replica] = (await runtime.replicas()).replicas;
	const read = async (): Promise<void> => {
		for await (const chunk of runtime.logs!(replica!, 0)) giveBack(chunk);
	};
	expect(await faultOf(read())).toMatchObject({
		code: 'command-failed',
		detail: expect.stringMatching(/^docker: unexpected EOF/),
	});
});
