import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {connect} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {describe, expect, test} from '@jest/globals';
import {nodeHttp} from '../../../src/faces/http.ts';
import {FaultError} from '../../../src/model/fault.ts';
import type {HttpResponse} from '../../../src/world.ts';
import {selfSigned} from '../../fakes/certificate.ts';
import {fakeEndpoint, fakeTcp, text} from '../../fakes/endpoint.ts';

const timeouts = {connect: 5_000, answer: 5_000, stall: 5_000, request: 15_000};
const client = (env: Record<string, string>) => nodeHttp(env, new AbortController().signal);

async function read(response: HttpResponse): Promise<string> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of response.body) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

async function faultOf(promise: Promise<unknown>): Promise<FaultError> {
	try {
		await promise;
	} catch (error) {
		if (error instanceof FaultError) return error;
		throw error;
	}
	throw new Error('nothing went wrong');
}

/** A tunnel to 127.0.0.1, whatever host is named; `heads` are the requests to open one. */
async function tunnel(answer: string | null, heads: string[]) {
	return fakeTcp((socket) => {
		socket.once('data', (head) => {
			heads.push(head.toString());
			if (answer !== null) {
				socket.end(answer);
				return;
			}
			const port = Number(/^CONNECT [^ ]*:([0-9]+) /.exec(head.toString())![1]);
			const inner = connect(port, '127.0.0.1', () => {
				socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
				socket.pipe(inner).pipe(socket);
			});
			inner.on('error', () => socket.destroy());
			socket.on('close', () => inner.destroy());
		});
	});
}

describe('a proxy in the environment', () => {
	test.each(['HTTP_PROXY', 'http_proxy'])('named by %s gets plain requests with the whole address', async (name) => {
		await using proxy = await fakeEndpoint({}, {fallback: text(200, 'through')});
		const http = client({[name]: proxy.url});
		const response = await http({method: 'GET', url: 'http://app.example/a?b=c', timeouts});
		expect(await read(response)).toBe('through');
		expect(proxy.seen.map((seen) => [seen.url, seen.headers.host])).toEqual([
			['http://app.example/a?b=c', 'app.example'],
		]);
		// The proxy's own address would say nothing about who answered.
		expect(response.peer.address).toBeNull();
	});

	test('is left out for the hosts of NO_PROXY', async () => {
		await using server = await fakeEndpoint({'/': text(200, 'direct')});
		const env = {HTTP_PROXY: 'http://127.0.0.1:9', no_proxy: 'example.com,127.0.0.1'};
		const response = await client(env)({method: 'GET', url: server.url, timeouts});
		expect(await read(response)).toBe('direct');
		expect(response.peer.port).toBe(server.port);
	});

	test.each(['http', 'https'] as const)(
		'is left out as it was decided, never as Node would decide: %s',
		async (scheme) => {
			let heads = 0;
			await using proxy = await fakeTcp((socket) => {
				heads++;
				socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
			});
			const asked = async (exempt: string, host: string) => {
				const before = heads;
				const http = client({[`${scheme}_proxy`]: `http://127.0.0.1:${proxy.port}`, NO_PROXY: exempt});
				const sent = http({method: 'GET', url: `${scheme}://${host}/`, timeouts});
				const code = await sent.then(
					async (response) => read(response),
					(error: FaultError) => error.fault.code,
				);
				return heads > before ? 'proxied' : code;
			};
			// Ranges of addresses are Node's own: it would leave the proxy out.
			expect(await asked('10.0.0.1-10.0.0.9', '10.0.0.5')).toBe('proxied');
			// And would send these to it.
			expect(await asked('invalid', 'app.invalid')).toBe('name-not-resolved');
			expect(await asked('10.0.0.0/8 INVALID', 'a.b.invalid')).toBe('name-not-resolved');
		},
	);

	test.each(['HTTPS_PROXY', 'https_proxy'])('named by %s opens a tunnel and sees no request', async (name) => {
		const tls = selfSigned(['app.example']);
		await using server = await fakeEndpoint({'/': text(200, 'inside')}, {tls});
		const heads: string[] = [];
		await using proxy = await tunnel(null, heads);
		const http = client({[name]: `http://127.0.0.1:${proxy.port}`});
		const url = `https://app.example:${server.port}/`;
		const headers = [['Authorization', 'Bearer inner-secret']] as const;
		const response = await http({method: 'GET', url, headers, timeouts, ca: tls.cert});
		expect(await read(response)).toBe('inside');
		expect(response.peer.certificate?.subject).toBe('CN=app.example');
		expect(heads).toHaveLength(1);
		expect(heads[0]).not.toContain('inner-secret');
		expect((await faultOf(http({method: 'GET', url, timeouts}))).fault.code).toBe('tls-untrusted');
	});

	test('passes on what the client shows of itself, and whose certificate is over', async () => {
		const tls = selfSigned(['app.example']);
		const own = selfSigned(['client.example']);
		const server = createTlsServer(
			{...tls, ca: own.cert, requestCert: true, rejectUnauthorized: true},
			(request, response) => response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN),
		);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		await using proxy = await tunnel(null, []);
		const http = client({HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`});
		const identity = {certificate: own.cert, key: own.key};
		const url = `https://app.example:${(server.address() as AddressInfo).port}/`;
		expect(await read(await http({method: 'GET', url, timeouts, ca: tls.cert, identity}))).toBe('client.example');
		server.closeAllConnections();
		server.close();

		const old = selfSigned(['app.example'], {from: '20200101000000Z', until: '20210203040506Z'});
		await using expired = await fakeEndpoint({}, {tls: old});
		const {fault} = await faultOf(
			http({method: 'GET', url: `https://app.example:${expired.port}/`, timeouts, ca: old.cert}),
		);
		expect(fault.code).toBe('tls-expired');
	});

	test('is passed by for an address of the caller’s choice', async () => {
		const tls = selfSigned(['app.example']);
		await using server = await fakeEndpoint({'/': text(200, 'direct')}, {tls});
		const url = `https://app.example:${server.port}/`;
		const http = client({HTTPS_PROXY: 'http://127.0.0.1:9'});
		const response = await http({method: 'GET', url, timeouts, ca: tls.cert, address: '127.0.0.1'});
		expect(await read(response)).toBe('direct');
	});

	test('that refuses is named as such, and its password stays unsaid', async () => {
		await using proxy = await tunnel('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n', []);
		const http = client({HTTPS_PROXY: `http://me:hunter2@127.0.0.1:${proxy.port}`});
		const {fault, message} = await faultOf(http({method: 'GET', url: 'https://app.example/', timeouts}));
		expect(fault).toEqual({code: 'proxy-refused', detail: 'app.example:443: the proxy answered 403'});
		expect(message).not.toContain('hunter2');
	});

	test('that wants credentials for a plain request is named as such', async () => {
		await using proxy = await fakeEndpoint({}, {fallback: text(407, 'who are you?')});
		const fault = await faultOf(client({HTTP_PROXY: proxy.url})({method: 'GET', url: 'http://app.example/', timeouts}));
		expect(fault.fault.code).toBe('proxy-refused');
	});

	test('that is not there is named with its variable, and its password stays unsaid', async () => {
		for (const [name, url] of [
			['HTTPS_PROXY', 'https://app.example/'],
			['http_proxy', 'http://app.example/'],
		] as const) {
			const {fault} = await faultOf(client({[name]: 'http://me:hunter2@127.0.0.1:1'})({method: 'GET', url, timeouts}));
			expect(fault).toEqual({
				code: 'proxy-refused',
				detail: expect.stringMatching(new RegExp(`: the proxy 127\\.0\\.0\\.1:1 of ${name} refused the connection$`)),
			});
		}
	});

	test('is no way to this machine', async () => {
		await using server = await fakeEndpoint({'/': text(200, 'direct')});
		for (const host of ['127.0.0.1', 'localhost'])
			expect(
				await read(
					await client({HTTP_PROXY: 'http://127.0.0.1:1'})({
						method: 'GET',
						url: `http://${host}:${server.port}/`,
						timeouts,
					}),
				),
			).toBe('direct');
	});

	test('without a scheme is one for http, and one for SOCKS is refused in words', async () => {
		await using proxy = await fakeEndpoint({}, {fallback: text(200, 'through')});
		const ask = {method: 'GET', url: 'http://app.example/', timeouts};
		expect(await read(await client({http_proxy: `127.0.0.1:${proxy.port}`})(ask))).toBe('through');
		const {fault} = await faultOf(client({http_proxy: 'socks5://me:hunter2@127.0.0.1:1'})(ask));
		expect(fault).toEqual({
			code: 'proxy-refused',
			detail: 'app.example:80: http_proxy names a socks5:// proxy, and only http:// and https:// are understood',
		});
	});

	test('that is no address is named as such, and its password stays unsaid', async () => {
		const http = client({HTTPS_PROXY: 'http://me:hunter2@[nowhere'});
		const {fault, message} = await faultOf(http({method: 'GET', url: 'https://app.example/', timeouts}));
		expect(fault.code).toBe('proxy-refused');
		expect(message).not.toContain('hunter2');
	});
});
