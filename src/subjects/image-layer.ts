import type {Budget} from '../bytes/limits.ts';
import {earn, spend} from '../bytes/limits.ts';
import type {Digest} from '../model/digest.ts';
import {shortDigest} from '../model/digest.ts';
import type {Fault} from '../model/fault.ts';
import {FaultError} from '../model/fault.ts';
import {measured} from '../rootfs/listing.ts';
import type {Log} from '../world.ts';
import type {ImageSource} from './image.ts';
import type {Descriptor} from './image-manifest.ts';
import {isForeignType} from './image-manifest.ts';
import {statedToc} from './stated-toc.ts';
import type {KeptListing, LayerKey} from './layer-store.ts';
import type {ReadOptions} from './subject.ts';

/** What came of one image layer: its listing, with how far it may be believed, or why there is none. */
export type LayerRead = KeptListing | {readonly fault: Fault};

export type LayerReadOptions = Pick<ReadOptions, 'blobs' | 'search' | 'alike' | 'assurance' | 'layers'> & {
	/** shared by all image layers of one image */
	readonly budget: Budget;
	/** counts bytes as they come */
	readonly progress: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
	readonly log: Pick<Log, 'debug' | 'warn'>;
};

/**
 * One image layer by the cheapest way that is allowed: a listing kept from before, else its TOC, else its bytes. A
 * cancelled run rejects.
 */
export async function readLayer(
	source: ImageSource,
	layer: Descriptor,
	diffId: Digest | null,
	options: LayerReadOptions,
): Promise<LayerRead> {
	const {digest, size, mediaType} = layer;
	if (isForeignType(mediaType)) {
		// Its `urls` are somebody's wish that we contact a host; nothing here ever does.
		return {
			fault: {code: 'foreign-layer', detail: `image layer ${digest} is kept outside the registry (${mediaType})`},
		};
	}
	if (source.listed !== undefined) return source.listed(layer, diffId);
	const {blobs, search, alike} = options;
	const forms = alike ? {alike: JSON.stringify([alike.lineEndings, alike.sourceMaps, alike.buildIds])} : {};
	const key: LayerKey = {digest, size, diffId, mediaType, blobs, search: search?.key ?? null, ...forms};
	try {
		const kept = await options.layers?.get(key);
		if (kept && (kept.assurance === 'verified' || options.assurance === 'any'))
			return paidFor(kept, size, options.budget);
		const toc = mayAskToc(options) ? statedToc(layer) : null;
		if (toc !== null) {
			const before = await options.layers?.get({...key, toc});
			if (before) return paidFor({...before, assurance: 'asserted'}, size, options.budget);
			const {listByToc} = await import('./image-toc.ts');
			const told = await listByToc(source, layer, options);
			if (told !== null) {
				const read: KeptListing = {listing: told, assurance: 'asserted'};
				await options.layers?.put({...key, toc}, read);
				return read;
			}
		}
		const bytes = options.progress(source.blob(layer));
		// Loaded when there is something to read: the registry is asked before.
		const {readImageLayer} = await import('../rootfs/layer.ts');
		const listing = await readImageLayer(bytes, {digest, size, mediaType, diffId}, options);
		const read: KeptListing = {listing, assurance: 'verified'};
		await options.layers?.put(key, read);
		return read;
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
		return {fault: {code: error.fault.code, detail: `image layer ${shortDigest(digest)}: ${error.fault.detail}`}};
	}
}

/** Bytes that a name costs beside its text, as {@link readImageLayer} counts them. */
const nameCost = 480;

/** A kept listing takes as much memory as one that is read now; the bytes it stands for came once. */
function paidFor(kept: KeptListing, size: number, budget: Budget): KeptListing {
	earn(budget, size);
	const {names, characters} = measured(kept.listing);
	spend(budget, names * nameCost + characters);
	return kept;
}

/** A TOC knows files by their sha256 alone. */
const mayAskToc = ({assurance, blobs, alike}: LayerReadOptions): boolean =>
	assurance === 'any' && !blobs && (alike ?? null) === null;
