import type {Evidence} from '../model/evidence.ts';
import {canonicalAddress} from '../model/ip-address.ts';
import type {MappingEvidence, ProxyRoute, Upstream, UpstreamAddress} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import type {Replica} from '../model/runtime.ts';
import type {Finding} from '../model/verdict.ts';
import {isAddressStated, isStated, placeOf, placesInUse} from './mapping-upstream.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, match} from './opinion.ts';

export type Landing = {readonly opinions: readonly Opinion[]; readonly notes: readonly Finding[]};

/** Where the last proxy sends requests, against where the replicas of the service are now. */
export function judgeLanding(plan: Plan, evidence: Evidence, seen: MappingEvidence, route: ProxyRoute): Opinion {
	const {upstreams} = route;
	const astray = judgeStated(plan.service.upstream, upstreams);
	if (astray !== null) return astray;
	const reach = judgeReach(route);
	if (plan.skipped.container !== undefined) {
		if (reach !== null) return reach;
		return plan.service.upstream === null ? unknownLanding(upstreams, null) : match('upstream-as-stated', 'platform');
	}
	const {replicas} = evidence;
	if (replicas.status !== 'observed') return reach ?? unknownLanding(upstreams, faultOf(replicas).code);
	const service = replicas.value.replicas.flatMap(({replica}) => (replica.role === 'service' ? [replica] : []));
	const members = upstreams.flatMap((upstream) =>
		placesInUse(upstream).map((place) => memberOf(place, upstream, service, replicas.value.more > 0, seen)),
	);
	const of = (kind: Member['kind']) => members.filter((member) => member.kind === kind);
	const findings = members.flatMap((member) => member.findings);
	const told = (code: 'mixed-backends' | 'upstream-of-another' | 'stale-upstream'): Opinion =>
		drift(
			code,
			members.some(({cure}) => cure === 'reload') ? 'reload-the-proxy' : 'correct-the-upstream',
			'platform',
			findings,
		);
	if (of('another').length > 0) return told(of('replica').length > 0 ? 'mixed-backends' : 'upstream-of-another');
	if (of('stale').length > 0) return told('stale-upstream');
	if (reach !== null) return reach;
	if (findings.length === 0) return match('lands-on-replicas', 'platform');
	const cures = members.flatMap(({cure}) => cure ?? []);
	const remedy = cures.includes('reload')
		? 'reload-the-proxy'
		: cures.includes('correct')
			? 'correct-the-upstream'
			: 'trace-the-request';
	return inconclusive('landing-unknown', remedy, findings);
}

/** Whether the stated upstream is among those that the proxy names; null where it is, or where none is stated. */
function judgeStated(stated: string | null, upstreams: readonly Upstream[]): Opinion | null {
	if (stated === null || upstreams.some((upstream) => isStated(upstream, stated))) return null;
	const names = namesOf(upstreams);
	return isAddressStated(stated) && upstreams.some(({told}) => told === 'unresolved')
		? inconclusive('upstream-unknown', 'trace-the-request', [
				finding('inconclusive', 'upstream-unknown', names, {expected: stated}),
			])
		: drift('wrong-upstream', 'correct-the-upstream', 'platform', [
				finding('drift', 'wrong-upstream', names, {expected: stated, deployed: names}),
			]);
}

/** Whether there is an address to send to at all; null where every upstream has one. */
export function judgeReach({upstreams}: ProxyRoute): Opinion | null {
	const without = upstreams.filter((upstream) => placesInUse(upstream).length === 0);
	const unknown = upstreams.filter(
		(upstream) => upstream.told === 'unresolved' || (upstream.addresses.length === 0 && upstream.told !== 'live'),
	);
	const down = without.filter((upstream) => !unknown.includes(upstream));
	if (upstreams.length > 0 && down.length === upstreams.length)
		return drift(
			'upstream-down',
			'start-the-upstream',
			'platform',
			down.map(({name, addresses}) =>
				finding('drift', 'upstream-down', name, {
					detail: addresses.map(placeOf).slice(0, mostNamed).join(', ') || null,
				}),
			),
		);
	if (unknown.length === 0 && upstreams.length > 0) return null;
	return inconclusive(
		'upstream-unknown',
		'trace-the-request',
		upstreams.length === 0
			? [finding('inconclusive', 'upstream-unknown', '')]
			: unknown.map(({name, told}) => finding('inconclusive', 'upstream-unknown', name, {detail: told})),
	);
}

type Member = {
	readonly kind: 'replica' | 'another' | 'stale' | 'unknown';
	/** what would bring it to the service: looking its name up again, or another rule; null: nothing is wrong, or nobody knows */
	readonly cure: 'reload' | 'correct' | null;
	readonly findings: readonly Finding[];
};

const replica: Member = {kind: 'replica', cure: null, findings: []};
const isOf = (address: string, {addresses}: Replica): boolean => isAmong(address, addresses);
const isAmong = (address: string, others: readonly string[]): boolean =>
	others.some((one) => canonicalAddress(one) === canonicalAddress(address));

/** Whose an address is. `unseen`: there are replicas that were not kept, and it may be one of theirs. */
function memberOf(
	place: UpstreamAddress,
	upstream: Upstream,
	service: readonly Replica[],
	unseen: boolean,
	{owners}: MappingEvidence,
): Member {
	const subject = placeOf(place);
	const holder = service.find((replica) => isOf(place.address, replica));
	if (holder !== undefined) return cameLater(holder, upstream, subject, 'reload') ?? replica;
	const entry =
		owners.status === 'observed' ? owners.value.find(({address}) => isAmong(place.address, [address])) : undefined;
	const container = entry?.container ?? null;
	// Where the rule has the address, or a name that leads there now, to look it up again leads there again.
	const cure = upstream.resolvesTo === null || isAmong(place.address, upstream.resolvesTo) ? 'correct' : 'reload';
	if (container !== null && service.some(({id}) => id === container.id)) return replica;
	if (container !== null && !unseen)
		return (
			cameLater(container, upstream, subject, cure) ?? {
				kind: 'another',
				cure,
				findings: [
					finding('drift', 'upstream-of-another', subject, {
						expected: service[0]?.name ?? null,
						deployed: container.name,
						detail: container.image,
					}),
				],
			}
		);
	if (entry !== undefined && container === null)
		return {
			kind: 'stale',
			cure,
			findings: [finding('drift', 'stale-upstream', subject, {expected: addressesOf(service)})],
		};
	const {resolvesTo, name} = upstream;
	// The name has moved on to the replicas, and the proxy has not.
	if (
		!unseen &&
		resolvesTo !== null &&
		!isAmong(place.address, resolvesTo) &&
		resolvesTo.some((address) => service.some((replica) => isOf(address, replica)))
	)
		return {
			kind: 'stale',
			cure: 'reload',
			findings: [
				finding('drift', 'stale-upstream', subject, {
					expected: resolvesTo.slice(0, mostNamed).join(', '),
					detail: name,
				}),
			],
		};
	const why = owners.status === 'observed' ? null : faultOf(owners).code;
	return {kind: 'unknown', cure: null, findings: [finding('inconclusive', 'landing-unknown', subject, {detail: why})]};
}

/**
 * A container that came to its address after the proxy had looked the name up, once and for all: the proxy sends there only
 * if the address was the same before. Null: it was there first, so the address was the name's then as it is now.
 */
function cameLater(
	{name: container, startedAt}: Pick<Replica, 'name' | 'startedAt'>,
	{kept, keptSince}: Upstream,
	subject: string,
	cure: Member['cure'],
): Member | null {
	if (!kept) return null;
	if (keptSince !== null && startedAt !== null && Date.parse(startedAt) <= Date.parse(keptSince)) return null;
	const parts = {expected: keptSince, deployed: startedAt, detail: container};
	return {kind: 'unknown', cure, findings: [finding('inconclusive', 'kept-address', subject, parts)]};
}

/** Running replicas that no address leads to while others are reached: out of rotation, or on their way. */
export function outOfRotation({replicas}: Evidence, routes: readonly ProxyRoute[]): readonly Finding[] {
	if (replicas.status !== 'observed') return [];
	const used = routes.flatMap(({upstreams}) => upstreams.flatMap(placesInUse));
	const able = replicas.value.replicas.flatMap(({replica}) =>
		replica.role === 'service' && replica.state === 'running' && replica.addresses.length > 0 ? [replica] : [],
	);
	const left = able.filter((replica) => !used.some(({address}) => isOf(address, replica)));
	return left.length === able.length ? [] : left.map(({name, addresses}) => rotationNote(name, addresses));
}

const rotationNote = (name: string, addresses: readonly string[]): Finding =>
	finding('note', 'out-of-rotation', name, {detail: addresses.slice(0, mostNamed).join(', ')});

const unknownLanding = (upstreams: readonly Upstream[], detail: string | null): Opinion =>
	inconclusive('landing-unknown', 'trace-the-request', [
		finding('inconclusive', 'landing-unknown', namesOf(upstreams), {detail}),
	]);

const mostNamed = 4;
const namesOf = (upstreams: readonly Upstream[]): string =>
	upstreams
		.slice(0, mostNamed)
		.map(({name}) => name)
		.join(', ');
const addressesOf = (service: readonly Replica[]): string | null =>
	service
		.flatMap(({addresses}) => addresses)
		.slice(0, mostNamed)
		.join(', ') || null;
