import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TLSSocket} from 'node:tls';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {selfSigned} from '../../fakes/certificate.ts';
import {fakeEndpoint, fakeTcp, text} from '../../fakes/endpoint.ts';
import {Trusts, wayOf} from '../../../src/faces/http/agents.ts';
import {Destinations} from '../../../src/faces/http/destination.ts';
import {client, codeOf, faultOf, get, read} from './asking.ts';

describe('a request to a socket of this machine', () => {
	const directory = mkdtempSync(join(tmpdir(), 'deploy-truth-'));
	const socket = join(directory, 'admin.sock');
	const server = createServer((request, response) => {
		response.end(`${request.headers.host} ${request.url} ${request.headers.connection}`);
	});
	beforeAll(() => new Promise<void>((resolve) => server.listen(socket, resolve)));
	afterAll(() => {
		server.closeAllConnections();
		server.close();
		rmSync(directory, {recursive: true});
	});

	test('arrives there with the host of the URL, whatever proxy the environment names', async () => {
		const http = client({HTTP_PROXY: 'http://127.0.0.1:9'});
		const response = await http(get('http://admin.example/config?x', {socket}));
		expect(await read(response)).toBe('admin.example /config?x keep-alive');
		expect(response.peer.address).toBeNull();
	});

	test('is refused where only public addresses may be reached', async () => {
		expect(await codeOf(client()(get('http://admin.example/', {socket, publicOnly: true})))).toBe('address-refused');
	});

	test('where nobody listens says so', async () => {
		const fault = await faultOf(client()(get('http://admin.example/', {socket: join(directory, 'none.sock')})));
		expect(fault.code).toBe('unreachable');
	});
});

describe('a request to an address of the caller’s choice', () => {
	test('reaches it under the name of the URL, which is not looked up', async () => {
		await using server = await fakeEndpoint({'/': text(200, 'here')});
		const url = `http://nowhere.invalid:${server.port}/`;
		const http = client({HTTP_PROXY: 'http://127.0.0.1:9'});
		const response = await http(get(url, {address: '127.0.0.1'}));
		expect(await read(response)).toBe('here');
		expect(response.peer.address).toBe('127.0.0.1');
		expect(server.seen[0]!.headers.host).toBe(`nowhere.invalid:${server.port}`);
	});

	test('keeps a host that the caller states', async () => {
		await using server = await fakeEndpoint({'/': text(200, 'here')});
		const headers = [['Host', 'other.example']] as const;
		await client()(get(`http://nowhere.invalid:${server.port}/`, {address: '127.0.0.1', headers}));
		expect(server.seen[0]!.rawHeaders.filter((one) => one === 'other.example')).toHaveLength(1);
	});

	test('greets and believes the server by the name of the URL, not by the address', async () => {
		const tls = selfSigned(['app.example']);
		const names: unknown[] = [];
		const server = createTlsServer(tls, (request, response) => {
			names.push((request.socket as TLSSocket).servername);
			response.end('here');
		});
		const port = await listening(server);
		const http = client();
		const more = {address: '127.0.0.1', ca: tls.cert};
		expect(await read(await http(get(`https://app.example:${port}/`, more)))).toBe('here');
		expect(names).toEqual(['app.example']);
		const wrong = await faultOf(http(get(`https://other.example:${port}/`, more)));
		expect(wrong).toMatchObject({code: 'tls-untrusted', detail: expect.stringContaining('other.example')});
		// The connection that was made for one address in the URL serves no other one.
		expect(await codeOf(http(get(`https://192.0.2.1:${port}/`, more)))).toBe('tls-untrusted');
		server.closeAllConnections();
		server.close();
	});

	test.each(['127.0.0.1', '10.0.0.1', '::1', '169.254.169.254'])(
		'is refused for %s where only public ones may be reached',
		async (address) => {
			const request = get('http://app.example/', {address, publicOnly: true});
			expect(await codeOf(client()(request))).toBe('address-refused');
		},
	);

	test('is refused when that is none', async () => {
		expect(await codeOf(client()(get('http://app.example/', {address: 'localhost'})))).toBe('address-refused');
	});

	test('reaches IPv6, as a literal of the URL does', async () => {
		const server = createServer((request, response) => response.end(request.headers.host));
		const port = await listening(server, '::1');
		const http = client();
		expect(await read(await http(get(`http://[::1]:${port}/`)))).toBe(`[::1]:${port}`);
		const named = await http(get(`http://app.example:${port}/`, {address: '::1'}));
		expect(named.peer.address).toBe('::1');
		expect(await read(named)).toBe(`app.example:${port}`);
		server.closeAllConnections();
		server.close();
	});
});

describe('the path of a URL', () => {
	test('is sent as URL reads it, however often its beginning was seen', async () => {
		await using server = await fakeEndpoint({});
		const http = client();
		const paths = [
			'/a/b',
			'/a//b/',
			'',
			'/',
			'/a/../b',
			'/a/./b',
			'/%2e%2e/c',
			'/a b',
			'/ä',
			'/a?b=c d',
			'/a#b',
			'\\a',
			'/a\tb',
		];
		const urls = paths.map((path) => `${server.url}${path}`);
		for (const url of [...urls, ...urls]) await read(await http(get(url)));
		const expected = urls.map((url) => URL.parse(url)!).map(({pathname, search}) => `${pathname}${search}`);
		expect(server.seen.map((seen) => seen.url)).toEqual([...expected, ...expected]);
	});

	test('opens no door to who was refused before', async () => {
		const http = client();
		for (let i = 0; i < 2; i++) {
			expect(await codeOf(http(get('http://127.0.0.1:9/a', {publicOnly: true})))).toBe('address-refused');
			expect(await codeOf(http(get('http://me:hunter2@127.0.0.1:9/a')))).toBe('address-refused');
		}
	});
});

describe('a fresh request', () => {
	test('has a connection of its own that is closed afterwards; others share one', async () => {
		const ports: unknown[] = [];
		const server = createServer((request, response) => {
			ports.push(request.socket.remotePort);
			response.end(request.headers.connection);
		});
		const url = `http://127.0.0.1:${await listening(server)}/`;
		const http = client();
		for (let i = 0; i < 3; i++) expect(await read(await http(get(url, {fresh: true})))).toBe('close');
		expect(new Set(ports).size).toBe(3);
		for (let i = 0; i < 3; i++) expect(await read(await http(get(url)))).toBe('keep-alive');
		expect(new Set(ports).size).toBe(4);
		server.closeAllConnections();
		server.close();
	});
});

describe('a client with an identity', () => {
	const tls = selfSigned(['localhost', '127.0.0.1']);
	const own = selfSigned(['client.example']);

	test('shows its certificate, and shares no connection with one that has none', async () => {
		const server = createTlsServer(
			{...tls, ca: own.cert, requestCert: true, rejectUnauthorized: true},
			(request, response) => response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN),
		);
		const url = `https://127.0.0.1:${await listening(server)}/`;
		const http = client();
		const identity = {certificate: own.cert, key: own.key};
		expect(await read(await http(get(url, {ca: tls.cert, identity})))).toBe('client.example');
		expect(await codeOf(http(get(url, {ca: tls.cert})).then(read))).toMatch(/^(?:cut-stream|tls-untrusted)$/);
		server.closeAllConnections();
		server.close();
	});

	test.each([
		['whose key is another’s', {certificate: own.cert, key: tls.key}, 'do not belong together'],
		['whose key is none', {certificate: own.cert, key: 'hunter2'}, 'no unencrypted PEM private key'],
		['whose certificate is none', {certificate: own.key, key: own.key}, 'not given as PEM certificates'],
		['without anything', {certificate: '', key: ''}, 'not given as PEM certificates'],
	])('%s asks nothing and tells no key', async (_, identity, why) => {
		await using server = await fakeEndpoint({}, {tls});
		const fault = await faultOf(client()(get(server.url, {ca: tls.cert, identity})));
		expect(fault).toEqual({code: 'tls-untrusted', detail: expect.stringContaining(why)});
		expect(fault.detail).not.toMatch(/hunter2|BEGIN|PRIVATE KEY/);
		expect(server.seen).toHaveLength(0);
	});
});

describe('an answer that changes the protocol', () => {
	test('is told without a body where it was asked for, and the connection is closed', async () => {
		let closed: () => void = () => undefined;
		const gone = new Promise<void>((resolve) => {
			closed = resolve;
		});
		await using server = await fakeTcp((socket) => {
			socket.on('close', closed);
			socket.once('data', () =>
				socket.write('HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-A: b\r\n\r\nframes'),
			);
		});
		const headers = [
			['Connection', 'Upgrade'],
			['Upgrade', 'websocket'],
			['Sec-WebSocket-Version', '13'],
			['Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
		] as const;
		const response = await client()(get(`http://127.0.0.1:${server.port}/`, {headers}));
		expect(response.status).toBe(101);
		expect(response.header('x-a')).toBe('b');
		expect(await read(response)).toBe('');
		await gone;
	});
});

describe('answers that say that one will come', () => {
	test('are passed over', async () => {
		const server = createServer((_, response) => {
			response.writeEarlyHints({link: '</a.css>; rel=preload'});
			response.writeProcessing();
			response.end('then');
		});
		const response = await client()(get(`http://127.0.0.1:${await listening(server)}/`));
		expect(response.status).toBe(200);
		expect(response.header('link')).toBeNull();
		expect(await read(response)).toBe('then');
		server.closeAllConnections();
		server.close();
	});
});

describe('a certificate that is not valid now', () => {
	test.each([
		['over', {from: '20200101000000Z', until: '20210203040506Z'}, /CN=old\.example.*2021-02-03.*has expired/],
		['to come', {from: '20900101000000Z', until: '20990101000000Z'}, /CN=old\.example.*2090-01-01.*not valid yet/],
	])('because its time is %s is told with its name and its time', async (_, valid, told) => {
		const tls = selfSigned(['old.example', '127.0.0.1'], valid);
		await using server = await fakeEndpoint({}, {tls});
		const fault = await faultOf(client()(get(server.url, {ca: tls.cert})));
		expect(fault.code).toBe('tls-expired');
		expect(fault.detail).toMatch(told);
		expect(server.seen).toHaveLength(0);
	});
});

const listening = (server: ReturnType<typeof createServer>, host = '127.0.0.1'): Promise<number> =>
	new Promise((resolve) => server.listen(0, host, () => resolve((server.address() as AddressInfo).port)));

test('a connection that may reach public addresses alone is never shared with one that refuses those', () => {
	const url = 'http://203.0.113.7/';
	const trusts = new Trusts({});
	const destination = new Destinations(() => false).of(get(url));
	const ways = [get(url), get(url, {publicOnly: true}), get(url, {refuses: ['public']})].map((request) =>
		wayOf(destination, request, trusts),
	);
	expect(new Set(ways).size).toBe(3);
});
