import {describe, expect, test} from '@jest/globals';
import type {HttpRequest} from '../../../src/world.ts';
import {answer2, fakeFrames, frame2, reset2} from '../../fakes/endpoint2.ts';
import {client, codeOf, faultOf, get, patient, read} from './asking.ts';

const hasty = {connect: 300, answer: 300, stall: 300, request: 300};
const get2 = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => get(url, {version: '2', ...more});

const settings = frame2(4, 0, 0, Buffer.alloc(0));
const ping = frame2(6, 0, 0, Buffer.alloc(8));
const headers = 1;
const continuation = 9;

/** Writes for as long as anybody reads. */
function pour(write: (...frames: readonly Buffer[]) => boolean, frame: Buffer): void {
	const block = Buffer.concat(Array.from({length: 100}, () => frame));
	const timer = setInterval(() => {
		for (let i = 0; i < 20; i++) if (!write(block)) return;
	}, 1);
	setTimeout(() => clearInterval(timer), 2_000).unref();
	timer.unref();
}

async function peakOf(act: () => Promise<unknown>): Promise<number> {
	const before = process.memoryUsage().rss;
	let peak = 0;
	const watch = setInterval(() => {
		peak = Math.max(peak, process.memoryUsage().rss - before);
	}, 5);
	await act();
	clearInterval(watch);
	return peak;
}

describe('a server of HTTP/2', () => {
	test.each([
		['SETTINGS', settings],
		['PING', ping],
	])('hostile-flood: that sends %s without end is given up', async (_, frame) => {
		await using server = await fakeFrames((write) => pour(write, frame));
		const peak = await peakOf(async () => expect(await codeOf(client()(get2(server.url)))).toBe('unexpected-answer'));
		expect(peak).toBeLessThan(64e6);
	});

	test.each([
		['WINDOW_UPDATE of one byte', frame2(8, 0, 0, Buffer.from([0, 0, 0, 1]))],
		['PRIORITY', frame2(2, 0, 1, Buffer.from([0, 0, 0, 0, 1]))],
		['frames of a kind that is not known', frame2(0xee, 0, 0, Buffer.alloc(100))],
	])('hostile-flood: that sends %s without end costs at most its deadline', async (_, frame) => {
		await using server = await fakeFrames((write) => pour(write, frame));
		const began = performance.now();
		const peak = await peakOf(async () => {
			expect(await codeOf(client()(get2(server.url, {timeouts: hasty})))).toMatch(
				/^(?:timed-out|unexpected-answer|cut-stream)$/,
			);
		});
		expect(performance.now() - began).toBeLessThan(2_000);
		expect(peak).toBeLessThan(64e6);
	});

	test('hostile-empty-data: whose body is frames without bytes is silent', async () => {
		await using server = await fakeFrames((write) => {
			write(answer2(1));
			pour(write, frame2(0, 0, 1, Buffer.alloc(0)));
		});
		const response = await client()(get2(server.url, {timeouts: {...patient, stall: 200}}));
		expect(await codeOf(read(response))).toMatch(/^(?:stalled|unexpected-answer|cut-stream)$/);
	});

	test('hostile-rapid-reset: that resets all it is asked for costs as many answers as were asked for', async () => {
		await using server = await fakeFrames((write) => {
			write(reset2(1, 8));
			for (let i = 0; i < 1_000; i++) write(reset2(1, 8));
		});
		const http = client();
		for (let i = 0; i < 3; i++) expect(await codeOf(http(get2(server.url, {timeouts: hasty})))).not.toBe('');
		expect(server.connections()).toBeLessThanOrEqual(12);
	});

	test('hostile-continuation: whose headers go on in frames without end is cut off', async () => {
		await using server = await fakeFrames((write) => {
			write(frame2(headers, 0, 1, Buffer.from([0x88])));
			pour(write, frame2(continuation, 0, 1, Buffer.alloc(0)));
		});
		const peak = await peakOf(async () => {
			expect(await codeOf(client()(get2(server.url)))).toBe('too-large');
		});
		expect(peak).toBeLessThan(64e6);
	});

	test('hostile-header-list: whose headers unfold to megabytes is cut off', async () => {
		// A literal that is kept in the table (RFC 7541, 6.2.1), then pointed at a thousand times a byte each.
		const value = Buffer.alloc(3_900, 'v');
		const literal = Buffer.concat([Buffer.from([0x40, 1, 0x61, 0x7f]), integer(value.length - 127), value]);
		const block = Buffer.concat([Buffer.from([0x88]), literal, Buffer.alloc(8_000, 0xbe)]);
		await using server = await fakeFrames((write) => void write(frame2(headers, 4, 1, block)));
		const peak = await peakOf(async () => {
			const fault = await faultOf(client()(get2(server.url)));
			expect(fault).toMatchObject({code: 'too-large', detail: expect.stringContaining('64 KiB')});
		});
		expect(peak).toBeLessThan(64e6);
	});

	test('hostile-header-count: with more headers than anybody needs is cut off', async () => {
		const one = Buffer.from([0x00, 1, 0x61, 1, 0x62]);
		const block = Buffer.concat([Buffer.from([0x88]), ...Array.from({length: 600}, () => one)]);
		await using server = await fakeFrames((write) => void write(frame2(headers, 4, 1, block)));
		expect(await codeOf(client()(get2(server.url)))).toBe('too-large');
	});

	test('hostile-informational: that says without end that an answer will come is cut off', async () => {
		// :status 103 as a literal with the name of entry 8.
		const hint = frame2(headers, 4, 1, Buffer.from([0x08, 3, 0x31, 0x30, 0x33]));
		await using server = await fakeFrames((write) => pour(write, hint));
		expect(await codeOf(client()(get2(server.url)))).toBe('unexpected-answer');
	});

	test('hostile-window: that takes nothing of a body costs the time of an answer', async () => {
		await using server = await fakeFrames(() => {}, frame2(4, 0, 0, Buffer.from([0, 4, 0, 0, 0, 0])));
		const request = get2(server.url, {method: 'POST', body: 'x'.repeat(1_000_000), timeouts: hasty});
		expect(await codeOf(client()(request))).toBe('timed-out');
	});

	test('hostile-room: that takes no request at all costs the time of an answer', async () => {
		await using server = await fakeFrames(() => {}, frame2(4, 0, 0, Buffer.from([0, 3, 0, 0, 0, 0])));
		expect(await codeOf(client()(get2(server.url, {timeouts: hasty})))).toBe('timed-out');
	});

	test.each([
		['a frame larger than was agreed', frame2(0, 0, 1, Buffer.alloc(100_000))],
		['a body before its head', frame2(0, 0, 1, Buffer.from('x'))],
		['a push that nobody allowed', frame2(5, 4, 1, Buffer.from([0, 0, 0, 2, 0x82, 0x84, 0x86]))],
		['an answer to a question of its own', frame2(headers, 4, 2, Buffer.from([0x88]))],
		['headers without a status', frame2(headers, 5, 1, Buffer.from([0x00, 1, 0x61, 1, 0x62]))],
		['two statuses', frame2(headers, 5, 1, Buffer.from([0x88, 0x88]))],
		['a path in an answer', frame2(headers, 5, 1, Buffer.from([0x88, 0x84]))],
		['a header in capital letters', frame2(headers, 5, 1, Buffer.from([0x88, 0x00, 1, 0x41, 1, 0x62]))],
		['headers that point at nothing', frame2(headers, 5, 1, Buffer.from([0x88, 0xff, 0x80, 0x01]))],
	])('hostile-frames: that sends %s does not get away with it', async (_, frame) => {
		await using server = await fakeFrames((write) => void write(frame));
		expect(await codeOf(client()(get2(server.url, {timeouts: hasty})).then(read))).toMatch(
			/^(?:unexpected-answer|cut-stream|timed-out)$/,
		);
	});

	test('hostile-length: whose body is not as long as it was said to be is not believed', async () => {
		// content-length: 9 as a literal with the name of entry 28.
		const head = frame2(headers, 4, 1, Buffer.from([0x88, 0x0f, 0x0d, 1, 0x39]));
		await using server = await fakeFrames((write) => void write(head, frame2(0, 1, 1, Buffer.from('half'))));
		expect(await codeOf(client()(get2(server.url)).then(read))).toMatch(/^(?:unexpected-answer|cut-stream)$/);
	});

	test('hostile-fast-server: that sends more than it may is given up, and nothing is kept that nobody reads', async () => {
		await using server = await fakeFrames((write) => {
			write(answer2(1));
			pour(write, frame2(0, 0, 1, Buffer.alloc(16_384)));
		});
		const peak = await peakOf(async () => {
			const response = await client()(get2(server.url));
			await new Promise((resolve) => setTimeout(resolve, 300));
			expect(await codeOf(read(response))).toMatch(/^(?:unexpected-answer|cut-stream)$/);
		});
		expect(peak).toBeLessThan(96e6);
	});
});

/** What is over the prefix of an integer (RFC 7541, 5.1). */
function integer(rest: number): Buffer {
	const bytes: number[] = [];
	let left = rest;
	for (; left >= 128; left >>= 7) bytes.push((left & 127) | 128);
	return Buffer.from([...bytes, left]);
}
