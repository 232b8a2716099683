import type {RouteMatch} from '../../model/mapping.ts';
import type {Line} from './haproxy-language.ts';
import {patternsOf} from './haproxy-map.ts';
import {howOf, type Method, matches, methods} from './haproxy-match.ts';
import {callsOf, converted, fetched, type Look, type Value} from './haproxy-sample.ts';

/** Which pattern a condition was met by. */
export type MetBy = {readonly subject: 'host' | 'path'; readonly pattern: string; readonly how: RouteMatch['how']};

/** null: it cannot be told; `doubts` says by which parts. */
export type Outcome = {
	readonly holds: boolean | null;
	readonly metBy: readonly MetBy[];
	readonly doubts: readonly string[];
};

/** Access lists by name: several lines of one name are alternatives. */
export type Lists = ReadonlyMap<string, readonly (readonly string[])[]>;

export function listsOf(lines: readonly Line[]): Lists {
	const lists = new Map<string, (readonly string[])[]>();
	for (const {words} of lines) {
		if (words[0] !== 'acl' || words[1] === undefined) continue;
		const known = lists.get(words[1]);
		if (known === undefined) lists.set(words[1], [words.slice(2)]);
		else known.push(words.slice(2));
	}
	return lists;
}

const always: Outcome = {holds: true, metBy: [], doubts: []};

/** The words of a rule before its condition, and whether that is met (7.2 Using ACLs to form conditions). */
export async function decide(
	words: readonly string[],
	lists: Lists,
	look: Look,
): Promise<{readonly rule: readonly string[]; readonly outcome: Outcome}> {
	const at = words.findIndex((word) => word === 'if' || word === 'unless');
	if (at === -1) return {rule: words, outcome: always};
	const met = await anyOf(words.slice(at + 1), lists, look);
	const outcome =
		words[at] === 'if' ? met : {holds: met.holds === null ? null : !met.holds, metBy: [], doubts: met.doubts};
	return {rule: words.slice(0, at), outcome};
}

async function anyOf(words: readonly string[], lists: Lists, look: Look): Promise<Outcome> {
	const doubts: string[] = [];
	let row: string[] = [];
	const rows = [row];
	let depth = 0;
	for (const word of words) {
		if (/^!*\{$/.test(word)) depth += 1;
		if (word === '}') depth -= 1;
		if (depth === 0 && (word === 'or' || word === '||')) rows.push((row = []));
		else row.push(word);
	}
	for (const terms of rows) {
		const met = await allOf(terms, lists, look);
		if (met.holds === true) return met;
		if (met.holds === null) doubts.push(...met.doubts);
	}
	return {holds: doubts.length === 0 ? false : null, metBy: [], doubts};
}

async function allOf(words: readonly string[], lists: Lists, look: Look): Promise<Outcome> {
	const metBy: MetBy[] = [];
	const doubts: string[] = [];
	let negated = false;
	for (let at = 0; at < words.length; at++) {
		let word = words[at]!;
		while (word.startsWith('!')) {
			negated = !negated;
			word = word.slice(1);
		}
		if (word === '') continue;
		let term: Outcome;
		if (word === '{') {
			const end = words.indexOf('}', at);
			const inside = words.slice(at + 1, end === -1 ? words.length : end);
			// Without its patterns: what a header is compared with may be a secret.
			term = await listed(inside, (inside[0] ?? '').slice(0, 60), look);
			at = end === -1 ? words.length : end;
		} else term = await namedList(word, lists, look);
		if (term.holds === negated) return {holds: false, metBy: [], doubts: []};
		if (term.holds === null) doubts.push(...term.doubts);
		else if (!negated) metBy.push(...term.metBy);
		negated = false;
	}
	return {holds: doubts.length === 0 ? true : null, metBy, doubts};
}

/** 7.3.7 Pre-defined ACLs. */
const predefined: Readonly<Record<string, readonly string[]>> = {
	TRUE: ['always_true'],
	FALSE: ['always_false'],
	HTTP: ['req.proto_http'],
	METH_CONNECT: ['method', 'CONNECT'],
	METH_DELETE: ['method', 'DELETE'],
	METH_GET: ['method', 'GET', 'HEAD'],
	METH_HEAD: ['method', 'HEAD'],
	METH_OPTIONS: ['method', 'OPTIONS'],
	METH_POST: ['method', 'POST'],
	METH_PUT: ['method', 'PUT'],
	METH_TRACE: ['method', 'TRACE'],
	HTTP_URL_ABS: ['always_false'],
	HTTP_URL_SLASH: ['url_beg', '/'],
	WAIT_END: ['always_true'],
};

async function namedList(name: string, lists: Lists, look: Look): Promise<Outcome> {
	const own = lists.get(name);
	const alternatives = own ?? (predefined[name] === undefined ? [] : [predefined[name]]);
	const doubts: string[] = alternatives.length === 0 ? [`the list ${name} is not known`] : [];
	for (const words of alternatives) {
		const outcome = await listed(words, name, look);
		if (outcome.holds === true) return outcome;
		if (outcome.holds === null) doubts.push(...outcome.doubts);
	}
	return {holds: doubts.length === 0 ? false : null, metBy: [], doubts};
}

type Criterion = {
	readonly value: Value;
	readonly method: Method | null;
	readonly subject: 'host' | 'path' | null;
};

/** One list: a sample, flags and patterns (7.1 ACL basics). */
async function listed(words: readonly string[], name: string, look: Look): Promise<Outcome> {
	const [expression = '', ...rest] = words;
	const unknown: Outcome = {holds: null, metBy: [], doubts: [name]};
	const criterion = await read(expression, look);
	const flags = await readFlags(rest, look);
	if (flags === null) return unknown;
	const {ignoreCase, patterns} = flags;
	const {value, subject} = criterion;
	const method = flags.method ?? criterion.method ?? defaultOf(expression, patterns);
	if (value === null) return unknown;
	if (value === undefined) return {holds: false, metBy: [], doubts: []};
	if (method === 'found') return always;
	if (method === 'bool' && patterns.length === 0) return {holds: value !== '0' && value !== '', metBy: [], doubts: []};
	let doubtful = false;
	for (const pattern of patterns) {
		const matched = matches(method, pattern, value, ignoreCase, look.effort);
		if (matched === true)
			return {...always, metBy: subject === null ? [] : [{subject, pattern, how: howOf(method, subject)}]};
		doubtful ||= matched === null;
	}
	return doubtful ? unknown : {holds: false, metBy: [], doubts: []};
}

const subjects: Readonly<Record<string, 'host' | 'path'>> = {path: 'path', url: 'path', pathq: 'path'};

async function read(expression: string, look: Look): Promise<Criterion> {
	const [first, ...rest] = callsOf(expression);
	if (first === undefined) return {value: null, method: null, subject: null};
	const [, stem = '', suffix = ''] = /^(.*)_(beg|dir|dom|end|len|reg|sub)$/.exec(first.name) ?? [];
	const method = methods[suffix] ?? null;
	const call = method === null ? first : {...first, name: stem};
	let value = fetched(call, look);
	for (const converter of rest) value = await converted(value, converter, look);
	const host = /^(?:(?:req\.)?f?hdr|ssl_fc_sni|req\.ssl_sni|req_ssl_sni)$/.test(call.name);
	return {value, method, subject: host ? 'host' : (subjects[call.name] ?? null)};
}

const booleans = /^(?:ssl_fc|always_(?:true|false)|bool\(|req\.proto_http)/;
const numbers = /^(?:dst_port|int\(|(?:req\.)?f?hdr_cnt)|,length$/;

function defaultOf(expression: string, patterns: readonly string[]): Method {
	if (booleans.test(expression)) return 'bool';
	if (numbers.test(expression)) return patterns.length === 0 ? 'bool' : 'int';
	return patterns.length === 0 ? 'bool' : 'str';
}

const maxPatterns = 100_000;

async function readFlags(
	words: readonly string[],
	look: Look,
): Promise<{method: Method | null; ignoreCase: boolean; patterns: readonly string[]} | null> {
	let method: Method | null = null;
	let ignoreCase = false;
	const patterns: string[] = [];
	let at = 0;
	for (; at < words.length && words[at]!.startsWith('-'); at++) {
		const flag = words[at];
		if (flag === '--') {
			at += 1;
			break;
		}
		if (flag === '-i') ignoreCase = true;
		else if (flag === '-m') method = methods[words[++at] ?? ''] ?? 'other';
		else if (flag === '-f') {
			const text = await look.read(words[++at] ?? '');
			if (text === null) return null;
			for (const pattern of patternsOf(text)) if (patterns.length < maxPatterns) patterns.push(pattern);
		} else if (flag === '-u') at += 1;
		else if (flag !== '-n' && flag !== '-M') break;
	}
	const rest = words.slice(at);
	for (let index = 0; index < rest.length; index++) {
		const operator = /^(?:eq|ge|gt|le|lt)$/.test(rest[index]!) && /^\d+$/.test(rest[index + 1] ?? '');
		patterns.push(operator ? `${rest[index]} ${rest[++index]}` : rest[index]!);
	}
	return {method, ignoreCase, patterns};
}
