import {describe, expect, test} from '@jest/globals';
import {servedFiles} from '../../src/observe/served.ts';
import {hash, manifest} from '../builders/evidence.ts';

const dist = manifest({
	'client/index.html': 'start',
	'client/about.html': 'about',
	'client/docs/index.html': 'docs',
	'client/assets/app.js': 'app',
	'client/assets/index.js': 'client index',
	'server/index.js': 'server index',
	'_next/static/chunks/main.js': 'main',
});

const paths = (found: readonly {path: string}[]): readonly string[] => found.map((file) => file.path);

describe('under a stated root', () => {
	const {byPath, byContent} = servedFiles([dist], 'client');

	test.each([
		['assets/app.js', 'client/assets/app.js'],
		['', 'client/index.html'],
		['docs/', 'client/docs/index.html'],
		['docs', 'client/docs/index.html'],
		['about', 'client/about.html'],
	])('/%s is %s', (below, path) => {
		expect(paths(byPath(below, below))).toEqual([path]);
	});

	test.each(['index.js', 'app.js', 'server/index.js', '__proto__', 'client/assets/app.js'])(
		'/%s is no file',
		(below) => {
			expect(byPath(below, below)).toEqual([]);
		},
	);

	test('what lies outside the base, or elsewhere with these bytes, is no file', () => {
		expect(byPath(null, 'assets/app.js')).toEqual([]);
		expect(byContent(hash('app'), 3)).toEqual([]);
	});

	test('every artifact that has the path is named', () => {
		const two = servedFiles([dist, manifest({'client/assets/app.js': 'other'})], 'client');
		expect(two.byPath('assets/app.js', 'assets/app.js').map((file) => file.sha256)).toEqual([
			hash('app'),
			hash('other'),
		]);
	});

	test('the root may be the artifact itself', () => {
		expect(paths(servedFiles([dist], '').byPath('client/about', 'client/about'))).toEqual(['client/about.html']);
	});
});

describe('without a stated root', () => {
	const {byPath, byContent} = servedFiles([dist], null);

	test.each([
		['the whole URL path ends a file path', 'assets/app.js', ['client/assets/app.js']],
		['two parts of the end are shared', 'static/chunks/main.js', ['_next/static/chunks/main.js']],
		['two parts of the end are shared below another directory', 'x/chunks/main.js', ['_next/static/chunks/main.js']],
		['the longest end wins', 'assets/index.js', ['client/assets/index.js']],
		['a directory is its page', 'docs/', ['client/docs/index.html']],
		['nothing but the name is shared', 'other/app.js', []],
		['no file has the name', 'assets/none.js', []],
	])('%s', (_why, below, expected) => {
		expect(paths(byPath(below, below))).toEqual(expected);
	});

	test('a file whose whole path ends the URL is meant', () => {
		const {byPath} = servedFiles([manifest({'app.js': 'app', 'other/app.js': 'other'})], null);
		expect(paths(byPath('static/v2/app.js', 'static/v2/app.js'))).toEqual(['app.js']);
	});

	test('files with equally long ends are all named', () => {
		const {byPath} = servedFiles([manifest({'a/index.html': 'a', 'b/index.html': 'b'})], null);
		expect(paths(byPath('', ''))).toEqual(['a/index.html', 'b/index.html']);
	});

	test('a URL outside the base is found by its whole path', () => {
		expect(paths(byPath(null, 'assets/app.js'))).toEqual(['client/assets/app.js']);
	});

	test('bytes find their file, except for no bytes', () => {
		expect(paths(byContent(hash('main'), 4))).toEqual(['_next/static/chunks/main.js']);
		expect(byContent(hash('main'), 0)).toEqual([]);
		expect(byContent(hash('none'), 4)).toEqual([]);
	});
});
