import {compressionOf, decompress} from '../bytes/decompress.ts';
import {runningDigest} from '../bytes/digest.ts';
import type {Budget} from '../bytes/limits.ts';
import {defaultLimits} from '../bytes/limits.ts';
import type {Digest} from '../model/digest.ts';
import type {Fault} from '../model/fault.ts';
import {FaultError} from '../model/fault.ts';
import type {ListingOptions} from './entries.ts';
import {listArchive} from './layer.ts';
import type {Listing} from './listing.ts';

/** What an image layer turned out to be, for whoever learns later what it should have been. */
export type MeasuredLayer = {
	/** of the bytes as they are stored */
	readonly digest: Digest;
	readonly size: number;
	/** of the bytes before compression, as sha256 and where the bytes are named by sha512 as that too; none where they could not be had */
	readonly diffIds: readonly Digest[];
	readonly content: {readonly listing: Listing} | {readonly fault: Fault};
};

type Algorithm = 'sha256' | 'sha512';

/**
 * Reads an image layer that nobody has described yet, in one pass. An archive that cannot be read is a fault beside its
 * digest; only a source that fails rejects. What its bytes earn of the budget is for whoever brings them to say: they
 * may come out of another decompressor.
 */
export async function measureLayer(
	source: AsyncIterable<Uint8Array>,
	algorithm: Algorithm,
	options: ListingOptions & {readonly budget: Budget},
): Promise<MeasuredLayer> {
	const stored = runningDigest(algorithm);
	const first = Buffer.alloc(4);
	let size = 0;
	let broken: unknown = null;
	async function* hashed(): AsyncGenerator<Uint8Array, void, undefined> {
		try {
			for await (const chunk of source) {
				if (size < first.length) first.set(chunk.subarray(0, first.length - size), size);
				size += chunk.length;
				stored.update(chunk);
				yield chunk;
			}
		} catch (error) {
			broken = error;
			throw error;
		}
	}
	const bytes = hashed();
	const diffs = (algorithm === 'sha256' ? [algorithm] : (['sha256', algorithm] as const)).map((name) => ({
		name,
		running: runningDigest(name),
	}));
	// Bytes that are not compressed are hashed once.
	const isStored = (name: Algorithm): boolean =>
		name === algorithm && compressionOf(first.subarray(0, size)) === 'none';
	const diff = {
		update(chunk: Uint8Array): void {
			for (const {name, running} of diffs) if (!isStored(name)) running.update(chunk);
		},
	};
	let expandedWhole = false;
	let content: MeasuredLayer['content'];
	try {
		const expanded = decompress({[Symbol.asyncIterator]: () => ({next: () => bytes.next()})}, '', defaultLimits);
		const listed = await listArchive(expanded, diff, options, defaultLimits, options.budget);
		expandedWhole = true;
		content = {listing: listed()};
	} catch (error) {
		if (!(error instanceof FaultError) || error === broken || error.fault.code === 'cancelled') throw error;
		content = {fault: error.fault};
	}
	// Whatever its archive is, the bytes are counted and hashed to their end.
	for await (const _ of bytes);
	if (broken !== null) throw broken;
	const digest = `${algorithm}:${stored.hex()}` as Digest;
	const diffIds = diffs.flatMap(({name, running}): Digest[] => {
		if (isStored(name)) return [digest];
		return expandedWhole ? [`${name}:${running.hex()}` as Digest] : [];
	});
	return {digest, size, diffIds, content};
}
