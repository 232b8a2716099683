import type {Budget} from '../bytes/limits.ts';
import {earn} from '../bytes/limits.ts';
import {saveMemory} from '../bytes/save-memory.ts';
import type {Digest} from '../model/digest.ts';
import {isDigest, shortDigest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {Listing} from '../rootfs/listing.ts';
import type {ChunkedPosition} from '../rootfs/toc/chunked.ts';
import {chunkedFooterBytes, chunkedPositionIn, chunkedPositionOf, readChunkedToc} from '../rootfs/toc/chunked.ts';
import {estargzFooterBytes, estargzTocOffset, readEstargzToc} from '../rootfs/toc/estargz.ts';
import {maxStoredToc} from '../rootfs/toc/limits.ts';
import {UnusableToc} from '../rootfs/toc/unusable.ts';
import type {Log} from '../world.ts';
import type {ImageSource} from './image.ts';
import type {Descriptor} from './image-manifest.ts';
import {chunkedChecksum, chunkedPosition, estargzDigest} from './stated-toc.ts';
import type {TextSearch} from './subject.ts';

/**
 * Bytes from a layer's end that are asked for at once: a footer and, of most layers, the TOC before it, for one
 * request instead of two.
 */
const tailBytes = 32 * 1024;
/**
 * Bytes that a TOC must save. Below, a request or two more cost as much as the bytes, and reading the layer proves it;
 * with the tail fetched for nothing it is still no more than the TOC and 64 KiB.
 */
const leastSaved = 32 * 1024;

export type TocReadOptions = {
	readonly budget: Budget;
	readonly progress: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
	readonly log: Pick<Log, 'debug' | 'warn'>;
	readonly search: TextSearch | null;
};

type Range = (from: number, length: number) => Promise<Uint8Array>;

/**
 * The listing of an image layer by its TOC, `asserted` since no content is read. Only a TOC whose digest the image
 * manifest states is looked for: it is what was pushed, and no other layer costs a request. Null where the layer is
 * better read whole; the reason goes to the log. A cancelled run rejects.
 */
export async function listByToc(
	source: ImageSource,
	layer: Descriptor,
	options: TocReadOptions,
): Promise<Listing | null> {
	const estargz = estargzDigest(layer);
	const chunked = chunkedChecksum(layer);
	const stated = chunked ?? estargz;
	if (source.range === null || stated === undefined || !isDigest(stated) || layer.size <= 2 * leastSaved) return null;
	const range: Range = async (from, length) => {
		for await (const bytes of options.progress(one(source.range!(layer, from, length)))) {
			earn(options.budget, bytes.length);
			return bytes;
		}
		return new Uint8Array();
	};
	const lent = lend(options.budget);
	try {
		const by = chunked === undefined ? byEstargz : byChunked;
		const listing = await by(layer, stated, range, lent.budget);
		if (holdsWanted(listing, options.search)) throw new UnusableToc('texts are looked for in a file of it');
		return listing;
	} catch (error) {
		lent.giveBack();
		const known = error instanceof FaultError || error instanceof UnusableToc;
		if (!known || (error instanceof FaultError && error.fault.code === 'cancelled')) throw error;
		const why = error instanceof FaultError ? `${error.fault.code}: ${error.fault.detail}` : error.message;
		const said = `image layer ${shortDigest(layer.digest)} is read whole, since its table of contents is of no use: ${why}`;
		if (error instanceof UnusableToc && error.contradicted) options.log.warn(said);
		else options.log.debug(said);
		return null;
	}
}

async function byEstargz({size}: Descriptor, digest: Digest, range: Range, budget: Budget): Promise<Listing> {
	const tailFrom = size - tailBytes;
	const tail = await range(tailFrom, tailBytes);
	const offset = estargzTocOffset(tail.subarray(-estargzFooterBytes));
	if (offset === null) throw new UnusableToc('no eStargz footer ends it');
	const end = size - estargzFooterBytes;
	checkWorth(offset, end - offset, size);
	return alone(end - offset, async () => {
		const inTail = tail.subarray(Math.max(0, offset - tailFrom), tailBytes - estargzFooterBytes);
		const stored =
			offset >= tailFrom ? inTail : Buffer.concat([await range(offset, Math.min(tailFrom, end) - offset), inTail]);
		return readEstargzToc(stored, {digest, offset}, {budget});
	});
}

async function byChunked(layer: Descriptor, checksum: Digest, range: Range, budget: Budget): Promise<Listing> {
	const position = await positionIn(layer, range);
	if (position === null) throw new UnusableToc('nothing says where it is');
	checkWorth(position.offset, position.length, layer.size);
	return alone(position.length, async () =>
		readChunkedToc(await range(position.offset, position.length), {checksum, position}, {budget}),
	);
}

/** Bytes of a stored TOC from which on it is read when no other such is: four of the largest at once took 500 MB. */
const large = 2 ** 20;
/** Of 130,000 files. */
const huge = 8 * 2 ** 20;
let others: Promise<unknown> = Promise.resolve();

function alone<T>(bytes: number, read: () => Promise<T>): Promise<T> {
	if (bytes < large) return read();
	// What its entries leave behind is collected while it is held.
	if (bytes > huge) saveMemory();
	const mine = others.then(read);
	others = mine.catch(() => undefined);
	return mine;
}

/** The descriptor's word, or else the blob's own footer. */
async function positionIn(layer: Descriptor, range: Range): Promise<ChunkedPosition | null> {
	const stated = chunkedPosition(layer);
	if (stated !== undefined) return chunkedPositionIn(stated);
	return chunkedPositionOf(await range(layer.size - chunkedFooterBytes, chunkedFooterBytes));
}

function checkWorth(offset: number, length: number, size: number): void {
	if (length <= 0 || offset + length > size) throw new UnusableToc('it is said to lie outside of the layer');
	if (length > maxStoredToc) throw new UnusableToc(`it has ${length} bytes, more than ${maxStoredToc}`);
	if (length + leastSaved >= size) throw new UnusableToc('the layer is hardly larger');
}

/** Texts are found in content alone. */
function holdsWanted({entries}: Listing, search: TextSearch | null): boolean {
	if (search !== null) for (const {type, path} of entries) if (type === 'file' && search.wants(path)) return true;
	return false;
}

/** The same budget; what was taken from it can be given back, when the listing it was for is dropped. */
function lend(budget: Budget): {readonly budget: Budget; readonly giveBack: () => void} {
	let taken = 0;
	return {
		budget: {
			get memory() {
				return budget.memory;
			},
			set memory(left) {
				taken += budget.memory - left;
				budget.memory = left;
			},
			promised: 0,
			expanded: budget.expanded,
		},
		giveBack: () => {
			budget.memory += taken;
		},
	};
}

async function* one(bytes: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
	yield await bytes;
}
