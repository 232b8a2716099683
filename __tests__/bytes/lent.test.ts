import {zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {decompress} from '../../src/bytes/decompress.ts';
import {gather} from '../../src/bytes/gather.ts';
import {giveBack, lend} from '../../src/bytes/lent.ts';

describe('a lent piece', () => {
	test('is freed by whoever has used it up', () => {
		const piece = new Uint8Array(64 * 1024).fill(1);
		lend(piece);
		giveBack(piece);
		expect(piece.length).toBe(0);
	});

	test('stays while only a part of it is used up', () => {
		const piece = new Uint8Array(64 * 1024).fill(1);
		lend(piece);
		giveBack(piece.subarray(0, 1_000));
		expect(piece[63_000]).toBe(1);
	});

	test('is never taken from somebody who lent nothing', () => {
		const piece = new Uint8Array(64 * 1024).fill(1);
		giveBack(piece);
		expect(piece.length).toBe(64 * 1024);
	});

	test('may hold many zstd frames', async () => {
		const frames = Array.from({length: 4_000}, (_, index) => zstdCompressSync(`frame ${index} `.repeat(index % 90)));
		const bytes = Buffer.concat(frames);
		async function* pieces(): AsyncGenerator<Uint8Array> {
			for (let at = 0; at < bytes.length; at += 65_536) {
				const piece = new Uint8Array(bytes.subarray(at, at + 65_536));
				lend(piece);
				yield piece;
			}
		}
		let text = '';
		for await (const chunk of decompress(pieces(), 'application/vnd.oci.image.layer.v1.tar+zstd'))
			text += Buffer.from(chunk).toString();
		expect(text).toBe(Array.from({length: 4_000}, (_, index) => `frame ${index} `.repeat(index % 90)).join(''));
	});
});

describe('small pieces', () => {
	const size = 256 * 1024;
	async function* of(...pieces: Uint8Array[]): AsyncGenerator<Uint8Array> {
		yield* pieces;
	}
	const all = async (source: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> => {
		const pieces: Uint8Array[] = [];
		for await (const piece of source) pieces.push(piece);
		return pieces;
	};

	test('are gathered into large ones, byte for byte, and given back', async () => {
		const small = Array.from({length: 9}, (_, at) => new Uint8Array(64 * 1024).fill(at));
		const bytes = Buffer.concat(small);
		for (const piece of small) lend(piece);
		const gathered = await all(gather(of(...small)));
		expect(gathered.map((piece) => piece.length)).toEqual([size, size, 64 * 1024]);
		expect(Buffer.concat(gathered).equals(bytes)).toBe(true);
		expect(small.every((piece) => piece.length === 0)).toBe(true);
	});

	test('that were gathered once are not copied again', async () => {
		const small = Array.from({length: 9}, (_, at) => new Uint8Array(64 * 1024).fill(at));
		const once = await all(gather(of(...small)));
		const twice = await all(gather(of(...once)));
		expect(twice.map((piece, at) => piece === once[at])).toEqual([true, true, false]);
		expect(Buffer.concat(twice).equals(Buffer.concat(once))).toBe(true);
	});

	test('are copied where their maker may still write into them', async () => {
		const piece = new Uint8Array(size).fill(1);
		const [copy] = await all(gather(of(piece)));
		piece.fill(2);
		expect(copy?.every((byte) => byte === 1)).toBe(true);
	});
});
