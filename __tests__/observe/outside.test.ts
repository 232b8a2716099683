import {describe, expect, test} from '@jest/globals';
import type {ServiceConfig} from '../../src/model/config.ts';
import type {OutsideEvidence} from '../../src/model/mapping.ts';
import type {Plan} from '../../src/model/plan.ts';
import {followedRequest} from '../../src/observe/followed.ts';
import {observeMapping} from '../../src/observe/mapping.ts';
import {observeOutside} from '../../src/observe/outside.ts';
import {planService} from '../../src/plan/plan.ts';
import type {World} from '../../src/world.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {probeConfig, serviceConfig, target} from '../builders/evidence.ts';
import {testWorld} from '../builders/world.ts';
import {atAddresses} from '../fakes/addresses.ts';
import {selfSigned} from '../fakes/certificate.ts';
import {changing, fakeEndpoint, fakeTcp, silent, text} from '../fakes/endpoint.ts';

const timeouts = {connect: 2_000, answer: 2_000, stall: 2_000, request: 5_000};
const planOf = (more: Partial<ServiceConfig>, trust: Plan['trust'] = 'trusted'): Plan =>
	planService(serviceConfig({timeouts, live: null, probes: [], ...more}), {trust, secrets: []}, target(), () => '5eed');
const probing = (url: string, more: Parameters<typeof probeConfig>[0] = {}): Pick<ServiceConfig, 'probes'> => ({
	probes: [probeConfig({url, ...more})],
});
/** A world in which every name leads to these addresses. */
const leadingTo = (addresses: readonly string[], more: Partial<World> = {}): World =>
	testWorld({resolve: async () => addresses, ...more});
const outside = (world: World, plan: Plan): Promise<OutsideEvidence> =>
	observeOutside(world, plan, followedRequest(plan)!);

describe('the request that is followed', () => {
	test('is the first probe by GET, else the first, else the page, else what is served', () => {
		const post = probeConfig({name: 'a', method: 'POST', url: 'https://Shop.example/orders'});
		const get = probeConfig({name: 'b', url: 'http://shop.example:8080/a/b?c=d'});
		const question = (more: Partial<ServiceConfig>) => followedRequest(planOf(more))?.question ?? null;
		expect(question({probes: [post, get]})).toEqual({
			scheme: 'http',
			host: 'shop.example',
			port: 8080,
			path: '/a/b',
			method: 'GET',
		});
		expect(question({probes: [post]})).toEqual({
			scheme: 'https',
			host: 'shop.example',
			port: 443,
			path: '/orders',
			method: 'POST',
		});
		const live = {base: 'https://shop.example/app', root: null, paths: [], page: 'index.html'};
		expect(question({live})?.path).toBe('/app/index.html');
		expect(question({live: {...live, page: null}})?.path).toBe('/app/');
		expect(question({})).toBeNull();
		expect(question(probing('https://[2001:DB8::1]/'))?.host).toBe('2001:db8::1');
	});

	test('is the one with good credentials, where a probe has several', () => {
		const credentials = {
			header: 'Authorization',
			prefix: 'Bearer ',
			variable: 'TOKEN',
			bad: 'wrong',
			expect: {none: [401], bad: [401], good: [200]},
		};
		const followed = followedRequest(planOf(probing('https://shop.example/', {credentials})));
		expect(followed?.headers).toEqual([{name: 'Authorization', value: {env: 'TOKEN', prefix: 'Bearer '}}]);
	});
});

describe('a name seen from outside', () => {
	test('is all its addresses, each with what it shows and what it answers to the same request', async () => {
		const tls = selfSigned(['shop.example']);
		await using servers = await atAddresses(
			{
				'127.0.0.1': text(200, 'new', {Server: 'nginx', 'X-Served-By': 'api-1'}),
				'127.0.0.2': text(200, 'old', {Server: 'nginx', 'X-Served-By': 'api-2'}),
				'::1': text(502, 'Bad Gateway'),
			},
			tls,
		);
		const world = leadingTo(['::1', '127.0.0.2', '127.0.0.1', '127.0.0.1', '0:0:0:0:0:0:0:1']);
		const trusting: World = {...world, http: (request) => world.http({...request, ca: tls.cert})};
		const seen = await outside(trusting, planOf(probing(`https://shop.example:${servers.port}/`)));
		expect(seen.more).toBe(0);
		expect(seen.addresses.map(({address}) => address)).toEqual(['127.0.0.1', '127.0.0.2', '::1']);
		const answers = seen.addresses.map(({answers}) =>
			answers.map((one) =>
				one.status === 'observed' ? [one.value.status, one.value.by, one.value.pageOf, one.value.size] : one,
			),
		);
		expect(answers).toEqual([[[200, ['nginx'], null, 3]], [[200, ['nginx'], null, 3]], [[502, [], 'traefik', 11]]]);
		expect(seen.addresses.map(({instances}) => instances)).toEqual([
			['x-served-by: api-1'],
			['x-served-by: api-2'],
			[],
		]);
		for (const {handshake} of seen.addresses)
			expect(handshake).toMatchObject({
				value: {
					protocol: 'http/1.1',
					untrusted: 'DEPTH_ZERO_SELF_SIGNED_CERT',
					certificate: {altNames: 'DNS:shop.example'},
				},
			});
		expect(new Set(servers.seen.map(({headers}) => headers.host))).toEqual(new Set([`shop.example:${servers.port}`]));
	});

	test('is asked three times at each address where mapping is configured, on connections of their own', async () => {
		await using servers = await atAddresses({'127.0.0.1': changing(), '127.0.0.2': text(200, 'same')});
		const plan = planOf({...probing(`http://shop.example:${servers.port}/`), trace: 1_000});
		const seen = await outside(leadingTo(['127.0.0.1', '127.0.0.2']), plan);
		const hashes = seen.addresses.map(
			({answers}) => new Set(answers.map((one) => one.status === 'observed' && one.value.sha256)),
		);
		// Other bytes each time are another backend's, or those of one that never writes the same twice.
		expect(hashes.map(({size}) => size)).toEqual([3, 1]);
		expect(new Set(servers.seen.map(({connection}) => connection)).size).toBe(6);
		expect(seen.addresses[0]!.handshake).toEqual({status: 'skipped', reason: 'plain-http'});
	});

	test('of one address costs a look-up and a handshake where nothing of mapping is configured', async () => {
		const tls = selfSigned(['shop.example']);
		await using servers = await atAddresses({'127.0.0.1': text(200, 'a')}, tls);
		let lookups = 0;
		const resolve = async (): Promise<readonly string[]> => [['127.0.0.1'], []][lookups++]!;
		const handshakes: unknown[] = [];
		const base = testWorld();
		const world: World = {
			...base,
			resolve,
			handshake: (request) => {
				handshakes.push(request.address);
				return base.handshake(request);
			},
		};
		const seen = await outside(world, planOf(probing(`https://shop.example:${servers.port}/`)));
		expect([lookups, handshakes, servers.seen]).toEqual([1, ['127.0.0.1'], []]);
		expect(seen.addresses).toMatchObject([{address: '127.0.0.1', answers: [], handshake: {status: 'observed'}}]);
	});

	test('of which one address is dead tells of the others all the same', async () => {
		await using servers = await atAddresses({'127.0.0.1': text(200, 'a'), '127.0.0.2': silent});
		const plan = planOf({...probing(`http://shop.example:${servers.port}/`), timeouts: {...timeouts, answer: 100}});
		const {addresses} = await outside(leadingTo(['127.0.0.1', '127.0.0.2', '127.0.0.3']), plan);
		expect(
			addresses.map(({answers: [answer]}) => (answer?.status === 'unavailable' ? answer.fault.code : answer?.status)),
		).toEqual(['observed', 'timed-out', 'unreachable']);
	});

	test('is asked at sixteen of its addresses, and says how many more there are', async () => {
		const many = Array.from({length: 10_000}, (_, at) => `127.1.${at >> 8}.${at & 255}`);
		const asked: (string | undefined)[] = [];
		const world = leadingTo(many);
		const counting: World = {
			...world,
			http: (request) => {
				asked.push(request.address);
				return world.http(request);
			},
		};
		await using server = await fakeEndpoint({'/': text(200, 'a')});
		const {addresses, more} = await outside(counting, planOf(probing(`http://shop.example:${server.port}/`)));
		// None takes a connection, and each is asked once more.
		expect([addresses.length, more, asked.length]).toEqual([16, 9_984, 32]);
	});

	test('behind a proxy of this machine is not asked past it', async () => {
		await using servers = await atAddresses({'127.0.0.1': text(200, 'a')});
		const env = {HTTP_PROXY: 'http://127.0.0.1:9'};
		const plan = planOf({...probing(`http://shop.example:${servers.port}/`), trace: 1});
		expect((await faultOf(outside(leadingTo(['127.0.0.1'], {env}), plan))).code).toBe('not-asked');
		const placed = planOf({...plan.service, resolve: [{host: 'shop.example', address: '127.0.0.1'}]});
		expect((await outside(leadingTo(['127.0.0.1'], {env}), placed)).addresses[0]!.answers[0]!.status).toBe('observed');
	});

	test('that is an address itself is not looked up', async () => {
		await using servers = await atAddresses({'::1': text(200, 'a')});
		const world = testWorld({resolve: async () => Promise.reject(new Error('looked up'))});
		const {addresses} = await outside(world, planOf({...probing(`http://[::1]:${servers.port}/`), trace: 1_000}));
		expect(addresses).toMatchObject([{address: '::1', answers: [{status: 'observed'}, {}, {}]}]);
	});

	test('that takes what is sent is asked only to read', async () => {
		await using servers = await atAddresses({'127.0.0.1': text(405, 'no')});
		await outside(
			leadingTo(['127.0.0.1']),
			planOf({...probing(`http://shop.example:${servers.port}/`, {method: 'DELETE'}), trace: 1}),
		);
		expect(new Set(servers.seen.map(({method}) => method))).toEqual(new Set(['GET']));
	});

	test('is not told to whoever may ask the outside alone, where it leads inside', async () => {
		await using servers = await atAddresses({'127.0.0.1': text(200, 'a')});
		for (const scheme of ['http', 'https']) {
			const plan = planOf(probing(`${scheme}://inner.example:${servers.port}/`), 'untrusted');
			const fault = await faultOf(outside(leadingTo(['127.0.0.1', '10.0.0.7']), plan));
			expect([fault.code, fault.detail]).toEqual(['address-refused', expect.not.stringMatching(/127|10\.0/)]);
		}
		expect(servers.seen).toEqual([]);
	});

	test('sends no secret to where it may not go, and shows none that comes back', async () => {
		const secret = 's3cret-token-of-the-test';
		await using servers = await atAddresses({
			'127.0.0.1': (request, response) =>
				response.writeHead(200, {'X-Served-By': request.headers.authorization ?? '', Via: secret}).end('a'),
		});
		const headers = [{name: 'Authorization', value: {env: 'TOKEN', prefix: 'Bearer '}}] as const;
		const plan = planOf({...probing(`http://shop.example:${servers.port}/`, {headers}), trace: 1});
		const world = leadingTo(['127.0.0.1'], {env: {TOKEN: secret}});
		const seen = await outside(world, plan);
		expect(JSON.stringify(seen)).not.toContain(secret);
		expect(seen.addresses[0]!.instances).toEqual(['x-served-by: Bearer [secret]']);
		const {addresses} = await outside(leadingTo(['127.0.0.1']), plan);
		expect(addresses[0]!.answers[0]).toMatchObject({fault: {code: 'secret-missing'}});
	});

	test('whose look-up hangs is given up in the time a connection has', async () => {
		const plan = planOf({...probing('https://shop.example/'), timeouts: {...timeouts, connect: 50}});
		const fault = await faultOf(outside(testWorld({resolve: () => new Promise(() => {})}), plan));
		expect(fault.code).toBe('timed-out');
	});

	test('of many dead addresses takes no longer than one', async () => {
		await using tcp = await fakeTcp(() => {});
		const many = Array.from({length: 16}, (_, at) => `127.0.1.${at}`);
		const plan = planOf({
			...probing(`http://shop.example:${tcp.port}/`),
			timeouts: {...timeouts, answer: 300},
			trace: 1,
		});
		const base = testWorld({resolve: async () => many});
		// All of them are one server that takes connections and says nothing.
		const world: World = {...base, http: (request) => base.http({...request, address: '127.0.0.1'})};
		const started = performance.now();
		const {addresses} = await outside(world, plan);
		expect(addresses.flatMap(({answers}) => answers.map(({status}) => status))).toEqual(Array(48).fill('unavailable'));
		expect(performance.now() - started).toBeLessThan(1_500);
	});

	test('that speaks HTTP/2 alone is asked so', async () => {
		const asked: (string | undefined)[] = [];
		const base = leadingTo(['127.0.0.1']);
		const world: World = {
			...base,
			http: (request) => {
				asked.push(request.version);
				return base.http(request);
			},
		};
		await outside(world, planOf({...probing('http://shop.example:9/', {protocol: 'http2'}), trace: 1}));
		expect(new Set(asked)).toEqual(new Set(['2']));
	});

	test('that nobody knows is no reason to lose the rest', async () => {
		const world = testWorld({resolve: async () => []});
		const plan = planOf(probing('https://shop.example/'));
		const replicas = Promise.resolve({status: 'skipped', reason: 'not-configured'} as const);
		const seen = await observeMapping({world, towards: world, plan, replicas, repository: '/'});
		expect(seen).toMatchObject({
			value: {
				outside: {status: 'unavailable', fault: {code: 'name-not-resolved'}},
				hops: [],
				owners: {status: 'skipped'},
				trace: {status: 'skipped', reason: 'not-configured'},
			},
		});
	});
});
