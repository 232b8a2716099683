import type {Placement} from '../model/evidence.ts';
import type {FileManifest} from '../model/manifest.ts';
import {subtree} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {asPath, comparePaths, isWithin, joinPath, pathOf, relativeTo} from '../model/path.ts';
import {type FileOf, isPackage, type Vote, votesOf, wantedFiles} from './votes.ts';

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

// A path that many directories hold (`index.js`, `package.json`) says little about each of them, so each of the n places
// gets 1/n of a vote. A fifth of all votes still places an image that is old, or that holds four copies; less is noise.
const enough = 0.2;
// What is told of the runners-up.
const shown = 5;

function infer(artifact: FileManifest, image: FileManifest): Placement {
	const wanted = wantedFiles(artifact);
	const votes = votesOf(wanted, image);
	const ranked = rank(votes, wanted.size);
	const name = (candidates: typeof ranked): Path[] =>
		candidates.slice(0, shown).map(([directory]) => asPath(directory));
	const [best] = ranked;
	if (best === undefined || best[1].score < enough * wanted.size)
		return {status: 'not-found', candidates: name(ranked)};
	const [to, {byContent, byPath, score}] = best;
	const rivals = rivalsOf(votes, wanted, to);
	const alike = ranked.filter(([directory, other]) => score - other.score < 1e-9 || rivals.has(directory));
	if (alike.length > 1) return {status: 'ambiguous', candidates: name(alike)};
	const manifest = subtree(image, to);
	if (manifest === null) return {status: 'not-found', candidates: name(ranked)};
	return {status: 'placed', to: asPath(to), inferred: {byContent, byPath, of: wanted.size}, manifest};
}

function rank(votes: readonly Vote[], of: number): [string, Candidate][] {
	const candidates = new Map<string, Candidate>();
	for (const vote of votes) {
		const candidate = candidates.get(vote.directory) ?? {byPath: 0, byContent: 0, score: 0};
		candidate.byPath++;
		if (vote.byContent > 0) candidate.byContent++;
		candidate.score += vote.byPath + vote.byContent;
		candidates.set(vote.directory, candidate);
	}
	return [...candidates]
		.filter(([directory, {byContent}]) => !isPackage(directory) || byContent * 2 >= of)
		.sort(([a, x], [b, y]) => y.score - x.score || comparePaths(a, b));
}

/**
 * Other directories that look like a copy too, old or new: either may be the one that runs, and choosing would
 * decide the verdict. Files that the chosen place accounts for do not speak for another.
 */
function rivalsOf(votes: readonly Vote[], wanted: ReadonlyMap<string, FileOf>, to: string): ReadonlySet<string> {
	const byDirectory = new Map<string, number>();
	for (const {directory, path, byPath} of votes) {
		if (directory === to || isPackage(directory)) continue;
		const whole = joinPath(directory, path);
		if (isWithin(whole, to) && wanted.has(relativeTo(whole, to))) continue;
		byDirectory.set(directory, (byDirectory.get(directory) ?? 0) + byPath);
	}
	const strong = [...byDirectory].filter(([, votesThere]) => votesThere >= enough * wanted.size);
	return new Set(strong.map(([directory]) => directory));
}
