import {freshBudget} from '../bytes/limits.ts';
import type {Digest} from '../model/digest.ts';
import {shortDigest} from '../model/digest.ts';
import type {Fault} from '../model/fault.ts';
import {squash} from '../rootfs/squash.ts';
import type {World} from '../world.ts';
import {type IdentifiedImage, identifyImage} from './image-identity.ts';
import {type LayerRead, readLayer} from './image-layer.ts';
import type {Descriptor} from './image-manifest.ts';
import {progressOf} from './progress.ts';
import type {ImageIdentity, ReadOptions, SubjectRead} from './subject.ts';

/** The raw bytes of an image manifest or index, and the digest somebody computed over them; `mediaType` '' where unsaid. */
export type RawManifest = {readonly bytes: Uint8Array; readonly digest: Digest; readonly mediaType: string};

/** Where an image is read from. Manifests come proven; blobs come as they are. */
export type ImageSource = {
	/** as the user named it, written out */
	readonly reference: string;
	/** how the image is named by its digests */
	readonly resolved: (image: Pick<ImageIdentity, 'manifest' | 'config'>) => string;
	/** the manifest or index that the name leads to */
	readonly root: () => Promise<RawManifest>;
	/** what the tag leads to, where the name holds a digest beside it */
	readonly tagged: (() => Promise<RawManifest>) | null;
	readonly manifest: (digest: Digest) => Promise<RawManifest>;
	readonly blob: (descriptor: {readonly digest: Digest; readonly size: number}) => AsyncIterable<Uint8Array>;
	/** `length` bytes of a blob from `from`, unproven; null where a part costs as much as the whole */
	readonly range:
		| ((
				descriptor: {readonly digest: Digest; readonly size: number},
				from: number,
				length: number,
		  ) => Promise<Uint8Array>)
		| null;
};

/** Image layers in flight: enough to keep two cores and a connection busy, few enough to stay small. */
const width = 4;
/** Image layers that fail before the others are left: each may take minutes of retries, and one alone leaves a gap. */
const mostFailures = 8;

/** What of a reader's options an image needs, wherever it is kept. */
export type ImageReadOptions = Pick<
	ReadOptions,
	'blobs' | 'search' | 'alike' | 'platform' | 'assurance' | 'layers' | 'only'
>;

/**
 * Reads the files of one image: which image it is, then every image layer, then what they add up to. An image layer
 * that cannot be read is a gap; an image that cannot be identified is a FaultError.
 */
export async function readImage(
	world: World,
	source: ImageSource,
	options: ImageReadOptions,
): Promise<SubjectRead & {readonly image: ImageIdentity & {readonly manifest: Digest}}> {
	const identified = await identifyImage(source, options.platform);
	const {identity} = identified;
	const reads = await readImageLayers(world, source, identified, options);
	const squashed = squash(reads.map((read) => ('fault' in read ? read : read.listing)));
	const asserted = reads.some((read) => 'assurance' in read && read.assurance === 'asserted');
	const manifest = asserted ? {...squashed.manifest, assurance: 'asserted' as const} : squashed.manifest;
	const {found, oddities} = squashed;
	return {subject: source.resolved(identity), manifest, image: identity, found, oddities, layersLeft: 0};
}

/** The image layers of an image from the one at `above` up to its top; in that order. */
export async function readImageLayers(
	world: World,
	source: ImageSource,
	{identity, layers: all}: IdentifiedImage,
	options: ImageReadOptions,
	above = 0,
): Promise<readonly LayerRead[]> {
	const layers = all.slice(above);
	const progress = progressOf(world, layers);
	const shared = new Map<string, Promise<LayerRead>>();
	const budget = freshBudget();
	let failures = 0;
	const readNext = async (layer: Descriptor, diffId: Digest | null): Promise<LayerRead> => {
		if (failures >= mostFailures) return {fault: notAsked(layer)};
		const read = await readLayer(source, layer, diffId, {...options, budget, progress: progress.count, log: world.log});
		if ('fault' in read) failures++;
		return read;
	};
	return inParallel(
		layers.map((layer, at) => {
			const diffId = identity.layers[above + at]!.diffId;
			// The same image layer twice is read once.
			const key = `${layer.digest} ${diffId} ${layer.mediaType}`;
			const run = async (): Promise<LayerRead> => {
				const running = shared.get(key) ?? readNext(layer, diffId);
				shared.set(key, running);
				const read = await running;
				progress.done();
				return read;
			};
			return {size: layer.size, run};
		}),
	);
}

const notAsked = ({digest}: Descriptor): Fault => ({
	code: 'limit-exceeded',
	detail: `image layer ${shortDigest(digest)}: not read, since ${mostFailures} others could not be`,
});

/** Runs jobs a few at a time, the largest first so that none is left over at the end; results in the jobs' order. */
async function inParallel<T>(jobs: readonly {readonly size: number; readonly run: () => Promise<T>}[]): Promise<T[]> {
	const results = new Array<T>(jobs.length);
	const waiting = jobs.map((job, at) => ({...job, at})).sort((a, b) => a.size - b.size);
	const worker = async (): Promise<void> => {
		for (let job = waiting.pop(); job !== undefined; job = waiting.pop()) {
			try {
				results[job.at] = await job.run();
			} catch (error) {
				waiting.length = 0;
				throw error;
			}
		}
	};
	await Promise.all(Array.from({length: Math.min(width, jobs.length)}, worker));
	return results;
}
