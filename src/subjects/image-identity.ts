import {collect} from '../bytes/collect.ts';
import {prove} from '../bytes/prove.ts';
import type {Digest} from '../model/digest.ts';
import {isDigest} from '../model/digest.ts';
import type {FaultCode} from '../model/fault.ts';
import {FaultError} from '../model/fault.ts';
import type {IndexMember} from '../model/image-digests.ts';
import {mostMembers} from '../model/image-digests.ts';
import type {Platform} from '../model/platform.ts';
import {formatPlatform} from '../model/platform.ts';
import type {ImageSource, RawManifest} from './image.ts';
import type {ImageConfig} from './image-config.ts';
import {readConfig} from './image-config.ts';
import type {Descriptor, ImageIndex, ImageManifest} from './image-manifest.ts';
import {isIndexType, isManifestType, readManifest} from './image-manifest.ts';
import type {Candidate} from './image-platform.ts';
import {fitsPlatform, isCalledCompanion, isNoPlatform, selectPlatform} from './image-platform.ts';
import type {BuiltOn, ImageIdentity} from './subject.ts';

/** One image by each of its digests, and its image layers from the bottom. */
export type IdentifiedImage = {
	readonly identity: ImageIdentity & {readonly manifest: Digest};
	readonly layers: readonly Descriptor[];
};

const maxConfig = 4 * 1024 * 1024;
/** indexes inside indexes; image-spec allows them and nobody builds more than one inside another */
const maxDepth = 3;
/** nested indexes, and manifests opened only because their index does not say what they run on */
const maxOpened = 32;

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
			const {descriptor} = member;
			const platform = member.kind === 'image' ? await platformOf(source, descriptor, budget) : null;
			const runs = platform !== null && !isNoPlatform(platform);
			if (runs) candidates.push({descriptor, platform});
			listed.push(runs || member.kind === 'index' ? member : {...member, kind: 'companion'});
		}
		members = listed;
		const {descriptor} = selectPlatform(candidates, asked);
		digest = descriptor.digest;
		manifest = await openManifest(source, descriptor);
	}
	const config = await openConfig(source, manifest);
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

/** What an index lists, and which. */
export type IndexedMember = {
	readonly descriptor: Descriptor;
	readonly kind: IndexMember['kind'];
	readonly within: Digest;
};

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

/** Everything that an index lists, each inner index followed by what it lists. */
export async function membersOf(
	source: Pick<ImageSource, 'manifest'>,
	index: ImageIndex,
	within: Digest,
	budget: {left: number},
	depth = 1,
): Promise<readonly IndexedMember[]> {
	const members: IndexedMember[] = [];
	for (const descriptor of index.manifests) {
		if (!isIndexType(descriptor.mediaType)) {
			members.push({descriptor, kind: await kindOf(source, descriptor, budget), within});
			continue;
		}
		members.push({descriptor, kind: 'index', within});
		if (depth >= maxDepth) throw new FaultError('invalid-manifest', `indexes are nested more than ${maxDepth} deep`);
		spend(budget);
		const inner = readManifest(await openProven(source, descriptor), descriptor.mediaType);
		if (inner.kind === 'index') members.push(...(await membersOf(source, inner, descriptor.digest, budget, depth + 1)));
	}
	return members;
}

/** What nobody can run. */
const noImage: readonly FaultCode[] = ['unsupported-media-type', 'invalid-manifest'];
/** What others may have, or read in another way. */
const maybeImage: readonly FaultCode[] = ['part-missing', 'file-missing', 'media-type-mismatch', 'schema-1'];

/**
 * Whether a runtime may choose a manifest. They go by its platform, or else its configuration's; what its index calls it,
 * and for some its media type, binds none of them. So what is called no image is opened.
 */
async function kindOf(
	source: Pick<ImageSource, 'manifest'>,
	descriptor: Descriptor,
	budget: {left: number},
): Promise<'image' | 'companion'> {
	const {mediaType, platform} = descriptor;
	if (isNoPlatform(platform)) return 'companion';
	const isManifest = isManifestType(mediaType);
	if (isManifest && !isCalledCompanion(descriptor)) return 'image';
	if (!isManifest && platform === null) return 'companion';
	spend(budget);
	try {
		readManifest(await openProven(source, descriptor), isManifest ? mediaType : '');
		return 'image';
	} catch (error) {
		const code = error instanceof FaultError ? error.fault.code : null;
		if (code !== null && noImage.includes(code)) return 'companion';
		// Where nothing else says what it runs on it is nobody's choice.
		if (code !== null && maybeImage.includes(code)) return platform === null ? 'companion' : 'image';
		throw error;
	}
}

/** What a manifest runs on: the index's word, or else its own configuration's. */
async function platformOf(source: ImageSource, descriptor: Descriptor, budget: {left: number}): Promise<Platform> {
	if (descriptor.platform !== null) return descriptor.platform;
	spend(budget);
	return (await openConfig(source, await openManifest(source, descriptor))).platform;
}

async function openManifest(source: ImageSource, descriptor: Descriptor): Promise<ImageManifest> {
	const document = readManifest(await openProven(source, descriptor), descriptor.mediaType);
	if (document.kind === 'manifest') return document;
	throw new FaultError('invalid-manifest', `${descriptor.digest} is an index where an image manifest was announced`);
}

async function openProven(source: Pick<ImageSource, 'manifest'>, descriptor: Descriptor): Promise<Uint8Array> {
	const {bytes} = await source.manifest(descriptor.digest).catch(partMissing);
	if (bytes.length === descriptor.size) return bytes;
	const sizes = `${bytes.length} bytes came, ${descriptor.size} were announced`;
	throw new FaultError('size-mismatch', `image manifest ${descriptor.digest}: ${sizes}`);
}

async function openConfig(source: ImageSource, manifest: ImageManifest): Promise<ImageConfig> {
	const {digest, size} = manifest.config;
	if (size > maxConfig)
		throw new FaultError('too-large', `the image configuration has ${size} bytes, more than ${maxConfig}`);
	const bytes = await collect(prove(source.blob(manifest.config), {digest, size}), maxConfig).catch(partMissing);
	return readConfig(bytes);
}

/** The name was found, so what is gone is a part: pushed incompletely, or cleaned up. */
function partMissing(error: unknown): never {
	if (error instanceof FaultError && error.fault.code === 'not-found')
		throw new FaultError('part-missing', error.fault.detail, error);
	throw error;
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

function spend(budget: {left: number}): void {
	if (--budget.left < 0)
		throw new FaultError('limit-exceeded', `the image index needs more than ${maxOpened} documents to be read`);
}
