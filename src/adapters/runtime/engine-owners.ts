import {canonicalAddress, isFirstInNetwork, isInNetwork} from '../../model/ip-address.ts';
import type {AddressOwner} from '../../model/mapping.ts';
import {isObject} from '../../model/shape.ts';
import {objectsIn, textOf, timeOf, within} from './engine-answer.ts';
import type {Engine} from './engine-command.ts';
import {addressesOf} from './engine-container.ts';
import {idOf, inspected, rowsOf} from './engine-listing.ts';

/** Networks that are looked at; an engine has some tens. */
const mostNetworks = 200;

/**
 * Which running container has each address. That nobody has it is said only of what lies in a network which this engine
 * alone gives addresses from: of all others it may be anybody's.
 */
export async function engineOwners(engine: Engine, asked: readonly string[]): Promise<readonly AddressOwner[]> {
	const rows = await rowsOf(engine, ['--filter', 'status=running', '--filter', 'status=paused'], '{{json .ID}}');
	const containers = await inspected(
		engine,
		rows.map((row) => idOf(engine, row)),
	);
	const holders = new Map<string, AddressOwner['container']>();
	for (const {id, name, image, raw} of containers)
		for (const address of addressesOf(raw))
			holders.set(canonicalAddress(address), {id, name, image, startedAt: timeOf(within(raw, 'State', 'StartedAt'))});
	const free = asked.every((address) => holders.has(canonicalAddress(address))) ? [] : await ownNetworks(engine);
	return asked.flatMap((address) => {
		const container = holders.get(canonicalAddress(address));
		if (container !== undefined) return [{address, container}];
		return free.some((network) => isFree(address, network)) ? [{address, container: null}] : [];
	});
}

/** `kept`: addresses that are the machine's own, or set aside for what is no container. */
type Network = {readonly subnet: string; readonly kept: readonly string[]};

/** A network that was made with a subnet alone has its first address as its gateway and does not say so. */
const isFree = (address: string, {subnet, kept}: Network): boolean =>
	isInNetwork(address, subnet) &&
	!isFirstInNetwork(address, subnet) &&
	!kept.some((one) => canonicalAddress(one) === canonicalAddress(address));

/** Bridges of this machine. Networks of a swarm and those of the wire hold what this engine does not know of. */
async function ownNetworks(engine: Engine): Promise<readonly Network[]> {
	const right = {right: 'read networks', missing: 'there is no such network'};
	const listed = new TextDecoder().decode(await engine.ask(['network', 'ls', '--quiet', '--no-trunc'], right));
	// Podman tells their names.
	const ids = listed.split('\n').filter((line) => /^[0-9a-zA-Z][\w.-]{0,127}$/.test(line));
	if (ids.length === 0) return [];
	const {printed} = await engine.askForSome(['network', 'inspect', ...ids.slice(0, mostNetworks)], right);
	return objectsIn(printed, `${engine.command} network inspect`)
		.filter((network) => (network['Driver'] ?? network['driver']) === 'bridge')
		.filter((network) => (network['Scope'] ?? 'local') === 'local')
		.flatMap((network) => subnetsOf(network['subnets'] ?? within(network, 'IPAM', 'Config')));
}

/** Docker's words, and podman's own for the same. */
function subnetsOf(configured: unknown): readonly Network[] {
	if (!Array.isArray(configured)) return [];
	return configured.slice(0, mostNetworks).flatMap((one) => {
		const subnet = textOf(within(one, 'Subnet')) ?? textOf(within(one, 'subnet'));
		const aside = within(one, 'AuxiliaryAddresses');
		const kept = [within(one, 'Gateway'), within(one, 'gateway'), ...(isObject(aside) ? Object.values(aside) : [])];
		return subnet === null ? [] : [{subnet, kept: kept.map(textOf).filter((address) => address !== null)}];
	});
}
