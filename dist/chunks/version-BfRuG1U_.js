import { readFileSync } from "node:fs";
// src/faces/version.ts
/** Read from package.json, which stands in `dist/`, above its chunks, and above `src/`. */
function version() {
	for (const place of [
		"./package.json",
		"../package.json",
		"../../package.json"
	]) try {
		const found = JSON.parse(readFileSync(new URL(place, import.meta.url), "utf8"));
		if (found.name === "deploy-truth" && found.version) return found.version;
	} catch (error) {
		if (error.code !== "ENOENT") throw error;
	}
	return "unknown";
}
export { version as t };
