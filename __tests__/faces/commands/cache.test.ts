import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {cachePlace, layersBetweenRuns} from '../../../src/faces/commands/cache.ts';
import {digestOfBytes} from '../../builders/image.ts';
import {list} from '../../builders/layer.ts';
import {room} from '../../builders/repository.ts';
import {part, tarOf} from '../../builders/tar.ts';
import {testWorld} from '../../builders/world.ts';

const secret = 'a secret of some length';
const here = (env: Record<string, string>, option?: string, platform: NodeJS.Platform = 'linux') =>
	cachePlace(env, '/here', option, platform);

test('a listing kept inside a checkout may be a commit’s: by the next process it is asserted, elsewhere proven', async () => {
	for (const [git, assurance] of [
		[true, 'asserted'],
		[false, 'verified'],
	] as const) {
		using place = room();
		if (git) mkdirSync(join(place.path, '.git'));
		const digest = digestOfBytes(Buffer.from('x'));
		const key = {digest, diffId: digest, mediaType: 'x', blobs: false, search: null};
		const open = () => layersBetweenRuns(testWorld(), join(place.path, 'deep', 'kept'))!;
		const listing = await list(tarOf(part({name: 'x'})));
		await open().put(key, {listing, assurance: 'verified'});
		expect((await open().get(key))?.assurance).toBe(assurance);
	}
});

describe('where listings are kept', () => {
	test.each([
		['the user’s cache directory', {HOME: '/home/ann'}, 'linux', '/home/ann/.cache/deploy-truth'],
		['XDG_CACHE_HOME before it', {HOME: '/home/ann', XDG_CACHE_HOME: '/var/ann'}, 'linux', '/var/ann/deploy-truth'],
		[
			'not a relative XDG_CACHE_HOME',
			{HOME: '/home/ann', XDG_CACHE_HOME: 'ann'},
			'linux',
			'/home/ann/.cache/deploy-truth',
		],
		['an empty variable is none', {HOME: '/h', DEPLOY_TRUTH_CACHE: '', CI: ''}, 'linux', '/h/.cache/deploy-truth'],
		['macOS has its own', {HOME: '/Users/ann'}, 'darwin', '/Users/ann/Library/Caches/deploy-truth'],
		['Windows too', {LOCALAPPDATA: '/local', HOME: '/h'}, 'win32', '/local/deploy-truth'],
		['CI=false is no CI', {HOME: '/h', CI: 'false'}, 'linux', '/h/.cache/deploy-truth'],
	] as const)('%s', (_, env, platform, directory) => {
		expect(here(env, undefined, platform)).toEqual({directory, secret: null, shared: false, asked: false});
	});
	test('the variable comes before the user’s directory, the option before the variable', () => {
		const env = {HOME: '/h', DEPLOY_TRUTH_CACHE: 'kept'};
		expect(here(env)).toMatchObject({directory: '/here/kept', asked: true});
		expect(here(env, '/elsewhere')).toMatchObject({directory: '/elsewhere', asked: true});
		expect(here(env, 'none')).toBeNull();
		expect(here({...env, DEPLOY_TRUTH_CACHE: 'none'})).toBeNull();
		expect(here({...env, DEPLOY_TRUTH_CACHE: 'none'}, 'kept')).toMatchObject({directory: '/here/kept'});
	});
	test('without a home nothing is kept', () => {
		expect(here({})).toBeNull();
		expect(here({HOME: 'relative'})).toBeNull();
		expect(here({HOME: '/h'}, undefined, 'win32')).toBeNull();
	});
	test('a CI job keeps nothing unasked; what it is asked to keep is shared, and its own only by a secret', () => {
		const env = {HOME: '/h', CI: 'true'};
		expect(here(env)).toBeNull();
		expect(here(env, '/kept')).toEqual({directory: '/kept', secret: null, shared: true, asked: true});
		expect(here({...env, DEPLOY_TRUTH_CACHE: '/kept'})).toMatchObject({directory: '/kept', shared: true});
		expect(here({...env, DEPLOY_TRUTH_CACHE_SECRET: secret})).toEqual({
			directory: '/h/.cache/deploy-truth',
			secret,
			shared: true,
			asked: true,
		});
	});
});
