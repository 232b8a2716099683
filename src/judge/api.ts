import type {Answer, Evidence, Observation} from '../model/evidence.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';
import type {Finding, LayerVerdict} from '../model/verdict.ts';
import {isGuard} from '../model/zone.ts';
import {isOpen, refusedRemedy, sameForEveryone, sendsCredentials} from './api-credentials.ts';
import {judgeShape} from './api-shape.ts';
import type {Meaning} from './api-status.ts';
import {factOf, meaningOf} from './api-status.ts';
import type {Mount} from './mount.ts';
import {mountOf, probeEvidenceOf, staysWithin} from './mount.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, layerOf, match, skippedLayer} from './opinion.ts';
import {unansweredOf, unaskedFirst} from './unanswered.ts';

/** Given that the route is there: what does the answer mean, to each who asks? */
export function judgeApi(plan: Plan, evidence: Evidence): LayerVerdict {
	if (plan.skipped.api !== undefined) return skippedLayer('api');
	const seen = plan.probes.map((probe, index) => {
		const [answer, control] = probeEvidenceOf(plan, evidence.probes, index);
		return {probe, answer: answer!, control: control!};
	});
	const opinions = seen.map(({probe, answer, control}): Opinion => {
		const opinion = judgeAnswer(probe, answer, control);
		const notes = sameForEveryone(probe, answer, seen);
		return notes.length === 0 ? opinion : {...opinion, findings: [...opinion.findings, ...notes]};
	});
	return layerOf('api', unaskedFirst(opinions));
}

type Tell = (level: Finding['level'], code: Finding['code']) => Finding[];

function judgeAnswer(probe: PlannedProbe, answer: Observation<Answer>, control: Observation<Answer>): Opinion {
	const expected = probe.expect === null ? null : probe.expect.join(', ');
	if (answer.status !== 'observed') {
		const fault = faultOf(answer);
		const {reason, remedy} = unansweredOf(fault);
		return inconclusive(reason, remedy, [finding('inconclusive', reason, probe.name, {expected, detail: fault.code})]);
	}
	const seen = answer.value;
	const {status} = seen;
	const tell: Tell = (level, code) => [
		finding(level, code, probe.name, {expected, deployed: `${status}`, detail: factOf(seen)}),
	];
	const say = ({status: weight, reason, remedy}: Meaning): Opinion =>
		weight === 'drift'
			? drift(reason, remedy, 'observed', tell('drift', reason))
			: inconclusive(reason, remedy, tell('inconclusive', reason), 'observed');

	const foreign = judgeProtocol(probe, seen);
	if (foreign !== null) return say(foreign);
	if (probe.expect?.includes(status)) return judgeExpected(probe, seen, tell);
	if (status === 404 || status === 410 || isFallback(probe, mountOf(probe, answer, control), seen, control))
		return say({status: 'inconclusive', reason: 'behind-404', remedy: 'mount-the-route'});
	return probe.expect === null ? judgeUnstated(probe, seen, say, tell) : say(judgeUnexpected(probe, seen));
}

/** An answer in another protocol than it was asked in, whatever its status says. */
function judgeProtocol(probe: PlannedProbe, {status, headers}: Answer): Meaning | null {
	if (probe.protocol === 'grpc' && status >= 200 && status < 300 && headers['grpc-status'] === undefined)
		return {status: 'drift', reason: 'not-grpc', remedy: 'pass-http2'};
	// Nobody said how it is, so that nobody may call it healthy.
	if (probe.protocol === 'grpc' && headers['grpc-health'] === 'unread')
		return {status: 'inconclusive', reason: 'answer-unread', remedy: 'look-at-application'};
	if (probe.protocol !== 'websocket') return null;
	if (status === 101 && headers['sec-websocket-accept'] !== 'right')
		return {status: 'drift', reason: 'wrong-upgrade', remedy: 'pass-the-upgrade'};
	if (probe.expect === null || probe.expect.includes(status)) return null;
	// Whoever is refused is refused before anything is upgraded; that no upgrade came is said to everybody (RFC 9110, 15.5.22).
	const isPage = (status >= 200 && status < 300) || status === 400;
	return status === 426 || (isPage && probe.expect.includes(101))
		? {status: 'drift', reason: 'upgrade-not-passed', remedy: 'pass-the-upgrade'}
		: null;
}

/**
 * A success that every path gets is no answer of this endpoint. Where a refusal is expected, content that is no page
 * and differs from the other path's is one: then both are open.
 */
function isFallback(probe: PlannedProbe, mount: Mount, answer: Answer, control: Observation<Answer>): boolean {
	if (mount !== 'catch-all' && mount !== 'soft-404') return false;
	if (answer.status < 200 || answer.status >= 300) return false;
	const own =
		control.status === 'observed' && answer.sha256 !== control.value.sha256 && answer.contentType !== 'text/html';
	return !(own && isGuard(probe.expect));
}

function judgeUnexpected(probe: PlannedProbe, answer: Answer): Meaning {
	const {status} = answer;
	if (isSuccess(probe, status)) {
		if (isOpen(probe))
			return probe.credential === 'bad'
				? {status: 'drift', reason: 'bad-credential-accepted', remedy: 'verify-credentials'}
				: {status: 'drift', reason: 'open-to-everyone', remedy: 'close-the-endpoint'};
		return {status: 'drift', reason: 'unexpected-status', remedy: 'look-at-application'};
	}
	if (answer.headers['grpc-health'] !== undefined)
		return {status: 'drift', reason: 'not-serving', remedy: 'look-at-application'};
	if (status === 401 || status === 403) return refused(probe, answer);
	// Where it leads within the host (https, a slash, a language), the question was another than the one that was meant.
	if (status < 400) {
		const remedy = staysWithin(probe.url, answer.location) ? 'probe-where-it-leads' : 'look-at-application';
		return {status: 'drift', reason: 'unexpected-status', remedy};
	}
	return meaningOf(answer);
}

/** Of a WebSocket the agreed upgrade is what a success is elsewhere. */
const isSuccess = ({protocol}: PlannedProbe, status: number): boolean =>
	(status >= 200 && status < 300) || (protocol === 'websocket' && status === 101);

const refused = (probe: PlannedProbe, answer: Answer): Meaning => ({
	status: 'drift',
	reason: answer.status === 401 ? 'authentication-required' : 'not-allowed',
	remedy: refusedRemedy(probe, answer),
});

/** Nothing was stated, so only what no caller wants is drift. */
function judgeUnstated(probe: PlannedProbe, answer: Answer, say: (meaning: Meaning) => Opinion, tell: Tell): Opinion {
	const {status} = answer;
	if (status < 400) return judgeExpected(probe, answer, tell);
	if (status === 401 || status === 403)
		return sendsCredentials(probe)
			? say(refused(probe, answer))
			: match('no-expectation', 'observed', tell('note', 'guarded'));
	const meaning = meaningOf(answer);
	if (status >= 500 || meaning.status === 'inconclusive') return say(meaning);
	if (status === 405) return say({...meaning, status: 'inconclusive'});
	return say({status: 'inconclusive', reason: 'no-expectation', remedy: 'check-the-configuration'});
}

function judgeExpected(probe: PlannedProbe, answer: Answer, tell: Tell): Opinion {
	const wrong = judgeShape(probe, answer);
	if (wrong !== null) return wrong;
	const reason = probe.expect === null ? 'no-expectation' : 'as-expected';
	return match(reason, 'observed', tell('note', reason));
}
