import type {Answer} from '../model/evidence.ts';
import {pageKindOf} from '../model/error-page.ts';
import type {ReasonCode, RemedyCode} from '../model/verdict.ts';

/** What a status that nobody expected says. `inconclusive`: it speaks of this request, and not of the endpoint. */
export type Meaning = {
	readonly status: 'drift' | 'inconclusive';
	readonly reason: ReasonCode;
	readonly remedy: RemedyCode;
};

const drift = (reason: ReasonCode, remedy: RemedyCode): Meaning => ({status: 'drift', reason, remedy});
const unsaid = (reason: ReasonCode, remedy: RemedyCode): Meaning => ({status: 'inconclusive', reason, remedy});

/** RFC 9110 section 15.5 and 15.6 where nothing else is named; 401 and 403 depend on who asked. */
const meanings: Readonly<Record<number, Meaning>> = {
	400: drift('malformed-request', 'correct-the-request'),
	402: drift('payment-required', 'look-at-permissions'),
	405: drift('wrong-method', 'check-the-method'),
	406: drift('not-acceptable', 'state-the-type'),
	407: unsaid('proxy-authentication', 'check-the-configuration'),
	408: unsaid('request-timed-out', 'look-again'),
	409: drift('conflict', 'correct-the-request'),
	411: drift('length-required', 'correct-the-request'),
	412: drift('precondition-failed', 'correct-the-request'),
	413: drift('request-too-large', 'raise-the-limit'),
	414: drift('address-too-long', 'raise-the-limit'),
	415: drift('unsupported-type', 'state-the-type'),
	421: drift('misdirected', 'separate-the-hosts'),
	422: drift('invalid-request', 'correct-the-request'),
	// RFC 8470 section 5.2
	425: unsaid('too-early', 'look-again'),
	426: drift('upgrade-required', 'speak-the-protocol'),
	// RFC 6585
	428: drift('precondition-required', 'correct-the-request'),
	429: unsaid('rate-limited', 'look-again'),
	431: drift('headers-too-large', 'raise-the-limit'),
	// RFC 7725
	451: drift('withheld-by-law', 'look-at-the-edge'),
	// Written to nginx's log when the client hung up; as an answer it comes from another proxy in between.
	499: unsaid('request-given-up', 'look-again'),
	501: drift('not-implemented', 'check-the-method'),
	502: drift('upstream-error', 'look-at-proxy'),
	504: drift('upstream-timed-out', 'look-at-proxy'),
	// RFC 4918 section 11.5, RFC 5842 section 7.2
	507: drift('storage-full', 'look-at-application'),
	508: drift('loop-detected', 'look-at-proxy'),
};

/** Of any status that is no success and no redirect. */
export function meaningOf(answer: Answer): Meaning {
	const {status} = answer;
	const known = meanings[status];
	if (known !== undefined) return known;
	if (status === 503) return drift('service-unavailable', remedyOf503(answer));
	// Cloudflare's own between 520 and 530: what it met on its way to the origin.
	if (status >= 520 && status <= 530) return drift('edge-error', 'look-at-the-edge');
	if (status >= 500)
		return pageKindOf(answer.pageOf) === 'proxy'
			? drift('upstream-error', 'look-at-proxy')
			: drift('server-error', 'look-at-application');
	return drift('unexpected-status', 'look-at-application');
}

/** Who says when to come again means to be back; a proxy's own page means that nothing behind it was asked. */
function remedyOf503(answer: Answer): RemedyCode {
	if (answer.headers['retry-after'] !== undefined) return 'wait-for-the-service';
	return pageKindOf(answer.pageOf) === 'application' ? 'look-at-application' : 'look-at-proxy';
}

/** What of an answer helps with its status, short: the methods it takes, when to come again, whose page it is. */
export function factOf({status, headers, contentType, pageOf}: Answer): string | null {
	const grpc = headers['grpc-status'];
	if (grpc !== undefined) return `gRPC ${grpc}`;
	const told = {401: 'www-authenticate', 405: 'allow', 426: 'upgrade', 429: 'retry-after', 503: 'retry-after'}[status];
	const value = told === undefined ? undefined : headers[told];
	if (told !== undefined && value !== undefined) return `${told}: ${value}`;
	return status >= 400 && pageOf !== null ? `page of ${pageOf}` : contentType;
}
