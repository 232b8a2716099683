import type {Digest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {Archive} from './archive.ts';
import {keptMembers} from './image-identity.ts';
import {type Descriptor, type ImageManifest, isIndexType, readManifest} from './image-manifest.ts';
import type {IndexedMember} from './index-members.ts';
import {membersOf} from './index-members.ts';
import {manifestIn} from './oci-archive.ts';
import {layoutIndex, namesOf} from './oci-layout.ts';
import type {ImageIdentity} from './subject.ts';

/** The image manifest over a configuration, and the index over that, where an archive holds them. */
export type Enclosing = Pick<ImageIdentity, 'index' | 'members'> & {
	readonly digest: Digest;
	readonly manifest: ImageManifest;
};

/** Nested indexes that are opened; nobody builds more than one. */
const mostIndexes = 32;

/**
 * What stands above a configuration in the image layout that newer engines write beside `manifest.json`, proven by
 * containment. Null without a layout, and where nothing of it can be read: an archive need not hold all that it lists.
 *
 * @throws FaultError `invalid-manifest` where the layout holds other images alone, or another under one of `tags`: who
 * loads the archive by the one and who does by the other run different images
 */
export async function enclosing(archive: Archive, config: Digest, tags: readonly string[]): Promise<Enclosing | null> {
	const bytes = archive.document('index.json');
	if (bytes === null) return null;
	const budget = {left: mostIndexes};
	const roots = new Map(layoutIndex(bytes, archive.name).map((root) => [root.digest, root]));
	// A thousand names for one large document cost no more than one.
	const opened = new Map<Digest, Digest | null>();
	let found: Enclosing | null = null;
	let readable = 0;
	for (const root of roots.values()) {
		let holds = false;
		let others = 0;
		const index = isIndexType(root.mediaType) ? root.digest : null;
		const members = index === null ? [] : await membersIn(archive, root, budget);
		const images = index === null ? [root] : members.flatMap((one) => (one.kind === 'image' ? [one.descriptor] : []));
		for (const {digest} of images) {
			const known = opened.get(digest);
			const manifest = known === undefined ? await imageManifestIn(archive, digest) : null;
			const held = known ?? manifest?.config.digest ?? null;
			opened.set(digest, held);
			if (held === null) continue;
			readable++;
			if (held !== config) others++;
			else holds = true;
			if (held === config && manifest !== null)
				found ??= {digest, manifest, index, members: index === null ? [] : keptMembers(members, digest)};
		}
		if (!holds && others > 0 && namesOf(root).some((name) => tags.includes(name)))
			throw new FaultError('invalid-manifest', `${archive.name}: ${disagree} ${namesOf(root)[0]}`);
	}
	if (found === null && readable > 0)
		throw new FaultError('invalid-manifest', `${archive.name}: ${disagree} ${tags[0] ?? config}`);
	return found;
}

const disagree = 'its manifest.json and its index.json mean different images by';

async function membersIn(
	archive: Archive,
	root: Descriptor,
	budget: {left: number},
): Promise<readonly IndexedMember[]> {
	const source = {manifest: (digest: Digest) => manifestIn(archive, digest)};
	try {
		const document = readManifest((await source.manifest(root.digest)).bytes, root.mediaType);
		return document.kind === 'index' ? await membersOf(source, document, root.digest, budget) : [];
	} catch (error) {
		if (error instanceof FaultError && error.fault.code === 'part-missing') return [];
		throw error;
	}
}

async function imageManifestIn(archive: Archive, digest: Digest): Promise<ImageManifest | null> {
	try {
		const {bytes} = await manifestIn(archive, digest);
		const document = readManifest(bytes, '');
		return document.kind === 'manifest' ? document : null;
	} catch (error) {
		// An artifact, whose configuration is that of no image, or an image of a platform that was left out.
		const {code} = error instanceof FaultError ? error.fault : {code: null};
		if (code === 'unsupported-media-type' || code === 'part-missing') return null;
		throw error;
	}
}
