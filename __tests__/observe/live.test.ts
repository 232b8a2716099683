import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import type {ExpectConfig, LiveConfig} from '../../src/model/config.ts';
import type {FileManifest} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import {observeLive} from '../../src/observe/live.ts';
import {planOf, serviceConfig} from '../builders/evidence.ts';
import {recordedLog, testWorld} from '../builders/world.ts';
import {endless, fakeEndpoint, garbled, gzipped, html, redirect, script, text} from '../fakes/endpoint.ts';

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

/** Files whose hashes are those of their bytes. */
const built = (files: Readonly<Record<string, string>>): FileManifest => ({
	assurance: 'verified',
	entries: Object.entries(files)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([path, content]) => ({
			path: asPath(path),
			type: 'file',
			sha256: sha256(content),
			size: Buffer.byteLength(content),
			mode: '0644',
		})),
	gaps: [],
});

const app = 'export const workflow = true;';
const start = '<!doctype html><script src="/assets/app.js"></script><img src="/logo.png">';
const dist = built({'public/index.html': start, 'public/assets/app.js': app, 'server.js': 'serve()'});

const planFor = (live: Partial<LiveConfig> & {base: string}, expect: readonly ExpectConfig[] = []) =>
	planOf(serviceConfig({live: {root: 'public', paths: [], page: null, ...live}, expect}));

describe('served files', () => {
	test('are fetched, hashed and matched with the artifact', async () => {
		await using server = await fakeEndpoint({'/assets/app.js': script(app), '/old.js': script('old')});
		const plan = planFor({base: server.url, paths: ['/assets/app.js', 'old.js', '/gone.js']});
		const live = await observeLive(testWorld(), plan, [dist]);
		expect(live.page).toEqual({status: 'skipped', reason: 'not-configured'});
		expect(live.files.map(({path}) => path)).toEqual(['/assets/app.js', '/old.js', '/gone.js']);
		expect(live.files[0]).toMatchObject({
			url: `${server.url}/assets/app.js`,
			answer: {status: 'observed', value: {status: 200, sha256: sha256(app), size: app.length, truncated: false}},
			expected: [{path: 'public/assets/app.js', sha256: sha256(app), size: app.length}],
		});
		expect(live.files[1]).toMatchObject({answer: {value: {status: 200}}, expected: []});
		expect(live.files[2]).toMatchObject({answer: {value: {status: 404}}, expected: []});
	});

	test('of a page are the page itself and what it names at its own origin', async () => {
		await using server = await fakeEndpoint({
			'/': html(`${start}<script src="https://cdn.example/x.js"></script>`),
			'/assets/app.js': script(app),
		});
		const live = await observeLive(testWorld(), planFor({base: server.url, page: '/'}), [dist]);
		expect(live.page).toMatchObject({
			status: 'observed',
			value: {
				url: `${server.url}/`,
				assets: [`${server.url}/assets/app.js`, `${server.url}/logo.png`],
				truncated: false,
			},
		});
		expect(live.files.map(({path}) => path)).toEqual(['/', '/assets/app.js', '/logo.png']);
		expect(live.files[0]!.expected).toMatchObject([{path: 'public/index.html'}]);
		// The page came with another script than was built, so it was asked for past caches too.
		expect(server.seen.map((request) => request.url.replace(/=.*/, ''))).toEqual([
			'/',
			'/assets/app.js',
			'/logo.png',
			'/?deploy-truth-fresh',
		]);
	});

	test('lie below the base, wherever that is', async () => {
		await using server = await fakeEndpoint({
			'/shop/': html('<script src="assets/app.js"></script>'),
			'/shop/assets/app.js': script(app),
		});
		const live = await observeLive(
			testWorld(),
			planFor({base: `${server.url}/shop`, page: '/', paths: ['/assets/app.js']}),
			[dist],
		);
		expect(live.files.map(({path}) => path)).toEqual(['/shop/', '/shop/assets/app.js']);
		expect(live.files[1]!.expected).toMatchObject([{path: 'public/assets/app.js'}]);
	});

	test('without a root are found by the end of their path, or by their bytes', async () => {
		await using server = await fakeEndpoint({'/assets/app.js': script('older'), '/renamed.js': script(app)});
		const live = await observeLive(
			testWorld(),
			planFor({base: server.url, root: null, paths: ['/assets/app.js', '/renamed.js']}),
			[dist],
		);
		expect(live.files.map((file) => file.expected.map(({path}) => path))).toEqual([
			['public/assets/app.js'],
			['public/assets/app.js'],
		]);
	});

	test('with escapes in their address have the name that the escapes stand for', async () => {
		const files = built({'public/grün und rot.js': app});
		await using server = await fakeEndpoint({'/gr%C3%BCn%20und%20rot.js': script(app), '/%E0%A4%A': script(app)});
		const live = await observeLive(
			testWorld(),
			planFor({base: server.url, paths: ['/grün%20und%20rot.js', '/%E0%A4%A']}),
			[files],
		);
		expect(live.files[0]!.expected).toMatchObject([{path: 'public/grün und rot.js'}]);
		expect(live.files[1]).toMatchObject({answer: {value: {status: 200}}, expected: []});
	});

	test('that take seconds because of the rate say so, and others say nothing', async () => {
		await using server = await fakeEndpoint({}, {fallback: script(app)});
		const lines = async (files: number): Promise<readonly string[]> => {
			const log = recordedLog();
			const paths = Array.from({length: files}, (_, n) => `/${n}.js`);
			const live = {root: 'public', paths, page: null, base: server.url};
			await observeLive(testWorld({log}), planOf(serviceConfig({live, rate: 100})), [dist]);
			return log.lines;
		};
		expect(await lines(210)).toEqual(['fetching 210 files, at most 100 a second (rate: 100)']);
		expect(await lines(20)).toEqual([]);
	});

	test('that cannot be fetched are no match and no difference', async () => {
		await using server = await fakeEndpoint({
			'/assets/app.js': (_request, response) => void response.destroy(),
		});
		const live = await observeLive(testWorld(), planFor({base: server.url, paths: ['/assets/app.js']}), [dist]);
		expect(live.files[0]).toMatchObject({
			answer: {status: 'unavailable', fault: {code: 'cut-stream'}},
			expected: [{path: 'public/assets/app.js'}],
		});
	});

	test('at a private address are not fetched for an untrusted configuration', async () => {
		await using server = await fakeEndpoint({'/': html(start), '/assets/app.js': script(app)});
		const plan = {...planFor({base: server.url, page: '/', paths: ['/assets/app.js']}), trust: 'untrusted'} as const;
		const live = await observeLive(testWorld(), plan, [dist]);
		expect(live.page).toMatchObject({status: 'unavailable', fault: {code: 'address-refused'}});
		expect(live.files).not.toEqual([]);
		for (const file of live.files) expect(file.answer).toMatchObject({fault: {code: 'address-refused'}});
		expect(server.seen).toHaveLength(0);
	});
});

describe('a page', () => {
	test.each([
		['is gone', text(404, 'gone')],
		['leads elsewhere', redirect('/login')],
		['is no page', text(200, '{}', {'Content-Type': 'application/json'})],
		['comes in an encoding nobody knows', garbled(start, 'text/html')],
	])('that %s has no assets to look for', async (_what, route) => {
		await using server = await fakeEndpoint({'/': route});
		const live = await observeLive(testWorld(), planFor({base: server.url, page: '/'}), [dist]);
		expect(live.page).toMatchObject({status: 'unavailable', fault: {code: 'invalid-page'}});
		expect(live.files).toMatchObject([{path: '/', answer: {status: 'observed'}}]);
		expect(server.seen.filter(({url}) => !/^\/(?:\?deploy-truth-fresh=|$)/.test(url))).toEqual([]);
	});

	test('without end is read in part, and it says so', async () => {
		await using server = await fakeEndpoint({'/': endless('text/html')});
		const live = await observeLive(testWorld(), planFor({base: server.url, page: '/'}), [dist]);
		expect(live.page).toMatchObject({status: 'observed', value: {truncated: true}});
		expect(live.files[0]!.answer).toMatchObject({value: {truncated: true}});
	});
});

test('a page and files that come compressed are read as what they were compressed from', async () => {
	await using server = await fakeEndpoint({'/': gzipped(start, 'text/html'), '/assets/app.js': gzipped(app)});
	const plan = planFor({base: server.url, page: '/'}, [{files: 'public/**', contains: ['workflow']}]);
	const live = await observeLive(testWorld(), plan, [dist]);
	expect(live.files.map(({path}) => path)).toEqual(['/', '/assets/app.js', '/logo.png']);
	expect(live.files[1]!.answer).toMatchObject({value: {decoded: {sha256: sha256(app), size: app.length}}});
	expect(live.markers).toMatchObject([{matched: ['public/assets/app.js', 'public/index.html']}]);
});

describe('texts that served files must hold', () => {
	const expectations = [
		{files: 'public/assets/*.js', contains: ['workflow']},
		{files: '**/*.js', contains: ['workflow', 'module']},
		{files: '*.css', contains: ['x']},
	];

	test('are looked for in each file that matches', async () => {
		await using server = await fakeEndpoint({'/assets/app.js': script(app), '/extra.js': script('a workflow module')});
		const plan = planFor({base: server.url, paths: ['/assets/app.js', '/extra.js', '/gone.js']}, expectations);
		const live = await observeLive(testWorld(), plan, [dist]);
		expect(live.markers).toEqual([
			{matched: ['public/assets/app.js'], lacking: []},
			{
				matched: ['extra.js', 'public/assets/app.js'],
				lacking: [{path: 'public/assets/app.js', text: 'module'}],
			},
			{matched: [], lacking: []},
		]);
	});

	test('are not said to lack where the bytes were not the file', async () => {
		await using server = await fakeEndpoint({'/assets/app.js': garbled(app)});
		const plan = planFor({base: server.url, paths: ['/assets/app.js']}, expectations);
		const live = await observeLive(testWorld(), plan, [dist]);
		expect(live.markers).toHaveLength(expectations.length);
		for (const {matched, lacking} of live.markers) expect([matched, lacking]).toEqual([[], []]);
	});
});
