import type {Replica} from '../../model/runtime.ts';
import type {Kubectl} from './kubernetes-kubectl.ts';
import type {Raw} from './kubernetes-objects.ts';
import {annotationOf, countOf, labelOf, mappingOf, nameOf, ownerOf, selectorOf, uidOf} from './kubernetes-objects.ts';
import {isSeen, type WorkloadKind} from './kubernetes-rollout.ts';

/** What keeps pods running. */
export type Workload = {
	readonly kind: WorkloadKind;
	readonly object: Raw;
	/** whether a pod is its own: labels alone may be those of another's pods */
	readonly owns: (pod: Raw) => boolean;
	readonly revisionOf: (pod: Raw) => Replica['revision'];
};

const resources: Readonly<Record<WorkloadKind, string>> = {
	deployment: 'deployments.apps',
	statefulset: 'statefulsets.apps',
	daemonset: 'daemonsets.apps',
};

export const readWorkload = (kubectl: Kubectl, kind: WorkloadKind, name: string): Promise<Raw> =>
	kubectl.object(resources[kind], name);

/** All that its labels select, other workloads' pods included. */
export const podsByLabels = (kubectl: Kubectl, workload: Raw): Promise<readonly Raw[]> =>
	kubectl.list('pods', `--selector=${selectorOf(mappingOf(workload['spec'])['selector'])}`);

/** Asked after the pods: whatever a pod belonged to when it was listed is then there to be found. */
export function knowWorkload(kubectl: Kubectl, kind: WorkloadKind, object: Raw): Promise<Workload> {
	return known[kind](kubectl, object);
}

const isOwnedBy = (object: Raw, owner: Raw): boolean => {
	const uid = uidOf(owner);
	return uid !== null && ownerOf(object)?.uid === uid;
};

/** Revisions of a workload whose last change no controller has seen are none of those that are wanted now. */
const known: Readonly<Record<WorkloadKind, (kubectl: Kubectl, object: Raw) => Promise<Workload>>> = {
	async deployment(kubectl, object) {
		const selector = selectorOf(mappingOf(object['spec'])['selector']);
		const sets = await kubectl.list('replicasets.apps', `--selector=${selector}`);
		const wanted = isSeen(object) ? annotationOf(object, 'deployment.kubernetes.io/revision') : null;
		const own = new Map(
			sets
				.filter((set) => isOwnedBy(set, object))
				.map((set) => {
					const current = wanted !== null && annotationOf(set, 'deployment.kubernetes.io/revision') === wanted;
					return [uidOf(set), {name: nameOf(set), current}];
				}),
		);
		const revisionOf = (pod: Raw): Replica['revision'] => own.get(ownerOf(pod)?.uid ?? null) ?? null;
		return {kind: 'deployment', object, owns: (pod) => revisionOf(pod) !== null, revisionOf};
	},
	async statefulset(_kubectl, object) {
		const wanted = isSeen(object) ? mappingOf(object['status'])['updateRevision'] : null;
		return {
			kind: 'statefulset',
			object,
			owns: (pod) => isOwnedBy(pod, object),
			revisionOf: (pod) => revisionBy(pod, wanted),
		};
	},
	async daemonset(kubectl, object) {
		const selector = selectorOf(mappingOf(object['spec'])['selector']);
		const revisions = await kubectl.list('controllerrevisions.apps', `--selector=${selector}`);
		// A rollback gives an old revision the highest number again.
		const newest = revisions
			.filter((revision) => isOwnedBy(revision, object))
			.reduce<Raw | null>((most, one) => (numberOf(one) > numberOf(most) ? one : most), null);
		const wanted = newest !== null && isSeen(object) ? labelOf(newest, revisionLabel) : null;
		return {
			kind: 'daemonset',
			object,
			owns: (pod) => isOwnedBy(pod, object),
			revisionOf: (pod) => revisionBy(pod, wanted),
		};
	},
};

const revisionLabel = 'controller-revision-hash';
const numberOf = (revision: Raw | null): number => (revision === null ? -1 : (countOf(revision['revision']) ?? 0));

function revisionBy(pod: Raw, wanted: unknown): Replica['revision'] {
	const name = labelOf(pod, revisionLabel);
	return name === null ? null : {name, current: name === wanted};
}
