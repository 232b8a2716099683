import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {RegistryOptions} from '../../../src/adapters/registry/client.ts';
import {readingScopes} from '../../../src/adapters/registry/token.ts';
import type {World} from '../../../src/world.ts';
import {imageOf} from '../../builders/image.ts';
import type {RecordedLog} from '../../builders/world.ts';
import {recordedLog} from '../../builders/world.ts';
import type {FakeRegistry, RegistryAuth} from '../../fakes/registry.ts';
import {startRegistry} from '../../fakes/registry.ts';
import {ask, bytesOf, faultOf, patientWorld} from './asking.ts';

const image = await imageOf([[{path: 'app.js', content: 'x'.repeat(100_000)}]], {compression: 'none'});
const {digest} = image.root.descriptor;
const layer = image.layers[0]!.descriptor;
const credentials = {username: 'ada', password: 'secret-word'};

async function guarded(auth: RegistryAuth): Promise<FakeRegistry> {
	const registry = await startRegistry(auth);
	registry.push('team/app', 'v1', image);
	return registry;
}
const pull = (registry: FakeRegistry, options: Partial<RegistryOptions> = {}, world: World = patientWorld()) =>
	ask(world, `${registry.host}/team/app`, options).manifest('v1');

describe('Basic', () => {
	const auth = {mode: 'basic', username: 'ada', password: 'secret-word'} as const;
	test('the right credentials open the registry, and are sent only once it asked', async () => {
		await using registry = await guarded(auth);
		expect((await pull(registry, {credentials})).digest).toBe(digest);
		expect(registry.requests.map((request) => 'authorization' in request.headers)).toEqual([false, true]);
	});
	test('wrong credentials are tried once and the fault says whose they were, not what', async () => {
		await using registry = await guarded(auth);
		const fault = await faultOf(pull(registry, {credentials: {username: 'ada', password: 'wrong-word'}}));
		expect(fault.code).toBe('unauthorized');
		expect(fault.detail).toContain('that were given');
		expect(fault.detail).not.toContain('wrong-word');
		expect(registry.requests.length).toBe(2);
	});
	test('no credentials are a fault that says so', async () => {
		await using registry = await guarded(auth);
		const fault = await faultOf(pull(registry));
		expect(fault.code).toBe('unauthorized');
		expect(fault.detail).toContain('no credentials were found');
	});
});

describe('Bearer', () => {
	test('a public image needs an anonymous token', async () => {
		await using registry = await guarded({mode: 'bearer', username: null});
		expect((await pull(registry)).digest).toBe(digest);
		const [asked] = registry.tokenServer.requests;
		const query = new URL(asked!.url, 'http://x').searchParams;
		expect(query.get('service')).toBe('a registry');
		expect(query.get('scope')).toBe('repository:team/app:pull');
		expect(query.get('account')).toBe('kept');
		expect(asked!.headers).not.toHaveProperty('authorization');
	});
	test.each(['token', 'access_token'] as const)('the token comes as %s', async (field) => {
		await using registry = await guarded({mode: 'bearer', username: null, field});
		expect((await pull(registry)).digest).toBe(digest);
	});
	test('credentials go to the token server, the token to the registry, and both are masked', async () => {
		await using registry = await guarded({mode: 'bearer', ...credentials});
		const log: RecordedLog = recordedLog();
		expect((await pull(registry, {credentials}, patientWorld({log}))).digest).toBe(digest);
		expect(registry.tokenServer.requests[0]?.headers['authorization']).toMatch(/^Basic /);
		expect(registry.requests.map((request) => request.headers['authorization'] ?? null)).toEqual([
			null,
			'Bearer issued-token-1',
		]);
		expect(log.secrets).toEqual(expect.arrayContaining(['secret-word', 'issued-token-1']));
	});
	test('a private image says 401 at the token server, and the fault says that nobody had credentials', async () => {
		await using registry = await guarded({mode: 'bearer', ...credentials});
		const fault = await faultOf(pull(registry));
		expect(fault.code).toBe('unauthorized');
		expect(fault.detail).toContain('no credentials were found');
	});
	test('one token serves every request of a pull', async () => {
		await using registry = await guarded({mode: 'bearer', username: null});
		const client = ask(patientWorld(), `${registry.host}/team/app`);
		await client.manifest('v1');
		await client.manifest(digest);
		await bytesOf(client.blob(layer));
		expect(registry.tokenServer.requests.length).toBe(1);
	});
	test.each([401, 400])(
		'a token that expires in the middle of a pull (status %i) is renewed',
		async (expiredStatus) => {
			await using registry = await guarded({mode: 'bearer', username: null, expiredStatus});
			const client = ask(patientWorld(), `${registry.host}/team/app`);
			await client.manifest('v1');
			registry.expireTokens();
			const bytes = await bytesOf(client.blob(layer));
			expect(Buffer.compare(bytes, image.layers[0]!.bytes)).toBe(0);
			expect(registry.tokenServer.requests.length).toBe(2);
		},
	);
	test('a token that expires while a blob is cut is renewed for the rest', async () => {
		await using registry = await guarded({mode: 'bearer', username: null});
		const client = ask(patientWorld(), `${registry.host}/team/app`);
		await client.manifest('v1');
		registry.misbehave('/blobs/', {kind: 'cut', after: 40_000}, 1);
		const chunks: Uint8Array[] = [];
		for await (const chunk of client.blob(layer)) {
			if (chunks.length === 0) registry.expireTokens();
			chunks.push(chunk);
		}
		expect(Buffer.compare(Buffer.concat(chunks), image.layers[0]!.bytes)).toBe(0);
		expect(registry.requests.at(-1)?.headers).toMatchObject({
			range: `bytes=40000-${image.layers[0]!.bytes.length - 1}`,
			authorization: 'Bearer issued-token-2',
		});
	});
	test('requests that are refused together share one renewal', async () => {
		await using registry = await guarded({mode: 'bearer', username: null});
		const client = ask(patientWorld(), `${registry.host}/team/app`);
		await client.manifest('v1');
		registry.expireTokens();
		await Promise.all([1, 2, 3, 4].map(() => client.manifest('v1')));
		expect(registry.tokenServer.requests.length).toBe(2);
	});
	test('a token that the registry never takes is a fault after one renewal', async () => {
		await using registry = await guarded({mode: 'bearer', username: null});
		registry.misbehave('/manifests/', {kind: 'expire-tokens'});
		const fault = await faultOf(pull(registry));
		expect(fault.code).toBe('unauthorized');
		expect(registry.requests.length).toBe(2);
	});
	test.each([
		['no JSON', {status: 200, body: 'token=secret-word'}, 'unexpected-answer'],
		['no token', {status: 200, body: '{"secret-word":1}'}, 'unexpected-answer'],
		[
			'a token with a line break',
			{status: 200, body: JSON.stringify({token: 'secret-word\r\nX: y'})},
			'unexpected-answer',
		],
		['a token that is a number', {status: 200, body: '{"token":7}'}, 'unexpected-answer'],
		['null', {status: 200, body: 'null'}, 'unexpected-answer'],
		['65 KiB', {status: 200, body: JSON.stringify({token: 'x'.repeat(65 * 1024)})}, 'too-large'],
		['a redirect', {status: 302, body: '', headers: {Location: 'https://elsewhere.example/'}}, 'unexpected-answer'],
		['403', {status: 403, body: 'secret-word'}, 'forbidden'],
		['429', {status: 429, body: ''}, 'rate-limited'],
		['500', {status: 500, body: ''}, 'server-error'],
	])('a token server that answers %s is a fault without its words', async (_name, answer, code) => {
		await using registry = await guarded({mode: 'bearer', username: null, answer});
		const fault = await faultOf(pull(registry));
		expect(fault.code).toBe(code);
		expect(fault.detail).not.toContain('secret-word');
	});
	test('a busy token server is asked four times, not four times four', async () => {
		await using registry = await guarded({mode: 'bearer', username: null, answer: {status: 503, body: ''}});
		await faultOf(pull(registry));
		expect(registry.tokenServer.requests.length).toBe(4);
	});
	test.each([
		['the metadata service', 'https://169.254.169.254/latest'],
		['plain http elsewhere', 'http://auth.example/token'],
		['a file', 'file:///etc/passwd'],
		['an address with a user name', 'http://ada@127.0.0.1/token'],
	])('a realm that is %s is refused before credentials are even looked for', async (_name, realm) => {
		await using registry = await guarded({mode: 'bearer', ...credentials, realm});
		const fault = await faultOf(pull(registry, {credentials}));
		expect(fault.code).toBe('realm-refused');
		expect(fault.detail).not.toContain('secret-word');
		expect(registry.tokenServer.requests).toEqual([]);
		expect(registry.requests.every((request) => !('authorization' in request.headers))).toBe(true);
	});
	test('a registry that asks in a way nobody understands is a fault that names it', async () => {
		await using registry = await guarded({mode: 'none'});
		registry.misbehave('/manifests/', {
			kind: 'status',
			status: 401,
			headers: {'WWW-Authenticate': 'Negotiate, Digest realm="x"'},
		});
		const fault = await faultOf(pull(registry, {credentials}));
		expect(fault.code).toBe('unauthorized');
		expect(fault.detail).toContain('negotiate, digest');
	});
	test('what a registry writes into its errors is not repeated', async () => {
		await using registry = await guarded({mode: 'basic', ...credentials});
		const echo = JSON.stringify({errors: [{code: 'DENIED', message: 'secret-word'}, {code: 'secret-word'}, 7, null]});
		registry.misbehave('/manifests/', {kind: 'status', status: 403, body: echo});
		const fault = await faultOf(pull(registry, {credentials}));
		expect(fault.code).toBe('forbidden');
		expect(fault.detail).toContain('(DENIED)');
		expect(fault.detail).not.toContain('secret-word');
	});
});

describe('an identity token', () => {
	let directory: string;
	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'identity-'));
	});
	afterAll(() => rm(directory, {recursive: true}));

	async function worldWith(registry: FakeRegistry): Promise<World> {
		const config = {
			auths: {[registry.host]: {auth: Buffer.from('ada:').toString('base64'), identitytoken: 'refresh-me'}},
		};
		await writeFile(join(directory, 'config.json'), JSON.stringify(config));
		return patientWorld({env: {DOCKER_CONFIG: directory}});
	}

	test('is exchanged by a POST whose body carries it, never by an address', async () => {
		await using registry = await guarded({
			mode: 'bearer',
			username: 'ada',
			identityToken: 'refresh-me',
			field: 'access_token',
		});
		expect((await pull(registry, {}, await worldWith(registry))).digest).toBe(digest);
		const [asked, ...more] = registry.tokenServer.requests;
		expect(more).toEqual([]);
		expect(asked!.method).toBe('POST');
		expect(Object.fromEntries(new URLSearchParams(asked!.body))).toMatchObject({
			grant_type: 'refresh_token',
			refresh_token: 'refresh-me',
			service: 'a registry',
			scope: 'repository:team/app:pull',
		});
		expect(asked!.url).not.toContain('refresh-me');
	});
	test.each([404, 405])('falls back to a GET where the POST is answered %i', async (oauthStatus) => {
		await using registry = await guarded({mode: 'bearer', username: 'ada', password: 'refresh-me', oauthStatus});
		expect((await pull(registry, {}, await worldWith(registry))).digest).toBe(digest);
		expect(registry.tokenServer.requests.map((request) => request.method)).toEqual(['POST', 'GET']);
	});
	test('that is refused is a fault which does not fall back and does not show it', async () => {
		await using registry = await guarded({mode: 'bearer', username: 'ada', identityToken: 'another'});
		const fault = await faultOf(pull(registry, {}, await worldWith(registry)));
		expect(fault.code).toBe('unauthorized');
		expect(fault.detail).toContain('docker configuration');
		expect(fault.detail).not.toContain('refresh-me');
		expect(registry.tokenServer.requests.length).toBe(1);
	});
});

test.each([
	[undefined, ['repository:a/b:pull']],
	['repository:a/b:pull', ['repository:a/b:pull']],
	['repository:a/b:pull,push,delete', ['repository:a/b:pull']],
	['repository:proxy/a/b:*', ['repository:proxy/a/b:pull']],
	['registry:catalog:*', ['repository:a/b:pull']],
	['aws', ['aws', 'repository:a/b:pull']],
])('a challenge with scope %s is answered by asking for no more than reading', (scope, expected) => {
	const parameters = new Map(scope === undefined ? [] : [['scope', scope]]);
	expect(readingScopes({scheme: 'bearer', parameters}, 'a/b')).toEqual(expected);
});
