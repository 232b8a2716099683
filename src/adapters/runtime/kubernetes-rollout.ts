import type {Replica, Rollout} from '../../model/runtime.ts';
import type {Raw} from './kubernetes-objects.ts';
import {conditionOf, countOf, mappingOf, metadataOf, nameOf, textOf} from './kubernetes-objects.ts';

/** Words of the kubelet for what does not go away by waiting. */
const heldBack = /BackOff$|^ErrImage|^InvalidImageName$|^CreateContainer(?:Config)?Error$|^RunContainerError$/;

/**
 * How far a rollout is, decided as `kubectl rollout status` does. It is stuck where the controller gave up, where it
 * waits for a person (paused, a partition, `OnDelete`), or where containers of the wanted revision cannot run.
 */
export function rolloutOf(kind: WorkloadKind, object: Raw, replicas: readonly Replica[]): Rollout {
	const counted = isSeen(object)
		? counts[kind](object)
		: ({status: 'progressing', detail: 'the controller has not yet seen the last change'} as const);
	if (counted.status !== 'progressing') return counted;
	const held = replicas.find(
		({revision, trouble}) => revision?.current && trouble !== null && heldBack.test(initless(trouble)),
	);
	return held === undefined ? counted : {status: 'stuck', detail: `${held.trouble}: ${held.name} (${counted.detail})`};
}

export type WorkloadKind = 'deployment' | 'statefulset' | 'daemonset';

const initless = (trouble: string): string => trouble.replace(/^Init:/, '');

/** Whether the controller has looked at the object as it is now. */
export function isSeen(object: Raw): boolean {
	const seen = countOf(mappingOf(object['status'])['observedGeneration']);
	return seen !== null && seen >= (countOf(metadataOf(object)['generation']) ?? 0);
}

/** How many pods a workload was told to run; without a number Kubernetes takes one. */
export const podsOf = (kind: WorkloadKind, object: Raw): number =>
	kind === 'daemonset'
		? (countOf(mappingOf(object['status'])['desiredNumberScheduled']) ?? 0)
		: (countOf(mappingOf(object['spec'])['replicas']) ?? 1);

const statusCount = (object: Raw, name: string): number => countOf(mappingOf(object['status'])[name]) ?? 0;
const complete = (detail: string): Rollout => ({status: 'complete', detail});
const progressing = (detail: string): Rollout => ({status: 'progressing', detail});
const stuck = (detail: string): Rollout => ({status: 'stuck', detail});

const counts: Readonly<Record<WorkloadKind, (object: Raw) => Rollout>> = {
	deployment(object) {
		if (conditionOf(object, 'Progressing')?.['reason'] === 'ProgressDeadlineExceeded')
			return stuck('ProgressDeadlineExceeded');
		const wanted = podsOf('deployment', object);
		const [updated, all, available] = ['updatedReplicas', 'replicas', 'availableReplicas'].map((name) =>
			statusCount(object, name),
		) as [number, number, number];
		// What is paused may be whole: it waits for a person only where something is left to do.
		const waiting =
			mappingOf(object['spec'])['paused'] === true ? (detail: string) => stuck(`paused: ${detail}`) : progressing;
		if (updated < wanted) return waiting(`${updated} of ${wanted} new replicas have been updated`);
		if (all > updated) return waiting(`${all - updated} old replicas are pending termination`);
		if (available < updated) return progressing(`${available} of ${updated} updated replicas are available`);
		return complete(`${updated} of ${wanted} replicas are updated and available`);
	},
	statefulset(object) {
		const [wanted, spec] = [podsOf('statefulset', object), mappingOf(object['spec'])];
		const {updateRevision, currentRevision} = mappingOf(object['status']);
		const [ready, updated] = [statusCount(object, 'readyReplicas'), statusCount(object, 'updatedReplicas')];
		const strategy = mappingOf(spec['updateStrategy']);
		// Under `OnDelete` the controller never moves `currentRevision` on.
		const byHand = strategy['type'] === 'OnDelete';
		const whole = byHand ? updated >= wanted : updateRevision === currentRevision;
		if (!whole && byHand) return stuck(`OnDelete: ${updated} of ${wanted} pods are updated`);
		if (ready < wanted) return progressing(`${ready} of ${wanted} pods are ready`);
		const partition = countOf(mappingOf(strategy['rollingUpdate'])['partition']) ?? 0;
		if (updated < wanted - partition && !whole)
			return progressing(`${updated} of ${wanted - partition} pods are updated`);
		if (!whole && partition > 0) return stuck(`a partition of ${partition}: ${updated} of ${wanted} pods are updated`);
		if (!whole)
			return progressing(`${updated} of ${wanted} pods are at ${textOf(updateRevision) ?? 'the new revision'}`);
		return complete(`${wanted} of ${wanted} pods are updated and ready`);
	},
	daemonset(object) {
		const wanted = podsOf('daemonset', object);
		const [updated, available] = [
			statusCount(object, 'updatedNumberScheduled'),
			statusCount(object, 'numberAvailable'),
		];
		const byHand = mappingOf(mappingOf(object['spec'])['updateStrategy'])['type'] === 'OnDelete';
		const detail = `${updated} of ${wanted} pods are updated`;
		if (updated < wanted) return byHand ? stuck(`OnDelete: ${detail}`) : progressing(detail);
		if (available < wanted) return progressing(`${available} of ${wanted} updated pods are available`);
		return complete(`${updated} of ${wanted} pods are updated and available`);
	},
};

/** What several workloads together are: as far as the one that is least far, which is named. */
export function togetherOf(rollouts: readonly {readonly object: Raw; readonly rollout: Rollout}[]): Rollout | null {
	const [first, second] = rollouts;
	if (first === undefined || second === undefined) return first?.rollout ?? null;
	const least =
		rollouts.find(({rollout}) => rollout.status === 'stuck') ??
		rollouts.find(({rollout}) => rollout.status === 'progressing') ??
		first;
	return {...least.rollout, detail: `${nameOf(least.object)}: ${least.rollout.detail}`};
}
