import {createHash} from 'node:crypto';
import {constants, crc32, gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {decompress} from '../../src/bytes/decompress.ts';
import {digestOf} from '../../src/bytes/digest.ts';
import {defaultLimits} from '../../src/bytes/limits.ts';
import {prove} from '../../src/bytes/prove.ts';
import {chunksOf, faultOf, joined} from '../builders/chunks.ts';

const gzipType = 'application/vnd.oci.image.layer.v1.tar+gzip';
const zstdType = 'application/vnd.oci.image.layer.v1.tar+zstd';
const plainType = 'application/vnd.oci.image.layer.v1.tar';

/** Bytes that compress a little, and differ from place to place. */
function noise(size: number, seed: string): Buffer {
	const blocks: Buffer[] = [];
	for (let i = 0; i * 64 < size; i++)
		blocks.push(Buffer.from(createHash('sha256').update(`${seed}${i}`).digest('hex')));
	return Buffer.concat(blocks).subarray(0, size);
}

const first = noise(5_000, 'a');
const second = noise(7_000, 'b');
const large = noise(3_000_000, 'c');
const skippable = (size: number, kind = 0) =>
	Buffer.concat([Buffer.from([0x50 + kind, 0x2a, 0x4d, 0x18, size & 255, size >> 8, 0, 0]), Buffer.alloc(size, 7)]);
const checksummed = (bytes: Uint8Array) => zstdCompressSync(bytes, {params: {[constants.ZSTD_c_checksumFlag]: 1}});
const sizeless = (bytes: Uint8Array) => zstdCompressSync(bytes, {params: {[constants.ZSTD_c_contentSizeFlag]: 0}});
const unpack = (bytes: Uint8Array, type: string, cut: number | number[] = 65_536, limits = defaultLimits) =>
	joined(decompress(chunksOf(bytes, cut), type, limits));

describe('gzip', () => {
	test('of several members is read to the last, wherever the stream is cut', async () => {
		const packed = Buffer.concat([gzipSync(first), gzipSync(Buffer.alloc(0)), gzipSync(second)]);
		for (let cut = 1; cut < 64; cut++)
			expect((await unpack(packed, gzipType, cut)).equals(Buffer.concat([first, second]))).toBe(true);
		const seams = [
			gzipSync(first).length - 1,
			gzipSync(first).length,
			gzipSync(first).length + 1,
			gzipSync(first).length + 20,
		];
		expect((await unpack(packed, gzipType, seams)).length).toBe(12_000);
	});

	test('may be padded with zeros, and with nothing else', async () => {
		const packed = gzipSync(first);
		for (const cut of [1, 2, 3, packed.length, packed.length + 5, 65_536]) {
			expect((await unpack(Buffer.concat([packed, Buffer.alloc(300)]), gzipType, [cut])).length).toBe(5_000);
			for (const garbage of ['some text', '\0\0\0text', '\0\0\x1f\x8b\x08']) {
				expect(await faultOf(unpack(Buffer.concat([packed, Buffer.from(garbage, 'latin1')]), gzipType, [cut]))).toBe(
					'trailing-garbage',
				);
			}
		}
	});

	test('padding longer than every buffer is read to its end', async () => {
		const padded = Buffer.concat([gzipSync(first), Buffer.alloc(3_000_000)]);
		expect((await unpack(padded, gzipType)).length).toBe(5_000);
		expect(await faultOf(unpack(Buffer.concat([padded, Buffer.from('x')]), gzipType))).toBe('trailing-garbage');
	});

	test('cut at any place is invalid', async () => {
		const packed = gzipSync(first.subarray(0, 200));
		for (let size = 2; size < packed.length; size++)
			expect([size, await faultOf(unpack(packed.subarray(0, size), gzipType))]).toEqual([size, 'invalid-gzip']);
	});

	test('that holds less than it announces is invalid, in one piece and in many', async () => {
		// A frame that announces eight bytes, its only block empty, with the checksum of nothing.
		const packed = Buffer.from('28b52ffd240801000099e9d851', 'hex');
		for (const cut of [1, 5, packed.length])
			for (const after of [checksummed(first), sizeless(first)])
				expect(await faultOf(unpack(Buffer.concat([packed, after]), zstdType, cut))).toBe('invalid-zstd');
	});

	test('with a compressed block of no bytes is invalid, in one piece and in many', async () => {
		const packed = Buffer.from('28b52ffd240005000099e9d851', 'hex');
		for (const cut of [1, 4, 9, packed.length])
			expect(await faultOf(unpack(packed, zstdType, cut))).toBe('invalid-zstd');
	});

	test('with a wrong checksum is invalid', async () => {
		const packed = Buffer.from(gzipSync(first));
		packed.writeUInt32LE((crc32(first) ^ 1) >>> 0, packed.length - 8);
		expect(await faultOf(unpack(packed, gzipType))).toBe('invalid-gzip');
	});

	test('that gives more than the limit is given up long before it is all there', async () => {
		const packed = gzipSync(Buffer.alloc(50_000_000));
		expect(await faultOf(unpack(packed, gzipType, 65_536, {...defaultLimits, expandedBytes: 3_000_000}))).toBe(
			'limit-exceeded',
		);
		expect(await faultOf(unpack(packed, gzipType, 65_536, {...defaultLimits, ratio: 100, ratioFrom: 4_000_000}))).toBe(
			'limit-exceeded',
		);
	});
});

describe('zstd', () => {
	test('of two frames gives both, though a decoder may stop after the first', async () => {
		const packed = Buffer.concat([zstdCompressSync(first), zstdCompressSync(second)]);
		expect((await unpack(packed, zstdType)).equals(Buffer.concat([first, second]))).toBe(true);
	});

	test('with skippable frames before, between and after gives what the others hold', async () => {
		const packed = Buffer.concat([
			skippable(12, 15),
			checksummed(first),
			skippable(0),
			skippable(300, 3),
			zstdCompressSync(Buffer.alloc(0)),
			zstdCompressSync(second),
			skippable(5),
		]);
		for (const cut of [1, 2, 3, 4, 5, 7, 11, 64, 65_536])
			expect((await unpack(packed, zstdType, cut)).equals(Buffer.concat([first, second]))).toBe(true);
	});

	test('of nothing but a skippable frame is empty', async () => {
		expect((await unpack(skippable(9), zstdType)).length).toBe(0);
	});

	test('of many small frames and of one large one is whole', async () => {
		const parts = Array.from({length: 500}, (_, i) => noise(i * 7, `${i}`));
		expect(
			(await unpack(Buffer.concat(parts.map((part) => zstdCompressSync(part))), zstdType)).equals(Buffer.concat(parts)),
		).toBe(true);
		for (const level of [1, 9]) {
			const packed = zstdCompressSync(large, {
				params: {[constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1},
			});
			expect((await unpack(packed, zstdType, 10_007)).equals(large)).toBe(true);
		}
	});

	test('of any frames, cut anywhere, is their contents one after the other', async () => {
		const part = fc.oneof(
			fc
				.record({skip: fc.nat(40), kind: fc.nat(15)})
				.map(({skip, kind}) => ({packed: skippable(skip, kind), plain: Buffer.alloc(0)})),
			fc
				.record({
					size: fc.nat(3_000),
					fill: fc.constantFrom('zero', 'noise'),
					sum: fc.boolean(),
					level: fc.constantFrom(1, 9),
				})
				.map(({size, fill, sum, level}) => {
					const plain = fill === 'zero' ? Buffer.alloc(size * 100) : noise(size, String(size));
					const params = {[constants.ZSTD_c_checksumFlag]: sum ? 1 : 0, [constants.ZSTD_c_compressionLevel]: level};
					return {packed: zstdCompressSync(plain, {params}), plain};
				}),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(part, {minLength: 1, maxLength: 6}),
				fc.integer({min: 1, max: 500}),
				async (parts, cut) => {
					const plain = Buffer.concat(parts.map((one) => one.plain));
					expect((await unpack(Buffer.concat(parts.map((one) => one.packed)), zstdType, cut)).equals(plain)).toBe(true);
				},
			),
			{numRuns: 60},
		);
	});

	test('cut at any place but between frames is invalid', async () => {
		const one = checksummed(first.subarray(0, 100));
		const packed = Buffer.concat([one, skippable(3), one]);
		for (let size = 4; size < packed.length; size++) {
			if (size === one.length || size === one.length + 11) continue;
			expect([size, await faultOf(unpack(packed.subarray(0, size), zstdType))]).toEqual([size, 'invalid-zstd']);
		}
	});

	test('with a wrong checksum is invalid', async () => {
		const packed = Buffer.from(checksummed(first));
		packed[packed.length - 1]! ^= 1;
		expect(await faultOf(unpack(packed, zstdType))).toBe('invalid-zstd');
	});

	test('followed by anything else holds trailing garbage', async () => {
		for (const garbage of ['\0\0\0\0', 'garbage', '\x1f\x8b\x08\0']) {
			expect(
				await faultOf(unpack(Buffer.concat([zstdCompressSync(first), Buffer.from(garbage, 'latin1')]), zstdType)),
			).toBe('trailing-garbage');
		}
	});

	test('that asks for a window over the limit is refused before it is decoded', async () => {
		// descriptor 0: no content size, no checksum; window exponents 16 and 15 of 10…41: 64 and 32 MiB; one empty last block
		expect(await faultOf(unpack(Buffer.from('28b52ffd0080010000', 'hex'), zstdType))).toBe('limit-exceeded');
		expect((await unpack(Buffer.from('28b52ffd0078010000', 'hex'), zstdType)).length).toBe(0);
	});

	test('that needs a dictionary is unsupported', async () => {
		expect(await faultOf(unpack(Buffer.from('28b52ffd010007010000', 'hex'), zstdType))).toBe('unsupported-compression');
	});

	test('whose few bytes stand for gigabytes is given up, with back-pressure', async () => {
		// 40,000 RLE blocks of 128 KiB: 160 KB that stand for 5 GB
		const block = Buffer.from([0x02, 0x00, 0x10, 0x00]);
		const bomb = Buffer.concat([
			Buffer.from('28b52ffd0058', 'hex'),
			...Array.from({length: 40_000}, () => block),
			Buffer.from('010000', 'hex'),
		]);
		let written = 0;
		const count = async () => {
			for await (const chunk of decompress(chunksOf(bomb), zstdType, {...defaultLimits, expandedBytes: 20_000_000}))
				written += chunk.length;
		};
		expect(await faultOf(count())).toBe('limit-exceeded');
		expect(written).toBeLessThanOrEqual(20_000_000);
	});

	test('of more frames than the limit is given up', async () => {
		const packed = Buffer.concat([zstdCompressSync(first), zstdCompressSync(first), zstdCompressSync(first)]);
		expect(await faultOf(unpack(packed, zstdType, 65_536, {...defaultLimits, zstdFrames: 2}))).toBe('limit-exceeded');
	});
});

describe('the compression of a stream', () => {
	test('is told by its first bytes, whatever cut they come in', async () => {
		for (const [packed, type] of [
			[gzipSync(first), gzipType],
			[zstdCompressSync(first), zstdType],
			[first, plainType],
		] as const) {
			for (const cut of [1, 2, 3, 4, 5, 100]) expect((await unpack(packed, type, cut)).equals(first)).toBe(true);
		}
	});

	test('is known by every name in use', async () => {
		for (const type of [
			'application/vnd.docker.image.rootfs.diff.tar.gzip',
			'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
		]) {
			expect((await unpack(gzipSync(first), type)).length).toBe(5_000);
		}
		expect((await unpack(zstdCompressSync(first), 'application/vnd.docker.image.rootfs.diff.tar.zstd')).length).toBe(
			5_000,
		);
	});

	test('that contradicts its media type is a mismatch', async () => {
		expect(await faultOf(unpack(zstdCompressSync(first), gzipType))).toBe('media-type-mismatch');
		expect(await faultOf(unpack(gzipSync(first), zstdType))).toBe('media-type-mismatch');
		for (const [suffix, bytes] of [
			['gzip', zstdCompressSync(first)],
			['zstd', gzipSync(first)],
		] as const)
			expect(await faultOf(unpack(bytes, `application/vnd.docker.image.rootfs.diff.tar.${suffix}`))).toBe(
				'media-type-mismatch',
			);
		expect(await faultOf(unpack(first, gzipType))).toBe('media-type-mismatch');
		expect(await faultOf(unpack(new Uint8Array(), gzipType))).toBe('media-type-mismatch');
	});

	test('of a type that names none is taken from the bytes', async () => {
		expect((await unpack(gzipSync(first), plainType)).length).toBe(5_000);
		expect((await unpack(new Uint8Array(), plainType)).length).toBe(0);
	});
});

describe('the source of a decompressed stream', () => {
	test('is read to its end, so that its digest is proven', async () => {
		for (const [packed, type] of [
			[Buffer.concat([gzipSync(first), Buffer.alloc(100_000)]), gzipType],
			[Buffer.concat([zstdCompressSync(first), skippable(60_000)]), zstdType],
		] as const) {
			const claim = {digest: digestOf(packed), size: packed.length};
			expect((await joined(decompress(prove(chunksOf(packed, 999), claim), type))).length).toBe(5_000);
			const wrong = {...claim, digest: digestOf(first)};
			expect(await faultOf(joined(decompress(prove(chunksOf(packed, 999), wrong), type)))).toBe('digest-mismatch');
		}
	});

	test('is closed when the reader leaves early, and its own error comes through', async () => {
		for (const [packed, type] of [
			[gzipSync(large), gzipType],
			[zstdCompressSync(large), zstdType],
			[large, plainType],
		] as const) {
			let closed = false;
			async function* source() {
				try {
					yield* chunksOf(packed, 1_000);
					throw new Error('the network went away');
				} finally {
					closed = true;
				}
			}
			for await (const chunk of decompress(source(), type)) if (chunk.length > 0) break;
			expect(closed).toBe(true);
			await expect(joined(decompress(source(), type))).rejects.toThrow('the network went away');
		}
	});
});
