import {decompress} from '../../bytes/decompress.ts';
import {digestOf} from '../../bytes/digest.ts';
import type {Digest} from '../../model/digest.ts';
import {algorithmOf} from '../../model/digest.ts';
import type {Listing} from '../listing.ts';
import type {TocOptions} from './entries.ts';
import {TocEntries} from './entries.ts';
import {tocLimits} from './limits.ts';
import {UnusableToc} from './unusable.ts';

/** Where a zstd:chunked layer keeps its TOC; all in bytes, `expanded` after decompression. */
export type ChunkedPosition = {readonly offset: number; readonly length: number; readonly expanded: number};

/** `offset:length:uncompressed length:type`, as the layer's descriptor states it; null where it is something else. */
export function chunkedPositionIn(annotation: string): ChunkedPosition | null {
	const match = /^(\d{1,16}):(\d{1,16}):(\d{1,16}):1$/.exec(annotation);
	return match === null ? null : positionOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** A skippable frame's header, and the largest footer that builders wrote: seven numbers and the magic word. */
export const chunkedFooterBytes = 8 + 64;

const skippable = 0x184d2a50;
const magic = Buffer.from('GNUlInUx');
/** Footers of three generations: without the tar-split's place, with two numbers of it, with three. */
const footerSizes = [40, 56, 64];

/**
 * The same by a blob's last bytes (containers/storage, pkg/chunked): a skippable frame of little-endian numbers of
 * eight bytes, offset, length, uncompressed length and type of the TOC the first of them, that ends in a magic word.
 */
export function chunkedPositionOf(tail: Uint8Array): ChunkedPosition | null {
	const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
	if (!bytes.subarray(-8).equals(magic)) return null;
	for (const size of footerSizes) {
		const at = bytes.length - size;
		if (at < 8 || bytes.readUInt32LE(at - 8) !== skippable || bytes.readUInt32LE(at - 4) !== size) continue;
		const [offset, length, expanded, type] = [0, 8, 16, 24].map((field) => Number(bytes.readBigUInt64LE(at + field)));
		return type === 1 ? positionOf(offset!, length!, expanded!) : null;
	}
	return null;
}

const positionOf = (offset: number, length: number, expanded: number): ChunkedPosition | null =>
	[offset, length, expanded].every((number) => Number.isSafeInteger(number) && number > 0)
		? {offset, length, expanded}
		: null;

export type ChunkedToc = {
	/** of the TOC as it is stored, as the layer's descriptor states it */
	readonly checksum: Digest;
	readonly position: ChunkedPosition;
};

/**
 * The listing of a zstd:chunked layer by its TOC: `stored` are the bytes at its position, the inside of a skippable
 * frame. No TOC says how the tar ends: that it does so properly is taken for granted.
 *
 * @throws UnusableToc, and FaultError for compression and limits
 */
export async function readChunkedToc(stored: Uint8Array, toc: ChunkedToc, options: TocOptions): Promise<Listing> {
	const {offset, expanded} = toc.position;
	const entries = new TocEntries(offset, options);
	const found = digestOf(stored, algorithmOf(toc.checksum));
	if (found !== toc.checksum) throw new UnusableToc(`the TOC is ${found}, not ${toc.checksum}`, true);
	let size = 0;
	for await (const chunk of decompress(inPieces(stored), '.zstd', tocLimits)) {
		size += chunk.length;
		if (size > expanded) throw new UnusableToc('the TOC is longer than was announced');
		entries.push(chunk);
	}
	if (size !== expanded) throw new UnusableToc('the TOC is shorter than was announced');
	entries.finish();
	return entries.listing(true);
}

/** A reader copies what it takes: of a whole TOC it would hold a second one. */
const pieceSize = 256 * 1024;

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
}
