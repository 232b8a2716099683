import {cacheOf} from '../model/cache.ts';
import type {Answer, Evidence, Observation, ProbeEvidence} from '../model/evidence.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';
import type {Finding, LayerVerdict, RemedyCode} from '../model/verdict.ts';
import {judgeAgain} from './again.ts';
import {expectedCommit, namesCommit} from './expected.ts';
import {judgeLive} from './live.ts';
import {probeSeen} from './mount.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, layerOf, match, skippedLayer} from './opinion.ts';
import {methodsOf, type Reading, readingOf} from './reading.ts';
import {unansweredOf, unaskedFirst} from './unanswered.ts';

/** Is the route mounted, and do the bytes served come from this deployment? */
export function judgeRoute(plan: Plan, evidence: Evidence): LayerVerdict {
	if (plan.skipped.route !== undefined) return judgeVersionAlone(plan, evidence);
	const probes = plan.probes.map((probe, index) => judgeProbe(probe, probeSeen(plan, evidence.probes, index)));
	return layerOf('route', [
		...unaskedFirst(probes),
		...judgeLive(plan, evidence),
		...judgeAgain(plan, evidence),
		...judgeVersion(plan, evidence),
	]);
}

/** The workload's own word is enough for no match; without probe and file the layer is there for its objection alone. */
function judgeVersionAlone(plan: Plan, evidence: Evidence): LayerVerdict {
	const objections = judgeVersion(plan, evidence).filter((opinion) => opinion.status !== 'match');
	return objections.length > 0 ? layerOf('route', objections) : skippedLayer('route');
}

function judgeProbe(probe: PlannedProbe, seen: ProbeEvidence): Opinion {
	const {answer} = seen;
	const reading = readingOf(probe, seen);
	const tell = (level: Finding['level'], code: Finding['code']): Finding[] => [
		finding(level, code, probe.name, {
			expected: probe.expect === null ? null : probe.expect.join(', '),
			deployed: answer.status === 'observed' ? `${answer.value.status}` : null,
			detail: detailOf(reading, probe, seen),
		}),
	];
	switch (reading) {
		case 'mounted':
		case 'absent-as-expected': {
			const reason = reading === 'mounted' ? 'mounted' : 'as-expected';
			return match(reason, 'observed', tell('note', isGuarded(answer) ? 'guarded' : reason));
		}
		case 'assumed':
			return match('mounted', 'observed', tell('note', 'no-control'));
		case 'not-mounted':
		case 'soft-404':
		case 'proxy-404':
		case 'wrong-method':
		case 'redirected':
		case 'redirect-to-login':
		case 'stale-cache':
		case 'edge-differs-from-origin':
			return drift(reading, remedies[reading], 'observed', tell('drift', reading));
		case 'catch-all': {
			const remedy = isGuarded(answer)
				? 'probe-with-credentials'
				: probe.contentType === null
					? 'state-a-content-type'
					: 'check-the-configuration';
			return inconclusive(reading, remedy, tell('inconclusive', reading), 'observed');
		}
		case 'moved':
			return inconclusive(reading, 'probe-where-it-leads', tell('inconclusive', reading), 'observed');
		case 'cached-answer': {
			const remedy = seen.fresh.status === 'observed' ? 'look-behind-the-cache' : 'look-again';
			return inconclusive(reading, remedy, tell('inconclusive', reading), 'observed');
		}
		case 'rate-limited':
		case 'control-unread':
			return inconclusive(reading, 'look-again', tell('inconclusive', reading), 'observed');
		case 'no-answer': {
			const {reason, remedy} = unansweredOf(faultOf(answer));
			return inconclusive(reason, remedy, tell('inconclusive', reason));
		}
	}
}

const remedies = {
	'not-mounted': 'mount-the-route',
	'soft-404': 'mount-the-route',
	'proxy-404': 'look-at-proxy',
	'wrong-method': 'check-the-method',
	redirected: 'look-at-proxy',
	'redirect-to-login': 'look-at-the-login',
	'stale-cache': 'purge-cache',
	'edge-differs-from-origin': 'look-at-proxy',
} as const satisfies Partial<Record<Reading, RemedyCode>>;

const isGuarded = (answer: Observation<Answer>): boolean =>
	answer.status === 'observed' && (answer.value.status === 401 || answer.value.status === 403);

function detailOf(reading: Reading, probe: PlannedProbe, seen: ProbeEvidence): string | null {
	const {answer, control, fresh, origin} = seen;
	if (answer.status !== 'observed') return faultOf(answer).code;
	switch (reading) {
		case 'redirected':
		case 'redirect-to-login':
		case 'moved':
			return answer.value.location;
		case 'stale-cache':
		case 'cached-answer': {
			const cache = cacheOf(answer.value);
			return `${cache === null ? '' : `${cache}, `}past the cache ${shortOf(fresh)}`;
		}
		case 'edge-differs-from-origin':
			return `origin ${shortOf(origin)}`;
		case 'proxy-404':
			return answer.value.pageOf;
		case 'wrong-method': {
			const methods = methodsOf(probe, seen);
			if (methods.length > 0) return `takes ${methods.join(', ')}`;
		}
	}
	if (control.status === 'observed') return `control ${control.value.status}`;
	return reading === 'control-unread' ? faultOf(control).code : null;
}

const shortOf = (seen: Observation<Answer>): string =>
	seen.status === 'observed' ? `${seen.value.status}` : faultOf(seen).code;

/** What the workload says of itself proves nothing, yet where it was asked for, silence or another name is no match. */
function judgeVersion(plan: Plan, evidence: Evidence): readonly Opinion[] {
	if (plan.service.version === null) return [];
	const {url} = plan.service.version;
	const {version} = evidence;
	if (version.status !== 'observed')
		return [
			inconclusive('version-unread', 'look-again', [
				finding('inconclusive', 'version-unread', url, {detail: faultOf(version).code}),
			]),
		];
	const expected = expectedCommit(plan, evidence);
	const seen = {expected, deployed: version.value.commit};
	if (!namesCommit(version.value.commit, expected))
		return [inconclusive('version-differs', 'look-again', [finding('inconclusive', 'version-differs', url, seen)])];
	return [{...match('mounted', 'observed', [finding('note', 'self-reported', url, seen)]), assurance: null}];
}
