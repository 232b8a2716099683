import {describe, expect, test} from '@jest/globals';
import {collect} from '../../src/bytes/collect.ts';
import {digestOf} from '../../src/bytes/digest.ts';
import {prove} from '../../src/bytes/prove.ts';
import type {Digest} from '../../src/model/digest.ts';
import {chunksOf, faultOf, joined} from '../builders/chunks.ts';

const bytes = Buffer.from('a deployment is a claim about bytes\n'.repeat(500));

describe('a stream that has to prove itself', () => {
	test('passes on exactly the bytes that were claimed', async () => {
		for (const algorithm of ['sha256', 'sha512'] as const) {
			const proved = prove(chunksOf(bytes, 777), {digest: digestOf(bytes, algorithm), size: bytes.length});
			expect((await joined(proved)).equals(bytes)).toBe(true);
		}
	});

	test('the digest of nothing is the one everybody knows', () => {
		expect(digestOf(new Uint8Array())).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
	});

	test('one flipped bit is a digest mismatch before the end of the stream', async () => {
		const spoilt = Buffer.from(bytes);
		spoilt[9_000]! ^= 1;
		expect(await faultOf(joined(prove(chunksOf(spoilt), {digest: digestOf(bytes), size: bytes.length})))).toBe(
			'digest-mismatch',
		);
	});

	test('a stream that ends early is a size mismatch', async () => {
		expect(
			await faultOf(joined(prove(chunksOf(bytes.subarray(1)), {digest: digestOf(bytes), size: bytes.length}))),
		).toBe('size-mismatch');
	});

	test('a stream without end is given up at the first chunk over its size', async () => {
		let given = 0;
		async function* endless() {
			for (;;) {
				given += 1000;
				yield new Uint8Array(1000);
			}
		}
		expect(await faultOf(joined(prove(endless(), {digest: digestOf(bytes), size: 2_500})))).toBe('size-mismatch');
		expect(given).toBe(3_000);
	});

	test('without a claimed size the digest alone decides', async () => {
		expect((await joined(prove(chunksOf(bytes), {digest: digestOf(bytes), size: null}))).length).toBe(bytes.length);
		const other = `sha256:${'0'.repeat(64)}` as Digest;
		expect(await faultOf(joined(prove(chunksOf(bytes), {digest: other, size: null})))).toBe('digest-mismatch');
	});
});

describe('bytes gathered into one piece', () => {
	test('hold the whole stream up to the cap', async () => {
		expect(Buffer.from(await collect(chunksOf(bytes, 100), bytes.length)).equals(bytes)).toBe(true);
		expect((await collect(chunksOf(new Uint8Array()), 0)).length).toBe(0);
	});

	test('one byte over the cap is too large', async () => {
		expect(await faultOf(collect(chunksOf(bytes, 100), bytes.length - 1))).toBe('too-large');
	});
});
