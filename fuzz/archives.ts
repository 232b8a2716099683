import {gzipSync, zstdCompressSync} from 'node:zlib';
import {
	layoutOf,
	type Members,
	savedByNewDocker,
	savedByOldDocker,
	savedBySkopeo,
} from '../__tests__/builders/archive.ts';
import {
	blobOf,
	type BuiltImage,
	type BuiltLayer,
	buildImage,
	buildIndex,
	type Compression,
	digestOfBytes,
	layerType,
	type Pushable,
} from '../__tests__/builders/image.ts';
import {readOptions} from '../__tests__/builders/read-options.ts';
import {endMarker, file} from '../__tests__/builders/tar.ts';
import type {Path} from '../src/model/path.ts';
import type {ImageIdentity, ReadOptions, SubjectRead} from '../src/subjects/subject.ts';
import {readDockerArchive} from '../src/subjects/docker-archive.ts';
import {readOciArchive} from '../src/subjects/oci-archive.ts';
import {readOciDir} from '../src/subjects/oci-dir.ts';
import {memoryWorld} from './memory-world.ts';
import {pieces, type Random} from './random.ts';
import {archive} from './tar-archive.ts';
import {type Case, type Outcome, outcomeOf, type Target} from './target.ts';

const compressions: Readonly<Record<Compression, (bytes: Uint8Array) => Buffer>> = {
	gzip: (bytes) => gzipSync(bytes, {level: 1}),
	zstd: (bytes) => zstdCompressSync(bytes),
	none: (bytes) => Buffer.from(bytes),
};
const anyCompression = (random: Random): Compression => random.pick(['gzip', 'zstd', 'none']);

function layerOf(random: Random): BuiltLayer {
	let tar = archive(random);
	// Of bent ones a few are enough: what cannot be read says little of what can.
	for (let tries = 0; tries < 3 && !tar.plain; tries++) tar = archive(random);
	let bytes: Buffer = tar.bytes;
	// Begins as a JSON document does, and is an archive all the same.
	if (random.oneIn(20)) bytes = Buffer.concat([file('{"a', 'x'), bytes]);
	const compression = anyCompression(random);
	const stored = compressions[compression](bytes);
	return {...blobOf(stored, layerType(random.pick(['oci', 'docker']), compression)), diffId: digestOfBytes(bytes)};
}

/** In what an image contradicts itself; `nothing` for most. */
type Spoilt = 'nothing' | 'diff-id' | 'count' | 'blob' | 'size' | 'media-type';

function imageOf(random: Random, spoilt: Spoilt): BuiltImage {
	const layers: BuiltLayer[] = [];
	for (let count = random.between(1, 4); count > 0; count--)
		layers.push(random.oneIn(8) && layers.length > 0 ? random.pick(layers) : layerOf(random));
	const at = random.below(layers.length);
	const layer = layers[at]!;
	const {descriptor} = layer;
	const other = digestOfBytes(Buffer.from('something else'));
	if (spoilt === 'diff-id') layers[at] = {...layer, diffId: other};
	if (spoilt === 'size')
		layers[at] = {...layer, descriptor: {...descriptor, size: descriptor.size + random.pick([1, -1])}};
	if (spoilt === 'blob') layers[at] = {...layer, bytes: layerOf(random).bytes};
	if (spoilt === 'media-type')
		layers[at] = {...layer, descriptor: {...descriptor, mediaType: layerType('oci', anyCompression(random))}};
	return buildImage(layers, {
		types: random.pick(['oci', 'docker']),
		labels: {version: random.text('abc', 1, 4)},
		...(random.oneIn(2) ? {} : {history: layers.map((_, step) => ({createdBy: `COPY ${step}`}))}),
		...(spoilt === 'count'
			? {
					spoilConfig: (config) =>
						void (config['rootfs'] as {diff_ids: string[]}).diff_ids.splice(
							at,
							random.below(2),
							...(random.oneIn(2) ? [other] : [other, other]),
						),
				}
			: {}),
	});
}

/** The same members in another order, as `tar -c .` would call them or as others do. */
function packed(random: Random, members: Members): Buffer {
	const left = [...members];
	const out: Uint8Array[] = [];
	const dotted = random.oneIn(4);
	while (left.length > 0) {
		const [member] = left.splice(random.oneIn(2) ? 0 : random.below(left.length), 1);
		out.push(dotted ? withDot(member!) : member!);
	}
	const bytes = Buffer.concat([...out, endMarker]);
	return random.oneIn(4) ? compressions[anyCompression(random)](bytes) : bytes;
}

function withDot(member: Uint8Array): Buffer {
	const bytes = Buffer.from(member);
	bytes.copy(bytes, 2, 0, 98);
	bytes.write('./', 0);
	bytes.fill(' ', 148, 156);
	let sum = 0;
	for (const byte of bytes.subarray(0, 512)) sum += byte;
	bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
	return bytes;
}

function layoutFiles(images: readonly (readonly [Pushable, string | null])[]): Map<string, Uint8Array> {
	const files = new Map<string, Uint8Array>();
	for (const member of layoutOf(...images)) {
		const header = Buffer.from(member.subarray(0, 512));
		const size = Number.parseInt(header.toString('latin1', 124, 135), 8);
		files.set(`/layout/${header.toString('latin1', 0, 100).split('\0', 1)[0]}`, member.subarray(512, 512 + size));
	}
	return files;
}

async function run(random: Random, one: Case): Promise<void> {
	const spoilt = random.oneIn(3) ? random.pick(['diff-id', 'count', 'blob', 'size', 'media-type'] as const) : 'nothing';
	const image = imageOf(random, spoilt);
	const beside = random.oneIn(3) ? imageOf(random, 'nothing') : null;
	const isSame = beside?.config.descriptor.digest === image.config.descriptor.digest;
	const root: Pushable = random.oneIn(3) ? buildIndex([image]) : image;
	const images: (readonly [Pushable, string | null])[] = [[root, 'v1']];
	const saved = [{image, tags: ['app:v1']}];
	if (beside !== null && !isSame) {
		images.push([beside, 'v2']);
		saved.push({image: beside, tags: ['app:v2']});
	}
	if (random.oneIn(2)) {
		images.reverse();
		saved.reverse();
	}
	const tag = saved.length > 1 || random.oneIn(3) ? 'v1' : null;
	const only = random.oneIn(3) ? new Set(pathsIn(random)) : null;
	const options = readOptions({only, blobs: random.oneIn(3), assurance: 'verified'});
	const cut = (bytes: Uint8Array): readonly Uint8Array[] =>
		pieces(
			bytes,
			Array.from({length: random.below(4)}, () => random.below(bytes.length + 1)).sort((a, b) => a - b),
		);

	const directory = await outcomeOf(() => readOciDir(memoryWorld(layoutFiles(images), cut), '/layout', tag, options));
	one.took('value' in directory && directory.value.manifest.gaps.every(({path}) => path !== ''));
	// What docker wrote states neither size, digest nor media type of a stored image layer.
	const stated = spoilt === 'blob' || spoilt === 'size' || spoilt === 'media-type';
	const form = stated ? 'layout' : random.pick(['layout', 'new', 'old', 'skopeo'] as const);
	const members =
		form === 'layout'
			? layoutOf(...images)
			: form === 'new'
				? [...layoutOf(...images), ...savedByNewDocker(root, ...saved).slice(-1)]
				: form === 'old' || saved.length > 1 || collide(image)
					? savedByOldDocker(...saved)
					: savedBySkopeo(saved[0]!);
	const world = memoryWorld(new Map([['/x.tar', packed(random, members)]]), cut);
	const reader = form === 'layout' ? readOciArchive : readDockerArchive;
	const read = await outcomeOf(() => reader(world, '/x.tar', tag, options));
	const whole = form === 'layout' || form === 'new';
	one.with(`the same image as ${form}`, 'value' in read, 'value' in directory);
	const [ours, theirs] = [seen(read, options, whole), seen(directory, options, whole)];
	const limited = (view: unknown): string =>
		JSON.stringify(view).replaceAll(/"(?:limit-exceeded|[a-z-]+-mismatch)"/g, '"x"');
	if (spoilt !== 'nothing' && JSON.stringify(ours) !== JSON.stringify(theirs) && limited(ours) === limited(theirs))
		one.knows('archives-limit-or-mismatch');
	else one.same(`the image as ${form}`, ours, theirs);
}

/** One archive in two compressions has one diff ID, by which skopeo names the file. */
const collide = ({layers}: BuiltImage): boolean =>
	new Set(layers.map(({diffId}) => diffId)).size < new Set(layers.map(({descriptor}) => descriptor.digest)).size;

/** Paths that the images may hold, and one that none does. */
const pathsIn = (random: Random): Path[] =>
	Array.from(
		{length: random.below(5)},
		() =>
			Array.from({length: random.between(1, 2)}, () => random.pick(['a', 'b', 'bin', 'x.js', 'dist', 'none'])).join(
				'/',
			) as Path,
	);

/** What must not depend on how an image is kept; `whole`: with what is known only where an image manifest is. */
function seen(read: Outcome<SubjectRead>, {only}: Pick<ReadOptions, 'only'>, whole: boolean): unknown {
	if ('fault' in read) return read.fault;
	const {manifest, found, oddities, image} = read.value;
	const wanted = only as ReadonlySet<Path> | null;
	const {config, platform, labels, created, settings, startDigest, layers} = image!;
	const identity: Partial<ImageIdentity> = {config, platform, labels, created, settings, startDigest};
	return {
		entries: manifest.entries.filter(({path}) => wanted === null || wanted.has(path)),
		assurance: manifest.assurance,
		// Image layers that nothing asked for depends on are left unread where they can be: with their gaps.
		gaps: wanted === null ? manifest.gaps.map(({path, fault}) => [path, fault.code]) : null,
		found: [...found],
		oddities: wanted === null ? oddities : null,
		identity,
		layers: layers.map(({diffId, createdBy}) => [diffId, createdBy]),
		...(whole
			? {manifest: image!.manifest, index: image!.index, members: image!.members, builtOn: image!.builtOn}
			: {}),
	};
}

export const archives: Target = {name: 'archives', share: 30, run};
