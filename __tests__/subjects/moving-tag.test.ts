import {expect, test} from '@jest/globals';
import {readRegistry} from '../../src/subjects/registry.ts';
import {patientWorld, referenceOf} from '../adapters/registry/asking.ts';
import {buildIndex, imageOf} from '../builders/image.ts';
import {readOptions} from '../builders/read-options.ts';
import {startRegistry} from '../fakes/registry.ts';

test('a tag that moves while the image is read leads to one image, whole', async () => {
	const release = (content: string) =>
		imageOf([[{path: 'app.js', content}], [{path: 'version', content}]], {labels: {release: content}});
	const [old, fresh] = [await release('old'), await release('fresh')];
	await using registry = await startRegistry();
	registry.push('team/app', 'v1', buildIndex([old]));
	const world = patientWorld();
	let answers = 0;
	const moving = {
		...world,
		http: async (request: Parameters<typeof world.http>[0]) => {
			const response = await world.http(request);
			// The tag leads elsewhere as soon as it was looked at once.
			if (++answers === 1) registry.push('team/app', 'v1', buildIndex([fresh]));
			return response;
		},
	};
	const {image, manifest} = await readRegistry(moving, referenceOf(`${registry.host}/team/app:v1`), readOptions());
	expect(image.labels).toEqual({release: 'old'});
	expect(image.manifest).toBe(old.root.descriptor.digest);
	expect(manifest.gaps).toEqual([]);
	expect(registry.requests.filter(({url}) => url.endsWith('/manifests/v1')).length).toBe(1);
});
