import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import type {Question} from '../../../src/adapters/endpoint/ask.ts';
import {ask, isPlain} from '../../../src/adapters/endpoint/ask.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {testWorld} from '../../builders/world.ts';
import {
	changing,
	cut,
	echoing,
	endless,
	fakeEndpoint,
	gzipped,
	redirect,
	stalling,
	text,
} from '../../fakes/endpoint.ts';

const timeouts = {connect: 5_000, answer: 5_000, stall: 5_000, request: 15_000};
const question = (url: string, more: Partial<Question> = {}): Question => ({
	method: 'GET',
	url,
	timeouts,
	publicOnly: false,
	cap: 1_000,
	...more,
});
const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

describe('an answer', () => {
	test('is its status, type, size and hash, and the headers that matter', async () => {
		await using server = await fakeEndpoint({
			'/': text(200, 'hello', {
				'Content-Type': 'Text/HTML; charset=utf-8',
				Age: '7',
				'X-Cache': ['HIT', 'MISS'],
				'Set-Cookie': 'session=s3cret',
				'X-Anything': 'else',
				Server: 'x'.repeat(1_000),
				'WWW-Authenticate': ['Bearer realm="https://auth.example",nonce="n0nce"', 'Basic realm="x"'],
			}),
		});
		const {answer, body, found} = await ask(testWorld(), question(server.url));
		expect(answer).toEqual({
			status: 200,
			headers: {
				age: '7',
				'content-type': 'Text/HTML; charset=utf-8',
				server: 'x'.repeat(256),
				'www-authenticate': 'Bearer, Basic',
				'x-cache': 'HIT, MISS',
			},
			contentType: 'text/html',
			location: null,
			sha256: sha256('hello'),
			size: 5,
			truncated: false,
			decoded: null,
			peer: '127.0.0.1',
			version: '1.1',
			by: [],
			pageOf: null,
			json: null,
		});
		expect(body).toHaveLength(0);
		expect(found).toEqual([]);
	});

	test('that leads elsewhere tells where, without query, fragment and credentials', async () => {
		await using server = await fakeEndpoint({
			'/a': redirect('/login?token=s3cret#s3cret'),
			'/b': redirect('https://user:s3cret@sso.example/in?back=s3cret', 307),
			'/c': redirect('javascript:s3cret'),
			'/d': redirect('http://[s3cret'),
			'/e': text(201, '', {Location: '/made'}),
			'/login': text(200, 'please log in'),
		});
		const locationOf = async (path: string) =>
			(await ask(testWorld(), question(`${server.url}${path}`))).answer.location;
		expect(await locationOf('/a')).toBe(`${server.url}/login`);
		expect(await locationOf('/b')).toBe('https://sso.example/in');
		expect(await locationOf('/c')).toBe('javascript:');
		expect(await locationOf('/d')).toBe('http://[s3cret');
		expect(await locationOf('/e')).toBeNull();
		expect(server.seen.map((seen) => seen.url)).not.toContain('/login');
	});

	test('larger than the cap is hashed up to it, and says so', async () => {
		await using server = await fakeEndpoint({'/': endless(), '/exact': text(200, 'x'.repeat(1_000))});
		const {answer} = await ask(testWorld(), question(server.url));
		expect(answer).toMatchObject({size: 1_000, truncated: true, sha256: sha256('x'.repeat(1_000))});
		const exact = await ask(testWorld(), question(`${server.url}/exact`));
		expect(exact.answer).toMatchObject({size: 1_000, truncated: false});
	});

	test('that never ends because it is a stream of events is not waited for', async () => {
		await using server = await fakeEndpoint({
			'/': (_request, response) => {
				response.writeHead(200, {'Content-Type': 'text/event-stream'}).write('data: 1\n\n');
			},
		});
		const {answer} = await ask(testWorld(), question(server.url));
		expect(answer).toMatchObject({status: 200, truncated: true, size: 0});
	});

	test('that is cut or stops is no answer', async () => {
		await using server = await fakeEndpoint({'/cut': cut('half', 8), '/stall': stalling('half')});
		const short = {...timeouts, stall: 50};
		await expect(ask(testWorld(), question(`${server.url}/cut`))).rejects.toMatchObject({fault: {code: 'cut-stream'}});
		await expect(ask(testWorld(), question(`${server.url}/stall`, {timeouts: short}))).rejects.toBeInstanceOf(
			FaultError,
		);
	});

	test('that is compressed though nobody asked says so', async () => {
		await using server = await fakeEndpoint({'/': gzipped('let a;'), '/plain': text(200, '')});
		const {answer} = await ask(testWorld(), question(server.url));
		expect(server.seen[0]!.headers['accept-encoding']).toBe('identity');
		expect(answer.headers['content-encoding']).toBe('gzip');
		expect(answer.decoded).toEqual({sha256: sha256('let a;'), size: 6});
		expect(answer.sha256).not.toBe(answer.decoded!.sha256);
		expect(isPlain((await ask(testWorld(), question(`${server.url}/plain`))).answer)).toBe(true);
	});

	test('is searched for texts while it streams by, and kept when asked', async () => {
		await using server = await fakeEndpoint({'/': text(200, 'a workflow module')});
		const reply = await ask(testWorld(), question(server.url, {texts: ['workflow', 'grün', 'module'], keep: true}));
		expect(reply.found).toEqual(['workflow', 'module']);
		expect(Buffer.from(reply.body).toString()).toBe('a workflow module');
	});

	test('differs where the server answers every time in another way', async () => {
		await using server = await fakeEndpoint({'/': changing()});
		const world = testWorld();
		const first = await ask(world, question(server.url));
		const second = await ask(world, question(server.url));
		expect(first.answer.sha256).not.toBe(second.answer.sha256);
	});

	test('does not hold what was sent, in whatever form it came back', async () => {
		await using server = await fakeEndpoint({'/': echoing});
		const secret = 'pa/ss+word=of{the}API-7f';
		const {answer} = await ask(
			testWorld(),
			question(server.url, {headers: [['Authorization', `Bearer ${secret}`]], secrets: [secret]}),
		);
		const told = JSON.stringify(answer);
		const bytes = Buffer.from(secret);
		for (const form of [
			secret,
			encodeURIComponent(secret),
			bytes.toString('base64').slice(0, -2),
			bytes.toString('base64url').slice(0, -2),
			bytes.toString('hex'),
			Buffer.from(`Bearer ${secret}`).toString('base64').slice(12, -2),
		])
			expect(told).not.toContain(form);
		expect(answer.headers['server']).toBe('echo [secret]');
		expect(answer.headers['www-authenticate']).toBe('Bearer');
		expect(Object.keys(answer.headers)).not.toContain('set-cookie');
	});
});

describe('a question', () => {
	test('says who asks, unless its own headers do', async () => {
		await using server = await fakeEndpoint({'/': text(200, '')});
		await ask(testWorld(), question(server.url));
		await ask(
			testWorld(),
			question(server.url, {
				headers: [
					['user-agent', 'curl'],
					['ACCEPT', 'text/html'],
				],
			}),
		);
		expect(server.seen[0]!.headers).toMatchObject({'user-agent': 'deploy-truth', accept: '*/*'});
		expect(server.seen[1]!.headers).toMatchObject({'user-agent': 'curl', accept: 'text/html'});
	});
});
