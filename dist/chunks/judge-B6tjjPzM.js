import { a as render, n as judgeAgain, t as deliverFile } from "./files-Dz6BXOEd.js";
import { t as decodeSavedEvidence } from "./saved-B7r_Y562.js";
import { n as exitCodes, t as exitCodeOf } from "./terminal-CENbfsu_.js";
// src/faces/commands/judge.ts
/** Evidence of a service with a whole image below a root directory stays well under this. */
const maxEvidenceBytes = 256 << 20;
/** Judges saved evidence again, offline: the same verdict, byte for byte, that the run gave. */
async function runJudge(terminal, files, options) {
	const reports = [];
	const problems = [];
	for (const file of files) {
		const bytes = await terminal.world.files.read(file, maxEvidenceBytes);
		const saved = decodeSavedEvidence(new TextDecoder().decode(bytes));
		if (typeof saved === "string") problems.push(`deploy-truth: ${file}: ${saved}`);
		else reports.push(judgeAgain(saved));
	}
	if (problems.length > 0) {
		terminal.problem(problems.join("\n"));
		return exitCodes.usage;
	}
	const onTerminal = options.out === void 0;
	const text = render(reports, options.format, {
		color: onTerminal && terminal.color,
		width: onTerminal ? terminal.width : 100
	});
	if (options.out === void 0) await terminal.out(text);
	else await deliverFile(terminal.world, options.out, text);
	return exitCodeOf(reports.map((report) => report.verdict.status));
}
export { runJudge };
