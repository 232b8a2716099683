import type {Placement} from '../model/evidence.ts';
import type {FileManifest, ManifestEntry} from '../model/manifest.ts';
import {subtree} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {asPath, comparePaths, pathOf} from '../model/path.ts';

/** Where an artifact sits in an image: at `to`, or, where that is null, where most of its files are found. */
export function placeArtifact(artifact: FileManifest, image: FileManifest, to: string | null): Placement {
	if (to !== null) return placeAt(artifact, image, throughLinks(image, pathOf(to).path));
	return infer(artifact, image);
}

function placeAt(artifact: FileManifest, image: FileManifest, directory: Path): Placement {
	const manifest = subtree(image, directory);
	if (manifest === null) return {status: 'absent', to: directory};
	return {
		status: 'placed',
		to: directory,
		inferred: null,
		manifest: underItsName(artifact, image, manifest, directory),
	};
}

/** One file copied under another name (`COPY server.js /app/main.js`) is compared with the file it became. */
function underItsName(artifact: FileManifest, image: FileManifest, found: FileManifest, to: Path): FileManifest {
	const [only, ...others] = artifact.entries;
	const [deployed, ...more] = found.entries;
	if (only?.type !== 'file' || deployed?.type !== 'file' || others.length > 0 || more.length > 0) return found;
	if (only.path.includes('/') || !image.entries.some((entry) => entry.path === to && entry.type === 'file'))
		return found;
	return {...found, entries: [{...deployed, path: only.path}]};
}

// Linux gives up after 40 links (path_resolution(7)).
const mostLinks = 40;

/** The directory a path leads to when symbolic links are followed inside the image, as the process will follow them. */
function throughLinks(image: FileManifest, path: Path): Path {
	const links = new Map<string, string>();
	for (const entry of image.entries) if (entry.type === 'symlink') links.set(entry.path, entry.target);
	let current: string = path;
	for (let followed = 0; followed < mostLinks; followed++) {
		const next = firstLink(links, current);
		if (next === null) break;
		current = next;
	}
	return asPath(current);
}

/** The path with its first symbolic link replaced by where it leads; null when none is on the way. */
function firstLink(links: ReadonlyMap<string, string>, path: string): string | null {
	for (let slash = path.indexOf('/'); ; slash = path.indexOf('/', slash + 1)) {
		const head = slash < 0 ? path : path.slice(0, slash);
		const target = links.get(head);
		if (target !== undefined) {
			const from = target.startsWith('/') ? '' : head.slice(0, head.lastIndexOf('/') + 1);
			return pathOf(`${from}${target}${slash < 0 ? '' : path.slice(slash)}`).path;
		}
		if (slash < 0) return null;
	}
}

/** How many of the artifact's files a directory of the image holds, by path, and by path and content. */
type Candidate = {byPath: number; byContent: number; score: number};
type FileOf = Extract<ManifestEntry, {type: 'file'}>;

// A path that many directories hold (`index.js`, `package.json`) says little about each of them, so each of the n places
// gets 1/n of a vote. A fifth of all votes still places an image that is old, or that holds four copies; less is noise.
const enough = 0.2;
// What is told of the runners-up.
const shown = 5;

function infer(artifact: FileManifest, image: FileManifest): Placement {
	const wanted = wantedFiles(artifact);
	if (wanted.size === 0) return {status: 'not-found', candidates: []};
	const {candidates, rivals} = vote(wanted, image);
	const ranked = [...candidates].sort(([a, x], [b, y]) => y.score - x.score || comparePaths(a, b));
	const [best, second] = ranked;
	const names = ranked.slice(0, shown).map(([directory]) => asPath(directory));
	// A path vote and a content vote each give at most one for each file.
	if (best === undefined || best[1].score < enough * wanted.size) return {status: 'not-found', candidates: names};
	const [to, {byContent, byPath, score}] = best;
	// An old copy beside a new one: either may be the one that runs, and choosing would decide the verdict.
	const rivalled = second !== undefined && (score - second[1].score < 1e-9 || rivals.some((rival) => rival !== to));
	if (rivalled) return {status: 'ambiguous', candidates: names};
	const manifest = subtree(image, to);
	if (manifest === null) return {status: 'not-found', candidates: names};
	return {status: 'placed', to: asPath(to), inferred: {byContent, byPath, of: wanted.size}, manifest};
}

/** Files with content; an artifact of empty files alone votes with those. */
function wantedFiles(artifact: FileManifest): Map<string, FileOf> {
	const files = artifact.entries.filter((entry): entry is FileOf & {path: Path} => entry.type === 'file');
	const filled = files.filter((entry) => entry.size > 0);
	return new Map((filled.length > 0 ? filled : files).map((entry) => [entry.path, entry]));
}

/**
 * One pass over the image: each ending of a path that names a wanted file is a vote for what stands before it. Linear
 * in the image's files times the artifact's depth.
 */
function vote(
	wanted: ReadonlyMap<string, FileOf>,
	image: FileManifest,
): {candidates: Map<string, Candidate>; rivals: string[]} {
	let depth = 1;
	for (const path of wanted.keys()) depth = Math.max(depth, path.split('/').length);
	const found: {directory: string; path: string; same: boolean}[] = [];
	const places = new Map<string, {byPath: number; byContent: number}>();
	for (const entry of image.entries) {
		if (entry.type !== 'file') continue;
		let end = entry.path.length;
		for (let level = 0; level < depth && end > 0; level++) {
			const slash = entry.path.lastIndexOf('/', end - 1);
			const path = entry.path.slice(slash + 1);
			end = slash;
			const file = wanted.get(path);
			if (file === undefined) continue;
			const directory = slash < 0 ? '' : entry.path.slice(0, slash);
			const same = file.sha256 === entry.sha256;
			// Packages bring files of every name; only equal content says that ours was put among them.
			if (!same && /(?:^|\/)node_modules(?:\/|$)/.test(directory)) continue;
			found.push({directory, path, same});
			const count = places.get(path) ?? {byPath: 0, byContent: 0};
			count.byPath++;
			if (same) count.byContent++;
			places.set(path, count);
		}
	}
	const candidates = new Map<string, Candidate>();
	const pathVotes = new Map<string, number>();
	for (const {directory, path, same} of found) {
		const candidate = candidates.get(directory) ?? {byPath: 0, byContent: 0, score: 0};
		const count = places.get(path)!;
		candidate.byPath++;
		candidate.score += 1 / count.byPath;
		if (same) {
			candidate.byContent++;
			candidate.score += 1 / count.byContent;
		}
		candidates.set(directory, candidate);
		pathVotes.set(directory, (pathVotes.get(directory) ?? 0) + 1 / count.byPath);
	}
	const rivals = [...pathVotes].filter(([, votes]) => votes >= enough * wanted.size).map(([directory]) => directory);
	return {candidates, rivals};
}
