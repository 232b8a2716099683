import type {RouteMatch} from '../../model/mapping.ts';
import {shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import type {Patterns} from './pcre.ts';

/** `path`: bytes; of a pattern its text. `named`: `@name`, which no request reaches by itself. */
export type Location = {
	readonly directive: Directive;
	readonly kind: 'exact' | 'prefix' | 'regex' | 'named';
	readonly path: string;
	readonly caseless: boolean;
	/** `^~`: where it is the longest, no pattern is tried */
	readonly noRegex: boolean;
};

/** Which location takes a path, and those around it, the outermost first. */
export type ChosenLocation = {
	readonly chain: readonly Location[];
	readonly how: Extract<RouteMatch['how'], 'exact' | 'prefix' | 'regex'>;
	/** the path lacks only the slash at the end: nginx sends the client there */
	readonly slash: boolean;
	readonly groups: readonly (string | null)[];
	readonly names: Readonly<Record<string, string>>;
};

/** As it is written: with its modifier. */
export const shownLocation = ({directive}: Location): string => shown(directive.args.join(' '));

const locations = new WeakMap<readonly Directive[], readonly Location[]>();

export function locationsOf(block: readonly Directive[]): readonly Location[] {
	const known = locations.get(block);
	if (known !== undefined) return known;
	const found = block.filter(({name}) => name === 'location').map(locationOf);
	locations.set(block, found);
	return found;
}

function locationOf(directive: Directive): Location {
	const [first = '', second] = directive.args;
	const [, glued = '', rest = ''] = /^(=|\^~|~\*|~)?([\s\S]*)$/.exec(first) ?? [];
	const [modifier, path] = second === undefined ? [glued, rest] : [first, second];
	const named = modifier === '' && path.startsWith('@');
	const kind = modifier === '=' ? 'exact' : modifier.startsWith('~') ? 'regex' : named ? 'named' : 'prefix';
	return {directive, kind, path, caseless: modifier === '~*', noRegex: modifier === '^~'};
}

const proxies = /^(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/;
const addsSlash = ({kind, path, directive}: Location): boolean =>
	(kind === 'prefix' || kind === 'exact') &&
	path.endsWith('/') &&
	(directive.block ?? []).some(({name}) => proxies.test(name));

/**
 * As nginx chooses below a block: an exact location at once; of the prefixes the longest, within it its own locations;
 * then, unless it forbids that, the first pattern of the block. null: none.
 */
export function chooseLocation(
	block: readonly Directive[],
	path: string,
	patterns: Patterns,
	unsure: string[],
): ChosenLocation | null {
	const all = locationsOf(block);
	const exact = all.find((location) => location.kind === 'exact' && location.path === path);
	const none = {groups: [], names: {}, slash: false};
	if (exact !== undefined) return {...none, chain: [exact], how: 'exact'};
	let best: Location | null = null;
	for (const location of all)
		if (
			location.kind === 'prefix' &&
			path.startsWith(location.path) &&
			location.path.length >= (best?.path.length ?? 0)
		)
			best = location;
	const slashed = best?.path === path ? undefined : all.find((one) => one.path === `${path}/` && addsSlash(one));
	if (slashed !== undefined) return {...none, chain: [slashed], how: 'prefix', slash: true};
	const inner = best === null ? null : chooseLocation(best.directive.block ?? [], path, patterns, unsure);
	const isFinal = inner !== null && (inner.how !== 'prefix' || inner.slash);
	if (best !== null && inner !== null && isFinal) return {...inner, chain: [best, ...inner.chain]};
	for (const location of best?.noRegex === true ? [] : all) {
		if (location.kind !== 'regex') continue;
		const tried = patterns.try(location.path, path, location.caseless);
		if (tried === null) continue;
		if ('unknown' in tried) {
			unsure.push(
				`location ${shownLocation(location)} at ${location.directive.at} was not evaluated: ${tried.unknown}`,
			);
			continue;
		}
		const within = chooseLocation(location.directive.block ?? [], path, patterns, unsure);
		const {groups, names} = tried;
		if (within !== null)
			return {
				...within,
				chain: [location, ...within.chain],
				groups: within.groups.length > 0 ? within.groups : groups,
				names: {...names, ...within.names},
			};
		return {...none, chain: [location], how: 'regex', groups, names};
	}
	if (best === null) return null;
	return inner === null ? {...none, chain: [best], how: 'prefix'} : {...inner, chain: [best, ...inner.chain]};
}
