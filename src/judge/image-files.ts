import type {FilesConfig} from '../model/config.ts';
import type {FileChange} from '../model/diff.ts';
import {diffManifests} from '../model/diff.ts';
import type {ArtifactEvidence, Elsewhere, ImageEvidence, Placement} from '../model/evidence.ts';
import {compileGlobs} from '../model/glob.ts';
import type {Gap, ManifestEntry} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {comparePaths, isWithin, joinPath, parentOf, pathOf, relativeTo} from '../model/path.ts';
import type {Finding} from '../model/verdict.ts';
import {type Attribution, attributionOf, baseFindings} from './attribution.ts';
import type {Opinion} from './opinion.ts';
import {drift, finding, inconclusive, match, weakest} from './opinion.ts';

type Placed = Extract<Placement, {status: 'placed'}>;
type PathTest = (path: string) => boolean;

/** One artifact against the place it has in the image. `changed`: which paths the pull request touched, told first. */
export function comparePlaced(
	files: FilesConfig,
	artifact: ArtifactEvidence,
	placement: Placed,
	image: ImageEvidence,
	changed: PathTest,
): Opinion {
	const ignored = compileGlobs(files.ignore);
	const options = {modes: files.modes, directories: false};
	const diff = diffManifests(artifact.manifest, placement.manifest, options);
	const relevant = diff.changes.filter(
		(change) => !ignored(change.path) && !(change.kind === 'added' && files.extra === 'ignore'),
	);
	const gaps = gapsBelow(placement.to, artifact, placement, image);
	const hidden = hiddenBy(gaps);
	const nameOf = subjectOf(files, artifact, placement);
	const attribution = attributionOf(placement, image, diff.changes);
	const fromBase = relevant.filter(attribution.isBaseFile);
	const told = relevant
		.filter((change) => !attribution.isBaseFile(change))
		.map((change) => ({change, level: levelOf(change, files, hidden, attribution), first: changed(change.path)}))
		.sort((a, b) => Number(b.first) - Number(a.first) || comparePaths(a.change.path, b.change.path));
	const findings = [
		...told.map(({change, level}) => changeFinding(change, level, nameOf(change.path), attribution.layerOf(change))),
		...gaps.map((gap) => finding('inconclusive', 'unread', nameOf(gap.path), {detail: gap.fault.code})),
		...inferredFinding(placement),
		...elsewhereFindings(placement),
		...baseFindings(fromBase, attribution, nameOf, `/${placement.to}`),
	];
	// Extra files that would be drift are let pass on the word of whoever says what the base is.
	const excused = fromBase.length > 0 && files.extra === 'drift' && image.base?.statedBy === 'image';
	const read = [artifact.manifest.assurance, placement.manifest.assurance];
	const assurance = weakest(excused ? [...read, 'asserted'] : read)!;
	const proven = told.filter(({level}) => level === 'drift').map(({change}) => change.kind);
	if (proven.includes('removed') && placement.elsewhere !== undefined)
		return drift('files-elsewhere', 'correct-the-path', assurance, findings);
	if (proven.some((kind) => kind !== 'mode' && kind !== 'added'))
		return drift('stale-image', 'rebuild-image-without-cache', assurance, findings);
	if (proven.includes('mode')) return drift('modes-differ', 'check-the-configuration', assurance, findings);
	if (proven.length > 0) return drift('extra-files', 'rebuild-image-without-cache', assurance, findings);
	if (gaps.length > 0) return inconclusive('image-unread', 'look-at-registry', findings);
	if (told.some(({level}) => level === 'inconclusive')) return inconclusive('base-not-known', 'pin-the-base', findings);
	if (!artifact.manifest.entries.some((entry) => entry.type !== 'directory'))
		return inconclusive('nothing-to-compare', 'check-the-configuration', findings);
	return match(files.kind === 'source' ? 'image-holds-source' : 'image-holds-artifact', assurance, findings);
}

/** What was not read of either side, as seen from the compared directory; '' is all of it. */
function gapsBelow(to: Path, artifact: ArtifactEvidence, placement: Placed, image: ImageEvidence): readonly Gap[] {
	const ofImage = image.gaps.flatMap((gap): Gap[] => {
		if (isWithin(gap.path, to)) return [{...gap, path: relativeTo(gap.path, to)}];
		return isWithin(to, gap.path) ? [{...gap, path: '' as Path}] : [];
	});
	const seen = new Set<string>();
	return [...artifact.manifest.gaps, ...placement.manifest.gaps, ...ofImage].filter((gap) => {
		const key = JSON.stringify([gap.path, gap.fault.code]);
		return !seen.has(key) && seen.add(key);
	});
}

/** Whether an unread part could hold or hide this path: what is missing there is not proven missing. */
export function hiddenBy(gaps: readonly {readonly path: Path}[]): PathTest {
	const unread = new Set<string>(gaps.map((gap) => gap.path));
	const holding = new Set<string>();
	for (const path of unread) for (let at = parentOf(path); at !== ''; at = parentOf(at)) holding.add(at);
	return (path) => {
		if (unread.has('') || unread.has(path) || holding.has(path)) return true;
		for (let at = parentOf(path); at !== ''; at = parentOf(at)) if (unread.has(at)) return true;
		return false;
	};
}

function levelOf(
	change: FileChange,
	files: FilesConfig,
	hidden: PathTest,
	{mayBeBaseFile}: Attribution,
): Finding['level'] {
	if (change.kind === 'added' && files.extra === 'note') return 'note';
	return hidden(change.path) || mayBeBaseFile(change) ? 'inconclusive' : 'drift';
}

const codes = {
	removed: 'file-missing',
	added: 'file-extra',
	modified: 'file-differs',
	mode: 'mode-differs',
	type: 'type-differs',
	target: 'target-differs',
} as const;

/** `layer`: what else is known of it, such as the image layer that brought it. */
export const changeFinding = (
	change: FileChange,
	level: Finding['level'],
	subject: string,
	layer: string | null,
): Finding =>
	finding(level, codes[change.kind], subject, {
		expected: change.expected && factOf(change.expected, change.kind),
		deployed: change.deployed && factOf(change.deployed, change.kind),
		detail: layer,
	});

/** What tells two entries apart, in one word. */
function factOf(entry: ManifestEntry, kind: FileChange['kind']): string {
	if (kind === 'type') return entry.type;
	if (kind === 'mode' && 'mode' in entry) return entry.mode;
	if (entry.type === 'file') return entry.sha256;
	if (entry.type === 'symlink') return entry.target;
	return entry.type === 'submodule' ? entry.commit : entry.type;
}

/** Paths as the repository has them; a record does not say of which directory it is, so there the image's. */
function subjectOf(files: FilesConfig, artifact: ArtifactEvidence, placement: Placed): (path: Path) => string {
	if (artifact.origin.kind === 'record') return (path) => `/${joinPath(placement.to, path)}`;
	const {path: from} = pathOf(files.from);
	return (path) => joinPath(from, path) || files.from;
}

const inferredFinding = (placement: Placed): readonly Finding[] => {
	if (placement.inferred === null) return [];
	const {byContent, byPath, of} = placement.inferred;
	const detail = `content ${byContent}, path ${byPath}, of ${of}`;
	return [finding('note', 'inferred-path', `/${placement.to}`, {detail})];
};

/** The directories that hold the files which are missing at the stated place. */
export const elsewhereFindings = ({elsewhere}: {readonly elsewhere?: Elsewhere}): readonly Finding[] =>
	elsewhere === undefined
		? []
		: elsewhere.directories.map((path) =>
				finding('note', 'files-elsewhere', `/${path}`, {detail: `${elsewhere.files} of ${elsewhere.of}`}),
			);
