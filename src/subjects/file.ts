import {rootDigest} from '../bytes/tree.ts';
import {type FileManifestDocument, fileManifestSchema, readFileManifestDocument} from '../model/document.ts';
import {FaultError} from '../model/fault.ts';
import {type ArtifactRecord, readRecordDocument, recordSchema} from '../model/record.ts';
import type {World} from '../world.ts';
import {placeOf} from './place.ts';
import type {SubjectRead} from './subject.ts';

/** 256 MiB: a million entries of two hundred bytes, and still one string for the JSON reader. */
const longest = 256 << 20;

/** A saved file manifest, or the record of a build with what it says beside its files; always `asserted`. */
export async function readFileSubject(
	world: World,
	path: string,
): Promise<SubjectRead & {readonly record: ArtifactRecord | null}> {
	const value = parsed(await world.files.read(placeOf(world, path), longest), path);
	const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
	if (schema !== fileManifestSchema && schema !== recordSchema) {
		throw new FaultError('invalid-record', `${path}: schema is neither '${fileManifestSchema}' nor '${recordSchema}'`);
	}
	const record = schema === recordSchema ? named(path, () => readRecordDocument(value)) : null;
	const document = record?.manifest ?? named(path, () => readFileManifestDocument(value));
	checkRoot(document, path);
	return {
		subject: `file:${path}`,
		manifest: document.manifest,
		image: null,
		found: new Map(),
		oddities: [],
		layersLeft: 0,
		record,
	};
}

function parsed(bytes: Uint8Array, path: string): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes));
	} catch (error) {
		const reason = error instanceof SyntaxError ? 'is no JSON' : 'is no UTF-8 text';
		throw new FaultError('invalid-record', `${path} ${reason}`, error);
	}
}

/** Puts the file's name before the place in it. */
function named<T>(path: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (error instanceof FaultError) throw new FaultError(error.fault.code, `${path}: ${error.fault.detail}`, error);
		throw error;
	}
}

/** A document edited by hand, or cut and mended, no longer has the root it states. */
function checkRoot({root, manifest, modes}: FileManifestDocument, path: string): void {
	if (root !== null && root !== rootDigest(manifest, modes)) {
		throw new FaultError('invalid-record', `${path}: root does not belong to these entries`);
	}
}
