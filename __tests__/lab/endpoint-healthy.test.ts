import {createHash} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import {selfSigned} from '../fakes/certificate.ts';
import {troubles} from './host.ts';
import {api, application, type Handler, now, reachable, Site, yesterday} from './site.ts';

let site: Site;
beforeAll(() => {
	site = new Site();
});
afterEach(() => site?.clear());
afterAll(() => site?.[Symbol.asyncDispose]());

const guarded = (base: string, keys = ''): string =>
	`      - {url: '${base}/api/workflow', expect: {none: 401, bad: 401, good: 200}, credentials: {env: GOOD_TOKEN}${keys}}\n`;
const service = (base: string, probes = guarded(base), more = ''): string =>
	`    files: [{from: dist}]\n    live: {base: '${base}/', page: /, root: .}\n${probes === '' ? '' : `    probes:\n${probes}`}${more}`;

/** What is deployed at this moment, for servers that outlive a deployment. */
type Deployed = {handler: Handler; listener: RequestListener; deploy: () => void};
function deployment(after: (listener: RequestListener) => RequestListener = (listener) => listener): Deployed {
	let listener = application(yesterday, api('old'));
	return {
		handler: api('new'),
		listener: (request, response) => after(listener)(request, response),
		deploy: () => {
			listener = application(now, api('new'));
		},
	};
}

/** Stages servers in front of a deployment; says how the service is configured. */
type Stage = (deployed: Deployed) => Promise<string>;
const http = (port: number): string => `http://127.0.0.1:${port}`;

const behindNginx =
	(location: string, more = ''): Stage =>
	async ({listener}) => {
		const inner = await site.serves(listener);
		return service(http(await site.nginx(location.replaceAll('INNER', http(inner)), more)));
	};

/** Everything compressed, whatever was asked for. */
const compressing =
	(inner: RequestListener): RequestListener =>
	(request, response) => {
		const end = response.end.bind(response) as (body?: unknown) => typeof response;
		response.setHeader('content-encoding', 'gzip');
		response.end = ((body?: string) => end(body === undefined ? undefined : gzipSync(body))) as typeof response.end;
		inner(request, response);
	};

const healthy: Readonly<Record<string, Stage>> = {
	'nothing in front': async ({listener}) => service(http(await site.serves(listener))),
	'nginx in front': behindNginx('location / { proxy_pass INNER; }'),
	'nginx that keeps connections and adds headers of its own': behindNginx(
		'location / { proxy_http_version 1.1; proxy_set_header Connection ""; add_header X-Frame-Options DENY always; add_header X-Served-By web-1; proxy_pass INNER; }',
	),
	'a cache that keeps what is new under new names': behindNginx(
		'location /assets/ { proxy_cache shop; proxy_cache_valid 200 1s; add_header X-Cache-Status $upstream_cache_status; proxy_pass INNER; } location / { proxy_pass INNER; }',
		'proxy_cache_path PLACE/cache keys_zone=shop:1m;',
	),
	'nginx that sends unknown pages to the start page, as single-page applications want it': behindNginx(
		'location /api/ { proxy_pass INNER; } location /assets/ { proxy_pass INNER; } location / { rewrite ^ / break; proxy_pass INNER; }',
	),
	'Caddy in front': async ({listener}) => {
		const inner = await site.serves(listener);
		const port = await site.nobody();
		const place = site.place();
		const file = join(place, 'Caddyfile');
		writeFileSync(
			file,
			`{\n admin off\n auto_https off\n storage file_system ${place}\n}\n:${port} {\n bind 127.0.0.1\n reverse_proxy 127.0.0.1:${inner}\n}\n`,
		);
		site.runs('caddy', ['run', '--config', file, '--adapter', 'caddyfile']);
		await reachable(port);
		return service(http(port));
	},
	'HAProxy over two backends': async ({listener}) => {
		const [one, two] = [await site.serves(listener), await site.serves(listener)];
		const port = await site.nobody();
		const file = join(site.place(), 'haproxy.cfg');
		writeFileSync(
			file,
			`defaults\n mode http\n timeout connect 5s\n timeout client 30s\n timeout server 30s\nfrontend in\n bind 127.0.0.1:${port}\n default_backend shop\nbackend shop\n server one 127.0.0.1:${one}\n server two 127.0.0.1:${two}\n`,
		);
		site.runs('haproxy', ['-db', '-f', file]);
		await reachable(port);
		return service(http(port));
	},
	'an authority of its own': async ({listener}) => {
		const inner = await site.serves(listener);
		const pair = selfSigned(['localhost', '127.0.0.1']);
		const place = site.place();
		writeFileSync(join(place, 'key.pem'), pair.key);
		writeFileSync(join(place, 'cert.pem'), pair.cert);
		writeFileSync(join(site.repository.path, 'ca.pem'), pair.cert);
		const port = await site.nginx(
			`ssl_certificate ${place}/cert.pem; ssl_certificate_key ${place}/key.pem; location / { proxy_pass ${http(inner)}; }`,
			'',
			(own) => `listen 127.0.0.1:${own} ssl http2;`,
		);
		const base = `https://127.0.0.1:${port}`;
		const second = `      - {name: over h2, url: '${base}/api/health', expect: 200, protocol: http2}\n`;
		return service(base, guarded(base) + second, '    tls: {ca: ca.pem}\n');
	},
	'a server that compresses though nobody asked': async ({listener}) =>
		service(http(await site.serves(compressing(listener)))),
	'two addresses that serve the same': async ({listener}) => {
		const port = await site.serves(listener);
		await site.serves(listener, {host: '127.0.0.2', port});
		const base = `http://shop.test:${port}`;
		return service(base, guarded(base), '    resolve: {shop.test: [127.0.0.1, 127.0.0.2]}\n');
	},
	'two addresses whose pages hold something new each time': async ({listener}) => {
		let count = 0;
		const restless: RequestListener = (request, response) => {
			if (request.url !== '/news') return listener(request, response);
			response.writeHead(200, {'content-type': 'text/html'});
			response.end(`<p>${++count}</p>`);
		};
		const port = await site.serves(restless);
		await site.serves(restless, {host: '127.0.0.2', port});
		const base = `http://shop.test:${port}`;
		return service(
			base,
			`      - {url: '${base}/news', expect: 200}\n${guarded(base)}`,
			'    resolve: {shop.test: [127.0.0.1, 127.0.0.2]}\n',
		);
	},
	'an interface that hides what one may not see': async ({listener}) => {
		const port = await site.serves((request, response) => {
			if (request.url === '/api/workflow' && request.headers.authorization !== 'Bearer good') {
				response.writeHead(404, {'content-type': 'application/json'});
				response.end('{"error":"no such route"}');
			} else listener(request, response);
		});
		const base = http(port);
		return service(
			base,
			`      - {url: '${base}/api/workflow', expect: {none: 404, good: 200}, credentials: {env: GOOD_TOKEN}}\n`,
		);
	},
	'an answer whose shape and headers are as stated': async ({listener}) => {
		const base = http(await site.serves(listener));
		return service(
			base,
			guarded(
				base,
				', content-type: application/json, json: {items: array, items.0.id: string, items.0.total: {equals: 12}}, answer-headers: {Content-Type: application/json}',
			),
		);
	},
	'probes by HEAD and OPTIONS': async ({listener}) => {
		const base = http(await site.serves(listener));
		return service(
			base,
			`${guarded(base)}      - {url: '${base}/api/health', method: HEAD, expect: 200}\n      - {url: '${base}/api/workflow', method: OPTIONS, expect: [405]}\n`,
		);
	},
	'a path under which the whole site lives': async ({listener}) => {
		const port = await site.serves((request, response) => {
			request.url = (request.url ?? '/').replace(/^\/shop\//, '/');
			listener(request, response);
		});
		return service(`${http(port)}/shop`, guarded(`${http(port)}/shop`)).replace('page: /,', "page: '/',");
	},
	'a deployment that takes two seconds to arrive': async (deployed) => {
		const {deploy} = deployed;
		deployed.deploy = () => void setTimeout(deploy, 2_000);
		const base = http(await site.serves(deployed.listener));
		return service(base, guarded(base), '    wait: {for: 20s, every: 500ms, rounds: 2}\n');
	},
	'a web socket that is passed on': async ({listener}) => {
		const port = await site.serves(listener, {
			upgrade: (request, socket) => {
				const key = createHash('sha1')
					.update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
					.digest('base64');
				socket.end(
					request.url === '/socket'
						? `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`
						: 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
				);
			},
		});
		const proxy = await site.nginx(
			`location / { proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $http_connection; proxy_pass ${http(port)}; }`,
		);
		const base = http(proxy);
		return service(base, `${guarded(base)}      - {url: '${base}/socket', protocol: websocket, expect: 101}\n`);
	},
	'a proxy that is asked where it leads, to an address that is stated': async ({listener}) => {
		const inner = await site.serves(listener);
		const base = http(await site.nginx(`location / { proxy_pass ${http(inner)}; }`));
		return service(
			base,
			guarded(base),
			`    proxy: {kind: nginx, config: '${site.lastConfiguration}'}\n    upstream: '127.0.0.1:${inner}'\n`,
		);
	},
};

let memories = 0;
for (const [name, stage] of Object.entries(healthy))
	test(`with ${name}: no alarm, and live`, async () => {
		const deployed = deployment();
		const config = await stage(deployed);
		const memory = `memory/healthy-${++memories}`;
		expect((await site.verify(config.replace(/ {4}wait:.*\n/, ''), {memory})).status).not.toBe('live');
		deployed.deploy();
		const verdict = await site.verify(config, {memory});
		expect(troubles(verdict)).toEqual([]);
		expect(verdict.status).toBe('live');
		expect(verdict.proof.map(({kind}) => kind)).toContain('live-bytes');
	});

test('with a site that was never looked at before: a text that this commit brought is proof', async () => {
	const base = http(await site.serves(application(now, api('new'))));
	const expectation = "    expect: [{files: 'assets/workflow-*.js', contains: registerWorkflow}]\n";
	const config = service(base, '', expectation).replace('page: /,', 'page: /, paths: [/assets/workflow-2.js],');
	const verdict = await site.verify(config, {memory: `memory/healthy-${++memories}`});
	expect(troubles(verdict)).toEqual([]);
	expect(verdict.proof).toEqual([
		expect.objectContaining({kind: 'live-bytes', path: '/assets/workflow-2.js', tells: 'text'}),
	]);
	expect(verdict.status).toBe('live');
});
