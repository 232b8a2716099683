import type {ProxyRoute} from '../../model/mapping.ts';
import {at, listIn, numberIn, objectIn, textIn, textsIn} from './caddy-json.ts';
import {type MetBy, matchedBy} from './caddy-match.ts';
import {filledIn, type Passing, replaced} from './caddy-request.ts';
import {rewrite} from './caddy-rewrite.ts';
import type {Raw} from './raw.ts';

/** The handler that a request ends at. `handler`: where it is passed on. */
type Reached = {
	readonly outcome: Exclude<ProxyRoute['outcome'], 'none'>;
	readonly at: string;
	readonly metBy: MetBy;
	readonly handler: Raw;
	/** the path that is passed on */
	readonly path: string | null;
};

/** `next`: nobody took it, go on; `end`: nobody took it, and nobody else is asked. */
type Walked = Reached | 'next' | 'end';

const maxDepth = 50;

/** Handlers that neither answer nor change where a request goes. */
const harmless = new Set([
	...[
		'headers',
		'encode',
		'request_body',
		'templates',
		'tracing',
		'log_append',
		'push',
		'metrics_middleware',
		'copy_response_headers',
	],
]);

/** Routes in order, each matched when its turn comes: what earlier handlers changed counts. */
export function walk(routes: unknown, place: string, outer: MetBy, passing: Passing, depth = 0): Walked {
	if (depth > maxDepth) {
		passing.unsure.add(`routes lie deeper within each other than is followed here: ${place.slice(0, 100)}…`);
		return 'next';
	}
	for (const [index, value] of listIn(routes).entries()) {
		const route = objectIn(value) ?? {};
		const here = `${place}.${index}`;
		const group = textIn(route['group']);
		if (group !== null && passing.groups.has(group)) continue;
		const {holds, metBy, doubts} = matchedBy(route['match'], outer, passing);
		if (passing.effort.steps <= 0) {
			passing.unsure.add('the routes are too many to be followed to their end');
			return 'end';
		}
		if (holds === false) continue;
		if (holds === null) {
			if (decides(route['handle']))
				passing.unsure.add(
					`${here}: whether it takes the request depends on ${[...new Set(doubts)].slice(0, 3).join(', ')}`,
				);
			continue;
		}
		if (group !== null) passing.groups.add(group);
		const walked = handle(route['handle'], `${here}.handle`, metBy, passing, depth);
		if (walked !== 'next') return walked;
		if (route['terminal'] === true) return 'end';
	}
	return 'next';
}

/** Whether some handler of a route has a say in where a request goes. */
function decides(handlers: unknown, depth = 0): boolean {
	return listIn(handlers).some((one) => {
		const name = textIn(at(one, 'handler')) ?? '';
		if (name !== 'subroute' || depth > maxDepth) return !harmless.has(name) && name !== 'vars';
		return listIn(at(one, 'routes')).some((route) => decides(at(route, 'handle'), depth + 1));
	});
}

function handle(handlers: unknown, place: string, metBy: MetBy, passing: Passing, depth: number): Walked {
	for (const [index, value] of listIn(handlers).entries()) {
		const handler = objectIn(value) ?? {};
		const here = `${place}.${index}`;
		const walked = one(handler, here, metBy, passing, depth);
		if (walked !== 'next') return walked;
	}
	return 'next';
}

function one(handler: Raw, place: string, metBy: MetBy, passing: Passing, depth: number): Walked {
	const name = textIn(handler['handler']) ?? '';
	const reached = (outcome: Reached['outcome']): Reached => ({outcome, at: place, metBy, handler, path: passing.path});
	if (name === 'subroute') return walk(handler['routes'], `${place}.routes`, metBy, passing, depth + 1);
	if (name === 'reverse_proxy') return proxied(handler, place, reached, passing);
	if (name === 'static_response' || name === 'metrics') return reached('answered');
	if (name === 'error') {
		if (passing.errorsHandled) passing.unsure.add(`${place}: an error is answered by routes of its own`);
		return reached('answered');
	}
	if (name === 'file_server') {
		if (handler['pass_thru'] !== true) return reached('served');
		passing.unsure.add(`${place}: what no file answers is passed on`);
		return 'next';
	}
	if (name === 'acme_server' || name === 'authentication') {
		passing.unsure.add(`${place}: ${name} may answer itself`);
		return 'next';
	}
	if (name === 'rewrite') rewrite(handler, place, passing);
	else if (name === 'vars') setVariables(handler, passing);
	else if (name === 'headers') hostOf(handler, place, passing);
	else if (name === 'map') mapped(handler, passing);
	else if (!harmless.has(name))
		passing.unsure.add(`${place}: what ${name.slice(0, 40) || 'it'} does is not known here`);
	return 'next';
}

/** An answer of the upstream that is taken as leave to go on makes it a gate, as `forward_auth` does. */
function proxied(handler: Raw, place: string, reached: (outcome: 'proxied') => Reached, passing: Passing): Walked {
	const gates = listIn(handler['handle_response']).filter((response) => {
		const codes = listIn(at(response, 'match', 'status_code'));
		const succeeds =
			at(response, 'match') === undefined ||
			codes.some((code) => numberIn(code) === 2 || (numberIn(code) ?? 0) === 200);
		return succeeds && !answersIn(at(response, 'routes'));
	});
	if (gates.length > 0) {
		passing.unsure.add(`${place}: another service is asked first, and its answer decides`);
		return 'next';
	}
	const elsewhere = listIn(handler['handle_response']).some((response) => proxiesIn(at(response, 'routes')));
	if (elsewhere) passing.unsure.add(`${place}: an answer of its upstream may lead to another upstream`);
	const path = passing.path;
	const own = objectIn(handler['rewrite']);
	if (own === null) return reached('proxied');
	rewrite(own, place, passing);
	const walked = reached('proxied');
	passing.path = path;
	return walked;
}

/** Whether some handler writes an answer of its own. */
function answersIn(routes: unknown, depth = 0): boolean {
	const handlers = listIn(routes).flatMap((route) => listIn(at(route, 'handle')));
	return handlers.some((handler) => {
		const name = textIn(at(handler, 'handler')) ?? '';
		if (name === 'subroute') return depth > maxDepth || answersIn(at(handler, 'routes'), depth + 1);
		return ['copy_response', 'static_response', 'file_server', 'error', 'reverse_proxy'].includes(name);
	});
}

/** Whether some handler passes requests on. */
export function proxiesIn(routes: unknown, depth = 0): boolean {
	const handlers = listIn(routes).flatMap((route) => listIn(at(route, 'handle')));
	return handlers.some((handler) => {
		const name = textIn(at(handler, 'handler')) ?? '';
		if (name === 'subroute') return depth > maxDepth || proxiesIn(at(handler, 'routes'), depth + 1);
		return name === 'reverse_proxy';
	});
}

function setVariables(handler: Raw, passing: Passing): void {
	for (const [name, value] of Object.entries(handler)) {
		if (name === 'handler') continue;
		const text = typeof value === 'string' ? filledIn(value, passing) : null;
		passing.placeholders.set(`http.vars.${name}`, text);
	}
}

function hostOf(handler: Raw, place: string, passing: Passing): void {
	for (const operation of ['set', 'add', 'delete', 'replace']) {
		const names = objectIn(at(handler, 'request', operation));
		const deleted =
			operation === 'delete' && textsIn(at(handler, 'request', 'delete')).some((text) => text.toLowerCase() === 'host');
		const key = Object.keys(names ?? {}).find((name) => name.toLowerCase() === 'host');
		if (key === undefined && !deleted) continue;
		const value = operation === 'set' && key !== undefined ? textsIn(names![key])[0] : undefined;
		passing.host = value === undefined ? null : (replaced(value, passing)?.toLowerCase() ?? null);
		if (passing.host === null) passing.unsure.add(`${place}: headers changes the host`);
	}
}

function mapped(handler: Raw, passing: Passing): void {
	for (const name of textsIn(handler['destinations'])) passing.placeholders.set(name.replace(/^\{|\}$/g, ''), null);
}
