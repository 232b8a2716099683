// src/model/platform.ts
const part = /^[a-z0-9][a-z0-9._-]*$/;
/** Reads `os/architecture[/variant]`; null when it is not of that form. */
function parsePlatform(text) {
	const [os, architecture, variant, ...rest] = text.split("/");
	if (!os || !architecture || rest.length > 0) return null;
	if (![
		os,
		architecture,
		...variant === void 0 ? [] : [variant]
	].every((word) => part.test(word))) return null;
	return variant === void 0 ? {
		os,
		architecture
	} : {
		os,
		architecture,
		variant
	};
}
const formatPlatform = (platform) => [
	platform.os,
	platform.architecture,
	...platform.variant ? [platform.variant] : []
].join("/");
// src/model/digest.ts
const pattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const isDigest = (text) => pattern.test(text);
const algorithmOf = (digest) => digest.startsWith("sha512:") ? "sha512" : "sha256";
const hexOf = (digest) => digest.slice(7);
/** Enough of a digest or commit to recognise it by: `sha256:77ab12…` gives `77ab12cd34ef`. */
const shortDigest = (digest) => digest.replace(/^sha(?:256|512):/, "").slice(0, 12);
export { formatPlatform as a, shortDigest as i, hexOf as n, parsePlatform as o, isDigest as r, algorithmOf as t };
