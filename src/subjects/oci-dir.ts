import {digestOf} from '../bytes/digest.ts';
import type {Digest} from '../model/digest.ts';
import {algorithmOf} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';
import type {ImageReadOptions, ImageSource, RawManifest} from './image.ts';
import {readImage} from './image.ts';
import {blobPath, checkLayout, chooseRoot, layoutIndex} from './oci-layout.ts';
import type {ReadOptions, SubjectRead} from './subject.ts';

const maxManifest = 4 * 1024 * 1024;

/** The files of an image in an OCI image layout (image-layout.md): `oci-layout`, `index.json`, `blobs/`. */
export const readOciDir = async (
	world: World,
	path: string,
	tag: string | null,
	options: ImageReadOptions,
): Promise<SubjectRead> => readImage(world, await ociDirSource(world, path, tag, options), options);

export async function ociDirSource(
	world: World,
	path: string,
	tag: string | null,
	options: Pick<ReadOptions, 'platform'>,
): Promise<ImageSource> {
	checkLayout(await world.files.read(`${path}/oci-layout`, 64 * 1024), path);
	const manifest = async (digest: Digest): Promise<RawManifest> => {
		const bytes = await world.files.read(`${path}/${blobPath(digest)}`, maxManifest);
		const found = digestOf(bytes, algorithmOf(digest));
		if (found !== digest) throw new FaultError('digest-mismatch', `${path}: ${digest} holds the bytes of ${found}`);
		return {bytes, digest, mediaType: ''};
	};
	return {
		reference: tag === null ? path : `${path}:${tag}`,
		resolved: ({manifest: digest}) => `oci-dir:${path}@${digest}`,
		async root() {
			const manifests = layoutIndex(await world.files.read(`${path}/index.json`, maxManifest), path);
			const descriptor = chooseRoot(manifests, path, tag, options.platform);
			return {...(await manifest(descriptor.digest)), mediaType: descriptor.mediaType};
		},
		tagged: null,
		manifest,
		blob: (descriptor) => world.files.stream(`${path}/${blobPath(descriptor.digest)}`),
		range: null,
	};
}
