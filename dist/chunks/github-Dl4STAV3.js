import { t as FaultError } from "./fault-CJo1zdrQ.js";
// src/model/github.ts
/** Refusals that pass with time: the primary limit, the secondary limits (docs.github.com/rest, "Rate limits"). */
function isRateLimited(answer) {
	if (answer.status === 429) return true;
	if (answer.status !== 403) return false;
	return String(answer.headers["x-ratelimit-remaining"] ?? "") === "0" || answer.headers["retry-after"] !== void 0 || /rate limit/i.test(githubMessage(answer));
}
/** What GitHub says of a refusal: foreign text, one line, cut. */
function githubMessage(answer) {
	const { data } = answer;
	const message = typeof data === "object" && data !== null ? data.message : null;
	return typeof message === "string" ? message.replace(/\s+/g, " ").slice(0, 200) : "";
}
/**
* The fault an answer stands for. `what` names the attempt ("reading the pull requests of f00dcaf"), `permission` the
* line that a workflow's `permissions:` would need.
*/
function githubFault(answer, what, permission) {
	const said = githubMessage(answer);
	const told = `${what}: GitHub answered ${answer.status}${said === "" ? "" : ` (${said})`}`;
	if (isRateLimited(answer)) return new FaultError("rate-limited", told);
	if (answer.status === 401) return new FaultError("unauthorized", told);
	if (answer.status === 403) return new FaultError("permission-missing", `${told}; the token needs \`permissions: ${permission}\``);
	if (answer.status === 404) return new FaultError("not-found", `${told}; the token may lack \`permissions: ${permission}\``);
	if (answer.status >= 500) return new FaultError("server-error", told);
	return new FaultError("unexpected-answer", told);
}
/** `owner` and `repo` of `owner/repo`; null where the text is none. */
function ownerAndRepo(repository) {
	const match = /^([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/([A-Za-z0-9._-]{1,100})$/.exec(repository);
	if (match === null || match[2] === "." || match[2] === "..") return null;
	return {
		owner: match[1],
		repo: match[2]
	};
}
export { ownerAndRepo as i, githubMessage as n, isRateLimited as r, githubFault as t };
