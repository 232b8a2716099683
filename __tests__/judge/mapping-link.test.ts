import {describe, expect, test} from '@jest/globals';
import {isSameNetwork, linkDoubts} from '../../src/judge/mapping-link.ts';
import type {ProxyConfig} from '../../src/model/config.ts';
import {observed, skipped} from '../builders/evidence.ts';
import {hop, mappingEvidence, place, proxyConfig, route, upstream} from '../builders/mapping.ts';
import {runtimeConfig} from '../builders/replicas.ts';

const here = (overrides: Partial<ProxyConfig> = {}) => proxyConfig({kind: 'nginx', container: null, ...overrides});
const engine = (overrides: Partial<ProxyConfig> = {}) => here({kind: 'docker', ...overrides});
const inner = here({kind: 'caddy', container: 'inner'});
const far = 'ssh://deploy@10.0.0.5';

describe('what one proxy sends to is the next that was asked', () => {
	const doubts = (from: ProxyConfig, address: string, to: ProxyConfig, name = 'api', owner: string | null = null) =>
		linkDoubts(
			from,
			hop(route({upstreams: [upstream([place(address)], {name})]})),
			to,
			mappingEvidence({
				owners:
					owner === null ? skipped() : observed([{address, container: {id: 'f'.repeat(64), name: owner, image: null}}]),
			} as never),
		).length;

	test.each<[string, number, number]>([
		['the loopback of one machine', doubts(here(), '127.0.0.1', here({kind: 'caddy'})), 0],
		['the loopback within a container', doubts(here({container: 'edge'}), '127.0.0.1', here({kind: 'caddy'})), 1],
		['another machine', doubts(here(), '10.9.9.9', here({kind: 'caddy'})), 1],
		[
			'the address of its administration',
			doubts(here(), '10.9.9.9', here({kind: 'caddy', admin: 'http://10.9.9.9:2019'})),
			0,
		],
		['a port that this machine publishes', doubts(here(), '127.0.0.1', engine()), 0],
		['a port of the machine, seen from its container', doubts(here({container: 'edge'}), '172.17.0.1', engine()), 0],
		['a port of another machine', doubts(here(), '10.9.9.9', engine()), 1],
		['a port of the machine whose engine is asked', doubts(here(), '10.0.0.5', engine({host: far})), 0],
		['a port of this machine while another engine is asked', doubts(here(), '127.0.0.1', engine({host: far})), 1],
		['the container that a port is published of', doubts(engine(), '172.18.0.2', inner, 'inner'), 0],
		['another container than a port is published of', doubts(engine(), '172.18.0.2', inner, 'outer'), 1],
		['the container that has the address', doubts(here(), '172.18.0.2', inner, 'x', 'inner'), 0],
		['a container that has another address', doubts(here(), '172.18.0.2', inner, 'x', 'outer'), 1],
		['an address whose owner nobody knows', doubts(here(), '172.18.0.2', inner), 1],
		['a cluster, whose balancer has any address', doubts(here(), '203.0.113.9', here({kind: 'kubernetes'})), 0],
	])('%s: %i doubt', (_, seen, expected) => {
		expect(seen).toBe(expected);
	});
});

describe('an address means the same to a proxy and to the runtime', () => {
	const same = (proxy: Partial<ProxyConfig>, host: string | null, address = '172.17.0.2'): boolean =>
		isSameNetwork(here(proxy), runtimeConfig({kind: 'docker', host}), address);

	test.each<[string, boolean, boolean]>([
		['both on this machine', same({}, null), true],
		['both over one engine', same({container: 'edge', host: far}, far), true],
		['a proxy here, and containers elsewhere', same({}, far), false],
		['a proxy elsewhere, and containers here', same({container: 'edge', host: far}, null), false],
		['a public address', same({}, far, '203.0.113.9'), true],
		['an administration on the machine of the engine', same({admin: 'http://10.0.0.5:2019'}, far), true],
		['an administration on another machine', same({admin: 'http://10.0.0.6:2019'}, far), false],
		['an administration on loopback', same({admin: 'http://127.0.0.1:2019'}, null), true],
	])('%s: %s', (_, seen, expected) => {
		expect(seen).toBe(expected);
	});
});
