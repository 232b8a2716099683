import {gzipSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {FaultError} from '../../src/model/fault.ts';
import {readDockerArchive} from '../../src/subjects/docker-archive.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import type {Members} from '../builders/archive.ts';
import {layoutOf, packed, savedByNewDocker, savedByOldDocker, savedBySkopeo, without} from '../builders/archive.ts';
import {buildImage, imageOf} from '../builders/image.ts';
import {readOptions} from '../builders/read-options.ts';
import {directory, file, hardlink, part, pax, symlink, tarOf} from '../builders/tar.ts';
import {testWorld} from '../builders/world.ts';
import {gapsOf, pathsOf, readSavedImage} from './piped.ts';

const image = await imageOf([[{path: 'a', content: 'honest'}], [{path: 'b'}]], {compression: 'none'});
const other = await imageOf([[{path: 'a', content: 'hostile'}], [{path: 'b'}]], {compression: 'none'});
const saved = {image, tags: ['app:v1']};
const members = savedBySkopeo(saved);
const configFile = `${image.config.descriptor.digest.slice(7)}.json`;
const layerFile = (at: number): string => `${image.layers[at]!.diffId.slice(7)}.tar`;
const codeOf = async (archive: Uint8Array | Members, tag: string | null = null): Promise<string> =>
	(await faultOf(readSavedImage(archive, tag))).code;
const documented = (list: unknown): Members => [
	...without('manifest.json', members),
	file('manifest.json', JSON.stringify(list)),
];
const right = {Config: configFile, RepoTags: ['app:v1'], Layers: [layerFile(0), layerFile(1)]};

describe('an image archive of two readings', () => {
	test('is refused where a document, or an image layer, is there twice and differs', async () => {
		const theirs = JSON.stringify([{...right, RepoTags: ['other']}]);
		expect(await codeOf([...members, file('manifest.json', theirs)])).toBe('invalid-tar');
		expect(await codeOf([file('manifest.json', theirs), ...members])).toBe('invalid-tar');
		expect(await codeOf([...members, file(configFile, other.config.bytes)])).toBe('invalid-tar');
		expect(await codeOf([...members, file(layerFile(0), other.layers[0]!.bytes)])).toBe('invalid-tar');
	});
	test('is read where all that is there twice is the same', async () => {
		expect(pathsOf(await readSavedImage([...members, ...members]))).toEqual(['a', 'b']);
	});
	test.each([
		['a link', symlink('manifest.json', layerFile(0))],
		['a hardlink', hardlink('manifest.json', layerFile(0))],
		['a directory', directory('manifest.json/')],
		['a device', part({name: 'manifest.json', flag: '3'})],
	])('is refused where a document is also %s', async (_, member) => {
		expect(await codeOf([...members, member])).toBe('invalid-tar');
		expect(await codeOf([member, ...members])).toBe('invalid-tar');
	});
	test.each([
		['climbs', file('../manifest.json', '[]')],
		['climbs within', file('a/../manifest.json', '[]')],
		['lies below a file', file('manifest.json/x', '')],
		['lies below a link', file(`${'0'.repeat(64)}/layer.tar/x`, '')],
	])('is refused where a name %s', async (_, member) => {
		expect(await codeOf([...members, member])).toBe('unsafe-name');
	});
	test('ends no walk in links that lead to each other, nor outside', async () => {
		for (const links of [
			[symlink(layerFile(0), 'x'), symlink('x', layerFile(0))],
			[symlink(layerFile(0), '/etc/passwd')],
			[symlink(layerFile(0), '../../../etc/passwd')],
		])
			expect(gapsOf(await readSavedImage([...without(layerFile(0), members), ...links]))).toEqual(['part-missing']);
	});
});

describe('what an image archive says of itself', () => {
	test.each([
		['nothing', Buffer.alloc(0), 'truncated-tar'],
		['only an end', tarOf(), 'file-missing'],
		['text', Buffer.from('not an archive at all '.repeat(100)), 'invalid-tar'],
		['a page', Buffer.from('<html></html>'), 'invalid-tar'],
	])('%s is a fault', async (_, bytes, code) => {
		expect(await codeOf(bytes)).toBe(code);
	});
	test.each([
		['no list', {}, 'invalid-manifest'],
		['a list of no objects', [null], 'invalid-manifest'],
		['no configuration', [{Layers: []}], 'invalid-manifest'],
		['layers that are no names', [{...right, Layers: [1]}], 'invalid-manifest'],
		['tags that are no names', [{...right, RepoTags: 'app'}], 'invalid-manifest'],
		['thousands of image layers', [{...right, Layers: new Array(5_000).fill(layerFile(0))}], 'invalid-manifest'],
		['thousands of images', new Array(5_000).fill(right), 'invalid-manifest'],
		['of two lists of image layers', [{...right, layers: []}], 'invalid-manifest'],
		['no image', [], 'not-found'],
		['a configuration that is not there', [{...right, Config: 'gone.json'}], 'part-missing'],
		['a configuration that is an image layer', [{...right, Config: layerFile(0)}], 'invalid-manifest'],
		['a file of no JSON', undefined, 'invalid-manifest'],
	])('is a fault where it is %s', async (_, list, code) => {
		const archive =
			list === undefined ? [...without('manifest.json', members), file('manifest.json', '[oh')] : documented(list);
		expect(await codeOf(archive)).toBe(code);
	});
	test('is not believed where a configuration is not that of its name', async () => {
		expect(await codeOf([...without(configFile, members), file(configFile, other.config.bytes)])).toBe(
			'digest-mismatch',
		);
	});
	test('is not believed where an image layer is another', async () => {
		const archive = [...without(layerFile(0), members), file(layerFile(0), other.layers[0]!.bytes)];
		const read = await readSavedImage(archive);
		expect([gapsOf(read), read.manifest.gaps[0]!.fault.detail]).toEqual([
			['diff-id-mismatch'],
			expect.stringContaining(image.layers[0]!.diffId),
		]);
		const swapped = documented([{...right, Layers: [layerFile(1), layerFile(0)]}]);
		expect(gapsOf(await readSavedImage(swapped))).toEqual(['diff-id-mismatch', 'diff-id-mismatch']);
	});
	test('is refused where its image layout means another image: engines differ in which of the two they load', async () => {
		const {code, detail} = await faultOf(readSavedImage([...savedBySkopeo(saved), ...layoutOf([other, null])]));
		expect([code, detail]).toEqual(['invalid-manifest', expect.stringContaining('mean different images by app:v1')]);
	});
	test('is refused where its image layout gives the name to another image of it', async () => {
		const swapped = [...savedBySkopeo(saved), ...layoutOf([other, 'app:v1'], [image, 'app:v2'])];
		expect((await faultOf(readSavedImage(swapped))).code).toBe('invalid-manifest');
		const agreed = [...savedBySkopeo(saved), ...layoutOf([other, 'app:v2'], [image, 'app:v1'])];
		const {image: read} = await readSavedImage(agreed);
		expect(read).toMatchObject({config: image.config.descriptor.digest, manifest: image.root.descriptor.digest});
	});
	test('may name a large document a thousand times at the price of once', async () => {
		const padding = 'x'.repeat(1_000_000);
		const large = buildImage(other.layers, {spoilManifest: (manifest) => void (manifest['padding'] = padding)});
		const index = {schemaVersion: 2, manifests: new Array(1_000).fill(large.root.descriptor)};
		const layout = without('index.json', layoutOf([large, null]));
		const started = Date.now();
		await readSavedImage([...members, ...layout, file('index.json', JSON.stringify(index))]).catch(() => undefined);
		expect(Date.now() - started).toBeLessThan(1_500);
	});
});

describe('an image archive that ends too early', () => {
	const whole = packed(savedByOldDocker(saved));
	test('is a fault wherever it is cut within a member', async () => {
		for (let at = 100; at < whole.length - 2_048; at += 3_000) {
			const code = await codeOf(whole.subarray(0, at));
			// At the edge of a member it may be whole by itself; then what is to follow is missed.
			expect(['truncated-tar', 'file-missing']).toContain(code);
		}
	});
	test('is a fault where its compression is cut, or goes on with something else', async () => {
		const bytes = gzipSync(whole);
		expect(await codeOf(bytes.subarray(0, -20))).toBe('invalid-gzip');
		expect(await codeOf(Buffer.concat([bytes, Buffer.from('more')]))).toBe('trailing-garbage');
	});
	test('fails as its source failed', async () => {
		async function* broken(): AsyncGenerator<Uint8Array> {
			yield whole.subarray(0, 3_000);
			throw new FaultError('file-unreadable', 'the disk went away');
		}
		const world = testWorld({stdin: broken});
		expect(await faultOf(readDockerArchive(world, '-', null, readOptions()))).toEqual({
			code: 'file-unreadable',
			detail: 'the disk went away',
		});
	});
	test('says nothing of an image whose last layer is cut inside', async () => {
		const cut = image.layers[1]!.bytes.slice(0, 512);
		const read = await readSavedImage([...without(layerFile(1), members), file(layerFile(1), cut)]);
		expect(gapsOf(read)).toEqual(['diff-id-mismatch']);
	});
});

describe('an image archive that asks for too much', () => {
	test('is a fault where it has too many members', async () => {
		expect(await codeOf(new Array(50_001).fill(file('x')))).toBe('limit-exceeded');
	});
	test('is a fault where its documents are too large', async () => {
		const config = buildImage(image.layers, {labels: {large: 'x'.repeat(5 << 20)}});
		expect(await codeOf(savedByNewDocker(config, {image: config, tags: null}))).toBe('too-large');
	});
	test('keeps no more of documents than it has room for', async () => {
		const document = `{"x":"${'x'.repeat(4 * 2 ** 20 - 8)}"}`;
		const filler = Array.from({length: 16}, (_, at) => file(`${at}.json`, document));
		expect(await codeOf([...filler, ...members])).toBe('too-large');
	});
});

test('an archive of names without end is refused before they fill the memory', async () => {
	const names = Array.from({length: 20_000}, (_, at) => {
		const text = `${at}${'n'.repeat(500)}`;
		return Buffer.concat([
			pax([
				['path', text],
				['linkpath', text],
			]),
			symlink('s', 't'),
		]);
	});
	expect(await codeOf([...members, ...names])).toBe('limit-exceeded');
});
