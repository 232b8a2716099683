import type {Upstream} from '../../model/mapping.ts';
import type {ProxyCommand} from './command.ts';

/** One server of a target as the configuration has it. `port`: 0 of a unix socket, whose path is `host`. */
export type Member = {
	readonly host: string;
	readonly port: number;
	readonly weight: number | null;
	readonly backup: boolean;
	readonly down: boolean;
};

/** Where a rule sends requests, before names are resolved. `known`: false where the name itself is not known. */
export type Target = {
	readonly name: string;
	readonly scheme: Upstream['scheme'];
	readonly members: readonly Member[];
	readonly known: boolean;
};

const mostNames = 64;
const atOnce = 8;

/** Whether it needs no looking up: an IP address, or the path of a unix socket. */
export const isAddress = (host: string): boolean =>
	/^(?:\d{1,3}\.){3}\d{1,3}$/.test(host) || host.includes(':') || host.startsWith('/');

/** Looks names up where the proxy does. `names`: those that were asked for. */
export async function resolveTargets(
	command: ProxyCommand,
	targets: readonly Target[],
): Promise<{readonly upstreams: readonly Upstream[]; readonly names: readonly string[]}> {
	const hosts = new Set(
		targets.flatMap(({members}) => members.map(({host}) => host)).filter((host) => !isAddress(host)),
	);
	const names = [...hosts].slice(0, mostNames);
	const found = new Map<string, readonly string[]>();
	for (let at = 0; at < names.length; at += atOnce)
		await Promise.all(
			names.slice(at, at + atOnce).map(async (name) => found.set(name, (await command.resolve(name)) ?? [])),
		);
	return {upstreams: targets.map((target) => upstreamOf(target, found)), names};
}

/** Of a proxy that asks for its names again, or has none. */
export const lookedUpAgain = {kept: false, keptSince: null, aliases: []} as const;

/** The same where the proxy looks names up once, at a time in milliseconds since 1970; null: nobody knows when. */
export const keptFrom = (upstreams: readonly Upstream[], since: number | null): readonly Upstream[] =>
	upstreams.map((one) =>
		one.told === 'resolved'
			? {...one, kept: true, keptSince: since === null ? null : new Date(since).toISOString()}
			: one,
	);

function upstreamOf({name, scheme, members, known}: Target, found: ReadonlyMap<string, readonly string[]>): Upstream {
	const named = members.filter(({host}) => !isAddress(host));
	const lost = named.some(({host}) => (found.get(host) ?? []).length === 0);
	return {
		name,
		scheme,
		told: !known || lost ? 'unresolved' : named.length === 0 ? 'literal' : 'resolved',
		addresses: members.flatMap(({host, port, weight, backup, down}) =>
			(isAddress(host) ? [host] : (found.get(host) ?? [])).map((address) => ({
				address,
				port,
				state: down ? ('down' as const) : ('unknown' as const),
				weight,
				backup,
			})),
		),
		resolvesTo: named.length === 0 ? null : [...new Set(named.flatMap(({host}) => found.get(host) ?? []))].sort(),
		...lookedUpAgain,
		aliases: aliasesOf(members).filter((alias) => alias !== name),
	};
}

/** A target of one host alone may be called by that host. */
function aliasesOf(members: readonly Member[]): readonly string[] {
	const hosts = new Set(members.map(({host}) => host));
	const [host] = hosts;
	if (hosts.size !== 1 || host!.startsWith('/')) return [];
	return [...new Set(members.map(({port}) => `${host!.includes(':') ? `[${host}]` : host}:${port}`))];
}
