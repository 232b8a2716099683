import {FaultError} from '../model/fault.ts';
import {saveMemory} from './save-memory.ts';

/** How much foreign bytes may ask of us before reading them is given up with FaultError `limit-exceeded`. */
export type Limits = {
	/** bytes that one compressed stream, holes of sparse files included, may grow to */
	readonly expandedBytes: number;
	/** output per input byte, asked once a stream has given more than `ratioFrom` bytes */
	readonly ratio: number;
	readonly ratioFrom: number;
	/** bytes a zstd frame may ask us to keep (RFC 8878, 3.1.1.1.2) */
	readonly zstdWindow: number;
	/** frames of one zstd stream: each costs a call, whatever its size */
	readonly zstdFrames: number;
	/** headers of one tar */
	readonly entries: number;
	/** bytes of one name or link target; Linux takes 4095 */
	readonly nameBytes: number;
	/** bytes of one PAX header or GNU long name; Go's reader takes 1 MiB */
	readonly extensionBytes: number;
};

/** What all streams of one image together may ask of us; each of them takes from it. */
export type Budget = {
	/** bytes of memory, estimated, that what is listed may hold */
	memory: number;
	/** bytes that `earn` may still add to it */
	promised: number;
	/** bytes as announced, and again after decompression */
	expanded: number;
};

/**
 * Some 400,000 files in few directories, and with what arrives 650,000, or half a million in a hundred thousand
 * directories: all of a run then stays below 300 MB. What costs its sender little is answered with little. Expanded:
 * twice what one stream may grow to.
 */
export const freshBudget = (): Budget => ({memory: 96 * 2 ** 20, promised: 64 * 2 ** 20, expanded: 128 * 2 ** 30});

/** Of two images that are compared: what differs between them stands beside what they name. */
export const pairBudget = (): Budget => ({...freshBudget(), promised: 16 * 2 ** 20});

/** A name and a digest in an archive take some 60 bytes once compressed, and some 220 in memory. */
const memoryOfByte = 6;

/** Bytes that came pay for what they may name. */
export function earn(budget: Budget, bytes: number): void {
	const more = Math.min(budget.promised, bytes * memoryOfByte);
	budget.promised -= more;
	budget.memory += more;
}

/** Bytes of names, of all that is read at once, from which on the collector is asked to come often; fewer are not worth its time. */
const worthSaving = 24 * 2 ** 20;
let spent = 0;

/** Takes bytes of memory from what an image may hold. FaultError `limit-exceeded` where they are not there. */
export function spend(budget: Budget, bytes: number): void {
	budget.memory -= bytes;
	spent += bytes;
	if (budget.memory < 0)
		throw new FaultError('limit-exceeded', 'the image names more, and at greater length, than is held in memory');
	if (spent > worthSaving) saveMemory();
}

/** Bytes of memory that a text takes: one for each character, or two where one of them is beyond Latin-1. */
export const memoryOfText = (text: string): number => (/[^\0-\xff]/.test(text) ? 2 : 1) * text.length;

export const defaultLimits: Limits = {
	expandedBytes: 64 * 2 ** 30,
	// deflate ends at 1032; zeros under zstd reach 32,768, which no honest layer keeps up for a gigabyte.
	ratio: 5_000,
	ratioFrom: 2 ** 30,
	// RFC 8878 asks for 8 MiB, builders of images use no more; four layers are read at once, each with its window.
	zstdWindow: 32 * 2 ** 20,
	zstdFrames: 4_000_000,
	entries: 2_000_000,
	nameBytes: 4_095,
	extensionBytes: 2 ** 20,
};
