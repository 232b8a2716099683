import {createBrotliDecompress, createInflate, createInflateRaw} from 'node:zlib';
import {FaultError} from '../model/fault.ts';
import {decompress} from './decompress.ts';
import {defaultLimits} from './limits.ts';
import type {Engine} from './through.ts';
import {through} from './through.ts';

/** Bytes of one piece of output. */
const outputChunk = 256 * 1024;
/** Output per input byte, asked once this many bytes came out: a script of a few words repeated reaches some hundred. */
const ratio = 250;
const ratioFrom = 4 * 2 ** 20;

/**
 * What was compressed by one content coding (RFC 9110, 8.4.1): `gzip`, `deflate`, `br`, `zstd`. A piece of output is gone
 * once the next is asked for. FaultError `unsupported-compression` for another coding or several, `limit-exceeded` past
 * `most` bytes or the ratio, `invalid-gzip`, `invalid-zstd`, `trailing-garbage`, `unexpected-answer` for what is no such data.
 */
export async function* decoded(
	coding: string,
	content: readonly Uint8Array[],
	most: number,
): AsyncGenerator<Uint8Array, void, undefined> {
	const size = content.reduce((sum, chunk) => sum + chunk.length, 0);
	let written = 0;
	for await (const chunk of expand(coding, content, most)) {
		written += chunk.length;
		if (written > most || (written > ratioFrom && written > size * ratio))
			throw new FaultError('limit-exceeded', `${size} bytes expand to more than is taken`);
		yield chunk;
	}
}

function expand(coding: string, content: readonly Uint8Array[], most: number): AsyncIterable<Uint8Array> {
	const limits = {...defaultLimits, expandedBytes: most, ratio, ratioFrom, zstdFrames: 10_000};
	const options = {chunkSize: outputChunk, readableObjectMode: true, readableHighWaterMark: 4};
	const inflated = (engine: unknown): AsyncIterable<Uint8Array> =>
		through(engine as Engine, source(content), {invalid: 'unexpected-answer', zeroPadding: false, outputChunk});
	switch (coding) {
		case 'gzip':
		case 'x-gzip':
			return decompress(source(content), 'coding+gzip', limits);
		case 'zstd':
			return decompress(source(content), 'coding+zstd', limits);
		case 'br':
			return inflated(createBrotliDecompress(options));
		case 'deflate':
			return inflated(isZlib(content) ? createInflate(options) : createInflateRaw(options));
		default:
			throw new FaultError('unsupported-compression', 'a coding that is none of gzip, deflate, br and zstd');
	}
}

/** Some servers send bare deflate data where the coding's name stands for the zlib format (RFC 9110, 8.4.1.2). */
function isZlib(content: readonly Uint8Array[]): boolean {
	const [first, second] = Buffer.concat(content.slice(0, 2).map((chunk) => chunk.subarray(0, 2)));
	return first !== undefined && second !== undefined && (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

async function* source(content: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
	yield* content;
}
