import {describe, expect, test} from '@jest/globals';
import {faultOf} from '../registry/asking.ts';
import {askHaproxy, type FakeServer, liveText, membersOf} from './haproxy-fake.ts';

const frame = (frontend: string, rest = ''): string =>
	`defaults\n\tmode http\nfrontend entry\n\tbind :80\n${frontend}\nbackend api\n\tserver one 10.0.0.1:3001\nbackend web\n\tserver two 10.0.0.2:3002\n${rest}`;
const ask = (frontend: string, question = {}, rest = '', files: Record<string, string> = {}) =>
	askHaproxy({files: {'haproxy.cfg': frame(frontend, rest), ...files}}, question);

describe('the language of HAProxy', () => {
	test.each([
		['a word in quotes is one word', "use_backend api if { path_beg '/a b' }", '/a b', 'api'],
		['an escaped space is part of a word', 'use_backend api if { path_beg /a\\ b }', '/a b', 'api'],
		['a hash in quotes begins no comment', 'use_backend api if { path_beg "/#x" } # or not', '/#x', 'api'],
		['a backslash before a letter stays', 'use_backend api if { path_reg \\.css$ }', '/a.css', 'api'],
		['a doubled backslash is one', 'use_backend api if { path_reg \\\\.css$ }', '/axcss', 'web'],
		['a character is told by its number', 'use_backend api if { path_beg \\x2fapi }', '/api', 'api'],
		['a constant condition leaves lines out', '.if 0\nuse_backend api\n.else\nuse_backend web\n.endif', '/', 'web'],
		['a constant condition lets lines in', '.if 1\nuse_backend api\n.endif', '/', 'api'],
	])('%s', async (_, rule, path, backend) => {
		const answer = await ask(`${rule}\ndefault_backend web`, {path});
		expect(membersOf(answer)).toEqual([backend === 'api' ? '10.0.0.1:3001' : '10.0.0.2:3002']);
		expect(answer.route.unsure).toEqual([]);
	});

	test('a variable that the configuration sets is known, one of the environment is not', async () => {
		const known = 'global\n\tsetenv TARGET api\n';
		const text = `${known}${frame('use_backend "$TARGET"')}`;
		expect(membersOf(await askHaproxy({files: {'haproxy.cfg': text}}))).toEqual(['10.0.0.1:3001']);
		const answer = await ask('use_backend "${ELSEWHERE-api}"');
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure.join()).toContain('$ELSEWHERE in the proxy');
	});

	test('inside a container a variable is asked for there', async () => {
		const answer = await askHaproxy({
			files: {'haproxy.cfg': frame('use_backend "$TARGET"')},
			container: 'edge',
			programs: {printenv: '#!/bin/sh\n[ "$1" = TARGET ] && echo api\n'},
		});
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure).toEqual([]);
		expect(answer.where).toBe('HAProxy in container edge');
	});

	test('a condition that only its start decides keeps both ways open', async () => {
		const answer = await ask('.if defined(CANARY)\nuse_backend api\n.endif\ndefault_backend web');
		expect(answer.route.unsure.join()).toContain('counts only under the .if of');
	});

	test('a directory is read in the order of its names, and only what ends in .cfg', async () => {
		const answer = await askHaproxy({
			files: {
				'conf/10-a.cfg': 'defaults\n\tmode http\nfrontend entry\n\tbind :80\n\tdefault_backend api\n',
				'conf/20-b.cfg': 'backend api\n\tserver one 10.0.0.1:3001\n',
				'conf/30.txt': 'backend api\n\tserver three 10.0.0.3:3003\n',
			},
			config: 'ROOM/conf',
		});
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
	});

	test('defaults are inherited by what follows, or by name', async () => {
		const text = `defaults plain\n\tmode http\n\tdefault_backend api\ndefaults other\n\tmode tcp\n\tdefault_backend web\nfrontend entry from plain\n\tbind :80\n\tuse_backend web if { path_beg /web }\nbackend api from plain\n\tserver one 10.0.0.1:3001\nbackend web from plain\n\tserver two 10.0.0.2:3002\n`;
		expect(membersOf(await askHaproxy({files: {'haproxy.cfg': text}}))).toEqual(['10.0.0.1:3001']);
		expect(membersOf(await askHaproxy({files: {'haproxy.cfg': text}}, {path: '/web'}))).toEqual(['10.0.0.2:3002']);
	});
});

describe('the rules of HAProxy', () => {
	test('a map in a small file names the backend', async () => {
		const files = {'hosts.map': '# hosts\nshop.test api\nwww.test web\n'};
		const rule = 'use_backend %[req.hdr(host),lower,map(ROOM/hosts.map,web)]';
		const answer = await ask(rule, {}, '', files);
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.match).toMatchObject({host: 'shop.test', how: 'exact'});
		expect(membersOf(await ask(rule, {host: 'nobody.test'}, '', files))).toEqual(['10.0.0.2:3002']);
	});

	test('a map that cannot be read leaves it open', async () => {
		const answer = await ask('use_backend %[req.hdr(host),map(ROOM/nothing.map)]\ndefault_backend web');
		expect(answer.route.unsure.join()).toContain('is not known here');
	});

	test('patterns come from a file', async () => {
		const files = {'hosts.lst': 'a.test\nshop.test\n'};
		expect(membersOf(await ask('use_backend api if { hdr(host) -i -f ROOM/hosts.lst }', {}, '', files))).toEqual([
			'10.0.0.1:3001',
		]);
	});

	test('what more than host and path decides is told and taken as not met', async () => {
		const answer = await ask(
			'acl office src 10.0.0.0/8\nhttp-request deny unless office\nuse_backend api if { req.hdr(x-canary) 1 }\ndefault_backend web',
		);
		expect(membersOf(answer)).toEqual(['10.0.0.2:3002']);
		expect(answer.route.unsure).toEqual([
			expect.stringContaining('deny depends on office'),
			expect.stringMatching(/use_backend api depends on req\.hdr\(x-canary\)$/),
		]);
	});

	test('what a header is compared with is never told: it may be a secret', async () => {
		const answer = await ask(
			'use_backend api if { req.hdr(x-key) hunter2 }\nhttp-request deny unless { req.hdr(x-key) -m str hunter2 }',
		);
		expect(answer.route.unsure).toHaveLength(2);
		expect(JSON.stringify(answer)).not.toContain('hunter2');
	});

	test('a rule that is sure in spite of an unknown part is sure', async () => {
		const answer = await ask('use_backend api if { src 10.0.0.0/8 } { path_beg /never } or { path_beg / }');
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure).toEqual([]);
	});

	test('a redirect to https is an answer where the listener has no TLS, and none where it has', async () => {
		const rule = 'bind :443 ssl crt /x.pem\nhttp-request redirect scheme https unless { ssl_fc }\ndefault_backend api';
		expect((await ask(rule)).route.outcome).toBe('answered');
		expect((await ask(rule, {scheme: 'https', port: 443})).route.outcome).toBe('proxied');
	});

	test('a port where nobody listens leads nowhere, and no backend at all is none', async () => {
		expect((await ask('default_backend api', {port: 81})).route).toMatchObject({outcome: 'none', match: null});
		expect((await ask('')).route.outcome).toBe('none');
	});

	test('inside a container a port that nobody takes is one that is published from another', async () => {
		const files = {'haproxy.cfg': frame('default_backend api')};
		const answer = await askHaproxy({files, container: 'edge'}, {port: 8_443});
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure.join()).toContain('at port 8443 inside: taken as published from :80');
	});

	test('at a port that is not the usual one, a rule that would not take the host with its port is told', async () => {
		const at = 'bind :8080\nuse_backend api if { hdr(host) shop.test }\ndefault_backend web';
		const answer = await ask(at, {port: 8_080});
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure.join()).toContain('shop.test:8080, a request goes elsewhere');
		expect((await ask(at)).route.unsure).toEqual([]);
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
		const answer = await ask('default_backend own', {}, `backend own\n\t${line}\n`);
		expect(answer.route.upstreams).toMatchObject([{...upstream, addresses: [address]}]);
	});

	test('a name is resolved where the proxy is, and what leads nowhere is told as that', async () => {
		const own = 'backend own\n\tserver a localhost:3000\n\tserver b nowhere.invalid:3000\n';
		const {route} = await ask('default_backend own', {}, own);
		expect(route.upstreams.map(({told}) => told)).toEqual(['resolved', 'unresolved']);
		expect(route.upstreams[1]).toMatchObject({addresses: [], resolvesTo: []});
	});
});

describe('what the running process says of itself', () => {
	const servers: readonly FakeServer[] = [{backend: 'api', name: 'one', address: '10.0.0.1', port: 3_001}];
	const running = (more: Partial<FakeServer>, sections = ['entry', 'web']) =>
		askHaproxy({
			files: {'haproxy.cfg': frame('default_backend api')},
			socket: liveText(
				[
					{...servers[0]!, ...more},
					{backend: 'web', name: 'two', address: '10.0.0.2', port: 3_002},
				],
				sections,
			),
		});

	test.each([
		['running and checked', {status: 'UP'}, 'up'],
		['running and seen by nobody', {}, 'unknown'],
		['stopped', {operational: 0, status: 'DOWN'}, 'down'],
		['in maintenance', {admin: 1, status: 'MAINT'}, 'down'],
		['without an address that its name leads to', {admin: 0x20, status: 'MAINT (resolution)'}, 'down'],
	])('a server that is %s', async (_, more, state) => {
		const {route} = await running(more);
		expect(route.upstreams).toMatchObject([{told: 'live', addresses: [{state}]}]);
	});

	test('a stale address is seen beside what the name leads to now', async () => {
		const {route} = await askHaproxy({
			files: {'haproxy.cfg': frame('default_backend own', 'backend own\n\tserver one localhost:3001\n')},
			socket: liveText(
				[{backend: 'own', name: 'one', address: '10.9.9.9', port: 3_001, fqdn: 'localhost'}],
				['entry', 'api', 'web'],
			),
		});
		expect(route.upstreams[0]).toMatchObject({name: 'localhost:3001', addresses: [{address: '10.9.9.9'}]});
		expect(route.upstreams[0]?.resolvesTo).toContain('127.0.0.1');
		expect(route.upstreams[0]?.resolvesTo).not.toContain('10.9.9.9');
	});

	test('a template is one upstream with the places that have an address', async () => {
		const {route} = await askHaproxy({
			files: {'haproxy.cfg': frame('default_backend own', 'backend own\n\tserver-template s 3 localhost:3001\n')},
			socket: liveText(
				[
					{backend: 'own', name: 's1', address: '10.0.0.7', port: 3_001, fqdn: 'localhost'},
					{backend: 'own', name: 's2', address: '10.0.0.8', port: 3_001, fqdn: 'localhost'},
					{backend: 'own', name: 's3', address: '-', port: 3_001, fqdn: 'localhost', admin: 0x20},
				],
				['entry', 'api', 'web'],
			),
		});
		expect(route.upstreams).toMatchObject([
			{name: 'localhost:3001', addresses: [{address: '10.0.0.7'}, {address: '10.0.0.8'}]},
		]);
	});

	test('sections that exist in only one of file and process are named', async () => {
		const {route} = await running({}, ['entry', 'old']);
		expect(route.unsure.join()).toContain('the running process has old, the files have not');
	});

	test('the socket that only the configuration names is asked, and missed in silence', async () => {
		const text = `global\n\tstats socket ROOM/admin.sock mode 600 level admin\n${frame('default_backend api')}`;
		const socket = liveText(servers, ['entry', 'web']);
		const asked = await askHaproxy({files: {'haproxy.cfg': text}, socket});
		expect(asked.version).toBe('2.6.12');
		const missed = await askHaproxy({files: {'haproxy.cfg': text}});
		expect(missed.route).toMatchObject({upstreams: [{told: 'literal'}], unsure: []});
	});

	test.each([
		['lets nobody see servers', 'Permission denied\n\n', 'forbidden'],
		['stops before its end', liveText(servers).slice(0, -40), 'invalid-answer'],
		['is something else', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'invalid-answer'],
	])('a socket that %s is a fault', async (_, socket, code) => {
		expect(await faultOf(askHaproxy({files: {'haproxy.cfg': frame('default_backend api')}, socket}))).toMatchObject({
			code,
		});
	});

	test.each(['/run/x.sock,EXEC:id', 'EXEC:id', 'tcp:a b:1', "/run/x'.sock", '!!', 'tcp:-x:'])(
		'what could be an instruction is no address of a socket: %s',
		async (admin) => {
			expect(await faultOf(askHaproxy({files: {'haproxy.cfg': frame('default_backend api')}, admin}))).toMatchObject({
				code: 'unreachable',
			});
		},
	);
});
