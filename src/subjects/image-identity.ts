import {collect} from '../bytes/collect.ts';
import {prove} from '../bytes/prove.ts';
import type {Digest} from '../model/digest.ts';
import {isDigest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {IndexMember} from '../model/image-digests.ts';
import {mostMembers} from '../model/image-digests.ts';
import type {Platform} from '../model/platform.ts';
import {formatPlatform} from '../model/platform.ts';
import type {ImageSource, RawManifest} from './image.ts';
import type {ImageConfig} from './image-config.ts';
import {readConfig, readConfigPlatform} from './image-config.ts';
import type {Descriptor, ImageManifest} from './image-manifest.ts';
import {readManifest} from './image-manifest.ts';
import type {Candidate} from './image-platform.ts';
import {fitsPlatform, isNoPlatform, selectPlatform} from './image-platform.ts';
import type {IndexedMember} from './index-members.ts';
import {maxOpened, membersOf, openProven, partMissing, spend} from './index-members.ts';
import type {BuiltOn, ImageIdentity} from './subject.ts';

/** One image by each of its digests, and its image layers from the bottom. */
export type IdentifiedImage = {
	readonly identity: ImageIdentity & {readonly manifest: Digest};
	readonly layers: readonly Descriptor[];
};

const maxConfig = 4 * 1024 * 1024;

/**
 * Finds the one image that a name and a platform mean: index → manifest → configuration, each proven by its digest.
 *
 * @throws FaultError for everything that keeps it from being found or understood
 */
export async function identifyImage(source: ImageSource, asked: Platform | null): Promise<IdentifiedImage> {
	const root = await source.root();
	const document = readManifest(root.bytes, root.mediaType);
	const budget = {left: maxOpened};
	let digest = root.digest;
	let manifest: ImageManifest;
	let index: Digest | null = null;
	let members: readonly IndexedMember[] = [];
	if (document.kind === 'manifest') manifest = document;
	else {
		index = root.digest;
		const candidates: Candidate[] = [];
		const listed: IndexedMember[] = [];
		for (const member of await membersOf(source, document, index, budget)) {
			const platform = await platformOf(source, member, budget);
			const runs = platform !== null && !isNoPlatform(platform);
			if (runs) candidates.push({descriptor: member.descriptor, platform});
			listed.push(member.kind === 'index' ? member : {...member, kind: runs ? 'image' : 'companion'});
		}
		members = listed;
		const {descriptor} = selectPlatform(candidates, asked);
		digest = descriptor.digest;
		manifest = await openManifest(source, descriptor);
	}
	const config = readConfig(await openConfig(source, manifest.config));
	if (asked !== null && !fitsPlatform(asked, config.platform)) {
		const runs = `the image runs on ${formatPlatform(config.platform)} by its own configuration`;
		throw new FaultError('platform-missing', `${runs}, asked for was ${formatPlatform(asked)}`);
	}
	if (config.diffIds.length !== manifest.layers.length) {
		const counts = `${manifest.layers.length} image layers, its configuration names ${config.diffIds.length}`;
		throw new FaultError('layer-count-mismatch', `the image manifest names ${counts}`);
	}
	const tagMovedTo = source.tagged === null ? null : await movedTo(source, root, await source.tagged());
	const layers = manifest.layers.map((layer, at) => ({
		digest: layer.digest,
		diffId: config.diffIds[at] ?? null,
		size: layer.size,
		mediaType: layer.mediaType,
		createdBy: config.createdBy[at] ?? null,
	}));
	const {platform, labels, created, settings, startDigest} = config;
	const names = {reference: source.reference, index, manifest: digest, config: manifest.config.digest};
	const beside = {members: keptMembers(members, digest), builtOn: builtOnOf(manifest.annotations, labels)};
	return {
		identity: {...names, platform, labels, created, settings, startDigest, layers, tagMovedTo, ...beside},
		layers: manifest.layers,
	};
}

/** As an identity keeps them, the image and the indexes above it always among them; an index before what it lists. */
export function keptMembers(members: readonly IndexedMember[], chosen: Digest): readonly IndexMember[] {
	const above = new Set<Digest>([chosen]);
	for (const member of members.toReversed()) if (above.has(member.descriptor.digest)) above.add(member.within);
	let room = mostMembers - above.size;
	return members
		.filter(({descriptor}) => above.has(descriptor.digest) || room-- > 0)
		.map(({descriptor, kind, within}) => {
			const {digest, platform, size} = descriptor;
			return {digest, kind, platform, size, within};
		});
}

const baseName = 'org.opencontainers.image.base.name';
const baseDigest = 'org.opencontainers.image.base.digest';

export function builtOnOf(annotations: ImageManifest['annotations'], labels: ImageConfig['labels']): BuiltOn | null {
	const said = (key: string): string | null =>
		annotations.get(key) ?? (Object.hasOwn(labels, key) ? labels[key]! : null);
	const name = said(baseName);
	const digest = said(baseDigest);
	return name === null || name === '' || name.length > 512
		? null
		: {name, digest: digest !== null && isDigest(digest) ? digest : null};
}

/**
 * What a manifest runs on: the index's word, or else its own configuration's; null for nothing. Its image is not read for
 * that, for one that is not chosen may be of any shape.
 */
async function platformOf(
	source: ImageSource,
	{descriptor, kind, config}: IndexedMember,
	budget: {left: number},
): Promise<Platform | null> {
	if (kind === 'index') return null;
	if (kind === 'companion' && config === null) return null;
	if (descriptor.platform !== null) return descriptor.platform;
	if (config === null) spend(budget);
	const from = config ?? (await openManifest(source, descriptor)).config;
	try {
		return readConfigPlatform(await openConfig(source, from));
	} catch (error) {
		// An artifact whose own configuration was left out says nothing to anybody.
		if (kind === 'companion' && error instanceof FaultError && error.fault.code === 'part-missing') return null;
		throw error;
	}
}

async function openManifest(source: ImageSource, descriptor: Descriptor): Promise<ImageManifest> {
	const document = readManifest(await openProven(source, descriptor), descriptor.mediaType);
	if (document.kind === 'manifest') return document;
	throw new FaultError('invalid-manifest', `${descriptor.digest} is an index where an image manifest was announced`);
}

async function openConfig(
	source: ImageSource,
	{digest, size}: Pick<Descriptor, 'digest' | 'size'>,
): Promise<Uint8Array> {
	if (size > maxConfig)
		throw new FaultError('too-large', `the image configuration has ${size} bytes, more than ${maxConfig}`);
	return await collect(prove(source.blob({digest, size}), {digest, size}), maxConfig).catch(partMissing);
}

/**
 * Where the tag leads now, when that is not the pinned image: null when it leads to the same bytes, or to an index that
 * holds them (somebody pinned one platform of the tag).
 */
async function movedTo(source: ImageSource, pinned: RawManifest, tagged: RawManifest): Promise<Digest | null> {
	if (Buffer.compare(pinned.bytes, tagged.bytes) === 0) return null;
	const document = readManifest(tagged.bytes, tagged.mediaType);
	if (document.kind === 'index') {
		const members = await membersOf(source, document, tagged.digest, {left: maxOpened});
		if (members.some(({descriptor}) => descriptor.digest === pinned.digest)) return null;
	}
	return tagged.digest;
}
