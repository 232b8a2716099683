import { t as defaultTimeouts } from "./service-fdOCzVfp.js";
import { n as modesPolicies } from "./manifest-BqUBqGw8.js";
import { d as pathOf } from "./fault-2eAhF6k8.js";
import { o as parsePlatform } from "./digest-CCSduhZU.js";
import { n as parseReference } from "./reference-BZ43K1Fu.js";
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
/** Every problem at once, or what is to be read. Nothing is contacted. */
function readingOf(world, texts, args) {
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
	const below = pathOf(args.path ?? "");
	if (below.clamped) problems.push(`--path ${args.path}: leaves the subject`);
	if (problems.length > 0 || modes === void 0) return { problems };
	const options = {
		blobs: args.blobs ?? false,
		search: null,
		platform,
		plainHttp: args.plainHttp ?? false,
		credentials: null,
		timeouts: defaultTimeouts,
		publicOnly: false,
		repository: args.repo ?? world.files.cwd
	};
	return {
		subjects,
		below: below.path,
		modes,
		options
	};
}
function complainAbout(world, problems) {
	for (const problem of problems) world.log.info(`deploy-truth: ${problem}`);
}
export { readingOf as n, complainAbout as t };
