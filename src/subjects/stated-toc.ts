import type {Descriptor} from './image-manifest.ts';

// What a descriptor states of its TOC: estargz.md, "Content Verification"; containers/storage, pkg/chunked.
const estargz = ['containerd.io/snapshot/stargz/toc.digest'];
// containers/storage renamed its keys after buildah 1.28; the older ones are still written.
const checksum = [
	'io.github.containers.zstd-chunked.manifest-checksum',
	'io.containers.zstd-chunked.manifest-checksum',
];
const position = [
	'io.github.containers.zstd-chunked.manifest-position',
	'io.containers.zstd-chunked.manifest-position',
];

const statedBy =
	(keys: readonly string[]) =>
	({annotations}: Descriptor): string | undefined =>
		keys.map((key) => annotations.get(key)).find((value) => value !== undefined);

/** The digest of an eStargz layer's TOC, as it is written; undefined where none is stated. */
export const estargzDigest = statedBy(estargz);
/** The digest of a zstd:chunked layer's TOC as it is stored, and where it lies. */
export const chunkedChecksum = statedBy(checksum);
export const chunkedPosition = statedBy(position);

/** What an image manifest states of a layer's TOC, equal for equal TOCs; null: none is looked for. */
export function statedToc(layer: Descriptor): string | null {
	const [chunked, stargz] = [chunkedChecksum(layer), estargzDigest(layer)];
	return (chunked ?? stargz) === undefined ? null : JSON.stringify([chunked ?? null, stargz ?? null]);
}
