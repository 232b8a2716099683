import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { t as TextFinder } from "./find-C4SiMA0s.js";
import { createHash, hash } from "node:crypto";
// src/bytes/alike.ts
/**
* The digests of a text with its line ends as LF, without its source map comment, or both, while its bytes stream by.
* Bytes with a NUL are no text: they have no other form.
*/
var AlikeHash = class {
	#lines;
	#maps;
	#both;
	#binary = false;
	constructor({ lineEndings, sourceMaps }) {
		this.#lines = lineEndings ? new LineEnds(createHash("sha256")) : null;
		this.#maps = sourceMaps ? new MapComment() : null;
		this.#both = lineEndings && sourceMaps ? new LineEnds(new MapComment()) : null;
	}
	update(chunk) {
		if (this.#binary) return;
		if (chunk.includes(0)) {
			this.#binary = true;
			return;
		}
		this.#lines?.update(chunk);
		this.#maps?.update(chunk);
		this.#both?.update(chunk);
	}
	/** Null where every form is the bytes as they are, whose digest is `sha256`. */
	done(sha256) {
		if (this.#binary) return null;
		const lineEndings = this.#lines?.digest("hex") ?? sha256;
		const sourceMaps = this.#maps?.digest("hex") ?? sha256;
		const both = this.#both?.digest("hex") ?? sha256;
		if (lineEndings === sha256 && sourceMaps === sha256 && both === sha256) return null;
		return {
			...lineEndings === sha256 ? {} : { lineEndings },
			...sourceMaps === sha256 ? {} : { sourceMaps },
			...both === sha256 ? {} : { both }
		};
	}
};
const cr = 13;
const lf = 10;
const aReturn = Uint8Array.of(cr);
/** CRLF becomes LF; a carriage return elsewhere stays. */
var LineEnds = class {
	#sink;
	/** a carriage return at the end of the last chunk */
	#held = false;
	constructor(sink) {
		this.#sink = sink;
	}
	update(chunk) {
		if (chunk.length === 0) return;
		if (this.#held && chunk[0] !== lf) this.#sink.update(aReturn);
		this.#held = false;
		let from = 0;
		for (let at = chunk.indexOf(cr); at >= 0; at = chunk.indexOf(cr, at + 1)) {
			if (at === chunk.length - 1) this.#held = true;
			else if (chunk[at + 1] !== lf) continue;
			if (at > from) this.#sink.update(chunk.subarray(from, at));
			from = at + 1;
		}
		if (from < chunk.length) this.#sink.update(chunk.subarray(from));
	}
	digest(_encoding) {
		if (this.#held) this.#sink.update(aReturn);
		this.#held = false;
		return this.#sink.digest("hex");
	}
};
const lineStart = Buffer.from("//# sourceMappingURL=");
const blockStart = Buffer.from("/*# sourceMappingURL=");
/** Comments looked at in one file: a copy of a hash each. A file with more is taken as it is. */
const mostComments = 1e3;
/**
* Leaves out `//# sourceMappingURL=…` or a block comment of the same kind where it begins a line and nothing but white
* space follows it up to the end of the file, with that white space (ECMA-426, extracting without parsing). The URL is
* printable ASCII without quotes and without an asterisk, so that no string or comment is cut in two.
*/
var MapComment = class {
	#hash = createHash("sha256");
	/** as it was before the comment that may turn out to be the last thing in the file */
	#before = null;
	#state = "start";
	/** bytes of a comment's beginning that were seen and not yet hashed */
	#matched = 0;
	#block = false;
	#fresh = true;
	#comments = 0;
	update(chunk) {
		let hashed = 0;
		let at = 0;
		const upTo = (end) => {
			if (end > hashed) this.#hash.update(chunk.subarray(hashed, end));
			hashed = end;
		};
		while (at < chunk.length) {
			if (this.#state === "line") {
				const end = chunk.indexOf(lf, at);
				at = end < 0 ? chunk.length : end + 1;
				if (end >= 0) this.#state = "start";
				continue;
			}
			const byte = chunk[at];
			if (this.#state !== "start") {
				if (this.#inComment(byte)) at++;
				continue;
			}
			const wanted = this.#matched > 1 && this.#block ? blockStart : lineStart;
			const isBlock = this.#matched === 1 && byte === blockStart[1];
			if (this.#comments >= mostComments || byte !== wanted[this.#matched] && !isBlock) {
				if (this.#matched > 0) {
					this.#hash.update(wanted.subarray(0, this.#matched));
					hashed = at;
				}
				this.#matched = 0;
				this.#state = "line";
				continue;
			}
			if (this.#matched === 0) upTo(at);
			if (this.#matched === 1) this.#block = isBlock;
			this.#matched++;
			at++;
			if (this.#matched === lineStart.length) {
				this.#before = this.#hash.copy();
				this.#hash.update(this.#block ? blockStart : lineStart);
				hashed = at;
				this.#matched = 0;
				this.#comments++;
				this.#state = "url";
			}
		}
		if (this.#matched === 0) upTo(chunk.length);
	}
	digest(_encoding) {
		if (this.#matched > 0) this.#hash.update((this.#block ? blockStart : lineStart).subarray(0, this.#matched));
		return ((this.#state === "after" || this.#state === "url" && !this.#block) && this.#before !== null ? this.#before : this.#hash).digest("hex");
	}
	/** Whether the byte belongs to the comment or to the white space behind it; else it is looked at again as text. */
	#inComment(byte) {
		const space = byte === 32 || byte === 9 || byte === cr || byte === lf;
		switch (this.#state) {
			case "url":
				if (isUrlByte(byte)) return true;
				if (this.#block && (byte === 32 || byte === 9)) return this.#go("spaces");
				if (this.#block && byte === 42) return this.#go("slash");
				if (!this.#block && space) return this.#follow(byte);
				break;
			case "spaces":
				if (byte === 32 || byte === 9) return true;
				if (byte === 42) return this.#go("slash");
				break;
			case "slash":
				if (byte === 47) return this.#go("after");
				break;
			default: if (space) return this.#follow(byte);
		}
		this.#before = null;
		this.#state = this.#state === "after" && this.#fresh ? "start" : "line";
		return false;
	}
	#go(state) {
		this.#state = state;
		this.#fresh = false;
		return true;
	}
	#follow(byte) {
		this.#state = "after";
		this.#fresh = byte === lf;
		return true;
	}
};
/** Printable ASCII but for quotes, the back quote, the asterisk and the space. */
const isUrlByte = (byte) => byte > 32 && byte < 127 && byte !== 34 && byte !== 39 && byte !== 42 && byte !== 96;
// src/bytes/content.ts
const none = [];
const scratch = Buffer.allocUnsafeSlow(65536);
const longestHeader = 32;
/** Everything we want to know of one file's bytes, in one pass while they stream by. */
var ContentHash = class {
	#size;
	#algorithm;
	#finder;
	#alike;
	#sha256 = null;
	#blob = null;
	#whole = null;
	#seen = 0;
	constructor(options) {
		this.#size = options.size;
		this.#algorithm = options.blob;
		this.#finder = options.texts.length === 0 ? null : new TextFinder(options.texts);
		this.#alike = options.alike ? new AlikeHash(options.alike) : null;
	}
	/** Throws FaultError `size-mismatch` at the first byte over the size. */
	update(chunk) {
		if (chunk.length === 0) return;
		this.#seen += chunk.length;
		if (this.#seen > this.#size) throw new FaultError("size-mismatch", `a file of ${this.#size} bytes holds more`);
		this.#finder?.update(chunk);
		this.#alike?.update(chunk);
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
		const content = blob === null ? {
			sha256,
			found
		} : {
			sha256,
			blob,
			found
		};
		const alike = this.#alike?.done(sha256) ?? null;
		return alike === null ? content : {
			...content,
			alike
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
export { ContentHash as t };
