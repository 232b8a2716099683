import type {Digest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {IndexMember} from '../model/image-digests.ts';
import {mostMembers} from '../model/image-digests.ts';
import type {ImageSource} from './image.ts';
import type {Descriptor, ImageIndex} from './image-manifest.ts';
import {isConfigType, isIndexType, isManifestType, readManifest} from './image-manifest.ts';
import {isCalledCompanion, isNoPlatform} from './image-platform.ts';
import {mayHold} from './twin-keys.ts';

/** What an index lists, and which. */
export type IndexedMember = {
	readonly descriptor: Descriptor;
	readonly kind: IndexMember['kind'];
	readonly within: Digest;
	/** where it was opened; of a companion: what may still say that it runs somewhere. Nothing else is kept of a document */
	readonly config: Pick<Descriptor, 'digest' | 'size'> | null;
};

type Opener = Pick<ImageSource, 'manifest'>;
type Judged = Pick<IndexedMember, 'kind' | 'config'>;

/** indexes inside indexes; image-spec allows them and nobody builds more than one inside another */
const maxDepth = 3;
/** nested indexes, and manifests opened only because their index does not say what they run on */
export const maxOpened = 32;

/** Everything that an index lists, each inner index followed by what it lists. */
export async function membersOf(
	source: Opener,
	index: ImageIndex,
	within: Digest,
	budget: {left: number},
	companions = {left: mostMembers},
	depth = 1,
): Promise<readonly IndexedMember[]> {
	const members: IndexedMember[] = [];
	for (const descriptor of index.manifests) {
		if (!isIndexType(descriptor.mediaType)) {
			members.push({descriptor, within, ...(await kindOf(source, descriptor, companions))});
			continue;
		}
		members.push({descriptor, kind: 'index', within, config: null});
		if (depth >= maxDepth) throw new FaultError('invalid-manifest', `indexes are nested more than ${maxDepth} deep`);
		spend(budget);
		const inner = readManifest(await openProven(source, descriptor), descriptor.mediaType);
		if (inner.kind === 'index')
			members.push(...(await membersOf(source, inner, descriptor.digest, budget, companions, depth + 1)));
	}
	return members;
}

const companion: Judged = {kind: 'companion', config: null};
const image: Judged = {kind: 'image', config: null};

/** Of the two bytes `{}`, which artifacts have for a configuration: it names no machine and no image layer. */
const emptyConfig = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

/**
 * Whether a runtime may choose a manifest. They go by its platform, or else its configuration's; what its index calls it,
 * and for some its media type, binds none of them. So what is called no image is opened. That we refuse a document proves
 * nothing: a runtime may read what we do not.
 */
async function kindOf(source: Opener, descriptor: Descriptor, companions: {left: number}): Promise<Judged> {
	const {mediaType, platform} = descriptor;
	if (isNoPlatform(platform)) return companion;
	const isManifest = isManifestType(mediaType);
	if (isManifest && !isCalledCompanion(descriptor)) return image;
	if (!isManifest && platform === null) return companion;
	spend(companions, mostMembers);
	let bytes: Uint8Array;
	try {
		bytes = await openProven(source, descriptor);
	} catch (error) {
		// Others may have it. Where nothing else says what it runs on it is nobody's choice.
		if (codeOf(error) === 'part-missing' || codeOf(error) === 'file-missing')
			return platform === null ? companion : image;
		throw error;
	}
	try {
		const document = readManifest(bytes, isManifest ? mediaType : '', 'any');
		if (document.kind === 'index') return image;
		const {mediaType: type, digest, size} = document.config;
		const config = {digest, size};
		if (isConfigType(type)) return {kind: 'image', config};
		if (digest === emptyConfig) return companion;
		return {kind: platform === null ? 'companion' : 'image', config};
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		if (codeOf(error) === 'schema-1') return platform === null ? companion : image;
		return mayHold(bytes, ['config', 'layers', 'manifests', 'fsLayers']) ? image : companion;
	}
}

const codeOf = (error: unknown): string | null => (error instanceof FaultError ? error.fault.code : null);

/** The bytes of a manifest, of the size that was announced. */
export async function openProven(source: Opener, descriptor: Descriptor): Promise<Uint8Array> {
	const {bytes} = await source.manifest(descriptor.digest).catch(partMissing);
	if (bytes.length === descriptor.size) return bytes;
	const sizes = `${bytes.length} bytes came, ${descriptor.size} were announced`;
	throw new FaultError('size-mismatch', `image manifest ${descriptor.digest}: ${sizes}`);
}

/** The name was found, so what is gone is a part: pushed incompletely, or cleaned up. */
export function partMissing(error: unknown): never {
	if (error instanceof FaultError && error.fault.code === 'not-found')
		throw new FaultError('part-missing', error.fault.detail, error);
	throw error;
}

/** @throws FaultError `limit-exceeded` */
export function spend(budget: {left: number}, most = maxOpened): void {
	if (--budget.left < 0)
		throw new FaultError('limit-exceeded', `the image index needs more than ${most} documents to be read`);
}
