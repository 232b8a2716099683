import {compareEntries, diffManifests, type FileChange} from './diff.ts';
import {alikeUnder, type Ignorable, isBuildId, isSourceMap} from './ignorable.ts';
import type {FileManifest, Gap, ManifestEntry, ModesPolicy} from './manifest.ts';
import {sortEntries} from './manifest.ts';
import {parentOf, type Path} from './path.ts';
import {pairRenames, type Rename} from './renames.ts';

/** A difference that was to be ignored, by the fewest rules that are enough for all of it. */
export type IgnoredChange = {readonly path: Path; readonly rules: readonly Ignorable[]};

/** Two file manifests compared, renames and ignored differences told apart; every list is sorted by path bytes. */
export type Comparison = {
	/** without what was renamed or ignored */
	readonly changes: readonly FileChange[];
	/** the changes that hold whatever the gaps hide */
	readonly certain: ReadonlySet<FileChange>;
	readonly renames: readonly Rename[];
	readonly ignored: readonly IgnoredChange[];
	/** entries of one path on both sides that are equal */
	readonly same: number;
	readonly expectedGaps: readonly Gap[];
	readonly deployedGaps: readonly Gap[];
};

export function compareManifests(
	expected: FileManifest,
	deployed: FileManifest,
	options: {readonly modes: ModesPolicy; readonly ignore: readonly Ignorable[]; readonly most?: number},
): Comparison {
	const {modes, ignore, most} = options;
	const {changes, same, expectedGaps, deployedGaps} = diffManifests(expected, deployed, {
		modes,
		directories: true,
		...(most === undefined ? {} : {most}),
	});
	const ignored: IgnoredChange[] = [];
	const counted = changes.filter((change) => {
		const rules = ignoredBy(change, modes, ignore);
		if (rules !== null) ignored.push({path: change.path, rules});
		return rules === null;
	});
	const inDoubt = [doubtOf(expectedGaps), doubtOf(deployedGaps)] as const;
	// What may be there, or be something else, is not known to have moved.
	const sure = new Set(
		counted.filter(({path, expected, deployed}) => !inDoubt[0](path, expected) && !inDoubt[1](path, deployed)),
	);
	const {renames: paired, rest} = pairRenames([...sure], modes);
	const certain = new Set(rest);
	const left = paired.length === 0 ? counted : counted.filter((change) => certain.has(change) || !sure.has(change));
	if (!ignore.includes('modes'))
		return {changes: left, certain, renames: paired, ignored, same, expectedGaps, deployedGaps};
	const moded = paired.flatMap(({mode, to}): IgnoredChange[] => (mode ? [{path: to.path, rules: ['modes']}] : []));
	const renames = paired.map((rename) => ({...rename, mode: false}));
	return {
		changes: left,
		certain,
		renames,
		ignored: sortEntries([...ignored, ...moded]),
		same,
		expectedGaps,
		deployedGaps,
	};
}

/** `equal`: null where nothing certain differs but not everything was read. */
export function equality({certain, renames, expectedGaps, deployedGaps}: Comparison): boolean | null {
	if (certain.size + renames.length > 0) return false;
	return expectedGaps.length + deployedGaps.length > 0 ? null : true;
}

/** Null where something of the change counts. */
function ignoredBy(
	{kind, path, expected, deployed}: FileChange,
	modes: ModesPolicy,
	ignore: readonly Ignorable[],
): readonly Ignorable[] | null {
	if (kind === 'mode') return ignore.includes('modes') ? ['modes'] : null;
	const sides = [expected, deployed].filter((entry) => entry !== null);
	const files = sides.filter((entry) => entry.type === 'file');
	if (files.length < sides.length) return null;
	const maps = ignore.includes('source-maps') && isSourceMap(path);
	const [a, b] = files;
	if (b === undefined) return maps ? ['source-maps'] : null;
	const ids = ignore.includes('build-ids') && files.every((file) => isBuildId(path, file));
	const content = maps ? (['source-maps'] as const) : ids ? (['build-ids'] as const) : alikeUnder(path, a!, b, ignore);
	if (content === null) return null;
	const {sha256, size} = b;
	if (compareEntries({...a!, sha256, size}, b, modes) === null) return content;
	return ignore.includes('modes') ? ['modes', ...content] : null;
}

/**
 * Whether more could have been seen of a path on a side. Where image layers were lost ('' is unread), what was seen may
 * have been replaced; elsewhere a gap hides what is not there, at its path and below.
 */
function doubtOf(gaps: readonly Gap[]): (path: Path, seen: ManifestEntry | null) => boolean {
	const places = new Set<Path>(gaps.map((gap) => gap.path));
	if (places.size === 0) return () => false;
	if (places.has('' as Path)) return () => true;
	return (path, seen) => {
		if (seen === null) for (let place = path; place !== ''; place = parentOf(place)) if (places.has(place)) return true;
		return false;
	};
}
