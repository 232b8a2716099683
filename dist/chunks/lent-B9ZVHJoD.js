// src/bytes/lent.ts
/** Memory of whole pieces that nobody but their reader holds. */
const lent = /* @__PURE__ */ new WeakSet();
/** The smallest piece worth the bookkeeping, in bytes. */
const worth = 16384;
/** Marks a piece that its maker will not touch again and nobody shares: whoever has used it up may give it back. */
function lend(piece) {
	if (piece.length >= worth && piece.length === piece.buffer.byteLength) lent.add(piece.buffer);
}
/**
* Frees a used-up piece at once, if it was lent. Left to the collector, a fast download keeps hundreds of megabytes
* of them: it counts objects, and these are small objects with much memory outside the heap.
*/
function giveBack(piece) {
	if (piece.length !== piece.buffer.byteLength) return;
	if (lent.delete(piece.buffer) && "transfer" in piece.buffer) piece.buffer.transfer(0);
}
export { lend as n, giveBack as t };
