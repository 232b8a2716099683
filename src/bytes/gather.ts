import {giveBack, isLent, lend} from './lent.ts';

/** Bytes handed over at once. */
const pieceSize = 256 * 1024;

/**
 * The same bytes in few, large pieces. Handing a piece to zlib wakes another thread, which costs as much as
 * decompressing some kilobytes; a download comes in pieces of 64 KiB and less. What is gathered already passes as it is.
 */
export async function* gather(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
	let piece = Buffer.allocUnsafeSlow(pieceSize);
	let filled = 0;
	for await (const chunk of source) {
		if (filled === 0 && chunk.length === pieceSize && isLent(chunk)) {
			yield chunk;
			continue;
		}
		for (let at = 0; at < chunk.length; ) {
			const taken = Math.min(chunk.length - at, pieceSize - filled);
			piece.set(chunk.subarray(at, at + taken), filled);
			filled += taken;
			at += taken;
			if (filled < pieceSize) continue;
			lend(piece);
			yield piece;
			piece = Buffer.allocUnsafeSlow(pieceSize);
			filled = 0;
		}
		giveBack(chunk);
	}
	if (filled > 0) yield piece.subarray(0, filled);
}
