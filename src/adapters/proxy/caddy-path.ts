import {fitsStars} from './star-pattern.ts';

/** A path without dot segments; slashes in a row become one where `merge` says so. A trailing slash stays. */
export function cleanPath(path: string, merge: boolean): string {
	const kept: string[] = [];
	const segments = path.split('/');
	for (const [index, segment] of segments.entries()) {
		if (segment === '.' || (segment === '' && (merge || index === 0 || index === segments.length - 1))) continue;
		if (segment === '..') kept.pop();
		else kept.push(segment);
	}
	const clean = `/${kept.join('/')}`;
	return path.endsWith('/') && kept.length > 0 ? `${clean}/` : clean;
}

/** The decoded path; null: it is not encoded as a path may be. */
export function decoded(path: string): string | null {
	try {
		return decodeURIComponent(path);
	} catch {
		return null;
	}
}

const wild = /[*?[\\]/;

/**
 * Whether one pattern of Caddy's path matcher takes a path: in any case of letters, after decoding, dot segments and
 * doubled slashes resolved. null: that cannot be told.
 */
export function takesPath(pattern: string, path: string): boolean | null {
	if (pattern === '*') return true;
	const wanted = pattern.toLowerCase();
	const merge = !wanted.includes('//');
	if (wanted.includes('%')) return escaped(wanted, cleanPath(path, merge));
	const plain = decoded(path);
	if (plain === null) return null;
	const given = cleanPath(plain.toLowerCase(), merge);
	// Before 2.7 dots and spaces at the end did not count anywhere, as on Windows; since then they do.
	const cut = plain.toLowerCase().replace(/(?<![. ])[. ]+$/, '');
	const takes = takesPlain(wanted, given);
	return takes === takesPlain(wanted, cleanPath(cut, merge)) ? takes : null;
}

function takesPlain(wanted: string, given: string): boolean | null {
	const stars = wanted.split('*').length - 1;
	const [first, last] = [wanted.startsWith('*'), wanted.endsWith('*')];
	if (stars === 2 && first && last) return given.includes(wanted.slice(1, -1));
	if (stars === 1 && first) return given.endsWith(wanted.slice(1));
	if (stars === 1 && last) return given.startsWith(wanted.slice(0, -1));
	return globbed(wanted, given);
}

/** Where neither has an escape to compare, an escaped pattern is not met; else only whole escapes are compared here. */
function escaped(pattern: string, path: string): boolean | null {
	if (wild.test(pattern)) return null;
	const given = path.toLowerCase();
	if (given === pattern) return true;
	const [a, b] = [decoded(pattern), decoded(given)];
	return a === null || b === null || a === b ? null : false;
}

/** Shell patterns within segments, as `path.Match` of Go has them; sets and escapes are left open. */
function globbed(pattern: string, path: string): boolean | null {
	if (!wild.test(pattern)) return pattern === path;
	if (/[[\]\\]/.test(pattern)) return null;
	const [patterns, segments] = [pattern.split('/'), path.split('/')];
	return patterns.length === segments.length && patterns.every((part, index) => fitsStars(part, segments[index]!));
}

/** A path without a prefix, compared in any case of letters; null: that cannot be told. */
export function withoutPrefix(path: string, prefix: string): string | null {
	const clean = cleanPath(path, !prefix.includes('//'));
	if (clean.includes('%') || prefix.includes('%')) return null;
	if (!clean.toLowerCase().startsWith(prefix.toLowerCase())) return clean;
	const rest = clean.slice(prefix.length);
	return rest === '' ? '/' : rest.startsWith('/') ? rest : null;
}
