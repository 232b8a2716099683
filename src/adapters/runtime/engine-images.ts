import {startDigest} from '../../bytes/start.ts';
import {isObject} from '../../model/shape.ts';
import type {Answered} from './engine-answer.ts';
import {objectsIn, textOf, textsOf, timeOf, within} from './engine-answer.ts';
import type {Engine} from './engine-command.ts';

/** An image in an engine's store. */
export type EngineImage = {
	/** its ID, and the digests under which it was pulled or pushed */
	readonly digests: readonly string[];
	readonly diffIds: readonly string[] | null;
	readonly startDigest: string | null;
	/** when a name of it was last set on this machine, or it was built; null: not known */
	readonly since: string | null;
};

const isId = /^(?:sha256:)?[0-9a-f]{64}$/;
/** Podman writes IDs without their algorithm. */
const bare = (id: string): string => id.replace(/^sha256:/, '');

const atOnce = 50;
const mostLayers = 200;

/**
 * What each name or ID leads to in the engine's store now; null where it leads nowhere.
 *
 * One process for all of them where all are there: what is found is printed in the order of the question.
 */
export async function engineImages(
	engine: Engine,
	names: readonly string[],
): Promise<ReadonlyMap<string, EngineImage | null>> {
	const images = new Map<string, EngineImage | null>();
	for (let at = 0; at < names.length; at += atOnce) {
		const some = names.slice(at, at + atOnce);
		const found = await inspected(engine, some);
		if (found.complete && found.images.length === some.length)
			for (const [index, name] of some.entries()) images.set(name, imageOf(name, found.images[index]!));
		else
			for (const name of some) {
				const [image] = (await inspected(engine, [name])).images;
				images.set(name, image === undefined ? null : imageOf(name, image));
			}
	}
	return images;
}

async function inspected(engine: Engine, names: readonly string[]) {
	const {printed, complete} = await engine.askForSome(['image', 'inspect', '--', ...names], {
		right: 'read images',
		missing: `the engine's store holds no image ${names.join(', ')}`,
	});
	return {complete, images: objectsIn(printed, `${engine.command} image inspect`)};
}

/** Null where another image came than the ID that was asked for. */
function imageOf(name: string, image: Answered): EngineImage | null {
	const id = textOf(image['Id']);
	if (id === null || (isId.test(name) && bare(name) !== bare(id))) return null;
	// The containerd store, and podman, tell of the image manifest or index beside the ID.
	const more = [textOf(within(image, 'Descriptor', 'digest')), textOf(image['Digest'])];
	return {
		digests: [...new Set([id, ...(textsOf(image['RepoDigests'], 100) ?? []), ...more])].filter((one) => one !== null),
		diffIds: textsOf(within(image, 'RootFS', 'Layers'), mostLayers),
		startDigest: isObject(image['Config']) ? startDigest(image['Config']) : null,
		since: timeOf(within(image, 'Metadata', 'LastTagTime')) ?? timeOf(image['Created']),
	};
}
