// src/bytes/find.ts
const prepared = /* @__PURE__ */ new WeakMap();
function needlesOf(texts) {
	let needles = prepared.get(texts);
	if (needles === void 0) {
		needles = texts.map((text) => ({
			text,
			bytes: Buffer.from(text, "utf8")
		}));
		prepared.set(texts, needles);
	}
	return needles;
}
/** Looks for texts, as UTF-8 bytes, in a stream however it is cut; keeps less than one longest text. */
var TextFinder = class {
	#texts;
	#keep;
	#missing;
	#tail = Buffer.alloc(0);
	constructor(texts) {
		this.#texts = texts;
		const needles = needlesOf(texts);
		this.#missing = needles.filter((needle) => needle.bytes.length > 0);
		this.#keep = Math.max(0, ...this.#missing.map((needle) => needle.bytes.length - 1));
	}
	update(chunk) {
		if (this.#missing.length === 0 || chunk.length === 0) return;
		const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		const seam = this.#tail.length === 0 ? null : Buffer.concat([this.#tail, bytes.subarray(0, this.#keep)]);
		this.#missing = this.#missing.filter((needle) => bytes.indexOf(needle.bytes) < 0 && (seam === null || seam.indexOf(needle.bytes) < 0));
		const tail = bytes.length >= this.#keep || seam === null ? bytes : seam;
		this.#tail = Buffer.from(tail.subarray(Math.max(0, tail.length - this.#keep)));
	}
	/** In the order they were asked for. */
	found() {
		if (this.#missing.length === 0) return this.#texts;
		const missing = new Set(this.#missing.map((needle) => needle.text));
		return this.#texts.filter((text) => !missing.has(text));
	}
};
export { TextFinder as t };
