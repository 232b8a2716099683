import {FaultError} from '../model/fault.ts';
import {giveBack} from './lent.ts';
import type {Limits} from './limits.ts';

// RFC 8878: 3.1.1 frames, 3.1.1.1 frame header, 3.1.1.2 blocks, 3.1.2 skippable frames.
const magic = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;

export const isZstd = (first: number): boolean => first === frameMagic || isSkippable(first);
const isSkippable = (word: number): boolean => (word & 0xfffffff0) >>> 0 === skippableMagic;

/** What the next bytes are; all but the bodies are gathered whole before they are read. */
type Part =
	| 'magic'
	| 'skippable-size'
	| 'skippable-body'
	| 'descriptor'
	| 'header'
	| 'block-header'
	| 'block-body'
	| 'checksum';

/** Bytes that all frames together say they hold; null once one of them does not say. */
export type Announced = {bytes: number | null};

/**
 * Cuts a zstd stream so that no piece holds bytes of two frames, and leaves skippable frames out. A decoder that
 * stops after a frame, as that of Node 24 does, then sees them all. FaultError `invalid-zstd`, `trailing-garbage`,
 * `unsupported-compression` (a dictionary) or `limit-exceeded` (window, frames).
 */
export async function* zstdFrames(
	source: AsyncIterable<Uint8Array>,
	limits: Limits,
	announced: Announced = {bytes: 0},
): AsyncGenerator<Uint8Array, void, undefined> {
	const gathered = new Uint8Array(16);
	let part = 'magic' as Part;
	let need = 4;
	let have = 0;
	let frames = 0;
	let last = false;
	let checksum = false;
	/** what the frame at hand says it holds, and what its blocks do; null: not to be told from outside */
	let stated: number | null = null;
	let held: number | null = 0;

	const word = (): number => (gathered[0]! | (gathered[1]! << 8) | (gathered[2]! << 16) | (gathered[3]! << 24)) >>> 0;
	const expect = (next: Part, bytes: number): void => {
		part = next;
		need = bytes;
		have = 0;
	};
	/** True at the end of a frame. */
	const afterBlock = (): boolean => {
		if (!last) expect('block-header', 3);
		// A decoder that gets a frame in pieces does not ask this where the last block is empty.
		else if (stated !== null && held !== null && stated !== held)
			throw new FaultError('invalid-zstd', `a frame of ${stated} bytes holds ${held}`);
		else if (checksum) expect('checksum', 4);
		else {
			expect('magic', 4);
			return true;
		}
		return false;
	};

	for await (const chunk of source) {
		let at = 0;
		// Where the bytes of the frame at hand begin that were not yet given on; below 0: not within a frame.
		let from = part === 'magic' || part === 'skippable-size' || part === 'skippable-body' ? -1 : 0;
		while (at < chunk.length) {
			const step = Math.min(need - have, chunk.length - at);
			if (part === 'skippable-body' || part === 'block-body') have += step;
			else for (let i = 0; i < step; i++) gathered[have++] = chunk[at + i]!;
			at += step;
			if (have < need) break;
			switch (part) {
				case 'magic': {
					if (++frames > limits.zstdFrames)
						throw new FaultError('limit-exceeded', `more than ${limits.zstdFrames} zstd frames`);
					const first = word();
					if (isSkippable(first)) expect('skippable-size', 4);
					else if (first === frameMagic) {
						if (at >= 4) from = at - 4;
						else {
							yield magic;
							from = at;
						}
						expect('descriptor', 1);
					} else if (frames === 1) throw new FaultError('invalid-zstd', 'no zstd frame at the beginning');
					else throw new FaultError('trailing-garbage', 'bytes after the last zstd frame that are no frame');
					break;
				}
				case 'skippable-size': {
					const size = word();
					if (size === 0) expect('magic', 4);
					else expect('skippable-body', size);
					break;
				}
				case 'skippable-body':
					expect('magic', 4);
					break;
				case 'descriptor':
					need = 1 + headerLength(gathered[0]!);
					part = 'header';
					break;
				case 'header':
					checksum = (gathered[0]! & 4) !== 0;
					checkWindow(gathered, limits);
					stated = contentSize(gathered);
					held = 0;
					announced.bytes = plus(announced.bytes, stated);
					expect('block-header', 3);
					break;
				case 'block-header': {
					const header = gathered[0]! | (gathered[1]! << 8) | (gathered[2]! << 16);
					last = (header & 1) !== 0;
					const type = (header >> 1) & 3;
					if (type === 3) throw new FaultError('invalid-zstd', 'a block of the reserved type');
					// Compressed to nothing: an error to a decoder that has the frame in one piece, and passed over in many.
					if (type === 2 && header >> 3 === 0) throw new FaultError('invalid-zstd', 'a compressed block of no bytes');
					held = type === 2 ? null : plus(held, header >> 3);
					const size = type === 1 ? 1 : header >> 3;
					if (size > 0) expect('block-body', size);
					else if (afterBlock()) {
						yield copied(chunk, from, at);
						from = -1;
					}
					break;
				}
				default: {
					// A block's body or the checksum is complete.
					let ended = true;
					if (part === 'checksum') expect('magic', 4);
					else ended = afterBlock();
					if (ended) {
						yield copied(chunk, from, at);
						from = -1;
					}
				}
			}
		}
		if (from >= 0 && from < chunk.length) yield copied(chunk, from, chunk.length);
		giveBack(chunk);
	}
	if (part !== 'magic' || have > 0) throw new FaultError('invalid-zstd', 'the stream ends within a frame');
}

/** A frame of its own: a piece that lies in a larger one would keep all of that one in memory until a collection. */
const copied = (chunk: Uint8Array, from: number, to: number): Uint8Array => Buffer.from(chunk.subarray(from, to));

/** Bytes of a frame header after its descriptor: window, dictionary id, content size. */
function headerLength(descriptor: number): number {
	if ((descriptor & 8) !== 0) throw new FaultError('invalid-zstd', 'a frame header with its reserved bit set');
	const single = (descriptor & 0x20) !== 0;
	const size = descriptor >> 6;
	return (single ? 0 : 1) + dictionaryLength(descriptor) + (size === 0 ? (single ? 1 : 0) : 1 << size);
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

/** Bytes after decompression, as the frame header has them; null where it does not say. */
function contentSize(header: Uint8Array): number | null {
	const descriptor = header[0]!;
	const single = (descriptor & 0x20) !== 0;
	const code = descriptor >> 6;
	if (code === 0 && !single) return null;
	const at = (single ? 1 : 2) + dictionaryLength(descriptor);
	let size = 0;
	for (let i = (1 << code) - 1; i >= 0; i--) size = size * 256 + header[at + i]!;
	// Two-byte sizes count from 256.
	return code === 1 ? size + 256 : size;
}

const dictionaryLength = (descriptor: number): number => [0, 1, 2, 4][descriptor & 3]!;

function checkWindow(header: Uint8Array, limits: Limits): void {
	const descriptor = header[0]!;
	const single = (descriptor & 0x20) !== 0;
	let at = 1;
	let window = 0;
	if (!single) {
		const base = 2 ** (10 + (header[1]! >> 3));
		window = base + (base / 8) * (header[1]! & 7);
		at = 2;
	}
	for (const end = at + dictionaryLength(descriptor); at < end; at++) {
		if (header[at] !== 0) throw new FaultError('unsupported-compression', 'a zstd frame that needs a dictionary');
	}
	// The whole content is the window.
	if (single) window = contentSize(header)!;
	if (window > limits.zstdWindow)
		throw new FaultError('limit-exceeded', `a zstd window of ${window} bytes, over ${limits.zstdWindow}`);
}
