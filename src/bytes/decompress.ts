import type {ZstdOptions} from 'node:zlib';
import {constants, createGunzip, createZstdDecompress} from 'node:zlib';
import {FaultError} from '../model/fault.ts';
import type {Announced} from './frames.ts';
import {isZstd, zstdFrames} from './frames.ts';
import {gather} from './gather.ts';
import type {Limits} from './limits.ts';
import {defaultLimits} from './limits.ts';
import type {Engine} from './through.ts';
import {through} from './through.ts';

export type Compression = 'gzip' | 'zstd' | 'none';

/** Bytes of one piece of output: with zlib's own 16 KiB the calls cost as much as the work. */
const outputChunk = 1024 * 1024;

/** The compression that a media type names; null where it names none. */
export function namedCompression(mediaType: string): Exclude<Compression, 'none'> | null {
	const type = mediaType.split(';', 1)[0]!.trim().toLowerCase();
	if (/[+.]gzip$/.test(type)) return 'gzip';
	return /[+.]zstd$/.test(type) ? 'zstd' : null;
}

/**
 * The bytes that a stream was compressed from. Its first bytes say how it is compressed (gzip, zstd, not at all);
 * FaultError `media-type-mismatch` when the media type names another compression. The source is read to its very end
 * before the output ends. A piece of output is gone once the next is asked for. FaultError `invalid-gzip`, `invalid-zstd`, `trailing-garbage`, `limit-exceeded`.
 */
export async function* decompress(
	source: AsyncIterable<Uint8Array>,
	mediaType: string,
	limits: Limits = defaultLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
	const {first, rest, close} = await peek(source, 4);
	const compression = compressionOf(first);
	const named = namedCompression(mediaType);
	if (named !== null && named !== compression) {
		await close();
		const seen = compression === 'none' ? 'not compressed that way' : compression;
		throw new FaultError('media-type-mismatch', `the media type says ${named}, the bytes are ${seen}`);
	}
	const meter = {read: 0, written: 0};
	const input = counted(rest, meter);
	for await (const chunk of expand(compression, input, limits)) {
		meter.written += chunk.length;
		if (meter.written > limits.expandedBytes)
			throw new FaultError('limit-exceeded', `more than ${limits.expandedBytes} bytes when decompressed`);
		if (meter.written > limits.ratioFrom && meter.written > meter.read * limits.ratio) {
			throw new FaultError('limit-exceeded', `${meter.read} bytes give more than ${limits.ratio} times as many`);
		}
		yield chunk;
	}
}

function expand(compression: Compression, input: AsyncIterable<Uint8Array>, limits: Limits): AsyncIterable<Uint8Array> {
	if (compression === 'none') return input;
	// In object mode a reader gets pieces as they were made; else those that wait are copied into one.
	const buffers = {
		chunkSize: outputChunk,
		readableObjectMode: true,
		readableHighWaterMark: 4,
	};
	if (compression === 'gzip')
		return through(createGunzip(buffers) as unknown as Engine, gather(input), {
			invalid: 'invalid-gzip',
			zeroPadding: true,
			outputChunk,
		});
	return expandZstd(input, limits, buffers);
}

async function* expandZstd(
	input: AsyncIterable<Uint8Array>,
	limits: Limits,
	buffers: ZstdOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
	const announced: Announced = {bytes: 0};
	const {first, rest} = await peek(zstdFrames(input, limits, announced), 1);
	// Skippable frames alone: legal, and nothing that a decoder could be asked for.
	if (first.length === 0) return;
	const params = {[constants.ZSTD_d_windowLogMax]: Math.ceil(Math.log2(limits.zstdWindow))};
	const engine = createZstdDecompress({...buffers, params}) as unknown as Engine;
	let written = 0;
	for await (const chunk of through(engine, rest, {invalid: 'invalid-zstd', zeroPadding: false, outputChunk})) {
		written += chunk.length;
		yield chunk;
	}
	// The decoder sees this by itself only where a frame comes to it in one piece, or does not end in an empty block.
	if (announced.bytes !== null && written !== announced.bytes)
		throw new FaultError('invalid-zstd', `frames of ${announced.bytes} bytes hold ${written}`);
}

/** How bytes are compressed that begin with these (four are enough). */
export function compressionOf(first: Uint8Array): Compression {
	if (first.length >= 2 && first[0] === 0x1f && first[1] === 0x8b) return 'gzip';
	const word = first.length < 4 ? 0 : (first[0]! | (first[1]! << 8) | (first[2]! << 16) | (first[3]! << 24)) >>> 0;
	return isZstd(word) ? 'zstd' : 'none';
}

/** The first bytes of a stream, fewer only where it is shorter, and the whole stream again. */
async function peek(
	source: AsyncIterable<Uint8Array>,
	bytes: number,
): Promise<{first: Uint8Array; rest: AsyncIterable<Uint8Array>; close: () => Promise<unknown>}> {
	const iterator = source[Symbol.asyncIterator]();
	let first: Uint8Array = new Uint8Array();
	let done = false;
	while (first.length < bytes && !done) {
		const next = await iterator.next();
		if (next.done) done = true;
		else first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
	}
	async function* again(): AsyncGenerator<Uint8Array> {
		try {
			if (first.length > 0) yield first;
			while (!done) {
				const next = await iterator.next();
				if (next.done) return;
				yield next.value;
			}
		} finally {
			await iterator.return?.();
		}
	}
	return {first, rest: again(), close: async () => iterator.return?.()};
}

async function* counted(source: AsyncIterable<Uint8Array>, meter: {read: number}): AsyncGenerator<Uint8Array> {
	for await (const chunk of source) {
		meter.read += chunk.length;
		yield chunk;
	}
}
