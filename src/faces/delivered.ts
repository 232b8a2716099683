import {close, constants, open, write} from 'node:fs';
import {lstat, readlink, realpath} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {promisify} from 'node:util';
import {FaultError} from '../model/fault.ts';

/** What a path that somebody wrote leads to, the links of its last part followed. */
type Place =
	/** replaced whole; may not be there yet */
	| {readonly kind: 'file'; readonly path: string}
	/** a descriptor we were started with, as /dev/stdout names one */
	| {readonly kind: 'descriptor'; readonly number: number}
	/** a FIFO or a character device */
	| {readonly kind: 'stream'; readonly path: string};

const maxLinks = 40;
const descriptor = /^\/(?:dev|proc\/(self|[0-9]+))\/fd\/([0-9]{1,6})$/;

/** Milliseconds until a FIFO is tried again: nobody reads it yet, or its reader is slow. */
const patience = 20;

/**
 * Writes a document where a user said: a file by `replace`, through a link the file it leads to. FIFOs, character
 * devices and our own descriptors are written into, since a file in their place would take them from everybody. A FIFO
 * waits for its reader, until `signal`.
 *
 * @throws FaultError `file-unreadable` for what takes no document, `cancelled`; the system's errors as they are
 */
export async function deliverTo(
	path: string,
	content: string | Uint8Array,
	replace: (path: string) => Promise<void>,
	signal: AbortSignal,
): Promise<void> {
	const place = await placeOf(path);
	if (place.kind === 'file') return replace(place.path);
	const patiently = waiting(path, signal);
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	// Opened without waiting: a thread that waits for a FIFO's reader would keep the process from ending.
	const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
	const number =
		place.kind === 'descriptor'
			? place.number
			: await patiently('ENXIO', () => promisify(open)(place.path, flags, 0o666));
	try {
		for (let at = 0; at < bytes.length; )
			at += (await patiently('EAGAIN', () => promisify(write)(number, bytes, at))).bytesWritten;
	} finally {
		if (place.kind === 'stream') await promisify(close)(number);
	}
}

/** Tries again for as long as the one error comes that may pass. */
const waiting =
	(path: string, signal: AbortSignal) =>
	async <T>(passing: string, attempt: () => Promise<T>): Promise<T> => {
		for (;;) {
			try {
				return await attempt();
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== passing) throw error;
			}
			await wait(patience, undefined, {signal}).catch((error: unknown) => {
				throw new FaultError('cancelled', `nobody read ${path} until the run was cancelled`, error);
			});
		}
	};

async function placeOf(path: string): Promise<Place> {
	let at = resolve(path);
	for (let links = 0; links < maxLinks; links++) {
		const [, owner, number] = descriptor.exec(at) ?? [];
		if (number !== undefined && isOurs(owner)) return {kind: 'descriptor', number: Number(number)};
		const found = await lstat(at).catch((error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT') return null;
			throw error;
		});
		if (found === null || found.isFile()) return {kind: 'file', path: at};
		if (found.isFIFO() || found.isCharacterDevice()) return {kind: 'stream', path: at};
		if (!found.isSymbolicLink()) {
			const what = found.isDirectory() ? 'a directory' : found.isSocket() ? 'a socket' : 'a block device';
			throw new FaultError('file-unreadable', `${path} is ${what}, and takes no document: name a file to write`);
		}
		// `..` in a link counts from where the link really is.
		at = resolve(await realpath(dirname(at)), await readlink(at));
	}
	throw new FaultError('file-unreadable', `${path} is a link that leads in a circle`);
}

/** `self` and /dev/fd are ours; with a number it may be another process. */
const isOurs = (owner: string | undefined): boolean =>
	owner === undefined || owner === 'self' || owner === String(process.pid);
