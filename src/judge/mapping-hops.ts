import type {Evidence} from '../model/evidence.ts';
import type {HopEvidence, MappingEvidence, ProxyAnswer, ProxyKind, RouteQuestion, Upstream} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import type {Finding} from '../model/verdict.ts';
import type {Landing} from './mapping-landing.ts';
import {isSameNetwork, linkDoubts} from './mapping-link.ts';
import {judgeLanding, judgeReach, outOfRotation} from './mapping-landing.ts';
import {judgeOwnAnswer} from './mapping-own-answer.ts';
import {isSameQuestion, questionWords, sentOn} from './mapping-question.ts';
import {placeOf, placesInUse} from './mapping-upstream.ts';
import {unreadMapping} from './mapping-unread.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive} from './opinion.ts';

/** What the proxies say, each where it was asked; the last of them says where requests land. */
export function judgeHops(plan: Plan, evidence: Evidence, seen: MappingEvidence): Landing {
	const {proxies} = plan.service;
	const opinions: Opinion[] = [];
	const notes: Finding[] = [];
	let due: readonly RouteQuestion[] = [seen.question];
	let asked: readonly HopEvidence[] = [];
	for (const [index, {kind}] of proxies.entries()) {
		const hops = seen.hops.filter((hop) => hop.proxy === index);
		// What lies behind an address that gets no requests is nobody's way.
		asked = hops.filter((hop) => due.some((question) => isSameQuestion(question, hop.question)));
		for (const hop of asked) {
			const opinion = judgeHop(plan, evidence, seen, hop);
			if (opinion !== null) opinions.push(opinion);
			notes.push(...notesOf(kind, hop));
		}
		const after = proxies[index + 1];
		if (!due.every((question) => asked.some((hop) => isSameQuestion(question, hop.question))))
			opinions.push(unreadMapping(kind, 'not-asked'));
		for (const hop of after === undefined ? [] : asked) {
			const doubts = linkDoubts(proxies[index]!, hop, after!, seen);
			if (doubts.length > 0) opinions.push(unsure(kind, doubts, null));
		}
		due = asked.flatMap(sentOn);
	}
	return {opinions, notes: [...notes, ...outOfRotation(evidence, asked.flatMap(routeOf))]};
}

const routeOf = ({answer}: HopEvidence): readonly ProxyAnswer['route'][] =>
	answer.status === 'observed' ? [answer.value.route] : [];

/** Null: it leads on to the next proxy, and that is all there is to say. */
function judgeHop(plan: Plan, evidence: Evidence, seen: MappingEvidence, hop: HopEvidence): Opinion | null {
	const {kind} = plan.service.proxies[hop.proxy]!;
	if (hop.answer.status !== 'observed') return unreadMapping(kind, faultOf(hop.answer).code);
	const {route} = hop.answer.value;
	const opinion = judgeRoute(plan, evidence, seen, hop, hop.answer.value);
	const doubts = [
		...route.unsure,
		...(hop.proxy === plan.service.proxies.length - 1 ? networkDoubts(plan, route) : []),
	];
	return doubts.length === 0 ? opinion : unsure(kind, doubts, opinion);
}

/** Addresses that another engine may have given out too are nobody's for sure. */
function networkDoubts({service: {proxies, runtime}}: Plan, {upstreams}: ProxyAnswer['route']): readonly string[] {
	const away = upstreams.flatMap((upstream) =>
		placesInUse(upstream).filter(({address}) => !isSameNetwork(proxies.at(-1)!, runtime, address)),
	);
	return [...new Set(away.map(placeOf))]
		.slice(0, 4)
		.map((place) => `${place} is an address of the proxy's machine, and the containers were asked for on another`);
}

function judgeRoute(
	plan: Plan,
	evidence: Evidence,
	seen: MappingEvidence,
	hop: HopEvidence,
	{route, where}: ProxyAnswer,
): Opinion | null {
	const subject = questionWords(hop.question);
	if (route.outcome === 'none')
		return drift('no-route', 'correct-the-upstream', 'platform', [
			finding('drift', 'no-route', subject, {detail: where}),
		]);
	if (route.outcome !== 'proxied') return judgeOwnAnswer(plan, evidence, hop.proxy, route, hop.question);
	if (hop.proxy < plan.service.proxies.length - 1) return judgeReach(route);
	return judgeLanding(plan, evidence, seen, route);
}

/**
 * More than host and path decide there, so nothing is claimed: neither that requests land well nor that they do not.
 * What would be wrong if the rule does decide so stands beside it.
 */
function unsure(kind: ProxyKind, why: readonly string[], opinion: Opinion | null): Opinion {
	const would = opinion === null || opinion.status === 'match' ? [] : opinion.findings;
	return inconclusive('upstream-unknown', 'trace-the-request', [
		...why.map((detail) => finding('inconclusive', 'unsure-rule', kind, {detail})),
		...would.map((one) => ({...one, level: 'inconclusive' as const})),
	]);
}

/** What of a route is worth a word whatever it leads to. */
function notesOf(kind: ProxyKind, {answer, question}: HopEvidence): readonly Finding[] {
	if (answer.status !== 'observed') return [];
	const {match, upstreams, outcome} = answer.value.route;
	const fallback =
		// A published port is no rule about hosts.
		kind !== 'docker' && match?.how === 'default' && outcome !== 'none'
			? [finding('note', 'default-route', questionWords(question), {detail: match.at})]
			: [];
	return [
		...fallback,
		...upstreams.flatMap((upstream) => {
			const used = placesInUse(upstream);
			const down = upstream.addresses.filter(({state}) => state === 'down');
			return [
				...(used.length > 0 && used.every(({backup}) => backup)
					? [finding('note', 'backup-serves', upstream.name)]
					: []),
				...(used.length > 0 ? down.map((one) => finding('note', 'member-down', placeOf(one))) : []),
				...(hasMoved(upstream)
					? [finding('note', 'name-moved', upstream.name, {deployed: upstream.resolvesTo!.slice(0, 4).join(', ')})]
					: []),
			];
		}),
	];
}

/** Whether the name leads to other addresses now than those that the proxy uses. */
function hasMoved({told, addresses, resolvesTo}: Upstream): boolean {
	if (resolvesTo === null || told === 'resolved' || told === 'unresolved' || resolvesTo.length === 0) return false;
	const used = new Set(addresses.map(({address}) => address));
	return resolvesTo.some((address) => !used.has(address)) || [...used].some((one) => !resolvesTo.includes(one));
}
