import type {BlobRequest} from '../adapters/git/contents.ts';
import {openRepository} from '../adapters/git/repository.ts';
import type {TreeEntry} from '../adapters/git/tree.ts';
import {FaultError} from '../model/fault.ts';
import type {Gap, ManifestEntry} from '../model/manifest.ts';
import {sortEntries} from '../model/manifest.ts';
import {asPath, baseOf, type Path, pathOf, relativeTo, textOfBytes} from '../model/path.ts';
import type {World} from '../world.ts';
import {placeOf} from './place.ts';
import type {Oddity, ReadOptions, SubjectRead} from './subject.ts';

/** A pointer is a few lines; git-lfs itself takes nothing longer for one. */
const longestPointer = 1024;
const pointerStart = 'version https://git-lfs.github.com/spec/v1\n';
/** PATH_MAX: no system makes a link with a longer target. */
const longestTarget = 4096;

/**
 * The files of a commit at or below a path, as a checkout without filters would write them. A name that no checkout
 * writes and a blob that the clone lacks are gaps; a Git LFS pointer is listed as the pointer it is, with an oddity.
 */
export async function readGitTree(
	world: World,
	revision: string,
	path: string,
	options: ReadOptions,
): Promise<SubjectRead> {
	const repository = await openRepository(world, placeOf(world, options.repository));
	const {sha} = await repository.commit(revision);
	const {path: below, clamped} = pathOf(path);
	if (clamped) throw new FaultError('unsafe-name', `${path} leaves the repository`);
	const listed = await repository.treeEntries(sha, below);
	if (listed.length === 0 && below !== '') throw new FaultError('file-missing', `${path} is not in ${revision}`);

	const entries: ManifestEntry[] = [];
	const gaps: Gap[] = [];
	const blobs = new Map<string, {entry: TreeEntry; path: Path}[]>();
	for (const {entry, path: name, problem} of placed(listed, below)) {
		const gap = problem ?? (entry.type === 'blob' ? unreadable(entry) : null);
		if (gap !== null) gaps.push({path: name, fault: gap});
		else if (entry.type === 'tree') entries.push({path: name, type: 'directory', mode: '0755'});
		else if (entry.type === 'commit') entries.push({path: name, type: 'submodule', commit: entry.id});
		else {
			const same = blobs.get(entry.id);
			if (same) same.push({entry, path: name});
			else blobs.set(entry.id, [{entry, path: name}]);
		}
	}

	const found = new Map<Path, readonly string[]>();
	const oddities: Oddity[] = [];
	const {search} = options;
	const requests = [...blobs].map(([id, uses]): BlobRequest => {
		const size = uses[0]!.entry.size!;
		const wanted = search !== null && uses.some((use) => search.wants(use.path));
		const keep = size < longestPointer || uses.some((use) => use.entry.mode === '120000');
		return {id, size, texts: wanted ? search.texts : [], keep, alike: options.alike ?? null};
	});
	for await (const blob of repository.contents(requests)) {
		for (const {entry, path: name} of blobs.get(blob.id)!) {
			if ('fault' in blob) gaps.push({path: name, fault: blob.fault});
			else if (entry.mode === '120000') entries.push({path: name, type: 'symlink', target: textOfBytes(blob.bytes!)});
			else {
				const mode = entry.mode === '100755' ? '0755' : '0644';
				const facts = {path: name, type: 'file', sha256: blob.sha256, blob: blob.id, size: entry.size!, mode} as const;
				entries.push(blob.alike === undefined ? facts : {...facts, alike: blob.alike});
				if (blob.found.length > 0 && search?.wants(name)) found.set(name, blob.found);
				if (blob.bytes !== null && isPointer(blob.bytes)) oddities.push({path: name, code: 'lfs-pointer'});
			}
		}
	}
	return {
		subject: `git:${sha}${below === '' ? '' : `:${below}`}`,
		manifest: {assurance: 'verified', entries: sortEntries(entries), gaps: sortEntries(gaps)},
		image: null,
		found,
		oddities: sortEntries(oddities),
		layersLeft: 0,
	};
}

type Placed = {entry: TreeEntry; path: Path; problem: Gap['fault'] | null};

/** Names as seen from `below`; a single file keeps its base name. A crafted tree may hold any name, and one twice. */
function placed(listed: readonly TreeEntry[], below: Path): Placed[] {
	const all: Placed[] = [];
	const taken = new Set<string>();
	for (const entry of listed) {
		if (entry.path === below && entry.type === 'tree') continue;
		const {path, clamped} = pathOf(entry.path);
		const name = entry.path === below ? asPath(baseOf(below)) : relativeTo(entry.path, below);
		const twice = taken.has(entry.path);
		taken.add(entry.path);
		const unsafe =
			clamped || path !== entry.path || entry.path.split('/').some((part) => part.toLowerCase() === '.git');
		if (twice || unsafe) {
			const detail = `a name that no checkout writes: ${JSON.stringify(entry.path)}${twice ? ' (named twice)' : ''}`;
			all.push({entry, path: unsafe && clamped ? asPath('') : name, problem: {code: 'unsafe-name', detail}});
		} else all.push({entry, path: name, problem: null});
	}
	return all;
}

function unreadable(entry: TreeEntry): Gap['fault'] | null {
	if (entry.size === null) {
		return {code: 'file-missing', detail: `the clone does not hold ${entry.path}: fetch it, as a full clone does`};
	}
	if (entry.mode === '120000' && entry.size > longestTarget) {
		return {code: 'limit-exceeded', detail: `the link ${entry.path} has a target of ${entry.size} bytes`};
	}
	return null;
}

function isPointer(bytes: Uint8Array): boolean {
	if (bytes.length >= longestPointer) return false;
	const text = textOfBytes(bytes);
	return text.startsWith(pointerStart) && /^oid sha256:[0-9a-f]{64}$/m.test(text);
}

/** Why a revision names no commit of the repository, where that is certain; null where it does, or cannot be told. */
export async function commitProblem(world: World, directory: string, revision: string): Promise<string | null> {
	try {
		await (await openRepository(world, placeOf(world, directory))).commit(revision);
		return null;
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		return error.fault.code === 'commit-missing' ? error.fault.detail : null;
	}
}
