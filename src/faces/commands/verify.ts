import {formatProblems} from '../../config/decode.ts';
import {defaultFile} from '../../config/inputs.ts';
import {loadConfig} from '../../config/load.ts';
import {deliverWhereSaid} from '../../deliver/files.ts';
import {refuseLinks} from '../../deliver/own-place.ts';
import {directoryHistory, type WritableHistory} from '../../history/directory.ts';
import {FaultError} from '../../model/fault.ts';
import type {History} from '../../model/history.ts';
import {nextHistory, render, run, savedEvidence} from '../../run.ts';
import {commitProblem} from '../../subjects/git.ts';
import type {World} from '../../world.ts';
import {version} from '../version.ts';
import {layersBetweenRuns} from './cache.ts';
import {destinationProblems} from './destination.ts';
import {exitCodeOf, exitCodes, type Terminal} from './terminal.ts';

export type VerifyOptions = {
	readonly config?: string;
	readonly service: readonly string[];
	readonly commit?: string;
	readonly repo?: string;
	readonly history?: string;
	readonly format: 'terminal' | 'json' | 'markdown' | 'html';
	readonly out?: string;
	readonly evidence?: string;
	readonly cache?: string;
};

/** config → the line → a report on stdout or in a file; remembers the outcome for the next run. */
export async function runVerify(terminal: Terminal, options: VerifyOptions): Promise<number> {
	const {world} = terminal;
	const repository = options.repo ?? world.files.cwd;
	const unwritable = await destinationProblems(world, {'--out': options.out, '--evidence': options.evidence});
	// A name that names nothing is a slip of the hand; a whole id may be of a commit that was never fetched.
	const named = options.commit !== undefined && !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(options.commit);
	const unknown = named ? await commitProblem(world, repository, options.commit) : null;
	const wrong = [...unwritable, ...(unknown === null ? [] : [`--commit: ${unknown}`])];
	const loaded = await loadConfig(world, {
		file: options.config ?? null,
		repository,
		trust: 'trusted',
		secrets: [],
		revision: null,
		services: options.service,
	});
	if ('problems' in loaded || wrong.length > 0) {
		const config = 'problems' in loaded ? [formatProblems(loaded.problems)] : [];
		terminal.problem([...wrong.map((problem) => `deploy-truth: ${problem}`), ...config].join('\n'));
		return exitCodes.usage;
	}
	const history = directoryHistory(world, options.history ?? `${repository}/.deploy-truth/history`);
	const revision = options.commit ?? 'HEAD';
	const config =
		options.commit === undefined
			? loaded.config
			: {...loaded.config, services: loaded.config.services.map((service) => ({...service, commit: null}))};
	const target = {revision, repository: null, pullRequest: null, event: null, run: null};
	const reports = await run(world, config, target, {
		repository,
		config: options.config ?? defaultFile,
		history,
		layers: layersBetweenRuns(world, options.cache),
	});

	const tool = `deploy-truth/${version()}`;
	if (options.evidence !== undefined) {
		for (const report of reports) {
			const file = reports.length === 1 ? options.evidence : besideName(options.evidence, report.plan.service.service);
			await deliverWhereSaid(world, file, `${JSON.stringify(savedEvidence(report, tool), null, 1)}\n`);
		}
	}
	const at = new Date(world.now()).toISOString();
	for (const report of reports) {
		await remember(world, options.history === undefined ? repository : null, history, await nextHistory(report, at));
	}
	const wide = options.out === undefined;
	const text = await render(reports, options.format, {
		color: wide && terminal.color,
		width: wide ? terminal.width : 100,
	});
	terminal.clear();
	if (options.out === undefined) await terminal.out(text);
	else await deliverWhereSaid(world, options.out, text);
	return exitCodeOf(reports.map((report) => report.verdict.status));
}

/** `repository`: where the memory is kept by itself; null: the user says where. A memory that cannot be kept is the next run's loss; this run's verdict stands, and is told. */
async function remember(
	world: World,
	repository: string | null,
	history: WritableHistory,
	next: History,
): Promise<void> {
	try {
		if (repository !== null) await refuseLinks(world, repository, `${repository}/.deploy-truth/history`);
		await history.write(next);
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		world.log.warn(`the next run will not remember this one: ${error.fault.code}: ${error.fault.detail}`);
	}
}

/** `evidence.json` of several services: `evidence.api.json`, `evidence.web.json`. */
function besideName(file: string, service: string): string {
	const safe = encodeURIComponent(service.toWellFormed());
	const dot = file.lastIndexOf('.');
	return dot > file.lastIndexOf('/') ? `${file.slice(0, dot)}.${safe}${file.slice(dot)}` : `${file}.${safe}`;
}
