import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Path} from '../../src/model/path.ts';
import type {Listing} from '../../src/rootfs/listing.ts';
import {Pending} from '../../src/rootfs/pending.ts';
import {squash} from '../../src/rootfs/squash.ts';
import {list} from '../builders/layer.ts';
import {directory, file, hardlink, symlink, tarOf, whiteout} from '../builders/tar.ts';

const asked = (...paths: string[]): ReadonlySet<Path> => new Set(paths as Path[]);

/** How many image layers, from the top, settle the paths; null where even all of them do not. */
function needed(paths: ReadonlySet<Path>, fromBottom: readonly Listing[]): number | null {
	const pending = new Pending(paths);
	for (const [taken, listing] of fromBottom.toReversed().entries()) {
		if (pending.settled) return taken;
		pending.take(listing);
	}
	return pending.settled ? fromBottom.length : null;
}

const layers = (...parts: (readonly Uint8Array[])[]): Promise<Listing[]> =>
	Promise.all(parts.map((part) => list(tarOf(...part))));

describe('what lower image layers may still change', () => {
	test('a path that the top image layer holds needs no other', async () => {
		const all = await layers([file('app/a', 'old')], [file('other', 'x')], [file('app/a', 'new')]);
		expect(needed(asked('app/a'), all)).toBe(1);
	});

	test('a path that nothing holds needs every image layer', async () => {
		expect(needed(asked('app/b'), await layers([file('app/a', '1')], [file('app/a', '2')]))).toBeNull();
	});

	test('a whiteout, an opaque directory and a file in its way hide a path for good', async () => {
		const below = [file('app/dist/b', 'old')];
		expect(needed(asked('app/dist/b'), await layers(below, [whiteout('app/dist/b')]))).toBe(1);
		expect(needed(asked('app/dist/b'), await layers(below, [whiteout('app')]))).toBe(1);
		expect(needed(asked('app/dist/b'), await layers(below, [file('app/dist/.wh..wh..opq', '')]))).toBe(1);
		expect(needed(asked('app/dist/b'), await layers(below, [file('app', 'now a file')]))).toBe(1);
		expect(needed(asked('app/dist/b'), await layers(below, [symlink('app', 'elsewhere')]))).toBe(1);
	});

	test('an opaque directory hides what is in it, not itself', async () => {
		expect(needed(asked('app'), await layers([file('app', 'a file')], [file('app/.wh..wh..opq', '')]))).toBe(2);
	});

	test('a hardlink to a lower image layer is settled with its target', async () => {
		const all = await layers([file('z', '1')], [file('t', 'target')], [file('q', '2')], [hardlink('app/a', 't')]);
		expect(needed(asked('app/a'), all)).toBe(3);
	});

	test('a directory that is only on the way to something takes its mode from below', async () => {
		expect(needed(asked('app'), await layers([directory('app', 0o700)], [file('app/a', 'x')]))).toBe(2);
	});

	test('an entry that could not be read settles nothing', async () => {
		const [lower] = await layers([file('a', 'x')]);
		const upper: Listing = {
			...lower!,
			entries: [],
			gaps: [{path: 'a' as Path, fault: {code: 'unsupported-tar-entry', detail: 'a'}}],
		};
		expect(needed(asked('a'), [lower!, upper])).toBe(2);
	});
});

test('a link to what was rightly left unread casts no doubt on a file that stands where a directory took its place', async () => {
	const all = await layers(
		[file('c/a', '')],
		[hardlink('d', 'c/a'), file('c', '')],
		[file('d/.wh..wh..opq', '')],
		[file('d', '')],
	);
	expect(needed(new Set(['d', 'c/a'] as Path[]), all)).toBe(3);
	for (const upper of [all, all.slice(1)]) {
		const {entries, gaps} = squash(upper).manifest;
		expect([entries.map(({path}) => path), gaps]).toEqual([['c', 'd'], []]);
	}
});

test('settled paths are what the squash of all image layers holds there', async () => {
	const name = fc.constantFrom('a', 'b', 'c', 'd');
	const path = fc.array(name, {minLength: 1, maxLength: 3}).map((parts) => parts.join('/'));
	const entry = fc.oneof(
		{weight: 4, arbitrary: fc.tuple(path, fc.string({maxLength: 3})).map(([at, text]) => file(at, text))},
		fc.tuple(path, fc.constantFrom(0o700, 0o755)).map(([at, mode]) => directory(at, mode)),
		fc.tuple(path, path).map(([at, to]) => symlink(at, to)),
		fc.tuple(path, path).map(([at, to]) => hardlink(at, to)),
		path.map((at) => whiteout(at)),
		path.map((at) => file(`${at}/.wh..wh..opq`, '')),
	);
	let early = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(entry, {maxLength: 5}), {minLength: 2, maxLength: 4}),
			fc.array(path, {minLength: 1, maxLength: 3}),
			async (parts, wanted) => {
				const all = await layers(...parts);
				const paths = new Set(wanted as Path[]);
				const count = needed(paths, all);
				if (count === null || count === all.length) return;
				// A gap of an image layer that nothing depends on is not met at all when it is left unread.
				if (squash(all).manifest.gaps.length > 0) return;
				early++;
				const at = (listings: readonly Listing[], shift: number) => {
					const {manifest} = squash(listings);
					return {
						entries: manifest.entries
							.filter((one) => paths.has(one.path))
							.map((one) => ({...one, layer: one.layer! + shift})),
						gaps: manifest.gaps.filter((gap) => paths.has(gap.path)),
					};
				};
				const lower = all.length - count;
				expect(at(all.slice(lower), lower)).toEqual(at(all, 0));
			},
		),
		{numRuns: 10_000},
	);
	expect(early).toBeGreaterThan(300);
});
