import {randomBytes} from 'node:crypto';
import {setImmediate as turn} from 'node:timers/promises';
import {createGunzip, gzipSync, zstdCompressSync} from 'node:zlib';
import {expect, test} from '@jest/globals';
import {decompress} from '../../src/bytes/decompress.ts';
import type {Engine} from '../../src/bytes/through.ts';
import {through} from '../../src/bytes/through.ts';

const content = randomBytes(24 * 1024 * 1024);

test.each([
	['gzip', gzipSync(content, {level: 1})],
	['zstd', zstdCompressSync(content)],
] as const)('a reader that takes its time is not flooded: %s', async (kind, packed) => {
	let taken = 0;
	async function* source(): AsyncGenerator<Uint8Array> {
		for (let at = 0; at < packed.length; at += 65_536) {
			const piece = Uint8Array.from(packed.subarray(at, at + 65_536));
			taken += piece.length;
			yield piece;
		}
	}
	const reader = decompress(source(), `application/vnd.oci.image.layer.v1.tar+${kind}`);
	let seen = (await reader.next()).value?.length ?? 0;
	for (let i = 0; i < 2_000; i++) await turn();
	// What is on its way: four pieces of a mebibyte each, and the buffers around them.
	expect(taken).toBeLessThan(12 * 1024 * 1024);
	for await (const piece of reader) seen += piece.length;
	expect(seen).toBe(content.length);
});

test('an engine has its next piece before it is done with the one at hand', async () => {
	const size = 256 * 1024;
	const packed = gzipSync(content, {level: 1});
	const engine = createGunzip({chunkSize: 4 * size}) as unknown as Engine;
	let given = 0;
	let busy = 0;
	let asked = 0;
	async function* source(): AsyncGenerator<Uint8Array> {
		for (; given < packed.length; given += size) {
			asked++;
			if (given > 0 && engine.writableLength > 0) busy++;
			yield Uint8Array.from(packed.subarray(given, given + size));
		}
	}
	let seen = 0;
	const faults = {invalid: 'invalid-gzip', zeroPadding: true, outputChunk: 4 * size} as const;
	for await (const piece of through(engine, source(), faults)) seen += piece.length;
	expect(seen).toBe(content.length);
	// All but the first: then there was nothing yet to be busy with.
	expect(busy).toBe(asked - 1);
});
