import {openProxy} from '../adapters/proxy/proxy.ts';
import {FaultError} from '../model/fault.ts';
import {canonicalAddress} from '../model/ip-address.ts';
import type {HopEvidence, ProxyAnswer, RouteQuestion, Upstream} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {bounded} from './bounded.ts';

/** Addresses of one proxy at which the next is asked; each costs what asking it costs. */
const mostQuestions = 8;
const width = 4;
/** More upstream addresses than these in one answer are not believed to be all of them. */
const mostAddresses = 1_000;

/** Asks each proxy where the request goes: the first about it as it comes, the next about it as the one before sends it on. */
export async function observeHops(world: World, plan: Plan, question: RouteQuestion): Promise<readonly HopEvidence[]> {
	const hops: HopEvidence[] = [];
	let questions: readonly RouteQuestion[] = [question];
	for (const [proxy, access] of plan.service.proxies.entries()) {
		const asked = await bounded(questions, width, async (one): Promise<HopEvidence> => {
			const answer = await attempt(world, async () => checked(await (await openProxy(world, access)).route(one)));
			return {proxy, question: one, answer};
		});
		hops.push(...asked);
		questions = distinct(asked.flatMap(sentOn)).slice(0, mostQuestions);
	}
	return hops;
}

function checked(answer: ProxyAnswer): ProxyAnswer {
	const count = answer.route.upstreams.reduce((sum, {addresses}) => sum + addresses.length, 0);
	if (count > mostAddresses)
		throw new FaultError('too-large', `${answer.where}: the rule leads to more than ${mostAddresses} addresses`);
	return answer;
}

/** The question as each upstream gets it. */
function sentOn({question, answer}: HopEvidence): readonly RouteQuestion[] {
	if (answer.status !== 'observed' || answer.value.route.outcome !== 'proxied') return [];
	const {rewritten, upstreams, host} = answer.value.route;
	const path = (rewritten ?? question.path).split('?', 1)[0]!;
	return mattersFirst(upstreams).map(({scheme, address, port}) => ({
		...question,
		scheme,
		host: host || question.host,
		address,
		port,
		path: path.startsWith('/') ? path : `/${path}`,
	}));
}

/** Addresses over the network, those that take requests now before those that are down or wait for others to be. */
function mattersFirst(upstreams: readonly Upstream[]) {
	const all = upstreams.flatMap(({scheme, addresses}) =>
		scheme === 'http' || scheme === 'https' ? addresses.map((one) => ({...one, scheme})) : [],
	);
	const aside = ({state, backup}: (typeof all)[number]): number => Number(backup) + 2 * Number(state === 'down');
	return all.filter(({address}) => !address.startsWith('/')).toSorted((a, b) => aside(a) - aside(b));
}

function distinct(questions: readonly RouteQuestion[]): readonly RouteQuestion[] {
	const keyOf = ({scheme, host, port, path, address}: RouteQuestion): string =>
		JSON.stringify([scheme, host, port, path, address]);
	const seen = new Set<string>();
	return questions.filter((one) => !seen.has(keyOf(one)) && seen.add(keyOf(one)));
}

/** Where proxies send the request, each address once; empty where none was reached or they send it nowhere. */
export function landings(hops: readonly HopEvidence[]): readonly string[] {
	const addresses = hops.flatMap(({answer}) =>
		answer.status === 'observed' ? answer.value.route.upstreams.flatMap((upstream) => upstream.addresses) : [],
	);
	return [...new Set(addresses.map(({address}) => canonicalAddress(address)))].sort();
}
