import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {GitRoom, plant} from '../builders/repository.ts';
import {type Ended, runnerFor} from '../builders/runner.ts';
import {fakeEndpoint, text} from '../fakes/endpoint.ts';
import {fakeGithub} from '../fakes/github/server.ts';

const secret = 'deploy-key-9f8e7d6c5b4a';

/** A pull request of an outsider, and a server on this machine that notes every request it gets. */
async function stage(
	configuration: (address: {readonly host: string; readonly port: number}) => string,
	where: 'head' | 'base',
) {
	const stack = new AsyncDisposableStack();
	const repository = stack.use(new GitRoom());
	const inner = stack.use(await fakeEndpoint({'/': text(200, 'inner')}, {fallback: text(200, 'inner')}));
	const file = {'.github/deploy-truth.yml': configuration({host: '127.0.0.1', port: inner.port})};
	const honest = {'.github/deploy-truth.yml': 'version: 1\nservices:\n  shop: {files: [{from: src, kind: source}]}\n'};
	const base = repository.commit('Before', {'src/app.js': 'old', ...(where === 'base' ? file : honest)});
	const head = repository.commit('Take this', {'src/app.js': 'new', ...(where === 'head' ? file : {})});
	const pull = {number: 42, title: 'Take this', state: 'open', merged: false, head, base, mergeCommit: null} as const;
	const github = stack.use(await fakeGithub({pulls: [pull]}));
	const runner = stack.use(runnerFor(github, repository.path));
	const run = (inputs: Readonly<Record<string, string>> = {}, event = 'pull_request_target'): Promise<Ended> =>
		runner.run({
			inputs,
			event,
			payload: {
				after: base,
				repository: {id: 7, full_name: 'octo/shop', default_branch: 'main'},
				pull_request: {
					number: 42,
					title: 'Take this',
					merged: false,
					head: {sha: head, repo: {full_name: 'mallory/shop', fork: true}},
					base: {sha: base, repo: {id: 7}},
				},
			},
			sha: base,
			runId: 100,
			env: {DEPLOY_KEY: secret},
		});
	/** Everything that is left for others to read. */
	const told = ({log, summary, outputs}: Ended): string => {
		const out = join(repository.path, '.deploy-truth');
		const files = existsSync(out)
			? readdirSync(out, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile())
			: [];
		return [
			log
				.split('\n')
				.filter((line) => !line.startsWith('::add-mask::'))
				.join('\n'),
			summary,
			...Object.values(outputs),
			...github.comments.map(({body}) => body),
			...files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
		].join('\n');
	};
	return {[Symbol.asyncDispose]: () => stack.disposeAsync(), inner, run, told, repository};
}

const service = (keys: string): string =>
	`version: 1\nservices:\n  shop: {files: [{from: src, kind: source}], ${keys}}\n`;

describe('a configuration that an outsider wrote', () => {
	test('into the head of a pull request is not read at all', async () => {
		await using scene = await stage(
			({port}) => service(`probes: [{url: 'http://127.0.0.1:${port}/', headers: {X-Key: {env: DEPLOY_KEY}}}]`),
			'head',
		);
		const ended = await scene.run();
		expect(scene.inner.seen).toEqual([]);
		expect(scene.told(ended)).not.toContain(secret);
		expect(scene.told(ended)).not.toContain(`:${scene.inner.port}`);
	}, 60_000);

	// What follows would be read only where it had slipped into the base: the second wall.
	const addresses: Readonly<Record<string, (port: number) => string>> = {
		'a loopback address': (port) => `http://127.0.0.1:${port}/`,
		'another one of the network': (port) => `http://127.8.9.10:${port}/`,
		'a name for it': (port) => `http://localhost:${port}/`,
		'a name with a dot at its end': (port) => `http://localhost.:${port}/`,
		'its IPv6 form': (port) => `http://[::1]:${port}/`,
		'its form inside IPv6': (port) => `http://[::ffff:127.0.0.1]:${port}/`,
		'one number': (port) => `http://2130706433:${port}/`,
		'octal and hex': (port) => `http://0x7f.1:${port}/`,
		'no address at all': (port) => `http://0.0.0.0:${port}/`,
	};
	/** As a probe, as live bytes, as a version endpoint, as an origin, as an image's registry. */
	const everywhere = (url: string): string => {
		const {host, origin} = new URL(url);
		const shop = "probes: [{url: 'https://shop.invalid/'}]";
		return [
			`version: 1\nservices:\n  one: {probes: [{url: '${url}'}]}`,
			`  two: {files: [{from: src, kind: source}], live: {base: '${url}'}}`,
			`  three: {${shop}, version: {url: '${url}'}, accept: [self-reported]}`,
			`  four: {${shop}, origin: '${origin}'}`,
			...(/^[a-z0-9.]+:/.test(host) ? [`  five: {image: '${host}/octo/shop:prod', plain-http: true}`] : []),
		].join('\n');
	};
	test.each(Object.entries(addresses))(
		'reaches nobody inside by %s',
		async (_, address) => {
			await using scene = await stage(({port}) => everywhere(address(port)), 'base');
			const ended = await scene.run();
			expect(scene.inner.seen).toEqual([]);
			expect(ended.outputs['verdict'] ?? 'none').not.toBe('live');
			expect(ended.code).not.toBe(0);
		},
		60_000,
	);

	test('would be heard inside if somebody with write access had written it: the server that notes requests is there', async () => {
		await using scene = await stage(({port}) => everywhere(`http://127.0.0.1:${port}/`), 'base');
		await scene.run({}, 'push');
		const asked = scene.inner.seen.map(({url}) => url.replace(/\?.*|deploy-truth-control.*/, ''));
		expect(new Set(asked)).toEqual(new Set(['/', '/v2/octo/shop/manifests/prod']));
	}, 60_000);

	test('reaches no metadata service of a cloud', async () => {
		await using scene = await stage(
			() => service("probes: [{url: 'http://169.254.169.254/latest/meta-data/'}]"),
			'base',
		);
		const ended = await scene.run();
		expect(scene.told(ended)).toContain('address-refused');
	}, 60_000);

	test.each([
		['a header', "probes: [{url: 'https://shop.invalid/', headers: {X-Key: {env: DEPLOY_KEY}}}]"],
		[
			'credentials',
			"probes: [{url: 'https://shop.invalid/', expect: {none: 401, good: 200}, credentials: {env: DEPLOY_KEY}}]",
		],
		['a registry password', 'image: shop.invalid/a/b, registry-username: x, registry-password-env: DEPLOY_KEY'],
		['a client key', "probes: [{url: 'https://shop.invalid/'}], tls: {certificate: c.pem, key-env: DEPLOY_KEY}"],
	])(
		'reads no environment variable as %s',
		async (_, keys) => {
			await using scene = await stage(() => service(keys), 'base');
			const ended = await scene.run();
			expect(scene.told(ended)).not.toContain(secret);
			expect(scene.told(ended)).toMatch(/secret-missing|may not be sent|outsider/);
			expect(ended.code).not.toBe(0);
		},
		60_000,
	);

	test('a variable that was granted to one host goes to no other, whatever its name leads to', async () => {
		await using scene = await stage(
			({port}) =>
				service(
					`resolve: {shop.example.com: 127.0.0.1}, probes: [{url: 'http://shop.example.com:${port}/', headers: {X-Key: {env: DEPLOY_KEY}}}]`,
				),
			'base',
		);
		const ended = await scene.run({secrets: 'DEPLOY_KEY=shop.example.com'});
		expect(scene.inner.seen).toEqual([]);
		expect(scene.told(ended)).not.toContain(secret);
		expect(scene.told(ended)).toContain('outsider');
	}, 60_000);

	test.each([
		['a runtime', 'runtime: {kind: command, command: [touch, ran]}'],
		['an engine', "runtime: {kind: docker, host: 'ssh://-oProxyCommand=touch ran@x'}"],
		['an engine elsewhere', 'runtime: {kind: docker, host: ssh://mallory.invalid}'],
		['a proxy', 'proxy: {kind: nginx, config: /etc/nginx/nginx.conf}'],
		['an administration interface', 'proxy: {kind: caddy, admin: unix//var/run/docker.sock}'],
		['collected replicas', 'replicas: /etc/passwd'],
	])(
		'runs no command and opens no socket as %s',
		async (_, keys) => {
			await using scene = await stage(() => service(keys), 'base');
			const ended = await scene.run();
			expect(ended.code).not.toBe(0);
			expect(ended.outputs['verdict'] ?? 'none').not.toBe('live');
			expect(existsSync(join(scene.repository.path, 'ran'))).toBe(false);
			expect(scene.told(ended)).toMatch(/outsider|accepted|write it/);
		},
		60_000,
	);

	test('changes nothing on the service', async () => {
		await using scene = await stage(
			() => service("probes: [{url: 'https://shop.invalid/', method: DELETE, unsafe-method: true}]"),
			'base',
		);
		const ended = await scene.run();
		expect(scene.told(ended)).toContain('GET, HEAD or OPTIONS');
		expect(ended.code).not.toBe(0);
	}, 60_000);

	test('runs no build', async () => {
		await using scene = await stage(() => service('expect: []'), 'base');
		plant(scene.repository.path, {'dist/app.js': 'x'});
		const ended = await scene.run({mode: 'record', 'build-command': 'touch ran', artifact: 'dist'});
		expect(existsSync(join(scene.repository.path, 'ran'))).toBe(false);
		expect(ended.code).not.toBe(0);
	}, 60_000);
});
