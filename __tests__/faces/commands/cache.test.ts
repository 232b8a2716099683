import {mkdirSync, symlinkSync} from 'node:fs';
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

/** What a listing that was proven is worth to the next process. */
async function laterAssurance(env: Record<string, string>, option?: string) {
	const digest = digestOfBytes(Buffer.from('x'));
	const key = {digest, diffId: digest, mediaType: 'x', blobs: false, search: null};
	const open = () => layersBetweenRuns(testWorld({env}), option)!;
	const listing = await list(tarOf(part({name: 'x'})));
	await open().put(key, {listing, assurance: 'verified'});
	return (await open().get(key))?.assurance;
}

describe('a listing that the next process finds', () => {
	const kept = 'project/deep/kept';
	test.each([
		['outside of any checkout is proven', [], 'verified'],
		['inside a checkout may be a commit’s', ['project/.git'], 'asserted'],
		['in a directory that is a checkout itself may be a commit’s', ['project/deep/kept/.git'], 'asserted'],
		['beside a checkout is proven', ['project/other/.git'], 'verified'],
	] as const)('%s', async (_, checkouts, assurance) => {
		using place = room();
		for (const git of checkouts) mkdirSync(join(place.path, git), {recursive: true});
		expect(await laterAssurance({}, join(place.path, kept))).toBe(assurance);
		expect(await laterAssurance({XDG_CACHE_HOME: join(place.path, kept)})).toBe(assurance);
	});

	test('behind a link may be a commit’s where the link stands in a checkout or leads into one', async () => {
		using place = room();
		for (const directory of ['project/.git', 'project/.cache', 'own/caches'])
			mkdirSync(join(place.path, directory), {recursive: true, mode: 0o700});
		symlinkSync('../project/.cache', join(place.path, 'own/leads-in'));
		symlinkSync(join(place.path, 'own/caches'), join(place.path, 'project/leads-out'));
		symlinkSync('caches', join(place.path, 'own/stays'));
		const under = (directory: string) => laterAssurance({XDG_CACHE_HOME: join(place.path, directory)});
		expect(await under('own/leads-in')).toBe('asserted');
		expect(await under('project/leads-out')).toBe('asserted');
		expect(await under('own/stays')).toBe('verified');
	});

	test('in a home whose settings are kept in git is proven, unless it was asked for or a checkout lies between', async () => {
		using place = room();
		mkdirSync(join(place.path, 'ann/.git'), {recursive: true});
		symlinkSync('ann', join(place.path, 'home'));
		for (const name of ['ann', 'home']) {
			const HOME = join(place.path, name);
			expect(await laterAssurance({HOME, XDG_CACHE_HOME: join(HOME, '.cache')})).toBe('verified');
			expect(await laterAssurance({HOME}, join(HOME, 'asked'))).toBe('asserted');
		}
		const HOME = join(place.path, 'ann');
		mkdirSync(join(HOME, 'project/.git'), {recursive: true});
		expect(await laterAssurance({HOME, XDG_CACHE_HOME: join(HOME, 'project/.cache')})).toBe('asserted');
		mkdirSync(join(place.path, '.git'));
		expect(await laterAssurance({HOME, XDG_CACHE_HOME: join(HOME, '.cache')})).toBe('asserted');
	});
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
