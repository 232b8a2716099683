import {describe, expect, test} from '@jest/globals';
import {openProxy} from '../../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../../src/model/mapping.ts';
import type {StandIn} from '../../fakes/kubernetes/kubectl.ts';
import * as build from '../../fakes/kubernetes/routing.ts';
import {kubernetes} from '../../fakes/kubernetes/stand-in.ts';
import {faultOf} from '../registry/asking.ts';
import {proxyContract} from './contract.ts';
import type {Rule, Setup} from './situations.ts';

const question: RouteQuestion = {scheme: 'http', host: 'shop.test', port: 80, path: '/', method: 'GET'};

async function ask(
	objects: readonly unknown[],
	asked: Partial<RouteQuestion> = {},
	more: Partial<StandIn> = {},
): Promise<ProxyAnswer> {
	using cluster = kubernetes(objects, more);
	const none = {container: null, host: null, context: null, config: null, admin: null};
	const proxy = await openProxy(cluster.world, {kind: 'kubernetes', ...none, namespace: 'shop', timeout: 20_000});
	return await proxy.route({...question, ...asked});
}
const routeOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).route;

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
			ask: (asked) => ask([...objects, ...ingresses, build.ingressClass('nginx')], asked),
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
			ask: (asked) => ask([...objects, ...routes, edge], asked),
			addresses,
			port: 80,
			request: null,
			async [Symbol.asyncDispose]() {},
		};
	},
});

const pods = [{address: '10.244.0.5', ready: true}];
const api = [build.service('api', 3000), build.slice('api', 3000, pods), build.ingressClass('nginx')];
const shop = (paths: readonly ReturnType<typeof build.ingressPath>[], more = {}) =>
	build.ingress('shop', {rules: [{host: 'shop.test', http: {paths}}], ...more});
const addressesOf = async (...args: Parameters<typeof ask>) =>
	(await routeOf(...args)).upstreams.flatMap(({addresses}) =>
		addresses.map(({address, port, state}) => `${address}:${port} ${state}`),
	);

describe('a rule of an ingress', () => {
	test('leads to the pods of its service, with the port that they have', async () => {
		expect(await ask([...api, shop([build.ingressPath('/', 'api')])])).toEqual({
			where: 'kubernetes, namespace shop',
			version: null,
			route: {
				outcome: 'proxied',
				match: {listener: null, host: 'shop.test', path: '/', how: 'prefix', at: 'ingress shop, rule 1'},
				upstreams: [
					{
						name: 'api:80',
						scheme: 'http',
						told: 'live',
						addresses: [{address: '10.244.0.5', port: 3000, state: 'up', weight: null, backup: false}],
						resolvesTo: null,
						keptSince: null,
					},
				],
				rewritten: null,
				unsure: [],
			},
		});
	});

	// The table of the documentation of Kubernetes, "Examples", for prefixes and exact paths.
	test.each([
		['Prefix', '/', '/anything', true],
		['Exact', '/foo', '/foo', true],
		['Exact', '/foo', '/bar', false],
		['Exact', '/foo', '/foo/', false],
		['Exact', '/foo/', '/foo', false],
		['Prefix', '/foo', '/foo', true],
		['Prefix', '/foo/', '/foo', true],
		['Prefix', '/foo/', '/foo/', true],
		['Prefix', '/aaa/bb', '/aaa/bbb', false],
		['Prefix', '/aaa/bbb', '/aaa/bbb/ccc', true],
		['Prefix', '/aaa/bbb', '/aaa/bbbxyz', false],
	])('of type %s with %s for %s: %s', async (type, own, path, takes) => {
		const route = await routeOf([...api, shop([build.ingressPath(own, 'api', type)])], {path});
		expect(route.outcome).toBe(takes ? 'proxied' : 'none');
	});

	test('with a wildcard takes one label, no more and no fewer', async () => {
		const one = build.ingress('all', {rules: [{host: '*.shop.test', http: {paths: [build.ingressPath('/', 'api')]}}]});
		for (const [host, outcome] of [
			['eu.shop.test', 'proxied'],
			['a.b.shop.test', 'none'],
			['shop.test', 'none'],
		])
			expect((await routeOf([...api, one], {host: host!})).outcome).toBe(outcome);
	});

	test('that leaves its path to the controller says so', async () => {
		const route = await routeOf([...api, shop([build.ingressPath('/', 'api', 'ImplementationSpecific')])]);
		expect(route.unsure).toEqual(['ingress shop, rule 1 leaves it to its controller what the path / takes']);
	});

	test('of a class that is not there has nobody who serves it', async () => {
		const route = await routeOf([...api, shop([build.ingressPath('/', 'api')], {ingressClassName: 'gone'})]);
		expect(route.unsure).toEqual(['the ingress shop is of the class gone, which is not there']);
	});

	test('goes without the classes, where they may not be read', async () => {
		const says = [
			{
				match: 'ingressclasses',
				stderr: 'Error from server (Forbidden): x is forbidden: User "u" cannot list resource',
				code: 1,
			},
		];
		expect((await routeOf([...api, shop([build.ingressPath('/', 'api')])], {}, {says})).unsure).toEqual([]);
	});

	test('beside annotations that change what it does is not sure of it', async () => {
		const one = build.ingress(
			'shop',
			{rules: [{host: 'shop.test', http: {paths: [build.ingressPath('/', 'api')]}}], tls: [{hosts: ['shop.test']}]},
			{
				annotations: {
					'nginx.ingress.kubernetes.io/rewrite-target': '/$1',
					'nginx.ingress.kubernetes.io/proxy-body-size': '1m',
				},
			},
		);
		expect((await routeOf([...api, one])).unsure).toEqual([
			'the ingress shop has the annotation nginx.ingress.kubernetes.io/rewrite-target',
			'the ingress shop has a certificate for the host: its controller may redirect to https',
		]);
	});

	test('yields to the older of two with the same host and path', async () => {
		const at = (creationTimestamp: string) => ({creationTimestamp});
		const rules = (to: string) => ({rules: [{host: 'shop.test', http: {paths: [build.ingressPath('/', to)]}}]});
		const route = await routeOf([
			...api,
			build.ingress('newer', rules('web'), at('2026-02-02T00:00:00Z')),
			build.ingress('older', rules('api'), at('2026-01-01T00:00:00Z')),
		]);
		expect([route.match?.at, route.unsure.length]).toEqual(['ingress older, rule 1', 1]);
	});
});

describe('a service', () => {
	const leading = [build.ingressClass('nginx'), shop([build.ingressPath('/', 'api')])];

	test('tells by its endpoints who is ready, and who only ends', async () => {
		const three = [
			{address: '10.244.0.1', ready: true, serving: true, terminating: false},
			{address: '10.244.0.2', ready: false, serving: false, terminating: false},
			{address: '10.244.0.3', ready: false, serving: true, terminating: true},
		];
		expect(await addressesOf([...leading, build.service('api', 3000), build.slice('api', 3000, three)])).toEqual([
			'10.244.0.1:3000 up',
			'10.244.0.2:3000 down',
			'10.244.0.3:3000 down',
		]);
		expect(
			await addressesOf([...leading, build.service('api', 3000), build.slice('api', 3000, three.slice(1))]),
		).toEqual(['10.244.0.2:3000 down', '10.244.0.3:3000 up']);
	});

	test('without a selector leads where its slices do', async () => {
		const {
			spec: {selector: _, ...spec},
			...rest
		} = build.service('api', 3000) as never as {spec: {selector: unknown}};
		const outside = build.slice('api', 3000, [{address: '192.0.2.7'}]);
		expect(await addressesOf([...leading, {...rest, spec}, outside])).toEqual(['192.0.2.7:3000 up']);
	});

	test('without an address of its own leads to its pods all the same', async () => {
		expect(
			await addressesOf([...leading, build.service('api', 3000, {clusterIP: 'None'}), build.slice('api', 3000, pods)]),
		).toEqual(['10.244.0.5:3000 up']);
	});

	test('is told by the older endpoints where the cluster has no slices', async () => {
		const endpoints = {
			apiVersion: 'v1',
			kind: 'Endpoints',
			metadata: {name: 'api', namespace: 'shop'},
			subsets: [
				{addresses: [{ip: '10.244.0.8'}], notReadyAddresses: [{ip: '10.244.0.9'}], ports: [{name: 'http', port: 3000}]},
			],
		};
		expect(
			await addressesOf([...leading, build.service('api', 3000), endpoints], {}, {lacks: ['endpointslices']}),
		).toEqual(['10.244.0.8:3000 up', '10.244.0.9:3000 down']);
	});

	test.each([
		['is not there', [], 'there is no service api'],
		[
			'stands for another name',
			[build.service('api', 1, {type: 'ExternalName', externalName: 'api.example.com'})],
			'the service api:80 stands for the name api.example.com',
		],
		[
			'has no such port',
			[build.service('api', 1, {ports: [{port: 81, targetPort: 1}]})],
			'the service api has no port 80',
		],
	])('that %s leads nowhere that is known', async (_, objects, why) => {
		const route = await routeOf([...leading, ...objects]);
		expect([route.outcome, route.upstreams[0]?.told, route.unsure]).toEqual(['proxied', 'unresolved', [why]]);
	});
});

describe('a rule of a route', () => {
	const edge = build.gateway('edge', [{name: 'web', protocol: 'HTTP', port: 80}]);
	const to = (name: string, more = {}) => ({backendRefs: [{name, port: 80, ...more}]});
	const both = [...api, build.service('web', 4000), build.slice('web', 4000, [{address: '10.244.0.6'}]), edge];
	const at = async (rules: readonly object[], asked = {}, more: readonly unknown[] = []) =>
		routeOf([...both, ...more, build.httpRoute('shop', {rules: rules as never})], asked);

	test('with a header is told of, and the next one is taken', async () => {
		const route = await at([{matches: [{headers: [{name: 'x-beta', value: '1'}]}], ...to('web')}, {...to('api')}]);
		expect([route.match?.at, route.unsure]).toEqual([
			'httproute shop, rule 2',
			['httproute shop, rule 1 may take it: a request header decides'],
		]);
	});

	test('with a method comes before one without, and a longer prefix before both', async () => {
		const rules = [
			{matches: [{path: {type: 'PathPrefix', value: '/a'}}], ...to('api')},
			{matches: [{path: {type: 'PathPrefix', value: '/a'}, method: 'GET'}], ...to('api')},
			{matches: [{path: {type: 'PathPrefix', value: '/a/b'}}], ...to('api')},
			{matches: [{path: {type: 'Exact', value: '/a/b'}}], ...to('api')},
		];
		for (const [path, method, rule] of [
			['/a/c', 'GET', 2],
			['/a/c', 'POST', 1],
			['/a/b/c', 'GET', 3],
			['/a/b', 'GET', 4],
		] as const)
			expect((await at(rules, {path, method})).match?.at).toBe(`httproute shop, rule ${rule}`);
	});

	test('shares out by weight, and a service of weight 0 gets nothing', async () => {
		const refs = [
			{name: 'api', port: 80, weight: 9},
			{name: 'web', port: 80, weight: 0},
		];
		const route = await at([{backendRefs: refs}]);
		expect(route.upstreams.map(({name, addresses}) => [name, addresses[0]!.weight])).toEqual([['api:80', 9]]);
		expect((await at([{backendRefs: [refs[1]]}])).outcome).toBe('answered');
	});

	test.each([
		['/foo', '/bar', '/foo/x', '/bar/x'],
		['/foo', '/', '/foo/x', '/x'],
		['/foo', '/', '/foo', '/'],
		['/foo/', '/bar/', '/foo/x', '/bar/x'],
		['/foo', '/bar', '/foo', '/bar'],
	])('that puts something in place of %s, %s, makes of %s: %s', async (value, replacePrefixMatch, path, rewritten) => {
		const urlRewrite = {path: {type: 'ReplacePrefixMatch', replacePrefixMatch}};
		const rule = {
			matches: [{path: {type: 'PathPrefix', value}}],
			filters: [{type: 'URLRewrite', urlRewrite}],
			...to('api'),
		};
		expect((await at([rule], {path})).rewritten).toBe(rewritten);
	});

	test('into another namespace needs leave there', async () => {
		const elsewhere = [build.service('api', 1), build.slice('api', 3001, [{address: '10.9.0.1'}])].map((one) => ({
			...one,
			metadata: {...one.metadata, namespace: 'other'},
		}));
		const route = await at([to('api', {namespace: 'other'})], {}, elsewhere);
		expect(route.upstreams[0]!.addresses[0]!.address).toBe('10.9.0.1');
		expect(route.unsure).toEqual([
			'httproute shop, rule 1 leads into the namespace other: a ReferenceGrant there has to allow it',
		]);
	});

	test('that its gateway refused takes nothing, and one that nobody looked at yet is not sure', async () => {
		const said = (status: string) => [
			{type: 'Accepted', status, reason: 'x', message: '', lastTransitionTime: '2026-01-01T00:00:00Z'},
		];
		expect((await routeOf([...both, build.httpRoute('shop', {rules: [to('api')]}, {}, said('False'))])).outcome).toBe(
			'none',
		);
		expect((await routeOf([...both, build.httpRoute('shop', {rules: [to('api')]}, {}, [])])).unsure).toEqual([
			'no controller says yet that it takes the route shop',
		]);
	});

	test('is found at gateways of other namespaces, and on listeners of its protocol and host alone', async () => {
		const far = {
			...build.gateway('edge', [
				{name: 'web', protocol: 'HTTP', port: 80, hostname: '*.shop.test'},
				{name: 'secure', protocol: 'HTTPS', port: 443},
			]),
		};
		const moved = {...far, metadata: {...far.metadata, namespace: 'infra'}};
		const parents = [{name: 'edge', namespace: 'infra'}];
		const objects = [...both.slice(0, -1), moved, build.httpRoute('shop', {parentRefs: parents, rules: [to('api')]})];
		expect((await routeOf(objects)).outcome).toBe('none');
		expect((await routeOf(objects, {host: 'eu.shop.test'})).match).toMatchObject({
			listener: 'edge/web',
			host: '*.shop.test',
		});
		expect((await routeOf(objects, {scheme: 'https', port: 443})).match?.listener).toBe('edge/secure');
		expect((await routeOf(objects, {scheme: 'https', port: 8443})).unsure).toEqual([
			'no listener of a gateway is on 8443: something before it would have to publish it',
		]);
	});

	test('that takes what an ingress takes too is another proxy’s', async () => {
		const route = await at([to('web')], {}, [shop([build.ingressPath('/', 'api')])]);
		expect(route.unsure).toEqual([
			'ingress shop, rule 1 and httproute shop, rule 1 both take it: which one depends on the proxy that is asked',
		]);
	});

	test('that may not be seen leaves an ingress unsure, and is a fault where there is none', async () => {
		const says = [
			{match: 'httproutes', stderr: 'Error from server (Forbidden): x is forbidden: User "u" cannot list', code: 1},
		];
		const route = await routeOf([...api, shop([build.ingressPath('/', 'api')])], {}, {says});
		expect([route.outcome, route.unsure]).toEqual([
			'proxied',
			[expect.stringMatching(/^routes of gateways were not seen: .*resources: \["httproutes"\], verbs: \["list"\]/)],
		]);
		expect((await faultOf(routeOf(api, {}, {says}))).code).toBe('forbidden');
	});

	test('is not looked for where the cluster has no gateways', async () => {
		const lacks = ['gateways', 'httproutes'];
		expect((await routeOf([...api, shop([build.ingressPath('/', 'api')])], {}, {lacks})).outcome).toBe('proxied');
	});
});

describe('a cluster that does not answer as it should', () => {
	test.each([
		['error: You must be logged in to the server (Unauthorized)', 'unauthorized'],
		['Error from server (Forbidden): ingresses is forbidden: User "ci" cannot list resource "ingresses"', 'forbidden'],
		['Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout', 'unreachable'],
		['error: context "x" does not exist', 'not-found'],
		['something else', 'command-failed'],
	])('and says %j is a fault: %s', async (stderr, code) => {
		const fault = await faultOf(ask([], {}, {says: [{match: 'get ingresses', stderr, code: 1}]}));
		expect(fault.code).toBe(code);
		if (code === 'forbidden')
			expect(fault.detail).toContain('apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: ["list"]');
	});

	test.each([
		['no JSON', '<html>', 'invalid-answer'],
		['no list', '{}', 'invalid-answer'],
		['too many objects', JSON.stringify({items: Array.from({length: 6_000}, () => ({}))}), 'too-large'],
		['fifty megabytes', 'x'.repeat(50 << 20), 'too-large'],
	])('with %s is a fault', async (_, stdout, code) => {
		expect((await faultOf(ask([], {}, {says: [{match: 'get ingresses', stdout, code: 0}]}))).code).toBe(code);
	});

	test('with names that would be options asks for none of them', async () => {
		const evil = {
			metadata: {name: 'x', namespace: 'shop'},
			spec: {
				rules: [{http: {paths: [{path: '/', backend: {service: {name: '--all-namespaces', port: {number: 1}}}}]}}],
			},
		};
		const says = [{match: 'get ingresses', stdout: JSON.stringify({items: [evil, 7, {spec: {rules: 'x'}}]}), code: 0}];
		const route = await routeOf([], {}, {says});
		expect(route.upstreams[0]).toMatchObject({told: 'unresolved', addresses: []});
	});

	test('with thousands of rules and long patterns is answered in time', async () => {
		const matches = Array.from({length: 60}, () => ({path: {type: 'RegularExpression', value: '^(/a+)+$'}}));
		const items = Array.from({length: 300}, (_, at) => ({
			...build.httpRoute(`r${at}`, {rules: [{matches, backendRefs: [{name: 'api', port: 80}]}]}),
		}));
		const says = [{match: 'get httproutes', stdout: JSON.stringify({items}), code: 0}];
		const edge = build.gateway('edge', [{name: 'web', protocol: 'HTTP', port: 80}]);
		const from = performance.now();
		const route = await routeOf([...api, edge], {path: `/${'a'.repeat(2_000)}!`}, {says});
		expect(performance.now() - from).toBeLessThan(15_000);
		expect(route.unsure.length).toBeLessThan(50);
	});
});
