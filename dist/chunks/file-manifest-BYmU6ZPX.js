import { a as gapDocument, i as fileManifestSchema, n as entryDocument } from "./document-D9DHyk26.js";
import { r as bytesOfText } from "./path-DxugMXpZ.js";
import { n as recordSchema } from "./record-2O-X7g9_.js";
// src/report/file-manifest.ts
/** Characters handed on at once. */
const batch = 65536;
/** A file manifest document in pieces, one entry a line: a million entries are never one string. */
function* fileManifestJson(document, blobs) {
	yield* batches(manifestLines(document, blobs), batch);
}
/** The record of a build, in the same way. Blob ids are left out: a record is compared with files, not with trees. */
function* recordJson(record) {
	const { commit, tree, dirty, recordedAt, tool, from, manifest } = record;
	yield `${JSON.stringify({
		schema: recordSchema,
		commit,
		tree,
		dirty,
		recordedAt,
		tool,
		from: from.toWellFormed()
	}).slice(0, -1)},"manifest":`;
	yield* batches(manifestLines(manifest, false), batch);
	yield "}\n";
}
function* manifestLines({ subject, modes, root, manifest }, blobs) {
	const { assurance, entries, gaps } = manifest;
	const head = {
		schema: fileManifestSchema,
		subject: subject.toWellFormed(),
		assurance,
		modes,
		root
	};
	yield `${JSON.stringify(head).slice(0, -1)},"entries":[`;
	let separator = "\n";
	for (const entry of entries) {
		yield `${separator}${JSON.stringify(entryDocument(entry, blobs))}`;
		separator = ",\n";
	}
	yield "],\"gaps\":[";
	separator = "\n";
	for (const gap of gaps) {
		yield `${separator}${JSON.stringify(gapDocument(gap))}`;
		separator = ",\n";
	}
	yield "]}\n";
}
/**
* Regular files as coreutils' `sha256sum` prints them, so that `sha256sum -c` reads them in the root: a name with a
* backslash, a line feed or a carriage return is escaped and its line starts with a backslash. Names come out as their bytes.
*/
function* sha256sumLines(manifest) {
	for (const text of batches(lines(manifest), batch)) yield bytesOfText(text);
}
function* lines(manifest) {
	for (const entry of manifest.entries) {
		if (entry.type !== "file") continue;
		const escaped = entry.path.replace(/[\\\n\r]/g, (mark) => mark === "\\" ? "\\\\" : mark === "\n" ? "\\n" : "\\r");
		yield `${escaped === entry.path ? "" : "\\"}${entry.sha256}  ${escaped}\n`;
	}
}
function* batches(pieces, size) {
	let text = "";
	for (const piece of pieces) {
		text += piece;
		if (text.length >= size) {
			yield text;
			text = "";
		}
	}
	if (text !== "") yield text;
}
export { recordJson as n, sha256sumLines as r, fileManifestJson as t };
