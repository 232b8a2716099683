import type {Replica, ReplicaRole} from '../../model/runtime.ts';
import {mountsOf} from './kubernetes-mounts.ts';
import type {Raw} from './kubernetes-objects.ts';
import {
	checkedName,
	conditionOf,
	countOf,
	listOf,
	mappingOf,
	metadataOf,
	nameOf,
	namespaceOf,
	textOf,
} from './kubernetes-objects.ts';
import {isSidecar, servingIn, type Wanted} from './kubernetes-serving.ts';
import {settingsOf} from './kubernetes-settings.ts';
import {standingOf} from './kubernetes-standing.ts';

const parts = [
	['containers', 'containerStatuses'],
	['initContainers', 'initContainerStatuses'],
	['ephemeralContainers', 'ephemeralContainerStatuses'],
] as const;

/** Every container of a pod. */
export function replicasOf(pod: Raw, wanted: Wanted, revision: Replica['revision']): readonly Replica[] {
	const [spec, status] = [mappingOf(pod['spec']), mappingOf(pod['status'])];
	const serving = servingIn(spec, wanted);
	return parts.flatMap(([part, statuses]) => {
		const told = new Map(listOf(status[statuses]).map((one) => [one['name'], one]));
		return listOf(spec[part]).map((container) => {
			const role = roleOf(part, container, serving);
			return replicaOf(pod, container, told.get(container['name']) ?? {}, role, revision);
		});
	});
}

function roleOf(part: string, container: Raw, serving: ReadonlySet<string>): ReplicaRole {
	if (serving.has(String(container['name']))) return 'service';
	if (part === 'ephemeralContainers') return 'ephemeral';
	return part === 'initContainers' && !isSidecar(container) ? 'init' : 'sidecar';
}

function replicaOf(pod: Raw, container: Raw, status: Raw, role: ReplicaRole, revision: Replica['revision']): Replica {
	const [spec, podStatus] = [mappingOf(pod['spec']), mappingOf(pod['status'])];
	const [name, own] = [nameOf(pod), checkedName(container['name'])];
	const running = mappingOf(mappingOf(status['state'])['running']);
	return {
		id: `${namespaceOf(pod)}/${name}/${own}`,
		name: `${name}/${own}`,
		role,
		image: textOf(container['image']),
		digests: digestsOf(status),
		diffIds: null,
		startDigest: null,
		imageNow: null,
		imageNowSince: null,
		createdAt: timeOf(metadataOf(pod)['creationTimestamp']),
		startedAt: timeOf(running['startedAt']),
		restarts: countOf(status['restartCount']),
		...standingOf(pod, status, role),
		ready: role === 'service' || role === 'sidecar' ? readyOf(pod, container, status, role) : null,
		node: textOf(spec['nodeName']),
		addresses: addressesOf(podStatus),
		revision,
		mounts: mountsOf(container, spec, name),
		settings: settingsOf(container, spec),
	};
}

/**
 * What the kubelet says was started. The pod's own `spec` is not among it: a digest there is what was asked for, and an
 * image can be exchanged in a pod that runs.
 */
function digestsOf(status: Raw): readonly string[] {
	const id = textOf(status['imageID']);
	if (id === null) return [];
	const image = textOf(status['image']);
	const more = image !== null && image !== id && /(?:^|@)sha(?:256|512):/.test(image) ? [image] : [];
	return [id, ...more];
}

/** What checks it: a probe of its own, or gates of the pod. A pod that is not ready gets no requests. */
function readyOf(pod: Raw, container: Raw, status: Raw, role: ReplicaRole): boolean | null {
	const podReady = conditionOf(pod, 'Ready')?.['status'];
	if (status['ready'] === false || (role === 'service' && podReady !== undefined && podReady !== 'True')) return false;
	const gates = listOf(mappingOf(pod['spec'])['readinessGates']);
	const checked = 'readinessProbe' in container || 'startupProbe' in container || gates.length > 0;
	return checked && status['ready'] === true ? true : null;
}

function addressesOf(status: Raw): readonly string[] {
	const addresses = listOf(status['podIPs']).flatMap(({ip}) => textOf(ip) ?? []);
	return addresses.length > 0 ? addresses : [status['podIP']].flatMap((ip) => textOf(ip) ?? []);
}

export function timeOf(value: unknown): string | null {
	const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	return Number.isNaN(time) ? null : new Date(time).toISOString();
}
