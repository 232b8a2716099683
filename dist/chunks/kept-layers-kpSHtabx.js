import "./rolldown-runtime-CLxXEZnf.js";
import { n as measured, r as digestOf } from "./listing-f6nWFBDX.js";
import { n as hexOf } from "./digest-Dut7F2MX.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { i as comparePaths, l as pathOf } from "./path-DxugMXpZ.js";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
// src/bytes/sealed.ts
const magic = Buffer.from("dtseal1\n");
const sumAt = magic.length;
const macAt = sumAt + 32;
const bodyAt = macAt + 32;
const noMac = Buffer.alloc(32);
/** HKDF (RFC 5869) with the kind as its context: a key found out for one kind opens no other. */
const sealKey = (secret, kind) => ({
	kind,
	bytes: new Uint8Array(hkdfSync("sha256", secret, "", kind, 32))
});
/** The text, compressed, with a checksum over purpose and content, and under the key where there is one. */
function seal(text, purpose, key) {
	const body = zstdCompressSync(Buffer.from(text));
	const sum = checksum(purpose, body);
	return {
		bytes: Buffer.concat([
			magic,
			sum,
			key === null ? noMac : mac(key, purpose, body),
			body
		]),
		sum: sum.toString("hex")
	};
}
/** Null for whatever was not sealed for this purpose, was damaged since, or grows over `maxBytes`. Never throws. */
function unseal(bytes, purpose, key, maxBytes) {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (file.length < bodyAt || !file.subarray(0, sumAt).equals(magic)) return null;
	const body = file.subarray(bodyAt);
	const sum = checksum(purpose, body);
	if (!sum.equals(file.subarray(sumAt, macAt))) return null;
	const authentic = key !== null && timingSafeEqual(mac(key, purpose, body), file.subarray(macAt, bodyAt));
	try {
		return {
			text: zstdDecompressSync(body, { maxOutputLength: maxBytes }).toString("utf8"),
			authentic,
			sum: sum.toString("hex")
		};
	} catch {
		return null;
	}
}
const checksum = (purpose, body) => createHash("sha256").update(context(purpose)).update(body).digest();
const mac = (key, purpose, body) => createHmac("sha256", key.bytes).update(context(purpose)).update(body).digest();
/** Lengths before each part: no two purposes share their bytes. */
function context({ kind, name }) {
	const parts = [kind, name].map((part) => Buffer.from(part));
	const lengths = Buffer.alloc(8);
	lengths.writeUInt32BE(parts[0].length, 0);
	lengths.writeUInt32BE(parts[1].length, 4);
	return Buffer.concat([lengths, ...parts]);
}
// src/rootfs/listing-document.ts
/** Changes with the form below; what an older or newer form says is never read. */
const listingSchema = "deploy-truth/layer-listing/v1";
/** Characters of one name; as many as an image layer may bring. */
const nameLength = 4095;
const mostEntries = 2e6;
/**
* The listing of one image layer as text: columns, so that 41,000 files cost a few milliseconds to read back. `types`
* has one letter for each entry; `sizes`, `sha256`, `blobs` (hex without separators), `targets` and `devices` hold
* only what their types have, in the same order. Null for a listing with gaps: what could not be read is asked again.
*/
function listingDocument(listing, assurance) {
	if (listing.gaps.length > 0) return null;
	const entries = inOrder(listing.entries);
	const document = {
		schema: listingSchema,
		assurance,
		types: "",
		paths: entries.map(({ path }) => path),
		modes: [],
		sizes: [],
		sha256: "",
		blobs: "",
		targets: [],
		devices: [],
		found: [],
		implied: listing.implied,
		hardlinks: listing.hardlinks.map(({ path, target }) => [path, target]),
		whiteouts: listing.whiteouts,
		opaque: listing.opaque,
		oddities: listing.oddities.map(({ path, code }) => [path, code])
	};
	const types = [];
	const hashes = [];
	const blobs = [];
	for (const [index, entry] of entries.entries()) {
		if (entry.found !== void 0) document.found.push([index, entry.found]);
		if (entry.type === "submodule") return null;
		types.push(entry.type === "device" ? letters[entry.kind] : letters[entry.type]);
		document.modes.push(entry.type === "symlink" ? "" : entry.mode);
		if (entry.type === "file") {
			document.sizes.push(entry.size);
			hashes.push(entry.sha256);
			if (entry.blob !== void 0) blobs.push(entry.blob);
		} else if (entry.type === "symlink") document.targets.push(entry.target);
		else if (entry.type === "device") document.devices.push([entry.major, entry.minor]);
	}
	document.types = types.join("");
	document.sha256 = hashes.join("");
	document.blobs = blobs.join("");
	return JSON.stringify(document);
}
const letters = {
	file: "f",
	directory: "d",
	symlink: "l",
	fifo: "p",
	character: "c",
	block: "b"
};
function inOrder(entries) {
	return entries.every((entry, at) => at === 0 || comparePaths(entries[at - 1].path, entry.path) < 0) ? entries : entries.toSorted((a, b) => comparePaths(a.path, b.path));
}
/** Reads such a text back, whoever wrote it; null where any part of it is not as {@link listingDocument} writes it. */
function readListingDocument(text) {
	let document;
	try {
		document = JSON.parse(text);
	} catch {
		return null;
	}
	if (typeof document !== "object" || document === null || Array.isArray(document)) return null;
	const has = new Map(Object.entries(document));
	const assurance = has.get("assurance");
	if (has.get("schema") !== "deploy-truth/layer-listing/v1" || assurance !== "verified" && assurance !== "asserted") return null;
	const entries = entriesOf(has);
	const implied = arrayOf(has.get("implied"), isPath);
	const hardlinks = arrayOf(has.get("hardlinks"), isPathPair);
	const whiteouts = arrayOf(has.get("whiteouts"), isPath);
	const opaque = arrayOf(has.get("opaque"), isPathOrRoot);
	const oddities = arrayOf(has.get("oddities"), isOddity);
	if (!entries || !implied || !hardlinks || !whiteouts || !opaque || !oddities) return null;
	return {
		listing: {
			entries,
			implied,
			hardlinks: hardlinks.map(([path, target]) => ({
				path,
				target
			})),
			whiteouts,
			opaque,
			oddities: oddities.map(([path, code]) => ({
				path,
				code
			})),
			gaps: []
		},
		assurance
	};
}
function entriesOf(has) {
	const types = has.get("types");
	const paths = arrayOf(has.get("paths"), isPath);
	const modes = arrayOf(has.get("modes"), isMode);
	const sizes = arrayOf(has.get("sizes"), isCount);
	const targets = arrayOf(has.get("targets"), isTarget);
	const devices = arrayOf(has.get("devices"), isDevice);
	const found = arrayOf(has.get("found"), isFound);
	const sha256 = has.get("sha256");
	const blobs = has.get("blobs");
	if (typeof types !== "string" || !isHex(sha256) || !isHex(blobs)) return null;
	if (!paths || !modes || !sizes || !targets || !devices || !found) return null;
	if (paths.length > mostEntries || types.length !== paths.length || modes.length !== paths.length) return null;
	if (sha256.length !== sizes.length * 64 || blobs !== "" && blobs.length !== sizes.length * 40) return null;
	const texts = new Map(found);
	if (texts.size !== found.length) return null;
	const entries = [];
	let [file, link, device] = [
		0,
		0,
		0
	];
	for (const [at, path] of paths.entries()) {
		if (at > 0 && comparePaths(paths[at - 1], path) >= 0) return null;
		const type = types[at];
		const mode = modes[at];
		if (type === "l" !== (mode === "")) return null;
		let entry;
		if (type === "f") {
			if (file >= sizes.length) return null;
			const sha = sha256.slice(file * 64, file * 64 + 64);
			const size = sizes[file];
			entry = blobs === "" ? {
				type: "file",
				sha256: sha,
				size,
				mode
			} : {
				type: "file",
				sha256: sha,
				blob: blobs.slice(file * 40, file * 40 + 40),
				size,
				mode
			};
			file++;
		} else if (type === "d") entry = {
			type: "directory",
			mode
		};
		else if (type === "p") entry = {
			type: "fifo",
			mode
		};
		else if (type === "l") {
			if (link >= targets.length) return null;
			entry = {
				type: "symlink",
				target: targets[link++]
			};
		} else if (type === "c" || type === "b") {
			if (device >= devices.length) return null;
			const [major, minor] = devices[device++];
			entry = {
				type: "device",
				kind: type === "c" ? "character" : "block",
				major,
				minor,
				mode
			};
		} else return null;
		const said = texts.get(at);
		if (said !== void 0) texts.delete(at);
		entries.push(said === void 0 ? {
			path,
			...entry
		} : {
			path,
			...entry,
			found: said
		});
	}
	return file === sizes.length && link === targets.length && device === devices.length && texts.size === 0 ? entries : null;
}
function arrayOf(value, is) {
	return Array.isArray(value) && value.every(is) ? value : null;
}
const isText = (value) => typeof value === "string";
const isPathOrRoot = (value) => {
	if (!isText(value) || value.length > nameLength) return false;
	const { path, clamped } = pathOf(value);
	return !clamped && path === value;
};
const isPath = (value) => value !== "" && isPathOrRoot(value);
const isTarget = (value) => isText(value) && value.length <= nameLength;
const isMode = (value) => isText(value) && /^(?:[0-7]{4})?$/.test(value);
const isHex = (value) => isText(value) && /^[0-9a-f]*$/.test(value);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isPair = (value) => Array.isArray(value) && value.length === 2;
const isDevice = (value) => isPair(value) && value.every(isCount);
const isPathPair = (value) => isPair(value) && isPath(value[0]) && isPathOrRoot(value[1]);
const isFound = (value) => isPair(value) && isCount(value[0]) && Array.isArray(value[1]) && value[1].length > 0 && value[1].every(isText);
/** Every code there is; a new one is missing here until it is added, which the type holds to. */
const codes = {
	"clamped-name": true,
	"duplicate-entry": true,
	"through-symlink": true,
	"symlink-replaced": true,
	"bare-whiteout": true,
	"stray-whiteout": true,
	"aufs-leftover": true,
	"global-header-ignored": true,
	"overlay-whiteout-device": true,
	"link-mode-differs": true,
	"no-end-marker": true,
	"more-oddities": true
};
const isOddity = (value) => isPair(value) && isPathOrRoot(value[0]) && isText(value[1]) && Object.hasOwn(codes, value[1]);
// src/subjects/kept-room.ts
const defaultLimits = {
	fileBytes: 32 << 20,
	bytes: 256 << 20,
	files: 512
};
/** Milliseconds after which a file that was never finished has no writer any more. */
const abandoned = 36e5;
function keptRoom(world, directory, changes) {
	const { files } = world;
	const limits = {
		...defaultLimits,
		...changes
	};
	/** by name; what other processes add meanwhile is counted by the next one */
	let known = null;
	let warned = false;
	return {
		limits,
		async write(name, bytes) {
			if (bytes.length > limits.fileBytes) return false;
			await files.makePrivate(directory);
			const kept = await (known ??= counted(world, directory));
			await files.write(`${directory}/${name}`, bytes);
			kept.set(name, {
				bytes: bytes.length,
				used: world.now()
			});
			await evict(world, directory, kept, limits);
			return true;
		},
		async touch(name) {
			try {
				await files.touch(`${directory}/${name}`);
				const file = (await known)?.get(name);
				if (file !== void 0) file.used = world.now();
			} catch (error) {
				if (!(error instanceof FaultError)) throw error;
			}
		},
		warn(why) {
			if (!warned) world.log.warn(`image layers that were read are not kept for the next run: ${why}`);
			warned = true;
		}
	};
}
const ours = /^[0-9a-f]{64}\.layer$/;
const unfinished = /^[0-9a-f]{64}\.layer\..+\.part$/;
async function counted(world, directory) {
	const kept = /* @__PURE__ */ new Map();
	for (const name of await world.files.list(directory)) {
		const part = unfinished.test(name);
		if (!part && !ours.test(name)) continue;
		try {
			const { kind, size, mtime } = await world.files.stat(`${directory}/${name}`);
			if (kind !== "file") continue;
			if (!part) kept.set(name, {
				bytes: size,
				used: mtime
			});
			else if (world.now() - mtime > abandoned) await world.files.remove(`${directory}/${name}`);
		} catch (error) {
			if (!(error instanceof FaultError)) throw error;
		}
	}
	return kept;
}
async function evict(world, directory, kept, limits) {
	let bytes = [...kept.values()].reduce((sum, file) => sum + file.bytes, 0);
	if (bytes <= limits.bytes && kept.size <= limits.files) return;
	for (const [name, file] of [...kept].sort(([, a], [, b]) => a.used - b.used)) {
		if (bytes <= limits.bytes && kept.size <= limits.files) return;
		await world.files.remove(`${directory}/${name}`);
		kept.delete(name);
		bytes -= file.bytes;
	}
}
/**
* Whether nobody but this user (and root) could have written a file there; nothing tells where files have no owner. In
* a directory that nobody else may enter, a file's own mode, which may be a umask of 002, lets nobody in.
*/
async function isOwn(world, directory, name) {
	const { user, stat } = world.files;
	if (user === null) return false;
	const own = async (path, kind) => {
		const found = await stat(path);
		return found.kind === kind && found.owner === user ? found.mode : null;
	};
	const around = await own(directory, "directory");
	if (around === null || (around & 18) !== 0) return false;
	const mode = await own(`${directory}/${name}`, "file");
	return mode !== null && ((mode & 18) === 0 || (around & 9) === 0);
}
// src/subjects/kept-layers.ts
/** Fewer would be guessed offline by whoever can read one file. */
const shortestSecret = 16;
/** The text of one listing; what half a million files with ordinary names need. */
const maxTextBytes = 64 << 20;
/** Characters of the text that a name costs beside its own: a letter, a mode, quotes and commas. */
const leastPerName = 10;
/**
* Listings of image layers in a directory, one file each. What comes back is as it was kept where nobody else could
* have written it: by the user's secret, by this very process, or because the directory and the file are this user's
* alone. Everything else is `asserted`. What is damaged, foreign or for another image layer is not there.
*/
function keptLayers(world, options) {
	const { files, log } = world;
	const { directory, tool } = options;
	const key = keyOf(world, options.secret);
	const room = keptRoom(world, directory, options.limits ?? {});
	const used = /* @__PURE__ */ new Set();
	/** by file name: the checksum of what this process wrote there */
	const written = /* @__PURE__ */ new Map();
	const purposeOf = ({ digest, diffId, mediaType, blobs, search, toc }) => ({
		kind: listingSchema,
		name: JSON.stringify([
			tool,
			digest,
			diffId,
			mediaType,
			blobs,
			search,
			toc ?? null
		])
	});
	return {
		async get(layer) {
			if (layer.alike !== void 0) return null;
			const purpose = purposeOf(layer);
			const name = fileName(purpose);
			const path = `${directory}/${name}`;
			try {
				const bytes = await files.read(path, room.limits.fileBytes);
				const opened = unseal(bytes, purpose, key, maxTextBytes);
				const read = opened === null ? null : readListingDocument(opened.text);
				if (opened === null || read === null) {
					log.debug(`kept listing ${name}: not as it was written`);
					return null;
				}
				const trusted = opened.authentic || written.get(name) === opened.sum || !options.shared && await isOwn(world, directory, name);
				used.add(name);
				await room.touch(name);
				return trusted ? read : {
					...read,
					assurance: "asserted"
				};
			} catch (error) {
				if (!(error instanceof FaultError)) throw error;
				if (error.fault.code === "cancelled") throw error;
				if (error.fault.code !== "file-missing") log.debug(`kept listing ${name}: ${error.fault.detail}`);
				return null;
			}
		},
		async put(layer, { listing, assurance }) {
			if (layer.alike !== void 0) return;
			const { names, characters } = measured(listing);
			if (names * leastPerName + characters > maxTextBytes) return;
			const text = listingDocument(listing, assurance);
			if (text === null || text.length > maxTextBytes) return;
			const purpose = purposeOf(layer);
			const name = fileName(purpose);
			const { bytes, sum } = seal(text, purpose, key);
			try {
				if (!await room.write(name, bytes)) return;
				used.add(name);
				written.set(name, sum);
			} catch (error) {
				if (!(error instanceof FaultError) || error.fault.code === "cancelled") throw error;
				room.warn(error.fault.detail);
			}
		},
		used: () => used,
		written: () => new Set(written.keys())
	};
}
const fileName = ({ kind, name }) => `${hexOf(digestOf(Buffer.from(`${kind}\n${name}`)))}.layer`;
function keyOf(world, secret) {
	if (secret === null || secret === "") return null;
	world.log.mask(secret);
	if (secret.length >= shortestSecret) return sealKey(secret, listingSchema);
	world.log.warn(`the cache secret has fewer than ${shortestSecret} characters: it is not used`);
	return null;
}
export { keptLayers };
