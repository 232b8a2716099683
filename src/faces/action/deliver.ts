import {join} from 'node:path';
import {deliverAnnotations} from '../../deliver/annotations.ts';
import {type CommentOutcome, deliverComment} from '../../deliver/comment.ts';
import {deliverFile} from '../../deliver/files.ts';
import {refuseLinks} from '../../deliver/own-place.ts';
import {deliverOutputs} from '../../deliver/outputs.ts';
import type {Sink} from '../../deliver/sink.ts';
import {deliverSummary} from '../../deliver/summary.ts';
import type {Target} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {History} from '../../model/history.ts';
import type {ServiceReport} from '../../model/report.ts';
import {annotationsOf} from '../../report/annotations.ts';
import {renderComment} from '../../report/comment.ts';
import {summaryBudget} from '../../report/fit.ts';
import {render, savedEvidence} from '../../run.ts';
import type {World} from '../../world.ts';

/** What is to be told, and where. */
export type Delivery = {
	readonly sink: Sink;
	readonly reports: readonly ServiceReport[];
	/** what the next run is to know, one for each report */
	readonly histories: readonly History[];
	readonly target: Target;
	/** absolute directory for reports and evidence */
	readonly out: string;
	readonly comment: boolean;
	/** name and version, for the evidence */
	readonly tool: string;
};

/**
 * Tells the outcome everywhere: files, annotations, outputs, summary, comments. Files and outputs come first, for the
 * steps that follow read them; a comment that cannot be written is a warning and takes nothing else with it.
 */
export async function deliverAll(world: World, delivery: Delivery): Promise<void> {
	const {sink, reports, out} = delivery;
	await refuseLinks(world, world.files.cwd, out);
	const evidence = await deliverEvidence(world, delivery);
	const report = join(out, 'report.md');
	await deliverFile(world, report, await render(reports, 'markdown', {budget: summaryBudget, measure: 'bytes'}));
	await deliverFile(world, join(out, 'report.html'), await render(reports, 'html'));
	await deliverFile(world, join(out, 'verdict.json'), await render(reports, 'json'));
	const verdicts = reports.map(({verdict}) => verdict);
	deliverOutputs(sink, verdicts, {report, evidence});
	deliverAnnotations(sink, annotationsOf(reports));
	await warned(world, 'the job summary', async () =>
		deliverSummary(world, await render(reports, 'markdown', {budget: summaryBudget - 1, measure: 'bytes'})),
	);
	if (delivery.comment) for (const index of reports.keys()) await comment(world, delivery, index);
}

/** Writes one file for each service, and names the only one, or their directory. */
async function deliverEvidence(world: World, {reports, out, tool}: Delivery): Promise<string> {
	const paths = reports.map(({verdict}, index) =>
		reports.length === 1
			? join(out, 'evidence.json')
			: join(out, 'evidence', `${index + 1}-${plain(verdict.service)}-${plain(verdict.environment)}.json`),
	);
	for (const [index, report] of reports.entries())
		await deliverFile(world, paths[index]!, `${JSON.stringify(savedEvidence(report, tool), null, 1)}\n`);
	return paths.length === 1 ? paths[0]! : join(out, 'evidence');
}

const plain = (name: string): string => name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 60);

async function comment(world: World, delivery: Delivery, index: number): Promise<void> {
	const report = delivery.reports[index]!;
	const {service, environment} = report.verdict;
	const what = `the comment for ${service} in ${environment}`;
	const {repository, run} = delivery.target;
	const pullRequest = pullRequestOf(report);
	if (world.github === null || repository === null || run === null)
		return world.log.info(`${what} is left out: there is no GitHub token, or this is no workflow run`);
	if (pullRequest === null) return world.log.info(`${what} is left out: ${whyNoPullRequest(report)}`);
	await warned(world, what, async () => {
		const body = renderComment(report, {run: run.number, history: delivery.histories[index] ?? null});
		const outcome = await deliverComment(world, {
			repository,
			pullRequest,
			service,
			environment,
			run: run.number,
			body,
		});
		tell(world, what, pullRequest, outcome);
	});
}

/** The one that was found for the commit; without it, the one the event is about. */
function pullRequestOf({plan, evidence}: ServiceReport): number | null {
	const {commit} = evidence;
	const found = commit.status === 'observed' && commit.value.pullRequest.status === 'observed';
	return found && commit.value.pullRequest.status === 'observed'
		? commit.value.pullRequest.value.number
		: (plan.target.pullRequest?.number ?? null);
}

function whyNoPullRequest({evidence}: ServiceReport): string {
	const pull = evidence.commit.status === 'observed' ? evidence.commit.value.pullRequest : evidence.commit;
	return pull.status === 'unavailable' ? pull.fault.detail : 'the commit belongs to no pull request';
}

function tell(world: World, what: string, pullRequest: number, outcome: CommentOutcome): void {
	if (outcome.status === 'not-permitted') {
		world.log.warn(
			`${what} was not written on #${pullRequest}: the token needs \`permissions: ${outcome.permission}\`. On pull requests from forks it never has it; the job summary and the outputs say the same. GitHub said: ${outcome.said}`,
		);
	} else if (outcome.status === 'newer-exists') {
		world.log.info(`${what} on #${pullRequest} is left alone: a later run has already written it`);
	} else world.log.info(`${what} on #${pullRequest}: ${outcome.status}`);
}

/** What cannot be told in one place is still told in the others. A cancelled run stops. */
async function warned(world: World, what: string, deliver: () => Promise<unknown>): Promise<void> {
	try {
		await deliver();
	} catch (error) {
		if (!(error instanceof FaultError) || world.signal.aborted) throw error;
		world.log.warn(`${what} was not written: ${error.fault.detail}`);
	}
}
