import {describe, expect, test} from '@jest/globals';
import type {ManifestEntry} from '../../src/model/manifest.ts';
import {sortEntries} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import {placeArtifact} from '../../src/plan/placement.ts';
import {distFiles, hash, manifest, oldDistFiles} from '../builders/evidence.ts';

const under = (directory: string, files: Readonly<Record<string, string>>): Record<string, string> =>
	Object.fromEntries(Object.entries(files).map(([path, content]) => [`${directory}/${path}`, content]));

const packages: Readonly<Record<string, string>> = Object.fromEntries(
	Array.from({length: 200}, (_, index) => [
		[`app/node_modules/p${index}/index.js`, `package ${index}`],
		[`app/node_modules/p${index}/app.js`, `package app ${index}`],
		[`app/node_modules/p${index}/modules/user/index.js`, `package user ${index}`],
	]).flat(),
);

describe('an artifact whose place is stated', () => {
	test('is what lies there', () => {
		const placement = placeArtifact(manifest(distFiles), manifest(under('app/dist', distFiles)), '/app/dist/');
		expect(placement).toMatchObject({status: 'placed', to: 'app/dist', inferred: null});
		expect(placement.status === 'placed' && placement.manifest.entries.length).toBe(5);
	});

	test('is absent when the image has no such path', () => {
		expect(placeArtifact(manifest(distFiles), manifest({'etc/hosts': 'h'}), '/app/dist')).toEqual({
			status: 'absent',
			to: 'app/dist',
		});
	});

	test('is found behind symbolic links, as the process finds it', () => {
		const links: ManifestEntry[] = [
			{path: asPath('app/current'), type: 'symlink', target: 'releases/7'},
			{path: asPath('srv'), type: 'symlink', target: '/app'},
		];
		const image = manifest(under('app/releases/7/dist', distFiles));
		const linked = {...image, entries: sortEntries([...image.entries, ...links])};
		expect(placeArtifact(manifest(distFiles), linked, '/srv/current/dist')).toMatchObject({
			status: 'placed',
			to: 'app/releases/7/dist',
		});
	});

	test('links in a circle end', () => {
		const entries: ManifestEntry[] = [
			{path: asPath('a'), type: 'symlink', target: 'b'},
			{path: asPath('b'), type: 'symlink', target: 'a'},
		];
		expect(placeArtifact(manifest(distFiles), {...manifest({}), entries}, '/a/x')).toMatchObject({status: 'absent'});
	});

	test('one file copied under another name is compared with what it became', () => {
		const placement = placeArtifact(manifest({'server.js': 'x'}), manifest({'app/main.js': 'x'}), '/app/main.js');
		expect(placement).toMatchObject({status: 'placed', manifest: {entries: [{path: 'server.js', sha256: hash('x')}]}});
	});
});

describe('an artifact whose place is not stated', () => {
	test('is found by its content', () => {
		const image = manifest({...packages, ...under('opt/api/dist', distFiles)});
		expect(placeArtifact(manifest(distFiles), image, null)).toMatchObject({
			status: 'placed',
			to: 'opt/api/dist',
			inferred: {byContent: 5, byPath: 5, of: 5},
		});
	});

	test('is found in a stale image by its paths, though hardly a byte is equal', () => {
		const stale = Object.fromEntries(Object.keys(oldDistFiles).map((path) => [path, `old ${path}`]));
		const image = manifest({...packages, ...under('app/dist', stale)});
		expect(placeArtifact(manifest(distFiles), image, null)).toMatchObject({
			status: 'placed',
			to: 'app/dist',
			inferred: {byContent: 0, byPath: 4, of: 5},
		});
	});

	test('at the root of the image is found there', () => {
		expect(placeArtifact(manifest(distFiles), manifest(distFiles), null)).toMatchObject({status: 'placed', to: ''});
	});

	test('two equal copies are ambiguous', () => {
		const image = manifest({...under('app/dist', distFiles), ...under('srv/www', distFiles)});
		expect(placeArtifact(manifest(distFiles), image, null)).toEqual({
			status: 'ambiguous',
			candidates: ['app/dist', 'srv/www'],
		});
	});

	test('a right copy beside an old one is ambiguous: either may be the one that runs', () => {
		const image = manifest({...under('build/dist', distFiles), ...under('app/dist', oldDistFiles)});
		expect(placeArtifact(manifest(distFiles), image, null)).toMatchObject({status: 'ambiguous'});
	});

	test('names that packages have too place nothing', () => {
		const artifact = manifest({'index.js': 'ours', 'app.js': 'ours too'});
		expect(placeArtifact(artifact, manifest(packages), null)).toMatchObject({status: 'not-found'});
	});

	test('an equal licence inside a package does not place the artifact there', () => {
		const artifact = manifest({'a.js': 'a', 'b.js': 'b', LICENSE: 'MIT'});
		expect(placeArtifact(artifact, manifest({'app/node_modules/x/LICENSE': 'MIT'}), null)).toMatchObject({
			status: 'not-found',
		});
	});

	test('files of one name within the artifact are no second place', () => {
		const artifact = manifest({'index.js': 'top', 'public/index.js': 'inner'});
		expect(
			placeArtifact(artifact, manifest(under('app/dist', {'index.js': 'top', 'public/index.js': 'inner'})), null),
		).toMatchObject({status: 'placed', to: 'app/dist'});
	});

	test('an image without any of it holds it nowhere', () => {
		expect(placeArtifact(manifest(distFiles), manifest({'etc/hosts': 'h'}), null)).toEqual({
			status: 'not-found',
			candidates: [],
		});
	});

	test('five thousand files are placed among fifty thousand', () => {
		const artifact = Object.fromEntries(Array.from({length: 5_000}, (_, i) => [`d${i % 50}/index${i}.js`, `c${i}`]));
		const noise = Object.fromEntries(
			Array.from({length: 45_000}, (_, i) => [`usr/lib/d${i % 50}/x${i % 7}/index${i % 5_000}.js`, `n${i}`]),
		);
		const image = manifest({...noise, ...under('app/dist', artifact)});
		expect(placeArtifact(manifest(artifact), image, null)).toMatchObject({
			status: 'placed',
			to: 'app/dist',
			inferred: {byContent: 5_000, byPath: 5_000, of: 5_000},
		});
	});
});
