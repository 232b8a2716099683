import {describe, expect, test} from '@jest/globals';
import type {FaultError} from '../../../src/model/fault.ts';
import {faultOf} from '../registry/asking.ts';
import {host, routeOf, router, service, traefikApi} from './traefik-stand.ts';

describe('the API of Traefik', () => {
	test.each([
		[401, 'unauthorized'],
		[403, 'forbidden'],
		[404, 'not-found'],
		[500, 'invalid-answer'],
	])('that answers %d is a fault: %s', async (status, code) => {
		await using api = await traefikApi({}, (_, response) => !!response.writeHead(status).end());
		expect((await faultOf(api.ask())).code).toBe(code);
	});

	test('that is not there is unreachable', async () => {
		await using api = await traefikApi({});
		expect((await faultOf(api.ask({}, {admin: 'http://127.0.0.1:9'}))).code).toBe('unreachable');
		expect((await faultOf(api.ask({}, {admin: '/run/traefik.sock'}))).code).toBe('unreachable');
	});

	test('gets the password of its address, which nobody else sees', async () => {
		await using api = await traefikApi({});
		const {where} = await api.ask({}, {admin: api.admin.replace('//', '//me:s%40cret@')});
		expect(where).toBe(`traefik at ${api.admin}`);
		expect(api.seen[0]!.headers.authorization).toBe(`Basic ${Buffer.from('me:s@cret').toString('base64')}`);
	});

	test('is read to its last page', async () => {
		const many = Array.from({length: 2_500}, (_, at) => router(`r${at}`, `Host(\`h${at}.test\`)`, {service: `s${at}`}));
		expect(
			(await routeOf({routers: many, services: [service('s2499', 'http://10.0.0.1:1')]}, {host: 'h2499.test'})).outcome,
		).toBe('proxied');
	});

	test('whose routers may be read and whose routers of TCP are not there is an older one', async () => {
		await using api = await traefikApi(
			{routers: [router('shop', host)]},
			(_, response, {pathname}) => pathname === '/api/tcp/routers' && !!response.writeHead(404).end(),
		);
		expect((await api.ask()).route.unsure).toEqual([]);
	});
});

describe('a Traefik that means harm', () => {
	const quick = async <T>(work: Promise<T>): Promise<T> => {
		const from = performance.now();
		const result = await work;
		expect(performance.now() - from).toBeLessThan(10_000);
		return result;
	};

	test('with fifty megabytes in an answer is too large', async () => {
		await using api = await traefikApi({}, (_, response, {pathname}) => {
			if (pathname !== '/api/http/routers') return false;
			response.end(Buffer.alloc(50 << 20, '['));
			return true;
		});
		expect((await quick(faultOf(api.ask()))).code).toBe('too-large');
	});

	test('with pages that never end is too large', async () => {
		await using api = await traefikApi({}, (_, response, {pathname, searchParams}) => {
			if (pathname !== '/api/http/routers') return false;
			response.setHeader('x-next-page', Number(searchParams.get('page')) + 1);
			response.end('[{}]');
			return true;
		});
		expect((await quick(faultOf(api.ask()))).code).toBe('too-large');
		expect(api.seen.length).toBeLessThan(30);
	});

	test.each([
		['no JSON', '<html>'],
		['no list', '{}'],
		['a list of anything', '[1, null, "x", {"name": 7, "rule": [], "using": "web", "middlewares": {"a": 1}}]'],
	])('with %s is a fault or no route', async (_, body) => {
		await using api = await traefikApi({}, (__, response, {pathname}) => {
			if (pathname !== '/api/http/routers') return false;
			response.end(body);
			return true;
		});
		const end = await quick(api.ask().catch((error: FaultError) => error.fault));
		expect('code' in end ? end.code : end.route.outcome).toMatch(/^(?:invalid-answer|none)$/);
	});

	test.each([
		['parentheses', `${'('.repeat(1_000)}${host}${')'.repeat(1_000)}`],
		['denials', `${'!'.repeat(1_001)}${host}`],
		['a rule without an end', `${host} && `.repeat(2_000)],
		['an open text', `Host(\`${'a'.repeat(16_000)}`],
		['backslashes', `Host("${'\\'.repeat(16_001)}`],
	])('with %s is not followed, and that is said', async (_, rule) => {
		const route = await quick(routeOf({routers: [router('deep', rule)]}));
		expect(route.unsure).toEqual(['the router deep@file may take it: its rule is not understood']);
	});

	test('with patterns that go back without end is answered in time', async () => {
		const evil = [
			'^(a+)+$',
			'^(a|aa)+$',
			'^(a*)*b',
			'(.*a){20}',
			'^((a{1,100}){1,100}){1,100}$',
			'(?:(?:(?:){1000}){1000}){1000}',
		];
		const routers = Array.from({length: 3_000}, (_, at) =>
			router(`r${at}`, `PathRegexp(\`${evil[at % evil.length]}\`)`),
		);
		const path = `/${'a'.repeat(4_000)}!`;
		const route = await quick(routeOf({routers}, {path}));
		expect(route.unsure.length).toBeGreaterThan(0);
		expect(route.unsure.length).toBeLessThan(50);
	});

	test('with services and middlewares that lead to themselves comes to an end', async () => {
		const parts = ['api', 'api', 'api'].map((name) => ({name}));
		const route = await quick(
			routeOf({
				routers: [router('shop', host, {middlewares: ['ring']})],
				middlewares: [{name: 'ring@file', chain: {middlewares: ['ring', 'ring']}}],
				services: [{name: 'api@file', weighted: {services: parts}}],
			}),
		);
		expect(route.upstreams).toEqual([]);
		expect(route.unsure).toEqual([
			'there are more middlewares than are followed',
			'services lead to more services than are followed',
		]);
	});

	test('with names of many lines and no end is shown in one short line', async () => {
		const name = `a\n\x1b[31m${'b'.repeat(10_000)}`;
		const route = await quick(routeOf({routers: [router(name, host)]}));
		expect(route.match!.at!.length).toBeLessThan(140);
		expect(route.match!.at).not.toMatch(/[\n\x1b]/);
	});
});
