import type {RouteMatch, RouteQuestion} from '../../model/mapping.ts';
import {shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import {failurePages, nextUpstream} from './nginx-failure.ts';
import {handlers, isHandler, limitedTo, ownBlocks} from './nginx-handler.ts';
import {chooseLocation, type ChosenLocation, locationsOf, shownLocation} from './nginx-location.ts';
import {passed} from './nginx-pass.ts';
import {innerPath, runRewrites, type Walk} from './nginx-rewrite.ts';
import {errorPage, guardsOf, inherited, type Scope} from './nginx-scope.ts';
import {seenHost, seenPath} from './nginx-seen.ts';
import type {Planned} from './planned.ts';

/** A request within the server that takes it. `match`: by host alone, as long as no location is chosen. */
type InServer = {
	readonly http: readonly Directive[];
	readonly server: readonly Directive[];
	readonly walk: Walk;
	readonly question: RouteQuestion;
	readonly match: RouteMatch;
	/** it is what a failure led to: what leads on from there is not looked at */
	readonly failed?: boolean;
};

/** nginx itself gives up after ten. */
const [mostTurns, mostIndexes] = [10, 10];

/** Where a request ends that a server takes: rewrites, locations and what they lead on to, as nginx runs them. */
export const walkServer = (request: InServer): Planned => enter(request, mostTurns);

/** What a path inside leads to begins here too: the server's own directives run again. */
function enter(request: InServer, turns: number): Planned {
	const {server, http, walk} = request;
	walk.variables.set('uri', walk.uri);
	walk.variables.set('document_uri', walk.uri);
	const {end} = runRewrites(server, walk);
	if (end.kind === 'answered') return answer(request, end, [server, http], request.match, turns);
	return search(request, turns);
}

const planned = (match: RouteMatch | null, walk: Walk, rest: Partial<Planned>): Planned => ({
	outcome: 'answered',
	match,
	targets: [],
	late: false,
	rewritten: null,
	host: null,
	unsure: walk.unsure,
	...rest,
});

function search(request: InServer, turns: number): Planned {
	const {server, http, walk, match} = request;
	if (turns <= 0) return planned(match, walk, {});
	const chosen = chooseLocation(server, walk.uri, walk.patterns, walk.unsure);
	if (chosen === null) return content(request, null, [server, http], match, turns);
	walk.variables.took(chosen.groups, chosen.names);
	const scope = [...chosen.chain.map(({directive}) => directive.block ?? []).toReversed(), server, http];
	const taken = matched(match, chosen);
	if (chosen.slash) return planned(taken, walk, {});
	if (scope[0]!.some(({name}) => name === 'internal') && turns === mostTurns && !walk.changed)
		return planned(taken, walk, {});
	return inLocation(request, chosen, scope, taken, turns);
}

/** A location that says more than "every path" says how it was found; else the host does. */
function matched(match: RouteMatch, {chain, how}: ChosenLocation): RouteMatch {
	const location = chain.at(-1)!;
	const says = how !== 'prefix' || location.path !== '/' || match.how === 'exact';
	return {...match, path: shownLocation(location), how: says ? how : match.how, at: location.directive.at};
}

function inLocation(
	request: InServer,
	chosen: ChosenLocation | null,
	scope: Scope,
	match: RouteMatch,
	turns: number,
): Planned {
	const {end, conditional} = runRewrites(scope[0]!, request.walk);
	const inner = [...conditional.map(({block}) => block ?? []).toReversed(), ...scope];
	if (end.kind === 'answered') return answer(request, end, inner, match, turns);
	if (end.kind === 'search') return search(request, turns - 1);
	return content(request, chosen, inner, match, turns);
}

/** nginx's own answer, unless an `error_page` leads on. */
function answer(
	request: InServer,
	{code, body}: {readonly code: string; readonly body: boolean},
	scope: Scope,
	match: RouteMatch,
	turns: number,
): Planned {
	const page = body || Number(code) < 300 ? null : errorPage(scope, code);
	if (page === null || turns <= 0) return planned(match, request.walk, {});
	const led = follow(request, page.to, match, turns - 1);
	if (led === null || led.outcome !== 'proxied') return planned(match, request.walk, {});
	return {...led, unsure: [...led.unsure, `error_page ${code} at ${page.at} leads on`]};
}

/** Inside, to a named location or another path; null: to another place, by a redirect. */
function follow(request: InServer, to: string, match: RouteMatch, turns: number): Planned | null {
	const {server, http, walk} = request;
	if (turns <= 0) return planned(match, walk, {});
	if (to.startsWith('@')) {
		const named = locationsOf(server).find(({kind, path}) => kind === 'named' && path === to);
		if (named === undefined) return planned(match, walk, {});
		const at = {...match, path: `${match.path ?? ''} → ${shown(to)}`.trimStart(), at: named.directive.at};
		return inLocation(request, null, [named.directive.block ?? [], server, http], at, turns);
	}
	if (!to.startsWith('/')) return null;
	walk.uri = innerPath(to);
	walk.changed = true;
	walk.located = true;
	return enter(request, turns);
}

function content(
	request: InServer,
	chosen: ChosenLocation | null,
	scope: Scope,
	match: RouteMatch,
	turns: number,
): Planned {
	const {walk, question} = request;
	const guards = guardsOf(scope);
	if (guards.denied !== null) return answer(request, {code: '403', body: false}, scope, match, turns);
	for (const note of guards.unsure) walk.unsure.push(note);
	const limited = limitedTo(scope, question.method);
	if (limited === 'denied') return answer(request, {code: '403', body: false}, scope, match, turns);
	if (limited !== null) walk.unsure.push(limited);
	// The locations around do not lend what they do to those within.
	const own = ownBlocks(scope, chosen).find((block) => block.some(isHandler));
	const handler = own?.findLast(isHandler);
	const tries = scope[0]!.find(({name}) => name === 'try_files');
	if (tries !== undefined) return tryFiles(request, tries, handler, chosen, scope, match, turns);
	return handled(request, handler, chosen, scope, match, turns);
}

function tryFiles(
	request: InServer,
	{args, at}: Directive,
	handler: Directive | undefined,
	chosen: ChosenLocation | null,
	scope: Scope,
	match: RouteMatch,
	turns: number,
): Planned {
	const {walk} = request;
	const last = args.at(-1) ?? '';
	const note = `try_files at ${at}: a file of nginx's own is served, or passed on, where there is one`;
	const itself = (): Planned => handled(request, handler, chosen, scope, match, turns);
	if (last.startsWith('=')) {
		if (handler === undefined) return itself();
		walk.unsure.push(note);
		return itself();
	}
	const {values, unknown} = walk.variables.expand(last);
	const [to = last] = values;
	if (unknown.length > 0) walk.unsure.push(`try_files at ${at} depends on $${unknown.join(', $')}`);
	// It has come to the file that stands for all others.
	if (!to.startsWith('@') && innerPath(to) === walk.uri) return itself();
	const led = follow(request, to, match, turns - 1);
	if (led === null) return planned(match, walk, {});
	if (led.outcome === 'served' && handler === undefined) return {...led, match};
	return {...led, unsure: [...led.unsure, note]};
}

function handled(
	request: InServer,
	handler: Directive | undefined,
	chosen: ChosenLocation | null,
	scope: Scope,
	match: RouteMatch,
	turns: number,
): Planned {
	const {walk, http} = request;
	if (handler === undefined) return files(request, scope, match, turns);
	if (!handlers.test(handler.name)) return planned(match, walk, {});
	const leads = passed(handler, http, walk.variables);
	walk.unsure.push(...leads.unsure);
	// A variable that holds nothing names no place: nginx answers 500.
	if (leads.targets.length === 0) return planned(match, walk, {});
	const rewritten =
		handler.name === 'proxy_pass'
			? seenPath(walk, request.question, leads, chosen?.chain.at(-1)?.path.length ?? 0)
			: null;
	const host = seenHost(handler.name, scope, leads, walk, request.question);
	if (leads.late && inherited(scope, 'resolver').length === 0)
		walk.unsure.push(`no resolver for what ${handler.name} at ${handler.at} names at run time`);
	const plan = planned(match, walk, {
		outcome: 'proxied',
		targets: leads.targets,
		late: leads.late,
		rewritten,
		host,
		asks: inherited(scope, 'resolver').flatMap(({args}) => args),
	});
	return {...plan, unsure: [...plan.unsure, ...afterFailure(request, handler, scope, plan, turns)]};
}

/** Where a failure, or an answer, of what was chosen leads to another upstream. */
function afterFailure(
	request: InServer,
	{name}: Directive,
	scope: Scope,
	chosen: Planned,
	turns: number,
): readonly string[] {
	const notes = nextUpstream(scope, name, chosen.targets);
	if (request.failed === true) return notes;
	for (const {args, at} of failurePages(scope, name)) {
		const {values, unknown} = request.walk.variables.expand(args.at(-1)!);
		const walk = {...request.walk, unsure: []};
		const led = follow({...request, walk, failed: true}, values[0] ?? '', chosen.match!, turns - 1);
		const same = led?.outcome !== 'proxied' || JSON.stringify(led.targets) === JSON.stringify(chosen.targets);
		if (unknown.length > 0 || !same)
			notes.push(`error_page ${shown(args[0]!)} at ${at}: what fails leads to another upstream`);
	}
	return notes;
}

function files(request: InServer, scope: Scope, match: RouteMatch, turns: number): Planned {
	const {walk} = request;
	if (walk.uri.endsWith('/') && turns > 0) {
		const [index] = inherited(scope, 'index');
		const directory = walk.uri;
		for (const name of (index?.args ?? []).slice(0, mostIndexes)) {
			const {values} = walk.variables.expand(name);
			walk.uri = values[0]?.startsWith('/') ? values[0] : `${directory}${values[0] ?? ''}`;
			const led = search({...request, walk: {...walk, unsure: []}}, Math.min(turns - 1, 2));
			walk.uri = directory;
			if (led.outcome !== 'proxied') continue;
			return {...led, unsure: [...walk.unsure, ...led.unsure, `index: ${shown(name)} must be there`]};
		}
	}
	const page = errorPage(scope, '404');
	if (page === null || turns <= 0 || page.to.startsWith('http')) return planned(match, walk, {outcome: 'served'});
	const led = follow({...request, walk: {...walk, unsure: []}}, page.to, match, turns - 1);
	if (led?.outcome !== 'proxied') return planned(match, walk, {outcome: 'served'});
	const note = `error_page 404 at ${page.at}: a file of nginx's own is served where there is one`;
	return {...led, unsure: [...walk.unsure, ...led.unsure, note]};
}
