import type {Problem} from '../config/problem.ts';
import {quote} from '../config/problem.ts';
import type {PullRequestHint, Target} from '../model/config.ts';
import {ownerAndRepo} from '../model/github.ts';

/** What the event says that the run is about. */
export type EventTarget = {
	readonly target: Target;
	/** that of a deployment event */
	readonly environment: string | null;
	/** the repository's name without its owner, for a service that nobody named */
	readonly service: string | null;
};

type Environment = Readonly<Record<string, string | undefined>>;
type Found = {
	readonly revision: string | null;
	/** where in the payload the commit should be */
	readonly place: string;
	readonly pullRequest?: PullRequestHint | null;
	readonly environment?: string | null;
};

/**
 * Reads the runner's variables and the event's payload. `GITHUB_SHA` means another commit for each event (the test
 * merge, the base, the default branch), so the payload is asked wherever it knows better. `commitGiven`: the workflow
 * names the commit itself, so an event without one is no problem. Never throws.
 */
export function targetOf(
	env: Environment,
	payload: unknown,
	commitGiven: boolean,
): EventTarget | {readonly problems: readonly Problem[]} {
	const event = env['GITHUB_EVENT_NAME'] || null;
	const problems: Problem[] = [];
	const repository = env['GITHUB_REPOSITORY'] || null;
	const named = repository === null ? null : ownerAndRepo(repository);
	if (repository !== null && named === null)
		problems.push(problem('GITHUB_REPOSITORY', quote(repository), 'owner/repository', 'run this as an action'));
	const found = commitOf(event, payload, env);
	const revision = found.revision !== null && isCommit(found.revision) ? found.revision : null;
	if (revision === null && !commitGiven)
		problems.push(
			problem(
				`the event ${event ?? '(none)'}`,
				found.revision === null ? `no commit in \`${found.place}\`` : quote(found.revision),
				'a commit id of 40 or 64 hexadecimal digits',
				'name the commit that should be live with the input `commit`',
			),
		);
	if (problems.length > 0) return {problems};
	return {
		target: {
			revision: revision ?? 'HEAD',
			repository,
			pullRequest: found.pullRequest ?? null,
			event,
			run: runOf(env, repository),
		},
		environment: found.environment ?? null,
		service: named?.repo ?? null,
	};
}

function commitOf(event: string | null, payload: unknown, env: Environment): Found {
	const sha = env['GITHUB_SHA'] || null;
	switch (event) {
		case null:
			return {revision: sha, place: 'GITHUB_SHA'};
		case 'push':
			// A deleted branch has only zeros after it.
			return {revision: live(text(payload, 'after') ?? sha), place: 'after'};
		case 'pull_request':
		case 'pull_request_target':
		case 'pull_request_review':
		case 'pull_request_review_comment': {
			const pull = at(payload, 'pull_request');
			// Merged: what is deployed from here on is the merge, squash or rebase commit, not the head.
			const merge = mergeOf(pull);
			const place = merge === null ? 'pull_request.head.sha' : 'pull_request.merge_commit_sha';
			return {revision: merge ?? text(pull, 'head', 'sha'), place, pullRequest: hintOf(pull)};
		}
		case 'workflow_run':
			return {
				revision: text(payload, 'workflow_run', 'head_sha'),
				place: 'workflow_run.head_sha',
				pullRequest: pullOfRun(payload),
			};
		case 'deployment':
		case 'deployment_status':
			return {
				revision: text(payload, 'deployment', 'sha'),
				place: 'deployment.sha',
				environment: text(payload, 'deployment', 'environment') || null,
			};
		case 'merge_group':
			return {revision: text(payload, 'merge_group', 'head_sha') ?? sha, place: 'merge_group.head_sha'};
		case 'issue_comment':
		case 'issues':
			// GITHUB_SHA is the default branch's tip, which the issue or pull request says nothing about.
			return {revision: null, place: 'issue'};
		default:
			return {revision: sha, place: 'GITHUB_SHA'};
	}
}

/**
 * A run lists pull requests whose head branch it was, in this repository and in others; it is about one only where
 * exactly one of this repository is left. Otherwise GitHub is asked later, by commit.
 */
function pullOfRun(payload: unknown): PullRequestHint | null {
	const head = text(payload, 'workflow_run', 'head_sha');
	const here = at(payload, 'repository', 'id');
	const listed = at(payload, 'workflow_run', 'pull_requests');
	if (!Array.isArray(listed) || typeof here !== 'number') return null;
	const [only, ...others] = listed
		.slice(0, 100)
		.filter((pull) => at(pull, 'base', 'repo', 'id') === here && text(pull, 'head', 'sha') === head);
	return only === undefined || others.length > 0 ? null : hintOf(only);
}

/** While a pull request is open, this is its test merge, which nobody deploys. */
const mergeOf = (pull: unknown): string | null => (at(pull, 'merged') === true ? text(pull, 'merge_commit_sha') : null);

function hintOf(pull: unknown): PullRequestHint | null {
	const number = at(pull, 'number');
	if (!Number.isSafeInteger(number) || (number as number) < 1) return null;
	const merge = mergeOf(pull);
	const commit = (side: string): string | null => {
		const sha = text(pull, side, 'sha');
		return sha !== null && isCommit(sha) ? sha : null;
	};
	return {
		number: number as number,
		title: text(pull, 'title')?.slice(0, 1_024) ?? null,
		head: commit('head'),
		base: commit('base'),
		...(merge !== null && isCommit(merge) ? {mergeCommit: merge} : {}),
	};
}

/** Attempts of one run that still sort below the next run. */
const attempts = 1_000;

/**
 * Run numbers count within one workflow; run ids grow across all of them, so they order runs of any workflow that
 * writes the same comment. The attempt comes last: trying an old run again does not make it newer than a later run.
 */
function runOf(env: Environment, repository: string | null): Target['run'] {
	const id = env['GITHUB_RUN_ID'] ?? '';
	const attempt = Number(env['GITHUB_RUN_ATTEMPT'] || 1);
	if (!/^[1-9][0-9]{0,12}$/.test(id) || !Number.isInteger(attempt) || attempt < 1) return null;
	const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
	const number = Number(id) * attempts + Math.min(attempt, attempts - 1);
	if (!Number.isSafeInteger(number)) return null;
	return {
		id,
		number,
		url:
			repository === null || !/^https?:\/\/[^\s/]+$/.test(server) ? null : `${server}/${repository}/actions/runs/${id}`,
	};
}

const problem = (place: string, found: string, accepted: string, todo: string): Problem => ({
	place,
	path: '',
	found,
	accepted,
	todo,
});

const isCommit = (value: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);

const live = (sha: string | null): string | null => (sha === null || /^0+$/.test(sha) ? null : sha);

/** What stands at a path of a payload; undefined where nothing does. Own members only. */
function at(value: unknown, ...path: readonly string[]): unknown {
	for (const key of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
		value = (value as Record<string, unknown>)[key];
	}
	return value;
}

function text(value: unknown, ...path: readonly string[]): string | null {
	const found = at(value, ...path);
	return typeof found === 'string' ? found : null;
}
