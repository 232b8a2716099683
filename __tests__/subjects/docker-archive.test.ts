import {gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {parsePlatform} from '../../src/model/platform.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {packed, savedByNewDocker, savedByOldDocker, savedBySkopeo} from '../builders/archive.ts';
import {attestationOf, buildIndex, buildImage, buildLayer, imageOf} from '../builders/image.ts';
import {file} from '../builders/tar.ts';
import {gapsOf, pathsOf, readSavedImage} from './piped.ts';

const base = await buildLayer([{path: 'etc/os', content: 'base'}, {path: 'old'}], {compression: 'none'});
const upper = await buildLayer([{path: 'app/index.js', content: 'v1'}, {path: '.wh.old'}], {compression: 'none'});
const newer = await buildLayer([{path: 'app/index.js', content: 'v2'}], {compression: 'none'});
const one = buildImage([base, upper], {labels: {version: '1'}});
const two = buildImage([base, newer], {labels: {version: '2'}});
const tags = ['registry.test/app:v1', 'app:v1'];
const saved = {image: one, tags};

const shapes = [
	['before Docker 25', savedByOldDocker(saved)],
	['of skopeo and podman', savedBySkopeo(saved)],
	['since Docker 25', savedByNewDocker(one, saved)],
	['of the containerd store', savedByNewDocker(buildIndex([one, attestationOf(one)]), saved)],
] as const;

describe('a saved image', () => {
	test.each(shapes)('in the shape %s is read, whatever pieces it comes in', async (_, members) => {
		for (const cut of [65_536, 700]) {
			const read = await readSavedImage(members, null, {cut});
			expect(pathsOf(read)).toEqual(['app', 'app/index.js', 'etc', 'etc/os']);
			expect([read.manifest.assurance, read.manifest.gaps, read.oddities]).toEqual(['verified', [], []]);
			expect(read.image).toMatchObject({config: one.config.descriptor.digest, labels: {version: '1'}});
			expect(read.subject).toBe(`docker-archive:-@${one.config.descriptor.digest}`);
		}
	});
	test.each([
		['gzip', gzipSync],
		['zstd', zstdCompressSync],
	] as const)('compressed whole with %s is read', async (_, compress) => {
		for (const [, members] of shapes)
			expect(pathsOf(await readSavedImage(compress(packed(members)), null, {cut: 1_000}))).toHaveLength(4);
	});
	test.each([
		['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1]],
		['bzip2', [0x42, 0x5a, 0x68, 0x39]],
	])('compressed with %s is told so, and how it can be read', async (name, bytes) => {
		const {code, detail} = await faultOf(
			readSavedImage(Buffer.concat([Uint8Array.from(bytes), Buffer.alloc(2_000, 1)])),
		);
		expect([code, detail]).toEqual([
			'unsupported-compression',
			`standard input is compressed with ${name}: pipe it in, decompressed`,
		]);
	});
	test('whose image layers are compressed one by one is read', async () => {
		const image = await imageOf([[{path: 'a'}], [{path: 'b'}]], {compression: 'gzip'});
		expect(pathsOf(await readSavedImage(savedByNewDocker(image, {image, tags: null})))).toEqual(['a', 'b']);
	});
	test('as Kaniko writes it is read: compressed image layers, a configuration by its whole digest', async () => {
		const image = await imageOf([[{path: 'a'}], [{path: 'b'}]], {compression: 'gzip'});
		const Config = image.config.descriptor.digest;
		const Layers = image.layers.map(({descriptor}) => `${descriptor.digest.slice(7)}.tar.gz`);
		const members = [
			file(Config, image.config.bytes),
			...image.layers.map(({bytes}, level) => file(Layers[level]!, bytes)),
			file('manifest.json', JSON.stringify([{Config, RepoTags: ['app:v1'], Layers}])),
		];
		const read = await readSavedImage(members, 'v1');
		expect([pathsOf(read), gapsOf(read), read.image?.config]).toEqual([['a', 'b'], [], Config]);
		expect(read.image?.layers.map(({digest}) => digest)).toEqual(image.layers.map(({descriptor}) => descriptor.digest));
	});
	test('has no image manifest where the archive holds none', async () => {
		for (const [, members] of shapes.slice(0, 2))
			expect((await readSavedImage(members)).image).toMatchObject({index: null, manifest: null, members: []});
	});
	test('has the image manifest and the index above it where the archive holds them', async () => {
		const index = buildIndex([one, attestationOf(one)]);
		const {image} = await readSavedImage(savedByNewDocker(index, saved));
		expect(image).toMatchObject({index: index.root.descriptor.digest, manifest: one.root.descriptor.digest});
		expect(image?.members.map(({kind}) => kind)).toEqual(['image', 'companion']);
	});
	test('whose index lists platforms that were not saved is read', async () => {
		const arm = buildImage([base], {platform: {os: 'linux', architecture: 'arm64'}});
		const index = buildIndex([arm, one]);
		const absent = {...index, manifests: [one.root], blobs: [...one.blobs]};
		expect((await readSavedImage(savedByNewDocker(absent, saved))).image?.index).toBe(index.root.descriptor.digest);
	});
	test('is identified without any of its files where none matters', async () => {
		for (const [, members] of shapes) {
			const read = await readSavedImage(members, null, {only: new Set()});
			expect([read.manifest.entries, read.manifest.gaps, read.layersLeft]).toEqual([[], [], 2]);
			expect(read.image?.layers.map(({diffId}) => diffId)).toEqual([base.diffId, upper.diffId]);
		}
	});
	test('holds the same image layer twice, stored once', async () => {
		const image = buildImage([base, upper, base]);
		for (const members of [savedByOldDocker({image, tags: null}), savedByNewDocker(image, {image, tags: null})])
			expect(pathsOf(await readSavedImage(members))).toContain('old');
	});
	test('of a platform that is not asked for is told so', async () => {
		const platform = parsePlatform('linux/arm64');
		expect((await faultOf(readSavedImage(shapes[0][1], null, {platform}))).code).toBe('platform-missing');
	});
	test('that has a layer file more than diff IDs is refused', async () => {
		const image = buildImage([base, upper], {
			spoilConfig: (config) => void (config['rootfs'] = {type: 'layers', diff_ids: [base.diffId]}),
		});
		expect((await faultOf(readSavedImage(savedByOldDocker({image, tags: null})))).code).toBe('layer-count-mismatch');
	});
});

describe('one of several saved images', () => {
	const both = savedByOldDocker({image: one, tags}, {image: two, tags: ['localhost/app:v2']});
	test.each([
		'v1',
		'app:v1',
		'docker.io/library/app:v1',
		'registry.test/app:v1',
		one.config.descriptor.digest,
		one.config.descriptor.digest.slice(7, 19),
	])('is meant by %s', async (name) => {
		expect((await readSavedImage(both, name)).image?.labels).toEqual({version: '1'});
	});
	test('is meant by its name alone, as Podman has it', async () => {
		expect((await readSavedImage(both, 'app:v2')).image?.labels).toEqual({version: '2'});
	});
	test.each([
		[null, /several images, one must be named: it holds registry\.test\/app:v1, app:v1, localhost\/app:v2$/],
		['v3', /holds no image called v3; it holds registry\.test\/app:v1/],
		['pp:v1', /no image called pp:v1/],
		['test/app:v1', /no image called test\/app:v1/],
	])('is not guessed for %p, and what is there is listed', async (name, why) => {
		const {code, detail} = await faultOf(readSavedImage(both, name));
		expect([code, detail]).toEqual(['not-found', expect.stringMatching(why)]);
	});
	test('may have several names, and none', async () => {
		const nameless = savedByOldDocker({image: one, tags: null}, {image: one, tags}, {image: two, tags: []});
		expect((await readSavedImage(nameless, 'app:v1')).image?.labels).toEqual({version: '1'});
		expect((await faultOf(readSavedImage(nameless))).detail).toContain(two.config.descriptor.digest);
	});
	test('is chosen by the platform where that alone tells them apart', async () => {
		const arm = buildImage([newer], {platform: {os: 'linux', architecture: 'arm64'}});
		const members = savedByOldDocker({image: one, tags}, {image: arm, tags});
		expect(pathsOf(await readSavedImage(members, null, {platform: parsePlatform('linux/arm64')}))).toEqual([
			'app',
			'app/index.js',
		]);
	});
	test('is whole though another of the archive is broken', async () => {
		const broken = buildImage([{...newer, bytes: Buffer.alloc(newer.bytes.length, 1)}]);
		const members = savedByOldDocker({image: one, tags}, {image: broken, tags: ['broken:v1']});
		expect(gapsOf(await readSavedImage(members, 'app:v1'))).toEqual([]);
		expect(gapsOf(await readSavedImage(members, 'broken:v1'))).toEqual(['diff-id-mismatch']);
	});
	test('is the only one of an archive that holds nothing else of use', async () => {
		expect(pathsOf(await readSavedImage([file('notes.txt', 'x'), ...shapes[1][1]]))).toHaveLength(4);
	});
});
