import type {Answer, Observation} from '../model/evidence.ts';
import type {PlannedProbe} from '../model/plan.ts';
import type {Finding, RemedyCode} from '../model/verdict.ts';
import {isGuard} from '../model/zone.ts';
import {finding} from './opinion.ts';

const credentialHeader = /^(?:proxy-)?authorization$|^cookie$|(?:^|-)(?:api-?key|token|secret|session|auth)(?:-|$)/i;

/** Whether the probe shows who asks: by credentials of its own, a header known for it, or one whose value is a secret. */
export const sendsCredentials = ({credential, headers}: PlannedProbe): boolean =>
	credential === null
		? headers.some((header) => 'env' in header.value || credentialHeader.test(header.name))
		: credential !== 'none';

/** Whether a success would mean that somebody gets in who may not: nobody known, or somebody made up. */
export const isOpen = (probe: PlannedProbe): boolean =>
	isGuard(probe.expect) && (probe.credential === 'bad' || !sendsCredentials(probe));

/** What to do about a refusal: it says which kind of credentials it wants, and perhaps why it took none. */
export function refusedRemedy(probe: PlannedProbe, {status, headers}: Answer): RemedyCode {
	const challenge = headers['www-authenticate'] ?? '';
	if (!sendsCredentials(probe)) return status === 401 ? 'look-at-authentication' : 'look-at-permissions';
	if (/error=insufficient_scope/.test(challenge)) return 'check-the-scope';
	if (status === 403) return 'look-at-permissions';
	if (/(?:^|, )bearer\b/i.test(challenge)) return 'renew-the-token';
	return /(?:^|, )(?:basic|digest)\b/i.test(challenge) ? 'check-the-password' : 'look-at-authentication';
}

type Asked = {readonly probe: PlannedProbe; readonly answer: Observation<Answer>};

/**
 * Good credentials that get what none get: nobody looked at them, or they never arrived. Where both are right this is
 * nothing to speak of.
 */
export function sameForEveryone(
	probe: PlannedProbe,
	answer: Observation<Answer>,
	all: readonly Asked[],
): readonly Finding[] {
	if (probe.credential !== 'good' || answer.status !== 'observed' || probe.expect?.includes(answer.value.status))
		return [];
	const {status} = answer.value;
	const without = all.find(
		(other) => other.probe.credential === 'none' && other.probe.url === probe.url && isSameQuestion(other.probe, probe),
	);
	if (without?.answer.status !== 'observed' || without.answer.value.status !== status) return [];
	return [finding('note', 'no-difference', probe.name, {deployed: `${status}`, detail: factWord(answer.value)})];
}

const factWord = ({headers}: Answer): string | null => headers['www-authenticate'] ?? null;

/** Requests of one probe differ in who asks alone. */
const isSameQuestion = (a: PlannedProbe, b: PlannedProbe): boolean =>
	a.method === b.method && a.protocol === b.protocol && JSON.stringify(a.credentials) === JSON.stringify(b.credentials);
