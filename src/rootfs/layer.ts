import {decompress} from '../bytes/decompress.ts';
import {gather} from '../bytes/gather.ts';
import type {Budget, Limits} from '../bytes/limits.ts';
import {defaultLimits, earn, freshBudget} from '../bytes/limits.ts';
import type {RunningDigest} from '../bytes/digest.ts';
import {runningDigest} from '../bytes/digest.ts';
import {prove} from '../bytes/prove.ts';
import type {Digest} from '../model/digest.ts';
import {algorithmOf, hexOf} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {ListingOptions} from './entries.ts';
import {LayerEntries} from './entries.ts';
import type {Listing} from './listing.ts';
import {TarReader} from './tar.ts';

/** An image layer as its image manifest describes it; `diffId`, of the bytes before compression, as the config does. */
export type ImageLayer = {
	readonly digest: Digest;
	readonly size: number;
	readonly mediaType: string;
	readonly diffId: Digest | null;
};

/** `budget`: shared by the layers of one image; a layer without it has one of its own. */
export type LayerOptions = ListingOptions & {readonly limits?: Partial<Limits>; readonly budget?: Budget};

/**
 * The listing of one image layer, read in one pass with nothing on disk; it is returned only when size, digest and
 * diff ID were proven over every byte. FaultError for anything else, and the most telling one: bytes that are not
 * those that were pushed are called so, whatever they did to the readers behind.
 */
export async function readImageLayer(
	source: AsyncIterable<Uint8Array>,
	layer: ImageLayer,
	options: LayerOptions,
): Promise<Listing> {
	const limits = {...defaultLimits, ...options.limits};
	const budget = options.budget ?? freshBudget();
	// What expands to nothing (empty members, skippable frames) is paid for by what is announced.
	budget.expanded -= layer.size;
	if (budget.expanded < 0) throw tooLarge();
	// Gathered first: all that each piece passes through costs as much for a small one as for a large one.
	const proved = prove(gather(source), layer, (bytes) => earn(budget, bytes));
	const refuted: {by: unknown} = {by: null};
	try {
		return await readProved(unclosed(proved, refuted), layer, options, limits, budget);
	} catch (error) {
		// A spoilt byte shows first as a broken archive. The digest, at the end, says that it was the bytes; a decoder
		// that had given up by then took that answer and told nobody.
		if (error instanceof FaultError && error.fault.code !== 'limit-exceeded') for await (const _ of proved);
		throw refuted.by ?? error;
	} finally {
		await proved.return();
	}
}

async function readProved(
	source: AsyncIterable<Uint8Array>,
	layer: ImageLayer,
	options: ListingOptions,
	limits: Limits,
	budget: Budget,
): Promise<Listing> {
	const diff = layer.diffId === null ? null : runningDigest(algorithmOf(layer.diffId));
	const listed = await listArchive(decompress(source, layer.mediaType, limits), diff, options, limits, budget);
	if (diff !== null && layer.diffId !== null) {
		const found = diff.hex();
		if (found !== hexOf(layer.diffId))
			throw new FaultError(
				'diff-id-mismatch',
				`${layer.diffId}: the decompressed bytes have ${algorithmOf(layer.diffId)}:${found}`,
			);
	}
	return listed();
}

/**
 * Reads a whole archive, `diff` over all its bytes, and gives what tells its listing: a FaultError of the archive itself
 * waits there until the bytes have proven themselves.
 */
export async function listArchive(
	source: AsyncIterable<Uint8Array>,
	diff: Pick<RunningDigest, 'update'> | null,
	options: ListingOptions,
	limits: Limits,
	budget: Budget,
): Promise<() => Listing> {
	const entries = new LayerEntries(options, limits, budget);
	const tar = new TarReader(entries, limits);
	let failed: FaultError | null = null;
	for await (const chunk of source) {
		budget.expanded -= chunk.length;
		if (budget.expanded < 0) throw tooLarge();
		diff?.update(chunk);
		failed ??= faultIn(() => tar.push(chunk));
	}
	return () => {
		if (failed !== null) throw failed;
		return entries.listing(tar.finish().endMarker);
	};
}

const tooLarge = (): FaultError => new FaultError('limit-exceeded', 'the image layers together are too large');

/** The fault of an archive, kept until its bytes have proven themselves. A limit stops the reading at once. */
function faultIn(act: () => void): FaultError | null {
	try {
		act();
		return null;
	} catch (error) {
		if (error instanceof FaultError && error.fault.code !== 'limit-exceeded') return error;
		throw error;
	}
}

/** The same stream, which stays open when its reader stops; what ended it is kept in `refuted`. */
function unclosed(
	source: AsyncGenerator<Uint8Array, void, undefined>,
	refuted: {by: unknown},
): AsyncIterable<Uint8Array> {
	const next = (): Promise<IteratorResult<Uint8Array, void>> =>
		source.next().catch((error: unknown) => {
			refuted.by ??= error;
			throw error;
		});
	return {[Symbol.asyncIterator]: () => ({next})};
}
