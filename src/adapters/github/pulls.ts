import type {PullRequestHint} from '../../model/config.ts';
import type {ChangedFile} from '../../model/evidence.ts';
import {FaultError} from '../../model/fault.ts';
import {githubFault, ownerAndRepo} from '../../model/github.ts';
import type {GithubRequest} from '../../world.ts';

/** A file of a pull request as GitHub lists it. `blob`: the git blob id that its head holds; null where it holds none. */
export type ChangedOnGithub = {
	readonly path: string;
	readonly change: ChangedFile['change'];
	readonly blob: string | null;
};

const permission = 'pull-requests: read';
const pageSize = 100;
/** GitHub lists at most 3,000 files of a pull request ("List pull requests files"). */
const filePages = 30;

/**
 * The pull request that brought a commit: of those GitHub associates with it, the one merged as this commit, else the
 * one whose head it is, else the only one. None is null; several that fit equally well are `pull-request-unknown`.
 */
export async function pullsOfCommit(
	request: GithubRequest,
	repository: string,
	sha: string,
): Promise<PullRequestHint | null> {
	const what = `reading the pull requests of ${sha.slice(0, 12)}`;
	const answer = await request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
		...named(repository),
		commit_sha: sha,
		per_page: pageSize,
	});
	// "No commit found for SHA": it was never pushed, or its fork is gone.
	if (answer.status === 422) throw new FaultError('commit-missing', `${what}: GitHub does not know this commit`);
	if (answer.status !== 200) throw githubFault(answer, what, permission);
	const pulls = listOf(answer.data, what).map((item) => pullFrom(item, what));
	const alive = pulls.filter((pull) => pull.open || pull.merged);
	const tiers = [
		alive.filter((pull) => pull.merged && pull.mergeCommit === sha),
		alive.filter((pull) => pull.hint.head === sha),
		// The test merge of an open pull request, or a commit somewhere inside one.
		alive,
	];
	const fitting = tiers.find((tier) => tier.length > 0) ?? [];
	if (fitting.length > 1) {
		const names = fitting.slice(0, 10).map((pull) => `#${pull.hint.number}`);
		const more = fitting.length > names.length ? ` and ${fitting.length - names.length} more` : '';
		throw new FaultError('pull-request-unknown', `${sha.slice(0, 12)} belongs to ${names.join(', ')}${more}`);
	}
	return fitting[0]?.hint ?? null;
}

/** One pull request by its number. */
export async function pullOf(request: GithubRequest, repository: string, number: number): Promise<PullRequestHint> {
	const what = `reading pull request #${number}`;
	const answer = await request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
		...named(repository),
		pull_number: number,
	});
	if (answer.status !== 200) throw githubFault(answer, what, permission);
	return pullFrom(answer.data, what).hint;
}

/** The files a pull request changes; null where it has more than GitHub lists. */
export async function filesOfPull(
	request: GithubRequest,
	repository: string,
	number: number,
): Promise<readonly ChangedOnGithub[] | null> {
	const what = `reading the files of pull request #${number}`;
	const files: ChangedOnGithub[] = [];
	for (let page = 1; page <= filePages; page++) {
		const answer = await request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
			...named(repository),
			pull_number: number,
			per_page: pageSize,
			page,
		});
		if (answer.status !== 200) throw githubFault(answer, what, permission);
		const listed = listOf(answer.data, what);
		for (const item of listed) files.push(...changesFrom(item, what));
		if (listed.length < pageSize) return files;
	}
	return null;
}

type Pull = {
	readonly hint: PullRequestHint;
	readonly open: boolean;
	readonly merged: boolean;
	readonly mergeCommit: string | null;
};

function pullFrom(item: unknown, what: string): Pull {
	const pull = recordOf(item);
	const number = pull?.['number'];
	if (pull === null || !Number.isSafeInteger(number) || (number as number) < 1)
		throw new FaultError('unexpected-answer', `${what}: GitHub's answer is not a pull request`);
	return {
		hint: {
			number: number as number,
			title: typeof pull['title'] === 'string' ? pull['title'].slice(0, 1_024) : null,
			head: commitAt(pull['head']),
			base: commitAt(pull['base']),
			mergeCommit: typeof pull['merged_at'] === 'string' ? commitOf(pull['merge_commit_sha']) : null,
		},
		open: pull['state'] === 'open',
		merged: typeof pull['merged_at'] === 'string',
		mergeCommit: commitOf(pull['merge_commit_sha']),
	};
}

/** A renamed file is gone from its old place and present at its new one. */
function changesFrom(item: unknown, what: string): readonly ChangedOnGithub[] {
	const file = recordOf(item);
	const path = file?.['filename'];
	if (file === null || typeof path !== 'string' || path === '')
		throw new FaultError('unexpected-answer', `${what}: GitHub's answer is not a list of files`);
	const blob = commitOf(file['sha']);
	switch (file['status']) {
		case 'unchanged':
			return [];
		case 'removed':
			return [{path, change: 'deleted', blob: null}];
		case 'added':
		case 'copied':
			return [{path, change: 'added', blob}];
		case 'renamed': {
			const from = file['previous_filename'];
			const gone: ChangedOnGithub[] = typeof from === 'string' ? [{path: from, change: 'deleted', blob: null}] : [];
			return [...gone, {path, change: 'renamed', blob}];
		}
		default:
			return [{path, change: 'modified', blob}];
	}
}

function named(repository: string): {readonly owner: string; readonly repo: string} {
	const found = ownerAndRepo(repository);
	if (found === null) throw new FaultError('internal-error', `${JSON.stringify(repository)} names no repository`);
	return found;
}

function listOf(data: unknown, what: string): readonly unknown[] {
	if (!Array.isArray(data)) throw new FaultError('unexpected-answer', `${what}: GitHub's answer is not a list`);
	return data;
}

const recordOf = (value: unknown): Record<string, unknown> | null =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;

const commitAt = (side: unknown): string | null => commitOf(recordOf(side)?.['sha']);

const commitOf = (value: unknown): string | null =>
	typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : null;
