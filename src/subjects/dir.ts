import {ContentHash, type Content} from '../bytes/content.ts';
import {type Fault, FaultError} from '../model/fault.ts';
import type {Gap, ManifestEntry} from '../model/manifest.ts';
import {sortEntries} from '../model/manifest.ts';
import {asPath, baseOf, joinPath, type Path} from '../model/path.ts';
import type {FileStat, World} from '../world.ts';
import {inParallel} from './parallel.ts';
import {placeOf} from './place.ts';
import type {Oddity, ReadOptions, SubjectRead} from './subject.ts';

/** Names asked for at once, and files read at once: enough to keep a disc busy, few enough to hold 8 MiB. */
const asking = 16;
const reading = 8;
/** As many as one tar may hold (`bytes/limits.ts`). */
const mostEntries = 4_000_000;

type Seen = {readonly path: Path; readonly stat: FileStat; readonly target: string | null};

/**
 * The files below a directory, as a tar of it would unpack: links are not followed, hardlinks hold what they share,
 * sockets are left out. What cannot be read, or changes while it is read, is a gap.
 */
export async function readDirectory(world: World, path: string, options: ReadOptions): Promise<SubjectRead> {
	const place = placeOf(world, path);
	if ((await world.files.stat(place)).kind === 'file') throw new FaultError('not-a-directory', `${path} is a file`);
	// The last '.' follows a link that the user named; links inside are entries of their own.
	if ((await world.files.stat(`${place}/.`)).kind !== 'directory') {
		throw new FaultError('not-a-directory', `${path} is no directory`);
	}
	const gaps: Gap[] = [];
	const oddities: Oddity[] = [];
	const entries: ManifestEntry[] = [];
	const files: Seen[] = [];
	for (const seen of await walk(world, place, gaps)) {
		if (baseOf(seen.path).startsWith('.wh.')) oddities.push({path: seen.path, code: 'whiteout-name'});
		if (seen.stat.kind === 'socket') oddities.push({path: seen.path, code: 'socket'});
		else if (seen.stat.kind === 'file') files.push(seen);
		else entries.push(entryOf(seen));
	}
	const found = new Map<Path, readonly string[]>();
	await inParallel(sharingContent(files), reading, async (names) => {
		const content = await orFault(() => contentOf(world, place, names, options));
		for (const {path: name, stat} of names) {
			if ('code' in content) {
				gaps.push({path: name, fault: content});
				continue;
			}
			const {sha256, blob, alike} = content;
			const facts = {path: name, type: 'file', sha256, size: stat.size, mode: modeOf(stat)} as const;
			entries.push({...facts, ...(blob === undefined ? {} : {blob}), ...(alike === undefined ? {} : {alike})});
			if (content.found.length > 0 && options.search?.wants(name)) found.set(name, content.found);
		}
	});
	return {
		subject: `dir:${path}`,
		manifest: {assurance: 'verified', entries: sortEntries(entries), gaps: sortEntries(gaps)},
		image: null,
		found,
		oddities: sortEntries(oddities),
		layersLeft: 0,
	};
}

/** Everything below the directory, level by level. */
async function walk(world: World, place: string, gaps: Gap[]): Promise<Seen[]> {
	const all: Seen[] = [];
	let level: Path[] = [asPath('')];
	while (level.length > 0) {
		const listed = await inParallel(level, reading, async (directory) => {
			stopWhenCancelled(world);
			const names = await orFault(() => world.files.list(directory === '' ? place : `${place}/${directory}`));
			if ('code' in names) gaps.push({path: directory, fault: names});
			return 'code' in names ? [] : names.map((name) => joinPath(directory, name));
		});
		const paths = listed.flat();
		if (all.length + paths.length > mostEntries) {
			throw new FaultError('limit-exceeded', `the directory holds more than ${mostEntries} names`);
		}
		level = [];
		await inParallel(paths, asking, async (path) => {
			const seen = await orFault(() => look(world, place, path));
			if ('code' in seen) gaps.push({path, fault: seen});
			else {
				all.push(seen);
				if (seen.stat.kind === 'directory') level.push(path);
			}
		});
	}
	return all;
}

async function look(world: World, place: string, path: Path): Promise<Seen> {
	const stat = await world.files.stat(`${place}/${path}`);
	return {path, stat, target: stat.kind === 'symlink' ? await world.files.readLink(`${place}/${path}`) : null};
}

function entryOf({path, stat, target}: Seen): ManifestEntry {
	const mode = modeOf(stat);
	if (stat.kind === 'symlink') return {path, type: 'symlink', target: target!};
	if (stat.kind === 'character' || stat.kind === 'block') {
		return {path, type: 'device', kind: stat.kind, major: stat.major, minor: stat.minor, mode};
	}
	return {path, type: stat.kind === 'fifo' ? 'fifo' : 'directory', mode};
}

const modeOf = (stat: FileStat): string => (stat.mode & 0o7777).toString(8).padStart(4, '0');

/** Files in groups of names for one content: hardlinks are read once. */
function sharingContent(files: readonly Seen[]): Seen[][] {
	const groups: Seen[][] = [];
	const linked = new Map<string, Seen[]>();
	for (const file of files) {
		const key = `${file.stat.device}:${file.stat.inode}`;
		const group = file.stat.links > 1 ? linked.get(key) : undefined;
		if (group) group.push(file);
		else {
			const fresh = [file];
			groups.push(fresh);
			if (file.stat.links > 1) linked.set(key, fresh);
		}
	}
	return groups;
}

async function contentOf(world: World, place: string, names: readonly Seen[], options: ReadOptions): Promise<Content> {
	stopWhenCancelled(world);
	const {path, stat} = names[0]!;
	const {search} = options;
	const texts = search !== null && names.some((name) => search.wants(name.path)) ? search.texts : [];
	const {alike = null} = options;
	const hash = new ContentHash({size: stat.size, blob: options.blobs ? 'sha1' : null, texts, alike});
	let seen = 0;
	for await (const chunk of world.files.stream(`${place}/${path}`)) {
		seen += chunk.length;
		if (seen > stat.size) break;
		hash.update(chunk);
	}
	const now = await world.files.stat(`${place}/${path}`);
	const same = now.kind === 'file' && now.size === stat.size && now.mtime === stat.mtime && now.inode === stat.inode;
	if (seen !== stat.size || !same) {
		throw new FaultError('file-changed-while-read', `${path} changed while it was read (${stat.size} bytes before)`);
	}
	return hash.done();
}

/** One unreadable file is a gap of the whole, not its end; being stopped is. */
async function orFault<T extends object>(act: () => Promise<T>): Promise<T | Fault> {
	try {
		return await act();
	} catch (error) {
		if (error instanceof FaultError && error.fault.code !== 'cancelled') return error.fault;
		throw error;
	}
}

function stopWhenCancelled(world: World): void {
	if (world.signal.aborted) throw new FaultError('cancelled', 'the run was stopped while a directory was read');
}
