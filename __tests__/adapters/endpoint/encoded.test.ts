import {createHash} from 'node:crypto';
import {brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {ask, isPlain, type Question} from '../../../src/adapters/endpoint/ask.ts';
import {testWorld} from '../../builders/world.ts';
import type {Route} from '../../fakes/endpoint.ts';
import {fakeEndpoint} from '../../fakes/endpoint.ts';

const timeouts = {connect: 5_000, answer: 5_000, stall: 5_000, request: 15_000};
const question = (url: string, more: Partial<Question> = {}): Question => ({
	method: 'GET',
	url,
	timeouts,
	publicOnly: false,
	cap: 64 * 2 ** 20,
	...more,
});
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const sent =
	(coding: string, bytes: Uint8Array): Route =>
	(_request, response) => {
		response.writeHead(200, {'Content-Type': 'text/javascript', 'Content-Encoding': coding}).end(bytes);
	};
const script = 'export const workflow = "grün";\n'.repeat(40_000);

describe('a file that came compressed', () => {
	test.each([
		['gzip', gzipSync(script)],
		['x-gzip', gzipSync(script)],
		['GZIP', Buffer.concat([gzipSync(script.slice(0, 1_000)), gzipSync(script.slice(1_000))])],
		['deflate', deflateSync(script)],
		['deflate', deflateRawSync(script)],
		['br', brotliCompressSync(script)],
		['zstd', zstdCompressSync(script)],
	])('by %s is expanded, hashed, searched and kept, beside the hash of what came', async (coding, bytes) => {
		await using server = await fakeEndpoint({'/': sent(coding, bytes)});
		const {answer, body, found} = await ask(
			testWorld(),
			question(server.url, {keep: true, texts: ['"grün"', 'orders']}),
		);
		expect(answer).toMatchObject({sha256: sha256(bytes), size: bytes.length, truncated: false});
		expect(answer.decoded).toEqual({sha256: sha256(script), size: Buffer.byteLength(script)});
		expect(Buffer.from(body).toString()).toBe(script);
		expect(found).toEqual(['"grün"']);
		expect(isPlain(answer)).toBe(true);
	});

	test.each([
		['by two codings', 'gzip, br', brotliCompressSync(gzipSync(script))],
		['by one that is not known', 'compress', Buffer.from('data')],
		['and is cut', 'gzip', gzipSync(script).subarray(0, -20)],
		['and is something else', 'br', Buffer.from('<!doctype html>')],
		['and has something behind its end', 'gzip', Buffer.concat([gzipSync(script), Buffer.from('more')])],
	])('%s is known by what came alone', async (_what, coding, bytes) => {
		await using server = await fakeEndpoint({'/': sent(coding, bytes)});
		const {answer, found} = await ask(testWorld(), question(server.url, {texts: ['workflow']}));
		expect(answer).toMatchObject({sha256: sha256(bytes), size: bytes.length, truncated: false, decoded: null});
		expect(isPlain(answer)).toBe(false);
		expect(found).toEqual([]);
	});

	const zeros = Buffer.alloc(96 * 2 ** 20);
	const huge = {params: {[constants.BROTLI_PARAM_QUALITY]: 4}};
	test.each([
		['gzip', gzipSync(zeros)],
		['deflate', deflateSync(zeros)],
		['br', brotliCompressSync(zeros, huge)],
		['zstd', zstdCompressSync(zeros)],
	])('by %s into a bomb is given up within its limits', async (coding, bytes) => {
		await using server = await fakeEndpoint({'/': sent(coding, bytes)});
		global.gc?.();
		const before = process.memoryUsage().rss;
		const {answer} = await ask(testWorld(), question(server.url, {keep: 4 * 2 ** 20}));
		expect(answer).toMatchObject({size: bytes.length, decoded: null});
		expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
	});

	test('larger than is kept to be expanded is known by what came alone', async () => {
		const noise = Buffer.alloc(20 * 2 ** 20);
		for (let at = 0, state = 1; at < noise.length; at += 4)
			noise.writeUInt32LE((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0), at);
		await using server = await fakeEndpoint({'/': sent('gzip', gzipSync(noise, {level: 1}))});
		expect((await ask(testWorld(), question(server.url))).answer).toMatchObject({truncated: false, decoded: null});
	});
});
