import type {RouteQuestion} from '../../model/mapping.ts';
import {byAge, namespaceOf, nameOf} from './kubernetes-cluster.ts';
import {type Attached, attachedTo, type Listener} from './kubernetes-gateway.ts';
import {hasPrefix, howOf, type ServiceRef, type Taken} from './kubernetes-match.ts';
import {hostTold} from './host-told.ts';
import {type Effort, readPattern} from './pattern.ts';
import {numberOf, portOf, type Raw, rawOf, rawsOf, shown, textOf} from './raw.ts';

type Candidate = {
	readonly route: Raw;
	readonly attached: Attached;
	readonly rule: Raw;
	readonly at: string;
	readonly path: string;
	readonly type: string;
	/** in the order of the specification, the greater first */
	readonly precedence: readonly number[];
	/** on what it depends beside host, path and method; empty: on nothing */
	readonly open: readonly string[];
};

const mostMatches = 20_000;

/**
 * The rule of an HTTPRoute that takes a request, by the precedence that the Gateway API has for them (HTTPRouteRule,
 * matches): the host, an exact path, the longest prefix, a method, the number of headers, of query parameters; then
 * the oldest route.
 */
export function takenByRoute(
	routes: readonly Raw[],
	listeners: readonly Listener[],
	question: RouteQuestion,
	path: string,
	effort: Effort,
): Taken | null {
	const all: Candidate[] = [];
	const doubts: string[] = [];
	for (const route of routes.toSorted(byAge))
		for (const attached of attachedTo(route, listeners, question.host))
			for (const [index, rule] of rawsOf(rawOf(route['spec'])['rules']).entries()) {
				const matches = rawsOf(rule['matches']);
				for (const match of matches.length === 0 ? [{}] : matches) {
					if (all.length >= mostMatches) break;
					const at = `httproute ${shown(nameOf(route))}, rule ${index + 1}`;
					const candidate = candidateOf({route, attached, rule, at}, match, question, path, effort);
					if (candidate !== null) all.push(candidate);
				}
			}
	all.sort((one, other) => compared(one.precedence, other.precedence));
	const sure = all.find(({open}) => open.length === 0);
	for (const one of all) {
		if (one === sure) break;
		doubts.push(...one.open.map((why) => `${one.at} may take it: ${why}`));
	}
	const chosen = sure ?? all[0];
	return chosen === undefined ? null : taken(chosen, question, doubts);
}

const compared = (one: readonly number[], other: readonly number[]): number => {
	const at = one.findIndex((value, index) => value !== other[index]);
	return at < 0 ? 0 : other[at]! - one[at]!;
};

type Place = Pick<Candidate, 'route' | 'attached' | 'rule' | 'at'>;

function candidateOf(
	place: Place,
	match: Raw,
	{method}: RouteQuestion,
	path: string,
	effort: Effort,
): Candidate | null {
	const stated = rawOf(match['path']);
	const [value, type] = [textOf(stated['value']) ?? '/', textOf(stated['type']) ?? 'PathPrefix'];
	const [headers, query] = [rawsOf(match['headers']).length, rawsOf(match['queryParams']).length];
	const open: string[] = [];
	if (type === 'Exact' && path !== value) return null;
	if (type === 'PathPrefix' && !hasPrefix(path, value)) return null;
	if (type !== 'Exact' && type !== 'PathPrefix') {
		if (type === 'RegularExpression' && readPattern(value)?.match(path, effort) === null) return null;
		open.push(`the gateway decides how it reads the pattern ${shown(value)}`);
	}
	const own = textOf(match['method']);
	if (own !== null && own !== method.toUpperCase()) return null;
	if (headers > 0) open.push('a request header decides');
	if (query > 0) open.push('the query decides');
	return {
		...place,
		path: value,
		type,
		precedence: [
			place.attached.fit.rank,
			Number(type === 'Exact'),
			type === 'PathPrefix' ? value.length : 0,
			Number(own !== null),
			headers,
			query,
		],
		open,
	};
}

function taken(chosen: Candidate, question: RouteQuestion, doubts: readonly string[]): Taken {
	const {route, attached, rule, at, path, type} = chosen;
	const {refs, doubts: ofRefs} = refsOf(rule, route, at);
	const {redirected, rewritten, host, doubts: ofFilters} = filtered(rule, chosen, question);
	const {listener, fit} = attached;
	return {
		of: route,
		match: {
			listener: shown(`${nameOf(listener.gateway)}/${listener.name}`),
			host: fit.host,
			path,
			how: type === 'RegularExpression' ? 'regex' : howOf(path, type === 'Exact', fit.host),
			at,
		},
		// Without a service that may get it, the gateway answers 500.
		outcome: redirected || refs.length === 0 ? 'answered' : 'proxied',
		refs: redirected ? [] : refs,
		rewritten: redirected ? null : rewritten,
		host: redirected ? null : host,
		doubts: [...doubts, ...attached.doubts, ...ofRefs, ...ofFilters],
	};
}

function refsOf(rule: Raw, route: Raw, at: string): {refs: readonly ServiceRef[]; doubts: readonly string[]} {
	const own = namespaceOf(route);
	const doubts: string[] = [];
	const refs = rawsOf(rule['backendRefs']).flatMap((ref): readonly ServiceRef[] => {
		const weight = numberOf(ref['weight']) ?? 1;
		const service = textOf(ref['name']);
		// One of weight 0 never gets a request.
		if (weight === 0 || service === null) return [];
		if ((textOf(ref['kind']) ?? 'Service') !== 'Service' || (textOf(ref['group']) ?? '') !== '') {
			doubts.push(`${at} leads to ${shown(`${textOf(ref['kind'])} ${service}`)}, no service`);
			return [];
		}
		const namespace = textOf(ref['namespace']) ?? own;
		if (namespace !== own)
			doubts.push(`${at} leads into the namespace ${shown(namespace)}: a ReferenceGrant there has to allow it`);
		return [{namespace, service, port: portOf(ref['port']), weight}];
	});
	return {refs, doubts};
}

type Filtered = {
	readonly redirected: boolean;
	readonly rewritten: string | null;
	readonly host: string | null;
	readonly doubts: readonly string[];
};

const harmless = new Set(['ResponseHeaderModifier', 'RequestMirror', 'CORS']);

function filtered(rule: Raw, {at, path, type}: Candidate, question: RouteQuestion): Filtered {
	let [redirected, rewritten, host]: [boolean, string | null, string | null] = [false, null, null];
	const doubts: string[] = [];
	for (const filter of rawsOf(rule['filters'])) {
		const kind = textOf(filter['type']) ?? '';
		if (kind === 'RequestRedirect') redirected = true;
		else if (kind === 'URLRewrite') {
			const change = rawOf(rawOf(filter['urlRewrite'])['path']);
			const named = textOf(rawOf(filter['urlRewrite'])['hostname']);
			if (named !== null) host = hostTold(named, question.host);
			if (change['type'] === 'ReplaceFullPath') rewritten = textOf(change['replaceFullPath']) ?? '/';
			else if (change['type'] === 'ReplacePrefixMatch' && type === 'PathPrefix') {
				const rest = question.path.slice(path.replace(/\/+$/, '').length);
				rewritten = `${(textOf(change['replacePrefixMatch']) ?? '').replace(/\/+$/, '')}${rest}` || '/';
			} else if (change['type'] !== undefined) doubts.push(`${at} rewrites the path in a way that is not understood`);
		} else if (kind === 'RequestHeaderModifier') {
			if (changesHost(rawOf(filter['requestHeaderModifier']))) host = '';
		} else if (!harmless.has(kind))
			doubts.push(`${at} has the filter ${shown(kind)}, which may answer or change the request`);
	}
	return {redirected, rewritten, host, doubts};
}

const changesHost = (change: Raw): boolean =>
	[...rawsOf(change['set']), ...rawsOf(change['add'])].some((one) => textOf(one['name'])?.toLowerCase() === 'host');
