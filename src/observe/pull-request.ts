import type {Repository} from '../adapters/git/repository.ts';
import {type ChangedOnGithub, filesOfPull, pullOf, pullsOfCommit} from '../adapters/github/pulls.ts';
import type {PullRequestHint} from '../model/config.ts';
import type {ChangedFile, PullRequestEvidence} from '../model/evidence.ts';
import type {Path} from '../model/path.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';

type Commit = {readonly sha: string; readonly tree: string};

/**
 * The pull request this deployment is about, and whether its work is in the commit; null where there is none. The
 * event names it, else GitHub is asked for the commit's.
 */
export async function observePullRequest(
	world: World,
	plan: Plan,
	repository: Repository,
	commit: Commit,
): Promise<PullRequestEvidence | null> {
	const hint = await pullRequestHint(world, plan, commit);
	if (hint === null) return null;
	const {number, head, base} = hint;
	const identity = {number, title: hint.title ?? '', head, base};
	const local = head !== null && base !== null && (await repository.has(head)) && (await repository.has(base));
	const changed = local
		? await changedLocally(repository, commit, base, head)
		: await changedOnGithub(world, plan, repository, commit, number);
	return {...identity, contained: await containment(repository, commit, head, changed), changed: changed ?? []};
}

async function pullRequestHint(world: World, plan: Plan, commit: Commit): Promise<PullRequestHint | null> {
	const {pullRequest, repository} = plan.target;
	if (world.github === null || repository === null) return pullRequest;
	if (pullRequest === null) return pullsOfCommit(world.github, repository, commit.sha);
	const complete = pullRequest.head !== null && pullRequest.base !== null && pullRequest.title !== null;
	return complete ? pullRequest : pullOf(world.github, repository, pullRequest.number);
}

/** What the pull request did to each file since it left its base, against what the commit holds. */
async function changedLocally(repository: Repository, commit: Commit, base: string, head: string): Promise<readonly ChangedFile[] | null> {
	const fork = await repository.mergeBase(base, head);
	if (fork === null) return null;
	const changes = await repository.changedFiles(fork, head);
	return inCommit(repository, commit, changes);
}

/** The same from GitHub's list, for clones that do not hold the pull request's commits. */
async function changedOnGithub(world: World, plan: Plan, repository: Repository, commit: Commit, number: number): Promise<readonly ChangedFile[] | null> {
	if (world.github === null || plan.target.repository === null) return null;
	const listed = await filesOfPull(world.github, plan.target.repository, number);
	return listed === null ? null : inCommit(repository, commit, listed);
}

async function inCommit(repository: Repository, commit: Commit, changes: readonly ChangedOnGithub[]): Promise<readonly ChangedFile[]> {
	const blobs = await repository.blobsAt(commit.sha, changes.map((change) => change.path));
	return changes.map(({path, change, blob}) => {
		const held = blobs.get(path as Path) ?? null;
		const gone = change === 'deleted';
		const state = gone ? (held === null ? 'present' : 'other') : held === null ? 'absent' : blob === null ? 'unknown' : held === blob ? 'present' : 'other';
		return {path: path as Path, change, inCommit: state};
	});
}

async function containment(
	repository: Repository,
	commit: Commit,
	head: string | null,
	changed: readonly ChangedFile[] | null,
): Promise<PullRequestEvidence['contained']> {
	if (head !== null && (await repository.has(head))) {
		if (head === commit.sha || (await repository.isAncestor(head, commit.sha))) return 'ancestor';
		if ((await repository.treeOf(head)) === commit.tree) return 'same-tree';
	}
	if (changed === null || changed.length === 0) return 'unknown';
	if (changed.every((file) => file.inCommit === 'present')) return 'same-files';
	return changed.some((file) => file.inCommit === 'unknown') ? 'unknown' : 'no';
}

