import {createHash} from 'node:crypto';
import {gzipSync, zstdCompressSync} from 'node:zlib';
import type {Header} from 'tar-stream';
import {pack} from 'tar-stream';
import type {Digest} from '../../src/model/digest.ts';
import type {Platform} from '../../src/model/platform.ts';

/** One tar entry. A name that ends in a slash is a directory; `target` makes a symlink, `hardlink` a hardlink. */
export type BuiltEntry = {
	readonly path: string;
	readonly content?: string | Uint8Array;
	readonly mode?: number;
	readonly target?: string;
	readonly hardlink?: string;
};

export type Compression = 'gzip' | 'zstd' | 'none';
export type Types = 'oci' | 'docker';
export type BuiltDescriptor = {
	mediaType: string;
	digest: Digest;
	size: number;
	platform?: Record<string, string>;
	annotations?: Record<string, string>;
	urls?: string[];
};
export type BuiltBlob = {readonly descriptor: BuiltDescriptor; readonly bytes: Uint8Array};
export type BuiltLayer = BuiltBlob & {readonly diffId: Digest};

/** What can be pushed under a name: a root manifest or index, and every other document and blob it needs. */
export type Pushable = {
	readonly root: BuiltBlob;
	readonly manifests: readonly BuiltBlob[];
	readonly blobs: readonly BuiltBlob[];
};
export type BuiltImage = Pushable & {
	readonly config: BuiltBlob;
	readonly layers: readonly BuiltLayer[];
	readonly platform: Platform;
};

export const digestOfBytes = (bytes: Uint8Array): Digest =>
	`sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export const blobOf = (bytes: Uint8Array, mediaType: string): BuiltBlob => ({
	descriptor: {mediaType, digest: digestOfBytes(bytes), size: bytes.length},
	bytes,
});

export const jsonBlob = (value: unknown, mediaType: string): BuiltBlob =>
	blobOf(Buffer.from(JSON.stringify(value, null, 2)), mediaType);

/** A tar of the entries, in their order. */
export async function buildTar(entries: readonly BuiltEntry[]): Promise<Uint8Array> {
	const tar = pack();
	const chunks: Uint8Array[] = [];
	tar.on('data', (chunk) => chunks.push(chunk as Uint8Array));
	const ended = new Promise<void>((resolve, reject) => {
		tar.on('end', resolve);
		tar.on('error', reject);
	});
	for (const entry of entries) tar.entry(headersOf(entry), Buffer.from(entry.content ?? ''));
	tar.finalize();
	await ended;
	return Buffer.concat(chunks);
}

function headersOf(entry: BuiltEntry): Partial<Header> & {name: string} {
	const common = {name: entry.path, mtime: new Date(0)};
	if (entry.target !== undefined) return {...common, type: 'symlink', linkname: entry.target, mode: 0o777};
	if (entry.hardlink !== undefined)
		return {...common, type: 'link', linkname: entry.hardlink, mode: entry.mode ?? 0o644};
	if (entry.path.endsWith('/')) return {...common, type: 'directory', mode: entry.mode ?? 0o755};
	return {...common, type: 'file', mode: entry.mode ?? 0o644};
}

const compress = {
	gzip: (bytes: Uint8Array): Uint8Array => gzipSync(bytes),
	zstd: (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes),
	none: (bytes: Uint8Array): Uint8Array => bytes,
};

export function layerType(types: Types, compression: Compression): string {
	const suffix = compression === 'none' ? '' : compression;
	if (types === 'docker') return `application/vnd.docker.image.rootfs.diff.tar${suffix && `.${suffix}`}`;
	return `application/vnd.oci.image.layer.v1.tar${suffix && `+${suffix}`}`;
}

export async function buildLayer(
	entries: readonly BuiltEntry[],
	options: {compression?: Compression; types?: Types} = {},
): Promise<BuiltLayer> {
	const {compression = 'gzip', types = 'oci'} = options;
	const tar = await buildTar(entries);
	return {...blobOf(compress[compression](tar), layerType(types, compression)), diffId: digestOfBytes(tar)};
}

export type ImageOptions = {
	readonly types?: Types;
	readonly platform?: Platform;
	readonly labels?: Record<string, string>;
	readonly created?: string;
	/** build steps, `null` for an image layer nobody explained; steps with `empty` brought no image layer */
	readonly history?: readonly {createdBy: string; empty?: boolean}[];
	/** changes the finished documents, to build images that no tool would */
	readonly spoilConfig?: (config: Record<string, unknown>) => void;
	readonly spoilManifest?: (manifest: Record<string, unknown>) => void;
};

export const manifestType = (types: Types): string =>
	types === 'oci'
		? 'application/vnd.oci.image.manifest.v1+json'
		: 'application/vnd.docker.distribution.manifest.v2+json';
export const indexType = (types: Types): string =>
	types === 'oci'
		? 'application/vnd.oci.image.index.v1+json'
		: 'application/vnd.docker.distribution.manifest.list.v2+json';
export const configType = (types: Types): string =>
	types === 'oci' ? 'application/vnd.oci.image.config.v1+json' : 'application/vnd.docker.container.image.v1+json';

/** An image of image layers that were built before, from the bottom. */
export function buildImage(layers: readonly BuiltLayer[], options: ImageOptions = {}): BuiltImage {
	const {types = 'oci', platform = {os: 'linux', architecture: 'amd64'}} = options;
	const configuration: Record<string, unknown> = {
		...platform,
		...(options.created === undefined ? {} : {created: options.created}),
		config: options.labels === undefined ? {} : {Labels: options.labels},
		rootfs: {type: 'layers', diff_ids: layers.map((layer) => layer.diffId)},
		...(options.history === undefined
			? {}
			: {
					history: options.history.map((step) => ({
						created_by: step.createdBy,
						...(step.empty ? {empty_layer: true} : {}),
					})),
				}),
	};
	options.spoilConfig?.(configuration);
	const config = jsonBlob(configuration, configType(types));
	const document: Record<string, unknown> = {
		schemaVersion: 2,
		mediaType: manifestType(types),
		config: config.descriptor,
		layers: layers.map((layer) => layer.descriptor),
	};
	options.spoilManifest?.(document);
	const root = jsonBlob(document, manifestType(types));
	return {root, manifests: [], blobs: [config, ...layers], config, layers, platform};
}

/** Shorthand for an image of one layer per list of entries. */
export async function imageOf(
	lists: readonly (readonly BuiltEntry[])[],
	options: ImageOptions & {compression?: Compression} = {},
): Promise<BuiltImage> {
	return buildImage(await Promise.all(lists.map((entries) => buildLayer(entries, options))), options);
}

/** The companion that BuildKit puts beside an image: a manifest for `unknown/unknown` that nobody runs. */
export function attestationOf(image: BuiltImage): Pushable {
	const statement = jsonBlob({_type: 'https://in-toto.io/Statement/v0.1'}, 'application/vnd.in-toto+json');
	const config = jsonBlob(
		{architecture: 'unknown', os: 'unknown', rootfs: {type: 'layers', diff_ids: []}},
		configType('oci'),
	);
	const document = {
		schemaVersion: 2,
		mediaType: manifestType('oci'),
		config: config.descriptor,
		layers: [statement.descriptor],
	};
	const root = jsonBlob(document, manifestType('oci'));
	root.descriptor.platform = {os: 'unknown', architecture: 'unknown'};
	root.descriptor.annotations = {
		'vnd.docker.reference.type': 'attestation-manifest',
		'vnd.docker.reference.digest': image.root.descriptor.digest,
	};
	return {root, manifests: [], blobs: [statement, config]};
}

/** An index over images (with their platforms), companions and other indexes, in the given order. */
export function buildIndex(
	members: readonly (Pushable | BuiltImage)[],
	options: {types?: Types; platforms?: boolean} = {},
): Pushable {
	const {types = 'oci', platforms = true} = options;
	const manifests = members.map((member) => {
		if (!platforms || !('platform' in member)) return member.root.descriptor;
		return {...member.root.descriptor, platform: {...member.platform}};
	});
	const root = jsonBlob({schemaVersion: 2, mediaType: indexType(types), manifests}, indexType(types));
	return {
		root,
		manifests: members.flatMap((member) => [member.root, ...member.manifests]),
		blobs: members.flatMap((member) => member.blobs),
	};
}
