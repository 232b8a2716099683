import {FaultError} from '../../model/fault.ts';
import type {ProxyAnswer, ProxyRoute, RouteMatch, RouteQuestion} from '../../model/mapping.ts';
import {openCommand} from './command.ts';
import type {Open} from './proxy.ts';
import {doubts, type Raw, shown, textOf, textsOf} from './raw.ts';
import {openApi, type TraefikApi} from './traefik-api.ts';
import {type Entered, enteredAt, entryPointsOf} from './traefik-listeners.ts';
import {type Asked, partsOf} from './traefik-match.ts';
import {type Passage, passThrough} from './traefik-middleware.ts';
import {routedPath} from './traefik-path.ts';
import {type Chosen, choose, inEffect, type Router, routerOf} from './traefik-router.ts';
import {lead} from './traefik-service.ts';

/** Traefik 2 and 3, by the API that tells what is in effect, wherever it was configured. */
export const openTraefik: Open = (world, access) => {
	const command = openCommand(world, access);
	return {
		async route(question): Promise<ProxyAnswer> {
			const api = openApi(world, access, command);
			const version = textOf((await api.object('/api/version'))['Version']);
			if (version === null)
				throw new FaultError('invalid-answer', `what answers at ${api.where} is not Traefik: it tells no version`);
			const entered = enteredAt(await api.list('/api/entrypoints'), question, version);
			const known: Known = {
				version,
				entered,
				routers: (await api.list('/api/http/routers')).map(routerOf),
				middlewares: byName(await api.list('/api/http/middlewares')),
				services: byName(await api.list('/api/http/services')),
				tcp: await tcpDoubts(api, entered, question),
				resolve: command.resolve,
			};
			return {where: api.where, version, route: await routeOf(known, question)};
		},
	};
};

type Known = {
	readonly version: string | null;
	readonly entered: Entered;
	readonly routers: readonly Router[];
	readonly middlewares: ReadonlyMap<string, Raw>;
	readonly services: ReadonlyMap<string, Raw>;
	/** what routers of TCP leave open */
	readonly tcp: readonly string[];
	readonly resolve: (name: string) => Promise<readonly string[] | null>;
};

const byName = (all: readonly Raw[]): ReadonlyMap<string, Raw> =>
	new Map(all.map((one) => [textOf(one['name']) ?? '', one]));

const nowhere = (outcome: 'none' | 'answered', unsure: Iterable<string>): ProxyRoute => ({
	outcome,
	match: null,
	upstreams: [],
	rewritten: null,
	host: null,
	unsure: doubts(unsure),
});

async function routeOf(known: Known, question: RouteQuestion): Promise<ProxyRoute> {
	const {entered, version} = known;
	const path = routedPath(question.path, entered.cleans);
	if (path === null) return nowhere('answered', ['the path is no path of a URL: Traefik refuses it']);
	const open = [...entered.doubts, ...known.tcp, ...path.doubts];
	const passage: Passage = {path: path.escaped, host: null, answered: false, doubts: open};
	const asked: Asked = {question, routing: path.routing, effort: {steps: mostSteps}};
	const {routers, doubts: ofTls} = bySecurity(inEffect(known.routers, entered), question);
	open.push(...ofTls);
	const {chosen, ends, way} = descend(known, choose(routers, asked, version), asked, passage);
	if (chosen === null) return nowhere('none', open);
	const match = matchOf(chosen, way, entered, asked);
	const rewritten = passage.path === null || passage.path === question.path ? null : passage.path || '/';
	const service = textOf(ends.raw['service']);
	if (passage.answered)
		return {outcome: 'answered', match, upstreams: [], rewritten: null, host: null, unsure: doubts(open)};
	if (service === null)
		return {
			outcome: 'none',
			match,
			upstreams: [],
			rewritten: null,
			host: null,
			unsure: doubts([...open, 'no router below it takes it']),
		};
	const led = await lead(service, ends.provider, known.services, known.resolve);
	return {
		outcome: led.answered ? 'answered' : 'proxied',
		match,
		upstreams: led.upstreams,
		rewritten: led.answered ? null : rewritten,
		host: led.answered ? null : (led.host ?? passage.host),
		unsure: doubts([...open, ...led.doubts]),
	};
}

/** Thousands of patterns over a path of usual length: a second or two. */
const mostSteps = 5_000_000;
const deepest = 10;

/**
 * A router may leave the request to routers below it, after its own middlewares. `ends`: the one that has the service;
 * `way`: the names of all.
 */
function descend(
	{routers, middlewares, version}: Known,
	{chosen, doubts: first}: ReturnType<typeof choose>,
	asked: Asked,
	passage: Passage,
): {readonly chosen: Chosen | null; readonly ends: Router; readonly way: readonly string[]} {
	passage.doubts.push(...first);
	let at = chosen;
	const way: string[] = [];
	for (let depth = 0; at !== null && depth < deepest; depth++) {
		const {router} = at;
		way.push(router.name);
		passThrough(
			textsOf(router.raw['middlewares']),
			router.provider,
			middlewares,
			asked.question,
			asked.effort,
			passage,
		);
		if (passage.answered || textOf(router.raw['service']) !== null) break;
		const below = routers.filter(
			({raw}) => raw['status'] !== 'disabled' && textsOf(raw['parentRefs']).includes(router.name),
		);
		const inside = routedPath(passage.path ?? '/', false)?.routing ?? asked.routing;
		const next = choose(below, {...asked, routing: inside}, version);
		passage.doubts.push(...next.doubts);
		if (next.chosen === null) break;
		at = next.chosen;
	}
	return {chosen, ends: at?.router ?? routerOf({}), way};
}

/** Routers with TLS take what comes with TLS, the others the rest. */
function bySecurity(
	routers: readonly Router[],
	{scheme}: RouteQuestion,
): {readonly routers: readonly Router[]; readonly doubts: readonly string[]} {
	const secure = routers.filter(({raw}) => raw['tls'] !== undefined);
	if (scheme === 'http') return {routers: routers.filter((one) => !secure.includes(one)), doubts: []};
	if (secure.length > 0 || routers.length === 0) return {routers: secure, doubts: []};
	return {routers, doubts: ['no router there takes TLS: it would have to end before Traefik']};
}

const matchOf = ({rule, syntax}: Chosen, way: readonly string[], {listener}: Entered, asked: Asked): RouteMatch => ({
	listener,
	...(rule === null ? {host: null, path: null, how: 'default'} : partsOf(rule, syntax, asked)),
	at: way.map((name) => `router ${shown(name)}`).join(', '),
});

/** Routers of TCP are asked before those of HTTP; older versions have none. */
async function tcpDoubts(api: TraefikApi, {names}: Entered, {scheme}: RouteQuestion): Promise<readonly string[]> {
	try {
		const routers = await api.list('/api/tcp/routers');
		return routers
			.filter((raw) => raw['status'] !== 'disabled' && entryPointsOf(raw).some((name) => names.has(name)))
			.filter((raw) => scheme === 'https' || raw['tls'] === undefined)
			.map((raw) => `the TCP router ${shown(textOf(raw['name']) ?? '')} is asked before those of HTTP`);
	} catch (error) {
		if (error instanceof FaultError && error.fault.code === 'not-found') return [];
		throw error;
	}
}
