import {isAbsolute, join, resolve} from 'node:path';
import type {LayerStore} from '../../subjects/layer-store.ts';
import type {World} from '../../world.ts';
import {version} from '../version.ts';

/** Where listings of image layers are kept between runs, and whether others may have written there. */
export type CachePlace = {
	readonly directory: string;
	readonly secret: string | null;
	readonly shared: boolean;
	/** somebody asked for it, and is told when it cannot be used */
	readonly asked: boolean;
};

type Env = World['env'];

/**
 * The option, else the environment, else the user's cache directory; null: nothing is kept. A CI job starts with
 * nothing in that directory, so none is used there unasked; one that is asked for came out of a cache that other jobs
 * may write, and only a secret tells what is ours.
 */
export function cachePlace(
	env: Env,
	cwd: string,
	option: string | undefined,
	platform: NodeJS.Platform = process.platform,
): CachePlace | null {
	const stated = option ?? set(env['DEPLOY_TRUTH_CACHE']);
	if (stated === 'none') return null;
	const secret = set(env['DEPLOY_TRUTH_CACHE_SECRET']) ?? null;
	const shared = set(env['CI']) !== undefined && env['CI'] !== 'false';
	if (stated !== undefined) return {directory: resolve(cwd, stated), secret, shared, asked: true};
	if (shared && secret === null) return null;
	const caches = userCaches(env, platform);
	return caches === null ? null : {directory: join(caches, 'deploy-truth'), secret, shared, asked: secret !== null};
}

/** The XDG Base Directory Specification has relative paths ignored. */
function userCaches(env: Env, platform: NodeJS.Platform): string | null {
	const xdg = set(env['XDG_CACHE_HOME']);
	if (xdg !== undefined && isAbsolute(xdg)) return xdg;
	if (platform === 'win32') return set(env['LOCALAPPDATA']) ?? null;
	const home = set(env['HOME']);
	if (home === undefined || !isAbsolute(home)) return null;
	return platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}

const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

/** The listings kept between runs, opened when the first image layer is asked for; null: none are. */
export function layersBetweenRuns(world: World, option: string | undefined): LayerStore | null {
	const place = cachePlace(world.env, world.files.cwd, option);
	if (place === null) return null;
	const {asked, ...where} = place;
	// A home that cannot be written to is no news to somebody who asked for no cache.
	const quiet = asked ? world : {...world, log: {...world.log, warn: world.log.debug}};
	const open = async (): Promise<LayerStore> => {
		const {keptLayers} = await import('../../subjects/kept-layers.ts');
		const {isInCheckout} = await import('../../subjects/in-checkout.ts');
		// Settings kept in git lie in a home: nobody else commits there. What is asked for inside it is another matter.
		const home = asked ? null : (set(world.env['HOME']) ?? null);
		const shared = where.shared || (await isInCheckout(world, where.directory, home));
		return keptLayers(quiet, {...where, shared, tool: `deploy-truth/${version()}`});
	};
	let opened: Promise<LayerStore> | null = null;
	const store = (): Promise<LayerStore> => (opened ??= open());
	return {
		get: async (key) => (await store()).get(key),
		put: async (key, kept) => (await store()).put(key, kept),
	};
}
