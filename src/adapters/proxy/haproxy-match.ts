import type {RouteMatch} from '../../model/mapping.ts';
import {beforeQuery, isOpen, isSameText} from './query-open.ts';
import {type Effort, type Pattern, readPattern} from './pattern.ts';

/** How a value is compared (HAProxy's configuration manual, 7.1.3 and 7.1.4). */
export type Method = 'str' | 'beg' | 'end' | 'sub' | 'dir' | 'dom' | 'reg' | 'len' | 'int' | 'bool' | 'found' | 'other';

/** How a sample is compared with its patterns, by the names of `-m` (HAProxy configuration manual, 7.1.3). */
export const methods: Readonly<Record<string, Method>> = {
	str: 'str',
	beg: 'beg',
	end: 'end',
	sub: 'sub',
	dir: 'dir',
	dom: 'dom',
	reg: 'reg',
	len: 'len',
	int: 'int',
	bool: 'bool',
	found: 'found',
};

/** null: that cannot be told. */
export function matches(
	method: Method,
	pattern: string,
	value: string,
	ignoreCase: boolean,
	effort: Effort,
): boolean | null {
	if (isOpen(value) && method !== 'found') return matchesOpen(method, pattern, value, ignoreCase);
	if (method === 'reg') return matchesPattern(pattern, value, ignoreCase, effort);
	if (method === 'int' || method === 'len') return inRange(pattern, method === 'len' ? value.length : Number(value));
	if (method === 'other') return null;
	const [wanted, given] = ignoreCase ? [pattern.toLowerCase(), value.toLowerCase()] : [pattern, value];
	effort.steps -= 1 + (given.length >> 4);
	if (effort.steps <= 0) return null;
	if (method === 'beg') return given.startsWith(wanted);
	if (method === 'end') return given.endsWith(wanted);
	if (method === 'sub') return given.includes(wanted);
	if (method === 'dir') return holdsWord(given, wanted, '/?');
	if (method === 'dom') return holdsWord(given, wanted, '/?.:');
	return given === wanted;
}

/** What a value whose query nobody knows comes to whatever that is; null: the query decides. */
function matchesOpen(method: Method, pattern: string, value: string, ignoreCase: boolean): boolean | null {
	const [wanted, given] = ignoreCase ? [pattern.toLowerCase(), value.toLowerCase()] : [pattern, value];
	const before = beforeQuery(given);
	if (method === 'str') return isSameText(given, wanted);
	if (method === 'sub' && before.includes(wanted)) return true;
	const [, literal = '', rest = ''] =
		method === 'beg'
			? [null, wanted]
			: method === 'reg'
				? (/^\^((?:[\w/-](?![*?{]))+)([^|]*)$/.exec(wanted) ?? [])
				: [];
	if (literal === '') return null;
	if (before.startsWith(literal)) return rest === '' ? true : null;
	return literal.startsWith(before) ? null : false;
}

const read = new Map<string, Pattern | null>();
const maxRead = 2_000;

function matchesPattern(source: string, value: string, ignoreCase: boolean, effort: Effort): boolean | null {
	const key = `${ignoreCase ? 'i' : ' '}${source}`;
	let pattern = read.get(key);
	if (pattern === undefined) {
		effort.steps -= 10 * Math.min(source.length, 2_000);
		if (effort.steps <= 0) return null;
		pattern = readPattern(source, ignoreCase);
		if (read.size >= maxRead) read.clear();
		read.set(key, pattern);
	}
	const found = pattern?.match(value, effort);
	return found === undefined ? null : found !== null;
}

/** A word between separators; those at its own ends do not count. */
function holdsWord(value: string, pattern: string, separators: string): boolean {
	let [from, to] = [0, pattern.length];
	while (from < to && separators.includes(pattern[from]!)) from += 1;
	while (to > from && separators.includes(pattern[to - 1]!)) to -= 1;
	const word = pattern.slice(from, to);
	if (word === '') return false;
	for (let at = value.indexOf(word); at !== -1; at = value.indexOf(word, at + 1)) {
		const [before, after] = [value[at - 1], value[at + word.length]];
		if ((before === undefined || separators.includes(before)) && (after === undefined || separators.includes(after)))
			return true;
	}
	return false;
}

/** `80`, `80:90`, `1024:`, or an operator and its number as `ge 80`. */
function inRange(pattern: string, value: number): boolean | null {
	const [, operator, low, colon, high] = /^(?:(eq|ge|gt|le|lt) )?(\d{0,15})(:)?(\d{0,15})$/.exec(pattern) ?? [];
	if (low === undefined || !Number.isFinite(value) || (low === '' && high === '')) return null;
	const bound = Number(low);
	if (operator === 'ge') return value >= bound;
	if (operator === 'gt') return value > bound;
	if (operator === 'le') return value <= bound;
	if (operator === 'lt') return value < bound;
	if (colon === undefined) return value === bound;
	return (low === '' || value >= bound) && (high === '' || value <= Number(high));
}

/** The word of the model for a way of comparing. */
export const howOf = (method: Method, subject: 'host' | 'path'): RouteMatch['how'] => {
	if (method === 'reg') return 'regex';
	if (method === 'str') return 'exact';
	return subject === 'path' && (method === 'beg' || method === 'dir') ? 'prefix' : 'wildcard';
};
