import {namedCompression} from '../bytes/decompress.ts';
import type {Digest} from '../model/digest.ts';
import {algorithmOf, shortDigest} from '../model/digest.ts';
import type {FaultCode} from '../model/fault.ts';
import {blockSize} from '../rootfs/tar-header.ts';
import type {ArchivedFile} from './archived-file.ts';
import type {LayerRead} from './image-layer.ts';

/** What an image says of one of its layers; null, or a media type of '', where it says nothing. */
export type StatedLayer = {
	/** of the bytes as they are stored, and their number */
	readonly digest: Digest | null;
	readonly size: number | null;
	readonly mediaType: string;
	readonly diffId: Digest | null;
};

/**
 * The listing of an image layer that passed by before anybody said what it should be: given only when size, digest and
 * diff ID are as stated, over every byte. Else the most telling fault, in the order of `readImageLayer`.
 */
export function provenListing(file: ArchivedFile | null, stated: StatedLayer): LayerRead {
	const {digest, size, mediaType, diffId} = stated;
	const fault = (code: FaultCode, detail: string): LayerRead => {
		const name = shortDigest(digest ?? diffId ?? 'of no name');
		return {fault: {code, detail: `image layer ${name}: ${detail}`}};
	};
	if (file === null) return fault('part-missing', 'it is not in the archive');
	if (size !== null && size !== file.size)
		return fault('size-mismatch', `${file.size} bytes are there, ${size} were announced`);
	if (digest !== null && digest !== file.digest)
		return fault('digest-mismatch', `${digest}: the bytes have ${file.digest}`);
	const named = namedCompression(mediaType);
	if (named !== null && named !== file.compression) {
		const seen = file.compression === 'none' ? 'not compressed that way' : file.compression;
		return fault('media-type-mismatch', `the media type says ${named}, the bytes are ${seen}`);
	}
	// What is neither compressed nor a tar was hashed all the same.
	const hashed = file.layer?.diffIds ?? [file.digest];
	const found = hashed.find((one) => diffId !== null && algorithmOf(one) === algorithmOf(diffId));
	if (found !== undefined && found !== diffId)
		return fault('diff-id-mismatch', `${diffId}: the decompressed bytes have ${found}`);
	if (file.layer === null) return fault(file.size < blockSize ? 'truncated-tar' : 'invalid-tar', 'it is no tar');
	const {content} = file.layer;
	if ('fault' in content) return fault(content.fault.code, content.fault.detail);
	if (diffId !== null && found === undefined) return fault('diff-id-mismatch', `${diffId}: of another algorithm`);
	return {listing: content.listing, assurance: 'verified'};
}
