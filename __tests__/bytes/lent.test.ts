import {zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {decompress} from '../../src/bytes/decompress.ts';
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
