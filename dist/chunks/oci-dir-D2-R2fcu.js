import "./rolldown-runtime-CLxXEZnf.js";
import { r as digestOf } from "./listing-f6nWFBDX.js";
import { n as hexOf, t as algorithmOf } from "./digest-Dut7F2MX.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { a as readJson, i as selectPlatform, o as readManifest, r as isCompanion, t as readImage } from "./image-0izcY8Ic.js";
// src/subjects/oci-dir.ts
const refName = "org.opencontainers.image.ref.name";
const maxManifest = 4194304;
/** The files of an image in an OCI image layout (image-layout.md): `oci-layout`, `index.json`, `blobs/`. */
async function readOciDir(world, path, tag, options) {
	const version = readJson(await world.files.read(`${path}/oci-layout`, 65536), "invalid-manifest", `${path}/oci-layout`)["imageLayoutVersion"];
	if (typeof version !== "string" || !version.startsWith("1.")) throw new FaultError("invalid-manifest", `${path} is no image layout of version 1`);
	const manifest = async (digest) => {
		const bytes = await world.files.read(blobPath(path, digest), maxManifest);
		const found = digestOf(bytes, algorithmOf(digest));
		if (found !== digest) throw new FaultError("digest-mismatch", `${path}: ${digest} holds the bytes of ${found}`);
		return {
			bytes,
			digest,
			mediaType: ""
		};
	};
	const source = {
		reference: tag === null ? path : `${path}:${tag}`,
		resolved: ({ manifest: digest }) => `oci-dir:${path}@${digest}`,
		async root() {
			const index = readManifest(await world.files.read(`${path}/index.json`, maxManifest), "");
			if (index.kind !== "index") throw new FaultError("invalid-manifest", `${path}/index.json is no image index`);
			const descriptor = chooseRoot(index.manifests, path, tag, options);
			return {
				...await manifest(descriptor.digest),
				mediaType: descriptor.mediaType
			};
		},
		tagged: null,
		manifest,
		blob: (descriptor) => world.files.stream(blobPath(path, descriptor.digest)),
		range: null
	};
	return readImage(world, source, options);
}
/** The descriptor a tag names; without a tag the only one, or the one for the platform where they differ by nothing else. */
function chooseRoot(manifests, path, tag, options) {
	const images = manifests.filter((descriptor) => !isCompanion(descriptor));
	const named = tag === null ? images : images.filter((descriptor) => descriptor.annotations.get(refName) === tag);
	const distinct = [...new Map(named.map((descriptor) => [descriptor.digest, descriptor])).values()];
	if (distinct.length === 1) return distinct[0];
	const tags = [...new Set(images.map((descriptor) => descriptor.annotations.get(refName) ?? "(no name)"))];
	const holds = images.length === 0 ? "it holds no image" : `it holds ${tags.slice(0, 12).join(", ")}`;
	if (distinct.length === 0) throw new FaultError("not-found", `${path} holds no image${tag === null ? "" : ` called ${tag}; ${holds}`}`);
	const candidates = distinct.flatMap((descriptor) => descriptor.platform === null ? [] : [{
		descriptor,
		platform: descriptor.platform
	}]);
	if (new Set(distinct.map((descriptor) => descriptor.annotations.get(refName))).size === 1 && candidates.length === distinct.length) return selectPlatform(candidates, options.platform).descriptor;
	throw new FaultError("not-found", `${path} holds several images, one must be named: ${holds}`);
}
/** A digest is checked where it is read: `sha256:` or `sha512:` and hex, so it cannot lead out of `blobs/`. */
const blobPath = (path, digest) => `${path}/blobs/${algorithmOf(digest)}/${hexOf(digest)}`;
export { readOciDir };
