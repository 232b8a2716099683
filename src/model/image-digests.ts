import type {Digest} from './digest.ts';
import {hexOf, isDigest} from './digest.ts';
import type {Platform} from './platform.ts';

/**
 * One document of an image index, or of an index inside it: an image of another platform, an inner index, or a
 * companion (attestation, signature) that nobody runs. `within`: the index that lists it.
 */
export type IndexMember = {
	readonly digest: Digest;
	readonly kind: 'image' | 'index' | 'companion';
	readonly platform: Platform | null;
	/** bytes of the document itself */
	readonly size: number;
	readonly within: Digest;
};

/** Members that an identity keeps: official images list below 50. */
export const mostMembers = 200;

/** Every digest that names an image or a part of it, proven by reading: index ∋ image manifest ∋ config ∋ diff IDs. */
export type ImageDigests = {
	/** the index that was named; null where the name led to the image manifest itself */
	readonly index: Digest | null;
	/** all that the index lists, this image included; capped, then nothing is proven by not being here */
	readonly members: readonly IndexMember[];
	/** null where only an engine knows the image */
	readonly manifest: Digest | null;
	readonly config: Digest;
	readonly platform: Platform;
	/** from the bottom */
	readonly layers: readonly {readonly digest: Digest; readonly diffId: Digest | null}[];
};

/** What names an image as a whole, from the outside in. */
export type ImageDigestKind = 'index' | 'manifest' | 'config';
export type NamedDigest = {readonly kind: ImageDigestKind; readonly digest: Digest};

/** A digest or ID as somebody wrote it. `hex` is whole, or its first digits (12 at least). */
export type ImageId = {
	/** what stood before the digest: `docker-pullable://repo`, `repo:tag`; '' for nothing */
	readonly name: string;
	/** null: bare digits, so sha256 is meant */
	readonly algorithm: 'sha256' | 'sha512' | null;
	readonly hex: string;
	readonly whole: boolean;
};

/**
 * Whether an ID names this image.
 *
 * `same`: `path` leads from the named digest in to the innermost one, each listing the next. `platforms` counts the
 * images among which a runtime chooses under an index's digest: more than one, and the digest alone does not say that
 * this one runs. `whole: false`: only the first digits were compared.
 *
 * `another`: a digest we know, of something else: an image for another platform under the same index, an inner index
 * without this image, a companion, a part of this image, or an image of other content that was read to find out.
 *
 * `unknown`: nothing that was read holds this digest. It may still be an index that lists this image: registries hold
 * many indexes over one manifest.
 */
export type Sameness =
	| {
			readonly status: 'same';
			readonly kind: ImageDigestKind;
			readonly path: readonly NamedDigest[];
			readonly platforms: number;
			readonly whole: boolean;
	  }
	| {
			readonly status: 'another';
			readonly kind: 'sibling' | 'other-index' | 'companion' | 'image-layer' | 'diff-id' | 'other-image';
			readonly digest: Digest;
			readonly platform: Platform | null;
			readonly whole: boolean;
	  }
	| {readonly status: 'unknown'; readonly kind: 'not-read' | 'ambiguous' | 'name-only' | 'no-id'};

/** Below this docker prints no ID, and chance would do for a proof. */
const leastDigits = 12;
const mostText = 1_024;
const schemes = /^(?:docker-pullable|docker|containerd|cri-o|crio|oci|podman):\/\//;

/**
 * Reads an ID as users, Docker, Kubernetes and CRI-O write it: a digest, bare hex, its first digits, each after an
 * optional `scheme://` and `repository[:tag]@`.
 */
export function readImageId(text: string): ImageId | 'name-only' | 'no-id' {
	const trimmed = text.trim();
	if (trimmed === '' || trimmed.length > mostText || /[\s\p{Cc}]/u.test(trimmed)) return 'no-id';
	const scheme = schemes.exec(trimmed)?.[0] ?? '';
	const rest = trimmed.slice(scheme.length);
	if (rest.includes('://')) return 'no-id';
	const at = rest.lastIndexOf('@');
	const written = rest.slice(at + 1);
	const name = at < 0 ? scheme : trimmed.slice(0, scheme.length + at);
	if (isDigest(written))
		return {name, algorithm: written.startsWith('sha512:') ? 'sha512' : 'sha256', hex: hexOf(written), whole: true};
	const [, algorithm, hex] = /^(?:(sha256|sha512):)?([0-9a-f]+)$/.exec(written) ?? [];
	if (hex !== undefined) {
		const full = algorithm === 'sha512' ? 128 : 64;
		if (hex.length < leastDigits || hex.length > full) return 'no-id';
		const known = algorithm === 'sha256' || algorithm === 'sha512' ? algorithm : null;
		return {name, algorithm: known, hex, whole: hex.length === full};
	}
	// A tag moves: what it names now need not be what was started.
	return at < 0 &&
		/^[A-Za-z0-9][A-Za-z0-9._/-]*(?::[0-9]{1,5}\/[a-z0-9._/-]+)?(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$/.test(rest)
		? 'name-only'
		: 'no-id';
}

/** Whether an ID, as anybody writes it, names this image: proven by which containment, proven another, or not provable. */
export function sameImage(image: ImageDigests, text: string): Sameness {
	const id = readImageId(text);
	if (typeof id === 'string') return {status: 'unknown', kind: id};
	const answers: Sameness[] = [];
	const seen = new Set<string>();
	const ask = (digest: Digest | null, answer: (digest: Digest) => Sameness): void => {
		if (digest === null || seen.has(digest) || !names(id, digest)) return;
		seen.add(digest);
		answers.push(answer(digest));
	};
	// Inner names first: the few digests of this image, then what stands beside it, then what it is made of.
	ask(image.config, () => same([{kind: 'config', digest: image.config}], 1, id));
	ask(image.manifest, () => same(inward(image), 1, id));
	const above = indexesAbove(image);
	for (const [at, digest] of above.entries())
		ask(digest, () => {
			const path = above
				.slice(0, at + 1)
				.reverse()
				.map((index): NamedDigest => ({kind: 'index', digest: index}));
			return same([...path, ...inward(image)], platformsUnder(image, digest), id);
		});
	for (const member of image.members)
		ask(member.digest, (digest) => another(memberKinds[member.kind], digest, member.platform, id));
	for (const layer of image.layers) ask(layer.digest, (digest) => another('image-layer', digest, null, id));
	for (const layer of image.layers) ask(layer.diffId, (digest) => another('diff-id', digest, null, id));
	const [answer, ...others] = answers;
	if (answer === undefined) return {status: 'unknown', kind: 'not-read'};
	return others.length === 0 ? answer : {status: 'unknown', kind: 'ambiguous'};
}

const memberKinds = {image: 'sibling', index: 'other-index', companion: 'companion'} as const;

const names = (id: ImageId, digest: Digest): boolean =>
	digest.startsWith(`${id.algorithm ?? 'sha256'}:`) &&
	(id.whole ? hexOf(digest) === id.hex : hexOf(digest).startsWith(id.hex));

const inward = ({manifest, config}: ImageDigests): readonly NamedDigest[] => [
	...(manifest === null ? [] : [{kind: 'manifest', digest: manifest} as const]),
	{kind: 'config', digest: config},
];

const same = (path: readonly NamedDigest[], platforms: number, id: ImageId): Sameness => ({
	status: 'same',
	kind: path[0]!.kind,
	path,
	platforms,
	whole: id.whole,
});

const another = (
	kind: Extract<Sameness, {status: 'another'}>['kind'],
	digest: Digest,
	platform: Platform | null,
	id: ImageId,
): Sameness => ({status: 'another', kind, digest, platform, whole: id.whole});

/** The indexes that hold this image, the nearest first; the outermost is the one that was named. */
function indexesAbove({index, members, manifest}: ImageDigests): readonly Digest[] {
	const within = new Map<Digest, Digest>();
	for (const member of members) if (!within.has(member.digest)) within.set(member.digest, member.within);
	const above: Digest[] = [];
	for (let at = manifest === null ? undefined : within.get(manifest); at !== undefined; at = within.get(at)) {
		if (above.includes(at)) break;
		above.push(at);
	}
	return index === null || above.includes(index) ? above : [...above, index];
}

/** Images that a runtime may choose among under one index. */
function platformsUnder({members}: ImageDigests, index: Digest): number {
	const under = new Set<Digest>([index]);
	// Members stand after the index that lists them, so one pass finds every inner one.
	for (const member of members) if (member.kind === 'index' && under.has(member.within)) under.add(member.digest);
	const images = members.filter((member) => member.kind === 'image' && under.has(member.within));
	// What was not kept may be another image: companions without end would hide it.
	const least = members.length < mostMembers ? 1 : 2;
	return Math.max(least, new Set(images.map((member) => member.digest)).size);
}

/** What reading an unknown digest showed: another name of the same content (equal config), or another image. */
export function sameAfterReading(image: ImageDigests, read: ImageDigests, text: string): Sameness {
	if (read.config === image.config) return sameImage(read, text);
	const digest = read.index ?? read.manifest ?? read.config;
	return {status: 'another', kind: 'other-image', digest, platform: read.platform, whole: true};
}
