import {FaultError} from '../../src/model/fault.ts';

/** Bytes as a stream, cut after every `size` bytes, or at the given places. */
export async function* chunksOf(
	bytes: Uint8Array,
	cut: number | readonly number[] = 65_536,
): AsyncGenerator<Uint8Array> {
	const places =
		typeof cut === 'number' ? Array.from({length: Math.ceil(bytes.length / cut)}, (_, i) => (i + 1) * cut) : [...cut];
	let from = 0;
	for (const place of [...places.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length]) {
		if (place <= from) continue;
		// A copy of its own, so that nobody can look beyond the chunk's edges.
		yield Uint8Array.from(bytes.subarray(from, place));
		from = place;
	}
}

/** Everything a stream gives, joined. */
export async function joined(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of source) chunks.push(Uint8Array.from(chunk));
	return Buffer.concat(chunks);
}

/** The code of the fault that `act` ends in; anything else it throws is thrown on, success is an error. */
export async function faultOf(act: Promise<unknown> | (() => unknown)): Promise<string> {
	try {
		await (typeof act === 'function' ? act() : act);
	} catch (error) {
		if (error instanceof FaultError) return error.fault.code;
		throw error;
	}
	throw new Error('expected a fault, but nothing was thrown');
}
