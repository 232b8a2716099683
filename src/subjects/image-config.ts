import {startDigest} from '../bytes/start.ts';
import type {Digest} from '../model/digest.ts';
import {isDigest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {Platform} from '../model/platform.ts';
import type {RunSettings} from '../model/runtime.ts';
import {isObject} from '../model/shape.ts';
import {isWord, readJson} from './image-manifest.ts';
import {mayHold, twinKey, twoReadingsOf} from './twin-keys.ts';

/** What of an image's configuration is used (image-spec config.md). */
export type ImageConfig = {
	readonly platform: Platform;
	readonly labels: Readonly<Record<string, string>>;
	readonly created: string | null;
	/** null where the configuration holds no `config` */
	readonly settings: RunSettings | null;
	/** of how its process is started, values included; null as above */
	readonly startDigest: string | null;
	/** from the bottom */
	readonly diffIds: readonly Digest[];
	/** one for each image layer, where the history fits them; else empty */
	readonly createdBy: readonly (string | null)[];
};

/** characters of a build step that are kept: enough to recognise it by */
const maxCreatedBy = 500;
const maxDiffIds = 1_000;

const what = 'the image configuration';
const configKeys = ['os', 'architecture', 'variant', 'created', 'rootfs', 'config', 'history'];
const rootfsKeys = ['diff_ids'];
const settingKeys = [
	'Labels',
	'Entrypoint',
	'Cmd',
	'User',
	'WorkingDir',
	'Env',
	'ExposedPorts',
	'Volumes',
	'StopSignal',
];

/** @throws FaultError `invalid-config` */
export function readConfig(bytes: Uint8Array): ImageConfig {
	const document = readJson(bytes, 'invalid-config', what, configKeys);
	const platform = platformIn(document);
	const {created, rootfs} = document;
	if (created !== undefined && created !== null && typeof created !== 'string') throw invalid('created is no text');
	if (!isObject(rootfs)) throw invalid('rootfs is no object');
	for (const part of [rootfs, document['config']]) {
		const twin = isObject(part) ? twinKey(part, part === rootfs ? rootfsKeys : settingKeys) : null;
		if (twin !== null) throw invalid(`a part of it ${twoReadingsOf(twin)}`);
	}
	const diffIds = readDiffIds(rootfs['diff_ids']);
	return {
		platform,
		labels: readLabels(document['config']),
		created: typeof created === 'string' ? created.slice(0, 64) : null,
		settings: readSettings(document['config']),
		startDigest: isObject(document['config']) ? startDigest(document['config']) : null,
		diffIds,
		createdBy: readCreatedBy(document['history'], diffIds.length),
	};
}

/**
 * What a configuration says it runs on; null for one that matches no machine, such as a signature's, which names no
 * architecture. One that leaves out only the os is refused: containerd takes it for that of the machine.
 *
 * @throws FaultError `invalid-config`
 */
export function readConfigPlatform(bytes: Uint8Array): Platform | null {
	return mayHold(bytes, ['architecture'], (value) => typeof value === 'string' && value !== '')
		? platformIn(readJson(bytes, 'invalid-config', what, configKeys))
		: null;
}

function platformIn({os, architecture, variant}: Readonly<Record<string, unknown>>): Platform {
	if (!isWord(os) || !isWord(architecture)) throw invalid('it names no os and architecture');
	if (variant !== undefined && variant !== '' && !isWord(variant)) throw invalid('variant is no text');
	return isWord(variant) ? {os, architecture, variant} : {os, architecture};
}

/** What is kept of names and arguments: enough to compare by. */
const maxListed = 1_000;

/** image-spec config.md, `config`. Of a shape that it has not, a member says nothing: runtimes are as lenient. */
function readSettings(config: unknown): RunSettings | null {
	if (!isObject(config)) return null;
	const texts = (value: unknown): readonly string[] | null =>
		Array.isArray(value) && value.length <= maxListed && value.every((item) => typeof item === 'string')
			? (value as string[])
			: null;
	const word = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
	const ports = config['ExposedPorts'];
	return {
		entrypoint: texts(config['Entrypoint']),
		command: texts(config['Cmd']),
		user: word(config['User']),
		workingDirectory: word(config['WorkingDir']),
		environment: namesOf(texts(config['Env']) ?? []),
		ports: isObject(ports) ? Object.keys(ports).slice(0, maxListed).sort() : [],
	};
}

/** `NAME=value` → `NAME`, sorted, each once. */
const namesOf = (variables: readonly string[]): readonly string[] =>
	[...new Set(variables.map((variable) => variable.split('=', 1)[0]!))].sort();

function readDiffIds(value: unknown): readonly Digest[] {
	// An image without image layers may leave the list out, as Go writes an empty one.
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value) || value.length > maxDiffIds) throw invalid('rootfs.diff_ids is no list, or too long');
	return value.map((diffId, at) => {
		if (typeof diffId !== 'string' || !isDigest(diffId)) throw invalid(`rootfs.diff_ids[${at}] is no digest`);
		return diffId;
	});
}

function readLabels(config: unknown): Readonly<Record<string, string>> {
	if (config === undefined || config === null) return {};
	if (!isObject(config)) throw invalid('config is no object');
	const labels = config['Labels'];
	if (labels === undefined || labels === null) return {};
	if (!isObject(labels)) throw invalid('config.Labels is no object');
	const entries = Object.entries(labels);
	if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
		throw invalid('config.Labels holds something that is no text');
	}
	// Defines own properties, so that a label called __proto__ stays a label.
	return Object.fromEntries(entries);
}

/** History is what a builder says: where it does not fit the image layers it tells nothing. */
function readCreatedBy(history: unknown, layers: number): readonly (string | null)[] {
	if (!Array.isArray(history)) return [];
	const steps = history.filter((step) => isObject(step) && step['empty_layer'] !== true);
	if (steps.length !== layers) return [];
	return steps.map((step) => {
		const createdBy: unknown = step['created_by'];
		return typeof createdBy === 'string' ? createdBy.slice(0, maxCreatedBy) : null;
	});
}

const invalid = (why: string): FaultError =>
	new FaultError('invalid-config', `the image configuration cannot be read: ${why}`);
