import {describe, expect, test} from '@jest/globals';
import {openProxy} from '../../../src/adapters/proxy/proxy.ts';
import {FaultError} from '../../../src/model/fault.ts';
import type {RouteQuestion} from '../../../src/model/mapping.ts';
import {plant, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';
import {faultOf} from '../registry/asking.ts';
import {access, askNginx, inServer, membersOf, route} from './nginx-fake.ts';

const question: RouteQuestion = {scheme: 'http', host: 'shop.test', port: 80, path: '/', method: 'GET'};
const api = 'upstream api { server 10.0.0.1:3000; }\nupstream web { server 10.0.0.2:3000; }';

describe('nginx is told apart by', () => {
	test('file and line of the rule that takes a request', async () => {
		const files = {
			'nginx.conf': 'events {}\nhttp {\n\tinclude conf.d/*.conf;\n}\n',
			'conf.d/a.conf': '# nothing\n',
			'conf.d/b.conf':
				'server {\n\tserver_name shop.test;\n\tlocation /api/ {\n\t\tproxy_pass http://10.0.0.1:3000;\n\t}\n}\n',
		};
		const answer = await askNginx(files, {path: '/api/x'});
		expect(answer).toMatchObject({where: 'nginx on this machine', version: '1.22.1'});
		expect(answer.route).toEqual({
			outcome: 'proxied',
			match: {
				listener: '0.0.0.0:80',
				host: 'shop.test',
				path: '/api/',
				how: 'prefix',
				at: '/etc/nginx/conf.d/b.conf:3',
			},
			upstreams: [
				{
					name: '10.0.0.1:3000',
					scheme: 'http',
					told: 'literal',
					addresses: [{address: '10.0.0.1', port: 3000, state: 'unknown', weight: null, backup: false}],
					resolvesTo: null,
					kept: false,
					keptSince: null,
					aliases: [],
				},
			],
			rewritten: null,
			host: '10.0.0.1',
			unsure: [],
		});
	});

	test('weights, reserves, sockets and members that are marked down', async () => {
		const http = `upstream api { server 10.0.0.1:1 weight=5; server unix:/run/api.sock backup; server [fd00::1]:2 down; keepalive 4; }
			server { location / { proxy_pass http://api; } }`;
		const [upstream] = (await route(http)).upstreams;
		expect(upstream!.addresses).toEqual([
			{address: '10.0.0.1', port: 1, state: 'unknown', weight: 5, backup: false},
			{address: '/run/api.sock', port: 0, state: 'unknown', weight: 1, backup: true},
			{address: 'fd00::1', port: 2, state: 'down', weight: 1, backup: false},
		]);
	});

	test.each([
		['fastcgi_pass 10.0.0.9:9000', 'fastcgi', '10.0.0.9:9000'],
		['fastcgi_pass unix:/run/php.sock', 'unix', '/run/php.sock:0'],
		['grpc_pass grpc://10.0.0.9:50051', 'other', '10.0.0.9:50051'],
		['uwsgi_pass 10.0.0.9:3031', 'other', '10.0.0.9:3031'],
		['proxy_pass https://10.0.0.9', 'https', '10.0.0.9:443'],
		['proxy_pass http://unix:/run/api.sock:/v1/', 'unix', '/run/api.sock:0'],
		['proxy_pass http://user:s3cret@10.0.0.9', 'http', '10.0.0.9:80'],
	])('%s', async (pass, scheme, member) => {
		const answer = await inServer(`location / { ${pass}; }`, '/');
		expect(answer.upstreams[0]!.scheme).toBe(scheme);
		expect(membersOf(answer)).toEqual([member]);
		expect(JSON.stringify(answer)).not.toContain('s3cret');
	});

	test('the port: where nothing listens no rule takes a request, and the ports are named', async () => {
		const answer = await route('server { listen 8080; listen [::]:8443 ssl; }', {port: 81});
		expect(answer).toMatchObject({outcome: 'none', match: null});
		expect(answer.unsure).toEqual(['nothing listens on port 81; nginx listens on 8080, 8443']);
	});

	test('the address of the listener, where two listeners of a port lead to different places', async () => {
		const http = `server { listen 80; location / { proxy_pass http://10.0.0.1; } }
			server { listen 127.0.0.1:80; location / { proxy_pass http://10.0.0.2; } }`;
		const answer = await route(http);
		expect(membersOf(answer)).toEqual(['10.0.0.1:80']);
		expect(answer.unsure).toEqual(['which address the request comes to decides: 0.0.0.0:80, 127.0.0.1:80']);
	});

	test('TLS: a plain request to a listener of TLS is answered by nginx itself, and the reverse is said', async () => {
		const http =
			'server { listen 443 ssl; location / { proxy_pass http://10.0.0.1; } }\nserver { listen 80; location / { proxy_pass http://10.0.0.1; } }';
		expect((await route(http, {port: 443})).outcome).toBe('answered');
		expect(await route(http, {port: 443, scheme: 'https'})).toMatchObject({outcome: 'proxied', unsure: []});
		expect((await route(http, {port: 80, scheme: 'https'})).unsure).toEqual([
			'0.0.0.0:80 takes no TLS: what comes by https was decrypted before it',
		]);
	});

	test('a server of the stream block, which passes on whatever comes', async () => {
		const files = {
			'nginx.conf':
				'events {}\nstream { upstream db { server 10.0.0.7:5432; } server { listen 5432; proxy_pass db; } }',
		};
		const {route: answer} = await askNginx(files, {port: 5432});
		expect(answer).toMatchObject({outcome: 'proxied', match: {listener: '0.0.0.0:5432', how: 'default'}});
		expect(membersOf(answer)).toEqual(['10.0.0.7:5432']);
	});
});

describe('nginx leaves unsure, and says so,', () => {
	const unsureOf = async (server: string, path = '/x'): Promise<string> =>
		(await route(`${api}\nserver {\n${server}\n}`, {path})).unsure.join('; ');

	test.each([
		['if ($http_x_canary) { proxy_pass http://web; } proxy_pass http://api;', 'if over $http_x_canary'],
		['auth_request /auth; proxy_pass http://api;', 'auth_request /auth'],
		['auth_basic shop; proxy_pass http://api;', 'auth_basic'],
		['allow 10.0.0.0/8; deny all; proxy_pass http://api;', 'the address of the client decides'],
		['proxy_cache shop; proxy_pass http://api;', 'out of the cache'],
		['proxy_pass http://$cookie_backend;', '$cookie_backend in proxy_pass'],
		['rewrite ^ /$cookie_a last; proxy_pass http://api;', 'rewrite at /etc/nginx/nginx.conf:6 depends on $cookie_a'],
	])('%s', async (location, said) => {
		expect(await unsureOf(`location / { ${location} }`)).toContain(said);
	});

	test('a pattern that nobody can evaluate here', async () => {
		expect(
			await unsureOf('location ~ "(*UTF8)x" { proxy_pass http://web; } location / { proxy_pass http://api; }'),
		).toContain('was not evaluated');
	});

	test('which of a file and the fallback of try_files answers', async () => {
		const answer = await inServer(
			'location / { try_files $uri @app; }\nlocation @app { proxy_pass http://10.0.0.1; }',
			'/x',
		);
		expect(answer).toMatchObject({outcome: 'proxied', match: {path: '/ → @app'}});
		expect(answer.unsure.join()).toContain('try_files at');
	});

	test('a member that split_clients or map choose by what is not known: all are named', async () => {
		const http = `${api}\nsplit_clients $remote_addr $split { 10% web; * api; }\nmap $http_x $mapped { default api; ~^b web; }
			server { location /s { proxy_pass http://$split; } location /m { proxy_pass http://$mapped; } }`;
		for (const [path, decider] of [
			['/s', '$split'],
			['/m', '$mapped'],
		] as const) {
			const answer = await route(http, {path});
			expect([...membersOf(answer)].sort()).toEqual(['10.0.0.1:3000', '10.0.0.2:3000']);
			expect(answer.unsure.join()).toContain(`${decider} decides`);
		}
	});

	test('nothing where a map can be followed by host', async () => {
		const http = `${api}\nmap $host $mapped { default web; shop.test api; }\nserver { location / { proxy_pass http://$mapped; } }`;
		const answer = await route(http);
		expect(membersOf(answer)).toEqual(['10.0.0.1:3000']);
		expect(answer.unsure).toEqual([]);
	});
});

describe('nginx serves and answers by itself', () => {
	test.each([
		['root /srv/www;', '/', 'served'],
		['location / { try_files $uri $uri/ /index.html; }', '/orders/7', 'served'],
		['location / { return 301 https://$host$request_uri; }', '/', 'answered'],
		['location / { deny all; proxy_pass http://10.0.0.1; }', '/', 'answered'],
		['location / { internal; proxy_pass http://10.0.0.1; }', '/', 'answered'],
		['location /api/ { proxy_pass http://10.0.0.1; }', '/api', 'answered'],
		['location / { content_by_lua_block { ngx.say("}") -- }\n } }', '/', 'answered'],
		['location / { limit_except GET { deny all; } proxy_pass http://10.0.0.1; }', '/', 'proxied'],
		[
			'location / { try_files $uri /index.php?$args; } location ~ \\.php$ { fastcgi_pass 10.0.0.9:9000; }',
			'/orders',
			'proxied',
		],
		['index index.php; location / { } location ~ \\.php$ { fastcgi_pass 10.0.0.9:9000; }', '/', 'proxied'],
		['error_page 404 = @app; location / { } location @app { proxy_pass http://10.0.0.1; }', '/x', 'proxied'],
		['location / { proxy_pass http://10.0.0.1; location /in/ { } }', '/in/x', 'served'],
	])('%s: %s is %s', async (server, path, outcome) => {
		expect((await inServer(server, path)).outcome).toBe(outcome);
	});
});

describe('names of upstreams', () => {
	const named = 'upstream api { server api:3000; server db.test; } server { location / { proxy_pass http://api; } }';

	test('are resolved where nginx resolves them, and that nginx keeps them is told', async () => {
		const answer = await route(
			named,
			{},
			{resolve: async (host) => (host === 'api' ? ['10.0.0.5', '10.0.0.4'] : ['10.0.0.6'])},
		);
		expect(answer.upstreams[0]).toMatchObject({told: 'resolved', resolvesTo: ['10.0.0.4', '10.0.0.5', '10.0.0.6']});
		expect(membersOf(answer)).toEqual(['10.0.0.4:3000', '10.0.0.5:3000', '10.0.0.6:80']);
		expect(answer.upstreams[0]).toMatchObject({kept: true, keptSince: null});
		expect(answer.unsure).toEqual([]);
	});

	test('that lead nowhere are unresolved', async () => {
		const resolve = async () => {
			throw new FaultError('name-not-resolved', 'api: ENOTFOUND');
		};
		expect((await route(named, {}, {resolve})).upstreams[0]).toMatchObject({
			told: 'unresolved',
			addresses: [],
			resolvesTo: [],
		});
	});

	test('in a variable are looked up by nginx for each request, for which it needs a resolver', async () => {
		const http = (resolver: string) =>
			`server { ${resolver} location / { set $to api.internal; proxy_pass http://$to:8080; } }`;
		const resolve = async () => ['10.0.0.5'];
		const answer = await route(http('resolver 10.0.0.2;'), {}, {resolve});
		expect(membersOf(answer)).toEqual(['10.0.0.5:8080']);
		expect(answer.unsure).toEqual([expect.stringContaining('asks its own resolver 10.0.0.2')]);
		expect((await route(http(''), {}, {resolve})).unsure.join()).toContain('no resolver');
	});

	test('and everything else are asked for inside, where nginx runs in a container', async () => {
		using place = room();
		plant(place.path, {
			dump: `# configuration file /etc/nginx/nginx.conf:\npid /run/n.pid;\nevents {}\nhttp {\n${named}\n}\n`,
			'bin/docker': {
				executable: `#!/bin/sh
[ "$1 $2 $3" = "exec -- edge" ] || exit 99
shift 3
case "$*" in
"nginx -V") echo "nginx version: nginx/1.27.0" >&2;;
"nginx -T -q") cat ${place.path}/dump;;
"getent ahosts api") echo "10.0.0.4 STREAM api";;
"getent ahosts db.test") echo "10.0.0.6 STREAM db";;
"cat -- /run/n.pid") echo 1;;
"cat -- /proc/1/task/1/children") echo "7 8 ";;
"cat -- /proc/8/stat") echo "8 (nginx: worker) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 6000 0 0";;
"cat -- /proc/stat") printf 'cpu 1\\nbtime 1700000000\\n';;
*) exit 98;;
esac
`,
			},
		});
		const world = testWorld({env: {PATH: `${place.path}/bin:${process.env['PATH']}`}});
		const proxy = await openProxy(world, {...access, container: 'edge'});
		const answer = await proxy.route(question);
		expect(answer).toMatchObject({where: 'nginx on container edge', version: '1.27.0'});
		expect(membersOf(answer.route)).toEqual(['10.0.0.4:3000', '10.0.0.6:80']);
		expect(answer.route.upstreams.map(({keptSince}) => keptSince)).toContain('2023-11-14T22:14:20.000Z');
		expect(answer.route.unsure).toEqual([]);
		const published = await proxy.route({...question, port: 8080});
		expect(membersOf(published.route)).toEqual(['10.0.0.4:3000', '10.0.0.6:80']);
		expect(published.route.unsure).toEqual([
			'nobody takes requests at port 8080 inside: taken as published from 0.0.0.0:80',
		]);
		const secure = await proxy.route({...question, scheme: 'https', port: 8443});
		expect(secure.route).toMatchObject({outcome: 'none'});
	});
});

describe('where nginx may not be asked', () => {
	const config = 'events {}\nhttp { include sites/*; }\n';
	const site = 'server { location / { proxy_pass http://10.0.0.1; } }\n';
	const opened = (path: string, script: string) => {
		plant(path, {
			'nginx.conf': config,
			'sites/b': site,
			'sites/.hidden': 'broken {',
			'bin/nginx': {executable: `#!/bin/sh\n[ "$1" = -V ] && exit 0\n${script}\n`},
		});
		const world = testWorld({env: {PATH: `${path}/bin:${process.env['PATH']}`}});
		return openProxy(world, {...access, config: `${path}/nginx.conf`});
	};

	test('its files are read, and why is said', async () => {
		using place = room();
		const proxy = await opened(
			place.path,
			'echo "nginx: [emerg] open() /run/nginx.pid failed (13: Permission denied)" >&2; exit 1',
		);
		const {route: answer} = await proxy.route(question);
		expect(membersOf(answer)).toEqual(['10.0.0.1:80']);
		expect(answer.unsure[0]).toContain(
			'as nginx could not be asked: this user may not read the configuration of nginx',
		);
	});

	test('and no file is there, that nginx refused is told', async () => {
		using place = room();
		const script = 'echo "nginx: [emerg] host not found in upstream" >&2; exit 1';
		await opened(place.path, script);
		const world = testWorld({env: {PATH: `${place.path}/bin:${process.env['PATH']}`}});
		const proxy = await openProxy(world, {...access, config: `${place.path}/none.conf`});
		expect(await faultOf(proxy.route(question))).toMatchObject({
			code: 'command-failed',
			detail: expect.stringContaining('nginx refuses its configuration'),
		});
	});
});
