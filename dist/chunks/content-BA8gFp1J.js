import { t as FaultError } from "./fault-2eAhF6k8.js";
import { createHash, hash } from "node:crypto";
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
// src/bytes/content.ts
const none = [];
const scratch = Buffer.allocUnsafeSlow(65536);
const longestHeader = 32;
/** Everything we want to know of one file's bytes, in one pass while they stream by. */
var ContentHash = class {
	#size;
	#algorithm;
	#finder;
	#sha256 = null;
	#blob = null;
	#whole = null;
	#seen = 0;
	constructor(options) {
		this.#size = options.size;
		this.#algorithm = options.blob;
		this.#finder = options.texts.length === 0 ? null : new TextFinder(options.texts);
	}
	/** Throws FaultError `size-mismatch` at the first byte over the size. */
	update(chunk) {
		if (chunk.length === 0) return;
		this.#seen += chunk.length;
		if (this.#seen > this.#size) throw new FaultError("size-mismatch", `a file of ${this.#size} bytes holds more`);
		this.#finder?.update(chunk);
		if (chunk.length === this.#size) {
			this.#whole = {
				sha256: hash("sha256", chunk, "hex"),
				blob: this.#algorithm === null ? null : blobOf(chunk, this.#algorithm)
			};
			return;
		}
		if (this.#sha256 === null) this.#begin();
		this.#sha256.update(chunk);
		this.#blob?.update(chunk);
	}
	/** Throws FaultError `size-mismatch` when fewer bytes came than the size says. */
	done() {
		if (this.#seen !== this.#size) throw new FaultError("size-mismatch", `a file of ${this.#size} bytes holds ${this.#seen}`);
		const found = this.#finder === null ? none : this.#finder.found();
		const { sha256, blob } = this.#whole ?? this.#digest();
		return blob === null ? {
			sha256,
			found
		} : {
			sha256,
			blob,
			found
		};
	}
	#begin() {
		this.#sha256 = createHash("sha256");
		if (this.#algorithm !== null) this.#blob = createHash(this.#algorithm).update(`blob ${this.#size}\0`);
	}
	#digest() {
		if (this.#sha256 === null) this.#begin();
		return {
			sha256: this.#sha256.digest("hex"),
			blob: this.#blob === null ? null : this.#blob.digest("hex")
		};
	}
};
/** The git blob id of bytes that are all here: the hash over `blob <size>\0` and the bytes. */
function blobOf(bytes, algorithm) {
	if (bytes.length > scratch.length - longestHeader) return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
	const start = scratch.write(`blob ${bytes.length}\0`, 0, "latin1");
	scratch.set(bytes, start);
	return hash(algorithm, scratch.subarray(0, start + bytes.length), "hex");
}
export { TextFinder as n, ContentHash as t };
