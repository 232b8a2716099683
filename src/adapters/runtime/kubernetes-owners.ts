import {FaultError} from '../../model/fault.ts';
import {canonicalAddress, isInNetwork} from '../../model/ip-address.ts';
import type {AddressOwner} from '../../model/mapping.ts';
import type {Kubectl} from './kubernetes-kubectl.ts';
import {timeOf} from './kubernetes-replica.ts';
import {checkedName, listOf, mappingOf, textOf} from './kubernetes-objects.ts';

/** Of thousands of pods as little as tells whose address it is. Their images come later, of few. */
const columns = '{.metadata.namespace}{"\\t"}{.metadata.name}{"\\t"}{.status.phase}{"\\t"}{.status.hostIP}{"\\t"}';
const podRows = `--output=jsonpath={range .items[*]}${columns}{.status.podIP} {.status.podIPs[*].ip}{"\\n"}{end}`;
const networkRows = '--output=jsonpath={range .items[*]}{.spec.podCIDRs[*]}{"\\n"}{end}';

/**
 * Which pod has each address. That nobody has it is said only where all pods are in view, and only of addresses that a
 * node gives to pods: any other may be a machine's, a service's or what is outside.
 */
export async function kubernetesOwners(kubectl: Kubectl, asked: readonly string[]): Promise<readonly AddressOwner[]> {
	const {rows, whole} = await podsInView(kubectl);
	const holders = new Map<string, {readonly namespace: string; readonly name: string}>();
	for (const row of rows) {
		const [namespace, name, phase, host = '', addresses = ''] = row.split('\t');
		// One that is over holds its address no more; one in the network of its node has none of its own.
		if (phase !== 'Running' && phase !== 'Pending') continue;
		for (const address of addresses.split(' '))
			if (
				address !== '' &&
				canonicalAddress(address) !== canonicalAddress(host) &&
				!holders.has(canonicalAddress(address))
			)
				holders.set(canonicalAddress(address), {namespace: checkedName(namespace), name: checkedName(name)});
	}
	const free = whole && !asked.every((one) => holders.has(canonicalAddress(one))) ? await podNetworks(kubectl) : [];
	const owners: AddressOwner[] = [];
	for (const address of asked) {
		const pod = holders.get(canonicalAddress(address));
		if (pod !== undefined) owners.push({address, container: await shown(kubectl, pod.namespace, pod.name)});
		else if (free.some((network) => isInNetwork(address, network))) owners.push({address, container: null});
	}
	return owners;
}

async function podsInView(kubectl: Kubectl): Promise<{readonly rows: readonly string[]; readonly whole: boolean}> {
	const right = {group: '', resource: 'pods', verb: 'list'};
	const rowsIn = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
	try {
		return {rows: rowsIn(await kubectl.text(['get', 'pods', '--all-namespaces', podRows], right)), whole: true};
	} catch (error) {
		if (!isForbidden(error)) throw error;
		return {rows: rowsIn(await kubectl.text(['get', 'pods', podRows], right)), whole: false};
	}
}

/** None where nodes are not shown, or where something else gives out the addresses. */
async function podNetworks(kubectl: Kubectl): Promise<readonly string[]> {
	try {
		const printed = await kubectl.text(['get', 'nodes', networkRows], {group: '', resource: 'nodes', verb: 'list'});
		return printed.split(/\s+/).filter((network) => network !== '');
	} catch (error) {
		if (!isForbidden(error)) throw error;
		return [];
	}
}

const isForbidden = (error: unknown): boolean => error instanceof FaultError && error.fault.code === 'forbidden';

async function shown(
	kubectl: Kubectl,
	namespace: string,
	name: string,
): Promise<NonNullable<AddressOwner['container']>> {
	const pod = await kubectl.object('pods', name, `--namespace=${namespace}`);
	const [first] = listOf(mappingOf(pod['spec'])['containers']);
	return {
		id: `${namespace}/${name}`,
		name: `${namespace}/${name}`,
		image: textOf(first?.['image']),
		// A pod has one address from its start to its end.
		startedAt: timeOf(mappingOf(pod['status'])['startTime']),
	};
}
