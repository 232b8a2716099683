import {describe, expect, test} from '@jest/globals';
import {openProxy} from '../../../src/adapters/proxy/proxy.ts';
import {plant, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';
import {faultOf} from '../registry/asking.ts';
import {askApache, route} from './apache-fake.ts';
import {access, membersOf} from './nginx-fake.ts';

describe('Apache is told apart by', () => {
	test('file and line of the rule that takes a request', async () => {
		const files = {
			'httpd.conf': 'Listen 80\nListen 443 https\nInclude sites\n',
			'sites/a.conf':
				'<VirtualHost *:80>\nServerName shop.test\n\nProxyPass /api/ \\\n  http://10.0.0.1:3000/v1/ \\\n  timeout=5\n</VirtualHost>\n',
		};
		const answer = await askApache(files, {path: '/api/x y'});
		expect(answer).toMatchObject({where: 'Apache httpd on this machine', version: '2.4.62'});
		expect(answer.route).toEqual({
			outcome: 'proxied',
			match: {
				listener: '*:80',
				host: 'shop.test',
				path: '/api/',
				how: 'prefix',
				at: expect.stringMatching(/\/sites\/a\.conf:4$/),
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
			rewritten: '/v1/x%20y',
			host: '10.0.0.1',
			unsure: [],
		});
	});

	test.each([
		['https://10.0.0.1/', 'https', '10.0.0.1:443'],
		['fcgi://10.0.0.1:9000/srv/', 'fastcgi', '10.0.0.1:9000'],
		['ajp://10.0.0.1/', 'other', '10.0.0.1:8009'],
		['ws://10.0.0.1:81/', 'http', '10.0.0.1:81'],
		['unix:/run/api.sock|http://localhost/', 'unix', '/run/api.sock:0'],
		['http://[fd00::1]:3000/', 'http', 'fd00::1:3000'],
	])('%s', async (url, scheme, member) => {
		const answer = await route(`ProxyPass / "${url}"`);
		expect(answer.upstreams[0]!.scheme).toBe(scheme);
		expect(membersOf(answer)).toEqual([member]);
	});

	test('members of a balancer: their factor, reserves, and those taken out', async () => {
		const text = `<Proxy "balancer://api">\nBalancerMember http://10.0.0.1:1 loadfactor=5\nBalancerMember http://10.0.0.2:2 status=+H\nBalancerMember http://10.0.0.3:3 status=D\n</Proxy>\nProxyPass / balancer://api/`;
		expect((await route(text)).upstreams[0]!.addresses).toEqual([
			{address: '10.0.0.1', port: 1, state: 'unknown', weight: 5, backup: false},
			{address: '10.0.0.2', port: 2, state: 'unknown', weight: 1, backup: true},
			{address: '10.0.0.3', port: 3, state: 'down', weight: 1, backup: false},
		]);
	});

	test('what is defined and which modules it has', async () => {
		const text = `Define to 10.0.0.7
<IfDefine STAGE>
<IfModule proxy_module>
ProxyPass /a http://\${to}:1/
</IfModule>
</IfDefine>
<IfDefine !STAGE>
ProxyPass /a http://10.0.0.8/
</IfDefine>
<IfModule mod_lua.c>
ProxyPass /b http://10.0.0.8/
<Location /deep>
ProxyPass http://10.0.0.8/
</Location>
</IfModule>
<IfVersion >= 2.4.50>
ProxyPass /c http://\${to}:3/
</IfVersion>`;
		expect(membersOf(await route(text, {path: '/a'}))).toEqual(['10.0.0.7:1']);
		expect((await route(text, {path: '/b'})).outcome).toBe('served');
		expect((await route(text, {path: '/deep'})).outcome).toBe('served');
		expect(membersOf(await route(text, {path: '/c'}))).toEqual(['10.0.0.7:3']);
	});

	test('the order of its rules: the first that takes a path, an exclusion too', async () => {
		const text = 'ProxyPass /static !\nProxyPass / http://10.0.0.1/\nProxyPass /late http://10.0.0.2/';
		expect((await route(text, {path: '/static/x'})).outcome).toBe('served');
		expect(membersOf(await route(text, {path: '/late'}))).toEqual(['10.0.0.1:80']);
	});

	test('a handler of files, as PHP has it', async () => {
		const text = '<FilesMatch "\\.php$">\nSetHandler "proxy:unix:/run/php.sock|fcgi://localhost"\n</FilesMatch>';
		const answer = await route(text, {path: '/index.php'});
		expect(membersOf(answer)).toEqual(['/run/php.sock:0']);
		expect(answer.unsure.join()).toContain('a file must be there');
		expect((await route(text, {path: '/index.html'})).outcome).toBe('served');
	});

	test('the port and TLS', async () => {
		const text = 'Listen 443\n<VirtualHost *:443>\nSSLEngine on\nProxyPass / http://10.0.0.1/\n</VirtualHost>';
		expect((await route(text, {port: 81})).unsure).toEqual(['nothing listens on port 81; Apache listens on 80, 443']);
		expect((await route(text, {port: 443})).outcome).toBe('answered');
		expect(await route(text, {port: 443, scheme: 'https'})).toMatchObject({outcome: 'proxied', unsure: []});
	});
});

describe('Apache leaves unsure, and says so,', () => {
	test.each([
		['<Location />\nRequire valid-user\n</Location>', 'Require at'],
		[
			'RewriteEngine On\nRewriteCond %{HTTP:X-Canary} =1\nRewriteRule ^ http://10.0.0.2/ [P]',
			'RewriteCond over %{HTTP:X-Canary}',
		],
		['RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} -f\nRewriteRule ^ - [L]', 'taken that no file is there'],
		['<IfFile /etc/x>\nProxyPass /x !\n</IfFile>', '<iffile /etc/x>'],
		['Use VHost shop', 'macros are not read'],
		['ProxyPassMatch (*UTF8)x http://10.0.0.2', 'was not evaluated'],
	])('%s', async (text, said) => {
		const answer = await route(`${text}\nProxyPass / http://10.0.0.1/`);
		expect(answer.outcome).toBe('proxied');
		expect(answer.unsure.join()).toContain(said);
	});

	test('where a name of an upstream led when it first asked, unless it asks again', async () => {
		const resolve = async () => ['10.0.0.5'];
		const kept = await route('ProxyPass / http://api:3000/', {}, {resolve});
		expect(kept.upstreams[0]).toMatchObject({told: 'resolved', resolvesTo: ['10.0.0.5']});
		expect(kept.upstreams[0]).toMatchObject({kept: true, keptSince: null, aliases: []});
		expect(kept.unsure).toEqual([]);
		expect((await route('ProxyPass / http://api:3000/ disablereuse=On', {}, {resolve})).unsure).toEqual([]);
	});
});

describe('where Apache may not be asked', () => {
	const question = {scheme: 'http', host: 'shop.test', port: 80, path: '/', method: 'GET'} as const;

	test('its files are read, a directory that is included too, and why is said', async () => {
		using place = room();
		const refuse = {executable: '#!/bin/sh\necho "AH00526: could not open key: Permission denied" >&2\nexit 1\n'};
		plant(place.path, {
			'httpd.conf': 'Listen 80\nIncludeOptional sites/\nIncludeOptional none/*.conf\n',
			'sites/a.conf': 'ProxyPass / http://10.0.0.1/\n',
			'bin/apachectl': refuse,
			'bin/httpd': refuse,
			'bin/apache2': refuse,
		});
		const world = testWorld({env: {PATH: `${place.path}/bin:${process.env['PATH']}`}});
		const {route: answer} = await (
			await openProxy(world, {...access, kind: 'apache', config: `${place.path}/httpd.conf`})
		).route(question);
		expect(membersOf(answer)).toEqual(['10.0.0.1:80']);
		expect(answer.unsure[0]).toContain('this user may not read the configuration of Apache');
	});

	test('and none are there, that it refused is told', async () => {
		using place = room();
		plant(place.path, {
			'bin/apachectl': {executable: '#!/bin/sh\necho "AH00526: Syntax error on line 3" >&2\nexit 1\n'},
		});
		const world = testWorld({env: {PATH: `${place.path}/bin:/bin`}});
		const proxy = await openProxy(world, {...access, kind: 'apache', config: `${place.path}/none.conf`});
		expect(await faultOf(proxy.route(question))).toMatchObject({
			code: 'command-failed',
			detail: expect.stringContaining('apachectl refuses its configuration'),
		});
	});
});
