import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {openProxy} from '../../src/adapters/proxy/proxy.ts';
import {testWorld} from '../builders/world.ts';
import {temporary} from './commands.ts';
import {Backends, freePort, type Landed, landing, startProxy} from './proxy-backends.ts';
import {type GeneratedProxy, generatedBackends, generatedProxy} from './proxy-haproxy-generated.ts';

const room = temporary();
afterAll(() => room[Symbol.dispose]());

/** Configurations, each with ten requests. */
const configurations = 60;

describe('where HAProxy is told to send a request', () => {
	test('is where it lands, for generated rules of all kinds', async () => {
		await using backends = new Backends();
		for (const name of generatedBackends) await backends.start(name);
		const drawn = fc.sample(generatedProxy, {numRuns: configurations, seed: Number(process.env['SEED'] ?? 7)});
		let [compared, unsure] = [0, 0];
		const different: unknown[] = [];
		const landed = new Map<string, number>();
		for (const [turn, generated] of drawn.entries()) {
			const port = await freePort();
			const config = configOf(generated, backends, port, join(room.path, `map${turn}`));
			const file = join(room.path, `d${turn}.cfg`);
			writeFileSync(file, config);
			await using _process = await startProxy('haproxy', ['-db', '-f', file], {}, async () => {
				await landing(port, 'x', '/');
				return true;
			});
			const proxy = await openProxy(testWorld(), {
				kind: 'haproxy',
				container: null,
				host: null,
				context: null,
				config: file,
				admin: null,
				namespace: null,
				timeout: 10_000,
			});
			for (const request of generated.requests) {
				const {route} = await proxy.route({scheme: 'http', port, ...request});
				const real = await landing(port, request.host, request.path, request.method);
				if (route.unsure.some((text) => !text.includes('Host header'))) {
					unsure += 1;
					continue;
				}
				compared += 1;
				landed.set(real.backend ?? 'answered', (landed.get(real.backend ?? 'answered') ?? 0) + 1);
				const told = toldOf(route.upstreams.flatMap(({addresses}) => addresses)[0]?.port, backends);
				if (told !== real.backend || (real.backend !== null && (route.rewritten ?? request.path) !== real.path))
					different.push({
						request,
						told,
						rewritten: route.rewritten,
						outcome: route.outcome,
						at: route.match?.at,
						real,
						config,
					});
			}
		}
		expect(different.slice(0, 3)).toEqual([]);
		expect(compared).toBeGreaterThan(configurations * 7);
		expect(unsure).toBeLessThan(configurations);
		// No test of one answer alone.
		expect([...landed.values()].filter((times) => times > 20).length).toBe(5);
	});
});

const toldOf = (port: number | undefined, backends: Backends): Landed['backend'] =>
	Object.entries(backends.addresses).find(([, address]) => address.port === port)?.[0] ?? null;

function configOf(
	{rules, within, map, standard}: GeneratedProxy,
	backends: Backends,
	port: number,
	file: string,
): string {
	writeFileSync(file, map);
	const sections = generatedBackends.map(
		(name, index) =>
			`backend ${name}\n${within[index]!.map((rule) => `\t${rule}\n`).join('')}\tserver ${name} 127.0.0.1:${backends.addresses[name]!.port}\n`,
	);
	return `defaults
	mode http
	timeout connect 1s
	timeout client 5s
	timeout server 5s
frontend entry
	bind 127.0.0.1:${port}
${rules.map((rule) => `\t${rule.replace('MAP', `map(${file},b1)`)}\n`).join('')}${standard === null ? '' : `\tdefault_backend ${standard}\n`}${sections.join('')}`;
}
