import {describe, expect, test} from '@jest/globals';
import {compareManifests, equality} from '../../src/model/comparison.ts';
import type {Fault} from '../../src/model/fault.ts';
import type {Ignorable} from '../../src/model/ignorable.ts';
import {ignorables} from '../../src/model/ignorable.ts';
import type {FileEntry, ModesPolicy} from '../../src/model/manifest.ts';
import {sortEntries} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';

type Side = Readonly<Record<string, FileEntry>>;
const file = (content: string, more: Partial<Extract<FileEntry, {type: 'file'}>> = {}): FileEntry => ({
	type: 'file',
	sha256: content.padEnd(64, '0'),
	size: content.length,
	mode: '0644',
	...more,
});
const id = (content: string, more: Partial<Extract<FileEntry, {type: 'file'}>> = {}): FileEntry =>
	file(content, {alike: {buildId: 'bare'}, ...more});
const fault: Fault = {code: 'file-unreadable', detail: 'EACCES'};
const manifestOf = (side: Side, gaps: readonly string[] = []) => ({
	assurance: 'verified' as const,
	entries: sortEntries(Object.entries(side).map(([path, entry]) => ({...entry, path: asPath(path)}))),
	gaps: gaps.map((path) => ({path: asPath(path), fault})),
});
const compare = (a: Side, b: Side, ignore: readonly Ignorable[] = [], modes: ModesPolicy = 'executable') => {
	const comparison = compareManifests(manifestOf(a), manifestOf(b), {modes, ignore});
	return {
		equal: equality(comparison),
		left: comparison.changes.map(({kind, path}) => `${kind} ${path}`),
		ignored: comparison.ignored.map(({path, rules}) => `${path}: ${rules.join(', ')}`),
	};
};

describe('differences that were to be ignored', () => {
	const all: Side = {
		BUILD_ID: id('1'),
		'a.js': file('2', {alike: {lineEndings: 'x'.repeat(64)}}),
		'a.js.map': file('3'),
		'gone.css.map': file('4'),
		run: file('5'),
	};
	const other: Side = {
		BUILD_ID: id('6'),
		'a.js': file('7', {alike: {lineEndings: 'x'.repeat(64)}}),
		'a.js.map': file('8'),
		run: file('5', {mode: '0755'}),
	};

	test('are named with their rule, and the rest counts', () => {
		expect(compare(all, other, ignorables)).toEqual({
			equal: true,
			left: [],
			ignored: [
				'BUILD_ID: build-ids',
				'a.js: line-endings',
				'a.js.map: source-maps',
				'gone.css.map: source-maps',
				'run: modes',
			],
		});
		expect(compare({...all, x: file('9')}, {...other, x: file('0')}, ignorables)).toMatchObject({
			equal: false,
			left: ['modified x'],
		});
	});

	test('are never more than was asked for', () => {
		expect(compare(all, other)).toEqual({
			equal: false,
			left: ['modified BUILD_ID', 'modified a.js', 'modified a.js.map', 'removed gone.css.map', 'mode run'],
			ignored: [],
		});
		for (const rule of ignorables) {
			const {ignored} = compare(all, other, [rule]);
			expect(ignored.every((line) => line.endsWith(`: ${rule}`))).toBe(true);
			expect(ignored.length).toBe({'source-maps': 2, ownership: 0}[rule as string] ?? 1);
		}
	});

	test('count whole where a mode differs beside, unless that is ignored, too', () => {
		const [a, b] = [{BUILD_ID: id('1')}, {BUILD_ID: id('2', {mode: '0755'})}];
		expect(compare(a, b, ['build-ids'])).toMatchObject({left: ['modified BUILD_ID'], ignored: []});
		expect(compare(a, b, ['build-ids', 'modes'])).toMatchObject({left: [], ignored: ['BUILD_ID: modes, build-ids']});
		expect(compare(a, b, ['build-ids'], 'none')).toMatchObject({ignored: ['BUILD_ID: build-ids']});
	});

	test('are no more than files: a link or a directory called like a source map counts', () => {
		const link: FileEntry = {type: 'symlink', target: 'x'};
		expect(compare({'a.map': link}, {}, ignorables).equal).toBe(false);
		expect(compare({'a.map': link}, {'a.map': file('1')}, ignorables).left).toEqual(['type a.map']);
		expect(compare({}, {'d.map': {type: 'directory', mode: '0755'}}, ignorables).equal).toBe(false);
	});

	test('do not hold a build ID that came or went, nor a file that holds anything else, or nothing that was read', () => {
		expect(compare({BUILD_ID: id('1')}, {}, ignorables).left).toEqual(['removed BUILD_ID']);
		for (const other of [file('2'), id('2', {alike: {buildId: 'version'}})]) {
			expect(compare({BUILD_ID: id('1')}, {BUILD_ID: other}, ignorables).left).toEqual(['modified BUILD_ID']);
			expect(compare({BUILD_ID: other}, {BUILD_ID: id('1')}, ignorables).left).toEqual(['modified BUILD_ID']);
		}
		expect(compare({'app/id': id('1')}, {'app/id': id('2')}, ignorables).left).toEqual(['modified app/id']);
	});

	test('hold the build ID that the name is for, in the form that it has there', () => {
		const version = {alike: {buildId: 'version' as const}};
		expect(
			compare({'a/_app/version.json': file('1', version)}, {'a/_app/version.json': file('2', version)}, ignorables),
		).toMatchObject({equal: true});
		const nuxt = {alike: {buildId: 'id-and-timestamp' as const}};
		const latest = '_nuxt/builds/latest.json';
		expect(compare({[latest]: file('1', nuxt)}, {[latest]: file('2', nuxt)}, ignorables)).toMatchObject({equal: true});
		expect(compare({[latest]: file('1', version)}, {[latest]: file('2', version)}, ignorables).equal).toBe(false);
	});

	test('hold a source map comment in scripts and style sheets alone', () => {
		const sides = (name: string): [Side, Side] => [
			{[name]: file('1', {alike: {sourceMaps: 'x'.repeat(64)}})},
			{[name]: file('2', {alike: {sourceMaps: 'x'.repeat(64)}})},
		];
		for (const name of ['a.js', 'a.min.mjs', 'x/a.cjs', 'a.css', 'a.tsx'])
			expect(compare(...sides(name), ['source-maps']).equal).toBe(true);
		for (const name of ['a.sh', 'a.php', 'a.html', 'js', 'a.js/b', 'a.json', 'a.css.txt'])
			expect(compare(...sides(name), ['source-maps']).equal).toBe(false);
	});

	test('of a rename its mode alone', () => {
		const comparison = compareManifests(manifestOf({a: file('1')}), manifestOf({b: file('1', {mode: '0755'})}), {
			modes: 'executable',
			ignore: ['modes'],
		});
		expect(comparison.renames).toMatchObject([{from: {path: 'a'}, to: {path: 'b'}, mode: false}]);
		expect(comparison.ignored).toEqual([{path: 'b', rules: ['modes']}]);
		expect(equality(comparison)).toBe(false);
	});
});

describe('beside what is unread', () => {
	const told = (a: Side, b: Side, gaps: readonly string[], ignore: readonly Ignorable[] = []) => {
		const comparison = compareManifests(manifestOf(a), manifestOf(b, gaps), {modes: 'exact', ignore});
		return {equal: equality(comparison), certain: comparison.certain.size, renames: comparison.renames.length};
	};

	test('a file that may still be there has not moved', () => {
		expect(told({'d/a': file('1')}, {b: file('1')}, ['d'])).toEqual({equal: false, certain: 1, renames: 0});
		expect(told({'c/a': file('1')}, {b: file('1')}, ['d'])).toEqual({equal: false, certain: 0, renames: 1});
	});

	test('nothing is certain where image layers were lost: what was seen may have been replaced', () => {
		expect(told({a: file('1')}, {a: file('2')}, [''])).toEqual({equal: null, certain: 0, renames: 0});
	});

	test('what was seen in spite of a gap stays certain', () => {
		const directory = (mode: string): FileEntry => ({type: 'directory', mode});
		expect(told({d: directory('0755')}, {d: directory('0700')}, ['d'])).toMatchObject({equal: false, certain: 1});
	});

	test('ignored differences make nothing equal', () => {
		expect(told({'a.map': file('1')}, {}, ['d'], ['source-maps']).equal).toBeNull();
	});
});
