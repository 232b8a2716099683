import {type CacheAccess, cacheService} from '../adapters/actions-cache/service.ts';
import {digestOf} from '../bytes/digest.ts';
import {hexOf} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';
import {type KeptLayers, type KeptOptions, layersIn, secretMark} from './kept-layers.ts';
import type {KeptRoom} from './kept-room.ts';
import {bundled, fileCost, type LayerFiles, mostFiles, unbundled} from './layer-bundle.ts';
import type {LayerStore} from './layer-store.ts';

export type {CacheAccess};

export type SharedLayersOptions = KeptOptions & {
	/** what the run is about: runs about the same find each other's listings */
	readonly about: readonly string[];
};

/** `save`, at the end of a run, keeps what was new to it for the next one; what hinders it is a warning. */
export type SharedLayers = LayerStore & {readonly save: () => Promise<void>};

/** One entry: the listings of images with a million files. */
const whole = {bytes: 64 << 20, files: mostFiles};
const maxFileBytes = 32 << 20;
/** What only other runs used travels on while an entry is small, so that the way back to an earlier release finds it. */
const spare = {bytes: 8 << 20, files: 64};

/**
 * Listings of image layers in a cache that other jobs write too, in one entry for each state. They are read and made in
 * memory: no file of this machine is written, wherever an entry wants to go. The service is asked at the first `get`;
 * one that fails, answers nonsense or takes too long is told once, and counts as empty.
 */
export function sharedLayers(world: World, access: CacheAccess, options: SharedLayersOptions): SharedLayers {
	const {log} = world;
	const service = cacheService(world, access);
	const prefix = prefixOf(options);
	const key = `${prefix}${Buffer.from(world.random(8)).toString('hex')}`;
	let failed = false;

	/** Null where it fails. A cancelled run rejects. */
	const trying = async <T>(what: string, act: () => Promise<T>): Promise<T | null> => {
		try {
			return await act();
		} catch (error) {
			if (!(error instanceof FaultError) || world.signal.aborted) throw error;
			// An entry that is too large is replaced; a service that fails is not asked again.
			failed = error.fault.code !== 'too-large';
			log.warn(`listings of image layers were not ${what}: ${error.fault.detail}`);
			return null;
		}
	};
	const restored = async (): Promise<LayerFiles> => {
		if (!access.mayRead) return new Map();
		const bytes = await trying('found in the cache', () => service.newest(prefix, key, whole.bytes));
		if (bytes === null) return new Map();
		const files = unbundled(bytes);
		if (files === null)
			log.warn('listings of image layers were not found in the cache: its entry holds something else');
		else log.info(`listings of image layers: ${files.size} from the cache (${kibibytes(bytes.length)})`);
		return files ?? new Map();
	};
	const open = async (): Promise<{files: Map<string, Uint8Array>; layers: KeptLayers}> => {
		const files = new Map(await restored());
		return {files, layers: layersIn(heldRoom(files), log, options)};
	};
	let opened: ReturnType<typeof open> | null = null;

	return {
		get: async (layer) => (await (opened ??= open())).layers.get(layer),
		put: async (layer, kept) => (await (opened ??= open())).layers.put(layer, kept),
		async save() {
			if (opened === null) return;
			const {files, layers} = await opened;
			if (failed || !access.mayWrite || layers.written().size === 0) return;
			const chosen = chosenOf(files, layers.used());
			const bytes = bundled(chosen);
			await trying('kept for the next run', async () => {
				await service.save(key, bytes);
				log.info(`listings of image layers: ${chosen.size} kept for the next run (${kibibytes(bytes.length)})`);
			});
		},
	};
}

/**
 * One name for what the run is about, read by this version, sealed under this secret. No operating system and no digest
 * of an image layer is in it: each listing says itself what it answers for, and the newest entry holds most of them.
 */
function prefixOf({tool, about, secret}: SharedLayersOptions): string {
	const text = JSON.stringify([tool, secretMark(secret), ...new Set([...about].sort())]);
	return `deploy-truth-listings-v1-${hexOf(digestOf(Buffer.from(text))).slice(0, 24)}-`;
}

/** A room in memory; whatever was there may be anybody's. */
const heldRoom = (files: Map<string, Uint8Array>): KeptRoom => ({
	async read(name) {
		const bytes = files.get(name);
		if (bytes === undefined) throw new FaultError('file-missing', name);
		if (bytes.length > maxFileBytes) throw new FaultError('too-large', `${name} has ${bytes.length} bytes`);
		return bytes;
	},
	isOwn: async () => false,
	async write(name, bytes) {
		if (bytes.length > maxFileBytes) return false;
		files.set(name, bytes);
		return true;
	},
	touch: async () => {},
	warn: () => {},
});

/** What this run used, then what it found beside that. */
function chosenOf(files: LayerFiles, used: ReadonlySet<string>): LayerFiles {
	const chosen = new Map<string, Uint8Array>();
	let bytes = fileCost;
	for (const name of new Set([...used, ...files.keys()])) {
		const file = files.get(name)!;
		const limit = used.has(name) ? whole : spare;
		const after = bytes + fileCost + file.length;
		if (after > limit.bytes || chosen.size === limit.files) continue;
		bytes = after;
		chosen.set(name, file);
	}
	return chosen;
}

const kibibytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;
