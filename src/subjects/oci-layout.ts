import type {Digest} from '../model/digest.ts';
import {algorithmOf, hexOf} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {Platform} from '../model/platform.ts';
import type {Descriptor} from './image-manifest.ts';
import {readJson, readManifest} from './image-manifest.ts';
import {isCalledCompanion, isNoPlatform, selectPlatform} from './image-platform.ts';

/** A digest is checked where it is read: `sha256:` or `sha512:` and hex, so it cannot lead out of `blobs/`. */
export const blobPath = (digest: Digest): string => `blobs/${algorithmOf(digest)}/${hexOf(digest)}`;

/** @throws FaultError `invalid-manifest` for what is no `oci-layout` file of a version that is understood */
export function checkLayout(bytes: Uint8Array, place: string): void {
	const key = 'imageLayoutVersion';
	const version = readJson(bytes, 'invalid-manifest', `${place}/oci-layout`, [key])[key];
	if (typeof version !== 'string' || !version.startsWith('1.'))
		throw new FaultError('invalid-manifest', `${place} is no image layout of version 1`);
}

/** What an `index.json` lists. FaultError as of {@link readManifest} */
export function layoutIndex(bytes: Uint8Array, place: string): readonly Descriptor[] {
	const index = readManifest(bytes, '');
	if (index.kind === 'index') return index.manifests;
	throw new FaultError('invalid-manifest', `${place}/index.json is no image index`);
}

// image-spec annotations.md; containerd and Docker write the tag alone there, and the whole name beside it.
const refName = 'org.opencontainers.image.ref.name';
const wholeName = 'io.containerd.image.name';

/**
 * The descriptor a tag names; without a tag the only one, or the one for the platform where they differ by nothing else.
 *
 * @throws FaultError `not-found`, `platform-missing`, `platform-ambiguous`
 */
export function chooseRoot(
	manifests: readonly Descriptor[],
	place: string,
	tag: string | null,
	platform: Platform | null,
): Descriptor {
	// One that is called a companion and states a platform is what others may take.
	const images = manifests.filter(
		(one) => !isNoPlatform(one.platform) && !(one.platform === null && isCalledCompanion(one)),
	);
	const named = images.filter(isCalled(tag));
	if (tag !== null) refuseOthers(manifests.filter(isCalled(tag)), named, place, tag);
	const distinct = [...new Map(named.map((descriptor) => [descriptor.digest, descriptor])).values()];
	if (distinct.length === 1) return distinct[0]!;
	const tags = [...new Set(images.map((descriptor) => namesOf(descriptor)[0] ?? '(no name)'))];
	const holds = images.length === 0 ? 'it holds no image' : `it holds ${tags.slice(0, 12).join(', ')}`;
	if (distinct.length === 0)
		throw new FaultError('not-found', `${place} holds no image${tag === null ? '' : ` called ${tag}; ${holds}`}`);
	const candidates = distinct.flatMap((descriptor) =>
		descriptor.platform === null ? [] : [{descriptor, platform: descriptor.platform}],
	);
	const oneName = new Set(distinct.map((descriptor) => namesOf(descriptor)[0])).size === 1;
	if (oneName && candidates.length === distinct.length) return selectPlatform(candidates, platform).descriptor;
	throw new FaultError('not-found', `${place} holds several images, one must be named: ${holds}`);
}

const isCalled =
	(tag: string | null) =>
	(descriptor: Descriptor): boolean =>
		tag === null || namesOf(descriptor).includes(tag);

/** Who looks a tag up takes the first descriptor that has it, be it called an artifact or of no platform. */
function refuseOthers(all: readonly Descriptor[], images: readonly Descriptor[], place: string, tag: string): void {
	const known = new Set(images.map(({digest}) => digest));
	if (known.size === 0 || all.every(({digest}) => known.has(digest))) return;
	const others = `${place} holds an image called ${tag} and, by the same name, what its index calls none`;
	throw new FaultError('platform-ambiguous', `${others}: readers differ in which they take`);
}

/** As a layout calls an image, the longest name first. */
export const namesOf = ({annotations}: Descriptor): readonly string[] =>
	[wholeName, refName].flatMap((key) => annotations.get(key) ?? []);
