import type {Socket} from 'node:net';
import {brotliCompressSync, gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {ask, probeCap} from '../../../src/adapters/endpoint/ask.ts';
import {nodeHandshake} from '../../../src/faces/http/handshake.ts';
import type {World} from '../../../src/world.ts';
import {selfSigned} from '../../fakes/certificate.ts';
import {dripping, fakeEndpoint, fakeTcp, text} from '../../fakes/endpoint.ts';
import {client, codeOf, faultOf, get, patient, read} from './asking.ts';

/** Milliseconds a hostile server may cost where a test gives it a deadline of 300. */
const most = 1_500;
const hasty = {connect: 300, answer: 300, stall: 300, request: 300};

/** A server that does as it likes once it has been asked for something. */
const afterRequest = (talk: (socket: Socket) => void) =>
	fakeTcp((socket) => void socket.once('data', () => talk(socket)));

/** Writes for as long as anybody reads; tells how much. */
function pour(socket: Socket, next: () => string | Uint8Array): {written: () => number} {
	let written = 0;
	const more = (): void => {
		while (!socket.destroyed) {
			const block = next();
			written += block.length;
			if (!socket.write(block)) break;
		}
	};
	socket.on('drain', more);
	more();
	return {written: () => written};
}

async function took<T>(act: () => Promise<T>): Promise<{value: T; milliseconds: number; bytes: number}> {
	const before = process.memoryUsage();
	let peak = 0;
	const watch = setInterval(() => {
		const now = process.memoryUsage();
		peak = Math.max(peak, now.rss - before.rss);
	}, 5);
	const began = performance.now();
	try {
		const value = await act();
		return {value, milliseconds: performance.now() - began, bytes: peak};
	} finally {
		clearInterval(watch);
	}
}

const world = (): World => ({http: client()}) as unknown as World;
const asked = (url: string, timeouts = patient) =>
	ask(world(), {method: 'GET', url, timeouts, publicOnly: false, cap: probeCap});

describe('time', () => {
	test('hostile-drip: a body of one byte at a time costs its deadline', async () => {
		await using server = await fakeEndpoint({'/': dripping(20)});
		const {value, milliseconds} = await took(() => codeOf(asked(`${server.url}/`, hasty)));
		expect(value).toBe('timed-out');
		expect(milliseconds).toBeLessThan(most);
	});

	test('hostile-drip-head: a head of one byte at a time costs its deadline', async () => {
		await using server = await afterRequest((socket) => {
			const timer = setInterval(() => socket.write('H'), 20);
			socket.write('HTTP/1.1 200 OK\r\nX-A: ');
			socket.on('close', () => clearInterval(timer));
		});
		const {value, milliseconds} = await took(() => codeOf(asked(`http://127.0.0.1:${server.port}/`, hasty)));
		expect(value).toBe('timed-out');
		expect(milliseconds).toBeLessThan(most);
	});

	test('hostile-mute: a server that accepts and says nothing costs the time of an answer', async () => {
		await using server = await fakeTcp(() => {});
		const {value, milliseconds} = await took(() => codeOf(asked(`http://127.0.0.1:${server.port}/`, hasty)));
		expect(value).toBe('timed-out');
		expect(milliseconds).toBeLessThan(most);
	});

	test.each(['1.1', '2'] as const)(
		'hostile-slow-handshake: TLS that comes a byte at a time costs the time of a connection, for HTTP/%s',
		async (version) => {
			await using server = await afterRequest((socket) => {
				// A handshake record that announces 16 KiB.
				const bytes = Buffer.concat([Buffer.from([0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc]), Buffer.alloc(1_000)]);
				let sent = 0;
				const timer = setInterval(() => socket.write(bytes.subarray(sent, ++sent)), 10);
				socket.on('close', () => clearInterval(timer));
			});
			const request = get(`https://127.0.0.1:${server.port}/`, {timeouts: hasty, version});
			const {value, milliseconds} = await took(() => codeOf(client()(request)));
			expect(value).toBe('timed-out');
			expect(milliseconds).toBeLessThan(most);
			const shaking = nodeHandshake({}, new AbortController().signal);
			const to = {host: 'app.example', port: server.port, address: '127.0.0.1', timeout: 100};
			expect(await codeOf(shaking(to))).toBe('timed-out');
		},
	);

	test('hostile-endless-body: a body without end costs the bytes that are read of it', async () => {
		let closed = false;
		await using server = await afterRequest((socket) => {
			socket.on('close', () => {
				closed = true;
			});
			socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
			const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
			pour(socket, () => chunk);
		});
		const {answer} = await asked(`http://127.0.0.1:${server.port}/`);
		expect(answer).toMatchObject({truncated: true, size: probeCap});
		await until(() => closed);
	});
});

describe('memory', () => {
	test('hostile-10-gb: a body of 10 GB is read up to the cap, and the connection is closed', async () => {
		const block = Buffer.alloc(1 << 20, 'x');
		let flow = {written: () => 0};
		let closed = false;
		await using server = await afterRequest((socket) => {
			socket.on('close', () => {
				closed = true;
			});
			socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n');
			flow = pour(socket, () => block);
		});
		const {value, bytes} = await took(() => asked(`http://127.0.0.1:${server.port}/`));
		expect(value.answer).toMatchObject({truncated: true, size: probeCap});
		await until(() => closed);
		expect(flow.written()).toBeLessThan(64e6);
		expect(bytes).toBeLessThan(64e6);
	});

	test('hostile-fast-server: what nobody has read yet is not kept, however fast it would come', async () => {
		const block = Buffer.alloc(1 << 20, 'x');
		let flow = {written: () => 0};
		await using server = await afterRequest((socket) => {
			socket.write('HTTP/1.1 200 OK\r\n\r\n');
			flow = pour(socket, () => block);
		});
		const {bytes} = await took(async () => {
			const response = await client()(get(`http://127.0.0.1:${server.port}/`));
			await new Promise((resolve) => setTimeout(resolve, 300));
			response.discard();
		});
		expect(flow.written()).toBeLessThan(32e6);
		expect(bytes).toBeLessThan(64e6);
	});

	test.each([
		['nothing is kept', false],
		['the body is kept', true],
	])(
		'hostile-small-chunks: a body in chunks of one byte costs little more than its bytes where %s',
		async (_, keep) => {
			const block = Buffer.from('1\r\nx\r\n'.repeat(20_000));
			await using server = await afterRequest((socket) => {
				socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
				pour(socket, () => block);
			});
			const url = `http://127.0.0.1:${server.port}/`;
			const {value, bytes} = await took(() =>
				ask(world(), {method: 'GET', url, timeouts: {...patient, request: 60_000}, publicOnly: false, cap: 4e6, keep}),
			);
			expect(value.answer).toMatchObject({truncated: true, size: 4e6});
			expect(value.body).toHaveLength(keep ? 4e6 : 0);
			expect(bytes).toBeLessThan(150e6);
		},
		60_000,
	);

	test.each([
		['gzip', gzipSync],
		['br', brotliCompressSync],
		['zstd', zstdCompressSync],
	])('hostile-bomb: a body that %s would make a thousand times larger stays as it came', async (coding, compress) => {
		const bomb = compress(Buffer.alloc(100e6));
		expect(bomb.length).toBeLessThan(300_000);
		let accepted: string | undefined;
		await using server = await fakeEndpoint({
			'/': (request, response) => {
				accepted = request.headers['accept-encoding'] as string;
				response.writeHead(200, {'Content-Encoding': coding}).end(bomb);
			},
		});
		const {value, bytes} = await took(() => asked(`${server.url}/`));
		expect(accepted).toBe('identity');
		expect(value.answer).toMatchObject({size: bomb.length, truncated: false});
		expect(bytes).toBeLessThan(32e6);
	});

	test.each([
		['lines', () => `X-${'a'.repeat(50)}: b\r\n`],
		['line', () => 'a'.repeat(1_000)],
	])('hostile-headers: headers without end in one or more %s are cut off at 64 KiB', async (_, next) => {
		let flow = {written: () => 0};
		await using server = await afterRequest((socket) => {
			socket.write('HTTP/1.1 200 OK\r\nX-Start: ');
			flow = pour(socket, next);
		});
		const {value, bytes} = await took(() => codeOf(asked(`http://127.0.0.1:${server.port}/`)));
		expect(value).toBe('too-large');
		expect(flow.written()).toBeLessThan(32e6);
		expect(bytes).toBeLessThan(64e6);
	});

	test('hostile-trailers: headers without end behind the body are cut off, too', async () => {
		await using server = await afterRequest((socket) => {
			socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n');
			pour(socket, () => `X-${'a'.repeat(500)}: b\r\n`);
		});
		const {value, bytes} = await took(() => codeOf(asked(`http://127.0.0.1:${server.port}/`)));
		expect(value).toBe('cut-stream');
		expect(bytes).toBeLessThan(64e6);
	});

	test('hostile-chunk-extensions: chunks that say more of themselves than they hold are cut off', async () => {
		await using server = await afterRequest((socket) => {
			socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;');
			pour(socket, () => 'a'.repeat(1_000));
		});
		const {value, bytes} = await took(() => codeOf(asked(`http://127.0.0.1:${server.port}/`)));
		expect(value).toBe('cut-stream');
		expect(bytes).toBeLessThan(64e6);
	});

	test('hostile-informational: answers that say that one will come, without end, are cut off', async () => {
		let flow = {written: () => 0};
		await using server = await afterRequest((socket) => {
			flow = pour(socket, () => 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n'.repeat(10));
		});
		const {value, bytes} = await took(() => faultOf(asked(`http://127.0.0.1:${server.port}/`)));
		expect(value).toMatchObject({code: 'unexpected-answer', detail: expect.stringContaining('20')});
		expect(flow.written()).toBeLessThan(32e6);
		expect(bytes).toBeLessThan(64e6);
	});
});

describe('answers that lie about where they end', () => {
	test('hostile-reset: a connection that is reset in the middle is no whole answer', async () => {
		await using server = await afterRequest((socket) => {
			socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.resetAndDestroy());
		});
		expect(await codeOf(asked(`http://127.0.0.1:${server.port}/`))).toBe('cut-stream');
	});

	test.each([
		['at once', 0],
		['later', 50],
	])('hostile-smuggled: a second answer to one request, which comes %s, answers no other request', async (_, delay) => {
		let asks = 0;
		let connections = 0;
		await using server = await fakeTcp((socket) => {
			connections++;
			socket.on('data', async () => {
				asks++;
				const first = `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst`;
				const second = `HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled`;
				if (delay === 0) socket.write(first + second);
				else {
					socket.write(first);
					setTimeout(() => socket.write(second), delay / 2);
				}
			});
		});
		const http = client();
		const url = `http://127.0.0.1:${server.port}/`;
		expect(await read(await http(get(url)))).toBe('first');
		await new Promise((resolve) => setTimeout(resolve, delay));
		expect(await read(await http(get(url)))).toBe('first');
		expect([asks, connections]).toEqual([2, 2]);
	});

	test.each([
		['Content-Length twice', 'Content-Length: 4\r\nContent-Length: 8'],
		['Content-Length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked'],
		['two lengths in one line', 'Content-Length: 4, 8'],
		['a negative length', 'Content-Length: -1'],
		['a length that is none', 'Content-Length: 0x4'],
		['a folded header', 'Content-Length: 4\r\n X: y'],
		['a header without a name', ': x\r\nContent-Length: 4'],
		['a blank before the colon', 'Content-Length : 4'],
	])('hostile-framing: %s is no answer', async (_, headers) => {
		await using server = await afterRequest((socket) => {
			socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n4\r\nbody\r\n0\r\n\r\n`);
		});
		expect(await codeOf(asked(`http://127.0.0.1:${server.port}/`))).toMatch(/^(?:unexpected-answer|cut-stream)$/);
	});

	test('hostile-http-0.9: a body without a head is no answer', async () => {
		await using server = await afterRequest((socket) => socket.end('<html>hello</html>\n'));
		expect(await codeOf(asked(`http://127.0.0.1:${server.port}/`))).toBe('unexpected-answer');
	});

	test('hostile-switch: a protocol that nobody asked to change is not changed', async () => {
		await using server = await afterRequest((socket) => {
			socket.write('HTTP/1.1 101 Go\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n');
		});
		expect(await codeOf(asked(`http://127.0.0.1:${server.port}/`))).toBe('unexpected-answer');
	});

	test('hostile-certificate: a certificate with hundreds of names is refused in a line that holds few of them', async () => {
		const tls = selfSigned(Array.from({length: 800}, (_, index) => `host-${index}.${'a'.repeat(50)}.example`));
		await using server = await fakeEndpoint({'/': text(200, 'x')}, {tls});
		const fault = await faultOf(asked(server.url));
		expect(fault.code).toBe('tls-untrusted');
		expect(fault.detail.length).toBeLessThan(500);
	});
});

async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
