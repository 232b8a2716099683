import {describe, expect, test} from '@jest/globals';
import {FaultError} from '../../../src/model/fault.ts';
import {faultOf} from '../registry/asking.ts';
import {router, service, type Told, traefikApi} from './traefik-stand.ts';

const host = 'Host(`shop.test`)';
const routeOf = async (told: Told, question = {}, world = {}) => {
	await using api = await traefikApi(told);
	return (await api.ask(question, {}, world)).route;
};

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
						keptSince: null,
					},
				],
				rewritten: null,
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
		expect(route.unsure).toEqual(['the router beta@file may take it: a request header decides: X-Beta, 1']);
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
