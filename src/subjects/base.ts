import type {Digest} from '../model/digest.ts';
import type {BaseEvidence, BaseRelation} from '../model/evidence.ts';
import type {Fault} from '../model/fault.ts';
import {FaultError} from '../model/fault.ts';
import type {Reference} from '../model/reference.ts';
import {formatReference} from '../model/reference.ts';
import type {World} from '../world.ts';
import {type RegistryAccess, resolveImage} from './registry.ts';
import type {ImageIdentity} from './subject.ts';

export type Based = Pick<BaseEvidence, 'reference' | 'manifest' | 'layers' | 'relation'> & {
	/** the image layers were found under the digest that the image names, no longer under the reference */
	readonly byDigest: boolean;
	/** why the digest that the image names could not be asked, where that leaves the relation unknown */
	readonly fault: Fault | null;
};

type Image = Pick<ImageIdentity, 'platform' | 'config' | 'layers'>;

/**
 * What a base image is to an image, by diff IDs: whether those of the base begin the image's. Where `reference` leads
 * elsewhere, `was` is the digest in the same repository that the image says it was built on. A few small requests, no
 * image layer.
 *
 * @throws FaultError where `reference` itself cannot be read
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
	const found = {reference: formatReference(reference), manifest: now.tagMovedTo ?? now.manifest};
	const is = (relation: BaseRelation, more: Partial<Based> = {}): Based => {
		return {...found, layers: 0, relation, byDigest: false, fault: null, ...more};
	};
	const held = beginsWith(image, now);
	// A digest beside a tag stays the base when the tag has gone on without it.
	if (held === true) return is(now.tagMovedTo === null ? 'built-on' : 'moved', {layers: now.layers.length});
	if (held === null) return is('not-known');
	// A digest never led elsewhere, and nothing is built on itself.
	if (reference.digest !== null || now.config === image.config) return is('not-its-base');
	// Bases are pushed anew under their tag all the time: without a word from the image either may be so.
	if (was === null) return is('not-known');
	// An image that names what the tag leads to now is contradicted by its own image layers.
	if (was === now.manifest || was === now.index) return is('not-its-base');
	try {
		const then = await resolveImage(world, {...reference, tag: null, digest: was}, options);
		const began = beginsWith(image, then);
		if (began === null) return is('not-known');
		return began ? is('moved', {layers: then.layers.length, byDigest: true}) : is('not-its-base');
	} catch (error) {
		// Registries drop what no tag names any more.
		if (error instanceof FaultError && error.fault.code !== 'cancelled') return is('not-known', {fault: error.fault});
		throw error;
	}
}

/**
 * Diff IDs and not digests: the same image layer may be compressed anew on its way to another repository. Null where
 * nothing tells: no image layers begin every image, and one without a diff ID may be any.
 */
function beginsWith(image: Image, base: Image): boolean | null {
	if (base.config === image.config || base.layers.length > image.layers.length) return false;
	const pairs = base.layers.map(({diffId}, at) => [diffId, image.layers[at]!.diffId] as const);
	if (pairs.some(([one, other]) => one !== null && other !== null && one !== other)) return false;
	return pairs.length === 0 || pairs.flat().includes(null) ? null : true;
}
