import {deliverWhereSaid} from '../../deliver/files.ts';
import type {SavedEvidence} from '../../model/evidence.ts';
import {FaultError} from '../../model/fault.ts';
import {decodeSavedEvidence} from '../../model/saved.ts';
import {judgeAgain, render} from '../../run.ts';
import {destinationProblems} from './destination.ts';
import {exitCodeOf, exitCodes, type Terminal} from './terminal.ts';

export type JudgeOptions = {readonly format: 'terminal' | 'json' | 'markdown' | 'html'; readonly out?: string};

/** Evidence of a service with a whole image below a root directory stays well under this. */
const maxEvidenceBytes = 256 << 20;

/** Judges saved evidence again, offline: the same verdict, byte for byte, that the run gave. */
export async function runJudge(terminal: Terminal, files: readonly string[], options: JudgeOptions): Promise<number> {
	const reports = [];
	const problems = (await destinationProblems(terminal.world, {'--out': options.out})).map(said);
	for (const file of files) {
		const saved = await readSaved(terminal, file);
		if (typeof saved === 'string') problems.push(said(`${file}: ${saved}`));
		else reports.push(await judgeAgain(saved));
	}
	if (problems.length > 0) {
		terminal.problem(problems.join('\n'));
		return exitCodes.usage;
	}
	const onTerminal = options.out === undefined;
	const text = await render(reports, options.format, {
		color: onTerminal && terminal.color,
		width: onTerminal ? terminal.width : 100,
	});
	if (options.out === undefined) await terminal.out(text);
	else await deliverWhereSaid(terminal.world, options.out, text);
	return exitCodeOf(reports.map((report) => report.verdict.status));
}

/** A file that is not there or cannot be read is a wrong argument like one that holds something else. */
async function readSaved({world}: Terminal, file: string): Promise<SavedEvidence | string> {
	try {
		return decodeSavedEvidence(new TextDecoder().decode(await world.files.read(file, maxEvidenceBytes)));
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		return error.fault.code === 'file-missing' ? 'no such file' : `${error.fault.code}: ${error.fault.detail}`;
	}
}

const said = (problem: string): string => `deploy-truth: ${problem}`;
