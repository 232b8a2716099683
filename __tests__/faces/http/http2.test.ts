import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:http2';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {nodeHttp} from '../../../src/faces/http.ts';
import type {HttpRequest} from '../../../src/world.ts';
import {selfSigned} from '../../fakes/certificate.ts';
import {fakeEndpoint, text} from '../../fakes/endpoint.ts';
import {answer2, fakeEndpoint2, fakeFrames, frame2, reset2, text2} from '../../fakes/endpoint2.ts';
import {client, codeOf, faultOf, get, patient, read} from './asking.ts';

const get2 = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => get(url, {version: '2', ...more});

describe('an answer over HTTP/2', () => {
	test('comes with its headers in order, its body and who sent it', async () => {
		await using server = await fakeEndpoint2({
			'/a?b=c': text2(203, 'hello', {'x-one': ['a', 'b'], 'set-cookie': 'x=y'}),
		});
		const headers = [
			['X-B', '1'],
			['Accept', '*/*'],
			['Connection', 'close'],
			['X-B', '2'],
		] as const;
		const response = await client()(get2(`${server.url}/a?b=c`, {headers}));
		expect(response.status).toBe(203);
		expect(response.version).toBe('2');
		expect(response.rawHeaders.filter(([name]) => name !== 'date')).toEqual([
			['content-type', 'text/plain'],
			['x-one', 'a'],
			['x-one', 'b'],
			['set-cookie', 'x=y'],
		]);
		expect(response.header('x-one')).toBe('a');
		expect(await read(response)).toBe('hello');
		expect(response.peer).toEqual({address: '127.0.0.1', port: server.port, certificate: null});
		expect(server.seen[0]!.headers[':authority']).toBe(`127.0.0.1:${server.port}`);
		expect(server.seen[0]!.rawHeaders.slice(-6)).toEqual(['x-b', '1', 'accept', '*/*', 'x-b', '2']);
	});

	test('shares one connection with others, also when they are asked at once', async () => {
		await using server = await fakeEndpoint2({'/': text2(200, 'x')});
		const http = client();
		const all = await Promise.all(Array.from({length: 30}, async () => read(await http(get2(`${server.url}/`)))));
		expect(new Set(all)).toEqual(new Set(['x']));
		expect(await read(await http(get2(`${server.url}/`)))).toBe('x');
		expect(server.sessions).toHaveLength(1);
		for (let i = 0; i < 2; i++) await read(await http(get2(`${server.url}/`, {fresh: true})));
		expect(server.sessions).toHaveLength(3);
	});

	test('is agreed on over TLS, by the name of the URL at the address that is given', async () => {
		const tls = selfSigned(['app.example']);
		await using server = await fakeEndpoint2({'/': text2(200, 'safe')}, {tls});
		const http = client();
		const url = `https://app.example:${server.port}/`;
		const response = await http(get2(url, {address: '127.0.0.1', ca: tls.cert}));
		expect(await read(response)).toBe('safe');
		expect(response.peer.certificate?.subject).toBe('CN=app.example');
		expect(server.seen[0]!.headers[':authority']).toBe(`app.example:${server.port}`);
		expect(await codeOf(http(get2(url, {address: '127.0.0.1'})))).toBe('tls-untrusted');
		const other = get2(`https://other.example:${server.port}/`, {address: '127.0.0.1', ca: tls.cert});
		expect(await codeOf(http(other))).toBe('tls-untrusted');
		expect(server.seen).toHaveLength(1);
	});

	test('comes over a socket of this machine', async () => {
		const directory = mkdtempSync(join(tmpdir(), 'deploy-truth-'));
		const socket = join(directory, 'h2.sock');
		const server = createServer();
		server.on('stream', (stream, headers) => {
			stream.respond({':status': 200});
			stream.end(headers[':authority']);
		});
		await new Promise<void>((resolve) => server.listen(socket, resolve));
		const response = await client()(get2('http://admin.example/', {socket, fresh: true}));
		expect(await read(response)).toBe('admin.example');
		await new Promise<void>((resolve) => server.close(() => resolve()));
		rmSync(directory, {recursive: true});
	});

	test('arrives whole however large it is and however slowly it is read', async () => {
		await using server = await fakeEndpoint2({'/': text2(200, 'x'.repeat(9_000_000))});
		const response = await client()(get2(`${server.url}/`, {timeouts: {...patient, stall: 50}}));
		let received = 0;
		for await (const chunk of response.body) {
			if (received === 0) await new Promise((resolve) => setTimeout(resolve, 200));
			received += chunk.length;
		}
		expect(received).toBe(9_000_000);
	});

	test('to a request with a body, and one to HEAD', async () => {
		await using server = await fakeEndpoint2({
			'/': (stream) => {
				stream.respond({':status': 200});
				stream.pipe(stream);
			},
			'/head': (stream) => stream.respond({':status': 200, 'content-length': '5'}, {endStream: true}),
		});
		const http = client();
		expect(await read(await http(get2(`${server.url}/`, {method: 'POST', body: 'grün'})))).toBe('grün');
		expect(server.seen[0]!.headers['content-length']).toBe('5');
		expect(await read(await http(get2(`${server.url}/head`, {method: 'HEAD'})))).toBe('');
	});

	test('that says that another will come is passed over', async () => {
		await using server = await fakeEndpoint2({
			'/': (stream) => {
				stream.additionalHeaders({':status': 103, link: '</a.css>'});
				text2(200, 'then')(stream, {});
			},
		});
		const response = await client()(get2(`${server.url}/`));
		expect(response.status).toBe(200);
		expect(response.header('link')).toBeNull();
		expect(await read(response)).toBe('then');
	});

	test('is asked for again, on another connection where that is needed, when the server refuses without looking', async () => {
		let count = 0;
		await using server = await fakeEndpoint2({
			'/refused': (stream) => (++count < 3 ? stream.close(7) : text2(200, `try ${count}`)(stream, {})),
			'/always': (stream) => stream.close(7),
			'/leaving': (stream) => {
				text2(200, 'last')(stream, {});
				stream.session!.goaway(0);
			},
		});
		const http = client();
		expect(await read(await http(get2(`${server.url}/refused`, {method: 'POST', body: 'x'})))).toBe('try 3');
		expect(await faultOf(http(get2(`${server.url}/always`)))).toEqual({
			code: 'cut-stream',
			detail: `127.0.0.1:${server.port}: the server broke the exchange off (REFUSED_STREAM)`,
		});
		expect(server.seen.filter((one) => one.url === '/always')).toHaveLength(4);
		expect(server.sessions).toHaveLength(1);
		for (let i = 0; i < 3; i++) expect(await read(await http(get2(`${server.url}/leaving`)))).toBe('last');
		expect(server.sessions).toHaveLength(3);
	});

	test('is asked for again when the kept connection turns out to be closed, unless it could act twice', async () => {
		let count = 0;
		await using server = await fakeEndpoint2({
			'/': (stream) => {
				if (++count % 2 === 0) stream.session!.socket.destroy();
				else text2(200, `answer ${count}`)(stream, {});
			},
		});
		const http = client();
		expect(await read(await http(get2(`${server.url}/`)))).toBe('answer 1');
		expect(await read(await http(get2(`${server.url}/`)))).toBe('answer 3');
		expect(await codeOf(http(get2(`${server.url}/`, {method: 'POST', body: ''})))).toBe('cut-stream');
		expect(count).toBe(4);
	});
});

describe('what goes wrong with HTTP/2 has a name', () => {
	test('a server that speaks HTTP/1.1 alone, with TLS and without', async () => {
		const tls = selfSigned(['127.0.0.1']);
		await using secure = await fakeEndpoint({'/': text(200, 'x')}, {tls});
		await using plain = await fakeEndpoint({'/': text(200, 'x')});
		const http = client();
		expect(await codeOf(http(get2(secure.url, {ca: tls.cert})))).toBe('unexpected-answer');
		expect(await codeOf(http(get2(plain.url)))).toBe('unexpected-answer');
		expect(secure.seen).toHaveLength(0);
	});

	test('nobody listens, or only inner addresses would be reached, or a proxy', async () => {
		const server = await fakeEndpoint2({});
		await server[Symbol.asyncDispose]();
		expect(await codeOf(client()(get2(server.url)))).toBe('unreachable');
		expect(await codeOf(client()(get2(server.url, {publicOnly: true})))).toBe('address-refused');
		const named = get2(`http://localhost:${server.port}/`, {publicOnly: true});
		expect(await codeOf(client()(named))).toBe('address-refused');
		const proxied = client({HTTP_PROXY: 'http://127.0.0.1:9'})(get2('http://app.example/'));
		expect(await codeOf(proxied)).toBe('not-asked');
	});

	test.each([
		['broken off with an error', 2],
		['broken off as if nothing were wrong', 0],
		['cancelled', 8],
		['refused after it began', 7],
	])('a body that is %s', async (_, code) => {
		await using server = await fakeFrames((write) => {
			write(answer2(1), frame2(0, 0, 1, Buffer.from('half')));
			setTimeout(() => write(reset2(1, code)), 20);
		});
		const response = await client()(get2(server.url));
		expect(await codeOf(read(response))).toBe('cut-stream');
	});

	test('a body whose connection is lost', async () => {
		await using server = await fakeEndpoint2({
			'/': (stream) => {
				stream.respond({':status': 200});
				stream.write('half', () => setTimeout(() => stream.session!.socket.destroy(), 20));
			},
		});
		const response = await client()(get2(`${server.url}/`));
		expect(await codeOf(read(response))).toBe('cut-stream');
	});

	test('an answer that does not come, a body that stops or does not end, a run that is called off', async () => {
		await using server = await fakeEndpoint2({
			'/silent': () => {},
			'/stalling': (stream) => {
				stream.respond({':status': 200});
				stream.write('start');
			},
			'/dripping': (stream) => {
				stream.respond({':status': 200});
				const timer = setInterval(() => stream.write('.'), 10);
				stream.on('close', () => clearInterval(timer));
			},
			'/fine': text2(200, 'fine'),
		});
		const http = client();
		expect(await codeOf(http(get2(`${server.url}/silent`, {timeouts: {...patient, answer: 50}})))).toBe('timed-out');
		const stalling = await http(get2(`${server.url}/stalling`, {timeouts: {...patient, stall: 50}}));
		expect(await codeOf(read(stalling))).toBe('stalled');
		const dripping = await http(get2(`${server.url}/dripping`, {timeouts: {...patient, request: 150}}));
		expect(await codeOf(read(dripping))).toBe('timed-out');
		// The others go on over the same connection.
		expect(await read(await http(get2(`${server.url}/fine`)))).toBe('fine');
		expect(server.sessions).toHaveLength(1);
		const run = new AbortController();
		const waiting = codeOf(nodeHttp({}, run.signal)(get2(`${server.url}/silent`)));
		setTimeout(() => run.abort(), 30);
		expect(await waiting).toBe('cancelled');
	});

	test('a request that is smuggled into another one’s fields', async () => {
		await using server = await fakeEndpoint2({});
		for (const name of [':path', ':authority', 'a:b', 'x\r\ny'])
			expect(await codeOf(client()(get2(server.url, {headers: [[name, 'v']]})))).toBe('internal-error');
		expect(await codeOf(client()(get2(server.url, {headers: [['x', 'a\r\nb']]})))).toBe('internal-error');
		expect(server.seen).toHaveLength(0);
	});
});
