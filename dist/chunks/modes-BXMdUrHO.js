import { t as FaultError } from "./fault-2eAhF6k8.js";
import { i as ownerAndRepo, n as githubMessage, r as isRateLimited, t as githubFault } from "./github-vEoK_xQD.js";
import { _ as historyOf, a as render, c as commentBudget, d as storyOf, f as trace, h as nextHistory, i as savedEvidence, l as fitted, m as openLayer, n as judgeAgain, o as tally, p as textOf, r as run, s as worstFirst$1, t as deliverFile, u as summaryBudget, v as layerNames } from "./files-Xl0fiGRi.js";
import { n as remembered, t as directoryHistory } from "./directory-DH9B81h5.js";
import { t as decodeSavedEvidence } from "./saved-CUvKz4c5.js";
import { t as runRecord } from "./record-D4wVwl4I.js";
import { n as exitCodes, t as exitCodeOf } from "./terminal-Hlidr-L7.js";
import { a as line$1 } from "./escape-BPlhWIqV.js";
import { n as actionSink } from "./log-C7_qEw1P.js";
import { join } from "node:path";
// src/model/marker.ts
/** UTF-8 bytes of a service's or environment's name that a marker carries. */
const markerNameLimit = 512;
/** Characters of a state line: under half of the 65,536 a comment holds, so that the verdict always fits beside it. */
const stateLimit = 24e3;
const head = "<!-- deploy-truth:v1 ";
const stateHead = "<!-- deploy-truth-state:v1 ";
const tail = " -->";
const line = /^<!-- deploy-truth:v1 service=([A-Za-z0-9_-]{1,684}) environment=([A-Za-z0-9_-]{1,684}) run=(0|[1-9][0-9]{0,15}) -->$/;
/** The first line of our comment. Names are base64url, so no name can end the HTML comment or forge another one. */
function formatMarker(marker) {
	if (!Number.isSafeInteger(marker.run) || marker.run < 0) throw new RangeError(`run number ${marker.run} cannot be stamped`);
	return `${head}service=${encodeName(marker.service)} environment=${encodeName(marker.environment)} run=${marker.run}${tail}`;
}
/**
* The second line of our comment: what the next run wants to know of this one. A history that is too large sheds the
* files that were lacking, then the deployment before, then what was served; null when even the rest does not fit.
*/
function formatState(history) {
	const bare = (snapshot) => ({
		...snapshot,
		lacked: []
	});
	const steps = [
		() => history,
		() => ({
			...history,
			last: bare(history.last),
			before: history.before && bare(history.before)
		}),
		() => ({
			...history,
			last: bare(history.last),
			before: null
		}),
		() => ({
			...history,
			last: {
				...bare(history.last),
				served: {}
			},
			before: null
		})
	];
	for (const step of steps) {
		const text = `${stateHead}${toBase64Url(JSON.stringify(step()))}${tail}`;
		if (text.length <= 24e3) return text;
	}
	return null;
}
/**
* Reads a comment's body. Null unless its very first line is a marker: a quoted, indented or later one never counts.
* Says nothing about who wrote the body; that is the caller's to check.
*/
function readMarkedComment(body) {
	const first = lineAt(body, 0, 1500);
	const match = first === null ? null : line.exec(first.text);
	if (first === null || match === null) return null;
	const service = fromBase64Url(match[1]);
	const environment = fromBase64Url(match[2]);
	const run = Number(match[3]);
	if (service === null || environment === null || !Number.isSafeInteger(run)) return null;
	return {
		service,
		environment,
		run,
		...readState(body, first.next, service, environment)
	};
}
function readState(body, from, service, environment) {
	if (!body.startsWith(stateHead, from)) return {
		history: null,
		problem: null
	};
	const second = lineAt(body, from, stateLimit);
	if (second === null) return {
		history: null,
		problem: "too-large"
	};
	if (!second.text.endsWith(tail)) return {
		history: null,
		problem: "not-a-history"
	};
	const text = fromBase64Url(second.text.slice(27, -4));
	const history = text === null ? null : historyOf(parseJson(text));
	if (history === null || history.service !== service || history.environment !== environment) return {
		history: null,
		problem: "not-a-history"
	};
	return {
		history,
		problem: null
	};
}
/** The line that starts at `from`, without its end; null when it is longer than `limit`. */
function lineAt(body, from, limit) {
	const window = body.slice(from, from + limit + 2);
	const end = window.indexOf("\n");
	if (end < 0) return window.length > limit ? null : {
		text: window,
		next: body.length
	};
	const text = window.slice(0, window.charCodeAt(end - 1) === 13 ? end - 1 : end);
	return text.length > limit ? null : {
		text,
		next: from + end + 1
	};
}
function encodeName(name) {
	const bytes = new TextEncoder().encode(name);
	if (name === "" || bytes.length > 512 || !name.isWellFormed()) throw new RangeError("a service or environment name must be well-formed text of 1 to 512 bytes");
	return encodeBytes(bytes);
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
const toBase64Url = (text) => encodeBytes(new TextEncoder().encode(text));
function encodeBytes(bytes) {
	let binary = "";
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
/** Null unless the text is what {@link toBase64Url} writes: no padding, no stray bits, valid UTF-8. */
function fromBase64Url(text) {
	if (text === "" || !/^[A-Za-z0-9_-]+$/.test(text)) return null;
	try {
		const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
		const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
		if (encodeBytes(bytes) !== text) return null;
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
	} catch {
		return null;
	}
}
// src/deliver/own-comments.ts
const commentPermission = "pull-requests: write";
const pageSize = 100;
const pages = 50;
/** Our comments for one service and environment, oldest first. Foreign, quoted and other services' markers are none. */
async function ownComments(request, place, self) {
	const what = `reading the comments of pull request #${place.pullRequest}`;
	const found = [];
	for (let page = 1;; page++) {
		if (page > pages) throw new FaultError("limit-exceeded", `${what}: there are more than 5000 comments`);
		const answer = await request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
			...repositoryOf(place.repository),
			issue_number: place.pullRequest,
			per_page: pageSize,
			page
		});
		if (answer.status !== 200) throw githubFault(answer, what, commentPermission);
		if (!Array.isArray(answer.data)) throw new FaultError("unexpected-answer", `${what}: the answer is not a list`);
		for (const item of answer.data) {
			const comment = commentOf(item);
			const marked = comment === null ? null : readMarkedComment(comment.body);
			if (comment === null || marked === null) continue;
			if (marked.service === place.service && marked.environment === place.environment) found.push({
				...comment,
				marked
			});
		}
		if (answer.data.length < pageSize) break;
	}
	if (found.length === 0) return [];
	self.login ??= await loginOf(request);
	return found.filter((comment) => comment.login === self.login).sort((a, b) => a.id - b.id);
}
/** What GitHub's answer says of one comment; null where it is none. */
function commentOf(item) {
	if (typeof item !== "object" || item === null) return null;
	const { id, body, user } = item;
	if (!Number.isSafeInteger(id) || typeof body !== "string" || typeof user?.login !== "string") return null;
	return {
		id,
		body,
		login: user.login
	};
}
/**
* GraphQL's viewer answers for every kind of token; REST's /user refuses those of apps. Where neither answers (older
* Enterprise Servers) the token is taken for the workflow's own.
*/
async function loginOf(request) {
	const viewer = await request("POST /graphql", { query: "{viewer {login}}" });
	const seen = viewer.data?.data?.viewer?.login;
	if (viewer.status === 200 && typeof seen === "string" && seen !== "") return seen;
	const user = await request("GET /user", {});
	const login = user.data?.login;
	if (user.status === 200 && typeof login === "string" && login !== "") return login;
	if (user.status === 401 || user.status === 429 || user.status >= 500) throw githubFault(user, "asking GitHub whose token this is", commentPermission);
	return "github-actions[bot]";
}
function repositoryOf(repository) {
	const named = ownerAndRepo(repository);
	if (named === null) throw new FaultError("internal-error", `${JSON.stringify(repository)} names no repository`);
	return named;
}
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
const placeOf = ({ verdict }) => line$1(`${verdict.service} in ${verdict.environment}`);
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
		message: line$1(`Not in the deployed image as this commit has it: ${path}`),
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
		tell$1(world, what, pullRequest, outcome);
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
function tell$1(world, what, pullRequest, outcome) {
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
// src/faces/action/modes.ts
/** Looks at every configured service, tells the outcome, and gives the exit code. */
async function verify(job, asked) {
	const { world, target, trust } = job;
	const repository = world.files.cwd;
	const directory = trust.trust === "trusted" ? directoryHistory(world, join(repository, ".deploy-truth", "history")) : null;
	const history = commentHistory(world, findIn(world, target), directory ?? noHistory);
	const reports = await run(world, asked.config, target, {
		repository,
		history
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
		const { exec } = await import("./exec-D56S-Mxb.js");
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
