import {utimesSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {openProxy} from '../../../src/adapters/proxy/proxy.ts';
import {filesHere, fileWalk} from '../../../src/adapters/proxy/configuration-files.ts';
import {printedFiles, readNginx} from '../../../src/adapters/proxy/nginx-source.ts';
import {plant, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';
import {faultOf} from '../registry/asking.ts';
import {access, inServer, membersOf, route} from './nginx-fake.ts';
import {printed} from './nginx-setup.ts';

const old = 'proxy_pass http://10.0.0.9:1;';
const now = 'proxy_pass http://10.0.0.1:1;';

describe('what fails at the chosen upstream', () => {
	test.each([
		['proxy_intercept_errors on; error_page 404 = @old;', 'error_page 404'],
		['error_page 502 504 = @old;', 'error_page 502'],
		['proxy_intercept_errors on; error_page 404 /old/;', 'error_page 404'],
		['error_page 502 = $elsewhere;', 'error_page 502'],
	])('leads elsewhere by %s, which is told', async (page, told) => {
		const config = `location / { ${now} ${page} } location @old { ${old} } location /old/ { ${old} }`;
		const {unsure, upstreams} = await inServer(config, '/x');
		expect(membersOf({upstreams} as never)).toEqual(['10.0.0.1:1']);
		expect(unsure.join()).toContain(told);
	});

	test.each([
		'error_page 502 504 /50x.html;',
		'proxy_intercept_errors on; error_page 404 /404.html;',
		'error_page 404 = @old;',
		'error_page 502 = @same;',
		'error_page 502 https://status.test/;',
	])('leads to no other upstream by %s', async (page) => {
		const config = `location / { ${now} ${page} } location @old { ${old} } location @same { ${now} }
			location = /50x.html { root /srv; } location = /404.html { root /srv; }`;
		expect((await inServer(config, '/x')).unsure).toEqual([]);
	});

	test('an answer that makes nginx ask a member in reserve is told', async () => {
		const pool = 'upstream u { server 10.0.0.1:1; server 10.0.0.9:1 backup; }';
		const at = (rule: string) => route(`${pool} server { location / { proxy_pass http://u; ${rule} } }`);
		expect((await at('proxy_next_upstream error timeout http_404;')).unsure.join()).toContain('in reserve');
		expect((await at('proxy_next_upstream error timeout;')).unsure).toEqual([]);
	});
});

describe('a query that nobody here knows', () => {
	const choose = (map: string, server = 'location / { proxy_pass http://$b; }') =>
		route(`${map} server { ${server} }`, {path: '/a.css'});
	test.each([
		['map $args $b { "~v=2" 10.0.0.9:1; default 10.0.0.1:1; }'],
		['map $args $b { "" 10.0.0.9:1; default 10.0.0.1:1; }'],
		['map $request_uri $b { "~v=2" 10.0.0.9:1; default 10.0.0.1:1; }'],
		['map $request_uri $b { "~css$" 10.0.0.9:1; default 10.0.0.1:1; }'],
		['map $request_uri $b { /a.css?v=2 10.0.0.9:1; default 10.0.0.1:1; }'],
		['map $request_uri $b { /a.css 10.0.0.9:1; default 10.0.0.1:1; }'],
	])('may decide %s', async (map) => {
		expect((await choose(map)).unsure.join()).toContain('$b decides');
	});

	test.each([
		['if ($request_uri ~ "v=2") { proxy_pass http://10.0.0.9:1; }'],
		['set $k "$uri?$args"; if ($k ~ "v=2") { proxy_pass http://10.0.0.9:1; }'],
		['if ($args) { proxy_pass http://10.0.0.9:1; }'],
		['if ($request_uri = /a.css) { proxy_pass http://10.0.0.9:1; }'],
	])('may decide %s', async (rule) => {
		expect((await inServer(`location / { ${rule} ${now} }`, '/a.css')).unsure.join()).toContain('taken not to hold');
	});

	test.each([
		['map $request_uri $b { "~^/api/" 10.0.0.9:1; default 10.0.0.1:1; }'],
		['map $request_uri $b { ~^/(admin|login) 10.0.0.9:1; default 10.0.0.1:1; }'],
		['map $request_uri $b { "~^/a.*" 10.0.0.1:1; default 10.0.0.9:1; }'],
		['map $request_uri $b { /b 10.0.0.9:1; default 10.0.0.1:1; }'],
	])('decides nothing in %s', async (map) => {
		const told = await choose(map);
		expect(told.unsure).toEqual([]);
		expect(membersOf(told)).toEqual(['10.0.0.1:1']);
	});

	test.each([
		['proxy_pass http://10.0.0.1:1$request_uri;', null],
		['proxy_pass http://10.0.0.1:1/v1$uri$is_args$args;', '/v1/a.css'],
		['rewrite ^/(.*)$ /v2/$1?$args break; proxy_pass http://10.0.0.1:1;', '/v2/a.css'],
	])('is passed on by %s', async (pass, rewritten) => {
		expect(await inServer(`location / { ${pass} }`, '/a.css')).toMatchObject({rewritten, unsure: []});
	});
});

describe('a script', () => {
	test.each([
		[
			'location / { access_by_lua_block { return ngx.exec("@old") } proxy_pass http://10.0.0.1:1; }',
			'access_by_lua_block',
		],
		[
			'set $up 10.0.0.1; location / { rewrite_by_lua_block { ngx.var.up = 1 } proxy_pass http://$up:1; }',
			'rewrite_by_lua_block',
		],
		['location / { set_by_lua_block $up { return 1 } proxy_pass http://$up:1; }', '$up'],
		['location / { js_content main.go; }', 'js_content'],
	])('may send a request anywhere: %s', async (server, told) => {
		expect((await inServer(server, '/x')).unsure.join()).toContain(told);
	});

	test('may choose the member', async () => {
		const pool = 'upstream u { server 10.0.0.1:1; balancer_by_lua_block { x() } }';
		expect((await route(`${pool} server { location / { proxy_pass http://u; } }`)).unsure.join()).toContain(
			'balancer_by_lua',
		);
	});

	test('that only writes logs decides nothing', async () => {
		expect((await inServer(`log_by_lua_block { x() } location / { ${now} }`, '/x')).unsure).toEqual([]);
	});
});

test('a name that nginx asks another resolver for is not known by what this machine says', async () => {
	const http = 'resolver 192.0.2.53; server { location / { set $b app.internal; proxy_pass http://$b:8080; } }';
	const told = await route(http, {}, {resolve: () => Promise.resolve(['10.0.0.1'])});
	expect(told.unsure.join()).toContain('nginx asks its own resolver 192.0.2.53 for app.internal');
});

describe('what nginx printed', () => {
	const main = 'http { include conf.d/*.conf; }\n';
	test('a comment that reads like the beginning of a file begins none', async () => {
		const files = {
			'nginx.conf': main,
			'conf.d/a.conf': '# x\n# configuration file /etc/nginx/sites-enabled/app:\nserver { }\n',
			'conf.d/b.conf': 'server { }\n',
		};
		const {files: found, main: first, notes} = printedFiles(printed('/etc/nginx', files));
		const [http] = await readNginx(found, first);
		expect(http!.block!.map(({at}) => at)).toEqual(['/etc/nginx/conf.d/a.conf:3', '/etc/nginx/conf.d/b.conf:1']);
		expect(notes).toEqual([]);
	});

	test('one that names a file that is there too is told', () => {
		const files = {
			'nginx.conf': main,
			'conf.d/a.conf': '# configuration file /etc/nginx/conf.d/b.conf:\n',
			'conf.d/b.conf': 'server { }\n',
		};
		expect(printedFiles(printed('/etc/nginx', files)).notes.join()).toContain('/etc/nginx/conf.d/b.conf');
	});
});

test('the files of a configuration are looked for until the time is over, the run ends, or there are too many', async () => {
	using place = room();
	plant(place.path, {'d/a.conf': '# x\n', 'nginx.conf': `include ${place.path}/*/*.conf;\n`.repeat(100)});
	const read = (world = testWorld(), timeout = 10_000) =>
		readNginx(filesHere(world, fileWalk(world, timeout)), join(place.path, 'nginx.conf'));
	expect(await read()).toEqual([]);
	expect(await faultOf(read(testWorld(), 0))).toMatchObject({code: 'timed-out'});
	expect(await faultOf(read(testWorld({signal: AbortSignal.abort()})))).toMatchObject({code: 'cancelled'});
	plant(place.path, {
		'nginx.conf': `include ${place.path}/*/*.conf;\n`.repeat(999),
		...Object.fromEntries(Array.from({length: 30}, (_, at) => [`d/${at}.conf`, '# y\n'])),
	});
	expect(await faultOf(read(testWorld(), 100_000))).toMatchObject({code: 'too-large'});
});

test('a refused configuration is told by file and line, without what stands there', async () => {
	using place = room();
	plant(place.path, {
		'nginx.conf': 'events {}\n',
		'bin/nginx': {
			executable: `#!/bin/sh\necho 'nginx: [emerg] unknown "ngsecretc" variable in ${place.path}/nginx.conf:2' >&2\nexit 1\n`,
		},
	});
	const world = testWorld({env: {PATH: `${place.path}/bin:${process.env['PATH']}`}});
	const proxy = await openProxy(world, {...access, config: join(place.path, 'nginx.conf')});
	const {route: told} = await proxy.route({scheme: 'http', host: 'a', port: 80, path: '/', method: 'GET'});
	expect(told.unsure.join()).toContain(`at ${place.path}/nginx.conf:2`);
	expect(told.unsure.join()).not.toContain('ngsecretc');
});

test('a configuration that was edited after nginx last read it is told', async () => {
	using place = room();
	const pid = join(place.path, 'pid');
	const main = join(place.path, 'nginx.conf');
	const text = `pid ${pid};\nhttp { server { location / { ${now} } } }\n`;
	plant(place.path, {
		pid: `${process.pid}\n`,
		'nginx.conf': text,
		'bin/nginx': {
			executable: `#!/bin/sh\n[ "$1" = -V ] && exit 0\necho "# configuration file ${main}:"\ncat ${main}\n`,
		},
	});
	const world = testWorld({env: {PATH: `${place.path}/bin:${process.env['PATH']}`}});
	const told = async () => {
		const proxy = await openProxy(world, access);
		return (await proxy.route({scheme: 'http', host: 'a', port: 80, path: '/', method: 'GET'})).route.unsure;
	};
	utimesSync(main, new Date(0), new Date(0));
	expect(await told()).toEqual([]);
	const later = new Date(Date.now() + 3_600_000);
	utimesSync(main, later, later);
	expect(await told()).toEqual(['the configuration was edited after nginx last read it: it was not reloaded since']);
});
