import type {Repository} from '../adapters/git/repository.ts';
import {type ChangedOnGithub, filesOfPull, pullOf, pullsOfCommit} from '../adapters/github/pulls.ts';
import type {PullRequestHint} from '../model/config.ts';
import type {ChangedFile, PullRequestEvidence} from '../model/evidence.ts';
import type {Path} from '../model/path.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';

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
	const changed =
		(local ? await changedLocally(world, repository, commit, base, head) : null) ??
		(await changedOnGithub(world, plan, repository, commit, number));
	return {...identity, contained: await containment(world, repository, commit, hint, changed), changed: changed ?? []};
}

async function pullRequestHint(world: World, plan: Plan, commit: Commit): Promise<PullRequestHint | null> {
	const {pullRequest, repository} = plan.target;
	if (world.github === null || repository === null) return pullRequest;
	if (pullRequest === null) return pullsOfCommit(world.github, repository, commit.sha);
	const complete = pullRequest.head !== null && pullRequest.base !== null && pullRequest.title !== null;
	return complete ? pullRequest : pullOf(world.github, repository, pullRequest.number);
}

/** What the pull request did to each file since it left its base, against what the commit holds. */
async function changedLocally(
	world: World,
	repository: Repository,
	commit: Commit,
	base: string,
	head: string,
): Promise<readonly ChangedFile[] | null> {
	// A shallow clone may hold both commits and not what lies between: then nothing is known from here.
	const fork = await attempt(world, () => repository.mergeBase(base, head));
	if (fork.status !== 'observed' || fork.value === null) return null;
	const changes = await repository.changedFiles(fork.value, head);
	return inCommit(repository, commit, changes);
}

/** The same from GitHub's list, for clones that do not hold the pull request's commits. */
async function changedOnGithub(
	world: World,
	plan: Plan,
	repository: Repository,
	commit: Commit,
	number: number,
): Promise<readonly ChangedFile[] | null> {
	if (world.github === null || plan.target.repository === null) return null;
	const listed = await filesOfPull(world.github, plan.target.repository, number);
	return listed === null ? null : inCommit(repository, commit, listed);
}

async function inCommit(
	repository: Repository,
	commit: Commit,
	changes: readonly ChangedOnGithub[],
): Promise<readonly ChangedFile[]> {
	const paths = changes.map((change) => change.path);
	const blobs = await repository.blobsAt(commit.sha, paths);
	return changes.map((change) => {
		const path = change.path as Path;
		return {path, change: change.change, inCommit: stateOf(change, blobs.get(path) ?? null)};
	});
}

function stateOf({change, blob}: ChangedOnGithub, held: string | null): ChangedFile['inCommit'] {
	if (change === 'deleted') return held === null ? 'present' : 'other';
	if (held === null) return 'absent';
	if (blob === null) return 'unknown';
	return held === blob ? 'present' : 'other';
}

async function containment(
	world: World,
	repository: Repository,
	commit: Commit,
	hint: PullRequestHint,
	changed: readonly ChangedFile[] | null,
): Promise<PullRequestEvidence['contained']> {
	const {head} = hint;
	if (head === commit.sha) return 'ancestor';
	const held = head !== null && (await repository.has(head));
	const ancestor = held ? await attempt(world, () => repository.isAncestor(head, commit.sha)) : null;
	if (ancestor?.status === 'observed' && ancestor.value) return 'ancestor';
	if (held && (await repository.treeOf(head)) === commit.tree) return 'same-tree';
	const files = changed ?? [];
	if (files.length > 0 && files.every((file) => file.inCommit === 'present')) return 'same-files';
	const complete = changed !== null && files.every((file) => file.inCommit !== 'absent' && file.inCommit !== 'unknown');
	if (hint.mergeCommit === commit.sha && complete) return 'merged-as';
	// Only a whole history can say that a commit is not in it: where it is cut, other bytes may be a merge's.
	const told = changed !== null && !files.some((file) => file.inCommit === 'unknown');
	return told && ancestor?.status === 'observed' ? 'no' : 'unknown';
}
