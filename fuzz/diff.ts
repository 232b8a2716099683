import {type Comparison, compareManifests, equality} from '../src/model/comparison.ts';
import {type Ignorable, ignorables} from '../src/model/ignorable.ts';
import type {FileManifest, Gap, ModesPolicy} from '../src/model/manifest.ts';
import {comparePaths, type Path} from '../src/model/path.ts';
import {alikeBy, modeSeen, movedOf} from './diff-model.ts';
import {type Side, sidesOf} from './diff-sides.ts';
import type {Random} from './random.ts';
import type {Case, Target} from './target.ts';

/** What a comparison says, without its order. */
function told({changes, renames, ignored, same, certain}: Comparison): unknown {
	return {
		changes: changes.map((change) => [change.path, change.kind, certain.has(change)]),
		renames: renames.map(({from, to, mode}) => [from.path, to.path, mode]).sort(),
		ignored: ignored.map(({path, rules}) => [path, rules]).sort(),
		same,
	};
}
const mirrored = (comparison: Comparison): Comparison => {
	const other = {added: 'removed', removed: 'added'} as const;
	const changes = comparison.changes.map((change) => ({
		...change,
		kind: change.kind === 'added' || change.kind === 'removed' ? other[change.kind] : change.kind,
	}));
	const certain = new Set(changes.filter((_, at) => comparison.certain.has(comparison.changes[at]!)));
	const renames = comparison.renames.map(({from, to, mode}) => ({from: to, to: from, mode}));
	// A rename whose mode was ignored is told by where the file is now.
	return {...comparison, changes, certain, renames};
};

function modelled(
	one: Case,
	[left, right]: [Side, Side],
	comparison: Comparison,
	modes: ModesPolicy,
	ignore: readonly Ignorable[],
): void {
	const ignored = new Map<string, readonly Ignorable[]>();
	const gone = new Map<string, string[]>();
	const fresh = new Map<string, string[]>();
	for (const path of new Set([...left.files.keys(), ...right.files.keys()])) {
		const [a, b] = [left.files.get(path), right.files.get(path)];
		if (a === undefined || b === undefined) {
			const side = a === undefined ? fresh : gone;
			const {text} = (a ?? b)!;
			if (ignore.includes('source-maps') && path.endsWith('.map')) ignored.set(path, ['source-maps']);
			else if (text !== '') side.set(text, [...(side.get(text) ?? []), path]);
			continue;
		}
		const rules = alikeBy(path, a, b, ignore);
		const moded = modeSeen(modes, a.entry.mode) !== modeSeen(modes, b.entry.mode);
		if (rules === null || (moded && !ignore.includes('modes'))) continue;
		if (rules.length > 0 || moded) ignored.set(path, [...(moded ? (['modes'] as const) : []), ...rules]);
	}
	const moves = [...gone].flatMap(([text, paths]) => movedOf(paths, fresh.get(text) ?? []));
	const renames = moves.map(([from, to]) => {
		const [a, b] = [left.files.get(from)!.entry.mode, right.files.get(to)!.entry.mode];
		const mode = modeSeen(modes, a) !== modeSeen(modes, b);
		if (mode && ignore.includes('modes')) ignored.set(to, ['modes']);
		return [from, to, mode && !ignore.includes('modes')];
	});
	one.with('the rules tried on whole texts');
	const of = (paths: ReadonlyMap<string, unknown>): unknown =>
		[...paths].filter(([path]) => left.files.has(path) || right.files.has(path)).sort();
	one.same('what is ignored', of(new Map(comparison.ignored.map(({path, rules}) => [path, rules]))), of(ignored));
	one.same(
		'what moved',
		comparison.renames.map(({from, to, mode}) => [from.path, to.path, mode]).sort(),
		renames.sort(),
	);
}

function holdsTogether(
	one: Case,
	[left, right]: [Side, Side],
	comparison: Comparison,
	ignore: readonly Ignorable[],
): void {
	const [a, b] = [left, right].map(({manifest}) => new Set<string>(manifest.entries.map(({path}) => path)));
	const {changes, renames, ignored, same, certain} = comparison;
	for (const {path, rules} of ignored)
		one.holds(
			`${path} is ignored by what was not asked for`,
			rules.length > 0 && rules.every((rule) => ignore.includes(rule)),
		);
	const types = new Map([...left.manifest.entries, ...right.manifest.entries].map(({path, type}) => [path, type]));
	for (const {path, rules} of ignored)
		one.holds(
			`${path} is no file`,
			types.get(path) === 'file' || (types.get(path) === 'directory' && `${rules}` === 'modes'),
		);
	for (const {from, to} of renames) {
		one.holds(
			`${from.path} to ${to.path} is another content`,
			from.sha256 === to.sha256 && from.size === to.size && from.size > 0,
		);
		one.holds(`${from.path} is still there`, a!.has(from.path) && !b!.has(from.path));
		one.holds(`${to.path} was there before`, b!.has(to.path) && !a!.has(to.path));
	}
	const paired = renames.flatMap(({from, to}): string[] => [from.path, to.path]);
	one.same('paths that moved twice', new Set(paired).size, paired.length);
	// Each path that is on some side is equal, changed, ignored or moved, and nothing twice; a moved one may be ignored in its mode.
	const ofOwn = ignored.filter(({path}) => !paired.includes(path)).map(({path}) => path);
	const all = [...changes.map(({path}) => path), ...ofOwn, ...paired];
	one.same('paths told twice', new Set(all).size, all.length);
	one.same('all paths', all.length + same, new Set([...a!, ...b!]).size);
	for (const change of certain) one.holds(`${change.path} is certain and no change`, changes.includes(change));
	for (const list of [changes, ignored])
		one.holds(
			'a list in the order of its paths',
			list.every(({path}, at) => at === 0 || comparePaths(list[at - 1]!.path, path) < 0),
		);
}

function run(random: Random, one: Case): void {
	const modes = random.pick(['exact', 'executable', 'none'] as const);
	const ignore = ignorables.filter(() => random.oneIn(2));
	const sides = sidesOf(random, ignore);
	const [left, right] = sides.map(({manifest}) => manifest) as [FileManifest, FileManifest];
	const comparison = compareManifests(left, right, {modes, ignore});
	one.took(true);
	modelled(one, sides, comparison, modes, ignore);
	holdsTogether(one, sides, comparison, ignore);
	const swapped = compareManifests(right, left, {modes, ignore});
	one.with('the sides swapped');
	if (!ignore.includes('modes')) one.same('swapped', told(mirrored(swapped)), told(comparison));
	one.same('equal, whichever side is first', equality(swapped), equality(comparison));
	one.same('a side and itself', told(compareManifests(left, left, {modes, ignore})), {
		changes: [],
		renames: [],
		ignored: [],
		same: left.entries.length,
	});

	// What was not read makes nothing more certain, and nothing equal.
	const gaps: Gap[] = Array.from({length: random.between(1, 2)}, () => ({
		path: random.pick(['', 'd', 'd/e', 'd/a.js', 'x']) as Path,
		fault: {code: 'cut-stream', detail: ''},
	}));
	const on = random.oneIn(2);
	const partly = compareManifests(on ? {...left, gaps} : left, on ? right : {...right, gaps}, {modes, ignore});
	holdsTogether(one, sides, partly, ignore);
	one.holds('equal with a gap', equality(partly) !== true);
	if (equality(comparison) !== false) one.same('what differs by a gap', equality(partly), null);
}

export const diff: Target = {name: 'diff', share: 60, run};
