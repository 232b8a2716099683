import {proxyContract, type Harness} from './contract.ts';
import {askHaproxy, type FakeServer, liveText} from './haproxy-fake.ts';
import {type Addresses, haproxyConfig} from './haproxy-setup.ts';
import type {Setup} from './situations.ts';

const features: Harness['features'] = [
	...(['host', 'wildcard-host', 'path', 'exact-path', 'regex-path', 'default-server', 'answer', 'include'] as const),
	...(['weights', 'backup', 'dead', 'strip', 'method', 'port'] as const),
];
const otherwise: NonNullable<Harness['otherwise']> = {
	'dots and escapes in a path are read as the proxy reads them': {
		why: 'it compares paths as they are sent',
		expect: {outcome: 'proxied', backends: ['web']},
	},
};

/** Servers as a process that was started with the setup has them. */
const runningServers = ({rules, upstreams}: Setup, addresses: Addresses): readonly FakeServer[] =>
	rules.flatMap(({to}, index) =>
		'answer' in to
			? []
			: upstreams[to.upstream]!.map(({backend, weight}) => ({
					backend: `rule-${index}`,
					name: backend,
					...addresses[backend]!,
					weight: weight ?? 1,
				})),
	);

for (const live of [false, true])
	proxyContract({
		name: live ? 'haproxy, by its files and its socket' : 'haproxy, by its files alone',
		features,
		otherwise,
		stage: async (setup) => {
			const names = new Set(Object.values(setup.upstreams).flatMap((members) => members.map(({backend}) => backend)));
			const addresses = Object.fromEntries(
				[...names].map((name, index) => [name, {address: `10.0.0.${index + 1}`, port: 3_001 + index}]),
			);
			const {main, included} = haproxyConfig(setup, addresses, 8_080, '/nowhere/admin.sock');
			const sections = ['entry', ...setup.rules.map((_, index) => `rule-${index}`)];
			return {
				port: 8_080,
				addresses,
				ask: (question) =>
					askHaproxy(
						{
							files: {'haproxy.cfg': main, ...(included === null ? {} : {'more.cfg': included})},
							config: included === null ? 'ROOM/haproxy.cfg' : 'ROOM/haproxy.cfg,ROOM/more.cfg',
							...(live ? {socket: liveText(runningServers(setup, addresses), sections)} : {}),
						},
						question,
					),
				request: null,
				[Symbol.asyncDispose]: async () => {},
			};
		},
	});
