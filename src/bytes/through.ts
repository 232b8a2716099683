import type {Transform} from 'node:stream';
import type {FaultCode} from '../model/fault.ts';
import {FaultError} from '../model/fault.ts';
import {giveBack} from './lent.ts';

/** A stream of `node:zlib`; `bytesWritten` counts the input it has taken. */
export type Engine = Transform & {readonly bytesWritten: number};

type EngineFaults = {
	/** what an error of the engine itself means */
	readonly invalid: FaultCode;
	/** zeros after the end are legal (gzip in blocks, as on tape); any other byte never is */
	readonly zeroPadding: boolean;
	/** bytes of the buffers that the engine makes for its output, large enough not to come from a shared pool */
	readonly outputChunk: number;
};

/** Bytes that wait at an engine before it is given more: while it works on one piece, the next is there. */
const enough = 256 * 1024;

/**
 * What an engine makes of a stream, with back-pressure on both sides. The source is always read to its end, so that
 * whatever proves itself at its end has done so; bytes that the engine did not take are a FaultError `trailing-garbage`.
 * A piece of output is gone once the next is asked for.
 */
export async function* through(
	engine: Engine,
	source: AsyncIterable<Uint8Array>,
	faults: EngineFaults,
): AsyncGenerator<Uint8Array, void, undefined> {
	let written = 0;
	let ended = false;
	let wake: (() => void) | null = null;
	// Written, and perhaps not taken: an engine that is done leaves what follows where it is.
	const waiting: {readonly from: number; readonly chunk: Uint8Array}[] = [];
	const rouse = (): void => {
		wake?.();
		wake = null;
	};
	engine.on('close', rouse).on('end', () => {
		ended = true;
		rouse();
	});
	const afterEnd = (chunk: Uint8Array): void => {
		if (!faults.zeroPadding || chunk.some((byte) => byte !== 0)) {
			throw new FaultError('trailing-garbage', 'bytes after the end of the compressed data');
		}
	};

	const feed = async (): Promise<void> => {
		for await (const chunk of source) {
			if (engine.destroyed && !ended) return;
			if (ended) {
				afterEnd(chunk);
				continue;
			}
			while (waiting.length > 0 && waiting[0]!.from + waiting[0]!.chunk.length <= engine.bytesWritten)
				giveBack(waiting.shift()!.chunk);
			waiting.push({from: written, chunk});
			written += chunk.length;
			engine.write(chunk, rouse);
			// 'drain' would come when it has nothing left, and it would stand still until we are heard.
			while (engine.writableLength > enough && !engine.destroyed && !ended)
				await new Promise<void>((resolve) => (wake = resolve));
		}
		if (!ended && !engine.destroyed) engine.end();
	};

	const feeding = feed();
	feeding.catch((error: unknown) => {
		if (!ended) engine.destroy(error as Error);
	});
	try {
		let current: ArrayBufferLike | null = null;
		for await (const chunk of engine as AsyncIterable<Uint8Array>) {
			if (current !== null && current !== chunk.buffer) release(current, faults.outputChunk);
			current = chunk.buffer;
			yield chunk;
		}
		await feeding;
		for (const {from, chunk} of waiting) {
			const taken = Math.max(0, engine.bytesWritten - from);
			if (taken < chunk.length) afterEnd(chunk.subarray(taken));
		}
	} catch (error) {
		throw asFault(error, faults.invalid);
	} finally {
		engine.destroy();
		// The source closes before we are done with it; its own failure was told above, or nobody listens any more.
		await feeding.catch(() => undefined);
	}
}

/**
 * Gives the memory of used-up output back now. Left to the collector, tens of megabytes of it wait at any time, and
 * the collections they cause take a tenth of all the work. Only a buffer that the engine made for itself is whole.
 */
function release(buffer: ArrayBufferLike, outputChunk: number): void {
	if (buffer.byteLength === outputChunk && 'transfer' in buffer) buffer.transfer(0);
}

/** The engine's own errors are about the bytes; anything else is not ours to rename. */
function asFault(error: unknown, invalid: FaultCode): unknown {
	if (
		error instanceof FaultError ||
		typeof error !== 'object' ||
		error === null ||
		!('code' in error) ||
		!('message' in error)
	)
		return error;
	const code = String(error.code);
	const message = String(error.message);
	if (!/^(?:Z(?:STD)?_|ERR_(?:BROTLI_DECODER)?_ERROR_)/.test(code)) return error;
	// zlib reads on for another member after each one; the first began with the right two bytes.
	if (message === 'incorrect header check')
		return new FaultError('trailing-garbage', 'bytes after the last gzip member that are no member');
	if (/windowTooLarge/i.test(code)) return new FaultError('limit-exceeded', 'a zstd window over the limit');
	return new FaultError(invalid, message, error);
}
