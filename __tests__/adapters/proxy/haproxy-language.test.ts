import {describe, expect, test} from '@jest/globals';
import {askFramed, askHaproxy, frame, membersOf} from './haproxy-fake.ts';

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
		const answer = await askFramed(`${rule}\ndefault_backend web`, {path});
		expect(membersOf(answer)).toEqual([backend === 'api' ? '10.0.0.1:3001' : '10.0.0.2:3002']);
		expect(answer.route.unsure).toEqual([]);
	});

	test('a variable that the configuration sets is known, one of the environment is not', async () => {
		const known = 'global\n\tsetenv TARGET api\n';
		const text = `${known}${frame('use_backend "$TARGET"')}`;
		expect(membersOf(await askHaproxy({files: {'haproxy.cfg': text}}))).toEqual(['10.0.0.1:3001']);
		const answer = await askFramed('use_backend "${ELSEWHERE-api}"');
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
		const answer = await askFramed('.if defined(CANARY)\nuse_backend api\n.endif\ndefault_backend web');
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
