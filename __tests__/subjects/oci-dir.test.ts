import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {parsePlatform} from '../../src/model/platform.ts';
import {readOciDir} from '../../src/subjects/oci-dir.ts';
import {faultOf, patientWorld} from '../adapters/registry/asking.ts';
import type {BuiltDescriptor, Pushable} from '../builders/image.ts';
import {attestationOf, buildIndex, digestOfBytes, imageOf, indexType} from '../builders/image.ts';

let directory: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'oci-layout-'));
});
afterEach(() => rm(directory, {recursive: true}));

const place = (digest: string): string => join(directory, 'blobs', 'sha256', digest.slice(7));

/** Writes an image layout that holds the images, under the names they are given. */
async function layout(images: readonly (readonly [Pushable, string | null])[]): Promise<void> {
	await mkdir(join(directory, 'blobs', 'sha256'), {recursive: true});
	for (const [{root, manifests, blobs}] of images)
		for (const {descriptor, bytes} of [root, ...manifests, ...blobs]) await writeFile(place(descriptor.digest), bytes);
	const named = images.map(([{root}, name]) => ({
		...root.descriptor,
		...(name === null ? {} : {annotations: {'org.opencontainers.image.ref.name': name}}),
	}));
	await index(named);
	await writeFile(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}
const index = (manifests: readonly Partial<BuiltDescriptor>[]): Promise<void> =>
	writeFile(join(directory, 'index.json'), JSON.stringify({schemaVersion: 2, manifests}));

const read = (tag: string | null = null, platform: string | null = null) =>
	readOciDir(patientWorld(), directory, tag, {
		blobs: false,
		search: null,
		assurance: 'any',
		layers: null,
		only: null,
		platform: platform === null ? null : parsePlatform(platform),
	});
const fault = (tag: string | null = null) => faultOf(read(tag));

const one = await imageOf([[{path: 'one', content: '1'}], [{path: 'two', content: '2'}]], {compression: 'none'});
const other = await imageOf([[{path: 'other'}]], {platform: {os: 'linux', architecture: 'arm64'}});

describe('an image layout', () => {
	test('with one image needs no name', async () => {
		await layout([[one, null]]);
		const found = await read();
		expect(found.manifest.entries.map((entry) => entry.path)).toEqual(['one', 'two']);
		expect(found.manifest.gaps).toEqual([]);
		expect(found.subject).toBe(`oci-dir:${directory}@${one.root.descriptor.digest}`);
		expect(found.image).toMatchObject({index: null, manifest: one.root.descriptor.digest, tagMovedTo: null});
	});
	test('with several images needs a name, and the fault lists them', async () => {
		await layout([
			[one, 'v1'],
			[other, 'v2'],
		]);
		expect((await read('v2')).image?.manifest).toBe(other.root.descriptor.digest);
		for (const problem of [await fault(), await fault('v3')]) {
			expect(problem.code).toBe('not-found');
			expect(problem.detail).toContain('v1, v2');
		}
	});
	test.each([
		['an artifact', {artifactType: 'application/vnd.example.sbom'}],
		['of no platform', {platform: {os: 'unknown', architecture: 'unknown'}}],
	])('whose tag is that of one called %s, too, is refused: who looks up a tag takes the first', async (_, words) => {
		await layout([
			[other, 'v1'],
			[one, 'v1'],
		]);
		const annotations = {'org.opencontainers.image.ref.name': 'v1'};
		const [called, image] = [other, one].map(({root}) => ({...root.descriptor, annotations}));
		for (const listed of [
			[{...called, ...words}, image!],
			[image!, {...called, ...words}],
		]) {
			await index(listed);
			expect((await fault('v1')).code).toBe('platform-ambiguous');
		}
		await index([{...called, ...words, annotations: {}}, image!]);
		expect((await read('v1')).image?.manifest).toBe(one.root.descriptor.digest);
	});
	test('may lead to an index with an attestation', async () => {
		const listed = buildIndex([attestationOf(one), one]);
		await layout([[listed, 'v1']]);
		expect((await read('v1')).image).toMatchObject({
			index: listed.root.descriptor.digest,
			manifest: one.root.descriptor.digest,
		});
	});
	test('may hold the platforms of one name side by side', async () => {
		await layout([
			[one, null],
			[other, null],
		]);
		await index([
			{...one.root.descriptor, platform: {os: 'linux', architecture: 'amd64'}},
			{...other.root.descriptor, platform: {os: 'linux', architecture: 'arm64'}},
		]);
		expect((await read(null, 'linux/arm64')).image?.manifest).toBe(other.root.descriptor.digest);
		expect((await fault()).code).toBe('platform-ambiguous');
	});
	test('may keep its blobs as links, as build systems do', async () => {
		await layout([[one, null]]);
		const {digest} = one.layers[0]!.descriptor;
		await writeFile(join(directory, 'kept'), one.layers[0]!.bytes);
		await rm(place(digest));
		await symlink('../../kept', place(digest));
		expect((await read()).manifest.gaps).toEqual([]);
	});
});

describe('an image layout that is wrong', () => {
	test('without the file that says it is one', async () => {
		await layout([[one, null]]);
		await rm(join(directory, 'oci-layout'));
		expect((await fault()).code).toBe('file-missing');
	});
	test('of another version', async () => {
		await layout([[one, null]]);
		await writeFile(join(directory, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}');
		expect((await fault()).code).toBe('invalid-manifest');
	});
	test('without images', async () => {
		await layout([]);
		expect((await fault()).code).toBe('not-found');
		expect((await fault('v1')).code).toBe('not-found');
	});
	test('with a digest that climbs out of it', async () => {
		await layout([[one, null]]);
		await writeFile(join(directory, 'secret'), one.root.bytes);
		await index([{...one.root.descriptor, digest: 'sha256:../../secret' as never}]);
		expect((await fault()).code).toBe('invalid-manifest');
	});
	test('with a manifest that is another one', async () => {
		await layout([[one, null]]);
		await writeFile(place(one.root.descriptor.digest), other.root.bytes);
		expect((await fault()).code).toBe('digest-mismatch');
	});
	test('with an index where it announces a manifest', async () => {
		const listed = buildIndex([one]);
		await layout([[listed, null]]);
		await index([{...listed.root.descriptor, mediaType: one.root.descriptor.mediaType}]);
		expect((await fault()).code).toBe('media-type-mismatch');
		expect(listed.root.descriptor.mediaType).toBe(indexType('oci'));
	});
	test('with an image layer that is missing or spoilt has a gap', async () => {
		await layout([[one, null]]);
		const [low, high] = one.layers;
		await rm(place(low!.descriptor.digest));
		const spoilt = Buffer.from(high!.bytes);
		spoilt[spoilt.length - 1]! ^= 1;
		await writeFile(place(high!.descriptor.digest), spoilt);
		expect(digestOfBytes(spoilt)).not.toBe(high!.descriptor.digest);
		const codes = (await read()).manifest.gaps.map((gap) => gap.fault.code);
		expect(codes.sort()).toEqual(['digest-mismatch', 'file-missing']);
	});
});
