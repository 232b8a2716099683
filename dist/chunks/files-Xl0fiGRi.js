import { t as compileGlobs } from "./glob-DHbSz5FZ.js";
import { i as shortDigest } from "./digest-CCSduhZU.js";
import { n as parseReference } from "./reference-BZ43K1Fu.js";
import { c as isWithin, d as pathOf, f as relativeTo, i as baseOf, l as joinPath, o as comparePaths, r as asPath, t as FaultError, u as parentOf } from "./fault-2eAhF6k8.js";
import { i as ownerAndRepo, t as githubFault } from "./github-vEoK_xQD.js";
import { i as subtree } from "./manifest-BqUBqGw8.js";
import { a as line, c as terminal, i as html, n as codeSpan, o as prose, r as cutMiddle, s as shellWord, t as codeCell, u as diffManifests } from "./escape-BPlhWIqV.js";
import { n as TextFinder } from "./content-BA8gFp1J.js";
import { t as readDirectory } from "./dir-CzoqL_4H.js";
import { t as readFileSubject } from "./file-Oje6EIgr.js";
import { t as openRepository } from "./repository-CP5qQBz6.js";
import { t as readGitTree } from "./git-CLw1FThK.js";
import { n as resolveImage, t as readRegistry } from "./registry-DdJPmE_8.js";
import { createHash } from "node:crypto";
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
// src/model/evidence.ts
const evidenceSchema = "deploy-truth/evidence/v1";
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
const isGone$1 = (status) => status === 404 || status === 410;
const isSuccess = (status) => status >= 200 && status < 300;
const isRedirect = (status) => status >= 300 && status < 400 && status !== 304;
/** Reads answer and control together; what was not observed never yields `mounted`. */
function mountOf(probe, answer, control) {
	if (answer.status !== "observed") return "no-answer";
	const seen = answer.value;
	const expected = probe.expect?.includes(seen.status) ?? false;
	const stated = probe.expect !== null;
	if (isGone$1(seen.status)) return expected ? "absent-as-expected" : "not-mounted";
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
	const stems = new Set(paths.map((path) => stemOf$1(path.slice(path.indexOf("/") + 1))));
	const { path: from } = pathOf(files.from);
	return (path) => exact.has(joinPath(from, path)) || files.kind === "artifact" && stems.has(stemOf$1(path));
}
/** The path without what follows the first dot of its name. */
function stemOf$1(path) {
	const base = baseOf(path);
	const dot = base.indexOf(".", 1);
	return joinPath(parentOf(path), dot < 0 ? base : base.slice(0, dot));
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
	const told = relevant.map((change) => ({
		change,
		level: levelOf(change, files, hidden),
		first: changed(change.path)
	})).sort((a, b) => Number(b.first) - Number(a.first) || comparePaths(a.change.path, b.change.path));
	const findings = [
		...told.map(({ change, level }) => changeFinding(change, level, nameOf(change.path))),
		...gaps.map((gap) => finding$1("inconclusive", "unread", nameOf(gap.path), { detail: gap.fault.code })),
		...inferredFinding(placement)
	];
	const assurance = weakest([artifact.manifest.assurance, placement.manifest.assurance]);
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
const changeFinding = (change, level, subject) => finding$1(level, codes$1[change.kind], subject, {
	expected: change.expected && factOf(change.expected, change.kind),
	deployed: change.deployed && factOf(change.deployed, change.kind),
	detail: change.deployed?.layer === void 0 ? null : `layer ${change.deployed.layer}`
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
			return drift("path-not-in-image", "name-the-path", "verified", [finding$1("drift", "path-not-in-image", subject, { expected: files.from })]);
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
	return judgeExpectations(plan.service.expect, [{
		markers: image.markers,
		complete
	}], {
		assurance: "verified",
		remedy: "rebuild-image-without-cache",
		unread: "image-unread",
		good: "image-holds-artifact",
		mayBeMissing: false,
		textsElsewhere: false
	});
}
/** What a reader should know and what decides nothing: a label that names another commit, names that were hard to read. */
function asides(plan, evidence, image) {
	const expected = expectedCommit(plan, evidence);
	const label = labelOf(image);
	const notes = [...label !== null && !namesCommit(label, expected) ? [finding$1("note", "label-differs", revisionLabel, {
		expected,
		deployed: label
	})] : [], ...image.oddities.map(({ path, code }) => finding$1("note", "oddity", `/${path}`, { detail: code }))];
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
// src/model/live.ts
/**
* Where a configured path is served: below the base, with or without a slash before the path or after the base, so
* that `/assets/app.js` under `https://host/app` is `https://host/app/assets/app.js`.
*/
const liveAddress = (path, base) => {
	const url = new URL(`./${path.replace(/^\/+/, "")}`, liveBase(base));
	url.hash = "";
	return url.href;
};
/** The base as a directory, without query and fragment. */
const liveBase = (base) => {
	const url = new URL(base);
	url.search = "";
	url.hash = "";
	if (!url.pathname.endsWith("/")) url.pathname += "/";
	return url.href;
};
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
		proof,
		transition: transitionOf(plan, evidence, overall),
		layers
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
// src/observe/attempt.ts
/** Makes one look a value, whatever happens: the one place where a fault stops being thrown. */
async function attempt(world, look) {
	try {
		return {
			status: "observed",
			value: await look(),
			at: timeOf(world)
		};
	} catch (error) {
		if (error instanceof FaultError) {
			const { code, detail } = error.fault;
			return {
				status: "unavailable",
				fault: {
					code,
					detail: firstLine(detail)
				},
				at: timeOf(world)
			};
		}
		world.log.debug(error instanceof Error ? error.stack ?? error.message : String(error));
		return {
			status: "unavailable",
			fault: {
				code: "internal-error",
				detail: firstLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
			},
			at: timeOf(world)
		};
	}
}
const timeOf = (world) => new Date(world.now()).toISOString();
const firstLine = (text) => text.split(/[\r\n\u2028\u2029]/, 1)[0].slice(0, 500);
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
			texts
		},
		platform: null,
		plainHttp: false,
		credentials: null,
		timeouts,
		publicOnly: plan.trust === "untrusted",
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
		markers: markersOf$1(expect, manifest, origin.kind === "record" ? null : read.found)
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
function markersOf$1(expect, manifest, found) {
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
		...named$1(repository),
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
		...named$1(repository),
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
			...named$1(repository),
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
function named$1(repository) {
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
// src/model/grant.ts
/**
* Whether the value of a variable that a configuration names may be sent to a URL.
*
* A grant binds whoever wrote the configuration: a granted variable goes to the granted hosts and nowhere else. A
* variable without a grant may go where a trusted configuration sends it, and nowhere under an untrusted one, which
* moreover sends nothing in the clear to another machine.
*/
function mayRead(variable, url, grants, trust) {
	const target = URL.parse(url);
	if (target === null || target.protocol !== "https:" && target.protocol !== "http:") return false;
	const own = grants.filter((grant) => grant.variable === variable);
	if (own.length === 0) return trust === "trusted";
	if (!own.some((grant) => isHost(grant.host, target))) return false;
	return trust === "trusted" || target.protocol === "https:" || isLoopback(target.hostname);
}
function isHost(granted, target) {
	const stated = URL.parse(`${target.protocol}//${granted}/`);
	return stated !== null && oneName(stated.host) === oneName(target.host);
}
/** Docker Hub is one registry under three names. */
const oneName = (host) => host === "index.docker.io" || host === "registry-1.docker.io" ? "docker.io" : host;
const isLoopback = (hostname) => hostname === "localhost" || hostname === "[::1]" || /^127\.[0-9]+\.[0-9]+\.[0-9]+$/.test(hostname);
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
// src/observe/image.ts
/**
* The deployed image, from its registry: which one it is by every digest, and where in it the expected files sit.
* `before` is what an earlier round of the same run read; an image that did not move is not read again.
*/
async function observeImage(world, plan, artifacts, before) {
	const image = plan.service.image;
	const reference = referenceOf(image.reference);
	const options = readOptions(world, plan, reference);
	if (before?.status === "observed" && before.value.gaps.length === 0) {
		const now = await resolveImage(world, reference, options);
		if (now.manifest === before.value.manifest) return {
			...before.value,
			tagMovedTo: now.tagMovedTo
		};
	}
	const read = await readRegistry(world, reference, options);
	const identity = read.image;
	const placements = plan.service.files.map((files, index) => {
		const artifact = artifacts[index];
		if (artifact?.status !== "observed") return { status: "no-artifact" };
		return placeArtifact(artifact.value.manifest, read.manifest, files.to);
	});
	return {
		...identity,
		placements: placements.map((placement, index) => narrowed(plan, artifacts, placement, index)),
		markers: imageMarkers(plan, read, placements),
		newSinceBaseline: image.baseline === null ? null : await newSince(world, plan, image.baseline, artifacts, placements),
		gaps: read.manifest.gaps,
		oddities: read.oddities.slice(0, 1e3)
	};
}
function referenceOf(text) {
	const reference = parseReference(text);
	if (typeof reference === "string") throw new FaultError("invalid-manifest", reference);
	return reference;
}
function readOptions(world, plan, reference) {
	const { image, expect, timeouts } = plan.service;
	const wanted = compileGlobs(expect.flatMap(({ files }) => [files, `**/${files}`]));
	const texts = [...new Set(expect.flatMap((expectation) => expectation.contains))];
	return {
		blobs: false,
		search: texts.length === 0 ? null : {
			wants: wanted,
			texts
		},
		platform: image.platform,
		plainHttp: image.plainHttp,
		credentials: credentialsFor(world, plan, reference),
		timeouts,
		publicOnly: plan.trust === "untrusted",
		repository: world.files.cwd
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
	return markersOf$1(plan.service.expect, {
		assurance: "verified",
		entries,
		gaps: []
	}, found);
}
/** Artifact files that the baseline image lacks or holds with other bytes, by their path in the artifact. */
async function newSince(world, plan, baseline, artifacts, placements) {
	const reference = referenceOf(baseline);
	const read = await readRegistry(world, reference, {
		...readOptions(world, plan, reference),
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
// src/bytes/unsized.ts
/** sha256, size and texts of a stream whose size nobody can be believed about. */
var UnsizedContent = class {
	#sha256 = createHash("sha256");
	#finder;
	#size = 0;
	constructor(texts) {
		this.#finder = texts.length === 0 ? null : new TextFinder(texts);
	}
	get size() {
		return this.#size;
	}
	update(chunk) {
		this.#size += chunk.length;
		this.#sha256.update(chunk);
		this.#finder?.update(chunk);
	}
	done() {
		return {
			sha256: this.#sha256.digest("hex"),
			size: this.#size,
			found: this.#finder?.found() ?? []
		};
	}
};
// src/adapters/endpoint/secrets.ts
/**
* Reads the variables that headers name, for this URL alone. FaultError `secret-missing` where a variable is not set,
* cannot be a header or may not go there: it names the variable, never a value.
*/
function fillHeaders(world, headers, url, rule) {
	const secrets = [];
	return {
		headers: headers.map(({ name, value }) => {
			if ("literal" in value) return [name, value.literal];
			if (!mayRead(value.env, url, rule.secrets, rule.trust)) throw new FaultError("secret-missing", `the variable ${value.env} may not be sent to ${hostOf(url)}`);
			const secret = world.env[value.env];
			if (secret === void 0 || secret === "") throw new FaultError("secret-missing", `the variable ${value.env} is not set`);
			for (const form of formsOf$1(secret)) world.log.mask(form);
			secrets.push(secret);
			if (/[^\t\x20-\x7e\x80-\xff]/.test(secret)) throw new FaultError("secret-missing", `the variable ${value.env} holds a line break or another character that no header may hold`);
			return [name, value.prefix + secret];
		}),
		secrets
	};
}
const hostOf = (url) => URL.parse(url)?.host ?? "an address that is none";
/** Below this an encoded form would be found everywhere by chance. */
const tellingLength = 8;
/** A secret as an answer could give it back: as it is, for a URL, in hex, and in base64 at each of the three offsets. */
function formsOf$1(secret) {
	const bytes = Buffer.from(secret, "utf8");
	const encoded = [bytes.toString("hex"), ...inBase64(bytes)];
	if (secret.isWellFormed()) encoded.push(encodeURIComponent(secret), encodeURI(secret), new URL(`http://path/${secret.replace(/[?#]/g, encodeURIComponent)}`).pathname.slice(1), new URLSearchParams([["", secret]]).toString().slice(1));
	return [.../* @__PURE__ */ new Set([secret, ...encoded.filter((form) => form.length >= tellingLength)])].sort((a, b) => b.length - a.length);
}
/** Characters at the seams depend on the neighbours; what stands between them does not. */
const inBase64 = (bytes) => [
	0,
	1,
	2
].flatMap((before) => {
	const inner = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").replace(/=+$/, "").slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? void 0 : -1);
	return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
});
/** The text without any form of the secrets, in whatever case; a server may echo what it was sent. */
function withoutSecrets(text, secrets) {
	let clean = text;
	for (const secret of secrets) {
		const forms = formsOf$1(secret).map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
		clean = clean.replace(new RegExp(forms.join("|"), "gi"), "[secret]");
	}
	return clean;
}
// src/adapters/endpoint/answer.ts
/** Headers that tell caches, gateways and the next step apart. Everything else, cookies first of all, stays unread. */
const kept = /* @__PURE__ */ new Set([
	"age",
	"allow",
	"cache-control",
	"cache-status",
	"cf-cache-status",
	"cf-ray",
	"content-encoding",
	"content-type",
	"etag",
	"expires",
	"last-modified",
	"retry-after",
	"server",
	"vary",
	"via",
	"www-authenticate",
	"x-amz-cf-id",
	"x-amz-cf-pop",
	"x-cache",
	"x-cache-hits",
	"x-cache-status",
	"x-nginx-cache",
	"x-powered-by",
	"x-proxy-cache",
	"x-request-id",
	"x-served-by",
	"x-varnish",
	"x-vercel-cache"
]);
const longest$1 = 256;
/** What a response's head says, without the values that were sent to get it. */
function headOf(response, url, secrets) {
	const clean = (value) => withoutSecrets(value, secrets);
	const headers = /* @__PURE__ */ new Map();
	for (const [written, text] of response.rawHeaders) {
		const name = written.toLowerCase();
		if (!kept.has(name)) continue;
		const raw = clean(text);
		const value = name === "www-authenticate" ? schemeOf(raw) : raw;
		const before = headers.get(name);
		headers.set(name, before === void 0 ? value : `${before}, ${value}`);
	}
	const shown = (value) => clean(value).slice(0, longest$1);
	const location = response.status >= 300 && response.status < 400 ? response.header("location") : null;
	const contentType = response.header("content-type");
	return {
		status: response.status,
		headers: Object.fromEntries([...headers].map(([name, value]) => [name, shown(value)]).sort(byName)),
		contentType: contentType === null ? null : shown(clean(contentType).split(";", 1)[0].trim().toLowerCase()) || null,
		location: location === null ? null : shown(destinationOf(clean(location), url)),
		peer: response.peer.address
	};
}
const byName = (a, b) => a[0] < b[0] ? -1 : 1;
/** A challenge's parameters may hold nonces and addresses; its scheme says which kind of credentials is asked for. */
const schemeOf = (challenge) => /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}/.exec(challenge.trim())?.[0] ?? "";
/** Where a redirect leads, without credentials, query and fragment: these carry tokens and return addresses. */
function destinationOf(location, url) {
	const target = URL.parse(location, url);
	if (target === null) return location.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//");
	if (target.protocol !== "http:" && target.protocol !== "https:") return target.protocol;
	return `${target.origin}${target.pathname}`;
}
// src/adapters/endpoint/ask.ts
/** Bytes of a probe's answer that are read. */
const probeCap = 2 * 2 ** 20;
/** Bytes of one served file that are read. */
const fileCap = 64 * 2 ** 20;
/** Sends one request and reads the answer up to a cap. A redirect is an answer: it is told, never followed. */
async function ask(world, question) {
	const response = await world.http({
		method: question.method,
		url: question.url,
		headers: headersOf(question.headers ?? []),
		timeouts: question.timeouts,
		publicOnly: question.publicOnly
	});
	const head = headOf(response, question.url, question.secrets ?? []);
	const content = new UnsizedContent(question.texts ?? []);
	const chunks = [];
	let truncated = false;
	if (head.contentType === "text/event-stream") {
		response.discard();
		truncated = true;
	} else for await (const chunk of response.body) {
		const room = question.cap - content.size;
		const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
		content.update(part);
		if (question.keep) chunks.push(part);
		if (chunk.length > room) {
			truncated = true;
			break;
		}
	}
	const { sha256, size, found } = content.done();
	return {
		answer: {
			...head,
			sha256,
			size,
			truncated
		},
		body: Buffer.concat(chunks),
		found
	};
}
/** Whether the bytes are those of the file itself; a server may compress though it was asked not to. */
const isPlain = (answer) => /^(?:identity)?$/i.test(answer.headers["content-encoding"]?.trim() ?? "");
/** Ours where the question does not state its own. `identity`, because a compressed body has another hash at every server. */
function headersOf(own) {
	const stated = new Set(own.map(([name]) => name.toLowerCase()));
	return [...[
		["User-Agent", "deploy-truth"],
		["Accept", "*/*"],
		["Accept-Encoding", "identity"]
	].filter(([name]) => !stated.has(name.toLowerCase())), ...own];
}
// node_modules/entities/dist/decode-codepoint.js
/**
* C1 Unicode control character reference replacements (code points 128–159).
* Index i gives the replacement for code point 128+i; 0 means "no replacement".
*/
const c1 = [
	8364,
	0,
	8218,
	402,
	8222,
	8230,
	8224,
	8225,
	710,
	8240,
	352,
	8249,
	338,
	0,
	381,
	0,
	0,
	8216,
	8217,
	8220,
	8221,
	8226,
	8211,
	8212,
	732,
	8482,
	353,
	8250,
	339,
	0,
	382,
	376
];
/**
* True for NUL, UTF-16 surrogates, and values past U+10FFFF.
* @param codePoint Unicode code point to check.
*/
function isInvalidCodePoint(codePoint) {
	return codePoint === 0 || codePoint >= 55296 && codePoint <= 57343 || codePoint > 1114111;
}
/**
* Replace the given code point with U+FFFD if it is NUL (0), a surrogate, or
* outside the valid Unicode range. Code points in the C1 controls range
* (128–159) are remapped to their Windows-1252 equivalents, following the
* HTML spec. All other code points are returned unchanged.
* @param codePoint Unicode code point to convert.
*/
function replaceCodePoint(codePoint) {
	if (isInvalidCodePoint(codePoint)) return 65533;
	if (codePoint >= 128 && codePoint <= 159) return c1[codePoint - 128] || codePoint;
	return codePoint;
}
/**
* XML numeric character references are the referenced Unicode code point.
* Invalid values still become U+FFFD; the HTML Windows-1252 C1 remap is not
* applied.
* @see https://www.w3.org/TR/xml/#NT-CharRef
* @param codePoint Unicode code point to convert.
*/
function replaceCodePointXML(codePoint) {
	return isInvalidCodePoint(codePoint) ? 65533 : codePoint;
}
// node_modules/entities/dist/internal/decode-shared.js
const BASE91_INVERSE = /* #__PURE__ */ (() => {
	const table = /* @__PURE__ */ new Uint8Array(127);
	let code = 0;
	for (let char = 33; char <= 126; char++) if (char !== 34 && char !== 36 && char !== 92) table[char] = code++;
	return table;
})();
/**
* Decode a dictionary-encoded trie string back into its Uint16Array.
*
* Stream layout (consumed in this order):
*   1. dict1 atoms — `dict1AtomCount` uint16 values, delta+RLE encoded.
*   2. dict2 atoms — `atomCount - dict1AtomCount` values, delta+RLE.
*   3. dict2 ngrams — `ngramCount - (dictSize - dict1AtomCount)` entries,
*      each a pair of slot codes that resolve to earlier slots.
*   4. dict1 ngrams — `dictSize - dict1AtomCount` entries, same shape.
*   5. data — slot codes, each expanding to one or more uint16 values.
*
* Codes use a 91-char base (printable ASCII minus `"`, `$`, `\`):
*   - char1 < dictSize  → 1-char code, slot = char1
*   - char1 ≥ dictSize  → 2-char code, slot = dictSize + (char1 - dictSize)*91 + char2
*
* Slot index → token kind:
*   [0, A)                  dict1 atoms     (1-char codes)
*   [A, dictSize)           dict1 ngrams    (1-char codes)
*   [dictSize, dictSize+D)  dict2 atoms     (2-char codes)
*   [dictSize+D, end)       dict2 ngrams    (2-char codes)
*
* Both atom dicts decode before any ngram, and dict2 ngrams decode before
* dict1 ngrams. So every ngram entry references slots whose contents are
* already filled — no forward references to handle.
*
* This runs on library import. Flat typed arrays store each slot as either
* a plain value (`single`, covering every atom) or a range in a shared
* `pool` (ngrams).
* @param input Packed trie string.
* @param resultLength Expected number of uint16 values in the output.
* @param atomCount Total number of distinct uint16 values in the trie.
* @param dict1AtomCount Atoms in the 1-char range (`A` above).
* @param ngramCount Total number of ngram entries (dict1 + dict2).
* @param dictSize Number of 1-char code slots; the rest of `BASE - dictSize`
*   first-byte values are 2-char codes.
*/
function decodeTrieDict(input, resultLength, atomCount, dict1AtomCount, ngramCount, dictSize) {
	const base = 91;
	const inputLength = input.length;
	const twoCharBias = dictSize * 90;
	let pos = 0;
	/** Read one slot code at `pos` and return its slot index, advancing pos. */
	const readSlotCode = () => {
		const c1 = BASE91_INVERSE[input.charCodeAt(pos++)];
		return c1 < dictSize ? c1 : c1 * base - twoCharBias + BASE91_INVERSE[input.charCodeAt(pos++)];
	};
	const dict2AtomCount = atomCount - dict1AtomCount;
	const slotCount = atomCount + ngramCount;
	const single = new Int32Array(slotCount);
	single.fill(-1, dict1AtomCount, dictSize);
	single.fill(-1, dictSize + dict2AtomCount, slotCount);
	const start = new Int32Array(slotCount);
	const length = new Int32Array(slotCount);
	/**
	* Decode `count` ascending uint16 values from a delta+RLE stream into
	* `single[off..off+count)`.
	*
	*   code < 89   → delta = code
	*   code == 89  → run-length: next char encodes runLength-2; emit `runLength` consecutive +1 values
	*   code == 90, next < 90  → escape: delta = 89 + next * BASE + after-next
	*   code == 90, next == 90 → double-escape: extra char for very large deltas
	* @param count
	* @param off
	*/
	function decodeDelta(count, off) {
		let previous = 0;
		let slot = off;
		const end = off + count;
		while (slot < end) {
			const code = BASE91_INVERSE[input.charCodeAt(pos++)];
			if (code < 89) {
				previous += code;
				single[slot++] = previous;
			} else if (code === 89) {
				let runLength = BASE91_INVERSE[input.charCodeAt(pos++)] + 2;
				while (runLength--) single[slot++] = ++previous;
			} else {
				const next = BASE91_INVERSE[input.charCodeAt(pos++)];
				previous += 89 + (next < 90 ? next * base + BASE91_INVERSE[input.charCodeAt(pos++)] : BASE91_INVERSE[input.charCodeAt(pos++)] * 8281 + BASE91_INVERSE[input.charCodeAt(pos++)] * base + BASE91_INVERSE[input.charCodeAt(pos++)]);
				single[slot++] = previous;
			}
		}
	}
	decodeDelta(dict1AtomCount, 0);
	decodeDelta(dict2AtomCount, dictSize);
	const references = new Int32Array(ngramCount * 2);
	let poolSize = 0;
	let ngramIndex = 0;
	/**
	* Read `count` ngram entries (each = 2 slot-code references) for the slots
	* starting at `startSlot`, recording references and assigning pool ranges.
	* @param count
	* @param startSlot
	*/
	function readNgramReferences(count, startSlot) {
		for (let index = 0; index < count; index++) {
			const slot = startSlot + index;
			const a = readSlotCode();
			const b = readSlotCode();
			references[ngramIndex * 2] = a;
			references[ngramIndex * 2 + 1] = b;
			ngramIndex += 1;
			start[slot] = poolSize;
			const entryLength = (single[a] < 0 ? length[a] : 1) + (single[b] < 0 ? length[b] : 1);
			length[slot] = entryLength;
			poolSize += entryLength;
		}
	}
	readNgramReferences(ngramCount - dictSize + dict1AtomCount, dictSize + dict2AtomCount);
	readNgramReferences(dictSize - dict1AtomCount, dict1AtomCount);
	const pool = new Uint16Array(poolSize);
	let write = 0;
	for (let index = 0; index < ngramIndex; index++) for (let half = 0; half < 2; half++) {
		const source = references[index * 2 + half];
		const value = single[source];
		if (value < 0) {
			let read = start[source];
			const readEnd = read + length[source];
			while (read < readEnd) pool[write++] = pool[read++];
		} else pool[write++] = value;
	}
	const out = new Uint16Array(resultLength);
	let outIndex = 0;
	while (pos < inputLength) {
		let slot = BASE91_INVERSE[input.charCodeAt(pos++)];
		if (slot >= dictSize) slot = slot * base - twoCharBias + BASE91_INVERSE[input.charCodeAt(pos++)];
		const value = single[slot];
		if (value < 0) {
			let read = start[slot];
			const readEnd = read + length[slot];
			while (read < readEnd) out[outIndex++] = pool[read++];
		} else out[outIndex++] = value;
	}
	return out;
}
// node_modules/entities/dist/generated/decode-data-html.js
/** Packed HTML decode trie data. */
const htmlDecodeTree = /* #__PURE__ */ decodeTrieDict("!}.&u%}'&}*'~!6*)%&,~!J~!J~%L~y<~!R,~~%Lu~~#GD~~#|)1#%}^%}2%+#.##%##%}&%##%'#%##&%#%#'%#&#%#&#'#%%#&#%##%#)%''%&%#%#'%#%%#%%}%%%#%#&(23#%%#&-%0%('1#(##%#'##+%'*.:1}#%#6-+(%'%%#%%%}#L'2351&('%}&/N'(0(/*-%(%%}#'+&T%7.2}#&%&#%#36/5##%&%%#&#%%#))2%%##%&&'0~!#*+&'%1~!%).'3q?&%'1~!.##%6(~!+%%%(Gw'rT~!E#<nA%#jZ~!H%(~!42##~!*31&~!G%U~#)5~#`3~!J~!Z~%]~%Y~%C~!q~!u~#kz~%#~!6'~!D~!U~!?~#T~!c%~!G#'~%7|~!G~!J~!G&~#pb~(Df}#%}*&}#%##%##%##&#-}&'#'&%#.++}%mI,#,@&(}*%}*'%&##&#%##%}&0}#.},U},%}+%}&%}#%##&}B%(}(%}+%)})%##%#&}&%##%&}<%}>%#%&}*%}(%}9%}/%})%}*%}*%}?&}&%}3%}&*#%})%#%#)}#&#-#+*%E%%'%'#%}#*V##&##I}#&&##%&%#&&Qf%%))w/0+&%#(#.%-''''++++7}>%4'',##1,#%#&%##&#'##&#*#9)%&%}#*}%,#+P(%A&%#'&##wSD',9E00#y#@}(+}&%&>~!#~!X}#*}(&&}(&}(,%}%&#+&}#&}I%#%}%)#(},'%#*}4%%#%}(''}#/##(##),%-##%%)#&}(.}&%#&}%%}*&#%},&&}&%}#%*'#%})%}D&}&%}-&}6&#&}-,%}#%})-(~+`~,=?~I9'9%~!,#%})%})%}@%}?%}(~!?~#<~#pP~#BG~#=1#%K+~#?#~%;)~#A~#mF1~#A'~'X%'~#lR~#N~'N~#r~#m#-~#i'?%#'%~#B%##%,%#~#_%#0%~#]732~,w~2+#:&#%&'0%&>%}#>##F+)#%&&#(+_}4&}-%}(&}@&}O7Fdf0@+/v4}&WU##&/0#&'('B#%}.%}'+#%}#%%&#&%#%##+#&#)#6#'#.},%}c%},%#%##%&#&%#&~#>'*-.%##%##%}#%%}%'~#)D1}#%*&~#_%%'(~#S2%'.}#~#=##*'*-%}&'%'##&&~'E%.#&~#M4}%%##&'%#~#O1##%&#'+~#<B%##%%'%+~#;#@%}#&%#&&%#(~#H1}'%'##&&~#?A}&'~#D#%32}'&&&&~#[}'(#%}'~#;C})&}%%#%~#=&%,3}%'(#%%~#^'#&&)#%'~#Y%-~#d-%'~#^%%&#&&&}#~#b~2t*&'~&(~&@~0%~e~3}%*''0})&}+~!9##-}#%-hD*)1fC#%/&/fB#40~!+#)*4~!+~!K'&:~!/*7~!.#~!H~!L':~%x&~!H#~!*~%1~!I#~!+A~#p'~!F~~#-#~,,(~.Z~!V~%;'B'mq-W~!N~%I%#&&#&}#%},%%}'%}+X#%}#&}(%}'%}<%}#%}%%'}'%}:~![)9@~%>~#UA%-%##&~!C%~!-.9:~!1~!-^2/:a~!y,D*J#-5)/4~%23,~#G~!L1~!0X3`~!2+~!!0-~&E~!W~!o,>Y&]~%cZx_&~#O*9#A#'#+I'%#)~!0B*-5A+-((F&*M#)(-7-5+'-3a5Vi~!Y~!?+[)%3),ERHm~!+:D,VG.+)?fB%%*(%)'(#&80%1'8`K8?`+'Z#&O&'H5#*9)A%%5&3))0%39+.*7#()&&*=4@**L)<'_&*+..;(#*+)./&0#3)%')-8(4ixD(&.}%,('aI:,)%,k2231T)I'#/-W7,/'Q#.'Y24+h')37</31&83##&0#),H(?'&?/1##%#&&#%''-%&&&#(&''&#.-'%#%%(,')*'&#&#'##%(%(#%('#&##%%%%('%#%#%%#%#&%##h>w+v<ayvyvcg.uuhKr}g/v|g>u9i[~>g5uI~=RvdwEg;v/g;uk!!TTSx]@RT!U!#!@VBRUU!'UTe-d0c`e&gSdicedFcrdTaqb.kYcAohdYd@a3e+d}dMdtd.aJ#bqcK`dle/e.e'dwdPdodddjbEb}ogd^ofdpduc6j?l%d{drdqc)d7bacOdQ%T#Y)X.sR[yH>6Vyv3[xwLu>vo'!*.[yBacahoj>6Rew3[xqdZa#!a&#^(X-[yG>6Vyu3[xvg3sEr|g.u/Ri9db0T#^(Xa)!-[y;>6Vylg4wKs{JwNZt3@3r=c4Z([xlg;wKt!cpq's@v7A'*a(a+!-a#[y<3Dt?3Dt'>6Vym3[xmg9rxsNJwLZt4~?r?db1T#`-!(Xa,!0[yS>6Vz%NuQs.g4wKtnJwNZtS@3r>c4Z([y%g;wKtrdga8!a(!#&T*Y-Xa#!a0<or[yc3Dtq>6Vz43[y3JwNZtf@3s!Ju}!%Dti:pm3c_%X#tjB5pkd6q!r]u?voC'*-a.a2!0a&a+[yI3DtI3Ds~3DtH>6Vyw3[xx;:s#~<5pKJwNZtE@3r~d`a)!a2T#a.(!+U.X1[yT3Dt`3Dtv>6Vz&3[y&g9rxwzcxstPu.<rAJwLZtT~?r@dZa%!a.&^*Za(/Reu[ya>6Vz23[y1g3sEr}wkg{NuQRg{ci(U#5@b`~,cg#U(2WnH5wugcRh7dX#T(Y,a'Ta!!a,[yZ<]mj>6Vz,3[y+Pv#5ReZKu+=,%!H}7ABwkaS?Rh:BcW(X#<]mrj:ubv/ARekdg%!(!a.*Ta(Y.X1!#sP>Rl*Dt6[y>>6Vyo3Wf*jOvuumvuRgRJuq*!:9<B@bX~3jVv&v@s@5Re[d/rQt{uAvo&a&a*)a2!,0Wf!3Dt0=Bs'>6Re}3[xy~<5s%JwJZt1~Gs)c;&!#2sJkNuXvzq7rxu,Re8dka4!a8(aEZ+a@Y.X1Xa)[yd=Bs(3DtP>6Vz53[y4cX#X&Re:avRe9~<5s&JwJZtQ~Gs*i^rzvdRg+Jv{%!2sbB@bX}kdga,!Za?&^*T1/!a'Dt+[y6>6Vyf3Wf%g/u;s4hGu6?Rh-JvZ,!c%#&RoX54Rivj7uyvf8RgTKvZB%*!2sGh<vu5Rgq<=C::9bb~#dZ#T&Ta6Y.X*Dt>[y93Wf)coZ(T,6VyifluvRgC@95@B@bX~/hFu34cC#T,k/unq8w8Q5RkUklwQuzunq8w8Q5Rk8d/rJu?v8w9)-&!a0a;a&aIWejg3sEr/h1s<DtDJvyZqY5aws3Jvy!&Wei~Hr1:au5@Bag>23E~5c:Z&bX};kKv?w&unuVu5Rjc;>bs)#~@:Rh.=ay<a]C;b`}Vd6s/t{uAvoaxa()!a,a7%-a#a2Dt,[yF2Wo[>6Vyt3[xuNuPRi&NuPwpi#RoWh?vf8Ri%Jv]!%Ri:KvxD!.'2WeAjZu`q9rxu,Re7woeAg-unLq(qA_/*2Wg_g3u5q^9:4E}/jTrxrzv=Wkkd~0UX#^^Xa-a1a5T&a=U1a'*aEa]!a*aPaA-adok[y54Rn>;:p3~Dp5g9rpsFNvZqjg3uJp4~<5p0Pw;5qlJwNZt*@3p1Pw:5p/Ou!5p2JvG'!6Vye=<qnJvh_[xhg3v,Rh3kOwOw-sDuev/Re^dha[a%!%!a+#Ta7)-5TaCaO!aka!a)sf[yb2>Rl!9ARiq5E}Qg=ucRkBE|oJrJ_@Wk~@Wk{JrJ_@Wk|@WkyJrJ_@Wk}@WkzJvO_[y2g-vMRmiKuYC!)&>Ri;>Ri<@3RkNc](X#@9Rk=g5vuRmhKvDB!+'=]meg3u4Rmgd)#Y'Vz3CARmfd`a+!%T'!+#Ta1Ta6TaM-sTDt9[yA9sYd'%Y#s[[xpj:ueunaXRgEjRq,v-vuqdd2'`#6Rev<32@5>:2<E}5xIo9a*X#Y(;5RePJvD_g>vyRgNj8w)v8<wggs:RgXiZt|vjx,hSq3ah!-(~@:Ro/Ou!5RhWj^v(pyw8unRhUdx-UY#^Ua.a3a70!)%UX1TaDa)'omRiRRhE[y:3Dsz=Br,>6Vyj3[xkg6ruwjcqsrPw;5r*Ku]D'Zt-@3r(~?r.i[vwv]dU1a--U#`a4(g/vsRhPOu!5RhLj:rmu9Wo!~@:wdh@g/vsRiTjXuvvNr}:RhBj^v(pyw8unRn]dz1UYa'a+^Y(!aETZalaRY.Ta?a4[yDJw1!#qLsW>6Vyrfzq-pLflpwRe|Js>%!Dt@3Dt&Jvy_[xs~HrnjMuwpsw'RecKu+D#'!t<~Grl~?rjg5u-x,gwp{ah!-(~@:Rg~Ou!5Rh'jXuvvNr}:Rh#cW#X/c;&!#2sLi[v7u7RgpJv)(!iLrxu,Re6j7v@s@5Se[e7d`aW!Za(a`T.a#!a3!&aDa-!9)Dt_=6s+3[x~~DR|h~DS6avhGun5RkZj3w)v-]mkKunB!&*]kb97R|i<ARk<c:Z(6Vy}Juh'!wziMRoS:F|vkLuauJv5vtvQRh1d='T+Y#VyO~DR|jcF#T'7R|g97R|kJv3'!ay<Rj,Jvh&!:ReXcsa6*a+#a#_aIRf9aLRf?c,Z&Rf5Rf7c.Z&Rf;Rf>cQ#%T'p-Rf8Rf=ct#%'(*!,p,Rf4p+Rf6Rf:Rf<d~'Ua%U*^UYa(!a,-!#a4YaTalaEX0a8a<Weo3Dt/3Dsx=Br93Wen~Dr;~<5p<JwNZt2@3p=Pw:5p;Ou!5r3c7&!#:p>3Ds}KvGB)_6Vyk2sM=<r7x'eovA(!hFu1ARf}cV#X&@r5j6rvwQa^Rf3c=Za'wkghJv__g;unRggA53B9=b^}%j6uduo5Jq;!(hIv%2Re`Ou4ARe_e%a#^^^Xa&!a*a2!&a6YaP!*ad!#a:aE/5Rn?[y@>6Vyp;:pE~DrY~<5pBJwNZt8@3pCh=rt3rWPw:5pAJup_[xoNuPpF9c!#'45pD5ARn)d8#X'X*3@rU72s]h>v<<sSjJpqvewOJq/(!hNw'5ReBk0s2u3w/w'5ReE5@Jq.!a+JQ!&WeU23d(#Y&RjG5]jBk!u7w&u0udARjEe#+^^^Ub#!a2/a`Z(agT1!a-a;|@TaG!aS[yV=Re~fow'RguNuPRe?bz#'>RoUWeL>:Cbb|?JwPZtVg6ruRmzJvD'!6Vz(g/vmRh~Jvy_[y(g9voRgyx*cy(#2>Ri2B9b]~9kIw9u7rluJu3Rg]dI#a%UY'@=p%CAx.gQZ&RhwwygtRm{x5g_Z'+ABqR9Woa=Bp&dV#^*Xa'!&@o{g4v]Rk;Jv{!%Rk[wkkiA5RkiwwfUB=x,fUuqC&*!>RfTg8v0RfV~ARfSd;rJsAuAv9wR'ae+/aO!a@aza/a#[yQ@Wg!2Wemg3sEr0JvB_g>uvReWg2v+Re=KupB_+[y!2AbY~-~Hr2AJwD!(h<~El>h<~El?Kun@+_:9b`}Kg-v/Ri3g;vtwyk_9]k_d=&T#*U.6qh@Ab`|K9:H|CJv[!&3Dtex'fDwC%!Rf[9WlMd[(^X,!a%Z06Vz!@WgBg=v~Rgvg,QRe@awd,#Y+jTv|Q~EfWj]uNr|~FRfXdy#Y&^Ua%!aO.!(a)Ua;=!a@aKap!a-,a!Ta]a[rSa]p?[y82sK=Bq~;:p:~<5p8Pw:5p7d'#Y'Wf(;RnRi[u4w&RgJJvG'!6Vyh=<r#ijuuv/sIKuYD'ZtG@3p9~Gr&d2#`(g<vtRgFj`u5w&rqpxRf2CJuY!+:wfnTOu!5Rg}jNs1ucv&RfwJvA!&3@q|BDcC#T,k/unq8w8Q5RkTklwQuzunq8w8Q5Rk9dga#!a'!a=#a0!:+Tb*b@aO.a4!aba8aFJv^}?!VyR~Dr<g;u%Rn.~<5p[x'e`wNZtR@3p]Pw:5pZhNvjBp.woe_g5u-r4JwF!%DtO3:ooc7&!#:p^3DtpLuGw(!+%)Dtk6Vz#2sd=<r8d'#Y([y#<x3gJt`w@!)%}MRiowzikRij=]ilxAf3,U(#B2Rf#g0v-Rm[ck{`U#]giKv3>)!&6Ri154s,KuGB_%@r68r:dJ|t`#X(9<E|u2@H|rx3gJu?w'!+'1Nu7Reg4=H~+9<wxgY95Rm]xLggZ-`(X}U2:Ri4h<uOawRmsJv__5@bb{jbV~3dka#a'a]!,#a+U=a>b6a3b%!/aKa/)!arwve^VyJ;:pR~DpTg3uJpS~<5pOPw;5qmPw:5pNOu!5pQJvG'!6Vyx=<qoJvA!{~Jup!%@qk7Rn/KvyD!}''[xz;>wkh'?Rh,x8gyt`w5D!&),(SgyccRgztJ@3pPB5p#d'(Y#<]mmifubw&RgoJvE&!82s^JvF&!8Rf,ADb]~;x=h'rNu]vK!,%'*0RnORh)4Rh*AqQg-vaRnNg;wHwkh'ba~4cE#Ta*x3gctyw@'!+%RnFRnD<4Rn@hFvK5RnCxWg[#`&a0Ua()`1Rm75Rg[c]%X#qi8Rg^NvdRj>BwzgZauwji7Rm6A4wgg]d1#&(*,.0a#Rm;Rm<Rm=Rm>Rm?Rm@RmARmBe%#^^^Xaea?aC/b+(,!a+a#!a/!>a&Ta<aKbD!2wphBRnk[yPw}hE|.=Br-3Dtm>6Vy~g6urRf.x,hPrNav!%'RnqRo%Ro#Nu;q[Pw;5r+JwNZtM@3r)d'#Y'Weh;xChL#`&RnmRnoKu}>%(!Rne~Bs-;2wjcussJv+'!aYSO}6@B<5?ba~8LrNvj!.%*ROwungw~ng~:9;Ri^>wtnig;wHRnixDh@|(UZ.x1h@|)!#:2<H|*xHn]#-UX'3Ro)z=iT}6ARns=Bwsn_wpnaRncw]aR(#UXa&Ua*a/=]iPd'#Y&Ro'WnXf{QRm2hNvj]nZd`'T~&1`{|`#9b]{}c:'!#Wl{>@=be}]?cl{{U#:5Abb}Jds#^YaF!a*b4a#a3aPa>&Tb!bH!*a_!Eau?/a&RjY<]gj>6Vz*;:pe~DrZg,QRj1JwNZtX@wihspcJvZ&!VyX9WmOJu|!|N2WmHJvh&!]ht~Bpbcn&T(!#RmQ<s7Nu;padH#X'`+WmJ@>RmKCARhnKup=!)&Wf+:RhqNuPpf9c!#'45pd5AwghpARn(Ls@w!%,)!RmP@Wfe<E|IJva!&WmNg8vsRmLd`*.`#Y'Xa!axRn*]hrA8Rhug5s@rXg8u!RmMd8#X'X*3@rV72smdI*#UY&RmICARho~GsgxVgd)Ta'U-Y&Xa!T#RnEWnA@Wffg1uDRi0hFvK5RnBxGnG&#`%owp)@wsf+bX}Ze-*1!a*^^^Ua|!#a.aq&Ya2!a>.a6!a:aO`aJDtL[y`@Wg#>6Vz12@wzoYRoZNuPRi!NuPRhzg=ucRi,@=b`{Yg=ucRi-ACJvB!&Sh[ebSh]ebi`wUuFRm4Jw2_[y0JvB!.<Ju(!&SoG}6Shd}6<Ju(!&SoH}6She}6Kur@._g5vHRieJvx!{L2G{Kx6gd'T#?Rh82Wi5cZ#X(g1w)Rm5dW-Y(Ta#!a)!#aYa=wnfE=su2>>bU{0j9udv:<svj8uQv-7RgHdE%#^'sq9sp=>Bb_{TJv`!&g/r|snj6v(us5d,#Y(56H}[978H}]Jw5!&g1rushJvB!+j;v{u5?zDhd}6}bj;v{u5?zDhe}6}ce*#`(^^^a[aea!=!a6a*aoXb1a.!aAbL!b>,b'aL!aV@Wf|2Wlg3[y/JwNZt^@3piPw:5pgJunZou3@rsJva&!Vy_g<v~Rm#JvG'!6Vz0=<r{Ju{%!:pj@WfsiXuJu3Rm:JvZ&!WfA~Bph@c4Z&Dtwax5rubx(#:awRk1@d,#Y&RfjRfid1#,Y(@Wfp2Wlrg5s@ryKu[@!,'=]ig9wlk?Rk>g5u-rqJvy'!@9RkQcH(T#=>Ri~@<wkj(Wj(KuZB*!&<7rw@9RkRcH(T#=>Ri}@<wkj)Wj)dg(Ta2Xa9X#`-!a*CARhg@@=I}d9x;c~#X%so=<sj>2@@=aybb}XjWv0Q~EfEj3vLv;<d,#Y(56H}`978H}_dgaPaFa'a/!#a3Y0a_a;a|!1(a7-[yE3[xt;:pJNvZrrg3uJrvJwNZt=@3pIh=rt3rxPw:5pGOu!5rpJvG'!6Vys=<rz@c4Z&Dt(ax5rtJvZ!&~BpH@wsfNg-vaRlNci*U#=<wei<F}a5@Jq.!a*JQ!%@qZ23d(#Y&RjH5]jCk!u7w&u0udARjFd/prq=tyvpaEa(a:.!a1aZ(@@=I}:9wpd%=<sX55w_h}@@=I{t=ay<aU@@=I}T=ay<2@@=I})?C9:9au@9Cb]}DP~=x-fAZ(2Wl1=ay<aU@@=I}>5@d##Y+jTv|vV~EfFj]uNpn~FRfGdgaK!Z2&!a8a-Tb({E!acTbM*!a(DtY[yYd'%Y#sl[y*hHvh>Re5x2c{Z}.j4uCvcawRiMd+#X+_x&d!},<5RkX;2Hzw@x,gavfB-!{CcF&T#Roe;RodwWbBg5urRgaKvHC*_6Vz+<4opieuew&Rmq@d]&Y)X,T#X0Rh}<BqP=4qS9:ReMg/ujReNJw0!/<Jui%!bd{kawwnemRelAxUa?a3#*.&UX(Ya+a/RhvRnQ<o}9Wmtd-#Y&RgSRmw9;Rmxay=Rmyg-vaRmuxEhSrNu,v-voC!%(aR.a(a7+1Ro1>Ro5CE{A9b]{@;5x#eO{:g;urRi+KrNA!%(Ro3>Ro79;Ri_Ku@>{;&!x%gX|{KunA_+g5QRj/g3u5Rj#g>uERj%wio/xRhS&!,!#^1U}wba{8>>@=be}qC@:D5ba{7Ku+A&!}x?ba}t>>@=be}se(aA^^^Uat!b0#{pa+awUazbGa#aLb9bgaWac'a5TbS=Br!d1#`%scp_Jvl!#rT>Re0JvX&!VyN=H{Fcm#U&:pY=ReaJv2&!]h0=]nUJvG'!6Vy|=<r%JrM_=]h2@Wlud'#)U'Wf'b]{i=]h/Jvh!&~BpWg=v]RnMx+ny#'Nu;pVwjnu=]nwxJnx,T#`&Reqwjnt=]nvieu9vrRjLLuYwP(#+!th@wih5pX~Gr'g5v/Rh4KunA'!-CARnP@wwiN:Rm_9x'cvw>!|l=<saKvAA!0&3@q}>w^e1bp#&Re2Re3BDx7gH#T|f5H|eKuZ>!%(:qNAH{]Jv6!+3B2B9=b^{X<5<B92:E{ZLvhwA(a;a%!igQuyRmad+#Y}m@3Rh5d8#X'X*:AqUAHzmaxwbh<aXRnVcF}RT#Nw&cj#U(BWnug/vsRntdka)(a3+.Zb7aYYan1!bVa@Xa}[y^@b[{G=H{+hFu73Rj&Pv#5ReQcK%T#sig1v{Rj'Ku+D#'!t]~Grm~?rkKuMB!01d5#`'Vy.ta3Dtu~Hroc8#'{^45s85AwZbP&!#Rn!wghxWn#KvEA!)&2RlA2RlBx:h|#(T,=]j09Wobz>x]z/@awRoTd+#Y(az]hFhCrm4d,#Y+jTv|Q~EfMj]uNr|~FRfOdCa!Xa9_X#@<plJvf!%b`{(9;Rgwc;.!#2x7cw#T|UDb]|T5Ju={(!=@E{&Jv)&!Ab`{'awJvf!~*>>@=be{#KuY>!+&4Ezyi[ugv&RjIdea+T)#UXa&T-T&a!Rh9auRmW=]kLg5vuRn+g3u4Rn-Ow6ARn,hHus5xNk?#UX(U~)/g8v0RkD~AwkkF?Ri.OuNBwkkA?Ri/d|a2`a*^UYa.!aBTZaTa'Xa;!(!2!-a#b2[yC>6Vyq3[xr2Wi?g1rusVh%s?DtF~<5rbJs;%!DtBfswKtCj[uvuSsEu3RgVx3o:u+wN'*Zt;@3rd~Grh~?rfg8w)Lq)qE&-a%!>bI|`jWv0vV~EfCjTv|vV~Ef@j]uNpn~FRfBcK#T']gWNu7x,k7q4ai(0!hHv8<RhmkMu9vrsBuev/RhlCJvB!,g<v{wchh~@:Rhji[vrv{wchi~@:RhkdS&a5UY#Ta!RgPwwiI5BwciI~@:Rh`x'iJvj'!5]iJPu8Bwch]~@:Rhach)U#h3rp]gLh@t|Ax,hTq3ah!-(~@:Ro0Ou!5RhXj^v(pyw8unRhVd|)`,^UYas!a?/a2Z'a^Ta{Tb7Ta(a#!a,Wf&9sZ3DtAadamov=Bqt3[xig8vsRm~>waiL2b`{QJv*_Ouv2qgj<v]v2BqfdR'X*X#Y-@3qr~Gqv~?p6hHv-]glPup5Lq+q?_%*b_{qF{n9b^{rOu4ARhpKvCD!+&~Bqp:5Dbb}nwoiKl&unuTuBv]v+ueunaXRf0=Jvh!0nKufu8v1w&w7q%w&uHrz:Rgnj5w,uxDJq/(!hNw'5ReCk0s2u3w/w'5ReFd>Za&!*UaA=<wkgsRnSJv^!%Refifw3vyRgOKu_B'!,<]gkiiu:w&Rh<=C@a^<B57@2F{[<B5@aW:=3away9A5aW=<B=C@a^<B57@2F{Ie-#`(^^^bCara.b8aza6!/bZ,!adTbnTbOb+aFaS!aAT9@Wf~2Wli3Dtl2@d,#Y&RfnRfmJwJZtN~GqyJva&!VyMg<v~Rm%iXuJu3Rm9Jv[_=]ih9wlkDRkCd1#`(@Wg>2Wls3cH#T(@<Rj*=>Ri|b~'#23s9h<~El.d'#Y&Dtxi^rzvdRl#d*#U%(o|B2s`hJwSaxRmDKv4B&!1:Rmdd5#`'Vx}to~Hq{x'f1v3(!BA5ba|bJv_&!Wfug1v]ReIdO+U/Y#&G}-8wze=Rh{g1v]ReHg/uQRf/by#)ibQwERl/cH#T(@<Rj+=>Ri{cNu+vlax-!(#a0qa9<Rii2;;bU{H;x<i=&X#Rk`<4wwi=C9H~8xAI(Y#<azRi@45wXI<B9;5bb~7dL(X#Xa(+!aL6Vy{g5QqOau:5au2@ay547EzbxOcU(UX-T#Ta#:Cbb|A?wjh/b_|SOw6ARgtihr}u7Rhy<d1#T)X1@@=I|~=ay<2@@=aybb}Sj3vLv;<d,#Y(56H}A978H}@dGpvs@uAu`vcw9*!aFa+ai%(b!aXa8.a?a[ozWey=sU2@G}Nch&U#Rf_WexKu+D#'!t:~Gr`~?r^j]uNr|~FRg*j^psurwJt|RmcKv)@&!)7Rkv~Br[@wxfO:Rl3co#U'6Rezj_q#vIuavjRltwzeyh@vr5JqD0!>aY?C9:9au@9Cb]}9cl#U*5;5<H||jbuus1ucv&Rfvg1v~d/pppzqFr^a--a~!aMat1(hFv;Wiz@@=Izoj5uuv-7Rix~Cw`fk2WlVcZ#X,k)u3vWs@u2]ktg;wEx'fBq(_2Wg/jTv|vV~EfoJv]!15x'hzqG!(P~EfU~CRl_j6v(us5x4i-#T(2WmZ?C2F|d>Kq<aj1!*jTqIsBv=Wl`~Cw`fi2WlWj`v0u*~>RlR=c>Z,k#u3vWs@u2]kr<c1Z+jTqIsBv=Wla~Cw`fm2WlXdmb3!a{(arZa`bkTa%TbQTa-a9+c'!aM!/[yL=Bqug.w'RifhFvyDRj.g>vgwyk^9]k^Jv3_@WfbAARkhJw2_[x|JvB_wkoIRoKwkoJRoLd'(Y#<]gm=<9<H|yd'%_X#skDtb3awwqkgNulRkgdB#^',9:p'hJwSaxRmEBwVb8@4=H|qLu+w50&!)@3qs~?pU>Awwn;;Rn=c:Z'ARn<=<qwKvC@!/&~BqqJv6!&]eVb^z^xRge'/a%+^`#Sge}6<4Rn3=]n0Pw2>Rn8Jw0!&>Rn:>Rn6cY#a7+!a&=<wkaNw~h3z_c5Z{=wjh#=]nLKv^D!&)Vyz=bW|swYb<WetcG#T(2wxa@qVx@gD#Y&b^|V5JwG&!5bb|pg/w&RgD@x=kHs=uAvn!a%%/'+RmSRh694Ro`g-vaRmRhHv-]mlxCcS#`&ba~.5cD#Ta)P~=d,#Y(56H{>978H{Dd_#{2^Y%_+qbbb{6g3sERhsbU{?dfa.,`a(Xa<!aiX#(55RiG54RiHcI#T'WiU3RiVNvdwtfcRlKNvdd,#Y&RlHRlExQgf.1*^T'X#Sgf}6Wn4=]hfPrk>Rn7Jw0!&>Rn5>Rn9Lunw?&a2!,5<oq@@wqfdRlJj5Q~=d,#Y(~ARfcOuN]fdDKw;ay(}i!547E}j?cI#T(@5bV}iCbV}hdv(^^Tb?a40,b##Tbo!a*bR!a<b|a/!aKai!aU[yK=]o^g:v>ReGJwPZtK<7Rh+h<~El,Pv#5ReR@awwxjCg,ulRjDJv6&!]j!z?aQeeg>w=Sh<eeJw;!&axEzOg,Qosc!#*:wkeJ]eJ>x'h-u(!%Ro.w~h.zPdNZ(X,Ya![x{;9ReY;wkgxRiF:x?ap#Y&RmUg<s2Rkod]+UY0TZ'!a&A9sw<=bczLNvuw{gqzNhJwSaxRmCKuLay!#&s_Rf-55b^{uJvZa!!c%#(55Ri654wmiu5RiuawLu,vp!+}^%b_}Y9;wkgxba}o>A9:=b^}zKuh=a''!3awRk3c*'!#aHRk6c+Z&Rk5Rk4Jv)&!awRjSawd9*`#0?C2@EzMj8u<uJ5RmbjQrquJu3x,k>uq@_+=ayb^|W~ARkEOuN]k@7dhzV^X/X&a-#zRzSb`zXcJzTT#2WkVKvDBzW!%FzY9;5bbzWjQrquJu3Jw3%!b`zU=ayb^zQd:#X(T-a!6Vyywxh}=b]{Jg=u1RiAdGp~qHtzv!w(wA+a+a;<!aJaYai'anasb(=azRmV:Cbb{MLq2vb!%')RjuRjrRjtRjqx3jnqCw3!%')Rk(Rk+Rk&Rk)Lq2vb!%')Rj{RjxRjzRjwLq2vb!%')RjsRjpRjfRjex3jcqCw3!%')Rk'Rk*RjkRjl9<CbbzfOu4ARhxLq2vb!%')RjyRjvRjhRjgx=joq*uKvb!%')+-Rk.Rk%Rj~Rk-Rk#Rj}x=jdq*uKvb!%')+-Rk,Rk!Rj|RjmRjjRjidAq&qKs@uAv8Aa.'*-a@a&0!aM@a5[y73Dsy3Ds|3Dt):wxgI2sHJwJZt.~Gqxwsf0ikrzt}Rl0Jvy_[xj~HqzKv_A|D!&WfP8axRoVcf,U#k(v]v+ueunaXRf1Ju}'!g8u#Ri=jQw!sCunLprq>!,')~<5qeGzq9F{W=c##%s5au:5aU3CBE|;d4#X(D!a&6Vygx(b;#(=]ed?C2F{N<capoq2r[a&!aPa9,'Pw;5s:@@=I|,55w_h|@@=IzcP~=x'fCqB_2Wl2>aU@@=I|1OuNBc1Z+jTqIsBv=Wlc~Cw`fl2WlZ~AcTa%!Z+jTqIsBv=Wlb~Cw`fh2WlYk+uNqJsBv=WlSg,u3dca3#UXaMYa)TaB-=cM|7T#<bI}l5@B932:aV2G{BOuNBJq:|M!5Ezt=<B=C@a^<B57@2F{v>cB{/T#=ay<bI{3Jv6!a.6BKq0ah&+!5E}HP~Ef{978BaU@@=Iza<7d#.Y#978BaU@@=IzH~AJq0!(@@=IzG978BaU@@=IzFe,aU*Y&^^^bvJb,b:bFad!a,c2Ta>aL.bo6!a#CbTa'T#Re{2Wlh2@G{yg6t~Ro_NvdRfticuRQRllJv3&!x&c|zs@Jw3!%RflwpfkRlpKuL;%(!Re<@G|C2GzdhIvuBwgjAg-u0RjAKQB%!(GzZ@G|5NuuRl7d='T+Y#Vy[g<v~Rm!==G|>JvA!)@wma=]m1ifuaw&RmnLs@vT'!|/+[y,g:v>ReTJw1!#qX=x!eC{bLu+wT&)ZtZauq_~Graci&U#F|89:r_Lupvq!.)&2RlG8RfaC=x!eF{_h?rpWlmd&'!#X|&]k::xJey#`'T|+<E|&2@H|%dE#(^,g;u.RiEg6vjRiC9xCkA{O|zY#g=ucRmXKs0@!&*@G|m@awRknJuh!,3d(}gY}eJvj!%Rm):Jw3!%Rm+Rm-Ls0w(&!a(a#@b[|6cZ#X'7RkxWgAOu4ARn'dH'U#Y*Vz-Wm'CARm}d]*#a%^a*T'aK!a<9bV{PC=p*Jw4!&SgxcbB5r]idw(wBRmF7xFkt#&`(Rm/Rm8E|!JuY_9:Rl5=wrgr2:bbxd@xXfB(a*#T+!.X0X1Ta/a'T&RlDRfL>RlyARl9b[z[>RfZ:RlL:RfRwlg/ARl;9;RlxKv,A/!%7s69<74=BA5ba{-8Bde#`a<XaKYa1,a'P~=wxfB2bZ}}?C972@@=I}r8@55B9;5bb}G978B2@@=aybb}3j3vLv;<Jw3&!>Rfk=ayb^}4~Ad1#`*@@=aybb{w2@>==<bbz]dx+UY#^UaF!a9!bB'Ya1.!ajXa#%olRhD[y=3Dt#Ov5BrHKuMB%!(Rf^Wep~HrJwkiQjKr|~FRg)Ku+D#'!t5~GrF~?rDdV)UY,Z/_7RkuG{<~BrBg,rlsO:235B@bX}|d?a1!#`(6Vyn5@d##Y+jTv|vV~EfIj]uNpn~FRfH7Lq2vb1!a9-978BaU@@=Iz9978BbU}#~AJq0!(@@=Iz8978BaU@@=Iz7~AJQ|}!978BbU}!JvkaK!AdUa21-U#`a+(g/vsRn~Ou!5RPj:rmu9WhOjXuvvNr}:RhAj^v(pyw8unRn[kPr}p|u7vwv]RiSBd;pppzq@qHQa?(b.!a.a`@.|xa(hFv;Wiyj5uuv-7Riw~Cw`fg2WlU978BbU|wOuNBJqG!(P~EfD~CRlQcZ#X,k)u3vWs@u2]ksg;wEx'f@q1_2Wg.j]uNpn~FRfqJv]!15x'h{qG!(@@=IzK~CRl^j6v(us5x4i,#T(2WmY?C2F{1>Kq<aj1!*jTqIsBv=Wld~Cw`fj2Wl[j`v0u*~>RlT=c>Z,k#u3vWs@u2]kq<c1Z+jTqIsBv=Wle~Cw`fn2Wl]dn1#c(a(b^a2!b/bAT(bj!aDa7bu,a_a{c0!2T0g:v>ReD2@G{42@G{5~DpM~<5rc=Bx6i>{RT#RnI@zCx]y]z:2Jv[!zr5Awyk]9]k]dD(Y+X#6Vz.g=wKtgwhaCwgmTWj2Lu,w%_+/[y-B;b^xeg3u3Rj-2@bX{*KrJ<!+'@Wg(g?QRlC@Jv`!%b[zIwsfII}8JQ_@w|kW|=Jv(%!AqcOuNBJvEzh!bYzjLs@wP#(0!oy@>RkdJwMZtc3Dtd@BcG#T'9bWxg2@2Fznd*#Y+;2x'c}w<zizixNgwa#Z'U+!/!a'!a+w~g~z6wcn{Rn}wcnzRn|5Rh%=]nJg5vuRmvNvdRlvcprJu}w*az*a#!%.a.'Bot9qT]kj@Wg'ay2Gzv@Jv`!%b[zEwsfHI}1;ck#Ux`<Cbbx_Lu+w!a&0*!wko*wwo,So,}6Juqxf!E}PigQuyRm`d3(`#8>Rn%:A5B;bZ~%KvhCa!a2!x>k7#Uxb@b{#xaRk7Jw0!)>wwhlShl}6>wwhmShm}6CJvB!.x'hhvj{!!5Bwkhhbaz}x'hivjz~!5Bwkhibaz|xEhTrNu,v-vpD!a%&/)a3a.,%Ro2t[CE{)@3re9b]{%wjo09:rgc:Z&Ro6=<riifuaw&RmoKrNA!%(Ro4>Ro89;Ri`dSaL'UYzxZb)7Rka3xRhT&!,!#^1U}vbaz{>>@=be}yC@:D5bazzKu+A&!}{?ba}y>>@=be}wxBh[t`u~vJvr!%a!a()a,a0a4RoC=]o;Ju(!%RoGRhdwjh`=]oAg>w#Ro?g5vuRo=NvdRl|Ku]C.!&;RoEJvB!%RoORoMBx'h[v+_?w~h`}~5?w~hd~!xKh]oiptu-utv.vp!#%&a30a@a'a+(a/aOp(o~p!RoDJu(!%RoHRhewjha=]oBNvdRl}g>w#Ro@g5vuRo>c[#X']o<CauRoRAd-#Y':RkpauRoQKu]C.!&;RoFJvB!%RoNRoPBx'h]v+_?w~ha}t5?w~he}ue!/UbhYacXaW^Tc&a;b:a-c/#b&aja1(!cL+!bKbt!bmcRc9aIc?8[yW3Dtt94Rg`Jv}!&SiRMzBhEebShEMNuPRe>x7gL#TzuwjirRipc<Z&>on;>z=h-MSh.Mwqczx'a7vj&!>Re4@=ResJt__NuPRi*NuPRi)j]uNr|~FRfzKrJ>_+@Wfy@Wf]2WocKrJ<!+'@Wg%g/QRl@@Jv`!&awRl<wsfFIzgLu(w*!.*&ShBMwvhIRhI9;RhNx1hK'!#Sn]Mx1hK~0!#:2<H~7cNu+w7D*'1ZtW>Rn1~?rOc:Z&Rn2=<rQ<7wjh&=BSnLMc]#X(6Vz)w[b=a!U#9wzgMc3#&(RgMRitRis<x,gKt`ax!&+SioM=BSilMc3#&(RgKRinRimKurB,!&SiQMzBhDebShDM6BJQ!(P~Efx978B2@@=I}WLrJw!!,a*&@G}O@9wkibRid@@x'fKwC!&SlDMSfLMjUv~Q~EfKKv3@a+!(hFv-]mpx/hYZ(C5RiWz<o/MwkhY?So/M@x,gbvfB*&!SgEM:SoeeehFu3:Rgbda(,^TZa)X/7Sg[eb:2RgI~BrMC@wgkc:wwkcRerx3h(uUvK!&*,SnOM4Sh*MArRg;wHRh(x=h;rJvPwI!a4',a'0@Wg&=BSh/Mg>w=Rh=g3w*wwgGRgGcW(X#;Sg}M2Gzk@Jv`!&awRl=wsfGIz`dKZ*T'Y-:RhR7RhQg5u-p`j6v(us5d,#Y+~Awkia?RicOuNBwkibba}Ld6p~tyu_vbAa'a+!a/'a3aEa8a!>Sh,ebJv{!&Sh@ebSaReb9;SgwebNuPRi(NvdRl)NuPRi'hHu^<Rm^Jvv_@Wl(g;u1Si/ebKu'B&!*Sh?eb@Wl'z@aPeb95Si.ebcpputyvjB)!,&a+0a%ShAMWeK@G}C@WfJ9;RhMwvhH9w{ia}ix,hJvRA1(!zAn[MRhHx1hJ~*!#hFv(BSn[MBJQ!(@@=I~'978B2@@=I}2db.Ua<'X}+T#a0XaG2G}E;wkg|wuh!Rh!x,hZu,@)!&So0MVy)C5RiXACJvB!&5RiY5RiZg8w)cG}*T#2@bU}=KsA>(!a.3wkhZba~(x,h^u(A!&(SoCMRhb5Bz=h[eb?w~hb~6x,h_u(A!&(SoDMRhc5Bz=h]eb?w~hc~6e)aA1T#T,^^^c-bMb&blcPaP(a/!0!bA=b5c@a(!bfbrc#2afwmhARnjwchORnp2Wlf3DtsNvdRl-2@wpa<]m0bx(#:awRk2@Jw3!%RfhwpfgRlnKQB%!(G{V@G|'NuuRl6d='T+Y#VyUg<v~Rl~==G|<Jv+'!aYShC}6@B<5?ba~8@Jw3'!g2QRljhLrpWlOd+#Y'g.w'rIg>w*wgj@g-u0Rj@Lu+wT&)ZtUauq]~GrGci&U#F|39:rELrNvj!.%*RhCwunfw~nf~:9;Ri]>wtnhg;wHRnhx3hDs@v~!/+'@Wfr@9RkSNu&Rlo=@<5GzoKs0@_+@Wl+@awRkmJuh!-3d(}pY#qWJvj!%Rm(:Jw3!%Rm,Rm*de&!1U-U#`)Re;@G|.@9Ri82@wjfvRlq=@<5GzpLvOvr!).&2RlF8Rf`C=x!eE{.Jw3_g2QRlkhLrpWlPde(!#U{s,UXa*Ta'[y'g:v>ReS;x0PZ&RnlRnn~HrKJw1}f!=x!eB|2w]aP(#Xa&a*Ta.Ua2a7=]iOd'#Y&Ro&WnWg;u.RiDg6vjRiBNvdRlzhNvj]nYJuW_2Wm3x)kFze{9d])!a.!,Y01!#&aC!a3RndC=ox~BrC@2b^{pg,rlse7x'ksuq!%Rm.E{xidw(wBRmGx9o+)X#wwo-So-}69:Rl4@xSf@a#XZ'X)X,Ta(/ARl8b[xc>RfY:RlI:RfQwlg.ARl:9;Rlwdn'#^XafaQa1X1TaHTa)@b[{zcZ#X'7RkwWg@Ou4ARn&x)kG#{,g7u/RkGdH'U#Y*Vz'Wm&CARm|bx#(A]gUbUzJj9Q~=d,#Y(56H}l978H{U7d,0#U*2>ABb_xZ978BbU{e~AJQ{g!978BbU{hxMh?ad{oUYZ.x1h?{l!#:2<H{mx3n[t{vl!,&a%3Ro(z=iS}6ARnr=Bwsn^wvn`Rnbd`*T}B0!#^X'BG{c9b]{a>>@=be}F?JvS!&BG{d7BG}(Bde#`a1X,Ya@!a'P~=wxf@2bZ}I56B2@@=aybb}08@55B9;5bb}<j3vLv;<Jw3&!>Rfg=ayb^}&OuNBKuLA!)a!P~=x#fD{f2@>==<bbzl?C972@@=Ix^d6rSu,v7w*C(0a)a6#B+a%!sQ[y?3Dt%3[xn~<5rLOu!5p@Ku+D#'!t7~GrP~?rNKvlaya7'!h+v-5qMg=t|cd,U#5AAaa5Abb{S@52B5@a[@52B5Gx[iXueu;d<#`a(!/549C;ag>23ExY5@Dah89b^~689Jv)!~2b[~1Lv'w(%*!a#bX|aPrmawRe]keu7uhv-q6rxu,q`xTo]/a5aU!bNaDXbi!b-!ao!b<bwA!#5@B932:aV2G|:d-)Y#hJrL>RhG<7@C5<H|_=Cau:5aj5@B932:bJ|ng>vIbs)#?C2F|9jPv0w.vISh-MKvUaz(.!9ABbb|[5;5<H|Eg>unwfh;9:4E|YjQsBt|vjx'hYq3!(?C2F|J:2<BaY?C2F|GOu!5x,g|p{ah!-(?C2F|c9:4E|OjXuvvNr}:Rh&i[w*t|cd+U#jJvsu)vsSn~Mkfrmu9p}u7vwv]So!McW#Xa!ax5@A5aY:5;5<H|>kJv~vYrquJu3x4ib#T)2@SmZM?C2F|Bj:rmu9@xPhI(a*a#U#`a3-5Abb|L~@:RhK9:4E|0@52B5G|#C::aY?C2F|-:2<BaY?C2F|.5Jvk!a)javYrquJu3x4ia#T)2@SmYM?C2F|HAxPhH(!a#U#`a*-5Abb|4~@:RhJ9:4E|R@52B5G|F:2<BaY?C2F|Sc^#Xa2j=Qq5CJvB!-g<v{z;hhM?C2F|Zi[vrv{z;hiM?C2F|XKsA>!a)-g<v{z;h[eb?C2F|]i[vrv{z;h]eb?C2F|^iZu.vix,hZq3ah!.(?C2F|QOu!5ShXM:2<BaY?C2F|P", 13494, 2713, 49, 25, 61);
// node_modules/entities/dist/generated/decode-data-xml.js
/** Packed XML decode trie data. */
const xmlDecodeTree = /* #__PURE__ */ new Uint16Array([
	512,
	26465,
	29036,
	7,
	0,
	2,
	4,
	116,
	24638,
	116,
	24636,
	8693,
	29807,
	24610,
	621,
	1,
	0,
	0,
	3,
	112,
	24614,
	111,
	115,
	24615
]);
// node_modules/entities/dist/internal/bin-trie-flags.js
/**
* Bit flags & masks for the binary trie encoding used for entity decoding.
*
* The trie is a flat `Uint16Array`. Every node starts with one header word:
*
*   15..14 VALUE_LENGTH   Number of words the value occupies, +1.
*                         0 = no value; 1 = value inline in bits 12..0;
*                         2/3 = value in the 1/2 words after the header.
*   13     FLAG13         If VALUE_LENGTH > 0: semicolon required ("strict"
*                         entity; `;` is never stored as a branch).
*                         If VALUE_LENGTH == 0: this node is a compact run.
*   12..7  BRANCH_LENGTH  Number of branches (or run length for runs).
*   6..0   JUMP_TABLE     Jump-table offset / single-branch char / first
*                         run char (see below).
*
* Branch data follows the header and any value words. Its shape is selected
* by (JUMP_TABLE, BRANCH_LENGTH) in the header:
*
*   Single branch  JUMP_TABLE = the only child's char, BRANCH_LENGTH = 0.
*                  No branch words; the child node follows immediately.
*   Jump table     JUMP_TABLE = first covered char (> 0), BRANCH_LENGTH =
*                  table length. One word per covered char: 0 = no branch,
*                  otherwise the child's offset from the END of the table,
*                  +1 (so 0 stays the no-branch sentinel).
*   Dictionary     JUMP_TABLE = 0, BRANCH_LENGTH = number of branches.
*                  ceil(n/2) words of sorted keys packed two per word
*                  (low byte first), then n pointer words storing the
*                  child's offset from the END of the branch data.
*   Compact run    VALUE_LENGTH = 0, FLAG13 set. BRANCH_LENGTH = run
*                  length (3..63), JUMP_TABLE = first char; remaining run
*                  chars packed two per word after the header. The target
*                  node follows the packed words immediately.
*
* Pointers are end-relative (rather than relative to the pointer's own
* position) because that makes the common "child encoded right after the
* branch data" case a small constant, which compresses far better. Offsets
* to already-encoded (shared) nodes wrap via uint16 modulo arithmetic; the
* decoder masks navigation results with `& 0xff_ff` to match.
*/
var BinTrieFlags;
(function(BinTrieFlags) {
	BinTrieFlags[BinTrieFlags["VALUE_LENGTH"] = 49152] = "VALUE_LENGTH";
	BinTrieFlags[BinTrieFlags["FLAG13"] = 8192] = "FLAG13";
	BinTrieFlags[BinTrieFlags["BRANCH_LENGTH"] = 8064] = "BRANCH_LENGTH";
	BinTrieFlags[BinTrieFlags["JUMP_TABLE"] = 127] = "JUMP_TABLE";
	/** Bits 12..0: the inline value of a VALUE_LENGTH = 1 header word. */
	BinTrieFlags[BinTrieFlags["VALUE_MASK"] = 8191] = "VALUE_MASK";
})(BinTrieFlags || (BinTrieFlags = {}));
// node_modules/entities/dist/decode.js
var CharCodes$1;
(function(CharCodes) {
	CharCodes[CharCodes["AMP"] = 38] = "AMP";
	CharCodes[CharCodes["NUM"] = 35] = "NUM";
	CharCodes[CharCodes["SEMI"] = 59] = "SEMI";
	CharCodes[CharCodes["EQUALS"] = 61] = "EQUALS";
	CharCodes[CharCodes["ZERO"] = 48] = "ZERO";
	CharCodes[CharCodes["NINE"] = 57] = "NINE";
	CharCodes[CharCodes["LOWER_A"] = 97] = "LOWER_A";
	CharCodes[CharCodes["LOWER_X"] = 120] = "LOWER_X";
})(CharCodes$1 || (CharCodes$1 = {}));
/** Bit that needs to be set to convert an upper case ASCII character to lower case */
const TO_LOWER_BIT = 32;
/**
* Unsigned subtraction trick: (code - lo) >>> 0 wraps negatives to large
* values, so a single `<=` covers the entire [lo..hi] range check.
* @param code Code point to check.
*/
function isNumber(code) {
	return code - CharCodes$1.ZERO >>> 0 <= 9;
}
function isHexadecimalCharacter(code) {
	return (code | TO_LOWER_BIT) - CharCodes$1.LOWER_A >>> 0 <= 5;
}
function isAlpha(code) {
	return (code | TO_LOWER_BIT) - CharCodes$1.LOWER_A >>> 0 <= 25;
}
/**
* Checks if the given character is a valid end character for an entity in an attribute.
*
* Attribute values that aren't terminated properly aren't parsed, and shouldn't lead to a parser error.
* See the example in https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state
* @param code Code point to check.
*/
function isEntityInAttributeInvalidEnd(code) {
	return code === CharCodes$1.EQUALS || isAlpha(code) || isNumber(code);
}
var EntityDecoderState;
(function(EntityDecoderState) {
	EntityDecoderState[EntityDecoderState["EntityStart"] = 0] = "EntityStart";
	EntityDecoderState[EntityDecoderState["NumericStart"] = 1] = "NumericStart";
	EntityDecoderState[EntityDecoderState["NumericDecimal"] = 2] = "NumericDecimal";
	EntityDecoderState[EntityDecoderState["NumericHex"] = 3] = "NumericHex";
	EntityDecoderState[EntityDecoderState["NamedEntity"] = 4] = "NamedEntity";
})(EntityDecoderState || (EntityDecoderState = {}));
/**
* Decoding mode for named entities.
*/
var DecodingMode;
(function(DecodingMode) {
	/** Entities in text nodes that can end with any character. */
	DecodingMode[DecodingMode["Legacy"] = 0] = "Legacy";
	/** Only allow entities terminated with a semicolon. */
	DecodingMode[DecodingMode["Strict"] = 1] = "Strict";
	/** Entities in attributes have limitations on ending characters. */
	DecodingMode[DecodingMode["Attribute"] = 2] = "Attribute";
})(DecodingMode || (DecodingMode = {}));
/**
* Token decoder with support of writing partial entities.
*/
var EntityDecoder = class {
	decodeTree;
	emitCodePoint;
	errors;
	/** The current state of the decoder. */
	state = EntityDecoderState.EntityStart;
	/** Characters that were consumed while parsing an entity. */
	consumed = 1;
	/**
	* The result of the entity.
	*
	* For named entities: the trie index of the best legacy match so far
	* (0 = none). For numeric entities: the accumulated code point.
	*/
	result = 0;
	/** The current index in the decode tree. */
	treeIndex = 0;
	/**
	* Characters consumed since the last recorded legacy match, plus one.
	* Invariant at the top of the `stateNamedEntity` loop: `excess` equals
	* the number of unrecorded consumed characters + 1.
	*/
	excess = 1;
	/** The mode in which the decoder is operating. */
	decodeMode = DecodingMode.Strict;
	/** The number of characters that have been consumed in the current run. */
	runConsumed = 0;
	constructor(decodeTree, emitCodePoint, errors) {
		this.decodeTree = decodeTree;
		this.emitCodePoint = emitCodePoint;
		this.errors = errors;
	}
	/**
	* Resets the instance to make it reusable.
	* @param decodeMode Entity decoding mode to use.
	*/
	startEntity(decodeMode) {
		this.decodeMode = decodeMode;
		this.state = EntityDecoderState.EntityStart;
		this.result = 0;
		this.treeIndex = 0;
		this.excess = 1;
		this.consumed = 1;
		this.runConsumed = 0;
	}
	/**
	* Write an entity to the decoder. This can be called multiple times with partial entities.
	* If the entity is incomplete, the decoder will return -1.
	*
	* Mirrors the non-streaming `decodeWithTrie`, but with the ability to stop decoding if the
	* entity is incomplete, and resume when the next string is written.
	* @param input The string containing the entity (or a continuation of the entity).
	* @param offset The offset at which the entity begins. Should be 0 if this is not the first call.
	* @returns The number of characters that were consumed, or -1 if the entity is incomplete.
	*/
	write(input, offset) {
		switch (this.state) {
			case EntityDecoderState.EntityStart:
				if (input.charCodeAt(offset) === CharCodes$1.NUM) {
					this.state = EntityDecoderState.NumericStart;
					this.consumed += 1;
					return this.stateNumericStart(input, offset + 1);
				}
				this.state = EntityDecoderState.NamedEntity;
				return this.stateNamedEntity(input, offset);
			case EntityDecoderState.NumericStart: return this.stateNumericStart(input, offset);
			case EntityDecoderState.NumericDecimal: return this.stateNumericDecimal(input, offset);
			case EntityDecoderState.NumericHex: return this.stateNumericHex(input, offset);
			default: return this.stateNamedEntity(input, offset);
		}
	}
	/**
	* Switches between the numeric decimal and hexadecimal states.
	*
	* Equivalent to the `Numeric character reference state` in the HTML spec.
	* @param input The string containing the entity (or a continuation of the entity).
	* @param offset The current offset.
	* @returns The number of characters that were consumed, or -1 if the entity is incomplete.
	*/
	stateNumericStart(input, offset) {
		if (offset >= input.length) return -1;
		if ((input.charCodeAt(offset) | TO_LOWER_BIT) === CharCodes$1.LOWER_X) {
			this.state = EntityDecoderState.NumericHex;
			this.consumed += 1;
			return this.stateNumericHex(input, offset + 1);
		}
		this.state = EntityDecoderState.NumericDecimal;
		return this.stateNumericDecimal(input, offset);
	}
	/**
	* Parses a hexadecimal numeric entity.
	*
	* Equivalent to the `Hexademical character reference state` in the HTML
	* spec. Digit parsing matches the hex loop in `parseNumericEntity`.
	* The accumulated value is preserved for numeric validation callbacks.
	* @param input The string containing the entity (or a continuation of the entity).
	* @param offset The current offset.
	* @returns The number of characters that were consumed, or -1 if the entity is incomplete.
	*/
	stateNumericHex(input, offset) {
		const inputLength = input.length;
		let { result } = this;
		let { consumed } = this;
		while (offset < inputLength) {
			const char = input.charCodeAt(offset);
			if (isNumber(char) || isHexadecimalCharacter(char)) {
				const digit = char <= CharCodes$1.NINE ? char - CharCodes$1.ZERO : (char | TO_LOWER_BIT) - CharCodes$1.LOWER_A + 10;
				result = result * 16 + digit;
				consumed += 1;
				offset += 1;
			} else {
				this.result = result;
				this.consumed = consumed;
				return this.emitNumericEntity(char, 3);
			}
		}
		this.result = result;
		this.consumed = consumed;
		return -1;
	}
	/**
	* Parses a decimal numeric entity.
	*
	* Equivalent to the `Decimal character reference state` in the HTML
	* spec. Digit parsing matches the decimal loop in `parseNumericEntity`.
	* The accumulated value is preserved for numeric validation callbacks.
	* @param input The string containing the entity (or a continuation of the entity).
	* @param offset The current offset.
	* @returns The number of characters that were consumed, or -1 if the entity is incomplete.
	*/
	stateNumericDecimal(input, offset) {
		const inputLength = input.length;
		let { result } = this;
		let { consumed } = this;
		while (offset < inputLength) {
			const digit = input.charCodeAt(offset) - CharCodes$1.ZERO;
			if (digit >>> 0 > 9) {
				this.result = result;
				this.consumed = consumed;
				return this.emitNumericEntity(digit + CharCodes$1.ZERO, 2);
			}
			result = result * 10 + digit;
			consumed += 1;
			offset += 1;
		}
		this.result = result;
		this.consumed = consumed;
		return -1;
	}
	/**
	* Validate and emit a numeric entity.
	*
	* Implements the logic from the `Hexademical character reference start
	* state` and `Numeric character reference end state` in the HTML spec.
	* @param lastCp The last code point of the entity. Used to see if the
	*               entity was terminated with a semicolon.
	* @param expectedLength The minimum number of characters that should be
	*                       consumed. Used to validate that at least one digit
	*                       was consumed.
	* @returns The number of characters that were consumed.
	*/
	emitNumericEntity(lastCp, expectedLength) {
		if (this.consumed <= expectedLength) {
			this.errors?.absenceOfDigitsInNumericCharacterReference(this.consumed);
			return 0;
		}
		if (lastCp === CharCodes$1.SEMI) this.consumed += 1;
		else if (this.decodeMode === DecodingMode.Strict) return 0;
		this.emitCodePoint((this.decodeTree === xmlDecodeTree ? replaceCodePointXML : replaceCodePoint)(this.result), this.consumed);
		if (this.errors) {
			if (lastCp !== CharCodes$1.SEMI) this.errors.missingSemicolonAfterCharacterReference();
			this.errors.validateNumericCharacterReference(this.result);
		}
		return this.consumed;
	}
	/**
	* Flush locally-tracked walk state back to the fields, then emit the
	* recorded legacy match or reject (cold path — at most once per
	* entity). Called after failed navigation (leaf node, branch miss, or
	* compact-run mismatch). In attribute mode, reject if no legacy was
	* recorded at the current node, if we descended past it, or if the
	* pending input character is an invalid attribute terminator.
	* @param consumed Locally-tracked consumed count.
	* @param excess Locally-tracked excess count.
	* @param char Pending input character (may be the mismatching char).
	* @param valueLength Value length at the current trie node.
	*/
	flushAndEmitLegacyOrReject(consumed, excess, char, valueLength) {
		this.consumed = consumed;
		this.excess = excess;
		return this.result === 0 || this.decodeMode === DecodingMode.Attribute && (valueLength === 0 || excess > 1 || isEntityInAttributeInvalidEnd(char)) ? 0 : this.emitNotTerminatedNamedEntity();
	}
	/**
	* Parses a named entity.
	*
	* Equivalent to the `Named character reference state` in the HTML spec.
	* @param input The string containing the entity (or a continuation of the entity).
	* @param offset The current offset.
	* @returns The number of characters that were consumed, or -1 if the entity is incomplete.
	*/
	stateNamedEntity(input, offset) {
		const { decodeTree } = this;
		const inputLength = input.length;
		const isStrict = this.decodeMode === DecodingMode.Strict;
		let { treeIndex } = this;
		let { excess } = this;
		let { consumed } = this;
		let current = decodeTree[treeIndex];
		while (offset < inputLength) {
			while ((current & (BinTrieFlags.VALUE_LENGTH | BinTrieFlags.FLAG13)) === 0 && (current & BinTrieFlags.JUMP_TABLE) !== 0) {
				const char = input.charCodeAt(offset);
				const jumpOffset = current & BinTrieFlags.JUMP_TABLE;
				const branchCount = (current & BinTrieFlags.BRANCH_LENGTH) >> 7;
				if (branchCount === 0) {
					if (char !== jumpOffset) return this.flushAndEmitLegacyOrReject(consumed, excess, char, 0);
					treeIndex += 1;
				} else {
					const slot = char - jumpOffset;
					if (slot >>> 0 >= branchCount) return this.flushAndEmitLegacyOrReject(consumed, excess, char, 0);
					const stored = decodeTree[treeIndex + 1 + slot];
					if (stored === 0) return this.flushAndEmitLegacyOrReject(consumed, excess, char, 0);
					treeIndex = treeIndex + branchCount + stored & 65535;
				}
				current = decodeTree[treeIndex];
				offset += 1;
				excess += 1;
				if (offset >= inputLength) break;
			}
			if (offset >= inputLength) break;
			if ((current & (BinTrieFlags.VALUE_LENGTH | BinTrieFlags.FLAG13)) === BinTrieFlags.FLAG13) {
				const runLength = (current & BinTrieFlags.BRANCH_LENGTH) >> 7;
				let { runConsumed } = this;
				if (runConsumed === 0) {
					const char = input.charCodeAt(offset);
					if (char !== (current & BinTrieFlags.JUMP_TABLE)) return this.flushAndEmitLegacyOrReject(consumed, excess, char, 0);
					offset += 1;
					excess += 1;
					runConsumed = 1;
				}
				while (runConsumed < runLength) {
					if (offset >= inputLength) {
						this.treeIndex = treeIndex;
						this.excess = excess;
						this.consumed = consumed;
						this.runConsumed = runConsumed;
						return -1;
					}
					const charIndexInPacked = runConsumed - 1;
					const expectedChar = decodeTree[treeIndex + 1 + (charIndexInPacked >> 1)] >> ((charIndexInPacked & 1) << 3) & 255;
					const char = input.charCodeAt(offset);
					if (char !== expectedChar) {
						this.runConsumed = 0;
						return this.flushAndEmitLegacyOrReject(consumed, excess, char, 0);
					}
					offset += 1;
					excess += 1;
					runConsumed += 1;
				}
				this.runConsumed = 0;
				treeIndex += 1 + (runLength >> 1);
				current = decodeTree[treeIndex];
				continue;
			}
			const valueLength = current >>> 14;
			const char = input.charCodeAt(offset);
			if (valueLength !== 0) {
				if (!isStrict && (current & BinTrieFlags.FLAG13) === 0) {
					this.result = treeIndex;
					consumed += excess - 1;
					excess = 1;
				}
				if (char === CharCodes$1.SEMI) return this.emitNamedEntityData(treeIndex, valueLength, consumed + excess);
				if (valueLength === 1) return this.flushAndEmitLegacyOrReject(consumed, excess, char, valueLength);
			}
			const next = determineBranch(decodeTree, current, treeIndex + (valueLength || 1), char);
			if (next < 0) return this.flushAndEmitLegacyOrReject(consumed, excess, char, valueLength);
			treeIndex = next;
			current = decodeTree[treeIndex];
			offset += 1;
			excess += 1;
		}
		if (!isStrict && current >>> 14 !== 0 && (current & BinTrieFlags.FLAG13) === 0) {
			this.result = treeIndex;
			consumed += excess - 1;
			excess = 1;
		}
		this.treeIndex = treeIndex;
		this.excess = excess;
		this.consumed = consumed;
		return -1;
	}
	/**
	* Emit a named entity that was not terminated with a semicolon.
	* @returns The number of characters consumed.
	*/
	emitNotTerminatedNamedEntity() {
		const { result, decodeTree } = this;
		const valueLength = decodeTree[result] >>> 14;
		this.emitNamedEntityData(result, valueLength, this.consumed);
		this.errors?.missingSemicolonAfterCharacterReference();
		return this.consumed;
	}
	/**
	* Emit a named entity.
	* @param result The index of the entity in the decode tree.
	* @param valueLength Encoded value length (header plus any value words).
	* @param consumed The number of characters consumed.
	* @returns The number of characters consumed.
	*/
	emitNamedEntityData(result, valueLength, consumed) {
		const { decodeTree } = this;
		this.emitCodePoint(valueLength === 1 ? decodeTree[result] & BinTrieFlags.VALUE_MASK : decodeTree[result + 1], consumed);
		if (valueLength === 3) this.emitCodePoint(decodeTree[result + 2], consumed);
		return consumed;
	}
	/**
	* Signal to the parser that the end of the input was reached.
	*
	* Remaining data will be emitted and relevant errors will be produced.
	* @returns The number of characters consumed.
	*/
	end() {
		switch (this.state) {
			case EntityDecoderState.NamedEntity: return this.result !== 0 && (this.decodeMode !== DecodingMode.Attribute || this.result === this.treeIndex) ? this.emitNotTerminatedNamedEntity() : 0;
			case EntityDecoderState.NumericDecimal: return this.emitNumericEntity(0, 2);
			case EntityDecoderState.NumericHex: return this.emitNumericEntity(0, 3);
			case EntityDecoderState.NumericStart:
				this.errors?.absenceOfDigitsInNumericCharacterReference(this.consumed);
				return 0;
			default: return 0;
		}
	}
};
/**
* Determines the branch of the current node that is taken given the current
* character. This function is used to traverse the trie.
*
* See `BinTrieFlags` for the branch-data layouts handled here.
* @param decodeTree The trie.
* @param current The current node's header word.
* @param nodeIndex Index of the node's first branch-data word (the header
*   plus any value words have been skipped by the caller).
* @param char The current character.
* @returns The index of the next node, or -1 if no branch is taken.
*/
function determineBranch(decodeTree, current, nodeIndex, char) {
	const branchCount = (current & BinTrieFlags.BRANCH_LENGTH) >> 7;
	const jumpOffset = current & BinTrieFlags.JUMP_TABLE;
	if (jumpOffset) {
		if (branchCount === 0) return char === jumpOffset ? nodeIndex : -1;
		const slot = char - jumpOffset;
		if (slot >>> 0 >= branchCount) return -1;
		const stored = decodeTree[nodeIndex + slot];
		return stored === 0 ? -1 : nodeIndex + branchCount + stored - 1 & 65535;
	}
	if (branchCount === 0) return -1;
	const packedKeySlots = branchCount + 1 >> 1;
	const branchEnd = nodeIndex + packedKeySlots + branchCount;
	for (let index = 0; index < branchCount; index++) {
		const key = decodeTree[nodeIndex + (index >> 1)] >> ((index & 1) << 3) & 255;
		if (key === char) return branchEnd + decodeTree[nodeIndex + packedKeySlots + index] & 65535;
		if (key > char) return -1;
	}
	return -1;
}
// node_modules/htmlparser2/dist/Tokenizer.js
var CharCodes;
(function(CharCodes) {
	CharCodes[CharCodes["Tab"] = 9] = "Tab";
	CharCodes[CharCodes["NewLine"] = 10] = "NewLine";
	CharCodes[CharCodes["FormFeed"] = 12] = "FormFeed";
	CharCodes[CharCodes["CarriageReturn"] = 13] = "CarriageReturn";
	CharCodes[CharCodes["Space"] = 32] = "Space";
	CharCodes[CharCodes["ExclamationMark"] = 33] = "ExclamationMark";
	CharCodes[CharCodes["Number"] = 35] = "Number";
	CharCodes[CharCodes["Amp"] = 38] = "Amp";
	CharCodes[CharCodes["SingleQuote"] = 39] = "SingleQuote";
	CharCodes[CharCodes["DoubleQuote"] = 34] = "DoubleQuote";
	CharCodes[CharCodes["Dash"] = 45] = "Dash";
	CharCodes[CharCodes["Slash"] = 47] = "Slash";
	CharCodes[CharCodes["Zero"] = 48] = "Zero";
	CharCodes[CharCodes["Nine"] = 57] = "Nine";
	CharCodes[CharCodes["Semi"] = 59] = "Semi";
	CharCodes[CharCodes["Lt"] = 60] = "Lt";
	CharCodes[CharCodes["Eq"] = 61] = "Eq";
	CharCodes[CharCodes["Gt"] = 62] = "Gt";
	CharCodes[CharCodes["Questionmark"] = 63] = "Questionmark";
	CharCodes[CharCodes["UpperA"] = 65] = "UpperA";
	CharCodes[CharCodes["LowerA"] = 97] = "LowerA";
	CharCodes[CharCodes["UpperF"] = 70] = "UpperF";
	CharCodes[CharCodes["LowerF"] = 102] = "LowerF";
	CharCodes[CharCodes["UpperZ"] = 90] = "UpperZ";
	CharCodes[CharCodes["LowerZ"] = 122] = "LowerZ";
	CharCodes[CharCodes["LowerX"] = 120] = "LowerX";
	CharCodes[CharCodes["OpeningSquareBracket"] = 91] = "OpeningSquareBracket";
})(CharCodes || (CharCodes = {}));
/** All the states the tokenizer can be in. */
var State;
(function(State) {
	State[State["Text"] = 1] = "Text";
	State[State["BeforeTagName"] = 2] = "BeforeTagName";
	State[State["InTagName"] = 3] = "InTagName";
	State[State["InSelfClosingTag"] = 4] = "InSelfClosingTag";
	State[State["BeforeClosingTagName"] = 5] = "BeforeClosingTagName";
	State[State["InClosingTagName"] = 6] = "InClosingTagName";
	State[State["AfterClosingTagName"] = 7] = "AfterClosingTagName";
	State[State["BeforeAttributeName"] = 8] = "BeforeAttributeName";
	State[State["InAttributeName"] = 9] = "InAttributeName";
	State[State["AfterAttributeName"] = 10] = "AfterAttributeName";
	State[State["BeforeAttributeValue"] = 11] = "BeforeAttributeValue";
	State[State["InAttributeValueDq"] = 12] = "InAttributeValueDq";
	State[State["InAttributeValueSq"] = 13] = "InAttributeValueSq";
	State[State["InAttributeValueNq"] = 14] = "InAttributeValueNq";
	State[State["BeforeDeclaration"] = 15] = "BeforeDeclaration";
	State[State["InDeclaration"] = 16] = "InDeclaration";
	State[State["InProcessingInstruction"] = 17] = "InProcessingInstruction";
	State[State["BeforeComment"] = 18] = "BeforeComment";
	State[State["CDATASequence"] = 19] = "CDATASequence";
	State[State["DeclarationSequence"] = 20] = "DeclarationSequence";
	State[State["InSpecialComment"] = 21] = "InSpecialComment";
	State[State["InCommentLike"] = 22] = "InCommentLike";
	State[State["SpecialStartSequence"] = 23] = "SpecialStartSequence";
	State[State["InSpecialTag"] = 24] = "InSpecialTag";
	State[State["InPlainText"] = 25] = "InPlainText";
	State[State["InEntity"] = 26] = "InEntity";
})(State || (State = {}));
function isWhitespace(c) {
	return c === CharCodes.Space || c === CharCodes.NewLine || c === CharCodes.Tab || c === CharCodes.FormFeed || c === CharCodes.CarriageReturn;
}
function isEndOfTagSection(c) {
	return c === CharCodes.Slash || c === CharCodes.Gt || isWhitespace(c);
}
function isASCIIAlpha(c) {
	return c >= CharCodes.LowerA && c <= CharCodes.LowerZ || c >= CharCodes.UpperA && c <= CharCodes.UpperZ;
}
/**
* Quote style used for parsed attributes.
*/
var QuoteType;
(function(QuoteType) {
	QuoteType[QuoteType["NoValue"] = 0] = "NoValue";
	QuoteType[QuoteType["Unquoted"] = 1] = "Unquoted";
	QuoteType[QuoteType["Single"] = 2] = "Single";
	QuoteType[QuoteType["Double"] = 3] = "Double";
})(QuoteType || (QuoteType = {}));
/**
* Sequences used to match longer strings.
*
* We don't have `Script`, `Style`, or `Title` here. Instead, we re-use the *End
* sequences with an increased offset.
*/
const Sequences = {
	Empty: /* @__PURE__ */ new Uint8Array(0),
	Cdata: new Uint8Array([
		67,
		68,
		65,
		84,
		65,
		91
	]),
	CdataEnd: new Uint8Array([
		93,
		93,
		62
	]),
	CommentEnd: new Uint8Array([
		45,
		45,
		33,
		62
	]),
	Doctype: new Uint8Array([
		100,
		111,
		99,
		116,
		121,
		112,
		101
	]),
	IframeEnd: new Uint8Array([
		60,
		47,
		105,
		102,
		114,
		97,
		109,
		101
	]),
	NoembedEnd: new Uint8Array([
		60,
		47,
		110,
		111,
		101,
		109,
		98,
		101,
		100
	]),
	NoframesEnd: new Uint8Array([
		60,
		47,
		110,
		111,
		102,
		114,
		97,
		109,
		101,
		115
	]),
	Plaintext: new Uint8Array([
		60,
		47,
		112,
		108,
		97,
		105,
		110,
		116,
		101,
		120,
		116
	]),
	ScriptEnd: new Uint8Array([
		60,
		47,
		115,
		99,
		114,
		105,
		112,
		116
	]),
	StyleEnd: new Uint8Array([
		60,
		47,
		115,
		116,
		121,
		108,
		101
	]),
	TitleEnd: new Uint8Array([
		60,
		47,
		116,
		105,
		116,
		108,
		101
	]),
	TextareaEnd: new Uint8Array([
		60,
		47,
		116,
		101,
		120,
		116,
		97,
		114,
		101,
		97
	]),
	XmpEnd: new Uint8Array([
		60,
		47,
		120,
		109,
		112
	])
};
/**
* Maps the first lowercase character of an HTML tag name to the sequence
* used for special-tag detection.  All sequences share a common layout
* where index 2 is the first tag-name character, so matching always
* continues from offset 3.
*/
const specialStartSequences = /* @__PURE__ */ new Map([
	[Sequences.IframeEnd[2], Sequences.IframeEnd],
	[Sequences.NoembedEnd[2], Sequences.NoembedEnd],
	[Sequences.Plaintext[2], Sequences.Plaintext],
	[Sequences.ScriptEnd[2], Sequences.ScriptEnd],
	[Sequences.TitleEnd[2], Sequences.TitleEnd],
	[Sequences.XmpEnd[2], Sequences.XmpEnd]
]);
/**
* Tokenizer implementation used by `Parser`.
*/
var Tokenizer = class {
	cbs;
	/** The current state the tokenizer is in. */
	state = State.Text;
	/** The read buffer. */
	buffer = "";
	/** The beginning of the section that is currently being read. */
	sectionStart = 0;
	/** The index within the buffer that we are currently looking at. */
	index = 0;
	/** The start of the last entity. */
	entityStart = 0;
	/** Some behavior, eg. when decoding entities, is done while we are in another state. This keeps track of the other state type. */
	baseState = State.Text;
	/** For special parsing behavior inside of script and style tags. */
	isSpecial = false;
	/** Indicates whether the tokenizer has been paused. */
	running = true;
	/** The offset of the current buffer. */
	offset = 0;
	xmlMode;
	decodeEntities;
	recognizeSelfClosing;
	entityDecoder;
	constructor({ xmlMode = false, decodeEntities = true, recognizeSelfClosing = xmlMode }, cbs) {
		this.cbs = cbs;
		this.xmlMode = xmlMode;
		this.decodeEntities = decodeEntities;
		this.recognizeSelfClosing = recognizeSelfClosing;
		this.entityDecoder = new EntityDecoder(xmlMode ? xmlDecodeTree : htmlDecodeTree, (cp, consumed) => this.emitCodePoint(cp, consumed));
	}
	reset() {
		this.state = State.Text;
		this.buffer = "";
		this.sectionStart = 0;
		this.index = 0;
		this.baseState = State.Text;
		this.isSpecial = false;
		this.currentSequence = Sequences.Empty;
		this.sequenceIndex = 0;
		this.running = true;
		this.offset = 0;
	}
	write(chunk) {
		this.offset += this.buffer.length;
		this.buffer = chunk;
		this.parse();
	}
	end() {
		if (this.running) this.finish();
	}
	pause() {
		this.running = false;
	}
	resume() {
		this.running = true;
		if (this.index < this.buffer.length + this.offset) this.parse();
	}
	stateText(c) {
		if (c === CharCodes.Lt || !this.decodeEntities && this.fastForwardTo(CharCodes.Lt)) {
			if (this.index > this.sectionStart) this.cbs.ontext(this.sectionStart, this.index);
			this.state = State.BeforeTagName;
			this.sectionStart = this.index;
		} else if (this.decodeEntities && c === CharCodes.Amp) this.startEntity();
	}
	currentSequence = Sequences.Empty;
	sequenceIndex = 0;
	enterTagBody() {
		if (this.currentSequence === Sequences.Plaintext) {
			this.currentSequence = Sequences.Empty;
			this.state = State.InPlainText;
		} else if (this.isSpecial) {
			this.state = State.InSpecialTag;
			this.sequenceIndex = 0;
		} else this.state = State.Text;
	}
	/**
	* Match the opening tag name against an HTML text-only tag sequence.
	*
	* Some tags share an initial prefix (`script`/`style`, `title`/`textarea`,
	* `noembed`/`noframes`), so we may switch to an alternate sequence at the
	* first distinguishing byte.  On a successful full match we fall back to
	* the normal tag-name state; a later `>` will enter raw-text, RCDATA, or
	* plaintext mode based on `currentSequence` / `isSpecial`.
	* @param c Current character code point.
	*/
	stateSpecialStartSequence(c) {
		const lower = c | 32;
		if (this.sequenceIndex < this.currentSequence.length) {
			if (lower === this.currentSequence[this.sequenceIndex]) {
				this.sequenceIndex++;
				return;
			}
			if (this.sequenceIndex === 3) {
				if (this.currentSequence === Sequences.ScriptEnd && lower === Sequences.StyleEnd[3]) {
					this.currentSequence = Sequences.StyleEnd;
					this.sequenceIndex = 4;
					return;
				}
				if (this.currentSequence === Sequences.TitleEnd && lower === Sequences.TextareaEnd[3]) {
					this.currentSequence = Sequences.TextareaEnd;
					this.sequenceIndex = 4;
					return;
				}
			} else if (this.sequenceIndex === 4 && this.currentSequence === Sequences.NoembedEnd && lower === Sequences.NoframesEnd[4]) {
				this.currentSequence = Sequences.NoframesEnd;
				this.sequenceIndex = 5;
				return;
			}
		} else if (isEndOfTagSection(c)) {
			this.sequenceIndex = 0;
			this.state = State.InTagName;
			this.stateInTagName(c);
			return;
		}
		this.isSpecial = false;
		this.currentSequence = Sequences.Empty;
		this.sequenceIndex = 0;
		this.state = State.InTagName;
		this.stateInTagName(c);
	}
	stateCDATASequence(c) {
		if (c === Sequences.Cdata[this.sequenceIndex]) {
			if (++this.sequenceIndex === Sequences.Cdata.length) {
				this.state = State.InCommentLike;
				this.currentSequence = Sequences.CdataEnd;
				this.sequenceIndex = 0;
				this.sectionStart = this.index + 1;
			}
		} else {
			this.sequenceIndex = 0;
			if (this.xmlMode) {
				this.state = State.InDeclaration;
				this.stateInDeclaration(c);
			} else {
				this.state = State.InSpecialComment;
				this.stateInSpecialComment(c);
			}
		}
	}
	/**
	* When we wait for one specific character, we can speed things up
	* by skipping through the buffer until we find it.
	* @param c Current character code point.
	* @returns Whether the character was found.
	*/
	fastForwardTo(c) {
		while (++this.index < this.buffer.length + this.offset) if (this.buffer.charCodeAt(this.index - this.offset) === c) return true;
		this.index = this.buffer.length + this.offset - 1;
		return false;
	}
	/**
	* Emit a comment token and return to the text state.
	* @param offset Number of characters in the end sequence that have already been matched.
	*/
	emitComment(offset) {
		this.cbs.oncomment(this.sectionStart, this.index, offset);
		this.sequenceIndex = 0;
		this.sectionStart = this.index + 1;
		this.state = State.Text;
	}
	/**
	* Comments and CDATA end with `-->` and `]]>`.
	*
	* Their common qualities are:
	* - Their end sequences have a distinct character they start with.
	* - That character is then repeated, so we have to check multiple repeats.
	* - All characters but the start character of the sequence can be skipped.
	* @param c Current character code point.
	*/
	stateInCommentLike(c) {
		if (!this.xmlMode && this.currentSequence === Sequences.CommentEnd && this.sequenceIndex <= 1 && this.index === this.sectionStart + this.sequenceIndex && c === CharCodes.Gt) this.emitComment(this.sequenceIndex);
		else if (this.currentSequence === Sequences.CommentEnd && this.sequenceIndex === 2 && c === CharCodes.Gt) this.emitComment(2);
		else if (this.currentSequence === Sequences.CommentEnd && this.sequenceIndex === this.currentSequence.length - 1 && c !== CharCodes.Gt) this.sequenceIndex = Number(c === CharCodes.Dash);
		else if (c === this.currentSequence[this.sequenceIndex]) {
			if (++this.sequenceIndex === this.currentSequence.length) {
				if (this.currentSequence === Sequences.CdataEnd) this.cbs.oncdata(this.sectionStart, this.index, 2);
				else this.cbs.oncomment(this.sectionStart, this.index, 3);
				this.sequenceIndex = 0;
				this.sectionStart = this.index + 1;
				this.state = State.Text;
			}
		} else if (this.sequenceIndex === 0) {
			if (this.fastForwardTo(this.currentSequence[0])) this.sequenceIndex = 1;
		} else if (c !== this.currentSequence[this.sequenceIndex - 1]) this.sequenceIndex = 0;
	}
	/**
	* HTML only allows ASCII alpha characters (a-z and A-Z) at the beginning of a tag name.
	*
	* XML allows a lot more characters here (@see https://www.w3.org/TR/REC-xml/#NT-NameStartChar).
	* We allow anything that wouldn't end the tag.
	* @param c Current character code point.
	*/
	isTagStartChar(c) {
		return this.xmlMode ? !isEndOfTagSection(c) : isASCIIAlpha(c);
	}
	/**
	* Scan raw-text / RCDATA content for the matching end tag.
	*
	* For RCDATA tags (`<title>`, `<textarea>`) entities are decoded inline.
	* For raw-text tags (`<script>`, `<style>`, etc.) we fast-forward to `<`.
	* @param c Current character code point.
	*/
	stateInSpecialTag(c) {
		if (this.sequenceIndex === this.currentSequence.length) {
			if (isEndOfTagSection(c)) {
				const endOfText = this.index - this.currentSequence.length;
				if (this.sectionStart < endOfText) {
					const actualIndex = this.index;
					this.index = endOfText;
					this.cbs.ontext(this.sectionStart, endOfText);
					this.index = actualIndex;
				}
				this.isSpecial = false;
				this.sectionStart = endOfText + 2;
				this.stateInClosingTagName(c);
				return;
			}
			this.sequenceIndex = 0;
		}
		if ((c | 32) === this.currentSequence[this.sequenceIndex]) this.sequenceIndex += 1;
		else if (this.sequenceIndex === 0) {
			if (this.currentSequence === Sequences.TitleEnd || this.currentSequence === Sequences.TextareaEnd) {
				if (this.decodeEntities && c === CharCodes.Amp) this.startEntity();
			} else if (this.fastForwardTo(CharCodes.Lt)) this.sequenceIndex = 1;
		} else this.sequenceIndex = Number(c === CharCodes.Lt);
	}
	stateBeforeTagName(c) {
		if (c === CharCodes.ExclamationMark) {
			this.state = State.BeforeDeclaration;
			this.sectionStart = this.index + 1;
		} else if (c === CharCodes.Questionmark) {
			if (this.xmlMode) {
				this.state = State.InProcessingInstruction;
				this.sequenceIndex = 0;
				this.sectionStart = this.index + 1;
			} else {
				this.state = State.InSpecialComment;
				this.sectionStart = this.index;
			}
		} else if (this.isTagStartChar(c)) {
			this.sectionStart = this.index;
			const special = this.xmlMode || this.cbs.isInForeignContext?.() ? void 0 : specialStartSequences.get(c | 32);
			if (special === void 0) this.state = State.InTagName;
			else {
				this.isSpecial = true;
				this.currentSequence = special;
				this.sequenceIndex = 3;
				this.state = State.SpecialStartSequence;
			}
		} else if (c === CharCodes.Slash) this.state = State.BeforeClosingTagName;
		else {
			this.state = State.Text;
			this.stateText(c);
		}
	}
	stateInTagName(c) {
		if (isEndOfTagSection(c)) {
			this.cbs.onopentagname(this.sectionStart, this.index);
			this.sectionStart = -1;
			this.state = State.BeforeAttributeName;
			this.stateBeforeAttributeName(c);
		}
	}
	stateBeforeClosingTagName(c) {
		if (isWhitespace(c)) {
			if (this.xmlMode) {} else {
				this.state = State.InSpecialComment;
				this.sectionStart = this.index;
			}
		} else if (c === CharCodes.Gt) {
			this.state = State.Text;
			if (!this.xmlMode) this.sectionStart = this.index + 1;
		} else {
			this.state = this.isTagStartChar(c) ? State.InClosingTagName : State.InSpecialComment;
			this.sectionStart = this.index;
		}
	}
	stateInClosingTagName(c) {
		if (isEndOfTagSection(c)) {
			this.cbs.onclosetag(this.sectionStart, this.index);
			this.sectionStart = -1;
			this.state = State.AfterClosingTagName;
			this.stateAfterClosingTagName(c);
		}
	}
	stateAfterClosingTagName(c) {
		if (c === CharCodes.Gt || this.fastForwardTo(CharCodes.Gt)) {
			this.state = State.Text;
			this.sectionStart = this.index + 1;
		}
	}
	stateBeforeAttributeName(c) {
		if (c === CharCodes.Gt) {
			this.cbs.onopentagend(this.index);
			this.enterTagBody();
			this.sectionStart = this.index + 1;
		} else if (c === CharCodes.Slash) this.state = State.InSelfClosingTag;
		else if (!isWhitespace(c)) {
			this.state = State.InAttributeName;
			this.sectionStart = this.index;
		}
	}
	/**
	* Handle `/` before `>` in an opening tag.
	*
	* In HTML mode, text-only tags ignore the self-closing flag and still enter
	* their raw-text/RCDATA/plaintext state unless self-closing tags are being
	* recognized. In XML mode, or for ordinary tags, the tokenizer returns to
	* regular text parsing after emitting the self-closing callback.
	* @param c Current character code point.
	*/
	stateInSelfClosingTag(c) {
		if (c === CharCodes.Gt) {
			this.cbs.onselfclosingtag(this.index);
			this.sectionStart = this.index + 1;
			if (!this.recognizeSelfClosing) {
				this.enterTagBody();
				return;
			}
			this.state = State.Text;
			this.isSpecial = false;
			this.currentSequence = Sequences.Empty;
		} else if (!isWhitespace(c)) {
			this.state = State.BeforeAttributeName;
			this.stateBeforeAttributeName(c);
		}
	}
	stateInAttributeName(c) {
		if (c === CharCodes.Eq || isEndOfTagSection(c)) {
			this.cbs.onattribname(this.sectionStart, this.index);
			this.sectionStart = this.index;
			this.state = State.AfterAttributeName;
			this.stateAfterAttributeName(c);
		}
	}
	stateAfterAttributeName(c) {
		if (c === CharCodes.Eq) this.state = State.BeforeAttributeValue;
		else if (c === CharCodes.Slash || c === CharCodes.Gt) {
			this.cbs.onattribend(QuoteType.NoValue, this.sectionStart);
			this.sectionStart = -1;
			this.state = State.BeforeAttributeName;
			this.stateBeforeAttributeName(c);
		} else if (!isWhitespace(c)) {
			this.cbs.onattribend(QuoteType.NoValue, this.sectionStart);
			this.state = State.InAttributeName;
			this.sectionStart = this.index;
		}
	}
	stateBeforeAttributeValue(c) {
		if (c === CharCodes.DoubleQuote) {
			this.state = State.InAttributeValueDq;
			this.sectionStart = this.index + 1;
		} else if (c === CharCodes.SingleQuote) {
			this.state = State.InAttributeValueSq;
			this.sectionStart = this.index + 1;
		} else if (!isWhitespace(c)) {
			this.sectionStart = this.index;
			this.state = State.InAttributeValueNq;
			this.stateInAttributeValueNoQuotes(c);
		}
	}
	handleInAttributeValue(c, quote) {
		if (c === quote || !this.decodeEntities && this.fastForwardTo(quote)) {
			this.cbs.onattribdata(this.sectionStart, this.index);
			this.sectionStart = -1;
			this.cbs.onattribend(quote === CharCodes.DoubleQuote ? QuoteType.Double : QuoteType.Single, this.index + 1);
			this.state = State.BeforeAttributeName;
		} else if (this.decodeEntities && c === CharCodes.Amp) this.startEntity();
	}
	stateInAttributeValueDoubleQuotes(c) {
		this.handleInAttributeValue(c, CharCodes.DoubleQuote);
	}
	stateInAttributeValueSingleQuotes(c) {
		this.handleInAttributeValue(c, CharCodes.SingleQuote);
	}
	stateInAttributeValueNoQuotes(c) {
		if (isWhitespace(c) || c === CharCodes.Gt) {
			this.cbs.onattribdata(this.sectionStart, this.index);
			this.sectionStart = -1;
			this.cbs.onattribend(QuoteType.Unquoted, this.index);
			this.state = State.BeforeAttributeName;
			this.stateBeforeAttributeName(c);
		} else if (this.decodeEntities && c === CharCodes.Amp) this.startEntity();
	}
	/**
	* Distinguish between CDATA, declarations, HTML comments, and HTML bogus
	* comments after `<!`.
	*
	* In HTML mode, only real comments and doctypes stay on declaration paths;
	* everything else becomes a bogus comment terminated by the next `>`.
	* @param c Current character code point.
	*/
	stateBeforeDeclaration(c) {
		if (c === CharCodes.OpeningSquareBracket) {
			this.state = State.CDATASequence;
			this.sequenceIndex = 0;
		} else if (this.xmlMode) this.state = c === CharCodes.Dash ? State.BeforeComment : State.InDeclaration;
		else if ((c | 32) === Sequences.Doctype[0]) {
			this.state = State.DeclarationSequence;
			this.currentSequence = Sequences.Doctype;
			this.sequenceIndex = 1;
		} else if (c === CharCodes.Gt) {
			this.cbs.oncomment(this.sectionStart, this.index, 0);
			this.state = State.Text;
			this.sectionStart = this.index + 1;
		} else if (c === CharCodes.Dash) this.state = State.BeforeComment;
		else this.state = State.InSpecialComment;
	}
	/**
	* Continue matching `doctype` after `<!d`.
	*
	* A full `doctype` match stays on the declaration path; any other name falls
	* back to an HTML bogus comment, which matches browser behavior for
	* non-doctype `<!...>` constructs.
	* @param c Current character code point.
	*/
	stateDeclarationSequence(c) {
		if (this.sequenceIndex === this.currentSequence.length) {
			this.state = State.InDeclaration;
			this.stateInDeclaration(c);
		} else if ((c | 32) === this.currentSequence[this.sequenceIndex]) this.sequenceIndex += 1;
		else if (c === CharCodes.Gt) {
			this.cbs.oncomment(this.sectionStart, this.index, 0);
			this.state = State.Text;
			this.sectionStart = this.index + 1;
		} else this.state = State.InSpecialComment;
	}
	stateInDeclaration(c) {
		if (c === CharCodes.Gt || this.fastForwardTo(CharCodes.Gt)) {
			this.cbs.ondeclaration(this.sectionStart, this.index);
			this.state = State.Text;
			this.sectionStart = this.index + 1;
		}
	}
	/**
	* XML processing instructions (`<?...?>`).
	*
	* In HTML mode `<?` is routed to `InSpecialComment` instead, so this
	* state is only reachable in XML mode.
	* @param c Current character code point.
	*/
	stateInProcessingInstruction(c) {
		if (c === CharCodes.Questionmark) this.sequenceIndex = 1;
		else if (c === CharCodes.Gt && this.sequenceIndex === 1) {
			this.cbs.onprocessinginstruction(this.sectionStart, this.index - 1);
			this.sequenceIndex = 0;
			this.state = State.Text;
			this.sectionStart = this.index + 1;
		} else this.sequenceIndex = Number(this.fastForwardTo(CharCodes.Questionmark));
	}
	stateBeforeComment(c) {
		if (c === CharCodes.Dash) {
			this.state = State.InCommentLike;
			this.currentSequence = Sequences.CommentEnd;
			this.sequenceIndex = 0;
			this.sectionStart = this.index + 1;
		} else if (this.xmlMode) this.state = State.InDeclaration;
		else if (c === CharCodes.Gt) {
			this.cbs.oncomment(this.sectionStart, this.index, 0);
			this.state = State.Text;
			this.sectionStart = this.index + 1;
		} else this.state = State.InSpecialComment;
	}
	stateInSpecialComment(c) {
		if (c === CharCodes.Gt || this.fastForwardTo(CharCodes.Gt)) {
			this.cbs.oncomment(this.sectionStart, this.index, 0);
			this.state = State.Text;
			this.sectionStart = this.index + 1;
		}
	}
	startEntity() {
		this.baseState = this.state;
		this.state = State.InEntity;
		this.entityStart = this.index;
		this.entityDecoder.startEntity(this.xmlMode ? DecodingMode.Strict : this.baseState === State.Text || this.baseState === State.InSpecialTag ? DecodingMode.Legacy : DecodingMode.Attribute);
	}
	stateInEntity() {
		const indexInBuffer = this.index - this.offset;
		const length = this.entityDecoder.write(this.buffer, indexInBuffer);
		if (length >= 0) {
			this.state = this.baseState;
			if (length === 0) this.index -= 1;
		} else {
			if (indexInBuffer < this.buffer.length && this.buffer.charCodeAt(indexInBuffer) === CharCodes.Amp) {
				this.state = this.baseState;
				this.index -= 1;
				return;
			}
			this.index = this.offset + this.buffer.length - 1;
		}
	}
	/**
	* Remove data that has already been consumed from the buffer.
	*/
	cleanup() {
		if (this.running && this.sectionStart !== this.index) {
			if (this.state === State.Text || this.state === State.InPlainText || this.state === State.InSpecialTag && this.sequenceIndex === 0) {
				this.cbs.ontext(this.sectionStart, this.index);
				this.sectionStart = this.index;
			} else if (this.state === State.InAttributeValueDq || this.state === State.InAttributeValueSq || this.state === State.InAttributeValueNq) {
				this.cbs.onattribdata(this.sectionStart, this.index);
				this.sectionStart = this.index;
			}
		}
	}
	shouldContinue() {
		return this.index < this.buffer.length + this.offset && this.running;
	}
	/**
	* Iterates through the buffer, calling the function corresponding to the current state.
	*
	* States that are more likely to be hit are higher up, as a performance improvement.
	*/
	parse() {
		while (this.shouldContinue()) {
			const c = this.buffer.charCodeAt(this.index - this.offset);
			switch (this.state) {
				case State.Text:
					this.stateText(c);
					break;
				case State.InPlainText:
					this.index = this.buffer.length + this.offset - 1;
					break;
				case State.SpecialStartSequence:
					this.stateSpecialStartSequence(c);
					break;
				case State.InSpecialTag:
					this.stateInSpecialTag(c);
					break;
				case State.CDATASequence:
					this.stateCDATASequence(c);
					break;
				case State.DeclarationSequence:
					this.stateDeclarationSequence(c);
					break;
				case State.InAttributeValueDq:
					this.stateInAttributeValueDoubleQuotes(c);
					break;
				case State.InAttributeName:
					this.stateInAttributeName(c);
					break;
				case State.InCommentLike:
					this.stateInCommentLike(c);
					break;
				case State.InSpecialComment:
					this.stateInSpecialComment(c);
					break;
				case State.BeforeAttributeName:
					this.stateBeforeAttributeName(c);
					break;
				case State.InTagName:
					this.stateInTagName(c);
					break;
				case State.InClosingTagName:
					this.stateInClosingTagName(c);
					break;
				case State.BeforeTagName:
					this.stateBeforeTagName(c);
					break;
				case State.AfterAttributeName:
					this.stateAfterAttributeName(c);
					break;
				case State.InAttributeValueSq:
					this.stateInAttributeValueSingleQuotes(c);
					break;
				case State.BeforeAttributeValue:
					this.stateBeforeAttributeValue(c);
					break;
				case State.BeforeClosingTagName:
					this.stateBeforeClosingTagName(c);
					break;
				case State.AfterClosingTagName:
					this.stateAfterClosingTagName(c);
					break;
				case State.InAttributeValueNq:
					this.stateInAttributeValueNoQuotes(c);
					break;
				case State.InSelfClosingTag:
					this.stateInSelfClosingTag(c);
					break;
				case State.InDeclaration:
					this.stateInDeclaration(c);
					break;
				case State.BeforeDeclaration:
					this.stateBeforeDeclaration(c);
					break;
				case State.BeforeComment:
					this.stateBeforeComment(c);
					break;
				case State.InProcessingInstruction:
					this.stateInProcessingInstruction(c);
					break;
				case State.InEntity: this.stateInEntity();
			}
			this.index++;
		}
		this.cleanup();
	}
	finish() {
		if (this.state === State.InEntity) {
			this.entityDecoder.end();
			this.state = this.baseState;
		}
		this.handleTrailingData();
		this.cbs.onend();
	}
	handleTrailingCommentLikeData(endIndex) {
		if (this.state !== State.InCommentLike) return false;
		if (this.currentSequence === Sequences.CdataEnd) {
			if (this.xmlMode) {
				if (this.sectionStart < endIndex) this.cbs.oncdata(this.sectionStart, endIndex, 0);
			} else {
				const cdataStart = this.sectionStart - Sequences.Cdata.length - 1;
				this.cbs.oncomment(cdataStart, endIndex, 0);
			}
		} else {
			const offset = this.xmlMode ? 0 : Math.min(this.sequenceIndex, Sequences.CommentEnd.length - 1);
			this.cbs.oncomment(this.sectionStart, endIndex, offset);
		}
		return true;
	}
	handleTrailingMarkupDeclaration(endIndex) {
		if (this.xmlMode) switch (this.state) {
			case State.InSpecialComment:
			case State.BeforeComment:
			case State.CDATASequence:
			case State.DeclarationSequence:
			case State.InDeclaration:
				this.cbs.ontext(this.sectionStart, endIndex);
				return true;
			default: return false;
		}
		switch (this.state) {
			case State.BeforeDeclaration:
			case State.InSpecialComment:
			case State.BeforeComment:
			case State.CDATASequence:
				this.cbs.oncomment(this.sectionStart, endIndex, 0);
				return true;
			case State.DeclarationSequence:
				if (this.sequenceIndex !== Sequences.Doctype.length) this.cbs.oncomment(this.sectionStart, endIndex, 0);
				return true;
			case State.InDeclaration: return true;
			default: return false;
		}
	}
	/** Handle any trailing data. */
	handleTrailingData() {
		const endIndex = this.buffer.length + this.offset;
		if (this.handleTrailingCommentLikeData(endIndex) || this.handleTrailingMarkupDeclaration(endIndex)) return;
		if (this.sectionStart >= endIndex) return;
		switch (this.state) {
			case State.InTagName:
			case State.BeforeAttributeName:
			case State.BeforeAttributeValue:
			case State.AfterAttributeName:
			case State.InAttributeName:
			case State.InAttributeValueSq:
			case State.InAttributeValueDq:
			case State.InAttributeValueNq:
			case State.InClosingTagName: break;
			default: this.cbs.ontext(this.sectionStart, endIndex);
		}
	}
	emitCodePoint(cp, consumed) {
		if (this.baseState !== State.Text && this.baseState !== State.InSpecialTag) {
			if (this.sectionStart < this.entityStart) this.cbs.onattribdata(this.sectionStart, this.entityStart);
			this.sectionStart = this.entityStart + consumed;
			this.index = this.sectionStart - 1;
			this.cbs.onattribentity(cp);
		} else {
			if (this.sectionStart < this.entityStart) this.cbs.ontext(this.sectionStart, this.entityStart);
			this.sectionStart = this.entityStart + consumed;
			this.index = this.sectionStart - 1;
			this.cbs.ontextentity(cp, this.sectionStart);
		}
	}
};
// node_modules/htmlparser2/dist/Parser.js
const { fromCodePoint } = String;
const formTags = /* @__PURE__ */ new Set([
	"input",
	"option",
	"optgroup",
	"select",
	"button",
	"datalist",
	"textarea"
]);
const pTag = /* @__PURE__ */ new Set(["p"]);
const headingTags = /* @__PURE__ */ new Set([
	"h1",
	"h2",
	"h3",
	"h4",
	"h5",
	"h6",
	"p"
]);
const tableSectionTags = /* @__PURE__ */ new Set(["thead", "tbody"]);
const ddtTags = /* @__PURE__ */ new Set(["dd", "dt"]);
const rtpTags = /* @__PURE__ */ new Set(["rt", "rp"]);
const openImpliesClose = /* @__PURE__ */ new Map([
	["tr", /* @__PURE__ */ new Set([
		"tr",
		"th",
		"td"
	])],
	["th", /* @__PURE__ */ new Set(["th"])],
	["td", /* @__PURE__ */ new Set([
		"thead",
		"th",
		"td"
	])],
	["body", /* @__PURE__ */ new Set([
		"head",
		"link",
		"script"
	])],
	["a", /* @__PURE__ */ new Set(["a"])],
	["li", /* @__PURE__ */ new Set(["li"])],
	["p", pTag],
	["h1", headingTags],
	["h2", headingTags],
	["h3", headingTags],
	["h4", headingTags],
	["h5", headingTags],
	["h6", headingTags],
	["select", formTags],
	["input", formTags],
	["output", formTags],
	["button", formTags],
	["datalist", formTags],
	["textarea", formTags],
	["option", /* @__PURE__ */ new Set(["option"])],
	["optgroup", /* @__PURE__ */ new Set(["optgroup", "option"])],
	["dd", ddtTags],
	["dt", ddtTags],
	["address", pTag],
	["article", pTag],
	["aside", pTag],
	["blockquote", pTag],
	["details", pTag],
	["div", pTag],
	["dl", pTag],
	["fieldset", pTag],
	["figcaption", pTag],
	["figure", pTag],
	["footer", pTag],
	["form", pTag],
	["header", pTag],
	["hr", pTag],
	["main", pTag],
	["nav", pTag],
	["ol", pTag],
	["pre", pTag],
	["section", pTag],
	["table", pTag],
	["ul", pTag],
	["rt", rtpTags],
	["rp", rtpTags],
	["tbody", tableSectionTags],
	["tfoot", tableSectionTags]
]);
const DOCUMENT_TYPE = "doctype";
const voidElements = /* @__PURE__ */ new Set([
	"area",
	"base",
	"basefont",
	"br",
	"col",
	"command",
	"embed",
	"frame",
	"hr",
	"img",
	"input",
	"isindex",
	"keygen",
	"link",
	"meta",
	"param",
	"source",
	"track",
	"wbr"
]);
const foreignContextElements = /* @__PURE__ */ new Set(["math", "svg"]);
/**
* Elements that can be used to integrate HTML content within foreign namespaces (e.g., SVG or MathML).
*
* Entries must use the SVG-adjusted casing (e.g. "foreignObject" not
* "foreignobject") since they are compared against adjusted tag names.
*/
const htmlIntegrationElements = /* @__PURE__ */ new Set([
	"mi",
	"mo",
	"mn",
	"ms",
	"mtext",
	"annotation-xml",
	"foreignObject",
	"desc",
	"title"
]);
const svgTagNameAdjustments = /* @__PURE__ */ new Map([
	["altglyph", "altGlyph"],
	["altglyphdef", "altGlyphDef"],
	["altglyphitem", "altGlyphItem"],
	["animatecolor", "animateColor"],
	["animatemotion", "animateMotion"],
	["animatetransform", "animateTransform"],
	["clippath", "clipPath"],
	["feblend", "feBlend"],
	["fecolormatrix", "feColorMatrix"],
	["fecomponenttransfer", "feComponentTransfer"],
	["fecomposite", "feComposite"],
	["feconvolvematrix", "feConvolveMatrix"],
	["fediffuselighting", "feDiffuseLighting"],
	["fedisplacementmap", "feDisplacementMap"],
	["fedistantlight", "feDistantLight"],
	["fedropshadow", "feDropShadow"],
	["feflood", "feFlood"],
	["fefunca", "feFuncA"],
	["fefuncb", "feFuncB"],
	["fefuncg", "feFuncG"],
	["fefuncr", "feFuncR"],
	["fegaussianblur", "feGaussianBlur"],
	["feimage", "feImage"],
	["femerge", "feMerge"],
	["femergenode", "feMergeNode"],
	["femorphology", "feMorphology"],
	["feoffset", "feOffset"],
	["fepointlight", "fePointLight"],
	["fespecularlighting", "feSpecularLighting"],
	["fespotlight", "feSpotLight"],
	["fetile", "feTile"],
	["feturbulence", "feTurbulence"],
	["foreignobject", "foreignObject"],
	["glyphref", "glyphRef"],
	["lineargradient", "linearGradient"],
	["radialgradient", "radialGradient"],
	["textpath", "textPath"]
]);
var ForeignContext;
(function(ForeignContext) {
	ForeignContext[ForeignContext["None"] = 0] = "None";
	ForeignContext[ForeignContext["Svg"] = 1] = "Svg";
	ForeignContext[ForeignContext["MathML"] = 2] = "MathML";
})(ForeignContext || (ForeignContext = {}));
const reNameEnd = /\s|\//;
/**
* Incremental parser implementation.
*/
var Parser = class {
	options;
	/** The start index of the last event. */
	startIndex = 0;
	/** The end index of the last event. */
	endIndex = 0;
	/**
	* Store the start index of the current open tag,
	* so we can update the start index for attributes.
	*/
	openTagStart = 0;
	tagname = "";
	attribname = "";
	attribvalue = "";
	attribs = null;
	stack = [];
	foreignContext;
	cbs;
	lowerCaseTagNames;
	lowerCaseAttributeNames;
	recognizeSelfClosing;
	/** We are parsing HTML. Inverse of the `xmlMode` option. */
	htmlMode;
	tokenizer;
	buffers = [];
	bufferOffset = 0;
	/** The index of the last written buffer. Used when resuming after a `pause()`. */
	writeIndex = 0;
	/** Indicates whether the parser has finished running / `.end` has been called. */
	ended = false;
	constructor(cbs, options = {}) {
		this.options = options;
		this.cbs = cbs ?? {};
		this.htmlMode = !this.options.xmlMode;
		this.lowerCaseTagNames = options.lowerCaseTags ?? this.htmlMode;
		this.lowerCaseAttributeNames = options.lowerCaseAttributeNames ?? this.htmlMode;
		this.recognizeSelfClosing = options.recognizeSelfClosing ?? !this.htmlMode;
		this.tokenizer = new (options.Tokenizer ?? Tokenizer)(this.options, this);
		this.foreignContext = [ForeignContext.None];
		this.cbs.onparserinit?.(this);
	}
	/**
	* @param start Start index for the current parser event.
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	ontext(start, endIndex) {
		const data = this.getSlice(start, endIndex);
		this.endIndex = endIndex - 1;
		this.cbs.ontext?.(data);
		this.startIndex = endIndex;
	}
	/**
	* @param cp Current Unicode code point.
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	ontextentity(cp, endIndex) {
		this.endIndex = endIndex - 1;
		this.cbs.ontext?.(fromCodePoint(cp));
		this.startIndex = endIndex;
	}
	/** @internal */
	isInForeignContext() {
		return this.foreignContext[0] !== ForeignContext.None;
	}
	/**
	* Checks if the current tag is a void element. Override this if you want
	* to specify your own additional void elements.
	* @param name Name of the pseudo selector.
	*/
	isVoidElement(name) {
		return this.htmlMode && voidElements.has(name);
	}
	/**
	* Read a tag name from the buffer.
	*
	* When `lowerCaseTagNames` is enabled (the default in HTML mode), the name
	* is lowercased and may be adjusted for SVG casing or the `image` → `img`
	* alias.
	* @param start Start index of the tag name in the buffer.
	* @param endIndex End index of the tag name in the buffer.
	*/
	readTagName(start, endIndex) {
		const name = this.lowerCaseTagNames ? this.getSlice(start, endIndex).toLowerCase() : this.getSlice(start, endIndex);
		if (!(this.lowerCaseTagNames && this.htmlMode)) return name;
		if (this.foreignContext[0] === ForeignContext.Svg) return svgTagNameAdjustments.get(name) ?? name;
		if (this.foreignContext.length > 1) {
			const adjusted = svgTagNameAdjustments.get(name);
			if (adjusted !== void 0 && this.stack.includes(adjusted)) return adjusted;
		}
		if (!this.isInForeignContext()) return name === "image" ? "img" : name;
		return name;
	}
	/**
	* @param start Start index for the current parser event.
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	onopentagname(start, endIndex) {
		this.endIndex = endIndex;
		this.emitOpenTag(this.readTagName(start, endIndex));
	}
	emitOpenTag(name) {
		this.openTagStart = this.startIndex;
		this.tagname = name;
		if (this.htmlMode && name === "form" && this.stack.includes("form")) {
			this.tagname = "";
			return;
		}
		const impliesClose = this.htmlMode && openImpliesClose.get(name);
		if (impliesClose) while (this.stack.length > 0 && impliesClose.has(this.stack[0])) this.popElement(true);
		if (!this.isVoidElement(name)) {
			this.stack.unshift(name);
			if (this.htmlMode) {
				if (name === "svg") this.foreignContext.unshift(ForeignContext.Svg);
				else if (name === "math") this.foreignContext.unshift(ForeignContext.MathML);
				else if (htmlIntegrationElements.has(name)) this.foreignContext.unshift(ForeignContext.None);
			}
		}
		this.cbs.onopentagname?.(name);
		if (this.cbs.onopentag) this.attribs = {};
	}
	endOpenTag(isImplied) {
		this.startIndex = this.openTagStart;
		if (this.attribs) {
			this.cbs.onopentag?.(this.tagname, this.attribs, isImplied);
			this.attribs = null;
		}
		if (this.cbs.onclosetag && this.isVoidElement(this.tagname)) this.cbs.onclosetag(this.tagname, true);
		this.tagname = "";
	}
	/**
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	onopentagend(endIndex) {
		this.endIndex = endIndex;
		this.endOpenTag(false);
		this.startIndex = endIndex + 1;
	}
	/**
	* @param start Start index for the current parser event.
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	onclosetag(start, endIndex) {
		this.endIndex = endIndex;
		const name = this.readTagName(start, endIndex);
		if (!this.isVoidElement(name)) {
			const pos = this.stack.indexOf(name);
			if (pos !== -1) {
				for (let index = 0; index < pos; index++) this.popElement(true);
				this.popElement(false);
			} else if (this.htmlMode && name === "p") {
				this.emitOpenTag("p");
				this.closeCurrentTag(true);
			}
		} else if (this.htmlMode && name === "br") {
			this.cbs.onopentagname?.("br");
			this.cbs.onopentag?.("br", {}, true);
			this.cbs.onclosetag?.("br", false);
		}
		this.startIndex = endIndex + 1;
	}
	/**
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	onselfclosingtag(endIndex) {
		this.endIndex = endIndex;
		if (this.recognizeSelfClosing || this.isInForeignContext()) {
			this.closeCurrentTag(false);
			this.startIndex = endIndex + 1;
		} else this.onopentagend(endIndex);
	}
	/**
	* Pop the top element off the stack, emit a close event, and maintain
	* the foreign context stack.
	* @param implied Whether this close is implied (not from an explicit end tag).
	*/
	popElement(implied) {
		const element = this.stack.shift();
		if (this.htmlMode && (foreignContextElements.has(element) || htmlIntegrationElements.has(element))) this.foreignContext.shift();
		this.cbs.onclosetag?.(element, implied);
	}
	closeCurrentTag(isOpenImplied) {
		const name = this.tagname;
		this.endOpenTag(isOpenImplied);
		if (this.stack[0] === name) this.popElement(!isOpenImplied);
	}
	/**
	* @param start Start index for the current parser event.
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	onattribname(start, endIndex) {
		this.startIndex = start;
		const name = this.getSlice(start, endIndex);
		this.attribname = this.lowerCaseAttributeNames ? name.toLowerCase() : name;
	}
	/**
	* @param start Start index for the current parser event.
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	onattribdata(start, endIndex) {
		this.attribvalue += this.getSlice(start, endIndex);
	}
	/**
	* @param cp Current Unicode code point.
	* @internal
	*/
	onattribentity(cp) {
		this.attribvalue += fromCodePoint(cp);
	}
	/**
	* @param quote Quote type used for the current attribute.
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	onattribend(quote, endIndex) {
		this.endIndex = endIndex;
		this.cbs.onattribute?.(this.attribname, this.attribvalue, quote === QuoteType.Double ? "\"" : quote === QuoteType.Single ? "'" : quote === QuoteType.NoValue ? void 0 : null);
		if (this.attribs && !Object.hasOwn(this.attribs, this.attribname)) this.attribs[this.attribname] = this.attribvalue;
		this.attribvalue = "";
	}
	getInstructionName(value) {
		const index = value.search(reNameEnd);
		let name = index < 0 ? value : value.substr(0, index);
		if (this.lowerCaseTagNames) name = name.toLowerCase();
		return name;
	}
	/**
	* @param start Start index for the current parser event.
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	ondeclaration(start, endIndex) {
		this.endIndex = endIndex;
		const value = this.getSlice(start, endIndex);
		if (this.cbs.onprocessinginstruction) {
			const name = this.htmlMode ? this.lowerCaseTagNames ? DOCUMENT_TYPE : value.slice(0, 7) : this.getInstructionName(value);
			this.cbs.onprocessinginstruction(`!${name}`, `!${value}`);
		}
		this.startIndex = endIndex + 1;
	}
	/**
	* @param start Start index for the current parser event.
	* @param endIndex End index for the current parser event.
	* @internal
	*/
	onprocessinginstruction(start, endIndex) {
		this.endIndex = endIndex;
		const value = this.getSlice(start, endIndex);
		if (this.cbs.onprocessinginstruction) {
			const name = this.getInstructionName(value);
			this.cbs.onprocessinginstruction(`?${name}`, `?${value}`);
		}
		this.startIndex = endIndex + 1;
	}
	/**
	* @param start Start index for the current parser event.
	* @param endIndex End index for the current parser event.
	* @param offset Offset applied when computing parser indices.
	* @internal
	*/
	oncomment(start, endIndex, offset) {
		this.endIndex = endIndex;
		this.cbs.oncomment?.(this.getSlice(start, endIndex - offset));
		this.cbs.oncommentend?.();
		this.startIndex = endIndex + 1;
	}
	/**
	* @param start Start index for the current parser event.
	* @param endIndex End index for the current parser event.
	* @param offset Offset applied when computing parser indices.
	* @internal
	*/
	oncdata(start, endIndex, offset) {
		this.endIndex = endIndex;
		const value = this.getSlice(start, endIndex - offset);
		if (!this.htmlMode || this.options.recognizeCDATA) {
			this.cbs.oncdatastart?.();
			this.cbs.ontext?.(value);
			this.cbs.oncdataend?.();
		} else if (this.isInForeignContext()) this.cbs.ontext?.(value);
		else {
			this.cbs.oncomment?.(`[CDATA[${value}]]`);
			this.cbs.oncommentend?.();
		}
		this.startIndex = endIndex + 1;
	}
	/** @internal */
	onend() {
		if (this.cbs.onclosetag) {
			this.endIndex = this.startIndex;
			for (let index = 0; index < this.stack.length; index++) this.cbs.onclosetag(this.stack[index], true);
		}
		this.cbs.onend?.();
	}
	/**
	* Resets the parser to a blank state, ready to parse a new HTML document
	*/
	reset() {
		this.cbs.onreset?.();
		this.tokenizer.reset();
		this.tagname = "";
		this.attribname = "";
		this.attribvalue = "";
		this.attribs = null;
		this.stack.length = 0;
		this.startIndex = 0;
		this.endIndex = 0;
		this.cbs.onparserinit?.(this);
		this.buffers.length = 0;
		this.foreignContext.length = 0;
		this.foreignContext.unshift(ForeignContext.None);
		this.bufferOffset = 0;
		this.writeIndex = 0;
		this.ended = false;
	}
	/**
	* Resets the parser, then parses a complete document and
	* pushes it to the handler.
	* @param data Document to parse.
	*/
	parseComplete(data) {
		this.reset();
		this.end(data);
	}
	getSlice(start, end) {
		if (start === end) return "";
		while (start - this.bufferOffset >= this.buffers[0].length) this.shiftBuffer();
		let slice = this.buffers[0].slice(start - this.bufferOffset, end - this.bufferOffset);
		while (end - this.bufferOffset > this.buffers[0].length) {
			this.shiftBuffer();
			slice += this.buffers[0].slice(0, end - this.bufferOffset);
		}
		return slice;
	}
	shiftBuffer() {
		this.bufferOffset += this.buffers[0].length;
		this.writeIndex--;
		this.buffers.shift();
	}
	/**
	* Parses a chunk of data and calls the corresponding callbacks.
	* @param chunk Chunk to parse.
	*/
	write(chunk) {
		if (this.ended) {
			this.cbs.onerror?.(/* @__PURE__ */ new Error(".write() after done!"));
			return;
		}
		this.buffers.push(chunk);
		if (this.tokenizer.running) {
			this.tokenizer.write(chunk);
			this.writeIndex++;
		}
	}
	/**
	* Parses the end of the buffer and clears the stack, calls onend.
	* @param chunk Optional final chunk to parse.
	*/
	end(chunk) {
		if (this.ended) {
			this.cbs.onerror?.(/* @__PURE__ */ new Error(".end() after done!"));
			return;
		}
		if (chunk) this.write(chunk);
		this.ended = true;
		this.tokenizer.end();
	}
	/**
	* Pauses parsing. The parser won't emit events until `resume` is called.
	*/
	pause() {
		this.tokenizer.pause();
	}
	/**
	* Resumes parsing after `pause` was called.
	*/
	resume() {
		this.tokenizer.resume();
		while (this.tokenizer.running && this.writeIndex < this.buffers.length) this.tokenizer.write(this.buffers[this.writeIndex++]);
		if (this.ended) this.tokenizer.end();
	}
};
// src/adapters/endpoint/page.ts
const maxAssets = 200;
/** Bytes of a page that are read. */
const pageCap = 2 * 2 ** 20;
const longestAddress = 4096;
/** Browsers nest no deeper (WHATWG's advice is 512). The parser looks through all open elements for each end tag. */
const mostOpen = 512;
/** Relations that load the file they name (HTML, 4.6.7), and those that load what `as` says. */
const loads = /* @__PURE__ */ new Set([
	"stylesheet",
	"modulepreload",
	"icon",
	"apple-touch-icon",
	"mask-icon",
	"manifest",
	"preload"
]);
/** Content that a browser with scripts does not load from. */
const inert = /* @__PURE__ */ new Set(["template", "noscript"]);
function assetsOf(html, url) {
	const page = new URL(url);
	const found = /* @__PURE__ */ new Set();
	let base = page;
	let based = false;
	let asleep = 0;
	let open = 0;
	let truncated = false;
	const take = (written) => {
		const address = written?.trim();
		if (!address || address.length > longestAddress) return;
		const target = URL.parse(address, base.href);
		if (target === null || target.origin !== page.origin || target.pathname.endsWith(".map")) return;
		if (target.username !== "" || target.password !== "") return;
		target.hash = "";
		if (target.href === page.href || found.has(target.href)) return;
		if (found.size >= maxAssets) truncated = true;
		else found.add(target.href);
	};
	const parser = new Parser({
		onopentag(name, attributes) {
			if (++open > mostOpen) {
				truncated = true;
				parser.pause();
			}
			if (inert.has(name)) asleep++;
			if (asleep > 0) return;
			if (name === "base" && !based && attributes["href"] !== void 0) {
				based = true;
				base = URL.parse(attributes["href"], page.href) ?? page;
			} else if (name === "script") take(attributes["src"]);
			else if (name === "link" && isLoaded(attributes["rel"])) {
				take(attributes["href"]);
				for (const candidate of candidatesOf(attributes["imagesrcset"])) take(candidate);
			} else if (name === "img" || name === "source") {
				if (name === "img") take(attributes["src"]);
				for (const candidate of candidatesOf(attributes["srcset"])) take(candidate);
			}
		},
		onclosetag(name) {
			open--;
			if (inert.has(name) && asleep > 0) asleep--;
		}
	});
	parser.write(html);
	if (open <= mostOpen) parser.end();
	return {
		assets: [...found],
		truncated
	};
}
const isLoaded = (rel) => (rel ?? "").toLowerCase().split(/\s+/).some((word) => loads.has(word));
/** The addresses of a `srcset` (HTML, 4.8.4.2.2): an address runs to white space, its descriptors to a comma. */
function candidatesOf(srcset) {
	const text = srcset ?? "";
	const addresses = [];
	let at = 0;
	while (at < text.length && addresses.length < maxAssets) {
		while (at < text.length && /[\s,]/.test(text[at])) at++;
		const from = at;
		while (at < text.length && !/\s/.test(text[at])) at++;
		const address = text.slice(from, at);
		const bare = withoutCommas(address);
		if (bare !== "") addresses.push(bare);
		if (bare === address) {
			const comma = text.indexOf(",", at);
			at = comma < 0 ? text.length : comma + 1;
		}
	}
	return addresses;
}
function withoutCommas(address) {
	let end = address.length;
	while (end > 0 && address[end - 1] === ",") end--;
	return address.slice(0, end);
}
// src/observe/bounded.ts
/** Does something for every item, at most `width` at a time; results keep the items' order. */
async function bounded(items, width, act) {
	const results = new Array(items.length);
	let next = 0;
	const work = async () => {
		while (next < items.length) {
			const index = next++;
			results[index] = await act(items[index]);
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
	return results;
}
// src/observe/served.ts
/** More candidates than this tell nothing: some one of them will have the bytes. */
const maxCandidates = 50;
/** `root`: the directory of the artifact that the base serves; null: any place whose path ends as the URL does. */
function servedFiles(artifacts, root) {
	const files = artifacts.map(({ entries }) => entries.filter((entry) => entry.type === "file"));
	if (root !== null) return {
		byPath: underRoot(files, pathOf(root).path),
		byContent: () => []
	};
	const byHash = grouped(files.flat(), (file) => file.sha256);
	return {
		byPath: bySuffix(files.flat()),
		byContent: (sha256, size) => size === 0 ? [] : expected(byHash.get(sha256) ?? [])
	};
}
function underRoot(artifacts, root) {
	const byPath = artifacts.map((files) => new Map(files.map((file) => [file.path, file])));
	return (below) => below === null ? [] : expected(byPath.flatMap((files) => {
		for (const form of formsOf(below)) {
			const file = files.get(joinPath(root, form));
			if (file !== void 0) return [file];
		}
		return [];
	}));
}
function bySuffix(files) {
	const byName = grouped(files, (file) => baseOf(file.path));
	return (below, whole) => {
		const path = below ?? whole;
		for (const form of formsOf(path)) {
			const alike = longest(byName.get(baseOf(form)) ?? [], form);
			const found = form === `${path}/index.html` ? alike.filter((file) => endsAlike(file.path, form)) : alike;
			if (found.length > 0) return expected(found);
		}
		return [];
	};
}
/** Whether both end in the same name of the same directory. */
const endsAlike = (path, form) => {
	const [own, asked] = [path.split("/").slice(-2), form.split("/").slice(-2)];
	return own.length === 2 && own.join("/") === asked.join("/");
};
/** The files that share most of the path's end; a file with exactly this path stands alone. */
function longest(files, form) {
	const exact = files.find((file) => file.path === form);
	if (exact !== void 0) return [exact];
	const parts = form.split("/");
	let best = [];
	let most = 0;
	for (const file of files) {
		const own = file.path.split("/");
		let shared = 0;
		while (shared < own.length && shared < parts.length && own.at(-1 - shared) === parts.at(-1 - shared)) shared++;
		if (shared < 2 && shared < own.length && shared < parts.length) continue;
		if (shared > most) {
			most = shared;
			best = [];
		}
		if (shared === most) best.push(file);
	}
	return best;
}
/** What a static server tries for a path: the file, then the page that clean URLs leave the ending of. */
const formsOf = (path) => path === "" || path.endsWith("/") ? [`${path}index.html`] : [
	path,
	`${path}.html`,
	`${path}/index.html`
];
const expected = (files) => files.slice(0, maxCandidates).map(({ path, sha256, size }) => ({
	path,
	sha256,
	size
}));
function grouped(items, keyOf) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group === void 0) groups.set(key, [item]);
		else group.push(item);
	}
	return groups;
}
// src/observe/live.ts
/** Files fetched at the same time. */
const width$1 = 4;
/** Fetches the stated paths, the page and the page's own assets, and hashes what comes. */
async function observeLive(world, plan, artifacts) {
	const live = plan.service.live;
	const base = new URL(liveBase(live.base));
	const texts = [...new Set(plan.service.expect.flatMap((expectation) => expectation.contains))];
	const fetchOne = async (url, page) => ({
		url,
		reply: await attempt(world, () => ask(world, {
			method: "GET",
			url,
			timeouts: plan.service.timeouts,
			publicOnly: plan.trust === "untrusted",
			cap: page ? pageCap : fileCap,
			keep: page,
			texts
		}))
	});
	const page = live.page === null ? null : await fetchOne(liveAddress(live.page, live.base), true);
	const assets = await observePage(world, page);
	const wanted = /* @__PURE__ */ new Set([...live.paths.map((path) => liveAddress(path, live.base)), ...assets.status === "observed" ? assets.value.assets : []]);
	if (page !== null) wanted.delete(page.url);
	const fetched = await bounded([...wanted], width$1, (url) => fetchOne(url, false));
	const all = page === null ? fetched : [page, ...fetched];
	const files = filesOf(all, base, artifacts, live.root);
	return {
		page: assets,
		files,
		markers: markersOf(plan, all, files)
	};
}
async function observePage(world, page) {
	if (page === null) return {
		status: "skipped",
		reason: "not-configured"
	};
	const { url, reply } = page;
	if (reply.status !== "observed") return reply;
	return attempt(world, async () => ({
		url,
		...pageAssets(url, reply.value)
	}));
}
function pageAssets(url, { answer, body }) {
	const where = new URL(url).pathname;
	if (answer.status !== 200) throw new FaultError("invalid-page", `${where} answered ${answer.status}`);
	if (answer.contentType !== "text/html" && answer.contentType !== "application/xhtml+xml") throw new FaultError("invalid-page", `${where} is ${answer.contentType ?? "of no stated type"}, not a page`);
	if (!isPlain(answer)) throw new FaultError("invalid-page", `${where} came in an encoding nobody asked for`);
	const found = assetsOf(new TextDecoder().decode(body), url);
	return {
		assets: found.assets,
		truncated: found.truncated || answer.truncated
	};
}
function filesOf(all, base, artifacts, root) {
	const served = servedFiles(artifacts, root);
	return all.map(({ url, reply }) => {
		const { pathname } = new URL(url);
		const whole = decoded(pathname.slice(1));
		const below = pathname.startsWith(base.pathname) ? decoded(pathname.slice(base.pathname.length)) : null;
		const byPath = served.byPath(below, whole);
		const answer = reply.status === "observed" ? {
			...reply,
			value: reply.value.answer
		} : reply;
		const complete = answer.status === "observed" && answer.value.status === 200 && !answer.value.truncated;
		return {
			url,
			path: pathname,
			answer,
			expected: byPath.length > 0 || !complete ? byPath : served.byContent(answer.value.sha256, answer.value.size).filter((file) => mayBe(whole, file.path))
		};
	});
}
/** Whether a URL may stand for a file of another name: `/app.js` answered with the start page's bytes is a fallback. */
const mayBe = (url, path) => {
	const ending = endingOf(url);
	return ending === "" || ending === endingOf(path);
};
const endingOf = (path) => /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? "";
/** A name as the file system has it; what is no valid escape stays as it is. */
function decoded(path) {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
/**
* For each expectation the served files that match it by their path in the artifact, or by their URL's. A file that
* was not read whole or as it is counts only where what was read holds every text: nothing can be said to lack there.
*/
function markersOf(plan, all, files) {
	return plan.service.expect.map((expectation) => {
		const matches = compileGlobs([expectation.files]);
		const matched = /* @__PURE__ */ new Set();
		const lacking = [];
		for (const [index, file] of files.entries()) {
			const { reply } = all[index];
			if (reply.status !== "observed" || reply.value.answer.status !== 200) continue;
			const name = [...file.expected.map((candidate) => candidate.path), pathOf(decoded(file.path)).path].find((candidate) => matches(candidate));
			if (name === void 0) continue;
			const missing = expectation.contains.filter((text) => !reply.value.found.includes(text));
			if (missing.length > 0 && (reply.value.answer.truncated || !isPlain(reply.value.answer))) continue;
			matched.add(name);
			lacking.push(...missing.map((text) => ({
				path: name,
				text
			})));
		}
		return {
			matched: [...matched].sort(comparePaths),
			lacking
		};
	});
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
	const commit = before?.commit ?? await attempt(world, () => observeCommit(world, plan, around.repository));
	const artifacts = before?.artifacts ?? await observeArtifacts(world, plan, commit, around.repository);
	const pullRequest = commit.status === "observed" && commit.value.pullRequest.status === "observed" ? commit.value.pullRequest.value.number : null;
	const [image, probes, live, version, history] = await Promise.all([
		plan.service.image === null ? notConfigured : attempt(world, () => observeImage(world, plan, artifacts, before?.image ?? null)),
		observeProbes(world, plan),
		plan.service.live === null ? notConfigured : attempt(world, () => observeLive(world, plan, manifestsOf(artifacts))),
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
// src/report/open-layer.ts
/** The layer a report opens: the first drifted one; else the first that could not tell and is not explained by another. */
function openLayer(verdict) {
	if (verdict.status === "live") return null;
	const named = verdict.layers.find((layer) => layer.layer === verdict.departsAt);
	if (named !== void 0) return named;
	const unsure = verdict.layers.filter((layer) => layer.status === "inconclusive");
	return unsure.find((layer) => layer.maskedBy === null) ?? unsure[0] ?? null;
}
// src/report/phrase.ts
/** A path, digest, status or other exact text. */
const code = (text) => ({ code: text });
/** Something to copy into a shell, never cut. */
const command = (text) => ({ command: text });
/** Somebody's words: a title, a service's name. */
const name = (text) => ({ name: text });
const strong = (...parts) => ({ strong: parts });
const soft = (...parts) => ({ soft: parts });
/** Our word as a link, where the address is a plain one of a web page; the word alone otherwise. */
const link = (word, url) => url !== null && url.length <= 500 && /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]+)?(?:\/[A-Za-z0-9._~%/-]*)?$/.test(url) ? {
	link: word,
	url
} : word;
/** Our words with parts, phrases and numbers between them. */
function say(words, ...values) {
	const parts = [];
	words.forEach((word, index) => {
		if (word !== "") parts.push(word);
		const value = values[index];
		if (value === void 0) return;
		if (typeof value === "number") parts.push(value.toLocaleString("en-US"));
		else if (Array.isArray(value)) parts.push(...value);
		else parts.push(value);
	});
	return parts;
}
/** Phrases with a separator between them; empty ones vanish. */
function join(phrases, separator) {
	const parts = [];
	for (const phrase of phrases) {
		if (phrase.length === 0) continue;
		if (parts.length > 0) parts.push(separator);
		parts.push(...phrase);
	}
	return parts;
}
/** Where a phrase stands in Markdown: in a table cell every code span keeps the cell whole. */
function markdownOf(phrase, place = "text") {
	return phrase.map((part) => {
		if (typeof part === "string") return part;
		if ("code" in part) return place === "cell" ? codeCell(part.code) : codeSpan(part.code);
		if ("command" in part) return place === "cell" ? codeCell(part.command, 500) : codeSpan(part.command, 2e3);
		if ("name" in part) return prose(part.name);
		if ("strong" in part) return `**${markdownOf(part.strong, place)}**`;
		if ("link" in part) return `[${part.link}](${part.url})`;
		return `*${markdownOf(part.soft, place)}*`;
	}).join("");
}
function htmlOf(phrase) {
	return phrase.map((part) => {
		if (typeof part === "string") return html(part, 1e4);
		if ("code" in part) return `<code>${html(part.code)}</code>`;
		if ("command" in part) return `<code class="command">${html(part.command, 2e3)}</code>`;
		if ("name" in part) return `<bdi>${html(part.name)}</bdi>`;
		if ("strong" in part) return `<strong>${htmlOf(part.strong)}</strong>`;
		if ("link" in part) return `<a href="${html(part.url, 500)}">${html(part.link)}</a>`;
		return `<em>${htmlOf(part.soft)}</em>`;
	}).join("");
}
/** Plain text of one line, for terminals, logs and annotations. */
function textOf(phrase) {
	return phrase.map((part) => {
		if (typeof part === "string") return part;
		if ("code" in part) return terminal(part.code);
		if ("command" in part) return terminal(part.command, 2e3);
		if ("name" in part) return terminal(part.name);
		if ("link" in part) return `${part.link} ${part.url}`;
		return textOf("strong" in part ? part.strong : part.soft);
	}).join("");
}
// src/report/sentences.ts
const overallWords$1 = {
	live: {
		symbol: "✅",
		words: "Live"
	},
	drift: {
		symbol: "❌",
		words: "Not live"
	},
	inconclusive: {
		symbol: "⚠️",
		words: "Could not tell"
	}
};
const statusWords = {
	match: {
		symbol: "✅",
		words: "match"
	},
	drift: {
		symbol: "❌",
		words: "drift"
	},
	inconclusive: {
		symbol: "⚠️",
		words: "inconclusive"
	},
	skipped: {
		symbol: "➖",
		words: "skipped"
	}
};
const layerQuestions = {
	mapping: "Which proxy and which container get the request?",
	source: "Does the commit hold the change?",
	artifact: "Does the build output hold it, built from this commit?",
	image: "Does the deployed image hold exactly that output?",
	container: "Does every replica run that image, unchanged?",
	route: "Is the route mounted, and are the bytes this deployment’s?",
	api: "What does the answer mean?"
};
/** Why no verdict `live`, where no layer says so itself. */
const verdictReasons = {
	"process-not-seen": "the process was not seen",
	"layer-inconclusive": "a layer could not be judged",
	"nothing-compared": "nothing was compared"
};
/** Said where all that was looked at is right, and none of it tells who answers. */
const heldByImage = "The image holds this change";
const nothingTold = "Nothing that was seen tells the process that runs now from the one before this deploy.";
/** What would let the next run see the process. */
const letItSee = say`compare a file that is served (${code("live:")}), probe a route that only this commit mounts (${code("probes:")}), or accept what a version endpoint says (${code("accept: [self-reported]")} with ${code("version:")})`;
/** A clause for headline and ladder; then what is wrong, in full, where something is. */
const reasons = {
	"not-configured": ["not configured", ""],
	"nothing-compared": ["nothing was compared", "Nothing was configured or found that could tell this commit from another."],
	masked: ["explained by a layer below", ""],
	"commit-present": ["the commit is there", ""],
	"commit-missing": ["the commit does not exist in this repository", "The expected commit is not in the repository. It was never pushed, or a force push removed it."],
	"shallow-clone": ["the clone is too shallow to tell", "The checkout holds only part of the history, and the answer lies in the part that was not fetched."],
	"pull-request-present": ["the commit holds the pull request", ""],
	"pull-request-not-in-commit": ["the commit does not hold this pull request", "The commit that should be live does not hold what the pull request changed: it is not merged into it, or the deploy took another commit."],
	"pull-request-unknown": ["no single pull request belongs to the commit", "The commit belongs to no pull request, or to several, so its changed files are not known."],
	"source-unread": ["the commit could not be read", "The repository did not yield the commit."],
	"path-not-in-commit": ["the commit has nothing at a configured path", "A path under files: with kind source does not exist in the commit."],
	"artifact-recorded": ["the build was recorded from this commit", ""],
	"artifact-present": ["the build output is there", ""],
	"artifact-missing": ["the build output is not there", "The directory or record of the build output does not exist where the configuration says."],
	"artifact-unread": ["the build output could not be read", "Part of the build output was not read, so nothing can be said about it."],
	"artifact-of-another-commit": ["the artifact was built from another commit", "The record of the build names another commit than the one that should be live."],
	"dirty-build": ["the artifact was built from uncommitted changes", "Tracked files differed from the commit when the build ran, so the output is of no commit."],
	"workspace-at-another-commit": ["the workspace stands at another commit", "The build output lies in a workspace that has another commit checked out than the one that should be live."],
	"artifact-origin-unknown": ["nothing says which commit the build output is from", "The build output lies outside a working tree and no record names its commit."],
	"expected-file-missing": ["an expected file is missing", "No file matches a pattern of expect:, so the feature is not in what was built."],
	"expected-text-missing": ["an expected text is missing", "A file that expect: names does not hold the text it should."],
	"empty-artifact": ["the build output is empty", "The build output holds no files, or the ignore patterns leave none."],
	"text-unchecked": ["expected texts could not be looked for", "A record holds names and hashes, no bytes, so texts of expect: were not looked for in it."],
	"image-holds-artifact": ["the image holds the build output", ""],
	"image-holds-source": ["the image holds the commit’s files", ""],
	"stale-image": ["the image does not hold this change", "The image holds other files than the ones expected: it was built before them, its copy step came from a cache, or another build was pushed under the same tag."],
	"extra-files": ["the image holds files the build output does not have", "Beside the build output the image holds files that are not part of it: left over from an earlier build, or added by hand."],
	"modes-differ": ["file modes differ in the image", "The bytes are right, the permissions are not: an executable bit was lost or gained on the way."],
	"path-not-in-image": ["the image has nothing at the configured path", "The directory where the files should be does not exist in the image."],
	"placement-unknown": ["the files were not found anywhere in the image", "No directory of the image holds enough of these files to say where they belong."],
	"placement-ambiguous": ["several places in the image hold these files", "More than one directory of the image fits, and guessing could compare the wrong one."],
	"moved-tag": ["the tag moved to another image", "The reference names a digest beside a tag, and the tag leads to another image now."],
	"image-missing": ["the image does not exist", "The registry does not know this reference: it was never pushed, was deleted, or needs credentials to be seen."],
	"image-unread": ["the image could not be read", "Not every byte that the question needs came out of the registry, so nothing is claimed."],
	"revision-label": ["only a label speaks of the commit", "A label names a revision. Labels are inherited and copied; they prove nothing."],
	"nothing-to-compare": ["there is nothing to compare the image with", "Without readable files of the commit or the build output no image can match."],
	mounted: ["the route is mounted", ""],
	"not-mounted": ["the route is not mounted", "The endpoint answers 404. That speaks of the route, the artifact, a mount or the proxy, and not yet of authentication."],
	"soft-404": ["the answer is the fallback page", "The answer to this route equals the answer to a path nobody mounts: a catch-all page says 200 to everything."],
	"catch-all": ["the answer does not tell this route from any other", "A path nobody mounts gets the same status, so the status alone does not show that the route exists."],
	redirected: ["the answer is a redirect", "The endpoint redirects. Redirects are not followed: what lies behind is another address."],
	"redirect-to-login": ["the answer is a redirect to a login", "The endpoint redirects to a login page, whether or not the route exists."],
	"no-answer": ["the endpoint did not answer", "No answer came from the endpoint."],
	"served-bytes-match": ["the served bytes are this commit’s", ""],
	"served-bytes-differ": ["other bytes are served", "What the endpoint serves differs from the file that was built: another deployment answers, or a cache does."],
	"asset-missing": ["a file of this build is not served", "A file that the build holds is answered with 404."],
	"asset-unread": ["a served file could not be read", "A served file did not come whole, so its bytes could not be compared."],
	"asset-unknown": ["a served file matches no file of the build", "No file of the build has this name, so there was nothing to compare the served bytes with."],
	"page-unread": ["the page could not be read", "The page whose assets should be compared did not come."],
	"wrong-method": ["the route does not take this method", "The endpoint knows the path and refuses the method."],
	"control-unread": ["the control probe got no answer", "Without the answer to a path nobody mounts, a catch-all cannot be told from a mounted route."],
	"version-differs": ["the process reports another commit", "The version endpoint names another commit than the one that should be live."],
	"version-unread": ["the version endpoint gave no commit", "The version endpoint did not answer with a commit."],
	"as-expected": ["every answer is as expected", ""],
	"open-to-everyone": ["the endpoint is open to everyone", "A request without credentials succeeded where the expectation is a refusal."],
	"authentication-required": ["the endpoint asks for authentication", "The route is reachable and answers 401: the credentials are missing, wrong or no longer accepted."],
	"not-allowed": ["the credentials are not allowed here", "The endpoint answers 403: it knows who asks and refuses."],
	"server-error": ["the application fails", "The endpoint answers with a server error: the application, one of its dependencies, its configuration or the upstream fails."],
	"unexpected-status": ["the status is not the expected one", "The endpoint answers with a status that the probe does not accept."],
	"wrong-content-type": ["the content type is not the expected one", "The status is right and the content type is not: something else than the route may have answered."],
	"rate-limited": ["the endpoint limits our rate", "The endpoint answers 429, which says nothing about the change."],
	"behind-404": ["nothing to judge behind a 404", ""],
	"no-expectation": ["no expectation is stated", "The probe states no accepted status, so its answer is neither right nor wrong."]
};
/** What a finding says of its subject. */
const findings = {
	"file-missing": "missing",
	"file-differs": "other bytes",
	"file-extra": "not in the build output",
	"mode-differs": "other mode",
	"type-differs": "other type",
	"target-differs": "link leads elsewhere",
	unread: "not read",
	oddity: "odd name or entry",
	"label-differs": "label names another commit",
	"inferred-path": "place found by content and path",
	"changed-file-absent": "not in the commit",
	"changed-file-differs": "other bytes in the commit",
	"base-file": "comes from the base image",
	status: "answer",
	"not-served": "not served",
	ignored: "left out by a pattern",
	"self-reported": "reported by the process itself",
	"no-control": "no control probe",
	guarded: "asks for authentication"
};
/** Oddities of archives and names; what is not listed is shown by its code. */
const oddities = {
	"clamped-name": "the name tried to leave the root",
	"duplicate-entry": "twice in one image layer, the last counts",
	"stray-whiteout": "removes nothing"
};
const faults = {
	unreachable: "no connection could be made",
	"name-not-resolved": "the host name does not resolve",
	"tls-untrusted": "the certificate is not trusted here",
	"timed-out": "no answer came in time",
	stalled: "the answer stopped coming",
	"cut-stream": "the connection was cut before the end",
	cancelled: "the run was cancelled",
	"proxy-refused": "the proxy refused the connection",
	"address-refused": "the address is private, and the configuration is not trusted to reach it",
	unauthorized: "it asks for credentials: give a user name and a token that may read",
	forbidden: "the credentials are known but may not read this: give the token read access",
	"not-found": "it does not exist, or is hidden from these credentials",
	"rate-limited": "it limits our rate: give credentials, or look again later",
	"server-error": "it failed on its side: look again later",
	"unexpected-answer": "it answered in a way its protocol does not know",
	"redirect-refused": "it redirected to an address that may not be followed",
	"redirect-loop": "it redirected in a circle",
	"too-large": "it is larger than the limit",
	"digest-mismatch": "the bytes do not have the digest they were named by",
	"size-mismatch": "the bytes do not have the stated size",
	"diff-id-mismatch": "the unpacked bytes do not have the stated diff ID",
	"range-mismatch": "the resumed download did not continue where it stopped",
	"unsupported-media-type": "its media type is not supported",
	"media-type-mismatch": "its bytes are not of the stated media type",
	"invalid-manifest": "the image manifest is not valid",
	"invalid-config": "the image config is not valid",
	"schema-1": "it is an image of schema 1: push it again with a current tool",
	"platform-missing": "the image index has no image for this platform",
	"platform-ambiguous": "the image index fits several ways: set image.platform",
	"foreign-layer": "an image layer is kept outside the registry",
	"layer-count-mismatch": "config and image manifest disagree on the image layers",
	"invalid-tar": "an image layer is no valid tar",
	"truncated-tar": "an image layer ends before its tar does",
	"unsupported-tar-entry": "an image layer holds an entry of an unsupported kind",
	"unsafe-name": "a name cannot be placed in a root file system",
	"invalid-gzip": "an image layer is no valid gzip",
	"invalid-zstd": "an image layer is no valid zstd",
	"unsupported-compression": "an image layer’s compression is not supported",
	"trailing-garbage": "something follows the end of an image layer",
	"limit-exceeded": "it goes beyond a safety limit",
	"unresolved-hardlink": "a hard link’s target was not found",
	"credentials-unavailable": "the credentials named by the configuration are not there: set the variable",
	"credential-helper-failed": "the credential helper failed: log in again",
	"realm-refused": "the registry sends tokens to be fetched from an address that may not be asked",
	"file-missing": "the file is not there",
	"file-unreadable": "the file cannot be read",
	"not-a-directory": "it is no directory",
	"file-changed-while-read": "the file changed while it was read",
	"invalid-record": "the record of the build is not valid: record again",
	"not-a-repository": "there is no git repository: check out the repository first",
	"commit-missing": "the commit is not in the clone: check out with fetch-depth: 0",
	"shallow-clone": "the clone is shallow: check out with fetch-depth: 0",
	"untrusted-repository": "git does not trust the repository’s owner: set safe.directory",
	"command-missing": "a command is not installed",
	"command-failed": "a command failed",
	"lfs-pointer": "the commit holds an LFS pointer in place of the file: check out with lfs: true",
	"invalid-answer": "the answer is not of the expected form",
	"invalid-page": "the page is no HTML that could be read",
	"secret-missing": "a variable for a header is not set, or not granted to this host",
	"permission-missing": "the workflow’s token may not do this: add the missing line under permissions: (pull-requests: write for the comment, contents: read for the commit)",
	"pull-request-unknown": "no single pull request belongs to the commit",
	"not-asked": "it was not asked, since something before it failed",
	"internal-error": "this is a defect in Deploy Truth: please report it with the evidence file"
};
const image = (c) => c.image === null ? "IMAGE" : shellWord(c.image);
const remedies = {
	"fetch-full-history": () => say`Fetch the whole history: ${code("fetch-depth: 0")} under ${code("actions/checkout")}, or ${command("git fetch --unshallow")} in a clone.`,
	"merge-or-expect-another-commit": (c) => say`Merge the pull request and deploy what comes of it, or name the commit that should be live with ${code("commit:")}. See where the change is: ${command(`git branch -a --contains ${shellWord(c.commit)}`)}`,
	"rebuild-from-commit": (c) => say`Build again from the commit: ${command(`git checkout ${shellWord(c.commit)}`)}, then run your build and deploy its output.`,
	"build-clean": () => say`Commit or drop what ${command("git status --short")} shows before the build, then build and deploy again.`,
	"record-the-build": () => say`Record the output in the job that builds it, and hand the record on: ${command("deploy-truth record dist --out dist.json")}, then ${code("files: [{from: dist.json}]")}.`,
	"rebuild-image-without-cache": (c) => say`Rebuild without cache, push, and recreate the service: ${command(`docker build --no-cache --tag ${image(c)} . && docker push ${image(c)}`)} then, with Compose: ${command(`docker compose pull ${shellWord(c.service)} && docker compose up -d --force-recreate ${shellWord(c.service)}`)}`,
	"push-and-recreate": (c) => say`Push the image, then recreate the service: ${command(`docker push ${image(c)}`)} then, with Compose: ${command(`docker compose pull ${shellWord(c.service)} && docker compose up -d --force-recreate ${shellWord(c.service)}`)}`,
	"name-the-path": () => say`Name the directory in the image: ${code("to: /app/dist")} beside ${code("from:")} under ${code("files:")}.`,
	"pin-the-digest": (c) => say`Deploy by digest, so that a tag cannot move: ${code(`image: ${c.imageName ?? "IMAGE"}@sha256:…`)}, with the digest that the push printed.`,
	"give-registry-credentials": (c) => say`Give credentials that may read ${c.imageName === null ? "the image" : code(c.imageName)}: log in before this step, or set ${code("image.credentials")} to a user name and the variable that holds the token. For a package of the same repository on GitHub: ${code("permissions: packages: read")}.`,
	"look-at-registry": (c) => say`Look at what the registry holds: ${command(`docker buildx imagetools inspect ${image(c)}`)}. Push the image if it is not there, then look again.`,
	"mount-the-route": (c) => say`Look for the route where the running application registers it, and for the proxy’s rule for this path.${again(c)}`,
	"purge-cache": (c) => say`Purge the cache in front of ${name(c.service)}, then look again; if the bytes stay the same, recreate the service.${again(c)}`,
	"publish-assets": (c) => say`Publish the missing files beside the page that names them, or roll the page and its files out together.${again(c)}`,
	"look-at-authentication": (c) => say`Look at the credentials this probe sends and at what the endpoint accepts; if the refusal is right, state it: ${code("expect: 401")}.${again(c)}`,
	"probe-with-credentials": () => say`Send credentials that may pass, so that the answer speaks of the route: ${code("headers: {authorization: {env: TOKEN, prefix: \"Bearer \"}}")} under the probe.`,
	"close-the-endpoint": (c) => say`Put the endpoint behind authentication again, now. If it is meant to be public, state it: ${code("expect: 200")}.${again(c)}`,
	"look-at-permissions": (c) => say`Give the account behind this probe the right it lacks; if the refusal is right, state it: ${code("expect: 403")}.${again(c)}`,
	"look-at-application": (c) => say`Look at the application’s log at the time of this run, then at its dependencies and configuration: ${command(`docker compose logs --since 15m ${shellWord(c.service)}`)}${again(c)}`,
	"look-at-proxy": (c) => say`Look at the proxy’s rule for this host and path, and at the upstream it names.${again(c)}`,
	"state-a-content-type": (c) => say`State the media type the route answers with (${code("content-type: application/json")} under the probe), so that a fallback page cannot pass for it.${again(c)}`,
	"let-it-see-the-process": () => letItSee,
	"look-again": () => say`Run this check again: what was missing may pass by itself.`,
	"check-the-method": (c) => say`Set the method that the route takes: ${code("method:")} under the probe.${again(c)}`,
	"check-the-configuration": (c) => say`Check what the configuration says of ${name(c.service)}: paths, patterns and addresses are taken as written.`
};
function again(context) {
	return context.ask === null ? [] : say` Ask again: ${command(context.ask)}`;
}
const directions = {
	forward: "forward",
	back: "back",
	sideways: "changed",
	same: "unchanged"
};
/** What one status code speaks of. */
function statusMeaning(status) {
	if (status === null) return "nothing answers";
	const known = statusMeanings[status];
	if (known !== void 0) return known;
	if (status < 200) return "the answer is no final one";
	if (status < 300) return "the route answers";
	if (status < 400) return "the answer redirects";
	if (status < 500) return "the request is refused";
	if (status < 600) return "the application, a dependency, its configuration or the upstream fails";
	return "the status is not one of HTTP";
}
const statusMeanings = {
	304: "a cache says nothing changed",
	400: "the route is reached and finds the request malformed",
	401: "the answer speaks of authentication",
	403: "authenticated, but not allowed",
	404: "the answer speaks of route, artifact, mount or proxy",
	405: "the path is known, the method is not taken",
	406: "the route is reached and has no such content type to give",
	410: "the route was here and is gone for good",
	415: "the route is reached and does not take this content type",
	421: "the host is not served over this connection: look at the proxy",
	422: "the route is reached and finds the request invalid",
	429: "the rate is limited, which says nothing about the change",
	500: "the application fails",
	501: "the server does not know this method",
	502: "the proxy gets no valid answer from the upstream",
	503: "the application or its upstream is not ready",
	504: "the upstream does not answer the proxy in time"
};
const isGone = (status) => status === 404 || status === 410;
const isGateway = (status) => status === 502 || status === 503 || status === 504;
/** A change of one probe's answer in words, read as movement through the layers. */
function transitionMeaning(from, to) {
	if (from === to) return `unchanged: ${statusMeaning(to)}`;
	if (to === null) return "it no longer answers";
	if (from === null) return `it answers now; ${statusMeaning(to)}`;
	if (isGone(to)) return `the route is gone; ${statusMeaning(to)}`;
	if (isGateway(to)) return `the upstream is gone now; ${statusMeaning(to)}`;
	if (to >= 500) return isGone(from) ? "the route is mounted now, and fails" : `it fails now; ${statusMeaning(to)}`;
	if (isGone(from)) return `the route is mounted now; ${statusMeaning(to)}`;
	if (from >= 500) return `it recovered; ${statusMeaning(to)}`;
	if (from === 401 && to === 403) return "it knows who asks now, and refuses";
	if (from === 403 && to === 401) return "it no longer knows who asks";
	if (from === 401 && to < 300) return "it no longer asks for authentication";
	if (from === 403 && to < 300) return "it allows the request now";
	if (from < 400 && to === 401) return "it asks for authentication now";
	if (from < 400 && to === 403) return "it refuses the request now";
	if (from === 405) return `it takes the method now; ${statusMeaning(to)}`;
	return statusMeaning(to);
}
/** Which deployments a served file tells apart. */
const tells = {
	history: "the deployment before did not serve",
	baseline: "the image before did not hold",
	commit: "the commit before did not hold",
	text: "hold a text that the commit before did not have"
};
/** Why the running thing is believed to be this commit. */
function proofSentence(proof) {
	switch (proof.kind) {
		case "container": return say`every replica runs this image, unchanged`;
		case "live-bytes": return proof.tells === "text" ? say`${code(proof.path)} is served with this commit’s bytes (${code(proof.sha256.slice(0, 12))}), which ${tells.text}` : say`${code(proof.path)} is served with this commit’s bytes (${code(proof.sha256.slice(0, 12))}), which ${tells[proof.tells]}`;
		case "route-gained": return say`${code(proof.probe)} went from ${code(String(proof.from))} to ${code(String(proof.to))}: this deployment mounts it, the one before did not`;
		case "self-reported": return say`the process itself says that it is ${code(proof.commit.slice(0, 7))}; nobody checked that`;
	}
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
const named = 2;
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
	const shown = join(filled.slice(0, named), " · ");
	const left = filled.length - named;
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
		story.notes.length === 0 ? null : `**Also seen.**\n${bullets(story.notes)}`
	].filter((block) => block !== null);
	if (blocks.length === 0) return "";
	return `<details><summary>${live ? "The seven layers, how to reproduce" : since === null ? "How to reproduce, details" : "Since the last run, how to reproduce, details"}</summary>\n\n${blocks.join("\n\n")}\n\n</details>`;
}
const bullets = (phrases) => phrases.map((phrase) => `- ${markdownOf(phrase)}`).join("\n");
// src/report/trace.ts
const compiled = /\.(?:[cm]?[jt]sx?|css|scss|sass|less|html?|json|svelte|vue)$/;
const stemOf = (path) => path.replace(compiled, "");
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
		const stem = stemOf(entry.path);
		byName.set(stem, byName.has(stem) ? "several" : entry);
	}
	return (source) => {
		if (!compiled.test(source) || /\.d\.[cm]?ts$|[.-](?:test|spec)\.[a-z]+$/.test(source)) return null;
		let tail = stemOf(source);
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
/** Which image layer brought the differing files, where one layer brought them all. Only copy steps are quoted: others may hold build arguments. */
function originWords({ evidence }, layer) {
	if (layer.layer !== "image" || evidence.image.status !== "observed") return [];
	const image = evidence.image.value;
	const brought = new Set(layer.findings.filter((one) => one.code === "file-differs").map((one) => one.detail));
	const [from] = brought;
	const index = Number(/^layer ([0-9]{1,4})$/.exec(from ?? "")?.[1] ?? NaN);
	if (brought.size !== 1 || image.layers[index] === void 0) return [];
	const step = /(?:^|#\(nop\)\s+)(COPY\s.*)$/.exec(image.layers[index].createdBy ?? "")?.[1]?.replace(/\s+# buildkit$/, "");
	const created = image.created === null ? [] : say`; the image was made at ${code(image.created)}`;
	return say`The differing files come from image layer ${index + 1} of ${image.layers.length}${step === void 0 ? [] : say` (${code(step)})`}${created}.`;
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
		notes.push(say`Image ${code(image.reference)}: manifest ${code(shortImage(image.manifest))}, config ${code(shortImage(image.config))}`);
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
		`<details><summary>How to reproduce, details</summary>\n${list([...story.reproduce, ...story.notes])}\n</details>`
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
	proof: v.proof.map(proof),
	transition: v.transition === null ? null : transition(v.transition),
	layers: v.layers.map(layer)
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
// src/deliver/files.ts
/** Writes a document whole or not at all, its directories included. Rejects with FaultError `file-unreadable`. */
const deliverFile = (world, path, content) => world.files.write(path, content);
export { historyOf as _, render as a, commentBudget as c, storyOf as d, trace as f, evidenceSchema as g, nextHistory as h, savedEvidence as i, fitted as l, openLayer as m, judgeAgain as n, tally as o, textOf as p, run as r, worstFirst as s, deliverFile as t, summaryBudget as u, layerNames as v };
