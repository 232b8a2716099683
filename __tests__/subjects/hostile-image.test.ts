import {expect, test} from '@jest/globals';
import {readRegistry} from '../../src/subjects/registry.ts';
import {parseReference} from '../../src/model/reference.ts';
import type {Reference} from '../../src/model/reference.ts';
import {imageOf} from '../builders/image.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {startRegistry} from '../fakes/registry.ts';

test('a registry that puts every layer off is asked for a few of them and not for all', async () => {
	await using registry = await startRegistry();
	const image = await imageOf(Array.from({length: 60}, (_, at) => [{path: `file-${at}`, content: `${at}`}]));
	registry.push('team/app', 'latest', image);
	for (const layer of image.layers)
		registry.misbehave(layer.descriptor.digest, {kind: 'status', status: 503, headers: {'Retry-After': '30'}});
	const slept: number[] = [];
	const world = testWorld({
		sleep: async (milliseconds) => {
			slept.push(milliseconds);
		},
	});
	const reference = parseReference(`${registry.host}/team/app:latest`) as Reference;
	const {manifest} = await readRegistry(world, reference, readOptions());
	expect(manifest.gaps).toHaveLength(60);
	expect(manifest.entries).toEqual([]);
	const asked = new Set(registry.requests.map(({url}) => url).filter((url) => url.includes('/blobs/')));
	// Those under way when the eighth fails are finished.
	expect(asked.size).toBeLessThan(16);
	expect(slept.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(20 * 60_000);
});
