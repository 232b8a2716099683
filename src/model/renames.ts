import type {FileChange} from './diff.ts';
import type {ManifestEntry, ModesPolicy} from './manifest.ts';
import {modeUnder} from './manifest.ts';
import {comparePaths, type Path} from './path.ts';

type RegularFile = Extract<ManifestEntry, {type: 'file'}>;

/** One content that left a path and stands at another. */
export type Rename = {
	readonly from: RegularFile;
	readonly to: RegularFile;
	/** the mode differs under the policy, too */
	readonly mode: boolean;
};

/** Names of a path that are compared from its end, and directories from its beginning: hostile paths have thousands. */
const mostNames = 16;
const mostDirectories = 64;

/**
 * Pairs files that are gone with new ones of the same sha256 and size: those that share the most names at the end of
 * their paths, base names first; among these, those that share the most directories at the beginning; then by the order
 * of path bytes. Empty files are all alike and never pair. Changes come sorted by path bytes; what pairs is left out of
 * `rest`. Effort grows with n log n, also where all files are equal.
 */
export function pairRenames(
	changes: readonly FileChange[],
	modes: ModesPolicy,
): {readonly renames: readonly Rename[]; readonly rest: readonly FileChange[]} {
	const groups = new Map<string, {readonly gone: Candidate[]; readonly fresh: Candidate[]}>();
	const moved = onBothSides(changes);
	for (const change of changes) {
		const file = candidateOf(change);
		if (file === null || !moved.has(file.sha256)) continue;
		const key = `${file.size} ${file.sha256}`;
		let group = groups.get(key);
		if (group === undefined) groups.set(key, (group = {gone: [], fresh: []}));
		group[change.kind === 'removed' ? 'gone' : 'fresh'].push({file, taken: false});
	}
	const renames: Rename[] = [];
	const paired = new Set<Path>();
	for (const {gone, fresh} of groups.values()) {
		for (const [{file: from}, {file: to}] of pairs(gone, fresh)) {
			renames.push({from, to, mode: modeUnder(modes, from.mode) !== modeUnder(modes, to.mode)});
			paired.add(from.path).add(to.path);
		}
	}
	renames.sort((a, b) => comparePaths(a.to.path, b.to.path));
	return {renames, rest: renames.length === 0 ? changes : changes.filter(({path}) => !paired.has(path))};
}

/** Of two images that have nothing in common no groups are made, which would take more memory than both. */
function onBothSides(changes: readonly FileChange[]): ReadonlySet<string> {
	const gone = new Set<string>();
	for (const change of changes) if (change.kind === 'removed') gone.add(candidateOf(change)?.sha256 ?? '');
	const both = new Set<string>();
	for (const change of changes) {
		const file = change.kind === 'added' ? candidateOf(change) : null;
		if (file !== null && gone.has(file.sha256)) both.add(file.sha256);
	}
	return both;
}

function candidateOf({kind, expected, deployed}: FileChange): RegularFile | null {
	if (kind !== 'added' && kind !== 'removed') return null;
	const entry = (expected ?? deployed)!;
	return entry.type === 'file' && entry.size > 0 ? entry : null;
}

type Candidate = {readonly file: RegularFile; taken: boolean};
type Pair = readonly [Candidate, Candidate];

function pairs(gone: readonly Candidate[], fresh: readonly Candidate[]): readonly Pair[] {
	if (gone.length === 0 || fresh.length === 0) return [];
	if (gone.length === 1 && fresh.length === 1) return [[gone[0]!, fresh[0]!]];
	const found: Pair[] = [];
	const possible = Math.min(gone.length, fresh.length);
	const deepest = (side: readonly Candidate[]): number =>
		side.reduce((most, {file}) => Math.max(most, file.path.split('/', mostNames).length), 0);
	for (let names = Math.min(deepest(gone), deepest(fresh)); names >= 0 && found.length < possible; names--) {
		const [left, right] = [byEnd(gone, names), byEnd(fresh, names)];
		for (const [end, side] of left) {
			const other = right.get(end);
			if (other !== undefined) nearest(side, other, found);
		}
	}
	return found;
}

/** What is not taken yet by the last so many names of its path; shorter paths are left out. */
function byEnd(candidates: readonly Candidate[], names: number): ReadonlyMap<string, readonly Candidate[]> {
	const ends = new Map<string, Candidate[]>();
	for (const candidate of candidates) {
		if (candidate.taken) continue;
		const end = endOf(candidate.file.path, names);
		if (end === null) continue;
		const same = ends.get(end);
		if (same === undefined) ends.set(end, [candidate]);
		else same.push(candidate);
	}
	return ends;
}

function endOf(path: string, names: number): string | null {
	if (names === 0) return '';
	let from = path.length;
	for (let left = names; left > 0; left--) {
		if (from < 0) return null;
		from = from === 0 ? -1 : path.lastIndexOf('/', from - 1);
	}
	return path.slice(from + 1);
}

/** Files that wait in a directory for a partner; only one side does once they were matched. */
type Waiting = {readonly directory: string; gone: Chain | null; fresh: Chain | null};
/** In the order of path bytes. */
type Chain = {first: Link; last: Link};
type Link = {readonly candidate: Candidate; next: Link | null};

/** Pairs from the innermost common directory outwards, within one in the order of path bytes. */
function nearest(gone: readonly Candidate[], fresh: readonly Candidate[], found: Pair[]): void {
	const open: Waiting[] = [{directory: '', gone: null, fresh: null}];
	const leave = (): void => {
		const inner = open.pop()!;
		match(inner, found);
		const outer = open.at(-1);
		if (outer === undefined) return;
		outer.gone = joined(outer.gone, inner.gone);
		outer.fresh = joined(outer.fresh, inner.fresh);
	};
	let [i, j] = [0, 0];
	while (i < gone.length || j < fresh.length) {
		const [a, b] = [gone[i], fresh[j]];
		const first = b === undefined || (a !== undefined && comparePaths(a.file.path, b.file.path) < 0);
		const candidate = first ? a! : b!;
		const {path} = candidate.file;
		if (first) i++;
		else j++;
		while (!path.startsWith(open.at(-1)!.directory)) leave();
		for (
			let slash = path.indexOf('/', open.at(-1)!.directory.length);
			slash >= 0;
			slash = path.indexOf('/', slash + 1)
		) {
			if (open.length > mostDirectories) break;
			open.push({directory: path.slice(0, slash + 1), gone: null, fresh: null});
		}
		const here = open.at(-1)!;
		const link = {candidate, next: null};
		const chain = {first: link, last: link};
		if (first) here.gone = joined(here.gone, chain);
		else here.fresh = joined(here.fresh, chain);
	}
	while (open.length > 0) leave();
}

function match(waiting: Waiting, found: Pair[]): void {
	let [a, b] = [waiting.gone?.first ?? null, waiting.fresh?.first ?? null];
	while (a !== null && b !== null) {
		found.push([a.candidate, b.candidate]);
		a.candidate.taken = true;
		b.candidate.taken = true;
		a = a.next;
		b = b.next;
	}
	waiting.gone = a && {first: a, last: waiting.gone!.last};
	waiting.fresh = b && {first: b, last: waiting.fresh!.last};
}

function joined(before: Chain | null, after: Chain | null): Chain | null {
	if (before === null) return after;
	if (after === null) return before;
	before.last.next = after.first;
	return {first: before.first, last: after.last};
}
