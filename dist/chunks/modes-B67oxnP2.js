import "./rolldown-runtime-CLxXEZnf.js";
import { r as ownComments } from "./own-comments-BoGzAPRJ.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { n as remembered, t as directoryHistory } from "./directory-BsJVfMRj.js";
import { t as decodeSavedEvidence } from "./saved-DaiD6dMR.js";
import { n as run, o as nextHistory, t as judgeAgain } from "./run-AJnrztpi.js";
import { n as exitCodes, t as exitCodeOf } from "./terminal-BSv5uRbc.js";
import { n as actionSink } from "./log-C7_qEw1P.js";
import { join } from "node:path";
// src/history/comment.ts
/** The memory that our own comment on the pull request carries; `otherwise` answers where there is no pull request. */
function commentHistory(world, find, otherwise) {
	return { read: async (plan, pullRequest) => {
		if (pullRequest === null) return otherwise.read(plan, null);
		return remembered(world, async () => {
			const comment = await find(plan, pullRequest);
			if (comment !== null && comment.problem !== null) throw new FaultError("invalid-record", `the comment on pull request #${pullRequest} remembers nothing that can be read (${comment.problem})`);
			return comment?.history ?? null;
		});
	} };
}
/** For runs that nothing remembers. */
const noHistory = { read: async () => ({
	status: "skipped",
	reason: "no-memory"
}) };
// src/faces/action/modes.ts
/** Looks at every configured service, tells the outcome, and gives the exit code. */
async function verify(job, asked) {
	const { world, target, trust } = job;
	const repository = world.files.cwd;
	const directory = trust.trust === "trusted" ? directoryHistory(world, join(repository, ".deploy-truth", "history")) : null;
	const history = commentHistory(world, findIn(world, target), directory ?? noHistory);
	const reports = await run(world, asked.config, target, {
		repository,
		history,
		layers: null
	});
	world.signal.throwIfAborted();
	const histories = await tell(job, asked, reports);
	if (directory !== null) for (const next of histories) await directory.write(next);
	return codeOf(reports, asked.config.failOn);
}
/** Puts the evidence of many jobs into one report. */
async function report(job, asked) {
	const { world, core } = job;
	const reports = [];
	const problems = [];
	for (const path of asked.evidence) for (const file of await evidenceFiles(world, join(world.files.cwd, path), depth)) {
		const saved = decodeSavedEvidence(new TextDecoder().decode(await world.files.read(file, maxEvidenceBytes)));
		if (typeof saved === "string") problems.push(`${file}: ${saved}`);
		else reports.push(judgeAgain(saved));
	}
	if (reports.length === 0 && problems.length === 0) problems.push(`no evidence files in ${asked.evidence.join(", ")}: does an earlier step download them?`);
	if (problems.length > 0) {
		for (const problem of problems) core.error(problem, { title: "Deploy Truth: evidence" });
		return exitCodes.usage;
	}
	await tell(job, asked, reports);
	return codeOf(reports, asked.failOn);
}
/** In the build job: runs the build where one is given, then writes the artifact's file manifest with its commit. */
async function record(job, asked, buildCommand) {
	const { core, world, trust, tool } = job;
	if (buildCommand !== "") {
		if (trust.trust !== "trusted") {
			core.error(`build-command runs on trusted events alone; ${trust.because}. Run the build as a step of its own.`);
			return exitCodes.usage;
		}
		const { exec } = await import("./exec-BXUWrRND.js");
		const code = await core.group("Build", () => exec(buildCommand, [], {
			cwd: world.files.cwd,
			ignoreReturnCode: true
		}));
		world.signal.throwIfAborted();
		if (code !== 0) {
			core.error(`the build ended with exit code ${code}; nothing was recorded`);
			return exitCodes.drift;
		}
	}
	const { runRecord } = await import("./record-D-ZfG-ls.js");
	return runRecord(world, asked.artifact, {
		out: asked.out,
		repo: world.files.cwd,
		tool
	});
}
async function tell(job, asked, reports) {
	const { world, target, tool } = job;
	const at = new Date(world.now()).toISOString();
	const histories = reports.map(({ plan, evidence, verdict }) => nextHistory(plan, evidence, verdict, at));
	const out = join(world.files.cwd, asked.out);
	const { comment } = asked;
	const { deliverAll } = await import("./deliver-Bgwvj-18.js");
	await deliverAll(world, {
		sink: actionSink(job.core),
		reports,
		histories,
		target,
		out,
		comment,
		tool
	});
	return histories;
}
/** Verdicts that `fail-on` names fail the step, with the exit code of the worst of them. */
function codeOf(reports, failOn) {
	const failing = reports.map(({ verdict }) => verdict.status).filter((status) => failOn.some((word) => word === status));
	return failing.length === 0 ? exitCodes.ok : exitCodeOf(failing);
}
/** Our newest comment for a plan's service: a twin may have left two. */
function findIn(world, target) {
	const self = { login: null };
	return async ({ service: { service, environment } }, pullRequest) => {
		if (world.github === null || target.repository === null) return null;
		const place = {
			repository: target.repository,
			pullRequest,
			service,
			environment
		};
		return (await ownComments(world.github, place, self)).toSorted((a, b) => b.marked.run - a.marked.run)[0]?.marked ?? null;
	};
}
const maxEvidenceBytes = 256 << 20;
/** Downloaded artifacts arrive in one directory each. */
const depth = 3;
/** The file itself, or what a directory holds of evidence: `evidence.json`, and whatever lies in `evidence/`. */
async function evidenceFiles(world, path, levels, inside = false) {
	const { kind } = await world.files.stat(path);
	if (kind !== "directory") return [path];
	if (levels === 0) throw new FaultError("limit-exceeded", `${path} is nested too deeply for evidence`);
	const found = [];
	for (const name of [...await world.files.list(path)].sort()) {
		const below = join(path, name);
		const child = await world.files.stat(below);
		if (child.kind === "directory") found.push(...await evidenceFiles(world, below, levels - 1, name === "evidence"));
		else if (child.kind === "file" && (name === "evidence.json" || inside && name.endsWith(".json"))) found.push(below);
	}
	return found;
}
export { record, report, verify };
