import { a as formatPlatform, i as shortDigest, n as hexOf, r as isDigest, t as algorithmOf } from "./digest-CCSduhZU.js";
import { d as pathOf, i as baseOf, o as comparePaths, p as textOfBytes, t as FaultError, u as parentOf } from "./fault-2eAhF6k8.js";
import { n as lend, t as giveBack } from "./lent-B9ZVHJoD.js";
import { t as ContentHash } from "./content-BA8gFp1J.js";
import { createHash, hash } from "node:crypto";
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
// src/bytes/digest.ts
/** The digest of bytes that are all here. */
const digestOf = (bytes, algorithm = "sha256") => `${algorithm}:${hash(algorithm, bytes, "hex")}`;
function runningDigest(algorithm) {
	const hash = createHash(algorithm);
	return {
		update: (bytes) => void hash.update(bytes),
		hex: () => hash.digest("hex")
	};
}
// src/bytes/limits.ts
/** Some two million files with ordinary names; twice what one stream may expand to. */
const freshBudget = () => ({
	memory: 2 ** 30,
	expanded: 128 * 2 ** 30
});
const defaultLimits = {
	expandedBytes: 64 * 2 ** 30,
	ratio: 5e3,
	ratioFrom: 2 ** 30,
	zstdWindow: 128 * 2 ** 20,
	zstdFrames: 4e6,
	entries: 2e6,
	nameBytes: 4095,
	extensionBytes: 2 ** 20
};
// src/bytes/frames.ts
const magic = Uint8Array.of(40, 181, 47, 253);
const frameMagic = 4247762216;
const skippableMagic = 407710288;
const isZstd = (first) => first === frameMagic || isSkippable(first);
const isSkippable = (word) => (word & 4294967280) >>> 0 === skippableMagic;
/**
* Cuts a zstd stream so that no piece holds bytes of two frames, and leaves skippable frames out. A decoder that
* stops after a frame, as that of Node 24 does, then sees them all. FaultError `invalid-zstd`, `trailing-garbage`,
* `unsupported-compression` (a dictionary) or `limit-exceeded` (window, frames).
*/
async function* zstdFrames(source, limits) {
	const gathered = /* @__PURE__ */ new Uint8Array(16);
	let part = "magic";
	let need = 4;
	let have = 0;
	let frames = 0;
	let last = false;
	let checksum = false;
	const word = () => (gathered[0] | gathered[1] << 8 | gathered[2] << 16 | gathered[3] << 24) >>> 0;
	const expect = (next, bytes) => {
		part = next;
		need = bytes;
		have = 0;
	};
	/** True at the end of a frame. */
	const afterBlock = () => {
		if (!last) expect("block-header", 3);
		else if (checksum) expect("checksum", 4);
		else {
			expect("magic", 4);
			return true;
		}
		return false;
	};
	for await (const chunk of source) {
		let at = 0;
		let from = part === "magic" || part === "skippable-size" || part === "skippable-body" ? -1 : 0;
		while (at < chunk.length) {
			const step = Math.min(need - have, chunk.length - at);
			if (part === "skippable-body" || part === "block-body") have += step;
			else for (let i = 0; i < step; i++) gathered[have++] = chunk[at + i];
			at += step;
			if (have < need) break;
			switch (part) {
				case "magic": {
					if (++frames > limits.zstdFrames) throw new FaultError("limit-exceeded", `more than ${limits.zstdFrames} zstd frames`);
					const first = word();
					if (isSkippable(first)) expect("skippable-size", 4);
					else if (first === frameMagic) {
						if (at >= 4) from = at - 4;
						else {
							yield magic;
							from = at;
						}
						expect("descriptor", 1);
					} else if (frames === 1) throw new FaultError("invalid-zstd", "no zstd frame at the beginning");
					else throw new FaultError("trailing-garbage", "bytes after the last zstd frame that are no frame");
					break;
				}
				case "skippable-size": {
					const size = word();
					if (size === 0) expect("magic", 4);
					else expect("skippable-body", size);
					break;
				}
				case "skippable-body":
					expect("magic", 4);
					break;
				case "descriptor":
					need = 1 + headerLength(gathered[0]);
					part = "header";
					break;
				case "header":
					checksum = (gathered[0] & 4) !== 0;
					checkWindow(gathered, limits);
					expect("block-header", 3);
					break;
				case "block-header": {
					const header = gathered[0] | gathered[1] << 8 | gathered[2] << 16;
					last = (header & 1) !== 0;
					const type = header >> 1 & 3;
					if (type === 3) throw new FaultError("invalid-zstd", "a block of the reserved type");
					const size = type === 1 ? 1 : header >> 3;
					if (size > 0) expect("block-body", size);
					else if (afterBlock()) {
						yield chunk.subarray(from, at);
						from = -1;
					}
					break;
				}
				default: {
					let ended = true;
					if (part === "checksum") expect("magic", 4);
					else ended = afterBlock();
					if (ended) {
						yield chunk.subarray(from, at);
						from = -1;
					}
				}
			}
		}
		if (from >= 0 && from < chunk.length) yield chunk.subarray(from);
	}
	if (part !== "magic" || have > 0) throw new FaultError("invalid-zstd", "the stream ends within a frame");
}
/** Bytes of a frame header after its descriptor: window, dictionary id, content size. */
function headerLength(descriptor) {
	if ((descriptor & 8) !== 0) throw new FaultError("invalid-zstd", "a frame header with its reserved bit set");
	const single = (descriptor & 32) !== 0;
	const size = descriptor >> 6;
	return (single ? 0 : 1) + dictionaryLength(descriptor) + (size === 0 ? single ? 1 : 0 : 1 << size);
}
const dictionaryLength = (descriptor) => [
	0,
	1,
	2,
	4
][descriptor & 3];
function checkWindow(header, limits) {
	const descriptor = header[0];
	const single = (descriptor & 32) !== 0;
	let at = 1;
	let window = 0;
	if (!single) {
		const base = 2 ** (10 + (header[1] >> 3));
		window = base + base / 8 * (header[1] & 7);
		at = 2;
	}
	for (const end = at + dictionaryLength(descriptor); at < end; at++) if (header[at] !== 0) throw new FaultError("unsupported-compression", "a zstd frame that needs a dictionary");
	if (single) {
		const bytes = [
			1,
			2,
			4,
			8
		][descriptor >> 6];
		for (let i = bytes - 1; i >= 0; i--) window = window * 256 + header[at + i];
		if (bytes === 2) window += 256;
	}
	if (window > limits.zstdWindow) throw new FaultError("limit-exceeded", `a zstd window of ${window} bytes, over ${limits.zstdWindow}`);
}
// src/bytes/gather.ts
/** Bytes handed over at once. */
const pieceSize = 262144;
/**
* The same bytes in few, large pieces. Handing a piece to zlib wakes another thread, which costs as much as
* decompressing some kilobytes; a download comes in pieces of 64 KiB and less.
*/
async function* gather$1(source) {
	let piece = Buffer.allocUnsafeSlow(pieceSize);
	let filled = 0;
	for await (const chunk of source) {
		for (let at = 0; at < chunk.length;) {
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
// src/bytes/through.ts
/**
* What an engine makes of a stream, with back-pressure on both sides. The source is always read to its end, so that
* whatever proves itself at its end has done so; bytes that the engine did not take are a FaultError `trailing-garbage`.
* A piece of output is gone once the next is asked for.
*/
async function* through(engine, source, faults) {
	let written = 0;
	let ended = false;
	let wake = null;
	const waiting = [];
	const rouse = () => {
		wake?.();
		wake = null;
	};
	engine.on("drain", rouse).on("close", rouse).on("end", () => {
		ended = true;
		rouse();
	});
	const afterEnd = (chunk) => {
		if (!faults.zeroPadding || chunk.some((byte) => byte !== 0)) throw new FaultError("trailing-garbage", "bytes after the end of the compressed data");
	};
	const feed = async () => {
		for await (const chunk of source) {
			if (engine.destroyed && !ended) return;
			if (ended) {
				afterEnd(chunk);
				continue;
			}
			while (waiting.length > 0 && waiting[0].from + waiting[0].chunk.length <= engine.bytesWritten) giveBack(waiting.shift().chunk);
			waiting.push({
				from: written,
				chunk
			});
			written += chunk.length;
			if (!engine.write(chunk)) await new Promise((resolve) => wake = resolve);
		}
		if (!ended && !engine.destroyed) engine.end();
	};
	const feeding = feed();
	feeding.catch((error) => {
		if (!ended) engine.destroy(error);
	});
	try {
		let current = null;
		for await (const chunk of engine) {
			if (current !== null && current !== chunk.buffer) release(current, faults.outputChunk);
			current = chunk.buffer;
			yield chunk;
		}
		await feeding;
		for (const { from, chunk } of waiting) {
			const taken = Math.max(0, engine.bytesWritten - from);
			if (taken < chunk.length) afterEnd(chunk.subarray(taken));
		}
	} catch (error) {
		throw asFault(error, faults.invalid);
	} finally {
		engine.destroy();
		await feeding.catch(() => void 0);
	}
}
/**
* Gives the memory of used-up output back now. Left to the collector, tens of megabytes of it wait at any time, and
* the collections they cause take a tenth of all the work. Only a buffer that the engine made for itself is whole.
*/
function release(buffer, outputChunk) {
	if (buffer.byteLength === outputChunk && "transfer" in buffer) buffer.transfer(0);
}
/** The engine's own errors are about the bytes; anything else is not ours to rename. */
function asFault(error, invalid) {
	if (error instanceof FaultError || typeof error !== "object" || error === null || !("code" in error) || !("message" in error)) return error;
	const code = String(error.code);
	const message = String(error.message);
	if (!/^Z(STD)?_/.test(code)) return error;
	if (message === "incorrect header check") return new FaultError("trailing-garbage", "bytes after the last gzip member that are no member");
	if (/windowTooLarge/i.test(code)) return new FaultError("limit-exceeded", "a zstd window over the limit");
	return new FaultError(invalid, message, error);
}
// src/bytes/decompress.ts
/** Bytes of one piece of output: with zlib's own 16 KiB the calls cost as much as the work. */
const outputChunk = 1048576;
/** The compression that a media type names; null where it names none. */
function namedCompression(mediaType) {
	const type = mediaType.split(";", 1)[0].trim().toLowerCase();
	if (/[+.]gzip$/.test(type)) return "gzip";
	return /[+.]zstd$/.test(type) ? "zstd" : null;
}
/**
* The bytes that a stream was compressed from. Its first bytes say how it is compressed (gzip, zstd, not at all);
* FaultError `media-type-mismatch` when the media type names another compression. The source is read to its very end
* before the output ends. A piece of output is gone once the next is asked for. FaultError `invalid-gzip`, `invalid-zstd`, `trailing-garbage`, `limit-exceeded`.
*/
async function* decompress(source, mediaType, limits = defaultLimits) {
	const { first, rest, close } = await peek(source, 4);
	const compression = sniff(first);
	const named = namedCompression(mediaType);
	if (named !== null && named !== compression) {
		await close();
		throw new FaultError("media-type-mismatch", `the media type says ${named}, the bytes are ${compression === "none" ? "not compressed that way" : compression}`);
	}
	const meter = {
		read: 0,
		written: 0
	};
	const input = counted(rest, meter);
	for await (const chunk of expand(compression, input, limits)) {
		meter.written += chunk.length;
		if (meter.written > limits.expandedBytes) throw new FaultError("limit-exceeded", `more than ${limits.expandedBytes} bytes when decompressed`);
		if (meter.written > limits.ratioFrom && meter.written > meter.read * limits.ratio) throw new FaultError("limit-exceeded", `${meter.read} bytes give more than ${limits.ratio} times as many`);
		yield chunk;
	}
}
function expand(compression, input, limits) {
	if (compression === "none") return input;
	const buffers = {
		chunkSize: outputChunk,
		readableObjectMode: true,
		readableHighWaterMark: 4,
		writableHighWaterMark: 262144
	};
	if (compression === "gzip") return through(createGunzip(buffers), gather$1(input), {
		invalid: "invalid-gzip",
		zeroPadding: true,
		outputChunk
	});
	return expandZstd(input, limits, buffers);
}
async function* expandZstd(input, limits, buffers) {
	const { first, rest } = await peek(zstdFrames(input, limits), 1);
	if (first.length === 0) return;
	const params = { [constants.ZSTD_d_windowLogMax]: Math.ceil(Math.log2(limits.zstdWindow)) };
	const engine = createZstdDecompress({
		...buffers,
		params
	});
	yield* through(engine, rest, {
		invalid: "invalid-zstd",
		zeroPadding: false,
		outputChunk
	});
}
function sniff(first) {
	if (first.length >= 2 && first[0] === 31 && first[1] === 139) return "gzip";
	const word = first.length < 4 ? 0 : (first[0] | first[1] << 8 | first[2] << 16 | first[3] << 24) >>> 0;
	return isZstd(word) ? "zstd" : "none";
}
/** The first bytes of a stream, fewer only where it is shorter, and the whole stream again. */
async function peek(source, bytes) {
	const iterator = source[Symbol.asyncIterator]();
	let first = /* @__PURE__ */ new Uint8Array();
	let done = false;
	while (first.length < bytes && !done) {
		const next = await iterator.next();
		if (next.done) done = true;
		else first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
	}
	async function* again() {
		try {
			if (first.length > 0) yield first;
			while (!done) {
				const next = await iterator.next();
				if (next.done) return;
				yield next.value;
			}
		} finally {
			await iterator.return?.();
		}
	}
	return {
		first,
		rest: again(),
		close: async () => iterator.return?.()
	};
}
async function* counted(source, meter) {
	for await (const chunk of source) {
		meter.read += chunk.length;
		yield chunk;
	}
}
// src/bytes/prove.ts
/**
* Passes bytes on and ends only when they were what was claimed: FaultError `size-mismatch` (at the first byte too
* many, or at the end) or `digest-mismatch`. Whoever stops before the end has proof of nothing.
*/
async function* prove(source, claim) {
	const hash = createHash(algorithmOf(claim.digest));
	let size = 0;
	for await (const chunk of source) {
		size += chunk.length;
		if (claim.size !== null && size > claim.size) throw new FaultError("size-mismatch", `${claim.digest}: more than the ${claim.size} bytes that were announced`);
		hash.update(chunk);
		yield chunk;
	}
	if (claim.size !== null && size !== claim.size) throw new FaultError("size-mismatch", `${claim.digest}: ${size} bytes came, ${claim.size} were announced`);
	const found = hash.digest("hex");
	if (found !== hexOf(claim.digest)) throw new FaultError("digest-mismatch", `${claim.digest}: the bytes have ${algorithmOf(claim.digest)}:${found}`);
}
// src/rootfs/listing.ts
/** Of each code this many are told; then one `more-oddities` says that there are others. */
const mostOfACode = 200;
/** Gathers oddities; an archive full of one kind cannot hide another. */
var Oddities = class {
	#told = [];
	#counts = /* @__PURE__ */ new Map();
	add(path, code) {
		const count = (this.#counts.get(code) ?? 0) + 1;
		this.#counts.set(code, count);
		if (count <= mostOfACode) this.#told.push({
			path,
			code
		});
		else if (code !== "more-oddities" && !this.#counts.has("more-oddities")) this.add(path, "more-oddities");
	}
	list() {
		return this.#told;
	}
};
// src/rootfs/node.ts
const directoryNode = (path, held, layer) => ({
	path,
	held,
	children: /* @__PURE__ */ new Map(),
	layer
});
const isDirectory = (held) => "entry" in held && held.entry.type === "directory";
const childPath = (directory, name) => directory.path === "" ? name : `${directory.path}/${name}`;
/** Every node below `root`, in the order of path bytes. */
function inPathOrder(root) {
	const nodes = [];
	gather(root, nodes);
	return nodes;
}
function gather(directory, nodes) {
	const keys = [];
	for (const [name, child] of directory.children) {
		keys.push(name);
		if (child.children !== null && child.children.size > 0) keys.push(`${name}/`);
	}
	keys.sort(comparePaths);
	for (const key of keys) if (key.endsWith("/")) gather(directory.children.get(key.slice(0, -1)), nodes);
	else nodes.push(directory.children.get(key));
}
// src/rootfs/unpack.ts
/** As many symlinks as Linux follows for one name (path_resolution(7)). */
const mostLinks = 40;
/** Name components looked at for one layer: long names through many links cannot buy hours. */
const mostSteps$1 = 1e8;
const mostGaps = 1e4;
/** Bytes that a name costs beside its text: what stands there, its place in the directory; a directory's own table. */
const nodeCost = 480;
const directoryCost = 240;
/** One image layer as it unpacks into an empty directory, in the archive's order, and what it says about lower layers. */
var Unpacked = class {
	oddities = new Oddities();
	#limits;
	#budget;
	#root = directoryNode("", null, 0);
	#whiteouts = /* @__PURE__ */ new Set();
	#opaque = /* @__PURE__ */ new Set();
	#gaps = [];
	#nodes = 0;
	#steps = 0;
	/** the directory asked for last: archives keep a directory's files together */
	#lastParent = null;
	constructor(limits, budget) {
		this.#limits = limits;
		this.#budget = budget;
	}
	/** Takes bytes of memory from what the image may hold. */
	spend(bytes) {
		this.#budget.memory -= bytes;
		if (this.#budget.memory < 0) throw new FaultError("limit-exceeded", "the image names more, and at greater length, than is held in memory");
	}
	/** Null, with a gap, where no runtime could put it. Directories on the way come into being. */
	place(path) {
		const parent = parentOf(path);
		const directory = this.#lastParent?.path === parent ? this.#lastParent.node : this.#enter(parent, path);
		if (directory === null) return null;
		this.#lastParent = {
			path: parent,
			node: directory
		};
		const name = parent === "" ? path : baseOf(path);
		const where = directory.path === parent ? path : childPath(directory, name);
		if (where !== path) {
			if (where.length > this.#limits.nameBytes) return this.gap(path, "unsafe-name", "the symlinks on its way make the name too long");
			this.oddities.add(path, "through-symlink");
		}
		return {
			directory,
			name,
			path: where
		};
	}
	/** The last entry of a path stands; a directory described again keeps what it holds. */
	put({ directory, name, path }, held) {
		const children = directory.children;
		const before = children.get(name);
		const isDir = isDirectory(held);
		this.spend(textCost(held));
		if (before === void 0) {
			this.#count(path, isDir);
			children.set(name, isDir ? directoryNode(path, held, 0) : {
				path,
				held,
				children: null,
				layer: 0
			});
			return;
		}
		if (before.children !== null && isDir) {
			before.held = held;
			return;
		}
		if (before.held !== null) this.oddities.add(path, "duplicate-entry");
		children.set(name, isDir ? directoryNode(path, held, 0) : {
			path,
			held,
			children: null,
			layer: 0
		});
		this.#lastParent = null;
	}
	/** What a hardlink to `target` leads to: what stands there now, or a link to be looked up in lower layers. */
	linkTo(target, from) {
		const found = this.#look(target);
		if (found === null) return unresolved(from);
		if ("missing" in found) return found.missing === from ? unresolved(from) : { hardlink: found.missing };
		if (found.node.path === from || found.node.held === null || isDirectory(found.node.held)) return unresolved(from);
		return found.node.held;
	}
	whiteout(place, name) {
		this.spend(nodeCost + place.path.length);
		this.#whiteouts.add(childPath(place.directory, name));
	}
	opaque(place) {
		this.#opaque.add(place.directory.path);
	}
	gap(path, code, detail) {
		if (this.#gaps.length >= mostGaps) throw new FaultError("limit-exceeded", `more than ${mostGaps} entries that cannot be read`);
		this.spend(nodeCost + path.length + detail.length);
		this.#gaps.push({
			path,
			fault: {
				code,
				detail
			}
		});
		return null;
	}
	listing() {
		const entries = [];
		const implied = [];
		const hardlinks = [];
		for (const { path, held, children } of inPathOrder(this.#root)) if (held === null) {
			if (children.size === 0) implied.push(path);
		} else if ("hardlink" in held) hardlinks.push({
			path,
			target: held.hardlink
		});
		else if ("fault" in held) this.gap(path, held.fault.code, held.fault.detail);
		else entries.push(held.found.length === 0 ? {
			path,
			...held.entry
		} : {
			path,
			...held.entry,
			found: held.found
		});
		return {
			entries,
			implied,
			hardlinks,
			whiteouts: [...this.#whiteouts],
			opaque: [...this.#opaque],
			oddities: this.oddities.list(),
			gaps: this.#gaps
		};
	}
	/** The directory a path leads to through this layer's own symlinks, made where it is missing. */
	#enter(path, entry) {
		const trail = this.#walk(path);
		if (trail === "loop") return this.gap(entry, "unsafe-name", "its directories are symlinks that lead in a circle");
		if (trail === "long") return this.gap(entry, "unsafe-name", "the symlinks on its way make the name too long");
		if (trail === "blocked") return this.gap(entry, "invalid-tar", "lies below something that is no directory");
		let directory = this.#root;
		for (const step of trail.slice(1)) {
			const name = baseOf(step.path);
			if (directory.children.get(name) !== step) {
				this.#count(step.path, true);
				directory.children.set(name, step);
			}
			directory = step;
		}
		return directory;
	}
	#look(path) {
		const trail = this.#walk(parentOf(path));
		if (typeof trail === "string") return null;
		const directory = trail[trail.length - 1];
		const node = directory.children.get(baseOf(path));
		return node === void 0 ? { missing: childPath(directory, baseOf(path)) } : { node };
	}
	/**
	* The directories from the root to where a path leads, through directories and symlinks as the kernel follows them,
	* with '/' and '..' kept inside the root. Those that are missing are new nodes that nothing holds yet.
	*/
	#walk(path) {
		const ahead = path === "" ? [] : path.split("/").reverse();
		let trail = [this.#root];
		let links = 0;
		while (ahead.length > 0) {
			if (++this.#steps > mostSteps$1) throw new FaultError("limit-exceeded", "names that take too long to follow");
			const name = ahead.pop();
			if (name === "" || name === ".") continue;
			if (name === "..") {
				if (trail.length > 1) trail.pop();
				continue;
			}
			const here = trail[trail.length - 1];
			const child = here.children.get(name);
			if (child === void 0) {
				const where = childPath(here, name);
				if (where.length > this.#limits.nameBytes) return "long";
				trail.push(directoryNode(where, null, 0));
			} else if (child.children !== null) trail.push(child);
			else if (child.held !== null && "entry" in child.held && child.held.entry.type === "symlink") {
				if (++links > mostLinks) return "loop";
				const { target } = child.held.entry;
				if (target.startsWith("/")) trail = [this.#root];
				ahead.push(...target.split("/").reverse());
			} else return "blocked";
		}
		return trail;
	}
	#count(path, isDir) {
		this.spend(nodeCost + path.length + (isDir ? directoryCost : 0));
		if (++this.#nodes > this.#limits.entries) throw new FaultError("limit-exceeded", `more than ${this.#limits.entries} names in one image layer`);
	}
};
/** Bytes of the text that what stands at a path brings with it. */
function textCost(held) {
	if ("hardlink" in held) return held.hardlink.length;
	if ("fault" in held) return held.fault.detail.length;
	return held.entry.type === "symlink" ? held.entry.target.length : 0;
}
const unresolved = (path) => ({ fault: {
	code: "unresolved-hardlink",
	detail: `${path}: a hardlink to nothing that can be linked`
} });
// src/rootfs/entries.ts
const whiteoutPrefix = ".wh.";
const metaPrefix = ".wh..wh.";
const opaqueName = ".wh..wh..opq";
const aufsLinks = ".wh..wh.plnk/";
/** Bytes that a file kept for hardlinks costs beside its name. */
const leftoverCost = 400;
const none$1 = [];
const modes = /* @__PURE__ */ new Map();
/** Four octal digits; the same string each time, for images hold few modes and many files. */
function octalMode(mode) {
	let text = modes.get(mode);
	if (text === void 0) modes.set(mode, text = mode.toString(8).padStart(4, "0"));
	return text;
}
/** Turns the entries of a layer's archive into its listing, and each file's bytes into its hash while they pass. */
var LayerEntries = class {
	#unpacked;
	#options;
	/** files that AUFS kept for hardlinks to lead to */
	#aufs = /* @__PURE__ */ new Map();
	#content = null;
	#size = 0;
	#mode = "";
	#store = null;
	constructor(options, limits, budget) {
		this.#options = options;
		this.#unpacked = new Unpacked(limits, budget);
	}
	entry(entry) {
		this.#content = null;
		const { path, clamped } = pathOf(entry.name);
		if (entry.type === "global") {
			this.#unpacked.oddities.add(path, "global-header-ignored");
			return;
		}
		if (clamped) this.#unpacked.oddities.add(path, "clamped-name");
		if (path === "") {
			if (entry.type !== "directory") this.#unpacked.gap(path, "unsafe-name", `an entry of type ${JSON.stringify(entry.flag)} in place of the root`);
			return;
		}
		if (path.startsWith(metaPrefix) && path !== opaqueName) {
			this.#leftover(path, entry);
			return;
		}
		const place = this.#unpacked.place(path);
		if (place === null) return;
		if (place.name.startsWith(whiteoutPrefix)) this.#whiteout(place);
		else this.#put(place, entry);
	}
	data(bytes) {
		this.#content?.update(bytes);
	}
	end() {
		if (this.#content === null) return;
		const { sha256, blob, found } = this.#content.done();
		const entry = {
			type: "file",
			sha256,
			...blob === void 0 ? {} : { blob },
			size: this.#size,
			mode: this.#mode
		};
		this.#store({
			entry,
			found
		});
		this.#content = null;
	}
	listing(endMarker) {
		if (!endMarker) this.#unpacked.oddities.add("", "no-end-marker");
		return this.#unpacked.listing();
	}
	#whiteout(place) {
		const name = place.name.slice(4);
		if (place.name === opaqueName) this.#unpacked.opaque(place);
		else if (place.name.startsWith(metaPrefix)) this.#unpacked.oddities.add(place.path, "aufs-leftover");
		else if (name === "" || name === "." || name === "..") this.#unpacked.oddities.add(place.path, "bare-whiteout");
		else this.#unpacked.whiteout(place, name);
	}
	#leftover(path, entry) {
		this.#unpacked.oddities.add(path, "aufs-leftover");
		if (entry.type === "file" && path.startsWith(aufsLinks)) this.#read(path, entry, (held) => {
			this.#unpacked.spend(path.length + leftoverCost);
			this.#aufs.set(path, held);
		});
	}
	#put(place, entry) {
		const mode = octalMode(entry.mode);
		const put = (value) => this.#unpacked.put(place, {
			entry: value,
			found: none$1
		});
		switch (entry.type) {
			case "file":
				this.#read(place.path, entry, (held) => this.#unpacked.put(place, held));
				break;
			case "directory":
				put({
					type: "directory",
					mode
				});
				break;
			case "symlink":
				put({
					type: "symlink",
					target: entry.link
				});
				break;
			case "fifo":
				put({
					type: "fifo",
					mode
				});
				break;
			case "hardlink":
				this.#unpacked.put(place, this.#linked(place.path, entry.link));
				break;
			case "character":
			case "block": {
				const { type: kind, major, minor } = entry;
				if (kind === "character" && major === 0 && minor === 0) this.#unpacked.oddities.add(place.path, "overlay-whiteout-device");
				put({
					type: "device",
					kind,
					major,
					minor,
					mode
				});
				break;
			}
			default: this.#unpacked.put(place, { fault: {
				code: "unsupported-tar-entry",
				detail: `${baseOf(place.path)}: a tar entry of type ${JSON.stringify(entry.flag)}`
			} });
		}
	}
	#linked(path, link) {
		const { path: target, clamped } = pathOf(link);
		if (clamped) this.#unpacked.oddities.add(path, "clamped-name");
		return this.#aufs.get(target) ?? this.#unpacked.linkTo(target, path);
	}
	#read(path, entry, store) {
		const { blobs, search } = this.#options;
		const options = {
			size: entry.size,
			blob: blobs ? "sha1" : null,
			texts: search?.wants(path) ? search.texts : none$1
		};
		this.#content = new ContentHash(options);
		this.#size = entry.size;
		this.#mode = octalMode(entry.mode);
		this.#store = store;
	}
};
// src/rootfs/tar-header.ts
const blockSize = 512;
const field = {
	name: 0,
	mode: 100,
	size: 124,
	checksum: 148,
	flag: 156,
	link: 157,
	magic: 257,
	major: 329,
	minor: 337,
	prefix: 345,
	trailer: 508
};
/**
* Reads one block as Go's `archive/tar` does, which the runtimes are built on: ustar, PAX, GNU, star and v7 by their
* magic. Null for a block of zeros; FaultError `invalid-tar` for a wrong checksum or number.
*/
function readHeader(bytes, at) {
	let unsigned = 0;
	let signed = 0;
	for (let i = at; i < at + 512; i++) {
		const byte = bytes[i];
		unsigned += byte;
		if (byte > 127) signed -= 256;
	}
	if (unsigned === 0) return null;
	for (let i = at + field.checksum; i < at + field.checksum + 8; i++) {
		const byte = bytes[i];
		unsigned += 32 - byte;
		if (byte > 127) signed += 256;
	}
	const claimed = octal(bytes, at + field.checksum, 8);
	if (claimed !== unsigned && claimed !== unsigned + signed) throw new FaultError("invalid-tar", "a header whose checksum is wrong");
	const format = formatOf(bytes, at);
	let name = text(bytes, at + field.name, 100);
	const prefix = format === "ustar" ? text(bytes, at + field.prefix, 155) : format === "star" ? text(bytes, at + field.prefix, 131) : "";
	if (prefix !== "") name = `${prefix}/${name}`;
	return {
		flag: String.fromCharCode(bytes[at + field.flag]),
		name,
		link: text(bytes, at + field.link, 100),
		size: number(bytes, at + field.size, 12),
		mode: number(bytes, at + field.mode, 8),
		major: format === "v7" ? 0 : number(bytes, at + field.major, 8),
		minor: format === "v7" ? 0 : number(bytes, at + field.minor, 8),
		extended: format === "gnu" && bytes[at + 482] !== 0
	};
}
/** Whether another block of an old GNU sparse map follows this one. */
const sparseMapGoesOn = (bytes, at) => bytes[at + 504] !== 0;
function formatOf(bytes, at) {
	const from = at + field.magic;
	if (bytes[from] !== 117 || bytes[from + 1] !== 115 || bytes[from + 2] !== 116 || bytes[from + 3] !== 97 || bytes[from + 4] !== 114) return "v7";
	if (bytes[from + 5] === 0) return bytes.toString("latin1", at + field.trailer, at + field.trailer + 4) === "tar\0" ? "star" : "ustar";
	return bytes[from + 5] === 32 && bytes[from + 6] === 32 && bytes[from + 7] === 0 ? "gnu" : "v7";
}
/** Up to the first NUL, in our text form. */
function text(bytes, at, length) {
	let end = at;
	let ascii = true;
	for (const limit = at + length; end < limit; end++) {
		const byte = bytes[end];
		if (byte === 0) break;
		if (byte > 127) ascii = false;
	}
	if (end === at) return "";
	return ascii ? bytes.toString("latin1", at, end) : textOfBytes(bytes.subarray(at, end));
}
/** A number in octal, or in base 256 where the first bit is set (GNU, for what octal cannot hold). */
function number(bytes, at, length) {
	const lead = bytes[at];
	if ((lead & 128) === 0) return octal(bytes, at, length);
	if ((lead & 64) !== 0) throw new FaultError("invalid-tar", "a header with a negative number");
	let value = lead & 63;
	for (let i = at + 1; i < at + length; i++) value = value * 256 + bytes[i];
	return safe(value);
}
/** Spaces and NULs before and after the digits are padding; nothing at all is 0. */
function octal(bytes, at, length) {
	let i = at;
	const end = at + length;
	while (i < end && (bytes[i] === 32 || bytes[i] === 0)) i++;
	let value = 0;
	for (; i < end; i++) {
		const digit = bytes[i] - 48;
		if (digit < 0 || digit > 7) break;
		value = value * 8 + digit;
	}
	while (i < end && bytes[i] === 32) i++;
	if (i < end && bytes[i] !== 0) throw new FaultError("invalid-tar", "a header with a number that is none");
	return value;
}
function safe(value) {
	if (!Number.isSafeInteger(value)) throw new FaultError("invalid-tar", "a header with a number beyond all sizes");
	return value;
}
// src/rootfs/pax.ts
const sparsePrefix = "GNU.sparse.";
/**
* Reads `<length> <key>=<value>\n` records (POSIX.1-2001, pax interchange format) as Go's `archive/tar` does; the last
* of equal keys counts, but for the repeated offset and numbytes of sparse form 0.0. FaultError
* `invalid-tar`, or `limit-exceeded` for a name over `nameBytes`.
*/
function readPax(bytes, nameBytes) {
	const kept = /* @__PURE__ */ new Map();
	const pairs = [];
	let at = 0;
	while (at < bytes.length) {
		const space = bytes.indexOf(32, at);
		if (space < 0 || space === at || space - at > 10) throw broken$1();
		const length = decimal(bytes.toString("latin1", at, space));
		const end = at + length;
		if (end > bytes.length || end - 1 <= space || bytes[end - 1] !== 10) throw broken$1();
		const equals = bytes.indexOf(61, space);
		if (equals < 0 || equals >= end - 1 || equals === space + 1) throw broken$1();
		const key = bytes.toString("latin1", space + 1, equals);
		at = end;
		const named = key === "path" || key === "linkpath" || key === `${sparsePrefix}name`;
		if (!named && key !== "size" && !key.startsWith(sparsePrefix)) continue;
		const value = bytes.subarray(equals + 1, end - 1);
		if (named && value.includes(0)) throw broken$1();
		if (named && value.length > nameBytes) throw new FaultError("limit-exceeded", `a name of ${value.length} bytes`);
		const text$1 = named ? text(value, 0, value.length) : value.toString("latin1");
		if (key === `${sparsePrefix}offset` || key === `${sparsePrefix}numbytes`) {
			if (pairs.length % 2 === 0 !== key.endsWith("offset")) throw broken$1();
			pairs.push(decimal(text$1));
		} else kept.set(key, text$1);
	}
	const sparse = sparseOf(kept, pairs);
	const path = kept.get("path");
	const linkpath = kept.get("linkpath");
	const size = kept.get("size");
	return {
		...path ? { path } : {},
		...linkpath ? { linkpath } : {},
		...size ? { size: decimal(size) } : {},
		...sparse === null ? {} : { sparse }
	};
}
function sparseOf(records, pairs) {
	const of = (key) => records.get(sparsePrefix + key) ?? "";
	const version = `${of("major")}.${of("minor")}`;
	const listed = pairs.length > 0 || of("map") !== "";
	if (version !== "0.0" && version !== "0.1" && version !== "1.0" && !(version === "." && listed)) return null;
	const size = of("size") || of("realsize");
	const common = {
		name: of("name") || null,
		realSize: size === "" ? null : decimal(size)
	};
	if (version === "1.0") return {
		...common,
		map: null
	};
	const map = pairs.length > 0 ? pairs : of("map") === "" ? [] : of("map").split(",").map(decimal);
	if (map.length !== 2 * decimal(of("numblocks"))) throw broken$1();
	return {
		...common,
		map
	};
}
function decimal(text) {
	if (!/^\d{1,16}$/.test(text)) throw broken$1();
	return safe(Number(text));
}
const broken$1 = () => new FaultError("invalid-tar", "a PAX header that cannot be read");
// src/rootfs/sparse.ts
/** Handed out for holes, and never written to. */
const zeros = /* @__PURE__ */ new Uint8Array(262144);
/** Turns the stored pieces of a sparse file back into the file that a runtime would write: holes are zeros. */
var SparseFile = class {
	#emit;
	#size;
	#maxMapBytes;
	/** offset, length, offset, length, … of the pieces; null until the map before the data was read */
	#map;
	#next = 0;
	/** bytes of the file given so far */
	#at = 0;
	#mapText = "";
	#mapBytes = 0;
	#lines = 0;
	#numbers = null;
	constructor(size, map, maxMapBytes, emit) {
		this.#size = size;
		this.#emit = emit;
		this.#maxMapBytes = maxMapBytes;
		this.#map = map === null ? null : checked(map, size);
	}
	push(stored) {
		let at = 0;
		if (this.#map === null) at = this.#readMap(stored);
		while (at < stored.length) {
			const map = this.#map;
			while (this.#next < map.length && this.#at >= map[this.#next] + map[this.#next + 1]) this.#next += 2;
			if (this.#next >= map.length) throw broken("more data than its map");
			const offset = map[this.#next];
			this.#fill(offset);
			const step = Math.min(offset + map[this.#next + 1] - this.#at, stored.length - at);
			this.#emit(stored.subarray(at, at + step));
			this.#at += step;
			at += step;
		}
	}
	/** The holes after the last byte that was stored. */
	finish() {
		const map = this.#map;
		if (map === null) throw broken("no map");
		for (; this.#next < map.length; this.#next += 2) if (map[this.#next + 1] > 0 && this.#at < map[this.#next] + map[this.#next + 1]) throw broken("less data than its map");
		this.#fill(this.#size);
	}
	#fill(to) {
		while (this.#at < to) {
			const step = Math.min(to - this.#at, zeros.length);
			this.#emit(step === zeros.length ? zeros : zeros.subarray(0, step));
			this.#at += step;
		}
	}
	/** Form 1.0: lines of decimal numbers, the count of pieces first, filled up to whole blocks. */
	#readMap(stored) {
		let at = 0;
		while (at < stored.length) {
			const step = Math.min(512 - this.#mapBytes % 512, stored.length - at);
			const text = stored.toString("latin1", at, at + step);
			this.#mapText += text;
			this.#mapBytes += step;
			this.#lines += text.split("\n").length - 1;
			at += step;
			if (this.#mapBytes > this.#maxMapBytes) throw new FaultError("limit-exceeded", "the map of a sparse file");
			if (this.#mapBytes % 512 !== 0) continue;
			if (this.#lines === 0) throw broken("no map");
			this.#numbers ??= 2 * decimal(this.#mapText.slice(0, this.#mapText.indexOf("\n")));
			if (this.#lines <= this.#numbers) continue;
			const numbers = this.#mapText.split("\n", this.#numbers + 1).slice(1);
			this.#map = checked(numbers.map(decimal), this.#size);
			this.#mapText = "";
			break;
		}
		return at;
	}
};
/** Pieces in order, without overlap, within the file. */
function checked(map, size) {
	let before = 0;
	for (let i = 0; i < map.length; i += 2) {
		const end = safe(map[i] + map[i + 1]);
		if (map[i] < before || end > size) throw broken("a map out of order");
		before = end;
	}
	return map;
}
const broken = (what) => new FaultError("invalid-tar", `a sparse file with ${what}`);
// src/rootfs/tar.ts
const types = {
	"0": "file",
	"\0": "file",
	"1": "hardlink",
	"2": "symlink",
	"3": "character",
	"4": "block",
	"5": "directory",
	"6": "fifo",
	g: "global"
};
/** Zeros that the sparse files of one archive may stand for: each is hashed, and none was sent. */
const maxHoles = 4 * 2 ** 30;
/**
* Reads a tar archive from whatever pieces it comes in, without waiting and without copying file content. It agrees
* with Go's `archive/tar`, which runtimes unpack with: links, devices, directories and fifos have no body whatever
* their size says; a GNU long name beats a PAX path; PAX global headers change nothing (they come as `global`).
* FaultError `invalid-tar`, `truncated-tar`, `limit-exceeded`.
*/
var TarReader = class {
	#sink;
	#limits;
	#block = Buffer.alloc(512);
	#have = 0;
	#state = "header";
	/** bytes left of a body or its padding */
	#left = 0;
	#padding = 0;
	#zeroBlocks = 0;
	#entries = 0;
	#holes = 0;
	/** where a body goes: an extension is gathered, a file is handed out, anything else is passed over */
	#meta = null;
	#file = false;
	#sparse = null;
	/** what extension headers said about the entry to come */
	#pax = null;
	#longName = "";
	#longLink = "";
	#pending = false;
	constructor(sink, limits) {
		this.#sink = sink;
		this.#limits = limits;
	}
	push(chunk) {
		const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		let at = 0;
		while (at < bytes.length) {
			if (this.#state === "done") return;
			if (this.#state === "header" || this.#state === "sparse-map") {
				if (this.#have === 0 && bytes.length - at >= 512) {
					this.#takeBlock(bytes, at);
					at += 512;
				} else {
					const step = bytes.copy(this.#block, this.#have, at, at + 512 - this.#have);
					this.#have += step;
					at += step;
					if (this.#have < 512) return;
					this.#have = 0;
					this.#takeBlock(this.#block, 0);
				}
				continue;
			}
			const step = Math.min(this.#left, bytes.length - at);
			if (this.#state === "body") this.#takeBody(bytes, at, step);
			at += step;
			this.#left -= step;
			if (this.#left === 0) this.#afterPart();
		}
	}
	/**
	* To be called at the end of the input. Archives without their end marker are accepted where the last entry's bytes
	* are all there, as GNU tar and Go do; an end anywhere else is a FaultError `truncated-tar`.
	*/
	finish() {
		if (!(this.#state === "done" || this.#state === "padding" || this.#state === "header" && this.#have === 0) || this.#pending) throw new FaultError("truncated-tar", "the archive ends within an entry");
		return { endMarker: this.#state === "done" };
	}
	#takeBlock(bytes, at) {
		if (this.#state === "sparse-map") {
			if (!sparseMapGoesOn(bytes, at)) this.#beginBody();
			return;
		}
		const header = readHeader(bytes, at);
		if (header === null) {
			if (++this.#zeroBlocks === 2) {
				if (this.#pending) throw new FaultError("truncated-tar", "the archive ends within an entry");
				this.#state = "done";
			}
			return;
		}
		if (this.#zeroBlocks > 0) throw new FaultError("invalid-tar", "a single block of zeros between entries");
		if (++this.#entries > this.#limits.entries) throw new FaultError("limit-exceeded", `more than ${this.#limits.entries} headers in one archive`);
		if (header.flag === "x" || header.flag === "g" || header.flag === "L" || header.flag === "K") this.#beginExtension(header);
		else this.#beginEntry(header);
	}
	#beginExtension(header) {
		const { extensionBytes, nameBytes } = this.#limits;
		const most = header.flag === "L" || header.flag === "K" ? nameBytes + 512 : extensionBytes;
		if (header.size > most) throw new FaultError("limit-exceeded", `an extension header of ${header.size} bytes`);
		this.#meta = {
			flag: header.flag,
			bytes: Buffer.allocUnsafe(header.size),
			have: 0
		};
		this.#pending = true;
		this.#setBody(header.size);
		this.#beginBody();
	}
	#beginEntry(header) {
		const pax = this.#pax;
		const sparse = pax?.sparse ?? null;
		const name = sparse?.name ?? (this.#longName || (pax?.path ?? header.name));
		const link = this.#longLink || (pax?.linkpath ?? header.link);
		this.#pax = null;
		this.#longName = "";
		this.#longLink = "";
		this.#pending = false;
		const longest = Math.max(name.length, link.length);
		if (longest > this.#limits.nameBytes) throw new FaultError("limit-exceeded", `a name of ${longest} characters`);
		let type = types[header.flag] ?? "unsupported";
		if (header.flag === "\0" && name.endsWith("/")) type = "directory";
		const stored = type === "file" || type === "unsupported" ? pax?.size ?? header.size : 0;
		const size = type !== "file" ? 0 : sparse?.realSize ?? stored;
		this.#file = type === "file";
		this.#sparse = null;
		if (sparse !== null) {
			if (type !== "file") throw new FaultError("invalid-tar", "a sparse map on something that is no file");
			this.#holes += size;
			if (this.#holes > maxHoles) throw new FaultError("limit-exceeded", "sparse files that stand for too many bytes");
			this.#sparse = new SparseFile(size, sparse.map, this.#limits.extensionBytes, (bytes) => this.#sink.data(bytes));
		}
		this.#sink.entry({
			type,
			flag: header.flag,
			name,
			link,
			size,
			mode: header.mode & 4095,
			major: header.major,
			minor: header.minor
		});
		this.#setBody(stored);
		if (header.flag === "S" && header.extended) this.#state = "sparse-map";
		else this.#beginBody();
	}
	#setBody(size) {
		this.#left = size;
		this.#padding = (512 - size % 512) % 512;
	}
	#beginBody() {
		this.#state = "body";
		if (this.#left === 0) this.#afterPart();
	}
	#takeBody(bytes, at, step) {
		if (this.#meta !== null) this.#meta.have += bytes.copy(this.#meta.bytes, this.#meta.have, at, at + step);
		else if (this.#sparse !== null) this.#sparse.push(bytes.subarray(at, at + step));
		else if (this.#file) this.#sink.data(bytes.subarray(at, at + step));
	}
	#afterPart() {
		if (this.#state === "body") {
			this.#endBody();
			this.#left = this.#padding;
			this.#state = "padding";
			if (this.#left > 0) return;
		}
		this.#state = "header";
	}
	#endBody() {
		if (this.#meta !== null) {
			const { flag, bytes } = this.#meta;
			this.#meta = null;
			this.#readExtension(flag, bytes);
		} else if (this.#file) {
			this.#sparse?.finish();
			this.#file = false;
			this.#sink.end();
		}
	}
	#readExtension(flag, bytes) {
		if (flag === "L") this.#longName = text(bytes, 0, bytes.length);
		else if (flag === "K") this.#longLink = text(bytes, 0, bytes.length);
		else if (flag === "x") this.#pax = readPax(bytes, this.#limits.nameBytes);
		else {
			const { path = "", linkpath = "", size, sparse } = readPax(bytes, this.#limits.nameBytes);
			this.#pax = null;
			this.#longName = "";
			this.#longLink = "";
			this.#pending = false;
			if (path !== "" || linkpath !== "" || size !== void 0 || sparse !== void 0) this.#sink.entry({
				type: "global",
				flag,
				name: path,
				link: linkpath,
				size: 0,
				mode: 0,
				major: 0,
				minor: 0
			});
		}
	}
};
// src/rootfs/layer.ts
/**
* The listing of one image layer, read in one pass with nothing on disk; it is returned only when size, digest and
* diff ID were proven over every byte. FaultError for anything else, and the most telling one: bytes that are not
* those that were pushed are called so, whatever they did to the readers behind.
*/
async function readImageLayer(source, layer, options) {
	const limits = {
		...defaultLimits,
		...options.limits
	};
	const budget = options.budget ?? freshBudget();
	budget.expanded -= layer.size;
	if (budget.expanded < 0) throw tooLarge();
	const proved = prove(source, layer);
	try {
		return await readProved(unclosed(proved), layer, options, limits, budget);
	} catch (error) {
		if (error instanceof FaultError && error.fault.code !== "limit-exceeded") for await (const _ of proved);
		throw error;
	} finally {
		await proved.return();
	}
}
async function readProved(source, layer, options, limits, budget) {
	const entries = new LayerEntries(options, limits, budget);
	const tar = new TarReader(entries, limits);
	const diff = layer.diffId === null ? null : runningDigest(algorithmOf(layer.diffId));
	let failed = null;
	for await (const chunk of decompress(source, layer.mediaType, limits)) {
		budget.expanded -= chunk.length;
		if (budget.expanded < 0) throw tooLarge();
		diff?.update(chunk);
		failed ??= faultIn(() => tar.push(chunk));
	}
	if (diff !== null && layer.diffId !== null) {
		const found = diff.hex();
		if (found !== hexOf(layer.diffId)) throw new FaultError("diff-id-mismatch", `${layer.diffId}: the decompressed bytes have ${algorithmOf(layer.diffId)}:${found}`);
	}
	if (failed !== null) throw failed;
	return entries.listing(tar.finish().endMarker);
}
const tooLarge = () => new FaultError("limit-exceeded", "the image layers together are too large");
/** The fault of an archive, kept until its bytes have proven themselves. A limit stops the reading at once. */
function faultIn(act) {
	try {
		act();
		return null;
	} catch (error) {
		if (error instanceof FaultError && error.fault.code !== "limit-exceeded") return error;
		throw error;
	}
}
/** The same stream, which stays open when its reader stops. */
function unclosed(source) {
	return { [Symbol.asyncIterator]: () => ({ next: () => source.next() }) };
}
// src/rootfs/squash.ts
/**
* Lays image layers over each other, from the bottom, as overlay file systems show them. A layer that could not be
* read leaves a gap over the whole tree.
*/
function squash(layers) {
	const state = new State();
	for (const [index, layer] of layers.entries()) if ("fault" in layer) state.lost.push({
		path: "",
		fault: layer.fault
	});
	else if (state.steps > mostSteps) state.lost.push({
		path: "",
		fault: tooMuch
	});
	else state.lay(layer, index);
	return state.squashed();
}
/** Names looked at for all layers: one large layer a thousand times over cannot buy hours. */
const mostSteps = 2e7;
const tooMuch = {
	code: "limit-exceeded",
	detail: "the image layers together name too much to be laid over each other"
};
const none = [];
const impliedMode = {
	entry: {
		type: "directory",
		mode: "0755"
	},
	found: none
};
/** `held` is the listing's own entry: not copied for each image layer, it may say more than a manifest entry does. */
function entryOf(held, path, layer) {
	if (held.found === void 0) return {
		...held,
		path,
		layer
	};
	const { found: _, ...entry } = held;
	return {
		...entry,
		path,
		layer
	};
}
var State = class {
	/** gaps that nothing laid over them can close */
	lost = [];
	steps = 0;
	#root = directoryNode("", null, 0);
	#oddities = new Oddities();
	#lastParent = this.#root;
	lay(layer, index) {
		this.steps += layer.entries.length;
		for (const { path, code } of layer.oddities) this.#oddities.add(path, code);
		const links = layer.hardlinks.map(({ path, target }) => [path, this.#linked(path, target)]);
		for (const path of layer.whiteouts) this.#remove(path);
		for (const path of layer.opaque) this.#clear(path);
		this.#lastParent = this.#root;
		for (const entry of layer.entries) this.#put(entry.path, {
			entry,
			found: entry.found ?? none
		}, index);
		for (const path of layer.implied) this.#directory(path, index);
		for (const [path, held] of links) this.#put(path, held, index);
		for (const { path, fault } of layer.gaps) if (path === "" || this.#belowOwn(path, index)) this.lost.push({
			path,
			fault
		});
		else this.#put(path, { fault }, index);
	}
	squashed() {
		const entries = [];
		const found = /* @__PURE__ */ new Map();
		const gaps = [...this.lost];
		for (const { path, held, layer } of inPathOrder(this.#root)) {
			if (held === null || "hardlink" in held) continue;
			if ("fault" in held) gaps.push({
				path,
				fault: held.fault
			});
			else {
				entries.push(entryOf(held.entry, path, layer));
				if (held.found.length > 0) found.set(path, held.found);
			}
		}
		gaps.sort((a, b) => comparePaths(a.path, b.path));
		return {
			manifest: {
				assurance: "verified",
				entries,
				gaps
			},
			found,
			oddities: this.#oddities.list()
		};
	}
	#put(path, held, layer) {
		const parent = parentOf(path);
		if (this.#lastParent.path !== parent) this.#lastParent = this.#directory(parent, layer);
		const children = this.#lastParent.children;
		const name = parent === "" ? path : baseOf(path);
		const before = children.get(name);
		if (isDirectory(held)) {
			if (before === void 0 || before.children === null) {
				this.#keepGap(before);
				children.set(name, directoryNode(path, held, layer));
			} else {
				before.held = held;
				before.layer = layer;
			}
		} else children.set(name, {
			path,
			held,
			children: null,
			layer
		});
	}
	/** The directory itself, whatever a lower layer holds at its path or above: a new directory takes its place. */
	#directory(path, layer) {
		let here = this.#root;
		for (const name of path === "" ? [] : path.split("/")) {
			this.steps++;
			let child = here.children.get(name);
			if (child === void 0 || child.children === null) {
				this.#keepGap(child);
				if (child?.held && "entry" in child.held && child.held.entry.type === "symlink") this.#oddities.add(child.path, "symlink-replaced");
				child = directoryNode(childPath(here, name), impliedMode, layer);
				here.children.set(name, child);
			}
			here = child;
		}
		return here;
	}
	/** A directory over something unread might have been laid over a directory: what that held stays unknown. */
	#keepGap(node) {
		if (node?.held && "fault" in node.held) this.lost.push({
			path: node.path,
			fault: node.held.fault
		});
	}
	#remove(path) {
		if (!this.#find(parentOf(path))?.children?.delete(baseOf(path))) this.#oddities.add(path, "stray-whiteout");
	}
	#clear(path) {
		this.#find(path)?.children?.clear();
	}
	/** By name alone: a lower symlink on the way hides nothing and is hidden by nothing. */
	#find(path) {
		let here = this.#root;
		for (const name of path === "" ? [] : path.split("/")) {
			this.steps++;
			here = here.children?.get(name);
			if (here === void 0) return null;
		}
		return here;
	}
	/** Whether a path lies below something of the same layer that is no directory. */
	#belowOwn(path, layer) {
		let here = this.#root;
		for (const name of parentOf(path).split("/")) {
			here = here.children?.get(name);
			if (here === void 0) return false;
			if (here.children === null) return here.layer === layer;
		}
		return false;
	}
	#linked(path, target) {
		const held = this.#find(target)?.held ?? null;
		if (held !== null && !isDirectory(held)) return held;
		return { fault: {
			code: "unresolved-hardlink",
			detail: `${path}: a hardlink to ${target}, which no lower image layer holds`
		} };
	}
};
// src/bytes/collect.ts
/** All bytes of a stream in one piece; FaultError `too-large` at the first byte over `maxBytes`. */
async function collect(source, maxBytes) {
	const chunks = [];
	let size = 0;
	for await (const chunk of source) {
		size += chunk.length;
		if (size > maxBytes) throw new FaultError("too-large", `more than ${maxBytes} bytes`);
		chunks.push(chunk);
	}
	return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size);
}
// src/subjects/image-manifest.ts
/** Docker stops at 127 image layers; indexes of official images stay below 50 entries. */
const maxLayers = 1e3;
const maxManifests = 1e3;
const indexTypes = /* @__PURE__ */ new Set(["application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"]);
const manifestTypes = /* @__PURE__ */ new Set(["application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"]);
const configTypes = /* @__PURE__ */ new Set(["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"]);
const isIndexType = (mediaType) => indexTypes.has(mediaType);
const isManifestType = (mediaType) => manifestTypes.has(mediaType);
const isConfigType = (mediaType) => configTypes.has(mediaType);
/** Layers that a registry may not hold and whose `urls` point anywhere. */
const isForeignType = (mediaType) => /^application\/vnd\.(?:docker\.image\.rootfs\.foreign\.|oci\.image\.layer\.nondistributable\.)/.test(mediaType);
/**
* Reads an image index or an image manifest. `mediaType` is what it came as; the document's own `mediaType` must not
* contradict it, and one document must not be both (CVE-2021-41190).
*
* @throws FaultError `invalid-manifest`, `media-type-mismatch`, `unsupported-media-type`, `schema-1`
*/
function readManifest(bytes, mediaType) {
	const document = readJson(bytes, "invalid-manifest", "the image manifest");
	if (document["schemaVersion"] === 1) throw new FaultError("schema-1", "an image of the retired schema 1: push it again with a current tool");
	if (document["schemaVersion"] !== 2) throw invalid$1("schemaVersion is not 2");
	const own = document["mediaType"];
	if (own !== void 0 && typeof own !== "string") throw invalid$1("mediaType is no text");
	const known = (type) => type !== void 0 && (isIndexType(type) || isManifestType(type));
	if (own !== void 0 && known(mediaType) && own !== mediaType) throw new FaultError("media-type-mismatch", `it came as ${mediaType} and calls itself ${short(own)}`);
	const type = known(mediaType) ? mediaType : own;
	if (type !== void 0 && !known(type)) throw new FaultError("unsupported-media-type", `no image, but ${short(type)}`);
	const looksLikeIndex = document["manifests"] !== void 0;
	if (looksLikeIndex === [
		"config",
		"layers",
		"fsLayers"
	].some((key) => document[key] !== void 0)) throw invalid$1("it is neither only an index nor only a manifest");
	if (type !== void 0 && isIndexType(type) !== looksLikeIndex) throw invalid$1(`its content is not what ${type} says`);
	if (looksLikeIndex) return {
		kind: "index",
		manifests: readDescriptors(document["manifests"], "manifests", maxManifests)
	};
	const config = readDescriptor(document["config"], "config");
	if (!isConfigType(config.mediaType)) throw new FaultError("unsupported-media-type", `no container image: its config is ${short(config.mediaType)}`);
	return {
		kind: "manifest",
		config,
		layers: readDescriptors(document["layers"], "layers", maxLayers)
	};
}
function readDescriptors(value, where, cap) {
	if (!Array.isArray(value)) throw invalid$1(`${where} is no list`);
	if (value.length > cap) throw invalid$1(`${where} holds ${value.length} entries, more than ${cap}`);
	return value.map((item, at) => readDescriptor(item, `${where}[${at}]`));
}
function readDescriptor(value, where) {
	if (!isObject(value)) throw invalid$1(`${where} is no object`);
	const { mediaType, digest, size, artifactType } = value;
	if (typeof mediaType !== "string" || mediaType === "" || mediaType.length > 255) throw invalid$1(`${where}.mediaType is no media type`);
	if (typeof digest !== "string" || !isDigest(digest)) throw invalid$1(`${where}.digest is no digest`);
	if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw invalid$1(`${where}.size is no size`);
	return {
		mediaType,
		digest,
		size,
		platform: readPlatform(value["platform"], `${where}.platform`),
		annotations: readAnnotations(value["annotations"], `${where}.annotations`),
		artifactType: typeof artifactType === "string" ? artifactType : null
	};
}
function readPlatform(value, where) {
	if (value === void 0 || value === null) return null;
	if (!isObject(value)) throw invalid$1(`${where} is no object`);
	const { os, architecture, variant } = value;
	if (!isWord(os) || !isWord(architecture)) throw invalid$1(`${where} names no os and architecture`);
	if (variant !== void 0 && variant !== "" && !isWord(variant)) throw invalid$1(`${where}.variant is no text`);
	return isWord(variant) ? {
		os,
		architecture,
		variant
	} : {
		os,
		architecture
	};
}
function readAnnotations(value, where) {
	if (value === void 0 || value === null) return /* @__PURE__ */ new Map();
	if (!isObject(value)) throw invalid$1(`${where} is no object`);
	const entries = Object.entries(value);
	if (!entries.every((entry) => typeof entry[1] === "string")) throw invalid$1(`${where} holds something that is no text`);
	return new Map(entries);
}
/** A JSON object, or a fault that does not quote it. */
function readJson(bytes, code, what) {
	let value;
	try {
		value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch (error) {
		throw new FaultError(code, `${what} is not JSON`, error);
	}
	if (!isObject(value)) throw new FaultError(code, `${what} is no JSON object`);
	return value;
}
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** A part of a platform's name: printable, short. */
const isWord = (value) => typeof value === "string" && /^[\x21-\x7e]{1,64}$/.test(value);
const short = (text) => text.length > 100 ? `${text.slice(0, 100)}…` : text;
const invalid$1 = (why) => new FaultError("invalid-manifest", `the image manifest cannot be read: ${why}`);
// src/subjects/image-config.ts
/** characters of a build step that are kept: enough to recognise it by */
const maxCreatedBy = 500;
const maxDiffIds = 1e3;
/** @throws FaultError `invalid-config` */
function readConfig(bytes) {
	const document = readJson(bytes, "invalid-config", "the image configuration");
	const { os, architecture, variant, created, rootfs } = document;
	if (!isWord(os) || !isWord(architecture)) throw invalid("it names no os and architecture");
	if (variant !== void 0 && variant !== "" && !isWord(variant)) throw invalid("variant is no text");
	if (created !== void 0 && created !== null && typeof created !== "string") throw invalid("created is no text");
	if (!isObject(rootfs)) throw invalid("rootfs is no object");
	const diffIds = readDiffIds(rootfs["diff_ids"]);
	return {
		platform: isWord(variant) ? {
			os,
			architecture,
			variant
		} : {
			os,
			architecture
		},
		labels: readLabels(document["config"]),
		created: typeof created === "string" ? created.slice(0, 64) : null,
		diffIds,
		createdBy: readCreatedBy(document["history"], diffIds.length)
	};
}
function readDiffIds(value) {
	if (value === void 0 || value === null) return [];
	if (!Array.isArray(value) || value.length > maxDiffIds) throw invalid("rootfs.diff_ids is no list, or too long");
	return value.map((diffId, at) => {
		if (typeof diffId !== "string" || !isDigest(diffId)) throw invalid(`rootfs.diff_ids[${at}] is no digest`);
		return diffId;
	});
}
function readLabels(config) {
	if (config === void 0 || config === null) return {};
	if (!isObject(config)) throw invalid("config is no object");
	const labels = config["Labels"];
	if (labels === void 0 || labels === null) return {};
	if (!isObject(labels)) throw invalid("config.Labels is no object");
	const entries = Object.entries(labels);
	if (!entries.every((entry) => typeof entry[1] === "string")) throw invalid("config.Labels holds something that is no text");
	return Object.fromEntries(entries);
}
/** History is what a builder says: where it does not fit the image layers it tells nothing. */
function readCreatedBy(history, layers) {
	if (!Array.isArray(history)) return [];
	const steps = history.filter((step) => isObject(step) && step["empty_layer"] !== true);
	if (steps.length !== layers) return [];
	return steps.map((step) => {
		const createdBy = step["created_by"];
		return typeof createdBy === "string" ? createdBy.slice(0, maxCreatedBy) : null;
	});
}
const invalid = (why) => new FaultError("invalid-config", `the image configuration cannot be read: ${why}`);
// src/subjects/image-platform.ts
/** The variant that a bare architecture means (image-index.md; containerd normalises the same way). */
const plainVariant = /* @__PURE__ */ new Map([
	["arm64", "v8"],
	["arm", "v7"],
	["amd64", "v1"]
]);
const variantOf = (platform) => platform.variant ?? plainVariant.get(platform.architecture) ?? "";
/** Whether both run on the same machines: linux/arm64 is linux/arm64/v8. */
const samePlatform = (a, b) => a.os === b.os && a.architecture === b.architecture && variantOf(a) === variantOf(b);
/**
* Whether an image that says `actual` may be what `asked` means: a variant that one side leaves open contradicts
* nothing, since many builders write none into the configuration.
*/
const fitsPlatform = (asked, actual) => samePlatform(asked, actual) || asked.os === actual.os && asked.architecture === actual.architecture && (asked.variant === void 0 || actual.variant === void 0);
/** Attestations and other companions stand in an index beside the images they speak of; nobody runs them. */
function isCompanion(descriptor) {
	const { platform, annotations, artifactType } = descriptor;
	return annotations.has("vnd.docker.reference.type") || platform?.os === "unknown" && platform.architecture === "unknown" || artifactType !== null && artifactType !== "" && !isConfigType(artifactType);
}
/**
* The one manifest that is meant. Without a platform asked for there must be only one to run: this machine's own
* platform says nothing about the machine that was deployed to.
*
* @throws FaultError `platform-missing`, `platform-ambiguous`
*/
function selectPlatform(candidates, asked) {
	const distinct = [...new Map(candidates.map((candidate) => [candidate.descriptor.digest, candidate])).values()];
	const offered = list(distinct);
	if (distinct.length === 0) throw new FaultError("platform-missing", "the image index holds no image that can be run");
	if (asked === null) {
		if (distinct.length === 1) return distinct[0];
		throw new FaultError("platform-ambiguous", `the image index holds ${offered}: say which platform is deployed`);
	}
	const same = distinct.filter(({ platform }) => samePlatform(asked, platform));
	if (same.length === 1) return same[0];
	if (same.length > 1) throw new FaultError("platform-ambiguous", `the image index holds ${same.length} images for ${formatPlatform(asked)}`);
	const kin = asked.variant === void 0 ? distinct.filter(({ platform }) => fitsPlatform(asked, platform)) : [];
	if (kin.length === 1) return kin[0];
	if (kin.length > 1) throw new FaultError("platform-ambiguous", `${formatPlatform(asked)} is one of ${list(kin)}: name the variant`);
	throw new FaultError("platform-missing", `the image index holds no ${formatPlatform(asked)}, but ${offered}`);
}
function list(candidates) {
	const names = candidates.map(({ platform }) => formatPlatform(platform));
	return names.length > 12 ? `${names.slice(0, 12).join(", ")} and ${names.length - 12} more` : names.join(", ");
}
// src/subjects/image-identity.ts
const maxConfig = 4194304;
/** indexes inside indexes; image-spec allows them and nobody builds more than one inside another */
const maxDepth = 3;
/** nested indexes, and manifests opened only because their index does not say what they run on */
const maxOpened = 32;
/**
* Finds the one image that a name and a platform mean: index → manifest → configuration, each proven by its digest.
*
* @throws FaultError for everything that keeps it from being found or understood
*/
async function identifyImage(source, asked) {
	const root = await source.root();
	const document = readManifest(root.bytes, root.mediaType);
	const budget = { left: maxOpened };
	let digest = root.digest;
	let manifest;
	let index = null;
	if (document.kind === "manifest") manifest = document;
	else {
		index = root.digest;
		const listed = (await membersOf(source, document, budget)).filter((member) => !isCompanion(member));
		const candidates = [];
		for (const descriptor of listed) candidates.push({
			descriptor,
			platform: await platformOf(source, descriptor, budget)
		});
		const { descriptor } = selectPlatform(candidates, asked);
		digest = descriptor.digest;
		manifest = await openManifest(source, descriptor);
	}
	const config = await openConfig(source, manifest);
	if (asked !== null && !fitsPlatform(asked, config.platform)) {
		const runs = `the image runs on ${formatPlatform(config.platform)} by its own configuration`;
		throw new FaultError("platform-missing", `${runs}, asked for was ${formatPlatform(asked)}`);
	}
	if (config.diffIds.length !== manifest.layers.length) {
		const counts = `${manifest.layers.length} image layers, its configuration names ${config.diffIds.length}`;
		throw new FaultError("layer-count-mismatch", `the image manifest names ${counts}`);
	}
	const tagMovedTo = source.tagged === null ? null : await movedTo(source, root, await source.tagged());
	const layers = manifest.layers.map((layer, at) => ({
		digest: layer.digest,
		diffId: config.diffIds[at] ?? null,
		size: layer.size,
		mediaType: layer.mediaType,
		createdBy: config.createdBy[at] ?? null
	}));
	const { platform, labels, created } = config;
	return {
		identity: {
			reference: source.reference,
			index,
			manifest: digest,
			config: manifest.config.digest,
			platform,
			labels,
			created,
			layers,
			tagMovedTo
		},
		layers: manifest.layers
	};
}
/** Every image manifest of an index, those of indexes inside it included. */
async function membersOf(source, index, budget, depth = 1) {
	const members = [];
	for (const descriptor of index.manifests) {
		if (isManifestType(descriptor.mediaType)) members.push(descriptor);
		if (!isIndexType(descriptor.mediaType)) continue;
		if (depth >= maxDepth) throw new FaultError("invalid-manifest", `indexes are nested more than ${maxDepth} deep`);
		spend(budget);
		const inner = readManifest(await openProven(source, descriptor), descriptor.mediaType);
		if (inner.kind === "index") members.push(...await membersOf(source, inner, budget, depth + 1));
	}
	return members;
}
/** What a manifest runs on: the index's word, or else its own configuration's. */
async function platformOf(source, descriptor, budget) {
	if (descriptor.platform !== null) return descriptor.platform;
	spend(budget);
	return (await openConfig(source, await openManifest(source, descriptor))).platform;
}
async function openManifest(source, descriptor) {
	const document = readManifest(await openProven(source, descriptor), descriptor.mediaType);
	if (document.kind === "manifest") return document;
	throw new FaultError("invalid-manifest", `${descriptor.digest} is an index where an image manifest was announced`);
}
async function openProven(source, descriptor) {
	const { bytes } = await source.manifest(descriptor.digest);
	if (bytes.length === descriptor.size) return bytes;
	const sizes = `${bytes.length} bytes came, ${descriptor.size} were announced`;
	throw new FaultError("size-mismatch", `image manifest ${descriptor.digest}: ${sizes}`);
}
async function openConfig(source, manifest) {
	const { digest, size } = manifest.config;
	if (size > maxConfig) throw new FaultError("too-large", `the image configuration has ${size} bytes, more than ${maxConfig}`);
	return readConfig(await collect(prove(source.blob(manifest.config), {
		digest,
		size
	}), maxConfig));
}
/**
* Where the tag leads now, when that is not the pinned image: null when it leads to the same bytes, or to an index that
* holds them (somebody pinned one platform of the tag).
*/
async function movedTo(source, pinned, tagged) {
	if (Buffer.compare(pinned.bytes, tagged.bytes) === 0) return null;
	const document = readManifest(tagged.bytes, tagged.mediaType);
	if (document.kind === "index") {
		if ((await membersOf(source, document, { left: maxOpened })).some((member) => member.digest === pinned.digest)) return null;
	}
	return tagged.digest;
}
function spend(budget) {
	if (--budget.left < 0) throw new FaultError("limit-exceeded", `the image index needs more than ${maxOpened} documents to be read`);
}
// src/subjects/image.ts
/** Image layers in flight: enough to keep two cores and a connection busy, few enough to stay small. */
const width = 4;
/** bytes between two lines of progress */
const progressStep = 16777216;
/** Image layers that fail before the others are left: each may take minutes of retries, and one alone leaves a gap. */
const mostFailures = 8;
/**
* Reads the files of one image: which image it is, then every image layer, then what they add up to. An image layer
* that cannot be read is a gap; an image that cannot be identified is a FaultError.
*/
async function readImage(world, source, options) {
	const { identity, layers } = await identifyImage(source, options.platform);
	const progress = progressOf(world, layers);
	const shared = /* @__PURE__ */ new Map();
	const budget = freshBudget();
	let failures = 0;
	const readNext = async (layer, diffId) => {
		if (failures >= mostFailures) return { fault: notAsked(layer) };
		const read = await readLayer(source, layer, diffId, {
			...options,
			budget
		}, progress);
		if ("fault" in read) failures++;
		return read;
	};
	const listings = await inParallel(layers.map((layer, at) => {
		const diffId = identity.layers[at].diffId;
		const key = `${layer.digest} ${diffId} ${layer.mediaType}`;
		const run = () => {
			const running = shared.get(key) ?? readNext(layer, diffId);
			shared.set(key, running);
			return running;
		};
		return {
			size: layer.size,
			run
		};
	}));
	const { manifest, found, oddities } = squash(listings);
	return {
		subject: source.resolved(identity.manifest),
		manifest,
		image: identity,
		found,
		oddities
	};
}
async function readLayer(source, layer, diffId, options, progress) {
	const { digest, size, mediaType } = layer;
	if (isForeignType(mediaType)) return { fault: {
		code: "foreign-layer",
		detail: `image layer ${digest} is kept outside the registry (${mediaType})`
	} };
	try {
		return await readImageLayer(progress(source.blob(layer)), {
			digest,
			size,
			mediaType,
			diffId
		}, options);
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === "cancelled") throw error;
		return { fault: {
			code: error.fault.code,
			detail: `image layer ${shortDigest(digest)}: ${error.fault.detail}`
		} };
	}
}
const notAsked = ({ digest }) => ({
	code: "limit-exceeded",
	detail: `image layer ${shortDigest(digest)}: not read, since ${mostFailures} others could not be`
});
/** Runs jobs a few at a time, the largest first so that none is left over at the end; results in the jobs' order. */
async function inParallel(jobs) {
	const results = new Array(jobs.length);
	const waiting = jobs.map((job, at) => ({
		...job,
		at
	})).sort((a, b) => a.size - b.size);
	const worker = async () => {
		for (let job = waiting.pop(); job !== void 0; job = waiting.pop()) try {
			results[job.at] = await job.run();
		} catch (error) {
			waiting.length = 0;
			throw error;
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, jobs.length) }, worker));
	return results;
}
/** Counts the bytes of all image layers as they pass, and says so now and then. */
function progressOf(world, layers) {
	const total = layers.reduce((sum, layer) => sum + layer.size, 0);
	let bytes = 0;
	let next = progressStep;
	return async function* count(chunks) {
		for await (const chunk of chunks) {
			bytes += chunk.length;
			if (bytes >= next) {
				next = bytes + progressStep;
				world.log.progress(`image layers: ${mebibytes(bytes)} of ${mebibytes(total)} MiB read`);
			}
			yield chunk;
		}
	};
}
const mebibytes = (bytes) => (bytes / 1024 / 1024).toFixed(0);
export { readJson as a, selectPlatform as i, identifyImage as n, readManifest as o, isCompanion as r, digestOf as s, readImage as t };
