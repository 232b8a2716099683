import type {MappingEvidence} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import type {FindingCode, ReasonCode} from '../model/verdict.ts';
import type {Landing} from './mapping-landing.ts';
import {unreadMapping} from './mapping-unread.ts';
import type {Opinion} from './opinion.ts';
import {faultOf, finding, inconclusive, match} from './opinion.ts';

/**
 * What the replicas' logs say beside what the proxies do. A token in a log proves where its request landed; one that is
 * in none proves nothing: the log may be elsewhere, late, or of other things. So a trace can speak for a landing, and
 * settle what a proxy's rule leaves open, and never speaks against one.
 */
export function judgeTrace(plan: Plan, {trace}: MappingEvidence, hops: Landing): Landing {
	const {proxies, runtime, service, trace: deadline} = plan.service;
	if (deadline === null) return hops;
	if (trace.status !== 'observed') {
		const unread = unreadMapping(runtime?.kind ?? service, faultOf(trace).code, 'trace-the-request');
		return {...hops, opinions: [...hops.opinions, unread]};
	}
	const {requests, found, searched, unread} = trace.value;
	const landed = found.filter(({role}) => role === 'service');
	const count = landed.reduce((sum, one) => sum + one.requests, 0);
	const notes = [
		...hops.notes,
		...found
			.filter(({role}) => role !== 'service')
			.map((one) => finding('note', 'nonce-beside', one.name, {deployed: `${one.requests}`, detail: one.role})),
		...unread.map(({name, fault}) => finding('note', 'log-unread', name, {detail: fault.code})),
	];
	if (requests > 0 && count >= requests)
		return {opinions: [match('nonce-found', 'observed'), ...hops.opinions.map(settled)], notes};
	const code = count > 0 ? 'nonce-partly-found' : 'nonce-not-found';
	const parts = {
		expected: `${requests}`,
		deployed: `${count}`,
		detail: `${searched} ${searched === 1 ? 'log' : 'logs'} read`,
	};
	const told = proxies.length > 0;
	if (told && count === 0 && unread.length === 0)
		return {...hops, notes: [...notes, finding('note', code, service, parts)]};
	// Logs that have some of the requests would have had the others, and one that was not read may have them.
	const [lost] = told || searched === 0 ? unread : [];
	const opinion =
		lost === undefined
			? inconclusive('landing-unknown', 'trace-the-request', [finding('inconclusive', code, service, parts)])
			: unreadMapping(lost.name, lost.fault.code, 'trace-the-request');
	return {opinions: [...hops.opinions, opinion], notes};
}

/** A doubt about the rule; no rule where it is not certain which is asked; an address that may be an older one. */
const settles: ReadonlySet<string> = new Set<FindingCode | ReasonCode>(['unsure-rule', 'no-route', 'kept-address']);

/**
 * A rule that may decide otherwise, or an address that may be an older one, and that leads to the replicas as far as it is
 * understood, did lead there. Beside what was seen in the logs a proxy's word is not what the layer relies on.
 */
const settled = (opinion: Opinion): Opinion => {
	const open = opinion.findings.every(({code}) => settles.has(code));
	// What no rule takes does not land: another proxy, or another port of this one, was asked than the one that takes it.
	const told = opinion.status === 'inconclusive' || opinion.reason === 'no-route';
	if (!told || opinion.findings.length === 0 || !open)
		return opinion.status === 'match' ? {...opinion, assurance: null} : opinion;
	const notes = opinion.findings.map((one) => ({...one, level: 'note' as const}));
	return {...match('lands-on-replicas', 'platform', notes), assurance: null};
};
