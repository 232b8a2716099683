import {ask, probeCap} from '../adapters/endpoint/ask.ts';
import {fillHeaders} from '../adapters/endpoint/secrets.ts';
import type {Answer, Observation, ProbeEvidence} from '../model/evidence.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {bounded} from './bounded.ts';

/** Probes asked at the same time, controls included: a check must not become a load. */
const width = 4;

/** Asks every probe and, beside it, its control: same method, same headers, a path that nobody mounts. */
export async function observeProbes(world: World, plan: Plan): Promise<readonly ProbeEvidence[]> {
	const questions = plan.probes.flatMap((probe) => [
		{probe, url: probe.url},
		{probe, url: probe.controlUrl},
	]);
	const answers = await bounded(questions, width, ({probe, url}) => askOne(world, plan, probe, url));
	return plan.probes.map((probe, index) => ({
		name: probe.name,
		answer: answers[2 * index]!,
		control: answers[2 * index + 1]!,
		fresh: notAsked,
		origin: notAsked,
		others: [],
	}));
}

const notAsked = {status: 'skipped', reason: 'not-asked'} as const;

async function askOne(world: World, plan: Plan, probe: PlannedProbe, url: string | null): Promise<Observation<Answer>> {
	if (url === null) return {status: 'skipped', reason: 'no-control'};
	return attempt(world, async () => {
		const {headers, secrets} = fillHeaders(world, probe.headers, url, plan);
		const {answer} = await ask(world, {
			method: probe.method,
			url,
			headers,
			secrets,
			timeouts: plan.service.timeouts,
			publicOnly: plan.trust === 'untrusted',
			cap: probeCap,
			protocol: probe.protocol,
			json: probe.json,
			answerHeaders: probe.answerHeaders.map(({name}) => name),
		});
		return answer;
	});
}
