import {describe, expect, test} from '@jest/globals';
import {decodeConfig, formatProblems} from '../../src/config/decode.ts';
import type {ProbeConfig} from '../../src/model/config.ts';
import {withCredentials} from '../../src/plan/credentials.ts';

const file = '.github/deploy-truth.yml';
const decoded = async (keys: string, trust: 'trusted' | 'untrusted' = 'trusted') =>
	decodeConfig(
		`version: 1\nservices:\n  api: {probes: [{url: 'https://api.test/w'${keys === '' ? '' : `, ${keys}`}}]}\n`,
		{
			file,
			trust,
			secrets: [],
		},
	);

async function probeOf(keys: string, trust: 'trusted' | 'untrusted' = 'trusted'): Promise<ProbeConfig> {
	const seen = await decoded(keys, trust);
	if ('problems' in seen) throw new Error(formatProblems(seen.problems));
	return seen.config.services[0]!.probes[0]!;
}

async function problemsOf(keys: string, trust: 'trusted' | 'untrusted' = 'trusted') {
	const seen = await decoded(keys, trust);
	return 'problems' in seen ? seen.problems : [];
}

describe('what is expected by credentials', () => {
	test('is stated for each kind, and the variable that holds the good ones', async () => {
		const probe = await probeOf('expect: {none: 401, bad: [401, 403], good: 2xx}, credentials: {env: API_TOKEN}');
		expect(probe.expect).toBeNull();
		expect(probe.credentials).toMatchObject({
			header: 'Authorization',
			prefix: 'Bearer ',
			variable: 'API_TOKEN',
			expect: {none: [401], bad: [401, 403]},
		});
		expect(probe.credentials?.expect.good).toHaveLength(100);
	});

	test('needs no variable where no good ones are sent', async () => {
		expect((await probeOf('expect: {none: 401, bad: 401}')).credentials).toMatchObject({
			variable: null,
			expect: {none: [401], bad: [401], good: null},
		});
	});

	test.each([
		['a bearer token', 'expect: {bad: 401}', /^[A-Za-z0-9._~+/-]+=*$/],
		['a pair of Basic', "expect: {bad: 401}, credentials: {prefix: 'Basic '}", /^[A-Za-z0-9+/]+=*$/],
		['a key of its own header', 'expect: {bad: 401}, credentials: {header: X-Api-Key}', /^[\x21-\x7e]+$/],
	])('bad ones have the form of %s, so that what they say is refused and not how', async (_, keys, form) => {
		const {bad, prefix} = (await probeOf(keys)).credentials!;
		expect(bad).toMatch(form);
		if (prefix === 'Basic ') expect(Buffer.from(bad, 'base64').toString()).toMatch(/^[a-z-]+:[a-z-]+$/);
	});

	test('another header takes no prefix unless one is stated', async () => {
		expect((await probeOf('expect: {none: 401}, credentials: {header: X-Api-Key}')).credentials?.prefix).toBe('');
		expect(
			(await probeOf("expect: {none: 401}, credentials: {header: Cookie, prefix: 'session='}")).credentials?.prefix,
		).toBe('session=');
	});

	test.each([
		['good ones without a variable', 'expect: {none: 401, good: 200}', 'name the variable'],
		['credentials with nothing expected of them', 'credentials: {env: API_TOKEN}', 'expect: {none: 401'],
		['credentials beside one status', 'expect: 200, credentials: {env: API_TOKEN}', 'expect: {none: 401'],
		['nothing expected at all', 'expect: {}', 'write `{none: 401}`'],
		['the header twice', "expect: {none: 401}, headers: {authorization: {env: A, prefix: 'x '}}", 'remove it'],
		['a kind that there is not', 'expect: {nobody: 401}', 'did you mean|accepted'],
		['a status that there is not', 'expect: {none: 700}', 'accepted'],
		['a header that frames the message', 'expect: {none: 401}, credentials: {header: Connection}', 'set where'],
		['a key that there is not', 'expect: {none: 401}, credentials: {token: A}', 'accepted'],
	])('%s is a problem', async (_, keys, todo) => {
		const problems = await problemsOf(keys);
		expect(problems).toHaveLength(1);
		expect(problems[0]!.todo).toMatch(new RegExp(todo));
	});

	const token = `ghp_${'a'.repeat(36)}`;
	test.each([
		['as the variable', `expect: {none: 401}, credentials: {env: ${token}.x}`],
		['as the bad ones', `expect: {none: 401}, credentials: {bad: ${token}}`],
		['in place of the mapping', `expect: {none: 401}, credentials: hunter2-${token}`],
		['as a value of JSON', `json: {a: {equals: ${token}}}`],
		['as a header of the answer', `answer-headers: {X-A: ${token}}`],
	])('a secret that is written out %s is a problem that does not show it', async (_, keys) => {
		const problems = await problemsOf(keys);
		expect(problems.length).toBeGreaterThan(0);
		expect(formatProblems(problems)).not.toMatch(/ghp_|hunter2/);
	});
});

describe('one probe becomes a request for each kind', () => {
	const both = 'expect: {none: 401, bad: 401, good: 200}, credentials: {env: API_TOKEN}';
	test('each with its own headers, expectation and name', async () => {
		const planned = withCredentials(await probeOf(`${both}, headers: {Accept: text/plain}`));
		expect(planned.map(({name, expect: stated, credential}) => [name, stated, credential])).toEqual([
			['GET /w without credentials', [401], 'none'],
			['GET /w with bad credentials', [401], 'bad'],
			['GET /w with credentials', [200], 'good'],
		]);
		expect(planned.map(({headers}) => headers.map(({name, value}) => [name, value]))).toEqual([
			[['Accept', {literal: 'text/plain'}]],
			[
				['Accept', {literal: 'text/plain'}],
				['Authorization', {literal: expect.stringMatching(/^Bearer \S+$/)}],
			],
			[
				['Accept', {literal: 'text/plain'}],
				['Authorization', {env: 'API_TOKEN', prefix: 'Bearer '}],
			],
		]);
	});

	test('what the answer holds is asked of those who may see it', async () => {
		const keys = `${both}, json: {id: number}, content-type: application/json, answer-headers: {ETag: any}`;
		const planned = withCredentials(await probeOf(keys));
		expect(
			planned.map(({json, contentType, answerHeaders}) => [json.length, contentType, answerHeaders.length]),
		).toEqual([
			[0, null, 0],
			[0, null, 0],
			[1, 'application/json', 1],
		]);
	});

	test('and what nothing is expected of is not asked', async () => {
		expect(withCredentials(await probeOf('expect: {none: 401}')).map(({credential}) => credential)).toEqual(['none']);
		expect(withCredentials(await probeOf('expect: 200')).map(({credential}) => credential)).toEqual([null]);
	});
});

describe('what an answer holds', () => {
	test('is stated by type or value, by dotted path', async () => {
		const {json} = await probeOf(
			"json: {'': object, items.0.id: number, ok: {equals: true}, n: {equals: null}, x: any}",
		);
		expect(json).toEqual([
			{path: '', type: 'object', equals: null},
			{path: 'items.0.id', type: 'number', equals: null},
			{path: 'ok', type: null, equals: 'true'},
			{path: 'n', type: null, equals: 'null'},
			{path: 'x', type: null, equals: null},
		]);
	});

	test.each([
		['a type that there is not', 'json: {a: integer}'],
		['a path with an empty name', 'json: {a..b: any}'],
		['a path that is too deep', `json: {${Array.from({length: 17}, () => 'a').join('.')}: any}`],
		['a value that is a list', 'json: {a: {equals: [1]}}'],
		['51 paths', `json: {${Array.from({length: 51}, (_, at) => `p${at}: any`).join(', ')}}`],
	])('%s is a problem', async (_, keys) => expect(await problemsOf(keys)).toHaveLength(1));

	test('headers have no case, and `any` text', async () => {
		expect((await probeOf('answer-headers: {X-Frame-Options: DENY, ETag: any}')).answerHeaders).toEqual([
			{name: 'x-frame-options', value: 'DENY'},
			{name: 'etag', value: null},
		]);
	});

	test.each(['Set-Cookie', 'Authorization', 'X-Session-Id', 'X Y'])('%s is never kept', async (name) =>
		expect(await problemsOf(`answer-headers: {'${name}': any}`)).toHaveLength(1),
	);
});

describe('protocols', () => {
	test('an upgrade is right with 101 unless something else is stated', async () => {
		expect(await probeOf('protocol: websocket')).toMatchObject({protocol: 'websocket', method: 'GET', expect: [101]});
		expect((await probeOf('protocol: websocket, expect: 401')).expect).toEqual([401]);
	});

	const health = "{url: 'https://api.test/grpc.health.v1.Health/Check', protocol: grpc, expect: OK}";
	const serviceWith = (probe: string) => `version: 1\nservices: {api: {probes: [${probe}]}}\n`;
	test('the health service of gRPC may be asked by anybody, its statuses by name', async () => {
		for (const trust of ['trusted', 'untrusted'] as const) {
			const seen = await decodeConfig(serviceWith(health), {file, trust, secrets: []});
			if ('problems' in seen) throw new Error(formatProblems(seen.problems));
			expect(seen.config.services[0]!.probes[0]).toMatchObject({method: 'POST', protocol: 'grpc', expect: [200]});
		}
	});

	test('another method of gRPC may change something', async () => {
		const keys = 'protocol: grpc, expect: UNAUTHENTICATED';
		expect((await problemsOf(keys))[0]).toMatchObject({todo: expect.stringContaining('unsafe-method: true')});
		expect((await probeOf(`${keys}, unsafe-method: true`)).expect).toEqual([401]);
		expect(await problemsOf(`${keys}, unsafe-method: true`, 'untrusted')).toHaveLength(1);
	});

	test.each([
		['GET over gRPC', 'protocol: grpc, method: GET'],
		['HEAD to upgrade', 'protocol: websocket, method: HEAD'],
		['JSON of an upgrade', 'protocol: websocket, json: {a: any}'],
		['a protocol that there is not', 'protocol: spdy'],
	])('%s is a problem', async (_, keys) => expect(await problemsOf(keys)).toHaveLength(1));
});
