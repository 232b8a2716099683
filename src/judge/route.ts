import type {Answer, Evidence, Observation} from '../model/evidence.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';
import type {Finding, LayerVerdict} from '../model/verdict.ts';
import {expectedCommit, namesCommit} from './expected.ts';
import {judgeLive} from './live.ts';
import type {Mount} from './mount.ts';
import {mountOf, probeEvidenceOf} from './mount.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, layerOf, match, skippedLayer} from './opinion.ts';

/** Is the route mounted, and do the bytes served come from this deployment? */
export function judgeRoute(plan: Plan, evidence: Evidence): LayerVerdict {
	if (plan.skipped.route !== undefined) return judgeVersionAlone(plan, evidence);
	const probes = plan.probes.map((probe, index) => {
		const [answer, control] = probeEvidenceOf(plan, evidence.probes, index);
		return judgeMount(probe, answer!, control!);
	});
	return layerOf('route', [...probes, ...judgeLive(plan, evidence), ...judgeVersion(plan, evidence)]);
}

/** The workload's own word is enough for no match; without probe and file the layer is there for its objection alone. */
function judgeVersionAlone(plan: Plan, evidence: Evidence): LayerVerdict {
	const objections = judgeVersion(plan, evidence).filter((opinion) => opinion.status !== 'match');
	return objections.length > 0 ? layerOf('route', objections) : skippedLayer('route');
}

function judgeMount(probe: PlannedProbe, answer: Observation<Answer>, control: Observation<Answer>): Opinion {
	const mount = mountOf(probe, answer, control);
	const tell = (level: Finding['level'], code: Finding['code']): Finding[] => [
		finding(level, code, probe.name, {
			expected: probe.expect === null ? null : probe.expect.join(', '),
			deployed: answer.status === 'observed' ? `${answer.value.status}` : null,
			detail: detailOf(mount, answer, control),
		}),
	];
	switch (mount) {
		case 'mounted':
		case 'absent-as-expected': {
			const reason = mount === 'mounted' ? 'mounted' : 'as-expected';
			return match(reason, 'observed', tell('note', isGuarded(answer) ? 'guarded' : reason));
		}
		case 'assumed':
			return match('mounted', 'observed', tell('note', 'no-control'));
		case 'not-mounted':
			return drift(mount, 'mount-the-route', 'observed', tell('drift', mount));
		case 'soft-404':
			return drift(mount, 'mount-the-route', 'observed', tell('drift', mount));
		case 'wrong-method':
			return drift(mount, 'check-the-method', 'observed', tell('drift', mount));
		case 'redirected':
			return drift(mount, 'look-at-proxy', 'observed', tell('drift', mount));
		case 'redirect-to-login':
			return drift(mount, 'look-at-authentication', 'observed', tell('drift', mount));
		case 'catch-all': {
			const remedy = isGuarded(answer)
				? 'probe-with-credentials'
				: probe.contentType === null
					? 'state-a-content-type'
					: 'check-the-configuration';
			return inconclusive(mount, remedy, tell('inconclusive', mount), 'observed');
		}
		case 'rate-limited':
		case 'control-unread':
			return inconclusive(mount, 'look-again', tell('inconclusive', mount), 'observed');
		case 'no-answer': {
			const refused = ['secret-missing', 'address-refused'].includes(faultOf(answer).code);
			return inconclusive(mount, refused ? 'check-the-configuration' : 'look-at-proxy', tell('inconclusive', mount));
		}
	}
}

const isGuarded = (answer: Observation<Answer>): boolean =>
	answer.status === 'observed' && (answer.value.status === 401 || answer.value.status === 403);

function detailOf(mount: Mount, answer: Observation<Answer>, control: Observation<Answer>): string | null {
	if (answer.status !== 'observed') return faultOf(answer).code;
	if (mount === 'redirected' || mount === 'redirect-to-login') return answer.value.location;
	if (control.status === 'observed') return `control ${control.value.status}`;
	return mount === 'control-unread' ? faultOf(control).code : null;
}

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
