import {shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import {normalPath} from './nginx-uri.ts';
import type {Variables} from './nginx-variables.ts';
import type {Patterns} from './pcre.ts';
import {beforeQuery, isOpen, isSameText, withoutQuery} from './query-open.ts';

/** A request on its way through the blocks. */
export type Walk = {
	/** decoded and normal: what locations and patterns see; bytes as characters */
	uri: string;
	/** the path is no longer the one that came */
	changed: boolean;
	/** the path still begins with what its location has */
	located: boolean;
	readonly variables: Variables;
	readonly patterns: Patterns;
	readonly unsure: string[];
};

/**
 * What the directives of one block that run in turn lead to. `answered`: nginx answers, `code` as it was written; `body`:
 * with a text of its own. `conditional`: blocks of `if` that held, whose content counts more.
 */
type Rewritten = {
	readonly end:
		| {readonly kind: 'answered'; readonly code: string; readonly body: boolean; readonly at: string}
		| {readonly kind: 'search' | 'stay'};
	readonly conditional: readonly Directive[];
};

const deciding =
	/^(?:return|rewrite|break|set|if|proxy_pass|fastcgi_pass|uwsgi_pass|scgi_pass|grpc_pass|root|alias|deny|allow|try_files)$/;

/** Runs `set`, `if`, `rewrite`, `break` and `return` of a block in the order in which they stand. */
export function runRewrites(block: readonly Directive[], walk: Walk): Rewritten {
	const conditional: Directive[] = [];
	const before = walk.uri;
	let moved = false;
	const run = (directives: readonly Directive[]): Rewritten['end'] | null => {
		for (const directive of directives) {
			const {name, args, at} = directive;
			if (name === 'set') set(directive, walk);
			else if (name.startsWith('set_by_lua')) walk.variables.set(args[0]?.replace(/^\$/, '') ?? '', null);
			else if (name === 'break') return {kind: 'stay'};
			else if (name === 'return') {
				const [code = '200', text] = args;
				// One argument that is no code is an address: a redirect.
				const isCode = /^\d{3}$/.test(code);
				return {kind: 'answered', code: isCode ? code : '302', body: text !== undefined || !isCode, at};
			} else if (name === 'rewrite') {
				const end = rewrite(directive, walk);
				if (end === 'unmatched') continue;
				if (end.kind === 'answered') return end;
				moved = true;
				if (args[2] === 'last' || args[2] === 'break') return end;
			} else if (name === 'if') {
				const held = holds(args, walk);
				if (held === null) assumeNot(directive, walk);
				else if (held) {
					conditional.push(directive);
					const end = run(directive.block ?? []);
					if (end !== null) return end;
				}
			}
		}
		return null;
	};
	const end = run(block) ?? {kind: moved ? 'search' : 'stay'};
	if (walk.uri !== before) walk.changed = true;
	return {end, conditional};
}

function set({args: [variable = '', value = '']}: Directive, {variables}: Walk): void {
	const {values, unknown} = variables.expand(value);
	variables.set(variable.replace(/^\$/, ''), unknown.length === 0 && values.length === 1 ? values[0]! : null);
}

function rewrite({args, at}: Directive, walk: Walk): Rewritten['end'] | 'unmatched' {
	const [pattern = '', replacement = '', flag] = args;
	const tried = walk.patterns.try(pattern, walk.uri);
	if (tried === null) return 'unmatched';
	if ('unknown' in tried) {
		walk.unsure.push(`rewrite at ${at} was not evaluated: ${tried.unknown}`);
		return 'unmatched';
	}
	walk.variables.took(tried.groups, tried.names);
	if (/^(?:https?:\/\/|\$scheme)/.test(replacement) || flag === 'redirect' || flag === 'permanent')
		return {kind: 'answered', code: flag === 'permanent' ? '301' : '302', body: true, at};
	const {values, unknown, deciders} = walk.variables.expand(replacement);
	if (unknown.length > 0 || values.length !== 1) {
		walk.unsure.push(`rewrite at ${at} depends on $${[...unknown, ...deciders].join(', $')}`);
		return 'unmatched';
	}
	const [path] = values[0]!.split(/[?\0]/, 1) as [string];
	if (isOpen(path)) {
		walk.unsure.push(`rewrite at ${at} makes a path of the query`);
		return 'unmatched';
	}
	walk.uri = path;
	walk.variables.set('uri', path);
	walk.variables.set('document_uri', path);
	walk.changed = true;
	if (flag === 'break') walk.located = false;
	return {kind: flag === 'break' ? 'stay' : 'search'};
}

/** Conditions over what host, path and method tell are evaluated; null: nobody can here. */
function holds(args: readonly string[], walk: Walk): boolean | null {
	const text = args
		.join(' ')
		.replace(/^\(\s*/, '')
		.replace(/\s*\)$/, '');
	const [, variable, operator, operand] = /^(\$\w+)(?:\s*(!?~\*?|!?=)\s*([\s\S]*))?$/.exec(text) ?? [];
	if (variable === undefined) return null;
	const left = walk.variables.expand(variable);
	if (left.unknown.length > 0 || left.values.length !== 1) return null;
	const [value] = left.values as [string];
	if (operator === undefined || operand === undefined)
		return isOpen(value) && beforeQuery(value) === '' ? null : value !== '' && value !== '0';
	if (operator.endsWith('=')) {
		const right = walk.variables.expand(operand);
		if (right.unknown.length > 0 || right.values.length !== 1) return null;
		const [other] = right.values as [string];
		const same = isOpen(other) ? isSameText(other, value) : isSameText(value, other);
		return same === null || (isOpen(other) && isOpen(value)) ? null : same !== operator.startsWith('!');
	}
	const tried = walk.patterns.try(operand, value, operator.endsWith('*'));
	if (tried !== null && 'unknown' in tried) return null;
	if (tried !== null) walk.variables.took(tried.groups, tried.names);
	return (tried !== null) !== operator.startsWith('!');
}

function assumeNot({args, at, block}: Directive, {unsure, variables}: Walk): void {
	const inside = (block ?? []).filter(({name}) => deciding.test(name));
	if (inside.length === 0) return;
	// What a variable is compared with may be a secret.
	unsure.push(`if over ${shown((args[0] ?? '').replace(/^\(/, ''))} at ${at}, taken not to hold`);
	for (const {
		name,
		args: [variable = ''],
	} of inside)
		if (name === 'set') variables.set(variable.replace(/^\$/, ''), null);
}

/** A path that a directive leads to inside: normal already, but for what was written with escapes or dots. */
export const innerPath = (path: string): string =>
	normalPath(withoutQuery(path.split(/[?\0]/, 1)[0]!), true) ?? withoutQuery(path);
