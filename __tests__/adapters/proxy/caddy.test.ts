import {describe, expect, test} from '@jest/globals';
import type {ProxyAnswer} from '../../../src/model/mapping.ts';
import {faultOf} from '../registry/asking.ts';
import {askCaddy, openAndAsk, serverOf} from './caddy-fake.ts';

const to = (port: number) => ({handler: 'reverse_proxy', upstreams: [{dial: `10.0.0.1:${port}`}]});
const route = (match: unknown, ...handle: unknown[]) => ({match: [match], handle});
const portsOf = (answer: ProxyAnswer): readonly number[] =>
	answer.route.upstreams.flatMap(({addresses}) => addresses.map(({port}) => port));
const portFor = async (routes: unknown, path: string, more = {}) =>
	portsOf(await askCaddy({routes}, {path, ...more}))[0];

describe('the routes of Caddy', () => {
	test.each([
		['/api/*', '/api/x', true],
		['/api/*', '/api', false],
		['/api*', '/apiary', true],
		['/API/*', '/api/x', true],
		['*.css', '/a/b.CSS', true],
		['*/in/*', '/a/in/b', true],
		['/a/*/c', '/a/b/c', true],
		['/a/*/c', '/a/b/b/c', false],
		['/api/*', '/web/../api/x', true],
		['/api/*', '//api/x', true],
		['/a//b', '/a/b', false],
		['/a//b', '/a//b', true],
		['/a b', '/a%20b', true],
		['/a%2Fb', '/a%2fb', true],
	])('a pattern %s and the path %s: %s', async (pattern, path, takes) => {
		expect(await portFor([route({path: [pattern]}, to(1)), {handle: [to(2)]}], path)).toBe(takes ? 1 : 2);
	});

	test('of a group the first that matches is taken, and what is terminal is the last', async () => {
		const one = (group: string, port: number) => ({group, handle: [{handler: 'rewrite', uri: `/${port}`}]});
		const grouped = await askCaddy({routes: [one('g', 1), one('g', 2), {handle: [to(9)]}]}, {path: '/x'});
		expect(grouped.route.rewritten).toBe('/1');
		const terminal = [{handle: [{handler: 'vars', a: 'b'}], terminal: true}, {handle: [to(1)]}];
		expect((await askCaddy({routes: terminal})).route.outcome).toBe('none');
	});

	test('what a handler rewrites is what later matchers see', async () => {
		const rewriting = [
			route({path: ['/old/*']}, {handler: 'rewrite', strip_path_prefix: '/old'}),
			route({path: ['/api']}, to(1)),
			{handle: [to(2)]},
		];
		const answer = await askCaddy({routes: rewriting}, {path: '/old/api'});
		expect(portsOf(answer)).toEqual([1]);
		expect(answer.route.rewritten).toBe('/api');
		expect(await portFor(rewriting, '/new/api')).toBe(2);
	});

	test('a place in the configuration, the listener and the patterns are told', async () => {
		const routes = [route({host: ['*.test'], path: ['/x*']}, {handler: 'subroute', routes: [{handle: [to(1)]}]})];
		const {route: found} = await askCaddy({routes}, {path: '/x/y'});
		expect(found.match).toEqual({
			listener: ':80',
			host: '*.test',
			path: '/x*',
			how: 'prefix',
			at: 'apps.http.servers.entry.routes.0.handle.0.routes.0.handle.0',
		});
	});

	test.each(['remote_ip', 'expression', 'header', 'query', 'file', 'header_regexp', 'something_new'])(
		'what %s decides is told and taken as not met',
		async (matcher) => {
			const answer = await askCaddy({routes: [route({[matcher]: {x: ['y']}}, to(1)), {handle: [to(2)]}]});
			expect(portsOf(answer)).toEqual([2]);
			expect(answer.route.unsure).toEqual([expect.stringContaining(`depends on ${matcher}`)]);
		},
	);

	test('a matcher that guards headers alone leaves nothing open', async () => {
		const routes = [route({header: {Accept: ['x']}}, {handler: 'headers', response: {}}), {handle: [to(2)]}];
		expect((await askCaddy({routes})).route.unsure).toEqual([]);
	});

	test('a handler that nobody here knows is told', async () => {
		const answer = await askCaddy({routes: [{handle: [{handler: 'waf'}, to(1)]}]});
		expect(answer.route.unsure).toEqual([expect.stringContaining('what waf does is not known here')]);
		expect(portsOf(answer)).toEqual([1]);
	});

	test('plain requests for a host with TLS are redirected, which stands in no configuration', async () => {
		const secure = {listen: [':443'], routes: [{match: [{host: ['shop.test']}], handle: [to(1)]}]};
		const config = {apps: {http: {servers: {secure}}}};
		expect((await askCaddy({config})).route).toMatchObject({
			outcome: 'answered',
			match: {at: 'automatic HTTPS of secure'},
		});
		expect((await askCaddy({config}, {host: 'other.test'})).route.outcome).toBe('none');
		expect(portsOf(await askCaddy({config}, {scheme: 'https', port: 443}))).toEqual([1]);
		const off = {apps: {http: {servers: {secure: {...secure, automatic_https: {disable_redirects: true}}}}}};
		expect((await askCaddy({config: off})).route.outcome).toBe('none');
	});
});

describe('the upstreams of Caddy', () => {
	const upstream = async (more: object, told: unknown = undefined) =>
		(
			await askCaddy({
				routes: [{handle: [{handler: 'reverse_proxy', ...more}]}],
				...(told === undefined ? {} : {upstreams: told}),
			})
		).route;

	test.each([
		[
			{upstreams: [{dial: 'unix//run/a.sock'}]},
			{scheme: 'unix', told: 'literal', addresses: [{address: '/run/a.sock', port: 0}]},
		],
		[{upstreams: [{dial: '[::1]:80'}]}, {scheme: 'http', addresses: [{address: '::1', port: 80}]}],
		[{upstreams: [{dial: '10.0.0.1:443'}], transport: {protocol: 'http', tls: {}}}, {scheme: 'https'}],
		[{upstreams: [{dial: '10.0.0.1:9000'}], transport: {protocol: 'fastcgi'}}, {scheme: 'fastcgi'}],
		[{upstreams: [{dial: '{env.TARGET}:80'}]}, {told: 'unresolved', addresses: []}],
		[{upstreams: [{dial: 'nowhere.invalid:80'}]}, {told: 'unresolved', resolvesTo: []}],
		[{dynamic_upstreams: {source: 'a', name: 'localhost', port: '81'}}, {name: 'localhost:81', told: 'resolved'}],
		[{dynamic_upstreams: {source: 'srv', name: '_api._tcp.test'}}, {name: 'srv:_api._tcp.test', told: 'unresolved'}],
	])('%j', async (more, expected) => {
		expect((await upstream(more)).upstreams).toMatchObject([expected]);
	});

	test('an address that the process uses is live; failures beyond what a passive check lets make it down', async () => {
		const checked = {
			upstreams: [{dial: '10.0.0.1:1'}, {dial: '10.0.0.1:2'}],
			health_checks: {passive: {fail_duration: 1e10, max_fails: 2}},
		};
		const told = [
			{address: '10.0.0.1:1', num_requests: 0, fails: 2},
			{address: '10.0.0.1:2', num_requests: 0, fails: 1},
		];
		expect((await upstream(checked, told)).upstreams).toMatchObject([
			{told: 'live', addresses: [{state: 'down'}]},
			{told: 'live', addresses: [{state: 'up'}]},
		]);
	});

	test.each(['', 'unix://', 'unix/'])(
		'the administration interface is found at a socket too: %s/PATH',
		async (socket) => {
			expect(portsOf(await askCaddy({routes: [{handle: [to(7)]}], socket}))).toEqual([7]);
		},
	);
});

describe('a Caddy inside a container', () => {
	const config = JSON.stringify(serverOf([{handle: [to(7)]}]));
	const answering = `#!/bin/sh\nfor last; do :; done\ncase "$last" in */config/) printf '%s' '${config}';; *) exit 22;; esac\n`;

	test.each(['curl', 'wget'])('is asked by %s', async (program) => {
		const failing = answering.replace('exit 22', "printf '[]'");
		const answer = await openAndAsk({container: 'edge'}, {}, {[program]: failing});
		expect(portsOf(answer)).toEqual([7]);
		expect(answer.where).toBe('Caddy in container edge, by its administration interface');
	});

	test('takes a port where nobody listens for one that is published from another', async () => {
		const curl = answering.replace('exit 22', "printf '[]'");
		const answer = await openAndAsk({container: 'edge'}, {port: 8_080}, {curl});
		expect(portsOf(answer)).toEqual([7]);
		expect(answer.route.unsure.join()).toContain('taken as published from :80');
	});

	test('without a program that asks, its own file is adapted by Caddy, and that is told', async () => {
		const caddy = `#!/bin/sh\n[ "$1" = version ] && echo v2.8.4 && exit\n[ "$1" = adapt ] && printf '%s' '${config}'\n`;
		const answer = await openAndAsk({container: 'edge', config: 'ROOM/Caddyfile'}, {}, {caddy}, {Caddyfile: 'x'});
		expect(portsOf(answer)).toEqual([7]);
		expect(answer.version).toBe('2.8.4');
		expect(answer.route.upstreams[0]?.told).toBe('literal');
		expect(answer.route.unsure.join()).toContain('is read in place of the running configuration');
	});

	test('with neither program nor file it is a fault', async () => {
		const cat = '#!/bin/sh\necho "cat: No such file or directory" >&2\nexit 1\n';
		expect(await faultOf(openAndAsk({container: 'edge'}, {}, {cat}))).toMatchObject({code: 'command-missing'});
	});
});
