import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {openProxy} from '../../src/adapters/proxy/proxy.ts';
import {testWorld} from '../builders/world.ts';
import {temporary} from './commands.ts';
import {Backends, freePort, landing, startProxy} from './proxy-backends.ts';
import {caddyBackends, generatedCaddy} from './proxy-caddy-generated.ts';

const room = temporary();
afterAll(() => room[Symbol.dispose]());

/** Configurations, each with twelve requests; all are loaded into one process. */
const configurations = 150;

describe('where Caddy is told to send a request', () => {
	test('is where it lands, for generated routes of all kinds', async () => {
		await using backends = new Backends();
		for (const name of caddyBackends) await backends.start(name);
		const [port, admin] = [await freePort(), `127.0.0.1:${await freePort()}`];
		const started = join(room.path, 'start.json');
		writeFileSync(started, JSON.stringify({admin: {listen: admin}}));
		const home = {HOME: room.path, XDG_CONFIG_HOME: room.path, XDG_DATA_HOME: room.path};
		await using _process = await startProxy(
			'caddy',
			['run', '--config', started],
			home,
			async () => (await fetch(`http://${admin}/config/`)).ok,
		);
		const proxy = await openProxy(testWorld(), {
			kind: 'caddy',
			container: null,
			host: null,
			context: null,
			config: null,
			admin: `http://${admin}`,
			namespace: null,
			timeout: 10_000,
		});
		let [compared, unsure, refused] = [0, 0, 0];
		const different: unknown[] = [];
		const landed = new Map<string, number>();
		for (const {routes, requests} of fc.sample(generatedCaddy, {
			numRuns: configurations,
			seed: Number(process.env['SEED'] ?? 7),
		})) {
			const text = JSON.stringify(routes).replace(
				/"dial":"(b\d)"/g,
				(_, name: string) => `"dial":"127.0.0.1:${backends.addresses[name]!.port}"`,
			);
			const config = {
				admin: {listen: admin},
				apps: {
					http: {
						servers: {
							entry: {listen: [`127.0.0.1:${port}`], routes: JSON.parse(text), automatic_https: {disable: true}},
						},
					},
				},
			};
			const loaded = await fetch(`http://${admin}/load`, {
				method: 'POST',
				headers: {'content-type': 'application/json'},
				body: JSON.stringify(config),
			});
			if (!loaded.ok) {
				refused += 1;
				continue;
			}
			for (const request of requests) {
				const {route} = await proxy.route({scheme: 'http', port, ...request});
				const real = await landing(port, request.host, request.path, request.method);
				if (route.unsure.length > 0) {
					unsure += 1;
					continue;
				}
				compared += 1;
				landed.set(real.backend ?? 'answered', (landed.get(real.backend ?? 'answered') ?? 0) + 1);
				const member = route.upstreams.flatMap(({addresses}) => addresses)[0]?.port;
				const told = Object.entries(backends.addresses).find(([, address]) => address.port === member)?.[0] ?? null;
				const seen = real.path?.split('?', 1)[0];
				if (told !== real.backend || (real.backend !== null && (route.rewritten ?? request.path) !== seen))
					different.push({
						request,
						told,
						rewritten: route.rewritten,
						at: route.match?.at,
						real,
						routes: JSON.stringify(routes),
					});
			}
		}
		expect(different.slice(0, 3)).toEqual([]);
		expect({compared: compared > 1_000, unsure: unsure < compared / 3, refused: refused < 20}).toEqual({
			compared: true,
			unsure: true,
			refused: true,
		});
		// No test of one answer alone.
		expect([...landed.values()].filter((times) => times > 30).length).toBe(5);
	});
});
