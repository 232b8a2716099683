import {FaultError} from '../../model/fault.ts';
import type {HttpRequest, HttpResponse, World} from '../../world.ts';

const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** `home` says whether the answer comes from the origin that was asked: only then may its challenge be answered. */
export type Followed = {readonly response: HttpResponse; readonly home: boolean};

/**
 * Sends a GET and follows its redirects. `authorization` is for the first origin alone: scheme, host and port must be
 * equal, and once an answer came from elsewhere it is not sent again, even on the way back.
 *
 * @throws FaultError `redirect-refused`, `redirect-loop`
 */
export async function followRedirects(
	world: World,
	request: HttpRequest,
	authorization: string | null,
): Promise<Followed> {
	let url = new URL(request.url);
	const origin = url.origin;
	const seen = new Set([url.href]);
	let home = true;
	for (;;) {
		const headers = [...(request.headers ?? [])];
		if (home && authorization !== null) headers.push(['Authorization', authorization]);
		const response = await world.http({...request, url: url.href, headers});
		if (!redirects.has(response.status)) return {response, home};
		response.discard();
		url = nextAddress(url, response.header('location'));
		if (seen.has(url.href)) throw new FaultError('redirect-loop', `${shown(url)} redirects to itself`);
		if (seen.size > maxRedirects) {
			throw new FaultError('redirect-loop', `${origin} redirected more than ${maxRedirects} times`);
		}
		seen.add(url.href);
		home &&= url.origin === origin;
	}
}

function nextAddress(from: URL, location: string | null): URL {
	if (location === null) throw new FaultError('unexpected-answer', `${shown(from)} redirects to nowhere`);
	const url = URL.parse(location, from.href);
	if (url === null) throw new FaultError('redirect-refused', `${shown(from)} redirects to something that is no URL`);
	const refuse = (why: string): FaultError =>
		new FaultError('redirect-refused', `${shown(from)} redirects to ${shown(url)}: ${why}`);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('only http and https are followed');
	if (from.protocol === 'https:' && url.protocol === 'http:') throw refuse('from https to http');
	if (url.username !== '' || url.password !== '') throw refuse('the address carries a user name');
	url.hash = '';
	return url;
}

/** Scheme, host and port: paths and queries of blob stores are signed, so they are secrets. */
const shown = (url: URL): string => `${url.protocol}//${url.host}`;
