import type {Mount, RunSettings} from '../../model/runtime.ts';
import {objectsIfAny} from './cloud-answer.ts';
import type {Answered} from './engine-answer.ts';
import {sortedOnce, textOf, textsOf, within} from './engine-answer.ts';

/** How a container is started: as its definition says, with what was put in its place for this task. Values stay behind. */
export function settingsOf(definition: Answered, override: Answered | null): RunSettings {
	return {
		entrypoint: someOf(definition['entryPoint']),
		command: someOf(override?.['command']) ?? someOf(definition['command']),
		user: textOf(definition['user']),
		workingDirectory: textOf(definition['workingDirectory']),
		environment: environmentOf(definition, override),
		ports: portsOf(definition),
	};
}

const someOf = (value: unknown): readonly string[] | null => {
	const texts = textsOf(value);
	return texts === null || texts.length === 0 ? null : texts;
};

/** Null where files hold more names, which ECS does not tell. */
function environmentOf(definition: Answered, override: Answered | null): readonly string[] | null {
	const files = [definition, override].flatMap((one) => objectsIfAny(one?.['environmentFiles']));
	if (files.length > 0) return null;
	const stated = [definition['environment'], definition['secrets'], override?.['environment']].flatMap(objectsIfAny);
	return sortedOnce(stated.map(({name}) => textOf(name)));
}

const portsOf = (definition: Answered): readonly string[] =>
	sortedOnce(
		objectsIfAny(definition['portMappings']).map(({containerPort, containerPortRange, protocol}) => {
			const port = Number.isInteger(containerPort) ? String(containerPort) : textOf(containerPortRange);
			return port === null ? null : `${port}/${textOf(protocol) ?? 'tcp'}`;
		}),
	);

/** What lies over the image's files: volumes of the task, those of other containers, and memory. */
export function mountsOf(container: Answered, task: Answered): readonly Mount[] {
	const volumes = objectsIfAny(task['volumes']);
	const own = objectsIfAny(container['mountPoints']).map((point) => mountOf(point, volumes, true));
	const others = objectsIfAny(container['volumesFrom']).flatMap(({sourceContainer, readOnly}) =>
		objectsIfAny(task['containerDefinitions'])
			.filter(({name}) => name === sourceContainer)
			.flatMap(({mountPoints}) => objectsIfAny(mountPoints))
			.map((point) => mountOf(point, volumes, readOnly !== true)),
	);
	const memory = objectsIfAny(within(container, 'linuxParameters', 'tmpfs')).map(
		({containerPath, mountOptions}): Mount => ({
			kind: 'tmpfs',
			source: null,
			destination: textOf(containerPath) ?? '',
			writable: !(textsOf(mountOptions) ?? []).includes('ro'),
		}),
	);
	return [...own, ...others, ...memory].filter(({destination}) => destination !== '');
}

function mountOf(point: Answered, volumes: readonly Answered[], writable: boolean): Mount {
	const name = textOf(point['sourceVolume']);
	const volume = volumes.find((one) => one['name'] === name) ?? {};
	const onHost = textOf(within(volume, 'host', 'sourcePath'));
	return {
		kind: onHost === null ? 'volume' : 'bind',
		source: onHost ?? sourceOf(volume) ?? name,
		destination: textOf(point['containerPath']) ?? '',
		writable: writable && point['readOnly'] !== true,
	};
}

/** A file system that lives elsewhere and may hold what another deployment left. */
function sourceOf(volume: Answered): string | null {
	for (const key of ['efsVolumeConfiguration', 'fsxWindowsFileServerVolumeConfiguration']) {
		const system = textOf(within(volume, key, 'fileSystemId'));
		if (system !== null) return `${system}:${textOf(within(volume, key, 'rootDirectory')) ?? '/'}`;
	}
	return null;
}
