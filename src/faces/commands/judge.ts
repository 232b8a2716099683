import {deliverFile} from '../../deliver/files.ts';
import {decodeSavedEvidence} from '../../model/saved.ts';
import {judgeAgain, render} from '../../run.ts';
import {exitCodeOf, exitCodes, type Terminal} from './terminal.ts';

export type JudgeOptions = {readonly format: 'terminal' | 'json' | 'markdown' | 'html'; readonly out?: string};

/** Evidence of a service with a whole image below a root directory stays well under this. */
const maxEvidenceBytes = 256 << 20;

/** Judges saved evidence again, offline: the same verdict, byte for byte, that the run gave. */
export async function runJudge(terminal: Terminal, files: readonly string[], options: JudgeOptions): Promise<number> {
	const reports = [];
	const problems: string[] = [];
	for (const file of files) {
		const bytes = await terminal.world.files.read(file, maxEvidenceBytes);
		const saved = decodeSavedEvidence(new TextDecoder().decode(bytes));
		if (typeof saved === 'string') problems.push(`deploy-truth: ${file}: ${saved}`);
		else reports.push(judgeAgain(saved));
	}
	if (problems.length > 0) {
		terminal.problem(problems.join('\n'));
		return exitCodes.usage;
	}
	const onTerminal = options.out === undefined;
	const text = render(reports, options.format, {
		color: onTerminal && terminal.color,
		width: onTerminal ? terminal.width : 100,
	});
	if (options.out === undefined) await terminal.out(text);
	else await deliverFile(terminal.world, options.out, text);
	return exitCodeOf(reports.map((report) => report.verdict.status));
}
