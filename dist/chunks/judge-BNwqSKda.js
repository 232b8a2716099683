import "./rolldown-runtime-CLxXEZnf.js";
import { t as deliverFile } from "./files-yLf4r_sI.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { t as decodeSavedEvidence } from "./saved-DaiD6dMR.js";
import { i as render, t as judgeAgain } from "./run-AJnrztpi.js";
import { t as destinationProblems } from "./destination-vTheq_7f.js";
import { n as exitCodes, t as exitCodeOf } from "./terminal-BSv5uRbc.js";
// src/faces/commands/judge.ts
/** Evidence of a service with a whole image below a root directory stays well under this. */
const maxEvidenceBytes = 256 << 20;
/** Judges saved evidence again, offline: the same verdict, byte for byte, that the run gave. */
async function runJudge(terminal, files, options) {
	const reports = [];
	const problems = (await destinationProblems(terminal.world, { "--out": options.out })).map(said);
	for (const file of files) {
		const saved = await readSaved(terminal, file);
		if (typeof saved === "string") problems.push(said(`${file}: ${saved}`));
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
/** A file that is not there or cannot be read is a wrong argument like one that holds something else. */
async function readSaved({ world }, file) {
	try {
		return decodeSavedEvidence(new TextDecoder().decode(await world.files.read(file, maxEvidenceBytes)));
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		return error.fault.code === "file-missing" ? "no such file" : `${error.fault.code}: ${error.fault.detail}`;
	}
}
const said = (problem) => `deploy-truth: ${problem}`;
export { runJudge };
