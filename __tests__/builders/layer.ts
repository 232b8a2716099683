import {gzipSync, zstdCompressSync} from 'node:zlib';
import {digestOf} from '../../src/bytes/digest.ts';
import type {ImageLayer, LayerOptions} from '../../src/rootfs/layer.ts';
import {readImageLayer} from '../../src/rootfs/layer.ts';
import type {ListedEntry, Listing} from '../../src/rootfs/listing.ts';
import type {Squashed} from '../../src/rootfs/squash.ts';
import {squash} from '../../src/rootfs/squash.ts';
import {chunksOf} from './chunks.ts';
import {tarOf} from './tar.ts';

const packers = {
	gzip: (bytes: Uint8Array) => gzipSync(bytes),
	zstd: (bytes: Uint8Array) => zstdCompressSync(bytes),
	none: (bytes: Uint8Array) => Buffer.from(bytes),
};
const suffix = {gzip: '+gzip', zstd: '+zstd', none: ''};

/** A tar as an image layer: its blob, and how an image manifest describes it. */
export function layerOf(
	tar: Uint8Array,
	compression: keyof typeof packers = 'gzip',
): {blob: Buffer; layer: ImageLayer} {
	const blob = packers[compression](tar);
	const mediaType = `application/vnd.oci.image.layer.v1.tar${suffix[compression]}`;
	return {blob, layer: {digest: digestOf(blob), size: blob.length, mediaType, diffId: digestOf(tar)}};
}

/** A listing to be looked into: its entries are all there. */
export type WholeListing = Listing & {readonly entries: readonly ListedEntry[]};
export const whole = (listing: Listing): WholeListing => ({...listing, entries: [...listing.entries]});

export async function list(
	tar: Uint8Array,
	options: Partial<LayerOptions> = {},
	cut: number | readonly number[] = 65_536,
): Promise<WholeListing> {
	const {blob, layer} = layerOf(tar, 'none');
	return whole(await readImageLayer(chunksOf(blob, cut), layer, {blobs: false, search: null, ...options}));
}

/** What an image made of these layers holds; each layer is the parts of its tar. */
export async function image(
	...layers: readonly (readonly Uint8Array[])[]
): Promise<Squashed & {paths: string[]; lines: string[]}> {
	const listings = await Promise.all(layers.map((parts) => list(tarOf(...parts))));
	const squashed = squash(listings);
	const {entries} = squashed.manifest;
	return {
		...squashed,
		paths: entries.map((entry) => entry.path),
		lines: entries.map((entry) => {
			const what =
				entry.type === 'file'
					? `${entry.mode} ${entry.size}`
					: entry.type === 'symlink'
						? `-> ${entry.target}`
						: 'mode' in entry
							? entry.mode
							: '';
			return `${entry.layer} ${entry.type} ${entry.path} ${what}`;
		}),
	};
}
