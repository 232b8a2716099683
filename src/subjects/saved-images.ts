import type {Digest} from '../model/digest.ts';
import {hexOf} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {Platform} from '../model/platform.ts';
import {formatPlatform} from '../model/platform.ts';
import {formatReference, parseReference} from '../model/reference.ts';
import {isObject} from '../model/shape.ts';
import type {Archive} from './archive.ts';
import type {ImageConfig} from './image-config.ts';
import {readConfig} from './image-config.ts';
import {fitsPlatform} from './image-platform.ts';
import {repeatsKey, twinKey, twoReadingsOf} from './twin-keys.ts';

/** One image of an archive as `docker save` describes it in `manifest.json` (moby, image/spec/v1.2.md). */
type SavedImage = {
	/** names of files in the archive; image layers from the bottom */
	readonly configFile: string;
	readonly layerFiles: readonly string[];
	readonly tags: readonly string[];
	/** its ID: the digest of its configuration */
	readonly id: Digest;
};

/** Docker stops at 127 image layers. */
const mostLayers = 1_000;
const mostImages = 1_000;
const mostTags = 1_000;

/**
 * What an archive says it holds.
 *
 * @throws FaultError `file-missing`, `invalid-manifest`, `part-missing`, `digest-mismatch`
 */
function savedImages(archive: Archive): readonly SavedImage[] {
	const bytes = archive.document('manifest.json');
	if (bytes === null) {
		const hint = archive.find('oci-layout') === null ? '' : '; an image layout is read as oci-archive:';
		throw new FaultError('file-missing', `${archive.name} holds no manifest.json at its top${hint}`);
	}
	let text: string;
	let list: unknown;
	try {
		text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
		list = JSON.parse(text);
	} catch (error) {
		throw new FaultError('invalid-manifest', `${archive.name}: manifest.json is not JSON`, error);
	}
	if (!Array.isArray(list) || list.length > mostImages) throw invalid(archive, 'it is no list of images, or too long');
	if (repeatsKey(text, list)) throw invalid(archive, `it ${twoReadingsOf('')}`);
	return list.map((image: unknown, at) => {
		if (!isObject(image)) throw invalid(archive, `[${at}] is no object`);
		const twin = twinKey(image, ['Config', 'RepoTags', 'Layers']);
		if (twin !== null) throw invalid(archive, `[${at}] ${twoReadingsOf(twin)}`);
		const {Config: configFile, RepoTags, Layers} = image;
		if (typeof configFile !== 'string') throw invalid(archive, `[${at}].Config is no name`);
		const layerFiles = readTexts(Layers, mostLayers);
		if (layerFiles === null) throw invalid(archive, `[${at}].Layers is no list of names, or too long`);
		const tags = readTexts(RepoTags, mostTags);
		if (tags === null) throw invalid(archive, `[${at}].RepoTags is no list of names, or too long`);
		return {configFile, layerFiles, tags, id: idOf(archive, configFile)};
	});
}

/** Go writes an empty list as null. */
function readTexts(value: unknown, most: number): readonly string[] | null {
	if (value === undefined || value === null) return [];
	const right = Array.isArray(value) && value.length <= most;
	return right && value.every((item): item is string => typeof item === 'string') ? value : null;
}

/** Whoever writes such archives names a configuration by its digest: bytes that are others were spoilt. */
function idOf(archive: Archive, configFile: string): Digest {
	const file = archive.find(configFile);
	if (file === null) throw new FaultError('part-missing', `${archive.name} does not hold ${configFile}`);
	const named = /(?:^|[/:])([0-9a-f]{64}|[0-9a-f]{128})(?:\.json)?$/.exec(configFile)?.[1];
	if (named !== undefined && named !== hexOf(file.digest))
		throw new FaultError('digest-mismatch', `${archive.name}: ${configFile} holds the bytes of ${file.digest}`);
	return file.digest;
}

/**
 * The image that a name, a tag or an ID means; without one the only image, or the only one for the platform.
 *
 * @throws FaultError `not-found`, `platform-missing`, and those of its configuration
 */
export function chooseSaved(
	archive: Archive,
	asked: string | null,
	platform: Platform | null,
): {readonly image: SavedImage; readonly config: ImageConfig} {
	const all = savedImages(archive);
	const named = asked === null ? all : all.filter((image) => isCalled(image, asked));
	const distinct = [...new Map(named.map((image) => [image.id, image])).values()];
	const names = [...new Set(all.flatMap(({tags, id}) => (tags.length > 0 ? tags : [id])))];
	const more = names.length > 12 ? ` and ${names.length - 12} more` : '';
	const holds = names.length === 0 ? 'it holds no image' : `it holds ${names.slice(0, 12).join(', ')}${more}`;
	if (distinct.length === 0)
		throw new FaultError(
			'not-found',
			`${archive.name} holds no image${asked === null ? '' : ` called ${asked}; ${holds}`}`,
		);
	const configOf = (image: SavedImage): ImageConfig => readConfig(archive.document(image.configFile)!);
	// One configuration at a time: each may hold as many labels as its bytes have room for.
	const runsOn = new Map(platform === null ? [] : distinct.map((image) => [image, configOf(image).platform]));
	const fitting = platform === null ? distinct : distinct.filter((image) => fitsPlatform(platform, runsOn.get(image)!));
	if (fitting.length === 1) return {image: fitting[0]!, config: configOf(fitting[0]!)};
	if (fitting.length > 1)
		throw new FaultError('not-found', `${archive.name} holds several images, one must be named: ${holds}`);
	const runs = [...new Set([...runsOn.values()].map(formatPlatform))].slice(0, 12).join(', ');
	throw new FaultError(
		'platform-missing',
		`the image runs on ${runs} by its own configuration, asked for was ${formatPlatform(platform!)}`,
	);
}

/** `app`, `app:v1` and `docker.io/library/app:v1` as Docker writes names out, Podman with `localhost/`; a tag alone; an ID or its first digits. */
function isCalled({tags, id}: SavedImage, asked: string): boolean {
	if (/^(?:sha256:)?[0-9a-f]{12,64}$/.test(asked) && hexOf(id).startsWith(asked.replace('sha256:', ''))) return true;
	const isTag = !/[:/]/.test(asked);
	const whole = writtenOut(asked);
	const local = writtenOut(`localhost/${asked}`);
	return tags.some((tag) => {
		const name = writtenOut(tag);
		return (
			tag === asked || (isTag && tag.endsWith(`:${asked}`)) || (name !== null && (name === whole || name === local))
		);
	});
}

function writtenOut(name: string): string | null {
	const reference = parseReference(name);
	return typeof reference === 'string' ? null : formatReference(reference);
}

const invalid = (archive: Archive, why: string): FaultError =>
	new FaultError('invalid-manifest', `${archive.name}: manifest.json cannot be read: ${why}`);
