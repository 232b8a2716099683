import {join} from 'node:path';
import {type Asked, fileOfInputs} from '../../config/inputs.ts';
import type {Trust} from '../../config/trust.ts';
import {type CommentPlace, ownComments, type Self} from '../../deliver/own-comments.ts';
import {commentHistory, type FindOwn, noHistory} from '../../history/comment.ts';
import {directoryHistory, type WritableHistory} from '../../history/directory.ts';
import type {FailOn, Target} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {History} from '../../model/history.ts';
import type {MarkedComment} from '../../model/marker.ts';
import type {ServiceReport} from '../../model/report.ts';
import {judgeAgain, nextHistory, run} from '../../run.ts';
import type {World} from '../../world.ts';
import {exitCodeOf, exitCodes} from '../commands/terminal.ts';
import {layersBetweenRuns, type RunnerCache} from './listings.ts';
import {actionSink} from './log.ts';
import type {Toolkit} from './toolkit.ts';
import type {Masks} from '../masks.ts';

/** What a mode stands on. `world.files.cwd` is the repository. */
type Job = {
	readonly core: Toolkit;
	readonly world: World;
	readonly target: Target;
	readonly trust: Trust;
	readonly tool: string;
	readonly masks: Masks;
};

type Ask<M extends Asked['mode']> = Extract<Asked, {mode: M}>;

/** Looks at every configured service, tells the outcome, and gives the exit code. */
export async function verify(job: Job, asked: Ask<'verify'>, cache: RunnerCache): Promise<number> {
	const {world, target, trust, tool} = job;
	const repository = world.files.cwd;
	// A pull request's files could bring a memory of their own making.
	const kept = trust.trust === 'trusted' ? await keptHistory(job, asked, cache) : null;
	const history = commentHistory(world, findIn(world, target), kept ?? noHistory);
	const layers = layersBetweenRuns(world, cache, asked, tool);
	const reports = await run(world, asked.config, target, {
		repository,
		config: fileOfInputs((name) => job.core.getInput(name)).file,
		history,
		layers,
	});
	world.signal.throwIfAborted();
	const histories = await tell(job, asked, reports);
	if (kept !== null) for (const next of histories) await keep(world, kept, next);
	await layers?.save();
	return codeOf(reports, asked.config.failOn);
}

/** Where runs of this repository remember, beside the comment. */
async function keptHistory({world, target}: Job, asked: Ask<'verify'>, cache: RunnerCache): Promise<WritableHistory> {
	if (asked.memory === 'cache') {
		if (typeof cache.access !== 'string') {
			const {cacheHistory} = await import('../../history/actions-cache.ts');
			return cacheHistory(world, cache.access, {secret: cache.secret, run: target.run});
		}
		world.log.warn(`results are not remembered in the cache: ${cache.access}`);
	}
	return directoryHistory(world, join(world.files.cwd, '.deploy-truth', 'history'));
}

/** A memory that cannot be kept is the next run's loss; this run's verdict stands, and is told. */
async function keep(world: World, kept: WritableHistory, next: History): Promise<void> {
	try {
		await kept.write(next);
	} catch (error) {
		if (!(error instanceof FaultError) || world.signal.aborted) throw error;
		world.log.warn(`the next run will not remember this one: ${error.fault.code}: ${error.fault.detail}`);
	}
}

/** Puts the evidence of many jobs into one report. */
export async function report(job: Job, asked: Ask<'report'>): Promise<number> {
	const {world, core} = job;
	const reports: ServiceReport[] = [];
	const problems: string[] = [];
	const {decodeSavedEvidence} = await import('../../model/saved.ts');
	for (const path of asked.evidence)
		for (const file of await evidenceFiles(world, join(world.files.cwd, path), depth)) {
			const saved = decodeSavedEvidence(new TextDecoder().decode(await world.files.read(file, maxEvidenceBytes)));
			if (typeof saved === 'string') problems.push(`${file}: ${saved}`);
			else reports.push(await judgeAgain(saved));
		}
	if (reports.length === 0 && problems.length === 0)
		problems.push(`no evidence files in ${asked.evidence.join(', ')}: does an earlier step download them?`);
	if (problems.length > 0) {
		for (const problem of problems) core.error(problem, {title: 'Deploy Truth: evidence'});
		return exitCodes.usage;
	}
	await tell(job, asked, reports);
	return codeOf(reports, asked.failOn);
}

/** In the build job: runs the build where one is given, then writes the artifact's file manifest with its commit. */
export async function record(job: Job, asked: Ask<'record'>, buildCommand: string): Promise<number> {
	const {core, world, trust, tool, masks} = job;
	if (buildCommand !== '') {
		if (trust.trust !== 'trusted') {
			core.error(`build-command runs on trusted events alone; ${trust.because}. Run the build as a step of its own.`);
			return exitCodes.usage;
		}
		const [{exec}, {hidingOutput}] = await Promise.all([import('@actions/exec'), import('./output.ts')]);
		const code = await core.group('Build', async () => {
			const shown = hidingOutput(masks, process.stdout);
			try {
				const {outStream, errStream} = shown;
				return await exec(buildCommand, [], {cwd: world.files.cwd, ignoreReturnCode: true, outStream, errStream});
			} finally {
				await shown.end();
			}
		});
		world.signal.throwIfAborted();
		if (code !== 0) {
			core.error(`the build ended with exit code ${code}; nothing was recorded`);
			return exitCodes.drift;
		}
	}
	const {runRecord} = await import('../commands/record.ts');
	return runRecord(world, asked.artifact, {out: asked.out, repo: world.files.cwd, tool});
}

async function tell(job: Job, asked: Ask<'verify' | 'report'>, reports: readonly ServiceReport[]) {
	const {world, target, tool} = job;
	const at = new Date(world.now()).toISOString();
	const histories = await Promise.all(reports.map((report) => nextHistory(report, at)));
	const out = join(world.files.cwd, asked.out);
	const {comment} = asked;
	const {deliverAll} = await import('./deliver.ts');
	await deliverAll(world, {sink: actionSink(job.core), reports, histories, target, out, comment, tool});
	return histories;
}

/** Verdicts that `fail-on` names fail the step, with the exit code of the worst of them. */
function codeOf(reports: readonly ServiceReport[], failOn: readonly FailOn[]): number {
	const failing = reports.map(({verdict}) => verdict.status).filter((status) => failOn.some((word) => word === status));
	return failing.length === 0 ? exitCodes.ok : exitCodeOf(failing);
}

/** Our newest comment for a plan's service: a twin may have left two. */
function findIn(world: World, target: Target): FindOwn {
	const self: Self = {login: null};
	return async ({service: {service, environment}}, pullRequest): Promise<MarkedComment | null> => {
		if (world.github === null || target.repository === null) return null;
		const place: CommentPlace = {repository: target.repository, pullRequest, service, environment};
		const own = await ownComments(world.github, place, self);
		return own.toSorted((a, b) => b.marked.run - a.marked.run)[0]?.marked ?? null;
	};
}

const maxEvidenceBytes = 256 << 20;
/** Downloaded artifacts arrive in one directory each. */
const depth = 3;

/** The file itself, or what a directory holds of evidence: `evidence.json`, and whatever lies in `evidence/`. */
async function evidenceFiles(world: World, path: string, levels: number, inside = false): Promise<readonly string[]> {
	const {kind} = await world.files.stat(path);
	if (kind !== 'directory') return [path];
	if (levels === 0) throw new FaultError('limit-exceeded', `${path} is nested too deeply for evidence`);
	const found: string[] = [];
	for (const name of [...(await world.files.list(path))].sort()) {
		const below = join(path, name);
		const child = await world.files.stat(below);
		if (child.kind === 'directory') found.push(...(await evidenceFiles(world, below, levels - 1, name === 'evidence')));
		else if (child.kind === 'file' && (name === 'evidence.json' || (inside && name.endsWith('.json'))))
			found.push(below);
	}
	return found;
}
