import {entryText, type FileManifestDocument, fileManifestSchema, gapDocument} from '../model/document.ts';
import type {FileManifest} from '../model/manifest.ts';
import {bytesOfText} from '../model/path.ts';
import {type ArtifactRecord, recordSchema} from '../model/record.ts';

/** Characters handed on at once. */
const batch = 64 * 1024;

/** A file manifest document in pieces, one entry a line: a million entries are never one string. */
export function* fileManifestJson(document: FileManifestDocument, blobs: boolean): Generator<string> {
	yield* batches(manifestLines(document, blobs), batch);
}

/** The record of a build, in the same way. Blob ids are left out: a record is compared with files, not with trees. */
export function* recordJson(record: ArtifactRecord): Generator<string> {
	const {commit, tree, dirty, recordedAt, tool, from, manifest} = record;
	const head = JSON.stringify({schema: recordSchema, commit, tree, dirty, recordedAt, tool, from: from.toWellFormed()});
	yield `${head.slice(0, -1)},"manifest":`;
	yield* batches(manifestLines(manifest, false), batch);
	yield '}\n';
}

function* manifestLines({subject, modes, root, manifest}: FileManifestDocument, blobs: boolean): Generator<string> {
	const {assurance, entries, gaps} = manifest;
	const head = {schema: fileManifestSchema, subject: subject.toWellFormed(), assurance, modes, root};
	yield `${JSON.stringify(head).slice(0, -1)},"entries":[`;
	let separator = '\n';
	for (const entry of entries) {
		yield separator + entryText(entry, blobs);
		separator = ',\n';
	}
	yield '],"gaps":[';
	separator = '\n';
	for (const gap of gaps) {
		yield `${separator}${JSON.stringify(gapDocument(gap))}`;
		separator = ',\n';
	}
	yield ']}\n';
}

/**
 * Regular files as coreutils' `sha256sum` prints them, so that `sha256sum -c` reads them in the root: a name with a
 * backslash, a line feed or a carriage return is escaped and its line starts with a backslash. Names come out as their bytes.
 */
export function* sha256sumLines(manifest: FileManifest): Generator<Uint8Array> {
	for (const text of batches(lines(manifest), batch)) yield bytesOfText(text);
}

function* lines(manifest: FileManifest): Generator<string> {
	for (const entry of manifest.entries) {
		if (entry.type !== 'file') continue;
		const escaped = entry.path.replace(/[\\\n\r]/g, (mark) => (mark === '\\' ? '\\\\' : mark === '\n' ? '\\n' : '\\r'));
		yield `${escaped === entry.path ? '' : '\\'}${entry.sha256}  ${escaped}\n`;
	}
}

function* batches(pieces: Iterable<string>, size: number): Generator<string> {
	let text = '';
	for (const piece of pieces) {
		text += piece;
		if (text.length >= size) {
			yield text;
			text = '';
		}
	}
	if (text !== '') yield text;
}
