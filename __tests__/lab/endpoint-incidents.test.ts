import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import {selfSigned} from '../fakes/certificate.ts';
import {layerOf, troubles} from './host.ts';
import {api, application, type Handler, now, type Pages, Site, yesterday} from './site.ts';

let site: Site;
beforeAll(() => {
	site = new Site();
});
afterEach(() => site?.clear());
afterAll(() => site?.[Symbol.asyncDispose]());

let memories = 0;

const probe = (base: string, path = '/api/workflow', keys = ''): string =>
	`      - {url: '${base}${path}', expect: {none: 401, bad: 401, good: 200}, credentials: {env: GOOD_TOKEN}${keys}}\n`;
const live = (base: string): string => `    live: {base: '${base}/', page: /, root: .}\n`;
const service = (base: string, more = ''): string =>
	`    files: [{from: dist}]\n${live(base)}    probes:\n${probe(base)}${more}`;

/** Looks once at yesterday's deployment, so that it is remembered; then the machine is as `stage` leaves it. */
async function afterDeploy(
	base: string,
	deploy: () => void,
	keys: (base: string) => string = service,
	before: (base: string) => string = keys,
): Promise<Verdict> {
	const memory = `memory/${++memories}`;
	const first = await site.verify(before(base), {memory});
	expect(first.status).not.toBe('live');
	deploy();
	return site.verify(keys(base), {memory});
}

/** A backend whose files and interface a deployment exchanges. */
function exchanged(): {pages: Pages; handler: Handler; listener: ReturnType<typeof application>; deploy: () => void} {
	const state = {pages: yesterday, handler: api('old')};
	return {
		get pages() {
			return state.pages;
		},
		get handler() {
			return state.handler;
		},
		listener: (request, response) => application(state.pages, state.handler)(request, response),
		deploy() {
			state.pages = now;
			state.handler = api('new');
		},
	};
}

/** The first layer that left the commit, and why. */
const blamed = (verdict: Verdict): string =>
	`${verdict.departsAt}: ${layerOf(verdict, verdict.departsAt ?? 'api').reason}`;

describe('where the request lands', () => {
	test('a name has two addresses, and one of them still serves the old site', async () => {
		const port = await site.serves(application(now, api('new')));
		await site.serves(application(yesterday, api('old')), {host: '127.0.0.2', port});
		const verdict = await site.verify(
			service(`http://shop.test:${port}`, '    resolve: {shop.test: [127.0.0.1, 127.0.0.2]}\n'),
			{memory: `memory/${++memories}`},
		);
		expect(blamed(verdict)).toBe('mapping: addresses-differ');
		expect(JSON.stringify(layerOf(verdict, 'mapping').findings)).toContain('127.0.0.2');
	});

	test('a certificate that has expired is told as such, with its date', async () => {
		const pair = selfSigned(['localhost', '127.0.0.1'], {from: '20200101000000Z', until: '20240102000000Z'});
		const backend = await site.serves(application(now, api('new')));
		const place = site.place();
		for (const [name, text] of Object.entries({'key.pem': pair.key, 'cert.pem': pair.cert}))
			writeFileSync(join(place, name), text);
		writeFileSync(join(site.repository.path, 'ca.pem'), pair.cert);
		const port = await site.nginx(
			`ssl_certificate ${place}/cert.pem; ssl_certificate_key ${place}/key.pem; location / { proxy_pass http://127.0.0.1:${backend}; }`,
			'',
			(own) => `listen 127.0.0.1:${own} ssl;`,
		);
		const verdict = await site.verify(service(`https://127.0.0.1:${port}`, '    tls: {ca: ca.pem}\n'), {
			memory: `memory/${++memories}`,
		});
		expect(blamed(verdict)).toBe('mapping: certificate-expired');
		expect(JSON.stringify(layerOf(verdict, 'mapping').findings)).toContain('2024-01-02');
	});
});

describe('a route', () => {
	test('that answers with the page of a single-page application is not mounted, whatever its 200 says', async () => {
		const spa: Handler = () => ({status: 200, headers: {'content-type': 'text/html'}, body: now['index.html']!});
		const port = await site.serves(application(now, spa));
		const keys = (base: string): string =>
			`    files: [{from: dist}]\n    probes: [{url: '${base}/api/workflow', expect: 200, content-type: application/json}]\n`;
		expect(blamed(await site.verify(keys(`http://127.0.0.1:${port}`)))).toBe('route: soft-404');
	});

	test('that the application does not know is the application’s 404', async () => {
		const backend = await site.serves(application(now, api('old')));
		const port = await site.nginx(`location / { proxy_pass http://127.0.0.1:${backend}; }`);
		expect(blamed(await site.verify(service(`http://127.0.0.1:${port}`), {memory: `memory/${++memories}`}))).toBe(
			'route: not-mounted',
		);
	});

	test('that the proxy does not pass on is the proxy’s 404', async () => {
		const backend = await site.serves(application(now, api('new')));
		const port = await site.nginx(
			`location = / { proxy_pass http://127.0.0.1:${backend}; } location /assets/ { proxy_pass http://127.0.0.1:${backend}; }  root PLACE/empty;`,
		);
		expect(blamed(await site.verify(service(`http://127.0.0.1:${port}`), {memory: `memory/${++memories}`}))).toBe(
			'route: proxy-404',
		);
	});

	test('that leads to a login page was answered by whoever guards it', async () => {
		const guarded: Handler = ({path}) =>
			path.startsWith('/api/') ? {status: 302, headers: {location: '/login?next=/api/workflow'}} : null;
		const port = await site.serves(application(now, guarded));
		expect(blamed(await site.verify(service(`http://127.0.0.1:${port}`), {memory: `memory/${++memories}`}))).toBe(
			'route: redirect-to-login',
		);
	});

	test('that takes another method is there, and was asked in the wrong way', async () => {
		const posts: Handler = ({method, path}) => {
			if (path !== '/api/workflow') return null;
			return method === 'POST'
				? {status: 201, headers: {'content-type': 'application/json'}, body: '{}'}
				: {status: 405, headers: {allow: 'POST, OPTIONS'}, body: 'no'};
		};
		const port = await site.serves(application(now, posts));
		const keys = `    probes: [{url: 'http://127.0.0.1:${port}/api/workflow', expect: 200}]\n`;
		expect(blamed(await site.verify(keys))).toBe('route: wrong-method');
	});
});

describe('the bytes that are served', () => {
	test('come out of a proxy’s cache that still holds the old bundle', async () => {
		const backend = exchanged();
		// The bundle keeps its name: only its bytes tell.
		const renamed: Pages = {
			...now,
			'assets/app.js': now['assets/app-2.js']!,
			'index.html': now['index.html']!.replace('app-2.js', 'app.js'),
		};
		const before: Pages = {...renamed, 'assets/app.js': yesterday['assets/app-1.js']!};
		let pages = before;
		const inner = await site.serves((request, response) => application(pages, backend.handler)(request, response));
		for (const [name, content] of Object.entries(renamed))
			writeFileSync(join(site.repository.path, 'dist', name), content);
		const port = await site.nginx(
			`location /assets/ { proxy_cache shop; proxy_cache_valid 200 1h; add_header X-Cache-Status $upstream_cache_status; proxy_pass http://127.0.0.1:${inner}; } location / { proxy_pass http://127.0.0.1:${inner}; }`,
			'proxy_cache_path PLACE/cache keys_zone=shop:1m;',
		);
		const verdict = await afterDeploy(`http://127.0.0.1:${port}`, () => {
			pages = renamed;
			backend.deploy();
		});
		for (const [name, content] of Object.entries(now)) writeFileSync(join(site.repository.path, 'dist', name), content);
		expect(blamed(verdict)).toBe('route: stale-cache');
	});

	test('name a chunk that was not published: the page is new, the chunk is gone', async () => {
		const {'assets/workflow-2.js': _gone, ...rest} = now;
		const port = await site.serves(application(rest, api('new')));
		const verdict = await site.verify(service(`http://127.0.0.1:${port}`), {memory: `memory/${++memories}`});
		expect(blamed(verdict)).toBe('route: asset-missing');
		expect(JSON.stringify(layerOf(verdict, 'route').findings)).toContain('/assets/workflow-2.js');
	});

	test('are those of the deployment before', async () => {
		const port = await site.serves(
			application({...yesterday, 'assets/style.css': yesterday['assets/style.css']!}, api('new')),
		);
		expect(blamed(await site.verify(service(`http://127.0.0.1:${port}`), {memory: `memory/${++memories}`}))).toBe(
			'route: served-bytes-differ',
		);
	});
});

describe('what an answer means', () => {
	const answering = async (handler: Handler): Promise<Verdict> => {
		const port = await site.serves(application(now, handler));
		return site.verify(service(`http://127.0.0.1:${port}`), {memory: `memory/${++memories}`});
	};

	test('a 200 without credentials is an open door', async () => {
		const open: Handler = (request) => api('new')({...request, token: 'good'});
		expect(blamed(await answering(open))).toBe('api: open-to-everyone');
	});

	test('bad credentials that are accepted are no guard', async () => {
		const credulous: Handler = (request) => api('new')({...request, token: request.token === null ? null : 'good'});
		expect(blamed(await answering(credulous))).toBe('api: bad-credential-accepted');
	});

	test('an application that fails says 500 itself', async () => {
		const broken: Handler = (request) => {
			const right = api('new')(request);
			return right?.status === 200
				? {status: 500, headers: {'content-type': 'application/json'}, body: '{"error":"boom"}'}
				: right;
		};
		expect(blamed(await answering(broken))).toBe('api: server-error');
	});

	test('a 502 is the proxy’s word about what is behind it', async () => {
		const backend = await site.serves(application(now));
		const port = await site.nginx(
			`location / { proxy_pass http://127.0.0.1:${backend}; } location /api/ { proxy_pass http://127.0.0.1:${await site.nobody()}; }`,
		);
		const verdict = await site.verify(service(`http://127.0.0.1:${port}`), {memory: `memory/${++memories}`});
		expect(blamed(verdict)).toBe('api: upstream-error');
		expect(troubles(verdict).join(' ')).not.toContain('server-error');
	});
});
