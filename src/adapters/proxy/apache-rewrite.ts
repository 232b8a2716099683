import type {RouteQuestion} from '../../model/mapping.ts';
import {replaced} from './apache-path.ts';
import {bytesOf, shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import type {Patterns} from './pcre.ts';
import {isOpen, maybeArgs, withoutQuery} from './query-open.ts';

/** A request on its way. `path`: decoded; bytes as characters. */
export type ApacheWalk = {
	path: string;
	readonly question: RouteQuestion;
	readonly tls: boolean;
	readonly patterns: Patterns;
	readonly unsure: string[];
};

/** What rules lead to. `proxied`: to an address. `passed`: the path has changed and is looked at again; `file`: no longer a path. */
type ApacheRewritten =
	| {readonly kind: 'answered' | 'passed' | 'file'; readonly at: string}
	| {readonly kind: 'proxied'; readonly url: string; readonly at: string; readonly pattern: string};

const mostRounds = 10;
const mostText = 8_192;

/** Runs the rules of a virtual host, or of what is outside of them; null: they change nothing. */
export function runRules(block: readonly Directive[], walk: ApacheWalk): ApacheRewritten | null {
	const engine = block.findLast(({name}) => name === 'rewriteengine');
	if (engine?.args[0]?.toLowerCase() !== 'on') return null;
	let conditions: Directive[] = [];
	let changed: ApacheRewritten | null = null;
	let [skip, chained, rounds] = [0, false, 0];
	const rules = block.filter(({name}) => name === 'rewritecond' || name === 'rewriterule');
	for (let index = 0; index < rules.length; index++) {
		const rule = rules[index]!;
		if (rule.name === 'rewritecond') {
			conditions.push(rule);
			continue;
		}
		const own = conditions;
		conditions = [];
		const flags = flagsOf(rule.args[2]);
		if (skip > 0 || chained) {
			skip = Math.max(0, skip - 1);
			chained = chained && flags.has('C');
			continue;
		}
		const taken = applies(rule, own, flags, walk);
		if (taken === null) {
			chained = flags.has('C');
			continue;
		}
		const done = apply(rule, flags, taken, walk);
		if (done !== null && done.kind !== 'passed' && done.kind !== 'file') return done;
		changed = done ?? changed;
		skip = Number(flags.get('S') ?? 0) || 0;
		if (flags.has('L') || flags.has('END') || (done?.kind === 'passed' && flags.has('PT'))) return changed;
		if (flags.has('N')) {
			if (++rounds > mostRounds) {
				walk.unsure.push(`RewriteRule at ${rule.at} begins again without end`);
				return changed;
			}
			index = -1;
		}
	}
	return changed;
}

const long: Readonly<Record<string, string>> = {
	proxy: 'P',
	redirect: 'R',
	last: 'L',
	forbidden: 'F',
	gone: 'G',
	passthrough: 'PT',
	nocase: 'NC',
	chain: 'C',
	skip: 'S',
	next: 'N',
	ornext: 'OR',
	end: 'END',
};

function flagsOf(text: string | undefined): ReadonlyMap<string, string> {
	const flags = new Map<string, string>();
	for (const flag of (text ?? '').replace(/^\[|\]$/g, '').split(',')) {
		const [, name = '', value = ''] = /^\s*([^=]*)=?([\s\S]*)$/.exec(flag) ?? [];
		flags.set(long[name.trim().toLowerCase()] ?? name.trim().toUpperCase(), value);
	}
	return flags;
}

type Taken = {readonly groups: readonly (string | null)[]; readonly before: readonly (string | null)[]};

function applies(
	rule: Directive,
	conditions: readonly Directive[],
	flags: ReadonlyMap<string, string>,
	walk: ApacheWalk,
): Taken | null {
	const [written = ''] = rule.args;
	const negative = written.startsWith('!');
	const tried = walk.patterns.try(negative ? written.slice(1) : written, walk.path, flags.has('NC'));
	if (tried !== null && 'unknown' in tried) {
		walk.unsure.push(`RewriteRule at ${rule.at} was not evaluated: ${tried.unknown}`);
		return null;
	}
	if ((tried === null) !== negative) return null;
	const groups = tried?.groups ?? [];
	let before: readonly (string | null)[] = [];
	let [any, inRow] = [false, false];
	for (const condition of conditions) {
		const own = flagsOf(condition.args[2]);
		// Once one of those that are joined by OR holds, the others are not looked at.
		if (!(inRow && any)) {
			const held = holds(condition, own, {groups, before}, walk);
			if (held.groups !== null) before = held.groups;
			any = held.holds;
		}
		inRow = own.has('OR');
		if (!inRow && !any) return null;
	}
	return {groups, before};
}

/** What nobody here can tell is taken not to hold, but that no file is there. */
function holds(
	{args, at}: Directive,
	flags: ReadonlyMap<string, string>,
	taken: Taken,
	walk: ApacheWalk,
): {readonly holds: boolean; readonly groups: readonly (string | null)[] | null} {
	const [subject = '', pattern = ''] = args;
	const negative = pattern.startsWith('!');
	const test = negative ? pattern.slice(1) : pattern;
	if (/^-[dfFslLhUx]$/.test(test)) {
		walk.unsure.push(`RewriteCond over ${shown(subject)} at ${at}: taken that no file is there`);
		return {holds: negative, groups: null};
	}
	const value = expanded(subject, taken, walk);
	if (value === null || subject === 'expr' || /^-/.test(test)) {
		walk.unsure.push(`RewriteCond over ${shown(subject)} at ${at}, taken not to hold`);
		return {holds: false, groups: null};
	}
	const caseless = flags.has('NC');
	if (isOpen(value) && /^[<>=]/.test(test)) {
		walk.unsure.push(`RewriteCond over ${shown(subject)} at ${at}: the query decides, taken not to hold`);
		return {holds: false, groups: null};
	}
	const [, sign, operand] = /^(<=|>=|<|>|=)([\s\S]*)$/.exec(test) ?? [];
	if (sign !== undefined) {
		const fold = (text: string): string => (caseless ? text.toLowerCase() : text);
		const [left, right] = [fold(value), fold(operand === '""' ? '' : operand!)];
		const held =
			sign === '='
				? left === right
				: sign.startsWith('<')
					? left < right || (sign === '<=' && left === right)
					: left > right || (sign === '>=' && left === right);
		return {holds: held !== negative, groups: null};
	}
	const tried = walk.patterns.try(test, value, caseless);
	if (tried !== null && 'unknown' in tried) {
		walk.unsure.push(`RewriteCond at ${at} was not evaluated: ${tried.unknown}`);
		return {holds: false, groups: null};
	}
	return {holds: (tried !== null) !== negative, groups: tried?.groups ?? null};
}

/** null: it has a variable that nobody here can tell. */
function expanded(text: string, {groups, before}: Taken, {question, path, tls}: ApacheWalk): string | null {
	const {host, port, method} = question;
	const known: Readonly<Record<string, string>> = {
		HTTP_HOST: port === (tls ? 443 : 80) ? host : `${host}:${port}`,
		REQUEST_URI: path,
		REQUEST_METHOD: method,
		REQUEST_SCHEME: tls ? 'https' : 'http',
		HTTPS: tls ? 'on' : 'off',
		SERVER_PORT: String(port),
		QUERY_STRING: maybeArgs,
		// A plain request asks for no other protocol.
		'HTTP:Upgrade': '',
		'HTTP:Connection': '',
	};
	// A text of this length names no place.
	if (text.length > mostText || path.length > mostText) return null;
	let lost = false;
	const whole = text.replace(/%\{([^}]{1,100})\}|[$%](\d)/g, (found, name: string | undefined, digit: string) => {
		if (name === undefined) return (found.startsWith('$') ? groups : before)[Number(digit)] ?? '';
		const value = Object.hasOwn(known, name) ? known[name] : undefined;
		if (value === undefined) lost = true;
		return bytesOf(value ?? '');
	});
	return lost ? null : whole;
}

function apply(
	{args, at}: Directive,
	flags: ReadonlyMap<string, string>,
	taken: Taken,
	walk: ApacheWalk,
): ApacheRewritten | null {
	const [pattern = '', substitution = ''] = args;
	if (flags.has('F') || flags.has('G') || flags.has('R')) return {kind: 'answered', at};
	if (substitution === '-') return flags.has('P') ? {kind: 'answered', at} : null;
	const value =
		substitution.length > mostText
			? null
			: expanded(replaced(substitution.replaceAll('&', '\\&'), taken.groups), taken, walk);
	if (value === null || /\$\{\w+:/.test(substitution)) {
		walk.unsure.push(`RewriteRule at ${at} leads where nobody here can tell`);
		return flags.has('P') ? {kind: 'proxied', url: shown(substitution), at, pattern} : null;
	}
	// Behind its question mark a query decides nothing.
	if (isOpen(value.split('?', 1)[0]!)) walk.unsure.push(`RewriteRule at ${at} makes an address of the query`);
	if (flags.has('P')) return {kind: 'proxied', url: withoutQuery(value), at, pattern};
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return {kind: 'answered', at};
	walk.path = withoutQuery(value.split('?', 1)[0]!).slice(0, mostText);
	return {kind: flags.has('PT') ? 'passed' : 'file', at};
}
