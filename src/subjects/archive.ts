import {compressionOf, decompress} from '../bytes/decompress.ts';
import {gather} from '../bytes/gather.ts';
import type {Budget, Limits} from '../bytes/limits.ts';
import {defaultLimits, earn, freshBudget, memoryOfText} from '../bytes/limits.ts';
import type {Digest} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import type {Path} from '../model/path.ts';
import {parentOf, pathOf} from '../model/path.ts';
import type {ListingOptions} from '../rootfs/entries.ts';
import type {MeasuredLayer} from '../rootfs/measured-layer.ts';
import {tarMembers} from '../rootfs/members.ts';
import {blockSize} from '../rootfs/tar-header.ts';
import type {World} from '../world.ts';
import type {ArchivedFile} from './archived-file.ts';
import {readArchivedFile} from './archived-file.ts';
import type {ImageReadOptions} from './image.ts';
import {kindInstead} from './no-archive.ts';
import {placeOf} from './place.ts';
import {countedArchive} from './progress.ts';

/** An image archive after its one pass: what it holds, by name. */
export type Archive = {
	/** as it is called in messages */
	readonly name: string;
	/** The file a name leads to, links followed; null where there is none. FaultError where two files claim the name. */
	readonly find: (name: string) => ArchivedFile | null;
	/** A JSON document; null where there is none of the name. FaultError `too-large`, `invalid-manifest` */
	readonly document: (name: string) => Uint8Array | null;
};

/** `unclear`: readers differ in what the name leads to. */
type Member = {readonly file: ArchivedFile} | {readonly link: Path} | 'directory' | 'unclear';

/** Old `docker save` writes four members an image layer: room for a hundred images, and no room for millions of names. */
const outerLimits: Limits = {...defaultLimits, entries: 50_000, nameBytes: 1_024};
/** bytes of all documents that are kept */
const maxDocuments = 64 * 1024 * 1024;
/** bytes of memory that the names of all members and what they link to take; names of digests have 80 characters */
const maxNames = 16 * 1024 * 1024;
/** links that lead to links: tools write one */
const maxHops = 8;

/** The bytes of an archive as the user names it: `-` is standard input. */
export const archiveAt = (world: World, path: string): AsyncIterable<Uint8Array> =>
	path === '-' ? world.stdin() : world.files.stream(placeOf(world, path));

export const archiveName = (path: string): string => (path === '-' ? 'standard input' : path);

/**
 * Reads an image archive, compressed or not, from its first byte to its last and never again: which of its files are
 * image layers, and of which image, is said at the end only, so each is hashed and listed while it passes.
 *
 * @throws FaultError for an archive that cannot be read to its end
 */
export async function readArchive(
	world: World,
	source: AsyncIterable<Uint8Array>,
	name: string,
	options: Pick<ImageReadOptions, 'blobs' | 'search' | 'alike' | 'only'>,
): Promise<Archive> {
	const only = await options.only;
	const members = new Map<Path, Member>();
	const budget = freshBudget();
	const seen = watched(countedArchive(world, source), budget);
	try {
		await readMembers(members, seen, {...options, budget, list: only === null || only.size > 0});
	} catch (error) {
		// What is wrong with the archive itself is said without its name.
		if (!(error instanceof FaultError) || error === seen.failure()) throw error;
		const tool = foreign.find(([, magic]) => magic.every((byte, at) => byte === seen.first()[at]))?.[0];
		if (tool !== undefined)
			throw new FaultError('unsupported-compression', `${name} is compressed with ${tool}: pipe it in, decompressed`);
		const instead = members.size === 0 ? kindInstead(seen.first(), error.fault.code) : null;
		if (instead !== null)
			throw new FaultError(
				'invalid-tar',
				`${name} is no archive of an image: it is ${instead}, and ${accepted}`,
				error,
			);
		throw new FaultError(error.fault.code, `${name}: ${error.fault.detail}`, error);
	}
	const find = (text: string): ArchivedFile | null => {
		let path = pathOf(text).path;
		for (let hops = 0; hops <= maxHops; hops++) {
			const member = members.get(path);
			if (member === undefined || member === 'directory') return null;
			if (member === 'unclear')
				throw new FaultError('invalid-tar', `${name} holds ${path} more than once, or as no plain file`);
			if ('file' in member) return member.file;
			path = member.link;
		}
		return null;
	};
	return {
		name,
		find,
		document(text) {
			const file = find(text);
			if (file === null) return null;
			if (file.document === 'no-json') throw new FaultError('invalid-manifest', `${name}: ${text} is no JSON document`);
			if (file.document === 'too-large')
				throw new FaultError('too-large', `${name}: ${text} has ${file.size} bytes, or too much came before it`);
			return file.document;
		},
	};
}

async function readMembers(
	members: Map<Path, Member>,
	source: Watched,
	options: ListingOptions & {readonly budget: Budget; readonly list: boolean},
): Promise<void> {
	const {budget} = options;
	const room = {left: maxDocuments};
	let names = maxNames;
	const layers = new Map<Digest, MeasuredLayer>();
	for await (const {entry, body} of tarMembers(decompress(source.bytes, '', outerLimits), outerLimits)) {
		if (entry.type === 'global') continue;
		const path = placeIn(members, entry.name);
		names -= memoryOfText(path) + memoryOfText(entry.link);
		if (names < 0) throw new FaultError('limit-exceeded', 'the names of its files together are too long');
		if (entry.type === 'symlink') {
			const from = entry.link.startsWith('/') ? '' : parentOf(path);
			put(members, path, {link: pathOf(`${from}/${entry.link}`).path});
		} else if (entry.type === 'hardlink') put(members, path, {link: pathOf(entry.link).path});
		else if (entry.type === 'file') {
			budget.expanded -= entry.size;
			if (budget.expanded < 0) throw new FaultError('limit-exceeded', 'its files together are too large');
			// What a decompressor gave is gone once the next piece is asked for; one behind it may ask ahead.
			const bytes = compressionOf(source.first()) === 'none' ? body : gather(body);
			const left = memoryLeft(budget);
			const file = await readArchivedFile(path, entry.size, bytes, {...options, room});
			const known = layers.get(file.digest);
			// The same image layer under many names is held once.
			if (file.layer !== null && known !== undefined) budget.memory += left - memoryLeft(budget);
			else if (file.layer !== null) layers.set(file.digest, file.layer);
			put(members, path, {file: known === undefined ? file : {...file, layer: known}});
		} else put(members, path, entry.type === 'directory' ? 'directory' : 'unclear');
	}
	if (source.first().length === 0) throw new FaultError('truncated-tar', 'there is nothing in it');
}

/** With what may still be earned, so that it tells what was spent. */
const memoryLeft = ({memory, promised}: Budget): number => memory + promised;

/** Where a member lies. Names that climb, or that another reader would place elsewhere, are in no archive of an image. */
function placeIn(members: ReadonlyMap<Path, Member>, name: string): Path {
	const {path, clamped} = pathOf(name);
	if (clamped) throw new FaultError('unsafe-name', `the name ${name} climbs out of it`);
	for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
		if ((members.get(above) ?? 'directory') !== 'directory')
			throw new FaultError('unsafe-name', `${path} lies below ${above}, which is no directory`);
	}
	return path;
}

/** Readers differ in which of two members they take: only where both say the same is there an answer. */
function put(members: Map<Path, Member>, path: Path, member: Member): void {
	const before = members.get(path);
	members.set(path, before === undefined || same(before, member) ? member : 'unclear');
}

function same(a: Member, b: Member): boolean {
	if (typeof a === 'string' || typeof b === 'string') return a === 'directory' && b === 'directory';
	if ('file' in a) return 'file' in b && a.file.digest === b.file.digest;
	return 'link' in b && a.link === b.link;
}

type Watched = {
	readonly bytes: AsyncIterable<Uint8Array>;
	/** the first bytes that came: a block of a tar at most */
	readonly first: () => Uint8Array;
	/** what the source itself failed with */
	readonly failure: () => unknown;
};

// What `docker load` takes beside gzip and zstd, by first bytes.
const foreign = [
	['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
	['bzip2', [0x42, 0x5a, 0x68]],
] as const;

const accepted = 'a tar is read as docker save, podman save, skopeo or buildah write it, as it is or with gzip or zstd';

/** Only what came of the source pays for names: of what a decompressor makes of it, a sender has as much as it likes. */
function watched(source: AsyncIterable<Uint8Array>, budget: Budget): Watched {
	let first = Buffer.alloc(0);
	let failure: unknown = null;
	async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
		try {
			for await (const chunk of source) {
				if (first.length < blockSize) first = Buffer.concat([first, chunk.subarray(0, blockSize - first.length)]);
				earn(budget, chunk.length);
				yield chunk;
			}
		} catch (error) {
			failure = error;
			throw error;
		}
	}
	return {bytes: bytes(), first: () => first, failure: () => failure};
}
