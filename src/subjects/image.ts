import {type Budget, freshBudget} from '../bytes/limits.ts';
import type {Digest} from '../model/digest.ts';
import {shortDigest} from '../model/digest.ts';
import {type Fault, FaultError} from '../model/fault.ts';
import type {FileManifest, ManifestEntry} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {Pending} from '../rootfs/pending.ts';
import {squash} from '../rootfs/squash.ts';
import type {World} from '../world.ts';
import {type IdentifiedImage, identifyImage} from './image-identity.ts';
import {type LayerRead, type LayerReadOptions, readLayer} from './image-layer.ts';
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
	/** an image layer that was read before it was known to be one, proven now; left out: they are read when they are wanted */
	readonly listed?: (descriptor: Descriptor, diffId: Digest | null) => LayerRead;
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
	const only = await options.only;
	const read = imageLayers(world, source, identified, options);
	const {reads, left} =
		only === null
			? {reads: await read(0, identified.layers.length), left: 0}
			: await readFromTop(read, identified.layers.length, new Pending(only));
	const laid = {...readOf(source.resolved(identity), reads, left), image: identity};
	return only === null || left === 0 ? laid : {...laid, manifest: knownOf(laid.manifest, only)};
}

/** Of a part of the image layers only what was asked for is known. A link to unread ones hides nothing below it. */
export function knownOf({assurance, entries, gaps}: FileManifest, only: ReadonlySet<Path>): FileManifest {
	return {
		assurance,
		entries: entries.filter(({path}) => only.has(path)),
		gaps: gaps.filter(({path, fault}) => fault.code !== 'unresolved-hardlink' || only.has(path)),
	};
}

/** What image layers add up to, with `left` unread ones below them: of those, whatever they say is missing. */
export function readOf(subject: string, reads: readonly LayerRead[], left = 0): Omit<SubjectRead, 'image'> {
	const {manifest, found, oddities} = squash(reads.map((one) => ('fault' in one ? one : one.listing)));
	return {
		subject,
		manifest: {
			assurance: reads.some((one) => 'assurance' in one && one.assurance === 'asserted') ? 'asserted' : 'verified',
			entries: left === 0 ? manifest.entries : manifest.entries.map((entry) => raised(entry, left)),
			gaps: manifest.gaps,
		},
		found,
		oddities: oddities.filter(({code}) => left === 0 || code !== 'stray-whiteout'),
		layersLeft: left,
	};
}

const raised = (entry: ManifestEntry, by: number): ManifestEntry => ({...entry, layer: (entry.layer ?? 0) + by});

/** Image layers `from` (included) `to` (not), counted from the bottom; each read once however often it is asked for. */
export type ReadLayers = (from: number, to: number) => Promise<readonly LayerRead[]>;

/** From the top until nothing further down can change what is pending; each step reads as many image layers as all before it. */
export async function readFromTop(
	read: ReadLayers,
	count: number,
	pending: Pending,
): Promise<{reads: readonly LayerRead[]; left: number}> {
	let reads: readonly LayerRead[] = [];
	let left = count;
	while (left > 0 && !pending.settled) {
		const next = Math.max(0, left - Math.max(1, reads.length));
		const below = await read(next, left);
		for (const one of below.toReversed()) if ('listing' in one) pending.take(one.listing);
		reads = [...below, ...reads];
		left = next;
	}
	return {reads, left};
}

/** Image layers that were read or are being read, by what makes two of them one. */
export type RunningReads = Map<string, Promise<LayerRead>>;

/**
 * Reads image layers of one image, some at a time, within one budget; in `own` it says which. What `others` read of
 * another image is not read again, unless that failed. Two images that are held at once share one `budget`.
 */
export function imageLayers(
	world: World,
	source: ImageSource,
	{identity, layers: all}: IdentifiedImage,
	options: ImageReadOptions,
	own: RunningReads = new Map(),
	others: RunningReads = new Map(),
	budget: Budget = freshBudget(),
): ReadLayers {
	let failures = 0;
	const readNext = async (
		layer: Descriptor,
		diffId: Digest | null,
		progress: LayerReadOptions['progress'],
	): Promise<LayerRead> => {
		if (failures >= mostFailures) return {fault: notAsked(layer)};
		const read = await readLayer(source, layer, diffId, {...options, budget, progress, log: world.log});
		if ('fault' in read) failures++;
		// What does not fit by itself fits even less with all of it laid over each other.
		if (budget.memory < 0) throw new FaultError('limit-exceeded', 'fault' in read ? read.fault.detail : '');
		return read;
	};
	return (from, to) => {
		const layers = all.slice(from, to);
		const progress = progressOf(world, layers);
		const jobs = layers.map((layer, at) => {
			const diffId = identity.layers[from + at]!.diffId;
			// The same image layer twice is read once.
			const key = `${layer.digest} ${diffId} ${layer.mediaType}`;
			const run = async (): Promise<LayerRead> => {
				const next = (): Promise<LayerRead> => readNext(layer, diffId, progress.count);
				const running = own.get(key) ?? others.get(key)?.then((read) => ('fault' in read ? next() : read)) ?? next();
				own.set(key, running);
				const read = await running;
				progress.done();
				return read;
			};
			return {size: layer.size, run};
		});
		return inParallel(jobs);
	};
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
