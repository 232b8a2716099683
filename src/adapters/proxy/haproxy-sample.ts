import {type Effort, type Pattern, readPattern} from './pattern.ts';
import {lookUp} from './haproxy-map.ts';
import {isOpen, maybeQuery} from './query-open.ts';

/** A request as the rules have left it. `null`: not known any more. */
export type Passing = {
	host: string | null;
	path: string | null;
	readonly method: string;
	readonly tls: boolean;
	readonly port: number;
	/** where only bytes are passed on there is no request to look at */
	readonly http: boolean;
	readonly variables: Map<string, Value>;
};

/** undefined: there is none, so that nothing matches; null: it cannot be told. Booleans are `1` and `0`. */
export type Value = string | null | undefined;

/** What the evaluation of one question shares. `read`: a small file where the proxy runs, null where it cannot be read. */
export type Look = {
	readonly passing: Passing;
	readonly effort: Effort;
	readonly read: (path: string) => Promise<string | null>;
	readonly unsure: Set<string>;
};

export type Call = {readonly name: string; readonly args: readonly string[]};

/** `req.hdr(host),lower,map(file,default)` as its calls. */
export function callsOf(expression: string): readonly Call[] {
	const calls: Call[] = [];
	let rest = expression;
	while (rest !== '' && calls.length < 32) {
		const name = /^[\w.-]+/.exec(rest)?.[0];
		if (name === undefined) return [{name: 'unread', args: []}];
		rest = rest.slice(name.length);
		let args: readonly string[] = [];
		if (rest.startsWith('(')) {
			const [inside, length] = parenthesised(rest);
			args = inside;
			rest = rest.slice(length);
		}
		calls.push({name, args});
		if (rest !== '' && !rest.startsWith(',')) return [{name: 'unread', args: []}];
		rest = rest.slice(1);
	}
	return calls;
}

/** Arguments of a call: quotes may hold commas and parentheses. */
function parenthesised(text: string): readonly [readonly string[], number] {
	const args = [''];
	let quote: string | null = null;
	let at = 1;
	for (; at < text.length; at++) {
		const character = text[at]!;
		if (quote !== null) {
			if (character === quote) quote = null;
			else args[args.length - 1] += character;
		} else if (character === '"' || character === "'") quote = character;
		else if (character === ')') break;
		else if (character === ',') args.push('');
		else if (character === '\\' && at + 1 < text.length) args[args.length - 1] += text[++at]!;
		else args[args.length - 1] += character;
	}
	return [args, Math.min(text.length, at + 1)];
}

const bool = (value: boolean): Value => (value ? '1' : '0');

/** What a sample holds, of those that host, path, method and connection decide. */
export function fetched({name, args}: Call, {passing}: Look): Value {
	const {host, path, method, tls, port, http, variables} = passing;
	const constant = constants[name];
	if (constant !== undefined) return constant(args);
	if (name === 'ssl_fc') return bool(tls);
	if (name === 'ssl_fc_sni' || name === 'req.ssl_sni' || name === 'req_ssl_sni') return tlsName(name, passing);
	if (name === 'dst_port') return String(port);
	if (name === 'var') return variables.has(args[0]!) ? variables.get(args[0]!) : undefined;
	if (!http) return null;
	if (name === 'req.proto_http') return '1';
	if (/^(?:req\.)?f?hdr$/.test(name)) return args[0]?.toLowerCase() === 'host' ? host : null;
	if (/^(?:req\.)?f?hdr_cnt$/.test(name)) return args[0]?.toLowerCase() === 'host' ? '1' : null;
	if (name === 'path') return path;
	if (name === 'url' || name === 'pathq' || name === 'capture.req.uri') return path === null ? null : path + maybeQuery;
	if (name === 'base') return host === null || path === null ? null : host + path;
	if (name === 'method' || name === 'capture.req.method') return method;
	return null;
}

const constants: Readonly<Record<string, (args: readonly string[]) => Value>> = {
	always_true: () => '1',
	always_false: () => '0',
	bool: ([value]) => bool(value === 'true' || value === '1' || value === 'on' || value === 'yes'),
	int: ([value]) => value ?? null,
	str: ([value]) => value ?? '',
	meth: ([value]) => value ?? null,
};

/** The name that the client asks for in its handshake: read before it is ended, or by whoever ends it. */
function tlsName(name: string, {tls, http, host}: Passing): Value {
	if (name === 'ssl_fc_sni') return tls ? host : undefined;
	return http ? undefined : host;
}

/** What a converter makes of a value; a value that is not there stays so. */
export async function converted(value: Value, {name, args}: Call, look: Look): Promise<Value> {
	if (value === null || value === undefined) return value;
	if (name.startsWith('map')) return lookUp(value, name, args, look);
	const convert = converters[name];
	if (isOpen(value) && name !== 'lower' && name !== 'upper') return null;
	return convert === undefined ? null : convert(value, args, look.effort);
}

const converters: Readonly<Record<string, (value: string, args: readonly string[], effort: Effort) => Value>> = {
	lower: (value) => value.toLowerCase(),
	upper: (value) => value.toUpperCase(),
	host_only: (value) => (value.startsWith('[') ? value.slice(0, value.indexOf(']') + 1) : value.split(':', 1)[0]!),
	port_only: (value) => /:(\d+)$/.exec(value)?.[1] ?? '0',
	not: (value) => bool(value === '0'),
	field: (value, [index, delimiter]) => piece(value, Number(index), delimiter ?? '', false),
	word: (value, [index, delimiter]) => piece(value, Number(index), delimiter ?? '', true),
	length: (value) => String(value.length),
	iif: (value, [yes, no]) => (value === '0' ? no : yes),
	regsub: (value, [source, replacement, flags], effort) => {
		const pattern = readPattern(source ?? '', flags?.includes('i'));
		return pattern === null || flags?.includes('g') ? null : substituted(value, pattern, replacement ?? '', effort);
	},
};

function substituted(value: string, pattern: Pattern, replacement: string, effort: Effort): Value {
	const found = pattern.match(value, effort);
	if (found === undefined) return null;
	if (found === null) return value;
	return value.slice(0, found.start) + withGroups(replacement, found.groups) + value.slice(found.end);
}

/** `\1` stands for the first group. */
export const withGroups = (text: string, groups: readonly (string | null)[]): string =>
	text.replace(/\\(\d)/g, (_, digit: string) => groups[Number(digit)] ?? '');

function piece(value: string, index: number, delimiters: string, words: boolean): Value {
	if (!Number.isInteger(index) || index === 0 || delimiters === '') return null;
	const pieces = [''];
	for (const character of value) {
		if (delimiters.includes(character)) pieces.push('');
		else pieces[pieces.length - 1] += character;
	}
	const kept = words ? pieces.filter((text) => text !== '') : pieces;
	const found = kept.at(index > 0 ? index - 1 : index);
	return found === undefined || (words && found === '') ? undefined : found;
}

export async function sampleOf(expression: string, look: Look): Promise<Value> {
	const [first, ...rest] = callsOf(expression);
	if (first === undefined) return null;
	let value = fetched(first, look);
	for (const call of rest) value = await converted(value, call, look);
	return value;
}

/** A format such as `be_%[req.hdr(host),lower]`: null where part of it cannot be told, or is not there. */
export async function formatted(format: string, look: Look): Promise<string | null> {
	let text = '';
	for (let at = 0; at < format.length; ) {
		if (format[at] !== '%') text += format[at++];
		else if (format[at + 1] === '%') {
			text += '%';
			at += 2;
		} else {
			const end = format[at + 1] === '[' ? closing(format, at + 1) : -1;
			if (end === -1) return null;
			const value = await sampleOf(format.slice(at + 2, end), look);
			if (value === null || value === undefined) return null;
			text += value;
			at = end + 1;
		}
	}
	return text;
}

function closing(text: string, from: number): number {
	let depth = 0;
	for (let at = from; at < text.length; at++) {
		if (text[at] === '[') depth += 1;
		if (text[at] === ']' && --depth === 0) return at;
	}
	return -1;
}
