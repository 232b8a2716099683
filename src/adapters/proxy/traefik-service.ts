import type {Upstream, UpstreamAddress} from '../../model/mapping.ts';
import {numberOf, portOf, type Raw, rawOf, rawsOf, shown, textOf} from './raw.ts';
import {withReserve} from './reserve.ts';
import {isAddress, lookedUpAgain} from './upstream.ts';

/** What a service of Traefik leads to. */
export type Led = {
	readonly answered: boolean;
	/** the host that servers are told where it is not the one that came; empty: it differs among them; null: as it came */
	readonly host: string | null;
	readonly upstreams: readonly Upstream[];
	readonly doubts: readonly string[];
};

/** Addresses of a name where Traefik resolves names; null: nobody there can be asked. */
type Resolve = (name: string) => Promise<readonly string[] | null>;

const deepest = 10;
const mostServices = 200;
const mostServers = 1_000;
const mostNames = 20;

type Way = {
	readonly weight: number | null;
	readonly backup: boolean;
	readonly depth: number;
	readonly provider: string;
};

/** Follows a service through those that it is made of. `all`: by their whole names. */
export async function lead(
	service: string,
	provider: string,
	all: ReadonlyMap<string, Raw>,
	resolve: Resolve,
): Promise<Led> {
	const upstreams: Upstream[] = [];
	const doubts: string[] = [];
	const resolved = new Map<string, readonly string[] | null>();
	const hosts = new Set<string | null>();
	let [answered, seen] = [false, 0];

	const addressesOf = async (host: string): Promise<readonly string[] | null> => {
		if (!resolved.has(host)) {
			if (resolved.size >= mostNames) doubts.push('there are more names of servers than are resolved');
			resolved.set(host, resolved.size >= mostNames ? null : await resolve(host));
		}
		return resolved.get(host)!;
	};

	const balanced = async (name: string, balancer: Raw, {weight, backup}: Way): Promise<void> => {
		const servers = rawsOf(balancer['servers']);
		if (servers.length > mostServers) doubts.push(`${shown(name)} has more servers than are told here`);
		if (balancer['sticky'] !== undefined) doubts.push(`a cookie decides which server of ${shown(name)} is asked`);
		const watched = balancer['healthCheck'] !== undefined || balancer['passiveHealthCheck'] !== undefined;
		const states = rawOf(all.get(name)?.['serverStatus']);
		const keeps = balancer['passHostHeader'] !== false;
		for (const server of servers.slice(0, mostServers)) {
			const place = placeOf(server);
			const own = numberOf(server['weight']) ?? 1;
			if (own === 0) continue;
			if (place === null) {
				doubts.push(`a server of ${shown(name)} has no address that is understood`);
				continue;
			}
			if (server['preservePath'] === true && place.path !== '/')
				doubts.push(`a server of ${shown(name)} sees the path below ${shown(place.path)}`);
			hosts.add(keeps ? null : place.host.toLowerCase());
			const state = watched ? (states[place.url] === 'DOWN' ? 'down' : 'up') : 'unknown';
			const told = isAddress(place.host) ? [place.host] : await addressesOf(place.host);
			upstreams.push({
				name: `${shown(name)} ${place.host}:${place.port}`,
				scheme: place.scheme,
				told: isAddress(place.host) ? 'live' : told === null || told.length === 0 ? 'unresolved' : 'resolved',
				addresses: (told ?? []).map(
					(address): UpstreamAddress => ({
						address,
						port: place.port,
						state,
						weight: weight === null ? own : weight * own,
						backup,
					}),
				),
				resolvesTo: null,
				...lookedUpAgain,
				aliases: [shown(name.replace(/@.*$/, '')), shown(`${place.host}:${place.port}`)],
			});
		}
	};

	const follow = async (given: string, way: Way): Promise<void> => {
		const name = given.includes('@') ? given : `${given}@${way.provider}`;
		if (++seen > mostServices || way.depth > deepest) {
			doubts.push('services lead to more services than are followed');
			return;
		}
		if (name.endsWith('@internal')) {
			answered = true;
			return;
		}
		const found = all.get(name);
		const further = (weight: number | null, backup: boolean): Way => ({
			weight,
			backup,
			depth: way.depth + 1,
			provider: name.slice(name.indexOf('@') + 1),
		});
		const {loadBalancer, weighted, highestRandomWeight, mirroring, failover} = found ?? {};
		if (loadBalancer !== undefined) await balanced(name, rawOf(loadBalancer), way);
		else if (weighted !== undefined || highestRandomWeight !== undefined) {
			const parts = rawOf(weighted ?? highestRandomWeight);
			if (parts['sticky'] !== undefined || highestRandomWeight !== undefined)
				doubts.push(`who asks decides which service of ${shown(name)} is asked`);
			for (const part of rawsOf(parts['services'])) {
				const share = numberOf(part['weight']) ?? 1;
				const next = textOf(part['name']);
				// A service of weight 0 is never asked.
				if (share > 0 && next !== null) await follow(next, further((way.weight ?? 1) * share, way.backup));
			}
		} else if (mirroring !== undefined)
			await follow(textOf(rawOf(mirroring)['service']) ?? '', further(way.weight, way.backup));
		else if (failover !== undefined) {
			await follow(textOf(rawOf(failover)['service']) ?? '', further(way.weight, way.backup));
			await follow(textOf(rawOf(failover)['fallback']) ?? '', further(way.weight, true));
		} else doubts.push(`the service ${shown(name)} is not told`);
	};

	await follow(service, {weight: null, backup: false, depth: 0, provider});
	const [host = null] = hosts;
	return {
		answered: answered && upstreams.length === 0,
		host: hosts.size > 1 ? '' : host,
		upstreams: withReserve(shown(service), merged(upstreams)),
		doubts,
	};
}

type Place = {
	readonly url: string;
	readonly scheme: 'http' | 'https';
	readonly host: string;
	readonly port: number;
	readonly path: string;
};

function placeOf(server: Raw): Place | null {
	const url = textOf(server['url']);
	if (url === null || !/^(?:https?|h2c):\/\//i.test(url)) return null;
	// h2c is no special scheme of URLs, so its port would not be read alike.
	const web = url.replace(/^h2c:/i, 'http:');
	if (!URL.canParse(web)) return null;
	const {protocol, hostname, port, pathname} = new URL(web);
	const scheme = protocol === 'https:' ? 'https' : 'http';
	const number = port === '' ? (scheme === 'https' ? 443 : 80) : portOf(port);
	return number === null
		? null
		: {url, scheme, host: hostname.replace(/^\[(.*)\]$/, '$1'), port: number, path: pathname};
}

/** Servers of one service, each a URL of its own, are one upstream where they are known alike. */
function merged(all: readonly Upstream[]): readonly Upstream[] {
	const kept = new Map<string, Upstream>();
	for (const one of all) {
		const service = one.name.slice(0, one.name.indexOf(' '));
		const literal = one.told === 'live';
		const key = literal ? `${service} ${one.scheme} ${one.addresses[0]?.backup}` : one.name;
		const before = kept.get(key);
		const name = literal ? service : one.name;
		kept.set(
			key,
			before === undefined ? {...one, name} : {...before, addresses: [...before.addresses, ...one.addresses]},
		);
	}
	return [...kept.values()];
}
