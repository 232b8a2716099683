import {describe, expect, test} from '@jest/globals';
import {askFramed, askHaproxy, frame, membersOf} from './haproxy-fake.ts';

describe('the rules of HAProxy', () => {
	test('a map in a small file names the backend', async () => {
		const files = {'hosts.map': '# hosts\nshop.test api\nwww.test web\n'};
		const rule = 'use_backend %[req.hdr(host),lower,map(ROOM/hosts.map,web)]';
		const answer = await askFramed(rule, {}, '', files);
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.match).toMatchObject({host: 'shop.test', how: 'exact'});
		expect(membersOf(await askFramed(rule, {host: 'nobody.test'}, '', files))).toEqual(['10.0.0.2:3002']);
	});

	test('a map that cannot be read leaves it open', async () => {
		const answer = await askFramed('use_backend %[req.hdr(host),map(ROOM/nothing.map)]\ndefault_backend web');
		expect(answer.route.unsure.join()).toContain('is not known here');
	});

	test('patterns come from a file', async () => {
		const files = {'hosts.lst': 'a.test\nshop.test\n'};
		expect(membersOf(await askFramed('use_backend api if { hdr(host) -i -f ROOM/hosts.lst }', {}, '', files))).toEqual([
			'10.0.0.1:3001',
		]);
	});

	test('what more than host and path decides is told and taken as not met', async () => {
		const answer = await askFramed(
			'acl office src 10.0.0.0/8\nhttp-request deny unless office\nuse_backend api if { req.hdr(x-canary) 1 }\ndefault_backend web',
		);
		expect(membersOf(answer)).toEqual(['10.0.0.2:3002']);
		expect(answer.route.unsure).toEqual([
			expect.stringContaining('deny depends on office'),
			expect.stringMatching(/use_backend api depends on req\.hdr\(x-canary\)$/),
		]);
	});

	test('what a header is compared with is never told: it may be a secret', async () => {
		const answer = await askFramed(
			'use_backend api if { req.hdr(x-key) hunter2 }\nhttp-request deny unless { req.hdr(x-key) -m str hunter2 }',
		);
		expect(answer.route.unsure).toHaveLength(2);
		expect(JSON.stringify(answer)).not.toContain('hunter2');
	});

	test('a rule that is sure in spite of an unknown part is sure', async () => {
		const answer = await askFramed('use_backend api if { src 10.0.0.0/8 } { path_beg /never } or { path_beg / }');
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure).toEqual([]);
	});

	test('a redirect to https is an answer where the listener has no TLS, and none where it has', async () => {
		const rule = 'bind :443 ssl crt /x.pem\nhttp-request redirect scheme https unless { ssl_fc }\ndefault_backend api';
		expect((await askFramed(rule)).route.outcome).toBe('answered');
		expect((await askFramed(rule, {scheme: 'https', port: 443})).route.outcome).toBe('proxied');
	});

	test('a port where nobody listens leads nowhere, and no backend at all is none', async () => {
		expect((await askFramed('default_backend api', {port: 81})).route).toMatchObject({outcome: 'none', match: null});
		expect((await askFramed('')).route.outcome).toBe('none');
	});

	test('inside a container a port that nobody takes is one that is published from another', async () => {
		const files = {'haproxy.cfg': frame('default_backend api')};
		const answer = await askHaproxy({files, container: 'edge'}, {port: 8_443});
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure.join()).toContain('at port 8443 inside: taken as published from :80');
	});

	test('at a port that is not the usual one, a rule that would not take the host with its port is told', async () => {
		const at = 'bind :8080\nuse_backend api if { hdr(host) shop.test }\ndefault_backend web';
		const answer = await askFramed(at, {port: 8_080});
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure.join()).toContain('shop.test:8080, a request goes elsewhere');
		expect((await askFramed(at)).route.unsure).toEqual([]);
	});

	test('where bytes are passed on, the name of the handshake decides', async () => {
		const text = `defaults\n\tmode tcp\nfrontend entry\n\tbind :443\n\tuse_backend api if { req.ssl_sni -i shop.test }\n\tdefault_backend web\nbackend api\n\tserver one 10.0.0.1:3001\nbackend web\n\tserver two 10.0.0.2:3002\n`;
		const answer = await askHaproxy({files: {'haproxy.cfg': text}}, {scheme: 'https', port: 443});
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.match).toMatchObject({listener: ':443', host: 'shop.test'});
	});

	test.each([
		['server s 10.0.0.9:1 weight 5 backup ssl', {name: '10.0.0.9:1', scheme: 'https'}, {weight: 5, backup: true}],
		[
			'server s /run/app.sock',
			{name: '/run/app.sock', scheme: 'unix', told: 'literal'},
			{address: '/run/app.sock', port: 0},
		],
		[
			'default-server weight 9 disabled\n\tserver s [::1]:80',
			{told: 'literal'},
			{address: '::1', weight: 9, state: 'down'},
		],
		['server s 10.0.0.9', {name: '10.0.0.9'}, {address: '10.0.0.9', port: 80}],
	])('%s', async (line, upstream, address) => {
		const answer = await askFramed('default_backend own', {}, `backend own\n\t${line}\n`);
		expect(answer.route.upstreams).toMatchObject([{...upstream, addresses: [address]}]);
	});

	test('a name is resolved where the proxy is, and what leads nowhere is told as that', async () => {
		const own = 'backend own\n\tserver a localhost:3000\n\tserver b nowhere.invalid:3000\n';
		const {route} = await askFramed('default_backend own', {}, own);
		expect(route.upstreams.map(({told}) => told)).toEqual(['resolved', 'unresolved']);
		expect(route.upstreams[1]).toMatchObject({addresses: [], resolvesTo: []});
	});
});
