import { t as compileGlobs } from "./glob-DHbSz5FZ.js";
import { i as shortDigest } from "./digest-Dut7F2MX.js";
import { n as parseReference } from "./reference-DzmDWWUm.js";
import { c as parentOf, i as comparePaths, l as pathOf, n as baseOf, o as isWithin, s as joinPath, t as asPath, u as relativeTo } from "./path-DxugMXpZ.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { i as ownerAndRepo, t as githubFault } from "./github-Dl4STAV3.js";
import { a as html, c as shellWord, i as cutMiddle, o as line } from "./escape-BYQFyVyE.js";
import { A as strong, C as htmlOf, D as name, E as markdownOf, O as say, S as code, T as link, _ as statusMeaning, a as faults, c as layerQuestions, d as oddities, g as remedies, h as reasons, i as directions, j as textOf, k as soft, l as letItSee, m as proofSentence, n as layerCopiedTo, o as findings, p as overallWords$1, s as heldByImage, t as imageLayerName, u as nothingTold, v as statusWords, w as join, x as verdictReasons, y as transitionMeaning } from "./image-layer-BSy9oGjG.js";
import { i as subtree } from "./manifest-npbKwqet.js";
import { t as diffManifests } from "./diff-BtHpPvjF.js";
import { a as probeCap, c as attempt, i as isPlain, l as liveAddress, n as ask, o as fillHeaders, s as mayRead, t as bounded } from "./bounded-D_TIqhen.js";
import { t as readDirectory } from "./dir-DxrOELbr.js";
import { t as readFileSubject } from "./file-Bp3iBC9_.js";
import { t as openRepository } from "./repository-BYaZQkxS.js";
import { t as readGitTree } from "./git-5ecaUgiE.js";
import { t as readAuthority } from "./authority-BxWohByI.js";
import { n as resolveImage, t as readRegistry } from "./registry-Ex05DkO0.js";
import { t as compareBase } from "./base-BcEOO_xH.js";
// src/model/verdict.ts
const layerNames = [
	"mapping",
	"source",
	"artifact",
	"image",
	"container",
	"route",
	"api"
];
/** Which layers explain a layer's status: the status stands, the report folds it under the explanation. */
const explainedBy = {
	mapping: [],
	source: [],
	artifact: ["source"],
	image: ["artifact"],
	container: ["image"],
	route: ["mapping", "container"],
	api: ["route"]
};
const verdictSchema = "deploy-truth/verdict/v1";
// src/model/history.ts
/** Entries of `probes` and of `served`, and of `lacked`, that are read back. */
const entryLimit = 2e3;
const lackedLimit = 100;
const textLimit = 4096;
/** A history out of JSON that anybody may have written; null when it is none. Maps come back without a prototype. */
function historyOf(value) {
	if (!isRecord(value) || value["schema"] !== "deploy-truth/history/v1") return null;
	const { service, environment } = value;
	if (!isText(service) || !isText(environment)) return null;
	const last = snapshotOf$1(value["last"]);
	const before = value["before"] === null ? null : snapshotOf$1(value["before"]);
	if (last === null || before === null && value["before"] !== null) return null;
	return {
		schema: "deploy-truth/history/v1",
		service,
		environment,
		last,
		before
	};
}
function snapshotOf$1(value) {
	if (!isRecord(value)) return null;
	const { commit, at, run, status, departsAt, imageManifest, lacked } = value;
	if (!isText(commit) || commit === "") return null;
	if (!isText(at) || Number.isNaN(Date.parse(at))) return null;
	if (run !== null && !(Number.isSafeInteger(run) && run >= 0)) return null;
	if (status !== "live" && status !== "drift" && status !== "inconclusive") return null;
	if (departsAt !== null && !layerNames.includes(departsAt)) return null;
	if (imageManifest !== null && !isText(imageManifest)) return null;
	if (!Array.isArray(lacked) || lacked.length > lackedLimit || !lacked.every(isText)) return null;
	const probes = mapOf(value["probes"], (code) => Number.isInteger(code) && code >= 100 && code <= 999);
	const served = mapOf(value["served"], (hash) => typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash));
	if (probes === null || served === null) return null;
	return {
		commit,
		at,
		run,
		status,
		departsAt,
		imageManifest,
		probes,
		served,
		lacked
	};
}
function mapOf(value, fits) {
	if (!isRecord(value)) return null;
	const map = Object.create(null);
	const entries = Object.entries(value);
	if (entries.length > entryLimit) return null;
	for (const [name, item] of entries) {
		if (!isText(name) || item !== null && !fits(item)) return null;
		map[name] = item;
	}
	return map;
}
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string" && value.length <= textLimit;
// src/report/open-layer.ts
/** The layer a report opens: the first drifted one; else the first that could not tell and is not explained by another. */
function openLayer(verdict) {
	if (verdict.status === "live") return null;
	const named = verdict.layers.find((layer) => layer.layer === verdict.departsAt);
	if (named !== void 0) return named;
	const unsure = verdict.layers.filter((layer) => layer.status === "inconclusive");
	return unsure.find((layer) => layer.maskedBy === null) ?? unsure[0] ?? null;
}
// src/report/probe-words.ts
/** The path of an address, without host, user and query: a query may hold what must not be shown. */
function pathOfUrl(url) {
	try {
		return new URL(url).pathname;
	} catch {
		return url.replace(/[?#].*$/s, "");
	}
}
/** `GET /api/workflow`. */
const probeLabel = (probe) => `${probe.method} ${pathOfUrl(probe.url)}`;
/** `404`, or the fault that stood in its place; empty where nothing was asked. */
function answerWords(answer) {
	if (answer === void 0 || answer.status === "skipped") return [];
	return answer.status === "observed" ? say`${String(answer.value.status)}` : say`${code(answer.fault.code)}`;
}
const private_ = /authorization|cookie|token|secret|key|password|signature/i;
/**
* A command that asks what a probe asked. Null where it would have to hold a query, a user or a literal credential;
* variables are named, never filled in.
*/
function askCommand(probe) {
	let url;
	try {
		url = new URL(probe.url);
	} catch {
		return null;
	}
	if (url.search !== "" || url.username !== "" || url.password !== "") return null;
	const words = ["curl", probe.method === "HEAD" ? "-sI" : "-si"];
	if (probe.method !== "GET" && probe.method !== "HEAD") words.push("-X", shellWord(probe.method));
	for (const { name, value } of probe.headers) if ("literal" in value) {
		if (private_.test(name)) return null;
		words.push("-H", shellWord(`${name}: ${value.literal}`));
	} else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(value.env)) words.push("-H", `${shellWord(`${name}: ${value.prefix}`)}"$${value.env}"`);
	else return null;
	return [...words, shellWord(url.href)].join(" ");
}
// src/report/facts.ts
/** How many single things a ladder row names before it only counts. */
const named$2 = 2;
/** `sha256:77ab12cd34ef` */
const shortImage = (digest) => digest.slice(0, digest.indexOf(":") + 13);
/** Seven digits of a commit; a branch or tag stays whole. */
const shortCommit = (sha) => /^[0-9a-f]{40,64}$/.test(sha) ? sha.slice(0, 7) : sha;
const fileCount = (manifest) => manifest.entries.filter((entry) => entry.type !== "directory").length;
const plural = (count, one, many) => say`${count} ${count === 1 ? one : many}`;
/** What was seen, for the row of one layer in the ladder; the reason's clause where nothing countable was. */
function factsOf(report, layer) {
	if (layer.status === "skipped") return say`${reasons[layer.reason][0]}`;
	const seen = facts[layer.layer](report, layer);
	const clause = say`${reasons[layer.reason][0]}`;
	if (seen.length === 0) return clause;
	return layer.status === "match" || layer.maskedBy !== null || layer === openLayer(report.verdict) ? seen : join([clause, seen], ": ");
}
const facts = {
	mapping: () => [],
	source: ({ evidence, verdict }) => {
		if (evidence.commit.status !== "observed") return faultWords(evidence.commit);
		const pull = evidence.commit.value.pullRequest;
		const commit = code(shortCommit(verdict.expectedCommit));
		if (pull.status !== "observed") return say`commit ${commit} read`;
		const present = pull.value.changed.filter((file) => file.inCommit === "present").length;
		return say`${present} of ${plural(pull.value.changed.length, "changed file", "changed files")} in ${commit}`;
	},
	artifact: ({ evidence }) => few(evidence.artifacts.map((artifact) => artifact.status === "observed" ? artifactFacts(artifact.value, evidence) : faultWords(artifact))),
	image: ({ evidence, plan }, layer) => {
		if (evidence.image.status !== "observed") return faultWords(evidence.image);
		const image = evidence.image.value;
		if (layer.status !== "match") {
			const found = few(image.placements.map(inferredWords));
			return join([
				differences$1(layer),
				say`in ${code(shortImage(image.manifest))}`,
				found
			], " ");
		}
		const held = plan.service.files.map((_, index) => heldWords(image, evidence.artifacts[index], index));
		return join([few(held), say`of ${code(shortImage(image.manifest))}`], " ");
	},
	container: () => [],
	route: ({ evidence, plan }) => {
		const probes = plan.probes.map((probe, index) => {
			const seen = evidence.probes[index];
			const answer = answerWords(seen?.answer);
			const control = answerWords(seen?.control);
			if (answer.length === 0) return [];
			return join([say`${code(probeLabel(probe))} ${answer}`, control.length > 0 ? say`control ${control}` : []], ", ");
		});
		return join([few(probes, "probes"), servedWords(evidence)], " · ");
	},
	api: ({ evidence, plan }) => few(plan.probes.map((probe, index) => {
		const answer = answerWords(evidence.probes[index]?.answer);
		if (answer.length === 0) return [];
		const stated = probe.expect === null ? [] : say`, expected ${probe.expect.join(" or ")}`;
		return say`${code(probeLabel(probe))} ${answer}${stated}`;
	}), "probes")
};
function artifactFacts(artifact, evidence) {
	const { origin, manifest } = artifact;
	const from = code(artifact.from);
	const files = plural(fileCount(manifest), "file", "files");
	if (origin.kind === "record") return say`${from} recorded from ${code(shortCommit(origin.commit))}, ${origin.dirty ? "with uncommitted changes" : "clean"}, ${files}`;
	if (origin.kind === "commit") return say`${from} of ${code(shortCommit(origin.commit))}, ${files}`;
	const workspace = evidence.commit.status === "observed" ? evidence.commit.value.workspace : null;
	if (workspace === null) return say`${from}, ${files}`;
	return say`${from} in a workspace at ${code(shortCommit(workspace.head))}, ${workspace.dirty ? "with uncommitted changes" : "clean"}, ${files}`;
}
function heldWords(image, artifact, index) {
	const placement = image.placements[index];
	if (placement?.status !== "placed" || artifact?.status !== "observed") return [];
	const count = fileCount(artifact.value.manifest);
	const inferred = placement.inferred === null ? "" : ` (${findings["inferred-path"]})`;
	return say`${count} of ${plural(count, "file", "files")} in ${code(`/${placement.to}`)}${inferred}`;
}
/** Where files were compared though nobody said where they are; empty where somebody did. */
const inferredWords = (placement) => placement.status === "placed" && placement.inferred !== null ? say`at ${code(`/${placement.to}`)} (${findings["inferred-path"]})` : [];
/** `2 missing, 1 with other bytes`, out of the findings of the image layer. */
function differences$1(layer) {
	const counted = [
		["file-missing", "missing"],
		["file-differs", "with other bytes"],
		["type-differs", "of another type"],
		["target-differs", "linked elsewhere"],
		["mode-differs", "with another mode"],
		["file-extra", "extra"]
	].map(([kind, words]) => {
		const count = layer.findings.filter((finding) => finding.code === kind && finding.level !== "note").length;
		return count === 0 ? [] : say`${count} ${words}`;
	});
	const shown = join(counted, ", ");
	return shown.length > 0 && layer.more > 0 ? say`${shown}, ${layer.more} more` : shown;
}
/** `3 of 3 served files are the build’s` */
function servedWords(evidence) {
	if (evidence.live.status === "unavailable") return faultWords(evidence.live);
	if (evidence.live.status !== "observed") return [];
	const { files, page } = evidence.live.value;
	if (page.status === "unavailable") return faultWords(page);
	if (files.length === 0) return [];
	const same = files.filter(({ answer, expected }) => {
		if (answer.status !== "observed" || answer.value.status !== 200 || answer.value.truncated) return false;
		return expected.some((file) => file.sha256 === answer.value.sha256);
	}).length;
	return say`${same} of ${plural(files.length, "served file has", "served files have")} the build’s bytes`;
}
function few(phrases, more = "more") {
	const filled = phrases.filter((phrase) => phrase.length > 0);
	const shown = join(filled.slice(0, named$2), " · ");
	const left = filled.length - named$2;
	return left <= 0 ? shown : say`${shown} · ${left} more ${more === "more" ? "" : more}`;
}
/** `unauthorized`, for a row; its sentence stands below the ladder. */
function faultWords(seen) {
	return seen.status === "unavailable" ? say`${code(seen.fault.code)}` : [];
}
/** Every fault behind a layer, the first of each code, in the order they were met. */
function faultsOf(evidence, layer) {
	const found = /* @__PURE__ */ new Map();
	const add = (fault) => found.has(fault.code) || found.set(fault.code, fault);
	const look = (seen) => seen.status === "unavailable" && add(seen.fault);
	const { commit, artifacts, image, probes, live, version } = evidence;
	if (layer === "source") {
		look(commit);
		if (commit.status === "observed") look(commit.value.pullRequest);
	} else if (layer === "artifact") for (const artifact of artifacts) {
		look(artifact);
		if (artifact.status === "observed") for (const gap of artifact.value.manifest.gaps) add(gap.fault);
	}
	else if (layer === "image") {
		look(image);
		if (image.status === "observed") for (const gap of image.value.gaps) add(gap.fault);
	} else if (layer === "route" || layer === "api") {
		for (const probe of probes) {
			look(probe.answer);
			look(probe.control);
		}
		look(live);
		if (live.status === "observed") {
			look(live.value.page);
			for (const file of live.value.files) look(file.answer);
		}
		look(version);
	}
	return [...found.values()];
}
// src/report/ladder.ts
function ladder(report) {
	const open = openLayer(report.verdict);
	return report.verdict.layers.map((layer, index) => {
		const masked = layer.maskedBy !== null;
		const { symbol, words } = statusWords[layer.status];
		const evidence = factsOf(report, layer);
		return {
			index,
			layer: layer.layer,
			open: layer === open,
			symbol: masked && layer.status === "inconclusive" ? "➖" : symbol,
			words: masked ? `${words}, masked by ${layer.maskedBy}` : words,
			reason: masked || layer.status === "match" || layer.status === "skipped" ? null : layer.reason,
			evidence,
			evidenced: layer.assurance === null ? evidence : say`${evidence} · ${soft(layer.assurance)}`
		};
	});
}
/** `drift` with its reason: `drift` `stale-image`. */
const rungStatus = (rung) => rung.reason === null ? say`${rung.words}` : say`${rung.words} ${code(rung.reason)}`;
// src/report/markdown.ts
const everything = {
	rows: 10,
	details: true,
	opened: true,
	ladder: true,
	identity: true
};
/** One service as GitHub Markdown. Every block is separated by an empty line, so that blocks can be left out. */
function markdownStory(story, depth) {
	const live = story.status === "live";
	return [
		`### ${story.symbol} ${markdownOf(story.headline)}`,
		depth.identity ? identity(story, live) : null,
		...live ? proofs(story, depth) : [],
		depth.ladder && !live ? ladderTable$1(story.rungs) : null,
		...depth.opened && story.opened !== null ? opened(story.opened, depth.rows) : [],
		depth.opened && story.unseen !== null ? markdownOf(story.unseen) : null,
		depth.opened && story.letItSee !== null ? `**To let it see:** ${markdownOf(story.letItSee)}` : null,
		depth.details ? details(story, depth, live) : null
	].filter((block) => block !== null && block !== "").join("\n\n");
}
/** The verdict in our own words alone: it fits wherever anything fits. */
const bareHeadline = (story) => `### ${story.symbol} ${story.words}`;
function identity(story, live) {
	const since = live && story.since !== null ? say`since the last run: ${story.since}` : [];
	return markdownOf(join([story.identity, since], " · "));
}
function proofs(story, depth) {
	return depth.opened && story.proofs.length > 0 ? [`**Proof:** ${markdownOf(join(story.proofs, "; "))}`] : [];
}
function ladderTable$1(rungs) {
	const rows = rungs.map((rung) => {
		const cells = [
			say`${rung.index.toString()} ${rung.layer}`,
			say`${rung.symbol} ${rungStatus(rung)}`,
			rung.evidenced
		];
		return row(rung.open ? [
			say`${strong(...cells[0])}`,
			say`${rung.symbol} ${strong(rung.words)}${rung.reason === null ? [] : say` ${{ code: rung.reason }}`}`,
			cells[2]
		] : cells);
	});
	return [...heading([
		"layer",
		"status",
		"evidence"
	]), ...rows].join("\n");
}
function opened(part, rows) {
	return [
		`**${part.title}** ${markdownOf(part.wrong)}`,
		part.faults.length === 0 ? null : part.faults.slice(0, 5).map((fault) => `- ${markdownOf(fault)}`).join("\n"),
		part.table === null ? null : markdownTable(part.table, rows),
		part.next === null ? null : `**Do next.** ${markdownOf(part.next)}`
	];
}
/** The first rows of a table and how many are not there. */
function markdownTable(table, rows) {
	const left = table.rows.length + table.more - Math.min(rows, table.rows.length);
	return [...rows === 0 ? [] : [[...heading(table.columns), ...table.rows.slice(0, rows).map((cells) => row(cells))].join("\n")], ...left > 0 ? [`*${left.toLocaleString("en-US")} ${rows === 0 ? "differences, not listed here" : "more"}*`] : []].join("\n\n");
}
const heading = (columns) => [`| ${columns.join(" | ")} |`, `|${" --- |".repeat(columns.length)}`];
const row = (cells) => `| ${cells.map((cell) => markdownOf(cell, "cell")).join(" | ")} |`;
function details(story, depth, live) {
	const since = !live && story.since !== null ? `**Since the last run:** ${markdownOf(story.since)}` : null;
	const blocks = [
		live && depth.ladder ? ladderTable$1(story.rungs) : null,
		since,
		story.reproduce.length === 0 ? null : `**Reproduce.**\n${bullets(story.reproduce)}`,
		story.digests === null ? null : `**Image.** ${markdownOf(story.digests)}`,
		story.notes.length === 0 ? null : `**Also seen.**\n${bullets(story.notes)}`
	].filter((block) => block !== null);
	if (blocks.length === 0) return "";
	return `<details><summary>${live ? "The seven layers, how to reproduce" : since === null ? "How to reproduce, details" : "Since the last run, how to reproduce, details"}</summary>\n\n${blocks.join("\n\n")}\n\n</details>`;
}
const bullets = (phrases) => phrases.map((phrase) => `- ${markdownOf(phrase)}`).join("\n");
// src/report/trace.ts
const compiled = /\.(?:[cm]?[jt]sx?|css|scss|sass|less|html?|json|svelte|vue)$/;
const stemOf$1 = (path) => path.replace(compiled, "");
/**
* Follows the files a pull request changed into the image. A `source` file goes by its exact path; a built file only
* where exactly one file of the artifact has the same path but for the leading directory and the extension. Null where
* the pull request, the artifact or the image is not known, or not known whole.
*/
function trace(report) {
	const { plan, evidence } = report;
	if (evidence.commit.status !== "observed" || evidence.image.status !== "observed") return null;
	const pull = evidence.commit.value.pullRequest;
	if (pull.status !== "observed" || evidence.image.value.gaps.length > 0) return null;
	const changed = pull.value.changed.filter((file) => file.change !== "deleted");
	const traced = [];
	const seen = /* @__PURE__ */ new Set();
	for (const [index, files] of plan.service.files.entries()) {
		const artifact = evidence.artifacts[index];
		const placement = evidence.image.value.placements[index];
		if (artifact?.status !== "observed" || artifact.value.manifest.gaps.length > 0) return null;
		if (placement === void 0 || placement.status === "ambiguous" || placement.status === "not-found") return null;
		const image = /* @__PURE__ */ new Map();
		if (placement.status === "placed") {
			if (placement.manifest.gaps.length > 0) return null;
			for (const entry of placement.manifest.entries) image.set(entry.path, entry);
		}
		const entries = artifact.value.manifest.entries.filter((entry) => entry.type !== "directory");
		const find = files.kind === "source" ? byPath(entries, files.from) : byStem(entries);
		for (const source of changed) {
			const entry = seen.has(source.path) ? null : find(source.path);
			if (entry === null) continue;
			seen.add(source.path);
			traced.push({
				source,
				path: entry.path,
				files: index,
				inImage: sameContent(entry, image.get(entry.path))
			});
		}
	}
	return traced.length === 0 ? null : {
		traced,
		changed: changed.length
	};
}
const trim = (path) => path.replace(/^(?:\.?\/)+|^\.$|\/+$/g, "");
function byPath(entries, from) {
	const root = trim(from);
	const byName = new Map(entries.map((entry) => [entry.path, entry]));
	return (source) => {
		if (!isWithin(source, root)) return null;
		return byName.get(source === root ? baseOf(source) : relativeTo(source, root)) ?? null;
	};
}
function byStem(entries) {
	const byName = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		if (!compiled.test(entry.path)) continue;
		const stem = stemOf$1(entry.path);
		byName.set(stem, byName.has(stem) ? "several" : entry);
	}
	return (source) => {
		if (!compiled.test(source) || /\.d\.[cm]?ts$|[.-](?:test|spec)\.[a-z]+$/.test(source)) return null;
		let tail = stemOf$1(source);
		for (;;) {
			const found = byName.get(tail);
			const sure = tail.includes("/") || parentOf(parentOf(source)) === "";
			if (found !== void 0) return found === "several" || !sure ? null : found;
			const slash = tail.indexOf("/");
			if (slash < 0) return null;
			tail = tail.slice(slash + 1);
		}
	};
}
function sameContent(expected, deployed) {
	if (deployed === void 0 || deployed.type !== expected.type) return false;
	if (expected.type === "file") return expected.sha256 === deployed.sha256;
	return expected.type === "symlink" && expected.target === deployed.target;
}
// src/report/table.ts
/** What differs at the layer the report opens; null where there is nothing to list. */
function tableOf(report, layer) {
	const wrong = layer.findings.filter((finding) => finding.level !== "note");
	if (layer.layer === "image") return fileTable(report, wrong, layer.more);
	if (layer.layer === "source") return sourceTable(report, layer);
	if (layer.layer === "route" || layer.layer === "api") return answerTable(report, wrong) ?? findingTable(wrong, layer.more);
	return findingTable(wrong, layer.more);
}
const perFile = /* @__PURE__ */ new Set([
	"file-missing",
	"file-differs",
	"file-extra",
	"mode-differs",
	"type-differs",
	"target-differs"
]);
function fileTable(report, wrong, more) {
	const files = wrong.filter((finding) => perFile.has(finding.code));
	if (files.length === 0) return findingTable(wrong, more);
	const changes = changesOf(report, trace(report));
	const described = files.map((finding) => ({
		finding,
		change: changes.get(finding.subject) ?? null
	}));
	const rank = ({ finding, change }) => (change === null ? 2 : 0) + (finding.code === "file-missing" ? 0 : 1);
	described.sort((a, b) => rank(a) - rank(b));
	const withCommit = described.some(({ change }) => change !== null);
	return {
		columns: withCommit ? [
			"file",
			"pull request",
			"expected",
			"image"
		] : [
			"file",
			"expected",
			"image"
		],
		rows: described.map(({ finding, change }) => [
			say`${code(finding.subject)}`,
			...withCommit ? [say`${change ?? "–"}`] : [],
			finding.expected === null ? say`absent` : shortValue(finding.expected),
			finding.deployed === null ? say`missing` : shortValue(finding.deployed)
		]),
		more
	};
}
/** The pull request's word for a file, by the names a finding may give it: below `from`, or in the image. */
function changesOf({ plan, evidence }, traced) {
	const changes = /* @__PURE__ */ new Map();
	for (const { path, files, source } of traced?.traced ?? []) {
		const placement = evidence.image.status === "observed" ? evidence.image.value.placements[files] : void 0;
		if (placement?.status === "placed") changes.set(`/${joinPath(placement.to, path)}`, source.change);
		changes.set(joinPath(pathOf(plan.service.files[files]?.from ?? "").path, path), source.change);
	}
	return changes;
}
function sourceTable(report, layer) {
	const { commit } = report.evidence;
	const pull = commit.status === "observed" ? commit.value.pullRequest : null;
	if (pull === null || pull.status !== "observed" || layer.reason !== "pull-request-not-in-commit") return findingTable(layer.findings.filter((finding) => finding.level !== "note"), layer.more);
	const words = {
		present: "as in the pull request",
		other: "other bytes",
		absent: "missing",
		unknown: "unknown"
	};
	const rows = pull.value.changed.filter((file) => file.inCommit !== "present").map((file) => [
		say`${code(file.path)}`,
		say`${file.change}`,
		say`${words[file.inCommit]}`
	]);
	return rows.length === 0 ? null : {
		columns: [
			"file",
			"pull request",
			"commit"
		],
		rows,
		more: 0
	};
}
/** Probes and served files that a finding names, by name, address or path; null where none is recognized. */
function answerTable(report, wrong) {
	const { plan, evidence } = report;
	const named = new Set(wrong.flatMap((finding) => [finding.subject, pathOfUrl(finding.subject)]));
	const rows = [];
	for (const [index, probe] of plan.probes.entries()) {
		if (!named.has(probe.name) && !named.has(probe.url) && !named.has(probeLabel(probe))) continue;
		const seen = evidence.probes[index];
		const status = seen?.answer.status === "observed" ? seen.answer.value.status : null;
		rows.push([
			say`${code(probeLabel(probe))}`,
			probe.expect === null ? say`not stated` : say`${probe.expect.join(" or ")}`,
			orDash(answerWords(seen?.answer)),
			orDash(answerWords(seen?.control)),
			say`${probeMeaning(seen, status)}`
		]);
	}
	const files = evidence.live.status === "observed" ? evidence.live.value.files : [];
	for (const file of files) {
		if (!named.has(file.url) && !named.has(file.path) && !file.expected.some((one) => named.has(one.path))) continue;
		rows.push([
			say`${code(pathOfUrl(file.url))}`,
			file.expected[0] === void 0 ? say`not in the build` : shortValue(file.expected[0].sha256),
			servedValue(file.answer),
			say`–`,
			servedFrom(file.answer)
		]);
	}
	return rows.length === 0 ? null : {
		columns: [
			"asked",
			"expected",
			"answer",
			"control",
			"it speaks of"
		],
		rows,
		more: 0
	};
}
/** Below 400 an answer that every path gets says nothing of this one. */
function probeMeaning(seen, status) {
	const control = seen?.control.status === "observed" ? seen.control.value.status : null;
	return status !== null && status < 400 && control === status ? "a path nobody mounts gets the same" : statusMeaning(status);
}
const servedValue = (answer) => answer.status === "observed" && answer.value.status === 200 ? shortValue(answer.value.sha256) : orDash(answerWords(answer));
/** A cache that admits to be one is named; its headers are its own word. */
function servedFrom(answer) {
	if (answer.status !== "observed") return say`nothing was compared`;
	if (answer.value.status !== 200) return say`${statusMeaning(answer.value.status)}`;
	const hints = [
		"age",
		"x-cache",
		"cf-cache-status"
	].flatMap((header) => {
		const value = answer.value.headers[header];
		return value === void 0 ? [] : [`${header}: ${value}`];
	});
	return hints.length === 0 ? say`another build answers` : say`a cache answers: ${code(hints.join(", "))}`;
}
function findingTable(wrong, more) {
	if (wrong.length === 0) return null;
	return {
		columns: [
			"what",
			"finding",
			"expected",
			"found"
		],
		rows: wrong.map((finding) => [
			finding.subject === "" ? say`–` : say`${code(finding.subject)}`,
			say`${wordsOf(finding)}`,
			finding.expected === null ? say`–` : shortValue(finding.expected),
			finding.deployed === null ? say`${finding.detail === null ? "–" : code(finding.detail)}` : shortValue(finding.deployed)
		]),
		more
	};
}
/** What a finding's code says. */
function wordsOf(finding) {
	if (finding.code in findings) return findings[finding.code];
	return reasons[finding.code][0];
}
/** A hash is shown by its first twelve digits, anything else as it is. */
const shortValue = (value) => say`${code(/^(?:sha256:)?[0-9a-f]{40,64}$/.test(value) ? shortDigest(value) : value)}`;
const orDash = (phrase) => phrase.length === 0 ? say`–` : phrase;
// src/report/since.ts
const mostProbes = 5;
/** What changed since the last run, as movement; null on the first run. */
function sinceWords({ plan, verdict }) {
	const { transition } = verdict;
	if (transition === null) return null;
	const moved = transition.probes.filter((probe) => probe.direction !== "same");
	const told = moved.slice(0, mostProbes).map((probe) => probeWords(probe, plan.probes.find((one) => one.name === probe.probe) ?? null));
	const left = moved.length - mostProbes;
	const parts = [
		overallWords(transition, verdict),
		...told,
		left > 0 ? say`${left} more probes changed` : []
	];
	const words = join(parts, "; ");
	return words.length > 0 ? words : say`${directions.same}`;
}
/** `drift at image → live`; empty where the verdict is the one of the last run. */
function overallWords(before, now) {
	const place = (status, layer) => layer === null ? status : `${status} at ${layer}`;
	const from = place(before.previousStatus, before.previousDepartsAt);
	const to = place(now.status, now.departsAt);
	return from === to ? [] : say`${from} → ${strong(to)}`;
}
function probeWords(moved, probe) {
	const status = (value) => value === null ? "no answer" : `${value}`;
	const expected = probe !== null && moved.to !== null && probe.expect?.includes(moved.to) ? ", as expected" : "";
	return say`${code(probe === null ? moved.probe : probeLabel(probe))} ${status(moved.from)} → ${strong(status(moved.to))}: ${transitionMeaning(moved.from, moved.to)}${expected}`;
}
// src/report/story.ts
function storyOf(report) {
	const { verdict } = report;
	const { symbol, words } = overallWords$1[verdict.status];
	const layer = openLayer(verdict);
	const unseen = verdict.status === "inconclusive" && verdict.reason === "process-not-seen";
	return {
		service: verdict.service,
		environment: verdict.environment,
		status: verdict.status,
		symbol,
		words,
		headline: headlineOf(report, layer),
		identity: identityOf(report),
		rungs: ladder(report),
		opened: layer === null ? null : openedOf(report, layer),
		unseen: unseen ? unseenWords(verdict.layers.find((one) => one.layer === "image") ?? null) : null,
		letItSee: unseen ? letItSee : null,
		proofs: verdict.status === "live" ? verdict.proof.map(proofSentence) : [],
		since: sinceWords(report),
		reproduce: reproduceOf(report, layer),
		digests: digestsOf(report),
		notes: notesOf(report)
	};
}
function headlineOf({ verdict }, layer) {
	const { words } = overallWords$1[verdict.status];
	if (verdict.status === "live") {
		const commit = code(shortCommit(verdict.expectedCommit));
		return verdict.proof.length > 0 && verdict.proof.every((proof) => proof.kind === "self-reported") ? say`${words} (self-reported): ${name(verdict.environment)} says that it serves ${commit}` : say`${words}: ${name(verdict.environment)} serves ${commit}`;
	}
	if (layer !== null) return say`${words}: ${reasons[layer.reason][0]}`;
	return verdict.reason === null ? say`${words}` : say`${words}: ${verdictReasons[verdict.reason]}`;
}
function unseenWords(image) {
	return [...image?.status === "match" ? say`${heldByImage} (${soft(image.assurance ?? "asserted")}). ` : [], ...say`${nothingTold}`];
}
function identityOf(report) {
	const { plan, verdict } = report;
	const pull = plan.target.pullRequest;
	const title = pull === null ? [] : pull.title === null ? say` (pull request ${pull.number.toString()})` : say` (#${pull.number.toString()} “${name(pull.title)}”)`;
	const deployed = verdict.deployedCommit;
	return join([
		say`${strong(name(verdict.service))} in ${strong(name(verdict.environment))}`,
		say`expected ${code(shortCommit(verdict.expectedCommit))}${title}`,
		deployed === null || deployed === verdict.expectedCommit ? [] : say`deployed ${code(shortCommit(deployed))}`,
		pullWords(report)
	], " · ");
}
/** `2 of 5 files of this pull request are not in the image`; empty where it is not known for sure. */
function pullWords(report) {
	const found = trace(report);
	if (found === null) return [];
	const { traced, changed } = found;
	const absent = traced.filter((file) => !file.inImage).length;
	const of = traced.length === changed ? say`${changed}` : say`${traced.length} traced`;
	const whole = traced.length === changed ? "" : ` (${changed} changed)`;
	const count = absent === 0 ? traced.length : absent;
	return say`${count} of ${of} files of this pull request${whole} ${`${count === 1 ? "is" : "are"}${absent === 0 ? "" : " not"}`} in the image`;
}
function openedOf(report, layer) {
	const seen = faultsOf(report.evidence, layer.layer);
	return {
		layer: layer.layer,
		title: layer.status === "drift" ? "What is wrong." : "What could not be told.",
		wrong: join([say`${reasons[layer.reason][1] || reasons[layer.reason][0]}`, originWords(report, layer)], " "),
		faults: layer.status === "drift" ? [] : seen.map((fault) => say`${code(fault.code)}: ${faults[fault.code]}${fault.detail === "" ? [] : say` (${code(fault.detail)})`}`),
		table: layer.status !== "drift" && seen.length > 0 && isOneFault(layer) ? null : tableOf(report, layer),
		next: layer.remedy === null ? null : remedies[layer.remedy](contextOf(report, layer))
	};
}
/** One finding that only repeats the fault beside it. */
function isOneFault({ findings, more }) {
	const wrong = findings.filter((finding) => finding.level !== "note");
	return more === 0 && wrong.length <= 1 && wrong.every((one) => one.expected === null && one.deployed === null);
}
/** Image layers that are named in one sentence; with more, the table has them. */
const mostLayers = 3;
const differing = /* @__PURE__ */ new Set([
	"file-differs",
	"type-differs",
	"target-differs",
	"mode-differs"
]);
/** Which image layers brought what differs, and which should have brought what is missing. */
function originWords({ evidence }, layer) {
	if (layer.layer !== "image" || evidence.image.status !== "observed") return [];
	const { layers, created } = evidence.image.value;
	const wrong = layer.findings.filter((one) => one.level === "drift");
	const brought = layersOf(wrong.filter((one) => differing.has(one.code)));
	const extra = layersOf(wrong.filter((one) => one.code === "file-extra"));
	const missing = layersOf(wrong.filter((one) => one.code === "file-missing" || one.code === "path-not-in-image"));
	const of = layers.length;
	const sentences = [
		brought.length === 0 ? [] : say`The differing files come from ${layerList(brought, of)}.`,
		extra.length === 0 ? [] : say`The extra files come from ${layerList(extra, of)}.`,
		missing.length === 0 || missing.every((one) => brought.includes(one)) ? [] : say`The missing files should have come with ${layerList(missing, of)}.`,
		created === null || brought.length + extra.length + missing.length === 0 ? [] : say`The image was made at ${code(created)}.`
	];
	return join(sentences, " ");
}
const layersOf = (findings) => [...new Set(findings.flatMap(({ detail }) => detail?.startsWith("image layer ") ? [detail] : []))].sort((a, b) => Number.parseInt(a.slice(12), 10) - Number.parseInt(b.slice(12), 10));
/** `image layer 2 of 7 (COPY dist /app/dist)`, and how many more. */
function layerList(names, of) {
	const shown = names.slice(0, mostLayers).map((one) => {
		const [, number, step] = /^image layer ([0-9]+)(?: \((.*)\))?$/s.exec(one) ?? [];
		const which = say`image layer ${number ?? "?"} of ${of}`;
		return step === void 0 ? which : say`${which} (${code(step)})`;
	});
	const left = names.length - shown.length;
	return left > 0 ? say`${join(shown, ", ")} and ${left} more` : join(shown, ", ");
}
function contextOf({ plan, evidence, verdict }, layer) {
	const image = plan.service.image?.reference ?? null;
	const named = new Set(layer.findings.filter((one) => one.level !== "note").map((one) => one.subject));
	const concerned = plan.probes.find((probe) => named.has(probe.name) || named.has(probe.url) || named.has(probeLabel(probe)));
	return {
		service: verdict.service,
		environment: verdict.environment,
		commit: evidence.commit.status === "observed" ? evidence.commit.value.sha : verdict.expectedCommit,
		image: image === null ? null : image.replace(/@sha(?:256|512):.*$/, ""),
		imageName: image === null ? null : image.replace(/@.*$/, "").replace(/:[^/:]*$/, ""),
		ask: concerned === void 0 ? null : askCommand(concerned)
	};
}
function reproduceOf({ plan, evidence }, layer) {
	const lines = [];
	const run = plan.target.run;
	const where = run === null ? [] : say`, with the evidence file of ${link("this run", run.url)}`;
	lines.push(say`The same verdict, offline: ${{ command: "deploy-truth judge evidence.json" }}${where}`);
	if (layer?.layer === "image" && evidence.image.status === "observed") {
		const { reference, manifest } = evidence.image.value;
		const pinned = `${reference.replace(/@.*$/, "").replace(/:[^/:]*$/, "")}@${manifest}`;
		if (/^[A-Za-z0-9._:/@-]+$/.test(pinned)) lines.push(say`The image’s files: ${{ command: `deploy-truth manifest registry:${pinned} --format sha256sum` }}`);
	}
	return lines;
}
/** `index … lists image manifest … lists config …`: whole, since somebody will look for one of them. */
function digestsOf({ verdict }) {
	if (verdict.image === null) return null;
	const { reference, index, manifest, config } = verdict.image;
	const outer = index === null ? [] : say`index ${code(index)} lists `;
	return say`${code(reference)}: ${outer}image manifest ${code(manifest)}, which names config ${code(config)} (the image ID)`;
}
const mostNotes = 20;
/** Findings that the ladder or a line above already tells. */
const toldElsewhere = /* @__PURE__ */ new Set([
	"inferred-path",
	"oddity",
	"as-expected",
	"served-bytes-match",
	"mounted",
	"no-expectation"
]);
function notesOf({ evidence, verdict }) {
	const notes = [];
	if (evidence.image.status === "observed") {
		const image = evidence.image.value;
		for (const placement of image.placements) {
			if (placement.status !== "placed" || placement.inferred === null) continue;
			const { byContent, byPath, of } = placement.inferred;
			notes.push(say`Found at ${code(`/${placement.to}`)}: of ${of} files ${byContent} by content, ${byPath} by path`);
		}
		for (const oddity of image.oddities) {
			const words = Object.hasOwn(oddities, oddity.code) ? oddities[oddity.code] : null;
			notes.push(say`${code(oddity.path)} in the image: ${words ?? code(oddity.code)}`);
		}
	}
	for (const layer of verdict.layers) for (const finding of layer.findings) {
		if (finding.level !== "note" || toldElsewhere.has(finding.code)) continue;
		const detail = finding.detail === null ? [] : say` (${code(finding.detail)})`;
		notes.push(say`${soft(layer.layer)} ${code(finding.subject)}: ${wordsOf(finding)}${detail}`);
	}
	const left = notes.length - mostNotes;
	return left > 0 ? [...notes.slice(0, mostNotes), say`${left} more`] : notes;
}
// src/report/fit.ts
/** A comment on GitHub, in characters, the marker included. */
const commentBudget = 65536;
/** A step's job summary, in bytes: 1 MiB. */
const summaryBudget = 1 << 20;
const sizeOf = (text, measure) => measure === "characters" ? text.length : new TextEncoder().encode(text).length;
/**
* From everything to the headline: fewer rows, no folded part, no rows, the ladder alone, the line below the headline.
* Whole blocks and whole rows go, so no cut can open a fence or a fold.
*/
const depths = [
	everything,
	{
		...everything,
		rows: 5
	},
	{
		...everything,
		rows: 3,
		details: false
	},
	{
		...everything,
		rows: 0,
		details: false
	},
	{
		rows: 0,
		details: false,
		opened: false,
		ladder: true,
		identity: true
	},
	{
		rows: 0,
		details: false,
		opened: false,
		ladder: false,
		identity: true
	},
	{
		rows: 0,
		details: false,
		opened: false,
		ladder: false,
		identity: false
	}
];
/** One service's Markdown in at most `budget`; the verdict survives every cut. */
function fitted(report, budget = commentBudget, measure = "characters") {
	const story = storyOf(report);
	for (const depth of depths) {
		const text = markdownStory(story, depth);
		if (sizeOf(text, measure) <= budget) return text;
	}
	return bareHeadline(story);
}
// src/report/several.ts
const severity = {
	drift: 0,
	inconclusive: 1,
	live: 2
};
/** The worst first; services of one status keep their order. */
const worstFirst = (reports) => [...reports].sort((a, b) => severity[a.verdict.status] - severity[b.verdict.status]);
/** `1 of 3 services is not live`, with the worst status. */
function tally(reports) {
	const count = (status) => reports.filter((report) => report.verdict.status === status).length;
	const [drift, unsure] = [count("drift"), count("inconclusive")];
	const status = drift > 0 ? "drift" : unsure > 0 || reports.length === 0 ? "inconclusive" : "live";
	const { symbol, words } = overallWords$1[status];
	const few = drift > 0 ? drift : unsure;
	return {
		symbol,
		status,
		headline: reports.length === 0 ? say`${words}: no service was looked at` : status === "live" ? say`${words}: all ${reports.length} services` : say`${words}: ${few} of ${reports.length} services${drift > 0 && unsure > 0 ? say`, and ${unsure} could not be told` : []}`
	};
}
/** Several services as one Markdown report within a budget: a summary first, then each service, the worst first. */
function markdownReport(reports, budget, measure) {
	const stories = worstFirst(reports).map(storyOf);
	const fits = (text) => sizeOf(text, measure) <= budget;
	const [only] = reports;
	if (only !== void 0 && reports.length === 1) return fitted(only, budget, measure);
	const { symbol, headline, status } = tally(reports);
	const title = `## ${symbol} ${markdownOf(headline)}`;
	for (const depth of depths) {
		const text = [
			title,
			summary$1(stories, stories.length),
			...stories.map((story) => markdownStory(story, depth))
		].join("\n\n");
		if (fits(text)) return text;
	}
	for (let rows = stories.length; rows > 0; rows = Math.floor(rows / 2)) {
		const text = `${title}\n\n${summary$1(stories, rows)}`;
		if (fits(text)) return text;
	}
	return fits(title) ? title : `## ${symbol} ${overallWords$1[status].words}`;
}
const summary$1 = (stories, rows) => markdownTable({
	columns: [
		"service",
		"environment",
		"verdict"
	],
	rows: stories.map((story) => [
		say`${name(story.service)}`,
		say`${name(story.environment)}`,
		say`${story.symbol} ${story.headline}`
	]),
	more: 0
}, rows);
// src/judge/mount.ts
/** The evidence of a planned probe; an entry that is missing, or of another probe, is no evidence. */
function probeEvidenceOf(plan, probes, index) {
	const seen = probes[index];
	const nothing = {
		status: "skipped",
		reason: "not-asked"
	};
	return seen === void 0 || seen.name !== plan.probes[index]?.name ? [nothing, nothing] : [seen.answer, seen.control];
}
const isGone = (status) => status === 404 || status === 410;
const isSuccess = (status) => status >= 200 && status < 300;
const isRedirect = (status) => status >= 300 && status < 400 && status !== 304;
/** Reads answer and control together; what was not observed never yields `mounted`. */
function mountOf(probe, answer, control) {
	if (answer.status !== "observed") return "no-answer";
	const seen = answer.value;
	const expected = probe.expect?.includes(seen.status) ?? false;
	const stated = probe.expect !== null;
	if (isGone(seen.status)) return expected ? "absent-as-expected" : "not-mounted";
	if (seen.status === 429 && !expected) return "rate-limited";
	if (stated && !expected && isRedirect(seen.status)) {
		const elsewhere = leadsElsewhere(probe.url, seen.location);
		if (elsewhere !== null) return elsewhere;
	}
	if (probe.controlUrl !== null) {
		if (control.status !== "observed") return "control-unread";
		if (isAlike(seen, control.value)) {
			if (new URL(probe.url).pathname === "/") return "assumed";
			return probe.contentType !== null && seen.contentType !== probe.contentType && isSuccess(seen.status) ? "soft-404" : "catch-all";
		}
		if (control.value.status === 429 || control.value.status >= 500) return "control-unread";
	}
	if (seen.status === 405 && stated && !expected) return "wrong-method";
	return probe.controlUrl === null ? "assumed" : "mounted";
}
/**
* Whether a path nobody mounts gets the same. Error pages carry request ids and echo the path, so beyond success the
* status decides; pages carry nonces, so their type does where the bytes differ.
*/
function isAlike(answer, control) {
	if (answer.status !== control.status) return false;
	if (!isSuccess(answer.status) || answer.contentType === control.contentType) return true;
	return answer.size > 0 && answer.sha256 === control.sha256;
}
const login = /(?:^|[/._?=&-])(?:log-?in|sign-?in|auth|authorize|oauth2?|sso|saml)(?:$|[/._?=&-])/i;
/** Null for a move within the host, such as a trailing slash or https. */
function leadsElsewhere(url, location) {
	if (location === null || !URL.canParse(location, url)) return null;
	const to = new URL(location, url);
	const from = new URL(url);
	if (login.test(`${to.hostname}${to.pathname}`) && to.pathname !== from.pathname) return "redirect-to-login";
	return to.hostname === from.hostname ? null : "redirected";
}
// src/judge/opinion.ts
const match = (reason, assurance, findings = []) => ({
	status: "match",
	reason,
	remedy: null,
	assurance,
	findings
});
const drift = (reason, remedy, assurance, findings) => ({
	status: "drift",
	reason,
	remedy,
	assurance,
	findings
});
const inconclusive = (reason, remedy, findings, assurance = null) => ({
	status: "inconclusive",
	reason,
	remedy,
	assurance,
	findings
});
/** A finding with the parts that matter named. */
const finding$1 = (level, code, subject, parts = {}) => ({
	code,
	level,
	subject,
	expected: parts.expected ?? null,
	deployed: parts.deployed ?? null,
	detail: parts.detail ?? null
});
/** Why an observation has no value; an entry that is missing altogether was never asked for. */
const faultOf = (observation) => observation?.status === "unavailable" ? observation.fault : {
	code: "not-asked",
	detail: observation?.status === "skipped" ? observation.reason : ""
};
/** A report lists this many findings of a layer and counts the rest. */
const mostFindings = 100;
const weight = {
	drift: 0,
	inconclusive: 1,
	match: 2,
	note: 2
};
const strongestFirst = [
	"verified",
	"observed",
	"platform",
	"asserted",
	"self-reported"
];
/** The weaker of what was relied on; null relies on nothing. */
const weakest = (assurances) => assurances.reduce((weak, next) => next !== null && (weak === null || strongestFirst.indexOf(next) > strongestFirst.indexOf(weak)) ? next : weak, null);
/**
* The layer as its worst opinion has it: drift before inconclusive before match, the first of equals giving reason and
* remedy. No opinion at all is no match.
*/
function layerOf(layer, opinions) {
	const [chosen] = [...opinions].sort((a, b) => weight[a.status] - weight[b.status]);
	if (chosen === void 0) return layerOf(layer, [inconclusive("nothing-compared", "check-the-configuration", [])]);
	const alike = opinions.filter((opinion) => opinion.status === chosen.status);
	const findings = opinions.flatMap((opinion) => opinion.findings).sort((a, b) => weight[a.level] - weight[b.level]);
	return {
		layer,
		status: chosen.status,
		maskedBy: null,
		reason: chosen.reason,
		assurance: weakest(alike.map((opinion) => opinion.assurance)),
		findings: findings.slice(0, 100),
		more: Math.max(0, findings.length - 100),
		remedy: chosen.remedy
	};
}
const skippedLayer = (layer) => ({
	layer,
	status: "skipped",
	maskedBy: null,
	reason: "not-configured",
	assurance: null,
	findings: [],
	more: 0,
	remedy: null
});
// src/judge/api.ts
/** Given that the route is there: what do the status and the type of the answer mean? */
function judgeApi(plan, evidence) {
	if (plan.skipped.api !== void 0) return skippedLayer("api");
	const opinions = plan.probes.map((probe, index) => {
		const [answer, control] = probeEvidenceOf(plan, evidence.probes, index);
		return judgeAnswer(probe, answer, mountOf(probe, answer, control));
	});
	return layerOf("api", opinions);
}
function judgeAnswer(probe, answer, mount) {
	const expected = probe.expect === null ? null : probe.expect.join(", ");
	if (answer.status !== "observed") return inconclusive("no-answer", "look-at-proxy", [finding$1("inconclusive", "no-answer", probe.name, {
		expected,
		detail: faultOf(answer).code
	})]);
	const { status, contentType } = answer.value;
	const tell = (level, code) => [finding$1(level, code, probe.name, {
		expected,
		deployed: `${status}`,
		detail: contentType
	})];
	if (probe.expect?.includes(status)) return judgeType(probe, answer.value, tell);
	if (status === 404 || status === 410 || isFallback(mount, status)) return inconclusive("behind-404", "mount-the-route", tell("inconclusive", "behind-404"), "observed");
	if (status === 429) return inconclusive("rate-limited", "look-again", tell("inconclusive", "rate-limited"), "observed");
	if (status >= 500) return drift("server-error", remedyFor5xx(status), "observed", tell("drift", "server-error"));
	return probe.expect === null ? judgeUnstated(probe, answer.value, tell) : judgeUnexpected(probe, status, tell);
}
/** A success that every path gets is no answer of this endpoint. */
const isFallback = (mount, status) => (mount === "catch-all" || mount === "soft-404") && status >= 200 && status < 300;
/** 502, 503 and 504 are mostly said by what stands in front (RFC 9110 section 15.6). */
const remedyFor5xx = (status) => status === 502 || status === 503 || status === 504 ? "look-at-proxy" : "look-at-application";
function judgeUnexpected(probe, status, tell) {
	const guarded = probe.expect.some((code) => code === 401 || code === 403);
	const open = probe.expect.some((code) => code >= 200 && code < 300);
	if (status >= 200 && status < 300 && guarded && !open && !sendsCredentials(probe)) return drift("open-to-everyone", "close-the-endpoint", "observed", tell("drift", "open-to-everyone"));
	if (status === 401) return drift("authentication-required", "look-at-authentication", "observed", tell("drift", "authentication-required"));
	if (status === 403) return drift("not-allowed", "look-at-permissions", "observed", tell("drift", "not-allowed"));
	if (status === 405) return drift("wrong-method", "check-the-method", "observed", tell("drift", "wrong-method"));
	return drift("unexpected-status", "look-at-application", "observed", tell("drift", "unexpected-status"));
}
/** Nothing was stated, so only what no caller wants is drift. */
function judgeUnstated(probe, answer, tell) {
	const { status } = answer;
	if (status >= 200 && status < 400) return judgeType(probe, answer, tell);
	if (status === 401 && sendsCredentials(probe)) return drift("authentication-required", "look-at-authentication", "observed", tell("drift", "authentication-required"));
	if (status === 403 && sendsCredentials(probe)) return drift("not-allowed", "look-at-permissions", "observed", tell("drift", "not-allowed"));
	if (status === 401 || status === 403) return match("no-expectation", "observed", tell("note", "guarded"));
	if (status === 405) return inconclusive("wrong-method", "check-the-method", tell("inconclusive", "wrong-method"), "observed");
	return inconclusive("no-expectation", "check-the-configuration", tell("inconclusive", "no-expectation"), "observed");
}
/** 204 and 304 have no content, so no type either (RFC 9110 sections 15.3.5 and 15.4.5). */
function judgeType(probe, answer, tell) {
	const { status, contentType } = answer;
	if (probe.contentType !== null && status !== 204 && status !== 304 && contentType !== probe.contentType) return drift("wrong-content-type", "look-at-application", "observed", [finding$1("drift", "wrong-content-type", probe.name, {
		expected: probe.contentType,
		deployed: contentType,
		detail: `${status}`
	})]);
	const reason = probe.expect === null ? "no-expectation" : "as-expected";
	return match(reason, "observed", tell("note", reason));
}
const credentialHeader = /^(?:proxy-)?authorization$|^cookie$|(?:^|-)(?:api-?key|token|secret|session|auth)(?:-|$)/i;
/** Whether the probe shows who asks: a header known for it, or one whose value is a secret. */
const sendsCredentials = (probe) => probe.headers.some((header) => "env" in header.value || credentialHeader.test(header.name));
// src/judge/expected.ts
/** The commit that should be live: its full id where the repository told, else the revision as it was asked for. */
const expectedCommit = (plan, evidence) => evidence.commit.status === "observed" ? evidence.commit.value.sha : plan.service.commit ?? plan.target.revision;
const abbreviated = /^[0-9a-f]{7,64}$/;
/** Whether a text that somebody else wrote names this commit: its id, or the first seven digits of it or more. */
function namesCommit(text, sha) {
	const name = text.trim().toLowerCase();
	return abbreviated.test(name) && sha.toLowerCase().startsWith(name);
}
// src/judge/expectations.ts
/** Whether each expected glob has a file in one of the trees, and each such file every text. */
const judgeExpectations = (expect, trees, terms) => expect.map((expectation, index) => judgeOne(expectation, trees.map((tree) => tree.markers?.[index] ?? null), trees.every((tree) => tree.complete), terms));
function judgeOne(expectation, markers, complete, terms) {
	const known = markers.filter((marker) => marker !== null);
	const subject = expectation.files;
	const lacking = known.flatMap((marker) => marker.lacking ?? []);
	if (lacking.length > 0) {
		const findings = lacking.map(({ path, text }) => finding$1("drift", "expected-text-missing", path, {
			expected: text,
			detail: subject
		}));
		return drift("expected-text-missing", terms.remedy, terms.assurance, findings);
	}
	if (known.length < markers.length || known.length === 0) return inconclusive(terms.unread, "look-again", [finding$1("inconclusive", "unread", subject)]);
	if (known.every((marker) => marker.matched.length === 0)) {
		if (terms.mayBeMissing) return match(terms.good, terms.assurance);
		if (complete) return drift("expected-file-missing", terms.remedy, terms.assurance, [finding$1("drift", "expected-file-missing", subject, { expected: subject })]);
		return inconclusive(terms.unread, "look-again", [finding$1("inconclusive", "expected-file-missing", subject)]);
	}
	if (!(expectation.contains.length > 0 && known.some((marker) => marker.matched.length > 0 && marker.lacking === null))) return match(terms.good, terms.assurance);
	if (terms.textsElsewhere) return match(terms.good, terms.assurance, [finding$1("note", "text-unchecked", subject)]);
	return inconclusive("text-unchecked", "check-the-configuration", [finding$1("inconclusive", "text-unchecked", subject)]);
}
// src/judge/artifact.ts
/** Does the build output hold it, and was it built from this commit, clean? Whoever built it says so: `asserted`. */
function judgeArtifact(plan, evidence) {
	if (plan.skipped.artifact !== void 0) return skippedLayer("artifact");
	const expected = expectedCommit(plan, evidence);
	const outputs = plan.service.files.flatMap((files, index) => files.kind === "artifact" ? [judgeOutput(files, evidence.artifacts[index], evidence.commit, expected)] : []);
	return layerOf("artifact", [...outputs, ...expectations$3(plan, evidence)]);
}
function judgeOutput(files, artifact, commit, expected) {
	if (artifact?.status !== "observed") return judgeUnread(files, artifact);
	const { value } = artifact;
	const origin = judgeOrigin(files, value, commit, expected);
	if (origin.status === "drift") return origin;
	const { manifest } = value;
	if (manifest.gaps.length > 0) return inconclusive("artifact-unread", "look-again", manifest.gaps.map((gap) => finding$1("inconclusive", "unread", gap.path || files.from, { detail: gap.fault.code })));
	if (!manifest.entries.some((entry) => entry.type !== "directory")) return drift("empty-artifact", "rebuild-from-commit", "asserted", [finding$1("drift", "empty-artifact", files.from)]);
	const ignored = value.ignored > 0 ? [finding$1("note", "ignored", files.from, { detail: `${value.ignored}` })] : [];
	return {
		...origin,
		findings: [...origin.findings, ...ignored]
	};
}
function judgeUnread(files, artifact) {
	const { code } = faultOf(artifact);
	if (code === "file-missing") return drift("artifact-missing", "rebuild-from-commit", "observed", [finding$1("drift", "artifact-missing", files.from, { detail: code })]);
	return inconclusive("artifact-unread", "record-the-build", [finding$1("inconclusive", "unread", files.from, { detail: code })]);
}
/** Which commit the output is from, as far as anybody says. Equal trees build equal outputs. */
function judgeOrigin(files, { origin }, commit, expected) {
	const tree = commit.status === "observed" ? commit.value.tree : null;
	if (origin.kind === "directory") return judgeWorkspace(files, commit);
	const sameTree = origin.kind === "record" && origin.tree !== null && origin.tree === tree;
	if (origin.commit !== expected && !sameTree) {
		const seen = {
			expected,
			deployed: origin.commit
		};
		if (commit.status !== "observed") return inconclusive("artifact-unread", "look-again", [finding$1("inconclusive", "artifact-of-another-commit", files.from, seen)]);
		return drift("artifact-of-another-commit", "rebuild-from-commit", "asserted", [finding$1("drift", "artifact-of-another-commit", files.from, seen)]);
	}
	if (origin.kind === "record" && origin.dirty) return drift("dirty-build", "build-clean", "asserted", [finding$1("drift", "dirty-build", files.from)]);
	return match("artifact-recorded", "asserted");
}
/** A bare directory says nothing of itself: the working tree around it speaks for it. */
function judgeWorkspace(files, commit) {
	if (commit.status !== "observed" || commit.value.workspace === null) return inconclusive("artifact-origin-unknown", "record-the-build", [finding$1("inconclusive", "artifact-origin-unknown", files.from)]);
	const { sha, tree, workspace } = commit.value;
	if (workspace.head !== sha && workspace.tree !== tree) {
		const seen = {
			expected: sha,
			deployed: workspace.head
		};
		return inconclusive("workspace-at-another-commit", "record-the-build", [finding$1("inconclusive", "workspace-at-another-commit", files.from, seen)]);
	}
	if (workspace.dirty) return inconclusive("dirty-build", "record-the-build", [finding$1("inconclusive", "dirty-build", files.from)]);
	return match("artifact-present", "asserted");
}
function expectations$3(plan, evidence) {
	const trees = plan.service.files.map((_, index) => {
		const artifact = evidence.artifacts[index];
		return artifact?.status === "observed" ? {
			markers: artifact.value.markers,
			complete: artifact.value.manifest.gaps.length === 0
		} : {
			markers: null,
			complete: false
		};
	});
	const recorded = evidence.artifacts.every((artifact) => artifact.status === "observed" && (artifact.value.origin.kind === "record" || artifact.value.markers.every((marker) => marker.lacking !== null)));
	return judgeExpectations(plan.service.expect, trees, {
		assurance: "asserted",
		remedy: "rebuild-from-commit",
		unread: "artifact-unread",
		good: "artifact-present",
		mayBeMissing: false,
		textsElsewhere: recorded && plan.skipped.image === void 0
	});
}
// src/judge/container.ts
/** Whether every replica runs the image unchanged: nothing observes this yet, so nothing is claimed. */
const judgeContainer = () => skippedLayer("container");
// src/judge/changed.ts
/**
* Which files of an artifact the pull request is about, for the order of findings alone: the very path, or a build
* output that has a changed source's name below its first directory (`src/a/b.ts` → `dist/a/b.js`).
*/
function changedIn(files, evidence) {
	const { commit } = evidence;
	const asked = commit.status === "observed" ? commit.value.pullRequest : null;
	const paths = asked?.status === "observed" ? asked.value.changed.map((file) => file.path) : [];
	const exact = new Set(paths);
	const stems = new Set(paths.map((path) => stemOf(path.slice(path.indexOf("/") + 1))));
	const { path: from } = pathOf(files.from);
	return (path) => exact.has(joinPath(from, path)) || files.kind === "artifact" && stems.has(stemOf(path));
}
/** The path without what follows the first dot of its name. */
function stemOf(path) {
	const base = baseOf(path);
	const dot = base.indexOf(".", 1);
	return joinPath(parentOf(path), dot < 0 ? base : base.slice(0, dot));
}
// src/judge/attribution.ts
function attributionOf(placement, image) {
	const { layers } = image;
	const own = image.base?.layers ?? 0;
	let topmost = -1;
	for (const { layer, type } of placement.manifest.entries) if (layer !== void 0 && layer >= own && layer > topmost && type !== "directory") topmost = layer;
	const bringer = topmost >= 0 ? topmost : layerCopiedTo(layers, placement.to, own);
	return {
		isBaseFile: ({ kind, deployed }) => kind === "added" && deployed?.layer !== void 0 && deployed.layer < own,
		layerOf({ deployed }) {
			const layer = deployed === null ? bringer : deployed.layer;
			return layer === void 0 || layer === null ? null : imageLayerName(layers, layer);
		}
	};
}
/** Base files told one by one, before only their number is. */
const named$1 = 3;
function baseFindings(files, { layerOf }, nameOf, place) {
	const some = files.slice(0, files.length > 4 ? named$1 : files.length).map((change) => finding$1("note", "base-file", nameOf(change.path), { detail: layerOf(change) }));
	const left = files.length - some.length;
	return left === 0 ? some : [...some, finding$1("note", "base-file", place, { detail: `${left} more` })];
}
// src/judge/image-files.ts
/** One artifact against the place it has in the image. `changed`: which paths the pull request touched, told first. */
function comparePlaced(files, artifact, placement, image, changed) {
	const ignored = compileGlobs(files.ignore);
	const options = {
		modes: files.modes,
		directories: false
	};
	const relevant = diffManifests(artifact.manifest, placement.manifest, options).changes.filter((change) => !ignored(change.path) && !(change.kind === "added" && files.extra === "ignore"));
	const gaps = gapsBelow(placement.to, artifact, placement, image);
	const hidden = hiddenBy(gaps);
	const nameOf = subjectOf(files, artifact, placement);
	const attribution = attributionOf(placement, image);
	const fromBase = relevant.filter(attribution.isBaseFile);
	const told = relevant.filter((change) => !attribution.isBaseFile(change)).map((change) => ({
		change,
		level: levelOf(change, files, hidden),
		first: changed(change.path)
	})).sort((a, b) => Number(b.first) - Number(a.first) || comparePaths(a.change.path, b.change.path));
	const findings = [
		...told.map(({ change, level }) => changeFinding(change, level, nameOf(change.path), attribution.layerOf(change))),
		...gaps.map((gap) => finding$1("inconclusive", "unread", nameOf(gap.path), { detail: gap.fault.code })),
		...inferredFinding(placement),
		...baseFindings(fromBase, attribution, nameOf, `/${placement.to}`)
	];
	const excused = fromBase.length > 0 && files.extra === "drift" && image.base?.statedBy === "image";
	const read = [artifact.manifest.assurance, placement.manifest.assurance];
	const assurance = weakest(excused ? [...read, "asserted"] : read);
	const proven = told.filter(({ level }) => level === "drift").map(({ change }) => change.kind);
	if (proven.some((kind) => kind !== "mode" && kind !== "added")) return drift("stale-image", "rebuild-image-without-cache", assurance, findings);
	if (proven.includes("mode")) return drift("modes-differ", "check-the-configuration", assurance, findings);
	if (proven.length > 0) return drift("extra-files", "rebuild-image-without-cache", assurance, findings);
	if (gaps.length > 0) return inconclusive("image-unread", "look-at-registry", findings);
	if (!artifact.manifest.entries.some((entry) => entry.type !== "directory")) return inconclusive("nothing-to-compare", "check-the-configuration", findings);
	return match(files.kind === "source" ? "image-holds-source" : "image-holds-artifact", assurance, findings);
}
/** What was not read of either side, as seen from the compared directory; '' is all of it. */
function gapsBelow(to, artifact, placement, image) {
	const ofImage = image.gaps.flatMap((gap) => {
		if (isWithin(gap.path, to)) return [{
			...gap,
			path: relativeTo(gap.path, to)
		}];
		return isWithin(to, gap.path) ? [{
			...gap,
			path: ""
		}] : [];
	});
	const seen = /* @__PURE__ */ new Set();
	return [
		...artifact.manifest.gaps,
		...placement.manifest.gaps,
		...ofImage
	].filter((gap) => {
		const key = JSON.stringify([gap.path, gap.fault.code]);
		return !seen.has(key) && seen.add(key);
	});
}
/** Whether an unread part could hold or hide this path: what is missing there is not proven missing. */
function hiddenBy(gaps) {
	const unread = new Set(gaps.map((gap) => gap.path));
	const holding = /* @__PURE__ */ new Set();
	for (const path of unread) for (let at = parentOf(path); at !== ""; at = parentOf(at)) holding.add(at);
	return (path) => {
		if (unread.has("") || unread.has(path) || holding.has(path)) return true;
		for (let at = parentOf(path); at !== ""; at = parentOf(at)) if (unread.has(at)) return true;
		return false;
	};
}
function levelOf(change, files, hidden) {
	if (change.kind === "added" && files.extra === "note") return "note";
	return hidden(change.path) ? "inconclusive" : "drift";
}
const codes$1 = {
	removed: "file-missing",
	added: "file-extra",
	modified: "file-differs",
	mode: "mode-differs",
	type: "type-differs",
	target: "target-differs"
};
const changeFinding = (change, level, subject, layer) => finding$1(level, codes$1[change.kind], subject, {
	expected: change.expected && factOf(change.expected, change.kind),
	deployed: change.deployed && factOf(change.deployed, change.kind),
	detail: layer
});
/** What tells two entries apart, in one word. */
function factOf(entry, kind) {
	if (kind === "type") return entry.type;
	if (kind === "mode" && "mode" in entry) return entry.mode;
	if (entry.type === "file") return entry.sha256;
	if (entry.type === "symlink") return entry.target;
	return entry.type === "submodule" ? entry.commit : entry.type;
}
/** Paths as the repository has them; a record does not say of which directory it is, so there the image's. */
function subjectOf(files, artifact, placement) {
	if (artifact.origin.kind === "record") return (path) => `/${joinPath(placement.to, path)}`;
	const { path: from } = pathOf(files.from);
	return (path) => joinPath(from, path) || files.from;
}
const inferredFinding = (placement) => {
	if (placement.inferred === null) return [];
	const { byContent, byPath, of } = placement.inferred;
	const detail = `content ${byContent}, path ${byPath}, of ${of}`;
	return [finding$1("note", "inferred-path", `/${placement.to}`, { detail })];
};
// src/judge/image.ts
/** image-spec, annotations.md: the source control revision identifier of the packaged software. */
const revisionLabel = "org.opencontainers.image.revision";
/** Does the deployed image hold exactly the expected files? */
function judgeImage(plan, evidence) {
	if (plan.skipped.image !== void 0) return skippedLayer("image");
	const { image } = evidence;
	if (image.status !== "observed") return layerOf("image", [unreadImage(plan, image)]);
	const files = plan.service.files.map((files, index) => judgeFiles(files, index, evidence, image.value));
	return layerOf("image", [
		...files.length > 0 ? files : [judgeLabel(plan, evidence, image.value)],
		...movedTag(image.value),
		...expectations$2(plan, image.value),
		...asides(plan, evidence, image.value)
	]);
}
const credentialFaults = [
	"unauthorized",
	"forbidden",
	"credentials-unavailable",
	"credential-helper-failed",
	"secret-missing"
];
const configurationFaults = [
	"platform-missing",
	"platform-ambiguous",
	"address-refused"
];
function unreadImage(plan, image) {
	const { code } = faultOf(image);
	const subject = plan.service.image?.reference ?? "";
	const remedy = credentialFaults.includes(code) ? "give-registry-credentials" : configurationFaults.includes(code) ? "check-the-configuration" : "look-at-registry";
	const reason = code === "not-found" ? "image-missing" : "image-unread";
	return inconclusive(reason, remedy, [finding$1("inconclusive", reason, subject, { detail: code })]);
}
function judgeFiles(files, index, evidence, image) {
	const artifact = evidence.artifacts[index];
	const placement = image.placements[index];
	if (artifact?.status !== "observed" || placement === void 0 || placement.status === "no-artifact") {
		const detail = artifact?.status === "observed" ? "not-asked" : faultOf(artifact).code;
		return inconclusive("artifact-unread", "record-the-build", [finding$1("inconclusive", "unread", files.from, { detail })]);
	}
	switch (placement.status) {
		case "placed": return comparePlaced(files, artifact.value, placement, image, changedIn(files, evidence));
		case "absent": {
			const subject = `/${placement.to}`;
			if (hiddenBy(image.gaps)(placement.to)) return inconclusive("image-unread", "look-at-registry", [finding$1("inconclusive", "unread", subject)]);
			const copied = layerCopiedTo(image.layers, placement.to, image.base?.layers ?? 0);
			const detail = copied === null ? null : imageLayerName(image.layers, copied);
			return drift("path-not-in-image", "name-the-path", "verified", [finding$1("drift", "path-not-in-image", subject, {
				expected: files.from,
				detail
			})]);
		}
		case "not-found":
		case "ambiguous": {
			const reason = placement.status === "ambiguous" ? "placement-ambiguous" : "placement-unknown";
			const candidates = placement.candidates.map((path) => finding$1("note", reason, `/${path}`));
			return inconclusive(reason, "name-the-path", [finding$1("inconclusive", reason, files.from), ...candidates]);
		}
	}
}
/** Without files to compare only the builder's word is left; it may be inherited from a base image. */
function judgeLabel(plan, evidence, image) {
	const expected = expectedCommit(plan, evidence);
	const label = labelOf(image);
	const unread = image.gaps.filter((gap) => gap.path === "");
	if (unread.length > 0) return inconclusive("image-unread", "look-at-registry", unread.map((gap) => finding$1("inconclusive", "unread", image.reference, { detail: gap.fault.code })));
	if (label !== null && namesCommit(label, expected)) return match("revision-label", "asserted", [finding$1("note", "revision-label", revisionLabel, { deployed: label })]);
	return inconclusive("nothing-to-compare", "check-the-configuration", [finding$1("inconclusive", "nothing-to-compare", image.reference)]);
}
function movedTag(image) {
	if (image.tagMovedTo === null) return [];
	const seen = {
		expected: image.manifest,
		deployed: image.tagMovedTo
	};
	return [drift("moved-tag", "pin-the-digest", "verified", [finding$1("drift", "moved-tag", image.reference, seen)])];
}
function expectations$2(plan, image) {
	if (plan.service.files.length === 0) return [];
	const complete = image.gaps.length === 0 && image.placements.every((placement) => placement.status === "placed");
	const read = image.placements.map((placement) => placement.status === "placed" ? placement.manifest.assurance : null);
	return judgeExpectations(plan.service.expect, [{
		markers: image.markers,
		complete
	}], {
		assurance: weakest(read) ?? "verified",
		remedy: "rebuild-image-without-cache",
		unread: "image-unread",
		good: "image-holds-artifact",
		mayBeMissing: false,
		textsElsewhere: false
	});
}
/** A base that moved on, or could not be read, is no word about the application. */
function baseNotes({ base, baseFault, reference }) {
	if (baseFault !== null) return [finding$1("note", "base-unread", reference, { detail: baseFault.code })];
	if (base === null || !base.moved) return [];
	return [finding$1("note", "base-moved", base.reference, { expected: base.manifest })];
}
/** What a reader should know and what decides nothing: a label that names another commit, names that were hard to read. */
function asides(plan, evidence, image) {
	const expected = expectedCommit(plan, evidence);
	const label = labelOf(image);
	const notes = [
		...label !== null && !namesCommit(label, expected) ? [finding$1("note", "label-differs", revisionLabel, {
			expected,
			deployed: label
		})] : [],
		...baseNotes(image),
		...image.oddities.map(({ path, code }) => finding$1("note", "oddity", `/${path}`, { detail: code }))
	];
	return notes.length === 0 ? [] : [{
		status: "match",
		reason: "revision-label",
		remedy: null,
		assurance: null,
		findings: notes
	}];
}
const labelOf = (image) => Object.hasOwn(image.labels, "org.opencontainers.image.revision") ? image.labels[revisionLabel] : null;
// src/judge/mapping.ts
/** Which proxy and which container a request lands on: nothing observes this yet, so nothing is claimed. */
const judgeMapping = () => skippedLayer("mapping");
// src/judge/masked.ts
/** Reasons that say "what I depend on could not be told", so that an inconclusive layer below explains them. */
const speaksOfBelow = {
	image: ["artifact-unread", "nothing-to-compare"],
	route: ["asset-unknown"],
	api: ["behind-404", "no-answer"]
};
/**
* Names for each layer the lowest one that explains it. Drift explains everything that depends on it, a match included:
* above it a match means little. An inconclusive layer explains only what is inconclusive for its sake. Explanations
* pass through layers that say nothing.
*/
function markMasked(layers) {
	const byName = new Map(layers.map((layer) => [layer.layer, layer]));
	return layers.map((layer) => ({
		...layer,
		maskedBy: explanationOf(layer, byName)
	}));
}
function explanationOf(layer, byName) {
	if (layer.status === "skipped") return null;
	const below = dependenciesOf(layer.layer);
	const lowest = (status) => layerNames.find((name) => below.has(name) && byName.get(name)?.status === status) ?? null;
	const drifted = lowest("drift");
	if (drifted !== null || layer.status !== "inconclusive") return drifted;
	return speaksOfBelow[layer.layer]?.includes(layer.reason) === true ? lowest("inconclusive") : null;
}
function dependenciesOf(layer) {
	const below = /* @__PURE__ */ new Set();
	const open = [...explainedBy[layer]];
	for (let next = open.pop(); next !== void 0; next = open.pop()) {
		if (below.has(next)) continue;
		below.add(next);
		open.push(...explainedBy[next]);
	}
	return below;
}
// src/judge/origin.ts
const commitId = /^[0-9a-f]{7,64}$/;
/**
* Which commit is deployed, where anybody says: the expected one when it is live; else what the process calls itself;
* else the label of an image that does not hold the expected files. Never the expected one without proof.
*/
function deployedCommit(plan, evidence, status, layers) {
	const expected = expectedCommit(plan, evidence);
	if (status === "live") return expected;
	const image = layers.find((layer) => layer.layer === "image");
	const claims = [evidence.version.status === "observed" ? evidence.version.value.commit : null, image?.status === "drift" && evidence.image.status === "observed" ? labelOf(evidence.image.value) : null];
	for (const claim of claims) {
		const commit = claim?.trim().toLowerCase();
		if (commit !== void 0 && commitId.test(commit) && !namesCommit(commit, expected)) return commit;
	}
	return null;
}
// src/judge/overall.ts
/** The seven layers as one word: drift before inconclusive, and live only with proof of the running thing. */
function overallOf(layers, proof) {
	const departsAt = layers.find((layer) => layer.status === "drift")?.layer ?? null;
	const unsure = layers.filter((layer) => layer.status === "inconclusive").map((layer) => layer.layer);
	if (departsAt !== null) return {
		status: "drift",
		departsAt,
		reason: null,
		inconclusive: unsure.filter((layer) => isBelow(layer, departsAt))
	};
	if (unsure.length > 0) return {
		status: "inconclusive",
		departsAt: null,
		reason: "layer-inconclusive",
		inconclusive: unsure
	};
	const compared = layers.some((layer) => layer.layer !== "source" && layer.status !== "skipped");
	const container = layers.some((layer) => layer.layer === "container" && layer.status === "match");
	if (proof.length > 0 || container) return {
		status: "live",
		departsAt: null,
		reason: null,
		inconclusive: []
	};
	return {
		status: "inconclusive",
		departsAt: null,
		reason: compared ? "process-not-seen" : "nothing-compared",
		inconclusive: []
	};
}
const isBelow = (layer, other) => layerNames.indexOf(layer) < layerNames.indexOf(other);
// src/judge/earlier.ts
/** The history of this service and environment; another one's says nothing here. */
function rememberedOf(plan, evidence) {
	const { history } = evidence;
	if (history.status !== "observed" || history.value === null) return null;
	const { service, environment } = history.value;
	return service === plan.service.service && environment === plan.service.environment ? history.value : null;
}
/**
* The earlier runs that saw another deployment than this commit's, nearest first. A run over another commit did. A run
* over the same commit did only where it found drift; behind it stands the one it kept.
*/
function earlierDeployments(old, expected) {
	if (old === null) return [];
	if (old.last.commit !== expected) return [old.last];
	const kept = old.before === null ? [] : [old.before];
	return old.last.status === "drift" ? [old.last, ...kept] : kept;
}
/** A probe by what it asks: renamed or sent elsewhere it is another question. Queries may hold secrets and are left out. */
function probeKey(probe) {
	const url = URL.canParse(probe.url) ? new URL(probe.url) : null;
	return `${probe.name} ${probe.method} ${url === null ? "" : url.origin + url.pathname}`;
}
// src/judge/live.ts
/** Do the bytes that are served come from this deployment? */
function judgeLive(plan, evidence) {
	const config = plan.service.live;
	if (config === null) return [];
	const { live } = evidence;
	if (live.status !== "observed") return [inconclusive("asset-unread", "look-at-proxy", [finding$1("inconclusive", "unread", config.base, { detail: faultOf(live).code })])];
	const wanted = config.paths.map((path) => ({
		path,
		url: addressOf(path, config.base)
	}));
	const asked = new Set(wanted.map(({ url }) => url));
	const fetched = new Set(live.value.files.map((file) => file.url));
	const files = live.value.files.map((file) => judgeFile(file, asked.has(file.url)));
	const unfetched = wanted.filter(({ url }) => !fetched.has(url)).map(({ path }) => unread(path, "not-asked"));
	const page = config.page === null ? [] : judgePage(config.page, live.value);
	const compared = live.value.files.some((file) => file.expected.length > 0);
	const nothing = inconclusive("asset-unknown", "check-the-configuration", [finding$1("inconclusive", "asset-unknown", config.base)]);
	return [
		...files,
		...unfetched,
		...page,
		...compared ? [] : [nothing],
		...expectations$1(plan, live.value)
	];
}
/** Null for a base that is no URL, below which nothing can have been fetched. */
const addressOf = (path, base) => URL.canParse(base) ? liveAddress(path, base) : null;
const unread = (subject, detail, answer = null) => inconclusive("asset-unread", "look-again", [finding$1("inconclusive", "asset-unread", subject, {
	deployed: answer === null ? null : `${answer.status}`,
	detail
})]);
function judgeFile(file, asked) {
	if (file.expected.length === 0) return judgeUnknown(file, asked);
	const { answer } = file;
	const [first] = file.expected;
	if (answer.status !== "observed") return unread(file.path, faultOf(answer).code);
	const seen = answer.value;
	if (seen.status === 404 || seen.status === 410) return drift("asset-missing", "publish-assets", "observed", [finding$1("drift", "asset-missing", file.path, {
		expected: first.sha256,
		detail: `${seen.status}`
	})]);
	if (seen.status !== 200) return unread(file.path, "unexpected-answer", seen);
	if (seen.truncated) return unread(file.path, "too-large", seen);
	if (isEncoded(seen)) return unread(file.path, "content-encoding", seen);
	if (servedAs(file) !== null) return match("served-bytes-match", "observed", [finding$1("note", "served-bytes-match", file.path, {
		expected: seen.sha256,
		deployed: seen.sha256,
		detail: servedAs(file)
	})]);
	const parts = {
		expected: first.sha256,
		deployed: seen.sha256,
		detail: cacheOf(seen)
	};
	if (seen.contentType === "text/html" && !/\.x?html?$/i.test(first.path)) return drift("asset-missing", "publish-assets", "observed", [finding$1("drift", "asset-missing", file.path, {
		...parts,
		detail: seen.contentType
	})]);
	const remedy = parts.detail === null ? "push-and-recreate" : "purge-cache";
	return drift("served-bytes-differ", remedy, "observed", [finding$1("drift", "served-bytes-differ", file.path, parts)]);
}
/** A page may use what no artifact holds; a path that was named must be one of its files. */
function judgeUnknown(file, asked) {
	const { answer } = file;
	const parts = answer.status === "observed" ? {
		deployed: answer.value.sha256,
		detail: `${answer.value.status}`
	} : { detail: faultOf(answer).code };
	if (asked) return inconclusive("asset-unknown", "check-the-configuration", [finding$1("inconclusive", "asset-unknown", file.path, parts)]);
	return {
		...match("mounted", "observed", [finding$1("note", "asset-unknown", file.path, parts)]),
		assurance: null
	};
}
/** The artifact's path that these served bytes are, whole and undecoded; null: none, or not known. */
function servedAs(file) {
	const { answer } = file;
	if (answer.status !== "observed") return null;
	const seen = answer.value;
	if (!isWholeAnswer(seen)) return null;
	return file.expected.find((entry) => entry.sha256 === seen.sha256)?.path ?? null;
}
/** Whether the hash is that of the served file: all of it, as it is. */
const isWholeAnswer = (answer) => answer.status === 200 && !answer.truncated && !isEncoded(answer);
const header = (answer, name) => Object.hasOwn(answer.headers, name) ? answer.headers[name] : null;
const isEncoded = (answer) => (header(answer, "content-encoding") ?? "identity") !== "identity";
/** A header that says a cache answered; null: none says so. RFC 9111 section 5.1 for `age`. */
function cacheOf(answer) {
	const age = header(answer, "age");
	if (age !== null && age !== "0") return `age ${age}`;
	for (const name of [
		"x-cache",
		"cf-cache-status",
		"cache-status"
	]) {
		const value = header(answer, name);
		if (value !== null && /\bhit\b/i.test(value)) return `${name} ${value}`;
	}
	return null;
}
function judgePage(url, live) {
	const { page } = live;
	const fail = (detail) => [inconclusive("page-unread", "look-at-proxy", [finding$1("inconclusive", "page-unread", url, { detail })])];
	if (page.status !== "observed") return fail(faultOf(page).code);
	if (page.value.truncated) return fail("too-large");
	const fetched = new Set(live.files.map((file) => file.url));
	return page.value.assets.map((asset) => URL.parse(asset, page.value.url)).filter((asset) => asset !== null && isOurs(asset, page.value.url) && !fetched.has(asset.href)).map((asset) => unread(asset.pathname, "not-asked"));
}
/** What other hosts serve is no file of this deployment. */
const isOurs = (asset, page) => asset.host === URL.parse(page)?.host;
const expectations$1 = (plan, live) => judgeExpectations(plan.service.expect, [{
	markers: live.markers,
	complete: true
}], {
	assurance: "observed",
	remedy: "push-and-recreate",
	unread: "asset-unread",
	good: "served-bytes-match",
	mayBeMissing: true,
	textsElsewhere: false
});
// src/judge/proof.ts
/** Why the running thing, and not only what was built for it, is the expected commit. Every proof rests on evidence that is there. */
const proofOf = (plan, evidence) => proofAgainst(plan, evidence, earlierDeployments(rememberedOf(plan, evidence), expectedCommit(plan, evidence)));
/** The same, told from the given earlier deployments. */
function proofAgainst(plan, evidence, earlier) {
	return [
		...liveBytes(plan, evidence, earlier),
		...routesGained(plan, evidence, earlier),
		...selfReported(plan, evidence)
	];
}
function liveBytes(plan, evidence, earlier) {
	const { live } = evidence;
	if (live.status !== "observed") return [];
	return live.value.files.flatMap((file, index) => {
		const path = servedAs(file);
		if (path === null || file.answer.status !== "observed") return [];
		const { sha256 } = file.answer.value;
		const told = [
			["history", () => earlier.some((snapshot) => wasOther(plan, evidence, snapshot, file, path))],
			["baseline", () => isNewSinceBaseline(evidence, path)],
			["commit", () => isChangedSource(plan, evidence, path, sha256)],
			["text", () => holdsNewText(plan, evidence, path, index)]
		].find(([, holds]) => holds());
		return told === void 0 ? [] : [{
			kind: "live-bytes",
			path: file.path,
			sha256,
			tells: told[0]
		}];
	});
}
/** The earlier deployment served other bytes here, or nothing, or its image lacked this very file. */
function wasOther(plan, evidence, snapshot, file, path) {
	const answered = file.answer.status === "observed" ? file.answer.value.sha256 : null;
	if (Object.hasOwn(snapshot.served, file.path) && snapshot.served[file.path] !== answered) return true;
	if (snapshot.commit !== expectedCommit(plan, evidence)) return false;
	return snapshot.lacked.includes(path) && holders(evidence, path).length === 1;
}
/** Which `files` have a file of this path; the path alone names one only where a single artifact has it. */
const holders = (evidence, path) => evidence.artifacts.flatMap((artifact, index) => artifact.status === "observed" && artifact.value.manifest.entries.some((entry) => entry.path === path && entry.type === "file") ? [index] : []);
function isNewSinceBaseline(evidence, path) {
	return (evidence.image.status === "observed" ? evidence.image.value.newSinceBaseline : null)?.some((entry) => entry === path) === true && holders(evidence, path).length === 1;
}
/** A file of the commit's own tree that the pull request brought: no commit before it holds these bytes there. */
function isChangedSource(plan, evidence, path, sha256) {
	const { commit } = evidence;
	if (commit.status !== "observed" || commit.value.pullRequest.status !== "observed") return false;
	const { changed } = commit.value.pullRequest.value;
	return holders(evidence, path).some((index) => {
		const files = plan.service.files[index];
		const artifact = evidence.artifacts[index];
		if (files?.kind !== "source" || artifact?.status !== "observed") return false;
		const held = artifact.value.manifest.entries.some((entry) => entry.path === path && entry.type === "file" && entry.sha256 === sha256);
		const whole = joinPath(pathOf(files.from).path, path);
		return held && changed.some((file) => file.path === whole && file.inCommit === "present" && (file.change === "added" || file.change === "modified"));
	});
}
/** A text that the commit before did not hold anywhere is in the served file. */
function holdsNewText(plan, evidence, path, index) {
	const { commit, live } = evidence;
	if (commit.status !== "observed" || live.status !== "observed") return false;
	const url = live.value.files[index]?.path.replace(/^\//, "");
	return plan.service.expect.some((expectation, at) => {
		const marker = live.value.markers[at];
		if (marker === void 0 || marker.lacking === null) return false;
		const isThis = (name) => name === path || name === url;
		if (!marker.matched.some(isThis) || marker.lacking.some((entry) => isThis(entry.path))) return false;
		return expectation.contains.some((text) => commit.value.newTexts.includes(text));
	});
}
/** Only a control tells a route that is mounted now from a guard or a fallback that answers for every path. */
function routesGained(plan, evidence, earlier) {
	return plan.probes.flatMap((probe, index) => {
		const [answer, control] = probeEvidenceOf(plan, evidence.probes, index);
		if (answer?.status !== "observed" || answer.value.status >= 500) return [];
		if (mountOf(probe, answer, control) !== "mounted") return [];
		const key = probeKey(probe);
		for (const snapshot of earlier) {
			const from = Object.hasOwn(snapshot.probes, key) ? snapshot.probes[key] : null;
			if (from === 404 || from === 410) return [{
				kind: "route-gained",
				probe: probe.name,
				from,
				to: answer.value.status
			}];
		}
		return [];
	});
}
/** The workload's own word, where the configuration takes it. */
function selfReported(plan, evidence) {
	const { version } = evidence;
	if (!plan.service.accept.includes("self-reported") || version.status !== "observed") return [];
	const { commit } = version.value;
	return namesCommit(commit, expectedCommit(plan, evidence)) ? [{
		kind: "self-reported",
		commit
	}] : [];
}
// src/judge/route.ts
/** Is the route mounted, and do the bytes served come from this deployment? */
function judgeRoute(plan, evidence) {
	if (plan.skipped.route !== void 0) return judgeVersionAlone(plan, evidence);
	const probes = plan.probes.map((probe, index) => {
		const [answer, control] = probeEvidenceOf(plan, evidence.probes, index);
		return judgeMount(probe, answer, control);
	});
	return layerOf("route", [
		...probes,
		...judgeLive(plan, evidence),
		...judgeVersion(plan, evidence)
	]);
}
/** The workload's own word is enough for no match; without probe and file the layer is there for its objection alone. */
function judgeVersionAlone(plan, evidence) {
	const objections = judgeVersion(plan, evidence).filter((opinion) => opinion.status !== "match");
	return objections.length > 0 ? layerOf("route", objections) : skippedLayer("route");
}
function judgeMount(probe, answer, control) {
	const mount = mountOf(probe, answer, control);
	const tell = (level, code) => [finding$1(level, code, probe.name, {
		expected: probe.expect === null ? null : probe.expect.join(", "),
		deployed: answer.status === "observed" ? `${answer.value.status}` : null,
		detail: detailOf(mount, answer, control)
	})];
	switch (mount) {
		case "mounted":
		case "absent-as-expected": {
			const reason = mount === "mounted" ? "mounted" : "as-expected";
			return match(reason, "observed", tell("note", isGuarded(answer) ? "guarded" : reason));
		}
		case "assumed": return match("mounted", "observed", tell("note", "no-control"));
		case "not-mounted": return drift(mount, "mount-the-route", "observed", tell("drift", mount));
		case "soft-404": return drift(mount, "mount-the-route", "observed", tell("drift", mount));
		case "wrong-method": return drift(mount, "check-the-method", "observed", tell("drift", mount));
		case "redirected": return drift(mount, "look-at-proxy", "observed", tell("drift", mount));
		case "redirect-to-login": return drift(mount, "look-at-authentication", "observed", tell("drift", mount));
		case "catch-all": {
			const remedy = isGuarded(answer) ? "probe-with-credentials" : probe.contentType === null ? "state-a-content-type" : "check-the-configuration";
			return inconclusive(mount, remedy, tell("inconclusive", mount), "observed");
		}
		case "rate-limited":
		case "control-unread": return inconclusive(mount, "look-again", tell("inconclusive", mount), "observed");
		case "no-answer": {
			const refused = ["secret-missing", "address-refused"].includes(faultOf(answer).code);
			return inconclusive(mount, refused ? "check-the-configuration" : "look-at-proxy", tell("inconclusive", mount));
		}
	}
}
const isGuarded = (answer) => answer.status === "observed" && (answer.value.status === 401 || answer.value.status === 403);
function detailOf(mount, answer, control) {
	if (answer.status !== "observed") return faultOf(answer).code;
	if (mount === "redirected" || mount === "redirect-to-login") return answer.value.location;
	if (control.status === "observed") return `control ${control.value.status}`;
	return mount === "control-unread" ? faultOf(control).code : null;
}
/** What the workload says of itself proves nothing, yet where it was asked for, silence or another name is no match. */
function judgeVersion(plan, evidence) {
	if (plan.service.version === null) return [];
	const { url } = plan.service.version;
	const { version } = evidence;
	if (version.status !== "observed") return [inconclusive("version-unread", "look-again", [finding$1("inconclusive", "version-unread", url, { detail: faultOf(version).code })])];
	const expected = expectedCommit(plan, evidence);
	const seen = {
		expected,
		deployed: version.value.commit
	};
	if (!namesCommit(version.value.commit, expected)) return [inconclusive("version-differs", "look-again", [finding$1("inconclusive", "version-differs", url, seen)])];
	return [{
		...match("mounted", "observed", [finding$1("note", "self-reported", url, seen)]),
		assurance: null
	}];
}
// src/judge/source.ts
/** Does the commit hold the implementation? Git's own objects say so, hence `verified`. */
function judgeSource(plan, evidence) {
	const { commit } = evidence;
	if (commit.status !== "observed") return layerOf("source", [unreadCommit(plan, commit)]);
	const files = plan.service.files.flatMap((files, index) => files.kind === "source" ? [judgeTree(files, evidence.artifacts[index], commit.value)] : []);
	return layerOf("source", [
		judgePullRequest(plan, commit.value),
		...files,
		...expectations(plan, evidence)
	]);
}
function unreadCommit(plan, commit) {
	const { code } = faultOf(commit);
	const subject = plan.service.commit ?? plan.target.revision;
	if (code === "commit-missing") return drift("commit-missing", "merge-or-expect-another-commit", "verified", [finding$1("drift", "commit-missing", subject)]);
	const unread = [finding$1("inconclusive", "unread", subject, { detail: code })];
	if (code === "shallow-clone") return inconclusive("shallow-clone", "fetch-full-history", unread);
	return inconclusive("source-unread", "check-the-configuration", unread);
}
function judgePullRequest(plan, commit) {
	const asked = commit.pullRequest;
	if (asked.status === "observed") return judgeContained(commit, asked.value);
	if (asked.status === "skipped" && asked.reason === "no-pull-request" && plan.target.pullRequest === null) return match("commit-present", "verified");
	const { code } = faultOf(asked);
	const subject = plan.target.pullRequest === null ? commit.sha : `#${plan.target.pullRequest.number}`;
	return inconclusive("pull-request-unknown", commit.shallow ? "fetch-full-history" : "look-again", [finding$1("inconclusive", "unread", subject, { detail: code })]);
}
function judgeContained(commit, pull) {
	const subject = `#${pull.number}`;
	if (pull.contained === "no") return drift("pull-request-not-in-commit", "merge-or-expect-another-commit", "verified", [finding$1("drift", "pull-request-not-in-commit", subject, {
		expected: pull.head,
		deployed: commit.sha
	}), ...changedFindings(pull, "drift")]);
	const remedy = commit.shallow ? "fetch-full-history" : "merge-or-expect-another-commit";
	if (pull.contained === "unknown") return inconclusive("pull-request-unknown", remedy, [finding$1("inconclusive", "pull-request-unknown", subject), ...changedFindings(pull, "inconclusive")]);
	const left = pull.changed.filter((file) => file.change !== "deleted");
	if (pull.contained === "ancestor" && left.length > 0 && left.every((file) => file.inCommit === "absent" || file.inCommit === "unknown")) return inconclusive("pull-request-unknown", remedy, changedFindings(pull, "inconclusive"), "verified");
	const assurance = pull.contained === "merged-as" ? "platform" : "verified";
	return match("pull-request-present", assurance, changedFindings(pull, "note"));
}
/** The pull request's files that the commit does not hold as the pull request left them. */
const changedFindings = (pull, level) => pull.changed.flatMap((file) => {
	if (file.inCommit === "present") return [];
	if (file.inCommit === "unknown") return [finding$1(level === "drift" ? "inconclusive" : level, "unread", file.path, { detail: file.change })];
	const code = file.inCommit === "absent" ? "changed-file-absent" : "changed-file-differs";
	return [finding$1(level, code, file.path, { detail: file.change })];
});
/** A path of the commit that `files` names: the commit's own tree is what should be deployed. */
function judgeTree(files, artifact, commit) {
	const missing = drift("path-not-in-commit", "check-the-configuration", "verified", [finding$1("drift", "path-not-in-commit", files.from, { deployed: commit.sha })]);
	if (artifact?.status !== "observed") {
		const { code } = faultOf(artifact);
		if (code === "file-missing") return missing;
		return inconclusive("source-unread", "look-again", [finding$1("inconclusive", "unread", files.from, { detail: code })]);
	}
	const { manifest, origin } = artifact.value;
	if (origin.kind !== "commit" || origin.commit !== commit.sha) return drift("artifact-of-another-commit", "check-the-configuration", "verified", [finding$1("drift", "artifact-of-another-commit", files.from, {
		expected: commit.sha,
		deployed: origin.kind === "directory" ? null : origin.commit
	})]);
	if (manifest.gaps.length > 0) return inconclusive("source-unread", "look-again", manifest.gaps.map((gap) => finding$1("inconclusive", "unread", gap.path, { detail: gap.fault.code })));
	return manifest.entries.some((entry) => entry.type !== "directory") ? match("commit-present", "verified") : missing;
}
/** Where no build output is configured the commit's own files must meet what is expected. */
function expectations(plan, evidence) {
	if (plan.skipped.artifact === void 0 || plan.service.files.length === 0) return [];
	const trees = plan.service.files.map((_, index) => {
		const artifact = evidence.artifacts[index];
		return artifact?.status === "observed" ? {
			markers: artifact.value.markers,
			complete: artifact.value.manifest.gaps.length === 0
		} : {
			markers: null,
			complete: false
		};
	});
	return judgeExpectations(plan.service.expect, trees, {
		assurance: "verified",
		remedy: "merge-or-expect-another-commit",
		unread: "source-unread",
		good: "commit-present",
		mayBeMissing: false,
		textsElsewhere: false
	});
}
// src/judge/transition.ts
/** What moved since the deployment before, or since this one was live; null where none is remembered. */
function transitionOf(plan, evidence, now) {
	const then = compared(rememberedOf(plan, evidence), expectedCommit(plan, evidence), now);
	if (then === null) return null;
	const probes = plan.probes.flatMap((probe, index) => {
		const key = probeKey(probe);
		if (!Object.hasOwn(then.probes, key)) return [];
		const [answer, control] = probeEvidenceOf(plan, evidence.probes, index);
		return [moveOf(probe, then.probes[key] ?? null, answer, control)];
	});
	return {
		since: then.at,
		previousStatus: then.status,
		previousDepartsAt: then.departsAt,
		previousCommit: then.commit,
		direction: together([...probes.map((probe) => probe.direction), outcomeMove(then, now)]),
		probes
	};
}
/** The deployment before; once this commit was live and is no longer (rolled back, replaced), the run that saw it live. */
function compared(old, expected, now) {
	if (old?.last.status === "live" && now.status !== "live") return old.last;
	return earlierDeployments(old, expected)[0] ?? null;
}
function moveOf(probe, from, answer, control) {
	const to = answer.status === "observed" ? answer.value.status : null;
	const mount = mountOf(probe, answer, control);
	const fallback = (mount === "catch-all" || mount === "soft-404") && to !== null && to >= 200 && to < 300;
	return {
		probe: probe.name,
		from,
		to,
		direction: direction(from, to, stepOf(probe, from), fallback ? step.gone : stepOf(probe, to))
	};
}
/**
* How far a request got: to nobody, to a gateway with nothing behind it, to a server without the route, to the route
* under another method, into code that broke, to a redirect, to authentication, to permission, to a handler, to what
* was expected. A 401 is further than a 404 whatever was expected: one layer was gained.
*/
const step = {
	nobody: 0,
	gateway: 1,
	gone: 2,
	method: 3,
	broken: 4,
	redirect: 5,
	authentication: 6,
	permission: 7,
	handler: 8,
	expected: 9
};
/** Null: the status says nothing about how far (429 is anybody's limiter). */
function stepOf(probe, status) {
	if (status === null) return step.nobody;
	if (probe.expect === null ? status >= 200 && status < 300 : probe.expect.includes(status)) return step.expected;
	if (status === 429) return null;
	if (status >= 502 && status <= 504) return step.gateway;
	if (status >= 500) return step.broken;
	if (status === 404 || status === 410) return step.gone;
	if (status === 405) return step.method;
	if (status === 401) return step.authentication;
	if (status === 403) return step.permission;
	return status >= 300 && status < 400 ? step.redirect : step.handler;
}
function direction(from, to, then, now) {
	if (from === to && then === now) return "same";
	if (then === null || now === null || then === now) return "sideways";
	return now > then ? "forward" : "back";
}
/** Later drift is further; to lose sight, or to find it again over drift, is no movement up or down. */
function outcomeMove(then, now) {
	if (then.status === now.status && then.departsAt === now.departsAt) return "same";
	if (now.status === "live") return "forward";
	if (then.status === "live" && now.status === "drift") return "back";
	if (then.departsAt === null || now.departsAt === null) return "sideways";
	return layerNames.indexOf(now.departsAt) > layerNames.indexOf(then.departsAt) ? "forward" : "back";
}
function together(moves) {
	const forward = moves.includes("forward");
	if (forward !== moves.includes("back")) return forward ? "forward" : "back";
	return forward || moves.includes("sideways") ? "sideways" : "same";
}
// src/judge/judge.ts
/** The verdict on what was seen. Pure: the same plan and evidence give the same bytes, now and offline. */
function judge(plan, evidence) {
	const layers = markMasked([
		judgeMapping(),
		judgeSource(plan, evidence),
		judgeArtifact(plan, evidence),
		judgeImage(plan, evidence),
		judgeContainer(),
		judgeRoute(plan, evidence),
		judgeApi(plan, evidence)
	]);
	const proof = proofOf(plan, evidence);
	const overall = overallOf(layers, proof);
	return {
		schema: verdictSchema,
		service: plan.service.service,
		environment: plan.service.environment,
		...overall,
		expectedCommit: expectedCommit(plan, evidence),
		deployedCommit: deployedCommit(plan, evidence, overall.status, layers),
		image: imageOf(evidence),
		proof,
		transition: transitionOf(plan, evidence, overall),
		layers
	};
}
function imageOf({ image }) {
	if (image.status !== "observed") return null;
	const { reference, index, manifest, config } = image.value;
	return {
		reference,
		index,
		manifest,
		config
	};
}
// src/judge/settle.ts
/** Live may hold for more rounds; what waiting cannot change ends it. */
function roundState(plan, verdict) {
	if (verdict.status === "live") return "holds";
	return settled(plan, verdict) ? "final" : "pending";
}
const fixed = ["source", "artifact"];
/** Whether looking again is of no use: it is live, or a rollout cannot make it so. */
function settled(plan, verdict) {
	if (verdict.status === "live") return true;
	if (verdict.layers.some((layer) => fixed.includes(layer.layer) && isShort(layer.status))) return true;
	if (verdict.layers.some((layer) => layer.findings.some((finding) => finding.code === "open-to-everyone"))) return true;
	if (verdict.reason === "nothing-compared") return true;
	return verdict.reason === "process-not-seen" && plan.service.version === null;
}
const isShort = (status) => status === "drift" || status === "inconclusive";
// src/judge/snapshot.ts
/** What the next run is to know. `at` is ISO 8601 in UTC. */
function nextHistory(plan, evidence, verdict, at) {
	const old = rememberedOf(plan, evidence);
	if (evidence.commit.status !== "observed" && old !== null) return old;
	const { service, environment } = plan.service;
	return {
		schema: "deploy-truth/history/v1",
		service,
		environment,
		last: snapshotOf(plan, evidence, verdict, at),
		before: beforeOf(plan, evidence, old)
	};
}
/** The memory of a look within a run, without its 404s: while a process restarts a proxy answers so for everything. */
function lookMemory(history) {
	const { last } = history;
	const probes = Object.entries(last.probes).filter(([, status]) => status !== 404 && status !== 410);
	const served = Object.entries(last.served).filter(([, sha256]) => sha256 !== null);
	return {
		...history,
		last: {
			...last,
			probes: Object.fromEntries(probes),
			served: Object.fromEntries(served)
		}
	};
}
/** Kept is the earlier deployment that proves this one, so that looking again does not lose the proof; else the oldest. */
function beforeOf(plan, evidence, old) {
	if (old === null || evidence.commit.status !== "observed") return null;
	const earlier = earlierDeployments(old, evidence.commit.value.sha);
	return earlier.find((snapshot) => proofAgainst(plan, evidence, [snapshot]).some((proof) => proof.kind === "route-gained" || proof.kind === "live-bytes" && proof.tells === "history")) ?? earlier.at(-1) ?? null;
}
const mostEntries = 1e3;
const mostLacked = 100;
function snapshotOf(plan, evidence, verdict, at) {
	const { live, image } = evidence;
	const files = live.status === "observed" ? live.value.files : [];
	const probes = plan.probes.slice(0, mostEntries).map((probe, index) => {
		const [answer] = probeEvidenceOf(plan, evidence.probes, index);
		return [probeKey(probe), answer?.status === "observed" ? answer.value.status : null];
	});
	return {
		commit: verdict.expectedCommit,
		at,
		run: plan.target.run?.number ?? null,
		status: verdict.status,
		departsAt: verdict.departsAt,
		imageManifest: image.status === "observed" ? image.value.manifest : null,
		probes: Object.fromEntries(probes),
		served: Object.fromEntries(files.flatMap(servedEntry).slice(0, mostEntries)),
		lacked: lackedPaths(plan, evidence, files).slice(0, mostLacked)
	};
}
/** Only what is known for certain: the whole bytes, or that nothing is there. */
function servedEntry(file) {
	if (file.answer.status !== "observed") return [];
	const { value } = file.answer;
	if (value.status === 404 || value.status === 410) return [[file.path, null]];
	return isWholeAnswer(value) ? [[file.path, value.sha256]] : [];
}
/** Paths in the artifact that the image lacks or holds with other bytes; first those that are fetched, then the changed. */
function lackedPaths(plan, evidence, files) {
	const { image } = evidence;
	if (image.status !== "observed" || image.value.gaps.length > 0) return [];
	const fetched = new Set(files.flatMap((file) => file.expected.map((entry) => entry.path)));
	const served = new Set(files.map(servedAs));
	const all = plan.service.files.flatMap((config, index) => {
		const artifact = evidence.artifacts[index];
		const placement = image.value.placements[index];
		if (artifact?.status !== "observed" || placement?.status !== "placed" || placement.manifest.gaps.length > 0) return [];
		const ignored = compileGlobs(config.ignore);
		const changed = changedIn(config, evidence);
		return diffManifests(artifact.value.manifest, placement.manifest, {
			modes: "none",
			directories: false
		}).changes.filter((change) => change.expected?.type === "file" && !ignored(change.path) && !served.has(change.path)).map(({ path }) => ({
			path,
			rank: fetched.has(path) ? 0 : changed(path) ? 1 : 2
		}));
	});
	return [...new Set(all.sort((a, b) => a.rank - b.rank).map(({ path }) => path))];
}
// src/model/evidence.ts
const evidenceSchema = "deploy-truth/evidence/v1";
// src/observe/artifacts.ts
/** What should be live, one observation for each `files`: the build output, or a path of the commit itself. */
async function observeArtifacts(world, plan, commit, repository) {
	const all = [];
	for (const files of plan.service.files) all.push(await attempt(world, () => observeArtifact(world, plan, files, commit, repository)));
	return all;
}
async function observeArtifact(world, plan, files, commit, repository) {
	const { expect, timeouts } = plan.service;
	const ignored = compileGlobs(files.ignore);
	const wanted = compileGlobs(expect.map((expectation) => expectation.files));
	const texts = [...new Set(expect.flatMap((expectation) => expectation.contains))];
	const { read, origin } = await readExpected(world, files, commit, {
		blobs: files.kind === "source",
		search: texts.length === 0 ? null : {
			wants: (path) => wanted(path) && !ignored(path),
			texts,
			key: ""
		},
		platform: null,
		plainHttp: false,
		credentials: null,
		timeouts,
		publicOnly: plan.trust === "untrusted",
		ca: null,
		assurance: "any",
		layers: null,
		only: null,
		repository
	});
	const kept = read.manifest.entries.filter((entry) => !ignored(entry.path));
	const manifest = {
		...read.manifest,
		entries: kept
	};
	return {
		from: files.from,
		origin,
		manifest,
		ignored: read.manifest.entries.length - kept.length,
		markers: markersOf(expect, manifest, origin.kind === "record" ? null : read.found)
	};
}
async function readExpected(world, files, commit, options) {
	if (files.kind === "source") {
		if (commit.status !== "observed") throw new FaultError("commit-missing", "the commit was not read, so neither are its files");
		return {
			read: await readGitTree(world, commit.value.sha, files.from, options),
			origin: {
				kind: "commit",
				commit: commit.value.sha
			}
		};
	}
	const place = `${options.repository}/${files.from}`;
	const { kind } = await world.files.stat(place);
	if (kind === "file") {
		const { record, ...read } = await readFileSubject(world, place);
		if (record === null) throw new FaultError("invalid-record", `${files.from} is a file manifest without a commit: write it with 'deploy-truth record'`);
		const { commit: built, tree, dirty, recordedAt } = record;
		return {
			read,
			origin: {
				kind: "record",
				commit: built,
				tree,
				dirty,
				recordedAt
			}
		};
	}
	return {
		read: await readDirectory(world, place, options),
		origin: { kind: "directory" }
	};
}
/** For each expectation the files that match its glob, and those of them that lack one of its texts. */
function markersOf(expect, manifest, found) {
	return expect.map((expectation) => {
		const matches = compileGlobs([expectation.files]);
		const matched = manifest.entries.filter((entry) => entry.type === "file" && matches(entry.path)).map((entry) => entry.path);
		if (found === null) return {
			matched,
			lacking: expectation.contains.length === 0 ? [] : null
		};
		return {
			matched,
			lacking: matched.flatMap((path) => expectation.contains.filter((text) => !found.get(path)?.includes(text)).map((text) => ({
				path,
				text
			})))
		};
	});
}
// src/adapters/github/pulls.ts
const permission = "pull-requests: read";
const pageSize = 100;
/** GitHub lists at most 3,000 files of a pull request ("List pull requests files"). */
const filePages = 30;
/**
* The pull request that brought a commit: of those GitHub associates with it, the one merged as this commit, else the
* one whose head it is, else the only one. None is null; several that fit equally well are `pull-request-unknown`.
*/
async function pullsOfCommit(request, repository, sha) {
	const what = `reading the pull requests of ${sha.slice(0, 12)}`;
	const answer = await request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
		...named(repository),
		commit_sha: sha,
		per_page: pageSize
	});
	if (answer.status === 422) throw new FaultError("commit-missing", `${what}: GitHub does not know this commit`);
	if (answer.status !== 200) throw githubFault(answer, what, permission);
	const alive = listOf(answer.data, what).map((item) => pullFrom(item, what)).filter((pull) => pull.open || pull.merged);
	const fitting = [
		alive.filter((pull) => pull.merged && pull.mergeCommit === sha),
		alive.filter((pull) => pull.hint.head === sha),
		alive
	].find((tier) => tier.length > 0) ?? [];
	if (fitting.length > 1) {
		const names = fitting.slice(0, 10).map((pull) => `#${pull.hint.number}`);
		const more = fitting.length > names.length ? ` and ${fitting.length - names.length} more` : "";
		throw new FaultError("pull-request-unknown", `${sha.slice(0, 12)} belongs to ${names.join(", ")}${more}`);
	}
	return fitting[0]?.hint ?? null;
}
/** One pull request by its number. */
async function pullOf(request, repository, number) {
	const what = `reading pull request #${number}`;
	const answer = await request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
		...named(repository),
		pull_number: number
	});
	if (answer.status !== 200) throw githubFault(answer, what, permission);
	return pullFrom(answer.data, what).hint;
}
/** The files a pull request changes; null where it has more than GitHub lists. */
async function filesOfPull(request, repository, number) {
	const what = `reading the files of pull request #${number}`;
	const files = [];
	for (let page = 1; page <= filePages; page++) {
		const answer = await request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
			...named(repository),
			pull_number: number,
			per_page: pageSize,
			page
		});
		if (answer.status !== 200) throw githubFault(answer, what, permission);
		const listed = listOf(answer.data, what);
		for (const item of listed) files.push(...changesFrom(item, what));
		if (listed.length < pageSize) return files;
	}
	return null;
}
function pullFrom(item, what) {
	const pull = recordOf(item);
	const number = pull?.["number"];
	if (pull === null || !Number.isSafeInteger(number) || number < 1) throw new FaultError("unexpected-answer", `${what}: GitHub's answer is not a pull request`);
	return {
		hint: {
			number,
			title: typeof pull["title"] === "string" ? pull["title"].slice(0, 1024) : null,
			head: commitAt(pull["head"]),
			base: commitAt(pull["base"]),
			mergeCommit: typeof pull["merged_at"] === "string" ? commitOf(pull["merge_commit_sha"]) : null
		},
		open: pull["state"] === "open",
		merged: typeof pull["merged_at"] === "string",
		mergeCommit: commitOf(pull["merge_commit_sha"])
	};
}
/** A renamed file is gone from its old place and present at its new one. */
function changesFrom(item, what) {
	const file = recordOf(item);
	const path = file?.["filename"];
	if (file === null || typeof path !== "string" || path === "") throw new FaultError("unexpected-answer", `${what}: GitHub's answer is not a list of files`);
	const blob = commitOf(file["sha"]);
	switch (file["status"]) {
		case "unchanged": return [];
		case "removed": return [{
			path,
			change: "deleted",
			blob: null
		}];
		case "added":
		case "copied": return [{
			path,
			change: "added",
			blob
		}];
		case "renamed": {
			const from = file["previous_filename"];
			return [...typeof from === "string" ? [{
				path: from,
				change: "deleted",
				blob: null
			}] : [], {
				path,
				change: "renamed",
				blob
			}];
		}
		default: return [{
			path,
			change: "modified",
			blob
		}];
	}
}
function named(repository) {
	const found = ownerAndRepo(repository);
	if (found === null) throw new FaultError("internal-error", `${JSON.stringify(repository)} names no repository`);
	return found;
}
function listOf(data, what) {
	if (!Array.isArray(data)) throw new FaultError("unexpected-answer", `${what}: GitHub's answer is not a list`);
	return data;
}
const recordOf = (value) => typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
const commitAt = (side) => commitOf(recordOf(side)?.["sha"]);
const commitOf = (value) => typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : null;
// src/observe/pull-request.ts
/**
* The pull request this deployment is about, and whether its work is in the commit; null where there is none. The
* event names it, else GitHub is asked for the commit's.
*/
async function observePullRequest(world, plan, repository, commit) {
	const hint = await pullRequestHint(world, plan, commit);
	if (hint === null) return null;
	const { number, head, base } = hint;
	const identity = {
		number,
		title: hint.title ?? "",
		head,
		base
	};
	const changed = (head !== null && base !== null && await repository.has(head) && await repository.has(base) ? await changedLocally(world, repository, commit, base, head) : null) ?? await changedOnGithub(world, plan, repository, commit, number);
	return {
		...identity,
		contained: await containment(world, repository, commit, hint, changed),
		changed: changed ?? []
	};
}
async function pullRequestHint(world, plan, commit) {
	const { pullRequest, repository } = plan.target;
	if (world.github === null || repository === null) return pullRequest;
	if (pullRequest === null) return pullsOfCommit(world.github, repository, commit.sha);
	return pullRequest.head !== null && pullRequest.base !== null && pullRequest.title !== null ? pullRequest : pullOf(world.github, repository, pullRequest.number);
}
/** What the pull request did to each file since it left its base, against what the commit holds. */
async function changedLocally(world, repository, commit, base, head) {
	const fork = await attempt(world, () => repository.mergeBase(base, head));
	if (fork.status !== "observed" || fork.value === null) return null;
	return inCommit(repository, commit, await repository.changedFiles(fork.value, head));
}
/** The same from GitHub's list, for clones that do not hold the pull request's commits. */
async function changedOnGithub(world, plan, repository, commit, number) {
	if (world.github === null || plan.target.repository === null) return null;
	const listed = await filesOfPull(world.github, plan.target.repository, number);
	return listed === null ? null : inCommit(repository, commit, listed);
}
async function inCommit(repository, commit, changes) {
	const paths = changes.map((change) => change.path);
	const blobs = await repository.blobsAt(commit.sha, paths);
	return changes.map((change) => {
		const path = change.path;
		return {
			path,
			change: change.change,
			inCommit: stateOf(change, blobs.get(path) ?? null)
		};
	});
}
function stateOf({ change, blob }, held) {
	if (change === "deleted") return held === null ? "present" : "other";
	if (held === null) return "absent";
	if (blob === null) return "unknown";
	return held === blob ? "present" : "other";
}
async function containment(world, repository, commit, hint, changed) {
	const { head } = hint;
	if (head === commit.sha) return "ancestor";
	const held = head !== null && await repository.has(head);
	const ancestor = held ? await attempt(world, () => repository.isAncestor(head, commit.sha)) : null;
	if (ancestor?.status === "observed" && ancestor.value) return "ancestor";
	if (held && await repository.treeOf(head) === commit.tree) return "same-tree";
	const files = changed ?? [];
	if (files.length > 0 && files.every((file) => file.inCommit === "present")) return "same-files";
	const complete = changed !== null && files.every((file) => file.inCommit !== "absent" && file.inCommit !== "unknown");
	if (hint.mergeCommit === commit.sha && complete) return "merged-as";
	return changed !== null && !files.some((file) => file.inCommit === "unknown") && ancestor?.status === "observed" ? "no" : "unknown";
}
// src/observe/commit.ts
/** The commit that should be live, read from the repository: is it there, and does it hold the pull request? */
async function observeCommit(world, plan, directory) {
	const repository = await openRepository(world, directory);
	const commit = await repository.commit(plan.service.commit ?? plan.target.revision);
	const pullRequest = await attempt(world, () => observePullRequest(world, plan, repository, commit));
	const asked = pullRequest.status === "observed" && pullRequest.value === null ? {
		status: "skipped",
		reason: "no-pull-request"
	} : pullRequest;
	return {
		...commit,
		workspace: await repository.workspace(),
		pullRequest: asked,
		newTexts: await newTexts(repository, plan, commit, asked)
	};
}
/**
* The texts of `expect` that this commit brought: its tree holds them and the tree before did not. Where the tree
* before is not in the clone nothing is known, which proves nothing: no text is named.
*/
async function newTexts(repository, plan, commit, pullRequest) {
	const texts = [...new Set(plan.service.expect.flatMap((expectation) => expectation.contains))];
	if (texts.length === 0) return [];
	const before = (pullRequest.status === "observed" ? pullRequest.value.base : null) ?? commit.parents[0];
	if (before === void 0 || !await repository.has(before)) return [];
	const fresh = [];
	for (const text of texts) if (await repository.containsText(commit.sha, text) && !await repository.containsText(before, text)) fresh.push(text);
	return fresh;
}
// src/plan/decisive.ts
/**
* The paths of an image that its verdict depends on, where they are known beforehand: every file set says where it sits
* and takes no notice of other files, and no earlier image is compared. Null: the whole image has to be read.
*/
function decisivePaths(service, artifacts) {
	if (!mayDependOnFew(service)) return null;
	const paths = /* @__PURE__ */ new Set();
	for (const [index, { to }] of service.files.entries()) {
		const artifact = artifacts[index];
		if (artifact?.status !== "observed") return null;
		const { path } = pathOf(to);
		for (const entry of artifact.value.manifest.entries) if (entry.type !== "directory") paths.add(joinPath(path, entry.path));
	}
	return paths;
}
/** What the configuration alone says of it: only then is it worth waiting for the artifact before the image is read. */
const mayDependOnFew = ({ files, image }) => files.length > 0 && image?.baseline === null && files.every(({ to, extra }) => to !== null && extra === "ignore");
// src/plan/placement.ts
/** Where an artifact sits in an image: at `to`, or, where that is null, where most of its files are found. */
function placeArtifact(artifact, image, to) {
	if (to !== null) return placeAt(artifact, image, throughLinks(image, pathOf(to).path));
	return infer(artifact, image);
}
function placeAt(artifact, image, directory) {
	const manifest = subtree(image, directory);
	if (manifest === null) return {
		status: "absent",
		to: directory
	};
	return {
		status: "placed",
		to: directory,
		inferred: null,
		manifest: underItsName(artifact, image, manifest, directory)
	};
}
/** One file copied under another name (`COPY server.js /app/main.js`) is compared with the file it became. */
function underItsName(artifact, image, found, to) {
	const [only, ...others] = artifact.entries;
	const [deployed, ...more] = found.entries;
	if (only?.type !== "file" || deployed?.type !== "file" || others.length > 0 || more.length > 0) return found;
	if (only.path.includes("/") || !image.entries.some((entry) => entry.path === to && entry.type === "file")) return found;
	return {
		...found,
		entries: [{
			...deployed,
			path: only.path
		}]
	};
}
const mostLinks = 40;
/** The directory a path leads to when symbolic links are followed inside the image, as the process will follow them. */
function throughLinks(image, path) {
	const links = /* @__PURE__ */ new Map();
	for (const entry of image.entries) if (entry.type === "symlink") links.set(entry.path, entry.target);
	let current = path;
	for (let followed = 0; followed < mostLinks; followed++) {
		const next = firstLink(links, current);
		if (next === null) break;
		current = next;
	}
	return asPath(current);
}
/** The path with its first symbolic link replaced by where it leads; null when none is on the way. */
function firstLink(links, path) {
	for (let slash = path.indexOf("/");; slash = path.indexOf("/", slash + 1)) {
		const head = slash < 0 ? path : path.slice(0, slash);
		const target = links.get(head);
		if (target !== void 0) {
			const from = target.startsWith("/") ? "" : head.slice(0, head.lastIndexOf("/") + 1);
			return pathOf(`${from}${target}${slash < 0 ? "" : path.slice(slash)}`).path;
		}
		if (slash < 0) return null;
	}
}
const enough = .2;
const shown = 5;
function infer(artifact, image) {
	const wanted = wantedFiles(artifact);
	const votes = votesOf(wanted, image);
	const ranked = rank(votes, wanted.size);
	const name = (candidates) => candidates.slice(0, shown).map(([directory]) => asPath(directory));
	const [best] = ranked;
	if (best === void 0 || best[1].score < enough * wanted.size) return {
		status: "not-found",
		candidates: name(ranked)
	};
	const [to, { byContent, byPath, score }] = best;
	const rivals = rivalsOf(votes, wanted, to);
	const alike = ranked.filter(([directory, other]) => score - other.score < 1e-9 || rivals.has(directory));
	if (alike.length > 1) return {
		status: "ambiguous",
		candidates: name(alike)
	};
	const manifest = subtree(image, to);
	if (manifest === null) return {
		status: "not-found",
		candidates: name(ranked)
	};
	return {
		status: "placed",
		to: asPath(to),
		inferred: {
			byContent,
			byPath,
			of: wanted.size
		},
		manifest
	};
}
/** Files with content; an artifact of empty files alone votes with those. */
function wantedFiles(artifact) {
	const files = artifact.entries.filter((entry) => entry.type === "file");
	const filled = files.filter((entry) => entry.size > 0);
	return new Map((filled.length > 0 ? filled : files).map((entry) => [entry.path, entry]));
}
/**
* One pass over the image: each ending of a path that names a wanted file is a vote for what stands before it. Linear
* in the image's files times the artifact's depth.
*/
function votesOf(wanted, image) {
	let depth = 1;
	for (const path of wanted.keys()) depth = Math.max(depth, path.split("/").length);
	const found = [];
	const places = /* @__PURE__ */ new Map();
	for (const entry of image.entries) {
		if (entry.type !== "file") continue;
		let end = entry.path.length;
		for (let level = 0; level < depth && end > 0; level++) {
			const slash = entry.path.lastIndexOf("/", end - 1);
			const path = entry.path.slice(slash + 1);
			end = slash;
			const file = wanted.get(path);
			if (file === void 0) continue;
			const same = file.sha256 === entry.sha256;
			found.push({
				directory: slash < 0 ? "" : entry.path.slice(0, slash),
				path,
				same
			});
			const count = places.get(path) ?? {
				byPath: 0,
				byContent: 0
			};
			count.byPath++;
			if (same) count.byContent++;
			places.set(path, count);
		}
	}
	return found.map(({ directory, path, same }) => {
		const count = places.get(path);
		return {
			directory,
			path,
			byPath: 1 / count.byPath,
			byContent: same ? 1 / count.byContent : 0
		};
	});
}
function rank(votes, of) {
	const candidates = /* @__PURE__ */ new Map();
	for (const vote of votes) {
		const candidate = candidates.get(vote.directory) ?? {
			byPath: 0,
			byContent: 0,
			score: 0
		};
		candidate.byPath++;
		if (vote.byContent > 0) candidate.byContent++;
		candidate.score += vote.byPath + vote.byContent;
		candidates.set(vote.directory, candidate);
	}
	return [...candidates].filter(([directory, { byContent }]) => !isPackage(directory) || byContent * 2 >= of).sort(([a, x], [b, y]) => y.score - x.score || comparePaths(a, b));
}
/** Packages bring files of every name; only equal content says that ours was put among them. */
const isPackage = (directory) => /(?:^|\/)node_modules(?:\/|$)/.test(directory);
/**
* Other directories that look like a copy too, old or new: either may be the one that runs, and choosing would
* decide the verdict. Files that the chosen place accounts for do not speak for another.
*/
function rivalsOf(votes, wanted, to) {
	const byDirectory = /* @__PURE__ */ new Map();
	for (const { directory, path, byPath } of votes) {
		if (directory === to || isPackage(directory)) continue;
		const whole = joinPath(directory, path);
		if (isWithin(whole, to) && wanted.has(relativeTo(whole, to))) continue;
		byDirectory.set(directory, (byDirectory.get(directory) ?? 0) + byPath);
	}
	const strong = [...byDirectory].filter(([, votesThere]) => votesThere >= enough * wanted.size);
	return new Set(strong.map(([directory]) => directory));
}
// src/observe/base.ts
const notStated = {
	base: null,
	baseFault: null
};
/**
* What the image was built on: the base the configuration names, or else the one the image names in its own registry.
* A base that cannot be read is told beside the image and is no fault of it.
*/
async function observeBase(world, plan, image, reference, access) {
	const stated = statedBase(plan, image, reference);
	if (stated === null) return notStated;
	const options = stated.reference.registry === reference.registry ? access : {
		...access,
		credentials: null,
		plainHttp: false
	};
	const seen = await attempt(world, () => compareBase(world, image, stated.reference, stated.was, options));
	if (seen.status !== "observed") return seen.status === "unavailable" ? {
		base: null,
		baseFault: seen.fault
	} : notStated;
	const { byDigest, ...found } = seen.value;
	return {
		base: {
			...found,
			statedBy: byDigest ? "image" : stated.by
		},
		baseFault: null
	};
}
function statedBase(plan, { builtOn }, image) {
	const config = plan.service.image;
	const believed = plan.trust === "trusted" && config.assurance !== "verified";
	const said = builtOn === null || !believed ? null : readable(builtOn.name);
	if (config.base !== null) {
		const reference = readable(config.base);
		if (reference === null) return null;
		return {
			reference,
			was: said?.registry === reference.registry && said.repository === reference.repository ? builtOn?.digest ?? null : null,
			by: "configuration"
		};
	}
	if (said === null || said.registry !== image.registry) return null;
	return {
		reference: said,
		was: builtOn?.digest ?? null,
		by: "image"
	};
}
function readable(text) {
	const reference = parseReference(text);
	return typeof reference === "string" ? null : reference;
}
// src/observe/image.ts
/**
* The deployed image, from its registry: which one it is by every digest, and where in it the expected files sit.
* `before` is what an earlier round of the same run read; an image that did not move is not read again.
*/
async function observeImage(world, plan, artifactsSeen, before, around) {
	const image = plan.service.image;
	const reference = referenceOf(image.reference);
	const options = await readOptions(world, plan, reference, around);
	if (before?.status === "observed" && before.value.gaps.length === 0) {
		const now = await resolveImage(world, reference, options);
		if (now.manifest === before.value.manifest) return {
			...before.value,
			tagMovedTo: now.tagMovedTo
		};
	}
	const [first, artifacts] = await Promise.all([mayDependOnFew(plan.service) ? artifactsSeen.then((seen) => readRegistry(world, reference, {
		...options,
		only: decisivePaths(plan.service, seen)
	})) : readRegistry(world, reference, options), artifactsSeen]);
	let read = first;
	let placements = placed(plan, artifacts, read);
	if (read.layersLeft > 0 && placements.some(({ status }) => status !== "placed")) {
		read = await readRegistry(world, reference, options);
		placements = placed(plan, artifacts, read);
	}
	const { builtOn: _, ...identity } = read.image;
	return {
		...identity,
		placements: placements.map((placement, index) => narrowed(plan, artifacts, placement, index)),
		markers: imageMarkers(plan, read, placements),
		newSinceBaseline: image.baseline === null ? null : await newSince(world, plan, image.baseline, artifacts, placements, around),
		...await observeBase(world, plan, read.image, reference, options),
		layersLeft: read.layersLeft,
		gaps: read.manifest.gaps,
		oddities: read.oddities.slice(0, 1e3)
	};
}
const placed = (plan, artifacts, read) => plan.service.files.map((files, index) => {
	const artifact = artifacts[index];
	if (artifact?.status !== "observed") return { status: "no-artifact" };
	return placeArtifact(artifact.value.manifest, read.manifest, files.to);
});
function referenceOf(text) {
	const reference = parseReference(text);
	if (typeof reference === "string") throw new FaultError("invalid-manifest", reference);
	return reference;
}
async function readOptions(world, plan, reference, around) {
	const { image, expect, timeouts } = plan.service;
	const ca = image.ca;
	const wanted = compileGlobs(expect.flatMap(({ files }) => [files, `**/${files}`]));
	const texts = [...new Set(expect.flatMap((expectation) => expectation.contains))];
	return {
		blobs: false,
		search: texts.length === 0 ? null : {
			wants: wanted,
			texts,
			key: JSON.stringify([expect.map(({ files }) => files), texts])
		},
		platform: image.platform,
		plainHttp: image.plainHttp,
		credentials: credentialsFor(world, plan, reference),
		timeouts,
		publicOnly: plan.trust === "untrusted",
		ca: ca === null ? null : await readAuthority(world, `${around.repository}/${ca}`, `registry-ca ${ca}`),
		assurance: image.assurance,
		layers: plan.trust === "untrusted" ? null : around.layers,
		only: null,
		repository: around.repository
	};
}
/** The password's variable, read only where the grants let it go to this registry. */
function credentialsFor(world, plan, reference) {
	const stated = plan.service.image.credentials;
	if (stated === null) return null;
	if (!mayRead(stated.passwordVariable, `https://${reference.registry}/`, plan.secrets, plan.trust)) throw new FaultError("secret-missing", `the variable ${stated.passwordVariable} may not be sent to ${reference.registry}`);
	const password = world.env[stated.passwordVariable];
	if (password === void 0 || password === "") throw new FaultError("secret-missing", `the variable ${stated.passwordVariable} is not set`);
	world.log.mask(password);
	return {
		username: stated.username,
		password
	};
}
/** Where extra files do not matter only the expected paths are kept: a placement at the root would hold the whole base image. */
function narrowed(plan, artifacts, placement, index) {
	const artifact = artifacts[index];
	if (placement.status !== "placed" || artifact?.status !== "observed" || plan.service.files[index].extra !== "ignore") return placement;
	const expected = new Set(artifact.value.manifest.entries.map((entry) => entry.path));
	const entries = placement.manifest.entries.filter((entry) => expected.has(entry.path));
	return {
		...placement,
		manifest: {
			...placement.manifest,
			entries
		}
	};
}
function imageMarkers(plan, read, placements) {
	const entries = [];
	const found = /* @__PURE__ */ new Map();
	for (const placement of placements) {
		if (placement.status !== "placed") continue;
		entries.push(...placement.manifest.entries);
		for (const [path, texts] of read.found) if (isWithin(path, placement.to)) found.set(relativeTo(path, placement.to), texts);
	}
	return markersOf(plan.service.expect, {
		assurance: "verified",
		entries,
		gaps: []
	}, found);
}
/** Artifact files that the baseline image lacks or holds with other bytes, by their path in the artifact. */
async function newSince(world, plan, baseline, artifacts, placements, around) {
	const reference = referenceOf(baseline);
	const read = await readRegistry(world, reference, {
		...await readOptions(world, plan, reference, around),
		search: null
	});
	if (read.manifest.gaps.length > 0) return null;
	const fresh = [];
	for (const [index, placement] of placements.entries()) {
		const artifact = artifacts[index];
		if (placement.status !== "placed" || artifact?.status !== "observed") continue;
		const old = new Map(subtree(read.manifest, placement.to)?.entries.map((entry) => [entry.path, entry]) ?? []);
		for (const entry of artifact.value.manifest.entries) {
			if (entry.type !== "file") continue;
			const was = old.get(entry.path);
			if (was?.type !== "file" || was.sha256 !== entry.sha256) fresh.push(entry.path);
		}
	}
	return fresh;
}
// src/observe/probes.ts
/** Probes asked at the same time, controls included: a check must not become a load. */
const width = 4;
/** Asks every probe and, beside it, its control: same method, same headers, a path that nobody mounts. */
async function observeProbes(world, plan) {
	const questions = plan.probes.flatMap((probe) => [{
		probe,
		url: probe.url
	}, {
		probe,
		url: probe.controlUrl
	}]);
	const answers = await bounded(questions, width, ({ probe, url }) => askOne(world, plan, probe, url));
	return plan.probes.map((probe, index) => ({
		name: probe.name,
		answer: answers[2 * index],
		control: answers[2 * index + 1]
	}));
}
async function askOne(world, plan, probe, url) {
	if (url === null) return {
		status: "skipped",
		reason: "no-control"
	};
	return attempt(world, async () => {
		const { headers, secrets } = fillHeaders(world, probe.headers, url, plan);
		const { answer } = await ask(world, {
			method: probe.method,
			url,
			headers,
			secrets,
			timeouts: plan.service.timeouts,
			publicOnly: plan.trust === "untrusted",
			cap: probeCap
		});
		return answer;
	});
}
// src/observe/version.ts
/** Bytes of a version answer that are read: it holds a word, or a small document. */
const cap = 65536;
/** What the workload says of itself. FaultError `invalid-answer` for anything that is no commit. */
async function observeVersion(world, plan) {
	const { url, field } = plan.service.version;
	const { answer, body } = await ask(world, {
		method: "GET",
		url,
		timeouts: plan.service.timeouts,
		publicOnly: plan.trust === "untrusted",
		cap,
		keep: true
	});
	const where = new URL(url).pathname;
	if (answer.status !== 200) throw new FaultError("invalid-answer", `${where} answered ${answer.status}`);
	if (answer.truncated) throw new FaultError("invalid-answer", `${where} answered more than ${cap} bytes`);
	if (!isPlain(answer)) throw new FaultError("invalid-answer", `${where} answered in an encoding nobody asked for`);
	const text = new TextDecoder().decode(body);
	const said = field === null ? text.trim() : fieldOf(text, field, where);
	if (!/^[0-9a-f]{7,64}$/i.test(said)) throw new FaultError("invalid-answer", `${where} holds no commit${field === null ? "" : ` in ${field}`}: 7 to 64 hex digits`);
	return {
		url,
		commit: said.toLowerCase()
	};
}
function fieldOf(text, field, where) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw new FaultError("invalid-answer", `${where} is no JSON`);
	}
	for (const key of field.split(".")) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) throw new FaultError("invalid-answer", `${where} has no field ${field}`);
		value = value[key];
	}
	return typeof value === "string" ? value.trim() : "";
}
// src/observe/observe.ts
/**
* Looks once at every subject the plan names. `before` is the evidence of an earlier round: what cannot change while
* we wait (commit, artifact, memory) is kept, what can (image, answers) is looked at again.
*/
async function observe(world, plan, around, before) {
	const built = Promise.withResolvers();
	const imageSeen = plan.service.image === null ? notConfigured : attempt(world, () => observeImage(world, plan, built.promise, before?.image ?? null, around));
	const commit = before?.commit ?? await attempt(world, () => observeCommit(world, plan, around.repository));
	const artifacts = before?.artifacts ?? await observeArtifacts(world, plan, commit, around.repository);
	built.resolve(artifacts);
	const pullRequest = commit.status === "observed" && commit.value.pullRequest.status === "observed" ? commit.value.pullRequest.value.number : null;
	const [image, probes, live, version, history] = await Promise.all([
		imageSeen,
		observeProbes(world, plan),
		plan.service.live === null ? notConfigured : attempt(world, async () => (await import("./live-BmKTsxtn.js")).observeLive(world, plan, manifestsOf(artifacts))),
		plan.service.version === null ? notConfigured : attempt(world, () => observeVersion(world, plan)),
		before?.history ?? around.history.read(plan, pullRequest)
	]);
	return {
		commit,
		artifacts,
		image,
		probes,
		live,
		version,
		history
	};
}
const notConfigured = {
	status: "skipped",
	reason: "not-configured"
};
const manifestsOf = (artifacts) => artifacts.flatMap((artifact) => artifact.status === "observed" ? [artifact.value.manifest] : []);
// src/observe/wait.ts
/**
* Looks again until the expectation holds for `rounds` looks in a row, or cannot come any more, or the deadline has
* passed. A streak that began before the deadline may end after it; one look is always taken.
*/
async function observeUntil(world, wait, look, state) {
	const started = world.now();
	let evidence = await look(null);
	if (wait === null) return evidence;
	let streak = 0;
	for (;;) {
		const elapsed = world.now() - started;
		const now = state(evidence, elapsed);
		streak = now === "holds" ? streak + 1 : 0;
		if (now === "final" || streak >= wait.rounds || now === "pending" && elapsed >= wait.deadline) return evidence;
		await world.sleep(wait.interval);
		evidence = await look(evidence);
	}
}
// src/plan/plan.ts
/**
* What to look at for one service. `nonce` is text nobody can guess, fresh for each run: it names the control probes'
* paths, so that no answer can be prepared for them.
*/
function planService(service, config, target, nonce) {
	return {
		service,
		target,
		trust: config.trust,
		secrets: config.secrets,
		skipped: skippedLayers(service),
		probes: service.probes.map((probe) => ({
			...probe,
			controlUrl: probe.control ? controlUrlOf(probe.url, nonce) : null
		}))
	};
}
function skippedLayers(service) {
	const skipped = {
		mapping: "not-configured",
		container: "not-configured"
	};
	if (!service.files.some((files) => files.kind === "artifact")) skipped.artifact = "not-configured";
	if (service.image === null) skipped.image = "not-configured";
	if (service.probes.length === 0) {
		skipped.api = "not-configured";
		if (service.live === null) skipped.route = "not-configured";
	}
	return skipped;
}
/**
* A sibling that nobody mounts: the last path segment replaced, query and fragment dropped; below '/' a child. A
* trailing slash stays, because frameworks treat the two forms as two routes. Null for what is no URL.
*/
function controlUrlOf(url, nonce) {
	if (!URL.canParse(url)) return null;
	const control = new URL(url);
	const path = control.pathname;
	const slashed = path.length > 1 && path.endsWith("/");
	const trimmed = slashed ? path.slice(0, -1) : path;
	control.pathname = `${trimmed.slice(0, trimmed.lastIndexOf("/") + 1)}deploy-truth-control-${encodeURIComponent(nonce)}${slashed ? "/" : ""}`;
	control.search = "";
	control.hash = "";
	return control.href;
}
// src/report/progress.ts
/** One line while a rollout is waited for; times in milliseconds. */
function waitLine(verdict, elapsed, deadline) {
	const layer = openLayer(verdict);
	const why = layer === null ? verdict.reason === null ? null : verdictReasons[verdict.reason] : reasons[layer.reason][0];
	const words = `${overallWords$1[verdict.status].words}${why === null ? "" : ` (${why})`}`;
	return `${line(verdict.service)} in ${line(verdict.environment)}: ${words} after ${clock(elapsed)} of ${clock(deadline)}`;
}
function clock(milliseconds) {
	const seconds = Math.floor(milliseconds / 1e3);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
// src/report/style.ts
/** The page's style sheet. Colors of both schemes keep a contrast of at least 4.5 to 1 with their ground. */
const style = `
:root{color-scheme:light dark;--ground:#fff;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--shade:#f6f8fa;--live:#1a7f37;--drift:#cf222e;--inconclusive:#9a6700}
@media (prefers-color-scheme:dark){:root{--ground:#0d1117;--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--shade:#151b23;--live:#3fb950;--drift:#ff7b72;--inconclusive:#d29922}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
main{max-width:62rem;margin:0 auto;padding:2rem 1rem 4rem}
h1,h2{line-height:1.25;margin:0 0 .5rem}
h1{font-size:1.6rem}h2{font-size:1.25rem}
section{border-left:.3rem solid var(--line);padding:.25rem 0 .25rem 1rem;margin:0 0 2.5rem}
section.live{border-color:var(--live)}section.drift{border-color:var(--drift)}section.inconclusive{border-color:var(--inconclusive)}
.identity,caption{color:var(--soft)}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-size:.8rem;padding-bottom:.25rem}
th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
thead th{background:var(--shade)}
tbody th{font-weight:400;white-space:nowrap}
tr.open th,tr.open td{background:var(--shade);font-weight:600}
code{font:.9em ui-monospace,"DejaVu Sans Mono",monospace;background:var(--shade);border-radius:.25rem;padding:.1em .3em;overflow-wrap:anywhere}
.next code.command{display:block;background:var(--ground);padding:.4em .6em;margin:.35rem 0;white-space:pre-wrap}
code.command{user-select:all}
.next{background:var(--shade);border-radius:.4rem;padding:.1rem 1rem;margin:1rem 0}
summary{cursor:pointer;color:var(--soft)}
a{color:inherit}
@media print{.scroll{overflow:visible}details::details-content{content-visibility:visible;block-size:auto}}
`;
// src/report/html.ts
const mostRows$1 = 200;
/** A page that stands alone: no scripts, nothing fetched, readable by eye, by ear and on paper. */
function htmlReport(reports) {
	const stories = worstFirst(reports).map(storyOf);
	const [only] = stories;
	const { symbol, headline } = tally(reports);
	const single = only !== void 0 && stories.length === 1;
	const title = single ? textOf(only.headline) : textOf(headline);
	const body = single ? htmlStory(only, "h1") : `<h1>${sign(symbol)} ${htmlOf(headline)}</h1>\n${summary(stories)}\n${stories.map((story) => htmlStory(story, "h2")).join("\n")}`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${html(title, 200)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
/** The words beside a sign say the same, so readers of the page by ear skip it. */
const sign = (symbol) => `<span class="sign" aria-hidden="true">${symbol}</span>`;
function summary(stories) {
	const rows = stories.map((story) => `<tr><th scope="row"><bdi>${html(story.service)}</bdi></th><td><bdi>${html(story.environment)}</bdi></td><td>${sign(story.symbol)} ${htmlOf(story.headline)}</td></tr>`);
	return scroll(`<table><caption>Services</caption><thead><tr><th scope="col">service</th><th scope="col">environment</th><th scope="col">verdict</th></tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`);
}
function htmlStory(story, level) {
	const live = story.status === "live";
	const ladder = ladderTable(story.rungs);
	const parts = [
		`<${level}>${sign(story.symbol)} ${htmlOf(story.headline)}</${level}>`,
		`<p class="identity">${htmlOf(story.identity)}</p>`,
		story.since === null ? "" : paragraph("Since the last run:", story.since),
		...story.proofs.map((proof) => paragraph("Proof:", proof)),
		live ? `<details><summary>The seven layers</summary>\n${ladder}\n</details>` : ladder,
		story.opened === null ? "" : paragraph(story.opened.title, story.opened.wrong),
		story.opened === null || story.opened.faults.length === 0 ? "" : list(story.opened.faults),
		story.opened?.table ? differences(story.opened.table) : "",
		story.opened?.next ? `<div class="next">${paragraph("Do next.", story.opened.next)}</div>` : "",
		story.unseen === null ? "" : `<p>${htmlOf(story.unseen)}</p>`,
		story.letItSee === null ? "" : `<div class="next">${paragraph("To let it see:", story.letItSee)}</div>`,
		`<details><summary>How to reproduce, details</summary>\n${list([
			...story.reproduce,
			...story.digests === null ? [] : [say`Image ${story.digests}`],
			...story.notes
		])}\n</details>`
	];
	return `<section class="${story.status}">\n${parts.filter((part) => part !== "").join("\n")}\n</section>`;
}
const paragraph = (title, phrase) => `<p><strong>${title}</strong> ${htmlOf(phrase)}</p>`;
const list = (phrases) => `<ul>\n${phrases.map((phrase) => `<li>${htmlOf(phrase)}</li>`).join("\n")}\n</ul>`;
/** A wide table scrolls in itself, by keyboard too. */
const scroll = (table) => `<div class="scroll" tabindex="0" role="region" aria-label="Table">${table}</div>`;
function ladderTable(rungs) {
	const rows = rungs.map((rung) => {
		const reason = rung.reason === null ? "" : ` <code>${html(rung.reason)}</code>`;
		return `<tr${rung.open ? " class=\"open\"" : ""}><th scope="row" title="${html(layerQuestions[rung.layer])}">${rung.index} ${rung.layer}</th><td>${sign(rung.symbol)} ${html(rung.words)}${reason}</td><td>${htmlOf(rung.evidenced)}</td></tr>`;
	});
	return scroll(`<table><caption>Layers, in the order to look at them</caption><thead><tr><th scope="col">layer</th><th scope="col">status</th><th scope="col">evidence</th></tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`);
}
function differences(table) {
	const head = table.columns.map((column) => `<th scope="col">${html(column)}</th>`).join("");
	const rows = table.rows.slice(0, mostRows$1).map((cells) => `<tr>${cells.map((cell) => `<td>${htmlOf(cell)}</td>`).join("")}</tr>`);
	const left = table.rows.length - rows.length + table.more;
	const more = left > 0 ? `\n<p>${left.toLocaleString("en-US")} more</p>` : "";
	return `${scroll(`<table><caption>What differs</caption><thead><tr>${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`)}${more}`;
}
// src/report/json.ts
/** Several verdicts in one document. */
const reportSchema = "deploy-truth/report/v1";
/** One service: its verdict document. Several: all of them, the worst first. Keys keep one order, so equal verdicts are equal bytes. */
function jsonReport(reports) {
	const [only] = reports;
	if (only !== void 0 && reports.length === 1) return verdictJson(only.verdict);
	const verdicts = worstFirst(reports).map((report) => verdict(report.verdict));
	return `${JSON.stringify({
		schema: reportSchema,
		status: tally(reports).status,
		verdicts
	}, null, 2)}\n`;
}
const verdictJson = (value) => `${JSON.stringify(verdict(value), null, 2)}\n`;
const verdict = (v) => ({
	schema: v.schema,
	service: v.service,
	environment: v.environment,
	status: v.status,
	departsAt: v.departsAt,
	reason: v.reason,
	inconclusive: v.inconclusive,
	expectedCommit: v.expectedCommit,
	deployedCommit: v.deployedCommit,
	image: v.image === null ? null : image(v.image),
	proof: v.proof.map(proof),
	transition: v.transition === null ? null : transition(v.transition),
	layers: v.layers.map(layer)
});
const image = (i) => ({
	reference: i.reference,
	index: i.index,
	manifest: i.manifest,
	config: i.config
});
const layer = (l) => ({
	layer: l.layer,
	status: l.status,
	maskedBy: l.maskedBy,
	reason: l.reason,
	assurance: l.assurance,
	remedy: l.remedy,
	findings: l.findings.map(finding),
	more: l.more
});
const finding = (f) => ({
	code: f.code,
	level: f.level,
	subject: f.subject,
	expected: f.expected,
	deployed: f.deployed,
	detail: f.detail
});
const transition = (t) => ({
	since: t.since,
	previousStatus: t.previousStatus,
	previousDepartsAt: t.previousDepartsAt,
	previousCommit: t.previousCommit,
	direction: t.direction,
	probes: t.probes.map(({ probe, from, to, direction }) => ({
		probe,
		from,
		to,
		direction
	}))
});
function proof(p) {
	switch (p.kind) {
		case "container": return { kind: p.kind };
		case "live-bytes": return {
			kind: p.kind,
			path: p.path,
			sha256: p.sha256,
			tells: p.tells
		};
		case "route-gained": return {
			kind: p.kind,
			probe: p.probe,
			from: p.from,
			to: p.to
		};
		case "self-reported": return {
			kind: p.kind,
			commit: p.commit
		};
	}
}
// src/report/width.ts
const wide = /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
/** Columns a text takes in a terminal, as most terminals count: marks none, wide characters two. */
function widthOf(text) {
	let width = 0;
	for (const character of text) width += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
	return width;
}
const pad = (text, width) => text + " ".repeat(Math.max(0, width - widthOf(text)));
/** Lines of at most `width` columns, broken between words; a longer word is broken where it must be. */
function wrap(text, width) {
	const lines = [];
	let current = "";
	let used = 0;
	const flush = () => {
		lines.push(current);
		current = "";
		used = 0;
	};
	for (const word of text.split(" ")) {
		const size = widthOf(word);
		if (used > 0 && used + 1 + size > width) flush();
		if (size <= width) {
			current += used > 0 ? ` ${word}` : word;
			used += size + (used > 0 ? 1 : 0);
			continue;
		}
		for (const character of used > 0 ? ` ${word}` : word) {
			const step = widthOf(character);
			if (used + step > width) flush();
			current += character;
			used += step;
		}
	}
	if (current !== "" || lines.length === 0) lines.push(current);
	return lines;
}
// src/report/terminal.ts
const codes = {
	green: 32,
	red: 31,
	yellow: 33,
	dim: 2,
	bold: 1
};
const styleOf = {
	"✅": "green",
	"❌": "red",
	"⚠️": "yellow",
	"➖": "dim"
};
const signs = {
	"✅": "✓",
	"❌": "✗",
	"⚠️": "?",
	"➖": "-"
};
const statusStyle = {
	live: "green",
	drift: "red",
	inconclusive: "yellow"
};
const mostRows = 20;
/** Services for a terminal, the worst first: words beside every sign, aligned, no wider than asked. */
function terminalReport(reports, options) {
	const width = Math.max(60, options.width);
	const paint = (text, ...styles) => options.color ? styles.reduce((inner, style) => `\u001b[${codes[style]}m${inner}\u001b[0m`, text) : text;
	const stories = worstFirst(reports).map(storyOf);
	const parts = stories.map((story) => terminalStory(story, width, paint));
	if (stories.length !== 1) {
		const { symbol, headline, status } = tally(reports);
		const title = wrap(`${signs[symbol]} ${textOf(headline)}`, width).map((line) => paint(line, statusStyle[status], "bold"));
		const rows = stories.flatMap((story) => hang(`  ${signs[story.symbol]} `, textOf([
			{ name: story.service },
			" in ",
			{ name: story.environment },
			": ",
			...story.headline
		]), width));
		parts.unshift([...title, ...rows].join("\n"));
	}
	return `${parts.join("\n\n")}\n`;
}
function terminalStory(story, width, paint) {
	const lines = [
		...wrap(`${signs[story.symbol]} ${textOf(story.headline)}`, width).map((line) => paint(line, statusStyle[story.status], "bold")),
		...hang("  ", textOf(story.identity), width),
		"",
		...ladderLines(story.rungs, width, paint)
	];
	const add = (title, phrase) => {
		if (phrase !== null) lines.push("", ...titled(title, textOf(phrase), width, paint));
	};
	if (story.opened !== null) {
		add(story.opened.title.replace(".", ""), story.opened.wrong);
		for (const fault of story.opened.faults) lines.push(...hang("  - ", textOf(fault), width));
		if (story.opened.table !== null) lines.push("", ...tableLines(story.opened.table, width, paint));
		if (story.opened.next !== null) lines.push("", ...steps("Do next", story.opened.next, width, paint));
	}
	if (story.unseen !== null) lines.push("", ...hang("  ", textOf(story.unseen), width));
	add("To let it see", story.letItSee);
	for (const proof of story.proofs) add("Proof", proof);
	add("Since the last run", story.since);
	add("Image", story.digests);
	return lines.join("\n");
}
function titled(title, text, width, paint) {
	const [first = "", ...rest] = hang("  ", `${title}: ${text}`, width);
	return [first.replace(`${title}:`, () => paint(`${title}:`, "bold")), ...rest];
}
/** Each command on a line of its own, never broken: it is there to be copied. */
function steps(title, phrase, width, paint) {
	const lines = [];
	let words = [];
	const flush = () => {
		const text = textOf(words).trim();
		if (/[^\s.,]/.test(text)) lines.push(...lines.length === 0 ? titled(title, text, width, paint) : hang("  ", text.replace(/^[.,]\s*/, ""), width));
		words = [];
	};
	for (const part of phrase) if (typeof part !== "object" || !("command" in part)) words.push(part);
	else {
		flush();
		lines.push(`    ${paint(textOf([part]), "bold")}`);
	}
	flush();
	return lines;
}
function ladderLines(rungs, width, paint) {
	const words = rungs.map((rung) => rung.reason === null ? rung.words : `${rung.words} ${rung.reason}`);
	const nameWidth = Math.max(...rungs.map((rung) => rung.layer.length));
	const statusWidth = Math.max(...words.map(widthOf));
	const left = 4 + nameWidth + 2 + 2 + statusWidth + 2;
	return rungs.flatMap((rung, index) => {
		const sign = signs[rung.symbol] ?? "?";
		const status = pad(words[index], statusWidth);
		const styles = [styleOf[rung.symbol] ?? "dim", ...rung.open ? ["bold"] : []];
		const head = `  ${rung.index} ${pad(rung.layer, nameWidth)}  ${paint(`${sign} ${status}`, ...styles)}`;
		const evidence = textOf(rung.evidenced);
		if (width - left < 30) return [head.trimEnd(), ...hang("      ", evidence, width)];
		const [first = "", ...rest] = wrap(evidence, width - left);
		return [`${head}  ${first}`, ...rest.map((line) => " ".repeat(left) + line)];
	});
}
function tableLines(table, width, paint) {
	const shown = table.rows.slice(0, mostRows).map((cells) => cells.map(textOf));
	const all = [[...table.columns], ...shown];
	const widths = [...table.columns.map((_, column) => Math.max(...all.map((cells) => widthOf(cells[column] ?? ""))))];
	const over = () => 4 + widths.reduce((sum, one) => sum + one + 2, -2) - width;
	for (let tries = widths.length; tries > 0 && over() > 0; tries--) {
		const widest = widths.indexOf(Math.max(...widths));
		widths[widest] = Math.max(8, widths[widest] - over());
	}
	const lines = all.map((cells, index) => {
		const text = cells.map((cell, column) => pad(fitCell(cell, widths[column]), widths[column])).join("  ").trimEnd();
		return `    ${index === 0 ? paint(text, "dim") : text}`;
	});
	const left = table.rows.length - shown.length + table.more;
	return left > 0 ? [...lines, `    ${left.toLocaleString("en-US")} more`] : lines;
}
function fitCell(text, width) {
	let limit = width;
	let short = cutMiddle(text, limit);
	while (widthOf(short) > width && limit > 1) short = cutMiddle(text, --limit);
	return short;
}
/** Wrapped text below a lead, further lines indented as far. */
function hang(lead, text, width) {
	const [first = "", ...rest] = wrap(text, Math.max(10, width - widthOf(lead)));
	return [lead + first, ...rest.map((line) => " ".repeat(widthOf(lead)) + line)];
}
// src/report/report.ts
/** One report of one or several services: a summary first where there are several, the worst service first. */
function render(reports, format, options = {}) {
	switch (format) {
		case "terminal": return terminalReport(reports, {
			color: options.color ?? false,
			width: options.width ?? 100
		});
		case "json": return jsonReport(reports);
		case "markdown": return `${markdownReport(reports, (options.budget ?? 65536) - 1, options.measure ?? "characters")}\n`;
		case "html": return htmlReport(reports);
	}
}
// src/run.ts
/** The line: config → plan → observe → judge, once for each service. Reporting and delivering are the face's next step. */
async function run(world, config, target, around) {
	const reports = [];
	for (const service of config.services) reports.push(await verifyService(world, config, service, target, around));
	return reports;
}
async function verifyService(world, config, service, target, around) {
	const nonce = Buffer.from(world.random(8)).toString("hex");
	const plan = planService(service, config, target, nonce);
	const evidence = await observeUntil(world, service.wait, (before) => observe(world, plan, around, before && withMemory(plan, before, at(world))), (seen, elapsed) => {
		const verdict = judge(plan, seen);
		world.log.progress(waitLine(verdict, elapsed, service.wait?.deadline ?? 0));
		return roundState(plan, verdict);
	});
	if (world.signal.aborted) throw new FaultError("cancelled", "the run was cancelled");
	return {
		plan,
		evidence,
		verdict: judge(plan, evidence)
	};
}
/**
* A first run remembers nothing; then an earlier look of this very run is its memory: bytes that the deployment before
* still served tell it from this one. A 404 of a look that comes seconds later may be a restart's, and tells nothing.
*/
function withMemory(plan, seen, at) {
	if (seen.history.status !== "observed" || seen.history.value !== null) return seen;
	const verdict = judge(plan, seen);
	return verdict.status === "drift" ? {
		...seen,
		history: {
			status: "observed",
			value: lookMemory(nextHistory(plan, seen, verdict, at)),
			at
		}
	} : seen;
}
const at = (world) => new Date(world.now()).toISOString();
/** The same judgement from what a run saved: no effects, the same bytes. */
const judgeAgain = (saved) => ({
	plan: saved.plan,
	evidence: saved.evidence,
	verdict: judge(saved.plan, saved.evidence)
});
const savedEvidence = (report, tool) => ({
	schema: evidenceSchema,
	tool,
	plan: report.plan,
	evidence: report.evidence
});
export { evidenceSchema as a, worstFirst as c, summaryBudget as d, storyOf as f, layerNames as g, historyOf as h, render as i, commentBudget as l, openLayer as m, run as n, nextHistory as o, trace as p, savedEvidence as r, tally as s, judgeAgain as t, fitted as u };
