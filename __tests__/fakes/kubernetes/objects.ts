import {createHash} from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};
export type KubernetesObject = {
	readonly apiVersion: string;
	readonly kind: string;
	readonly metadata: Metadata;
	readonly [key: string]: Json;
};
type Metadata = {
	readonly name: string;
	readonly namespace?: string;
	readonly uid: string;
	readonly [key: string]: Json;
};
type Tree = {readonly [key: string]: Json};

export const namespace = 'shop';
export const created = '2026-01-02T03:04:05Z';
export const started = '2026-01-02T03:04:09Z';

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
/** A digest of its own for every word. */
export const digestOf = (word: string): string => `sha256:${hex(word)}`;
export const uidOf = (kind: string, name: string): string => {
	const [a, b, c, d, e] = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(hex(`${kind} ${name}`))!.slice(1);
	return `${a}-${b}-${c}-${d}-${e}`;
};

const metadataOf = (kind: string, name: string, more: Tree = {}): Metadata => ({
	name,
	namespace,
	uid: uidOf(kind, name),
	resourceVersion: '4711',
	creationTimestamp: created,
	...more,
});

/** The namespace itself: kubectl looks whether it is there when something in it is not. */
export const namespaced: KubernetesObject = {
	apiVersion: 'v1',
	kind: 'Namespace',
	metadata: {name: namespace, uid: uidOf('Namespace', namespace), creationTimestamp: created},
};

const ownedBy = (kind: string, name: string): Tree => ({
	ownerReferences: [
		{
			apiVersion: 'apps/v1',
			kind,
			name,
			uid: uidOf(kind, name),
			controller: true,
			blockOwnerDeletion: true,
		},
	],
});

export const image = 'ghcr.io/acme/api:main';
export const container = (more: Tree = {}): Tree => ({
	name: 'api',
	image,
	imagePullPolicy: 'IfNotPresent',
	resources: {},
	terminationMessagePath: '/dev/termination-log',
	terminationMessagePolicy: 'File',
	...more,
});

export type PodTemplate = {readonly labels?: Tree; readonly spec?: Tree};
const specOf = ({spec = {}}: PodTemplate): Tree => ({
	containers: [container()],
	restartPolicy: 'Always',
	terminationGracePeriodSeconds: 30,
	dnsPolicy: 'ClusterFirst',
	securityContext: {},
	schedulerName: 'default-scheduler',
	...spec,
});
const labelsOf = ({labels = {app: 'api'}}: PodTemplate): Tree => labels;
const templateOf = (template: PodTemplate): Tree => ({
	metadata: {labels: labelsOf(template)},
	spec: specOf(template),
});

type WorkloadMore = {
	readonly metadata?: Tree;
	readonly spec?: Tree;
	readonly status?: Tree;
	readonly template?: PodTemplate;
};

const workload = (kind: string, name: string, spec: Tree, status: Tree, more: WorkloadMore): KubernetesObject => {
	const template = more.template ?? {};
	return {
		apiVersion: 'apps/v1',
		kind,
		metadata: metadataOf(kind, name, {generation: 3, ...more.metadata}),
		spec: {selector: {matchLabels: labelsOf(template)}, template: templateOf(template), ...spec, ...more.spec},
		status: {...status, ...more.status},
	};
};

export const deployment = (name: string, replicas: number, more: WorkloadMore = {}): KubernetesObject =>
	workload(
		'Deployment',
		name,
		{replicas, strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: '25%', maxUnavailable: '25%'}}},
		{
			observedGeneration: 3,
			replicas,
			updatedReplicas: replicas,
			readyReplicas: replicas,
			availableReplicas: replicas,
			conditions: [
				{
					type: 'Progressing',
					status: 'True',
					reason: 'NewReplicaSetAvailable',
					message: `ReplicaSet "${name}-2" has successfully progressed.`,
					lastUpdateTime: created,
					lastTransitionTime: created,
				},
			],
		},
		{...more, metadata: {annotations: {'deployment.kubernetes.io/revision': '2'}, ...more.metadata}},
	);

/** Revision `revision` of a deployment, called `NAME-REVISION`. */
export const replicaSet = (
	owner: string,
	revision: number,
	replicas: number,
	template: PodTemplate = {},
): KubernetesObject => ({
	apiVersion: 'apps/v1',
	kind: 'ReplicaSet',
	metadata: metadataOf('ReplicaSet', `${owner}-${revision}`, {
		generation: 1,
		labels: labelsOf(template),
		annotations: {'deployment.kubernetes.io/revision': String(revision)},
		...ownedBy('Deployment', owner),
	}),
	spec: {replicas, selector: {matchLabels: labelsOf(template)}, template: templateOf(template)},
	status: {observedGeneration: 1, replicas},
});

export const statefulSet = (name: string, replicas: number, more: WorkloadMore = {}): KubernetesObject =>
	workload(
		'StatefulSet',
		name,
		{
			replicas,
			serviceName: name,
			podManagementPolicy: 'OrderedReady',
			updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 0}},
		},
		{
			observedGeneration: 3,
			replicas,
			readyReplicas: replicas,
			currentReplicas: replicas,
			updatedReplicas: replicas,
			availableReplicas: replicas,
			currentRevision: `${name}-2`,
			updateRevision: `${name}-2`,
			collisionCount: 0,
		},
		more,
	);

export const daemonSet = (name: string, nodes: number, more: WorkloadMore = {}): KubernetesObject =>
	workload(
		'DaemonSet',
		name,
		{updateStrategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}},
		{
			observedGeneration: 3,
			currentNumberScheduled: nodes,
			desiredNumberScheduled: nodes,
			updatedNumberScheduled: nodes,
			numberAvailable: nodes,
			numberMisscheduled: 0,
			numberReady: nodes,
		},
		more,
	);

export const controllerRevision = (owner: string, hash: string, revision: number): KubernetesObject => ({
	apiVersion: 'apps/v1',
	kind: 'ControllerRevision',
	metadata: metadataOf('ControllerRevision', `${owner}-${hash}`, {
		labels: {app: 'api', 'controller-revision-hash': hash},
		...ownedBy('DaemonSet', owner),
	}),
	data: {spec: {template: {}}},
	revision,
});

export const running: Tree = {running: {startedAt: started}};
export const status = (name: string, more: Tree = {}): Tree => ({
	name,
	image,
	imageID: `ghcr.io/acme/api@${digestOf('image')}`,
	containerID: `containerd://${hex(`container ${name}`)}`,
	ready: true,
	started: true,
	restartCount: 0,
	state: running,
	lastState: {},
	...more,
});

type PodMore = {
	readonly owner?: readonly [kind: string, name: string] | null;
	readonly metadata?: Tree;
	readonly template?: PodTemplate;
	readonly status?: Tree;
};

const condition = (type: string, value: string, more: Tree = {}): Tree => ({
	type,
	status: value,
	lastTransitionTime: created,
	...more,
});
export const ready = (value: 'True' | 'False'): readonly Json[] => [
	condition('PodScheduled', 'True'),
	condition('Ready', value),
];
export const unschedulable: readonly Json[] = [
	condition('PodScheduled', 'False', {reason: 'Unschedulable', message: '0/3 nodes are available'}),
];

/** A pod that runs and is ready, owned by ReplicaSet `api-2` unless told otherwise. */
export const pod = (name: string, more: PodMore = {}): KubernetesObject => {
	const owner = more.owner === undefined ? (['ReplicaSet', 'api-2'] as const) : more.owner;
	const template = more.template ?? {};
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: metadataOf('Pod', name, {
			labels: labelsOf(template),
			...(owner === null ? {} : ownedBy(...owner)),
			...more.metadata,
		}),
		spec: {nodeName: 'node-1', ...specOf(template)},
		status: {
			phase: 'Running',
			hostIP: '192.0.2.1',
			podIP: '10.0.0.7',
			podIPs: [{ip: '10.0.0.7'}, {ip: 'fd00::7'}],
			startTime: created,
			qosClass: 'BestEffort',
			conditions: ready('True'),
			containerStatuses: [status('api')],
			...more.status,
		},
	};
};

/** `api`: two pods of its second revision. */
export const settled = (more: WorkloadMore = {}): readonly KubernetesObject[] => [
	deployment('api', 2, more),
	replicaSet('api', 1, 0),
	replicaSet('api', 2, 2),
	pod('api-2-aaaaa'),
	pod('api-2-bbbbb'),
];
