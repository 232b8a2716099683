import {describe, expect, test} from '@jest/globals';
import {host, routeOf, router, service, traefikApi} from './traefik-stand.ts';

describe('a router of Traefik', () => {
	test('is named with its entry point and the words of its rule', async () => {
		await using api = await traefikApi({routers: [router('shop', `${host} && PathPrefix(\`/api\`)`)]});
		expect(await api.ask()).toEqual({
			where: `traefik at ${api.admin}`,
			version: '3.6.12',
			route: {
				outcome: 'proxied',
				match: {listener: 'web :80', host: 'shop.test', path: '/api', how: 'prefix', at: 'router shop@file'},
				upstreams: [
					{
						name: 'api@file',
						scheme: 'http',
						told: 'live',
						addresses: [{address: '10.1.0.5', port: 3000, state: 'unknown', weight: 1, backup: false}],
						resolvesTo: null,
						kept: false,
						keptSince: null,
						aliases: ['api', '10.1.0.5:3000'],
					},
				],
				rewritten: null,
				host: null,
				unsure: [],
			},
		});
	});

	test('that is disabled, or on another entry point, takes nothing', async () => {
		const routers = [router('a', host, {status: 'disabled'}), router('b', host, {using: ['other']})];
		expect(await routeOf({routers})).toMatchObject({outcome: 'none', match: null});
	});

	test('with TLS takes what comes with TLS alone, and one without what comes without', async () => {
		const routers = [
			router('plain', host, {service: 'plain'}),
			router('secure', host, {tls: {}, using: ['websecure'], service: 'secure'}),
		];
		const services = [service('plain', 'http://10.0.0.1:1'), service('secure', 'http://10.0.0.2:2')];
		expect((await routeOf({routers, services})).match?.at).toBe('router plain@file');
		expect((await routeOf({routers, services}, {scheme: 'https', port: 443})).match?.at).toBe('router secure@file');
		expect((await routeOf({routers, services}, {port: 443})).outcome).toBe('none');
	});

	test('is looked for on every entry point where none listens on the port, and that is said', async () => {
		const route = await routeOf({routers: [router('shop', host)]}, {port: 8000});
		expect(route.outcome).toBe('proxied');
		expect(route.unsure).toEqual([expect.stringMatching(/^no entry point listens on 8000/)]);
	});

	test('that asks for a header is told of, and the next one is taken', async () => {
		const routers = [router('beta', `${host} && Header(\`X-Beta\`, \`1\`)`, {service: 'beta'}), router('all', host)];
		const route = await routeOf({routers});
		expect(route.match?.at).toBe('router all@file');
		expect(route.unsure).toEqual(['the router beta@file may take it: a request header decides: X-Beta']);
	});

	test('that asks for a header is named where no other takes the request', async () => {
		const route = await routeOf({routers: [router('beta', `${host} && !ClientIP(\`10.0.0.0/8\`)`)]});
		expect([route.outcome, route.match?.at, route.unsure.length]).toEqual(['proxied', 'router beta@file', 1]);
	});

	test('with a number that only a text holds whole still comes before one that is smaller by one', async () => {
		const routers = [
			router('second', host, {priority: 2 ** 63, priorityStr: '9223372036854775806'}),
			router('first', host, {priority: 2 ** 63, priorityStr: '9223372036854775807'}),
		];
		const route = await routeOf({routers});
		expect([route.match?.at, route.unsure]).toEqual(['router first@file', []]);
	});

	test('that shares its priority with another leaves open which of them it is', async () => {
		const routers = [router('a', host, {priority: 5}), router('b', host, {priority: 5})];
		expect((await routeOf({routers})).unsure).toEqual([
			'the routers a@file and b@file both take it with the same priority',
		]);
	});

	test('reads the rules of Traefik 2 where it is one, or is told so', async () => {
		const routers = [router('shop', 'Host(`www.test`, `shop.test`) && PathPrefix(`/{part:[a-z]+}/`)')];
		expect((await routeOf({version: '2.11.30', routers})).outcome).toBe('proxied');
		expect((await routeOf({routers: [{...routers[0], ruleSyntax: 'v2'}]})).outcome).toBe('proxied');
		expect((await routeOf({routers})).outcome).toBe('none');
	});

	test('of TCP on the same entry point is asked first, and that is said', async () => {
		const tcp = [{name: 'raw@file', status: 'enabled', using: ['web'], rule: 'HostSNI(`*`)'}];
		expect((await routeOf({routers: [router('shop', host)], tcp})).unsure).toEqual([
			'the TCP router raw@file is asked before those of HTTP',
		]);
	});

	test('below another one is followed, with what that one made of the path', async () => {
		const routers = [
			router('outer', host, {service: undefined, middlewares: ['strip']}),
			router('inner', 'PathPrefix(`/orders`)', {using: undefined, parentRefs: ['outer@file']}),
		];
		const middlewares = [{name: 'strip@file', stripPrefix: {prefixes: ['/api']}}];
		expect(await routeOf({routers, middlewares})).toMatchObject({
			outcome: 'proxied',
			rewritten: '/orders',
			match: {host: 'shop.test', at: 'router outer@file, router inner@file'},
		});
	});
});
