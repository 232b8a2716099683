import {describe, expect, test} from '@jest/globals';
import type {Path} from '../../src/model/path.ts';
import {parseReference} from '../../src/model/reference.ts';
import {readRegistry} from '../../src/subjects/registry.ts';
import {type BuiltImage, imageOf} from '../builders/image.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {startRegistry} from '../fakes/registry.ts';

const read = (host: string, only: readonly string[] | null) => {
	const reference = parseReference(`${host}/team/app:v1`);
	if (typeof reference === 'string') throw new Error(reference);
	return readRegistry(testWorld(), reference, readOptions({only: only === null ? null : new Set(only as Path[])}));
};

async function holding(image: BuiltImage) {
	const registry = await startRegistry();
	registry.push('team/app', 'v1', image);
	const layers = image.layers.map((layer) => layer.descriptor.digest);
	/** image layers that were asked for, from the bottom */
	const asked = (): number[] =>
		layers.flatMap((digest, at) => (registry.requests.some(({url}) => url.includes(digest)) ? [at] : []));
	return {registry, asked};
}

const four = () =>
	imageOf([
		[{path: 'bin/node', content: 'node'}],
		[{path: 'app/node_modules/x', content: 'x'}],
		[{path: 'app/dist/old.js', content: 'old'}],
		[{path: 'app/dist/index.js', content: 'new'}, {path: 'app/dist/.wh.old.js'}],
	]);

describe('an image of which a few paths matter', () => {
	test('is read down to the image layer that settles the last of them', async () => {
		const {registry, asked} = await holding(await four());
		await using _ = registry;
		const {manifest, layersLeft} = await read(registry.host, ['app/dist/index.js', 'app/dist/old.js']);
		expect(asked()).toEqual([3]);
		expect(layersLeft).toBe(3);
		expect(manifest).toMatchObject({assurance: 'verified', gaps: [], entries: [{path: 'app/dist/index.js', layer: 3}]});
	});

	test('tells nothing of other paths, which image layers further down may change', async () => {
		const {registry} = await holding(await four());
		await using _ = registry;
		const {manifest, oddities} = await read(registry.host, ['app/dist/index.js']);
		expect(manifest.entries.map((entry) => entry.path)).toEqual(['app/dist/index.js']);
		expect(oddities).toEqual([]);
	});

	test('has no gap where a hardlink that nobody asked for leads to what was left unread: nothing lies below one', async () => {
		const image = await imageOf([[{path: 'old', content: 'x'}], [{path: 'app', hardlink: 'old'}]]);
		const {registry, asked} = await holding(image);
		await using _ = registry;
		const {manifest} = await read(registry.host, ['app/dist/index.js']);
		expect(asked()).toEqual([1]);
		expect(manifest).toMatchObject({entries: [], gaps: []});
		expect((await read(registry.host, ['app'])).manifest).toMatchObject({
			entries: [{path: 'app', size: 1}, {}],
			gaps: [],
		});
	});

	test('is read whole where a path is nowhere', async () => {
		const {registry, asked} = await holding(await four());
		await using _ = registry;
		const some = await read(registry.host, ['app/dist/missing.js']);
		expect(asked()).toEqual([0, 1, 2, 3]);
		expect(some.layersLeft).toBe(0);
		expect(some.manifest).toEqual((await read(registry.host, null)).manifest);
	});

	test('is incomplete where an image layer on the way down cannot be read', async () => {
		const image = await four();
		const {registry} = await holding(image);
		await using _ = registry;
		registry.misbehave(image.layers[3]!.descriptor.digest, {kind: 'status', status: 404});
		const {manifest} = await read(registry.host, ['app/dist/old.js']);
		expect(manifest.gaps).toMatchObject([{path: ''}]);
	});

	test('costs no image layer where nothing is asked for', async () => {
		const {registry, asked} = await holding(await four());
		await using _ = registry;
		expect((await read(registry.host, [])).layersLeft).toBe(4);
		expect(asked()).toEqual([]);
	});
});
