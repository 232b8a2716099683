import type {Rule, Wrong} from './problem.ts';
import {quote} from './problem.ts';
import {looksLikeSecret} from './secret.ts';

export const acceptedUrl =
	'an absolute http:// or https:// URL without credentials, such as https://api.example.com/workflows';

/** Query keys whose value is a secret by convention. */
const secretKey =
	/^(?:.*[-_.])?(?:access[-_]?token|auth(?:orization)?|token|jwt|api[-_]?key|apikey|secret|client[-_]?secret|passw(?:or)?d|pwd|passphrase|credentials?|session(?:[-_]?id)?|sig|signature)$/i;

export const urlRule: Rule = (text) => {
	const url = /^https?:\/\//i.test(text) && !/[\s\p{Cc}\\]/u.test(text) && text.length <= 4096 ? URL.parse(text) : null;
	if (!url) {
		// What stands before an @ or after a ? may be a secret even where the rest makes no sense.
		const shown = text.replace(/[?#].*$/s, '').replace(/^[^/]*\/\/.*@|^[^/]*@/s, '…@');
		const found = shown === text ? {} : {found: `${quote(shown)} (partly not shown)`};
		const socket = /^(wss?):\/\//i.exec(text)?.[1];
		if (socket !== undefined)
			return {
				...found,
				todo: `write ${socket.length === 3 ? 'https' : 'http'}:// in place of ${socket}://, with \`protocol: websocket\` beside it`,
			};
		if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
			return {...found, todo: 'use http:// or https:// and write the URL without blanks'};
		if (text.startsWith('/')) return {...found, todo: 'put the scheme and the host before the path'};
		return {...found, todo: 'write the whole URL, with https:// before the host'};
	}
	return forbiddenParts(url);
};

function forbiddenParts(url: URL): Wrong | null {
	const found = `${quote(`${url.origin}${url.pathname}`)} (the rest is not shown)`;
	if (url.username !== '' || url.password !== '')
		return {
			accepted: 'a URL without credentials',
			found,
			todo: "remove what stands before '@'; send it in a header: {Authorization: {env: NAME, prefix: 'Basic '}}",
		};
	for (const [key, value] of url.searchParams) {
		if (!secretKey.test(key) && !looksLikeSecret(value)) continue;
		return {
			accepted: 'a URL without secrets: URLs end up in logs, reports and caches',
			found,
			todo: `remove the query key ${quote(key)}; send a secret in a header: {NAME: {env: VARIABLE}}`,
		};
	}
	if (looksLikeSecret(url.pathname))
		return {
			accepted: 'a URL without secrets: URLs end up in logs, reports and caches',
			found: `a URL on ${url.host} (not shown: its path looks like a secret)`,
			todo: 'send a secret in a header: {NAME: {env: VARIABLE}}',
		};
	if (url.hash !== '' || url.href.endsWith('#'))
		return {
			accepted: "a URL without '#'",
			todo: "remove '#' and what follows: a browser never sends it, so no server can answer it",
		};
	return null;
}

export const acceptedBase = 'an absolute http:// or https:// URL without a query, such as https://app.example.com/';

export const baseRule: Rule = (text) => {
	const wrong = urlRule(text);
	if (wrong) return wrong;
	return text.includes('?') ? {todo: "remove '?' and what follows: paths are resolved against this URL"} : null;
};

export const acceptedOrigin = 'an absolute http:// or https:// URL without a path, such as https://origin.example.com';

export const originRule: Rule = (text) => {
	const wrong = baseRule(text);
	if (wrong) return wrong;
	return URL.parse(text)?.pathname === '/'
		? null
		: {todo: 'remove the path: the paths of probes and of `live` are asked there'};
};

export const acceptedUrlPath = 'a path below `base`, such as /assets/app.js';

/** A path that cannot lead to another host, whatever it is resolved against. */
export const urlPathRule: Rule = (text) => {
	if (text === '') return {todo: 'write a path; / is the start page'};
	if (text.length > 4096 || /[\s\p{Cc}\\]/u.test(text))
		return {todo: "write one path, with '/' and with blanks as %20"};
	const url = URL.parse(text, 'https://base.invalid/');
	if (url?.host !== 'base.invalid' || url.protocol !== 'https:' || /^[a-z][a-z0-9+.-]*:/i.test(text))
		return {found: 'an address of its own', todo: 'write the path alone: the host is that of `base`'};
	return forbiddenParts(url);
};

export const acceptedHost =
	'a host name, with its port where it is not the default: api.example.com or api.example.com:8443';

/** The host as URLs compare it: lower case, punycode, without the default https port; null when it is none. */
export function parseHost(text: string): string | null {
	if (!/^(?:\[[0-9a-fA-F:.]{2,45}\]|[^\s\p{Cc}/\\@?#:[\]*%]{1,253})(?::[0-9]{1,5})?$/u.test(text)) return null;
	const url = URL.parse(`https://${text}/`);
	return url && url.pathname === '/' ? url.host : null;
}

/** Whether a text is an IPv4 or IPv6 address as people write it: four numbers, or groups of hex digits, without a zone. */
export const isAddress = (text: string): boolean =>
	/^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/.test(text)
		? URL.canParse(`http://${text}/`)
		: text.includes(':') && text.length <= 45 && /^[0-9a-fA-F:.]+$/.test(text) && URL.canParse(`http://[${text}]/`);
