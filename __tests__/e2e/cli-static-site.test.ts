import {cpSync, existsSync, readFileSync, rmSync, statSync} from 'node:fs';
import {dirname, extname, join, normalize} from 'node:path';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import {GitRoom, plant} from '../builders/repository.ts';
import {fakeEdge} from '../fakes/edge.ts';
import type {FakeEndpoint, Route} from '../fakes/endpoint.ts';
import {fakeEndpoint, text} from '../fakes/endpoint.ts';
import {type Ended, run} from './command.ts';

const documented = readFileSync(
	join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'docs/static-sites.md'),
	'utf8',
);
/** The example of the documentation, for another address. */
const example = (base: string, origin: string): string =>
	/^```yaml\n(.*?)^```/ms
		.exec(documented)![1]!
		.replace('https://www.example.com/', `${base}/`)
		.replace('https://origin.example.com', origin);

const types: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript',
	'.css': 'text/css',
};

/** Serves a directory as a static host does, compressed by what is not asked for. */
const directory =
	(root: string, compressed = false): Route =>
	(request, response) => {
		const path = normalize(decodeURIComponent(request.url!.split('?', 1)[0]!));
		const file = join(root, path.endsWith('/') ? `${path}index.html` : path);
		if (!existsSync(file) || !statSync(file).isFile()) return text(404, 'no such file')(request, response);
		const content = readFileSync(file);
		response.writeHead(200, {
			'Content-Type': types[extname(file)] ?? 'application/octet-stream',
			...(compressed ? {'Content-Encoding': 'br'} : {}),
		});
		response.end(compressed ? brotliCompressSync(content) : content);
	};

/** What a bundler writes: names with hashes, a chunk that is loaded late. */
const build = (version: string, feature: string): Readonly<Record<string, string>> => ({
	'index.html': `<!doctype html><link rel=stylesheet href=/assets/site.css><script type=module src=/assets/app-${version}.js></script>`,
	[`assets/app-${version}.js`]: `show(${feature}); const late = () => import("./late-${version}.js");`,
	[`assets/late-${version}.js`]: `late('${version}')`,
	'assets/site.css': 'body {margin: 0}',
});

class Site implements AsyncDisposable {
	readonly repository = new GitRoom();
	readonly host: FakeEndpoint;
	readonly #www: string;
	readonly #mode: {compressed: boolean};

	private constructor(host: FakeEndpoint, mode: {www: string; compressed: boolean}) {
		this.host = host;
		this.#mode = mode;
		this.#www = join(dirname(this.repository.path), 'www');
		mode.www = this.#www;
		this.repository.commit('Show orders', {
			'.gitignore': 'dist/\n.deploy-truth/\n.github/\n',
			'src/app.js': 'show(orders)',
		});
	}

	static async open(): Promise<Site> {
		const mode = {www: '', compressed: false};
		const fallback: Route = (request, response) => directory(mode.www, mode.compressed)(request, response);
		return new Site(await fakeEndpoint({}, {fallback}), mode);
	}

	/** Commits a change and builds it. */
	changes(version: string, feature: string): string {
		const {repository} = this;
		plant(repository.path, {'src/app.js': `show(${feature})`});
		repository.git('add', 'src');
		repository.git('commit', '--quiet', '--message', `Show ${feature}`);
		const commit = repository.git('rev-parse', 'HEAD');
		rmSync(join(this.repository.path, 'dist'), {recursive: true, force: true});
		plant(join(this.repository.path, 'dist'), build(version, feature));
		return commit;
	}

	/** Uploads what was built; without it all that was there goes. */
	uploads(without: string | null = null): void {
		rmSync(this.#www, {recursive: true, force: true});
		cpSync(join(this.repository.path, 'dist'), this.#www, {
			recursive: true,
			filter: (source) => without === null || !source.endsWith(without),
		});
	}

	compresses(): void {
		this.#mode.compressed = true;
	}

	configures(yaml: string): void {
		plant(this.repository.path, {'.github/deploy-truth.yml': yaml});
	}

	verify(...more: readonly string[]): Promise<Ended> {
		return run(['verify', ...more], {cwd: this.repository.path});
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.host[Symbol.asyncDispose]();
		this.repository[Symbol.dispose]();
	}
}

const verdictOf = ({stdout}: Ended): Verdict => JSON.parse(stdout) as Verdict;
const routeOf = (verdict: Verdict) => verdict.layers.find(({layer}) => layer === 'route')!;
const config = (base: string, more = ''): string =>
	`version: 1\nservices:\n  site:\n    files: [{from: dist}]\n    live: {base: '${base}/', page: /}\n${more}`;

describe('a site without containers', () => {
	test('is live by its bytes on its first run, where a text tells them, and the first line says so', async () => {
		await using site = await Site.open();
		const commit = site.changes('a1b2', 'registerWorkflow');
		site.uploads();
		site.configures(example(site.host.url, site.host.url));
		const first = await site.verify();
		expect(first).toMatchObject({code: 0, stderr: ''});
		expect(first.stdout.split('\n')[0]).toBe(
			`✓ Live: production serves ${commit.slice(0, 7)}, by the bytes that are served`,
		);
		expect(first.stdout).toContain('Proof: /assets/app-a1b2.js is served with this commit’s bytes');
		expect(first.stdout).toContain('4 of 4 served files have');
	});

	test('of which nothing tells this deployment from the one before is not called live', async () => {
		await using site = await Site.open();
		site.changes('a1b2', 'registerWorkflow');
		site.uploads();
		site.configures(config(site.host.url));
		const first = await site.verify('--format', 'json');
		expect(first.code).toBe(3);
		expect(verdictOf(first)).toMatchObject({status: 'inconclusive', reason: 'process-not-seen', proof: []});
		expect(routeOf(verdictOf(first)).status).toBe('match');
	});

	test('is live on its second deployment by what the first one served, though every name is new', async () => {
		await using site = await Site.open();
		site.configures(config(site.host.url));
		site.changes('a1b2', 'registerWorkflow');
		site.uploads();
		await site.verify();
		site.changes('c3d4', 'registerReports');
		const before = await site.verify('--format', 'json');
		expect(before.code).toBe(1);
		expect(verdictOf(before)).toMatchObject({status: 'drift', departsAt: 'route'});
		site.uploads();
		site.compresses();
		const after = await site.verify('--format', 'json');
		expect(after.code).toBe(0);
		expect(verdictOf(after)).toMatchObject({
			status: 'live',
			proof: expect.arrayContaining([expect.objectContaining({kind: 'live-bytes', path: '/', tells: 'history'})]),
		});
		expect((await site.verify('--format', 'json')).code).toBe(0);
	});

	test('whose page is new and whose late chunk was not uploaded is drift, with the chunk', async () => {
		await using site = await Site.open();
		site.configures(config(site.host.url));
		site.changes('a1b2', 'registerWorkflow');
		site.uploads('late-a1b2.js');
		const ended = await site.verify('--format', 'json');
		expect(ended.code).toBe(1);
		expect(routeOf(verdictOf(ended))).toMatchObject({reason: 'asset-missing', remedy: 'publish-assets'});
		expect(routeOf(verdictOf(ended)).findings[0]).toMatchObject({subject: '/assets/late-a1b2.js', detail: '404'});
	});

	test('behind a CDN that keeps the page of before is a stale cache, whose commit is named, until it is purged', async () => {
		await using site = await Site.open();
		await using cdn = await fakeEdge(() => site.host.url);
		site.configures(config(cdn.url));
		const first = site.changes('a1b2', 'registerWorkflow');
		site.uploads();
		await site.verify();
		site.changes('c3d4', 'registerReports');
		site.uploads();
		const stale = await site.verify();
		expect(stale.code).toBe(1);
		expect(stale.stdout).toMatch(/^✗ Not live: a cache serves an old answer\n/);
		expect(stale.stdout).toContain('Purge the cache');
		const again = verdictOf(await site.verify('--format', 'json'));
		expect(routeOf(again)).toMatchObject({reason: 'stale-cache', remedy: 'purge-cache'});
		expect(routeOf(again).findings[0]).toMatchObject({
			code: 'earlier-bytes',
			subject: '/',
			detail: first.slice(0, 12),
		});
		cdn.purge();
		expect(await site.verify()).toMatchObject({code: 0});
	});
});

test('a rule of a proxy that is repaired over an empty commit is no deployment', async () => {
	const nginx404 =
		'<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n' +
		'<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';
	const missing = text(404, nginx404, {'Content-Type': 'text/html', Server: 'nginx'});
	let repaired = false;
	const workflows: Route = (request, response) =>
		(repaired ? text(401, '{}', {'Content-Type': 'application/json'}) : missing)(request, response);
	await using site = await Site.open();
	await using proxy = await fakeEndpoint({'/workflows': workflows}, {fallback: missing});
	site.configures(`version: 1\nservices:\n  api:\n    probes:\n      - {url: '${proxy.url}/workflows', expect: 401}\n`);
	const before = verdictOf(await site.verify('--format', 'json'));
	expect(before).toMatchObject({status: 'drift', departsAt: 'route'});
	expect(routeOf(before).reason).toBe('proxy-404');
	site.repository.git('commit', '--quiet', '--allow-empty', '--message', 'Nothing');
	repaired = true;
	const after = verdictOf(await site.verify('--format', 'json'));
	expect(after).toMatchObject({status: 'inconclusive', reason: 'process-not-seen', proof: []});
});
