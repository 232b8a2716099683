import "./rolldown-runtime-CLxXEZnf.js";
import { a as gapDocument, n as entryDocument, u as rootDigest } from "./document-D9DHyk26.js";
import { t as diffManifests } from "./diff-BtHpPvjF.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { i as subtree } from "./manifest-npbKwqet.js";
import { c as parentOf } from "./path-DxugMXpZ.js";
import { u as visible } from "./escape-BYQFyVyE.js";
import { t as readSubject } from "./read-DkYShaWF.js";
import { n as readingOf, t as complainAbout } from "./reading-Dhg2FFR8.js";
import { n as exitCodes } from "./terminal-BSv5uRbc.js";
// src/report/file-diff.ts
const fileDiffSchema = "deploy-truth/file-diff/v1";
/**
* The changes that hold whatever the gaps hide: a file missing on a side is missing for certain only where that side
* was read.
*/
function certainChanges(diff) {
	const expected = hidden(diff.expectedGaps);
	const deployed = hidden(diff.deployedGaps);
	return new Set(diff.changes.filter((change) => {
		if (change.kind === "added") return !expected(change.path);
		return change.kind === "removed" ? !deployed(change.path) : true;
	}));
}
/** Whether a path, or a directory above it, was left unread. */
function hidden(gaps) {
	const places = new Set(gaps.map((gap) => gap.path));
	if (places.size === 0) return () => false;
	return (path) => {
		for (let place = path; place !== ""; place = parentOf(place)) if (places.has(place)) return true;
		return places.has("");
	};
}
/** `equal`: null where nothing certain differs but not everything was read. */
function equality(diff) {
	if (certainChanges(diff).size > 0) return false;
	return diff.expectedGaps.length + diff.deployedGaps.length > 0 ? null : true;
}
function* fileDiffJson({ expected, deployed, modes, diff }) {
	const certain = certainChanges(diff);
	const head = {
		schema: fileDiffSchema,
		expected: {
			subject: expected.subject.toWellFormed(),
			root: expected.root
		},
		deployed: {
			subject: deployed.subject.toWellFormed(),
			root: deployed.root
		},
		modes,
		equal: equality(diff),
		same: diff.same
	};
	yield `${JSON.stringify(head).slice(0, -1)},"changes":[`;
	let separator = "\n";
	for (const change of diff.changes) {
		yield `${separator}${JSON.stringify(changeDocument(change, certain.has(change)))}`;
		separator = ",\n";
	}
	const gaps = {
		expected: diff.expectedGaps.map(gapDocument),
		deployed: diff.deployedGaps.map(gapDocument)
	};
	yield `],"gaps":${JSON.stringify(gaps)}}\n`;
}
function changeDocument(change, certain) {
	const side = (entry) => {
		if (entry === null) return null;
		const { path, pathBase64, ...facts } = entryDocument(entry, false);
		return facts;
	};
	const entry = change.expected ?? change.deployed;
	const { path, pathBase64 } = entryDocument(entry, false);
	return {
		path,
		...pathBase64 === void 0 ? {} : { pathBase64 },
		kind: change.kind,
		certain,
		expected: side(change.expected),
		deployed: side(change.deployed)
	};
}
const colors = {
	red: 31,
	green: 32,
	yellow: 33,
	dim: 2
};
const marks = {
	added: {
		mark: "+",
		color: "green"
	},
	removed: {
		mark: "-",
		color: "red"
	},
	modified: {
		mark: "~",
		color: "yellow"
	},
	mode: {
		mark: "~",
		color: "yellow"
	},
	type: {
		mark: "~",
		color: "yellow"
	},
	target: {
		mark: "~",
		color: "yellow"
	}
};
/** One change a line, counts at the end. No name moves the cursor or colours anything. */
function* fileDiffTerminal({ expected, deployed, diff }, color) {
	const paint = (name, text) => color ? `\u001b[${colors[name]}m${text}\u001b[0m` : text;
	yield `${paint("dim", "expected")}  ${visible(expected.subject)}\n${paint("dim", "deployed")}  ${visible(deployed.subject)}\n\n`;
	const certain = certainChanges(diff);
	for (const change of diff.changes) {
		const { mark, color: name } = marks[change.kind];
		const doubt = certain.has(change) ? "" : paint("dim", "  (not certain: part of the other side is unread)");
		yield `${paint(name, `${mark} ${change.kind.padEnd(8)}  ${visible(change.path)}`)}${detail(change)}${doubt}\n`;
	}
	for (const [side, gaps] of [["expected", diff.expectedGaps], ["deployed", diff.deployedGaps]]) for (const { path, fault } of gaps) {
		const where = path === "" ? "the whole tree" : visible(path);
		yield `${paint("red", "!")} unread    ${where} in ${side}: ${fault.code}: ${visible(fault.detail)}\n`;
	}
	if (diff.changes.length + diff.expectedGaps.length + diff.deployedGaps.length > 0) yield "\n";
	yield `${counts(diff)}\n`;
}
function detail({ kind, expected, deployed }) {
	const pair = (a, b) => `  ${visible(String(a))} → ${visible(String(b))}`;
	if (expected === null || deployed === null) {
		const entry = expected ?? deployed;
		return entry.type === "file" ? "" : `  (${entry.type})`;
	}
	if (kind === "type") return pair(expected.type, deployed.type);
	if (kind === "target" && expected.type === "symlink" && deployed.type === "symlink") return pair(expected.target, deployed.target);
	if (kind === "mode" && "mode" in expected && "mode" in deployed) return pair(expected.mode, deployed.mode);
	if (expected.type === "file" && deployed.type === "file") {
		const sizes = expected.size === deployed.size ? "" : `,${pair(expected.size, deployed.size).slice(1)} bytes`;
		return `${pair(expected.sha256.slice(0, 12), deployed.sha256.slice(0, 12))}${sizes}`;
	}
	if (expected.type === "submodule" && deployed.type === "submodule") return pair(expected.commit.slice(0, 12), deployed.commit.slice(0, 12));
	if (expected.type === "device" && deployed.type === "device") {
		const name = ({ kind, major, minor }) => `${kind} ${major}:${minor}`;
		return pair(name(expected), name(deployed));
	}
	return "";
}
const kinds = [
	"added",
	"removed",
	"modified",
	"mode",
	"type",
	"target"
];
function counts(diff) {
	const words = kinds.map((kind) => ({
		kind,
		count: diff.changes.filter((change) => change.kind === kind).length
	})).filter(({ count }) => count > 0).map(({ kind, count }) => `${count} ${kind}`);
	const gaps = diff.expectedGaps.length + diff.deployedGaps.length;
	const unread = gaps === 0 ? "" : `; ${gaps} unread`;
	return `${words.length === 0 ? "no differences" : words.join(", ")}; ${diff.same} equal${unread}`;
}
// src/faces/commands/diff.ts
/** Reads two subjects side by side and prints what differs. Different files are 1 even where something else is unread. */
async function runDiff(world, out, expectedText, deployedText, args) {
	const asked = await readingOf(world, [expectedText, deployedText], args);
	if ("problems" in asked) {
		complainAbout(world, asked.problems);
		return exitCodes.usage;
	}
	const { subjects, below, modes, options } = asked;
	const reads = await Promise.allSettled(subjects.map((subject) => readSubject(world, subject, options)));
	const failures = reads.flatMap((read) => read.status === "rejected" ? [read.reason] : []);
	for (const failure of failures) {
		if (!(failure instanceof FaultError) || failure.fault.code === "cancelled") throw failure;
		complainAbout(world, [`${failure.fault.code}: ${failure.fault.detail}`]);
	}
	const [left, right] = reads.flatMap((read) => read.status === "fulfilled" ? [read.value] : []);
	if (left === void 0 || right === void 0) return exitCodes.inconclusive;
	const narrowed = subjects.map((subject) => below !== "" && takesPath(subject, subjects));
	const expected = narrowed[0] ? part(world, left, below) : left.manifest;
	const deployed = narrowed[1] ? part(world, right, below) : right.manifest;
	const side = (subject, manifest, cut) => ({
		subject: cut ? `${subject} --path ${below}` : subject,
		root: rootDigest(manifest, modes)
	});
	const compared = {
		expected: side(left.subject, expected, narrowed[0]),
		deployed: side(right.subject, deployed, narrowed[1]),
		modes,
		diff: diffManifests(expected, deployed, {
			modes,
			directories: true
		})
	};
	const chunks = args.format === "json" ? fileDiffJson(compared) : fileDiffTerminal(compared, args.color ?? false);
	for (const chunk of chunks) await out(chunk);
	const equal = equality(compared.diff);
	return equal === null ? exitCodes.inconclusive : equal ? exitCodes.ok : exitCodes.drift;
}
/**
* `--path` says where in an image the other side sits: `diff dir:dist registry:app --path app/dist`. Where neither
* side is an image, both are narrowed.
*/
function takesPath(subject, both) {
	const isImage = (one) => one.kind === "registry" || one.kind === "oci-dir";
	return isImage(subject) || !both.some(isImage);
}
/** A side without anything at the path is an empty one: all that the other side holds is missing there. */
function part(world, read, below) {
	const manifest = subtree(read.manifest, below);
	if (manifest === null) world.log.warn(`${read.subject} holds nothing at ${below}`);
	return manifest ?? {
		assurance: read.manifest.assurance,
		entries: [],
		gaps: []
	};
}
export { runDiff };
