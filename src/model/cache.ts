import type {Answer} from './evidence.ts';

/** A header of an answer, by lower-case name. */
export const headerOf = (answer: Pick<Answer, 'headers'>, name: string): string | null =>
	Object.hasOwn(answer.headers, name) ? answer.headers[name]! : null;

const told = [
	'x-cache',
	'x-cache-status',
	'x-proxy-cache',
	'x-nginx-cache',
	'x-vercel-cache',
	'cf-cache-status',
	'cache-status',
];
/** Also `TCP_HIT` and `Hit from cloudfront`; not `RefreshHit` and `REVALIDATED`, which the origin confirmed. */
const hit = /(?:^|[^a-z])hit(?:$|[^a-z])/i;
/** Of the caches that answer while they ask anew; in `cache-status` such a word says why the origin was asked. */
const old = /^\s*(?:stale|updating)\s*$/i;

/**
 * The header by which a cache says that it gave this answer from its store; null: none says so, which most proxies
 * leave out. RFC 9111, 5.1 for `age`; RFC 9211 for `cache-status`.
 */
export function cacheOf(answer: Pick<Answer, 'headers'>): string | null {
	const age = headerOf(answer, 'age')?.trim() ?? '';
	if (/^\d{1,10}$/.test(age) && Number(age) > 0) return `age ${age}`;
	for (const name of told) {
		const value = headerOf(answer, name);
		if (value !== null && (hit.test(value) || old.test(value))) return `${name} ${value}`;
	}
	const hits = headerOf(answer, 'x-cache-hits');
	return hits !== null && /[1-9]/.test(hits) ? `x-cache-hits ${hits}` : null;
}
