import type {Comparison} from '../model/comparison.ts';
import type {FileChange} from '../model/diff.ts';
import type {ModesPolicy} from '../model/manifest.ts';
import type {Rename} from '../model/renames.ts';

/** A directory that is gone and one that is new, and how many files moved from one to the same names in the other. */
export type RenamedDirectory = {readonly from: string; readonly to: string; readonly files: number};

export type ToldRenames = {
	readonly directories: readonly RenamedDirectory[];
	/** those that no directory accounts for */
	readonly renames: readonly Rename[];
	/** without the directories that went and came with a renamed one */
	readonly changes: readonly FileChange[];
};

/** Names at the end of a path that two directories are looked for above. */
const mostNames = 64;

/** Tells renames of files as renames of whole directories where that says the same in fewer words. */
export function foldRenames({changes, certain, renames}: Comparison, modes: ModesPolicy): ToldRenames {
	const gone = directories(changes, certain, 'removed', modes);
	const fresh = directories(changes, certain, 'added', modes);
	const movedTo = (from: string, to: string): boolean => gone.has(from) && gone.get(from) === fresh.get(to);
	const groups = new Map<string, {readonly from: string; readonly to: string; readonly renames: Rename[]}>();
	for (const rename of renames) {
		const above = rename.mode ? null : topmost(rename, movedTo);
		if (above === null) continue;
		const key = `${above.from}\0${above.to}`;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, {...above, renames: [rename]});
		else group.renames.push(rename);
	}
	// One file says as much by itself, and a directory is told once.
	const told = new Set<string>();
	const kept = [...groups.values()]
		.filter((group) => group.renames.length > 1)
		.sort((a, b) => b.renames.length - a.renames.length)
		.filter(({from, to}) => {
			const first = !told.has(from) && !told.has(to);
			if (first) told.add(from).add(to);
			return first;
		});
	const folded = new Set(kept.flatMap((group) => group.renames));
	const partners = new Map(kept.flatMap(({from, to}) => [[from, to] as const, [to, from] as const]));
	const isTold = ({path, kind}: FileChange): boolean => {
		if (!gone.has(path) && !fresh.has(path)) return false;
		const [own, other] = kind === 'removed' ? [gone, fresh] : [fresh, gone];
		for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
			const partner = partners.get(path.slice(0, end));
			if (partner !== undefined) return own.has(path) && own.get(path) === other.get(`${partner}${path.slice(end)}`);
		}
		return false;
	};
	return {
		directories: kept.map(({from, to, renames: files}) => ({from, to, files: files.length})),
		renames: renames.filter((rename) => !folded.has(rename)),
		changes: kept.length === 0 ? changes : changes.filter((change) => !isTold(change)),
	};
}

/** Directories that are on one side for certain, with what the policy compares of their mode. */
function directories(
	changes: readonly FileChange[],
	certain: ReadonlySet<FileChange>,
	kind: 'added' | 'removed',
	modes: ModesPolicy,
): ReadonlyMap<string, string> {
	return new Map(
		changes.flatMap((change) => {
			const entry = change.expected ?? change.deployed;
			if (change.kind !== kind || entry?.type !== 'directory' || !certain.has(change)) return [];
			return [[change.path as string, modes === 'exact' ? entry.mode : '']];
		}),
	);
}

/** The topmost directories in which both paths end alike. */
function topmost(
	{from, to}: Rename,
	movedTo: (from: string, to: string) => boolean,
): {from: string; to: string} | null {
	let found: {from: string; to: string} | null = null;
	let [a, b]: [string, string] = [from.path, to.path];
	for (let names = 0; names < mostNames; names++) {
		const [i, j] = [a.lastIndexOf('/'), b.lastIndexOf('/')];
		if (i < 0 || j < 0 || a.slice(i) !== b.slice(j)) break;
		[a, b] = [a.slice(0, i), b.slice(0, j)];
		if (movedTo(a, b)) found = {from: a, to: b};
	}
	return found;
}
