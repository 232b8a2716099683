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
export { parsePlatform as n, formatPlatform as t };
