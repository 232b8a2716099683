import {FaultError} from '../../model/fault.ts';
import type {HttpRequest, HttpResponse, World} from '../../world.ts';
import {type AddressKind, addressKind} from '../../model/address-kind.ts';
import {kindOf} from './realm.ts';

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
	let refuses: readonly AddressKind[] = [];
	for (;;) {
		const headers = [...(request.headers ?? [])];
		if (home && authorization !== null) headers.push(['Authorization', authorization]);
		const response = await world
			.http({...request, url: url.href, headers, ...(refuses.length === 0 ? {} : {refuses})})
			.catch((error: unknown) => {
				throw refuses.length === 0 || request.publicOnly ? error : asRedirect(error, url);
			});
		if (!redirects.has(response.status)) return {response, home};
		response.discard();
		const from = url;
		url = nextAddress(from, response.header('location'));
		if (url.host !== from.host) refuses = await refuseNearer(world, from, url, response.peer.address);
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

/**
 * What a registry elsewhere names must not be this machine, nor a cloud's metadata service. Private addresses are left:
 * the blob storage of a public registry may have one inside a company's network. Tells which kinds the connection must
 * refuse: a name may be resolved differently a moment later.
 */
async function refuseNearer(world: World, from: URL, to: URL, peer: string | null): Promise<readonly AddressKind[]> {
	const kind = await kindOf(world, to.host);
	if (kind !== 'loopback' && kind !== 'link-local') return nearest;
	const sender = peer === null ? await kindOf(world, from.host) : (addressKind(peer) ?? 'public');
	if (sender !== kind)
		throw new FaultError('redirect-refused', `${shown(from)} redirects to ${shown(to)}: a ${kind} address`);
	return nearest.filter((one) => one !== kind);
}

const nearest: readonly AddressKind[] = ['loopback', 'link-local'];

/** The address was judged before, and is another now; where only public ones may be reached, the refusal may have other causes. */
function asRedirect(error: unknown, to: URL): unknown {
	if (!(error instanceof FaultError) || error.fault.code !== 'address-refused') return error;
	const detail = `a redirect leads to ${shown(to)}, whose name led elsewhere when it was connected to than when it was judged`;
	return new FaultError('redirect-refused', detail, error);
}

/** Scheme, host and port: paths and queries of blob stores are signed, so they are secrets. */
const shown = (url: URL): string => `${url.protocol}//${url.host}`;
