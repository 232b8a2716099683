import type {SecretGrant} from './config.ts';

/**
 * Whether the value of a variable that a configuration names may be sent to a URL.
 *
 * A grant binds whoever wrote the configuration: a granted variable goes to the granted hosts and nowhere else. A
 * variable without a grant may go where a trusted configuration sends it, and nowhere under an untrusted one, which
 * moreover sends nothing in the clear to another machine.
 */
export function mayRead(
	variable: string,
	url: string,
	grants: readonly SecretGrant[],
	trust: 'trusted' | 'untrusted',
): boolean {
	const target = URL.parse(url);
	if (target === null || (target.protocol !== 'https:' && target.protocol !== 'http:')) return false;
	const own = grants.filter((grant) => grant.variable === variable);
	if (own.length === 0) return trust === 'trusted';
	if (!own.some((grant) => isHost(grant.host, target))) return false;
	return trust === 'trusted' || target.protocol === 'https:' || isLoopback(target.hostname);
}

function isHost(granted: string, target: URL): boolean {
	// A URL leaves out the port that is its scheme's own; a grant may state it.
	const stated = URL.parse(`${target.protocol}//${granted}/`);
	return stated !== null && oneName(stated.host) === oneName(target.host);
}

/** Docker Hub is one registry under three names. */
const oneName = (host: string): string =>
	host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;

const isLoopback = (hostname: string): boolean =>
	hostname === 'localhost' || hostname === '[::1]' || /^127\.[0-9]+\.[0-9]+\.[0-9]+$/.test(hostname);
