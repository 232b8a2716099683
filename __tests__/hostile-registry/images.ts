import {randomBytes} from 'node:crypto';
import {constants, gzipSync} from 'node:zlib';
import type {BuiltImage, BuiltLayer, Pushable} from '../builders/image.ts';
import {
	attestationOf,
	blobOf,
	buildImage,
	buildIndex,
	buildLayer,
	digestOfBytes,
	layerType,
} from '../builders/image.ts';

/** The image that is honest: three image layers, gzip and zstd, behind an index with an attestation beside it. */
const noise = randomBytes(400_000);
export const layers = [
	await buildLayer([
		{path: 'app/'},
		{path: 'app/index.js', content: 'export {};\n', mode: 0o755},
		{path: 'app/data', content: noise},
	]),
	await buildLayer([{path: 'app/late.js', content: noise.subarray(0, 50_000)}], {compression: 'zstd'}),
	await buildLayer([{path: 'app/.wh.index.js'}, {path: 'etc/motd', content: 'hello'}], {compression: 'none'}),
] as const;
export const image: BuiltImage = buildImage(layers);
export const index: Pushable = buildIndex([image, attestationOf(image)]);
/** As honest, and another one. */
export const other: Pushable = buildIndex([buildImage([layers[2]])]);

export const [big, small] = layers;

/** A layer of these bytes, which say of themselves what they unpack to. */
export const layerOfBytes = (bytes: Uint8Array, mediaType: string, diffId: BuiltLayer['diffId']): BuiltLayer => ({
	...blobOf(bytes, mediaType),
	diffId,
});

/** A gigabyte of nothing in a megabyte of gzip: no more than gzip gives, so that only its diff ID is wrong. */
export function gzipBomb(): BuiltLayer {
	const mebibytes = 1024;
	const zeros = new Array<Buffer>(mebibytes).fill(gzipSync(new Uint8Array(1 << 20), {level: 9}));
	const bytes = Buffer.concat([gzipSync(fileHeader('zeros', mebibytes << 20)), ...zeros]);
	return layerOfBytes(bytes, layerType('oci', 'gzip'), digestOfBytes(new Uint8Array()));
}

/** 4 GiB of nothing in 128 KiB of zstd: one frame of blocks that each say "this byte, 131,072 times" (RFC 8878, 3.1.1.2). */
export function zstdBomb(): BuiltLayer {
	const blocks = 32 * 1024;
	const bytes = Buffer.alloc(6 + 4 * blocks);
	bytes.set([0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3]);
	for (let i = 0; i < blocks; i++) bytes.writeUIntLE((i === blocks - 1 ? 1 : 0) | 2 | (131_072 << 3), 6 + 4 * i, 3);
	return layerOfBytes(bytes, layerType('oci', 'zstd'), digestOfBytes(new Uint8Array()));
}

/** An archive of nothing but headers: the same fifty thousand names again and again. */
export function headerBomb(count: number): BuiltLayer {
	const batch = 50_000;
	const names = Buffer.concat(Array.from({length: batch}, (_, at) => fileHeader(`f${at}`, 0)));
	const members = new Array<Buffer>(count / batch).fill(gzipSync(names, {level: constants.Z_BEST_SPEED}));
	return layerOfBytes(Buffer.concat(members), layerType('oci', 'gzip'), digestOfBytes(new Uint8Array()));
}

/**
 * An archive of a million empty files, no two of one name. Made before any test runs: it takes seconds, in which the
 * registries of the tests would answer nobody.
 */
export const nameBomb = ((): BuiltLayer => {
	const batch = 50_000;
	const names = Buffer.concat(Array.from({length: batch}, (_, at) => fileHeader(`d00/${at}`, 0)));
	const members = Array.from({length: 20}, (_, member) => {
		// Two digits further on: the sum of the header grows by as much.
		const [tens, ones] = [Math.floor(member / 10), member % 10];
		for (let at = 0; at < names.length; at += 512) {
			names[at + 1] = 48 + tens;
			names[at + 2] = 48 + ones;
			const sum = Number.parseInt(names.toString('latin1', at + 148, at + 154), 8);
			const more = member === 0 ? 0 : ones === 0 ? -8 : 1;
			names.write((sum + more).toString(8).padStart(6, '0'), at + 148, 'latin1');
		}
		return gzipSync(names, {level: constants.Z_BEST_SPEED});
	});
	return layerOfBytes(Buffer.concat(members), layerType('oci', 'gzip'), digestOfBytes(new Uint8Array()));
})();

/** A ustar header of a regular file. */
function fileHeader(name: string, size: number): Buffer {
	const header = Buffer.alloc(512);
	header.write(name, 0, 'latin1');
	header.write('0000644\0', 100);
	header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
	header.write('00000000000\0', 136);
	header.write('        0', 148);
	header.write('ustar\x0000', 257, 'latin1');
	let sum = 0;
	for (const byte of header) sum += byte;
	header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
	return header;
}
