import "./chunks/rolldown-runtime-CLxXEZnf.js";
import { i as formatProblems, n as loadInputs, r as passwordInputVariable } from "./chunks/load-CJRlW1pQ.js";
import { t as FaultError } from "./chunks/fault-CJo1zdrQ.js";
import { t as actionLog } from "./chunks/log-C7_qEw1P.js";
import { i as nodeWorld, n as exitCodes } from "./chunks/terminal-BSv5uRbc.js";
import { x as quote } from "./chunks/service-Dz7nZlR1.js";
import { i as ownerAndRepo, r as isRateLimited } from "./chunks/github-Dl4STAV3.js";
import { t as version } from "./chunks/version-BfRuG1U_.js";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as os from "os";
import * as crypto from "crypto";
import * as fs from "fs";
import "path";
// src/config/trust.ts
/** Events that need write access to start, and whose commit somebody with write access has chosen. */
const trustedEvents = /* @__PURE__ */ new Set([
	"push",
	"workflow_dispatch",
	"repository_dispatch",
	"schedule",
	"release",
	"create",
	"merge_group"
]);
const trusted = (because) => ({
	trust: "trusted",
	readConfigFrom: "working-tree",
	revision: null,
	because
});
const untrusted = (because, revision) => ({
	trust: "untrusted",
	readConfigFrom: "base",
	revision,
	because
});
/**
* Decides from the event alone. The list of what is trusted is closed: an event that it does not know is untrusted, and
* so is one whose payload does not say what it should.
*/
function trustOf(event, payload) {
	if (event === null) return trusted("no event: somebody runs it by hand");
	if (trustedEvents.has(event)) return trusted(`the event ${event} takes write access`);
	const branch = textAt(payload, "repository", "default_branch");
	const base = branch === null ? null : `refs/remotes/origin/${branch}`;
	switch (event) {
		case "pull_request":
		case "pull_request_target":
		case "pull_request_review":
		case "pull_request_review_comment": return untrusted(`the event ${event} brings the files of a pull request`, commitAt(payload, "pull_request", "base", "sha") ?? base);
		case "workflow_run": {
			const here = textAt(payload, "repository", "full_name");
			const there = textAt(payload, "workflow_run", "head_repository", "full_name");
			const cause = textAt(payload, "workflow_run", "event");
			if (here === null || there === null || here.toLowerCase() !== there.toLowerCase()) return untrusted("the workflow run was started from another repository", base);
			if (cause === null || !trustedEvents.has(cause)) return untrusted(`the workflow run was started by ${cause ?? "an unknown event"}`, base);
			return trusted(`the workflow run was started by ${cause} in this repository`);
		}
		case "deployment":
		case "deployment_status": {
			const ref = textAt(payload, "deployment", "ref");
			const sha = textAt(payload, "deployment", "sha");
			return ref !== null && ref !== "" && ref !== sha && !/^[0-9a-f]{7,64}$/i.test(ref) && !/^(?:refs\/)?pull\//.test(ref) ? trusted(`a branch or tag of this repository was deployed`) : untrusted("a commit was deployed that may be of a fork", base);
		}
		default: return untrusted(`the event ${event} can be started by an outsider`, base);
	}
}
function textAt(payload, ...path) {
	let value = payload;
	for (const key of path) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
		value = value[key];
	}
	return typeof value === "string" ? value : null;
}
function commitAt(payload, ...path) {
	const text = textAt(payload, ...path);
	return text !== null && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text) ? text : null;
}
// src/faces/action/secrets.ts
/** Values that must never be shown: whatever the configuration lets us send, by the variables that hold it. */
function secretsOf(config, env) {
	const names = new Set(config.secrets.map((grant) => grant.variable));
	for (const service of config.services) {
		if (service.image?.credentials) names.add(service.image.credentials.passwordVariable);
		for (const probe of service.probes) for (const { value } of probe.headers) if ("env" in value) names.add(value.env);
	}
	return [...names].map((name) => env[name] ?? "").filter((value) => value !== "");
}
/** Tokens of the runner that no configuration may send anywhere. */
const runnerTokens = /^ACTIONS_(?:RUNTIME_TOKEN|ID_TOKEN_REQUEST_TOKEN)$/i;
/** What the run may read: everything but the runner's own tokens and the inputs, save the one a registry is sent. */
const readable = (env) => only(env, (name) => name === "INPUT_REGISTRY-PASSWORD" || !(runnerTokens.test(name) || /^INPUT_/i.test(name)));
/** What commands such as git and credential helpers inherit: none of the inputs. */
const inherited = (env) => only(env, (name) => !runnerTokens.test(name) && !/^INPUT_/i.test(name));
const only = (env, may) => Object.fromEntries(Object.entries(env).filter(([name]) => may(name)));
// node_modules/@actions/core/lib/utils.js
/**
* Sanitizes an input into a string so it can be passed into issueCommand safely
* @param input input to sanitize into a string
*/
function toCommandValue(input) {
	if (input === null || input === void 0) return "";
	else if (typeof input === "string" || input instanceof String) return input;
	return JSON.stringify(input);
}
/**
*
* @param annotationProperties
* @returns The command properties to send with the actual annotation command
* See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
*/
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}
// node_modules/@actions/core/lib/command.js
/**
* Issues a command to the GitHub Actions runner
*
* @param command - The command name to issue
* @param properties - Additional properties for the command (key-value pairs)
* @param message - The message to include with the command
* @remarks
* This function outputs a specially formatted string to stdout that the Actions
* runner interprets as a command. These commands can control workflow behavior,
* set outputs, create annotations, mask values, and more.
*
* Command Format:
*   ::name key=value,key=value::message
*
* @example
* ```typescript
* // Issue a warning annotation
* issueCommand('warning', {}, 'This is a warning message');
* // Output: ::warning::This is a warning message
*
* // Set an environment variable
* issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
* // Output: ::set-env name=MY_VAR::some value
*
* // Add a secret mask
* issueCommand('add-mask', {}, 'secretValue123');
* // Output: ::add-mask::secretValue123
* ```
*
* @internal
* This is an internal utility function that powers the public API functions
* such as setSecret, warning, error, and exportVariable.
*/
function issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message);
	process.stdout.write(cmd.toString() + os.EOL);
}
function issue(name, message = "") {
	issueCommand(name, {}, message);
}
const CMD_STRING = "::";
var Command = class {
	constructor(command, properties, message) {
		if (!command) command = "missing.command";
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) if (this.properties.hasOwnProperty(key)) {
				const val = this.properties[key];
				if (val) {
					if (first) first = false;
					else cmdStr += ",";
					cmdStr += `${key}=${escapeProperty(val)}`;
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
};
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}
// node_modules/@actions/core/lib/file-command.js
function issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`);
	if (!fs.existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`);
	fs.appendFileSync(filePath, `${toCommandValue(message)}${os.EOL}`, { encoding: "utf8" });
}
function prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${crypto.randomUUID()}`;
	const convertedValue = toCommandValue(value);
	if (key.includes(delimiter)) throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	if (convertedValue.includes(delimiter)) throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	return `${key}<<${delimiter}${os.EOL}${convertedValue}${os.EOL}${delimiter}`;
}
// node_modules/@actions/core/lib/core.js
var __awaiter = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
/**
* The code to exit an action
*/
var ExitCode;
(function(ExitCode) {
	/**
	* A code indicating that the action was successful
	*/
	ExitCode[ExitCode["Success"] = 0] = "Success";
	/**
	* A code indicating that the action was a failure
	*/
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
/**
* Registers a secret which will get masked from logs
*
* @param secret - Value of the secret to be masked
* @remarks
* This function instructs the Actions runner to mask the specified value in any
* logs produced during the workflow run. Once registered, the secret value will
* be replaced with asterisks (***) whenever it appears in console output, logs,
* or error messages.
*
* This is useful for protecting sensitive information such as:
* - API keys
* - Access tokens
* - Authentication credentials
* - URL parameters containing signatures (SAS tokens)
*
* Note that masking only affects future logs; any previous appearances of the
* secret in logs before calling this function will remain unmasked.
*
* @example
* ```typescript
* // Register an API token as a secret
* const apiToken = "abc123xyz456";
* setSecret(apiToken);
*
* // Now any logs containing this value will show *** instead
* console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
* ```
*/
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
/**
* Gets the value of an input.
* Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
* Returns an empty string if the value is not defined.
*
* @param     name     name of the input to get
* @param     options  optional. See InputOptions.
* @returns   string
*/
function getInput(name, options) {
	const val = process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] || "";
	if (options && options.required && !val) throw new Error(`Input required and not supplied: ${name}`);
	if (options && options.trimWhitespace === false) return val;
	return val.trim();
}
/**
* Sets the value of an output.
*
* @param     name     name of the output to set
* @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
*/
function setOutput(name, value) {
	if (process.env["GITHUB_OUTPUT"] || "") return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
	process.stdout.write(os.EOL);
	issueCommand("set-output", { name }, toCommandValue(value));
}
/**
* Writes debug message to user log
* @param message debug message
*/
function debug(message) {
	issueCommand("debug", {}, message);
}
/**
* Adds an error issue
* @param message error issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Adds a warning issue
* @param message warning issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Adds a notice issue
* @param message notice issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function notice(message, properties = {}) {
	issueCommand("notice", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Writes info to log with console.log.
* @param message info message
*/
function info(message) {
	process.stdout.write(message + os.EOL);
}
/**
* Begin an output group.
*
* Output until the next `groupEnd` will be foldable in this group
*
* @param name The name of the output group
*/
function startGroup(name) {
	issue("group", name);
}
/**
* End an output group.
*/
function endGroup() {
	issue("endgroup");
}
/**
* Wrap an asynchronous function call in a group.
*
* Returns the same type as the function itself.
*
* @param name The name of the group
* @param fn The function to wrap in the group
*/
function group(name, fn) {
	return __awaiter(this, void 0, void 0, function* () {
		startGroup(name);
		let result;
		try {
			result = yield fn();
		} finally {
			endGroup();
		}
		return result;
	});
}
// src/faces/action/toolkit.ts
/** What we use of the runner's toolkit, by name: the rest of it (an HTTP client for tokens) stays out of the bundle. */
const toolkit = {
	debug,
	error,
	getInput,
	group,
	info,
	notice,
	setOutput,
	setSecret,
	warning
};
// src/faces/event.ts
/**
* Reads the runner's variables and the event's payload. `GITHUB_SHA` means another commit for each event (the test
* merge, the base, the default branch), so the payload is asked wherever it knows better. `commitGiven`: the workflow
* names the commit itself, so an event without one is no problem. Never throws.
*/
function targetOf(env, payload, commitGiven) {
	const event = env["GITHUB_EVENT_NAME"] || null;
	const problems = [];
	const repository = env["GITHUB_REPOSITORY"] || null;
	const named = repository === null ? null : ownerAndRepo(repository);
	if (repository !== null && named === null) problems.push(problem("GITHUB_REPOSITORY", quote(repository), "owner/repository", "run this as an action"));
	const found = commitOf(event, payload, env);
	const revision = found.revision !== null && isCommit(found.revision) ? found.revision : null;
	if (revision === null && !commitGiven) problems.push(problem(`the event ${event ?? "(none)"}`, found.revision === null ? `no commit in \`${found.place}\`` : quote(found.revision), "a commit id of 40 or 64 hexadecimal digits", "name the commit that should be live with the input `commit`"));
	if (problems.length > 0) return { problems };
	return {
		target: {
			revision: revision ?? "HEAD",
			repository,
			pullRequest: found.pullRequest ?? null,
			event,
			run: runOf(env, repository)
		},
		environment: found.environment ?? null,
		service: named?.repo ?? null
	};
}
function commitOf(event, payload, env) {
	const sha = env["GITHUB_SHA"] || null;
	switch (event) {
		case null: return {
			revision: sha,
			place: "GITHUB_SHA"
		};
		case "push": return {
			revision: live(text(payload, "after") ?? sha),
			place: "after"
		};
		case "pull_request":
		case "pull_request_target":
		case "pull_request_review":
		case "pull_request_review_comment": {
			const pull = at(payload, "pull_request");
			const merge = mergeOf(pull);
			const place = merge === null ? "pull_request.head.sha" : "pull_request.merge_commit_sha";
			return {
				revision: merge ?? text(pull, "head", "sha"),
				place,
				pullRequest: hintOf(pull)
			};
		}
		case "workflow_run": return {
			revision: text(payload, "workflow_run", "head_sha"),
			place: "workflow_run.head_sha",
			pullRequest: pullOfRun(payload)
		};
		case "deployment":
		case "deployment_status": return {
			revision: text(payload, "deployment", "sha"),
			place: "deployment.sha",
			environment: text(payload, "deployment", "environment") || null
		};
		case "merge_group": return {
			revision: text(payload, "merge_group", "head_sha") ?? sha,
			place: "merge_group.head_sha"
		};
		case "issue_comment":
		case "issues": return {
			revision: null,
			place: "issue"
		};
		default: return {
			revision: sha,
			place: "GITHUB_SHA"
		};
	}
}
/**
* A run lists pull requests whose head branch it was, in this repository and in others; it is about one only where
* exactly one of this repository is left. Otherwise GitHub is asked later, by commit.
*/
function pullOfRun(payload) {
	const head = text(payload, "workflow_run", "head_sha");
	const here = at(payload, "repository", "id");
	const listed = at(payload, "workflow_run", "pull_requests");
	if (!Array.isArray(listed) || typeof here !== "number") return null;
	const [only, ...others] = listed.slice(0, 100).filter((pull) => at(pull, "base", "repo", "id") === here && text(pull, "head", "sha") === head);
	return only === void 0 || others.length > 0 ? null : hintOf(only);
}
/** While a pull request is open, this is its test merge, which nobody deploys. */
const mergeOf = (pull) => at(pull, "merged") === true ? text(pull, "merge_commit_sha") : null;
function hintOf(pull) {
	const number = at(pull, "number");
	if (!Number.isSafeInteger(number) || number < 1) return null;
	const merge = mergeOf(pull);
	const commit = (side) => {
		const sha = text(pull, side, "sha");
		return sha !== null && isCommit(sha) ? sha : null;
	};
	return {
		number,
		title: text(pull, "title")?.slice(0, 1024) ?? null,
		head: commit("head"),
		base: commit("base"),
		...merge !== null && isCommit(merge) ? { mergeCommit: merge } : {}
	};
}
/** Attempts of one run that still sort below the next run. */
const attempts$1 = 1e3;
/**
* Run numbers count within one workflow; run ids grow across all of them, so they order runs of any workflow that
* writes the same comment. The attempt comes last: trying an old run again does not make it newer than a later run.
*/
function runOf(env, repository) {
	const id = env["GITHUB_RUN_ID"] ?? "";
	const attempt = Number(env["GITHUB_RUN_ATTEMPT"] || 1);
	if (!/^[1-9][0-9]{0,12}$/.test(id) || !Number.isInteger(attempt) || attempt < 1) return null;
	const server = env["GITHUB_SERVER_URL"] || "https://github.com";
	const number = Number(id) * attempts$1 + Math.min(attempt, 999);
	if (!Number.isSafeInteger(number)) return null;
	return {
		id,
		number,
		url: repository === null || !/^https?:\/\/[^\s/]+$/.test(server) ? null : `${server}/${repository}/actions/runs/${id}`
	};
}
const problem = (place, found, accepted, todo) => ({
	place,
	path: "",
	found,
	accepted,
	todo
});
const isCommit = (value) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
const live = (sha) => sha === null || /^0+$/.test(sha) ? null : sha;
/** What stands at a path of a payload; undefined where nothing does. Own members only. */
function at(value, ...path) {
	for (const key of path) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return void 0;
		value = value[key];
	}
	return value;
}
function text(value, ...path) {
	const found = at(value, ...path);
	return typeof found === "string" ? found : null;
}
// src/faces/github.ts
const attempts = 3;
/** Milliseconds. Longer than this a run does not wait for GitHub: the verdict does not hang on it. */
const longestWait = 3e4;
const requestTimeout = 3e4;
/**
* Speaks to GitHub's REST API. Every HTTP status is an answer; FaultError `unreachable`, `timed-out`, `cancelled` says
* that there was none. Refusals that pass with time are tried again, and server errors where trying twice is harmless.
*/
function githubRequest(options) {
	let octokit = null;
	return async (route, parameters) => {
		octokit ??= connect(options);
		const { request } = await octokit;
		for (let attempt = 1;; attempt++) {
			const answer = await once(request, route, parameters, options.signal);
			const wait = attempt < attempts ? waitBefore(route, answer, attempt) : null;
			if (wait === null) return answer;
			await options.sleep(wait);
		}
	};
}
async function connect({ token, baseUrl, userAgent }) {
	const { getOctokit } = await import("./chunks/github-CArtcVUN.js");
	const quiet = () => {};
	return getOctokit(token, {
		baseUrl,
		userAgent,
		log: {
			debug: quiet,
			info: quiet,
			warn: quiet,
			error: quiet
		}
	});
}
async function once(request, route, parameters, signal) {
	if (signal.aborted) throw new FaultError("cancelled", "the run was cancelled before GitHub was asked");
	const timeout = AbortSignal.timeout(requestTimeout);
	try {
		const { status, data, headers } = await request(route, {
			...parameters,
			request: { signal: AbortSignal.any([signal, timeout]) },
			headers: { "x-github-api-version": "2022-11-28" }
		});
		return {
			status,
			data,
			headers
		};
	} catch (error) {
		const answer = error.response;
		if (answer !== void 0) return {
			status: answer.status,
			data: answer.data,
			headers: answer.headers
		};
		if (signal.aborted) throw new FaultError("cancelled", "the run was cancelled while GitHub was asked", error);
		if (timeout.aborted) throw new FaultError("timed-out", `GitHub gave no answer within ${requestTimeout} ms`, error);
		throw new FaultError("unreachable", `GitHub could not be reached: ${causeOf(error)}`, error);
	}
}
/** Milliseconds until the next attempt; null: this answer stands. */
function waitBefore(route, answer, attempt) {
	if (isRateLimited(answer)) {
		const stated = Number(answer.headers["retry-after"] ?? NaN) * 1e3;
		return stated >= 0 && stated <= longestWait ? stated : null;
	}
	if (answer.status < 500 || route.startsWith("POST ")) return null;
	return 1e3 * 2 ** (attempt - 1);
}
/** The error's own words may hold the request with its headers; its code does not. */
function causeOf(error) {
	let inner = error;
	for (let depth = 0; depth < 4 && inner instanceof Error; depth++) {
		const { code } = inner;
		if (typeof code === "string") return code;
		inner = inner.cause;
	}
	return "no answer";
}
// src/faces/action.ts
/**
* The action: inputs → the line → comment, summary, annotations, outputs → exit code. The runner cancels with SIGINT,
* 7.5 s later SIGTERM, 2.5 s later the end (docs.github.com, "Workflow cancellation").
*/
async function main() {
	const cancel = new AbortController();
	const stopped = onSignals(cancel);
	let code;
	try {
		code = await act(toolkit, cancel.signal);
	} catch (error) {
		code = complain(toolkit, error, stopped());
	}
	await new Promise((done) => void process.stdout.write("", () => done()));
	process.exit(stopped() ?? code);
}
async function act(core, signal) {
	const { env } = process;
	const get = (name) => core.getInput(name);
	for (const name of ["github-token", "registry-password"]) if (get(name) !== "") core.setSecret(get(name));
	const event = await readEvent(env["GITHUB_EVENT_PATH"]);
	if ("problem" in event) return refuse(core, [event.problem]);
	const found = targetOf(env, event.payload, get("commit") !== "");
	if ("problems" in found) return refuse(core, found.problems);
	const trust = trustOf(found.target.event, event.payload);
	core.debug(`the event is ${trust.trust}: ${trust.because}`);
	const cwd = resolve(env["GITHUB_WORKSPACE"] || process.cwd(), get("working-directory") || ".");
	const world = worldOf(core, signal, cwd, get("github-token"));
	const { service, environment, target } = found;
	const loaded = await loadInputs(world, get, {
		repository: cwd,
		trust,
		service,
		environment
	});
	if ("problems" in loaded) return refuse(core, loaded.problems);
	const { asked } = loaded;
	const tool = `deploy-truth/${version()}`;
	const modes = await import("./chunks/modes-B67oxnP2.js");
	const job = {
		core,
		world,
		target,
		trust,
		tool
	};
	switch (asked.mode) {
		case "verify":
			for (const secret of secretsOf(asked.config, world.env)) world.log.mask(secret);
			return modes.verify(job, asked);
		case "record": return modes.record(job, asked, get("build-command"));
		case "report": return modes.report(job, asked);
	}
}
function worldOf(core, signal, cwd, token) {
	const { env } = process;
	const world = nodeWorld({
		log: actionLog(core, Date.now),
		signal,
		env: inherited(env),
		cwd,
		github: null
	});
	const github = token === "" ? null : githubRequest({
		token,
		baseUrl: env["GITHUB_API_URL"] || "https://api.github.com",
		signal,
		sleep: world.sleep,
		userAgent: `deploy-truth/${version()}`
	});
	return {
		...world,
		env: readable(env),
		github
	};
}
/** 30 MiB: GitHub's own limit for a webhook's payload is 25 MB. */
const maxPayloadBytes = 30 << 20;
async function readEvent(path) {
	if (path === void 0 || path === "") return { payload: null };
	const accepted = "the JSON payload that the runner writes";
	const wrong = (found) => ({ problem: {
		place: "GITHUB_EVENT_PATH",
		path: "",
		found,
		accepted,
		todo: "run this as an action"
	} });
	let bytes;
	try {
		bytes = await readFile(path);
	} catch (error) {
		return wrong(`a file that cannot be read (${error.code ?? "unknown"})`);
	}
	if (bytes.length > maxPayloadBytes) return wrong(`${bytes.length} bytes`);
	try {
		return { payload: JSON.parse(bytes.toString("utf8")) };
	} catch {
		return wrong("a file that is not JSON");
	}
}
function refuse(core, problems) {
	core.error(formatProblems(problems), { title: "Deploy Truth: configuration" });
	return exitCodes.usage;
}
/** A fault is an answer we could not get; anything else that is thrown is a bug of ours, unless the run was cancelled. */
function complain(core, error, stopped) {
	if (stopped !== null) {
		core.info("cancelled");
		return stopped;
	}
	if (error instanceof FaultError) {
		core.error(`${error.fault.code}: ${error.fault.detail}`, { title: "Deploy Truth" });
		return exitCodes.inconclusive;
	}
	core.error(`internal error: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
	return exitCodes.internal;
}
/** Milliseconds a cancelled run may take to stop: less than the runner waits between its first and second signal. */
const grace = 5e3;
/** 128 + the number of the first signal that came. */
function onSignals(cancel) {
	let code = null;
	for (const [signal, number] of [["SIGINT", 130], ["SIGTERM", 143]]) process.on(signal, () => {
		if (code !== null) return;
		code = number;
		cancel.abort();
		setTimeout(() => process.exit(number), grace).unref();
	});
	return () => code;
}
// src/index.ts
await main();
export {};
