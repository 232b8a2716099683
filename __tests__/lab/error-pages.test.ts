import {type ChildProcess, spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, afterEach, expect, test} from '@jest/globals';
import {ask} from '../../src/adapters/endpoint/ask.ts';
import {testWorld} from '../builders/world.ts';
import {fakeEndpoint, text} from '../fakes/endpoint.ts';
import {freePort, temporary} from './commands.ts';

const room = temporary();
const children: ChildProcess[] = [];
afterEach(async () => {
	for (const child of children.splice(0)) {
		const gone = new Promise((resolve) => child.on('exit', resolve));
		child.kill();
		await gone;
	}
});
afterAll(() => room[Symbol.dispose]());

const timeouts = {connect: 2_000, answer: 5_000, stall: 5_000, request: 10_000};

/** Whose page the server's answers at these paths are, and who their headers name. */
async function pages(command: string, args: readonly string[], port: number, paths: readonly string[]) {
	children.push(
		spawn(command, args, {stdio: 'ignore', env: {...process.env, HOME: room.path, XDG_DATA_HOME: room.path}}),
	);
	const answers: unknown[] = [];
	for (const path of paths)
		for (let tries = 0; ; tries++) {
			const asked = {method: 'GET', url: `http://127.0.0.1:${port}${path}`, timeouts, publicOnly: false, cap: 65_536};
			const reply = await ask(testWorld(), asked).catch(() => null);
			if (reply !== null) {
				answers.push([reply.answer.status, reply.answer.pageOf, reply.answer.by]);
				break;
			}
			if (tries > 200) throw new Error(`${command} does not answer`);
			await wait(50);
		}
	return answers;
}

function written(name: string, content: string): string {
	const file = join(room.path, name);
	writeFileSync(file, content);
	return file;
}

test('nginx has pages of its own, and passes on those of what is behind it', async () => {
	await using behind = await fakeEndpoint({}, {fallback: text(404, 'no such thing')});
	const port = await freePort();
	const place = join(room.path, 'nginx');
	const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${place}-${one};`);
	const config = written(
		'nginx.conf',
		`daemon off; pid ${place}.pid; error_log ${place}.log; events {}\nhttp { access_log off; ${kept.join(' ')}\nserver { listen 127.0.0.1:${port}; location /a { return 404; } location /b { return 301 /a; } location /c { proxy_pass http://127.0.0.1:9; } location /d { proxy_pass ${behind.url}; } } }\n`,
	);
	expect(await pages('nginx', ['-c', config], port, ['/a', '/b', '/c', '/d'])).toEqual([
		[404, 'nginx', ['nginx']],
		[301, 'nginx', ['nginx']],
		[502, 'nginx', ['nginx']],
		[404, null, ['nginx']],
	]);
});

test('HAProxy has pages of its own, and passes on those of what is behind it', async () => {
	await using behind = await fakeEndpoint({}, {fallback: text(404, 'no such thing')});
	const port = await freePort();
	const config = written(
		'haproxy.cfg',
		`defaults\n\tmode http\n\ttimeout connect 1s\n\ttimeout client 5s\n\ttimeout server 5s\nfrontend entry\n\tbind 127.0.0.1:${port}\n\thttp-request deny if { path /a }\n\tuse_backend none if { path /b }\n\tuse_backend dead if { path /c }\n\tdefault_backend behind\nbackend none\nbackend dead\n\tserver s 127.0.0.1:9\nbackend behind\n\tserver s 127.0.0.1:${behind.port}\n`,
	);
	expect(await pages('haproxy', ['-db', '-f', config], port, ['/a', '/b', '/c', '/d'])).toEqual([
		[403, 'haproxy', []],
		[503, 'haproxy', []],
		[503, 'haproxy', []],
		[404, null, []],
	]);
});

test('Caddy has no pages, and only what it cannot pass on is surely its own', async () => {
	await using behind = await fakeEndpoint({}, {fallback: (_, response) => void response.writeHead(404).end()});
	const port = await freePort();
	const config = written(
		'Caddyfile',
		`{\n\tadmin off\n\tauto_https off\n}\nhttp://127.0.0.1:${port} {\n\thandle /a {\n\t\terror 404\n\t}\n\thandle /c {\n\t\treverse_proxy 127.0.0.1:9\n\t}\n\treverse_proxy 127.0.0.1:${behind.port}\n}\n`,
	);
	const args = ['run', '--config', config, '--adapter', 'caddyfile'];
	expect(await pages('caddy', args, port, ['/a', '/c', '/d'])).toEqual([
		[404, 'caddy-or-behind', ['caddy']],
		[502, 'caddy', ['caddy']],
		[404, 'caddy-or-behind', ['caddy']],
	]);
});

test('Apache has pages of its own, with and without its signature', async () => {
	const port = await freePort();
	const root = join(room.path, 'apache');
	mkdirSync(join(root, 'b'), {recursive: true});
	const modules = ['mpm_event', 'authz_core', 'alias'].map(
		(one) => `LoadModule ${one}_module /usr/lib/apache2/modules/mod_${one}.so`,
	);
	const config = written(
		'apache.conf',
		`${modules.join('\n')}\nServerName localhost\nListen 127.0.0.1:${port}\nPidFile ${root}/pid\nErrorLog ${root}/log\nDefaultRuntimeDir ${root}\nDocumentRoot ${root}\nServerSignature On\n<Location /b>\nServerSignature Off\n</Location>\nRedirect 301 /c /a\n`,
	);
	expect(await pages('apache2', ['-X', '-f', config], port, ['/a', '/b/none', '/c'])).toEqual([
		[404, 'apache', ['apache']],
		[404, 'apache', ['apache']],
		[301, 'apache', ['apache']],
	]);
});
