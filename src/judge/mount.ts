import type {Answer, Observation, ProbeEvidence} from '../model/evidence.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';

/** What an answer beside its control's says about the route. `assumed`: no control was asked for, or none can tell. */
export type Mount =
	| 'mounted'
	| 'assumed'
	| 'absent-as-expected'
	| 'not-mounted'
	| 'catch-all'
	| 'soft-404'
	| 'wrong-method'
	| 'redirected'
	| 'redirect-to-login'
	| 'rate-limited'
	| 'control-unread'
	| 'no-answer';

/** The evidence of a planned probe; an entry that is missing, or of another probe, is no evidence. */
export function probeEvidenceOf(plan: Plan, probes: readonly ProbeEvidence[], index: number): Observation<Answer>[] {
	const seen = probes[index];
	const nothing = {status: 'skipped', reason: 'not-asked'} as const;
	return seen === undefined || seen.name !== plan.probes[index]?.name
		? [nothing, nothing]
		: [seen.answer, seen.control];
}

const isGone = (status: number): boolean => status === 404 || status === 410;
const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

/** Reads answer and control together; what was not observed never yields `mounted`. */
export function mountOf(probe: PlannedProbe, answer: Observation<Answer>, control: Observation<Answer>): Mount {
	if (answer.status !== 'observed') return 'no-answer';
	const seen = answer.value;
	const expected = probe.expect?.includes(seen.status) ?? false;
	const stated = probe.expect !== null;
	if (isGone(seen.status)) return expected ? 'absent-as-expected' : 'not-mounted';
	if (seen.status === 429 && !expected) return 'rate-limited';
	if (stated && !expected && isRedirect(seen.status)) {
		const elsewhere = leadsElsewhere(probe.url, seen.location);
		if (elsewhere !== null) return elsewhere;
	}
	if (probe.controlUrl !== null) {
		if (control.status !== 'observed') return 'control-unread';
		if (isAlike(seen, control.value)) {
			// A page at '/' is its own fallback: every path below it may answer the same.
			if (new URL(probe.url).pathname === '/') return 'assumed';
			const foreign = probe.contentType !== null && seen.contentType !== probe.contentType;
			return foreign && isSuccess(seen.status) ? 'soft-404' : 'catch-all';
		}
		// A limiter or a failure at the control says nothing about what an unknown path gets.
		if (control.value.status === 429 || control.value.status >= 500) return 'control-unread';
	}
	if (seen.status === 405 && stated && !expected) return 'wrong-method';
	return probe.controlUrl === null ? 'assumed' : 'mounted';
}

/**
 * Whether a path nobody mounts gets the same. Error pages carry request ids and echo the path, so beyond success the
 * status decides; pages carry nonces, so their type does where the bytes differ.
 */
function isAlike(answer: Answer, control: Answer): boolean {
	if (answer.status !== control.status) return false;
	if (!isSuccess(answer.status) || answer.contentType === control.contentType) return true;
	return answer.size > 0 && answer.sha256 === control.sha256;
}

const login = /(?:^|[/._?=&-])(?:log-?in|sign-?in|auth|authorize|oauth2?|sso|saml)(?:$|[/._?=&-])/i;

/** Null for a move within the host, such as a trailing slash or https. */
function leadsElsewhere(url: string, location: string | null): 'redirected' | 'redirect-to-login' | null {
	if (location === null || !URL.canParse(location, url)) return null;
	const to = new URL(location, url);
	const from = new URL(url);
	if (login.test(`${to.hostname}${to.pathname}`) && to.pathname !== from.pathname) return 'redirect-to-login';
	return to.hostname === from.hostname ? null : 'redirected';
}
