import "./rolldown-runtime-CLxXEZnf.js";
import { i as formatProblems, t as loadConfig } from "./load-CJRlW1pQ.js";
import { t as deliverFile } from "./files-yLf4r_sI.js";
import { t as directoryHistory } from "./directory-BsJVfMRj.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { i as render, n as run, o as nextHistory, r as savedEvidence } from "./run-AJnrztpi.js";
import { t as version } from "./version-BfRuG1U_.js";
import { t as layersBetweenRuns } from "./cache-Do5aJnrX.js";
import { t as destinationProblems } from "./destination-vTheq_7f.js";
import { n as exitCodes, t as exitCodeOf } from "./terminal-BSv5uRbc.js";
// src/faces/commands/verify.ts
/** config → the line → a report on stdout or in a file; remembers the outcome for the next run. */
async function runVerify(terminal, options) {
	const { world } = terminal;
	const repository = options.repo ?? world.files.cwd;
	const unwritable = await destinationProblems(world, {
		"--out": options.out,
		"--evidence": options.evidence
	});
	const loaded = await loadConfig(world, {
		file: options.config ?? null,
		repository,
		trust: "trusted",
		secrets: [],
		revision: null,
		services: options.service
	});
	if ("problems" in loaded || unwritable.length > 0) {
		const config = "problems" in loaded ? [formatProblems(loaded.problems)] : [];
		terminal.problem([...unwritable.map((problem) => `deploy-truth: ${problem}`), ...config].join("\n"));
		return exitCodes.usage;
	}
	const history = directoryHistory(world, options.history ?? `${repository}/.deploy-truth/history`);
	const revision = options.commit ?? "HEAD";
	const config = options.commit === void 0 ? loaded.config : {
		...loaded.config,
		services: loaded.config.services.map((service) => ({
			...service,
			commit: null
		}))
	};
	const reports = await run(world, config, {
		revision,
		repository: null,
		pullRequest: null,
		event: null,
		run: null
	}, {
		repository,
		history,
		layers: layersBetweenRuns(world, options.cache)
	});
	const tool = `deploy-truth/${version()}`;
	if (options.evidence !== void 0) for (const report of reports) {
		const file = reports.length === 1 ? options.evidence : besideName(options.evidence, report.plan.service.service);
		await deliverFile(world, file, `${JSON.stringify(savedEvidence(report, tool), null, 1)}\n`);
	}
	const at = new Date(world.now()).toISOString();
	for (const report of reports) await remember(world, history, nextHistory(report.plan, report.evidence, report.verdict, at));
	const wide = options.out === void 0;
	const text = render(reports, options.format, {
		color: wide && terminal.color,
		width: wide ? terminal.width : 100
	});
	terminal.clear();
	if (options.out === void 0) await terminal.out(text);
	else await deliverFile(world, options.out, text);
	return exitCodeOf(reports.map((report) => report.verdict.status));
}
/** A memory that cannot be kept is the next run's loss; this run's verdict stands, and is told. */
async function remember(world, history, next) {
	try {
		await history.write(next);
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		world.log.warn(`the next run will not remember this one: ${error.fault.code}: ${error.fault.detail}`);
	}
}
/** `evidence.json` of several services: `evidence.api.json`, `evidence.web.json`. */
function besideName(file, service) {
	const safe = encodeURIComponent(service.toWellFormed());
	const dot = file.lastIndexOf(".");
	return dot > file.lastIndexOf("/") ? `${file.slice(0, dot)}.${safe}${file.slice(dot)}` : `${file}.${safe}`;
}
export { runVerify };
