import {gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {digestOf} from '../../src/bytes/digest.ts';
import type {FaultError} from '../../src/model/fault.ts';
import {parsePlatform} from '../../src/model/platform.ts';
import {readImageLayer} from '../../src/rootfs/layer.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {layoutOf, packed, savedByOldDocker, without} from '../builders/archive.ts';
import {chunksOf} from '../builders/chunks.ts';
import type {BuiltLayer} from '../builders/image.ts';
import {attestationOf, blobOf, buildImage, buildIndex, buildLayer, imageOf, layerType} from '../builders/image.ts';
import {readOptions} from '../builders/read-options.ts';
import {file, pax} from '../builders/tar.ts';
import {gapsOf, pathsOf, readLayoutImage} from './piped.ts';

const one = await imageOf([[{path: 'one', content: '1'}], [{path: 'two', content: '2'}]]);
const arm = await imageOf([[{path: 'arm'}]], {platform: {os: 'linux', architecture: 'arm64'}, compression: 'zstd'});
const index = buildIndex([attestationOf(one), one, arm]);

describe('an image layout in an archive', () => {
	test('is read in one pass, compressed or not, whatever pieces it comes in', async () => {
		const bytes = packed(layoutOf([one, null]));
		for (const archive of [bytes, gzipSync(bytes), zstdCompressSync(bytes)])
			for (const cut of [65_536, 333]) {
				const read = await readLayoutImage(archive, null, {cut});
				expect([pathsOf(read), gapsOf(read), read.manifest.assurance]).toEqual([['one', 'two'], [], 'verified']);
				expect(read.subject).toBe(`oci-archive:-@${one.root.descriptor.digest}`);
				expect(read.image).toMatchObject({manifest: one.root.descriptor.digest, config: one.config.descriptor.digest});
			}
	});
	test('names its documents before or after its blobs', async () => {
		const members = layoutOf([one, null]);
		for (const order of [members, members.toReversed()])
			expect(pathsOf(await readLayoutImage(order))).toEqual(['one', 'two']);
	});
	test('with several images needs a name, and the fault lists them', async () => {
		const members = layoutOf([one, 'app:v1'], [arm, 'v2']);
		expect(pathsOf(await readLayoutImage(members, 'app:v1'))).toEqual(['one', 'two']);
		for (const tag of [null, 'v3'])
			expect(await faultOf(readLayoutImage(members, tag))).toMatchObject({
				code: 'not-found',
				detail: expect.stringContaining('it holds app:v1, v2'),
			});
	});
	test('holds an image of each platform, in an index within an index', async () => {
		for (const root of [index, buildIndex([index])]) {
			const members = layoutOf([root, 'v1']);
			expect(pathsOf(await readLayoutImage(members, null, {platform: parsePlatform('linux/arm64')}))).toEqual(['arm']);
			expect((await faultOf(readLayoutImage(members))).code).toBe('platform-ambiguous');
		}
	});
	test('reads the files of the image that is asked for, and nothing where none matters', async () => {
		const read = await readLayoutImage(layoutOf([one, null]), null, {only: new Set()});
		expect([pathsOf(read), read.layersLeft, gapsOf(read)]).toEqual([[], 2, []]);
	});
	test('names its blobs by sha512 too', async () => {
		const layer = await buildLayer([{path: 'long'}]);
		const blob = blobOf(layer.bytes, layer.descriptor.mediaType);
		const digest = digestOf(layer.bytes, 'sha512');
		const long = {...layer, descriptor: {...blob.descriptor, digest}} as BuiltLayer;
		const image = buildImage([long]);
		const members = layoutOf([{...image, blobs: [image.config]}, null]);
		const named = [pax([['path', `blobs/sha512/${digest.slice(7)}`]]), file('short', layer.bytes)];
		expect(pathsOf(await readLayoutImage([...members, ...named]))).toEqual(['long']);
	});
	test('that is none says what it is', async () => {
		const saved = savedByOldDocker({image: one, tags: null});
		expect(await faultOf(readLayoutImage(saved))).toMatchObject({
			code: 'file-missing',
			detail: expect.stringContaining('read as docker-archive:'),
		});
		expect((await faultOf(readLayoutImage([file('index.json', '{}')]))).detail).toContain('no oci-layout at its top');
		expect((await faultOf(readLayoutImage(layoutOf([one, null]).slice(0, -2)))).code).toBe('file-missing');
	});
});

describe('a blob of an archive that is not what its image says', () => {
	const [, second] = one.layers;
	const name = second!.descriptor.digest.slice(7);
	const layout = (image = one) => without(`blobs/sha256/${name}`, layoutOf([image, null]));
	const withLayer = (bytes: Uint8Array | null, image = one) =>
		bytes === null ? layout(image) : [...layout(image), file(`blobs/sha256/${name}`, bytes)];
	const spoilt = Buffer.from(second!.bytes);
	spoilt[spoilt.length - 12]! ^= 1;

	test.each([
		['gone', null, 'part-missing'],
		['cut', second!.bytes.slice(0, -1), 'size-mismatch'],
		['longer', Buffer.concat([second!.bytes, Buffer.alloc(1)]), 'size-mismatch'],
		['changed', spoilt, 'digest-mismatch'],
	] as const)('is a gap: %s', async (_, bytes, code) => {
		const read = await readLayoutImage(withLayer(bytes));
		expect(gapsOf(read)).toEqual([code]);
	});
	test('is a gap: another diff ID, another compression, no archive at all', async () => {
		const layer = await buildLayer([{path: 'x'}]);
		const read = (built: BuiltLayer) => readLayoutImage(layoutOf([buildImage([built]), null]));
		expect(gapsOf(await read({...layer, diffId: one.layers[0]!.diffId}))).toEqual(['diff-id-mismatch']);
		const zstd = {...layer.descriptor, mediaType: layerType('oci', 'zstd')};
		expect(gapsOf(await read({...layer, descriptor: zstd}))).toEqual(['media-type-mismatch']);
		const text = blobOf(Buffer.from('no tar '.repeat(200)), layerType('oci', 'none'));
		expect(gapsOf(await read({...text, diffId: text.descriptor.digest}))).toEqual(['invalid-tar']);
	});
	test.each([
		['an end with something behind it', Buffer.alloc(1_124), []],
		['less than a block', Buffer.from('short'), ['truncated-tar']],
		['text', Buffer.from('no archive '.repeat(100)), ['invalid-tar']],
	])('is an image layer of %s to the archive as to its directory', async (_, bytes, codes) => {
		const image = buildImage([{...blobOf(bytes, layerType('oci', 'none')), diffId: digestOf(bytes)}]);
		expect(gapsOf(await readLayoutImage(layoutOf([image, null])))).toEqual(codes);
		const {digest, size} = image.layers[0]!.descriptor;
		const read = readImageLayer(chunksOf(bytes), {digest, size, mediaType: '', diffId: digest}, readOptions());
		expect(
			await read.then(
				() => [],
				(error: FaultError) => [error.fault.code],
			),
		).toEqual(codes);
	});
	test('ends the read where it is a document', async () => {
		const config = one.config.descriptor.digest.slice(7);
		const others = without(`blobs/sha256/${config}`, layoutOf([one, null]));
		expect((await faultOf(readLayoutImage(others))).code).toBe('part-missing');
		const changed = Buffer.from(Buffer.from(one.config.bytes).toString().replace('amd64', 'arm64'));
		expect((await faultOf(readLayoutImage([...others, file(`blobs/sha256/${config}`, changed)]))).code).toBe(
			'digest-mismatch',
		);
	});
});
