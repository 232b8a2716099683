import type {Mount, Replica, RunSettings} from '../../model/runtime.ts';
import type {World} from '../../world.ts';
import {demanded, digestNamed, objectsIfAny, objectsOf} from './cloud-answer.ts';
import {sameRepository} from '../../model/reference.ts';
import {conditionOf} from './cloud-run-conditions.ts';
import {type Share, shareWords} from './cloud-run-traffic.ts';
import type {Answered} from './engine-answer.ts';
import {sortedOnce, textOf, textsOf, timeOf, within} from './engine-answer.ts';

/** A revision that receives traffic. `serving`: which of its containers are meant, by name, else by image. */
export type Asked = {
	readonly revision: Answered;
	readonly share: Share;
	readonly current: boolean;
	readonly serving: {readonly containers: readonly string[]; readonly image: string | null};
};

/** Every container of a revision, which stands for all its instances: they come and go, and nobody lists them. */
export function replicasOfRevision(world: World, {revision, share, current, serving}: Asked): readonly Replica[] {
	const name = share.revision;
	const project = textOf(within(revision, 'metadata', 'namespace')) ?? '';
	const containers = objectsOf(within(revision, 'spec', 'containers'), `what ${name} has as containers`);
	const serve = servingOf(containers, serving);
	const ready = conditionOf(world, revision, 'Ready');
	return containers.map((container, index): Replica => {
		const own = containerName(container, index, containers.length, name);
		const image = textOf(container['image']);
		return {
			id: `${project}/${name}/${own}`,
			name: `${containers.length === 1 ? name : `${name}/${own}`} ${shareWords(share)}`,
			role: serve.includes(container) ? 'service' : 'sidecar',
			image,
			digests: sortedOnce([...resolvedOf(revision, container, containers), digestNamed(image)]),
			diffIds: null,
			startDigest: null,
			imageNow: null,
			imageNowSince: null,
			createdAt: timeOf(within(revision, 'metadata', 'creationTimestamp')),
			startedAt: null,
			restarts: null,
			state: ready === null ? 'unknown' : ready.status === true ? 'running' : 'waiting',
			trouble: ready?.status === false ? (ready.said ?? 'Ready is False') : null,
			ready: ready === null ? null : ready.status === true,
			node: null,
			addresses: [],
			revision: {name, current},
			mounts: objectsIfAny(container['volumeMounts']).flatMap((mount) => mountOf(mount, revision)),
			settings: settingsOf(container),
		};
	});
}

/** One container may go without a name; of several, each has its own. */
function containerName(container: Answered, index: number, among: number, revision: string): string {
	if (among === 1) return textOf(container['name']) ?? 'container';
	return demanded(container['name'], `the name of container ${index + 1} of ${revision}`);
}

/** The named ones, else those of the deployed image, else the one that has a port: requests go there. */
function servingOf(containers: readonly Answered[], {containers: names, image}: Asked['serving']): readonly Answered[] {
	if (names.length > 0) return containers.filter(({name}) => names.includes(String(name)));
	const ofImage = containers.filter((one) => sameRepository(textOf(one['image']), image));
	if (ofImage.length > 0 || containers.length === 1) return ofImage.length > 0 ? ofImage : containers;
	const ingress = containers.filter(({ports}) => objectsIfAny(ports).length > 0);
	return ingress.length > 0 ? ingress : containers;
}

/** The digest that a tag led to when the revision was made. Of several containers, the revision's own says not which. */
function resolvedOf(revision: Answered, container: Answered, all: readonly Answered[]): readonly (string | null)[] {
	const statuses = objectsIfAny(within(revision, 'status', 'containerStatuses'));
	const own = statuses.filter(({name}) => all.length === 1 || name === container['name']);
	const whole = textOf(within(revision, 'status', 'imageDigest'));
	return [...own.map(({imageDigest}) => textOf(imageDigest)), all.length === 1 ? whole : null];
}

function settingsOf(container: Answered): RunSettings {
	const texts = (value: unknown): readonly string[] | null => {
		const some = textsOf(value);
		return some === null || some.length === 0 ? null : some;
	};
	return {
		entrypoint: texts(container['command']),
		command: texts(container['args']),
		user: null,
		workingDirectory: textOf(container['workingDir']),
		environment: sortedOnce(objectsIfAny(container['env']).map(({name}) => textOf(name))),
		ports: sortedOnce(
			objectsIfAny(container['ports']).map(({containerPort}) =>
				Number.isInteger(containerPort) ? `${containerPort}/tcp` : null,
			),
		),
	};
}

function mountOf(mount: Answered, revision: Answered): readonly Mount[] {
	const destination = textOf(mount['mountPath']);
	if (destination === null) return [];
	const volume = objectsIfAny(within(revision, 'spec', 'volumes')).find(({name}) => name === mount['name']) ?? {};
	const readOnly = [mount, volume['csi'], volume['nfs'], volume['filestore']].some(
		(one) => within(one, 'readOnly') === true,
	);
	const place = {destination, writable: !readOnly};
	const secret = textOf(within(volume, 'secret', 'secretName'));
	if (secret !== null) return [{kind: 'secret', source: secret, destination, writable: false}];
	if (within(volume, 'emptyDir') !== undefined) return [{kind: 'tmpfs', source: null, ...place}];
	const server = textOf(within(volume, 'nfs', 'server'));
	const source =
		textOf(within(volume, 'csi', 'volumeAttributes', 'bucketName')) ??
		(server === null ? null : `${server}:${textOf(within(volume, 'nfs', 'path')) ?? '/'}`);
	return [{kind: 'volume', source: source ?? textOf(mount['name']), ...place}];
}
