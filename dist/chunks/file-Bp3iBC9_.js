import "./rolldown-runtime-CLxXEZnf.js";
import { c as readFileManifestDocument, i as fileManifestSchema, u as rootDigest } from "./document-D9DHyk26.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { n as recordSchema, t as readRecordDocument } from "./record-2O-X7g9_.js";
import { t as placeOf } from "./place-DM_bpUB7.js";
// src/subjects/file.ts
/** 256 MiB: a million entries of two hundred bytes, and still one string for the JSON reader. */
const longest = 256 << 20;
/** A saved file manifest, or the record of a build with what it says beside its files; always `asserted`. */
async function readFileSubject(world, path) {
	const value = parsed(await world.files.read(placeOf(world, path), longest), path);
	const schema = typeof value === "object" && value !== null && "schema" in value ? value.schema : void 0;
	if (schema !== "deploy-truth/file-manifest/v1" && schema !== "deploy-truth/record/v1") throw new FaultError("invalid-record", `${path}: schema is neither '${fileManifestSchema}' nor '${recordSchema}'`);
	const record = schema === "deploy-truth/record/v1" ? named(path, () => readRecordDocument(value)) : null;
	const document = record?.manifest ?? named(path, () => readFileManifestDocument(value));
	checkRoot(document, path);
	return {
		subject: `file:${path}`,
		manifest: document.manifest,
		image: null,
		found: /* @__PURE__ */ new Map(),
		oddities: [],
		layersLeft: 0,
		record
	};
}
function parsed(bytes, path) {
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch (error) {
		const reason = error instanceof SyntaxError ? "is no JSON" : "is no UTF-8 text";
		throw new FaultError("invalid-record", `${path} ${reason}`, error);
	}
}
/** Puts the file's name before the place in it. */
function named(path, read) {
	try {
		return read();
	} catch (error) {
		if (error instanceof FaultError) throw new FaultError(error.fault.code, `${path}: ${error.fault.detail}`, error);
		throw error;
	}
}
/** A document edited by hand, or cut and mended, no longer has the root it states. */
function checkRoot({ root, manifest, modes }, path) {
	if (root !== null && root !== rootDigest(manifest, modes)) throw new FaultError("invalid-record", `${path}: root does not belong to these entries`);
}
export { readFileSubject as t };
