import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {MappingEvidence, ProxyKind, ProxyRoute, RouteQuestion} from '../../src/model/mapping.ts';
import type {LayerVerdict} from '../../src/model/verdict.ts';
import {answer, type Case, observed, probeConfig, probeEvidence, skipped, unavailable} from '../builders/evidence.ts';
import {
	addressOfAnother,
	hop,
	landingUnknown,
	landsOnReplicas,
	mapped,
	mixedBackends,
	owner,
	place,
	proxyConfig,
	route,
	traced,
	upstream,
	wrongUpstream,
} from '../builders/mapping.ts';
import {replicasEvidence, running} from '../builders/replicas.ts';

const layer = ({plan, evidence}: Case): LayerVerdict => judge(plan, evidence).layers[0]!;
const said = (seen: Case): string => {
	const {status, reason} = layer(seen);
	return `${status} ${reason}`;
};
const notes = (seen: Case): readonly string[] =>
	layer(seen)
		.findings.filter(({level}) => level === 'note')
		.map(({code, subject}) => `${code} ${subject}`);
const led = (changes: Partial<ProxyRoute>, mapping: Partial<MappingEvidence> = {}) =>
	mapped({mapping: {hops: [hop(route(changes))], ...mapping}});
const to = (...places: Parameters<typeof upstream>) => ({upstreams: [upstream(...places)]});
const owned = (...owners: Parameters<typeof owner>[]): Partial<MappingEvidence> => ({
	owners: observed(owners.map((one) => owner(...one))),
});
const keptLately = {kept: true, keptSince: '2039-01-01T00:00:00.000Z'} as const;

describe('what a proxy leads to', () => {
	const situations: readonly [situation: string, verdict: string, Case][] = [
		['the replica', 'match lands-on-replicas', mapped()],
		['no rule takes the request', 'drift no-route', led({outcome: 'none', match: null, upstreams: []})],
		['an address of another container', 'drift upstream-of-another', addressOfAnother()],
		['an address of nobody', 'drift stale-upstream', led(to(['172.18.0.9']), owned(['172.18.0.9', null]))],
		['a replica and a container of something else', 'drift mixed-backends', mixedBackends()],
		[
			'a replica and an address of nobody',
			'drift stale-upstream',
			led(to(['172.18.0.3', '172.18.0.9']), owned(['172.18.0.9', null])),
		],
		['an address whose owner nobody knows', 'inconclusive landing-unknown', led(to(['10.9.9.9']), owned())],
		['an address, and owners that could not be asked', 'inconclusive landing-unknown', led(to(['10.9.9.9']))],
		[
			'an address that the name has left for the replicas',
			'drift stale-upstream',
			led(to(['10.9.9.9'], {resolvesTo: ['172.18.0.3']}), owned()),
		],
		[
			'an address of a name that leads to many machines in turn',
			'inconclusive landing-unknown',
			led(to(['10.9.9.9'], {resolvesTo: ['10.9.9.8']}), owned()),
		],
		[
			'the replica, by a name that leads elsewhere by now as well',
			'match lands-on-replicas',
			led(to(['172.18.0.3'], {resolvesTo: ['172.18.0.3', '172.18.0.4']})),
		],
		[
			'the replica, by another notation of its address',
			'match lands-on-replicas',
			mapped({
				mapping: {hops: [hop(route(to(['fd00::3'])))]},
				replicas: [running({addresses: ['FD00:0:0::3']})],
			}),
		],
		['a name that nobody could resolve', 'inconclusive upstream-unknown', led(to([], {told: 'unresolved'}))],
		['a service without any address', 'drift upstream-down', led(to([]))],
		['addresses that are down by its word', 'drift upstream-down', led(to([place('172.18.0.3', {state: 'down'})]))],
		[
			'a replica, and another address that is down',
			'match lands-on-replicas',
			led(to(['172.18.0.3', place('172.18.0.9', {state: 'down'})]), owned(['172.18.0.9', 'old-1'])),
		],
		[
			'a replica, and a backup elsewhere',
			'match lands-on-replicas',
			led(to(['172.18.0.3', place('172.18.0.9', {backup: true})]), owned(['172.18.0.9', 'sorry-1'])),
		],
		[
			'a backup elsewhere, since the replica is down',
			'drift upstream-of-another',
			led(
				to([place('172.18.0.3', {state: 'down'}), place('172.18.0.9', {backup: true})]),
				owned(['172.18.0.9', 'sorry-1']),
			),
		],
		[
			'a canary without weight',
			'match lands-on-replicas',
			led(to(['172.18.0.3', place('172.18.0.9', {weight: 0})]), owned(['172.18.0.9', 'canary-1'])),
		],
		[
			'a name that the proxy looked up before the container came to the address',
			'inconclusive landing-unknown',
			led(to(['172.18.0.3'], {told: 'resolved', kept: true, keptSince: '2020-01-01T00:00:00.000Z'})),
		],
		[
			'a name that the proxy looked up after the container had come to the address',
			'match lands-on-replicas',
			led(to(['172.18.0.3'], {told: 'resolved', kept: true, keptSince: '2039-01-01T00:00:00.000Z'})),
		],
		[
			'a name that the proxy looked up nobody knows when',
			'inconclusive landing-unknown',
			led(to(['172.18.0.3'], {told: 'resolved', kept: true})),
		],
		[
			'a name that the proxy looked up after another container had come to the address',
			'drift upstream-of-another',
			led(to(['172.18.0.9'], {told: 'resolved', ...keptLately}), owned(['172.18.0.9', 'api-blue'])),
		],
		[
			'a name that the proxy looked up before another container came to the address',
			'inconclusive landing-unknown',
			led(
				to(['172.18.0.9'], {told: 'resolved', ...keptLately}),
				owned(['172.18.0.9', 'api-blue', 'api:1', '2039-02-01T00:00:00.000Z']),
			),
		],
		[
			'a name that the proxy looked up once, and a container that does not tell since when it runs',
			'inconclusive landing-unknown',
			led(to(['172.18.0.9'], {told: 'resolved', ...keptLately}), owned(['172.18.0.9', 'api-blue', 'api:1', null])),
		],
		['a rule that decides by more', 'inconclusive upstream-unknown', led({unsure: ['if ($cookie)']})],
		[
			'a rule that decides by more, and an address of another',
			'inconclusive upstream-unknown',
			led({unsure: ['if ($cookie)'], ...to(['172.18.0.9'])}, owned(['172.18.0.9', 'old-1'])),
		],
		['a proxy that refuses', 'inconclusive mapping-unread', mapped({mapping: {hops: [hop(unavailable('forbidden'))]}})],
		['a proxy that nobody asked', 'inconclusive mapping-unread', mapped({mapping: {hops: []}})],
		['replicas that are not known', 'inconclusive landing-unknown', mapped({replicas: unavailable('unreachable')})],
		[
			'a container that may be a replica which was not kept',
			'inconclusive landing-unknown',
			mapped({
				mapping: {hops: [hop(route(to(['172.18.0.9'])))], ...owned(['172.18.0.9', 'shop-api-9'])},
				replicas: observed(replicasEvidence([running()], {more: 3})),
			}),
		],
	];
	test.each(situations)('%s: %s', (_, verdict, seen) => {
		expect(said(seen)).toBe(verdict);
		const {status, findings} = layer(seen);
		if (status !== 'match') expect(findings.some(({level}) => level === status)).toBe(true);
	});

	test('who has the address is named, and what the replicas have', () => {
		expect(layer(addressOfAnother()).findings[0]).toEqual({
			code: 'upstream-of-another',
			level: 'drift',
			subject: '172.18.0.9:3000',
			expected: 'shop-api-1',
			deployed: 'shop-worker-1',
			detail: 'worker:2',
		});
	});

	test.each([
		[
			'no rule for the host',
			'default-route https://api.example.com/api/workflow',
			led({match: {...route().match!, how: 'default'}}),
		],
		['only a backup is left', 'backup-serves api:3000', led(to([place('172.18.0.3', {backup: true})]))],
		['a member is down', 'member-down 172.18.0.4:3000', led(to(['172.18.0.3', place('172.18.0.4', {state: 'down'})]))],
		[
			'a replica gets no requests',
			'out-of-rotation shop-api-2',
			mapped({replicas: [running(), running({name: 'shop-api-2', addresses: ['172.18.0.4']})]}),
		],
		[
			'the name leads elsewhere by now as well',
			'name-moved api:3000',
			led(to(['172.18.0.3'], {resolvesTo: ['172.18.0.3', '172.18.0.4']})),
		],
	])('%s: a note, and no more', (_, note, seen) => {
		expect(said(seen)).toBe('match lands-on-replicas');
		expect(notes(seen)).toContain(note);
	});
});

describe('a stated upstream', () => {
	const stated = (text: string, ...place: Parameters<typeof upstream>) =>
		mapped({service: {upstream: text}, mapping: {hops: [hop(route(to(...place)))]}});

	test.each([
		['api:3000', 'api:3000'],
		['API:3000', 'api:3000'],
		['api', 'api'],
		['api:3000', 'http://api:3000'],
		['http://api:3000/', 'api:3000'],
		['api:3000', 'api'],
		['172.18.0.3:3000', 'backend'],
		['backend', 'backend'],
	])('%s is what the proxy calls %s', (text, name) => {
		expect(said(stated(text, ['172.18.0.3'], {name}))).toBe('match lands-on-replicas');
	});

	test.each([
		['api', 'localhost:3000', ['api', 'green', 'api/green']],
		['green', 'localhost:3000', ['api', 'green', 'api/green']],
		['api/green', 'localhost:3000', ['api', 'green', 'api/green']],
		['localhost', 'localhost:3000', []],
		['api-green', 'api', ['api-green:3000']],
		['api-green:3000', 'api', ['api-green:3000']],
	])('%s is what the proxy calls %s and %j', (text, name, aliases) => {
		expect(said(stated(text, ['172.18.0.3'], {name, aliases}))).toBe('match lands-on-replicas');
	});

	test.each([
		['api/blue', 'localhost:3000', ['api', 'green', 'api/green']],
		['shop', 'shop/api:80', []],
		['172.18.0.9', '172.18.0.3:3000', []],
		['api:3001', 'api', ['api:3000']],
	])('%s is not what the proxy calls %s and %j', (text, name, aliases) => {
		expect(said(stated(text, ['172.18.0.3'], {name, aliases}))).toBe('drift wrong-upstream');
	});

	test('by its name is where requests go, whenever the proxy looked that up', () => {
		const seen = mapped({
			runtime: null,
			service: {upstream: 'localhost:3000'},
			mapping: {hops: [hop(route(to(['127.0.0.1'], {name: 'localhost:3000', told: 'resolved', kept: true})))]},
		});
		expect(said(seen)).toBe('match upstream-as-stated');
	});

	test.each([
		['api-green:3000', 'api:3000'],
		['api:4000', 'api:3000'],
		['172.18.0.4:3000', 'api:3000'],
	])('%s is not what the proxy calls %s', (text, name) => {
		expect(said(stated(text, ['172.18.0.3'], {name}))).toBe('drift wrong-upstream');
	});

	test('that is an address is not known to be missing where a name led nowhere', () => {
		expect(said(stated('172.18.0.4:3000', [], {told: 'unresolved'}))).toBe('inconclusive upstream-unknown');
	});

	test('is enough where nobody says which containers the service has, and is no landing on them', () => {
		const alone = (upstream: string | null) => mapped({runtime: null, service: {upstream}});
		expect(said(alone('api:3000'))).toBe('match upstream-as-stated');
		expect(said(alone(null))).toBe('inconclusive landing-unknown');
		expect(judge(alone('api:3000').plan, alone('api:3000').evidence).status).toBe('inconclusive');
	});

	test('found elsewhere is told by both names', () => {
		expect(layer(wrongUpstream())).toMatchObject({
			reason: 'wrong-upstream',
			remedy: 'correct-the-upstream',
			findings: [{expected: 'api:3000', deployed: 'api-blue:3000'}],
		});
	});
});

describe('a request that ends at the proxy', () => {
	const ends = (outcome: 'served' | 'answered', changes: Parameters<typeof mapped>[0] = {}) =>
		mapped({mapping: {hops: [hop(route({outcome, upstreams: []}))]}, ...changes});
	const redirected = {probes: [probeEvidence(answer(301), 301)]};
	const inReplica = {service: {proxies: [proxyConfig({kind: 'nginx', container: 'shop-api-1'})]}} as const;

	test.each([
		['files beside the containers of the service', 'drift served-by-proxy', ends('served')],
		['files in a container of the service', 'match serves-itself', ends('served', inReplica)],
		['files, and no container is configured', 'match serves-itself', ends('served', {runtime: null})],
		['a fixed answer', 'drift answered-by-proxy', ends('answered')],
		['a fixed answer in a container of the service', 'match serves-itself', ends('answered', inReplica)],
		[
			'a fixed answer, and no container is configured',
			'inconclusive landing-unknown',
			ends('answered', {runtime: null}),
		],
		[
			'a redirect that the probe expects',
			'inconclusive landing-unknown',
			ends('answered', {service: {probes: [probeConfig({expect: [301]})]}, evidence: redirected}),
		],
		['files, where an upstream is stated', 'drift wrong-upstream', ends('served', {service: {upstream: 'api:3000'}})],
		[
			'files, and the replicas are not known',
			'inconclusive landing-unknown',
			ends('served', {replicas: unavailable('unreachable')}),
		],
	])('%s: %s', (_, verdict, seen) => {
		expect(said(seen)).toBe(verdict);
	});
});

describe('proxies behind each other', () => {
	const behind = (kinds: readonly ProxyKind[], ...hops: MappingEvidence['hops']) =>
		mapped({
			service: {
				proxies: kinds.map((kind, index) =>
					proxyConfig({kind, container: index === 1 && kind !== 'docker' ? 'edge' : null}),
				),
			},
			mapping: {hops},
		});
	const chain = (...hops: MappingEvidence['hops']) => behind(['docker', 'nginx'], ...hops);
	const edge = route({upstreams: [upstream([place('172.18.0.2', {port: 80})], {name: 'edge'})]});
	const both = [place('172.18.0.2', {port: 80}), place('172.18.0.2', {port: 81})];
	const ports = route({upstreams: [upstream(both, {name: 'edge'})]});
	const here = (address: string) => route({upstreams: [upstream([place(address, {port: 80})], {name: 'here'})]});
	const nowhere = route({outcome: 'none', upstreams: []});
	const at = (port: number, told: Parameters<typeof hop>[0] = route(), asked: Partial<RouteQuestion> = {}) =>
		hop(told, 1, {scheme: 'http', port, address: '172.18.0.2', ...asked});

	test.each([
		['each leads to the next', 'match lands-on-replicas', chain(hop(edge), at(80))],
		['the first has no rule', 'drift no-route', chain(hop(nowhere))],
		['the first leads nowhere', 'drift upstream-down', chain(hop(route({upstreams: [upstream([])]})))],
		['the second was not asked', 'inconclusive mapping-unread', chain(hop(edge))],
		['the second was asked another question', 'inconclusive mapping-unread', chain(hop(edge), at(8080))],
		['the second did not answer', 'inconclusive mapping-unread', chain(hop(edge), at(80, unavailable('timed-out')))],
		['one of two ways to the second was not followed', 'inconclusive mapping-unread', chain(hop(ports), at(80))],
		['one of two ways leads nowhere', 'drift no-route', chain(hop(ports), at(80), at(81, nowhere))],
		[
			'a way that is down leads nowhere',
			'match lands-on-replicas',
			chain(
				hop(route({upstreams: [upstream([both[0]!, place('::2', {port: 81, state: 'down'})], {name: 'edge'})]})),
				at(80),
				at(81, nowhere),
			),
		],
		[
			'the first cuts a prefix off',
			'match lands-on-replicas',
			chain(hop({...edge, rewritten: '/workflow'}), at(80, route(), {path: '/workflow'})),
		],
		[
			'the first sends another host on',
			'match lands-on-replicas',
			chain(hop({...edge, host: 'inner.test'}), at(80, route(), {host: 'inner.test'})),
		],
		[
			'the second was asked by the name that the first does not send on',
			'inconclusive mapping-unread',
			chain(hop({...edge, host: 'inner.test'}), at(80)),
		],
		[
			'which host the first sends on cannot be told',
			'inconclusive upstream-unknown',
			chain(hop({...edge, host: ''}), at(80)),
		],
		[
			'an engine is asked by the address',
			'match lands-on-replicas',
			behind(['nginx', 'docker'], hop(here('127.0.0.1')), at(80, route(), {address: '127.0.0.1'})),
		],
		[
			'an engine is asked about an address that may be of another machine',
			'inconclusive upstream-unknown',
			behind(['nginx', 'docker'], hop(here('10.9.9.9')), at(80, route(), {address: '10.9.9.9'})),
		],
		[
			'the second proxy is on this machine, and the first leads to a container',
			'inconclusive upstream-unknown',
			mapped({
				service: {proxies: [proxyConfig({kind: 'docker', container: null}), proxyConfig({container: null})]},
				mapping: {hops: [hop(edge), at(80)]},
			}),
		],
		[
			'the second proxy is another container than the one that the first leads to',
			'inconclusive upstream-unknown',
			mapped({
				service: {proxies: [proxyConfig({kind: 'docker', container: null}), proxyConfig({container: 'inner'})]},
				mapping: {hops: [hop(edge), at(80)]},
			}),
		],
	])('%s: %s', (_, verdict, seen) => {
		expect(said(seen)).toBe(verdict);
	});
});

describe('a traced request', () => {
	const alone = (changes: Parameters<typeof traced>[0]) =>
		mapped({service: {proxies: [], trace: 5_000}, mapping: {hops: [], trace: traced(changes)}});
	const beside = (changes: Parameters<typeof traced>[0], told: Partial<ProxyRoute> = {}) =>
		mapped({service: {trace: 5_000}, mapping: {hops: [hop(route(told))], trace: traced(changes)}});
	const found = (requests: number, role: 'service' | 'sidecar' | 'ephemeral' = 'service', name = 'shop-api-1') => ({
		id: name,
		name,
		role,
		requests,
	});

	test('found in the log of a replica proves where it landed', () => {
		expect(layer(alone({}))).toMatchObject({status: 'match', reason: 'nonce-found', assurance: 'observed'});
		const shared = alone({found: [found(1), found(2, 'service', 'shop-api-2')]});
		expect(said(shared)).toBe('match nonce-found');
	});

	test.each([
		['in no log', {found: []}, 'inconclusive landing-unknown'],
		['in some', {found: [found(2)]}, 'inconclusive landing-unknown'],
		['beside the service alone', {found: [found(3, 'sidecar')]}, 'inconclusive landing-unknown'],
		['by whoever looks in alone', {found: [found(3, 'ephemeral')]}, 'inconclusive landing-unknown'],
		[
			'and no log could be read',
			{found: [], searched: 0, unread: [{name: 'shop-api-1', fault: {code: 'forbidden', detail: ''}}]},
			'inconclusive mapping-unread',
		],
		['where none was sent', {found: [], requests: 0}, 'inconclusive landing-unknown'],
	] as const)('found %s proves nothing', (_, changes, verdict) => {
		expect(said(alone(changes))).toBe(verdict);
		const partly = changes.found.some(({role}) => role === 'service');
		expect(said(beside(changes))).toBe(partly || 'unread' in changes ? verdict : 'match lands-on-replicas');
	});

	test('that could not be sent leaves the question open, whatever a proxy says', () => {
		const lost = mapped({service: {trace: 5_000}, mapping: {trace: unavailable('timed-out')}});
		expect(said(lost)).toBe('inconclusive mapping-unread');
		expect(said(mapped({service: {trace: 5_000}}))).toBe('inconclusive mapping-unread');
	});

	test('settles a rule that may decide otherwise, and no other doubt', () => {
		expect(said(beside({}, {unsure: ['if ($cookie)']}))).toBe('match nonce-found');
		const early = {told: 'resolved', kept: true, keptSince: '2020-01-01T00:00:00.000Z'} as const;
		expect(said(beside({}, to(['172.18.0.3'], early)))).toBe('match nonce-found');
		const unheard = {outcome: 'none', match: null, upstreams: [], unsure: ['nothing listens on port 8080']} as const;
		expect(said(beside({}, unheard))).toBe('match nonce-found');
		expect(said(beside({}, {...unheard, unsure: []}))).toBe('match nonce-found');
		expect(said(beside({}, {unsure: ['if ($cookie)'], ...to(['10.9.9.9'])}))).toBe('inconclusive upstream-unknown');
		expect(said(beside({}, to([], {told: 'unresolved'})))).toBe('inconclusive upstream-unknown');
	});

	test('says nothing for a proxy that mixes backends', () => {
		const lucky = mixedBackends();
		const seen = {
			plan: {...lucky.plan, service: {...lucky.plan.service, trace: 5_000}},
			evidence: {
				...lucky.evidence,
				mapping: observed({
					...(lucky.evidence.mapping as {value: MappingEvidence}).value,
					trace: traced(),
				}),
			},
		};
		expect(said(seen)).toBe('drift mixed-backends');
	});

	test('in both logs is told with them', () => {
		expect(said(landsOnReplicas())).toBe('match nonce-found');
		expect(said(landingUnknown())).toBe('inconclusive landing-unknown');
	});
});

describe('the verdict', () => {
	test('of containers that match behind a proxy that leads to them is live', () => {
		const {plan, evidence} = landsOnReplicas();
		expect(judge(plan, evidence)).toMatchObject({status: 'live', departsAt: null});
	});

	test('of containers that match behind a proxy that leads elsewhere is drift at mapping, which explains the route', () => {
		const {plan, evidence} = addressOfAnother();
		const verdict = judge(plan, evidence);
		expect(verdict).toMatchObject({status: 'drift', departsAt: 'mapping'});
		const at = (name: string) => verdict.layers.find((one) => one.layer === name);
		expect(at('container')).toMatchObject({status: 'match', maskedBy: null});
		expect(at('route')).toMatchObject({status: 'drift', maskedBy: 'mapping'});
	});

	test('without any evidence of the way is open where a proxy is configured', () => {
		expect(said(mapped({evidence: {mapping: skipped('not-asked')}}))).toBe('inconclusive mapping-unread');
		expect(said(mapped({evidence: {mapping: unavailable('internal-error')}}))).toBe('inconclusive mapping-unread');
	});
});
