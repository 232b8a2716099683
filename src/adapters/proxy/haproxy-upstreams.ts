import type {Upstream, UpstreamAddress} from '../../model/mapping.ts';
import type {ProxyCommand} from './command.ts';
import type {Live, LiveServer} from './haproxy-live.ts';
import type {Server} from './haproxy-servers.ts';
import {isAddress, lookedUpAgain} from './upstream.ts';

type Place = {readonly port: number; readonly resolve: ProxyCommand['resolve']};

/** Servers of a backend as upstreams: as the running process has them where it was asked, else as they are written. */
export async function upstreamsOf(
	backend: string,
	servers: readonly Server[],
	live: Live | null,
	place: Place,
	unsure: Set<string>,
): Promise<readonly Upstream[]> {
	const running = live?.servers.get(backend) ?? null;
	if (live !== null && !live.sections.has(backend))
		unsure.add(`the running process has no backend ${backend}: it was not reloaded after the file was edited`);
	const upstreams: Upstream[] = [];
	const named = new Set<string>();
	for (const server of servers) {
		const names = server.slots ?? [server.name];
		for (const name of names) named.add(name);
		const found = running?.filter(({name}) => names.includes(name)) ?? [];
		if (running !== null && found.length === 0)
			unsure.add(
				`the running process has no server ${backend}/${server.name}: it was not reloaded after the file was edited`,
			);
		const upstream =
			found.length === 0 ? await writtenUpstream(server, place) : await liveUpstream(server, found, place);
		upstreams.push({...upstream, aliases: [backend, server.name, `${backend}/${server.name}`]});
		for (const one of found) compare(server, one, unsure);
	}
	for (const one of running ?? [])
		if (!named.has(one.name)) {
			unsure.add(
				`the running process has a server ${backend}/${one.name} that the file has not: it was added since, or the file was edited and not reloaded`,
			);
			upstreams.push(strayUpstream(one));
		}
	return upstreams;
}

/** What the configuration gave the process, against what it says now. */
function compare(server: Server, live: LiveServer, unsure: Set<string>): void {
	const place = `server ${live.backend}/${live.name}`;
	if (live.initial !== null && server.weight !== live.initial && server.slots === null)
		unsure.add(
			`${place} was started with weight ${live.initial}, the file says ${server.weight}: it was not reloaded after the file was edited`,
		);
	if (server.host === null || live.address === null) return;
	const port = server.port !== null && server.port !== live.port;
	const moved = isAddress(server.host) ? server.host !== live.address : live.fqdn !== null && live.fqdn !== server.host;
	if (moved || port)
		unsure.add(
			`${place} is at ${live.fqdn ?? live.address}:${live.port}, the file says ${server.written}: it was changed since, or the file was edited and not reloaded`,
		);
}

async function liveUpstream(server: Server, found: readonly LiveServer[], place: Place): Promise<Upstream> {
	const {port, resolve} = place;
	const [only] = found;
	// A page that tells states keeps addresses to itself: those are as they are written.
	if (only !== undefined && only.initial === null && only.address === null) {
		const written = await writtenUpstream(server, place);
		const {state, weight} = only;
		return {...written, addresses: written.addresses.map((address) => ({...address, state, weight}))};
	}
	const addresses = found
		.filter(({address, name}) => address !== null || (server.path !== null && name === server.name))
		.map((one) => ({
			address: one.address ?? server.path!,
			port: one.address === null ? 0 : one.port || port,
			state: one.state,
			weight: one.weight,
			backup: server.backup,
		}));
	const names = found.find(({fqdn}) => fqdn !== null)?.fqdn ?? server.host;
	return {
		name: server.written,
		scheme: server.scheme,
		told: 'live',
		addresses,
		resolvesTo: names === null || isAddress(names) ? null : await resolve(names),
		...lookedUpAgain,
	};
}

const strayUpstream = (one: LiveServer): Upstream => ({
	name: `${one.backend}/${one.name}`,
	scheme: 'other',
	told: 'live',
	addresses:
		one.address === null
			? []
			: [{address: one.address, port: one.port, state: one.state, weight: one.weight, backup: false}],
	resolvesTo: null,
	...lookedUpAgain,
	aliases: [one.backend, one.name],
});

async function writtenUpstream(server: Server, {port, resolve}: Place): Promise<Upstream> {
	const state: UpstreamAddress['state'] = server.disabled ? 'down' : 'unknown';
	const at = (address: string, number: number): UpstreamAddress => ({
		address,
		port: number,
		state,
		weight: server.weight,
		backup: server.backup,
	});
	const common = {name: server.written, scheme: server.scheme};
	if (server.host === null)
		return {...common, told: 'literal', addresses: [at(server.path!, 0)], resolvesTo: null, ...lookedUpAgain};
	const number = server.port ?? port;
	if (isAddress(server.host))
		return {...common, told: 'literal', addresses: [at(server.host, number)], resolvesTo: null, ...lookedUpAgain};
	const resolved = await resolve(server.host);
	if (resolved === null || resolved.length === 0)
		return {...common, told: 'unresolved', addresses: [], resolvesTo: resolved, ...lookedUpAgain};
	return {
		...common,
		told: 'resolved',
		addresses: resolved.map((one) => at(one, number)),
		resolvesTo: resolved,
		...lookedUpAgain,
	};
}
