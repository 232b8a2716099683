import type {RouteMatch} from '../../model/mapping.ts';
import type {Raw} from './raw.ts';

/** A service to which a rule sends a share of requests. `port`: a number, or the name of one; null: it is not stated. */
export type ServiceRef = {
	readonly namespace: string;
	readonly service: string;
	readonly port: number | string | null;
	readonly weight: number | null;
};

/** What takes a request in a cluster. `of`: the object whose rule it is. */
export type Taken = {
	readonly of: Raw;
	readonly match: RouteMatch;
	readonly outcome: 'proxied' | 'answered';
	readonly refs: readonly ServiceRef[];
	readonly rewritten: string | null;
	readonly host: string | null;
	readonly doubts: readonly string[];
};

/** How precisely a host is named: a whole name before a wildcard, a longer wildcard before a shorter, nothing last. */
export type HostFit = {readonly host: string | null; readonly rank: number};

/**
 * Which of some hosts names a host best; null: none does. No hosts: every one. `labels`: how many labels a wildcard
 * stands for, one with Ingress, any number with the Gateway API.
 */
export function hostFit(hosts: readonly string[], host: string, labels: 'one' | 'any'): HostFit | null {
	if (hosts.length === 0) return {host: null, rank: 0};
	let best: HostFit | null = null;
	for (const given of hosts) {
		const own = given.toLowerCase();
		const fits = own === host || (own.startsWith('*.') && isBelow(host, own.slice(1), labels));
		const rank = own.startsWith('*.') ? own.length : 1_000 + own.length;
		if (fits && rank > (best?.rank ?? -1)) best = {host: given, rank};
	}
	return best;
}

const isBelow = (host: string, suffix: string, labels: 'one' | 'any'): boolean =>
	host.endsWith(suffix) &&
	host.length > suffix.length &&
	(labels === 'any' || !host.slice(0, -suffix.length).includes('.'));

/** Whether a prefix takes a path, element by element: `/foo` takes `/foo`, `/foo/` and `/foo/bar`, never `/foobar`. */
export const hasPrefix = (path: string, prefix: string): boolean => {
	const whole = prefix.replace(/\/+$/, '');
	return path === whole || path.startsWith(`${whole}/`);
};

/** A path without dot segments and escapes, as what proxies compare; null: it holds none. */
export function plainPath(path: string): string | null {
	if (!/\/\.{1,2}(?:\/|$)|%|\/\//.test(path)) return null;
	const kept: string[] = [];
	for (const part of decoded(path).split('/')) {
		if (part === '..') kept.pop();
		else if (part !== '' && part !== '.') kept.push(part);
	}
	return `/${kept.join('/')}${kept.length > 0 && /\/\.{0,2}$/.test(path) ? '/' : ''}`;
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/** How a rule is found by what it states: of a path and a host, the path says more. */
export const howOf = (path: string | null, exact: boolean, host: string | null): RouteMatch['how'] => {
	if (exact) return 'exact';
	if (path !== null && path !== '/') return 'prefix';
	if (host === null) return 'default';
	return host.startsWith('*.') ? 'wildcard' : 'prefix';
};
