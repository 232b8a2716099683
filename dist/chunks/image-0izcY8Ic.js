import { i as shortDigest, n as hexOf, r as isDigest, t as algorithmOf } from "./digest-Dut7F2MX.js";
import { c as parentOf, d as textOfBytes, i as comparePaths, l as pathOf, n as baseOf } from "./path-DxugMXpZ.js";
import { i as runningDigest, n as measured, r as digestOf, t as Oddities } from "./listing-f6nWFBDX.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import "./image-digests-DzhFCzev.js";
import { t as formatPlatform } from "./platform-DMQ40O5x.js";
import { n as lend$1, t as giveBack } from "./lent-B9ZVHJoD.js";
import { t as ContentHash } from "./content-C4Toai6V.js";
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import { createHash } from "node:crypto";
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
// src/rootfs/pending.ts
/**
* Which of a few paths image layers further down may still change. Layers are taken from the top; a path is settled by
* the first layer that holds it or hides it, exactly as the squash of all layers would have it.
*/
var Pending = class {
	#paths;
	constructor(paths) {
		this.#paths = new Set(paths);
	}
	/** Nothing below the layers taken so far can matter. */
	get settled() {
		return this.#paths.size === 0;
	}
	/** Takes the next lower image layer. A layer that could not be read settles nothing. */
	take(layer) {
		const held = /* @__PURE__ */ new Set();
		const solid = /* @__PURE__ */ new Set();
		const directories = new Set(layer.implied);
		for (const { path, type } of layer.entries) {
			held.add(path);
			if (type !== "directory") solid.add(path);
		}
		const links = new Map(layer.hardlinks.map(({ path, target }) => [path, target]));
		for (const path of links.keys()) solid.add(path);
		const unread = new Set(layer.gaps.map(({ path }) => path));
		const gone = new Set(layer.whiteouts);
		const opaque = new Set(layer.opaque);
		const left = /* @__PURE__ */ new Set();
		for (const path of this.#paths) {
			const target = links.get(path);
			if (target !== void 0) left.add(target);
			else if (held.has(path)) continue;
			else if (directories.has(path) || anyAbove(path, (at) => unread.has(at)) || unread.has(path)) left.add(path);
			else if (gone.has(path) || anyAbove(path, (at) => solid.has(at) || gone.has(at) || opaque.has(at))) continue;
			else left.add(path);
		}
		this.#paths = left;
	}
};
/** Whether any directory above a path, the root ('') included, is one of those. */
function anyAbove(path, is) {
	for (let at = parentOf(path);; at = parentOf(at)) {
		if (is(at)) return true;
		if (at === "") return false;
	}
}
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
	gather$1(root, nodes);
	return nodes;
}
function gather$1(directory, nodes) {
	const keys = [];
	for (const [name, child] of directory.children) {
		keys.push(name);
		if (child.children !== null && child.children.size > 0) keys.push(`${name}/`);
	}
	keys.sort(comparePaths);
	for (const key of keys) if (key.endsWith("/")) gather$1(directory.children.get(key.slice(0, -1)), nodes);
	else nodes.push(directory.children.get(key));
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
	else if (state.steps > mostSteps$1) state.lost.push({
		path: "",
		fault: tooMuch
	});
	else state.lay(layer, index);
	return state.squashed();
}
/** Names looked at for all layers: one large layer a thousand times over cannot buy hours. */
const mostSteps$1 = 2e7;
const tooMuch = {
	code: "limit-exceeded",
	detail: "the image layers together name too much to be laid over each other"
};
const none$1 = [];
const impliedMode = {
	entry: {
		type: "directory",
		mode: "0755"
	},
	found: none$1
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
			found: entry.found ?? none$1
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
		layers: readDescriptors(document["layers"], "layers", maxLayers),
		annotations: readAnnotations(document["annotations"], "annotations")
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
	let members = [];
	if (document.kind === "manifest") manifest = document;
	else {
		index = root.digest;
		members = await membersOf(source, document, index, budget);
		const candidates = [];
		for (const { descriptor, kind } of members) if (kind === "image") candidates.push({
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
	const names = {
		reference: source.reference,
		index,
		manifest: digest,
		config: manifest.config.digest
	};
	const beside = {
		members: keptMembers(members, digest),
		builtOn: builtOnOf(manifest, labels)
	};
	return {
		identity: {
			...names,
			platform,
			labels,
			created,
			layers,
			tagMovedTo,
			...beside
		},
		layers: manifest.layers
	};
}
/** As an identity keeps them, the image and the indexes above it always among them; an index before what it lists. */
function keptMembers(members, chosen) {
	const above = /* @__PURE__ */ new Set([chosen]);
	for (const member of members.toReversed()) if (above.has(member.descriptor.digest)) above.add(member.within);
	let room = 200 - above.size;
	return members.filter(({ descriptor }) => above.has(descriptor.digest) || room-- > 0).map(({ descriptor, kind, within }) => {
		const { digest, platform, size } = descriptor;
		return {
			digest,
			kind,
			platform,
			size,
			within
		};
	});
}
const baseName = "org.opencontainers.image.base.name";
const baseDigest = "org.opencontainers.image.base.digest";
function builtOnOf(manifest, labels) {
	const said = (key) => manifest.annotations.get(key) ?? (Object.hasOwn(labels, key) ? labels[key] : null);
	const name = said(baseName);
	const digest = said(baseDigest);
	return name === null || name === "" || name.length > 512 ? null : {
		name,
		digest: digest !== null && isDigest(digest) ? digest : null
	};
}
/** Everything that an index lists, each inner index followed by what it lists. */
async function membersOf(source, index, within, budget, depth = 1) {
	const members = [];
	for (const descriptor of index.manifests) {
		if (!isIndexType(descriptor.mediaType)) {
			const runs = isManifestType(descriptor.mediaType) && !isCompanion(descriptor);
			members.push({
				descriptor,
				kind: runs ? "image" : "companion",
				within
			});
			continue;
		}
		members.push({
			descriptor,
			kind: "index",
			within
		});
		if (depth >= maxDepth) throw new FaultError("invalid-manifest", `indexes are nested more than ${maxDepth} deep`);
		spend(budget);
		const inner = readManifest(await openProven(source, descriptor), descriptor.mediaType);
		if (inner.kind === "index") members.push(...await membersOf(source, inner, descriptor.digest, budget, depth + 1));
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
	const { bytes } = await source.manifest(descriptor.digest).catch(partMissing);
	if (bytes.length === descriptor.size) return bytes;
	const sizes = `${bytes.length} bytes came, ${descriptor.size} were announced`;
	throw new FaultError("size-mismatch", `image manifest ${descriptor.digest}: ${sizes}`);
}
async function openConfig(source, manifest) {
	const { digest, size } = manifest.config;
	if (size > maxConfig) throw new FaultError("too-large", `the image configuration has ${size} bytes, more than ${maxConfig}`);
	const bytes = await collect(prove(source.blob(manifest.config), {
		digest,
		size
	}), maxConfig).catch(partMissing);
	return readConfig(bytes);
}
/** The name was found, so what is gone is a part: pushed incompletely, or cleaned up. */
function partMissing(error) {
	if (error instanceof FaultError && error.fault.code === "not-found") throw new FaultError("part-missing", error.fault.detail, error);
	throw error;
}
/**
* Where the tag leads now, when that is not the pinned image: null when it leads to the same bytes, or to an index that
* holds them (somebody pinned one platform of the tag).
*/
async function movedTo(source, pinned, tagged) {
	if (Buffer.compare(pinned.bytes, tagged.bytes) === 0) return null;
	const document = readManifest(tagged.bytes, tagged.mediaType);
	if (document.kind === "index") {
		if ((await membersOf(source, document, tagged.digest, { left: maxOpened })).some(({ descriptor }) => descriptor.digest === pinned.digest)) return null;
	}
	return tagged.digest;
}
function spend(budget) {
	if (--budget.left < 0) throw new FaultError("limit-exceeded", `the image index needs more than ${maxOpened} documents to be read`);
}
// src/bytes/frames.ts
const magic$1 = Uint8Array.of(40, 181, 47, 253);
const frameMagic = 4247762216;
const skippableMagic = 407710288;
const isZstd = (first) => first === frameMagic || isSkippable(first);
const isSkippable = (word) => (word & 4294967280) >>> 0 === skippableMagic;
/**
* Cuts a zstd stream so that no piece holds bytes of two frames, and leaves skippable frames out. A decoder that
* stops after a frame, as that of Node 24 does, then sees them all. FaultError `invalid-zstd`, `trailing-garbage`,
* `unsupported-compression` (a dictionary) or `limit-exceeded` (window, frames).
*/
async function* zstdFrames(source, limits, announced = { bytes: 0 }) {
	const gathered = /* @__PURE__ */ new Uint8Array(16);
	let part = "magic";
	let need = 4;
	let have = 0;
	let frames = 0;
	let last = false;
	let checksum = false;
	/** what the frame at hand says it holds, and what its blocks do; null: not to be told from outside */
	let stated = null;
	let held = 0;
	const word = () => (gathered[0] | gathered[1] << 8 | gathered[2] << 16 | gathered[3] << 24) >>> 0;
	const expect = (next, bytes) => {
		part = next;
		need = bytes;
		have = 0;
	};
	/** True at the end of a frame. */
	const afterBlock = () => {
		if (!last) expect("block-header", 3);
		else if (stated !== null && held !== null && stated !== held) throw new FaultError("invalid-zstd", `a frame of ${stated} bytes holds ${held}`);
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
							yield magic$1;
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
					stated = contentSize(gathered);
					held = 0;
					announced.bytes = plus(announced.bytes, stated);
					expect("block-header", 3);
					break;
				case "block-header": {
					const header = gathered[0] | gathered[1] << 8 | gathered[2] << 16;
					last = (header & 1) !== 0;
					const type = header >> 1 & 3;
					if (type === 3) throw new FaultError("invalid-zstd", "a block of the reserved type");
					if (type === 2 && header >> 3 === 0) throw new FaultError("invalid-zstd", "a compressed block of no bytes");
					held = type === 2 ? null : plus(held, header >> 3);
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
const plus = (a, b) => a === null || b === null ? null : a + b;
/** Bytes after decompression, as the frame header has them; null where it does not say. */
function contentSize(header) {
	const descriptor = header[0];
	const single = (descriptor & 32) !== 0;
	const code = descriptor >> 6;
	if (code === 0 && !single) return null;
	const at = (single ? 1 : 2) + dictionaryLength(descriptor);
	let size = 0;
	for (let i = (1 << code) - 1; i >= 0; i--) size = size * 256 + header[at + i];
	return code === 1 ? size + 256 : size;
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
	if (single) window = contentSize(header);
	if (window > limits.zstdWindow) throw new FaultError("limit-exceeded", `a zstd window of ${window} bytes, over ${limits.zstdWindow}`);
}
// src/bytes/gather.ts
/** Bytes handed over at once. */
const pieceSize = 262144;
/**
* The same bytes in few, large pieces. Handing a piece to zlib wakes another thread, which costs as much as
* decompressing some kilobytes; a download comes in pieces of 64 KiB and less.
*/
async function* gather(source) {
	let piece = Buffer.allocUnsafeSlow(pieceSize);
	let filled = 0;
	for await (const chunk of source) {
		for (let at = 0; at < chunk.length;) {
			const taken = Math.min(chunk.length - at, pieceSize - filled);
			piece.set(chunk.subarray(at, at + taken), filled);
			filled += taken;
			at += taken;
			if (filled < pieceSize) continue;
			lend$1(piece);
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
	const compression = compressionOf(first);
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
	if (compression === "gzip") return through(createGunzip(buffers), gather(input), {
		invalid: "invalid-gzip",
		zeroPadding: true,
		outputChunk
	});
	return expandZstd(input, limits, buffers);
}
async function* expandZstd(input, limits, buffers) {
	const announced = { bytes: 0 };
	const { first, rest } = await peek(zstdFrames(input, limits, announced), 1);
	if (first.length === 0) return;
	const params = { [constants.ZSTD_d_windowLogMax]: Math.ceil(Math.log2(limits.zstdWindow)) };
	const engine = createZstdDecompress({
		...buffers,
		params
	});
	let written = 0;
	for await (const chunk of through(engine, rest, {
		invalid: "invalid-zstd",
		zeroPadding: false,
		outputChunk
	})) {
		written += chunk.length;
		yield chunk;
	}
	if (announced.bytes !== null && written !== announced.bytes) throw new FaultError("invalid-zstd", `frames of ${announced.bytes} bytes hold ${written}`);
}
/** How bytes are compressed that begin with these (four are enough). */
function compressionOf(first) {
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
// src/rootfs/unpack.ts
/** As many symlinks as Linux follows for one name (path_resolution(7)). */
const mostLinks = 40;
/** Name components looked at for one layer: long names through many links cannot buy hours. */
const mostSteps = 1e8;
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
	/** Whether something of this layer that is no directory stands where a directory on the way would be. */
	isBelowFile(path) {
		const parent = parentOf(path);
		return this.#lastParent?.path !== parent && this.#walk(parent) === "blocked";
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
		if (isDir) this.#opaque.add(path);
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
			if (++this.#steps > mostSteps) throw new FaultError("limit-exceeded", "names that take too long to follow");
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
const none = [];
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
		const whiteout = baseOf(path).startsWith(whiteoutPrefix);
		if (whiteout && this.#unpacked.isBelowFile(path)) {
			this.#unpacked.oddities.add(path, "stray-whiteout");
			return;
		}
		const place = this.#unpacked.place(path);
		if (place === null) return;
		if (whiteout) this.#whiteout(place);
		else this.#put(place, entry);
	}
	data(bytes) {
		this.#content?.update(bytes);
	}
	end() {
		if (this.#content === null) return;
		const { sha256, blob, alike, found } = this.#content.done();
		const entry = {
			type: "file",
			sha256,
			...blob === void 0 ? {} : { blob },
			size: this.#size,
			mode: this.#mode,
			...alike === void 0 ? {} : { alike }
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
			found: none
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
				this.#unpacked.put(place, this.#linked(place.path, entry.link, mode));
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
	#linked(path, link, mode) {
		const { path: target, clamped } = pathOf(link);
		if (clamped) this.#unpacked.oddities.add(path, "clamped-name");
		const held = this.#aufs.get(target) ?? this.#unpacked.linkTo(target, path);
		if ("entry" in held && held.entry.type === "file" && held.entry.mode !== mode) this.#unpacked.oddities.add(path, "link-mode-differs");
		return held;
	}
	#read(path, entry, store) {
		if (entry.sha256 !== void 0) {
			const { sha256, size, mode } = entry;
			store({
				entry: {
					type: "file",
					sha256,
					size,
					mode: octalMode(mode)
				},
				found: none
			});
			return;
		}
		const { blobs, search, alike } = this.#options;
		const options = {
			size: entry.size,
			blob: blobs ? "sha1" : null,
			texts: search?.wants(path) ? search.texts : none,
			...alike ? { alike } : {}
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
		if (key.includes("\0")) throw broken$1();
		const named = key === "path" || key === "linkpath" || key === `${sparsePrefix}name`;
		const value = bytes.subarray(equals + 1, end - 1);
		if ((named || key === "uname" || key === "gname") && value.includes(0)) throw broken$1();
		if (!named && key !== "size" && !key.startsWith(sparsePrefix)) continue;
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
const types$1 = {
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
		if (!(this.#state === "done" || this.#state === "padding" || this.#state === "header" && this.#have === 0)) throw new FaultError("truncated-tar", "the archive ends within an entry");
		this.#describedNothing();
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
				this.#describedNothing();
				this.#state = "done";
			}
			return;
		}
		if (this.#zeroBlocks > 0) throw new FaultError("invalid-tar", "a single block of zeros between entries");
		if (++this.#entries > this.#limits.entries) throw new FaultError("limit-exceeded", `more than ${this.#limits.entries} headers in one archive`);
		if (header.flag === "x" || header.flag === "g" || header.flag === "L" || header.flag === "K") this.#beginExtension(header);
		else this.#beginEntry(header);
	}
	/** Go takes such an archive for whole; what the missing entry was to be, nobody can say. */
	#describedNothing() {
		if (this.#pending) throw new FaultError("truncated-tar", "the archive ends after an extension header");
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
		const described = this.#longName || (pax?.path ?? header.name);
		const name = sparse?.name ?? described;
		const link = this.#longLink || (pax?.linkpath ?? header.link);
		this.#pax = null;
		this.#longName = "";
		this.#longLink = "";
		this.#pending = false;
		const longest = Math.max(name.length, link.length);
		if (longest > this.#limits.nameBytes) throw new FaultError("limit-exceeded", `a name of ${longest} characters`);
		let type = types$1[header.flag] ?? "unsupported";
		if (header.flag === "\0" && described.endsWith("/")) type = "directory";
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
	const refuted = { by: null };
	try {
		return await readProved(unclosed(proved, refuted), layer, options, limits, budget);
	} catch (error) {
		if (error instanceof FaultError && error.fault.code !== "limit-exceeded") for await (const _ of proved);
		throw refuted.by ?? error;
	} finally {
		await proved.return();
	}
}
async function readProved(source, layer, options, limits, budget) {
	const diff = layer.diffId === null ? null : runningDigest(algorithmOf(layer.diffId));
	const listed = await listArchive(decompress(source, layer.mediaType, limits), diff, options, limits, budget);
	if (diff !== null && layer.diffId !== null) {
		const found = diff.hex();
		if (found !== hexOf(layer.diffId)) throw new FaultError("diff-id-mismatch", `${layer.diffId}: the decompressed bytes have ${algorithmOf(layer.diffId)}:${found}`);
	}
	return listed();
}
/**
* Reads a whole archive, `diff` over all its bytes, and gives what tells its listing: a FaultError of the archive itself
* waits there until the bytes have proven themselves.
*/
async function listArchive(source, diff, options, limits, budget) {
	const entries = new LayerEntries(options, limits, budget);
	const tar = new TarReader(entries, limits);
	let failed = null;
	for await (const chunk of source) {
		budget.expanded -= chunk.length;
		if (budget.expanded < 0) throw tooLarge();
		diff?.update(chunk);
		failed ??= faultIn(() => tar.push(chunk));
	}
	return () => {
		if (failed !== null) throw failed;
		return entries.listing(tar.finish().endMarker);
	};
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
/** The same stream, which stays open when its reader stops; what ended it is kept in `refuted`. */
function unclosed(source, refuted) {
	const next = () => source.next().catch((error) => {
		refuted.by ??= error;
		throw error;
	});
	return { [Symbol.asyncIterator]: () => ({ next }) };
}
// src/rootfs/toc/limits.ts
/** Bytes of a TOC as it is stored and fetched: half a million files, at the 60 bytes that one takes compressed. */
const maxStoredToc = 32 * 2 ** 20;
/** What a TOC may ask of us. The one of two million ordinary files has some 700 MiB of JSON. */
const tocLimits = {
	...defaultLimits,
	expandedBytes: 2 ** 30,
	ratio: 200,
	ratioFrom: 16 * 2 ** 20,
	zstdFrames: 1e3
};
/** Bytes of one entry's JSON: a name and a link target of 4 KiB in escapes, and extended attributes. */
const maxEntryJson = 262144;
/** Bytes of the document around its entries, each of which leaves four there. */
const maxFrameJson = 8 * 2 ** 20;
// src/rootfs/toc/unusable.ts
/** Why a TOC tells less than reading its image layer would; never a verdict, only a reason to read the layer. */
var UnusableToc = class extends Error {
	/** bytes are not those that the image manifest names: somebody changed them, or a builder erred */
	contradicted;
	constructor(why, contradicted = false) {
		super(why);
		this.name = "UnusableToc";
		this.contradicted = contradicted;
	}
};
// src/rootfs/toc/document.ts
const [quote, backslash, comma, colon] = [
	34,
	92,
	44,
	58
];
const [openBracket, closeBracket, openBrace, closeBrace] = [
	91,
	93,
	123,
	125
];
const space = 32;
/** Bytes that gather up to a cap. */
var Gathered = class {
	#most;
	#what;
	#bytes = Buffer.allocUnsafe(4096);
	#length = 0;
	constructor(most, what) {
		this.#most = most;
		this.#what = what;
	}
	add(bytes, from, to) {
		this.#reserve(to - from);
		bytes.copy(this.#bytes, this.#length, from, to);
		this.#length += to - from;
	}
	addByte(byte) {
		this.#reserve(1);
		this.#bytes[this.#length++] = byte;
	}
	get isEmpty() {
		return this.#length === 0;
	}
	endsIn(byte) {
		return this.#length > 0 && this.#bytes[this.#length - 1] === byte;
	}
	/** What was gathered; then there is nothing. */
	take() {
		const text = this.#bytes.toString("utf8", 0, this.#length);
		this.#length = 0;
		return text;
	}
	#reserve(more) {
		const need = this.#length + more;
		if (need > this.#most) throw new UnusableToc(`${this.#what} is longer than ${this.#most} bytes`);
		if (need <= this.#bytes.length) return;
		const grown = Buffer.allocUnsafe(Math.min(this.#most, Math.max(need, this.#bytes.length * 2)));
		this.#bytes.copy(grown, 0, 0, this.#length);
		this.#bytes = grown;
	}
};
/**
* Reads the JSON of a TOC, `{"version": 1, "entries": [{…}, …], …}`, from whatever pieces it comes in and hands out
* one entry at a time, so that memory holds one entry and not the document. An empty object stands for each entry in a
* frame, and the frame is proven at the end to be the JSON object it should be.
*/
var TocDocument = class {
	#take;
	#frame = new Gathered(maxFrameJson, "what surrounds the entries");
	#entry = new Gathered(maxEntryJson, "an entry");
	#depth = 0;
	#arrays = 0;
	#entries = 0;
	#inList = false;
	#inEntry = false;
	#inText = false;
	#escaped = false;
	constructor(take) {
		this.#take = take;
	}
	push(chunk) {
		const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		let from = 0;
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at];
			if (this.#inText) {
				if (this.#escaped) this.#escaped = false;
				else if (byte === backslash) this.#escaped = true;
				else if (byte === quote) this.#inText = false;
			} else if (byte === quote) this.#inText = true;
			else if (byte === openBrace || byte === openBracket) {
				if (this.#depth === 1) {
					this.#inList = byte === openBracket;
					if (this.#inList) this.#arrays++;
				} else if (this.#depth === 2 && this.#inList && byte === openBrace) {
					this.#inEntry = true;
					from = at;
				}
				if (++this.#depth > 16) throw new UnusableToc("its JSON is nested too deep");
			} else if (byte === closeBrace || byte === closeBracket) {
				this.#depth--;
				if (this.#inEntry && this.#depth === 2) {
					this.#give(bytes, from, at + 1);
					continue;
				}
			}
			if (!this.#inEntry) this.#keep(byte);
		}
		if (this.#inEntry) this.#entry.add(bytes, from, bytes.length);
	}
	/** To be called at the end of the input. */
	finish() {
		const frame = parse(this.#frame.take(), "it");
		const listed = frame["entries"];
		if (frame["version"] !== 1) throw new UnusableToc("its version is not 1");
		if (!Array.isArray(listed) || this.#arrays !== 1 || listed.length !== this.#entries) throw new UnusableToc("its entries are no list of objects");
	}
	#give(bytes, from, to) {
		let text;
		if (this.#entry.isEmpty && to - from <= 262144) text = bytes.toString("utf8", from, to);
		else {
			this.#entry.add(bytes, from, to);
			text = this.#entry.take();
		}
		this.#inEntry = false;
		this.#entries++;
		this.#take(parse(text, "an entry"));
		this.#frame.addByte(openBrace);
		this.#frame.addByte(closeBrace);
	}
	/** White space becomes one blank, so that an indented document leaves no more than a dense one. */
	#keep(byte) {
		if (!this.#inText && byte <= space) {
			if (byte !== space && byte !== 9 && byte !== 10 && byte !== 13) throw new UnusableToc("its JSON holds a control character");
			if (this.#frame.endsIn(space) || this.#frame.endsIn(comma) || this.#frame.endsIn(colon)) return;
			this.#frame.addByte(space);
		} else this.#frame.addByte(byte);
	}
};
function parse(text, what) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw new UnusableToc(`${what} is not JSON`);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw new UnusableToc(`${what} is no JSON object`);
	return value;
}
// src/rootfs/toc/entry.ts
/** sha256 of no bytes: what empty files have, whose digest builders leave out. */
const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/** Words of both formats (estargz.md, TOCEntry; containers/storage, FileMetadata) and what tar has for them. */
const types = /* @__PURE__ */ new Map([
	["reg", {
		type: "file",
		flag: "0"
	}],
	["hardlink", {
		type: "hardlink",
		flag: "1"
	}],
	["symlink", {
		type: "symlink",
		flag: "2"
	}],
	["char", {
		type: "character",
		flag: "3"
	}],
	["block", {
		type: "block",
		flag: "4"
	}],
	["dir", {
		type: "directory",
		flag: "5"
	}],
	["fifo", {
		type: "fifo",
		flag: "6"
	}]
]);
/**
* An entry of a TOC as the tar entry that it speaks of; null for a further piece of the file before it. `within`: no
* content lies beyond this byte of the blob.
*
* @throws UnusableToc where the tar would tell more than this
*/
function tarEntryOf(entry, within, limits) {
	for (const key of ["offset", "endOffset"]) if (whole(entry[key], key) > within) throw new UnusableToc(`${key} lies beyond the content`);
	if (entry["type"] === "chunk") return null;
	const known = types.get(entry["type"]);
	if (known === void 0) throw new UnusableToc("an entry of a type that is not known");
	const { type, flag } = known;
	const linked = type === "symlink" || type === "hardlink";
	const common = {
		type,
		flag,
		name: textOf(entry["name"], limits),
		link: linked ? textOf(entry["linkName"], limits) : "",
		mode: whole(entry["mode"], "mode") & 4095,
		major: whole(entry["devMajor"], "devMajor"),
		minor: whole(entry["devMinor"], "devMinor")
	};
	if (type !== "file") return {
		...common,
		size: 0
	};
	const size = whole(entry["size"], "size");
	return {
		...common,
		size,
		sha256: sha256Of(entry["digest"], size)
	};
}
/**
* A name or a link target. Go writes JSON in UTF-8 and puts U+FFFD for every byte that is not: such a name is lost. An
* empty one no builder writes, and tar would take it from elsewhere.
*/
function textOf(value, limits) {
	if (typeof value !== "string" || value === "") throw new UnusableToc("an entry without its name or link target");
	if (value.length > limits.nameBytes || Buffer.byteLength(value) > limits.nameBytes) throw new UnusableToc(`a name of more than ${limits.nameBytes} bytes`);
	if (/[\0\ufffd]/.test(value) || !value.isWellFormed()) throw new UnusableToc("a name that JSON cannot tell as it is in the tar");
	return value;
}
/** A number that is missing is 0, as Go leaves it out. */
function whole(value, what) {
	if (value === void 0) return 0;
	if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new UnusableToc(`${what} is no count`);
	return value;
}
function sha256Of(digest, size) {
	if (size === 0 && (digest === void 0 || digest === "")) return emptySha256;
	const sha256 = typeof digest === "string" ? /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1] ?? null : null;
	if (sha256 === null) throw new UnusableToc("a file without the sha256 of its content");
	if (sha256 === emptySha256 !== (size === 0)) throw new UnusableToc("a file whose digest and size contradict");
	return sha256;
}
// src/rootfs/toc/entries.ts
/**
* Turns the JSON of a TOC into the listing of its image layer, by the same rules as the entries of its tar: what
* whiteouts, hardlinks, repeated and unsafe names mean is decided there alone.
*/
var TocEntries = class {
	#layer;
	#document;
	#count = 0;
	/** bytes of content that the tar holds if this is true */
	#content = 0;
	/** `within`: the byte of the blob beyond which no content lies */
	constructor(within, { budget }) {
		this.#layer = new LayerEntries({
			blobs: false,
			search: null
		}, tocLimits, budget);
		this.#document = new TocDocument((value) => {
			if (++this.#count > tocLimits.entries) throw new UnusableToc(`more than ${tocLimits.entries} entries`);
			const entry = tarEntryOf(value, within, tocLimits);
			if (entry !== null) this.add(entry);
		});
	}
	push(json) {
		this.#document.push(json);
	}
	/** One more entry, as the tar has it. */
	add(entry) {
		this.#content += entry.size;
		if (this.#content > contentLimit) throw new UnusableToc("files that together are larger than is read");
		this.#layer.entry(entry);
	}
	/** To be called after the last byte of the JSON: its form is proven. */
	finish() {
		this.#document.finish();
	}
	listing(endMarker) {
		return this.#layer.listing(endMarker);
	}
};
/** Reading the layer refuses more than this, so a TOC must not promise it. */
const contentLimit = 64 * 2 ** 30;
// src/rootfs/toc/chunked.ts
/** `offset:length:uncompressed length:type`, as the layer's descriptor states it; null where it is something else. */
function chunkedPositionIn(annotation) {
	const match = /^(\d{1,16}):(\d{1,16}):(\d{1,16}):1$/.exec(annotation);
	return match === null ? null : positionOf(Number(match[1]), Number(match[2]), Number(match[3]));
}
const skippable = 407710288;
const magic = Buffer.from("GNUlInUx");
/** Footers of three generations: without the tar-split's place, with two numbers of it, with three. */
const footerSizes = [
	40,
	56,
	64
];
/**
* The same by a blob's last bytes (containers/storage, pkg/chunked): a skippable frame of little-endian numbers of
* eight bytes, offset, length, uncompressed length and type of the TOC the first of them, that ends in a magic word.
*/
function chunkedPositionOf(tail) {
	const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
	if (!bytes.subarray(-8).equals(magic)) return null;
	for (const size of footerSizes) {
		const at = bytes.length - size;
		if (at < 8 || bytes.readUInt32LE(at - 8) !== skippable || bytes.readUInt32LE(at - 4) !== size) continue;
		const [offset, length, expanded, type] = [
			0,
			8,
			16,
			24
		].map((field) => Number(bytes.readBigUInt64LE(at + field)));
		return type === 1 ? positionOf(offset, length, expanded) : null;
	}
	return null;
}
const positionOf = (offset, length, expanded) => [
	offset,
	length,
	expanded
].every((number) => Number.isSafeInteger(number) && number > 0) ? {
	offset,
	length,
	expanded
} : null;
/**
* The listing of a zstd:chunked layer by its TOC: `stored` are the bytes at its position, the inside of a skippable
* frame. No TOC says how the tar ends: that it does so properly is taken for granted.
*
* @throws UnusableToc, and FaultError for compression and limits
*/
async function readChunkedToc(stored, toc, options) {
	const { offset, expanded } = toc.position;
	const entries = new TocEntries(offset, options);
	const found = digestOf(stored, algorithmOf(toc.checksum));
	if (found !== toc.checksum) throw new UnusableToc(`the TOC is ${found}, not ${toc.checksum}`, true);
	let size = 0;
	for await (const chunk of decompress(once$1(stored), ".zstd", tocLimits)) {
		size += chunk.length;
		if (size > expanded) throw new UnusableToc("the TOC is longer than was announced");
		entries.push(chunk);
	}
	if (size !== expanded) throw new UnusableToc("the TOC is shorter than was announced");
	entries.finish();
	return entries.listing(true);
}
async function* once$1(bytes) {
	yield bytes;
}
// src/rootfs/toc/estargz.ts
/**
* 10 bytes of gzip header, 2 of the extra field's length, 4 of its subfield's header, 22 of `%016xSTARGZ`, 5 of an
* empty stored block, 8 of CRC and size (estargz.md, footer). The older stargz has no subfield header, so 47 bytes; it
* has no digests either, and is not understood.
*/
const estargzFooterBytes = 51;
const beforeOffset = Uint8Array.of(31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 26, 0, 83, 71, 22, 0);
const stargz = "STARGZ";
const afterOffset = Uint8Array.of(1, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0);
/** Where in the blob the TOC begins; null where these are not the last bytes of an eStargz layer. */
function estargzTocOffset(footer) {
	if (footer.length !== 51) return null;
	const bytes = Buffer.from(footer.buffer, footer.byteOffset, footer.byteLength);
	const field = bytes.toString("latin1", 16, 38);
	const framed = bytes.subarray(0, 4).equals(beforeOffset.subarray(0, 4));
	const extra = bytes.subarray(10, 16).equals(beforeOffset.subarray(10));
	if (!framed || !extra || !bytes.subarray(38).equals(afterOffset)) return null;
	if (!field.endsWith(stargz) || !/^[0-9a-f]{16}/.test(field)) return null;
	const offset = Number.parseInt(field.slice(0, 16), 16);
	return Number.isSafeInteger(offset) ? offset : null;
}
const tocName = "stargz.index.json";
/**
* The listing of an eStargz layer by its TOC: `stored` are the bytes from where the TOC begins to the footer, a gzip
* member that holds the end of the layer's tar. That end is listed too, since a runtime that knows nothing of eStargz
* unpacks the TOC as a file.
*
* @throws UnusableToc, and FaultError for compression, archive and limits
*/
async function readEstargzToc(stored, toc, options) {
	const entries = new TocEntries(toc.offset, options);
	const proof = runningDigest(algorithmOf(toc.digest));
	const content = runningDigest("sha256");
	let own = null;
	let failed = null;
	const tar = new TarReader({
		entry(entry) {
			if (own !== null || entry.type !== "file" || entry.name !== tocName) throw new UnusableToc("something else than the TOC stands in its place");
			own = entry;
		},
		data(bytes) {
			proof.update(bytes);
			content.update(bytes);
			try {
				if (failed === null) entries.push(bytes);
			} catch (error) {
				if (!(error instanceof UnusableToc)) throw error;
				failed = error;
			}
		},
		end: () => void 0
	}, tocLimits);
	for await (const chunk of decompress(once(stored), ".gzip", tocLimits)) tar.push(chunk);
	const { endMarker } = tar.finish();
	if (proof.hex() !== hexOf(toc.digest)) throw new UnusableToc(`the TOC is not ${toc.digest}`, true);
	if (failed !== null) throw failed;
	entries.finish();
	if (own === null) throw new UnusableToc("no TOC where the footer says");
	entries.add({
		...own,
		sha256: content.hex()
	});
	return entries.listing(endMarker);
}
async function* once(bytes) {
	yield bytes;
}
// src/subjects/image-toc.ts
const estargzDigest = "containerd.io/snapshot/stargz/toc.digest";
const chunkedChecksum = ["io.github.containers.zstd-chunked.manifest-checksum", "io.containers.zstd-chunked.manifest-checksum"];
const chunkedPosition = ["io.github.containers.zstd-chunked.manifest-position", "io.containers.zstd-chunked.manifest-position"];
/**
* Bytes from a layer's end that are asked for at once: a footer and, of most layers, the TOC before it, for one
* request instead of two.
*/
const tailBytes = 32768;
/**
* Bytes that a TOC must save. Below, a request or two more cost as much as the bytes, and reading the layer proves it;
* with the tail fetched for nothing it is still no more than the TOC and 64 KiB.
*/
const leastSaved = 32768;
/**
* The listing of an image layer by its TOC, `asserted` since no content is read. Only a TOC whose digest the image
* manifest states is looked for: it is what was pushed, and no other layer costs a request. Null where the layer is
* better read whole; the reason goes to the log. A cancelled run rejects.
*/
async function listByToc(source, layer, options) {
	const estargz = statedIn(layer, [estargzDigest]);
	const chunked = statedIn(layer, chunkedChecksum);
	const stated = chunked ?? estargz;
	if (source.range === null || stated === void 0 || !isDigest(stated) || layer.size <= 2 * leastSaved) return null;
	const range = async (from, length) => {
		for await (const bytes of options.progress(one(source.range(layer, from, length)))) return bytes;
		return /* @__PURE__ */ new Uint8Array();
	};
	const lent = lend(options.budget);
	try {
		const listing = await (chunked === void 0 ? byEstargz : byChunked)(layer, stated, range, lent.budget);
		if (holdsWanted(listing, options.search)) throw new UnusableToc("texts are looked for in a file of it");
		return listing;
	} catch (error) {
		lent.giveBack();
		if (!(error instanceof FaultError || error instanceof UnusableToc) || error instanceof FaultError && error.fault.code === "cancelled") throw error;
		const why = error instanceof FaultError ? `${error.fault.code}: ${error.fault.detail}` : error.message;
		const said = `image layer ${shortDigest(layer.digest)} is read whole, since its table of contents is of no use: ${why}`;
		if (error instanceof UnusableToc && error.contradicted) options.log.warn(said);
		else options.log.debug(said);
		return null;
	}
}
/** What an image manifest states of a layer's TOC, equal for equal TOCs; null: none is looked for. */
function statedToc(layer) {
	const [chunked, estargz] = [statedIn(layer, chunkedChecksum), statedIn(layer, [estargzDigest])];
	return (chunked ?? estargz) === void 0 ? null : JSON.stringify([chunked ?? null, estargz ?? null]);
}
const statedIn = ({ annotations }, keys) => keys.map((key) => annotations.get(key)).find((value) => value !== void 0);
async function byEstargz({ size }, digest, range, budget) {
	const tailFrom = size - tailBytes;
	const tail = await range(tailFrom, tailBytes);
	const offset = estargzTocOffset(tail.subarray(-51));
	if (offset === null) throw new UnusableToc("no eStargz footer ends it");
	const end = size - 51;
	checkWorth(offset, end - offset, size);
	const inTail = tail.subarray(Math.max(0, offset - tailFrom), tailBytes - 51);
	const stored = offset >= tailFrom ? inTail : Buffer.concat([await range(offset, Math.min(tailFrom, end) - offset), inTail]);
	return readEstargzToc(stored, {
		digest,
		offset
	}, { budget });
}
async function byChunked(layer, checksum, range, budget) {
	const position = await positionIn(layer, range);
	if (position === null) throw new UnusableToc("nothing says where it is");
	checkWorth(position.offset, position.length, layer.size);
	return readChunkedToc(await range(position.offset, position.length), {
		checksum,
		position
	}, { budget });
}
/** The descriptor's word, or else the blob's own footer. */
async function positionIn(layer, range) {
	const stated = statedIn(layer, chunkedPosition);
	if (stated !== void 0) return chunkedPositionIn(stated);
	return chunkedPositionOf(await range(layer.size - 72, 72));
}
function checkWorth(offset, length, size) {
	if (length <= 0 || offset + length > size) throw new UnusableToc("it is said to lie outside of the layer");
	if (length > maxStoredToc) throw new UnusableToc(`it has ${length} bytes, more than ${maxStoredToc}`);
	if (length + leastSaved >= size) throw new UnusableToc("the layer is hardly larger");
}
/** Texts are found in content alone. */
const holdsWanted = ({ entries }, search) => search !== null && entries.some((entry) => entry.type === "file" && search.wants(entry.path));
/** The same budget; what was taken from it can be given back, when the listing it was for is dropped. */
function lend(budget) {
	let taken = 0;
	return {
		budget: {
			get memory() {
				return budget.memory;
			},
			set memory(left) {
				taken += budget.memory - left;
				budget.memory = left;
			},
			expanded: budget.expanded
		},
		giveBack: () => {
			budget.memory += taken;
		}
	};
}
async function* one(bytes) {
	yield await bytes;
}
// src/subjects/image-layer.ts
/**
* One image layer by the cheapest way that is allowed: a listing kept from before, else its TOC, else its bytes. A
* cancelled run rejects.
*/
async function readLayer(source, layer, diffId, options) {
	const { digest, size, mediaType } = layer;
	if (isForeignType(mediaType)) return { fault: {
		code: "foreign-layer",
		detail: `image layer ${digest} is kept outside the registry (${mediaType})`
	} };
	const { blobs, search, alike } = options;
	const forms = alike ? { alike: JSON.stringify([alike.lineEndings, alike.sourceMaps]) } : {};
	const key = {
		digest,
		diffId,
		mediaType,
		blobs,
		search: search?.key ?? null,
		...forms
	};
	try {
		const kept = await options.layers?.get(key);
		if (kept && (kept.assurance === "verified" || options.assurance === "any")) return paidFor(kept, options.budget);
		const toc = mayAskToc(options) ? statedToc(layer) : null;
		if (toc !== null) {
			const before = await options.layers?.get({
				...key,
				toc
			});
			if (before) return paidFor({
				...before,
				assurance: "asserted"
			}, options.budget);
			const told = await listByToc(source, layer, options);
			if (told !== null) {
				const read = {
					listing: told,
					assurance: "asserted"
				};
				await options.layers?.put({
					...key,
					toc
				}, read);
				return read;
			}
		}
		const bytes = options.progress(source.blob(layer));
		const read = {
			listing: await readImageLayer(bytes, {
				digest,
				size,
				mediaType,
				diffId
			}, options),
			assurance: "verified"
		};
		await options.layers?.put(key, read);
		return read;
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === "cancelled") throw error;
		return { fault: {
			code: error.fault.code,
			detail: `image layer ${shortDigest(digest)}: ${error.fault.detail}`
		} };
	}
}
/** Bytes that a name costs beside its text, as {@link readImageLayer} counts them. */
const nameCost = 480;
/** A kept listing takes as much memory as one that is read now. */
function paidFor(kept, budget) {
	const { names, characters } = measured(kept.listing);
	budget.memory -= names * nameCost + characters;
	if (budget.memory < 0) throw new FaultError("limit-exceeded", "the image names more, and at greater length, than is held in memory");
	return kept;
}
/** A TOC knows files by their sha256 alone. */
const mayAskToc = ({ assurance, blobs, alike }) => assurance === "any" && !blobs && (alike ?? null) === null;
// src/subjects/progress.ts
/** Milliseconds: what is done sooner says nothing, and then a line for each of these; a log without a cursor thins them out. */
const silence = 1e3;
const interval = 250;
function progressOf(world, layers) {
	const total = layers.reduce((sum, layer) => sum + layer.size, 0);
	const started = world.now();
	let next = started + silence;
	let bytes = 0;
	let done = 0;
	const tell = () => {
		const now = world.now();
		if (now < next) return;
		next = now + interval;
		const rate = bytes / (now - started) * 1e3;
		const amounts = `${mebibytes(bytes)} of ${mebibytes(total)} MiB, ${mebibytes(rate)} MiB/s`;
		world.log.progress(`image layers: ${done} of ${layers.length} done, ${amounts}`);
	};
	return {
		async *count(chunks) {
			for await (const chunk of chunks) {
				bytes += chunk.length;
				tell();
				yield chunk;
			}
		},
		done() {
			done++;
			tell();
		}
	};
}
/** Whole where the number is large enough to be read at a glance. */
const mebibytes = (bytes) => {
	const size = bytes / 1024 / 1024;
	return size.toFixed(size < 10 ? 1 : 0);
};
// src/subjects/image.ts
/** Image layers in flight: enough to keep two cores and a connection busy, few enough to stay small. */
const width = 4;
/** Image layers that fail before the others are left: each may take minutes of retries, and one alone leaves a gap. */
const mostFailures = 8;
/**
* Reads the files of one image: which image it is, then every image layer, then what they add up to. An image layer
* that cannot be read is a gap; an image that cannot be identified is a FaultError.
*/
async function readImage(world, source, options) {
	const identified = await identifyImage(source, options.platform);
	const { identity } = identified;
	const { only } = options;
	const read = readerOf(world, source, identified, options);
	const { reads, left } = only === null ? {
		reads: await read(0, identified.layers.length),
		left: 0
	} : await readFromTop(read, identified.layers.length, only);
	const squashed = squash(reads.map((one) => "fault" in one ? one : one.listing));
	const { entries, gaps } = squashed.manifest;
	const manifest = {
		assurance: reads.some((one) => "assurance" in one && one.assurance === "asserted") ? "asserted" : "verified",
		entries: only === null || left === 0 ? entries : entries.flatMap((entry) => askedFor(entry, only, left)),
		gaps
	};
	const oddities = squashed.oddities.filter(({ code }) => left === 0 || code !== "stray-whiteout");
	return {
		subject: source.resolved(identity),
		manifest,
		image: identity,
		found: squashed.found,
		oddities,
		layersLeft: left
	};
}
const askedFor = (entry, only, left) => only.has(entry.path) ? [{
	...entry,
	layer: (entry.layer ?? 0) + left
}] : [];
/** From the top until nothing further down can change the paths; each step reads as many image layers as all before it. */
async function readFromTop(read, count, only) {
	const pending = new Pending(only);
	let reads = [];
	let left = count;
	while (left > 0 && !pending.settled) {
		const next = Math.max(0, left - Math.max(1, reads.length));
		const below = await read(next, left);
		for (const one of below.toReversed()) if ("listing" in one) pending.take(one.listing);
		reads = [...below, ...reads];
		left = next;
	}
	return {
		reads,
		left
	};
}
/** Reads image layers of one image, some at a time, within one budget. */
function readerOf(world, source, { identity, layers: all }, options) {
	const shared = /* @__PURE__ */ new Map();
	const budget = freshBudget();
	let failures = 0;
	const readNext = async (layer, diffId, progress) => {
		if (failures >= mostFailures) return { fault: notAsked(layer) };
		const read = await readLayer(source, layer, diffId, {
			...options,
			budget,
			progress,
			log: world.log
		});
		if ("fault" in read) failures++;
		return read;
	};
	return (from, to) => {
		const layers = all.slice(from, to);
		const progress = progressOf(world, layers);
		return inParallel(layers.map((layer, at) => {
			const diffId = identity.layers[from + at].diffId;
			const key = `${layer.digest} ${diffId} ${layer.mediaType}`;
			const run = async () => {
				const running = shared.get(key) ?? readNext(layer, diffId, progress.count);
				shared.set(key, running);
				const read = await running;
				progress.done();
				return read;
			};
			return {
				size: layer.size,
				run
			};
		}));
	};
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
export { readJson as a, selectPlatform as i, identifyImage as n, readManifest as o, isCompanion as r, readImage as t };
