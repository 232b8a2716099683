import {ask, fileCap} from '../adapters/endpoint/ask.ts';
import type {Answer, AskedAgain, Evidence, Observation} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import {isProxied} from '../model/proxied.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {addressesOf, mostAddresses} from './outside.ts';
import {askOne} from './probes.ts';
import {worldTowards} from './ways.ts';

/** Requests beside the first: of two instances that take turns, or are chosen by chance, one is old in one of sixteen runs unseen. */
const repeats = 4;

type Way = {readonly fresh: true; readonly address?: string};

/**
 * What `live` rests on, asked again: each time on a connection of its own, and once at each address where the name has
 * several. `files` and `probes`: places in the evidence.
 */
export async function askAgain(
	world: World,
	plan: Plan,
	evidence: Evidence,
	which: {readonly files: readonly number[]; readonly probes: readonly number[]},
	repository: string,
): Promise<Evidence> {
	const {live} = evidence;
	const towards = await worldTowards(world, plan, repository);
	const fileAt = (url: string) => (way: Way) =>
		attempt(towards, async () => {
			const {answer} = await ask(towards, {
				...way,
				method: 'GET',
				url,
				timeouts: plan.service.timeouts,
				publicOnly: plan.trust === 'untrusted',
				cap: fileCap,
			});
			return answer;
		});
	const files = live.status === 'observed' ? live.value.files : [];
	const [filesAgain, probesAgain] = await Promise.all([
		Promise.all(
			files.map(async (file, index) =>
				which.files.includes(index) ? {...file, again: await again(towards, plan, file.url, fileAt(file.url))} : file,
			),
		),
		Promise.all(
			evidence.probes.map(async (seen, index) => {
				const probe = plan.probes[index];
				if (probe === undefined || !which.probes.includes(index)) return seen;
				const {method, url} = probe;
				const one = (way: Way) => askOne(towards, plan, probe, {method, url, host: null}, way);
				return {...seen, again: await again(towards, plan, url, one)};
			}),
		),
	]);
	return {
		...evidence,
		live: live.status === 'observed' ? {...live, value: {...live.value, files: filesAgain}} : live,
		probes: probesAgain,
	};
}

async function again(
	towards: World,
	plan: Plan,
	url: string,
	one: (way: Way) => Promise<Observation<Answer>>,
): Promise<readonly AskedAgain[]> {
	const addresses = await severalAddresses(towards, plan, url);
	return Promise.all([
		...Array.from({length: repeats}, async () => ({address: null, answer: await one({fresh: true})})),
		...addresses.map(async (address) => ({address, answer: await one({fresh: true, address})})),
	]);
}

/** Empty where the name has one address, or only a proxy on the way knows which is reached. */
async function severalAddresses(towards: World, plan: Plan, url: string): Promise<readonly string[]> {
	const {hostname} = new URL(url);
	const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
	const placed = plan.service.resolve.some((one) => one.host === host || one.host.startsWith(`${host}:`));
	if (!placed && isProxied(new URL(url), towards.env)) return [];
	const found = await attempt(towards, () => addressesOf(towards, host, plan.service.timeouts.connect));
	return found.status === 'observed' && found.value.length > 1 ? found.value.slice(0, mostAddresses) : [];
}
