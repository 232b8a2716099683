import {gzipSync, zstdCompressSync} from 'node:zlib';
import type {BuiltImage, BuiltLayer, Compression} from '../builders/image.ts';
import {blobOf, buildImage, digestOfBytes, layerType} from '../builders/image.ts';
import {tarOf} from '../builders/tar.ts';
import type {Oracle} from './oracles.ts';

export type HandmadeLayer = {
	readonly tar: Uint8Array;
	readonly compression: Compression;
	/** the tar as it is stored */
	readonly stored: Uint8Array;
};

/** An image that no tool makes, and what real tools make of it. */
export type Handmade = {
	readonly name: string;
	readonly layers: readonly HandmadeLayer[];
	/** these must show the same tree as we do */
	readonly like: readonly Oracle[];
	/** these refuse the image or show another tree, and why we do not follow them */
	readonly unlike?: Partial<Record<Oracle, string>>;
	/** codes of what we say of it, each once, sorted */
	readonly oddities?: readonly string[];
	/** paths that we call unread */
	readonly gaps?: readonly string[];
};

const pack = {
	gzip: (tar: Uint8Array): Uint8Array => gzipSync(tar),
	zstd: (tar: Uint8Array): Uint8Array => zstdCompressSync(tar),
	none: (tar: Uint8Array): Uint8Array => tar,
};

/** An ordinary image layer of these parts. */
export const layer = (...parts: readonly Uint8Array[]): HandmadeLayer => packed(tarOf(...parts));

/** Any bytes as an image layer, stored in any way. */
export const packed = (
	tar: Uint8Array,
	compression: Compression = 'gzip',
	stored: Uint8Array = pack[compression](tar),
): HandmadeLayer => ({tar, compression, stored});

export const imageOfLayers = ({layers}: Handmade): BuiltImage =>
	buildImage(
		layers.map(
			({tar, compression, stored}): BuiltLayer => ({
				...blobOf(stored, layerType('oci', compression)),
				diffId: digestOfBytes(tar),
			}),
		),
	);
