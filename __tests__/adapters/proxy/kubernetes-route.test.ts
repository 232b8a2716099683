import {describe, expect, test} from '@jest/globals';
import * as build from '../../fakes/kubernetes/routing.ts';
import {faultOf} from '../registry/asking.ts';
import {api, routeOf, shop} from './kubernetes-stand.ts';

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
