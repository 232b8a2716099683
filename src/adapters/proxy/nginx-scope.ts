import {shown} from './byte-text.ts';
import type {Directive} from './directive.ts';

/** Blocks around a request, the innermost first, the `http` block last. */
export type Scope = readonly (readonly Directive[])[];

/** The directives of a name that count: those of the innermost block that has any. */
export function inherited(scope: Scope, name: string): readonly Directive[] {
	for (const block of scope) {
		const found = block.filter((directive) => directive.name === name);
		if (found.length > 0) return found;
	}
	return [];
}

/** What runs a program of its own before an answer is chosen, which may send a request anywhere. */
export const isScript = ({name}: Directive): boolean =>
	/^(?:set|rewrite|server_rewrite|access|precontent|content|balancer)_by_lua(?:_block|_file)?$|^(?:js_content|js_access|js_periodic|perl|perl_handler)$/.test(
		name,
	);

/** Who may come in at all. `denied`: nobody, and where that is written. */
export type Guards = {readonly denied: string | null; readonly unsure: readonly string[]};

/** What decides by more than host and path whether a request gets through, or where a copy of its answer lies. */
export function guardsOf(scope: Scope): Guards {
	const unsure: string[] = [];
	const rules = accessRules(scope);
	const on = (name: string): Directive | undefined => inherited(scope, name).find(({args}) => args[0] !== 'off');
	const [basic, subrequest, cache] = [on('auth_basic'), on('auth_request'), on('proxy_cache')];
	const anyWay = inherited(scope, 'satisfy').some(({args}) => args[0] === 'any') && (basic ?? subrequest) !== undefined;
	const [first] = rules;
	const denied = first?.name === 'deny' && first.args[0] === 'all' && !anyWay ? first.at : null;
	if (denied === null && rules.some(({name}) => name === 'deny'))
		unsure.push(`allow and deny at ${rules[0]!.at}: the address of the client decides`);
	if (basic !== undefined) unsure.push(`auth_basic at ${basic.at}: nginx answers 401 itself without credentials`);
	if (subrequest !== undefined)
		unsure.push(`auth_request ${shown(subrequest.args.join(' '))} at ${subrequest.at}: another request decides first`);
	for (const {name, at} of scope.flatMap((block) => block.filter(isScript)))
		unsure.push(`${name} at ${at}: a script may send the request elsewhere`);
	if (cache !== undefined) unsure.push(`proxy_cache at ${cache.at}: an answer may come out of the cache`);
	return {denied, unsure};
}

/** `allow` and `deny` are one list. */
function accessRules(scope: Scope): readonly Directive[] {
	for (const block of scope) {
		const found = block.filter(({name}) => name === 'allow' || name === 'deny');
		if (found.length > 0) return found;
	}
	return [];
}

/** Where nginx goes in place of an answer of its own with that status; null: nowhere. */
export function errorPage(scope: Scope, code: string): {readonly to: string; readonly at: string} | null {
	for (const {args, at} of inherited(scope, 'error_page')) {
		const to = args.at(-1);
		if (to !== undefined && args.slice(0, -1).includes(code)) return {to, at};
	}
	return null;
}
