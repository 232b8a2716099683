import type {Mount, Replica, ReplicaState} from '../../model/runtime.ts';
import type {Answered} from './engine-answer.ts';
import {countOf, sortedOnce, textOf, textsOf, timeOf, within} from './engine-answer.ts';
import {type SwarmTask, stateOf} from './swarm-tasks.ts';

/** A task as a replica; `container` is its container where the asked engine runs it. */
export function taskReplica(task: SwarmTask, container: Replica | null): Replica {
	const {raw, name, node, error, failed, made} = task;
	const image = textOf(within(raw, 'Spec', 'ContainerSpec', 'Image'));
	// Only a digest says what was started: a node resolves a tag when it likes.
	const pinned = image?.includes('@') ? [image] : [];
	const of = {
		name,
		node,
		revision: {name: `${made} specification`, current: made === 'current'},
		restarts: failed,
		addresses: sortedOnce([...addressesOf(raw), ...(container?.addresses ?? [])]),
	};
	if (container !== null)
		return {
			...container,
			...of,
			// The engine's name of an image is of what was started; the specification's of what was asked for.
			trouble: container.trouble ?? error,
			mounts: [...container.mounts, ...givenFiles(raw)],
		};
	return {
		...of,
		id: task.id,
		role: 'service',
		image,
		digests: pinned,
		diffIds: null,
		startDigest: null,
		imageNow: null,
		imageNowSince: null,
		createdAt: timeOf(raw['CreatedAt']),
		startedAt: stateOf(raw) === 'running' ? timeOf(within(raw, 'Status', 'Timestamp')) : null,
		state: states[stateOf(raw)] ?? 'unknown',
		trouble: error ?? exitOf(raw),
		ready: null,
		mounts: [...mountsOf(raw), ...givenFiles(raw)],
		settings: {
			entrypoint: textsOf(within(raw, 'Spec', 'ContainerSpec', 'Command')),
			command: textsOf(within(raw, 'Spec', 'ContainerSpec', 'Args')),
			user: textOf(within(raw, 'Spec', 'ContainerSpec', 'User')),
			workingDirectory: textOf(within(raw, 'Spec', 'ContainerSpec', 'Dir')),
			environment: null,
			ports: null,
		},
	};
}

const states: Readonly<Record<string, ReplicaState>> = {
	...{new: 'waiting', pending: 'waiting', assigned: 'waiting', accepted: 'waiting', preparing: 'waiting'},
	...{ready: 'waiting', starting: 'waiting', running: 'running', complete: 'exited', shutdown: 'exited'},
	...{failed: 'exited', rejected: 'exited'},
};

function exitOf(raw: Answered): string | null {
	const code = countOf(within(raw, 'Status', 'ContainerStatus', 'ExitCode')) ?? 0;
	return code === 0 ? null : `exit code ${code}`;
}

const most = 200;
const listAt = (raw: Answered, ...keys: readonly string[]): readonly unknown[] => {
	const list = within(raw, ...keys);
	return Array.isArray(list) ? list.slice(0, most) : [];
};

/** Written as `10.0.1.5/24`. */
const addressesOf = (raw: Answered): readonly string[] =>
	listAt(raw, 'NetworksAttachments')
		.flatMap((network) => textsOf(within(network, 'Addresses'), 10) ?? [])
		.map((address) => address.split('/', 1)[0]!);

function mountsOf(raw: Answered): readonly Mount[] {
	return listAt(raw, 'Spec', 'ContainerSpec', 'Mounts').flatMap((mount): readonly Mount[] => {
		const destination = textOf(within(mount, 'Target'));
		if (destination === null) return [];
		const type = within(mount, 'Type');
		const kind = type === 'bind' || type === 'volume' || type === 'tmpfs' ? type : 'other';
		return [{kind, source: textOf(within(mount, 'Source')), destination, writable: within(mount, 'ReadOnly') !== true}];
	});
}

/** Configs and secrets, which lie over files and stand in no list of mounts; by their names, never their content. */
function givenFiles(raw: Answered): readonly Mount[] {
	const given = (kind: 'config' | 'secret', list: string, name: string, below: string): readonly Mount[] =>
		listAt(raw, 'Spec', 'ContainerSpec', list).flatMap((one): readonly Mount[] => {
			const target = textOf(within(one, 'File', 'Name'));
			if (target === null) return [];
			const destination = target.startsWith('/') ? target : `${below}/${target}`;
			return [{kind, source: textOf(within(one, name)), destination, writable: false}];
		});
	return [...given('config', 'Configs', 'ConfigName', ''), ...given('secret', 'Secrets', 'SecretName', '/run/secrets')];
}
