import type {ProxyConfig, RuntimeConfig, ServiceConfig} from '../../src/model/config.ts';
import type {Answer, Evidence, Observation, ReplicaEvidence} from '../../src/model/evidence.ts';
import type {
	HandshakeEvidence,
	HopEvidence,
	MappingEvidence,
	OutsideAddress,
	ProxyRoute,
	RouteQuestion,
	TraceEvidence,
	Upstream,
	UpstreamAddress,
} from '../../src/model/mapping.ts';
import {answer, at, type Case, healthy, observed, probeConfig, probeEvidence, skipped} from './evidence.ts';
import {replicasEvidence, running, runtimeConfig} from './replicas.ts';

export const question: RouteQuestion = {
	scheme: 'https',
	host: 'api.example.com',
	port: 443,
	path: '/api/workflow',
	method: 'GET',
};

export const proxyConfig = (overrides: Partial<ProxyConfig> = {}): ProxyConfig => ({
	kind: 'caddy',
	container: 'edge',
	host: null,
	context: null,
	config: null,
	admin: null,
	namespace: null,
	timeout: 30_000,
	...overrides,
});

export const place = (address: string, overrides: Partial<UpstreamAddress> = {}): UpstreamAddress => ({
	address,
	port: 3000,
	state: 'unknown',
	weight: null,
	backup: false,
	...overrides,
});

export const upstream = (
	places: readonly (string | UpstreamAddress)[] = ['172.18.0.3'],
	overrides: Partial<Upstream> = {},
): Upstream => ({
	name: 'api:3000',
	scheme: 'http',
	told: 'live',
	addresses: places.map((one) => (typeof one === 'string' ? place(one) : one)),
	resolvesTo: null,
	kept: false,
	keptSince: null,
	aliases: [],
	...overrides,
});

export const route = (overrides: Partial<ProxyRoute> = {}): ProxyRoute => ({
	outcome: 'proxied',
	match: {listener: '0.0.0.0:443', host: 'api.example.com', path: null, how: 'exact', at: 'Caddyfile:4'},
	upstreams: [upstream()],
	rewritten: null,
	host: null,
	unsure: [],
	...overrides,
});

export const hop = (
	told: ProxyRoute | Observation<never> = route(),
	proxy = 0,
	asked: Partial<RouteQuestion> = {},
): HopEvidence => ({
	proxy,
	question: {...question, ...asked},
	answer:
		'outcome' in told ? observed({where: 'caddy 2.10.0 in container edge', version: '2.10.0', route: told}) : told,
});

export const certificate = (
	overrides: Partial<NonNullable<HandshakeEvidence['certificate']>> = {},
): NonNullable<HandshakeEvidence['certificate']> => ({
	subject: 'CN=api.example.com',
	issuer: 'CN=Example Authority',
	fingerprint256: 'AB:CD',
	validFrom: '2026-01-01T00:00:00.000Z',
	validTo: '2026-12-01T00:00:00.000Z',
	altNames: 'DNS:api.example.com',
	...overrides,
});

export const handshake = (overrides: Partial<HandshakeEvidence> = {}): Observation<HandshakeEvidence> =>
	observed({protocol: 'http/1.1', tls: 'TLSv1.3', certificate: certificate(), untrusted: null, ...overrides});

/** An address that gives one answer three times. */
export const address = (
	text: string,
	given: Answer | Observation<never> = answer(401),
	overrides: Partial<OutsideAddress> = {},
): OutsideAddress => {
	const seen = 'headers' in given ? observed(given) : given;
	return {address: text, handshake: handshake(), answers: [seen, seen, seen], instances: [], ...overrides};
};

export const outside = (...addresses: readonly OutsideAddress[]): MappingEvidence['outside'] =>
	observed({addresses: addresses.length === 0 ? [address('203.0.113.7')] : addresses, more: 0});

export const traced = (overrides: Partial<TraceEvidence> = {}): Observation<TraceEvidence> =>
	observed({
		requests: 3,
		waited: 1_200,
		found: [{id: 'one', name: 'shop-api-1', role: 'service', requests: 3}],
		searched: 1,
		unread: [],
		...overrides,
	});

export const owner = (
	text: string,
	container: string | null,
	image = 'worker:2',
	startedAt: string | null = '2026-01-01T00:00:00.000Z',
) => ({
	address: text,
	container: container === null ? null : {id: `id of ${container}`, name: container, image, startedAt},
});

export const mappingEvidence = (overrides: Partial<MappingEvidence> = {}): MappingEvidence => ({
	question,
	outside: outside(),
	hops: [hop()],
	owners: skipped('not-asked'),
	trace: skipped('not-configured'),
	...overrides,
});

type Mapped = {
	readonly service?: Partial<ServiceConfig>;
	readonly runtime?: Partial<RuntimeConfig> | null;
	readonly mapping?: Partial<MappingEvidence>;
	readonly replicas?: readonly ReplicaEvidence[] | Evidence['replicas'];
	readonly evidence?: Partial<Evidence>;
};

/** A service behind one caddy, whose containers run this commit; live, and what a test is about changes it. */
export function mapped({service, runtime, mapping, replicas, evidence}: Mapped = {}): Case {
	const listed = replicas ?? [running()];
	const none = runtime === null;
	return healthy({
		service: {
			proxies: [proxyConfig()],
			runtime: none ? null : runtimeConfig(runtime),
			live: null,
			probes: [probeConfig()],
			...service,
		},
		evidence: {
			replicas: none ? skipped() : 'status' in listed ? listed : observed(replicasEvidence(listed)),
			mapping: observed(mappingEvidence(mapping)),
			probes: [probeEvidence(401)],
			live: skipped(),
			history: observed(null),
			...evidence,
		},
	});
}

/** The same without a proxy to ask: the outside view alone. */
export const seenFromOutside = (...addresses: readonly OutsideAddress[]): Case =>
	mapped({service: {proxies: []}, mapping: {hops: [], outside: outside(...addresses)}});

export const daysFrom = (days: number): string => new Date(Date.parse(at) + days * 24 * 60 * 60_000).toISOString();

// The incidents of the layer, each as the report shows it.

const two = [running(), running({id: 'two', name: 'shop-api-2', addresses: ['172.18.0.4']})];

/** Both replicas get requests, and their logs show them. */
export const landsOnReplicas = (): Case =>
	mapped({
		service: {trace: 5_000, proxies: [proxyConfig()]},
		replicas: two,
		mapping: {
			hops: [hop(route({upstreams: [upstream(['172.18.0.3', '172.18.0.4'])]}))],
			trace: traced({
				searched: 2,
				found: [
					{id: 'one', name: 'shop-api-1', role: 'service', requests: 2},
					{id: 'two', name: 'shop-api-2', role: 'service', requests: 1},
				],
			}),
		},
	});

/** The rule names the deployment before, under another name. */
export const wrongUpstream = (): Case =>
	mapped({
		service: {upstream: 'api:3000', proxies: [proxyConfig({kind: 'nginx'})]},
		mapping: {hops: [hop(route({upstreams: [upstream(['172.18.0.9'], {name: 'api-blue:3000'})]}))]},
	});

/** A replica was replaced, its address given to a worker, and nginx still uses it. */
export const addressOfAnother = (): Case =>
	mapped({
		service: {proxies: [proxyConfig({kind: 'nginx'})]},
		mapping: {
			hops: [hop(route({upstreams: [upstream(['172.18.0.9'], {resolvesTo: ['172.18.0.3']})]}))],
			owners: observed([owner('172.18.0.9', 'shop-worker-1')]),
		},
		evidence: {probes: [probeEvidence(404)]},
	});

/** Two backends, one of another project. */
export const mixedBackends = (): Case =>
	mapped({
		service: {proxies: [proxyConfig({kind: 'haproxy', admin: '/run/haproxy/admin.sock'})]},
		mapping: {
			hops: [hop(route({upstreams: [upstream(['172.18.0.3', '172.18.0.9'])]}))],
			owners: observed([owner('172.18.0.9', 'old-api-1', 'api:1.3')]),
		},
	});

/** The certificate ended nine days ago; nobody configured the layer. */
export const expiredCertificate = (): Case =>
	seenFromOutside(
		address('203.0.113.7', answer(401), {
			handshake: handshake({certificate: certificate({validTo: daysFrom(-9)}), untrusted: 'CERT_HAS_EXPIRED'}),
			answers: [],
		}),
	);

/** Only a trace was asked for, and no log has it. */
export const landingUnknown = (): Case =>
	mapped({service: {proxies: [], trace: 5_000}, mapping: {hops: [], trace: traced({found: []})}});

/** Everything on the way has a name that attacks the report. */
export const hostileWay = (): Case => {
	const attack = 'a`|`\n| x | <!-- @team --> </details><img src=x onerror=alert(1)>\u202e';
	const evil = certificate({subject: attack, issuer: attack, altNames: attack});
	return mapped({
		service: {proxies: [proxyConfig({kind: 'nginx', container: `--privileged ${attack}`})], trace: 5_000},
		replicas: [running({name: attack})],
		mapping: {
			question: {...question, host: attack, path: attack},
			outside: outside(
				address(attack, answer(404), {
					handshake: handshake({certificate: evil, untrusted: attack}),
					instances: [attack, 'b'],
				}),
				address('203.0.113.8'),
			),
			hops: [
				hop(
					route({
						match: {listener: attack, host: attack, path: attack, how: 'default', at: attack},
						upstreams: [upstream([place(attack), place('172.18.0.9')], {name: attack, resolvesTo: [attack]})],
					}),
					0,
					{host: attack, path: attack},
				),
			],
			owners: observed([
				{address: '172.18.0.9', container: {id: attack, name: attack, image: attack, startedAt: null}},
			]),
			trace: traced({found: [], unread: [{name: attack, fault: {code: 'command-failed', detail: attack}}]}),
		},
	});
};
