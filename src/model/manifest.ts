import type {Fault} from './fault.ts';
import type {Alike} from './ignorable.ts';
import type {Path} from './path.ts';
import {comparePaths, isWithin, relativeTo} from './path.ts';

/** What an entry is, by content. Times and owners are evidence beside a file manifest, never part of it. */
export type FileEntry =
	| {
			readonly type: 'file' /** 64 hex */;
			readonly sha256: string /** git blob id, 40 or 64 hex */;
			readonly blob?: string /** bytes */;
			readonly size: number /** four octal digits */;
			readonly mode: string /** where differences are to be ignored */;
			readonly alike?: Alike;
	  }
	| {readonly type: 'symlink'; readonly target: string}
	| {readonly type: 'directory'; readonly mode: string}
	| {
			readonly type: 'device';
			readonly kind: 'character' | 'block';
			readonly major: number;
			readonly minor: number;
			readonly mode: string;
	  }
	| {readonly type: 'fifo'; readonly mode: string}
	| {readonly type: 'submodule' /** the commit */; readonly commit: string};

/** `layer` is the index of the image layer that brought the entry, counted from the bottom; only images have it. */
export type ManifestEntry = FileEntry & {readonly path: Path; readonly layer?: number};

/** Bytes that were not read. `path` is the directory or file concerned; '' is the whole tree. */
export type Gap = {readonly path: Path; readonly fault: Fault};

/** `verified`: from bytes that proved their digest. `asserted`: from a table of contents or a record somebody wrote. */
export type ManifestAssurance = 'verified' | 'asserted';

/** One tree of files, whatever it was read from: sorted by path bytes, the root itself left out. */
export type FileManifest = {
	readonly assurance: ManifestAssurance;
	readonly entries: readonly ManifestEntry[];
	readonly gaps: readonly Gap[];
};

/** What `root` and `diff` compare of a mode: all four digits, git's one executable bit, or nothing. */
export type ModesPolicy = 'exact' | 'executable' | 'none';
export const modesPolicies: readonly ModesPolicy[] = ['exact', 'executable', 'none'];

/** The mode as a policy sees it: `0755` | `0644` under `executable` (0755 where any execute bit is set), '' under `none`. */
export function modeUnder(policy: ModesPolicy, mode: string): string {
	if (policy === 'exact') return mode;
	if (policy === 'none') return '';
	return (Number.parseInt(mode, 8) & 0o111) === 0 ? '0644' : '0755';
}

/** Sorted by path bytes, in a new array. Hot for images: plain ASCII compares by code unit. */
export const sortEntries = <T extends {path: Path}>(entries: readonly T[]): T[] =>
	[...entries].sort((a, b) => comparePaths(a.path, b.path));

/**
 * The part of a file manifest below `directory`, with paths as seen from there; where `directory` is one file, that
 * file under its base name. Null when nothing is there.
 */
export function subtree(manifest: FileManifest, directory: string): FileManifest | null {
	if (directory === '') return manifest;
	const base = directory.slice(directory.lastIndexOf('/') + 1) as Path;
	const entries: ManifestEntry[] = [];
	let found = false;
	for (const entry of manifest.entries) {
		if (!isWithin(entry.path, directory)) continue;
		found = true;
		if (entry.path !== directory) entries.push({...entry, path: relativeTo(entry.path, directory)});
		else if (entry.type !== 'directory') entries.push({...entry, path: base});
	}
	const gaps = manifest.gaps
		.filter((gap) => isWithin(gap.path, directory) || isWithin(directory, gap.path))
		.map((gap) => ({...gap, path: (isWithin(gap.path, directory) ? relativeTo(gap.path, directory) : '') as Path}));
	return found || gaps.length > 0 ? {assurance: manifest.assurance, entries, gaps} : null;
}
