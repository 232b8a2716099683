import type {ArtifactEvidence, Evidence, Observation} from '../model/evidence.ts';
import type {HistoryStore} from '../model/history.ts';
import type {FileManifest} from '../model/manifest.ts';
import type {Plan} from '../model/plan.ts';
import type {LayerStore} from '../subjects/layer-store.ts';
import type {World} from '../world.ts';
import {observeArtifacts} from './artifacts.ts';
import {attempt} from './attempt.ts';
import {observeCommit} from './commit.ts';
import {observeImage} from './image.ts';
import {observeProbes} from './probes.ts';
import {observeVersion} from './version.ts';

/** What a run stands on besides its plan: machine paths and memory, which no evidence carries. */
export type Surroundings = {
	readonly repository: string;
	readonly history: HistoryStore;
	/** listings of image layers that earlier runs read; null: none are kept */
	readonly layers: LayerStore | null;
};

/**
 * Looks once at every subject the plan names. `before` is the evidence of an earlier round: what cannot change while
 * we wait (commit, artifact, memory) is kept, what can (image, answers) is looked at again.
 */
export async function observe(
	world: World,
	plan: Plan,
	around: Surroundings,
	before: Evidence | null,
): Promise<Evidence> {
	// An image takes longest: it is asked for first, and comes while the commit and what was built are read.
	const built = Promise.withResolvers<readonly Observation<ArtifactEvidence>[]>();
	const imageSeen =
		plan.service.image === null
			? notConfigured
			: attempt(world, () => observeImage(world, plan, built.promise, before?.image ?? null, around));
	const commit = before?.commit ?? (await attempt(world, () => observeCommit(world, plan, around.repository)));
	const artifacts = before?.artifacts ?? (await observeArtifacts(world, plan, commit, around.repository));
	built.resolve(artifacts);
	const pullRequest =
		commit.status === 'observed' && commit.value.pullRequest.status === 'observed'
			? commit.value.pullRequest.value.number
			: null;
	const [image, probes, live, version, history] = await Promise.all([
		imageSeen,
		observeProbes(world, plan),
		plan.service.live === null
			? notConfigured
			: attempt(world, async () => (await import('./live.ts')).observeLive(world, plan, manifestsOf(artifacts))),
		plan.service.version === null ? notConfigured : attempt(world, () => observeVersion(world, plan)),
		before?.history ?? around.history.read(plan, pullRequest),
	]);
	return {commit, artifacts, image, probes, live, version, history};
}

const notConfigured = {status: 'skipped', reason: 'not-configured'} as const;

const manifestsOf = (artifacts: readonly Observation<ArtifactEvidence>[]): readonly FileManifest[] =>
	artifacts.flatMap((artifact) => (artifact.status === 'observed' ? [artifact.value.manifest] : []));
