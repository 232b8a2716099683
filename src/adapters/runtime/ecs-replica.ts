import type {Replica, ReplicaRole, ReplicaState} from '../../model/runtime.ts';
import type {World} from '../../world.ts';
import {demanded, digestNamed, objectsIfAny, objectsOf} from './cloud-answer.ts';
import {sameRepository} from '../../model/reference.ts';
import {mountsOf, settingsOf} from './ecs-definition.ts';
import type {Answered} from './engine-answer.ts';
import {sortedOnce, textOf, timeOf, within} from './engine-answer.ts';
import {wholeSaid} from './said.ts';

/** A task with the definition it was made from. `serving`: which of its containers are meant, by name, else by image. */
export type Asked = {
	readonly task: Answered;
	readonly definition: Answered;
	readonly current: boolean;
	readonly serving: {readonly containers: readonly string[]; readonly image: string | null};
};

/** Every container of a task, those that ECS put into it (Service Connect, GuardDuty) included. */
export function replicasOfTask(world: World, asked: Asked): readonly Replica[] {
	const {task, definition, current} = asked;
	const arn = demanded(task['taskArn'], 'the ARN of a task');
	const containers = objectsOf(task['containers'], `what the task ${arn} has as containers`);
	const roles = rolesOf(asked, containers);
	const restartedBy = timeOfEcs(task['startedAt']);
	return containers.map((container): Replica => {
		const name = demanded(container['name'], `the name of a container of ${arn}`);
		const image = textOf(container['image']);
		const own = objectsIfAny(definition['containerDefinitions']).find((one) => one['name'] === name);
		// What ECS restarts in place keeps the time of its task: when the process started, nobody says.
		const restarts = within(own, 'restartPolicy', 'enabled') === true;
		return {
			id: `${arn}/${name}`,
			name: `${name}/${arn.slice(arn.lastIndexOf('/') + 1).slice(0, 12)}`,
			role: roles.get(name) ?? 'sidecar',
			image,
			digests: sortedOnce([textOf(container['imageDigest']), digestNamed(image)]),
			diffIds: null,
			startDigest: null,
			imageNow: null,
			imageNowSince: null,
			createdAt: timeOfEcs(task['createdAt']),
			startedAt: restarts ? null : restartedBy,
			restarts: null,
			state: states[textOf(container['lastStatus']) ?? ''] ?? 'unknown',
			trouble: troubleOf(world, container, task),
			ready: healths[textOf(container['healthStatus']) ?? ''] ?? null,
			node: nodeOf(task),
			addresses: addressesOf(container, task),
			revision: {name: demanded(task['taskDefinitionArn'], `the task definition of ${arn}`), current},
			mounts: own === undefined ? [] : mountsOf(own, definition),
			settings: own === undefined ? null : settingsOf(own, overrideOf(task, name)),
		};
	});
}

/** The version 1 of the command line prints seconds since 1970, version 2 ISO 8601 with the zone of this machine. */
const timeOfEcs = (value: unknown): string | null =>
	typeof value === 'number' && Math.abs(value) < 1e11 ? timeOf(new Date(value * 1_000).toISOString()) : timeOf(value);

/** Those of a container; a task has more of them (developer guide, task lifecycle). */
const states: Readonly<Record<string, ReplicaState>> = {
	PENDING: 'waiting',
	PULLED: 'waiting',
	CREATED: 'created',
	RUNNING: 'running',
	STOPPED: 'exited',
};

/** UNKNOWN is also what a container without a health check is. */
const healths: Readonly<Record<string, boolean>> = {HEALTHY: true, UNHEALTHY: false};

function rolesOf({definition, serving}: Asked, containers: readonly Answered[]): ReadonlyMap<string, ReplicaRole> {
	const defined = objectsIfAny(definition['containerDefinitions']);
	const known = containers.filter(({name}) => defined.some((one) => one['name'] === name));
	const named = containers.filter(({name}) => serving.containers.includes(String(name)));
	const ofImage = known.filter(({image}) => sameRepository(textOf(image), serving.image));
	// API reference, ContainerDefinition: what is not said to be inessential is essential.
	const essential = known.filter(({name}) => defined.find((one) => one['name'] === name)?.['essential'] !== false);
	const serve = serving.containers.length > 0 ? named : ofImage.length > 0 ? ofImage : essential;
	const awaited = defined
		.flatMap(({dependsOn}) => objectsIfAny(dependsOn))
		.filter(({condition}) => condition === 'COMPLETE' || condition === 'SUCCESS');
	return new Map<string, ReplicaRole>([
		...awaited.map(({containerName}) => [String(containerName), 'init'] as const),
		...serve.map(({name}) => [String(name), 'service'] as const),
	]);
}

function troubleOf(world: World, container: Answered, task: Answered): string | null {
	const {exitCode} = container;
	const code = typeof exitCode === 'number' && exitCode !== 0 ? `exit code ${exitCode}` : null;
	const words = [textOf(container['reason']) ?? code, textOf(task['stoppedReason'])].filter((word) => word !== null);
	return words.length === 0 ? null : wholeSaid(world, words.join('; '));
}

/** Fargate tells the zone alone. */
function nodeOf(task: Answered): string | null {
	const instance = textOf(task['containerInstanceArn']);
	return instance === null ? textOf(task['availabilityZone']) : instance.slice(instance.lastIndexOf('/') + 1);
}

function addressesOf(container: Answered, task: Answered): readonly string[] {
	const own = objectsIfAny(container['networkInterfaces']).flatMap(({privateIpv4Address, ipv6Address}) => [
		textOf(privateIpv4Address),
		textOf(ipv6Address),
	]);
	const attached = objectsIfAny(task['attachments'])
		.filter(({type}) => type === 'ElasticNetworkInterface')
		.flatMap(({details}) => objectsIfAny(details))
		.filter(({name}) => name === 'privateIPv4Address' || name === 'privateIPv6Address')
		.map(({value}) => textOf(value));
	return sortedOnce([...own, ...attached]);
}

const overrideOf = (task: Answered, name: string): Answered | null =>
	objectsIfAny(within(task, 'overrides', 'containerOverrides')).find((one) => one['name'] === name) ?? null;
