import type {Digest} from '../model/digest.ts';
import type {ManifestAssurance} from '../model/manifest.ts';
import type {Listing} from '../rootfs/listing.ts';

/** What a listing depends on: the bytes of one image layer and how they were read. */
export type LayerKey = {
	readonly digest: Digest;
	/** as the image manifest states it: where that is wrong the bytes are no image layer, read before or not. Left out: not known */
	readonly size?: number;
	readonly diffId: Digest | null;
	readonly mediaType: string;
	readonly blobs: boolean;
	/** the key of the text search; null: none */
	readonly search: string | null;
	/** which other forms of texts it holds; left out: none */
	readonly alike?: string;
	/** what the image manifest states of the TOC it was read from: another image may state another; left out: none was */
	readonly toc?: string;
};

export type KeptListing = {readonly listing: Listing; readonly assurance: ManifestAssurance};

/**
 * Listings of image layers that were read before. Neither way throws for what is kept: a listing that is missing,
 * damaged or not to be believed is null, one that cannot be written is a warning.
 */
export type LayerStore = {
	readonly get: (key: LayerKey) => Promise<KeptListing | null>;
	readonly put: (key: LayerKey, kept: KeptListing) => Promise<void>;
};
