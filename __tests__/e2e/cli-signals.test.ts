import {describe, expect, test} from '@jest/globals';
import type {FakeEndpoint} from '../fakes/endpoint.ts';
import {fakeEndpoint, silent, text} from '../fakes/endpoint.ts';
import type {Running} from './command.ts';
import {filesBelow} from './command.ts';
import {dist, Shop} from './shop.ts';

const signals = [
	['SIGINT', 130],
	['SIGTERM', 143],
] as const;

/** Resolves once the server was asked for something. */
async function asked(server: FakeEndpoint, running: Running): Promise<void> {
	let over = false;
	void running.ended.then(() => {
		over = true;
	});
	while (server.seen.length === 0) {
		if (over) throw new Error(`it ended without asking: ${(await running.ended).stderr}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

describe.each(signals)('%s', (signal, number) => {
	test(`while a registry keeps us waiting it ends the run with ${number}, and nothing is told, kept or half written`, async () => {
		await using shop = await Shop.open();
		await using registry = await fakeEndpoint({}, {fallback: silent});
		shop.configures(`version: 1
timeouts: {connect: 5m, answer: 5m, stall: 5m, request: 5m}
services:
  shop:
    image: 127.0.0.1:${registry.port}/acme/shop:prod
${dist}`);
		const files = filesBelow(shop.path);
		const running = shop.start(['verify', '--out', 'out/report.json', '--evidence', 'out/e.json', '--format', 'json']);
		await asked(registry, running);
		running.child.kill(signal);
		const {code, stdout} = await running.ended;
		expect({code, stdout}).toEqual({code: number, stdout: ''});
		expect(filesBelow(shop.path)).toEqual(files);
	});

	test(`between two looks it ends the wait with ${number}, and nothing is told, kept or half written`, async () => {
		await using shop = await Shop.open();
		shop.configures(`version: 1
services:
  shop:
    probes: [{url: '${shop.endpoint.url}/api/workflow', expect: 401}]
    wait: {for: 1h, every: 30m}
`);
		const files = filesBelow(shop.path);
		const running = shop.start(['verify', '--evidence', 'out/e.json']);
		await running.said('Not live (the route is not mounted) after 0:0');
		running.child.kill(signal);
		const {code, stdout} = await running.ended;
		expect({code, stdout}).toEqual({code: number, stdout: ''});
		expect(filesBelow(shop.path)).toEqual(files);
	});

	test(`while a subject is read it ends manifest and diff with ${number}, without a line of either`, async () => {
		await using shop = await Shop.open();
		await using registry = await fakeEndpoint({}, {fallback: silent});
		const subject = `registry:127.0.0.1:${registry.port}/acme/shop:prod`;
		for (const args of [
			['manifest', subject],
			['diff', 'dir:dist', subject],
		]) {
			const before = registry.seen.length;
			const running = shop.start(args);
			while (registry.seen.length === before) await new Promise((resolve) => setTimeout(resolve, 10));
			running.child.kill(signal);
			const {code, stdout} = await running.ended;
			expect({code, stdout}).toEqual({code: number, stdout: ''});
		}
	});
});

test('an answer that came before the signal is not remembered either: the whole run counts or nothing of it', async () => {
	await using shop = await Shop.open();
	await using slow = await fakeEndpoint({'/ready': text(200, 'here')}, {fallback: silent});
	shop.configures(`version: 1
services:
  first: {probes: [{url: '${slow.url}/ready', expect: 200, control: false}]}
  second: {probes: [{url: '${slow.url}/never', expect: 200, control: false}]}
`);
	const files = filesBelow(shop.path);
	const running = shop.start(['verify', '--evidence', 'out/e.json']);
	while (slow.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
	running.child.kill('SIGINT');
	expect(await running.ended).toMatchObject({code: 130, stdout: ''});
	expect(filesBelow(shop.path)).toEqual(files);
});
