import type {Replica, ReplicaRole} from '../../model/runtime.ts';
import type {Raw} from './kubernetes-objects.ts';
import {conditionOf, countOf, listOf, mappingOf, textOf} from './kubernetes-objects.ts';

type Standing = Pick<Replica, 'state' | 'trouble'>;

/** Reasons to wait that every container has once. */
const ordinary = new Set(['ContainerCreating', 'PodInitializing']);

/** Whether a container runs, and what stands in its way, from its own status and from its pod's. */
export function standingOf(pod: Raw, status: Raw, role: ReplicaRole): Standing {
	const podStatus = mappingOf(pod['status']);
	const [phase, podReason] = [podStatus['phase'], textOf(podStatus['reason'])];
	// A node that is gone leaves the last word of its kubelet standing.
	if (phase === 'Unknown' || podReason === 'NodeLost') return {state: 'unknown', trouble: podReason};
	const state = mappingOf(status['state']);
	const over = phase === 'Succeeded' || phase === 'Failed';
	if ('terminated' in state) {
		const ended = mappingOf(state['terminated']);
		const again = !over && startsAgain(mappingOf(pod['spec']), ended, role);
		return {state: again ? 'restarting' : 'exited', trouble: endWords(ended) ?? (over ? podReason : null)};
	}
	if (over) return {state: 'exited', trouble: podReason};
	if ('running' in state) {
		const last = mappingOf(mappingOf(status['lastState'])['terminated']);
		return {state: 'running', trouble: status['ready'] === false ? endWords(last) : null};
	}
	const reason = textOf(mappingOf(state['waiting'])['reason']);
	if (reason !== null && !ordinary.has(reason)) return {state: 'waiting', trouble: reason};
	const before = role === 'init' ? null : initTrouble(podStatus);
	const unscheduled = conditionOf(pod, 'PodScheduled');
	const held = unscheduled?.['status'] === 'False' ? textOf(unscheduled['reason']) : null;
	return {state: 'waiting', trouble: before ?? held};
}

/** By the pod's restart policy, which does not reach those that prepare it or look in. */
function startsAgain(spec: Raw, ended: Raw, role: ReplicaRole): boolean {
	if (role === 'init' || role === 'ephemeral') return false;
	const policy = spec['restartPolicy'] ?? 'Always';
	return policy === 'Always' || (policy === 'OnFailure' && ended['exitCode'] !== 0);
}

/** `OOMKilled` and the like; the reason `Error` says less than the exit code does. */
function endWords(ended: Raw): string | null {
	const [reason, code] = [textOf(ended['reason']), countOf(ended['exitCode'])];
	if (reason !== null && reason !== 'Error' && reason !== 'Completed') return reason;
	return code === null || code === 0 ? null : `exit code ${code}`;
}

/** What keeps a pod from getting past its init containers, as `kubectl get pods` words it. */
function initTrouble(podStatus: Raw): string | null {
	for (const {state} of listOf(podStatus['initContainerStatuses'])) {
		const {waiting, terminated} = mappingOf(state);
		const reason = textOf(mappingOf(waiting)['reason']) ?? endWords(mappingOf(terminated));
		if (reason !== null && !ordinary.has(reason)) return `Init:${reason}`;
	}
	return null;
}
