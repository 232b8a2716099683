import {describe, expect, test} from '@jest/globals';
import {faultOf} from '../registry/asking.ts';
import {askHaproxy, frame, type FakeServer, liveText} from './haproxy-fake.ts';

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
