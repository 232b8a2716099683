import type {Digest} from '../model/digest.ts';
import {isDigest} from '../model/digest.ts';
import type {FaultCode} from '../model/fault.ts';
import {FaultError} from '../model/fault.ts';
import type {Platform} from '../model/platform.ts';
import {isObject} from '../model/shape.ts';
import {repeatsKey, twinKey, twoReadingsOf} from './twin-keys.ts';

/** A descriptor whose every field was checked (image-spec descriptor.md). `size` in bytes. */
export type Descriptor = {
	readonly mediaType: string;
	readonly digest: Digest;
	readonly size: number;
	readonly platform: Platform | null;
	readonly annotations: ReadonlyMap<string, string>;
	readonly artifactType: string | null;
};

export type ImageIndex = {readonly kind: 'index'; readonly manifests: readonly Descriptor[]};
export type ImageManifest = {
	readonly kind: 'manifest';
	readonly config: Descriptor;
	readonly layers: readonly Descriptor[];
	readonly annotations: ReadonlyMap<string, string>;
};

/** Docker stops at 127 image layers; indexes of official images stay below 50 entries. */
const maxLayers = 1_000;
const maxManifests = 1_000;

const manifestKeys = ['schemaVersion', 'mediaType', 'manifests', 'config', 'layers', 'fsLayers', 'annotations'];
const descriptorKeys = ['mediaType', 'digest', 'size', 'platform', 'annotations', 'artifactType'];
const platformKeys = ['os', 'architecture', 'variant'];

const indexTypes = new Set([
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
]);
const manifestTypes = new Set([
	'application/vnd.oci.image.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.v2+json',
]);
const configTypes = new Set([
	'application/vnd.oci.image.config.v1+json',
	'application/vnd.docker.container.image.v1+json',
]);

export const isIndexType = (mediaType: string): boolean => indexTypes.has(mediaType);
export const isManifestType = (mediaType: string): boolean => manifestTypes.has(mediaType);
export const isConfigType = (mediaType: string): boolean => configTypes.has(mediaType);

/** Layers that a registry may not hold and whose `urls` point anywhere. */
export const isForeignType = (mediaType: string): boolean =>
	/^application\/vnd\.(?:docker\.image\.rootfs\.foreign\.|oci\.image\.layer\.nondistributable\.)/.test(mediaType);

/**
 * Reads an image index or an image manifest. `mediaType` is what it came as; the document's own `mediaType` must not
 * contradict it, and one document must not be both (CVE-2021-41190). `configs`: whether an artifact's configuration is taken.
 *
 * @throws FaultError `invalid-manifest`, `media-type-mismatch`, `unsupported-media-type`, `schema-1`
 */
export function readManifest(
	bytes: Uint8Array,
	mediaType: string,
	configs: 'image' | 'any' = 'image',
): ImageIndex | ImageManifest {
	const document = readJson(bytes, 'invalid-manifest', 'the image manifest', manifestKeys);
	if (document['schemaVersion'] === 1)
		throw new FaultError('schema-1', 'an image of the retired schema 1: push it again with a current tool');
	if (document['schemaVersion'] !== 2) throw invalid('schemaVersion is not 2');
	const own = document['mediaType'];
	if (own !== undefined && typeof own !== 'string') throw invalid('mediaType is no text');
	const known = (type: string | undefined): boolean =>
		type !== undefined && (isIndexType(type) || isManifestType(type));
	if (own !== undefined && known(mediaType) && own !== mediaType) {
		throw new FaultError('media-type-mismatch', `it came as ${mediaType} and calls itself ${short(own)}`);
	}
	// A registry that serves every JSON as application/json leaves the document's word, or else its shape.
	const type = known(mediaType) ? mediaType : own;
	if (type !== undefined && !known(type))
		throw new FaultError('unsupported-media-type', `no image, but ${short(type)}`);
	const looksLikeIndex = document['manifests'] !== undefined;
	const looksLikeManifest = ['config', 'layers', 'fsLayers'].some((key) => document[key] !== undefined);
	if (looksLikeIndex === looksLikeManifest) throw invalid('it is neither only an index nor only a manifest');
	if (type !== undefined && isIndexType(type) !== looksLikeIndex) throw invalid(`its content is not what ${type} says`);
	if (looksLikeIndex)
		return {kind: 'index', manifests: readDescriptors(document['manifests'], 'manifests', maxManifests)};
	const config = readDescriptor(document['config'], 'config');
	if (configs === 'image' && !isConfigType(config.mediaType)) {
		throw new FaultError('unsupported-media-type', `no container image: its config is ${short(config.mediaType)}`);
	}
	return {
		kind: 'manifest',
		config,
		layers: readDescriptors(document['layers'], 'layers', maxLayers),
		annotations: readAnnotations(document['annotations'], 'annotations'),
	};
}

function readDescriptors(value: unknown, where: string, cap: number): readonly Descriptor[] {
	if (!Array.isArray(value)) throw invalid(`${where} is no list`);
	if (value.length > cap) throw invalid(`${where} holds ${value.length} entries, more than ${cap}`);
	return value.map((item, at) => readDescriptor(item, `${where}[${at}]`));
}

function readDescriptor(value: unknown, where: string): Descriptor {
	if (!isObject(value)) throw invalid(`${where} is no object`);
	const twin = twinKey(value, descriptorKeys);
	if (twin !== null) throw invalid(`${where} ${twoReadingsOf(twin)}`);
	const {mediaType, digest, size, artifactType} = value;
	if (typeof mediaType !== 'string' || mediaType === '' || mediaType.length > 255)
		throw invalid(`${where}.mediaType is no media type`);
	if (typeof digest !== 'string' || !isDigest(digest)) throw invalid(`${where}.digest is no digest`);
	if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) throw invalid(`${where}.size is no size`);
	return {
		mediaType,
		digest,
		size,
		platform: readPlatform(value['platform'], `${where}.platform`),
		annotations: readAnnotations(value['annotations'], `${where}.annotations`),
		artifactType: typeof artifactType === 'string' ? artifactType : null,
	};
}

function readPlatform(value: unknown, where: string): Platform | null {
	if (value === undefined || value === null) return null;
	if (!isObject(value)) throw invalid(`${where} is no object`);
	const twin = twinKey(value, platformKeys);
	if (twin !== null) throw invalid(`${where} ${twoReadingsOf(twin)}`);
	const {os, architecture, variant} = value;
	if (!isWord(os) || !isWord(architecture)) throw invalid(`${where} names no os and architecture`);
	if (variant !== undefined && variant !== '' && !isWord(variant)) throw invalid(`${where}.variant is no text`);
	return isWord(variant) ? {os, architecture, variant} : {os, architecture};
}

function readAnnotations(value: unknown, where: string): ReadonlyMap<string, string> {
	if (value === undefined || value === null) return new Map();
	if (!isObject(value)) throw invalid(`${where} is no object`);
	const entries = Object.entries(value);
	if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
		throw invalid(`${where} holds something that is no text`);
	return new Map(entries);
}

/** A JSON object of which some `names` are asked for, or a fault that does not quote it. */
export function readJson(
	bytes: Uint8Array,
	code: FaultCode,
	what: string,
	names: readonly string[],
): Readonly<Record<string, unknown>> {
	let text: string;
	let value: unknown;
	try {
		text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
		value = JSON.parse(text);
	} catch (error) {
		throw new FaultError(code, `${what} is not JSON`, error);
	}
	if (!isObject(value)) throw new FaultError(code, `${what} is no JSON object`);
	const twin = twinKey(value, names) ?? (repeatsKey(text, value) ? '' : null);
	if (twin !== null) throw new FaultError(code, `${what} ${twoReadingsOf(twin)}`);
	return value;
}

/** A part of a platform's name: printable, short. */
export const isWord = (value: unknown): value is string =>
	typeof value === 'string' && /^[\x21-\x7e]{1,64}$/.test(value);

const short = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);
const invalid = (why: string): FaultError =>
	new FaultError('invalid-manifest', `the image manifest cannot be read: ${why}`);
