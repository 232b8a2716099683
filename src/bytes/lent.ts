/** Memory of whole pieces that nobody but their reader holds. */
const lent = new WeakSet<ArrayBufferLike>();

/** The smallest piece worth the bookkeeping, in bytes. */
const worth = 16 * 1024;

/** Marks a piece that its maker will not touch again and nobody shares: whoever has used it up may give it back. */
export function lend(piece: Uint8Array): void {
	if (piece.length >= worth && piece.length === piece.buffer.byteLength) lent.add(piece.buffer);
}

/** Whether a piece is whole and stays as it is until it is given back. */
export const isLent = (piece: Uint8Array): boolean =>
	piece.length === piece.buffer.byteLength && lent.has(piece.buffer);

/**
 * Frees a used-up piece at once, if it was lent. Left to the collector, a fast download keeps hundreds of megabytes
 * of them: it counts objects, and these are small objects with much memory outside the heap.
 */
export function giveBack(piece: Uint8Array): void {
	// A part of a piece may be used up while the rest is not.
	if (piece.length !== piece.buffer.byteLength) return;
	if (lent.delete(piece.buffer) && 'transfer' in piece.buffer) piece.buffer.transfer(0);
}
