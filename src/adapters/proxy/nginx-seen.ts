import type {RouteQuestion} from '../../model/mapping.ts';
import {shown} from './byte-text.ts';
import {hostTold} from './host-told.ts';
import type {Passed} from './nginx-pass.ts';
import type {Walk} from './nginx-rewrite.ts';
import {inherited, type Scope} from './nginx-scope.ts';
import {escapedPath} from './nginx-uri.ts';
import {withoutQuery} from './query-open.ts';

/** The path that an upstream sees. `from`: the length of the location's prefix; null: the path as it came. */
export function seenPath(
	walk: Walk,
	{path: asked}: RouteQuestion,
	{uri, variable}: Passed,
	from: number,
): string | null {
	const seen = (): string => {
		if (uri !== null && variable) return shown(uri.split('?', 1)[0]!);
		// What `rewrite … break` has changed is passed on whole.
		if (uri !== null && walk.located) return `${shown(uri)}${tail(walk, from, asked)}`;
		return walk.changed ? escapedPath(walk.uri) : asked;
	};
	const path = seen();
	return path === asked ? null : path;
}

/** nginx escapes again only where something was escaped, or was changed inside. */
const tail = ({uri, changed}: Walk, from: number, asked: string): string =>
	changed || asked.includes('%') ? escapedPath(uri.slice(from)) : shown(uri.slice(from));

const setters: Readonly<Record<string, string>> = {proxy_pass: 'proxy_set_header', grpc_pass: 'grpc_set_header'};

/** The host that an upstream is told: what `proxy_set_header` says, else the name that stands in `proxy_pass`. */
export function seenHost(
	handler: string,
	scope: Scope,
	{targets}: Passed,
	{variables}: Walk,
	{host}: RouteQuestion,
): string | null {
	const setter = setters[handler];
	if (setter === undefined) return null;
	const own = inherited(scope, setter).findLast(({args}) => args[0]?.toLowerCase() === 'host');
	// The name that `$proxy_host` holds, of a socket `localhost`.
	const names = new Set(targets.map(({scheme, name}) => (scheme === 'unix' ? 'localhost' : name)));
	const [passedTo] = names.size === 1 && targets.every(({known}) => known) ? names : [null];
	variables.set('proxy_host', passedTo ?? null);
	variables.set('proxy_port', null);
	const {values, unknown} = variables.expand(own?.args[1] ?? '$proxy_host');
	return hostTold(unknown.length > 0 || values.length !== 1 ? null : shown(withoutQuery(values[0]!)), host);
}
