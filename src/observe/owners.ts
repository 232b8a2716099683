import {openRuntime} from '../adapters/runtime/runtime.ts';
import type {Observation, ReplicasEvidence} from '../model/evidence.ts';
import {canonicalAddress, ipAddressOf, isOfItself} from '../model/ip-address.ts';
import type {AddressOwner} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';

/** Addresses whose owner is asked for; each may cost a question. */
const mostAsked = 64;

/** Who has those of the addresses that are no replica's. Of those that the runtime cannot tell of nothing is said. */
export async function observeOwners(
	world: World,
	plan: Plan,
	addresses: readonly string[],
	replicas: Observation<ReplicasEvidence>,
	repository: string,
): Promise<Observation<readonly AddressOwner[]>> {
	const {runtime, image} = plan.service;
	if (plan.service.proxies.length === 0) return {status: 'skipped', reason: 'not-configured'};
	if (replicas.status !== 'observed') return replicas;
	if (replicas.value.origin.kind === 'collected' || runtime === null) return {status: 'skipped', reason: 'collected'};
	const own = new Set(replicas.value.replicas.flatMap(({replica}) => replica.addresses.map(canonicalAddress)));
	const others = addresses
		.filter((address) => ipAddressOf(address) !== null && !isOfItself(address) && !own.has(address))
		.slice(0, mostAsked);
	const {owner} = await openRuntime(world, runtime, {
		timeout: runtime.timeout,
		repository,
		image: image?.reference ?? null,
	});
	if (owner === null) return {status: 'skipped', reason: 'not-told-by-runtime'};
	return attempt(world, async () => (others.length === 0 ? [] : owner(others)));
}
