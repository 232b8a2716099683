import type {Evidence} from '../model/evidence.ts';
import type {ProxyRoute, RouteQuestion} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import {isCalled} from './mapping-link.ts';
import {questionWords} from './mapping-question.ts';
import type {Opinion} from './opinion.ts';
import {drift, finding, inconclusive, match} from './opinion.ts';

/**
 * The request ends at the proxy. Where nobody says that the service is anything else, the proxy's files are the service;
 * where its containers are named, they never see the request, unless the proxy runs in one of them.
 */
export function judgeOwnAnswer(
	plan: Plan,
	evidence: Evidence,
	index: number,
	{outcome, match: rule}: ProxyRoute,
	question: RouteQuestion,
): Opinion {
	const subject = questionWords(question);
	const stated = plan.service.upstream;
	if (stated !== null)
		return drift('wrong-upstream', 'correct-the-upstream', 'platform', [
			finding('drift', 'wrong-upstream', subject, {expected: stated, detail: ownWords(outcome)}),
		]);
	const unknown = (detail: string): Opinion =>
		inconclusive('landing-unknown', 'follow-another-request', [
			finding('inconclusive', outcome === 'served' ? 'served-by-proxy' : 'answered-by-proxy', subject, {detail}),
		]);
	if (plan.skipped.container !== undefined)
		return outcome === 'served' ? match('serves-itself', 'platform') : unknown(rule?.at ?? ownWords(outcome));
	if (evidence.replicas.status !== 'observed') return unknown('not-asked');
	if (isReplica(plan, evidence, index)) return match('serves-itself', 'platform');
	if (outcome === 'served')
		return drift('served-by-proxy', 'correct-the-upstream', 'platform', [
			finding('drift', 'served-by-proxy', subject, {detail: rule?.at ?? null}),
		]);
	// A redirect to https or a trailing slash says nothing of where the service is.
	return isExpectedRedirect(plan, evidence, question)
		? unknown('redirect')
		: drift('answered-by-proxy', 'correct-the-upstream', 'platform', [
				finding('drift', 'answered-by-proxy', subject, {detail: rule?.at ?? null}),
			]);
}

const ownWords = (outcome: ProxyRoute['outcome']): string =>
	outcome === 'served' ? "the proxy's own files" : "the proxy's own answer";

/** Whether the proxy runs in a container of the service, by the name or ID that the configuration has. */
function isReplica(plan: Plan, {replicas}: Evidence, index: number): boolean {
	const proxy = plan.service.proxies[index];
	const {runtime} = plan.service;
	if (!proxy || proxy.container === null || replicas.status !== 'observed') return false;
	// Another engine may have a container of the same name.
	if (runtime !== null && (proxy.host !== runtime.host || proxy.context !== runtime.context)) return false;
	return replicas.value.replicas.some(({replica}) => replica.role === 'service' && isCalled(replica, proxy.container!));
}

function isExpectedRedirect(plan: Plan, {probes}: Evidence, {host, path}: RouteQuestion): boolean {
	return plan.probes.some(({url, expect}, index) => {
		const seen = probes[index]?.answer;
		const address = URL.parse(url);
		if (seen?.status !== 'observed' || address?.hostname !== host || address.pathname !== path) return false;
		const {status} = seen.value;
		return status >= 300 && status < 400 && expect?.includes(status) === true;
	});
}
