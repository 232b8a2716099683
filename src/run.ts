import {judge} from './judge/judge.ts';
import {roundState} from './judge/settle.ts';
import {lookMemory, nextHistory} from './judge/snapshot.ts';
import type {Config, ServiceConfig, Target} from './model/config.ts';
import {type Evidence, evidenceSchema, type SavedEvidence} from './model/evidence.ts';
import {FaultError} from './model/fault.ts';
import type {Plan} from './model/plan.ts';
import type {ServiceReport} from './model/report.ts';
import {observe, type Surroundings} from './observe/observe.ts';
import {observeUntil} from './observe/wait.ts';
import {planService} from './plan/plan.ts';
import {waitLine} from './report/progress.ts';
import type {World} from './world.ts';

/** The line: config → plan → observe → judge, once for each service. Reporting and delivering are the face's next step. */
export async function run(
	world: World,
	config: Config,
	target: Target,
	around: Surroundings,
): Promise<readonly ServiceReport[]> {
	const reports: ServiceReport[] = [];
	for (const service of config.services) reports.push(await verifyService(world, config, service, target, around));
	return reports;
}

async function verifyService(
	world: World,
	config: Config,
	service: ServiceConfig,
	target: Target,
	around: Surroundings,
): Promise<ServiceReport> {
	const nonce = Buffer.from(world.random(8)).toString('hex');
	const plan = planService(service, config, target, nonce);
	const evidence = await observeUntil(
		world,
		service.wait,
		(before) => observe(world, plan, around, before && withMemory(plan, before, at(world))),
		(seen, elapsed) => {
			const verdict = judge(plan, seen);
			world.log.progress(waitLine(verdict, elapsed, service.wait?.deadline ?? 0));
			return roundState(plan, verdict);
		},
	);
	// What a cancelled run did not look at is no evidence: nothing is judged, remembered or delivered.
	if (world.signal.aborted) throw new FaultError('cancelled', 'the run was cancelled');
	return {plan, evidence, verdict: judge(plan, evidence)};
}

/**
 * A first run remembers nothing; then an earlier look of this very run is its memory: bytes that the deployment before
 * still served tell it from this one. A 404 of a look that comes seconds later may be a restart's, and tells nothing.
 */
function withMemory(plan: Plan, seen: Evidence, at: string): Evidence {
	if (seen.history.status !== 'observed' || seen.history.value !== null) return seen;
	const verdict = judge(plan, seen);
	return verdict.status === 'drift'
		? {...seen, history: {status: 'observed', value: lookMemory(nextHistory(plan, seen, verdict, at)), at}}
		: seen;
}

const at = (world: World): string => new Date(world.now()).toISOString();

/** The same judgement from what a run saved: no effects, the same bytes. */
export const judgeAgain = (saved: SavedEvidence): ServiceReport => ({
	plan: saved.plan,
	evidence: saved.evidence,
	verdict: judge(saved.plan, saved.evidence),
});

export const savedEvidence = (report: ServiceReport, tool: string): SavedEvidence => ({
	schema: evidenceSchema,
	tool,
	plan: report.plan,
	evidence: report.evidence,
});

export {nextHistory};
export {render} from './report/report.ts';
