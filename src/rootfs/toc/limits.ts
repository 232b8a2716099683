import type {Limits} from '../../bytes/limits.ts';
import {defaultLimits} from '../../bytes/limits.ts';

/** Bytes of a TOC as it is stored and fetched: 400,000 files, at the 60 bytes that one takes compressed. */
export const maxStoredToc = 24 * 2 ** 20;

/** What a TOC may ask of us. The one of two million ordinary files has some 700 MiB of JSON. */
export const tocLimits: Limits = {
	...defaultLimits,
	expandedBytes: 2 ** 30,
	// JSON that repeats two digests an entry reaches 20.
	ratio: 200,
	ratioFrom: 16 * 2 ** 20,
	// Buildah and Podman compress theirs at the highest level of Go's library, whose window that is.
	zstdWindow: 32 * 2 ** 20,
	zstdFrames: 1_000,
};

/** Bytes of one entry's JSON: a name and a link target of 4 KiB in escapes, and extended attributes. */
export const maxEntryJson = 256 * 1024;
/** Bytes of the document around its entries, each of which leaves four there. */
export const maxFrameJson = 8 * 2 ** 20;
/** objects and arrays inside one another */
export const maxDepth = 16;
