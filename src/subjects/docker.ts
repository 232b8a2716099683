import {imageId, savedImage} from '../adapters/runtime/docker-image.ts';
import {hexOf, shortDigest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import {sameImage} from '../model/image-digests.ts';
import type {World} from '../world.ts';
import {readArchive} from './archive.ts';
import {readSaved} from './docker-archive.ts';
import type {ImageReadOptions} from './image.ts';
import type {ReadOptions, SubjectRead} from './subject.ts';

/**
 * The files of an image in an engine's store, which nothing is written to. A name can move while we look: it is resolved
 * to an ID once, and what the engine gives is that image only where the ID is proven to name it.
 */
export async function readEngineImage(
	world: World,
	reference: string,
	options: ImageReadOptions & Pick<ReadOptions, 'timeouts'>,
): Promise<SubjectRead> {
	const id = await imageId(world, reference, options.timeouts.request);
	const archive = await readArchive(world, savedImage(world, id), `docker image save ${shortDigest(id)}`, options);
	const isId =
		/^(?:sha256:)?[0-9a-f]{12,64}$/.test(reference) && hexOf(id).startsWith(reference.replace('sha256:', ''));
	const resolved = (): string => (isId ? `docker:${id}` : `docker:${reference.split('@')[0]}@${id}`);
	const read = await readSaved(archive, {reference, asked: null, resolved}, options);
	if (sameImage(read.image, id).status === 'same') return read;
	throw new FaultError('digest-mismatch', `the engine calls it ${id}, what it gave is ${read.image.config}`);
}
