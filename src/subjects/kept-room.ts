import {FaultError} from '../model/fault.ts';
import type {FileKind, World} from '../world.ts';
import {isOwnWay} from './own-way.ts';

/** What one directory of kept files may grow to. */
export type RoomLimits = {
	/** of one file; larger ones are neither written nor read */
	readonly fileBytes: number;
	/** of all files */
	readonly bytes: number;
	readonly files: number;
};

const defaultLimits: RoomLimits = {fileBytes: 32 << 20, bytes: 256 << 20, files: 512};
/** Milliseconds after which a file that was never finished has no writer any more. */
const abandoned = 3_600_000;

/** A place for kept files that does not grow without end. */
export type KeptRoom = {
	/** FaultError where there is no such file, `file-missing`, or none that can be read */
	readonly read: (name: string) => Promise<Uint8Array>;
	/** whether nobody else can have written the file */
	readonly isOwn: (name: string) => Promise<boolean>;
	/** false: too large to be kept */
	readonly write: (name: string, bytes: Uint8Array) => Promise<boolean>;
	/** remembers that a file was of use */
	readonly touch: (name: string) => Promise<void>;
	/** says once that nothing can be kept */
	readonly warn: (why: string) => void;
};

type Kept = {bytes: number; used: number};

/** A directory; what was used longest ago goes first. */
export function keptRoom(world: World, directory: string, changes: Partial<RoomLimits>): KeptRoom {
	const {files} = world;
	const limits = {...defaultLimits, ...changes};
	/** by name; what other processes add meanwhile is counted by the next one */
	let known: Promise<Map<string, Kept>> | null = null;
	let warned = false;

	return {
		read: (name) => files.read(`${directory}/${name}`, limits.fileBytes),
		isOwn: (name) => isOwn(world, directory, name),
		async write(name, bytes) {
			if (bytes.length > limits.fileBytes) return false;
			await files.makePrivate(directory);
			const kept = await (known ??= counted(world, directory));
			await files.write(`${directory}/${name}`, bytes);
			kept.set(name, {bytes: bytes.length, used: world.now()});
			await evict(world, directory, kept, limits);
			return true;
		},
		async touch(name) {
			try {
				await files.touch(`${directory}/${name}`);
				const file = (await known)?.get(name);
				if (file !== undefined) file.used = world.now();
			} catch (error) {
				// A directory that may only be read keeps its order.
				if (!(error instanceof FaultError)) throw error;
			}
		},
		warn(why) {
			if (!warned) world.log.warn(`image layers that were read are not kept for the next run: ${why}`);
			warned = true;
		},
	};
}

const ours = /^[0-9a-f]{64}\.layer$/;
const unfinished = /^[0-9a-f]{64}\.layer\..+\.part$/;

async function counted(world: World, directory: string): Promise<Map<string, Kept>> {
	const kept = new Map<string, Kept>();
	for (const name of await world.files.list(directory)) {
		const part = unfinished.test(name);
		if (!part && !ours.test(name)) continue;
		try {
			const {kind, size, mtime} = await world.files.stat(`${directory}/${name}`);
			if (kind !== 'file') continue;
			if (!part) kept.set(name, {bytes: size, used: mtime});
			else if (world.now() - mtime > abandoned) await world.files.remove(`${directory}/${name}`);
		} catch (error) {
			// Another process removed it in this moment.
			if (!(error instanceof FaultError)) throw error;
		}
	}
	return kept;
}

async function evict(world: World, directory: string, kept: Map<string, Kept>, limits: RoomLimits): Promise<void> {
	let bytes = [...kept.values()].reduce((sum, file) => sum + file.bytes, 0);
	if (bytes <= limits.bytes && kept.size <= limits.files) return;
	for (const [name, file] of [...kept].sort(([, a], [, b]) => a.used - b.used)) {
		if (bytes <= limits.bytes && kept.size <= limits.files) return;
		await world.files.remove(`${directory}/${name}`);
		kept.delete(name);
		bytes -= file.bytes;
	}
}

/**
 * Whether nobody but this user (and root) could have written a file there; nothing tells where files have no owner. In
 * a directory that nobody else may enter, a file's own mode, which may be a umask of 002, lets nobody in.
 */
async function isOwn(world: World, directory: string, name: string): Promise<boolean> {
	const {user, stat} = world.files;
	if (user === null) return false;
	const own = async (path: string, kind: FileKind): Promise<number | null> => {
		const found = await stat(path);
		return found.kind === kind && found.owner === user ? found.mode : null;
	};
	const around = await own(directory, 'directory');
	if (around === null || (around & 0o022) !== 0) return false;
	if (!(await isOwnWay(world, directory))) return false;
	const mode = await own(`${directory}/${name}`, 'file');
	return mode !== null && ((mode & 0o022) === 0 || (around & 0o011) === 0);
}
