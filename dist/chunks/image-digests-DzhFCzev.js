import { n as hexOf, r as isDigest } from "./digest-Dut7F2MX.js";
// src/model/image-digests.ts
/** Below this docker prints no ID, and chance would do for a proof. */
const leastDigits = 12;
const mostText = 1024;
const schemes = /^(?:docker-pullable|docker|containerd|cri-o|crio|oci|podman):\/\//;
/**
* Reads an ID as users, Docker, Kubernetes and CRI-O write it: a digest, bare hex, its first digits, each after an
* optional `scheme://` and `repository[:tag]@`.
*/
function readImageId(text) {
	const trimmed = text.trim();
	if (trimmed === "" || trimmed.length > mostText || /[\s\p{Cc}]/u.test(trimmed)) return "no-id";
	const scheme = schemes.exec(trimmed)?.[0] ?? "";
	const rest = trimmed.slice(scheme.length);
	if (rest.includes("://")) return "no-id";
	const at = rest.lastIndexOf("@");
	const written = rest.slice(at + 1);
	const name = at < 0 ? scheme : trimmed.slice(0, scheme.length + at);
	if (isDigest(written)) return {
		name,
		algorithm: written.startsWith("sha512:") ? "sha512" : "sha256",
		hex: hexOf(written),
		whole: true
	};
	const [, algorithm, hex] = /^(?:(sha256|sha512):)?([0-9a-f]+)$/.exec(written) ?? [];
	if (hex !== void 0) {
		const full = algorithm === "sha512" ? 128 : 64;
		if (hex.length < leastDigits || hex.length > full) return "no-id";
		return {
			name,
			algorithm: algorithm === "sha256" || algorithm === "sha512" ? algorithm : null,
			hex,
			whole: hex.length === full
		};
	}
	return at < 0 && /^[A-Za-z0-9][A-Za-z0-9._/-]*(?::[0-9]{1,5}\/[a-z0-9._/-]+)?(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$/.test(rest) ? "name-only" : "no-id";
}
/** Whether an ID, as anybody writes it, names this image: proven by which containment, proven another, or not provable. */
function sameImage(image, text) {
	const id = readImageId(text);
	if (typeof id === "string") return {
		status: "unknown",
		kind: id
	};
	const answers = [];
	const seen = /* @__PURE__ */ new Set();
	const ask = (digest, answer) => {
		if (digest === null || seen.has(digest) || !names(id, digest)) return;
		seen.add(digest);
		answers.push(answer(digest));
	};
	ask(image.config, () => same([{
		kind: "config",
		digest: image.config
	}], 1, id));
	ask(image.manifest, () => same(inward(image), 1, id));
	const above = indexesAbove(image);
	for (const [at, digest] of above.entries()) ask(digest, () => {
		const path = above.slice(0, at + 1).reverse().map((index) => ({
			kind: "index",
			digest: index
		}));
		return same([...path, ...inward(image)], platformsUnder(image, digest), id);
	});
	for (const member of image.members) ask(member.digest, (digest) => another(memberKinds[member.kind], digest, member.platform, id));
	for (const layer of image.layers) ask(layer.digest, (digest) => another("image-layer", digest, null, id));
	for (const layer of image.layers) ask(layer.diffId, (digest) => another("diff-id", digest, null, id));
	const [answer, ...others] = answers;
	if (answer === void 0) return {
		status: "unknown",
		kind: "not-read"
	};
	return others.length === 0 ? answer : {
		status: "unknown",
		kind: "ambiguous"
	};
}
const memberKinds = {
	image: "sibling",
	index: "other-index",
	companion: "companion"
};
const names = (id, digest) => digest.startsWith(`${id.algorithm ?? "sha256"}:`) && (id.whole ? hexOf(digest) === id.hex : hexOf(digest).startsWith(id.hex));
const inward = ({ manifest, config }) => [...manifest === null ? [] : [{
	kind: "manifest",
	digest: manifest
}], {
	kind: "config",
	digest: config
}];
const same = (path, platforms, id) => ({
	status: "same",
	kind: path[0].kind,
	path,
	platforms,
	whole: id.whole
});
const another = (kind, digest, platform, id) => ({
	status: "another",
	kind,
	digest,
	platform,
	whole: id.whole
});
/** The indexes that hold this image, the nearest first; the outermost is the one that was named. */
function indexesAbove({ index, members, manifest }) {
	const within = /* @__PURE__ */ new Map();
	for (const member of members) if (!within.has(member.digest)) within.set(member.digest, member.within);
	const above = [];
	for (let at = manifest === null ? void 0 : within.get(manifest); at !== void 0; at = within.get(at)) {
		if (above.includes(at)) break;
		above.push(at);
	}
	return index === null || above.includes(index) ? above : [...above, index];
}
/** Images that a runtime may choose among under one index. */
function platformsUnder({ members }, index) {
	const under = /* @__PURE__ */ new Set([index]);
	for (const member of members) if (member.kind === "index" && under.has(member.within)) under.add(member.digest);
	const images = members.filter((member) => member.kind === "image" && under.has(member.within));
	return Math.max(1, new Set(images.map((member) => member.digest)).size);
}
/** What reading an unknown digest showed: another name of the same content (equal config), or another image. */
function sameAfterReading(image, read, text) {
	if (read.config === image.config) return sameImage(read, text);
	return {
		status: "another",
		kind: "other-image",
		digest: read.index ?? read.manifest ?? read.config,
		platform: read.platform,
		whole: true
	};
}
export { sameAfterReading as n, sameImage as r, readImageId as t };
