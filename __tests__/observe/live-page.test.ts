import {describe, expect, test} from '@jest/globals';
import {history, previousSha, snapshot} from '../builders/evidence.ts';
import {host, look, said, serving, sha256, type Site} from '../builders/live-site.ts';
import {fakeEndpoint, redirect, text} from '../fakes/endpoint.ts';

const build = (version: string, more = ''): Site => ({
	'index.html': `<link rel=stylesheet href=/assets/style.css><script type=module src=/assets/app-${version}.js></script>${more}`,
	[`assets/app-${version}.js`]: `app('${version}')`,
	'assets/style.css': 'body {}',
});
const old = build('0ld0ld0ld');
const next: Site = {...build('n3wn3wn3w'), 'assets/style.css': 'body {margin: 0}'};
/** The assets were uploaded beside the old ones, the page was not. */
const half: Site = {...old, ...next, 'index.html': old['index.html']!};
const noPage = ['index.html'];

describe('a page that loads a script which no artifact holds', () => {
	test('in place of the build’s own is another build’s page, though its style is new', async () => {
		await using server = await host(() => half);
		const looked = await look(server.url, next, {}, null, noPage);
		expect(said(looked)).toBe('drift page-of-another-build publish-the-build');
		expect(looked.route.findings[0]).toMatchObject({
			code: 'page-of-another-build',
			subject: '/assets/app-0ld0ld0ld.js',
		});
	});

	test('is another build’s too where that script is gone', async () => {
		await using server = await host(() => ({...next, 'index.html': old['index.html']!}));
		expect(said(await look(server.url, next, {}, null, noPage))).toBe('drift page-of-another-build publish-the-build');
	});

	test('is the page of an earlier commit where the memory knows the script', async () => {
		await using server = await host(() => half);
		const served = {[`${server.url}/assets/app-0ld0ld0ld.js`]: sha256(old['assets/app-0ld0ld0ld.js']!)};
		const looked = await look(server.url, next, {}, history(snapshot({served})), noPage);
		expect(said(looked)).toBe('drift earlier-deployment-served publish-the-build');
		expect(looked.route.findings[0]).toMatchObject({code: 'earlier-bytes', detail: previousSha.slice(0, 12)});
	});

	test('of another name in the build’s place leaves it open', async () => {
		const page = '<link rel=stylesheet href=/assets/style.css><script src=/assets/old.js></script>';
		await using server = await host(() => ({...next, 'index.html': page, 'assets/old.js': 'old()'}));
		expect(said(await look(server.url, next, {}, null, noPage))).toBe(
			'inconclusive asset-unknown excuse-what-is-added',
		);
	});

	test('of a name like the build’s that is no hash leaves it open', async () => {
		const site: Site = {...next, 'assets/stats-admin.js': 'admin()'};
		const page = `${next['index.html']}<script src=/assets/stats-count.js></script>`;
		await using server = await host(() => ({...site, 'index.html': page, 'assets/stats-count.js': 'count()'}));
		expect(said(await look(server.url, site, {}, null, noPage))).toBe(
			'inconclusive asset-unknown excuse-what-is-added',
		);
	});

	test('from elsewhere leaves it open as long as it loads no script of the build', async () => {
		const page = '<link rel=stylesheet href=/assets/style.css><script src=/js/old.js></script>';
		await using server = await host(() => ({...next, 'index.html': page, 'js/old.js': 'old()'}));
		expect(said(await look(server.url, next, {}, null, noPage))).toBe(
			'inconclusive asset-unknown excuse-what-is-added',
		);
	});

	test.each([
		['lies elsewhere beside a script of the build, as analytics do', 'stats/count.js', noPage],
		['is the CDN’s own', 'cdn-cgi/scripts/email-decode.min.js', noPage],
		['is made beside the build’s when the service starts, and ignored', 'assets/env.js', [...noPage, '**/env.js']],
	])('and %s is the build’s page all the same', async (_what, path, ignore) => {
		const page = `${next['index.html']}<script src=/${path}></script>`;
		await using server = await host(() => ({...next, 'index.html': page, [path]: 'env()'}));
		expect(said(await look(server.url, next, {}, null, ignore))).toBe('match mounted null');
	});

	test('is the build’s page where its bytes are: the build meant it to', async () => {
		const own = build('n3wn3wn3w', '<script src=/assets/env.js></script>');
		await using server = await host(() => ({...own, 'assets/env.js': 'env()'}));
		expect(said(await look(server.url, own))).toBe('match served-bytes-match null');
	});
});

describe('a build that was not uploaded yet', () => {
	test('leaves the page of another build, and no CDN is blamed', async () => {
		await using server = await host(() => ({...old, 'assets/style.css': next['assets/style.css']!}));
		expect(said(await look(server.url, next))).toBe('drift page-of-another-build publish-the-build');
	});

	test('leaves the deployment of a commit that is remembered', async () => {
		await using server = await host(() => old);
		const served = {[`${server.url}/`]: sha256(old['index.html']!)};
		const looked = await look(server.url, next, {}, history(snapshot({served})));
		expect(said(looked)).toBe('drift earlier-deployment-served publish-the-build');
	});
});

describe('a page that does not come', () => {
	test('because the server fails each time is drift, ignored or not', async () => {
		for (const [status, remedy] of [
			[500, 'look-at-application'],
			[502, 'look-at-proxy'],
			[503, 'look-at-application'],
		] as const) {
			await using server = await fakeEndpoint({}, {fallback: text(status, 'no')});
			expect(said(await look(server.url, next))).toBe(`drift server-fails ${remedy}`);
			expect(said(await look(server.url, next, {}, null, noPage))).toBe(`drift server-fails ${remedy}`);
		}
	});

	test('because the server failed once is read another time', async () => {
		let asked = 0;
		await using server = await fakeEndpoint(
			{},
			{
				fallback: (request, response) =>
					(asked++ === 0 ? text(503, 'starting') : serving(() => next))(request, response),
			},
		);
		expect(said(await look(server.url, next))).toBe('inconclusive asset-unread look-again');
	});

	test('because somebody asks for a login is drift at the login', async () => {
		await using server = await fakeEndpoint({'/': redirect('/oauth2/sign_in?rd=/')}, {fallback: serving(() => next)});
		const looked = await look(server.url, next);
		expect(said(looked)).toBe('drift redirect-to-login look-at-the-login');
		expect(looked.route.findings[0]).toMatchObject({subject: '/', detail: `${server.url}/oauth2/sign_in`});
	});

	test.each([401, 403])('because it is refused with %i is open until somebody lets us in', async (status) => {
		await using server = await fakeEndpoint({'/': text(status, 'no')}, {fallback: serving(() => next)});
		expect(said(await look(server.url, next))).toBe('inconclusive asset-unread look-at-the-login');
	});

	test('because it has moved to a language is told, with where it is', async () => {
		await using server = await fakeEndpoint({'/': redirect('/en/')}, {fallback: serving(() => next)});
		const looked = await look(server.url, next);
		expect(said(looked)).toBe('inconclusive page-moved name-the-page');
		expect(looked.route.findings[0]).toMatchObject({subject: '/', detail: `${server.url}/en/`});
	});
});
