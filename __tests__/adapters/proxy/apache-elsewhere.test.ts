import {describe, expect, test} from '@jest/globals';
import {route} from './apache-fake.ts';
import {membersOf} from './nginx-fake.ts';

const pass = 'ProxyPass / http://10.0.0.1:1/';
const old = 'ProxyPass /old/ http://10.0.0.9:9/';

describe('what may take a request elsewhere in Apache is told', () => {
	test.each([
		[`ErrorDocument 503 /old/x\n${old}\n${pass}`, 'ErrorDocument'],
		[`ProxyErrorOverride On\nErrorDocument 404 /old/x\n${old}\n${pass}`, 'ErrorDocument'],
		[`ProxyRemote * http://10.0.0.9:9\n${pass}`, 'another proxy'],
		[`SetEnvIf Request_URI ^/assets no-proxy\n${pass}`, 'no-proxy'],
		[
			`${pass}\n<Location />\nRewriteEngine On\nRewriteRule .* http://10.0.0.9:9/ [P]\n</Location>`,
			'rules of a section',
		],
		[`${pass}\n<If "true">\nRewriteEngine On\nRewriteRule .* http://10.0.0.9:9/ [P]\n</If>`, 'under a condition'],
		[
			`RewriteEngine On\nRewriteCond %{QUERY_STRING} v=2\nRewriteRule ^(.*)$ http://10.0.0.9:9$1 [P]\n${pass}`,
			'the query decides',
		],
		[
			`RewriteEngine On\nRewriteCond %{QUERY_STRING} =v\nRewriteRule ^(.*)$ http://10.0.0.9:9$1 [P]\n${pass}`,
			'the query decides',
		],
	])('%s', async (text, told) => {
		const answer = await route(text, {path: '/assets/a.css'});
		expect(membersOf(answer)).toEqual(['10.0.0.1:1']);
		expect(answer.unsure.join()).toContain(told);
	});

	test('a rule of a directory that passes files on', async () => {
		const text =
			'DocumentRoot /srv\n<Directory /srv>\nRewriteEngine On\nRewriteRule .* http://10.0.0.9:9/ [P]\n</Directory>';
		expect((await route(text)).unsure.join()).toContain('rules of a directory');
	});
});

test.each([
	`ErrorDocument 503 /sorry.html\nProxyPass /sorry.html !\n${pass}`,
	`ErrorDocument 404 /old/x\n${old}\n${pass}`,
	`ErrorDocument 503 "Sorry"\n${pass}`,
	`SetEnvIf User-Agent x !no-proxy\n${pass}`,
	`RewriteEngine On\nRewriteRule ^(.*)$ http://10.0.0.1:1$1?%{QUERY_STRING} [P]`,
	`<If "true">\nHeader set X-A b\n</If>\n${pass}`,
])('nothing leads elsewhere: %s', async (text) => {
	expect(await route(text, {path: '/x'})).toMatchObject({unsure: [], outcome: 'proxied'});
});

test('a balancer set of a higher number waits in reserve, and a drained member has no weight', async () => {
	const text = `ProxyPass / balancer://a/\n<Proxy balancer://a>\nBalancerMember http://10.0.0.1:1\nBalancerMember http://10.0.0.2:2 status=+N\nBalancerMember http://10.0.0.9:9 lbset=1\n</Proxy>`;
	const [upstream] = (await route(text)).upstreams;
	expect(upstream!.addresses.map(({backup, weight}) => [backup, weight])).toEqual([
		[false, 1],
		[false, 0],
		[true, 1],
	]);
});
