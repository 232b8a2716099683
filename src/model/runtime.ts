/** What can be asked which containers run. `command`: any program that prints a replicas document. */
export const runtimeKinds = [
	'docker',
	'compose',
	'podman',
	'swarm',
	'kubernetes',
	'ecs',
	'cloud-run',
	'command',
] as const;
export type RuntimeKind = (typeof runtimeKinds)[number];

/** `waiting`: about to start, or held back (an image that cannot be pulled). `unknown`: the runtime says something else. */
export const replicaStates = [
	'running',
	'paused',
	'restarting',
	'created',
	'waiting',
	'exited',
	'dead',
	'unknown',
] as const;
export type ReplicaState = (typeof replicaStates)[number];

/** `service`: what serves the requests. The others run beside it, before it, or because somebody looks in. */
export const replicaRoles = ['service', 'init', 'sidecar', 'ephemeral'] as const;
export type ReplicaRole = (typeof replicaRoles)[number];

export const mountKinds = ['bind', 'volume', 'tmpfs', 'config', 'secret', 'image', 'other'] as const;

/** `destination`: absolute path in the container. `source`: a host path, volume, claim, config map …; never a secret's content. */
export type Mount = {
	readonly kind: (typeof mountKinds)[number];
	readonly source: string | null;
	readonly destination: string;
	readonly writable: boolean;
};

/**
 * How a process is started, by the names of what it is given: values of environment variables never leave the machine.
 * null: not said, so whoever is below decides (the image, or the runtime's default).
 */
export type RunSettings = {
	readonly entrypoint: readonly string[] | null;
	readonly command: readonly string[] | null;
	readonly user: string | null;
	readonly workingDirectory: string | null;
	/** sorted, each once */
	readonly environment: readonly string[] | null;
	/** container ports as `8080/tcp`, sorted */
	readonly ports: readonly string[] | null;
};

/**
 * One container as its runtime tells of it; every text may be hostile.
 *
 * `digests`: every ID or digest that the runtime itself names for the image it was started from, as written (image ID,
 * repository digests, `imageID` of a pod status). Nothing that the workload prints is among them.
 */
export type Replica = {
	/** by which the runtime finds it again: a container ID; `namespace/pod/container`; a task's ARN and container name */
	readonly id: string;
	/** for people */
	readonly name: string;
	readonly role: ReplicaRole;
	/** as it was typed when the container was made */
	readonly image: string | null;
	readonly digests: readonly string[];
	/** of the image it was started from, from the bottom, where the runtime tells: equal diff IDs are equal files */
	readonly diffIds: readonly string[] | null;
	/** one hash over how that image says it is started, as an image's evidence has it; null where the runtime does not tell */
	readonly startDigest: string | null;
	/** what `image` leads to in the runtime's own store now, as IDs and digests; null where that was not, or cannot be, asked */
	readonly imageNow: readonly string[] | null;
	/** ISO 8601, UTC: when `imageNow` came to bear that name on the machine, or was built; null: not known */
	readonly imageNowSince: string | null;
	/** ISO 8601, UTC */
	readonly createdAt: string | null;
	/** start of the process that runs now */
	readonly startedAt: string | null;
	readonly restarts: number | null;
	readonly state: ReplicaState;
	/** the runtime's own word for a state in trouble: `CrashLoopBackOff`, `OOMKilled`, an exit code; null: none */
	readonly trouble: string | null;
	/** health or readiness as the runtime sees it; null: nothing checks it */
	readonly ready: boolean | null;
	readonly node: string | null;
	/** addresses inside the runtime's networks, for whoever asks where a proxy leads */
	readonly addresses: readonly string[];
	/** which revision, ReplicaSet, task definition it belongs to, and whether that is the one that is wanted now */
	readonly revision: {readonly name: string; readonly current: boolean} | null;
	readonly mounts: readonly Mount[];
	/** null where the runtime does not tell */
	readonly settings: RunSettings | null;
};

/**
 * `complete`: the wanted revision is everywhere. `progressing`: on its way. `stuck`: the runtime gave up or waits for a
 * person. `detail` is the runtime's word for it.
 */
export type Rollout = {readonly status: 'complete' | 'progressing' | 'stuck'; readonly detail: string};

/** What a deployment tool claims to have deployed: shown beside the truth, proof of nothing. */
export type DeploymentClaim = {
	readonly by: 'argo-cd' | 'flux' | 'helm';
	readonly name: string;
	readonly revision: string;
	readonly status: string | null;
};

/** What a runtime answers when asked for the replicas of a service. */
export type RuntimeAnswer = {
	/** which engine, context, cluster was asked: for people, without credentials */
	readonly where: string;
	/** how many the runtime was told to run; null: it was told no number */
	readonly wanted: number | null;
	readonly rollout: Rollout | null;
	readonly claims: readonly DeploymentClaim[];
	/** sorted by name, then ID; sidecars and others of their kind included */
	readonly replicas: readonly Replica[];
};

/** How much of a runtime's answer is kept. */
export const mostReplicas = 500;
