import {describe, expect, test} from '@jest/globals';
import type {Site} from '../builders/live-site.ts';
import {host, look, said} from '../builders/live-site.ts';
import type {FakeEndpoint} from '../fakes/endpoint.ts';

const page = (name: string): string => `<title>${name}</title><script src=/app.js></script>`;

type Where = {readonly build: Site; readonly served: Site; readonly paths?: readonly string[]; readonly page?: null};

async function verdict({build, served, paths = [], page: none}: Where): Promise<string> {
	await using server: FakeEndpoint = await host(() => served);
	const live = {base: server.url, root: null, paths, page: none === null ? null : '/'};
	return said(await look(server.url, build, {live}));
}

describe('without a stated root, of two applications in one build', () => {
	const web: Site = {'index.html': page('web'), 'app.js': 'web()'};
	const admin: Site = {'index.html': page('admin'), 'app.js': 'admin()'};
	const both = Object.fromEntries(
		Object.entries({web, admin}).flatMap(([name, site]) =>
			Object.entries(site).map(([path, content]) => [`${name}/${path}`, content]),
		),
	);

	test('nobody knows which one should be served', async () => {
		expect(await verdict({build: both, served: admin})).toBe('inconclusive asset-ambiguous state-the-root');
	});

	test('other bytes than those of either are drift', async () => {
		const older = {'index.html': page('older'), 'app.js': 'older()'};
		expect(await verdict({build: both, served: older})).toBe('drift served-bytes-differ publish-the-build');
	});

	test('a path that only one of them has tells which it is', async () => {
		const build = {...both, 'web/shop.js': 'shop()'};
		const paths = ['/shop.js'];
		expect(await verdict({build, served: {...web, 'shop.js': 'shop()'}, paths})).toBe('match served-bytes-match null');
		expect(await verdict({build, served: {...admin, 'shop.js': 'shop()'}, paths})).toMatch(/^drift/);
	});

	test('equal bytes are those of both', async () => {
		const build = {
			'web/index.html': page('one'),
			'admin/index.html': page('one'),
			'web/app.js': 'a',
			'admin/app.js': 'a',
		};
		expect(await verdict({build, served: {'index.html': page('one'), 'app.js': 'a'}})).toBe(
			'match served-bytes-match null',
		);
	});

	test('the start pages of directories below, and of packages, are no sites of their own', async () => {
		const build = {
			'public/index.html': page('web'),
			'public/app.js': 'web()',
			'public/docs/index.html': page('docs'),
			'node_modules/x/index.html': page('example'),
			'node_modules/x/app.js': 'example()',
		};
		expect(await verdict({build, served: web})).toBe('match served-bytes-match null');
	});
});

describe('without a stated root, what shares its name with a file of the build', () => {
	const foreign = (path: string): Site => ({
		'index.html': `<script src=/app.js></script><script src=${path}></script>`,
		'app.js': 'app()',
	});

	test.each(['/_vercel/insights/app.js', '/widget/app.js'])('is somebody else’s at %s', async (path) => {
		const served = {...foreign(path), [path.slice(1)]: 'other team()'};
		expect(await verdict({build: foreign(path), served})).toBe('match served-bytes-match null');
	});

	test('is the build’s at an address below which other files of it are', async () => {
		const build: Site = {
			'index.html': '<script src=/static/js/a.js></script><script src=/static/js/b.js></script>',
			'js/a.js': 'a',
			'js/b.js': 'b',
		};
		const served = {'index.html': build['index.html']!, 'static/js/a.js': 'a', 'static/js/b.js': 'older'};
		expect(await verdict({build, served})).toBe('drift served-bytes-differ publish-the-build');
	});

	test('is the build’s where the configuration names it', async () => {
		const build = {'app.js': 'new', 'index.html': 'start'};
		const served = {'static/app.js': 'older', 'index.html': 'start'};
		expect(await verdict({build, served, paths: ['/static/app.js']})).toBe(
			'drift served-bytes-differ publish-the-build',
		);
	});
});

test('a text is expected of the files of the build, and of no other script that a page loads', async () => {
	const build: Site = {
		'index.html': '<script src=/assets/app.js></script><script src=/_vercel/insights/script.js></script>',
		'assets/app.js': 'registerWorkflow()',
	};
	await using server = await host(() => ({...build, '_vercel/insights/script.js': 'analytics()'}));
	const expected = {expect: [{files: '**/*.js', contains: ['registerWorkflow']}]};
	expect(said(await look(server.url, build, expected))).toBe('match served-bytes-match null');
	const live = {base: server.url, root: '', paths: ['/_vercel/insights/script.js'], page: '/'};
	expect(said(await look(server.url, build, {...expected, live}))).toMatch(/^drift expected-text-missing/);
});
