import {describe, expect, test} from '@jest/globals';
import {findElsewhere, isHardlyThere} from '../../src/plan/elsewhere.ts';
import {placeArtifact} from '../../src/plan/placement.ts';
import type {FileManifest} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import {manifest} from '../builders/evidence.ts';

type Files = Readonly<Record<string, string>>;
const under = (directory: string, files: Files): Files =>
	Object.fromEntries(Object.entries(files).map(([path, content]) => [`${directory}/${path}`, content]));

const build: Files = {
	'index.html': '<script src=app.1.js>',
	'app.1.js': 'the application',
	'assets/logo.svg': 'a logo',
	'assets/style.css': 'styles',
};
const html = 'usr/share/nginx/html';

const found = (artifact: Files, image: Files, to = '/app') => {
	const [expected, whole] = [manifest(artifact), manifest(image)];
	return findElsewhere(expected, whole, placeArtifact(expected, whole, to));
};

describe('files that are not at their stated place', () => {
	test('are found where the image holds their contents under the same names', () => {
		const all = {directories: [html], files: 4, of: 4};
		expect(found(build, under(html, build))).toEqual(all);
		expect(found(build, {...under(html, build), 'app/README': 'another'})).toEqual(all);
	});

	test('are found with most of their contents, not with half', () => {
		const {'app.1.js': _, ...most} = build;
		const {'index.html': __, ...half} = most;
		expect(found(build, under(html, most))).toEqual({directories: [html], files: 3, of: 4});
		expect(found(build, under(html, half))).toBeNull();
	});

	test('are not looked for when more than a few are at the place: they are of another build', () => {
		expect(found(build, {...under(html, build), 'app/index.html': 'of another build'})).toBeNull();
	});

	test('are not found by one text in many files, nor by empty files', () => {
		const stubs = Object.fromEntries(Array.from({length: 20}, (_, index) => [`types/${index}.d.ts`, 'export {};']));
		expect(found({...build, ...stubs}, under(html, stubs))).toBeNull();
		expect(found({'.nojekyll': ''}, under(html, {'.nojekyll': ''}))).toBeNull();
	});

	test('are not found among packages, nor where such a file is everywhere', () => {
		const index = {'index.js': 'module.exports = require("./lib");'};
		expect(found(index, under('opt/node_modules/one', index))).toBeNull();
		const places = ['a', 'b', 'c', 'd'].map((place) => under(`opt/${place}`, index));
		expect(found(index, Object.assign({}, ...places.slice(0, 3)))?.directories).toEqual(['opt/a', 'opt/b', 'opt/c']);
		expect(found(index, Object.assign({}, ...places))).toBeNull();
	});

	test('of two directories the one with more is named, and both where they hold the same', () => {
		const {'app.1.js': _, ...most} = build;
		expect(found(build, {...under('src/dist', build), ...under(html, most)})?.directories).toEqual(['src/dist']);
		expect(found(build, {...under('src/dist', build), ...under(html, build)})?.directories).toEqual(['src/dist', html]);
	});

	test('are found one level deeper or higher than stated', () => {
		expect(found(build, under('app/dist', build))?.directories).toEqual(['app/dist']);
		expect(found(build, under('app', build), '/app/dist')?.directories).toEqual(['app']);
	});

	test('are none where the artifact has only links: at its place it is there, and nowhere it is missing', () => {
		const links = (at: string): FileManifest => ({
			...manifest({}),
			entries: [{path: asPath(`${at}current`), type: 'symlink', target: 'releases/1'}],
		});
		const there = placeArtifact(links(''), links('app/'), '/app');
		expect(there.status).toBe('placed');
		expect(isHardlyThere(links(''), there)).toBe(false);
		expect(isHardlyThere(links(''), placeArtifact(links(''), links('srv/'), '/app'))).toBe(true);
	});

	test('are found in many thousand files without looking at each twice', () => {
		const many = Object.fromEntries(Array.from({length: 20_000}, (_, index) => [`f${index}.js`, `content ${index}`]));
		const [expected, whole] = [manifest(many), manifest(under(html, many))];
		const placement = placeArtifact(expected, whole, '/app');
		const before = process.cpuUsage();
		expect(findElsewhere(expected, whole, placement)).toMatchObject({files: 20_000});
		expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
	});
});
