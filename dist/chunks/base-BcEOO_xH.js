import "./rolldown-runtime-CLxXEZnf.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { t as formatReference } from "./reference-DzmDWWUm.js";
import { n as resolveImage } from "./registry-Ex05DkO0.js";
// src/subjects/base.ts
/**
* How many image layers, from the bottom, are those of a base image: its diff IDs begin the image's. Where `reference`
* leads elsewhere by now, `was` is what the image says it was built on. A few small requests, no image layer.
*/
async function compareBase(world, image, reference, was, access) {
	const options = {
		...access,
		platform: image.platform
	};
	const now = await resolveImage(world, reference, options);
	const found = {
		reference: formatReference(reference),
		manifest: now.manifest
	};
	if (beginsWith(image, now)) return {
		...found,
		layers: now.layers.length,
		moved: false,
		byDigest: false
	};
	const none = {
		...found,
		layers: 0,
		moved: true,
		byDigest: false
	};
	if (was === null || was === now.manifest || was === now.index) return none;
	try {
		const then = await resolveImage(world, {
			...reference,
			tag: null,
			digest: was
		}, options);
		return beginsWith(image, then) ? {
			...none,
			layers: then.layers.length,
			byDigest: true
		} : none;
	} catch (error) {
		if (error instanceof FaultError && error.fault.code !== "cancelled") return none;
		throw error;
	}
}
/** Diff IDs and not digests: the same image layer may be compressed anew on its way to another repository. */
function beginsWith(image, base) {
	return base.layers.every(({ diffId }, at) => diffId !== null && diffId === image.layers[at]?.diffId);
}
export { compareBase as t };
