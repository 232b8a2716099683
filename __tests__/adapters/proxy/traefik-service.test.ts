import {describe, expect, test} from '@jest/globals';
import {FaultError} from '../../../src/model/fault.ts';
import {host, routeOf, router, service} from './traefik-stand.ts';

describe('a service of Traefik', () => {
	const to = (...services: readonly Record<string, unknown>[]) => routeOf({routers: [router('shop', host)], services});

	test('tells which of its servers are down, where it looks after them', async () => {
		const [one, two] = ['http://10.0.0.1:80', 'http://10.0.0.2:80'];
		const balancer = {healthCheck: {path: '/'}, servers: [{url: one}, {url: two, weight: 3}]};
		const route = await to({name: 'api@file', loadBalancer: balancer, serverStatus: {[one]: 'UP', [two]: 'DOWN'}});
		expect(route.upstreams[0]!.addresses).toMatchObject([
			{address: '10.0.0.1', state: 'up', weight: 1},
			{address: '10.0.0.2', state: 'down', weight: 3},
		]);
	});

	test('shares out by weight, and one of weight 0 gets nothing', async () => {
		const parts = [{name: 'a', weight: 9}, {name: 'b'}, {name: 'c', weight: 0}];
		const route = await to(
			{name: 'api@file', weighted: {services: parts}},
			...['a', 'b', 'c'].map((name, index) => service(name, `http://10.0.0.${index}:80`)),
		);
		expect(route.upstreams.map(({name, addresses}) => [name, addresses[0]?.weight])).toEqual([
			['a@file', 9],
			['b@file', 1],
		]);
	});

	test('that mirrors sends its requests to the one that answers', async () => {
		const mirrors = [{name: 'shadow', percent: 100}];
		const route = await to(
			{name: 'api@file', mirroring: {service: 'real', mirrors}},
			service('real', 'http://10.0.0.1:80'),
			service('shadow', 'http://10.0.0.2:80'),
		);
		expect(route.upstreams.map(({name}) => name)).toEqual(['real@file']);
	});

	test('of Traefik itself answers', async () => {
		expect((await routeOf({routers: [router('dashboard', host, {service: 'dashboard@internal'})]})).outcome).toBe(
			'answered',
		);
	});

	test('with a name is resolved where Traefik resolves it', async () => {
		const told = {routers: [router('shop', host)], services: [service('api', 'http://api:3000', 'https://[fd00::1]')]};
		const resolve = async () => ['10.7.0.9', '10.7.0.8'];
		const route = await routeOf(told, {}, {resolve});
		expect(route.upstreams).toMatchObject([
			{name: 'api@file api:3000', told: 'resolved', addresses: [{address: '10.7.0.8'}, {address: '10.7.0.9'}]},
			{name: 'api@file', told: 'live', scheme: 'https', addresses: [{address: 'fd00::1', port: 443}]},
		]);
		const nobody = async () => {
			throw new FaultError('name-not-resolved', 'api');
		};
		expect((await routeOf(told, {}, {resolve: nobody})).upstreams[0]).toMatchObject({
			told: 'unresolved',
			addresses: [],
		});
	});
});

describe('a middleware of Traefik', () => {
	const through = (...middlewares: readonly Record<string, unknown>[]) =>
		routeOf({
			routers: [router('shop', host, {middlewares: middlewares.map((_, index) => `m${index}`)})],
			middlewares: middlewares.map((one, index) => ({name: `m${index}@file`, type: 'x', ...one})),
		});

	test.each([
		['replacePathRegex', {regex: '^/api/(?P<rest>.*)$', replacement: '/v2/${rest}'}, '/v2/orders'],
		['stripPrefixRegex', {regex: ['/[a-z]+']}, '/orders'],
		['addPrefix', {prefix: '/in'}, '/in/api/orders'],
		['replacePath', {path: '/one'}, '/one'],
	])('%s changes the path as Traefik does', async (kind, settings, rewritten) => {
		expect((await through({[kind]: settings})).rewritten).toBe(rewritten);
	});

	test('that redirects answers, and nothing behind it gets the request', async () => {
		expect(await through({redirectScheme: {scheme: 'https'}})).toMatchObject({outcome: 'answered', upstreams: []});
	});

	test.each(['basicAuth', 'forwardAuth', 'ipAllowList'])('%s may answer, and that is said', async (kind) => {
		expect((await through({[kind]: {}})).unsure).toEqual([
			'the middleware m0@file answers whom it does not let through',
		]);
	});

	test('that nobody here knows is told of', async () => {
		expect((await through({plugin: {mine: {}}})).unsure).toEqual([
			'the middleware m0@file is of a kind that is not known here',
		]);
	});
});
