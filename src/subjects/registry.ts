import {openRegistry} from '../adapters/registry/client.ts';
import type {Digest} from '../model/digest.ts';
import type {Reference} from '../model/reference.ts';
import {formatReference} from '../model/reference.ts';
import type {World} from '../world.ts';
import type {ImageSource} from './image.ts';
import {readImage} from './image.ts';
import {identifyImage} from './image-identity.ts';
import type {ImageIdentity, ReadOptions, SubjectRead} from './subject.ts';

/** How a registry is reached. */
export type RegistryAccess = Pick<ReadOptions, 'plainHttp' | 'credentials' | 'timeouts' | 'publicOnly' | 'ca'>;

/** A registry's image always has an image manifest. */
export type RegistryImage = ImageIdentity & {readonly manifest: Digest};

/** The files of an image, read from its registry without a daemon and without unpacking anything to disk. */
export const readRegistry = (
	world: World,
	reference: Reference,
	options: ReadOptions,
): Promise<SubjectRead & {readonly image: RegistryImage}> =>
	readImage(world, registrySource(world, reference, options), options);

/** Which image a reference means now; a few small requests, no image layer. */
export const resolveImage = async (
	world: World,
	reference: Reference,
	options: RegistryAccess & Pick<ReadOptions, 'platform'>,
): Promise<RegistryImage> =>
	(await identifyImage(registrySource(world, reference, options), options.platform)).identity;

export function registrySource(world: World, reference: Reference, options: RegistryAccess): ImageSource {
	const client = openRegistry(world, reference, options);
	const {tag, digest} = reference;
	return {
		reference: formatReference(reference),
		resolved: ({manifest}) => `registry:${formatReference({...reference, tag: null, digest: manifest})}`,
		// A tag can move while we look: it is resolved once, everything after goes by digest.
		root: () => client.manifest(digest ?? tag ?? 'latest'),
		tagged: tag !== null && digest !== null ? () => client.manifest(tag) : null,
		manifest: client.manifest,
		blob: client.blob,
		range: client.range,
	};
}
