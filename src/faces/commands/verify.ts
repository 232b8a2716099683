import {formatProblems} from '../../config/decode.ts';
import {loadConfig} from '../../config/load.ts';
import {deliverFile} from '../../deliver/files.ts';
import {directoryHistory} from '../../history/directory.ts';
import {nextHistory, render, run, savedEvidence} from '../../run.ts';
import {version} from '../version.ts';
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
};

/** config → the line → a report on stdout or in a file; remembers the outcome for the next run. */
export async function runVerify(terminal: Terminal, options: VerifyOptions): Promise<number> {
	const {world} = terminal;
	const repository = options.repo ?? world.files.cwd;
	const loaded = await loadConfig(world, {
		file: options.config ?? null,
		repository,
		trust: 'trusted',
		secrets: [],
		revision: null,
		services: options.service,
	});
	if ('problems' in loaded) {
		terminal.problem(formatProblems(loaded.problems));
		return exitCodes.usage;
	}
	const history = directoryHistory(world, options.history ?? `${repository}/.deploy-truth/history`);
	const revision = options.commit ?? 'HEAD';
	const config =
		options.commit === undefined
			? loaded.config
			: {...loaded.config, services: loaded.config.services.map((service) => ({...service, commit: null}))};
	const target = {revision, repository: null, pullRequest: null, event: null, run: null};
	const reports = await run(world, config, target, {repository, history});

	const tool = `deploy-truth/${version()}`;
	if (options.evidence !== undefined) {
		for (const report of reports) {
			const file = reports.length === 1 ? options.evidence : besideName(options.evidence, report.plan.service.service);
			await deliverFile(world, file, `${JSON.stringify(savedEvidence(report, tool), null, 1)}\n`);
		}
	}
	const at = new Date(world.now()).toISOString();
	for (const report of reports) await history.write(nextHistory(report.plan, report.evidence, report.verdict, at));
	const wide = options.out === undefined;
	const text = render(reports, options.format, {color: wide && terminal.color, width: wide ? terminal.width : 100});
	terminal.clear();
	if (options.out === undefined) await terminal.out(text);
	else await deliverFile(world, options.out, text);
	return exitCodeOf(reports.map((report) => report.verdict.status));
}

/** `evidence.json` of several services: `evidence.api.json`, `evidence.web.json`. */
function besideName(file: string, service: string): string {
	const safe = service.replace(/[^A-Za-z0-9._-]/g, '_');
	const dot = file.lastIndexOf('.');
	return dot > file.lastIndexOf('/') ? `${file.slice(0, dot)}.${safe}${file.slice(dot)}` : `${file}.${safe}`;
}
