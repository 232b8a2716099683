import {describe, expect, test} from '@jest/globals';
import {defaultLimits, type Limits} from '../../src/bytes/limits.ts';
import type {FileManifest} from '../../src/model/manifest.ts';
import type {Tree} from '../../src/rootfs/tree.ts';
import {readTree} from '../../src/rootfs/tree.ts';
import {directory, file, hardlink, part, paxBody, symlink} from '../builders/tar.ts';

const end = Buffer.alloc(1024);

async function treeOf(
	parts: readonly Uint8Array[],
	{
		base = 'dist',
		newerThan = null,
		limits = {},
		expected,
	}: {base?: string; newerThan?: number | null; limits?: Partial<Limits>; expected?: FileManifest} = {},
): Promise<Tree> {
	async function* source() {
		const bytes = Buffer.concat(parts);
		for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
	}
	return readTree(source(), {
		base,
		newerThan,
		limits: {...defaultLimits, ...limits},
		...(expected ? {expected} : {}),
	});
}
const pathsOf = ({manifest}: Tree): string[] => manifest.entries.map(({path, type}) => `${type} ${path}`);
const gapsOf = ({manifest}: Tree): string[] => manifest.gaps.map(({path, fault}) => `${path}: ${fault.code}`);

describe('an archive of a directory that exists', () => {
	test('has its files without the name of the directory, however that is written', async () => {
		for (const prefix of ['dist/', './dist/', '/dist/'])
			expect(
				pathsOf(await treeOf([directory(prefix), directory(`${prefix}a`), file(`${prefix}a/b.js`, 'x'), end])),
			).toEqual(['directory a', 'file a/b.js']);
	});

	test('of the root needs no name in front', async () => {
		expect(pathsOf(await treeOf([directory('./'), file('./etc/x', 'x'), end], {base: ''}))).toEqual(['file etc/x']);
	});

	test('of one file is that file under its own name', async () => {
		expect(pathsOf(await treeOf([file('main.js', 'x'), end], {base: 'main.js'}))).toEqual(['file main.js']);
	});

	test('takes a file whose name begins with .wh. for the file it is', async () => {
		const tree = await treeOf([directory('dist/'), file('dist/.wh.app.js', ''), file('dist/app.js', 'x'), end]);
		expect(pathsOf(tree)).toEqual(['file .wh.app.js', 'file app.js']);
	});

	test('gives a hardlink the content of the name before', async () => {
		const tree = await treeOf([file('dist/a', 'same'), hardlink('dist/b', 'dist/a'), end]);
		const [a, b] = tree.manifest.entries;
		expect({...b, path: 'a'}).toEqual(a);
	});

	test('keeps a link as a link, even where it stands for the whole directory', async () => {
		expect(pathsOf(await treeOf([symlink('dist', 'releases/8'), end]))).toEqual(['symlink dist']);
	});

	test('holds what is as it was expected once, and what is not by itself', async () => {
		const parts = [file('dist/a', 'same'), file('dist/b', 'other'), end];
		const expected = (await treeOf([file('dist/a', 'same'), file('dist/b', 'that'), end])).manifest;
		const {manifest} = await treeOf(parts, {expected});
		expect(manifest.entries[0]).toBe(expected.entries[0]);
		expect(manifest.entries[1]).not.toEqual(expected.entries[1]);
		expect(manifest).toEqual((await treeOf(parts)).manifest);
	});

	test('a name with a newline is one name', async () => {
		expect(pathsOf(await treeOf([file('dist/a\nfile b', 'x'), end]))).toEqual(['file a\nfile b']);
	});
});

describe('times', () => {
	const written = 1_700_000_000;

	test('a file written after the process started is newer; one of the same second is not', async () => {
		const parts = [file('dist/app.js', 'x'), end];
		expect((await treeOf(parts, {newerThan: (written - 1) * 1_000 + 999})).newer).toEqual([
			{path: 'app.js', modified: new Date(written * 1_000).toISOString()},
		]);
		expect((await treeOf(parts, {newerThan: written * 1_000})).newer).toEqual([]);
	});

	test('the time of a PAX header counts before that of the block', async () => {
		const pax = part({flag: 'x', body: paxBody([['mtime', `${written + 60}.5`]])});
		const {newer} = await treeOf([pax, file('dist/app.js', 'x'), end], {newerThan: (written + 30) * 1_000});
		expect(newer.map(({path}) => path)).toEqual(['app.js']);
	});

	test('a file of a time beyond all dates is newer too', async () => {
		const late = part({flag: 'x', body: paxBody([['mtime', '300000000000']])});
		const {newer} = await treeOf([late, file('dist/app.js', 'x'), end], {newerThan: written * 1_000});
		expect(newer).toEqual([{path: 'app.js', modified: '9999-12-31T23:59:59.000Z'}]);
	});

	test('a directory that was written to says nothing of its files', async () => {
		expect((await treeOf([directory('dist/'), directory('dist/a'), end], {newerThan: 0})).newer).toEqual([]);
	});

	test('of ten thousand newer files a hundred are named and the others counted', async () => {
		const many = Array.from({length: 10_000}, (_, at) => file(`dist/${at}`, ''));
		const {newer, moreNewer} = await treeOf([...many, end], {newerThan: 0});
		expect([newer.length, moreNewer]).toEqual([100, 9_900]);
	});
});

describe('an archive that is of no tree', () => {
	test.each<[string, Uint8Array[], string[]]>([
		['climbs out of the directory', [file('dist/../../etc/passwd', 'x')], [': unsafe-name']],
		['names another directory', [file('other/app.js', 'x')], [': unsafe-name']],
		['names a file twice', [file('dist/a', 'old'), file('dist/a', 'new')], ['a: invalid-tar']],
		['has files below a link', [symlink('dist/a', '/etc'), file('dist/a/b', 'x')], ['a/b: invalid-tar']],
		['has files below a file', [file('dist/a', 'x'), file('dist/a/b', 'x')], ['a/b: invalid-tar']],
		['links to what it does not hold', [hardlink('dist/a', 'etc/shadow')], ['a: unresolved-hardlink']],
		['holds what nobody knows', [part({name: 'dist/a', flag: 'V'})], ['a: unsupported-tar-entry']],
	])('%s: that is a gap', async (_, parts, gaps) => {
		expect(gapsOf(await treeOf([...parts, end]))).toEqual(gaps);
	});

	test.each<[string, Uint8Array[], Partial<Limits>, string]>([
		['ends between two files', [file('dist/a', 'x')], {}, 'truncated-tar'],
		['ends within a file', [file('dist/a', 'x'.repeat(900)).subarray(0, 700)], {}, 'truncated-tar'],
		['is longer than it may be', [file('dist/a', 'x'.repeat(9_000)), end], {expandedBytes: 4_000}, 'limit-exceeded'],
		['has more names than it may', [file('dist/a'), file('dist/b'), end], {entries: 1}, 'limit-exceeded'],
		['is no archive', [Buffer.from('\u001b[2J::error::'.repeat(99))], {}, 'invalid-tar'],
	])('%s: nothing of it is believed', async (_, parts, limits, code) => {
		await expect(treeOf(parts, {limits})).rejects.toMatchObject({fault: {code}});
	});
});
