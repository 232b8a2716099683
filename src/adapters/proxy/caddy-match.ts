import type {RouteMatch} from '../../model/mapping.ts';
import {at, listIn, objectIn, textIn, textsIn} from './caddy-json.ts';
import {cleanPath, decoded, takesPath} from './caddy-path.ts';
import {filledIn, type Passing, replaced} from './caddy-request.ts';
import {readPattern} from './pattern.ts';
import {isSameText} from './query-open.ts';
import type {Raw} from './raw.ts';

/** What a route was matched by; null: whatever the host, or the path. */
export type MetBy = {
	readonly host: string | null;
	readonly path: string | null;
	readonly how: RouteMatch['how'];
};

/** Matchers within `not` within `not`. */
const maxDepth = 20;

type Answer = boolean | null;
/** null: it cannot be told; `doubts` names the matchers. */
type Matched = {readonly holds: Answer; readonly metBy: MetBy; readonly doubts: readonly string[]};

/** Sets are alternatives, matchers of a set must all be met; no set at all is met by every request. */
export function matchedBy(sets: unknown, outer: MetBy, passing: Passing): Matched {
	const all = listIn(sets);
	if (all.length === 0) return {holds: true, metBy: outer, doubts: []};
	const doubts: string[] = [];
	for (const set of all) {
		const {holds, metBy, doubts: more} = matchedSet(objectIn(set) ?? {}, outer, passing);
		if (holds === true) return {holds, metBy, doubts: []};
		if (holds === null) doubts.push(...more);
	}
	return {holds: doubts.length === 0 ? false : null, metBy: outer, doubts};
}

function matchedSet(set: Raw, outer: MetBy, passing: Passing, depth = 0): Matched {
	let metBy = outer;
	const doubts: string[] = [];
	for (const [name, value] of Object.entries(set)) {
		passing.effort.steps -= 1;
		const found = passing.effort.steps <= 0 || depth > maxDepth ? null : matcher(name, value, passing, depth);
		const holds = typeof found === 'object' && found !== null ? found.holds : found;
		if (holds === false) return {holds: false, metBy: outer, doubts: []};
		if (holds === null) doubts.push(name);
		else if (typeof found === 'object' && found !== null) metBy = combined(metBy, found);
	}
	return {holds: doubts.length === 0 ? true : null, metBy, doubts};
}

type Found = {
	readonly holds: Answer;
	readonly subject: 'host' | 'path';
	readonly pattern: string;
	readonly how: RouteMatch['how'];
};

const combined = (outer: MetBy, {subject, pattern, how}: Found): MetBy => ({
	...outer,
	[subject]: pattern,
	// What is told of a path says more than what is told of a host.
	how: subject === 'path' || outer.path === null ? how : outer.how,
});

function matcher(name: string, value: unknown, passing: Passing, depth: number): Answer | Found {
	if (name === 'host') return hostIn(textsIn(value), passing);
	if (name === 'path') return pathIn(textsIn(value), passing);
	if (name === 'path_regexp') return pathPattern(value, passing);
	if (name === 'method') return passing.method === null ? null : textsIn(value).includes(passing.method);
	if (name === 'protocol') return protocol(value, passing);
	if (name === 'not') return negated(value, passing, depth);
	if (name === 'vars') return variables(value, passing);
	if (
		name === 'header' &&
		Object.keys(objectIn(value) ?? {})
			.join()
			.toLowerCase() === 'host'
	)
		return hostHeader(Object.values(objectIn(value)!)[0], passing);
	return null;
}

function hostIn(names: readonly string[], passing: Passing): Answer | Found {
	const {host} = passing;
	if (host === null) return null;
	let open = false;
	for (const written of names) {
		passing.effort.steps -= 1;
		const name = replaced(written, passing);
		if (name === null) open = true;
		else if (takesHost(name.toLowerCase(), host))
			return {holds: true, subject: 'host', pattern: written, how: name.includes('*') ? 'wildcard' : 'exact'};
	}
	return open ? null : false;
}

/** A star stands for one whole label. */
function takesHost(pattern: string, host: string): boolean {
	if (!pattern.includes('*')) return pattern === host;
	const [labels, given] = [pattern.split('.'), host.split('.')];
	return labels.length === given.length && labels.every((label, index) => label === '*' || label === given[index]);
}

function pathIn(patterns: readonly string[], passing: Passing): Answer | Found {
	const {path} = passing;
	if (path === null) return null;
	let open = false;
	for (const written of patterns) {
		passing.effort.steps -= 1 + (path.length >> 4);
		if (passing.effort.steps <= 0) return null;
		const pattern = replaced(written, passing);
		const takes = pattern === null ? null : takesPath(pattern, path);
		if (takes === true) return {holds: true, subject: 'path', pattern: written, how: howOf(written)};
		open ||= takes === null;
	}
	return open ? null : false;
}

const howOf = (pattern: string): RouteMatch['how'] =>
	!pattern.includes('*') ? 'exact' : pattern.indexOf('*') === pattern.length - 1 ? 'prefix' : 'wildcard';

function pathPattern(value: unknown, passing: Passing): Answer | Found {
	const source = textIn(at(value, 'pattern'));
	const path = passing.path === null ? null : decoded(passing.path);
	const pattern = source === null || source.includes('{http.') ? null : readPattern(source);
	if (source === null || path === null || pattern === null) return null;
	const found = pattern.match(cleanPath(path, true), passing.effort);
	if (found === undefined) return null;
	if (found === null) return false;
	const name = textIn(at(value, 'name')) ?? '';
	const prefix = name === '' ? 'http.regexp' : `http.regexp.${name}`;
	for (const [index, group] of found.groups.entries()) passing.placeholders.set(`${prefix}.${index}`, group ?? '');
	for (const [group, index] of Object.entries(found.names))
		passing.placeholders.set(`${prefix}.${group}`, found.groups[index] ?? '');
	return {holds: true, subject: 'path', pattern: source, how: 'regex'};
}

function protocol(value: unknown, {question}: Passing): Answer {
	if (value === 'http' || value === 'https') return question.scheme === value;
	return null;
}

/** Met where none of its sets is. */
function negated(value: unknown, passing: Passing, depth: number): Answer {
	let open = false;
	for (const set of Array.isArray(value) ? value : [value]) {
		const {holds} = matchedSet(objectIn(set) ?? {}, {host: null, path: null, how: 'default'}, passing, depth + 1);
		if (holds === true) return false;
		open ||= holds === null;
	}
	return open ? null : true;
}

function variables(value: unknown, passing: Passing): Answer {
	for (const [name, wanted] of Object.entries(objectIn(value) ?? {})) {
		const given = filledIn(name.startsWith('{') ? name : `{http.vars.${name}}`, passing);
		if (given === null) return null;
		const same = textsIn(wanted).map((one) => isSameText(given, one));
		if (same.includes(true)) return true;
		if (same.includes(null)) return null;
	}
	return false;
}

function hostHeader(value: unknown, {host}: Passing): Answer {
	const values = textsIn(value);
	if (host === null || values.some((one) => /[*{:]/.test(one))) return null;
	return values.includes(host);
}
