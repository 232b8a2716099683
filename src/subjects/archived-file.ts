import {collect} from '../bytes/collect.ts';
import {type Compression, compressionOf} from '../bytes/decompress.ts';
import {digestOf, runningDigest} from '../bytes/digest.ts';
import type {Budget} from '../bytes/limits.ts';
import type {Digest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {Path} from '../model/path.ts';
import type {ListingOptions} from '../rootfs/entries.ts';
import type {MeasuredLayer} from '../rootfs/measured-layer.ts';
import {measureLayer} from '../rootfs/measured-layer.ts';
import {blockSize, readHeader} from '../rootfs/tar-header.ts';

/** One file of an image archive as it passed by. */
export type ArchivedFile = {
	readonly digest: Digest;
	readonly size: number;
	/** the bytes of a JSON document; `no-json` for what is none, `too-large` for what was not kept */
	readonly document: Uint8Array | 'no-json' | 'too-large';
	readonly compression: Compression;
	/** read as an image layer, where it may be one */
	readonly layer: MeasuredLayer | null;
};

export type ArchivedFileOptions = ListingOptions & {
	readonly budget: Budget;
	/** false: no image layer is asked for, so none is listed */
	readonly list: boolean;
	/** bytes of documents that may still be kept */
	readonly room: {left: number};
};

/** Bytes of one document, as of an image manifest from a registry. */
const maxDocument = 4 * 1024 * 1024;

/**
 * Hashes one file of an archive while it passes, and keeps what may be asked of it later: its bytes where they look like
 * JSON, its listing where they look like an image layer, both where they look like both. Only a source that fails rejects.
 */
export async function readArchivedFile(
	path: Path,
	size: number,
	body: AsyncIterable<Uint8Array>,
	options: ArchivedFileOptions,
): Promise<ArchivedFile> {
	const algorithm = path.startsWith('blobs/sha512/') ? 'sha512' : 'sha256';
	const {head, whole} = await peeked(body);
	const compression = compressionOf(head);
	const json = isJson(head);
	if (json && size <= Math.min(maxDocument, options.room.left)) {
		options.room.left -= size;
		const document = await collect(whole, maxDocument);
		const layer = options.list && isLayer(head, size) ? await measureLayer(once(document), algorithm, options) : null;
		return {digest: digestOf(document, algorithm), size, document, compression, layer};
	}
	const document = json ? 'too-large' : 'no-json';
	if (options.list && isLayer(head, size)) {
		const layer = await measureLayer(whole, algorithm, options);
		return {digest: layer.digest, size, document, compression, layer};
	}
	const hash = runningDigest(algorithm);
	for await (const piece of whole) hash.update(piece);
	return {digest: `${algorithm}:${hash.hex()}` as Digest, size, document, compression, layer: null};
}

/** `{` or `[` behind white space (RFC 8259, 2). */
const isJson = (head: Uint8Array): boolean => /^[\t\n\r ]*[[{]/.test(Buffer.from(head).toString('latin1', 0, 64));

/** Compressed, or a tar from its first block on, which may be its end; an empty file is a tar that holds nothing. */
function isLayer(head: Uint8Array, size: number): boolean {
	if (size === 0 || compressionOf(head) !== 'none') return true;
	if (head.length < blockSize) return false;
	try {
		readHeader(Buffer.from(head.buffer, head.byteOffset, blockSize), 0);
		return true;
	} catch (error) {
		if (error instanceof FaultError) return false;
		throw error;
	}
}

/** The first block of a stream, fewer bytes only where it is shorter, and the whole stream again. */
async function peeked(
	source: AsyncIterable<Uint8Array>,
): Promise<{head: Uint8Array; whole: AsyncIterable<Uint8Array>}> {
	const pieces = source[Symbol.asyncIterator]();
	let head: Uint8Array = new Uint8Array();
	for (let done = false; head.length < blockSize && !done; ) {
		const piece = await pieces.next();
		// A copy: what a piece lies in may be gone with the next.
		if (piece.done) done = true;
		else head = Buffer.concat([head, piece.value]);
	}
	async function* whole(): AsyncGenerator<Uint8Array, void, undefined> {
		if (head.length > 0) yield head;
		for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) yield piece.value;
	}
	return {head, whole: whole()};
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
	yield bytes;
}
