import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import type {FileManifest} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import {observeLive} from '../../src/observe/live.ts';
import {planOf, serviceConfig} from '../builders/evidence.ts';
import {testWorld} from '../builders/world.ts';
import {dripping, fakeEndpoint, html, script} from '../fakes/endpoint.ts';

const built = (files: Readonly<Record<string, string>>): FileManifest => ({
	assurance: 'verified',
	entries: Object.entries(files).map(([path, content]) => ({
		path: asPath(path),
		type: 'file',
		sha256: createHash('sha256').update(content).digest('hex'),
		size: Buffer.byteLength(content),
		mode: '0644',
	})),
	gaps: [],
});

const start = '<!doctype html><script src="/assets/app-old.js"></script>';
const app = 'export const workflow = true;';

async function expectedOf(
	files: Readonly<Record<string, string>>,
	path: string,
	routes = {},
): Promise<readonly string[]> {
	// Every path gets the start page, as single-page applications are served.
	await using server = await fakeEndpoint(routes, {fallback: html(start)});
	const plan = planOf(serviceConfig({live: {base: server.url, root: null, paths: [path], page: null}, expect: []}));
	const {files: served} = await observeLive(testWorld(), plan, [built(files)]);
	return served[0]!.expected.map((file) => file.path);
}

describe("a fallback that answers with the start page's bytes is no match for an asset that no artifact holds", () => {
	test.each(['/assets/app-old.js', '/app-old.js', '/logo.svg'])('%s', async (path) => {
		expect(await expectedOf({'index.html': start, 'assets/app-new.js': app}, path)).toEqual([]);
		expect(await expectedOf({'public/index.html': start, 'assets/app-new.js': app}, path)).toEqual([]);
	});

	test('while a path without an ending may stand for it', async () => {
		expect(await expectedOf({'public/index.html': start}, '/welcome')).toEqual(['public/index.html']);
	});

	test('and a directory named without its slash still finds its own start page', async () => {
		expect(await expectedOf({'index.html': 'top', 'guide/index.html': start}, '/guide')).toEqual(['guide/index.html']);
	});

	test('and a file served under another name of the same kind is found by its bytes', async () => {
		const routes = {'/assets/app-1.js': script(app)};
		expect(await expectedOf({'index.html': start, 'assets/app.js': app}, '/assets/app-1.js', routes)).toEqual([
			'assets/app.js',
		]);
	});
});

test('a page of many files that each drip for as long as one request may last costs the time of a look, and is no match', async () => {
	const names = Array.from({length: 200}, (_, n) => `i${n}.png`);
	const page = names.map((name) => `<img src=/${name}>`).join('');
	await using server = await fakeEndpoint({'/': html(page)}, {fallback: dripping(50)});
	const timeouts = {connect: 500, answer: 500, stall: 500, request: 500};
	const live = {base: server.url, root: '', paths: [], page: '/'};
	const files = {'index.html': page, ...Object.fromEntries(names.map((name) => [name, name]))};
	const began = performance.now();
	const seen = await observeLive(testWorld(), planOf(serviceConfig({live, timeouts, rate: 1_000, expect: []})), [
		built(files),
	]);
	expect(performance.now() - began).toBeLessThan(10_000);
	expect(seen.files).toHaveLength(201);
	expect(seen.files.filter(({answer}) => answer.status === 'skipped').length).toBeGreaterThan(150);
});
