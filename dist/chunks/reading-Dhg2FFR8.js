import { C as parseDuration, S as acceptedDuration, t as defaultTimeouts } from "./service-Dz7nZlR1.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { n as modesPolicies } from "./manifest-npbKwqet.js";
import { l as pathOf } from "./path-DxugMXpZ.js";
import { n as parsePlatform } from "./platform-DMQ40O5x.js";
import { t as readAuthority } from "./authority-BxWohByI.js";
import { n as parseReference } from "./reference-DzmDWWUm.js";
import { t as placeOf } from "./place-DM_bpUB7.js";
import { t as layersBetweenRuns } from "./cache-Do5aJnrX.js";
// src/subjects/parse.ts
const accepted = "dir:PATH, git:REVISION[:PATH], registry:REFERENCE, oci-dir:PATH[:TAG], file:MANIFEST.json";
const later = /* @__PURE__ */ new Set([
	"docker",
	"oci-archive",
	"docker-archive",
	"container",
	"pod"
]);
/** Reads a subject as it is written on the command line; a string says what is wrong with it. */
function parseSubject(text) {
	const colon = text.indexOf(":");
	const kind = colon < 0 ? "" : text.slice(0, colon);
	const rest = text.slice(colon + 1);
	if (later.has(kind)) return `subjects of kind '${kind}:' are not supported yet; accepted are ${accepted}`;
	if (text.includes("\0")) return `a subject holds no NUL character`;
	switch (kind) {
		case "dir": return rest === "" ? "dir: needs the path of a directory, as in dir:dist" : {
			kind,
			path: rest
		};
		case "git": return parseGit(rest);
		case "registry": {
			const reference = parseReference(rest);
			return typeof reference === "string" ? reference : {
				kind,
				reference
			};
		}
		case "oci-dir": return parseLayout(rest);
		case "file": return rest === "" ? "file: needs the path of a file manifest or record, as in file:record.json" : {
			kind,
			path: rest
		};
		default: return `'${text}' is no subject; accepted are ${accepted}`;
	}
}
function parseGit(rest) {
	const colon = rest.indexOf(":");
	const revision = colon < 0 ? rest : rest.slice(0, colon);
	if (revision === "") return "git: needs a revision, as in git:HEAD or git:v1.2:public";
	if (revision.startsWith("-")) return `'${revision}' is no revision: it starts with '-'`;
	const { path, clamped } = pathOf(colon < 0 ? "" : rest.slice(colon + 1));
	if (clamped) return `the path of git:${rest} leaves the repository`;
	return {
		kind: "git",
		revision,
		path
	};
}
function parseLayout(rest) {
	const colon = rest.lastIndexOf(":");
	const drive = colon === 1 && /^[A-Za-z]:[\\/]/.test(rest);
	const tagged = colon >= 0 && !drive && !/[\\/]/.test(rest.slice(colon + 1));
	const path = tagged ? rest.slice(0, colon) : rest;
	const tag = tagged ? rest.slice(colon + 1) : null;
	if (path === "") return "oci-dir: needs the path of an OCI image layout, as in oci-dir:out:latest";
	if (tag === "") return `oci-dir:${rest} ends with ':' but names no tag`;
	return {
		kind: "oci-dir",
		path,
		tag
	};
}
// src/faces/commands/reading.ts
/** Time limits where a registry may be silent this long (milliseconds). A blob has more time for a whole request, by its size. */
const silenceOf = (limit) => ({
	connect: limit,
	answer: limit,
	stall: limit,
	request: 4 * limit
});
/** Every problem at once, or what is to be read. No host is contacted. */
async function readingOf(world, texts, args) {
	const problems = [];
	const subjects = [];
	for (const text of texts) {
		const subject = parseSubject(text);
		if (typeof subject === "string") problems.push(subject);
		else subjects.push(subject);
	}
	const platform = args.platform === void 0 ? null : parsePlatform(args.platform);
	if (args.platform !== void 0 && platform === null) problems.push(`--platform ${args.platform}: write os/architecture or os/architecture/variant, as linux/arm64/v8`);
	const stated = args.modes ?? "executable";
	const modes = modesPolicies.find((policy) => policy === stated);
	if (modes === void 0) problems.push(`--modes ${stated}: accepted are ${modesPolicies.join(", ")}`);
	const assurance = args.assurance ?? "any";
	const known = assurance === "any" || assurance === "verified";
	if (!known) problems.push(`--assurance ${assurance}: accepted are any, verified`);
	const timeout = args.timeout === void 0 ? null : parseDuration(args.timeout);
	if (args.timeout !== void 0 && timeout === null) problems.push(`--timeout ${args.timeout}: write ${acceptedDuration}`);
	const ca = args.ca === void 0 ? null : await authorityOf(world, args.ca, problems);
	const below = pathOf(args.path ?? "");
	if (below.clamped) problems.push(`--path ${args.path}: leaves the subject`);
	if (problems.length > 0 || modes === void 0 || !known) return { problems };
	const options = {
		blobs: args.blobs ?? false,
		search: null,
		platform,
		plainHttp: args.plainHttp ?? false,
		credentials: null,
		timeouts: timeout === null ? defaultTimeouts : silenceOf(timeout),
		publicOnly: false,
		ca,
		assurance,
		layers: layersBetweenRuns(world, args.cache),
		only: null,
		repository: args.repo ?? world.files.cwd
	};
	return {
		subjects,
		below: below.path,
		modes,
		options
	};
}
async function authorityOf(world, path, problems) {
	try {
		return await readAuthority(world, placeOf(world, path), `--ca ${path}`);
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === "cancelled") throw error;
		problems.push(error.fault.detail);
		return null;
	}
}
function complainAbout(world, problems) {
	for (const problem of problems) world.log.info(`deploy-truth: ${problem}`);
}
export { readingOf as n, complainAbout as t };
