import {readConfig} from '../src/subjects/image-config.ts';
import {readManifest} from '../src/subjects/image-manifest.ts';
import {damaged, type Random} from './random.ts';
import {type Case, outcome, type Target} from './target.ts';

export type Json = Record<string, unknown>;
const digest = (random: Random): string => `sha256:${random.text('0123456789abcdef', 64, 64)}`;
const types = {
	index: ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'],
	manifest: ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'],
	config: ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'],
	layer: ['application/vnd.oci.image.layer.v1.tar+gzip', 'application/vnd.docker.image.rootfs.diff.tar.gzip'],
};

const descriptor = (random: Random, type: string): Json => ({
	mediaType: type,
	digest: digest(random),
	size: random.below(2 ** 31),
	...(random.oneIn(3) ? {platform: {os: 'linux', architecture: random.pick(['amd64', 'arm64']), variant: 'v8'}} : {}),
	...(random.oneIn(4) ? {annotations: {[random.pick(['a', '__proto__', 'constructor'])]: 'b'}} : {}),
	...(random.oneIn(6) ? {urls: ['http://169.254.169.254/'], data: 'aGk='} : {}),
});

const hostile = (): unknown[] => [
	null,
	true,
	-1,
	0.5,
	2 ** 60,
	'',
	'x',
	'sha256:',
	'\0',
	[],
	{},
	[null],
	'a'.repeat(300),
];

/** One value anywhere in the document, taken out or put in place of another. */
export function bend(random: Random, document: Json): void {
	let at: Json = document;
	for (let deep = random.below(5); deep > 0; deep--) {
		const keys = Object.keys(at).filter((key) => typeof at[key] === 'object' && at[key] !== null);
		if (keys.length === 0) break;
		at = at[random.pick(keys)] as Json;
	}
	const keys = Object.keys(at);
	const key =
		keys.length === 0 || random.oneIn(8)
			? random.pick(['manifests', 'layers', 'config', 'fsLayers'])
			: random.pick(keys);
	if (random.oneIn(4)) delete at[key];
	else Object.defineProperty(at, key, {value: random.pick(hostile()), enumerable: true, configurable: true});
}

function run(random: Random, one: Case): void {
	const kind = random.pick(['index', 'manifest', 'config'] as const);
	const document = make[kind](random);
	const mediaType = kind === 'config' ? '' : random.pick(types[kind]);
	if (kind !== 'config' && random.oneIn(2)) document['mediaType'] = mediaType;
	const way = random.below(3);
	if (way === 1) for (let times = random.between(1, 3); times > 0; times--) bend(random, document);
	let bytes: Buffer = Buffer.from(JSON.stringify(document));
	if (way === 2) bytes = damaged(random, bytes);
	const came = random.oneIn(4) ? random.pick(['application/json', '', ...types.index, ...types.manifest]) : mediaType;
	const read = outcome<Json>(() => (kind === 'config' ? readConfig(bytes) : readManifest(bytes, came)));
	one.took('value' in read);
	if ('fault' in read) {
		one.holds(`a right ${kind} ends in ${JSON.stringify(read)}`, way !== 0 || came !== mediaType);
		one.holds('a detail of one line and not of megabytes', read.detail.length < 1000);
		return;
	}
	const said = new Set(
		JSON.stringify(JSON.parse(bytes.toString())).match(/sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})/g),
	);
	for (const found of JSON.stringify(read.value).match(/sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})/g) ?? [])
		one.holds(`${found} is in no document`, said.has(found));
	if (way !== 0) return;
	one.with('the document it was made from');
	const sizes = (value: unknown): unknown => (value as Json[]).map((item) => [item['digest'], item['size']]);
	if (kind === 'index') one.same('manifests', sizes(read.value['manifests']), sizes(document['manifests']));
	else if (kind === 'manifest') one.same('layers', sizes(read.value['layers']), sizes(document['layers']));
	else one.same('diff IDs', read.value['diffIds'], (document['rootfs'] as Json)['diff_ids']);
}

const several = <T>(random: Random, item: () => T): T[] => Array.from({length: random.below(5)}, item);
const make = {
	index: (random: Random): Json => ({
		schemaVersion: 2,
		manifests: several(random, () => descriptor(random, random.pick(types.manifest))),
	}),
	manifest: (random: Random): Json => ({
		schemaVersion: 2,
		config: descriptor(random, random.pick(types.config)),
		layers: several(random, () => descriptor(random, random.pick(types.layer))),
	}),
	config: (random: Random): Json => ({
		os: 'linux',
		architecture: 'amd64',
		config: {Labels: {[random.pick(['a', '__proto__'])]: 'b'}},
		rootfs: {type: 'layers', diff_ids: several(random, () => digest(random))},
		history: several(random, () => ({created_by: 'COPY', empty_layer: random.oneIn(2)})),
	}),
};

export const manifestJson: Target = {name: 'manifest-json', share: 70, run};
