import type {HttpResponse, World} from '../../world.ts';

/** What a registry says it still allows. Times in milliseconds: `window` a length, `resetsIn` from now. */
export type RateLimit = {
	readonly limit: number | null;
	readonly remaining: number;
	readonly window: number | null;
	readonly resetsIn: number | null;
};

/** Near its end: this many requests or fewer, or this part of all or less. */
const fewLeft = 10;
const smallPart = 0.1;
/** Seconds; a reset that lies further away is a moment since 1970, not a length (GitHub and GitLab send one). */
const longestReset = 366 * 24 * 3600;

/**
 * Reads `RateLimit-Limit` and `RateLimit-Remaining` as Docker Hub writes them (`100;w=21600`), the same names with
 * `X-` before them, and their `Reset`; null where nothing readable is said.
 */
export function readRateLimit(response: Pick<HttpResponse, 'header'>, now: number): RateLimit | null {
	const field = (name: string): string | null =>
		response.header(`ratelimit-${name}`) ?? response.header(`x-ratelimit-${name}`);
	const remaining = countOf(field('remaining'));
	if (remaining === null) return null;
	const window = /;\s*w=(\d{1,9})(?:\D|$)/.exec((field('limit') ?? field('remaining') ?? '').slice(0, 64))?.[1];
	const reset = countOf(field('reset'));
	const resetsIn = reset === null ? null : reset > longestReset ? reset * 1000 - now : reset * 1000;
	return {
		limit: countOf(field('limit')),
		remaining,
		window: window === undefined ? null : Number(window) * 1000,
		resetsIn: resetsIn === null || resetsIn < 0 || resetsIn > longestReset * 1000 ? null : resetsIn,
	};
}

const countOf = (field: string | null): number | null => {
	const match = /^\s*(\d{1,12})\s*(?:[;,]|$)/.exec((field ?? '').slice(0, 64));
	return match === null ? null : Number(match[1]);
};

export const isNear = ({limit, remaining}: RateLimit): boolean =>
	// Where ten are all there ever are, ten left are not few.
	(remaining <= fewLeft && (limit === null || limit > fewLeft)) || (limit !== null && remaining <= limit * smallPart);

/** `7 of 100 requests left in each 6 h, more in 40 min`. */
export function rateText({limit, remaining, window, resetsIn}: RateLimit): string {
	const all = limit === null ? '' : ` of ${limit}`;
	const each = window === null || window === 0 ? '' : ` in each ${lengthOf(window)}`;
	const more = resetsIn === null ? '' : `, more in ${lengthOf(resetsIn)}`;
	return `${remaining}${all} requests left${each}${more}`;
}

/** What a 429 leaves to be done, for the end of its sentence. */
export function rateAdvice(rate: RateLimit | null, loggedIn: boolean): string {
	const said = rate === null ? '' : `: ${rateText(rate)}`;
	return loggedIn ? said : `${said}; logging in raises the limit with most registries`;
}

function lengthOf(milliseconds: number): string {
	const seconds = Math.ceil(milliseconds / 1000);
	if (seconds < 120) return `${seconds} s`;
	if (seconds < 7200) return `${Math.ceil(seconds / 60)} min`;
	return `${Math.round(seconds / 360) / 10} h`;
}

/** Registries whose limit was spoken of, for every log: one warning is enough, however many images are read. */
const told = new WeakMap<object, Set<string>>();

/** Watches the limits of one registry, warns once when they are near, and knows the last ones for a refusal. */
export function rateWatch(
	world: World,
	registry: string,
): {
	readonly saw: (response: Pick<HttpResponse, 'header'>) => void;
	readonly advice: (loggedIn: boolean) => string;
} {
	let last: RateLimit | null = null;
	return {
		saw(response) {
			const rate = readRateLimit(response, world.now());
			if (rate === null) return;
			last = rate;
			const known = told.get(world.log) ?? new Set();
			told.set(world.log, known);
			if (!isNear(rate) || known.has(registry)) return;
			known.add(registry);
			world.log.warn(`${registry} allows only few more reads: ${rateText(rate)}`);
		},
		advice: (loggedIn) => rateAdvice(last, loggedIn),
	};
}
