import type {Declared} from '../../model/evidence.ts';
import {FaultError} from '../../model/fault.ts';
import {sameRepository} from '../../model/reference.ts';
import type {DeclaredName} from './declared.ts';
import {listOf, mappingOf, type Raw, textOf} from './kubernetes-objects.ts';

const workloads = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Pod']);

/** The serving container of a workload among Kubernetes manifests, lists of them included. */
export function kubernetesContainer(documents: readonly Raw[], from: string, name: DeclaredName): Declared {
	const objects = documents
		.flatMap((document) => (document['kind'] === 'List' ? listOf(document['items']) : [document]))
		.filter((object) => workloads.has(String(object['kind'])));
	const meant = objects.filter((object) => name.workload === null || workloadName(object) === name.workload);
	const [object, second] = meant;
	if (object === undefined)
		throw new FaultError('not-found', `${from} has no ${name.workload ?? 'Deployment, StatefulSet, DaemonSet or Pod'}`);
	if (second !== undefined)
		throw new FaultError(
			'replicas-ambiguous',
			`${from} has ${meant.map(workloadName).join(', ')}: name one by workload`,
		);
	const spec = mappingOf(object['spec']);
	const pod = object['kind'] === 'Pod' ? spec : mappingOf(mappingOf(spec['template'])['spec']);
	const container = containerOf(listOf(pod['containers']), from, name);
	const user = mappingOf(container['securityContext'])['runAsUser'] ?? mappingOf(pod['securityContext'])['runAsUser'];
	const mounts = listOf(container['volumeMounts']).map(({mountPath}) => mountPath);
	const {replicas} = spec;
	return {
		from,
		image: textOf(container['image']),
		settings: {
			entrypoint: wordsOf(container['command']),
			command: wordsOf(container['args']),
			user: Number.isSafeInteger(user) ? String(user) : null,
			workingDirectory: textOf(container['workingDir']),
			environment: namesOf(listOf(container['env'])),
			ports: portsOf(listOf(container['ports'])),
		},
		mounts: mounts.filter((path) => typeof path === 'string').sort(),
		replicas: Number.isSafeInteger(replicas) && (replicas as number) >= 0 ? (replicas as number) : null,
	};
}

function containerOf(containers: readonly Raw[], from: string, {containers: named, image}: DeclaredName): Raw {
	const byName = containers.filter(({name}) => named.includes(String(name)));
	const byImage = containers.filter((container) => sameRepository(textOf(container['image']), image));
	const meant = byName.length > 0 ? byName : byImage.length > 0 ? byImage : containers;
	const [container] = meant;
	if (container === undefined) throw new FaultError('not-found', `${from} names no containers`);
	if (meant.length > 1)
		throw new FaultError(
			'replicas-ambiguous',
			`${from} has the containers ${meant.map(({name}) => String(name)).join(', ')}: name one by container`,
		);
	return container;
}

const workloadName = (object: Raw): string =>
	`${String(object['kind']).toLowerCase()}/${String(mappingOf(object['metadata'])['name'])}`;

/** `$(NAME)` is replaced by the kubelet: what becomes of it is not known here. */
const wordsOf = (value: unknown): readonly string[] | null =>
	Array.isArray(value) && value.every((word) => typeof word === 'string' && !word.includes('$(')) ? value : null;

const namesOf = (variables: readonly Raw[]): readonly string[] =>
	[...new Set(variables.flatMap(({name}) => (typeof name === 'string' ? [name] : [])))].sort();

const portsOf = (ports: readonly Raw[]): readonly string[] | null =>
	ports.length === 0
		? null
		: [
				...new Set(
					ports.map(
						({containerPort, protocol}) => `${String(containerPort)}/${String(protocol ?? 'TCP').toLowerCase()}`,
					),
				),
			].sort();
