import {createHash} from 'node:crypto';
import {createServer} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {ProbeConfig} from '../../src/model/config.ts';
import {observeProbes} from '../../src/observe/probes.ts';
import {healthy, probeConfig} from '../builders/evidence.ts';
import {testWorld} from '../builders/world.ts';
import {fakeEndpoint2, type Route2} from '../fakes/endpoint2.ts';
import {httpOf, runNginx, topOf} from './nginx.ts';
import {freePort} from './proxy-backends.ts';

/** An application that takes WebSocket at /events, wants an upgrade there, and knows a few other answers. */
async function application(): Promise<AsyncDisposable & {port: number}> {
	const server = createServer((request, response) => {
		if (request.url === '/events') response.writeHead(426, {Upgrade: 'websocket'}).end();
		else if (request.url === '/broken') response.writeHead(500).end('it broke');
		else if (request.url === '/busy') response.writeHead(503, {'Retry-After': '7'}).end('later');
		else response.writeHead(404).end('nothing here');
	});
	server.on('upgrade', (request, socket: Socket) => {
		socket.on('error', () => {});
		// A server of HTTP leaves its side open until it is told otherwise.
		socket.on('end', () => socket.end()).resume();
		const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
		const accept = createHash('sha1').update(key).digest('base64');
		if (request.url !== '/events') socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
		else
			socket.write(
				`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
			);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		[Symbol.asyncDispose]: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

const status =
	(code: number, message: readonly number[] = [0, 0, 0, 0, 0]): Route2 =>
	(stream) => {
		stream.respond({':status': 200, 'content-type': 'application/grpc'}, {waitForTrailers: true});
		stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': String(code)}));
		stream.end(Buffer.from(message));
	};

/** `route / api` of one probe, asked for real. */
async function read(probe: Partial<ProbeConfig>): Promise<string> {
	const {plan, evidence} = healthy({service: {probes: [probeConfig(probe)], live: null}});
	const {layers} = judge(plan, {...evidence, probes: await observeProbes(testWorld(), plan)});
	const say = (at: number): string => `${layers[at]!.status} ${layers[at]!.reason}`;
	return `${say(5)} / ${say(6)}`;
}

describe('behind a real nginx', () => {
	test('upgrades, gRPC and errors are told by who gave them', async () => {
		await using app = await application();
		await using grpc = await fakeEndpoint2({
			'/grpc.health.v1.Health/Check': status(0, [0, 0, 0, 0, 2, 8, 1]),
			'/shop.Orders/List': status(16),
			'/shop.Orders/Find': status(5),
		});
		const [dead, second] = [await freePort(), await freePort()];
		await using nginx = await runNginx((directory, port) => ({
			'nginx.conf': `${topOf(directory)}events {}
http {
${httpOf(directory)}
	server {
		listen 127.0.0.1:${port};
		location /passed/ {
			proxy_pass http://127.0.0.1:${app.port}/;
			proxy_http_version 1.1;
			proxy_set_header Upgrade $http_upgrade;
			proxy_set_header Connection "upgrade";
		}
		location /plain/ { proxy_pass http://127.0.0.1:${app.port}/; }
		location /dead/ { proxy_pass http://127.0.0.1:${dead}/; }
		location = /limited { return 429; }
	}
	server {
		listen 127.0.0.1:${second} http2;
		location / { grpc_pass grpc://127.0.0.1:${grpc.port}; }
		location /dead. { grpc_pass grpc://127.0.0.1:${dead}; }
		location /page. { return 200 "a page"; default_type text/html; }
	}
}
`,
		}));
		const base = `http://127.0.0.1:${nginx.port}`;
		const webSocket = (path: string) => read({url: `${base}${path}`, protocol: 'websocket', expect: [101]});
		expect(await webSocket('/passed/events')).toBe('match mounted / match as-expected');
		expect(await webSocket('/plain/events')).toMatch(/\/ drift upgrade-not-passed$/);
		expect(await webSocket('/passed/nothing')).toBe('drift not-mounted / inconclusive behind-404');
		expect(await webSocket('/dead/events')).toMatch(/\/ drift upstream-error$/);

		const http = (path: string) => read({url: `${base}${path}`, expect: [200]});
		expect(await http('/plain/broken')).toBe('match mounted / drift server-error');
		expect(await http('/plain/busy')).toBe('match mounted / drift service-unavailable');
		expect(await http('/dead/x')).toMatch(/\/ drift upstream-error$/);
		expect(await http('/limited')).toMatch(/\/ inconclusive rate-limited$/);

		const method = (path: string, expected: number) =>
			read({url: `http://127.0.0.1:${second}${path}`, method: 'POST', protocol: 'grpc', expect: [expected]});
		expect(await method('/grpc.health.v1.Health/Check', 200)).toMatch(/\/ match as-expected$/);
		expect(await method('/shop.Orders/List', 401)).toMatch(/\/ match as-expected$/);
		expect(await method('/shop.Orders/List', 200)).toMatch(/\/ drift authentication-required$/);
		expect(await method('/shop.Orders/Find', 200)).toMatch(/\/ drift invalid-request$/);
		expect(await method('/dead.Orders/List', 200)).toMatch(/\/ drift upstream-error$/);
		expect(await method('/page.Orders/List', 200)).toMatch(/\/ drift not-grpc$/);
	});
});
