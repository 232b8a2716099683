import type {Repository} from '../adapters/git/repository.ts';
import {openRepository} from '../adapters/git/repository.ts';
import type {CommitEvidence, Observation, PullRequestEvidence} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import type {Surroundings} from './observe.ts';
import {observePullRequest} from './pull-request.ts';

/** The commit that should be live, read from the repository: is it there, and does it hold the pull request? */
export async function observeCommit(
	world: World,
	plan: Plan,
	{repository: directory, config}: Pick<Surroundings, 'repository' | 'config'>,
): Promise<CommitEvidence> {
	const repository = await openRepository(world, directory);
	const commit = await repository.commit(plan.service.commit ?? plan.target.revision);
	const pullRequest = await attempt(world, () => observePullRequest(world, plan, repository, commit));
	const asked: Observation<PullRequestEvidence> =
		pullRequest.status === 'observed' && pullRequest.value === null
			? {status: 'skipped', reason: 'no-pull-request'}
			: (pullRequest as Observation<PullRequestEvidence>);
	return {
		...commit,
		workspace: await repository.workspace(config),
		pullRequest: asked,
		newTexts: await newTexts(repository, plan, commit, asked),
	};
}

/**
 * The texts of `expect` that this commit brought: its tree holds them and the tree before did not. Where the tree
 * before is not in the clone nothing is known, which proves nothing: no text is named.
 */
async function newTexts(
	repository: Repository,
	plan: Plan,
	commit: {sha: string; parents: readonly string[]},
	pullRequest: Observation<PullRequestEvidence>,
): Promise<readonly string[]> {
	const texts = [...new Set(plan.service.expect.flatMap((expectation) => expectation.contains))];
	if (texts.length === 0) return [];
	const before = (pullRequest.status === 'observed' ? pullRequest.value.base : null) ?? commit.parents[0];
	if (before === undefined || !(await repository.has(before))) return [];
	const fresh: string[] = [];
	for (const text of texts) {
		if ((await repository.containsText(commit.sha, text)) && !(await repository.containsText(before, text)))
			fresh.push(text);
	}
	return fresh;
}
