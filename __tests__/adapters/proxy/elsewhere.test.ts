import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, test} from '@jest/globals';
import {faultOf} from '../registry/asking.ts';
import {askCaddy} from './caddy-fake.ts';
import {askHaproxy, membersOf} from './haproxy-fake.ts';
import {asked, router, service, traefikApi} from './traefik-stand.ts';

const to = (...dials: readonly string[]) => ({handler: 'reverse_proxy', upstreams: dials.map((dial) => ({dial}))});
const frontend = (rules: string, api = 'server one 10.0.0.1:1\n\tserver two 10.0.0.2:2') =>
	askHaproxy(
		{
			files: {
				'haproxy.cfg': `defaults\n\tmode http\nfrontend entry\n\tbind :80\n\t${rules}\n\tdefault_backend api\nbackend api\n\t${api}\nbackend old\n\tserver old 10.0.0.9:9\n`,
			},
		},
		{path: '/a.css'},
	);

describe('a query that nobody here knows', () => {
	test.each([
		'{ url -m sub v=2 }',
		'{ pathq -m reg v=2 }',
		'{ capture.req.uri -m end css }',
		'{ url /a.css }',
		'{ url_reg ^/a }',
		'{ query -m found }',
	])('may decide in HAProxy: %s', async (condition) => {
		const told = (await frontend(`use_backend old if ${condition}`)).route.unsure;
		expect(told.length > 0 || condition.includes('url_reg')).toBe(true);
	});

	test.each(['{ url_beg /api }', '{ url_reg ^/api }', '{ url /b }'])(
		'decides nothing in HAProxy: %s',
		async (condition) => {
			const answer = await frontend(`use_backend old if ${condition}`);
			expect(answer.route.unsure).toEqual([]);
			expect(membersOf(answer)).toEqual(['10.0.0.1:1', '10.0.0.2:2']);
		},
	);

	test.each([
		{'{http.request.uri.query}': ['v=2']},
		{'{http.request.uri}': ['/a.css?v=2']},
		{'{http.request.uri}': ['/a.css']},
	])('may decide in Caddy: %j', async (vars) => {
		const routes = [{match: [{vars}], handle: [to('10.0.0.9:9')]}, {handle: [to('10.0.0.1:1')]}];
		expect((await askCaddy({routes}, {path: '/a.css'})).route.unsure.join()).toContain('vars');
	});

	test('decides nothing in Caddy where the path is another, and is passed on', async () => {
		const vars = {'{http.request.uri}': ['/b']};
		const rewritten = {handler: 'rewrite', uri: '/v2{http.request.uri}'};
		const routes = [{match: [{vars}], handle: [to('10.0.0.9:9')]}, {handle: [rewritten, to('10.0.0.1:1')]}];
		expect((await askCaddy({routes}, {path: '/a.css'})).route).toMatchObject({unsure: [], rewritten: '/v2/a.css'});
	});
});

describe('what fails at the chosen upstream', () => {
	const chosen = to('10.0.0.1:1');
	test('leads elsewhere by an answer that Caddy handles', async () => {
		const handle_response = [{match: {status_code: [404]}, routes: [{handle: [to('10.0.0.9:9')]}]}];
		const told = await askCaddy({routes: [{handle: [{...chosen, handle_response}]}]});
		expect(told.route.unsure.join()).toContain('may lead to another upstream');
	});

	const withErrors = (errors: unknown) => ({
		apps: {http: {servers: {entry: {listen: [':80'], routes: [{handle: [chosen]}], errors: {routes: errors}}}}},
	});

	test('leads elsewhere by routes for errors of its host alone', async () => {
		const routes = [{match: [{host: ['shop.test']}], handle: [to('10.0.0.9:9')]}];
		const told = async (host: string) => (await askCaddy({config: withErrors(routes)}, {host})).route.unsure;
		expect((await told('shop.test')).join()).toContain('routes for errors');
		expect(await told('other.test')).toEqual([]);
	});

	test('is answered with a page by routes for errors, which is no other upstream', async () => {
		const config = withErrors([{handle: [{handler: 'static_response', body: 'sorry'}]}]);
		expect((await askCaddy({config})).route.unsure).toEqual([]);
	});
});

describe('a server in reserve stands beside those before it', () => {
	test('in HAProxy, whose upstream then has the name of the backend', async () => {
		const one = await frontend('', 'server one 10.0.0.1:1\n\tserver two 10.0.0.2:2\n\tserver spare 10.0.0.9:9 backup');
		expect(one.route.upstreams).toMatchObject([{name: 'api', told: 'literal'}]);
		expect(one.route.upstreams[0]!.addresses.map(({backup}) => backup)).toEqual([false, false, true]);
		expect((await frontend('')).route.upstreams.map(({name}) => name)).toEqual(['10.0.0.1:1', '10.0.0.2:2']);
	});

	test('in Caddy, where the first takes everything', async () => {
		const handler = {...to('10.0.0.1:1', '10.0.0.9:9'), load_balancing: {selection_policy: {policy: 'first'}}};
		const {upstreams} = (await askCaddy({routes: [{handle: [handler]}]})).route;
		expect(upstreams).toMatchObject([{name: '10.0.0.1:1', addresses: [{backup: false}, {backup: true}]}]);
	});

	test('in Traefik, as the service to which it fails over', async () => {
		const failover = {name: 'api@file', provider: 'file', failover: {service: 'main', fallback: 'spare'}};
		const services = [failover, service('main', 'http://10.0.0.1:1'), service('spare', 'http://10.0.0.9:9')];
		await using stand = await traefikApi({routers: [router('shop', 'PathPrefix(`/`)')], services});
		const {upstreams} = (await stand.ask(asked)).route;
		expect(upstreams).toMatchObject([{name: 'main@file', addresses: [{backup: false}, {backup: true}]}]);
	});
});

test.each(['stick on src', 'cookie SRV insert'])('a client may stay with a drained server by %s', async (rule) => {
	const drained = 'server one 10.0.0.1:1 weight 0\n\tserver two 10.0.0.2:2';
	expect((await frontend('', `${rule}\n\t${drained}`)).route.unsure.join()).toContain('may still go there');
	expect((await frontend('', drained)).route.unsure).toEqual([]);
	expect((await frontend('', `${rule}\n\tserver one 10.0.0.1:1`)).route.unsure).toEqual([]);
});

describe('what is no configuration is not read as one that has no rule', () => {
	test.each(['', '# nothing\n'])('of HAProxy: %j', async (text) => {
		expect(await faultOf(askHaproxy({files: {'haproxy.cfg': text}}))).toMatchObject({code: 'invalid-answer'});
	});

	test.each(['[]', '7', '{}', '{"hello": "world"}', 'null'])('of Caddy: %s', async (text) => {
		expect(await faultOf(askCaddy({text}))).toMatchObject({code: 'invalid-answer'});
	});

	test('of Traefik: what tells no version', async () => {
		await using stand = await traefikApi({version: 7});
		expect(await faultOf(stand.ask(asked))).toMatchObject({code: 'invalid-answer'});
	});
});

test('a variable of HAProxy that grows without end is refused', async () => {
	const text = `global\n\tsetenv A xxxxxxxxxxxxxxxx\n${'\tsetenv A "$A$A$A"\n'.repeat(40)}frontend a\n\tbind :80\n`;
	expect(await faultOf(askHaproxy({files: {'haproxy.cfg': text}}))).toMatchObject({code: 'too-large'});
});

test('a page of statistics that is named without a path is asked for at one', async () => {
	const seen: (string | undefined)[] = [];
	const server = createServer((request, response) => {
		seen.push(request.url);
		response.end('# pxname,svname,qcur,status\n');
	});
	await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
	const admin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	await askHaproxy({files: {'haproxy.cfg': 'frontend a\n\tbind :80\n'}, admin}).finally(() => server.close());
	expect(seen).toEqual(['/;csv']);
});

test("a header's value in a rule of Traefik is not repeated", async () => {
	const routers = [
		router('a', 'Host(`shop.test`) && Header(`X-Internal-Key`, `TRSECRET`)'),
		router('b', 'PathPrefix(`/`)'),
	];
	await using stand = await traefikApi({routers});
	const text = JSON.stringify(await stand.ask(asked));
	expect(text).toContain('X-Internal-Key');
	expect(text).not.toContain('TRSECRET');
});
