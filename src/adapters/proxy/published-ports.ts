import type {ProxyRoute, RouteMatch, RouteQuestion, Upstream} from '../../model/mapping.ts';
import type {Open} from './proxy.ts';
import {
	exposes,
	ingressAddress,
	isOnHost,
	nameOf,
	type Publication,
	publications,
	sharing,
	swarmServiceOf,
} from './published-containers.ts';
import {type PublishingEngine, publishingEngine} from './published-engine.ts';
import {doubts, portOf, type Raw, rawOf, rawsOf, shown, textOf} from './raw.ts';
import {isAddress, lookedUpAgain} from './upstream.ts';

/** Ports that a docker engine publishes: whatever the host and the path, a port leads to a container. */
export const openPublishedPorts: Open = (world, access) => {
	const engine = publishingEngine(world, access);
	return {
		route: async (question) => ({
			where: engine.where,
			version: await engine.version(),
			route: await routeOf(engine, question),
		}),
	};
};

async function routeOf(engine: PublishingEngine, question: RouteQuestion): Promise<ProxyRoute> {
	const containers = await engine.containers();
	const all = containers.flatMap((container) =>
		publications(container, question.port).map((publication) => ({container, publication})),
	);
	const host = (question.address ?? question.host).replace(/^\[(.*)\]$/, '$1');
	const {reached, unsure} = reachedBy(host, all);
	if (reached.length > 0) {
		for (const {container} of reached)
			for (const name of sharing(containers, container))
				unsure.push(`the container ${name} shares the network of ${nameOf(container)}: either may listen`);
		return proxied(
			matchOf(
				reached.map(({publication}) => publication),
				question,
			),
			reached.map(({publication}) => upstreamOf(publication, question)),
			unsure,
		);
	}
	return (await ofSwarm(engine, containers, question)) ?? ofHost(containers, question, unsure);
}

const proxied = (match: RouteMatch, upstreams: readonly Upstream[], unsure: readonly string[]): ProxyRoute => ({
	outcome: 'proxied',
	match,
	upstreams,
	rewritten: null,
	host: null,
	unsure: doubts(unsure),
});

type Published = {readonly container: Raw; readonly publication: Publication};

/** A port may be published on single addresses of the host, each to another container. */
function reachedBy(host: string, all: readonly Published[]): {reached: readonly Published[]; unsure: string[]} {
	const single = all.filter(({publication}) => publication.on !== null);
	if (single.length === 0) return {reached: all, unsure: []};
	const said = single.map(
		({publication: {on, container}}) => `the port is published on ${shown(on ?? '')} alone, by ${container}`,
	);
	if (!isAddress(host)) return {reached: all, unsure: said};
	const own = single.filter(({publication}) => publication.on === host);
	const rest = all.filter(({publication}) => publication.on === null);
	return own.length > 0 ? {reached: own, unsure: []} : {reached: rest, unsure: rest.length > 0 ? [] : said};
}

const listenerOf = (on: string | null, port: number): string => {
	const address = on ?? '0.0.0.0';
	return `${address.includes(':') ? `[${address}]` : address}:${port}`;
};

const matchOf = (all: readonly Publication[], {port}: RouteQuestion): RouteMatch => ({
	listener: all.length === 1 ? shown(listenerOf(all[0]!.on, port)) : null,
	host: null,
	path: null,
	how: 'default',
	at: [...new Set(all.map(({container}) => `container ${container}`))].join(', '),
});

const upstreamOf = ({container, address, port}: Publication, {scheme}: RouteQuestion): Upstream => ({
	name: container,
	scheme,
	told: address === null ? 'unresolved' : 'live',
	addresses: address === null ? [] : [{address, port, state: 'unknown', weight: null, backup: false}],
	resolvesTo: null,
	...lookedUpAgain,
});

/** A port of the whole swarm leads to any task of a service; those of this node are seen. */
async function ofSwarm(
	engine: PublishingEngine,
	containers: readonly Raw[],
	{port, scheme}: RouteQuestion,
): Promise<ProxyRoute | null> {
	for (const service of await engine.services()) {
		const published = rawsOf(rawOf(service['Endpoint'])['Ports']).find(
			(one) => one['PublishedPort'] === port && one['PublishMode'] !== 'host' && (one['Protocol'] ?? 'tcp') === 'tcp',
		);
		const target = portOf(published?.['TargetPort']);
		if (target === null) continue;
		const name = shown(textOf(rawOf(service['Spec'])['Name']) ?? '');
		const addresses = containers
			.filter((container) => swarmServiceOf(container) === service['ID'])
			.flatMap((container) => ingressAddress(container) ?? []);
		const upstream: Upstream = {
			name,
			scheme,
			told: addresses.length === 0 ? 'unresolved' : 'live',
			addresses: addresses.map((address) => ({address, port: target, state: 'unknown', weight: null, backup: false})),
			resolvesTo: null,
			...lookedUpAgain,
		};
		const match = {listener: `0.0.0.0:${port}`, host: null, path: null, how: 'default', at: `service ${name}`} as const;
		return proxied(match, [upstream], [`tasks of the service ${name} on other nodes are not seen`]);
	}
	return null;
}

/** What is on the host's own network publishes nothing and listens all the same. */
function ofHost(containers: readonly Raw[], {port, scheme}: RouteQuestion, unsure: readonly string[]): ProxyRoute {
	const onHost = containers.filter(isOnHost);
	const likely = onHost.filter((container) => exposes(container, port));
	const names = likely.map(nameOf);
	if (likely.length === 0)
		return {
			outcome: 'none',
			match: null,
			upstreams: [],
			rewritten: null,
			host: null,
			unsure: doubts([
				...unsure,
				...onHost.map((one) => `the container ${nameOf(one)} is on the host's own network and may listen on any port`),
			]),
		};
	return proxied(
		{listener: null, host: null, path: null, how: 'default', at: names.map((name) => `container ${name}`).join(', ')},
		names.map((name) => ({
			name,
			scheme,
			told: 'literal',
			addresses: [{address: '127.0.0.1', port, state: 'unknown', weight: null, backup: false}],
			resolvesTo: null,
			...lookedUpAgain,
		})),
		[
			...unsure,
			...names.map(
				(name) => `the container ${name} is on the host's own network: that it listens on ${port} is its image's word`,
			),
		],
	);
}
