import type {RunSettings} from '../../model/runtime.ts';
import type {Raw} from './kubernetes-objects.ts';
import {countOf, listOf, mappingOf, textOf} from './kubernetes-objects.ts';

/** How the pod says that a container is started. With `envFrom` it brings variables that only their source names. */
export function settingsOf(container: Raw, spec: Raw): RunSettings {
	const user = countOf(
		mappingOf(container['securityContext'])['runAsUser'] ?? mappingOf(spec['securityContext'])['runAsUser'],
	);
	const names = listOf(container['env']).flatMap(({name}) => textOf(name) ?? []);
	const ports = listOf(container['ports']).flatMap(({containerPort, protocol}) =>
		countOf(containerPort) === null ? [] : [`${String(containerPort)}/${(textOf(protocol) ?? 'TCP').toLowerCase()}`],
	);
	return {
		entrypoint: wordsOf(container['command']),
		command: wordsOf(container['args']),
		user: user === null ? null : String(user),
		workingDirectory: textOf(container['workingDir']),
		environment: listOf(container['envFrom']).length > 0 ? null : [...new Set(names)].sort(),
		ports: [...new Set(ports)].sort(),
	};
}

const wordsOf = (value: unknown): readonly string[] | null =>
	Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string') ? value : null;
