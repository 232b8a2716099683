import {gzipSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import type {Site} from '../builders/live-site.ts';
import {host, look, said, serving} from '../builders/live-site.ts';
import {fakeEdge} from '../fakes/edge.ts';
import type {Route} from '../fakes/endpoint.ts';
import {fakeEndpoint, text} from '../fakes/endpoint.ts';

const of = (build: string): Site => ({
	'index.html': `<script src=/app.js></script>${build}`,
	'app.js': `app(${build})`,
});
const [old, now] = [of('old'), of('new')];

const aged: Route = (request, response) => {
	response.setHeader('Age', '300');
	serving(() => now)(request, response);
};

describe('the right bytes from a cache', () => {
	test('are those of a deployment that is still behind it', async () => {
		await using origin = await host(() => now);
		await using edge = await fakeEdge(() => origin.url);
		await look(edge.url, now);
		expect(said(await look(edge.url, now))).toBe('match served-bytes-match null');
	});

	test('are no match where the deployment behind it went back', async () => {
		let site = now;
		await using origin = await host(() => site);
		await using edge = await fakeEdge(() => origin.url);
		await look(edge.url, now);
		site = old;
		const looked = await look(edge.url, now);
		expect(said(looked)).toBe('inconclusive cached-answer look-behind-the-cache');
		expect(looked.route.findings[0]).toMatchObject({code: 'cached-answer', subject: '/'});
		expect(said(await look(edge.url, now, {origin: origin.url}))).toBe('drift served-bytes-differ publish-the-build');
	});

	test.each([404, 410, 503])('are no match where %s comes past it', async (status) => {
		const kept: Route = (request, response) =>
			request.url!.includes('deploy-truth-fresh')
				? text(status, 'nothing')(request, response)
				: aged(request, response);
		await using server = await fakeEndpoint({}, {fallback: kept});
		expect(said(await look(server.url, now))).toBe('inconclusive cached-answer look-behind-the-cache');
	});

	test.each([400, 403, 429])('are a match where a query that nobody knows is refused with %s', async (status) => {
		const kept: Route = (request, response) =>
			request.url!.includes('deploy-truth-fresh') ? text(status, 'no')(request, response) : aged(request, response);
		await using server = await fakeEndpoint({}, {fallback: kept});
		expect(said(await look(server.url, now))).toBe('match served-bytes-match null');
	});

	test('cost three requests more, however many files there are', async () => {
		const names = Array.from({length: 40}, (_, n) => `f${n}.js`);
		const many: Site = {
			'index.html': names.map((name) => `<script src=/${name}></script>`).join(''),
			...Object.fromEntries(names.map((name) => [name, name])),
		};
		const kept: Route = (request, response) => {
			response.setHeader('Age', '300');
			serving(() => many)(request, response);
		};
		await using server = await fakeEndpoint({}, {fallback: kept});
		expect(said(await look(server.url, many))).toBe('match served-bytes-match null');
		expect(server.seen.filter(({url}) => url.includes('fresh')).map(({url}) => url.split('?')[0])).toEqual([
			'/',
			'/f0.js',
			'/f1.js',
		]);
	});
});

test('the right bytes at an edge that says nothing of a cache are drift where the origin has others', async () => {
	await using origin = await host(() => old);
	await using edge = await host(() => now);
	expect(said(await look(edge.url, now, {origin: origin.url}))).toBe('drift served-bytes-differ publish-the-build');
});

describe('what browsers get, who take it compressed,', () => {
	const forms =
		(compressed: Site, headers: Readonly<Record<string, string>>): Route =>
		(request, response) => {
			const path = request.url!.split('?', 1)[0]!.slice(1) || 'index.html';
			const type = {'Content-Type': path.endsWith('js') ? 'text/javascript' : 'text/html', Vary: 'Accept-Encoding'};
			if (request.headers['accept-encoding'] !== 'gzip, br') response.writeHead(200, type).end(now[path]);
			else
				response
					.writeHead(200, {...type, 'Content-Encoding': 'gzip', ...headers})
					.end(gzipSync(compressed[path] ?? ''));
		};

	test('is the same', async () => {
		await using server = await fakeEndpoint({}, {fallback: forms(now, {Age: '9000'})});
		const looked = await look(server.url, now);
		expect(said(looked)).toBe('match served-bytes-match null');
		expect(looked.live.files.every(({compressed}) => compressed.status === 'observed')).toBe(true);
	});

	test.each([
		['of a cache', {Age: '9000'}, 'drift stale-cache purge-cache'],
		['of nobody knows what', {}, 'drift served-bytes-differ publish-the-build'],
	])('is drift where it is an old form %s', async (_, headers, expected) => {
		await using server = await fakeEndpoint({}, {fallback: forms(old, headers)});
		expect(said(await look(server.url, now))).toBe(expected);
	});

	test('is not asked for where nothing says that there is another form', async () => {
		await using server = await host(() => now);
		await look(server.url, now);
		expect(server.seen.map(({headers}) => headers['accept-encoding'])).toEqual(['identity', 'identity']);
	});
});

describe('replicas that answer in turn', () => {
	test.each([
		['one old of two', 2, [0]],
		['one old of three', 3, [0]],
		['two old of three', 3, [0, 1]],
		['one old of five', 5, [0]],
	])('are no cache that should be purged: %s', async (_, count, stale) => {
		let turn = 0;
		const turns: Route = (request, response) =>
			serving(() => (stale.includes(turn++ % count) ? old : now))(request, response);
		await using server = await fakeEndpoint({'/app.js': turns}, {fallback: serving(() => now)});
		const looked = await look(server.url, now);
		expect(said(looked)).toBe('drift served-bytes-differ publish-the-build');
	});

	test('are named where the same question got both', async () => {
		let turn = 0;
		const turns: Route = (request, response) => serving(() => (turn++ % 2 === 0 ? old : now))(request, response);
		await using server = await fakeEndpoint({'/app.js': turns}, {fallback: serving(() => now)});
		const {route} = await look(server.url, now);
		expect(route.findings).toContainEqual(expect.objectContaining({code: 'answers-vary', subject: '/app.js'}));
	});
});
