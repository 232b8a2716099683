import {FaultError} from '../model/fault.ts';
import {Pieces} from './pieces.ts';

/** All bytes of a stream in one piece; FaultError `too-large` at the first byte over `maxBytes`. */
export async function collect(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
	const pieces = new Pieces();
	let size = 0;
	for await (const chunk of source) {
		size += chunk.length;
		if (size > maxBytes) throw new FaultError('too-large', `more than ${maxBytes} bytes`);
		pieces.push(chunk);
	}
	const chunks = pieces.all();
	return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}
