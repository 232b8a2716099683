import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {compareBase} from '../../src/subjects/base.ts';
import {resolveImage} from '../../src/subjects/registry.ts';
import {faultOf, patientWorld, referenceOf} from '../adapters/registry/asking.ts';
import type {BuiltImage, Pushable} from '../builders/image.ts';
import {buildImage, buildIndex, buildLayer} from '../builders/image.ts';
import {readOptions} from '../builders/read-options.ts';
import {type FakeRegistry, startRegistry} from '../fakes/registry.ts';

const layers = {
	system: await buildLayer([{path: 'etc/os-release', content: 'one'}]),
	runtime: await buildLayer([{path: 'usr/bin/node', content: 'node'}]),
	newer: await buildLayer([{path: 'usr/bin/node', content: 'node, newer'}]),
	app: await buildLayer([{path: 'app/dist/app.js', content: 'app'}]),
};
const system = buildImage([layers.system]);
const node = buildImage([layers.system, layers.runtime]);
const newer = buildImage([layers.system, layers.newer]);
const app = buildImage([layers.system, layers.runtime, layers.app]);

let registry: FakeRegistry;
beforeAll(async () => {
	registry = await startRegistry();
	registry.push('library/node', 'as-built', node);
	registry.push('library/node', 'newer', newer);
	registry.push('team/app', 'v1', app);
});
afterAll(() => registry.close());

const digestOf = (image: Pushable) => image.root.descriptor.digest;

/** What the base at `name` is to the image; `was`: what the image says it was built on. */
async function compared(name: string, was: Pushable | null = null, image: BuiltImage = app) {
	registry.push('team/app', null, image);
	const world = patientWorld();
	const identity = await resolveImage(
		world,
		referenceOf(`${registry.host}/team/app@${digestOf(image)}`),
		readOptions(),
	);
	const reference = referenceOf(`${registry.host}/${name}`);
	return compareBase(world, identity, reference, was && digestOf(was), readOptions());
}

describe('a base image', () => {
	test('is the base of an image that begins with its image layers', async () => {
		expect(await compared('library/node:as-built')).toEqual({
			reference: `${registry.host}/library/node:as-built`,
			manifest: digestOf(node),
			layers: 2,
			relation: 'built-on',
			byDigest: false,
			fault: null,
		});
	});

	test('is told by diff IDs: the same image layers, compressed anew, are the same base', async () => {
		const copies = await Promise.all([
			buildLayer([{path: 'etc/os-release', content: 'one'}], {compression: 'zstd'}),
			buildLayer([{path: 'usr/bin/node', content: 'node'}], {compression: 'none'}),
		]);
		registry.push('library/node', 'copied', buildImage(copies));
		expect(await compared('library/node:copied')).toMatchObject({relation: 'built-on', layers: 2});
	});

	test('that a base was built on is a base too', async () => {
		registry.push('library/debian', '12', system);
		expect(await compared('library/debian:12')).toMatchObject({relation: 'built-on', layers: 1});
	});

	test('is compared by the image of the same platform', async () => {
		const arm64 = {os: 'linux', architecture: 'arm64'};
		const foreign = buildImage([layers.newer], {platform: arm64});
		registry.push('library/node', 'both', buildIndex([foreign, node]));
		expect(await compared('library/node:both')).toMatchObject({relation: 'built-on', manifest: digestOf(node)});
	});

	test('whose tag has moved on is still the base, by the digest that the image names', async () => {
		expect(await compared('library/node:newer', node)).toMatchObject({
			relation: 'moved',
			manifest: digestOf(newer),
			layers: 2,
			byDigest: true,
		});
	});

	test('whose tag has moved on is found by the digest of the index that the image names', async () => {
		const then = buildIndex([buildImage([layers.newer], {platform: {os: 'linux', architecture: 'arm64'}}), node]);
		registry.push('library/node', null, then);
		expect(await compared('library/node:newer', then)).toMatchObject({relation: 'moved', layers: 2, byDigest: true});
	});

	test('pinned by a digest beside its tag has moved when the tag leads elsewhere, and needs no word of the image', async () => {
		expect(await compared(`library/node:newer@${digestOf(node)}`)).toMatchObject({
			relation: 'moved',
			manifest: digestOf(newer),
			layers: 2,
			byDigest: false,
		});
		expect(await compared(`library/node:as-built@${digestOf(node)}`)).toMatchObject({relation: 'built-on'});
	});

	test('that neither is nor ever was at the bottom is another image’s', async () => {
		registry.push('library/node', null, buildImage([layers.newer]));
		const none = {relation: 'not-its-base', layers: 0, byDigest: false, fault: null};
		expect(await compared('library/node:newer', buildImage([layers.newer]))).toMatchObject(none);
		// The image claims what the tag leads to now, and its own image layers say otherwise.
		expect(await compared('library/node:newer', newer)).toMatchObject(none);
		expect(await compared(`library/node@${digestOf(newer)}`)).toMatchObject(none);
	});

	test('with one image layer in common, or with more than the image has, is another image’s', async () => {
		const taller = buildImage([layers.system, layers.runtime, layers.app, layers.newer]);
		registry.push('library/node', 'taller', taller);
		expect(await compared(`library/node@${digestOf(taller)}`)).toMatchObject({relation: 'not-its-base', layers: 0});
		expect(await compared(`library/node@${digestOf(newer)}`)).toMatchObject({relation: 'not-its-base', layers: 0});
	});

	test('is never the image itself: nothing would be left that is the application’s', async () => {
		expect(await compared('team/app:v1')).toMatchObject({relation: 'not-its-base', layers: 0});
		registry.push('library/node', null, app);
		expect(await compared('library/node:newer', app)).toMatchObject({relation: 'not-its-base', layers: 0});
		expect(await compared('team/app:v1', app)).toMatchObject({relation: 'not-its-base', layers: 0});
		expect(await compared(`team/app@${digestOf(app)}`)).toMatchObject({relation: 'not-its-base', layers: 0});
	});

	test('not at the bottom is not called another’s where the image does not say what it was built on', async () => {
		expect(await compared('library/node:newer')).toMatchObject({relation: 'not-known', layers: 0, fault: null});
	});

	test('that is gone under the digest the image names cannot be told from one that never was', async () => {
		const gone = buildImage([layers.runtime]);
		expect(await compared('library/node:newer', gone)).toMatchObject({
			relation: 'not-known',
			layers: 0,
			fault: {code: 'not-found'},
		});
	});

	test('without image layers proves nothing: every image begins with none', async () => {
		const empty = buildImage([], {labels: {empty: 'yes'}});
		registry.push('library/node', 'empty', empty);
		expect(await compared('library/node:empty')).toMatchObject({relation: 'not-known', layers: 0});
		expect(await compared('library/node:newer', empty)).toMatchObject({relation: 'not-known', layers: 0});
	});

	test('cannot be told by an image layer whose diff ID nobody knows', async () => {
		const world = patientWorld();
		const identity = await resolveImage(world, referenceOf(`${registry.host}/team/app:v1`), readOptions());
		const [first, ...rest] = identity.layers;
		const blind = {...identity, layers: [{...first!, diffId: null}, ...rest]};
		const to = (name: string) =>
			compareBase(world, blind, referenceOf(`${registry.host}/library/node:${name}`), null, readOptions());
		expect(await to('as-built')).toMatchObject({relation: 'not-known', layers: 0});
	});

	test('that cannot be read is a fault, and no relation', async () => {
		expect((await faultOf(compared('library/node:never'))).code).toBe('not-found');
	});

	test('is compared without fetching an image layer', async () => {
		await compared('library/node:newer', node);
		const blobs = [...Object.values(layers)].map((layer) => layer.descriptor.digest);
		expect(registry.requests.some(({url}) => blobs.some((digest) => url.includes(digest)))).toBe(false);
	});

	test('of a cancelled run is no finding about the image', async () => {
		const stop = new AbortController();
		const world = patientWorld({signal: stop.signal});
		const identity = await resolveImage(world, referenceOf(`${registry.host}/team/app:v1`), readOptions());
		await using slow = await startRegistry();
		slow.push('library/node', 'newer', newer);
		slow.push('library/node', null, node);
		slow.misbehave(digestOf(node), {kind: 'stall', after: 0});
		const asked = compareBase(
			world,
			identity,
			referenceOf(`${slow.host}/library/node:newer`),
			digestOf(node),
			readOptions(),
		);
		const until = Date.now() + 5_000;
		while (!slow.requests.some(({url}) => url.includes(digestOf(node))) && Date.now() < until)
			await new Promise((resolve) => setTimeout(resolve, 5));
		stop.abort();
		expect((await faultOf(asked)).code).toBe('cancelled');
	});
});
