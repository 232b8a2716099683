import type {Answer, Evidence, Observation} from '../model/evidence.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';
import type {Finding, LayerVerdict, RemedyCode} from '../model/verdict.ts';
import type {Mount} from './mount.ts';
import {mountOf, probeEvidenceOf} from './mount.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, layerOf, match, skippedLayer} from './opinion.ts';

/** Given that the route is there: what do the status and the type of the answer mean? */
export function judgeApi(plan: Plan, evidence: Evidence): LayerVerdict {
	if (plan.skipped.api !== undefined) return skippedLayer('api');
	const opinions = plan.probes.map((probe, index) => {
		const [answer, control] = probeEvidenceOf(plan, evidence.probes, index);
		return judgeAnswer(probe, answer!, mountOf(probe, answer!, control!));
	});
	return layerOf('api', opinions);
}

type Tell = (level: Finding['level'], code: Finding['code']) => Finding[];

function judgeAnswer(probe: PlannedProbe, answer: Observation<Answer>, mount: Mount): Opinion {
	const expected = probe.expect === null ? null : probe.expect.join(', ');
	if (answer.status !== 'observed')
		return inconclusive('no-answer', 'look-at-proxy', [
			finding('inconclusive', 'no-answer', probe.name, {expected, detail: faultOf(answer).code}),
		]);
	const {status, contentType} = answer.value;
	const tell: Tell = (level, code) => [
		finding(level, code, probe.name, {expected, deployed: `${status}`, detail: contentType}),
	];
	if (probe.expect?.includes(status)) return judgeType(probe, answer.value, tell);
	if (status === 404 || status === 410 || isFallback(mount, status))
		return inconclusive('behind-404', 'mount-the-route', tell('inconclusive', 'behind-404'), 'observed');
	if (status === 429)
		return inconclusive('rate-limited', 'look-again', tell('inconclusive', 'rate-limited'), 'observed');
	if (status >= 500) return drift('server-error', remedyFor5xx(status), 'observed', tell('drift', 'server-error'));
	return probe.expect === null ? judgeUnstated(probe, answer.value, tell) : judgeUnexpected(probe, status, tell);
}

/** A success that every path gets is no answer of this endpoint. */
const isFallback = (mount: Mount, status: number): boolean =>
	(mount === 'catch-all' || mount === 'soft-404') && status >= 200 && status < 300;

/** 502, 503 and 504 are mostly said by what stands in front (RFC 9110 section 15.6). */
const remedyFor5xx = (status: number): RemedyCode =>
	status === 502 || status === 503 || status === 504 ? 'look-at-proxy' : 'look-at-application';

function judgeUnexpected(probe: PlannedProbe, status: number, tell: Tell): Opinion {
	const guarded = probe.expect!.some((code) => code === 401 || code === 403);
	const open = probe.expect!.some((code) => code >= 200 && code < 300);
	if (status >= 200 && status < 300 && guarded && !open && !sendsCredentials(probe))
		return drift('open-to-everyone', 'close-the-endpoint', 'observed', tell('drift', 'open-to-everyone'));
	if (status === 401)
		return drift(
			'authentication-required',
			'look-at-authentication',
			'observed',
			tell('drift', 'authentication-required'),
		);
	if (status === 403) return drift('not-allowed', 'look-at-permissions', 'observed', tell('drift', 'not-allowed'));
	if (status === 405) return drift('wrong-method', 'check-the-method', 'observed', tell('drift', 'wrong-method'));
	return drift('unexpected-status', 'look-at-application', 'observed', tell('drift', 'unexpected-status'));
}

/** Nothing was stated, so only what no caller wants is drift. */
function judgeUnstated(probe: PlannedProbe, answer: Answer, tell: Tell): Opinion {
	const {status} = answer;
	if (status >= 200 && status < 400) return judgeType(probe, answer, tell);
	if (status === 401 && sendsCredentials(probe))
		return drift(
			'authentication-required',
			'look-at-authentication',
			'observed',
			tell('drift', 'authentication-required'),
		);
	if (status === 403 && sendsCredentials(probe))
		return drift('not-allowed', 'look-at-permissions', 'observed', tell('drift', 'not-allowed'));
	if (status === 401 || status === 403) return match('no-expectation', 'observed', tell('note', 'guarded'));
	if (status === 405)
		return inconclusive('wrong-method', 'check-the-method', tell('inconclusive', 'wrong-method'), 'observed');
	return inconclusive('no-expectation', 'check-the-configuration', tell('inconclusive', 'no-expectation'), 'observed');
}

/** 204 and 304 have no content, so no type either (RFC 9110 sections 15.3.5 and 15.4.5). */
function judgeType(probe: PlannedProbe, answer: Answer, tell: Tell): Opinion {
	const {status, contentType} = answer;
	const typed = probe.contentType !== null && status !== 204 && status !== 304;
	if (typed && contentType !== probe.contentType)
		return drift('wrong-content-type', 'look-at-application', 'observed', [
			finding('drift', 'wrong-content-type', probe.name, {
				expected: probe.contentType,
				deployed: contentType,
				detail: `${status}`,
			}),
		]);
	const reason = probe.expect === null ? 'no-expectation' : 'as-expected';
	return match(reason, 'observed', tell('note', reason));
}

const credentialHeader = /^(?:proxy-)?authorization$|^cookie$|(?:^|-)(?:api-?key|token|secret|session|auth)(?:-|$)/i;

/** Whether the probe shows who asks: a header known for it, or one whose value is a secret. */
export const sendsCredentials = (probe: PlannedProbe): boolean =>
	probe.headers.some((header) => 'env' in header.value || credentialHeader.test(header.name));
