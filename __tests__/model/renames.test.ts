import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {diffManifests} from '../../src/model/diff.ts';
import type {ManifestEntry, ModesPolicy} from '../../src/model/manifest.ts';
import {sortEntries} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import {pairRenames} from '../../src/model/renames.ts';

const file = (path: string, content = '1', mode = '0644'): ManifestEntry => ({
	path: asPath(path),
	type: 'file',
	sha256: content.padEnd(64, '0'),
	size: content === '' ? 0 : 1,
	mode,
});
const renamesOf = (
	expected: readonly ManifestEntry[],
	deployed: readonly ManifestEntry[],
	modes: ModesPolicy = 'executable',
) => {
	const side = (entries: readonly ManifestEntry[]) =>
		({assurance: 'verified', entries: sortEntries(entries), gaps: []}) as const;
	return pairRenames(diffManifests(side(expected), side(deployed), {modes, directories: true}).changes, modes);
};
const told = (expected: readonly string[], deployed: readonly string[]): string[] =>
	renamesOf(
		expected.map((path) => file(path)),
		deployed.map((path) => file(path)),
	).renames.map(({from, to}) => `${from.path} → ${to.path}`);

describe('a file that is gone and a new one of the same content', () => {
	test('are one file that moved', () => {
		const {renames, rest} = renamesOf([file('a'), file('x', '2')], [file('b'), file('x', '3')]);
		expect(renames).toEqual([{from: file('a'), to: file('b'), mode: false}]);
		expect(rest.map(({path}) => path)).toEqual(['x']);
	});

	test('are no rename where the content or the type differs', () => {
		expect(renamesOf([file('a', '1')], [file('b', '2')]).renames).toEqual([]);
		const link = {path: asPath('b'), type: 'symlink', target: 'x'} as const;
		expect(renamesOf([{...link, path: asPath('a')}], [link]).renames).toEqual([]);
	});

	test('never pair where they are empty', () => {
		const {renames, rest} = renamesOf([file('a', '')], [file('b', '')]);
		expect(renames).toEqual([]);
		expect(rest).toHaveLength(2);
	});

	test('are a copy, not a rename, where the old path still stands', () => {
		expect(told(['a'], ['a', 'b'])).toEqual([]);
	});

	test('say when the mode changed on the way, as the policy sees modes', () => {
		const moved = (modes: ModesPolicy) => renamesOf([file('a', '1', '0640')], [file('b', '1', '0644')], modes).renames;
		expect(moved('exact')[0]!.mode).toBe(true);
		expect(moved('executable')[0]!.mode).toBe(false);
	});
});

describe('of several files of one content', () => {
	test('those of the same base name pair first', () => {
		expect(told(['a/x', 'a/y'], ['b/y', 'a/z'])).toEqual(['a/x → a/z', 'a/y → b/y']);
	});
	test('those that share the most names at the end pair before those that share the base name alone', () => {
		expect(told(['old/p/x', 'old/q/x'], ['new/q/x', 'new/p/x'])).toEqual(['old/p/x → new/p/x', 'old/q/x → new/q/x']);
		expect(told(['a/q/x'], ['a/b/x', 'z/q/x'])).toEqual(['a/q/x → z/q/x']);
	});
	test('of equal ends those that share the most directories at the beginning pair', () => {
		expect(told(['b/q/x'], ['a/s/x', 'b/r/x'])).toEqual(['b/q/x → b/r/x']);
		expect(told(['b/c/1'], ['b/2', 'b/c/d/3', 'a/4'])).toEqual(['b/c/1 → b/c/d/3']);
	});
	test('what is left pairs in the order of path bytes', () => {
		expect(told(['1', '2'], ['3', '4', '5'])).toEqual(['1 → 3', '2 → 4']);
	});
});

test('as many files pair as can, each once, and nothing is lost', () => {
	const name = fc.array(fc.constantFrom('a', 'b', 'a-b'), {minLength: 1, maxLength: 4}).map((names) => names.join('/'));
	const side = fc.uniqueArray(fc.tuple(name, fc.constantFrom('1', '2', '')), {selector: ([path]) => path});
	fc.assert(
		fc.property(side, side, (left, right) => {
			const [expected, deployed] = [left, right].map((files) => files.map(([path, text]) => file(path, text)));
			const {renames, rest} = renamesOf(expected!, deployed!);
			const all = renamesOf(expected!, deployed!, 'none');
			expect(all.renames.length).toBe(renames.length);
			for (const content of ['1', '2']) {
				const only = (from: typeof left, other: typeof left) =>
					from.filter(([path, text]) => text === content && !other.some(([same]) => same === path)).length;
				const pairs = renames.filter(({from}) => from.sha256.startsWith(content));
				expect(pairs.length).toBe(Math.min(only(left, right), only(right, left)));
			}
			const seen = [...renames.flatMap(({from, to}) => [from.path, to.path]), ...rest.map(({path}) => path)];
			expect(new Set(seen).size).toBe(seen.length);
		}),
	);
});

describe('hundreds of thousands of equal files pair in seconds', () => {
	const many = (top: string, depth: number) =>
		Array.from({length: 150_000}, (_, at) => file(`${top}/${`${at % 300}/`.repeat(depth)}${top}${at}`));
	test.each([
		['of other base names', many('old', 3), many('new', 2)],
		['in directories that are far apart', many('a', 1), many('a', 3).map(({path}) => file(`b/${path}`))],
		['of which most are left over', many('old', 3), many('new', 2).slice(0, 9)],
	])('%s', (_, expected, deployed) => {
		const start = performance.now();
		expect(renamesOf(expected, deployed).renames).toHaveLength(Math.min(expected.length, deployed.length));
		expect(performance.now() - start).toBeLessThan(20_000);
	});
});
