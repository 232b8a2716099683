import {withoutLogins} from '../../model/engine-address.ts';
import {isObject} from '../../model/shape.ts';
import type {Mount, Replica, ReplicaState, RunSettings} from '../../model/runtime.ts';
import {mountKinds} from '../../model/runtime.ts';
import type {Answered} from './engine-answer.ts';
import {countOf, namesOf, sortedOnce, textOf, textsOf, timeOf, within} from './engine-answer.ts';
import type {EngineImage} from './engine-images.ts';

/** A container as `container inspect` tells of it. */
export type EngineContainer = {
	readonly id: string;
	/** without the slash that docker writes before it */
	readonly name: string;
	/** ID of the image it was started from */
	readonly imageId: string | null;
	/** as it was typed */
	readonly image: string | null;
	readonly raw: Answered;
};

/** Null for what has no ID. */
export function containerOf(raw: Answered): EngineContainer | null {
	const id = textOf(raw['Id']);
	if (id === null || !/^[0-9a-f]{12,64}$/.test(id)) return null;
	return {
		id,
		name: textOf(raw['Name'])?.replace(/^\//, '') ?? id.slice(0, 12),
		imageId: textOf(raw['Image']),
		image: textOf(within(raw, 'Config', 'Image')),
		raw,
	};
}

/** Of everything that the engine tells of a container what is kept: no value of a variable, no label. */
export function replicaOf(
	{id, name, image, imageId, raw}: EngineContainer,
	images: ReadonlyMap<string, EngineImage | null>,
	node: string | null,
): Replica {
	const started = imageId === null ? null : (images.get(imageId) ?? null);
	const now = image === null ? null : (images.get(image) ?? null);
	const stated = [imageId, textOf(within(raw, 'ImageManifestDescriptor', 'digest')), textOf(raw['ImageDigest'])];
	return {
		id,
		name,
		role: raw['IsInfra'] === true ? 'sidecar' : 'service',
		image,
		digests: [...new Set([...stated, ...(started?.digests ?? [])])].filter((digest) => digest !== null),
		diffIds: started?.diffIds ?? null,
		startDigest: started?.startDigest ?? null,
		imageNow: now?.digests ?? null,
		imageNowSince: now?.since ?? null,
		createdAt: timeOf(raw['Created']),
		startedAt: timeOf(within(raw, 'State', 'StartedAt')),
		restarts: countOf(raw['RestartCount']),
		state: stateOf(raw),
		trouble: troubleOf(raw),
		ready: readyOf(raw),
		node,
		addresses: addressesOf(raw),
		revision: null,
		mounts: mountsOf(raw),
		settings: settingsOf(raw),
	};
}

/** Docker's words, and podman's own for the same. */
const states: Readonly<Record<string, ReplicaState>> = {
	created: 'created',
	configured: 'created',
	initialized: 'created',
	running: 'running',
	paused: 'paused',
	restarting: 'restarting',
	exited: 'exited',
	stopped: 'exited',
	dead: 'dead',
};

function stateOf(raw: Answered): ReplicaState {
	const word = textOf(within(raw, 'State', 'Status')) ?? '';
	return Object.hasOwn(states, word) ? states[word]! : 'unknown';
}

function troubleOf(raw: Answered): string | null {
	const state = stateOf(raw);
	const word = textOf(within(raw, 'State', 'Status'));
	const code = countOf(within(raw, 'State', 'ExitCode')) ?? 0;
	const error = textOf(within(raw, 'State', 'Error'));
	const words = [
		within(raw, 'State', 'OOMKilled') === true ? 'OOMKilled' : null,
		state === 'restarting' ? `restarting (${code})` : null,
		(state === 'exited' || state === 'dead' || state === 'created') && code !== 0 ? `exit code ${code}` : null,
		state === 'unknown' ? word : null,
		error === null ? null : withoutLogins(error).slice(0, 200),
		state === 'running' && readyOf(raw) === false ? healthOf(raw) : null,
	].filter((one) => one !== null);
	return words.length === 0 ? null : words.join(', ');
}

/** Podman called it otherwise before its version 4. */
const healthOf = (raw: Answered): string | null =>
	textOf(within(raw, 'State', 'Health', 'Status') ?? within(raw, 'State', 'Healthcheck', 'Status'));

function readyOf(raw: Answered): boolean | null {
	const status = healthOf(raw);
	if (status === 'healthy') return true;
	return status === 'unhealthy' || status === 'starting' ? false : null;
}

const mostAddresses = 50;

export function addressesOf(raw: Answered): readonly string[] {
	const settings = within(raw, 'NetworkSettings');
	const networks = within(settings, 'Networks');
	const ends = [settings, ...(isObject(networks) ? Object.values(networks) : [])];
	const all = ends.flatMap((end) => [textOf(within(end, 'IPAddress')), textOf(within(end, 'GlobalIPv6Address'))]);
	return sortedOnce(all).slice(0, mostAddresses);
}

const mostMounts = 500;

function mountsOf(raw: Answered): readonly Mount[] {
	const listed = Array.isArray(raw['Mounts']) ? raw['Mounts'].slice(0, mostMounts) : [];
	const mounts = new Map<string, Mount>();
	// What `--tmpfs` asked for stands nowhere else.
	const asked = within(raw, 'HostConfig', 'Tmpfs');
	for (const destination of namesOf(asked)) {
		const options = textOf(within(asked, destination))?.split(',') ?? [];
		mounts.set(destination, {kind: 'tmpfs', source: null, destination, writable: !options.includes('ro')});
	}
	for (const mount of listed) {
		const destination = textOf(within(mount, 'Destination'));
		if (destination === null) continue;
		const type = within(mount, 'Type');
		const kind = mountKinds.find((one) => one === type) ?? 'other';
		const source =
			kind === 'volume'
				? (textOf(within(mount, 'Name')) ?? textOf(within(mount, 'Source')))
				: textOf(within(mount, 'Source'));
		mounts.set(destination, {kind, source, destination, writable: within(mount, 'RW') === true});
	}
	return [...mounts.values()].sort((a, b) => (a.destination < b.destination ? -1 : 1));
}

function settingsOf(raw: Answered): RunSettings | null {
	const config = within(raw, 'Config');
	if (!isObject(config)) return null;
	const ports = [
		within(config, 'ExposedPorts'),
		within(raw, 'HostConfig', 'PortBindings'),
		within(raw, 'NetworkSettings', 'Ports'),
	].flatMap(namesOf);
	return {
		entrypoint: entrypointOf(raw, config),
		command: wordsOf(config['Cmd']),
		user: textOf(config['User']),
		workingDirectory: textOf(config['WorkingDir']),
		environment: sortedOnce((textsOf(config['Env']) ?? []).map((variable) => variable.split('=', 1)[0]!)),
		ports: sortedOnce(ports),
	};
}

/** No words are none: podman's API for docker has an empty list where docker has null. */
function wordsOf(value: unknown): readonly string[] | null {
	const words = textsOf(value);
	return words === null || words.length === 0 ? null : words;
}

/** Podman before its version 5 writes it as one text, its words joined: what is started before the command are its words. */
function entrypointOf(raw: Answered, config: Answered): readonly string[] | null {
	const stated = config['Entrypoint'];
	if (typeof stated !== 'string') return wordsOf(stated);
	if (stated === '') return null;
	const started = [textOf(raw['Path']) ?? '', ...(textsOf(raw['Args']) ?? [])];
	const words = started.slice(0, started.length - (textsOf(config['Cmd'])?.length ?? 0));
	return words.join(' ') === stated ? words : null;
}
