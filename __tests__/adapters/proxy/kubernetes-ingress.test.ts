import {describe, expect, test} from '@jest/globals';
import * as build from '../../fakes/kubernetes/routing.ts';
import {api, askCluster, routeOf, shop} from './kubernetes-stand.ts';

describe('a rule of an ingress', () => {
	test('leads to the pods of its service, with the port that they have', async () => {
		expect(await askCluster([...api, shop([build.ingressPath('/', 'api')])])).toEqual({
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
						kept: false,
						keptSince: null,
						aliases: [],
					},
				],
				rewritten: null,
				host: null,
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
