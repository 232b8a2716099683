import {FaultError} from '../../model/fault.ts';

/** 64 KiB: several times the longest path; a record beyond it is no git output. */
const longest = 64 << 10;

/** Splits `-z` output into its NUL-ended records, holding no more than one chunk and one record. */
export async function* nulRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let rest: Uint8Array[] = [];
	let held = 0;
	for await (const chunk of chunks) {
		let from = 0;
		for (;;) {
			const end = chunk.indexOf(0, from);
			if (end < 0) break;
			const part = chunk.subarray(from, end);
			from = end + 1;
			if (held === 0) yield part;
			else {
				rest.push(part);
				yield joined(rest);
				rest = [];
				held = 0;
			}
		}
		if (from < chunk.length) {
			rest.push(chunk.subarray(from));
			held += chunk.length - from;
			if (held > longest) throw new FaultError('limit-exceeded', `git printed a record of more than ${longest} bytes`);
		}
	}
	if (held > 0) throw new FaultError('cut-stream', 'the output of git ended in the middle of a record');
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
