import {pageKindOf} from '../model/error-page.ts';
import type {Answer, Observation, ProbeEvidence} from '../model/evidence.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';

/** What an answer beside its control's says about the route. `assumed`: no control was asked for, or none can tell. */
export type Mount =
	| 'mounted'
	| 'assumed'
	| 'absent-as-expected'
	| 'not-mounted'
	| 'proxy-404'
	| 'catch-all'
	| 'soft-404'
	| 'wrong-method'
	| 'redirected'
	| 'redirect-to-login'
	| 'moved'
	| 'rate-limited'
	| 'control-unread'
	| 'no-answer';

const nothing = {status: 'skipped', reason: 'not-asked'} as const;
const unseen = {name: '', answer: nothing, control: nothing, fresh: nothing, origin: nothing, others: []};

/** All that is known of a planned probe; an entry that is missing, or of another probe, is no evidence. */
export function probeSeen(plan: Plan, probes: readonly ProbeEvidence[], index: number): ProbeEvidence {
	const seen = probes[index];
	return seen === undefined || seen.name !== plan.probes[index]?.name ? unseen : seen;
}

/** Its answer and the control's. */
export function probeEvidenceOf(plan: Plan, probes: readonly ProbeEvidence[], index: number): Observation<Answer>[] {
	const {answer, control} = probeSeen(plan, probes, index);
	return [answer, control];
}

/** The server knows nothing at this path, or says that what was there is not any more. */
export const isGone = (status: number): boolean => status === 404 || status === 410;
const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

/** Reads answer and control together; what was not observed never yields `mounted`. */
export function mountOf(probe: PlannedProbe, answer: Observation<Answer>, control: Observation<Answer>): Mount {
	if (answer.status !== 'observed') return 'no-answer';
	const seen = answer.value;
	const expected = probe.expect?.includes(seen.status) ?? false;
	const stated = probe.expect !== null;
	if (isGone(seen.status)) {
		if (expected) return 'absent-as-expected';
		return pageKindOf(seen.pageOf) === 'proxy' ? 'proxy-404' : 'not-mounted';
	}
	if (seen.status === 429 && !expected) return 'rate-limited';
	if (stated && !expected && isRedirect(seen.status)) {
		const elsewhere = leadsElsewhere(probe.url, seen.location);
		if (elsewhere !== null) return elsewhere;
	}
	if (probe.controlUrl !== null) {
		if (control.status !== 'observed') return 'control-unread';
		if (isAlike(seen, control.value)) {
			// To https, to a slash, to a language: every path is sent on before anybody looks for it.
			if (isRedirect(seen.status) && !expected && staysWithin(probe.url, seen.location)) return 'moved';
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
export function isAlike(answer: Answer, control: Answer): boolean {
	if (answer.status !== control.status) return false;
	if (!isSuccess(answer.status) || answer.contentType === control.contentType) return true;
	return answer.size > 0 && answer.sha256 === control.sha256;
}

const login =
	/(?:^|[/._?=&-])(?:log[-_]?in|log[-_]?on|sign[-_]?in|service-?login|authn?|authenticate|authorize|oauth2?|oidc|openid(?:-connect)?|sso|saml2?|adfs)(?:$|[/._?=&-])/i;
/** Hosts where nothing but identity is served. */
const identity =
	/(?:^|\.)(?:okta(?:preview)?\.com|auth0\.com|onelogin\.com|microsoftonline\.com|accounts\.google\.com|amazoncognito\.com|cloudflareaccess\.com|pingone\.(?:com|eu))$/i;

const isLogin = ({hostname, pathname}: URL): boolean => login.test(`${hostname}${pathname}`) || identity.test(hostname);

/** Null for a move within the host, such as a trailing slash, https or a language, and for one among pages of a login. */
export function leadsElsewhere(url: string, location: string | null): 'redirected' | 'redirect-to-login' | null {
	const to = location === null ? null : URL.parse(location, url);
	const from = URL.parse(url);
	if (to === null || from === null) return null;
	const within = to.hostname === from.hostname;
	if (isLogin(to) && !(within && isLogin(from))) return 'redirect-to-login';
	return within ? null : 'redirected';
}

export const staysWithin = (url: string, location: string | null): boolean =>
	location !== null && URL.parse(location, url)?.hostname === URL.parse(url)?.hostname;
