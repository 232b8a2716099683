import type {Digest} from '../../model/digest.ts';
import {FaultError} from '../../model/fault.ts';
import type {HttpResponse, World} from '../../world.ts';
import {pause} from './retry.ts';

/** Connections for one blob; and in a row without a new byte. A server that drips a byte a connection ends here. */
const maxConnections = 16;
const maxBarren = 4;
/** Bytes a millisecond, on average, below which waiting is given up; a server must not buy days with a byte now and then. */
const slowest = 20;

type Send = (headers: readonly (readonly [string, string])[]) => Promise<HttpResponse>;

/**
 * Streams a blob and resumes where a connection was cut, with a byte range. Never yields more than the descriptor's
 * size; that the bytes are the right ones is for their reader to prove. `patience`: milliseconds that may pass in waiting
 * before the bytes have to come at a useful rate.
 *
 * @throws FaultError `size-mismatch`, `range-mismatch`, `cut-stream`, `timed-out`, and those of the request
 */
export async function* readBlob(
	world: World,
	descriptor: {readonly digest: Digest; readonly size: number},
	what: string,
	patience: number,
	send: Send,
): AsyncGenerator<Uint8Array, void, undefined> {
	const {size} = descriptor;
	let received = 0;
	let barren = 0;
	let waited = 0;
	for (let connection = 1; ; connection++) {
		const before = received;
		// With its end: the registry of go-containerregistry refuses a range without one (416).
		const response = await send(received === 0 ? [] : [['Range', `bytes=${received}-${size - 1}`]]);
		let skip = startOf(response, received, size, what);
		let since = world.now();
		try {
			for await (const chunk of response.body) {
				waited += world.now() - since;
				since = world.now();
				if (waited > patience + received / slowest)
					throw new FaultError('timed-out', `${what}: ${received} bytes came in ${Math.round(waited / 1000)} s`);
				const fresh = skip === 0 ? chunk : chunk.subarray(Math.min(skip, chunk.length));
				skip -= chunk.length - fresh.length;
				if (fresh.length === 0) continue;
				if (received + fresh.length > size)
					throw new FaultError('size-mismatch', `${what} is longer than the ${size} bytes it should have`);
				received += fresh.length;
				yield fresh;
				since = world.now();
			}
			if (received === size) return;
			const ends = `${what} ends after ${received} of ${size} bytes`;
			// Without a length or chunks, an answer that was cut ends like one that is whole (RFC 9112 §6.3).
			const framed = response.header('content-length') !== null || response.header('transfer-encoding') !== null;
			throw new FaultError(framed ? 'size-mismatch' : 'cut-stream', ends);
		} catch (error) {
			if (!(error instanceof FaultError) || error.fault.code !== 'cut-stream') throw error;
			// All bytes are here; the connection broke in its own end.
			if (received === size) return;
			barren = received > before ? 0 : barren + 1;
			if (connection >= maxConnections || barren >= maxBarren) {
				throw new FaultError(
					'cut-stream',
					`${what} was cut after ${received} of ${size} bytes, ${connection} times`,
					error,
				);
			}
		}
		world.log.debug(`${what} was cut after ${received} bytes: asking for the rest`);
		await pause(world, barren + 1, null);
	}
}

/**
 * How many bytes at the answer's start we already have: none when the range was honoured, all received ones when the
 * server sends the whole blob again. A range that is not exactly the missing rest is refused: bytes must not be glued
 * together by guess.
 */
function startOf(response: HttpResponse, received: number, size: number, what: string): number {
	if (response.status === 200) return received;
	const range = response.header('content-range') ?? '';
	const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(range);
	const right =
		received > 0 &&
		match !== null &&
		Number(match[1]) === received &&
		Number(match[2]) === size - 1 &&
		(match[3] === '*' || Number(match[3]) === size);
	if (right) return 0;
	response.discard();
	const said = match === null ? 'no readable range' : `bytes ${match[1]} to ${match[2]} of ${match[3]}`;
	throw new FaultError('range-mismatch', `${what}: asked for byte ${received} to ${size - 1}, got ${said}`);
}
