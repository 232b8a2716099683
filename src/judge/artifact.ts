import type {FilesConfig} from '../model/config.ts';
import type {ArtifactEvidence, CommitEvidence, Evidence, Observation} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import type {Finding, LayerVerdict} from '../model/verdict.ts';
import {expectedCommit} from './expected.ts';
import {judgeExpectations} from './expectations.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, layerOf, match, skippedLayer} from './opinion.ts';

/** Does the build output hold it, and was it built from this commit, clean? Whoever built it says so: `asserted`. */
export function judgeArtifact(plan: Plan, evidence: Evidence): LayerVerdict {
	if (plan.skipped.artifact !== undefined) return skippedLayer('artifact');
	const expected = expectedCommit(plan, evidence);
	const outputs = plan.service.files.flatMap((files, index) =>
		files.kind === 'artifact' ? [judgeOutput(files, evidence.artifacts[index], evidence.commit, expected)] : [],
	);
	return layerOf('artifact', [...outputs, ...expectations(plan, evidence)]);
}

function judgeOutput(
	files: FilesConfig,
	artifact: Observation<ArtifactEvidence> | undefined,
	commit: Observation<CommitEvidence>,
	expected: string,
): Opinion {
	if (artifact?.status !== 'observed') return judgeUnread(files, artifact);
	const {value} = artifact;
	const origin = judgeOrigin(files, value, commit, expected);
	if (origin.status === 'drift') return origin;
	const {manifest} = value;
	if (manifest.gaps.length > 0)
		return inconclusive(
			'artifact-unread',
			'look-again',
			manifest.gaps.map((gap) => finding('inconclusive', 'unread', gap.path || files.from, {detail: gap.fault.code})),
		);
	if (!manifest.entries.some((entry) => entry.type !== 'directory'))
		return drift('empty-artifact', 'rebuild-from-commit', 'asserted', [finding('drift', 'empty-artifact', files.from)]);
	const ignored = value.ignored > 0 ? [finding('note', 'ignored', files.from, {detail: `${value.ignored}`})] : [];
	return {...origin, findings: [...origin.findings, ...ignored]};
}

function judgeUnread(files: FilesConfig, artifact: Observation<ArtifactEvidence> | undefined): Opinion {
	const {code} = faultOf(artifact);
	// The question is whether the build output holds the change; no output is an answer.
	if (code === 'file-missing')
		return drift('artifact-missing', 'rebuild-from-commit', 'observed', [
			finding('drift', 'artifact-missing', files.from, {detail: code}),
		]);
	return inconclusive('artifact-unread', 'record-the-build', [
		finding('inconclusive', 'unread', files.from, {detail: code}),
	]);
}

/** Which commit the output is from, as far as anybody says. Equal trees build equal outputs. */
function judgeOrigin(
	files: FilesConfig,
	{origin}: ArtifactEvidence,
	commit: Observation<CommitEvidence>,
	expected: string,
): Opinion {
	const tree = commit.status === 'observed' ? commit.value.tree : null;
	if (origin.kind === 'directory') return judgeWorkspace(files, commit);
	const sameTree = origin.kind === 'record' && origin.tree !== null && origin.tree === tree;
	if (origin.commit !== expected && !sameTree) {
		const seen = {expected, deployed: origin.commit};
		// Without the commit only its name is known, and a branch or a tag says nothing about a record.
		if (commit.status !== 'observed')
			return inconclusive('artifact-unread', 'look-again', [
				finding('inconclusive', 'artifact-of-another-commit', files.from, seen),
			]);
		return drift('artifact-of-another-commit', 'rebuild-from-commit', 'asserted', [
			finding('drift', 'artifact-of-another-commit', files.from, seen),
		]);
	}
	if (origin.kind === 'record' && origin.dirty)
		return drift('dirty-build', 'build-clean', 'asserted', [finding('drift', 'dirty-build', files.from)]);
	return match('artifact-recorded', 'asserted');
}

/** A bare directory says nothing of itself: the working tree around it speaks for it. */
function judgeWorkspace(files: FilesConfig, commit: Observation<CommitEvidence>): Opinion {
	if (commit.status !== 'observed' || commit.value.workspace === null)
		return inconclusive('artifact-origin-unknown', 'record-the-build', [
			finding('inconclusive', 'artifact-origin-unknown', files.from),
		]);
	const {sha, tree, workspace} = commit.value;
	if (workspace.head !== sha && workspace.tree !== tree) {
		const seen: Partial<Finding> = {expected: sha, deployed: workspace.head};
		return inconclusive('workspace-at-another-commit', 'record-the-build', [
			finding('inconclusive', 'workspace-at-another-commit', files.from, seen),
		]);
	}
	// Dirty now need not mean dirty when it was built, so this is no drift; a record would know.
	if (workspace.dirty)
		return inconclusive('dirty-build', 'record-the-build', [finding('inconclusive', 'dirty-build', files.from)]);
	return match('artifact-present', 'asserted');
}

function expectations(plan: Plan, evidence: Evidence): readonly Opinion[] {
	const trees = plan.service.files.map((_, index) => {
		const artifact = evidence.artifacts[index];
		return artifact?.status === 'observed'
			? {markers: artifact.value.markers, complete: artifact.value.manifest.gaps.length === 0}
			: {markers: null, complete: false};
	});
	// A record holds no bytes, so its texts are read in the image; any other tree should have been searched.
	const recorded = evidence.artifacts.every(
		(artifact) =>
			artifact.status === 'observed' &&
			(artifact.value.origin.kind === 'record' || artifact.value.markers.every((marker) => marker.lacking !== null)),
	);
	return judgeExpectations(plan.service.expect, trees, {
		assurance: 'asserted',
		remedy: 'rebuild-from-commit',
		unread: 'artifact-unread',
		good: 'artifact-present',
		mayBeMissing: false,
		textsElsewhere: recorded && plan.skipped.image === undefined,
	});
}
