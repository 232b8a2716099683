import {createHash} from 'node:crypto';
import type {IncomingMessage, Server} from 'node:http';
import {createServer} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {describe, expect, test} from '@jest/globals';
import {ask} from '../../../src/adapters/endpoint/ask.ts';
import type {ProbeProtocol} from '../../../src/model/config.ts';
import type {Answer} from '../../../src/model/evidence.ts';
import {grpcStatuses, grpcStatusNames} from '../../../src/model/grpc.ts';
import {testWorld} from '../../builders/world.ts';
import type {Route2} from '../../fakes/endpoint2.ts';
import {fakeEndpoint2, text2} from '../../fakes/endpoint2.ts';
import {fakeEndpoint, text} from '../../fakes/endpoint.ts';

const timeouts = {connect: 2_000, answer: 2_000, stall: 2_000, request: 5_000};
const world = testWorld();
const asked = async (url: string, protocol: ProbeProtocol): Promise<Answer> =>
	(
		await ask(world, {
			method: protocol === 'grpc' ? 'POST' : 'GET',
			url,
			timeouts,
			publicOnly: false,
			cap: 1_000_000,
			protocol,
		})
	).answer;

/** An answer of gRPC with a message, whose status comes in trailers. */
const unary =
	(code: number | string): Route2 =>
	(stream) => {
		stream.respond({':status': 200, 'content-type': 'application/grpc'}, {waitForTrailers: true});
		stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': String(code), 'grpc-message': 'as it is'}));
		stream.end(Buffer.from([0, 0, 0, 0, 2, 8, 1]));
	};
/** The same where there is nothing but the status ("Trailers-Only"). */
const trailersOnly =
	(code: number | string): Route2 =>
	(stream) => {
		stream.respond(
			{':status': 200, 'content-type': 'application/grpc+proto', 'grpc-status': String(code)},
			{endStream: true},
		);
	};

describe('gRPC', () => {
	test.each(grpcStatusNames)(
		'%s is told by name and judged as its status, from trailers and from the head',
		async (name) => {
			const [code, status] = grpcStatuses[name];
			await using server = await fakeEndpoint2({'/a.B/C': unary(code), '/a.B/D': trailersOnly(code)});
			for (const path of ['/a.B/C', '/a.B/D']) {
				const answer = await asked(`${server.url}${path}`, 'grpc');
				expect([answer.status, answer.headers['grpc-status'], answer.version]).toEqual([status, name, '2']);
			}
		},
	);

	test('an empty message is sent, in the frame of gRPC, by a client that reads trailers', async () => {
		const bodies: Buffer[] = [];
		await using server = await fakeEndpoint2({
			'/a.B/C': (stream, headers) => {
				stream.on('data', (chunk: Buffer) => bodies.push(chunk));
				stream.on('end', () => unary(0)(stream, headers));
			},
		});
		expect((await asked(`${server.url}/a.B/C`, 'grpc')).status).toBe(200);
		expect(Buffer.concat(bodies)).toEqual(Buffer.alloc(5));
		expect(server.seen[0]).toMatchObject({
			method: 'POST',
			headers: {'content-type': 'application/grpc', te: 'trailers'},
		});
	});

	test.each([
		['a page of a proxy', text2(200, '<html>', {'content-type': 'text/html'})],
		['a status that there is not', unary(99)],
		['a status that is no number', unary('0x0')],
		['no status at all', text2(200, '', {'content-type': 'application/grpc'})],
	] as const)('%s has no status of gRPC', async (_, route) => {
		await using server = await fakeEndpoint2({'/a.B/C': route});
		const answer = await asked(`${server.url}/a.B/C`, 'grpc');
		expect([answer.status, answer.headers['grpc-status']]).toEqual([200, undefined]);
	});

	const health = '/grpc.health.v1.Health/Check';
	const saying =
		(message: readonly number[]): Route2 =>
		(stream) => {
			stream.respond({':status': 200, 'content-type': 'application/grpc'}, {waitForTrailers: true});
			stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': '0'}));
			// In pieces: who reads must not take the first for all.
			for (const byte of message) stream.write(Buffer.from([byte]));
			stream.end();
		};
	test.each([
		['that it serves', [0, 0, 0, 0, 2, 8, 1], 200, 'SERVING'],
		['that it does not serve', [0, 0, 0, 0, 2, 8, 2], 503, 'NOT_SERVING'],
		['that there is no such service', [0, 0, 0, 0, 2, 8, 3], 503, 'SERVICE_UNKNOWN'],
		['that it does not know, by leaving the field out', [0, 0, 0, 0, 0], 503, 'UNKNOWN'],
		['it once more, and the last counts', [0, 0, 0, 0, 4, 8, 1, 8, 2], 503, 'NOT_SERVING'],
		['it behind fields of a later version', [0, 0, 0, 0, 7, 0x12, 3, 8, 2, 9, 8, 1], 200, 'SERVING'],
		['it in more bytes than needed', [0, 0, 0, 0, 3, 8, 0x82, 0], 503, 'NOT_SERVING'],
		['a status that there is not', [0, 0, 0, 0, 2, 8, 9], 200, 'unread'],
		['it compressed', [1, 0, 0, 0, 2, 8, 1], 200, 'unread'],
		['half of it', [0, 0, 0, 0, 9, 8, 1], 200, 'unread'],
		['a field that never ends', [0, 0, 0, 0, 3, 8, 0x80, 0x80], 200, 'unread'],
		['nothing', [], 200, 'unread'],
	] as [string, number[], number, string][])('a health check that says %s', async (_, message, status, word) => {
		await using server = await fakeEndpoint2({[health]: saying(message), '/a.B/C': saying(message)});
		const answer = await asked(`${server.url}${health}`, 'grpc');
		expect([answer.status, answer.headers['grpc-status'], answer.headers['grpc-health']]).toEqual([status, 'OK', word]);
		// Of another method the message is the application's own.
		const other = await asked(`${server.url}/a.B/C`, 'grpc');
		expect([other.status, other.headers['grpc-health']]).toEqual([200, undefined]);
	});
	test('a health check that fails is told by its status alone', async () => {
		await using server = await fakeEndpoint2({[health]: unary(14)});
		const answer = await asked(`${server.url}${health}`, 'grpc');
		expect([answer.status, answer.headers['grpc-health']]).toEqual([503, undefined]);
	});

	test('a server of HTTP/1.1 alone gives no answer', async () => {
		await using server = await fakeEndpoint({'/a.B/C': text(200, '')});
		await expect(asked(`${server.url}/a.B/C`, 'grpc')).rejects.toMatchObject({name: 'FaultError'});
	});
});

type Shake = (request: IncomingMessage, socket: Socket) => void;
async function upgrading(shake: Shake): Promise<AsyncDisposable & {url: string}> {
	const server: Server = createServer((_, response) => response.writeHead(200).end('no upgrade'));
	server.on('upgrade', (request, socket: Socket) => {
		socket.on('error', () => {});
		shake(request, socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
		[Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
	};
}
const accepts =
	(accept: (key: string) => string): Shake =>
	(request, socket) => {
		const key = request.headers['sec-websocket-key'] ?? '';
		socket.end(
			`HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(key)}\r\n\r\n`,
		);
	};
const right = (key: string): string =>
	createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

describe('an upgrade to WebSocket', () => {
	test('is proven by the answer to its own key, which is another one each time', async () => {
		const keys: string[] = [];
		await using server = await upgrading((request, socket) => {
			keys.push(request.headers['sec-websocket-key']!);
			expect(request.headers).toMatchObject({upgrade: 'websocket', 'sec-websocket-version': '13'});
			accepts(right)(request, socket);
		});
		for (let round = 0; round < 2; round++) {
			const answer = await asked(server.url, 'websocket');
			expect([answer.status, answer.headers['sec-websocket-accept']]).toEqual([101, 'right']);
		}
		expect(new Set(keys).size).toBe(2);
		expect(Buffer.from(keys[0]!, 'base64')).toHaveLength(16);
	});

	test.each([
		['to another key', () => right('dGhlIHNhbXBsZSBub25jZQ==')],
		['to none', () => ''],
	] as [string, (key: string) => string][])('an answer %s proves nothing', async (_, accept) => {
		await using server = await upgrading(accepts(accept));
		const answer = await asked(server.url, 'websocket');
		expect([answer.status, answer.headers['sec-websocket-accept']]).toEqual([101, 'wrong']);
	});

	test('an answer that is none is told as it is', async () => {
		await using server = await upgrading((_, socket) =>
			socket.end('HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n'),
		);
		const answer = await asked(server.url, 'websocket');
		expect([answer.status, answer.headers['upgrade']]).toEqual([426, 'h2c']);
	});
});

describe('HTTP/2', () => {
	test('is what it was asked over', async () => {
		await using server = await fakeEndpoint2({'/': text2(200, 'yes')});
		expect(await asked(`${server.url}/`, 'http2')).toMatchObject({status: 200, version: '2'});
	});
});
