import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {z} from 'zod';
import {rootDigest} from '../../src/bytes/tree.ts';
import {FaultError} from '../../src/model/fault.ts';
import type {FileManifest, ManifestEntry} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import {fileManifestJson} from '../../src/report/file-manifest.ts';
import {readFileSubject} from '../../src/subjects/file.ts';
import {room} from '../builders/repository.ts';
import {testWorld} from '../builders/world.ts';

const world = testWorld();
const hash = 'a'.repeat(64);
const file = (path: string, more: object = {}) =>
	({path: asPath(path), type: 'file', sha256: hash, size: 1, mode: '0644', ...more}) as ManifestEntry;

const everything: FileManifest = {
	assurance: 'verified',
	gaps: [],
	entries: [
		{path: asPath('\ttab'), type: 'fifo', mode: '0644'},
		file('__proto__', {blob: 'b'.repeat(40)}),
		{path: asPath('caf\udce9'), type: 'symlink', target: 'to\udcff'},
		{path: asPath('dev'), type: 'directory', mode: '1777'},
		{path: asPath('dev/null'), type: 'device', kind: 'character', major: 1, minor: 3, mode: '0666'},
		file('new\nline'),
		{path: asPath('vendor'), type: 'submodule', commit: 'c'.repeat(40)},
		file('\uffee'),
		file('\ud83d\ude00'),
	],
};

const documentOf = (manifest: FileManifest): string => {
	const root = rootDigest(manifest, 'executable');
	return [...fileManifestJson({subject: 'dir:x', modes: 'executable', root, manifest}, true)].join('');
};

async function readText(text: string | Uint8Array) {
	using place = room();
	writeFileSync(join(place.path, 'm.json'), text);
	return await readFileSubject(world, join(place.path, 'm.json'));
}

const problemOf = async (text: string | Uint8Array): Promise<string> => {
	try {
		await readText(text);
		return 'accepted';
	} catch (error) {
		if (error instanceof FaultError && error.fault.code === 'invalid-record') return error.fault.detail;
		throw error;
	}
};

describe('saved file manifests', () => {
	test('every type of entry and every name comes back as it was, and is asserted', async () => {
		const read = await readText(documentOf(everything));
		expect(read.manifest).toEqual({...everything, assurance: 'asserted'});
		expect(read.record).toBeNull();
	});

	test('gaps come back and there is no root', async () => {
		const gaps = [{path: asPath('gone'), fault: {code: 'file-unreadable', detail: 'EACCES'}}] as const;
		const text = documentOf({...everything, gaps});
		expect(JSON.parse(text).root).toBeNull();
		expect((await readText(text)).manifest.gaps).toEqual(gaps);
	});

	test('a name that lost its lone surrogates in another tool is restored from its bytes', async () => {
		const text = JSON.stringify(JSON.parse(documentOf(everything)), (_, value) =>
			typeof value === 'string' ? value.toWellFormed() : value,
		);
		expect((await readText(text)).manifest.entries).toEqual(everything.entries);
	});

	test('what is written fits the published schema', () => {
		const schema = JSON.parse(readFileSync('docs/schema/file-manifest.v1.json', 'utf8'));
		const check = z.fromJSONSchema(schema);
		expect(check.safeParse(JSON.parse(documentOf(everything))).error).toBeUndefined();
		expect(check.safeParse({...JSON.parse(documentOf(everything)), entries: [{path: 'x', type: 'file'}]}).success).toBe(
			false,
		);
	});

	type Loose = {entries: Record<string, unknown>[]} & Record<string, unknown>;
	const changed = (change: (document: Loose) => unknown): string => {
		const document = JSON.parse(documentOf(everything));
		change(document);
		return JSON.stringify(document);
	};

	test.each<[string, string, RegExp]>([
		['no JSON', '{', /is no JSON/],
		['another document', '{"schema":"deploy-truth/verdict/v1"}', /schema is neither/],
		['a list', '[]', /schema is neither/],
		['an entry twice', changed((d) => d.entries.splice(1, 0, d.entries[1]!)), /entries\[2\]\.path is named twice/],
		['entries out of order', changed((d) => d.entries.reverse()), /entries\[1\]\.path is out of order/],
		['an absolute path', changed((d) => (d.entries[0]!.path = '/x')), /entries\[0\]\.path is no plain relative path/],
		['a path that climbs', changed((d) => (d.entries[0]!.path = '../x')), /entries\[0\]\.path is no plain/],
		['a doubled slash', changed((d) => (d.entries[0]!.path = 'a//x')), /entries\[0\]\.path is no plain/],
		['an empty path', changed((d) => (d.entries[0]!.path = '')), /entries\[0\]\.path/],
		['a NUL in a path', changed((d) => (d.entries[0]!.path = 'a\0')), /NUL/],
		['a lone surrogate without its bytes', changed((d) => (d.entries[0]!.path = '\ud800')), /pathBase64/],
		['bytes of another name', changed((d) => (d.entries[2]!.path = 'other')), /pathBase64 stands for another name/],
		['bytes that are text', changed((d) => (d.entries[0]!.pathBase64 = 'eA==')), /stands for valid text/],
		['a short hash', changed((d) => (d.entries[1]!.sha256 = 'ab')), /entries\[1\]\.sha256 is not 64/],
		['a hash in capitals', changed((d) => (d.entries[1]!.sha256 = 'A'.repeat(64))), /sha256/],
		['a wrong blob id', changed((d) => (d.entries[1]!.blob = 'ab')), /entries\[1\]\.blob/],
		['a negative size', changed((d) => (d.entries[1]!.size = -1)), /size is no whole number/],
		['a size with a fraction', changed((d) => (d.entries[1]!.size = 1.5)), /size/],
		['a mode of nine', changed((d) => (d.entries[1]!.mode = '0999')), /mode is not four octal/],
		['an unknown type', changed((d) => (d.entries[1]!.type = 'constructor')), /type is not one of/],
		['an unknown field', changed((d) => (d.entries[1]!.extra = 1)), /entries\[1\]\.extra is not known/],
		['a missing field', changed((d) => delete d.entries[1]!.size), /size/],
		[
			'a file below a file',
			changed((d) => (d.entries[3] = {...d.entries[1], path: 'dev'})),
			/entries\[4\]\.path lies below/,
		],
		['an unknown policy', changed((d) => (d.modes = 'all')), /modes is not one of exact, executable, none/],
		['a root of other entries', changed((d) => (d.entries[1]!.size = 2)), /root does not belong/],
		[
			'a root beside gaps',
			changed((d) => (d.gaps = [{path: '', fault: {code: 'stalled', detail: ''}}])),
			/root is not null/,
		],
		[
			'a gap with an unknown fault',
			changed((d) => (d.gaps = [{path: '', fault: {code: 'tired', detail: ''}}])),
			/gaps\[0\]\.fault\.code/,
		],
		['entries that are no list', changed((d) => (d.entries = {length: 1} as never)), /entries is no list/],
		['an entry that is null', changed((d) => (d.entries[0] = null as never)), /entries\[0\] is no object/],
	])('%s is refused with its place', async (_, text, why) => {
		expect(await problemOf(text)).toMatch(why);
	});

	test('text that is not UTF-8 is refused', async () => {
		expect(await problemOf(Buffer.from([0x7b, 0xff, 0x7d]))).toMatch(/is no UTF-8/);
	});

	test('a directory is no document', async () => {
		using place = room();
		mkdirSync(join(place.path, 'd'));
		await expect(readFileSubject(world, join(place.path, 'd'))).rejects.toBeInstanceOf(FaultError);
	});
});
