import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import {layerOf, troubles} from './host.ts';
import {Landing} from './landing.ts';
import {now, yesterday} from './site.ts';

let landing: Landing;
beforeAll(async () => {
	landing = await Landing.open();
	landing.builds('shop:new', now);
	landing.builds('shop:old', yesterday);
});
afterEach(() => landing?.clear());
afterAll(() => landing?.[Symbol.asyncDispose]());

const container = (...names: readonly string[]): string =>
	`    runtime: {kind: docker, container: [${names.join(', ')}]}\n`;
const service = (port: number, containers: readonly string[], more: string): string =>
	`    files: [{from: dist, to: /app/dist}]\n${container(...containers)}    probes: [{url: 'http://127.0.0.1:${port}/assets/style.css', expect: 200}]\n${more}`;
const asked = (config: string): string => `    proxy: {kind: nginx, config: '${config}'}\n`;
const told = (verdict: Verdict): string => JSON.stringify(layerOf(verdict, 'mapping').findings);

describe('a proxy that sends requests elsewhere', () => {
	test('still leads to the old container, which is named', async () => {
		const old = await landing.runs('shop-old', 'shop:old');
		await landing.runs('shop-new', 'shop:new');
		const {port, config} = await landing.nginx(`http://${old}:8080`);
		const verdict = await landing.verify(service(port, ['shop-new'], asked(config)));
		expect(verdict).toMatchObject({status: 'drift', departsAt: 'mapping'});
		expect(layerOf(verdict, 'mapping').reason).toBe('upstream-of-another');
		expect(told(verdict)).toContain('shop-old');
	});

	test('kept an address that was freed, and that another container has now', async () => {
		await landing.runs('shop-1', 'shop:new', '--ip', '172.30.0.77');
		const {port, config} = await landing.nginx('http://172.30.0.77:8080');
		landing.removes('shop-1');
		await landing.runs('blog', 'shop:old', '--ip', '172.30.0.77');
		await landing.runs('shop-2', 'shop:new', '--ip', '172.30.0.78');
		const verdict = await landing.verify(service(port, ['shop-2'], asked(config)));
		expect(layerOf(verdict, 'mapping')).toMatchObject({status: 'drift', reason: 'upstream-of-another'});
		expect(told(verdict)).toContain('blog');
		expect(verdict.departsAt).toBe('mapping');
	});

	test('kept an address that nobody has any more', async () => {
		await landing.runs('shop-1', 'shop:new', '--ip', '172.30.0.87');
		const {port, config} = await landing.nginx('http://172.30.0.87:8080');
		landing.removes('shop-1');
		await landing.runs('shop-2', 'shop:new', '--ip', '172.30.0.88');
		const verdict = await landing.verify(service(port, ['shop-2'], asked(config)));
		expect(layerOf(verdict, 'mapping')).toMatchObject({status: 'drift', reason: 'stale-upstream'});
		expect(told(verdict)).toContain('172.30.0.87');
	});

	test('has two backends, one of which is the old container', async () => {
		const old = await landing.runs('shop-old', 'shop:old');
		const fresh = await landing.runs('shop-new', 'shop:new');
		const {port, config} = await landing.nginx(
			'http://both',
			`upstream both { server ${old}:8080; server ${fresh}:8080; }`,
		);
		const verdict = await landing.verify(service(port, ['shop-new'], asked(config)));
		expect(layerOf(verdict, 'mapping')).toMatchObject({status: 'drift', reason: 'mixed-backends'});
		expect(told(verdict)).toContain('shop-old');
	});

	test('leads to a port that another container publishes', async () => {
		const port = landing.port();
		await landing.runs('shop-old', 'shop:old', '--publish', `127.0.0.1:${port}:8080`);
		await landing.runs('shop-new', 'shop:new');
		const verdict = await landing.verify(service(port, ['shop-new'], '    proxy: docker\n'));
		expect(layerOf(verdict, 'mapping')).toMatchObject({status: 'drift', reason: 'upstream-of-another'});
		expect(told(verdict)).toContain('shop-old');
	});
});

describe('a proxy that leads to the service', () => {
	const healthy = (verdict: Verdict, reason: string): void => {
		expect(troubles(verdict)).toEqual([]);
		expect(verdict.status).toBe('live');
		expect(layerOf(verdict, 'mapping')).toMatchObject({status: 'match', reason});
	};

	test('over nginx to two replicas, each of which has the request in its log', async () => {
		const [one, two] = [await landing.runs('shop-1', 'shop:new'), await landing.runs('shop-2', 'shop:new')];
		const {port, config} = await landing.nginx(
			'http://both',
			`upstream both { server ${one}:8080; server ${two}:8080; }`,
		);
		healthy(
			await landing.verify(service(port, ['shop-1', 'shop-2'], `${asked(config)}    trace: true\n`)),
			'nonce-found',
		);
	});

	test('over nginx alone', async () => {
		const one = await landing.runs('shop-1', 'shop:new');
		const {port, config} = await landing.nginx(`http://${one}:8080`);
		healthy(await landing.verify(service(port, ['shop-1'], asked(config))), 'lands-on-replicas');
	});

	test('over a published port', async () => {
		const port = landing.port();
		await landing.runs('shop-1', 'shop:new', '--publish', `127.0.0.1:${port}:8080`);
		healthy(await landing.verify(service(port, ['shop-1'], '    proxy: docker\n')), 'lands-on-replicas');
	});

	test('over nginx to a published port', async () => {
		const inner = landing.port();
		await landing.runs('shop-1', 'shop:new', '--publish', `127.0.0.1:${inner}:8080`);
		const {port, config} = await landing.nginx(`http://127.0.0.1:${inner}`);
		const proxies = `    proxy:\n      - {kind: nginx, config: '${config}'}\n      - {kind: docker}\n`;
		healthy(await landing.verify(service(port, ['shop-1'], proxies)), 'lands-on-replicas');
	});

	test('over whatever: the log of the one replica has the request', async () => {
		const one = await landing.runs('shop-1', 'shop:new');
		const {port} = await landing.nginx(`http://${one}:8080`);
		healthy(await landing.verify(service(port, ['shop-1'], '    trace: true\n')), 'nonce-found');
	});
});

test('a request that turns up in no log proves nothing', async () => {
	const old = await landing.runs('shop-old', 'shop:old');
	await landing.runs('shop-new', 'shop:new');
	const {port} = await landing.nginx(`http://${old}:8080`);
	const verdict = await landing.verify(service(port, ['shop-new'], '    trace: 2s\n'));
	expect(layerOf(verdict, 'mapping')).toMatchObject({status: 'inconclusive', reason: 'landing-unknown'});
	expect(verdict.status).toBe('inconclusive');
});
