import type {Entered} from './traefik-listeners.ts';
import {entryPointsOf} from './traefik-listeners.ts';
import {type Asked, type Syntax, type Taken, takes} from './traefik-match.ts';
import {type Raw, shown, textOf, textsOf} from './raw.ts';
import {parseRule, type Rule} from './traefik-rule.ts';

export type Router = {readonly raw: Raw; readonly name: string; readonly provider: string};
/** `rule: null`: it is not understood. */
export type Chosen = {readonly router: Router; readonly rule: Rule | null; readonly syntax: Syntax};
type Choice = {readonly chosen: Chosen | null; readonly doubts: readonly string[]};

/** A router as it is called in the API: with the provider that it is from. */
export const routerOf = (raw: Raw): Router => {
	const name = textOf(raw['name']) ?? '';
	return {raw, name, provider: textOf(raw['provider']) ?? name.slice(name.lastIndexOf('@') + 1)};
};

/** A number of 64 bits, which only its text holds whole. A router without one has the length of its rule. */
function priorityOf({raw}: Router): bigint {
	const text = textOf(raw['priorityStr']);
	if (text !== null && /^-?[0-9]{1,20}$/.test(text) && text !== '0') return BigInt(text);
	const {priority} = raw;
	if (typeof priority === 'number' && Number.isInteger(priority) && priority !== 0) return BigInt(priority);
	return BigInt(new TextEncoder().encode(textOf(raw['rule']) ?? '').length);
}

const syntaxOf = ({raw}: Router, version: string | null): Syntax =>
	raw['ruleSyntax'] === 'v2' || /^v?2\./.test(version ?? '') ? 'v2' : 'v3';

/** Routers of HTTP that are in effect where the request came in. */
export const inEffect = (all: readonly Router[], {names}: Entered): readonly Router[] =>
	all.filter(
		({raw}) =>
			raw['status'] !== 'disabled' &&
			textsOf(raw['parentRefs']).length === 0 &&
			entryPointsOf(raw).some((name) => names.has(name)),
	);

/** Rules that are looked at: what a question costs is bounded, whoever configured the proxy. */
const mostRules = 20_000;

/** The router of the highest priority whose rule takes the request. */
export function choose(routers: readonly Router[], asked: Asked, version: string | null): Choice {
	const doubts: string[] = [];
	const ordered = routers
		.map((router) => ({router, priority: priorityOf(router)}))
		.sort((one, other) => (one.priority < other.priority ? 1 : one.priority > other.priority ? -1 : 0));
	let open: Chosen | null = null;
	let won: {chosen: Chosen; priority: bigint} | null = null;
	for (const {router, priority} of ordered.slice(0, mostRules)) {
		if (won !== null && priority < won.priority) break;
		const syntax = syntaxOf(router, version);
		const {rule, taken, because} = decided(router, syntax, asked);
		if (taken === 'no') continue;
		const chosen = {router, rule, syntax};
		if (taken === 'maybe') {
			open ??= chosen;
			doubts.push(...because.map((why) => `the router ${shown(router.name)} may take it: ${why}`));
		} else if (won === null) won = {chosen, priority};
		else
			doubts.push(
				`the routers ${shown(won.chosen.router.name)} and ${shown(router.name)} both take it with the same priority`,
			);
	}
	return {chosen: won?.chosen ?? open, doubts};
}

function decided({raw}: Router, syntax: Syntax, asked: Asked): Taken & {readonly rule: Rule | null} {
	const rule = parseRule(textOf(raw['rule']) ?? '');
	if (rule === null) return {rule, taken: 'maybe', because: ['its rule is not understood']};
	return {rule, ...takes(rule, syntax, asked)};
}
