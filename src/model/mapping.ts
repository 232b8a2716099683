import type {Answer, Observation} from './evidence.ts';
import type {Fault} from './fault.ts';
import type {ReplicaRole} from './runtime.ts';

/** What can be asked from inside where it sends a request. */
export const proxyKinds = ['nginx', 'caddy', 'haproxy', 'traefik', 'apache', 'docker', 'kubernetes'] as const;
export type ProxyKind = (typeof proxyKinds)[number];

/** A request as it reaches the proxy. `host` in lower case and without port, `path` as it is sent, with its leading slash, without query. */
export type RouteQuestion = {
	readonly scheme: 'http' | 'https';
	readonly host: string;
	readonly port: number;
	readonly path: string;
	readonly method: string;
	/** at which it reaches the proxy, where the proxy before tells; then ports that an engine publishes are told apart by it */
	readonly address?: string;
};

/** Which rule of the proxy takes the request. `at`: file and line, or the place in its administration interface. */
export type RouteMatch = {
	/** `0.0.0.0:443`, an entry point's name; null: every one */
	readonly listener: string | null;
	/** as the rule has it: a name, a wildcard, a pattern; null: whatever the host */
	readonly host: string | null;
	/** as the rule has it; null: whatever the path */
	readonly path: string | null;
	readonly how: 'exact' | 'prefix' | 'regex' | 'wildcard' | 'default';
	readonly at: string | null;
};

/** `state` as the proxy itself sees it; `unknown` where it does not tell. */
export type UpstreamAddress = {
	readonly address: string;
	readonly port: number;
	readonly state: 'up' | 'down' | 'unknown';
	readonly weight: number | null;
	readonly backup: boolean;
};

/**
 * Where a rule sends requests. `told`: how the addresses are known. `live`: the proxy says that it uses them now;
 * `literal`: its configuration has them; `resolved`: the name was resolved by us where the proxy resolves names;
 * `unresolved`: nobody could.
 */
export type Upstream = {
	/** as the proxy writes it, such as `api:3000` */
	readonly name: string;
	readonly scheme: 'http' | 'https' | 'fastcgi' | 'unix' | 'other';
	readonly told: 'live' | 'literal' | 'resolved' | 'unresolved';
	readonly addresses: readonly UpstreamAddress[];
	/** what the name leads to now, where that can differ from what the proxy uses; null: not asked */
	readonly resolvesTo: readonly string[] | null;
	/** whether the proxy looks its names up once and for all: what came to an address later, it may not use */
	readonly kept: boolean;
	/** when it did (ISO 8601, UTC); null: it looks them up again, or nobody knows */
	readonly keptSince: string | null;
	/** what else the proxy calls it: its backend, its server, the only host in it */
	readonly aliases: readonly string[];
};

/**
 * `proxied`: to upstreams. `served`: from the proxy's own files. `answered`: by the proxy itself, a redirect or a fixed
 * answer. `none`: no rule takes it.
 */
export type ProxyRoute = {
	readonly outcome: 'proxied' | 'served' | 'answered' | 'none';
	readonly match: RouteMatch | null;
	readonly upstreams: readonly Upstream[];
	/** the path that the upstream sees, where the proxy rewrites it in a way that is understood; null: as it came */
	readonly rewritten: string | null;
	/** the host name that the upstream is told, in lower case and without port; null: as it came; empty: it cannot be told */
	readonly host: string | null;
	/** what stands in the way of being sure: directives that decide by more than host and path */
	readonly unsure: readonly string[];
};

/** What a proxy answers when asked where a request goes. */
export type ProxyAnswer = {
	/** which proxy was asked: for people, without credentials */
	readonly where: string;
	readonly version: string | null;
	readonly route: ProxyRoute;
};

/** Where a request lands: seen from outside, told by proxies, and by its trace in logs. */
export type MappingEvidence = {
	/** the request that was followed: the first probe's, or the page's */
	readonly question: RouteQuestion;
	readonly outside: Observation<OutsideEvidence>;
	/** in the order in which they were asked: a proxy once for each address that the one before it leads to */
	readonly hops: readonly HopEvidence[];
	/** of the addresses where the last hops lead, those that are no replica's: who has them now */
	readonly owners: Observation<readonly AddressOwner[]>;
	readonly trace: Observation<TraceEvidence>;
};

/** Every address of the name, sorted. `more`: addresses beyond those that were asked. */
export type OutsideEvidence = {readonly addresses: readonly OutsideAddress[]; readonly more: number};

export type OutsideAddress = {
	readonly address: string;
	/** skipped over http */
	readonly handshake: Observation<HandshakeEvidence>;
	/** the same request, each on a connection of its own */
	readonly answers: readonly Observation<Answer>[];
	/** what names the instance that answered (a header such as X-Served-By), each once: the workload's own word */
	readonly instances: readonly string[];
};

/** `untrusted`: why the certificate would be refused, as OpenSSL names it; null: it would not be. Times are ISO 8601, UTC. */
export type HandshakeEvidence = {
	readonly protocol: string | null;
	readonly tls: string;
	readonly certificate: {
		readonly subject: string;
		readonly issuer: string;
		readonly fingerprint256: string;
		readonly validFrom: string;
		readonly validTo: string;
		readonly altNames: string | null;
	} | null;
	readonly untrusted: string | null;
};

/** `proxy`: which of the configured ones. */
export type HopEvidence = {
	readonly proxy: number;
	readonly question: RouteQuestion;
	readonly answer: Observation<ProxyAnswer>;
};

/** Who has an address inside the runtime's networks. `container: null`: nobody. */
export type AddressOwner = {
	readonly address: string;
	readonly container: {
		readonly id: string;
		readonly name: string;
		readonly image: string | null;
		/** ISO 8601, UTC; null: nobody tells */
		readonly startedAt: string | null;
	} | null;
};

/** Requests with a token nobody can guess, looked for in the logs of the service's replicas. */
export type TraceEvidence = {
	readonly requests: number;
	/** milliseconds from the first request to the last look */
	readonly waited: number;
	/** sorted by name: replicas in whose log a token turned up, and how many of the requests did */
	readonly found: readonly {
		readonly id: string;
		readonly name: string;
		readonly role: ReplicaRole;
		readonly requests: number;
	}[];
	/** replicas whose log was read */
	readonly searched: number;
	readonly unread: readonly {readonly name: string; readonly fault: Fault}[];
};
