import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {FileEntry} from '../../src/model/manifest.ts';
import {comparePaths} from '../../src/model/path.ts';
import {image} from '../builders/layer.ts';
import {directory, file, hardlink, symlink, whiteout} from '../builders/tar.ts';

// A second, slow reading of the rules: flat maps from path to entry, each rule written as a search over all paths.

type Step =
	| {do: 'file'; path: string; text: string; mode: number}
	| {do: 'directory'; path: string; mode: number}
	| {do: 'symlink'; path: string; target: string}
	| {do: 'hardlink'; path: string; target: string}
	| {do: 'whiteout'; path: string}
	| {do: 'opaque'; path: string};
type Entry = {type: string; what: string; layer: number};
type Tree = Map<string, Entry>;

const implied = (layer: number): Entry => ({type: 'directory', what: '0755?', layer});
const above = (path: string): string[] =>
	path
		.split('/')
		.slice(0, -1)
		.map((_, i, parts) => parts.slice(0, i + 1).join('/'));
const below = (tree: Tree, path: string): string[] => [...tree.keys()].filter((other) => other.startsWith(`${path}/`));
const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** The directory a path is in, after symlinks; null where there is none to be had. */
function follow(tree: Tree, path: string, links = 0): string | null {
	let at = '';
	for (const [index, part] of path.split('/').entries()) {
		if (part === '' || part === '.') continue;
		if (part === '..') {
			at = at.split('/').slice(0, -1).join('/');
			continue;
		}
		const next = at === '' ? part : `${at}/${part}`;
		const entry = tree.get(next);
		if (entry?.type === 'symlink') {
			if (links > 30) return null;
			const rest = path
				.split('/')
				.slice(index + 1)
				.join('/');
			return follow(tree, `${entry.what.startsWith('/') ? '' : at}/${entry.what}/${rest}`, links + 1);
		}
		if (entry !== undefined && entry.type !== 'directory') return null;
		at = next;
	}
	return at;
}

class Model {
	tree: Tree = new Map();
	/** steps that a runtime would refuse are left out of the archive too */
	layer(steps: readonly Step[], index: number): Step[] {
		const upper: Tree = new Map();
		// As an overlay file system has them: a device in a directory, an attribute of one. They go with it.
		let gone: string[] = [];
		let opaque: string[] = [];
		const taken = steps.filter((step) => {
			const parent = follow(upper, step.do === 'opaque' ? step.path : (above(step.path).at(-1) ?? ''));
			if (parent === null) return false;
			const path = step.do === 'opaque' ? parent : `${parent}/${step.path.split('/').at(-1)}`.replace(/^\//, '');
			let entry: Entry | null = null;
			if (step.do === 'file') entry = {type: 'file', what: `${octal(step.mode)} ${step.text.length}`, layer: index};
			else if (step.do === 'directory') entry = {type: 'directory', what: octal(step.mode), layer: index};
			else if (step.do === 'symlink') entry = {type: 'symlink', what: step.target, layer: index};
			else if (step.do === 'hardlink') {
				if (
					above(step.target).some((other) => upper.get(other)?.type === 'symlink') ||
					step.target === path ||
					above(path).includes(step.target)
				)
					return false;
				if (!upper.has(step.target) && gone.includes(step.target)) return false;
				const target = upper.get(step.target) ?? this.tree.get(step.target);
				if (target === undefined || target.type === 'directory') return false;
				// What lies below a link to a lower layer's symlink is told as a gap; see the tests of gaps.
				if (!upper.has(step.target) && target.type === 'symlink') return false;
				if (above(step.target).some((other) => upper.has(other) && upper.get(other)!.type !== 'directory'))
					return false;
				entry = {...target, layer: index};
			}
			for (const other of path === '' ? [] : [...above(path), ...(step.do === 'opaque' ? [path] : [])])
				if (!upper.has(other)) upper.set(other, implied(index));
			if (step.do === 'whiteout') gone.push(path);
			else if (step.do === 'opaque') {
				if (path !== '') opaque.push(path);
			} else {
				if (upper.get(path)?.type !== 'directory' || entry!.type !== 'directory') {
					for (const other of below(upper, path)) upper.delete(other);
					gone = gone.filter((other) => !other.startsWith(`${path}/`));
					opaque = opaque.filter((other) => other !== path && !other.startsWith(`${path}/`));
				}
				if (entry!.type === 'directory') gone = gone.filter((other) => other !== path);
				upper.set(path, entry!);
			}
			return true;
		});
		const merged: Tree = new Map();
		for (const [path, entry] of this.tree) {
			const own = [...above(path), path];
			if (own.some((other) => gone.includes(other) || (upper.has(other) && upper.get(other)!.type !== 'directory')))
				continue;
			if (above(path).some((other) => opaque.includes(other))) continue;
			// A lower file below which, or as which, the upper layer has a directory is hidden by it.
			if (upper.has(path) && entry.type !== 'directory') continue;
			merged.set(path, entry);
		}
		for (const [path, entry] of upper) if (entry.what !== '0755?' || !merged.has(path)) merged.set(path, entry);
		this.tree = merged;
		return taken;
	}
}

const parts: Record<Step['do'], (step: never) => Buffer> = {
	file: (step: Extract<Step, {do: 'file'}>) => file(step.path, step.text, {mode: step.mode}),
	directory: (step: Extract<Step, {do: 'directory'}>) => directory(step.path, step.mode),
	symlink: (step: Extract<Step, {do: 'symlink'}>) => symlink(step.path, step.target),
	hardlink: (step: Extract<Step, {do: 'hardlink'}>) => hardlink(step.path, step.target),
	whiteout: (step: Extract<Step, {do: 'whiteout'}>) => whiteout(step.path.replace(/[^/]+$/, '.wh.$&')),
	opaque: (step: Extract<Step, {do: 'opaque'}>) =>
		whiteout(step.path === '' ? '.wh..wh..opq' : `${step.path}/.wh..wh..opq`),
};

const path = fc
	.array(fc.constantFrom('a', 'b', 'a-', 'c'), {minLength: 1, maxLength: 3})
	.map((names) => names.join('/'));
const mode = fc.constantFrom(0o644, 0o755, 0o700, 0o4755);
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({do: fc.constant('file' as const), path, text: fc.constantFrom('', 'x', 'yy', 'zzz'), mode}),
	},
	{weight: 3, arbitrary: fc.record({do: fc.constant('directory' as const), path, mode})},
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('symlink' as const),
			path,
			target: fc.constantFrom('a', '/b', '../a', 'b/c', '..', './c/../b', '/'),
		}),
	},
	{weight: 2, arbitrary: fc.record({do: fc.constant('hardlink' as const), path, target: path})},
	{weight: 2, arbitrary: fc.record({do: fc.constant('whiteout' as const), path})},
	{weight: 1, arbitrary: fc.record({do: fc.constant('opaque' as const), path: fc.oneof(path, fc.constant(''))})},
);

const shown = (entry: FileEntry): string =>
	entry.type === 'file'
		? `${entry.mode} ${entry.size}`
		: entry.type === 'symlink'
			? entry.target
			: entry.type === 'directory'
				? entry.mode
				: '';

test('any image layers add up to what the rules say, one path at a time', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.array(step, {maxLength: 10}), {minLength: 1, maxLength: 4}), async (layers) => {
			const model = new Model();
			const archives = layers.map((steps, index) =>
				model.layer(steps, index).map((one) => parts[one.do](one as never)),
			);
			const {manifest} = await image(...archives);
			const expected = [...model.tree]
				.sort(([a], [b]) => comparePaths(a, b))
				.map(([at, {type, what, layer}]) => `${layer} ${type} ${at} ${what.replace('?', '')}`);
			expect(manifest.gaps).toEqual([]);
			expect(manifest.entries.map((entry) => `${entry.layer} ${entry.type} ${entry.path} ${shown(entry)}`)).toEqual(
				expected,
			);
		}),
		{numRuns: 1_500},
	);
});
