import type {ArtifactEvidence, CommitEvidence, Evidence, Observation, PullRequestEvidence} from '../model/evidence.ts';
import type {FilesConfig} from '../model/config.ts';
import type {Plan} from '../model/plan.ts';
import type {Finding, LayerVerdict} from '../model/verdict.ts';
import {judgeExpectations} from './expectations.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, layerOf, match} from './opinion.ts';

/** Does the commit hold the implementation? Git's own objects say so, hence `verified`. */
export function judgeSource(plan: Plan, evidence: Evidence): LayerVerdict {
	const {commit} = evidence;
	if (commit.status !== 'observed') return layerOf('source', [unreadCommit(plan, commit)]);
	const files = plan.service.files.flatMap((files, index) =>
		files.kind === 'source' ? [judgeTree(files, evidence.artifacts[index], commit.value)] : [],
	);
	return layerOf('source', [judgePullRequest(plan, commit.value), ...files, ...expectations(plan, evidence)]);
}

function unreadCommit(plan: Plan, commit: Observation<CommitEvidence>): Opinion {
	const {code} = faultOf(commit);
	const subject = plan.service.commit ?? plan.target.revision;
	if (code === 'commit-missing')
		return drift('commit-missing', 'merge-or-expect-another-commit', 'verified', [
			finding('drift', 'commit-missing', subject),
		]);
	const unread = [finding('inconclusive', 'unread', subject, {detail: code})];
	if (code === 'shallow-clone') return inconclusive('shallow-clone', 'fetch-full-history', unread);
	const remedy = code === 'not-a-repository' ? 'run-in-the-repository' : 'check-the-configuration';
	return inconclusive('source-unread', remedy, unread);
}

function judgePullRequest(plan: Plan, commit: CommitEvidence): Opinion {
	const asked = commit.pullRequest;
	if (asked.status === 'observed') return judgeContained(commit, asked.value);
	// That there is none is an answer only when somebody looked for one and no event named one.
	const none = asked.status === 'skipped' && asked.reason === 'no-pull-request' && plan.target.pullRequest === null;
	if (none) return match('commit-present', 'verified');
	const {code} = faultOf(asked);
	const subject = plan.target.pullRequest === null ? commit.sha : `#${plan.target.pullRequest.number}`;
	return inconclusive('pull-request-unknown', commit.shallow ? 'fetch-full-history' : 'look-again', [
		finding('inconclusive', 'unread', subject, {detail: code}),
	]);
}

function judgeContained(commit: CommitEvidence, pull: PullRequestEvidence): Opinion {
	const subject = `#${pull.number}`;
	if (pull.contained === 'no')
		return drift('pull-request-not-in-commit', 'merge-or-expect-another-commit', 'verified', [
			finding('drift', 'pull-request-not-in-commit', subject, {expected: pull.head, deployed: commit.sha}),
			...changedFindings(pull, 'drift'),
		]);
	const remedy = commit.shallow ? 'fetch-full-history' : 'merge-or-expect-another-commit';
	if (pull.contained === 'unknown')
		return inconclusive('pull-request-unknown', remedy, [
			finding('inconclusive', 'pull-request-unknown', subject),
			...changedFindings(pull, 'inconclusive'),
		]);
	// An ancestor may have been reverted since. Where nothing of it is left, or known to be, history alone is no match.
	const left = pull.changed.filter((file) => file.change !== 'deleted');
	const ancestor = pull.contained === 'ancestor';
	if (ancestor && left.length > 0 && left.every((file) => file.inCommit === 'absent' || file.inCommit === 'unknown'))
		return inconclusive('pull-request-unknown', remedy, changedFindings(pull, 'inconclusive'), 'verified');
	const assurance = pull.contained === 'merged-as' ? 'platform' : 'verified';
	return match('pull-request-present', assurance, changedFindings(pull, 'note'));
}

/** The pull request's files that the commit does not hold as the pull request left them. */
const changedFindings = (pull: PullRequestEvidence, level: Finding['level']): readonly Finding[] =>
	pull.changed.flatMap((file) => {
		if (file.inCommit === 'present') return [];
		if (file.inCommit === 'unknown')
			return [finding(level === 'drift' ? 'inconclusive' : level, 'unread', file.path, {detail: file.change})];
		const code = file.inCommit === 'absent' ? 'changed-file-absent' : 'changed-file-differs';
		return [finding(level, code, file.path, {detail: file.change})];
	});

/** A path of the commit that `files` names: the commit's own tree is what should be deployed. */
function judgeTree(
	files: FilesConfig,
	artifact: Observation<ArtifactEvidence> | undefined,
	commit: CommitEvidence,
): Opinion {
	const missing = drift('path-not-in-commit', 'check-the-configuration', 'verified', [
		finding('drift', 'path-not-in-commit', files.from, {deployed: commit.sha}),
	]);
	if (artifact?.status !== 'observed') {
		const {code} = faultOf(artifact);
		if (code === 'file-missing') return missing;
		return inconclusive('source-unread', 'look-again', [finding('inconclusive', 'unread', files.from, {detail: code})]);
	}
	const {manifest, origin} = artifact.value;
	if (origin.kind !== 'commit' || origin.commit !== commit.sha)
		return drift('artifact-of-another-commit', 'check-the-configuration', 'verified', [
			finding('drift', 'artifact-of-another-commit', files.from, {
				expected: commit.sha,
				deployed: origin.kind === 'directory' ? null : origin.commit,
			}),
		]);
	if (manifest.gaps.length > 0)
		return inconclusive(
			'source-unread',
			'look-again',
			manifest.gaps.map((gap) => finding('inconclusive', 'unread', gap.path, {detail: gap.fault.code})),
		);
	return manifest.entries.some((entry) => entry.type !== 'directory') ? match('commit-present', 'verified') : missing;
}

/** Where no build output is configured the commit's own files must meet what is expected. */
function expectations(plan: Plan, evidence: Evidence): readonly Opinion[] {
	if (plan.skipped.artifact === undefined || plan.service.files.length === 0) return [];
	const trees = plan.service.files.map((_, index) => {
		const artifact = evidence.artifacts[index];
		return artifact?.status === 'observed'
			? {markers: artifact.value.markers, complete: artifact.value.manifest.gaps.length === 0}
			: {markers: null, complete: false};
	});
	return judgeExpectations(plan.service.expect, trees, {
		assurance: 'verified',
		remedy: 'merge-or-expect-another-commit',
		unread: 'source-unread',
		good: 'commit-present',
		mayBeMissing: false,
		textsElsewhere: false,
	});
}
