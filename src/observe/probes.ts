import {ask, probeCap, type Way} from '../adapters/endpoint/ask.ts';
import {fillHeaders} from '../adapters/endpoint/secrets.ts';
import type {Answer, Observation, ProbeEvidence} from '../model/evidence.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {bounded} from './bounded.ts';
import {askDoubts, type ProbeQuestion} from './probe-doubts.ts';

/** Probes asked at the same time, controls included: a check must not become a load. */
const usualWidth = 4;

/** Asks every probe and, beside it, its control: same method, same headers, a path that nobody mounts. */
export async function observeProbes(world: World, plan: Plan, width = usualWidth): Promise<readonly ProbeEvidence[]> {
	const questions = plan.probes.flatMap((probe) => [
		{probe, url: probe.url},
		{probe, url: probe.controlUrl},
	]);
	const answers = await bounded(questions, width, ({probe, url}) =>
		url === null ? noControl : askOne(world, plan, probe, {method: probe.method, url, host: null}),
	);
	const seen = plan.probes.map((probe, index) => ({
		probe,
		answer: answers[2 * index]!,
		control: answers[2 * index + 1]!,
	}));
	// Fresh for each look: while we wait, caches learn what was asked before.
	const nonce = (): string => Buffer.from(world.random(8)).toString('hex');
	return bounded(seen, width, async ({probe, answer, control}) => ({
		name: probe.name,
		answer,
		control,
		...(await askDoubts(probe, {answer, control}, plan.service.origin, nonce, (question) =>
			askOne(world, plan, probe, question),
		)),
	}));
}

const noControl = {status: 'skipped', reason: 'no-control'} as const;

export function askOne(
	world: World,
	plan: Plan,
	probe: PlannedProbe,
	{method, url, host}: ProbeQuestion,
	way: Way = {},
): Promise<Observation<Answer>> {
	return attempt(world, async () => {
		const {headers, secrets} = fillHeaders(world, probe.headers, url, plan);
		const {answer} = await ask(world, {
			...way,
			method,
			url,
			headers: host === null || isNamed(headers) ? headers : [['Host', host], ...headers],
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

const isNamed = (headers: readonly (readonly [string, string])[]): boolean =>
	headers.some(([name]) => name.toLowerCase() === 'host');
