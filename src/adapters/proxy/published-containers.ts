import {numberOf, portOf, type Raw, rawOf, rawsOf, shown, textOf} from './raw.ts';

/** A port of the host that leads to a port of a container. */
export type Publication = {
	readonly container: string;
	/** the address of the host on which it is; null: on all of them */
	readonly on: string | null;
	/** the container's own; null: it has none that the engine tells */
	readonly address: string | null;
	readonly port: number;
};

/** Without the slash that engines write before it. */
export const nameOf = (container: Raw): string =>
	shown((textOf(container['Name']) ?? textOf(container['Id']) ?? '').replace(/^\//, ''));
const modeOf = (container: Raw): string => textOf(rawOf(container['HostConfig'])['NetworkMode']) ?? '';

/** Ways to say every address of the host. */
const everywhere = new Set(['', '0.0.0.0', '::', '[::]']);

/** Where a container publishes a port of the host. */
export function publications(container: Raw, port: number): readonly Publication[] {
	const found = new Map<string, Publication>();
	for (const [inside, bindings] of Object.entries(rawOf(rawOf(container['NetworkSettings'])['Ports']))) {
		const own = /^([0-9]{1,5})\/tcp$/.exec(inside)?.[1];
		for (const binding of rawsOf(bindings)) {
			if (own === undefined || portOf(binding['HostPort']) !== port) continue;
			const ip = textOf(binding['HostIp']) ?? '';
			const on = everywhere.has(ip) ? null : ip;
			// IPv4 and IPv6 are bound each for itself.
			found.set(`${on} ${own}`, {container: nameOf(container), on, address: addressOf(container), port: Number(own)});
		}
	}
	return [...found.values()];
}

/**
 * The address to which the engine sends what comes to a published port: of the network that also leads out, which is
 * the one of the highest priority, then the first by name. A network without a gateway leads nowhere.
 */
export function addressOf(container: Raw): string | null {
	const [first] = Object.entries(rawOf(rawOf(container['NetworkSettings'])['Networks']))
		.map(([name, network]) => ({name, network: rawOf(network)}))
		.filter(({network}) => textOf(network['Gateway']) !== null && textOf(network['IPAddress']) !== null)
		.sort((one, other) => {
			const [mine, its] = [one, other].map(({network}) => numberOf(network['GwPriority']) ?? 0) as [number, number];
			return its - mine || (one.name < other.name ? -1 : 1);
		});
	return textOf(first?.network['IPAddress']);
}

/** Containers whose processes hear what is sent to another one's address. */
export const sharing = (containers: readonly Raw[], container: Raw): readonly string[] => {
	const id = textOf(container['Id']);
	return containers.filter((one) => modeOf(one) === `container:${id}`).map(nameOf);
};

/** Whether it has the network of its host: what it listens on needs no publishing. */
export const isOnHost = (container: Raw): boolean => modeOf(container) === 'host';

/** Whether its image or its start says that something listens on a port. */
export const exposes = (container: Raw, port: number): boolean =>
	Object.hasOwn(rawOf(rawOf(container['Config'])['ExposedPorts']), `${port}/tcp`);

/** Its address in the network over which a swarm spreads requests. */
export const ingressAddress = (container: Raw): string | null =>
	textOf(rawOf(rawOf(rawOf(container['NetworkSettings'])['Networks'])['ingress'])['IPAddress']);

/** The ID of the swarm service that started it; null: none did. */
export const swarmServiceOf = (container: Raw): string | null =>
	textOf(rawOf(rawOf(container['Config'])['Labels'])['com.docker.swarm.service.id']);
