import type {Compression} from '../bytes/decompress.ts';
import {compressionOf, decompress} from '../bytes/decompress.ts';
import {runningDigest} from '../bytes/digest.ts';
import type {Budget} from '../bytes/limits.ts';
import {defaultLimits, earn} from '../bytes/limits.ts';
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
	readonly compression: Compression;
	/** diff ID and listing; or why there is none */
	readonly content: {readonly diffId: Digest; readonly listing: Listing} | {readonly fault: Fault};
};

/**
 * Reads an image layer that nobody has described yet, in one pass. An archive that cannot be read is a fault beside its
 * digest; only a source that fails rejects.
 */
export async function measureLayer(
	source: AsyncIterable<Uint8Array>,
	algorithm: 'sha256' | 'sha512',
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
				earn(options.budget, chunk.length);
				yield chunk;
			}
		} catch (error) {
			broken = error;
			throw error;
		}
	}
	const compression = (): Compression => compressionOf(first.subarray(0, size));
	const bytes = hashed();
	const diff = runningDigest(algorithm);
	let content: {readonly listing: Listing} | {readonly fault: Fault};
	try {
		const expanded = decompress({[Symbol.asyncIterator]: () => ({next: () => bytes.next()})}, '', defaultLimits);
		// Bytes that were not compressed are hashed once.
		const update = (chunk: Uint8Array): void => {
			if (compression() !== 'none') diff.update(chunk);
		};
		const listed = await listArchive(expanded, {update, hex: diff.hex}, options, defaultLimits, options.budget);
		content = {listing: listed()};
	} catch (error) {
		if (!(error instanceof FaultError) || error === broken || error.fault.code === 'cancelled') throw error;
		content = {fault: error.fault};
	}
	// Whatever its archive is, the bytes are counted and hashed to their end.
	for await (const _ of bytes);
	if (broken !== null) throw broken;
	const digest = `${algorithm}:${stored.hex()}` as Digest;
	if ('fault' in content) return {digest, size, compression: compression(), content};
	const diffId = compression() === 'none' ? digest : (`${algorithm}:${diff.hex()}` as Digest);
	return {digest, size, compression: compression(), content: {diffId, listing: content.listing}};
}
