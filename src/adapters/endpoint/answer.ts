import type {Answer} from '../../model/evidence.ts';
import type {HttpResponse} from '../../world.ts';
import {secretForms} from '../../bytes/secret-forms.ts';

/** Headers that tell caches, gateways and the next step apart. Everything else stays unread unless the probe names it. */
const kept = new Set([
	'age',
	'allow',
	'cache-control',
	'cache-status',
	'cf-cache-status',
	'cf-ray',
	'content-encoding',
	'content-type',
	'etag',
	'expires',
	'last-modified',
	'retry-after',
	'server',
	'upgrade',
	'vary',
	'via',
	'www-authenticate',
	'x-amz-cf-id',
	'x-amz-cf-pop',
	'x-cache',
	'x-cache-hits',
	'x-cache-status',
	'x-nginx-cache',
	'x-powered-by',
	'x-proxy-cache',
	'x-request-id',
	'x-served-by',
	'x-varnish',
	'x-vercel-cache',
]);

const longest = 256;
/** Never kept, whoever asks for them. */
const secret = /^(?:set-cookie2?|cookie|(?:proxy-)?authorization)$/;

/** What a response's head says, without the values that were sent to get it. */
export function headOf(
	response: HttpResponse,
	url: string,
	secrets: readonly string[],
	asked: readonly string[] = [],
): Pick<Answer, 'status' | 'headers' | 'contentType' | 'location' | 'peer' | 'version'> {
	// Cleaned before it is taken apart or cut: half a secret, or one in lower case, would not be found any more.
	const {hide} = secretForms(secrets);
	const headers = new Map<string, string>();
	// Here and wherever headers pass by the thousand, pairs are not taken apart by their iterators.
	for (const pair of response.rawHeaders) {
		const name = pair[0].toLowerCase();
		if (!kept.has(name) && (!asked.includes(name) || secret.test(name))) continue;
		const raw = hide(pair[1]).trim();
		const value = name === 'www-authenticate' ? challengeOf(raw) : name === 'location' ? destinationOf(raw, url) : raw;
		const before = headers.get(name);
		headers.set(name, before === undefined ? value : `${before}, ${value}`);
	}
	// Once more where parts were joined or written anew: that may be what makes a secret whole.
	const shown = (value: string): string => hide(value).slice(0, longest);
	const location = response.status >= 300 && response.status < 400 ? response.header('location') : null;
	const contentType = response.header('content-type');
	return {
		status: response.status,
		headers: Object.fromEntries([...headers.keys()].sort().map((name) => [name, shown(headers.get(name)!)])),
		contentType: contentType === null ? null : shown(hide(contentType).split(';', 1)[0]!.trim().toLowerCase()) || null,
		location: location === null ? null : shown(destinationOf(hide(location), url)),
		peer: response.peer.address,
		version: response.version,
	};
}

/**
 * A challenge's parameters may hold nonces and addresses; its scheme says which kind of credentials is asked for, and
 * one word of a closed list why those that came are not taken (RFC 6750, 3.1).
 */
function challengeOf(challenge: string): string {
	const scheme = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}/.exec(challenge)?.[0] ?? '';
	const why = /[\s,]error="?(invalid_request|invalid_token|insufficient_scope)\b/.exec(challenge)?.[1];
	return why === undefined ? scheme : `${scheme} error=${why}`;
}

/** Where a redirect leads, without credentials, query and fragment: these carry tokens and return addresses. */
function destinationOf(location: string, url: string): string {
	const target = URL.parse(location, url);
	if (target === null) return location.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');
	if (target.protocol !== 'http:' && target.protocol !== 'https:') return target.protocol;
	return `${target.origin}${target.pathname}`;
}
