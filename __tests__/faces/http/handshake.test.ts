import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {createServer as createTlsServer} from 'node:tls';
import {describe, expect, test} from '@jest/globals';
import {nodeHandshake} from '../../../src/faces/http/handshake.ts';
import type {HandshakeRequest} from '../../../src/world.ts';
import {selfSigned} from '../../fakes/certificate.ts';
import {fakeTcp} from '../../fakes/endpoint.ts';
import {codeOf, faultOf} from './asking.ts';

const shake = (env: Record<string, string> = {}) => nodeHandshake(env, new AbortController().signal);
const to = (port: number, more: Partial<HandshakeRequest> = {}): HandshakeRequest => ({
	host: 'app.example',
	port,
	address: '127.0.0.1',
	timeout: 5_000,
	...more,
});

/** A TLS server that counts what it is sent after the handshake. */
async function greeter(tls: {key: string; cert: string}, ALPNProtocols?: string[]) {
	let bytes = 0;
	let close = (): void => undefined;
	const closed = new Promise<void>((resolve) => {
		close = resolve;
	});
	const names: unknown[] = [];
	const server = createTlsServer({...tls, ...(ALPNProtocols === undefined ? {} : {ALPNProtocols})}, (socket) => {
		names.push(socket.servername);
		socket.on('error', () => {});
		socket.on('close', close);
		socket.on('data', (chunk) => {
			bytes += chunk.length;
		});
	});
	server.on('tlsClientError', () => {});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		names,
		bytes: () => closed.then(() => bytes),
		[Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
	};
}

describe('a handshake', () => {
	test('tells who is there, what is spoken and that the certificate would be believed', async () => {
		const tls = selfSigned(['app.example']);
		await using server = await greeter(tls, ['h2', 'http/1.1']);
		const seen = await shake()(to(server.port, {ca: tls.cert}));
		expect(seen).toEqual({
			address: '127.0.0.1',
			protocol: 'h2',
			tls: 'TLSv1.3',
			certificate: {
				subject: 'CN=app.example',
				issuer: 'CN=app.example',
				fingerprint256: expect.stringMatching(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
				validFrom: '2020-01-01T00:00:00.000Z',
				validTo: '2099-12-31T23:59:59.000Z',
				altNames: 'DNS:app.example',
			},
			untrusted: null,
		});
		expect(await server.bytes()).toBe(0);
		expect(server.names).toEqual(['app.example']);
	});

	test('with a server that chooses no protocol says none', async () => {
		await using server = await greeter(selfSigned(['app.example']));
		expect((await shake()(to(server.port))).protocol).toBeNull();
	});

	test.each([
		['that nobody vouches for', selfSigned(['app.example']), false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
		[
			'that has expired',
			selfSigned(['app.example'], {from: '20200101000000Z', until: '20210101000000Z'}),
			true,
			'CERT_HAS_EXPIRED',
		],
		[
			'that is not valid yet',
			selfSigned(['app.example'], {from: '20900101000000Z', until: '20990101000000Z'}),
			true,
			'CERT_NOT_YET_VALID',
		],
		['for another name', selfSigned(['other.example']), true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
	])('with a certificate %s tells it and why it would be refused', async (_, tls, trusted, untrusted) => {
		await using server = await greeter(tls);
		const seen = await shake()(to(server.port, trusted ? {ca: tls.cert} : {}));
		expect(seen.untrusted).toBe(untrusted);
		expect(seen.certificate?.subject).toMatch(/^CN=(?:app|other)\.example$/);
		expect(await server.bytes()).toBe(0);
	});

	test('with a server that says nothing ends in time', async () => {
		await using server = await fakeTcp(() => {});
		expect(await faultOf(shake()(to(server.port, {timeout: 50})))).toEqual({
			code: 'timed-out',
			detail: `app.example:${server.port}: no TLS connection within 50 ms`,
		});
	});

	test('with a server that speaks no TLS, hangs up, or is not there says so', async () => {
		await using plain = await fakeTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
		expect(await codeOf(shake()(to(plain.port)))).toBe('unexpected-answer');
		await using rude = await fakeTcp((socket) => socket.once('data', () => socket.destroy()));
		expect(await codeOf(shake()(to(rude.port)))).toBe('cut-stream');
		const gone = await fakeTcp(() => {});
		await gone[Symbol.asyncDispose]();
		expect(await codeOf(shake()(to(gone.port)))).toBe('unreachable');
		expect(await codeOf(shake()(to(443, {host: 'nowhere.invalid', address: null})))).toBe('name-not-resolved');
	});

	test('goes to public addresses alone where that is asked, and through no proxy', async () => {
		const request = to(443, {publicOnly: true});
		expect(await codeOf(shake()(request))).toBe('address-refused');
		expect(await codeOf(shake()({...request, host: 'localhost', address: null}))).toBe('address-refused');
		expect(await codeOf(shake()({...request, host: '[::1]', address: null}))).toBe('address-refused');
		const proxied = await faultOf(shake({HTTPS_PROXY: 'http://me:hunter2@127.0.0.1:9'})(to(443, {address: null})));
		expect(proxied.code).toBe('not-asked');
		expect(proxied.detail).not.toContain('hunter2');
		expect(await codeOf(shake()(to(443, {host: 'app.example/..'})))).toBe('address-refused');
		expect(await codeOf(shake()(to(443, {address: 'localhost'})))).toBe('address-refused');
	});

	test('shows the identity it was given and is called off with the run', async () => {
		const tls = selfSigned(['app.example']);
		const own = selfSigned(['client.example']);
		let shown = '';
		const server = createServer({...tls, requestCert: true, ca: own.cert});
		server.on('secureConnection', (socket) => {
			shown = socket.getPeerCertificate().subject.CN as string;
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const {port} = server.address() as AddressInfo;
		await shake()(to(port, {identity: {certificate: own.cert, key: own.key}}));
		await new Promise<void>((resolve) => server.close(() => resolve()));
		expect(shown).toBe('client.example');

		await using silent = await fakeTcp(() => {});
		const run = new AbortController();
		const waiting = codeOf(nodeHandshake({}, run.signal)(to(silent.port)));
		run.abort();
		expect(await waiting).toBe('cancelled');
	});
});
