import {describe, expect, test} from '@jest/globals';
import {expectedSha, history, previousSha, snapshot} from '../builders/evidence.ts';
import {host, look, said, serving, sha256, type Site} from '../builders/live-site.ts';
import {fakeEdge} from '../fakes/edge.ts';
import type {Route} from '../fakes/endpoint.ts';
import {changing, endless, fakeEndpoint, html, script, text} from '../fakes/endpoint.ts';

const site: Site = {
	'index.html': '<link rel=stylesheet href="/main-1.css"><script type=module src="/main-1.js"></script>',
	'main-1.css': '@import "base-1.css"; @font-face {src: url(font-1.woff2)}',
	'base-1.css': 'a {background: url("/logo-1.svg")}',
	'font-1.woff2': 'font',
	'logo-1.svg': '<svg/>',
	'main-1.js': 'import"./shared-1.js"; const late = () => import("./late-1.js"), gone = () => import("./other.js")',
	'shared-1.js': 'export const one = 1; import "./main-1.js"',
	'late-1.js': 'import "./shared-1.js"; import "./later-1.js"',
	'later-1.js': 'done()',
	'unused-1.js': 'nobody()',
};
const without = (name: string): Site => Object.fromEntries(Object.entries(site).filter(([path]) => path !== name));

describe('what a site loads late', () => {
	test('is fetched as far as the build has it, each file once, and compared', async () => {
		await using server = await host(() => site);
		const looked = await look(server.url, site);
		expect(said(looked)).toBe('match served-bytes-match null');
		expect(looked.live.files.map(({path}) => path)).toEqual([
			'/',
			'/main-1.css',
			'/main-1.js',
			'/base-1.css',
			'/font-1.woff2',
			'/shared-1.js',
			'/late-1.js',
			'/logo-1.svg',
			'/later-1.js',
		]);
		expect(server.seen).toHaveLength(9);
		expect(looked.live.left).toBe(0);
	});

	test.each(['late-1.js', 'later-1.js', 'font-1.woff2', 'logo-1.svg'])(
		'and is gone is missing though the page is new: %s',
		async (name) => {
			await using server = await host(() => without(name));
			const looked = await look(server.url, site);
			expect(said(looked)).toBe('drift asset-missing publish-assets');
			expect(looked.route.findings[0]).toMatchObject({subject: `/${name}`, detail: '404'});
		},
	);

	test('and the start page answers is missing too', async () => {
		const fallback: Route = (request, response) => {
			const known = Object.hasOwn(without('late-1.js'), request.url!.split('?', 1)[0]!.slice(1));
			return known ? serving(() => site)(request, response) : html(site['index.html']!)(request, response);
		};
		await using server = await fakeEndpoint({}, {fallback});
		expect(said(await look(server.url, site))).toBe('drift asset-missing publish-assets');
	});

	test('goes as far as the caps, and what is left is told', async () => {
		const many = Object.fromEntries(Array.from({length: 700}, (_, n) => [`c${n}.js`, `chunk(${n})`]));
		const large = {
			'index.html': '<script src=/a.js></script>',
			'a.js': Object.keys(many)
				.map((name) => `import("./${name}")`)
				.join(';'),
			...many,
		};
		await using server = await host(() => large);
		const looked = await look(server.url, large);
		expect(looked.live.files).toHaveLength(500);
		expect(looked.live.left).toBe(202);
		expect(said(looked)).toBe('match served-bytes-match null');
		expect(looked.route.findings.find(({code}) => code === 'files-left')).toMatchObject({level: 'note', detail: '202'});
	});
});

describe('other bytes', () => {
	const next: Site = {...site, 'main-1.js': `${site['main-1.js']}; next()`};

	test.each([
		['that says so', undefined],
		['that says nothing', {}],
	])('of a cache %s are the cache’s', async (_what, told) => {
		let now = site;
		await using origin = await host(() => now);
		await using edge = await fakeEdge(() => origin.url, told);
		expect(said(await look(edge.url, site))).toBe('match served-bytes-match null');
		now = next;
		const looked = await look(edge.url, next);
		expect(said(looked)).toBe('drift stale-cache purge-cache');
		edge.purge();
		expect(said(await look(edge.url, next))).toBe('match served-bytes-match null');
	});

	test('that are a cached 404 are the cache’s too', async () => {
		let now = without('late-1.js');
		await using origin = await host(() => now);
		await using edge = await fakeEdge(() => origin.url);
		expect(said(await look(edge.url, site))).toBe('drift asset-missing publish-assets');
		now = site;
		expect(said(await look(edge.url, site))).toBe('drift stale-cache purge-cache');
	});

	test('that come past the cache as well are not the cache’s', async () => {
		await using origin = await host(() => site);
		await using edge = await fakeEdge(() => origin.url);
		await look(edge.url, site);
		expect(said(await look(edge.url, next))).toBe('drift served-bytes-differ publish-the-build');
	});

	test('at the edge alone are the edge’s', async () => {
		await using origin = await host(() => next);
		await using edge = await host(() => site);
		const looked = await look(edge.url, next, {origin: origin.url});
		expect(said(looked)).toBe('drift edge-differs-from-origin look-at-proxy');
		expect(origin.seen).toMatchObject([{url: '/main-1.js', headers: {host: `127.0.0.1:${edge.port}`}}]);
	});

	test('that differ every time cost two requests more, and are no cache’s', async () => {
		await using server = await fakeEndpoint({'/main-1.js': changing()}, {fallback: serving(() => site)});
		const looked = await look(server.url, site);
		expect(said(looked)).toBe('drift served-bytes-differ publish-the-build');
		expect(server.seen.filter(({url}) => url.startsWith('/main-1.js'))).toHaveLength(2);
	});

	test('of replicas that answer in turn are not called a cache’s', async () => {
		let asked = 0;
		const turns: Route = (request, response) =>
			script(site['main-1.js']! + (asked++ === 0 ? ' ' : ''))(request, response);
		await using server = await fakeEndpoint({'/main-1.js': turns}, {fallback: serving(() => site)});
		const looked = await look(server.url, site);
		expect(said(looked)).toBe('drift served-bytes-differ publish-the-build');
		expect(looked.live.files[2]!.fresh).toEqual({status: 'skipped', reason: 'answers-vary'});
	});

	test('that the deployment before served are named by its commit', async () => {
		await using server = await host(() => site);
		const served = {[`${server.url}/main-1.js`]: sha256(site['main-1.js']!)};
		const looked = await look(server.url, next, {}, history(snapshot({served})));
		expect(looked.route.findings[0]).toMatchObject({
			code: 'earlier-bytes',
			subject: '/main-1.js',
			detail: previousSha.slice(0, 12),
		});
		const same = await look(server.url, next, {}, history(snapshot({commit: expectedSha, status: 'drift', served})));
		expect(same.route.findings[0]).toMatchObject({code: 'served-bytes-differ'});
	});

	test('of a page whose files are right were changed on the way', async () => {
		const injected = {...site, 'index.html': `${site['index.html']}<script>beacon()</script>`};
		await using server = await host(() => injected);
		expect(said(await look(server.url, site))).toBe('drift served-bytes-differ compare-the-page');
	});

	test('in hundreds of files are asked for again for the first few alone', async () => {
		const names = Array.from({length: 60}, (_, n) => `f${n}.js`);
		const page = names.map((name) => `<script src=/${name}></script>`).join('');
		const of = (word: string): Site => ({
			'index.html': page,
			...Object.fromEntries(names.map((name) => [name, word + name])),
		});
		await using server = await host(() => of('old '));
		await look(server.url, of('new '));
		expect(server.seen).toHaveLength(61 + 8);
	});
});

describe('a site that means harm', () => {
	test('with styles that import each other, and themselves by ever new addresses, comes to an end', async () => {
		const loop = {
			'index.html': '<link rel=stylesheet href=/a.css>',
			'a.css': '@import "b.css";',
			'b.css': '@import "a.css"',
		};
		let count = 0;
		const route: Route = (request, response) =>
			text(200, `@import "b.css?${count++}"; @import "a.css?${count++}"`, {'Content-Type': 'text/css'})(
				request,
				response,
			);
		await using server = await fakeEndpoint({'/a.css': route, '/b.css': route}, {fallback: serving(() => loop)});
		const {live} = await look(server.url, loop);
		expect(live.files.length).toBeLessThanOrEqual(500);
		expect(server.seen.length).toBeLessThanOrEqual(500 + 16);
	});

	test('and never ends its files costs what one look may cost, and is no match', async () => {
		const names = Array.from({length: 10}, (_, n) => `e${n}.js`);
		const large: Site = {
			'index.html': names.map((name) => `<script src=/${name}></script>`).join(''),
			...Object.fromEntries(names.map((name) => [name, name])),
		};
		const pour = endless('text/javascript');
		await using server = await fakeEndpoint(Object.fromEntries(names.map((name) => [`/${name}`, pour])), {
			fallback: serving(() => large),
		});
		const looked = await look(server.url, large);
		expect(said(looked)).toBe('inconclusive asset-unread look-again');
		const came = looked.live.files.map(({answer}) => (answer.status === 'observed' ? answer.value.size : 0));
		// Four files are under way when the last of the bytes is spent.
		expect(came.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual((256 + 4 * 64) * 2 ** 20);
		expect(looked.live.files.filter(({answer}) => answer.status === 'skipped').length).toBeGreaterThan(1);
	});

	test('and redirects without end is followed nowhere', async () => {
		let count = 0;
		const route: Route = (_request, response) => void response.writeHead(302, {Location: `/r${count++}`}).end();
		await using server = await fakeEndpoint({'/main-1.js': route}, {fallback: serving(() => site)});
		expect(said(await look(server.url, site))).toBe('inconclusive asset-unread look-again');
		expect(count).toBe(1);
	});
});
