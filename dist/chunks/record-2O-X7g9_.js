import { c as readFileManifestDocument, l as text, o as invalid, r as fields, s as matching, t as at } from "./document-D9DHyk26.js";
// src/model/record.ts
const recordSchema = "deploy-truth/record/v1";
const objectForm = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;
const keys = [
	"schema",
	"commit",
	"tree",
	"dirty",
	"recordedAt",
	"tool",
	"from",
	"manifest"
];
/** Reads a parsed record strictly. Throws FaultError `invalid-record` that names the place. */
function readRecordDocument(value) {
	const record = fields(value, "", keys);
	if (record.get("schema") !== "deploy-truth/record/v1") throw invalid("schema", `is not '${recordSchema}'`);
	const dirty = record.get("dirty");
	if (typeof dirty !== "boolean") throw invalid("dirty", "is neither true nor false");
	const object = (key) => matching(record.get(key), at("", key), objectForm, "40 or 64 lower-case hex digits");
	return {
		commit: object("commit"),
		tree: object("tree"),
		dirty,
		recordedAt: matching(record.get("recordedAt"), "recordedAt", timeForm, "a UTC time such as 2024-01-31T12:00:00Z"),
		tool: text(record.get("tool"), "tool"),
		from: text(record.get("from"), "from"),
		manifest: readFileManifestDocument(record.get("manifest"), "manifest")
	};
}
export { recordSchema as n, readRecordDocument as t };
