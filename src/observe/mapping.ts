import type {Observation, ReplicasEvidence} from '../model/evidence.ts';
import type {MappingEvidence, OutsideEvidence, TraceEvidence} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {followedRequest} from './followed.ts';
import {observeOutside} from './outside.ts';

/** `world` reaches proxies and runtimes, `towards` the service; `replicas` are still being looked at. */
export type Landing = {
	readonly world: World;
	readonly towards: World;
	readonly plan: Plan;
	readonly replicas: Promise<Observation<ReplicasEvidence>>;
	readonly repository: string;
};

/**
 * Where a request lands: seen from outside, told by proxies, and by its trace. Each part is a look of its own, so that none
 * is lost with another. What is not configured is not loaded; then this costs a name's look-up and a handshake.
 */
export async function observeMapping(landing: Landing): Promise<Observation<MappingEvidence>> {
	const {world, towards, plan} = landing;
	const followed = followedRequest(plan);
	if (followed === null) return notConfigured;
	const seen = attempt(towards, () => observeOutside(towards, plan, followed));
	return attempt(world, async () => {
		const [outside, {hops, owners}, trace] = await Promise.all([
			seen,
			throughProxies(landing, followed.question),
			plan.service.trace === null ? notConfigured : traceOf(landing, followed, seen),
		]);
		return {question: followed.question, outside, hops, owners, trace};
	});
}

const notConfigured = {status: 'skipped', reason: 'not-configured'} as const;

async function throughProxies(
	{world, plan, replicas, repository}: Landing,
	question: MappingEvidence['question'],
): Promise<Pick<MappingEvidence, 'hops' | 'owners'>> {
	if (plan.service.proxies.length === 0) return {hops: [], owners: notConfigured};
	const [{observeHops, landings}, {observeOwners}] = await Promise.all([import('./hops.ts'), import('./owners.ts')]);
	const hops = await observeHops(world, plan, question);
	const running = await replicas;
	const owners = await one(world, () => observeOwners(world, plan, landings(hops), running, repository));
	return {hops, owners};
}

/** A look that itself may say that it was not taken. */
async function one<T>(world: World, look: () => Promise<Observation<T>>): Promise<Observation<T>> {
	const seen = await attempt(world, look);
	return seen.status === 'observed' ? seen.value : seen;
}

/** Anew in each round: where a request landed a moment ago, the next need not. */
async function traceOf(
	{replicas, ...tracing}: Landing,
	followed: NonNullable<ReturnType<typeof followedRequest>>,
	outside: Promise<Observation<OutsideEvidence>>,
): Promise<Observation<TraceEvidence>> {
	const [seen, running, {observeTrace}] = await Promise.all([outside, replicas, import('./trace.ts')]);
	const addresses = seen.status === 'observed' ? seen.value.addresses.map(({address}) => address) : [];
	return one(tracing.world, () => observeTrace({...tracing, followed}, addresses, running));
}
