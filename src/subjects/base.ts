import type {Digest} from '../model/digest.ts';
import type {BaseEvidence} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import type {Reference} from '../model/reference.ts';
import {formatReference} from '../model/reference.ts';
import type {World} from '../world.ts';
import {type RegistryAccess, resolveImage} from './registry.ts';
import type {ImageIdentity} from './subject.ts';

export type Based = Pick<BaseEvidence, 'reference' | 'manifest' | 'layers' | 'moved'> & {
	/** the image layers were found under the digest that the image names, no longer under the reference */
	readonly byDigest: boolean;
};

type Image = Pick<ImageIdentity, 'platform' | 'layers'>;

/**
 * How many image layers, from the bottom, are those of a base image: its diff IDs begin the image's. Where `reference`
 * leads elsewhere by now, `was` is what the image says it was built on. A few small requests, no image layer.
 */
export async function compareBase(
	world: World,
	image: Image,
	reference: Reference,
	was: Digest | null,
	access: RegistryAccess,
): Promise<Based> {
	const options = {...access, platform: image.platform};
	const now = await resolveImage(world, reference, options);
	const found = {reference: formatReference(reference), manifest: now.manifest};
	if (beginsWith(image, now)) return {...found, layers: now.layers.length, moved: false, byDigest: false};
	const none = {...found, layers: 0, moved: true, byDigest: false};
	if (was === null || was === now.manifest || was === now.index) return none;
	try {
		const then = await resolveImage(world, {...reference, tag: null, digest: was}, options);
		return beginsWith(image, then) ? {...none, layers: then.layers.length, byDigest: true} : none;
	} catch (error) {
		// Registries drop what no tag names any more: then only that it moved is known.
		if (error instanceof FaultError && error.fault.code !== 'cancelled') return none;
		throw error;
	}
}

/** Diff IDs and not digests: the same image layer may be compressed anew on its way to another repository. */
function beginsWith(image: Image, base: Image): boolean {
	return base.layers.every(({diffId}, at) => diffId !== null && diffId === image.layers[at]?.diffId);
}
