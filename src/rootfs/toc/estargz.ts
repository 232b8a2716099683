import {decompress} from '../../bytes/decompress.ts';
import {runningDigest} from '../../bytes/digest.ts';
import type {Digest} from '../../model/digest.ts';
import {algorithmOf, hexOf} from '../../model/digest.ts';
import type {Listing} from '../listing.ts';
import type {TarEntry} from '../tar.ts';
import {TarReader} from '../tar.ts';
import type {TocOptions} from './entries.ts';
import {TocEntries} from './entries.ts';
import {tocLimits} from './limits.ts';
import {UnusableToc} from './unusable.ts';

/**
 * 10 bytes of gzip header, 2 of the extra field's length, 4 of its subfield's header, 22 of `%016xSTARGZ`, 5 of an
 * empty stored block, 8 of CRC and size (estargz.md, footer). The older stargz has no subfield header, so 47 bytes; it
 * has no digests either, and is not understood.
 */
export const estargzFooterBytes = 51;

const beforeOffset = Uint8Array.of(31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 26, 0, 83, 71, 22, 0);
const stargz = 'STARGZ';
const afterOffset = Uint8Array.of(1, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0);

/** Where in the blob the TOC begins; null where these are not the last bytes of an eStargz layer. */
export function estargzTocOffset(footer: Uint8Array): number | null {
	if (footer.length !== estargzFooterBytes) return null;
	const bytes = Buffer.from(footer.buffer, footer.byteOffset, footer.byteLength);
	const field = bytes.toString('latin1', 16, 38);
	// What writes the footer leaves time stamp, extra flags and system (bytes 4 to 9) as its library has them.
	const framed = bytes.subarray(0, 4).equals(beforeOffset.subarray(0, 4));
	const extra = bytes.subarray(10, 16).equals(beforeOffset.subarray(10));
	if (!framed || !extra || !bytes.subarray(38).equals(afterOffset)) return null;
	if (!field.endsWith(stargz) || !/^[0-9a-f]{16}/.test(field)) return null;
	const offset = Number.parseInt(field.slice(0, 16), 16);
	return Number.isSafeInteger(offset) ? offset : null;
}

export type EstargzToc = {
	/** of the JSON, as the layer's descriptor states it */
	readonly digest: Digest;
	/** byte of the blob at which the TOC begins */
	readonly offset: number;
};

const tocName = 'stargz.index.json';

/**
 * The listing of an eStargz layer by its TOC: `stored` are the bytes from where the TOC begins to the footer, a gzip
 * member that holds the end of the layer's tar. That end is listed too, since a runtime that knows nothing of eStargz
 * unpacks the TOC as a file.
 *
 * @throws UnusableToc, and FaultError for compression, archive and limits
 */
export async function readEstargzToc(stored: Uint8Array, toc: EstargzToc, options: TocOptions): Promise<Listing> {
	const entries = new TocEntries(toc.offset, options);
	const proof = runningDigest(algorithmOf(toc.digest));
	const content = algorithmOf(toc.digest) === 'sha256' ? proof : runningDigest('sha256');
	let own: TarEntry | null = null;
	let failed: UnusableToc | null = null;
	const tar = new TarReader(
		{
			entry(entry) {
				if (own !== null || entry.type !== 'file' || entry.name !== tocName)
					throw new UnusableToc('something else than the TOC stands in its place');
				own = entry;
			},
			data(bytes) {
				proof.update(bytes);
				if (content !== proof) content.update(bytes);
				// Whether these are the bytes that were pushed is told at their end, and tells more.
				try {
					if (failed === null) entries.push(bytes);
				} catch (error) {
					if (!(error instanceof UnusableToc)) throw error;
					failed = error;
				}
			},
			end: () => undefined,
		},
		tocLimits,
	);
	for await (const chunk of decompress(once(stored), '.gzip', tocLimits)) tar.push(chunk);
	const {endMarker} = tar.finish();
	const proven = proof.hex();
	if (proven !== hexOf(toc.digest)) throw new UnusableToc(`the TOC is not ${toc.digest}`, true);
	if (failed !== null) throw failed;
	entries.finish();
	if (own === null) throw new UnusableToc('no TOC where the footer says');
	entries.add({...(own as TarEntry), sha256: content === proof ? proven : content.hex()});
	return entries.listing(endMarker);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}
