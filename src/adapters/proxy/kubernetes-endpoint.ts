import {FaultError} from '../../model/fault.ts';
import type {Upstream, UpstreamAddress} from '../../model/mapping.ts';
import {isName, nameOf, type ProxyCluster} from './kubernetes-cluster.ts';
import type {ServiceRef} from './kubernetes-match.ts';
import {portOf, type Raw, rawOf, rawsOf, shown, textOf, textsOf} from './raw.ts';
import {lookedUpAgain} from './upstream.ts';

export type Served = {readonly upstream: Upstream; readonly doubts: readonly string[]};

const mostAddresses = 1_000;

/** The addresses of a service: those of its endpoints, on the port that they have behind the service's. */
export async function served(cluster: ProxyCluster, {namespace, service, port, weight}: ServiceRef): Promise<Served> {
	const name = shown(port === null ? service : `${service}:${port}`);
	const nowhere = (told: string): Served => ({
		upstream: {name, scheme: 'http', told: 'unresolved', addresses: [], resolvesTo: null, ...lookedUpAgain},
		doubts: [told],
	});
	if (!isName(service) || !isName(namespace))
		return nowhere(`the name of the service ${name} is none that a cluster takes`);
	const object = (await here(cluster, 'services', namespace)).find((one) => nameOf(one) === service);
	if (object === undefined) return nowhere(`there is no service ${shown(service)}`);
	const spec = rawOf(object['spec']);
	if (spec['type'] === 'ExternalName')
		return nowhere(`the service ${name} stands for the name ${shown(textOf(spec['externalName']) ?? '')}`);
	const own = portIn(spec, port);
	if (own === null) return nowhere(`the service ${shown(service)} has no port ${port ?? 'that is stated'}`);
	const scheme = schemeOf(own);
	const {addresses, unnamed} = await endpointsOf(cluster, namespace, service, textOf(own['name']) ?? '');
	const ready = addresses.some(({state}) => state === 'up');
	return {
		upstream: {
			name,
			scheme,
			told: 'live',
			addresses: addresses.slice(0, mostAddresses).map(
				({draining, ...one}): UpstreamAddress => ({
					...one,
					// Those that end still get requests where no other is left.
					state: draining && !ready ? 'up' : one.state,
					weight,
					backup: false,
				}),
			),
			resolvesTo: null,
			...lookedUpAgain,
		},
		doubts: [
			...(addresses.length > mostAddresses
				? [`the service ${shown(service)} has more endpoints than are told here`]
				: []),
			...(unnamed ? [`endpoints of the service ${shown(service)} are names that its proxies resolve`] : []),
			...(addresses.length === 0 ? [`the service ${shown(service)} has no endpoints`] : []),
			...(spec['sessionAffinity'] === 'ClientIP'
				? [`the client's address decides which endpoint of ${name} is asked`]
				: []),
		],
	};
}

async function here(
	cluster: ProxyCluster,
	resource: string,
	namespace: string,
	selector?: string,
): Promise<readonly Raw[]> {
	const found = await cluster.list(resource, {namespace, ...(selector === undefined ? {} : {selector})});
	if (found === null) throw new FaultError('invalid-answer', `the cluster has no ${resource}`);
	return found;
}

/** The port that is meant; where none is stated, the only one. */
function portIn(spec: Raw, port: number | string | null): Raw | null {
	const ports = rawsOf(spec['ports']).filter((one) => (textOf(one['protocol']) ?? 'TCP') === 'TCP');
	if (port === null) return ports.length === 1 ? ports[0]! : null;
	return ports.find((one) => (typeof port === 'number' ? one['port'] === port : one['name'] === port)) ?? null;
}

/** What the port is called says nothing: most controllers speak http where nobody states otherwise. */
const schemeOf = ({appProtocol}: Raw): Upstream['scheme'] =>
	appProtocol === 'https' || appProtocol === 'kubernetes.io/wss' ? 'https' : 'http';

type Endpoint = Pick<UpstreamAddress, 'address' | 'port' | 'state'> & {readonly draining: boolean};
type Endpoints = {readonly addresses: readonly Endpoint[]; readonly unnamed: boolean};

async function endpointsOf(
	cluster: ProxyCluster,
	namespace: string,
	service: string,
	port: string,
): Promise<Endpoints> {
	const slices = await cluster.list('endpointslices.discovery.k8s.io', {
		namespace,
		selector: `kubernetes.io/service-name=${service}`,
	});
	if (slices === null) return olderEndpoints(await here(cluster, 'endpoints', namespace), service, port);
	const found = new Map<string, Endpoint>();
	let unnamed = false;
	for (const slice of slices) {
		if (slice['addressType'] === 'FQDN') {
			unnamed = true;
			continue;
		}
		const number = numberIn(slice, port);
		if (number === null) continue;
		for (const endpoint of rawsOf(slice['endpoints'])) {
			const {ready, serving, terminating} = rawOf(endpoint['conditions']);
			// What is not said is to be read as ready (discovery.k8s.io/v1, EndpointConditions).
			const state = ready !== false ? 'up' : 'down';
			const draining = state === 'down' && terminating === true && serving !== false;
			for (const address of textsOf(endpoint['addresses']))
				found.set(`${address} ${number}`, {address, port: number, state, draining});
		}
	}
	return {addresses: [...found.values()].sort(byAddress), unnamed};
}

const numberIn = (of: Raw, name: string): number | null =>
	portOf(rawsOf(of['ports']).find((one) => (textOf(one['name']) ?? '') === name)?.['port']);

const byAddress = (one: Endpoint, other: Endpoint): number =>
	one.address === other.address ? one.port - other.port : one.address < other.address ? -1 : 1;

/** Before slices, a service had one object of all. */
function olderEndpoints(all: readonly Raw[], service: string, port: string): Endpoints {
	const own = all.find((one) => nameOf(one) === service);
	const addresses = rawsOf(own?.['subsets']).flatMap((subset) => {
		const number = numberIn(subset, port);
		if (number === null) return [];
		const of = (list: unknown, state: 'up' | 'down'): readonly Endpoint[] =>
			rawsOf(list).flatMap(({ip}) => {
				const address = textOf(ip);
				return address === null ? [] : [{address, port: number, state, draining: false}];
			});
		return [...of(subset['addresses'], 'up'), ...of(subset['notReadyAddresses'], 'down')];
	});
	return {addresses: addresses.toSorted(byAddress), unnamed: false};
}
