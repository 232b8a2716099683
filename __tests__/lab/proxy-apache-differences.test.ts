import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {generated, hosts, paths} from './apache-generated.ts';
import {runApache, topOf} from './apache.ts';
import {Backends, landing} from './proxy-backends.ts';
import {chanceOf} from './proxy-chance.ts';

const names = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6'];
const backends = new Backends();
beforeAll(async () => {
	for (const name of names) await backends.start(name);
});
afterAll(() => backends[Symbol.asyncDispose]());

const configurations = Number(process.env['DIFFERENCES'] ?? 25);
const requests = 40;

test(`in ${configurations} generated configurations ${requests} requests each land where it was said, with the path that was said`, async () => {
	const ports = names.map((name) => backends.addresses[name]!.port);
	const outcomes: Record<string, number> = {};
	for (let seed = 1; seed <= configurations; seed++) {
		const chance = chanceOf(seed);
		let text = '';
		await using apache = await runApache((directory, port) => {
			text = generated(chance, port, names, ports);
			return {
				'httpd.conf': `${topOf(directory, port)}${text}
`,
			};
		});
		for (let turn = 0; turn < requests; turn++) {
			const [host, path, method] = [chance.of(hosts), chance.of(paths), chance.odds(0.1) ? 'POST' : 'GET'];
			const {route} = await apache.asked.route({scheme: 'http', host, port: apache.port, path, method});
			const landed = await landing(apache.port, host, path, method);
			const told =
				names.find((name) => route.upstreams[0]?.addresses[0]?.port === backends.addresses[name]!.port) ?? null;
			const said = {backend: told, path: told === null ? null : (route.rewritten ?? path)};
			const was = {backend: landed.backend, path: landed.path};
			if (JSON.stringify(said) !== JSON.stringify(was) || (route.outcome === 'proxied') !== (told !== null))
				throw new Error(
					`seed ${seed}: ${method} ${host}${path}: said ${JSON.stringify({said, route})}, was ${JSON.stringify(landed)}\n${text}`,
				);
			outcomes[route.outcome] = (outcomes[route.outcome] ?? 0) + 1;
		}
	}
	// What never happens would not be held.
	expect(Object.keys(outcomes).sort()).toEqual(['answered', 'proxied', 'served']);
	expect(outcomes['proxied']).toBeGreaterThan((configurations * requests) / 5);
});
