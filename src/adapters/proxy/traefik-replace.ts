import {type Effort, type PatternMatch, readPattern} from './pattern.ts';

/** As often as a path is long. */
const mostTimes = 1_000;
const longest = 65_536;

/**
 * What Go's ReplaceAllString makes of a text; undefined: cannot be told. Matches after the first are found in what is
 * left, where a pattern that looks at what stands before it would see another thing.
 */
export function replaced(text: string, source: string, by: string, effort: Effort): string | undefined {
	const pattern = readPattern(source);
	if (pattern === null) return undefined;
	const looksBack = /\\[bBA]|\^/.test(source.replace(/\[\^/g, '['));
	let [result, rest] = ['', text];
	for (let times = 0; times < mostTimes && result.length < longest; times++) {
		const match = pattern.match(rest, effort);
		if (match === undefined) return undefined;
		if (match === null) return result + rest;
		// An empty match may come once more in each place: nobody writes that to rewrite a path.
		if (match.end === match.start && rest !== '' && !source.startsWith('^')) return undefined;
		if (times > 0 && looksBack) return undefined;
		result += rest.slice(0, match.start) + expanded(by, match);
		rest = rest.slice(match.end);
		// The beginning of the text comes once.
		if (source.startsWith('^') && !source.includes('|')) return result + rest;
		if (rest === '') return result;
	}
	return undefined;
}

/** `$1`, `${1}`, `${name}`, `$$`, as Go's Regexp.Expand: the longest name counts, an unknown one is empty. */
const expanded = (by: string, {groups, names}: PatternMatch): string =>
	by.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (_, bare?: string, braced?: string) => {
		const name = bare ?? braced;
		if (name === undefined) return '$';
		const number = /^[0-9]+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name]! : -1;
		return groups[number] ?? '';
	});
