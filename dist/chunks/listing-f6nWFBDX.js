import { createHash, hash } from "node:crypto";
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
// src/rootfs/listing.ts
/** How many names a listing holds, and how many characters of names, targets and found texts; what it costs to hold or write. */
function measured(listing) {
	const { entries, implied, hardlinks, whiteouts, opaque, oddities } = listing;
	let characters = 0;
	for (const entry of entries) {
		characters += entry.path.length;
		if (entry.type === "symlink") characters += entry.target.length;
		for (const text of entry.found ?? []) characters += text.length;
	}
	for (const { path, target } of hardlinks) characters += path.length + target.length;
	for (const { path } of oddities) characters += path.length;
	for (const paths of [
		implied,
		whiteouts,
		opaque
	]) for (const path of paths) characters += path.length;
	return {
		names: [
			entries,
			implied,
			hardlinks,
			whiteouts,
			opaque,
			oddities
		].reduce((sum, list) => sum + list.length, 0),
		characters
	};
}
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
export { runningDigest as i, measured as n, digestOf as r, Oddities as t };
