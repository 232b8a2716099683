import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {ProbeConfig, SecretGrant, ServiceConfig} from '../../src/model/config.ts';
import type {ProbeEvidence} from '../../src/model/evidence.ts';
import {observeProbes} from '../../src/observe/probes.ts';
import {planService} from '../../src/plan/plan.ts';
import {healthy, probeConfig, serviceConfig, target} from '../builders/evidence.ts';
import {testWorld} from '../builders/world.ts';
import {fakeEdge} from '../fakes/edge.ts';
import type {Route} from '../fakes/endpoint.ts';
import {changing, fakeEndpoint, html, json, redirect, text} from '../fakes/endpoint.ts';

const timeouts = {connect: 5_000, answer: 1_000, stall: 1_000, request: 5_000};

type Looked = {readonly route: string; readonly detail: string | null; readonly seen: ProbeEvidence};

/** One probe, asked and judged. */
async function look(
	probe: Partial<ProbeConfig> & {url: string},
	service: Partial<ServiceConfig> = {},
	env: Readonly<Record<string, string>> = {},
	secrets: readonly SecretGrant[] = [],
): Promise<Looked> {
	const config = serviceConfig({probes: [probeConfig(probe)], live: null, timeouts, ...service});
	const plan = planService(config, {trust: 'trusted', secrets}, target(), () => '5eed');
	const probes = await observeProbes(testWorld({env}), plan);
	const {evidence} = healthy();
	const layer = judge(plan, {...evidence, probes}).layers[5]!;
	return {
		route: `${layer.status} ${layer.reason}`,
		detail: layer.findings[0]?.detail ?? null,
		seen: probes[0]!,
	};
}

const workflow = json({error: 'who are you?'}, 401);
const asked = (server: {seen: readonly {method: string; url: string}[]}): readonly string[] =>
	server.seen.map(({method, url}) => `${method} ${url.replace(/(fresh=|control-)[0-9a-f]+/, '$1…')}`);

describe('an answer that leaves no doubt', () => {
	test('costs one request beside its control', async () => {
		await using server = await fakeEndpoint({'/api/workflow': workflow});
		const {route, seen} = await look({url: `${server.url}/api/workflow`}, {origin: 'http://127.0.0.1:9'});
		expect(route).toBe('match mounted');
		expect(seen).toMatchObject({fresh: {status: 'skipped'}, origin: {status: 'skipped'}, others: []});
		expect(server.seen).toHaveLength(2);
	});

	test('and an endpoint that is open where a refusal is expected is not asked again', async () => {
		await using server = await fakeEndpoint({'/api/workflow': text(200, 'all of it', {Age: '9'})});
		const {seen} = await look({url: `${server.url}/api/workflow`}, {origin: 'http://127.0.0.1:9'});
		expect(seen).toMatchObject({fresh: {status: 'skipped'}, origin: {status: 'skipped'}, others: []});
		expect(server.seen).toHaveLength(2);
	});

	test('and one that may have changed something is asked nothing more, whatever it is', async () => {
		await using server = await fakeEndpoint({}, {fallback: text(404, '', {Age: '9'})});
		const {route, seen} = await look(
			{url: `${server.url}/api/workflow`, method: 'POST', control: false},
			{origin: 'http://127.0.0.1:9'},
		);
		expect(route).toBe('drift not-mounted');
		expect(asked(server)).toEqual(['POST /api/workflow']);
		expect(seen).toMatchObject({fresh: {status: 'skipped'}, origin: {status: 'skipped'}, others: []});
	});
});

describe('a cache in front', () => {
	test.each([
		['that says so', undefined],
		['that says nothing', {}],
	])('%s and kept the 404 of before is named, not the route', async (_what, told) => {
		let mounted = false;
		const api: Route = (request, response) => (mounted ? workflow : text(404, 'none'))(request, response);
		await using origin = await fakeEndpoint({'/api/workflow': api});
		await using edge = await fakeEdge(() => origin.url, told);
		const probe = {url: `${edge.url}/api/workflow`};
		expect((await look(probe)).route).toBe('drift not-mounted');
		mounted = true;
		const stale = await look(probe);
		expect(stale.route).toBe('drift stale-cache');
		expect(stale.detail).toBe(told === undefined ? 'age 300, past the cache 401' : 'past the cache 401');
		edge.purge();
		expect((await look(probe)).route).toBe('match mounted');
	});

	test('over an origin that is as old is no reason', async () => {
		await using origin = await fakeEndpoint({});
		await using edge = await fakeEdge(() => origin.url);
		await look({url: `${edge.url}/api/workflow`});
		const {route, seen} = await look({url: `${edge.url}/api/workflow`});
		expect(route).toBe('drift not-mounted');
		expect(seen.fresh).toMatchObject({value: {status: 404}});
	});

	test('that answers rightly over an origin that broke since is not believed', async () => {
		let broken = false;
		const api: Route = (request, response) => (broken ? text(503, 'down') : workflow)(request, response);
		await using origin = await fakeEndpoint({'/api/workflow': api});
		await using edge = await fakeEdge(() => origin.url);
		const probe = {url: `${edge.url}/api/workflow`};
		await look(probe);
		expect((await look(probe)).route).toBe('match mounted');
		broken = true;
		expect((await look(probe)).route).toBe('inconclusive cached-answer');
	});

	test('over an origin that takes no unknown query is believed', async () => {
		const strict: Route = (request, response) =>
			(request.url!.includes('?') ? text(400, 'unknown parameter') : workflow)(request, response);
		await using origin = await fakeEndpoint({'/api/workflow': strict});
		await using edge = await fakeEdge(() => origin.url);
		await look({url: `${edge.url}/api/workflow`});
		expect((await look({url: `${edge.url}/api/workflow`})).route).toBe('match mounted');
	});

	test('is asked with the query that was there, byte for byte, and another nonce every time', async () => {
		await using server = await fakeEndpoint({});
		const url = `${server.url}/api/workflow?q=a%20b&&x=[1]`;
		await look({url});
		await look({url});
		const fresh = server.seen.map((request) => request.url).filter((path) => path.includes('fresh'));
		expect(fresh).toHaveLength(2);
		for (const path of fresh)
			expect(path).toMatch(/^\/api\/workflow\?q=a%20b&&x=\[1\]&deploy-truth-fresh=[0-9a-f]{16}$/);
		expect(new Set(fresh).size).toBe(2);
	});

	test('is not blamed for replicas that answer in turn', async () => {
		let count = 0;
		const turns: Route = (request, response) => (count++ % 2 === 0 ? text(404, 'old') : workflow)(request, response);
		await using server = await fakeEndpoint({'/api/workflow': turns});
		// The first look gets the old replica, the fresh one the new, the third the old again: then it may be a cache.
		count = 0;
		expect((await look({url: `${server.url}/api/workflow`})).route).toBe('drift stale-cache');
		let asked = 0;
		const turned: Route = (request, response) =>
			(request.method === 'OPTIONS' || asked++ === 0 ? text(404, 'old') : workflow)(request, response);
		await using other = await fakeEndpoint({'/api/workflow': turned});
		const {route, seen} = await look({url: `${other.url}/api/workflow`});
		expect(route).toBe('drift not-mounted');
		expect(seen.fresh).toEqual({status: 'skipped', reason: 'answers-vary'});
	});

	test('whose answers differ every time is asked no more often for that', async () => {
		await using server = await fakeEndpoint({'/api/workflow': changing()});
		const {route} = await look({url: `${server.url}/api/workflow`, expect: [201], control: false});
		expect(route).toBe('match mounted');
		expect(server.seen).toHaveLength(2);
	});
});

describe('an origin that is known', () => {
	test('and answers rightly where the edge does not makes the edge the reason', async () => {
		await using origin = await fakeEndpoint({'/api/workflow': workflow});
		await using edge = await fakeEndpoint({}, {fallback: text(404, 'edge')});
		const looked = await look({url: `${edge.url}/api/workflow?x=1`}, {origin: origin.url});
		expect(looked.route).toBe('drift edge-differs-from-origin');
		expect(looked.detail).toBe('origin 401');
		expect(origin.seen).toMatchObject([
			{method: 'GET', url: '/api/workflow?x=1', headers: {host: `127.0.0.1:${edge.port}`}},
		]);
	});

	test('and is as wrong is the reason itself', async () => {
		await using origin = await fakeEndpoint({});
		await using edge = await fakeEndpoint({});
		expect((await look({url: `${edge.url}/api/workflow`}, {origin: origin.url})).route).toBe('drift not-mounted');
		expect(origin.seen).toHaveLength(1);
	});

	test('at a private address is not asked for an untrusted configuration', async () => {
		await using origin = await fakeEndpoint({'/api/workflow': workflow});
		const config = serviceConfig({
			probes: [probeConfig({url: `${origin.url}/api/workflow`})],
			live: null,
			timeouts,
			origin: origin.url.replace('127.0.0.1', 'localhost'),
		});
		const plan = planService(config, {trust: 'untrusted', secrets: []}, target(), () => '5eed');
		const public_ = {
			...plan,
			probes: plan.probes.map((probe) => ({...probe, url: 'http://edge.invalid/api/workflow'})),
		};
		// The edge answers from the public internet, as far as the world says.
		const world = testWorld();
		const http: typeof world.http = (request) =>
			request.url.startsWith('http://edge.invalid/')
				? world.http({...request, url: `${origin.url}/none`, publicOnly: false})
				: world.http(request);
		const [seen] = await observeProbes({...world, http}, public_);
		expect(seen!.answer).toMatchObject({value: {status: 404}});
		expect(seen!.origin).toMatchObject({fault: {code: 'address-refused'}});
	});

	test('gets no secret that was granted to the edge alone', async () => {
		await using origin = await fakeEndpoint({'/api/workflow': workflow});
		await using edge = await fakeEndpoint({});
		const headers = [{name: 'Authorization', value: {env: 'API_TOKEN', prefix: 'Bearer '}}];
		const env = {API_TOKEN: 's3cret-token'};
		const granted = (...ports: number[]) => ports.map((port) => ({variable: 'API_TOKEN', host: `127.0.0.1:${port}`}));
		const probe = {url: `${edge.url}/api/workflow`, headers};
		const first = await look(probe, {origin: origin.url}, env, granted(edge.port));
		expect(first.seen.origin).toMatchObject({fault: {code: 'secret-missing'}});
		expect(origin.seen).toHaveLength(0);
		const second = await look(probe, {origin: origin.url}, env, granted(edge.port, origin.port));
		expect(second.route).toBe('drift edge-differs-from-origin');
		expect(origin.seen[0]!.headers.authorization).toBe('Bearer s3cret-token');
	});
});

describe('other methods', () => {
	const byMethod =
		(methods: Readonly<Record<string, Route>>, otherwise: Route): Route =>
		(request, response) =>
			(methods[request.method!] ?? otherwise)(request, response);
	const none = text(404, 'no such route');

	test('that answer where this one gets 404 make it the method, and are named', async () => {
		const options = text(200, '', {Allow: 'POST, PUT'});
		await using server = await fakeEndpoint({'/api/workflow': byMethod({OPTIONS: options}, none)});
		const looked = await look({url: `${server.url}/api/workflow`, expect: [200]});
		expect(looked).toMatchObject({route: 'drift wrong-method', detail: 'takes POST, PUT'});
	});

	test('that every path answers tell nothing', async () => {
		const cors = byMethod({OPTIONS: text(204, '', {Allow: 'POST, PUT'})}, none);
		await using server = await fakeEndpoint({}, {fallback: cors});
		expect((await look({url: `${server.url}/api/workflow`, expect: [200]})).route).toBe('drift not-mounted');
		expect(asked(server)).toContain('OPTIONS /api/deploy-truth-control-…');
	});

	test('of a route that takes this one and has nothing under this name are no reason', async () => {
		const options = text(200, '', {Allow: 'GET, HEAD'});
		await using server = await fakeEndpoint({'/items/99': byMethod({OPTIONS: options}, none)});
		expect((await look({url: `${server.url}/items/99`, expect: [200]})).route).toBe('drift not-mounted');
	});

	test('tell a HEAD that nobody wrote from a route that is not there', async () => {
		await using server = await fakeEndpoint({'/api/workflow': byMethod({GET: workflow}, none)});
		expect(await look({method: 'HEAD', url: `${server.url}/api/workflow`})).toMatchObject({
			route: 'drift wrong-method',
			detail: 'takes GET',
		});
	});

	test('are not asked where the 405 names them', async () => {
		await using server = await fakeEndpoint({'/api/workflow': text(405, '', {Allow: 'POST'})});
		expect(await look({url: `${server.url}/api/workflow`, expect: [200]})).toMatchObject({
			route: 'drift wrong-method',
			detail: 'takes POST',
		});
		expect(asked(server).filter((one) => one.startsWith('OPTIONS'))).toEqual([]);
	});
});

describe('a 404', () => {
	const nginx = (status: number): Route =>
		html(
			`<html>\r\n<head><title>${status} Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`,
			status,
		);

	test('in the words of a proxy did not reach the application', async () => {
		await using server = await fakeEndpoint({}, {fallback: nginx(404)});
		expect(await look({url: `${server.url}/api/workflow`})).toMatchObject({
			route: 'drift proxy-404',
			detail: 'nginx',
		});
	});

	test('in the words of the application is its own, whatever a proxy says for other paths', async () => {
		await using server = await fakeEndpoint(
			{'/api/workflow': json({message: 'nothing here'}, 404)},
			{fallback: nginx(404)},
		);
		expect((await look({url: `${server.url}/api/workflow`})).route).toBe('drift not-mounted');
	});
});

describe('a redirect', () => {
	test.each([
		['of every path to https is no word on the route', 'https', 'inconclusive moved'],
		['of every path to a language', 'language', 'inconclusive moved'],
		['of every path to a login is the login', '/login', 'drift redirect-to-login'],
		['of every path to a login of Devise', '/users/sign_in', 'drift redirect-to-login'],
		['to a login that comes back', '/account/login?next=/api/workflow', 'drift redirect-to-login'],
		['to an identity provider', 'https://acme.okta.com/app/shop', 'drift redirect-to-login'],
		['to another host', 'https://www.example.net/', 'drift redirected'],
	])('%s', async (_what, to, expected) => {
		const route: Route = (request, response) => {
			const location =
				to === 'https' ? `https://${request.headers.host}${request.url}` : to === 'language' ? `/en${request.url}` : to;
			redirect(location)(request, response);
		};
		await using server = await fakeEndpoint({}, {fallback: route});
		expect((await look({url: `${server.url}/api/workflow`, expect: [200]})).route).toBe(expected);
	});

	test.each([
		['of a login page to its slash', '/login', '/login/'],
		['of a login page to a language', '/login', '/en/login'],
		['of a step of a login to the next', '/oauth/authorize', '/oauth/login'],
		['of this path alone to its slash', '/api/workflow', '/api/workflow/'],
	])('%s is no way out', async (_what, path, to) => {
		await using server = await fakeEndpoint({[path]: redirect(to, 308)});
		expect((await look({url: `${server.url}${path}`, expect: [200]})).route).toBe('match mounted');
	});
});
