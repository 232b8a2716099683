import { t as modeUnder } from "./manifest-npbKwqet.js";
import { i as comparePaths } from "./path-DxugMXpZ.js";
// src/model/diff.ts
/**
* Compares two file manifests. Directories count as entries only under `directories: true`: an artifact manifest made
* from files alone implies its directories.
*/
function diffManifests(expected, deployed, options) {
	const left = options.directories ? expected.entries : expected.entries.filter((entry) => entry.type !== "directory");
	const deployedFilter = options.directories ? deployed.entries : deployed.entries.filter((entry) => entry.type !== "directory");
	const directories = /* @__PURE__ */ new Map();
	if (!options.directories) {
		for (const entry of deployed.entries) if (entry.type === "directory") directories.set(entry.path, entry);
	}
	const changes = [];
	let same = 0;
	let i = 0;
	let j = 0;
	while (i < left.length || j < deployedFilter.length) {
		const a = left[i];
		const b = deployedFilter[j];
		const order = a === void 0 ? 1 : b === void 0 ? -1 : comparePaths(a.path, b.path);
		if (order < 0) {
			const directory = directories.get(a.path);
			changes.push(directory ? {
				path: a.path,
				kind: "type",
				expected: a,
				deployed: directory
			} : {
				path: a.path,
				kind: "removed",
				expected: a,
				deployed: null
			});
			i++;
		} else if (order > 0) {
			changes.push({
				path: b.path,
				kind: "added",
				expected: null,
				deployed: b
			});
			j++;
		} else {
			const kind = compareEntries(a, b, options.modes);
			if (kind === null) same++;
			else changes.push({
				path: a.path,
				kind,
				expected: a,
				deployed: b
			});
			i++;
			j++;
		}
	}
	return {
		changes,
		same,
		expectedGaps: expected.gaps,
		deployedGaps: deployed.gaps
	};
}
/** Null when equal under the policy. Content counts before mode. */
function compareEntries(a, b, modes) {
	if (a.type !== b.type) return "type";
	switch (a.type) {
		case "file": {
			const other = b;
			if (a.sha256 !== other.sha256 || a.size !== other.size) return "modified";
			return modeUnder(modes, a.mode) === modeUnder(modes, other.mode) ? null : "mode";
		}
		case "symlink": return a.target === b.target ? null : "target";
		case "submodule": return a.commit === b.commit ? null : "modified";
		case "device": {
			const other = b;
			if (a.kind !== other.kind || a.major !== other.major || a.minor !== other.minor) return "modified";
			return modeUnder(modes, a.mode) === modeUnder(modes, other.mode) ? null : "mode";
		}
		default: {
			const policy = a.type === "directory" && modes === "executable" ? "none" : modes;
			return modeUnder(policy, a.mode) === modeUnder(policy, b.mode) ? null : "mode";
		}
	}
}
export { diffManifests as t };
