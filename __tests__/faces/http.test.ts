import {getEventListeners} from 'node:events';
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {nodeHttp} from '../../src/faces/http.ts';
import type {Fault} from '../../src/model/fault.ts';
import {FaultError} from '../../src/model/fault.ts';
import type {HttpRequest, HttpResponse, World} from '../../src/world.ts';
import {selfSigned} from '../fakes/certificate.ts';
import {
	cut,
	dripping,
	endless,
	endlessHeaders,
	fakeEndpoint,
	fakeTcp,
	gzipped,
	html,
	redirect,
	silent,
	stalling,
	text,
} from '../fakes/endpoint.ts';

const patient = {connect: 5_000, answer: 5_000, stall: 5_000, request: 15_000};

const client = (env: Record<string, string> = {}): World['http'] => nodeHttp(env, new AbortController().signal);

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
	method: 'GET',
	url,
	timeouts: patient,
	...more,
});

async function read(response: HttpResponse): Promise<string> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of response.body) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
	try {
		await promise;
	} catch (error) {
		if (error instanceof FaultError) return error.fault;
		throw error;
	}
	throw new Error('nothing went wrong');
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => (await faultOf(promise)).code;

describe('an answer', () => {
	test('comes with its headers as they were sent, in order and with repeats', async () => {
		await using server = await fakeEndpoint({
			'/': text(203, 'hello', {'X-One': ['a', 'b'], 'x-two': 'c', 'Content-Type': 'text/x'}),
		});
		const response = await client()(get(`${server.url}/`));
		expect(response.status).toBe(203);
		expect(response.rawHeaders.slice(0, 4)).toEqual([
			['Content-Type', 'text/x'],
			['X-One', 'a'],
			['X-One', 'b'],
			['x-two', 'c'],
		]);
		expect(response.header('x-one')).toBe('a');
		expect(response.header('x-none')).toBeNull();
		expect(await read(response)).toBe('hello');
		expect(response.peer).toEqual({address: '127.0.0.1', port: server.port, certificate: null});
	});

	test('is never decoded', async () => {
		await using server = await fakeEndpoint({'/': gzipped('let a = 1;')});
		const response = await client()(get(`${server.url}/`));
		const chunks: Uint8Array[] = [];
		for await (const chunk of response.body) chunks.push(chunk);
		expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe('let a = 1;');
	});

	test('that leads elsewhere is not followed', async () => {
		await using server = await fakeEndpoint({'/': redirect('/next'), '/next': html('here')});
		const response = await client()(get(`${server.url}/`));
		expect(response.status).toBe(302);
		expect(response.header('location')).toBe('/next');
		expect(await read(response)).toBe('');
		expect(server.seen).toHaveLength(1);
	});

	test('arrives whole however large it is and however slowly it is read', async () => {
		const size = 5_000_000;
		await using server = await fakeEndpoint({'/': text(200, 'x'.repeat(size))});
		const response = await client()(get(`${server.url}/`, {timeouts: {...patient, stall: 50}}));
		let received = 0;
		for await (const chunk of response.body) {
			// Longer than a server may be silent: waiting for the reader is no silence.
			if (received === 0) await new Promise((resolve) => setTimeout(resolve, 200));
			received += chunk.length;
		}
		expect(received).toBe(size);
	});

	test('whose body nobody wants is let go', async () => {
		await using server = await fakeEndpoint({'/': endless(), '/next': text(200, 'fine')});
		const http = client();
		const response = await http(get(`${server.url}/`));
		response.discard();
		expect(await codeOf(read(response))).toBe('cut-stream');
		for await (const chunk of (await http(get(`${server.url}/`))).body) if (chunk.length > 0) break;
		expect(await read(await http(get(`${server.url}/next`)))).toBe('fine');
	});

	test('to HEAD has no body and keeps its connection', async () => {
		await using server = await fakeEndpoint({'/': text(200, 'hello')});
		const http = client();
		expect(await read(await http(get(`${server.url}/`, {method: 'HEAD'})))).toBe('');
		expect(await read(await http(get(`${server.url}/`)))).toBe('hello');
		expect(server.seen.map((seen) => seen.method)).toEqual(['HEAD', 'GET']);
	});
});

describe('a request', () => {
	test('carries its headers in the order and the spelling they were given in', async () => {
		await using server = await fakeEndpoint({'/': text(200, '')});
		const headers = [
			['X-b', '1'],
			['accept', '*/*'],
			['X-A', '2'],
			['X-b', '3'],
			['__proto__', '4'],
		] as const;
		await client()(get(`${server.url}/`, {headers}));
		const [, , ...received] = server.seen[0]!.rawHeaders.slice(0, 12);
		expect(received).toEqual(headers.flat());
	});

	test('says how long its body is', async () => {
		await using server = await fakeEndpoint({
			'/': (request, response) => {
				request.pipe(response);
			},
		});
		const response = await client()(get(`${server.url}/`, {method: 'POST', body: 'grün'}));
		expect(await read(response)).toBe('grün');
		expect(server.seen[0]!.headers['content-length']).toBe('5');
	});

	test('with a line break in a header is not sent, and the message holds no value', async () => {
		await using server = await fakeEndpoint({});
		const fault = await faultOf(client()(get(server.url, {headers: [['X-Key', 'secret\r\nX: y']]})));
		expect(fault.code).toBe('internal-error');
		expect(fault.detail).toContain('X-Key');
		expect(fault.detail).not.toContain('secret');
		expect(await codeOf(client()(get(server.url, {headers: [['X Key', 'v']]})))).toBe('internal-error');
		expect(await codeOf(client()(get(server.url, {method: 'GET / HTTP/1.1\r\nX: y'})))).toBe('internal-error');
		expect(await codeOf(client()(get(server.url, {method: 'CONNECT'})))).toBe('internal-error');
		expect(server.seen).toHaveLength(0);
	});

	test('to an address with a password is refused without repeating it', async () => {
		const fault = await faultOf(client()(get('http://user:hunter2@127.0.0.1/')));
		expect(fault.code).toBe('address-refused');
		expect(JSON.stringify(fault)).not.toMatch(/hunter2|user:/);
		expect(await codeOf(client()(get('ftp://127.0.0.1/')))).toBe('address-refused');
		expect(await codeOf(client()(get('nowhere')))).toBe('address-refused');
	});

	test('is made again when the kept connection turns out to be closed, unless it could act twice', async () => {
		let count = 0;
		await using server = await fakeEndpoint({
			'/': (request, response) => {
				count++;
				if (count % 2 === 0) request.socket.destroy();
				else response.end(`answer ${count}`);
			},
		});
		const http = client();
		expect(await read(await http(get(server.url)))).toBe('answer 1');
		expect(await read(await http(get(server.url)))).toBe('answer 3');
		expect(await codeOf(http(get(server.url, {method: 'POST', body: ''})))).toBe('cut-stream');
		expect(count).toBe(4);
	});
});

describe('what goes wrong has its own name', () => {
	test('nobody listens', async () => {
		const server = await fakeEndpoint({});
		await server[Symbol.asyncDispose]();
		expect(await faultOf(client()(get(server.url)))).toEqual({
			code: 'unreachable',
			detail: `127.0.0.1:${server.port}: connection refused`,
		});
	});

	test('a name that does not exist', async () => {
		expect(await codeOf(client()(get('http://nowhere.invalid/')))).toBe('name-not-resolved');
	});

	test('a connection that is never finished', async () => {
		await using server = await fakeTcp(() => {});
		const fault = await faultOf(
			client()(get(`https://127.0.0.1:${server.port}/`, {timeouts: {...patient, connect: 50}})),
		);
		expect(fault).toEqual({code: 'timed-out', detail: `127.0.0.1:${server.port}: no connection within 50 ms`});
	});

	test('a request that is never answered', async () => {
		await using server = await fakeEndpoint({'/': silent});
		const fault = await faultOf(client()(get(server.url, {timeouts: {...patient, answer: 50}})));
		expect(fault).toEqual({code: 'timed-out', detail: `127.0.0.1:${server.port}: no answer within 50 ms`});
	});

	test('a body that stops coming', async () => {
		await using server = await fakeEndpoint({'/': stalling('start')});
		const response = await client()(get(server.url, {timeouts: {...patient, stall: 50}}));
		const seen: string[] = [];
		const reading = (async () => {
			for await (const chunk of response.body) seen.push(Buffer.from(chunk).toString());
		})();
		expect(await codeOf(reading)).toBe('stalled');
		expect(seen.join('')).toBe('start');
	});

	test('a body that never ends, though it never stops', async () => {
		await using server = await fakeEndpoint({'/': dripping(10)});
		const response = await client()(get(server.url, {timeouts: {...patient, request: 150}}));
		expect(await codeOf(read(response))).toBe('timed-out');
	});

	test('a body that is shorter than it was said to be', async () => {
		await using server = await fakeEndpoint({'/': cut('half', 8)});
		const response = await client()(get(server.url));
		const fault = await faultOf(read(response));
		expect(fault.code).toBe('cut-stream');
		expect(fault.detail).toContain('4 of 8 bytes');
		expect(await codeOf(read(response))).toBe('cut-stream');
	});

	test('a chunked body that is cut', async () => {
		await using server = await fakeTcp((socket) => {
			socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'));
		});
		const response = await client()(get(`http://127.0.0.1:${server.port}/`));
		expect(await codeOf(read(response))).toBe('cut-stream');
	});

	test('headers without end, and more headers than anybody needs', async () => {
		await using server = await fakeEndpoint({
			'/': endlessHeaders,
			'/many': text(200, '', {'X-Many': Array.from({length: 600}, (_, index) => String(index))}),
		});
		expect(await codeOf(client()(get(server.url)))).toBe('too-large');
		expect(await codeOf(client()(get(`${server.url}/many`)))).toBe('too-large');
	});

	test('something that does not speak HTTP', async () => {
		await using server = await fakeTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
		expect(await codeOf(client()(get(`http://127.0.0.1:${server.port}/`)))).toBe('unexpected-answer');
		await using upgrading = await fakeTcp((socket) => {
			socket.once('data', () => socket.write('HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'));
		});
		expect(await codeOf(client()(get(`http://127.0.0.1:${upgrading.port}/`)))).toBe('unexpected-answer');
	});

	test('a connection that closes before an answer', async () => {
		await using server = await fakeTcp((socket) => {
			socket.once('data', () => socket.destroy());
		});
		expect(await codeOf(client()(get(`http://127.0.0.1:${server.port}/`)))).toBe('cut-stream');
	});
});

describe('certificates', () => {
	test('nobody vouches for are refused, with the reason; the given authority is trusted beside the others', async () => {
		const tls = selfSigned(['localhost', '127.0.0.1']);
		await using server = await fakeEndpoint({'/': text(200, 'safe')}, {tls});
		const http = client();
		const fault = await faultOf(http(get(server.url)));
		expect(fault.code).toBe('tls-untrusted');
		expect(fault.detail).toMatch(/self[- ]signed/);
		expect(server.seen).toHaveLength(0);
		const response = await http(get(server.url, {ca: tls.cert}));
		expect(await read(response)).toBe('safe');
		expect(response.peer.certificate).toMatchObject({subject: 'CN=localhost', issuer: 'CN=localhost'});
		expect(response.peer.certificate!.altNames).toContain('127.0.0.1');
		// The kept connection that one request trusted serves no request that does not.
		expect(await codeOf(http(get(server.url)))).toBe('tls-untrusted');
	});

	test('are asked for in vain where no TLS is spoken, which is said without the words of OpenSSL', async () => {
		await using server = await fakeEndpoint({'/': text(200, 'plain')});
		const fault = await faultOf(client()(get(`https://127.0.0.1:${server.port}/`)));
		expect(fault.code).toBe('unexpected-answer');
		expect(fault.detail).toContain('speaks no TLS');
		expect(fault.detail).toContain('begins with http://');
		expect(fault.detail).not.toMatch(/EPROTO|error:|routines/);
	});

	test.each([
		['no PEM', 'certificates/own.pem'],
		['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
		['a spoilt certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
	])('of an authority that is %s are a fault that blames the authority, not the server', async (_, ca) => {
		const tls = selfSigned(['localhost', '127.0.0.1']);
		await using server = await fakeEndpoint({}, {tls});
		const fault = await faultOf(client()(get(server.url, {ca})));
		expect(fault.code).toBe('tls-untrusted');
		expect(fault.detail).toContain('not given as PEM certificates');
		expect(server.seen).toHaveLength(0);
	});

	test('for another name are refused', async () => {
		const tls = selfSigned(['other.example']);
		await using server = await fakeEndpoint({}, {tls});
		const fault = await faultOf(client()(get(server.url, {ca: tls.cert})));
		expect(fault.code).toBe('tls-untrusted');
		expect(fault.detail).toContain('127.0.0.1');
	});
});

describe('a cancelled run', () => {
	test('ends requests that wait, bodies that come, and starts nothing', async () => {
		await using server = await fakeEndpoint({'/': silent, '/body': dripping(10)});
		const run = new AbortController();
		const http = nodeHttp({}, run.signal);
		const body = await http(get(`${server.url}/body`));
		const waiting = faultOf(http(get(server.url)));
		const reading = faultOf(read(body));
		run.abort();
		expect((await waiting).code).toBe('cancelled');
		expect((await reading).code).toBe('cancelled');
		const before = server.seen.length;
		expect(await codeOf(http(get(server.url)))).toBe('cancelled');
		expect(server.seen).toHaveLength(before);
	});

	test('a request of its own signal ends alone', async () => {
		await using server = await fakeEndpoint({'/': silent, '/fine': text(200, 'fine')});
		const one = new AbortController();
		const http = client();
		const waiting = faultOf(http(get(server.url, {signal: one.signal})));
		one.abort();
		expect((await waiting).code).toBe('cancelled');
		expect(await read(await http(get(`${server.url}/fine`)))).toBe('fine');
	});

	test('leaves no listeners behind, however many requests shared its signal', async () => {
		await using server = await fakeEndpoint({'/': text(200, 'x')});
		const run = new AbortController();
		const own = new AbortController();
		const http = nodeHttp({}, run.signal);
		for (let i = 0; i < 40; i++) await read(await http(get(server.url, {signal: own.signal})));
		expect(getEventListeners(run.signal, 'abort')).toHaveLength(1);
		expect(getEventListeners(own.signal, 'abort')).toHaveLength(0);
	});
});
