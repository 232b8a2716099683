import type {RouteQuestion} from '../model/mapping.ts';
import {liveAddress, liveBase} from '../model/live.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';

/** The request that is followed, as it is sent and as proxies are asked about it. */
export type Followed = {
	readonly url: string;
	readonly headers: PlannedProbe['headers'];
	/** where only this version is spoken; null: the usual one */
	readonly version: '2' | null;
	readonly question: RouteQuestion;
};

/**
 * The first probe by GET, with good credentials where it has some, since what asks who is there may stand before the
 * service; else the first probe; else the page, or what is served. Null: the service has no address.
 */
export function followedRequest({probes, service: {live}}: Plan): Followed | null {
	const usable = probes.filter(({url}) => /^https?:\/\//i.test(url) && URL.canParse(url));
	const plain = usable.filter(({protocol, method}) => protocol !== 'websocket' && method === 'GET');
	const first = plain[0] ?? usable[0];
	const probe =
		usable.find(
			({url, method, credential}) => url === first?.url && method === first.method && credential === 'good',
		) ?? first;
	if (probe !== undefined) return followed(probe);
	if (live === null) return null;
	const url = live.page === null ? liveBase(live.base) : liveAddress(live.page, live.base);
	return followed({url, method: 'GET', headers: [], protocol: 'http'});
}

function followed({
	url,
	method,
	headers,
	protocol: spoken,
}: Pick<PlannedProbe, 'url' | 'method' | 'headers' | 'protocol'>): Followed {
	const {protocol, hostname, port, pathname} = new URL(url);
	// A literal Host header is what proxies go by.
	const stated = headers.find(({name}) => name.toLowerCase() === 'host')?.value;
	const named = stated !== undefined && 'literal' in stated ? URL.parse(`http://${stated.literal}/`)?.hostname : null;
	const scheme = protocol === 'https:' ? 'https' : 'http';
	return {
		url,
		headers,
		version: spoken === 'http2' || spoken === 'grpc' ? '2' : null,
		question: {
			scheme,
			host: (named ?? hostname).replace(/^\[|\]$/g, '').toLowerCase(),
			port: port === '' ? defaultPorts[scheme] : Number(port),
			path: pathname,
			method,
		},
	};
}

const defaultPorts = {http: 80, https: 443} as const;
