import type {Digest} from '../model/digest.ts';
import type {BaseEvidence, ImageEvidence} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import type {Reference} from '../model/reference.ts';
import {parseReference} from '../model/reference.ts';
import {compareBase} from '../subjects/base.ts';
import type {RegistryAccess} from '../subjects/registry.ts';
import type {ImageIdentity} from '../subjects/subject.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';

type Found = Pick<ImageEvidence, 'base' | 'baseFault'>;

const notStated: Found = {base: null, baseFault: null};

/**
 * What the image was built on: the base the configuration names, or else the one the image names in its own registry.
 * A base that cannot be read is told beside the image and is no fault of it.
 */
export async function observeBase(
	world: World,
	plan: Plan,
	image: ImageIdentity,
	reference: Reference,
	access: RegistryAccess,
): Promise<Found> {
	const stated = statedBase(plan, image, reference);
	if (stated === null) return notStated;
	// What may be shown to the image's registry is not another's to see.
	const own = stated.reference.registry === reference.registry;
	const options = own ? access : {...access, credentials: null, plainHttp: false};
	const seen = await attempt(world, () => compareBase(world, image, stated.reference, stated.was, options));
	if (seen.status !== 'observed')
		return seen.status === 'unavailable' ? {base: null, baseFault: seen.fault} : notStated;
	const {byDigest, fault, ...found} = seen.value;
	return {base: {...found, statedBy: byDigest ? 'image' : stated.by}, baseFault: fault};
}

type Stated = {readonly reference: Reference; readonly was: Digest | null; readonly by: BaseEvidence['statedBy']};

function statedBase(plan: Plan, {builtOn}: ImageIdentity, image: Reference): Stated | null {
	const config = plan.service.image!;
	// Whoever built the image wrote what it says of itself: nobody else's host is contacted on that word, and it is not
	// taken where only proven bytes count.
	const believed = plan.trust === 'trusted' && config.assurance !== 'verified';
	const said = builtOn === null || !believed ? null : readable(builtOn.name);
	if (config.base !== null) {
		const reference = readable(config.base);
		if (reference === null) return null;
		const same = said?.registry === reference.registry && said.repository === reference.repository;
		return {reference, was: same ? (builtOn?.digest ?? null) : null, by: 'configuration'};
	}
	if (said === null || said.registry !== image.registry) return null;
	return {reference: said, was: builtOn?.digest ?? null, by: 'image'};
}

function readable(text: string): Reference | null {
	const reference = parseReference(text);
	return typeof reference === 'string' ? null : reference;
}
