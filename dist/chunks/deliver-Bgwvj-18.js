import "./rolldown-runtime-CLxXEZnf.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { n as githubMessage, r as isRateLimited, t as githubFault } from "./github-Dl4STAV3.js";
import { a as formatMarker, i as repositoryOf, n as commentPermission, o as formatState, r as ownComments, s as readMarkedComment, t as commentOf } from "./own-comments-BoGzAPRJ.js";
import { t as deliverFile } from "./files-yLf4r_sI.js";
import { c as worstFirst$1, d as summaryBudget, f as storyOf, g as layerNames, i as render, l as commentBudget, m as openLayer, p as trace, r as savedEvidence, s as tally, u as fitted } from "./run-AJnrztpi.js";
import { o as line } from "./escape-BYQFyVyE.js";
import { j as textOf } from "./image-layer-BSy9oGjG.js";
import { join } from "node:path";
// src/deliver/annotations.ts
/** Characters of a message that GitHub shows; the rest would only fill the log. */
const messageLimit = 4e3;
/** Shows annotations in their order. Control characters become blanks, so that no text can start a line of its own. */
function deliverAnnotations(sink, annotations) {
	for (const annotation of annotations) sink.annotate({
		...annotation,
		title: oneLine(annotation.title).slice(0, 255),
		message: oneLine(annotation.message).slice(0, messageLimit)
	});
}
const oneLine = (text) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").toWellFormed();
// src/deliver/comment.ts
/** Two twins settle in three looks; more means that somebody keeps writing, and the next run cleans up. */
const looks = 4;
/** Milliseconds before looking whether a request that failed did its work all the same. */
const pause = 1e3;
/**
* Leaves exactly one comment of ours with this body: created once, then updated in place. A look follows every write,
* for twins may write in between: the oldest comment stays, a later run's verdict is never overwritten, and an earlier
* run's that slipped in is written over again. Each write is one request with the whole body. Rejects with FaultError
* where GitHub does not answer; a missing permission is an outcome.
*/
async function deliverComment(world, order) {
	const request = world.github;
	if (request === null) throw new FaultError("not-asked", "there is no GitHub token to comment with");
	const stamped = readMarkedComment(order.body);
	if (stamped?.service !== order.service || stamped.environment !== order.environment || stamped.run !== order.run) throw new FaultError("internal-error", "the body of the comment does not start with its own marker");
	const self = { login: null };
	const wrote = {
		made: null,
		assumed: null,
		updated: null
	};
	for (let look = 1; look <= looks; look++) {
		const [kept, ...others] = await standing(request, order, self, wrote);
		if (kept === void 0) {
			const refused = await create(world, request, order, self, wrote);
			if (refused !== null) return refused;
			continue;
		}
		const newest = Math.max(kept.marked.run, ...others.map((comment) => comment.marked.run));
		if (newest > order.run) {
			for (const comment of others) if (comment.id === wrote.made) await remove(world, request, order, comment.id);
			return {
				status: "newer-exists",
				run: newest
			};
		}
		const settled = sameBody(kept.body, order.body) || wrote.updated === kept.id && kept.marked.run === order.run;
		if (settled && others.length === 0) return {
			status: statusOf(wrote, kept.id),
			id: kept.id
		};
		if (!settled) {
			const refused = await update(request, order, kept, wrote);
			if (refused !== null) return refused;
		}
		for (const comment of others) await remove(world, request, order, comment.id);
		if (others.some((comment) => comment.id === wrote.assumed?.id)) wrote.assumed = null;
	}
	const id = wrote.updated ?? wrote.made;
	if (id !== null) return {
		status: statusOf(wrote, id),
		id
	};
	throw new FaultError("server-error", `commenting on pull request #${order.pullRequest}: GitHub kept failing`);
}
const statusOf = (wrote, id) => wrote.made === id ? "created" : wrote.updated === null ? "unchanged" : "updated";
async function standing(request, order, self, wrote) {
	const listed = await ownComments(request, order, self);
	if (wrote.assumed === null) return listed;
	if (listed.every((comment) => comment.id !== wrote.assumed?.id)) return [...listed, wrote.assumed].sort((a, b) => a.id - b.id);
	wrote.assumed = null;
	return listed;
}
async function create(world, request, order, self, wrote) {
	const answer = await request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
		...repositoryOf(order.repository),
		issue_number: order.pullRequest,
		body: order.body
	});
	if (answer.status === 201) {
		const made = commentOf(answer.data);
		if (made === null) throw new FaultError("unexpected-answer", "GitHub answered 201 without the comment it made");
		self.login = made.login;
		wrote.made = made.id;
		wrote.assumed = {
			id: made.id,
			body: made.body,
			marked: readMarkedComment(order.body)
		};
		return null;
	}
	if (answer.status >= 500) {
		await world.sleep(pause);
		return null;
	}
	return refusal(answer, order);
}
async function update(request, order, kept, wrote) {
	const answer = await request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
		...repositoryOf(order.repository),
		comment_id: kept.id,
		body: order.body
	});
	if (answer.status === 404) return null;
	if (answer.status !== 200) return refusal(answer, order);
	wrote.updated = kept.id;
	return null;
}
/** A duplicate that cannot be taken away does no harm: the next run tries again. */
async function remove(world, request, order, id) {
	const answer = await request("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", {
		...repositoryOf(order.repository),
		comment_id: id
	});
	if (answer.status !== 204 && answer.status !== 404) world.log.warn(`the duplicate comment ${id} stays: GitHub answered ${answer.status} ${githubMessage(answer)}`);
}
function refusal(answer, order) {
	if (answer.status === 403 && !isRateLimited(answer)) return {
		status: "not-permitted",
		permission: commentPermission,
		said: githubMessage(answer)
	};
	throw githubFault(answer, `commenting on pull request #${order.pullRequest}`, commentPermission);
}
/** GitHub may give line ends back as CRLF and drops blanks at the end. */
const sameBody = (a, b) => plain$1(a) === plain$1(b);
const plain$1 = (body) => body.replaceAll("\r\n", "\n").trimEnd();
// src/deliver/outputs.ts
const worstFirst = [
	"drift",
	"inconclusive",
	"live"
];
/** The worst of several verdicts; of none at all nothing is known. */
const worstOf = (statuses) => worstFirst.find((status) => statuses.includes(status)) ?? "inconclusive";
/** Sets the action's outputs: the worst verdict, the first layer any service departs at, the commit all agree on. */
function deliverOutputs(sink, verdicts, delivered) {
	const commits = new Set(verdicts.map((verdict) => verdict.deployedCommit));
	const [commit] = commits;
	sink.output("verdict", worstOf(verdicts.map((verdict) => verdict.status)));
	sink.output("departs-at", layerNames.find((layer) => verdicts.some((verdict) => verdict.departsAt === layer)) ?? "");
	sink.output("deployed-commit", commits.size === 1 ? commit ?? "" : "");
	sink.output("report", delivered.report);
	sink.output("evidence", delivered.evidence);
}
// src/deliver/summary.ts
/** Bytes of UTF-8 that one step's summary may have ("Workflow commands", job summaries: 1 MiB a step). */
const summaryLimit = 1 << 20;
/**
* Adds to the job summary; false where there is none (older Enterprise Servers). The text has to fit: cutting Markdown
* blindly could hide the verdict, so that is the report's work, and what is too large is refused as `too-large`.
*/
async function deliverSummary(world, markdown) {
	const file = world.env["GITHUB_STEP_SUMMARY"];
	if (file === void 0 || file === "") return false;
	const text = markdown.endsWith("\n") ? markdown : `${markdown}\n`;
	const bytes = new TextEncoder().encode(text).length;
	if (bytes > 1048576) throw new FaultError("too-large", `the job summary has ${bytes} bytes; GitHub takes ${summaryLimit}`);
	await world.files.append(file, text);
	return true;
}
// src/report/annotations.ts
/** GitHub shows this many annotations of one level and step. */
const annotationLimit = 10;
const levels = {
	drift: "error",
	inconclusive: "warning",
	live: "notice"
};
/** Each service's verdict, then the pull request's files it concerns; the last one says what is left out. */
function annotationsOf(reports) {
	const sorted = worstFirst$1(reports);
	const all = [...sorted.map(verdictLine), ...sorted.flatMap(fileLines)];
	if (all.length <= 10) return all;
	const { status, headline } = tally(reports);
	const left = all.length - 10 + 1;
	return [...all.slice(0, 9), {
		level: levels[status],
		title: textOf(headline),
		message: `${left.toLocaleString("en-US")} more in the report.`
	}];
}
const placeOf = ({ verdict }) => line(`${verdict.service} in ${verdict.environment}`);
function verdictLine(report) {
	const story = storyOf(report);
	const next = story.opened?.next ?? story.letItSee;
	return {
		level: levels[story.status],
		title: textOf(story.headline),
		message: `${textOf(story.identity)}${next === null ? "" : `. ${story.opened?.next ? "Do next" : "To let it see"}: ${textOf(next)}`}`
	};
}
function fileLines(report) {
	const layer = openLayer(report.verdict);
	if (report.verdict.status !== "drift" || layer === null) return [];
	const title = placeOf(report);
	if (layer.layer === "image") return (trace(report)?.traced ?? []).filter((file) => !file.inImage).map(({ source, path }) => ({
		level: "error",
		title,
		message: line(`Not in the deployed image as this commit has it: ${path}`),
		file: source.path
	}));
	const { commit } = report.evidence;
	const pull = commit.status === "observed" ? commit.value.pullRequest : null;
	if (layer.layer !== "source" || pull?.status !== "observed") return [];
	return pull.value.changed.filter((file) => file.inCommit === "absent" || file.inCommit === "other").map((file) => ({
		level: "error",
		title,
		message: file.inCommit === "absent" ? "Not in the expected commit." : "The expected commit holds other bytes.",
		file: file.path
	}));
}
// src/report/comment.ts
/** The body of one service's comment: marker, remembered state, report, together within GitHub's limit. */
function renderComment(report, options) {
	const { service, environment } = report.verdict;
	const state = options.history === null ? null : formatState(options.history);
	const head = `${formatMarker({
		service,
		environment,
		run: options.run
	})}\n${state === null ? "" : `${state}\n`}\n`;
	return `${head}${fitted(report, (options.budget ?? 65536) - head.length - 1)}\n`;
}
// src/faces/action/deliver.ts
/**
* Tells the outcome everywhere: files, annotations, outputs, summary, comments. Files and outputs come first, for the
* steps that follow read them; a comment that cannot be written is a warning and takes nothing else with it.
*/
async function deliverAll(world, delivery) {
	const { sink, reports, out } = delivery;
	const evidence = await deliverEvidence(world, delivery);
	const report = join(out, "report.md");
	await deliverFile(world, report, render(reports, "markdown", {
		budget: summaryBudget,
		measure: "bytes"
	}));
	await deliverFile(world, join(out, "report.html"), render(reports, "html"));
	await deliverFile(world, join(out, "verdict.json"), render(reports, "json"));
	const verdicts = reports.map(({ verdict }) => verdict);
	deliverOutputs(sink, verdicts, {
		report,
		evidence
	});
	deliverAnnotations(sink, annotationsOf(reports));
	await warned(world, "the job summary", () => deliverSummary(world, render(reports, "markdown", {
		budget: summaryBudget - 1,
		measure: "bytes"
	})));
	if (delivery.comment) for (const index of reports.keys()) await comment(world, delivery, index);
}
/** Writes one file for each service, and names the only one, or their directory. */
async function deliverEvidence(world, { reports, out, tool }) {
	const paths = reports.map(({ verdict }, index) => reports.length === 1 ? join(out, "evidence.json") : join(out, "evidence", `${index + 1}-${plain(verdict.service)}-${plain(verdict.environment)}.json`));
	for (const [index, report] of reports.entries()) await deliverFile(world, paths[index], `${JSON.stringify(savedEvidence(report, tool), null, 1)}\n`);
	return paths.length === 1 ? paths[0] : join(out, "evidence");
}
const plain = (name) => name.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 60);
async function comment(world, delivery, index) {
	const report = delivery.reports[index];
	const { service, environment } = report.verdict;
	const what = `the comment for ${service} in ${environment}`;
	const { repository, run } = delivery.target;
	const pullRequest = pullRequestOf(report);
	if (world.github === null || repository === null || run === null) return world.log.info(`${what} is left out: there is no GitHub token, or this is no workflow run`);
	if (pullRequest === null) return world.log.info(`${what} is left out: ${whyNoPullRequest(report)}`);
	await warned(world, what, async () => {
		const body = renderComment(report, {
			run: run.number,
			history: delivery.histories[index] ?? null
		});
		const outcome = await deliverComment(world, {
			repository,
			pullRequest,
			service,
			environment,
			run: run.number,
			body
		});
		tell(world, what, pullRequest, outcome);
	});
}
/** The one that was found for the commit; without it, the one the event is about. */
function pullRequestOf({ plan, evidence }) {
	const { commit } = evidence;
	return commit.status === "observed" && commit.value.pullRequest.status === "observed" && commit.value.pullRequest.status === "observed" ? commit.value.pullRequest.value.number : plan.target.pullRequest?.number ?? null;
}
function whyNoPullRequest({ evidence }) {
	const pull = evidence.commit.status === "observed" ? evidence.commit.value.pullRequest : evidence.commit;
	return pull.status === "unavailable" ? pull.fault.detail : "the commit belongs to no pull request";
}
function tell(world, what, pullRequest, outcome) {
	if (outcome.status === "not-permitted") world.log.warn(`${what} was not written on #${pullRequest}: the token needs \`permissions: ${outcome.permission}\`. On pull requests from forks it never has it; the job summary and the outputs say the same. GitHub said: ${outcome.said}`);
	else if (outcome.status === "newer-exists") world.log.info(`${what} on #${pullRequest} is left alone: a later run has already written it`);
	else world.log.info(`${what} on #${pullRequest}: ${outcome.status}`);
}
/** What cannot be told in one place is still told in the others. A cancelled run stops. */
async function warned(world, what, deliver) {
	try {
		await deliver();
	} catch (error) {
		if (!(error instanceof FaultError) || world.signal.aborted) throw error;
		world.log.warn(`${what} was not written: ${error.fault.detail}`);
	}
}
export { deliverAll };
