import {openRuntime} from '../adapters/runtime/runtime.ts';
import type {ArtifactEvidence, ImageEvidence, Observation, ReplicasEvidence} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import {mostReplicas} from '../model/runtime.ts';
import type {World} from '../world.ts';

/** What runs, replica by replica: which image, and what its files are where files are expected. */
export async function observeReplicas(
	world: World,
	plan: Plan,
	_imageSeen: Promise<Observation<ImageEvidence>> | Observation<ImageEvidence>,
	_artifacts: readonly Observation<ArtifactEvidence>[],
	repository: string,
): Promise<ReplicasEvidence> {
	const config = plan.service.runtime!;
	const image = plan.service.image?.reference ?? null;
	const runtime = await openRuntime(world, config, {timeout: config.timeout, repository, image});
	const answer = await runtime.replicas();
	return {
		...answer,
		runtime: config.kind,
		origin: {kind: 'asked'},
		replicas: answer.replicas.slice(0, mostReplicas).map((replica) => ({replica, files: []})),
		more: Math.max(0, answer.replicas.length - mostReplicas),
		declared: {status: 'skipped', reason: 'not-configured'},
	};
}
