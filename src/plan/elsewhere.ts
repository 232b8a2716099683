import type {Elsewhere, Placement} from '../model/evidence.ts';
import type {FileManifest} from '../model/manifest.ts';
import {asPath, comparePaths} from '../model/path.ts';
import {isPackage, votesOf, wantedFiles} from './votes.ts';

/** Above this share of present files the place is right, and what is there is of another build. */
const hardlyAny = 0.1;
// More directories that hold the same are no answer: such files are everywhere.
const mostDirectories = 3;

/** Whether hardly any of the expected files is at its place, so that the place may be wrong. */
export function isHardlyThere(artifact: FileManifest, placement: Placement): boolean {
	if (placement.status === 'absent') return true;
	if (placement.status !== 'placed' || placement.inferred !== null) return false;
	const wanted = wantedFiles(artifact);
	const present = placement.manifest.entries.reduce((count, {path}) => count + (wanted.has(path) ? 1 : 0), 0);
	// Of an artifact of links alone no file can be missing.
	return wanted.size > 0 && present <= hardlyAny * wanted.size;
}

/**
 * Where the image holds the files that are not at their stated place: the directories with most of the distinct
 * contents, each under its expected path. A copied licence, or one text in twenty files, counts once; empty files prove
 * nothing; packages bring files of every name.
 */
export function findElsewhere(artifact: FileManifest, image: FileManifest, placement: Placement): Elsewhere | null {
	if (!isHardlyThere(artifact, placement)) return null;
	const wanted = wantedFiles(artifact);
	const contents = new Set([...wanted.values()].filter(({size}) => size > 0).map(({sha256}) => sha256));
	const held = new Map<string, {contents: Set<string>; files: number}>();
	for (const {directory, path, byContent} of votesOf(wanted, image)) {
		if (byContent === 0 || isPackage(directory)) continue;
		const there = held.get(directory) ?? {contents: new Set<string>(), files: 0};
		there.contents.add(wanted.get(path)!.sha256);
		there.files++;
		held.set(directory, there);
	}
	const most = [...held]
		.filter(([, there]) => contents.size > 0 && there.contents.size * 2 > contents.size)
		.sort(([a, x], [b, y]) => y.contents.size - x.contents.size || y.files - x.files || comparePaths(a, b));
	const first = most[0]?.[1];
	if (first === undefined) return null;
	const alike = most.filter(([, there]) => there.contents.size === first.contents.size && there.files === first.files);
	if (alike.length > mostDirectories) return null;
	return {directories: alike.map(([directory]) => asPath(directory)), files: first.files, of: wanted.size};
}

/** The placement, with the directories where the files are if they are not there. */
export function withElsewhere(artifact: FileManifest, image: FileManifest, placement: Placement): Placement {
	const elsewhere = findElsewhere(artifact, image, placement);
	if (elsewhere === null || (placement.status !== 'placed' && placement.status !== 'absent')) return placement;
	return {...placement, elsewhere};
}
