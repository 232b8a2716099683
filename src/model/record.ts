import type {FileManifestDocument} from './document.ts';
import {at, fields, invalid, matching, readFileManifestDocument, text} from './document.ts';

export const recordSchema = 'deploy-truth/record/v1';

/** What a build says of its output: which files, from which commit, and whether the working tree was that commit. */
export type ArtifactRecord = {
	/** HEAD of the working tree, full id */
	readonly commit: string;
	readonly tree: string;
	/** tracked files differed from the commit */
	readonly dirty: boolean;
	/** ISO 8601 in UTC */
	readonly recordedAt: string;
	/** name and version of what wrote it */
	readonly tool: string;
	/** the directory, relative to the repository where it lies in it */
	readonly from: string;
	readonly manifest: FileManifestDocument;
};

const objectForm = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;
const keys = ['schema', 'commit', 'tree', 'dirty', 'recordedAt', 'tool', 'from', 'manifest'];

/** Reads a parsed record strictly. Throws FaultError `invalid-record` that names the place. */
export function readRecordDocument(value: unknown): ArtifactRecord {
	const record = fields(value, '', keys);
	if (record.get('schema') !== recordSchema) throw invalid('schema', `is not '${recordSchema}'`);
	const dirty = record.get('dirty');
	if (typeof dirty !== 'boolean') throw invalid('dirty', 'is neither true nor false');
	const object = (key: string): string =>
		matching(record.get(key), at('', key), objectForm, '40 or 64 lower-case hex digits');
	return {
		commit: object('commit'),
		tree: object('tree'),
		dirty,
		recordedAt: matching(record.get('recordedAt'), 'recordedAt', timeForm, 'a UTC time such as 2024-01-31T12:00:00Z'),
		tool: text(record.get('tool'), 'tool'),
		from: text(record.get('from'), 'from'),
		manifest: readFileManifestDocument(record.get('manifest'), 'manifest'),
	};
}
