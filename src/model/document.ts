import {FaultError} from './fault.ts';
import {faultCodes, type FaultCode} from './fault.ts';
import type {FileEntry, FileManifest, Gap, ManifestEntry, ModesPolicy} from './manifest.ts';
import {modesPolicies} from './manifest.ts';
import {bytesOfText, comparePaths, isUtf8, parentOf, type Path, pathOf, textOfBytes} from './path.ts';

export const fileManifestSchema = 'deploy-truth/file-manifest/v1';

/** What a file manifest document says beside its entries and gaps. */
export type FileManifestDocument = {
	readonly subject: string;
	readonly modes: ModesPolicy;
	/** null while there are gaps */
	readonly root: string | null;
	/** `asserted` when it was read from a document, whatever the document claims */
	readonly manifest: FileManifest;
};

/**
 * An entry as documents carry it, its keys in their fixed order. A name or target that is not UTF-8 is given in base64
 * beside its text form, whose lone surrogates not every reader of JSON keeps.
 */
export function entryDocument(entry: ManifestEntry, blobs: boolean): object {
	const path = named('path', entry.path);
	switch (entry.type) {
		case 'file': {
			const {type, sha256, blob, size, mode} = entry;
			return {...path, type, sha256, ...(blobs && blob !== undefined ? {blob} : {}), size, mode};
		}
		case 'symlink':
			return {...path, type: entry.type, ...named('target', entry.target)};
		case 'device': {
			const {type, kind, major, minor, mode} = entry;
			return {...path, type, kind, major, minor, mode};
		}
		case 'submodule':
			return {...path, type: entry.type, commit: entry.commit};
		default:
			return {...path, type: entry.type, mode: entry.mode};
	}
}

/** The same as JSON text. Most entries are files with ordinary names, which are written in one piece. */
export function entryText(entry: ManifestEntry, blobs: boolean): string {
	if (entry.type !== 'file' || !isUtf8(entry.path)) return JSON.stringify(entryDocument(entry, blobs));
	const {path, sha256, blob, size, mode} = entry;
	const id = blobs && blob !== undefined ? `,"blob":"${blob}"` : '';
	const name = /^[ !#-[\]-~]*$/.test(path) ? `"${path}"` : JSON.stringify(path);
	return `{"path":${name},"type":"file","sha256":"${sha256}"${id},"size":${size},"mode":"${mode}"}`;
}

export const gapDocument = ({path, fault}: Gap): object => ({
	...named('path', path),
	fault: {code: fault.code, detail: fault.detail.toWellFormed()},
});

/** A name under its key; one that is not UTF-8 is given in base64 beside it. */
export function named(key: 'path' | 'target' | 'from', name: string): object {
	if (isUtf8(name)) return {[key]: name};
	let binary = '';
	for (const byte of bytesOfText(name)) binary += String.fromCharCode(byte);
	return {[key]: name, [`${key}Base64`]: btoa(binary)};
}

/** Reads a parsed file manifest document strictly. Throws FaultError `invalid-record` that names the place. */
export function readFileManifestDocument(value: unknown, place = ''): FileManifestDocument {
	const document = fields(value, place, ['schema', 'subject', 'assurance', 'modes', 'root', 'entries', 'gaps']);
	if (document.get('schema') !== fileManifestSchema)
		throw invalid(at(place, 'schema'), `is not '${fileManifestSchema}'`);
	oneOf(document.get('assurance'), at(place, 'assurance'), ['verified', 'asserted']);
	const gaps = list(document.get('gaps'), at(place, 'gaps')).map((gap, i) =>
		readGap(gap, `${at(place, 'gaps')}[${i}]`),
	);
	const root = document.get('root');
	if (root !== null)
		matching(root, at(place, 'root'), /^sha256:[0-9a-f]{64}$/, "'sha256:' and 64 lower-case hex digits");
	if (root !== null && gaps.length > 0) throw invalid(at(place, 'root'), 'is not null, though there are gaps');
	return {
		subject: text(document.get('subject'), at(place, 'subject')),
		modes: oneOf(document.get('modes'), at(place, 'modes'), modesPolicies),
		root: root as string | null,
		manifest: {assurance: 'asserted', entries: readEntries(document.get('entries'), at(place, 'entries')), gaps},
	};
}

function readEntries(value: unknown, place: string): ManifestEntry[] {
	const leaves = new Set<string>();
	let before: string | null = null;
	return list(value, place).map((item, i) => {
		const here = `${place}[${i}]`;
		const entry = readEntry(item, here);
		const order = before === null ? -1 : comparePaths(before, entry.path);
		if (order === 0) throw invalid(`${here}.path`, 'is named twice');
		if (order > 0) throw invalid(`${here}.path`, 'is out of order: entries are sorted by the bytes of their paths');
		for (let above = parentOf(entry.path); above !== ''; above = parentOf(above)) {
			if (leaves.has(above)) throw invalid(`${here}.path`, 'lies below an entry that is no directory');
		}
		if (entry.type !== 'directory') leaves.add(entry.path);
		before = entry.path;
		return entry;
	});
}

const modeForm = /^[0-7]{4}$/;
const objectForm = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const entryKeys: Readonly<Record<FileEntry['type'], readonly string[]>> = {
	file: ['sha256', 'blob', 'size', 'mode'],
	symlink: ['target', 'targetBase64'],
	directory: ['mode'],
	device: ['kind', 'major', 'minor', 'mode'],
	fifo: ['mode'],
	submodule: ['commit'],
};
const entryTypes = Object.keys(entryKeys) as FileEntry['type'][];

function readEntry(value: unknown, place: string): ManifestEntry {
	const type = oneOf(fields(value, place, null).get('type'), `${place}.type`, entryTypes);
	const entry = fields(value, place, ['path', 'pathBase64', 'type', ...entryKeys[type]]);
	const path = readPath(entry, place);
	if (path === '') throw invalid(`${place}.path`, 'is empty: the root itself is left out');
	const mode = (): string => matching(entry.get('mode'), `${place}.mode`, modeForm, 'four octal digits');
	switch (type) {
		case 'file': {
			const sha256 = matching(entry.get('sha256'), `${place}.sha256`, /^[0-9a-f]{64}$/, '64 lower-case hex digits');
			const size = count(entry.get('size'), `${place}.size`);
			const facts = {path, type, sha256, size, mode: mode()};
			if (!entry.has('blob')) return facts;
			return {
				...facts,
				blob: matching(entry.get('blob'), `${place}.blob`, objectForm, '40 or 64 lower-case hex digits'),
			};
		}
		case 'symlink':
			return {path, type, target: readName(entry, 'target', place)};
		case 'device': {
			const kind = oneOf(entry.get('kind'), `${place}.kind`, ['character', 'block'] as const);
			const major = count(entry.get('major'), `${place}.major`);
			return {path, type, kind, major, minor: count(entry.get('minor'), `${place}.minor`), mode: mode()};
		}
		case 'submodule': {
			const commit = matching(entry.get('commit'), `${place}.commit`, objectForm, '40 or 64 lower-case hex digits');
			return {path, type, commit};
		}
		default:
			return {path, type, mode: mode()};
	}
}

function readGap(value: unknown, place: string): Gap {
	const gap = fields(value, place, ['path', 'pathBase64', 'fault']);
	const fault = fields(gap.get('fault'), `${place}.fault`, ['code', 'detail']);
	const code: FaultCode = oneOf(fault.get('code'), `${place}.fault.code`, faultCodes);
	return {path: readPath(gap, place), fault: {code, detail: text(fault.get('detail'), `${place}.fault.detail`)}};
}

function readPath(from: ReadonlyMap<string, unknown>, place: string): Path {
	const name = readName(from, 'path', place);
	if (name.includes('\0')) throw invalid(`${place}.path`, 'holds a NUL byte');
	const {path, clamped} = pathOf(name);
	if (clamped || path !== name)
		throw invalid(`${place}.path`, "is no plain relative path: '/', './', '..' and '//' have no place in it");
	return path;
}

function readName(from: ReadonlyMap<string, unknown>, key: 'path' | 'target', place: string): string {
	const shown = from.get(key);
	if (typeof shown !== 'string') throw invalid(`${place}.${key}`, 'is no text');
	const encoded = from.get(`${key}Base64`);
	if (encoded === undefined) {
		if (!isUtf8(shown)) throw invalid(`${place}.${key}`, `is no valid text: give its bytes as ${key}Base64`);
		return shown;
	}
	const form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
	const bytes = atob(matching(encoded, `${place}.${key}Base64`, form, 'base64'));
	const name = textOfBytes(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
	if (isUtf8(name)) throw invalid(`${place}.${key}Base64`, `stands for valid text: give it as ${key} alone`);
	// A tool that keeps no lone surrogates leaves U+FFFD in their place.
	if (shown !== name && shown !== name.toWellFormed()) {
		throw invalid(`${place}.${key}Base64`, `stands for another name than ${key}`);
	}
	return name;
}

/** The own fields of an object; `known: null` lets any name pass. */
export function fields(value: unknown, place: string, known: readonly string[] | null): ReadonlyMap<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(place, 'is no object');
	const all = new Map(Object.entries(value));
	const strange = known === null ? undefined : [...all.keys()].find((key) => !known.includes(key));
	if (strange !== undefined) throw invalid(at(place, strange), `is not known; known are ${known!.join(', ')}`);
	return all;
}

function list(value: unknown, place: string): readonly unknown[] {
	if (!Array.isArray(value)) throw invalid(place, 'is no list');
	return value;
}

export function text(value: unknown, place: string): string {
	if (typeof value !== 'string') throw invalid(place, 'is no text');
	return value;
}

function count(value: unknown, place: string): number {
	if (!Number.isSafeInteger(value) || (value as number) < 0) throw invalid(place, 'is no whole number from 0 on');
	return value as number;
}

export function matching(value: unknown, place: string, form: RegExp, meaning: string): string {
	if (typeof value !== 'string' || !form.test(value)) throw invalid(place, `is not ${meaning}`);
	return value;
}

function oneOf<T extends string>(value: unknown, place: string, accepted: readonly T[]): T {
	if (!accepted.includes(value as T)) {
		const named = accepted.length > 8 ? 'a known code' : `one of ${accepted.join(', ')}`;
		throw invalid(place, `is not ${named}`);
	}
	return value as T;
}

export const at = (place: string, key: string): string => (place === '' ? key : `${place}.${key}`).slice(0, 200);

export const invalid = (place: string, problem: string): FaultError =>
	new FaultError('invalid-record', `${place === '' ? 'the document' : place} ${problem}`);
