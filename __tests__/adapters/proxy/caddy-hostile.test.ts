import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, test} from '@jest/globals';
import {faultOf} from '../registry/asking.ts';
import {askCaddy, serverOf} from './caddy-fake.ts';

const patience = 20_000;
async function within<T>(ask: () => Promise<T>): Promise<T> {
	const started = performance.now();
	const answer = await ask();
	expect(performance.now() - started).toBeLessThan(patience);
	return answer;
}
const to = {handler: 'reverse_proxy', upstreams: [{dial: '10.0.0.1:1'}]};

describe('an administration interface that means harm', () => {
	test('that drips costs its time alone', async () => {
		let timer: NodeJS.Timeout | undefined;
		const fault = await within(() =>
			faultOf(
				askCaddy({
					timeout: 1_000,
					admin: (_, response) => {
						response.write('{');
						timer = setInterval(() => response.write(' '), 50);
						response.on('close', () => clearInterval(timer));
					},
				}),
			),
		);
		clearInterval(timer);
		expect(['timed-out', 'stalled']).toContain(fault.code);
	}, 60_000);

	test('that never ends is cut off', async () => {
		const fault = await within(() =>
			faultOf(
				askCaddy({
					admin: (_, response) => {
						response.write('{"apps":[');
						const pour = (): void => {
							while (!response.destroyed && response.write('1,'.repeat(1 << 19)));
						};
						response.on('drain', pour);
						pour();
					},
				}),
			),
		);
		expect(fault.code).toBe('too-large');
	}, 60_000);

	test('that redirects to another host is not followed', async () => {
		let visited = 0;
		const other = createServer((_, response) => {
			visited += 1;
			response.end('{}');
		});
		await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', () => resolve()));
		const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/config/`;
		const fault = await faultOf(askCaddy({admin: (_, response) => response.writeHead(302, {location}).end()}));
		await new Promise((resolve) => other.close(resolve));
		expect(fault.code).toBe('redirect-refused');
		expect(visited).toBe(0);
	});

	test.each([
		['is not JSON', '<html>', 'invalid-answer'],
		['lies deeper than can be read', '['.repeat(5_000_000), 'invalid-answer'],
	])(
		'whose answer %s is a fault',
		async (_, body, code) => {
			const fault = await within(() => faultOf(askCaddy({admin: (_request, response) => response.end(body)})));
			expect(fault.code).toBe(code);
		},
		60_000,
	);

	test('that lets nobody in is named as that', async () => {
		const fault = await faultOf(askCaddy({admin: (_, response) => response.writeHead(403).end()}));
		expect(fault).toMatchObject({code: 'forbidden'});
		expect(fault.detail).toContain('origins');
	});

	test.each([null, {apps: null}, {apps: {http: []}}, {apps: {http: {servers: {a: 7, b: {listen: 7, routes: 7}}}}}])(
		'that has %j for a configuration has nothing that takes a request',
		async (config) => {
			const {route} = await askCaddy({config});
			expect(route).toMatchObject({outcome: 'none', upstreams: []});
		},
	);

	test.each([
		['nothing where lists are expected', [7, null, {handle: 7}, {match: 7}, {match: [7], handle: [7]}]],
		[
			'names of what every object has',
			[
				{match: [{toString: 1, constructor: 2}], handle: [to]},
				{group: '__proto__', handle: [{handler: 'constructor'}]},
			],
		],
		[
			'a rewrite of the wrong kind',
			[{handle: [{handler: 'rewrite', uri: 7, strip_path_prefix: {}, uri_substring: [7], path_regexp: 7}]}],
		],
	])('with %s still gets an answer', async (_, routes) => {
		expect(['none', 'proxied', 'answered']).toContain((await askCaddy({routes})).route.outcome);
	});
});

describe('routes that mean harm', () => {
	/** A configuration as text: a value so deep cannot be written. */
	const textOf = (routes: string): string => JSON.stringify(serverOf('HERE')).replace('"HERE"', () => routes);

	test('within each other without end are followed only so deep', async () => {
		const [before, after] = ['[{"handle":[{"handler":"subroute","routes":', '}]}]'];
		const text = textOf(`${before.repeat(1_000)}[]${after.repeat(1_000)}`);
		expect((await within(() => askCaddy({text}))).route.unsure.join()).toContain('lie deeper');
	}, 60_000);

	test('with a negation of a negation without end are left open', async () => {
		const not = `${'{"not":['.repeat(1_000)}{}${']}'.repeat(1_000)}`;
		const text = textOf(`[{"match":[${not}],"handle":[${JSON.stringify(to)}]}]`);
		expect((await within(() => askCaddy({text}))).route.unsure.join()).toContain('depends on not');
	}, 60_000);

	test('by the thousand, with patterns that go back without end, are given up', async () => {
		const routes = Array.from({length: 4_000}, (_, index) => ({
			match: [{path_regexp: {pattern: `^(a+)+${index}(.*)*(.*)*(b|c)+$`}}],
			handle: [to],
		}));
		const {route} = await within(() => askCaddy({routes}, {path: `/${'a'.repeat(4_000)}!`}));
		expect(route.unsure).toContain('the routes are too many to be followed to their end');
	}, 60_000);

	test('with patterns of stars without end are given up or answered', async () => {
		const routes = Array.from({length: 2_000}, () => ({match: [{path: [`/${'*a'.repeat(500)}*b`]}], handle: [to]}));
		const {route} = await within(() => askCaddy({routes}, {path: `/${'a'.repeat(4_000)}`}));
		expect(['none', 'proxied']).toContain(route.outcome);
	}, 60_000);

	test('with a million upstreams name a bounded number', async () => {
		const upstreams = Array.from({length: 100_000}, () => ({dial: '10.0.0.1:1'}));
		const {route} = await within(() => askCaddy({routes: [{handle: [{handler: 'reverse_proxy', upstreams}]}]}));
		expect(route.upstreams.length).toBeLessThanOrEqual(2_000);
	}, 60_000);

	test('of ten megabytes are read to their end', async () => {
		const config = serverOf([
			...Array.from({length: 60_000}, (_, index) => ({
				match: [{host: [`h${index}.test`], path: ['/x/*', '/y/*']}],
				handle: [{...to, padding: 'x'.repeat(60)}],
			})),
			{handle: [to]},
		]);
		expect(JSON.stringify(config).length).toBeGreaterThan(10_000_000);
		expect((await within(() => askCaddy({config}))).route.outcome).toBe('proxied');
	}, 60_000);
});
