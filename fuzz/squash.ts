import type {FileEntry} from '../src/model/manifest.ts';
import {comparePaths, type Path} from '../src/model/path.ts';
import type {ListedEntry, Listing} from '../src/rootfs/listing.ts';
import {squash as squashLayers} from '../src/rootfs/squash.ts';
import type {Random} from './random.ts';
import type {Case, Target} from './target.ts';

// The rules as questions from the top: what does one path show? `squash` folds from the bottom instead.

type Layer = {
	entries: Map<string, FileEntry>;
	implied: Set<string>;
	hardlinks: Map<string, string>;
	whiteouts: Set<string>;
	opaque: Set<string>;
};
type Seen = {entry: FileEntry; layer: number};

const above = (path: string): string[] => {
	const out = [''];
	for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) out.push(path.slice(0, at));
	return out;
};
const parent = (path: string): string => above(path).at(-1)!;

/** Everything that stands in a layer by itself, and the directories it takes. */
const own = (layer: Layer): string[] => [...layer.entries.keys(), ...layer.hardlinks.keys(), ...layer.implied];

function seen(layers: readonly Layer[], path: string, top: number): Seen | null {
	let implied: number | null = null;
	for (let index = top; index >= 0; index--) {
		const layer = layers[index]!;
		const here = layer.entries.get(path);
		const link = layer.hardlinks.get(path);
		const blocked = above(path).some((one) => {
			const entry = layer.entries.get(one);
			return layer.hardlinks.has(one) || (entry !== undefined && entry.type !== 'directory');
		});
		if (blocked) break;
		if (here !== undefined || link !== undefined) {
			const entry = here ?? seen(layers, link!, index - 1)!.entry;
			// Something else than a directory lies under the directories of upper layers, and is hidden by them.
			if (implied !== null && entry.type !== 'directory') break;
			return {entry, layer: index};
		}
		if (layer.implied.has(path) || own(layer).some((one) => one.startsWith(`${path}/`))) implied = index;
		if (layer.whiteouts.has(path) || above(path).some((one) => layer.whiteouts.has(one) || layer.opaque.has(one)))
			break;
	}
	return implied === null ? null : {entry: {type: 'directory', mode: '0755'}, layer: implied};
}

const names = ['a', 'b', 'a-', 'c.js'];
const pathIn = (random: Random): string =>
	Array.from({length: random.between(1, 4)}, () => random.pick(names)).join('/');

function entryOf(random: Random): FileEntry {
	const mode = random.pick(['0644', '0755']);
	switch (random.below(5)) {
		case 0:
			return {type: 'symlink', target: random.pick(['a', '/b', '../c'])};
		case 1:
		case 2:
			return {type: 'directory', mode};
		default:
			return {type: 'file', sha256: random.text('0123456789abcdef', 64, 64), size: random.below(100), mode};
	}
}

function layerOf(random: Random, below: readonly Layer[]): Layer {
	const layer: Layer = {
		entries: new Map(),
		implied: new Set(),
		hardlinks: new Map(),
		whiteouts: new Set(),
		opaque: new Set(),
	};
	const taken = (path: string): boolean =>
		layer.hardlinks.has(path) || (layer.entries.get(path)?.type ?? 'directory') !== 'directory';
	const free = (path: string): boolean => !above(path).some(taken);
	for (let steps = random.below(9); steps > 0; steps--) {
		const path = pathIn(random);
		const isFree = free(path) && !layer.hardlinks.has(path) && !layer.entries.has(path);
		const holds = own(layer).some((one) => one.startsWith(`${path}/`));
		switch (random.below(8)) {
			case 0:
				if (free(path)) layer.whiteouts.add(path);
				break;
			case 1: {
				const directory = random.oneIn(4) ? '' : path;
				if (directory === '' || (free(path) && !taken(path))) {
					layer.opaque.add(directory);
					if (directory !== '') layer.implied.add(directory);
				}
				break;
			}
			case 2: {
				const target = pathIn(random);
				const found = seen(below, target, below.length - 1);
				if (isFree && !holds && !layer.implied.has(path) && found !== null && found.entry.type !== 'directory')
					layer.hardlinks.set(path, target);
				break;
			}
			default: {
				const entry = entryOf(random);
				if (isFree && (entry.type === 'directory' || (!holds && !layer.implied.has(path))))
					layer.entries.set(path, entry);
			}
		}
		for (const one of layer.whiteouts) if (parent(one) !== '') layer.implied.add(parent(one));
	}
	return layer;
}

function listingOf(layer: Layer): Listing {
	const entries = [...layer.entries].map(([path, entry]) => ({...entry, path}) as ListedEntry);
	const all = own(layer);
	const bare = [...layer.implied].filter(
		(path) => !layer.entries.has(path) && !all.some((one) => one.startsWith(`${path}/`)),
	);
	return {
		entries: entries.sort((a, b) => comparePaths(a.path, b.path)),
		implied: bare as Path[],
		hardlinks: [...layer.hardlinks].map(([path, target]) => ({path: path as Path, target: target as Path})),
		whiteouts: [...layer.whiteouts] as Path[],
		opaque: [...layer.opaque] as Path[],
		oddities: [],
		gaps: [],
	};
}

function run(random: Random, one: Case): void {
	const layers: Layer[] = [];
	for (let count = random.between(1, 5); count > 0; count--) layers.push(layerOf(random, layers));
	const {manifest} = squashLayers(layers.map(listingOf));
	one.same('gaps', manifest.gaps, []);
	const paths = new Set(layers.flatMap((layer) => own(layer).flatMap((path) => [...above(path), path])));
	paths.delete('');
	const expected: unknown[] = [];
	for (const path of [...paths].sort(comparePaths)) {
		const found = seen(layers, path, layers.length - 1);
		if (found !== null) expected.push([path, found.layer, sorted(found.entry)]);
	}
	one.took(true);
	one.with('a model that asks from the top');
	one.same(
		'the root file system',
		manifest.entries.map(({path, layer, ...entry}) => [path, layer, sorted(entry)]),
		expected,
	);
}

const sorted = (entry: object): unknown => Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1));

export const squash: Target = {name: 'squash', share: 160, run};
