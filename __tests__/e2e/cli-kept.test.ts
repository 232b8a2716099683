import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {imageOf} from '../builders/image.ts';
import {room} from '../builders/repository.ts';
import {startRegistry} from '../fakes/registry.ts';
import {run} from './command.ts';

test('processes that read the same image at once keep whole listings, which the next one needs no bytes for', async () => {
	await using registry = await startRegistry();
	using place = room();
	const image = await imageOf([0, 1, 2].map((layer) => [{path: `layer/${layer}`, content: `content ${layer}`}]));
	registry.push('team/app', 'v1', image);
	const cache = join(place.path, 'kept');
	const read = (...more: readonly string[]) =>
		run(['manifest', `registry:${registry.host}/team/app:v1`, ...more], {
			cwd: place.path,
			env: {DEPLOY_TRUTH_CACHE: cache},
		});
	const [one, other] = await Promise.all([read(), read()]);
	expect(one).toMatchObject({code: 0, stderr: ''});
	expect(other).toEqual(one);
	expect(readdirSync(cache)).toHaveLength(3);
	registry.misbehave(image.layers[1]!.descriptor.digest, {kind: 'status', status: 404});
	expect(await read()).toEqual(one);
	const without = await read('--cache', 'none');
	expect(without.code).toBe(3);
	expect(await read('--cache', '')).toMatchObject({code: 2, stdout: ''});
});
