/** A text as bytes, made once for all files of one search. */
type Needle = {readonly text: string; readonly bytes: Buffer};

const prepared = new WeakMap<readonly string[], readonly Needle[]>();

function needlesOf(texts: readonly string[]): readonly Needle[] {
	let needles = prepared.get(texts);
	if (needles === undefined) {
		needles = texts.map((text) => ({text, bytes: Buffer.from(text, 'utf8')}));
		prepared.set(texts, needles);
	}
	return needles;
}

/** Looks for texts, as UTF-8 bytes, in a stream however it is cut; keeps less than one longest text. */
export class TextFinder {
	readonly #texts: readonly string[];
	readonly #keep: number;
	#missing: readonly Needle[];
	#tail: Buffer = Buffer.alloc(0);

	constructor(texts: readonly string[]) {
		this.#texts = texts;
		const needles = needlesOf(texts);
		this.#missing = needles.filter((needle) => needle.bytes.length > 0);
		this.#keep = Math.max(0, ...this.#missing.map((needle) => needle.bytes.length - 1));
	}

	update(chunk: Uint8Array): void {
		if (this.#missing.length === 0 || chunk.length === 0) return;
		const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		// What begins in the chunk before ends within the first `keep` bytes of this one.
		const seam = this.#tail.length === 0 ? null : Buffer.concat([this.#tail, bytes.subarray(0, this.#keep)]);
		this.#missing = this.#missing.filter(
			(needle) => bytes.indexOf(needle.bytes) < 0 && (seam === null || seam.indexOf(needle.bytes) < 0),
		);
		const tail = bytes.length >= this.#keep || seam === null ? bytes : seam;
		// A copy: the chunk belongs to somebody who may use it again.
		this.#tail = Buffer.from(tail.subarray(Math.max(0, tail.length - this.#keep)));
	}

	/** In the order they were asked for. */
	found(): readonly string[] {
		if (this.#missing.length === 0) return this.#texts;
		const missing = new Set(this.#missing.map((needle) => needle.text));
		return this.#texts.filter((text) => !missing.has(text));
	}
}
