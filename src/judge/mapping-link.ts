import type {ProxyConfig, RuntimeConfig} from '../model/config.ts';
import {canonicalAddress, isOfItself} from '../model/ip-address.ts';
import type {HopEvidence, MappingEvidence, Upstream} from '../model/mapping.ts';
import {placesInUse, placeOf} from './mapping-upstream.ts';

/**
 * Why it is not known that what one proxy sends to is the next proxy that was asked: an answer of another one says nothing
 * of this request. Empty where each address in use is one of the next one's.
 */
export function linkDoubts(
	from: ProxyConfig,
	hop: HopEvidence,
	to: ProxyConfig,
	{owners}: MappingEvidence,
): readonly string[] {
	if (hop.answer.status !== 'observed' || to.kind === 'kubernetes') return [];
	const isNext = (address: string, upstream: Upstream): boolean => {
		if (address.startsWith('/')) return true;
		const own = isOfItself(address) && from.container === null;
		if (to.kind === 'docker') return isSameMachine(from, to) ? own || isGateway(address) : isHostOf(to, address);
		if (to.container === null) return (own && from.host === null) || isHostOf(to, address);
		// What an engine publishes is called as its container is.
		if (from.kind === 'docker' && upstream.name === to.container) return true;
		const owner =
			owners.status === 'observed'
				? owners.value.find((one) => canonicalAddress(one.address) === canonicalAddress(address))?.container
				: null;
		return owner !== null && owner !== undefined && isCalled(owner, to.container);
	};
	const {host} = hop.answer.value.route;
	const unnamed = host === '' && to.kind !== 'docker' ? ['which host the next proxy is told is not known'] : [];
	const doubted = hop.answer.value.route.upstreams.flatMap((upstream) =>
		placesInUse(upstream).filter(({address}) => !isNext(address, upstream)),
	);
	const astray = [...new Set(doubted.map(placeOf))]
		.slice(0, mostNamed)
		.map((place) => `whether ${place} is the next proxy, ${to.container ?? to.kind}, is not known`);
	return [...unnamed, ...astray];
}

const mostNamed = 4;

export const isCalled = ({id, name}: {readonly id: string; readonly name: string}, stated: string): boolean =>
	name === stated || (stated.length >= 12 && id.startsWith(stated));

/** Whether both are reached over the same engine, or are both on this machine. */
const isSameMachine = (one: ProxyConfig, other: ProxyConfig): boolean =>
	one.host === other.host && one.context === other.context;

/** By convention the machine itself, seen from its containers: the first address of a private network. */
const isGateway = (address: string): boolean => isPrivate(address) && /\.1$/.test(canonicalAddress(address));

const isHostOf = ({host, admin}: ProxyConfig, address: string): boolean =>
	[host, admin].some((one) => one !== null && URL.parse(one)?.hostname.replace(/^\[|\]$/g, '') === address);

/**
 * Whether an address means the same to a proxy and to the runtime: private ones are given out anew by each engine, and
 * 172.17.0.2 is on every machine.
 */
export function isSameNetwork(proxy: ProxyConfig, runtime: RuntimeConfig | null, address: string): boolean {
	if (runtime === null || !engines.has(runtime.kind) || !isPrivate(address)) return true;
	const {host, context} = proxy;
	const away = proxy.admin === null ? undefined : URL.parse(proxy.admin)?.hostname;
	if (away !== undefined && away !== '' && !isOfItself(away.replace(/^\[|\]$/g, '')) && away !== 'localhost')
		return runtime.host !== null && URL.parse(runtime.host)?.hostname === away;
	return host === runtime.host && context === runtime.context;
}

const engines = new Set<RuntimeConfig['kind']>(['docker', 'podman', 'compose', 'swarm']);

/** RFC 1918, RFC 6598 and RFC 4193. */
const isPrivate = (address: string): boolean =>
	/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[789]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:)/i.test(
		canonicalAddress(address),
	);
