import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { i as ownerAndRepo, t as githubFault } from "./github-Dl4STAV3.js";
import { h as historyOf } from "./run-AJnrztpi.js";
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
export { formatMarker as a, repositoryOf as i, commentPermission as n, formatState as o, ownComments as r, readMarkedComment as s, commentOf as t };
