import type {Config, ServiceConfig, Target} from './model/config.ts';
import {type Evidence, evidenceSchema, type SavedEvidence} from './model/evidence.ts';
import {FaultError} from './model/fault.ts';
import type {History} from './model/history.ts';
import type {Plan} from './model/plan.ts';
import type {ServiceReport} from './model/report.ts';
import type {Verdict} from './model/verdict.ts';
import {observe, type Surroundings} from './observe/observe.ts';
import {observeUntil} from './observe/wait.ts';
import {planService} from './plan/plan.ts';
import type {RenderOptions, ReportFormat} from './report/report.ts';
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
	const plan = planService(service, config, target, () => Buffer.from(world.random(8)).toString('hex'));
	let older: Evidence | null = null;
	const evidence = await observeUntil(
		world,
		service.wait,
		async (before) => {
			const known = before && (await withMemory(plan, older, before, at(world)));
			older = before;
			const seen = await confirmed(world, plan, await observe(world, plan, around, known), around);
			const {hushed, sentSecrets} = await import('./observe/hushed.ts');
			return hushed(seen, sentSecrets(world, config));
		},
		async (seen, elapsed) => {
			const [verdict, {roundState}, {waitLine}] = await Promise.all([
				judged(plan, seen),
				import('./judge/settle.ts'),
				import('./report/progress.ts'),
			]);
			world.log.progress(waitLine(verdict, elapsed, service.wait?.deadline ?? 0));
			return roundState(plan, verdict);
		},
	);
	// What a cancelled run did not look at is no evidence: nothing is judged, remembered or delivered.
	if (world.signal.aborted) throw new FaultError('cancelled', 'the run was cancelled');
	return {plan, evidence, verdict: await judged(plan, evidence)};
}

/** Before `live` is said by answers alone, what says so is asked again: one request may have reached the only new instance. */
async function confirmed(world: World, plan: Plan, seen: Evidence, {repository}: Surroundings): Promise<Evidence> {
	if (world.signal.aborted) return seen;
	const [verdict, {decisiveOf}] = await Promise.all([judged(plan, seen), import('./judge/decisive.ts')]);
	const which = decisiveOf(plan, seen, verdict);
	if (which === null || which.files.length + which.probes.length === 0) return seen;
	return (await import('./observe/again.ts')).askAgain(world, plan, seen, which, repository);
}

/**
 * A first run remembers nothing; then two looks of this very run in a row are its memory: bytes that both saw tell the
 * deployment before from this one. One look alone may have seen what no deployment serves, such as a page of maintenance.
 */
async function withMemory(plan: Plan, older: Evidence | null, seen: Evidence, at: string): Promise<Evidence> {
	if (older === null || seen.history.status !== 'observed' || seen.history.value !== null) return seen;
	const [then, now, {isQuiet}, {lookMemory, nextHistory}] = await Promise.all([
		judged(plan, older),
		judged(plan, seen),
		import('./judge/remembered.ts'),
		import('./judge/snapshot.ts'),
	]);
	if (then.status !== 'drift' || now.status !== 'drift' || !isQuiet(older) || !isQuiet(seen)) return seen;
	const memory = lookMemory(nextHistory(plan, seen, now, at), nextHistory(plan, older, then, at));
	return {...seen, history: {status: 'observed', value: memory, at}};
}

/** What judges and tells is loaded once there is something to judge: no request waits for it. */
const judged = async (plan: Plan, evidence: Evidence): Promise<Verdict> =>
	(await import('./judge/judge.ts')).judge(plan, evidence);

const at = (world: World): string => new Date(world.now()).toISOString();

/** The same judgement from what a run saved: no effects, the same bytes. */
export const judgeAgain = async ({plan, evidence}: SavedEvidence): Promise<ServiceReport> => ({
	plan,
	evidence,
	verdict: await judged(plan, evidence),
});

export const savedEvidence = (report: ServiceReport, tool: string): SavedEvidence => ({
	schema: evidenceSchema,
	tool,
	plan: report.plan,
	evidence: report.evidence,
});

/** What the next run remembers of this one. */
export const nextHistory = async ({plan, evidence, verdict}: ServiceReport, at: string): Promise<History> =>
	(await import('./judge/snapshot.ts')).nextHistory(plan, evidence, verdict, at);

export const render = async (
	reports: readonly ServiceReport[],
	format: ReportFormat,
	options?: RenderOptions,
): Promise<string> => (await import('./report/report.ts')).render(reports, format, options);
