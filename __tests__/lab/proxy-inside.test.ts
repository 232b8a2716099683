import {copyFileSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {openProxy} from '../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, ProxyKind} from '../../src/model/mapping.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {access, membersOf} from '../adapters/proxy/nginx-fake.ts';
import {plant} from '../builders/repository.ts';
import {testWorld} from '../builders/world.ts';
import {temporary} from './commands.ts';
import {type DockerEngine, networkedEngine} from './engine.ts';

const room = temporary();
const context = join(room.path, 'context');
let engine: DockerEngine;

const nginxConf = `daemon off;\npid /tmp/nginx.pid;\nerror_log stderr;\nworker_processes 1;\nevents {}\nhttp {
access_log off;\n${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path /tmp/${one};`).join('\n')}
include sites/*.conf;\n}\n`;
const apacheModules = ['mpm_event', 'authz_core', 'proxy', 'proxy_http'];
const apacheConf = `ServerRoot /conf\nServerName lab.invalid\nDefaultRuntimeDir /tmp\nMutex file:/tmp default\nPidFile /tmp/apache.pid\nErrorLog /proc/self/fd/2\nUser nobody\nGroup nogroup\nServerLimit 1\nStartServers 1\nListen 8080
${apacheModules.map((one) => `LoadModule ${one}_module /usr/lib/apache2/modules/mod_${one}.so`).join('\n')}\nInclude sites/*.apache\n`;

beforeAll(async () => {
	engine = await networkedEngine(room.path);
	const root = join(context, 'root');
	plant(root, {
		'etc/passwd': 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n',
		'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
		'etc/nsswitch.conf': 'hosts: files dns\n',
		'conf/nginx.conf': nginxConf,
		'conf/sites/shop.conf':
			'server {\nlisten 80;\nserver_name shop.test;\nlocation /api/ {\nproxy_pass http://api:3000;\n}\n}\n',
		'conf/httpd.conf': apacheConf,
		'conf/sites/shop.apache':
			'<VirtualHost *:8080>\nServerName shop.test\nProxyPass /api/ http://api:3000/api/\n</VirtualHost>\n',
		'tmp/nothing': '',
	});
	// What the machine has is mounted: the image is only the places where it goes.
	for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
	copyFileSync('/bin/busybox', join(root, 'busybox'));
	mkdirSync(join(root, 'usr'));
	writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY root /\n');
	engine.docker('build', '--quiet', '--network', 'none', '--tag', 'machine', context);
	engine.docker('network', 'create', 'shop');
});
afterAll(async () => {
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

const run = (name: string, ...command: readonly string[]): string =>
	engine.docker(
		'run',
		'--detach',
		'--name',
		name,
		'--network',
		'shop',
		'--volume',
		'/usr:/usr:ro',
		'machine',
		...command,
	);
/** A server that answers everything with its own name. */
const serve = (name: string, says = name): string =>
	run(
		name,
		'/busybox',
		'sh',
		'-c',
		`mkdir -p /w/api && echo ${says} > /w/api/x && exec /busybox httpd -f -p 3000 -h /w`,
	);
const addressOf = (name: string): string =>
	engine.docker('inspect', '--format', '{{.NetworkSettings.Networks.shop.IPAddress}}', name).trim();
const remove = (...names: readonly string[]): string => engine.docker('rm', '--force', '--volumes', ...names);

async function ask(kind: ProxyKind, container: string, port: number): Promise<ProxyAnswer> {
	const config = kind === 'nginx' ? '/conf/nginx.conf' : '/conf/httpd.conf';
	const proxy = await openProxy(testWorld(), {...access, kind, container, host: engine.host, config});
	return await proxy.route({scheme: 'http', host: 'shop.test', port, path: '/api/x', method: 'GET'});
}

/** A real request from inside, by who answers it. */
async function landing(container: string, port: number): Promise<string> {
	for (let tries = 0; ; tries++) {
		try {
			return engine
				.docker(
					'exec',
					container,
					'/busybox',
					'wget',
					'-qO-',
					'--header',
					'Host: shop.test',
					`http://127.0.0.1:${port}/api/x`,
				)
				.trim();
		} catch (error) {
			if (tries > 50) throw error;
			await wait(100);
		}
	}
}

test.each([
	['nginx', 80, ['nginx', '-c', '/conf/nginx.conf']],
	['apache', 8080, ['apache2', '-f', '/conf/httpd.conf', '-DFOREGROUND']],
] as const)(
	'%s in a container keeps an address that another container has taken: the name leads elsewhere, and it is said',
	async (kind, port, command) => {
		serve('api', 'first');
		run('edge', ...command);
		try {
			expect(await landing('edge', port)).toBe('first');
			const before = await ask(kind, 'edge', port);
			const old = addressOf('api');
			expect(membersOf(before.route)).toEqual([`${old}:3000`]);
			expect(before.route.upstreams[0]).toMatchObject({name: 'api:3000', told: 'resolved', resolvesTo: [old]});
			expect(before.where).toContain('container edge of unix://');
			expect(before.version).toMatch(/^\d+\.\d+/);

			remove('api');
			serve('thief');
			serve('api', 'second');
			expect(addressOf('thief')).toBe(old);
			const after = await ask(kind, 'edge', port);
			expect(after.route.upstreams[0]!.resolvesTo).toEqual([addressOf('api')]);
			expect(await landing('edge', port)).toBe('thief');
			if (kind === 'apache') expect(after.route.upstreams[0]).toMatchObject({kept: true, keptSince: null});
			else {
				// A container that started later is what gives the stale address away.
				const started = engine.docker('inspect', '--format', '{{.State.StartedAt}}', 'api');
				const since = Date.parse(after.route.upstreams[0]!.keptSince ?? '');
				expect(Date.now() - since).toBeLessThan(120_000);
				expect(since).toBeLessThan(Date.parse(started));
				expect(after.route.unsure).toEqual([]);
			}
		} finally {
			remove('edge', 'api', 'thief');
		}
	},
);

test('a container that is not there, does not run, or has no proxy is told apart', async () => {
	run('idle', '/busybox', 'sleep', '1000');
	engine.docker('create', '--name', 'made', 'machine', '/busybox', 'true');
	engine.docker('run', '--detach', '--name', 'bare', 'machine', '/busybox', 'sleep', '1000');
	try {
		expect((await faultOf(ask('nginx', 'none', 80))).code).toBe('not-found');
		expect((await faultOf(ask('nginx', 'made', 80))).code).toBe('unreachable');
		expect(await faultOf(ask('nginx', 'bare', 80))).toMatchObject({
			code: 'command-missing',
			detail: expect.stringContaining('has no nginx'),
		});
		expect((await faultOf(ask('apache', 'bare', 80))).code).toBe('command-missing');
	} finally {
		remove('idle', 'made', 'bare');
	}
});
