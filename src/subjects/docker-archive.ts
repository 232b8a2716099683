import type {Digest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';
import type {Archive} from './archive.ts';
import {archiveAt, archiveName, readArchive} from './archive.ts';
import {enclosing} from './archived-index.ts';
import {provenListing} from './archived-layer.ts';
import type {ImageReadOptions} from './image.ts';
import {readOf} from './image.ts';
import {builtOnOf} from './image-identity.ts';
import {chooseSaved} from './saved-images.ts';
import type {ImageIdentity, SubjectRead} from './subject.ts';

/** The files of an image in an archive of `docker save` and all who write the same, `-` for one from standard input. */
export async function readDockerArchive(
	world: World,
	path: string,
	tag: string | null,
	options: ImageReadOptions,
): Promise<SubjectRead> {
	const archive = await readArchive(world, archiveAt(world, path), archiveName(path), options);
	const reference = tag === null ? path : `${path}:${tag}`;
	return readSaved(archive, {reference, asked: tag, resolved: (id) => `docker-archive:${path}@${id}`}, options);
}

/** How an image in an archive is called: as the user named it, within the archive, and once its ID is known. */
export type SavedName = {
	readonly reference: string;
	readonly asked: string | null;
	readonly resolved: (id: Digest) => string;
};

/**
 * One image of an archive that was read: the ID is the digest of its configuration, and each image layer is what the
 * diff ID there says. An image manifest is known only where the archive holds one.
 */
export async function readSaved(
	archive: Archive,
	name: SavedName,
	options: Pick<ImageReadOptions, 'platform' | 'only'>,
): Promise<SubjectRead & {readonly image: ImageIdentity}> {
	const {image, config} = chooseSaved(archive, name.asked, options.platform);
	const {diffIds, createdBy, platform, labels, created, settings, startDigest} = config;
	if (diffIds.length !== image.layerFiles.length) {
		const counts = `${image.layerFiles.length} image layers, the configuration names ${diffIds.length}`;
		throw new FaultError('layer-count-mismatch', `${archive.name}: manifest.json names ${counts}`);
	}
	const stored = image.layerFiles.map((file, at) => ({file: archive.find(file), diffId: diffIds[at]!}));
	const above = await enclosing(archive, image.id, image.tags);
	const identity: ImageIdentity = {
		reference: name.reference,
		index: above?.index ?? null,
		manifest: above?.digest ?? null,
		config: image.id,
		platform,
		labels,
		created,
		settings,
		startDigest,
		layers: stored.map(({file, diffId}, at) => ({
			digest: file?.digest ?? diffId,
			diffId,
			size: file?.size ?? 0,
			mediaType: mediaTypes[file?.compression ?? 'none'],
			createdBy: createdBy[at] ?? null,
		})),
		tagMovedTo: null,
		members: above?.members ?? [],
		builtOn: builtOnOf(above?.manifest.annotations ?? new Map(), labels),
	};
	const subject = name.resolved(image.id);
	// Nothing was listed where no path is asked for.
	const only = await options.only;
	if (only?.size === 0) return {...readOf(subject, [], stored.length), image: identity};
	const stated = {digest: null, size: null, mediaType: ''};
	const reads = stored.map(({file, diffId}) => provenListing(file, {...stated, diffId}));
	return {...readOf(subject, reads), image: identity};
}

const mediaTypes = {
	none: 'application/vnd.docker.image.rootfs.diff.tar',
	gzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
	zstd: 'application/vnd.docker.image.rootfs.diff.tar.zstd',
} as const;
