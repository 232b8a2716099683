import {constants, type BigIntStats} from 'node:fs';
import {appendFile, lstat, mkdir, open, readdir, readlink, rename, rm, utimes, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {FaultError} from '../model/fault.ts';
import {bytesOfText, isUtf8, textOfBytes} from '../model/path.ts';
import type {FileKind, FileStat, Files} from '../world.ts';

/** 1 MiB: fewer, larger reads; a file's size is no reason to hold it whole. */
const chunkSize = 1 << 20;

/** The files of this machine. Names that are not UTF-8 are carried in our text form and given back as their bytes. */
export function nodeFiles(cwd: string, signal: AbortSignal): Files {
	const write = async (path: string, content: string | Uint8Array): Promise<void> => {
		const beside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.part`;
		try {
			await makeDirectories(dirname(path));
			await writeFile(beside, content);
			await rename(beside, path);
		} catch (error) {
			// What went wrong first is told; there may not even be a directory to clean up in.
			await rm(beside, {force: true}).catch(() => undefined);
			throw asFault(error, path);
		}
	};
	// A file may be large without end, or slow as a network is.
	const stopIfAsked = (path: string): void => {
		if (signal.aborted) throw new FaultError('cancelled', `stopped while ${path} was read`);
	};
	return {
		cwd,
		async read(path, maxBytes) {
			const file = await opened(path);
			try {
				const {size} = await file.stat();
				if (size > maxBytes)
					throw new FaultError('too-large', `${path} has ${size} bytes; at most ${maxBytes} are read`);
				// The size is a hint only: /proc files say 0 and a file may grow while it is read.
				const chunks: Buffer[] = [];
				let total = 0;
				for (;;) {
					stopIfAsked(path);
					const {bytesRead, buffer} = await file.read(
						Buffer.allocUnsafe(Math.min(chunkSize, maxBytes + 1)),
						0,
						null,
						null,
					);
					if (bytesRead === 0) return Buffer.concat(chunks, total);
					total += bytesRead;
					if (total > maxBytes) throw new FaultError('too-large', `${path} has more than ${maxBytes} bytes`);
					chunks.push(buffer.subarray(0, bytesRead));
				}
			} catch (error) {
				throw asFault(error, path);
			} finally {
				await file.close();
			}
		},
		async *stream(path) {
			const file = await opened(path);
			try {
				const {size} = await file.stat();
				const room = Math.max(1, Math.min(chunkSize, size + 1));
				for (;;) {
					stopIfAsked(path);
					const {bytesRead, buffer} = await file.read(Buffer.allocUnsafe(room), 0, null, null);
					if (bytesRead === 0) return;
					yield buffer.subarray(0, bytesRead);
				}
			} catch (error) {
				throw asFault(error, path);
			} finally {
				await file.close();
			}
		},
		async list(path) {
			try {
				return (await readdir(native(path), {encoding: 'buffer'})).map(textOfBytes);
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async stat(path) {
			try {
				return statOf(await lstat(native(path), {bigint: true}));
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async readLink(path) {
			try {
				return textOfBytes(await readlink(native(path), {encoding: 'buffer'}));
			} catch (error) {
				throw asFault(error, path);
			}
		},
		write,
		async deliver(path, content) {
			try {
				const {deliverTo} = await import('./delivered.ts');
				await deliverTo(path, content, (place) => write(place, content), signal);
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async append(path, content) {
			try {
				await appendFile(path, content);
			} catch (error) {
				throw asFault(error, path);
			}
		},
		user: process.geteuid?.() ?? null,
		async makePrivate(path) {
			try {
				await makeDirectories(path, 0o700);
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async remove(path) {
			try {
				await rm(path, {force: true});
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async touch(path) {
			try {
				const now = new Date();
				await utimes(path, now, now);
			} catch (error) {
				throw asFault(error, path);
			}
		},
	};
}

const native = (path: string): string | Buffer => (isUtf8(path) ? path : Buffer.from(bytesOfText(path)));

/**
 * A directory and what is missing above it, one after the other: Node's own way to do so never ends where a directory
 * can be neither found nor made, as below /proc.
 */
async function makeDirectories(path: string, mode = 0o777): Promise<void> {
	const missing: string[] = [];
	let at = path;
	let code = await made(at, mode);
	while (code === 'ENOENT' && at !== dirname(at)) {
		missing.push(at);
		at = dirname(at);
		code = await made(at, mode);
	}
	// Somebody else may make them at the same time.
	for (const one of missing.reverse()) if (code === null || code === 'EEXIST') code = await made(one, mode);
	if (code !== null && code !== 'EEXIST') throw Object.assign(new Error(path), {code});
	await lstat(native(`${path}/.`));
}

/** Null, or the code of what was in the way. */
const made = (path: string, mode: number): Promise<string | null> =>
	mkdir(native(path), {mode}).then(
		() => null,
		(error: NodeJS.ErrnoException) => error.code ?? 'unknown',
	);

/** O_NONBLOCK: opening a FIFO that nobody writes must not hang; O_NOFOLLOW is not set, for a user may name a link. */
async function opened(path: string) {
	try {
		const file = await open(native(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		if (!(await file.stat()).isDirectory()) return file;
		await file.close();
		throw new FaultError('file-unreadable', `${path} is a directory`);
	} catch (error) {
		throw asFault(error, path);
	}
}

function asFault(error: unknown, path: string): FaultError {
	if (error instanceof FaultError) return error;
	const code = (error as NodeJS.ErrnoException).code;
	if (code === 'ENOENT') return new FaultError('file-missing', `${path} does not exist`, error);
	if (code === 'ENOTDIR') return new FaultError('not-a-directory', `${path}: a part of it is no directory`, error);
	return new FaultError('file-unreadable', `${path}: ${code ?? (error as Error).message}`, error);
}

function statOf(stat: BigIntStats): FileStat {
	const device = Number(stat.rdev);
	return {
		kind: kindOf(stat),
		size: Number(stat.size),
		mode: Number(stat.mode) & 0o7777,
		// Linux's encoding of a device number (makedev(3)), 12 + 20 bits.
		major: (device >> 8) & 0xfff,
		minor: (device & 0xff) | ((device >> 12) & 0xfff00),
		mtime: Number(stat.mtimeMs),
		links: Number(stat.nlink),
		device: String(stat.dev),
		inode: String(stat.ino),
		owner: process.geteuid === undefined ? null : Number(stat.uid),
	};
}

function kindOf(stat: BigIntStats): FileKind {
	if (stat.isFile()) return 'file';
	if (stat.isDirectory()) return 'directory';
	if (stat.isSymbolicLink()) return 'symlink';
	if (stat.isFIFO()) return 'fifo';
	if (stat.isSocket()) return 'socket';
	return stat.isBlockDevice() ? 'block' : 'character';
}
