import {
	blobOf,
	type BuiltBlob,
	buildImage,
	configType,
	digestOfBytes,
	indexType,
	jsonBlob,
	layerType,
	manifestType,
	type Types,
} from '../__tests__/builders/image.ts';
import {readOptions} from '../__tests__/builders/read-options.ts';
import {file, tarOf} from '../__tests__/builders/tar.ts';
import {faultCodes} from '../src/model/fault.ts';
import {parseReference} from '../src/model/reference.ts';
import {readOciDir} from '../src/subjects/oci-dir.ts';
import {readRegistry} from '../src/subjects/registry.ts';
import type {ImageIdentity, SubjectRead} from '../src/subjects/subject.ts';
import {bend, type Json} from './manifest-json.ts';
import {answer, memoryWorld, once} from './memory-world.ts';
import {damaged, type Random} from './random.ts';
import {type Case, outcomeOf, type Target} from './target.ts';

// Whole images, of which one document is spoilt: with the digests above it made anew, as a hostile builder does, or not,
// as a hostile registry does. What is read is held against the documents as Go reads them, since runtimes do.

type Parts = {readonly name: 'index' | 'manifest' | 'config'; bytes: Buffer};
type Image = {
	readonly root: BuiltBlob;
	readonly blobs: ReadonlyMap<string, Uint8Array>;
	/** one of its documents is not as it was built */
	readonly changed: boolean;
	/** a key comes twice in one of them: where the values differ, readers do */
	readonly repeats: boolean;
};

const layers = Array.from({length: 4}, (_, at) => {
	const bytes = tarOf(file(`layer-${at}`, `content ${at}`));
	return {...blobOf(bytes, layerType('oci', 'none')), diffId: digestOfBytes(bytes)};
});

function spoilt(random: Random, bytes: Buffer): Buffer {
	const document = JSON.parse(bytes.toString()) as Json;
	switch (random.below(5)) {
		case 0:
			return damaged(random, bytes);
		case 1: {
			// A key in other letters, or twice, beside the right one or in its place.
			const text = JSON.stringify(document);
			const keys = [...text.matchAll(/"(\w+)":("[^"]*"|\d+|\[[^[\]{}]*\]|\{[^{}[\]]*\})/g)];
			if (keys.length === 0) return bytes;
			const [found, key, value] = random.pick(keys);
			const other = random.pick([
				key!,
				key!.toUpperCase(),
				`${key![0]!.toUpperCase()}${key!.slice(1)}`,
				key!.replace('s', '\u017f'),
			]);
			const another = random.pick([value!, random.pick(keys)[2]!, 'null', '0', '""', '[]', '{}']);
			const both = random.oneIn(2) ? `${found},"${other}":${another}` : `"${other}":${another},${found}`;
			return Buffer.from(text.replace(found, random.oneIn(6) ? `"${other}":${value}` : both));
		}
		case 2: {
			// What belongs to another image, in its place.
			const lists = [document['layers'], document['manifests'], (document['rootfs'] as Json | undefined)?.['diff_ids']];
			const list = lists.find((value) => Array.isArray(value)) as unknown[] | undefined;
			if (list === undefined) return bytes;
			const at = random.below(list.length + 1);
			const other = random.pick(layers);
			list.splice(at, random.below(2), typeof list[0] === 'string' ? other.diffId : other.descriptor);
			return Buffer.from(JSON.stringify(document));
		}
		default:
			for (let times = random.between(1, 3); times > 0; times--) bend(random, document);
			return Buffer.from(JSON.stringify(document));
	}
}

function imageOf(random: Random): Image {
	const types: Types = random.pick(['oci', 'docker']);
	const own = Array.from({length: random.between(1, 4)}, () => random.pick(layers));
	const built = buildImage(own, {
		types,
		labels: {[random.pick(['a', '__proto__', 'A'])]: 'b'},
		created: '2026-01-01T00:00:00Z',
		history: own.map((_, at) => ({createdBy: `COPY ${at}`})),
	});
	const where = random.pick(['nothing', 'nothing', 'index', 'manifest', 'config'] as const);
	const signed = !random.oneIn(5);
	let repeats = false;
	const blobs = new Map<string, Uint8Array>(layers.map(({descriptor, bytes}) => [descriptor.digest, bytes]));
	/** Puts a document under its digest; a spoilt one under its own or, unsigned, under that of the right one. */
	const put = (name: Parts['name'], right: BuiltBlob, mediaType: string): BuiltBlob => {
		const bytes = where === name ? spoilt(random, Buffer.from(right.bytes)) : right.bytes;
		const made = blobOf(bytes, mediaType);
		if (where === name) repeats = /"(\w+)":([^{}[\]]*|\[[^[\]{}]*\]|\{[^{}[\]]*\}),"\1":/.test(`${bytes}`);
		const blob = !signed ? {bytes, descriptor: right.descriptor} : made;
		blobs.set(blob.descriptor.digest, blob.bytes);
		return blob;
	};
	const config = put('config', built.config, configType(types));
	const document = {...(JSON.parse(Buffer.from(built.root.bytes).toString()) as Json), config: config.descriptor};
	let root = put('manifest', jsonBlob(document, manifestType(types)), manifestType(types));
	if (where === 'index' || random.oneIn(3)) {
		const platform = random.oneIn(3) ? {} : {platform: {os: 'linux', architecture: 'amd64'}};
		const manifests = [{...root.descriptor, ...platform}];
		root = put('index', jsonBlob({schemaVersion: 2, manifests}, indexType(types)), indexType(types));
	}
	return {root, blobs, changed: where !== 'nothing', repeats};
}

/** The last of the keys that are one field to Go's `encoding/json`. */
function field(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null) return undefined;
	return Object.entries(value).findLast(([key]) => key.toUpperCase().toLowerCase() === name.toLowerCase())?.[1];
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What came is what lies there under its digests, as a runtime would read it. */
function proven(one: Case, blobs: Image['blobs'], {manifest, image}: SubjectRead): void {
	const {index, manifest: digest, config, layers: read, platform, labels} = image as ImageIdentity;
	const document = (name: string): unknown => {
		const bytes = blobs.get(name);
		one.holds(`${name} is there, and is that`, bytes !== undefined && digestOfBytes(bytes) === name);
		return JSON.parse(Buffer.from(bytes!).toString());
	};
	if (index !== null) {
		const members = listOf(field(document(index), 'manifests')).map((member) => field(member, 'digest'));
		one.holds('the index holds the image', members.includes(digest));
	}
	const image_ = document(digest!);
	one.same('the configuration', config, field(field(image_, 'config'), 'digest'));
	const of = (name: string): unknown[] => listOf(field(image_, 'layers')).map((layer) => field(layer, name));
	one.same(
		'image layers',
		read.map((layer) => layer.digest),
		of('digest'),
	);
	one.same(
		'their sizes',
		read.map((layer) => layer.size),
		of('size'),
	);
	const settings = document(config);
	one.same(
		'diff IDs',
		read.map((layer) => layer.diffId),
		listOf(field(field(settings, 'rootfs'), 'diff_ids')),
	);
	one.same(
		'its platform',
		[platform.os, platform.architecture],
		[field(settings, 'os'), field(settings, 'architecture')],
	);
	one.same('its labels', labels, field(field(settings, 'config'), 'Labels') ?? {});
	const files = new Set(
		layers
			.filter(({descriptor}) => read.some((layer) => layer.digest === descriptor.digest))
			.map(({descriptor}) => `layer-${layers.findIndex((layer) => layer.descriptor.digest === descriptor.digest)}`),
	);
	if (manifest.gaps.length === 0)
		one.same(
			'its files',
			manifest.entries.map(({path}) => path),
			[...files].sort(),
		);
	for (const {path} of manifest.entries) one.holds(`${path} is in no image layer`, files.has(path));
}

async function run(random: Random, one: Case): Promise<void> {
	const {root, blobs, changed, repeats} = imageOf(random);
	const options = readOptions({assurance: 'verified', credentials: {username: 'a', password: 'secret-word'}});
	let lied = false;
	const read = await outcomeOf(() => (random.oneIn(2) ? fromDirectory() : fromRegistry()));
	one.took('value' in read);
	one.holds('no key became a property of everything', Object.keys(Object.prototype).length === 0);
	if ('fault' in read) {
		one.holds(`a right image ends in ${JSON.stringify(read)}`, changed || lied);
		one.holds(`${read.fault} is no code`, (faultCodes as readonly string[]).includes(read.fault));
		one.holds('a detail of one line and not of megabytes', read.detail.length < 2000);
		one.holds('a detail with a secret', !read.detail.includes('secret-word'));
		return;
	}
	one.holds('a key that comes twice is read', !repeats);
	one.with('the documents under their digests, as Go reads them');
	proven(one, blobs, read.value);
	if (!changed) one.same('gaps', read.value.manifest.gaps, []);

	async function fromDirectory(): Promise<SubjectRead> {
		const files = new Map([...blobs].map(([name, bytes]) => [`/i/blobs/${name.replace(':', '/')}`, bytes]));
		files.set('/i/oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
		files.set('/i/index.json', Buffer.from(JSON.stringify({schemaVersion: 2, manifests: [root.descriptor]})));
		return readOciDir(
			memoryWorld(files, (bytes) => [bytes]),
			'/i',
			null,
			options,
		);
	}
	async function fromRegistry(): Promise<SubjectRead> {
		const {digest, mediaType} = root.descriptor;
		// Of a tag nothing says what it is to lead to: its image is named by what came.
		const tagged = random.oneIn(3) && digestOfBytes(root.bytes) === digest;
		const reference = parseReference(`127.0.0.1:5000/team/app${tagged ? ':v1' : `@${digest}`}`);
		if (typeof reference === 'string') throw new Error(reference);
		const type = random.oneIn(8) ? random.pick(['application/json', 'text/plain', '', indexType('oci')]) : mediaType;
		const claimed = random.oneIn(12) ? `sha256:${'0'.repeat(64)}` : digestOfBytes(root.bytes);
		lied = claimed !== digest || type !== mediaType;
		const world = memoryWorld(new Map(), (bytes) => [bytes], {
			http: async ({url}) => {
				const name = url.split('/').at(-1)!;
				const bytes = name === 'v1' ? root.bytes : blobs.get(decodeURIComponent(name));
				const headers =
					url.includes('/manifests/') && (name === 'v1' || name === digest)
						? ([
								['content-type', type],
								['docker-content-digest', claimed],
							] as const)
						: [];
				return answer(bytes === undefined ? 404 : 200, headers, once(bytes ?? Buffer.from('{}')));
			},
		});
		return readRegistry(world, reference, options);
	}
}

export const imageDocuments: Target = {name: 'image-documents', share: 60, run};
