import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {servedAs} from '../../src/judge/served-as.ts';
import type {FileManifest} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import {observeLive} from '../../src/observe/live.ts';
import type {Site} from '../builders/live-site.ts';
import {host, look, said, serving} from '../builders/live-site.ts';
import {planOf, serviceConfig} from '../builders/evidence.ts';
import {testWorld} from '../builders/world.ts';
import type {Route} from '../fakes/endpoint.ts';
import {fakeEndpoint, text} from '../fakes/endpoint.ts';

const site: Site = {'index.html': '<script src=/app.js></script>', 'app.js': 'app()'};
const coded =
	(coding: string, content: string | Buffer): Route =>
	(_request, response) =>
		void response.writeHead(200, {'Content-Type': 'text/javascript', 'Content-Encoding': coding}).end(content);

describe('a coding that is none', () => {
	test.each(['utf-8', 'UTF8', 'aws-chunked', 'binary', 'none', '8bit', 'identity, identity', ''])(
		'leaves right bytes right: %j',
		async (coding) => {
			await using server = await fakeEndpoint(
				{'/app.js': coded(coding, site['app.js']!)},
				{
					fallback: serving(() => site),
				},
			);
			expect(said(await look(server.url, site))).toBe('match served-bytes-match null');
		},
	);

	test('says nothing of other bytes', async () => {
		await using server = await fakeEndpoint({'/app.js': coded('utf-8', 'other()')}, {fallback: serving(() => site)});
		expect(said(await look(server.url, site))).toBe('inconclusive asset-unread look-again');
	});

	test('beside one that is one is passed over', async () => {
		const zipped = gzipSync(site['app.js']!);
		await using server = await fakeEndpoint(
			{'/app.js': coded('aws-chunked,gzip', zipped)},
			{
				fallback: serving(() => site),
			},
		);
		expect(said(await look(server.url, site))).toBe('match served-bytes-match null');
	});
});

describe('a file that is compressed in the build', () => {
	const zipped = gzipSync('{"workflow": true}');
	test('is right as it is, though it is sent as what it holds', async () => {
		await using server = await fakeEndpoint({'/data.json.gz': coded('gzip', zipped)});
		const live = {base: server.url, root: '', paths: ['/data.json.gz'], page: null};
		const plan = planOf(serviceConfig({live, expect: []}));
		const build: FileManifest = {
			assurance: 'verified',
			entries: [
				{
					path: asPath('data.json.gz'),
					type: 'file',
					sha256: createHash('sha256').update(zipped).digest('hex'),
					size: zipped.length,
					mode: '0644',
				},
			],
			gaps: [],
		};
		const {files} = await observeLive(testWorld(), plan, [build]);
		expect(files.map(servedAs)).toEqual(['data.json.gz']);
	});

	test('is not right where what is sent is not compressed as it says', async () => {
		await using server = await fakeEndpoint(
			{'/app.js': coded('gzip', site['app.js']!)},
			{
				fallback: serving(() => site),
			},
		);
		expect(said(await look(server.url, site))).toBe('inconclusive asset-unread look-again');
	});
});

describe('what a script loads late', () => {
	const late: Site = {...site, 'app.js': 'import("./late.js")', 'late.js': 'late()'};

	test.each(['application/octet-stream', 'text/plain', 'text/x-javascript', 'image/png'])(
		'is missed though the script is sent as %s',
		async (type) => {
			await using server = await fakeEndpoint(
				{'/app.js': text(200, late['app.js']!, {'Content-Type': type}), '/late.js': text(404, 'gone')},
				{fallback: serving(() => late)},
			);
			expect(said(await look(server.url, late))).toBe('drift asset-missing publish-assets');
		},
	);

	test.each([
		'/* import "./late.js" from "../old/y.js" */ app()',
		'// import "./late.js"\napp()',
		'const help = \'write import "./late.js" there\'; app()',
		'const help = `write import "./late.js" there`; app()',
	])('is not missed where a comment or a text alone names it: %s', async (app) => {
		const named = {...late, 'app.js': app};
		await using server = await host(() => ({...site, 'app.js': app}));
		expect(said(await look(server.url, named))).toBe('match served-bytes-match null');
	});

	test.each([
		'const a = 1 / 2; /["\'`]/.test(a); import("./late.js")',
		'const a = `${"}"} ${`x`}`; import("./late.js")',
		'if (a) { b = c / d } else e = "//"; import("./late.js")',
		'/* import "./late.js" */ import "./late.js"',
	])('is missed where code names it, whatever stands before: %s', async (app) => {
		const named = {...late, 'app.js': app};
		await using server = await host(() => ({...site, 'app.js': app}));
		expect(said(await look(server.url, named))).toBe('drift asset-missing publish-assets');
	});
});
