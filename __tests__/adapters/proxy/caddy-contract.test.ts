import {askCaddy, serverOf} from './caddy-fake.ts';
import {proxyContract} from './contract.ts';
import type {Rule, Setup} from './situations.ts';

type Addresses = Readonly<Record<string, {readonly address: string; readonly port: number}>>;

const rank = ({host, how, path, standard}: Rule): number => {
	const ofHost = standard === true || host === null ? 3 : host.startsWith('*') ? 2 : 1;
	return ofHost * 1_000_000 + (how === 'exact' ? 0 : how === 'regex' ? 1_000 : 100_000 - path.length);
};

/** A setup as the routes that Caddy makes of a Caddyfile, in the order in which they are tried. */
function routesOf({rules, upstreams}: Setup, addresses: Addresses): unknown {
	return rules
		.toSorted((a, b) => rank(a) - rank(b))
		.map((rule) => ({match: [matchOf(rule)], handle: handlersOf(rule, upstreams, addresses), terminal: true}));
}

const matchOf = ({host, how, path, standard, method}: Rule): Record<string, unknown> => ({
	...(host === null || standard === true ? {} : {host: [host]}),
	...(how === 'regex'
		? {path_regexp: {pattern: path}}
		: how === 'exact'
			? {path: [path]}
			: path === '/'
				? {}
				: {path: [`${path}*`]}),
	...(method === undefined ? {} : {method: [method]}),
});

function handlersOf({to, strip, path}: Rule, upstreams: Setup['upstreams'], addresses: Addresses): unknown {
	if ('answer' in to) return [{handler: 'static_response', status_code: to.answer}];
	const members = upstreams[to.upstream]!;
	const weighted = members.some(({weight}) => weight !== undefined);
	const policy = weighted
		? {policy: 'weighted_round_robin', weights: members.map(({weight}) => weight ?? 1)}
		: {policy: members.some(({backup}) => backup === true) ? 'first' : 'round_robin'};
	return [
		...(strip === true ? [{handler: 'rewrite', strip_path_prefix: path.replace(/\/$/, '')}] : []),
		{
			handler: 'reverse_proxy',
			upstreams: members.map(({backend}) => ({dial: `${addresses[backend]!.address}:${addresses[backend]!.port}`})),
			load_balancing: {selection_policy: policy},
		},
	];
}

proxyContract({
	name: 'caddy, by its administration interface',
	features: [
		...(['host', 'wildcard-host', 'path', 'exact-path', 'regex-path', 'default-server', 'answer'] as const),
		...(['weights', 'backup', 'dead', 'strip', 'method', 'port'] as const),
	],
	stage: async (setup) => {
		const names = new Set(Object.values(setup.upstreams).flatMap((members) => members.map(({backend}) => backend)));
		const addresses = Object.fromEntries(
			[...names].map((name, index) => [name, {address: `10.0.0.${index + 1}`, port: 3_001 + index}]),
		);
		return {
			port: 8_080,
			addresses,
			ask: (question) => askCaddy({config: serverOf(routesOf(setup, addresses), ':8080')}, question),
			request: null,
			[Symbol.asyncDispose]: async () => {},
		};
	},
});
