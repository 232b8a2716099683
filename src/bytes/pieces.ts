/** Bytes below which a piece is copied to others, and of the blocks it is copied to. */
const small = 4 * 1024;
const firstBlock = 2 * small;
const largestBlock = 64 * 1024;

/**
 * The pieces of a stream in the order they came. Small ones are copied together: an object costs a hundred bytes and
 * more, so that a server which sends its bytes one by one would fill the memory with what is no content.
 */
export class Pieces {
	#closed: Uint8Array[] = [];
	#head = 0;
	/** A small piece that came alone so far: most bodies are of one. */
	#single: Uint8Array | null = null;
	#block: Uint8Array | null = null;
	#filled = 0;

	get isEmpty(): boolean {
		return this.#closed.length === this.#head && this.#single === null && this.#block === null;
	}

	/** Nobody may change the piece afterwards. */
	push(piece: Uint8Array): void {
		if (piece.length >= small) {
			this.#close();
			this.#closed.push(piece);
			return;
		}
		if (piece.length === 0) return;
		if (this.#single === null && this.#block === null) {
			this.#single = piece;
			return;
		}
		const needed = this.#filled + (this.#single?.length ?? 0) + piece.length;
		if (needed > largestBlock) {
			this.#close();
			this.#single = piece;
			return;
		}
		this.#makeRoom(needed);
		this.#block!.set(piece, this.#filled);
		this.#filled += piece.length;
	}

	#makeRoom(needed: number): void {
		const old = this.#block;
		if (old !== null && needed <= old.length) return;
		const block = Buffer.allocUnsafeSlow(old === null ? firstBlock : Math.min(2 * old.length, largestBlock));
		if (old !== null) block.set(old.subarray(0, this.#filled));
		if (this.#single !== null) {
			block.set(this.#single);
			this.#filled = this.#single.length;
			this.#single = null;
		}
		this.#block = block;
	}

	#close(): void {
		if (this.#single !== null) this.#closed.push(this.#single);
		if (this.#block !== null) this.#closed.push(this.#block.subarray(0, this.#filled));
		this.#single = null;
		this.#block = null;
		this.#filled = 0;
	}

	/** The first piece, no longer held; undefined: there is none. */
	shift(): Uint8Array | undefined {
		if (this.#head === this.#closed.length) this.#close();
		const piece = this.#closed[this.#head];
		if (piece === undefined) return undefined;
		this.#head++;
		// A reader that never catches up must not keep alive what it has read.
		if (2 * this.#head >= this.#closed.length) {
			this.#closed = this.#closed.slice(this.#head);
			this.#head = 0;
		}
		return piece;
	}

	/** All that is held. */
	all(): readonly Uint8Array[] {
		this.#close();
		return this.#head === 0 ? this.#closed : this.#closed.slice(this.#head);
	}

	clear(): void {
		this.#closed = [];
		this.#head = 0;
		this.#single = null;
		this.#block = null;
		this.#filled = 0;
	}
}
