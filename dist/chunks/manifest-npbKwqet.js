import { i as comparePaths, o as isWithin, u as relativeTo } from "./path-DxugMXpZ.js";
// src/model/manifest.ts
const modesPolicies = [
	"exact",
	"executable",
	"none"
];
/** The mode as a policy sees it: `0755` | `0644` under `executable` (0755 where any execute bit is set), '' under `none`. */
function modeUnder(policy, mode) {
	if (policy === "exact") return mode;
	if (policy === "none") return "";
	return (Number.parseInt(mode, 8) & 73) === 0 ? "0644" : "0755";
}
/** Sorted by path bytes, in a new array. Hot for images: plain ASCII compares by code unit. */
const sortEntries = (entries) => [...entries].sort((a, b) => comparePaths(a.path, b.path));
/**
* The part of a file manifest below `directory`, with paths as seen from there; where `directory` is one file, that
* file under its base name. Null when nothing is there.
*/
function subtree(manifest, directory) {
	if (directory === "") return manifest;
	const base = directory.slice(directory.lastIndexOf("/") + 1);
	const entries = [];
	let found = false;
	for (const entry of manifest.entries) {
		if (!isWithin(entry.path, directory)) continue;
		found = true;
		if (entry.path !== directory) entries.push({
			...entry,
			path: relativeTo(entry.path, directory)
		});
		else if (entry.type !== "directory") entries.push({
			...entry,
			path: base
		});
	}
	const gaps = manifest.gaps.filter((gap) => isWithin(gap.path, directory) || isWithin(directory, gap.path)).map((gap) => ({
		...gap,
		path: isWithin(gap.path, directory) ? relativeTo(gap.path, directory) : ""
	}));
	return found || gaps.length > 0 ? {
		assurance: manifest.assurance,
		entries,
		gaps
	} : null;
}
export { subtree as i, modesPolicies as n, sortEntries as r, modeUnder as t };
