import type {Config} from '../../model/config.ts';
import {parseReference} from '../../model/reference.ts';
import type {CacheAccess, SharedLayers} from '../../subjects/shared-layers.ts';
import type {World} from '../../world.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The runner's cache service, for this one use: nothing else is given its token. */
export type RunnerCache = {
	/** a text says why there is none */
	readonly access: CacheAccess | string;
	/** what our listings are sealed under; null: nothing */
	readonly secret: string | null;
};

/** Reads what the runner says of its cache service in the variables, and as, `@actions/cache` reads it. */
export function runnerCache(env: Environment, secretInput: string): RunnerCache {
	const secret = secretInput || env['DEPLOY_TRUTH_CACHE_SECRET'] || null;
	const [url, token] = [env['ACTIONS_RESULTS_URL'] ?? '', env['ACTIONS_RUNTIME_TOKEN'] ?? ''];
	if (isEnterpriseServer(env['GITHUB_SERVER_URL']))
		return {access: 'GitHub Enterprise Server has an older cache service', secret};
	const protocol = URL.parse(url)?.protocol ?? '';
	if (!env['ACTIONS_CACHE_SERVICE_V2'] || token === '' || !['https:', 'http:'].includes(protocol))
		return {access: 'this runner has no cache service', secret};
	const mode = (env['ACTIONS_CACHE_MODE'] ?? '').trim().toLowerCase();
	return {
		access: {url, token, mayRead: !['none', 'write-only'].includes(mode), mayWrite: !['none', 'read'].includes(mode)},
		secret,
	};
}

function isEnterpriseServer(server: string | undefined): boolean {
	const host = URL.parse(server || 'https://github.com')?.hostname ?? '';
	return host !== 'github.com' && !host.endsWith('.ghe.com') && !host.endsWith('.localhost');
}

/** Bytes of an image layer that is read sooner than the service answers. The largest is asked for first. */
const worthwhile = 1 << 20;

/**
 * Listings of image layers between the runs of a repository; null: none are kept. On an event that an outsider can start
 * there are none, neither to be read nor to be left for others. The service is asked, and what speaks to it loaded, when
 * the first image layer is asked for that is worth it.
 */
export function layersBetweenRuns(
	world: World,
	{access, secret}: RunnerCache,
	asked: {readonly cache: boolean | null; readonly config: Config},
	tool: string,
): SharedLayers | null {
	const {config} = asked;
	if (!(asked.cache ?? secret !== null) || config.services.every(({image}) => image === null)) return null;
	if (config.trust === 'untrusted') {
		world.log.debug('listings of image layers are not kept on an event that an outsider can start');
		return null;
	}
	if (typeof access === 'string') {
		world.log.warn(`listings of image layers are not kept between runs: ${access}`);
		return null;
	}
	let opened: Promise<SharedLayers> | null = null;
	const open = async (): Promise<SharedLayers> => {
		const {sharedLayers} = await import('../../subjects/shared-layers.ts');
		return sharedLayers(world, access, {tool, secret, about: aboutOf(config)});
	};
	return {
		async get(key) {
			if (opened === null && (key.size ?? 0) < worthwhile) return null;
			return (await (opened ??= open())).get(key);
		},
		put: async (key, kept) => (await opened)?.put(key, kept),
		save: async () => (await opened)?.save(),
	};
}

/** Services and the repositories of their images; tags and digests change with every release. */
const aboutOf = ({services}: Config): readonly string[] =>
	services.flatMap(({service, image}) => {
		const reference = parseReference(image?.reference ?? '');
		return typeof reference === 'string' ? [] : [JSON.stringify([service, reference.registry, reference.repository])];
	});
