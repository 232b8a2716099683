import {pairBudget} from '../bytes/limits.ts';
import type {Path} from '../model/path.ts';
import type {Listing} from '../rootfs/listing.ts';
import {lowerNeeds} from '../rootfs/lower-needs.ts';
import {Pending} from '../rootfs/pending.ts';
import type {World} from '../world.ts';
import {type ImageSource, imageLayers, type ReadLayers, readFromTop, readOf, type RunningReads} from './image.ts';
import {type IdentifiedImage, identifyImage} from './image-identity.ts';
import type {LayerRead} from './image-layer.ts';
import {readSubject} from './read.ts';
import type {ImageIdentity, ReadOptions, Subject, SubjectRead} from './subject.ts';

/** Image layers, from the bottom, that two images have in common; `unread`: how many of them nobody read. */
export type SharedLayers = {readonly layers: number; readonly unread: number};

/** `shared`: null where the sides are not two images that could be found. */
export type PairRead = {
	readonly reads: readonly PromiseSettledResult<SubjectRead>[];
	readonly shared: SharedLayers | null;
};

type Two<T> = readonly [T, T];
type Opened = {readonly source: ImageSource; readonly image: IdentifiedImage};
type ImageSubject = Extract<Subject, {kind: 'registry' | 'oci-dir'}>;

/**
 * Reads two subjects that are to be compared, both as far as they can be. Of two images the lowest image layers that
 * they share are read once, and only as far down as the difference below `within` depends on them: what differs there
 * is the same as after two whole reads.
 */
export async function readPair(
	world: World,
	subjects: Two<Subject>,
	options: ReadOptions,
	within: Path,
): Promise<PairRead> {
	const images = subjects.flatMap((subject) =>
		subject.kind === 'registry' || subject.kind === 'oci-dir' ? [subject] : [],
	);
	if (images.length < subjects.length)
		return {
			reads: await Promise.allSettled(subjects.map((subject) => readSubject(world, subject, options))),
			shared: null,
		};
	const opened = await Promise.allSettled(images.map((subject) => openImage(world, subject, options)));
	const [left, right] = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
	if (left === undefined || right === undefined)
		return {reads: opened.flatMap((one) => (one.status === 'rejected' ? [one] : [])), shared: null};
	return readImages(world, [left, right], options, within);
}

async function openImage(world: World, subject: ImageSubject, options: ReadOptions): Promise<Opened> {
	const source =
		subject.kind === 'registry'
			? (await import('./registry.ts')).registrySource(world, subject.reference, options)
			: await (await import('./oci-dir.ts')).ociDirSource(world, subject.path, subject.tag, options);
	return {source, image: await identifyImage(source, options.platform)};
}

async function readImages(world: World, sides: Two<Opened>, options: ReadOptions, within: Path): Promise<PairRead> {
	const shared = sharedBelow(sides[0].image.identity, sides[1].image.identity);
	const running: Two<RunningReads> = [new Map(), new Map()];
	const budget = pairBudget();
	const readers = sides.map(({source, image}, at) =>
		imageLayers(world, source, image, options, running[at]!, running[1 - at]!, budget),
	) as [ReadLayers, ReadLayers];
	const own = (await Promise.all(readers.map((read, at) => read(shared, sides[at]!.image.layers.length)))) as [
		readonly LayerRead[],
		readonly LayerRead[],
	];
	const needs = lowerNeeds([listingsOf(own[0]), listingsOf(own[1])], within);
	const pending = new Pending(needs.paths, needs.trees, true);
	const either: ReadLayers = (from, to) => readEither(readers, from, to);
	const {reads, left} = await readFromTop(either, shared, pending);
	const laid = sides.map(
		({source, image}, at): PromiseSettledResult<SubjectRead> => ({
			status: 'fulfilled',
			value: {...readOf(source.resolved(image.identity), [...reads, ...own[at]!], left), image: image.identity},
		}),
	);
	return {reads: laid, shared: {layers: shared, unread: left}};
}

/**
 * How many image layers two images share from the bottom: the same bytes, read in the same way. An equal diff ID alone is
 * the word of whoever wrote the configuration, and proves nothing of bytes that nobody reads.
 */
function sharedBelow({layers: left}: ImageIdentity, {layers: right}: ImageIdentity): number {
	const differs = left.findIndex((one, at) => {
		const other = right[at];
		return (
			other === undefined ||
			one.digest !== other.digest ||
			one.diffId !== other.diffId ||
			one.mediaType !== other.mediaType ||
			one.size !== other.size
		);
	});
	return differs < 0 ? left.length : differs;
}

const listingsOf = (reads: readonly LayerRead[]): readonly Listing[] =>
	reads.flatMap((read) => ('listing' in read ? [read.listing] : []));

/** Shared image layers as the first side has them; one that it cannot give, as the other has it. */
async function readEither([first, second]: Two<ReadLayers>, from: number, to: number): Promise<readonly LayerRead[]> {
	const reads = await first(from, to);
	return Promise.all(
		reads.map(async (read, at) => {
			if ('listing' in read) return read;
			const [other] = await second(from + at, from + at + 1);
			return other !== undefined && 'listing' in other ? other : read;
		}),
	);
}
