import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {Kubectl} from './kubernetes-kubectl.ts';
import type {Raw} from './kubernetes-objects.ts';
import {mappingOf, metadataOf, nameOf, ownerOf, uidOf} from './kubernetes-objects.ts';
import type {WorkloadKind} from './kubernetes-rollout.ts';
import {usesImage} from './kubernetes-serving.ts';
import {knowWorkload, podsByLabels, readWorkload, type Workload} from './kubernetes-workload.ts';

/** The pods that are meant, and what keeps them running, where it is a workload of `apps`. */
export type Selection = {readonly pods: readonly Raw[]; readonly workloads: readonly Workload[]};

/** Workloads that one service may have: each takes requests of its own. */
const mostWorkloads = 20;

export async function selectPods(kubectl: Kubectl, config: RuntimeConfig, image: string | null): Promise<Selection> {
	const {workload, selector} = config;
	if (workload !== null) {
		const slash = workload.indexOf('/');
		const [kind, name] = [workload.slice(0, slash), workload.slice(slash + 1)];
		return kind === 'pod'
			? {pods: [await kubectl.object('pods', name)], workloads: []}
			: await ofWorkload(kubectl, kind as WorkloadKind, name);
	}
	if (selector === null && image === null)
		throw new FaultError('replicas-ambiguous', 'neither workload, selector nor image says which pods are meant');
	const all = await kubectl.list('pods', ...(selector === null ? [] : [`--selector=${selector}`]));
	const pods = all.filter((pod) => !isLeaving(pod) && (selector !== null || usesImage(mappingOf(pod['spec']), image!)));
	if (pods.length === 0)
		throw new FaultError(
			'not-found',
			selector === null ? `no pod here has a container of ${image}` : `no pod here has the labels ${selector}`,
		);
	return {pods, workloads: await workloadsOf(kubectl, pods)};
}

/** No request is sent to a pod that is being deleted, and Kubernetes itself counts it no more. */
const isLeaving = (pod: Raw): boolean => typeof metadataOf(pod)['deletionTimestamp'] === 'string';

async function ofWorkload(kubectl: Kubectl, kind: WorkloadKind, name: string): Promise<Selection> {
	const object = await readWorkload(kubectl, kind, name);
	const listed = await podsByLabels(kubectl, object);
	const known = await knowWorkload(kubectl, kind, object);
	return {pods: listed.filter((pod) => !isLeaving(pod) && known.owns(pod)), workloads: [known]};
}

const kinds: Readonly<Record<string, WorkloadKind>> = {
	Deployment: 'deployment',
	StatefulSet: 'statefulset',
	DaemonSet: 'daemonset',
};

/** What keeps the pods running: their owner, or the owner of the ReplicaSet between them. */
async function workloadsOf(kubectl: Kubectl, pods: readonly Raw[]): Promise<readonly Workload[]> {
	const owners = pods.flatMap((pod) => ownerOf(pod) ?? []).filter(({group}) => group === 'apps');
	const sets = [...new Set(owners.filter(({kind}) => kind === 'ReplicaSet').map(({name}) => name))].sort();
	const above =
		sets.length === 0
			? []
			: (await setsCalled(kubectl, sets))
					.filter((set) => owners.some(({uid}) => uid === uidOf(set)))
					.flatMap((set) => ownerOf(set) ?? []);
	const found = new Map(
		[...owners, ...above].flatMap((owner) => {
			const kind = kinds[owner.kind];
			return kind === undefined || owner.group !== 'apps' ? [] : [[owner.uid, {...owner, kind}] as const];
		}),
	);
	if (found.size > mostWorkloads)
		throw new FaultError('replicas-ambiguous', `pods of ${found.size} workloads are meant: name one by workload`);
	const workloads: Workload[] = [];
	for (const {kind, name, uid} of found.values()) {
		const object = await readWorkload(kubectl, kind, name);
		// One that was made anew under the same name has nothing to do with these pods.
		if (uidOf(object) === uid) workloads.push(await knowWorkload(kubectl, kind, object));
	}
	return workloads.sort((a, b) => (nameOf(a.object) < nameOf(b.object) ? -1 : 1));
}

/** One name gives an object, several give a list. */
async function setsCalled(kubectl: Kubectl, names: readonly string[]): Promise<readonly Raw[]> {
	const [only, second] = names;
	if (second === undefined) return [await kubectl.object('replicasets.apps', only!)];
	return kubectl.list('replicasets.apps', ...names, '--ignore-not-found');
}
