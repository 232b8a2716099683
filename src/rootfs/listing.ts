import {memoryOfText} from '../bytes/limits.ts';
import type {FileEntry, Gap} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';

/** Something a person should know about a name or an entry, though it was read; the codes are in `docs/file-manifest.md`. */
export type Oddity = {readonly path: Path; readonly code: OddityCode};

export type OddityCode =
	| 'clamped-name'
	| 'duplicate-entry'
	| 'through-symlink'
	| 'symlink-replaced'
	| 'bare-whiteout'
	| 'stray-whiteout'
	| 'whiteout-undone'
	| 'whiteout-contradicted'
	| 'opaque-root'
	| 'aufs-leftover'
	| 'global-header-ignored'
	| 'global-header-named'
	| 'overlay-whiteout-device'
	| 'link-mode-differs'
	| 'implied-mode'
	| 'lower-hardlink'
	| 'no-end-marker'
	| 'more-oddities';

/** `found`: texts of the search that the file holds; left out where there are none. */
export type ListedEntry = FileEntry & {readonly path: Path; readonly found?: readonly string[]};

/**
 * What one image layer holds by itself, as a runtime would unpack it into an empty directory; plain JSON, and the
 * same for every image that has the layer.
 */
export type Listing = {
	/** one for each path, parents before children; an array, or what makes each of them when it is looked at */
	readonly entries: Iterable<ListedEntry> & {readonly length: number};
	/** directories that something in the archive needs, that no entry describes and that hold nothing */
	readonly implied: readonly Path[];
	/** hardlinks to what this layer does not hold: lower layers may */
	readonly hardlinks: readonly {readonly path: Path; readonly target: Path}[];
	/** paths that lower layers hold no longer */
	readonly whiteouts: readonly Path[];
	/** directories of which nothing in lower layers is left; never the root, which no layer can make opaque */
	readonly opaque: readonly Path[];
	readonly oddities: readonly Oddity[];
	readonly gaps: readonly Gap[];
};

/** How many names a listing holds, and how many what the characters of names, targets and found texts take in memory; what it costs to hold or write. */
export function measured(listing: Listing): {readonly names: number; readonly characters: number} {
	const {entries, implied, hardlinks, whiteouts, opaque, oddities} = listing;
	let characters = 0;
	for (const entry of entries) {
		characters += memoryOfText(entry.path);
		if (entry.type === 'symlink') characters += memoryOfText(entry.target);
		for (const text of entry.found ?? []) characters += text.length;
	}
	for (const {path, target} of hardlinks) characters += memoryOfText(path) + memoryOfText(target);
	for (const {path} of oddities) characters += memoryOfText(path);
	for (const paths of [implied, whiteouts, opaque]) for (const path of paths) characters += memoryOfText(path);
	const lists = [entries, implied, hardlinks, whiteouts, opaque, oddities];
	return {names: lists.reduce((sum, list) => sum + list.length, 0), characters};
}

/** Of each code this many are told; then one `more-oddities` says that there are others. */
const mostOfACode = 200;

/** Gathers oddities; an archive full of one kind cannot hide another. */
export class Oddities {
	readonly #told: Oddity[] = [];
	readonly #counts = new Map<OddityCode, number>();

	/** Whether the path is told, and so held. */
	add(path: Path, code: OddityCode): boolean {
		const count = (this.#counts.get(code) ?? 0) + 1;
		this.#counts.set(code, count);
		if (count <= mostOfACode) this.#told.push({path, code});
		else if (code !== 'more-oddities' && !this.#counts.has('more-oddities')) return this.add(path, 'more-oddities');
		return count <= mostOfACode;
	}

	list(): readonly Oddity[] {
		return this.#told;
	}
}
