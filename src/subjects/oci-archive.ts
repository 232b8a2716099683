import type {Digest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';
import type {Archive} from './archive.ts';
import {archiveAt, archiveName, readArchive} from './archive.ts';
import {provenListing} from './archived-layer.ts';
import type {ImageReadOptions, ImageSource, RawManifest} from './image.ts';
import {readImage} from './image.ts';
import {blobPath, checkLayout, chooseRoot, layoutIndex} from './oci-layout.ts';
import type {SubjectRead} from './subject.ts';

/** The files of an image in a tar of an OCI image layout, `-` for one from standard input. */
export async function readOciArchive(
	world: World,
	path: string,
	tag: string | null,
	options: ImageReadOptions,
): Promise<SubjectRead> {
	const name = archiveName(path);
	const archive = await readArchive(world, archiveAt(world, path), name, options);
	const layout = archive.document('oci-layout');
	const index = archive.document('index.json');
	if (layout === null || index === null) {
		const missing = layout === null ? 'oci-layout' : 'index.json';
		const hint = archive.find('manifest.json') === null ? '' : '; what docker save wrote is read as docker-archive:';
		throw new FaultError('file-missing', `${name} holds no ${missing} at its top${hint}`);
	}
	checkLayout(layout, name);
	const source: ImageSource = {
		reference: tag === null ? path : `${path}:${tag}`,
		resolved: ({manifest}) => `oci-archive:${path}@${manifest}`,
		async root() {
			const descriptor = chooseRoot(layoutIndex(index, name), name, tag, options.platform);
			return {...(await manifestIn(archive, descriptor.digest)), mediaType: descriptor.mediaType};
		},
		tagged: null,
		manifest: (digest) => manifestIn(archive, digest),
		async *blob({digest}) {
			yield documentIn(archive, digest);
		},
		range: null,
		listed: (layer, diffId) => provenListing(archive.find(blobPath(layer.digest)), {...layer, diffId}),
	};
	return readImage(world, source, options);
}

/** A manifest or index of an image layout in an archive. FaultError `part-missing`, `digest-mismatch` */
export async function manifestIn(archive: Archive, digest: Digest): Promise<RawManifest> {
	const bytes = documentIn(archive, digest);
	const found = archive.find(blobPath(digest))?.digest;
	if (found === digest) return {bytes, digest, mediaType: ''};
	throw new FaultError('digest-mismatch', `${archive.name}: ${digest} holds the bytes of ${found}`);
}

function documentIn(archive: Archive, digest: Digest): Uint8Array {
	const bytes = archive.document(blobPath(digest));
	if (bytes === null) throw new FaultError('part-missing', `${archive.name} does not hold ${digest}`);
	return bytes;
}
