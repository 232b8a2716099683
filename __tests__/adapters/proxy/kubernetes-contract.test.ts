import * as build from '../../fakes/kubernetes/routing.ts';
import {proxyContract} from './contract.ts';
import {askCluster} from './kubernetes-stand.ts';
import type {Rule, Setup} from './situations.ts';

/** Each backend is a service of its own with one pod behind it. */
function services({upstreams}: Setup) {
	const addresses: Record<string, {address: string; port: number}> = {};
	const objects = Object.values(upstreams)
		.flat()
		.flatMap(({backend, dead}, index) => {
			addresses[backend] = {address: `10.244.0.${index + 1}`, port: 3_000 + index};
			const {address, port} = addresses[backend];
			return [build.service(backend, port), build.slice(backend, port, [{address, ready: dead !== true}])];
		});
	return {addresses, objects};
}

const only = ({to}: Rule, {upstreams}: Setup): string =>
	'upstream' in to ? upstreams[to.upstream]![0]!.backend : 'nobody';

proxyContract({
	name: 'ingress',
	features: ['host', 'wildcard-host', 'path', 'exact-path', 'default-server', 'include', 'dead', 'port'],
	async stage(setup) {
		const {addresses, objects} = services(setup);
		const ingresses = setup.rules.map((rule, index) => {
			const pathType = rule.how === 'exact' ? 'Exact' : 'Prefix';
			const own = {
				...(rule.host === null ? {} : {host: rule.host.toLowerCase()}),
				http: {paths: [build.ingressPath(rule.path, only(rule, setup), pathType)]},
			};
			const standard = rule.standard === true ? {defaultBackend: build.backendOf(only(rule, setup))} : {};
			return build.ingress(`rule-${index}`, {rules: [own], ...standard});
		});
		return {
			ask: (asked) => askCluster([...objects, ...ingresses, build.ingressClass('nginx')], asked),
			addresses,
			port: 80,
			request: null,
			async [Symbol.asyncDispose]() {},
		};
	},
});

proxyContract({
	name: 'gateway',
	features: [
		'host',
		'wildcard-host',
		'path',
		'exact-path',
		'default-server',
		'answer',
		'include',
		'weights',
		'dead',
		'strip',
		'method',
		'port',
	],
	async stage(setup) {
		const {addresses, objects} = services(setup);
		const routes = setup.rules.flatMap((rule, index) => {
			const {host, path, how, to, strip, method, standard} = rule;
			const redirect = {type: 'RequestRedirect', requestRedirect: {scheme: 'https', statusCode: 302}};
			const rewrite = {type: 'URLRewrite', urlRewrite: {path: {type: 'ReplacePrefixMatch', replacePrefixMatch: '/'}}};
			const own = {
				rules: [
					{
						matches: [
							{
								path: {type: how === 'exact' ? 'Exact' : 'PathPrefix', value: path},
								...(method === undefined ? {} : {method}),
							},
						],
						filters: [...('answer' in to ? [redirect] : []), ...(strip === true ? [rewrite] : [])],
						backendRefs:
							'upstream' in to
								? setup.upstreams[to.upstream]!.map(({backend, weight}) => ({
										name: backend,
										port: 80,
										weight: weight ?? 1,
									}))
								: [],
					},
				],
			};
			const named = host === null ? own : {...own, hostnames: [host.toLowerCase()]};
			return [
				build.httpRoute(`rule-${index}`, named),
				...(standard === true ? [build.httpRoute(`standard-${index}`, own)] : []),
			];
		});
		const edge = build.gateway('edge', [{name: 'web', protocol: 'HTTP', port: 80}]);
		return {
			ask: (asked) => askCluster([...objects, ...routes, edge], asked),
			addresses,
			port: 80,
			request: null,
			async [Symbol.asyncDispose]() {},
		};
	},
});
