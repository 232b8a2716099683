import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {diffManifests, type FileDiff} from '../../src/model/diff.ts';
import {subtree} from '../../src/model/manifest.ts';
import type {Path} from '../../src/model/path.ts';
import type {Listing} from '../../src/rootfs/listing.ts';
import {lowerNeeds} from '../../src/rootfs/lower-needs.ts';
import {Pending} from '../../src/rootfs/pending.ts';
import {squash} from '../../src/rootfs/squash.ts';
import {Upper} from '../../src/rootfs/upper.ts';
import {list} from '../builders/layer.ts';
import {directory, file, hardlink, symlink, tarOf, whiteout} from '../builders/tar.ts';

const layers = (...parts: (readonly Uint8Array[])[]): Promise<Listing[]> =>
	Promise.all(parts.map((part) => list(tarOf(...part))));

const needed = async (left: readonly Uint8Array[], right: readonly Uint8Array[], within = '') => {
	const [a, b] = await layers(left, right);
	const {paths, trees} = lowerNeeds([[a!], [b!]], within as Path);
	return {paths: [...paths].sort(), trees: [...trees].sort()};
};
const nothing = {paths: [], trees: []};

describe('what two images need to know of the image layers below that they share', () => {
	test('nothing, where both lay over them the same names', async () => {
		const own = (text: string) => [directory('app'), directory('app/dist'), file('app/dist/index.js', text)];
		expect(await needed(own('1'), own('22'))).toEqual(nothing);
	});

	test('nothing, where directories on the way are said by neither', async () => {
		expect(await needed([file('app/dist/a', '1')], [file('app/dist/a', '2')])).toEqual(nothing);
	});

	test('nothing, where both take the same away', async () => {
		const own = (text: string) => [file('app/a', text), whiteout('.wh.old'), file('dist/.wh..wh..opq', '')];
		expect(await needed(own('1'), own('2'))).toEqual(nothing);
	});

	test('what stands where one of them has a file of its own, and below', async () => {
		const dist = [directory('app'), file('app/a', '1')];
		expect(await needed(dist, [...dist, file('app/b', '2')])).toEqual({paths: [], trees: ['app/b']});
	});

	test('all that is below what one of them takes away or has another kind of thing for', async () => {
		const dist = [directory('app'), file('app/a', '1')];
		expect(await needed(dist, [...dist, whiteout('app/.wh.b')])).toEqual({paths: [], trees: ['app/b']});
		expect(await needed(dist, [...dist, file('app/.wh..wh..opq', '')])).toEqual({paths: [], trees: ['app']});
		expect(await needed([directory('x')], [symlink('x', 'y')])).toEqual({paths: [], trees: ['x']});
	});

	test('the mode of a directory that one of them names and the other has things in', async () => {
		expect(await needed([file('app/a', '1')], [directory('app', 0o700), file('app/a', '1')])).toEqual({
			paths: ['app'],
			trees: [],
		});
	});

	test('what a hardlink of either leads to, also where something was laid over it', async () => {
		const link = [hardlink('a', 'bin/busybox')];
		expect(await needed(link, link)).toEqual({paths: ['bin/busybox'], trees: []});
		const upper = new Upper();
		for (const [at, listing] of (await layers(link, [file('a/b', '1')])).entries()) upper.lay(listing, at);
		expect(upper.links).toEqual([{path: 'a', target: 'bin/busybox'}]);
	});

	test('no more than lies at the path that is asked for', async () => {
		const dist = [directory('app'), file('app/a', '1')];
		const more = [...dist, file('etc/conf', '1'), hardlink('lib/x', 'lib/y')];
		expect(await needed(dist, more, 'app')).toEqual(nothing);
		expect(await needed(dist, [hardlink('app', 'bin')], 'app/dist')).toEqual({paths: ['bin'], trees: ['app/dist']});
		expect(await needed(dist, [file('app', 'a file now')], 'app/dist')).toEqual({paths: [], trees: ['app/dist']});
	});
});

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, {minLength: 1, maxLength: 3}).map((parts) => parts.join('/'));
const entry = fc.oneof(
	{weight: 4, arbitrary: fc.tuple(path, fc.constantFrom('1', '22')).map(([at, text]) => file(at, text))},
	{weight: 2, arbitrary: fc.tuple(path, fc.constantFrom(0o700, 0o755)).map(([at, mode]) => directory(at, mode))},
	fc.tuple(path, path).map(([at, to]) => symlink(at, to)),
	fc.tuple(path, path).map(([at, to]) => hardlink(at, to)),
	path.map((at) => whiteout(at.replace(/[^/]+$/, '.wh.$&'))),
	path.map((at) => file(`${at}/.wh..wh..opq`, '')),
	fc.constant(file('.wh..wh..opq', '')),
	// an entry that cannot be read
	path.map((at) => file(at, '', {flag: 'Z'})),
);
/** Image layers of two images that hold much the same: each entry is in the left one, the right one or both. */
const own = fc
	.array(fc.array(fc.tuple(entry, fc.constantFrom('left', 'right', 'both', 'both')), {maxLength: 5}), {maxLength: 2})
	.map((lists) =>
		(['left', 'right'] as const).map((side) =>
			lists.map((parts) => parts.flatMap(([part, where]) => (where === side || where === 'both' ? [part] : []))),
		),
	);

const without = ({changes}: FileDiff): unknown =>
	changes.map(({expected, deployed, ...change}) => {
		const bare = (one: typeof expected) => one && {...one, layer: null};
		return {...change, expected: bare(expected), deployed: bare(deployed)};
	});

test('two images differ as their whole trees do, with no more of the shared image layers than they need', async () => {
	const seen = {none: 0, some: 0, all: 0, changes: 0, gaps: 0};
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(entry, {maxLength: 5}), {maxLength: 4}),
			own,
			fc.option(path, {nil: ''}),
			async (sharedParts, [leftParts, rightParts], within) => {
				const [shared, left, right] = await Promise.all([
					layers(...sharedParts),
					layers(...leftParts!),
					layers(...rightParts!),
				]);
				const needs = lowerNeeds([left, right], within as Path);
				const pending = new Pending(needs.paths, needs.trees, true);
				let unread = shared.length;
				while (unread > 0 && !pending.settled) pending.take(shared[--unread]!);
				const tree = (below: readonly Listing[], own: readonly Listing[]) => {
					const {manifest} = squash([...below, ...own]);
					return subtree(manifest, within) ?? {...manifest, entries: [], gaps: []};
				};
				const diff = (below: readonly Listing[]) =>
					diffManifests(tree(below, left), tree(below, right), {modes: 'exact', directories: true});
				const whole = diff(shared);
				const part = diff(shared.slice(unread));
				expect(without(part)).toEqual(without(whole));
				// A gap in what was left unread is on both sides or covered on both: nothing differs by it.
				for (const side of ['expectedGaps', 'deployedGaps'] as const)
					for (const gap of part[side]) expect(whole[side].map(({path}) => path)).toContain(gap.path);
				if (unread === 0) expect(part.same).toBe(whole.same);
				else expect(part.same).toBeLessThanOrEqual(whole.same);
				if (shared.length > 0) seen[unread === shared.length ? 'none' : unread === 0 ? 'all' : 'some']++;
				if (unread > 0 && whole.changes.length > 0) seen.changes++;
				if (whole.expectedGaps.length > 0) seen.gaps++;
			},
		),
		{numRuns: 6_000},
	);
	expect(seen.none).toBeGreaterThan(300);
	expect(seen.some).toBeGreaterThan(100);
	expect(seen.changes).toBeGreaterThan(100);
	expect(seen.gaps).toBeGreaterThan(100);
});
