import {FaultError} from '../model/fault.ts';

/** All bytes of a stream in one piece; FaultError `too-large` at the first byte over `maxBytes`. */
export async function collect(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of source) {
		size += chunk.length;
		if (size > maxBytes) throw new FaultError('too-large', `more than ${maxBytes} bytes`);
		chunks.push(chunk);
	}
	return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}
