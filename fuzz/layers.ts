import {gzipSync} from 'node:zlib';
import {layoutOf, packed} from '../__tests__/builders/archive.ts';
import {blobOf, buildImage, digestOfBytes, layerType} from '../__tests__/builders/image.ts';
import {directory, part, tarOf, whiteout} from '../__tests__/builders/tar.ts';
import {defaultLimits, freshBudget} from '../src/bytes/limits.ts';
import type {ManifestEntry} from '../src/model/manifest.ts';
import type {Path} from '../src/model/path.ts';
import {LayerEntries} from '../src/rootfs/entries.ts';
import type {Listing} from '../src/rootfs/listing.ts';
import {Pending} from '../src/rootfs/pending.ts';
import {TarReader} from '../src/rootfs/tar.ts';
import {knownOf, readFromTop, readOf} from '../src/subjects/image.ts';
import type {LayerRead} from '../src/subjects/image-layer.ts';
import {LiveTree, type Step} from './live-tree.ts';
import type {Ended} from './program.ts';
import {pieces, type Random} from './random.ts';
import {wellFormed} from './tar.ts';
import type {Case, Target} from './target.ts';

const names = ['a', 'b', 'a-', 'c.js'];
export const pathIn = (random: Random): string =>
	Array.from({length: random.between(1, 4)}, () => random.pick(names)).join('/');
const links = ['a', '/b', '../a', 'b/a', '..', './a-/../b', '/', 'none'];

/** A step, and the number of bytes that only its file has. */
function stepOf(random: Random, size: number): Step {
	const path = pathIn(random);
	switch (random.below(12)) {
		case 0:
		case 1:
			return {do: 'whiteout', path};
		case 2:
			return {do: 'opaque', path: random.oneIn(5) ? '' : path};
		case 3:
		case 4:
			return {do: 'hardlink', path, target: pathIn(random)};
		case 5: {
			const link = random.pick(links);
			return {do: 'leaf', path, what: `symlink ${link}`, link};
		}
		case 6:
		case 7:
			return {do: 'directory', path, mode: random.pick(['0755', '0700', '1777'])};
		case 8:
			return {do: 'leaf', path, what: `fifo ${random.pick(['0644', '0600'])}`, link: null};
		default:
			return {do: 'leaf', path, what: `file ${random.pick(['0644', '0755', '4755'])} ${size}`, link: null};
	}
}

function partOf(step: Step, mode: string): Buffer {
	switch (step.do) {
		case 'whiteout':
			return whiteout(step.path.replace(/[^/]+$/, '.wh.$&'));
		case 'opaque':
			return whiteout(step.path === '' ? '.wh..wh..opq' : `${step.path}/.wh..wh..opq`);
		case 'hardlink':
			return part({name: step.path, link: step.target, flag: '1', mode: Number.parseInt(mode, 8)});
		case 'directory':
			return directory(step.path, Number.parseInt(step.mode, 8));
		default: {
			const [type, mode = '0777', size = '0'] = step.what.split(' ');
			if (type === 'symlink') return part({name: step.path, link: step.link!, flag: '2', mode: 0o777});
			const flag = type === 'fifo' ? '6' : '0';
			return part({name: step.path, flag, mode: Number.parseInt(mode, 8), body: Buffer.alloc(Number(size), 'x')});
		}
	}
}

export function listingOf(random: Random, bytes: Buffer): Listing {
	const entries = new LayerEntries({blobs: false, search: null}, defaultLimits, freshBudget());
	const reader = new TarReader(entries, defaultLimits);
	for (const piece of pieces(bytes, [random.below(bytes.length)])) reader.push(piece);
	return entries.listing(reader.finish().endMarker);
}

/** The next image layer of a tree: steps that runtimes agree in, and its archive. A file's size tells it from all others. */
export function layerOf(random: Random, tree: LiveTree): {steps: Step[]; bytes: Buffer} {
	tree.next();
	const steps: Step[] = [];
	const parts: Buffer[] = [];
	for (let left = random.below(10); left > 0; left--) {
		const step = stepOf(random, tree.layer * 10 + left);
		if (!tree.take(step)) continue;
		steps.push(step);
		parts.push(partOf(step, tree.modeOf(step.path)));
	}
	return {steps, bytes: tarOf(...parts)};
}

const told = (entry: ManifestEntry): string => {
	const what =
		entry.type === 'file'
			? `file ${entry.mode} ${entry.size}`
			: entry.type === 'symlink'
				? `symlink ${entry.target}`
				: `${entry.type} ${'mode' in entry ? entry.mode : ''}`;
	return `${entry.path}: ${what} of ${entry.layer}`;
};

async function run(random: Random, one: Case): Promise<void> {
	const tree = new LiveTree();
	const archives = Array.from({length: random.between(1, 5)}, () => layerOf(random, tree).bytes);
	const reads: LayerRead[] = archives.map((bytes) => ({listing: listingOf(random, bytes), assurance: 'verified'}));
	for (const read of reads) if ('listing' in read) wellFormed(one, read.listing);
	const {manifest} = readOf('', reads);
	one.took(true);
	one.with('a tree that each entry is applied to');
	one.same('gaps', manifest.gaps, []);
	one.same('the root file system', manifest.entries.map(told), tree.lines());
	await stopsEarly(random, one, reads);
	if (!tree.replaced && !tree.renewed && one.seed % 50 === 0) asksUmoci(one, archives, tree);
}

/** Image layers are read from the top until what is wanted is settled: the same is said of it as after all of them. */
async function stopsEarly(random: Random, one: Case, all: readonly LayerRead[]): Promise<void> {
	const lost: LayerRead = {fault: {code: 'cut-stream', detail: 'lost'}};
	const reads = random.oneIn(3) ? all.with(random.below(all.length), lost) : all;
	const whole = readOf('', reads).manifest;
	const known = random.oneIn(2);
	const wanted = new Set(
		Array.from({length: random.between(1, 4)}, () =>
			known && random.oneIn(2) && whole.entries.length > 0 ? random.pick(whole.entries).path : (pathIn(random) as Path),
		),
	);
	const early = await readFromTop(async (from, to) => reads.slice(from, to), reads.length, new Pending(wanted));
	const laid = readOf('', early.reads, early.left).manifest;
	const some = early.left === 0 ? laid : knownOf(laid, wanted);
	const of = (entries: readonly ManifestEntry[]): readonly ManifestEntry[] =>
		entries.filter(({path}) => wanted.has(path));
	one.with('what is wanted, after all image layers');
	one.same(`of ${[...wanted].join(' ')}, without the lowest ${early.left}`, of(some.entries), of(whole.entries));
	const doubts = some.gaps.filter(({path}) => [...wanted].some((one) => `${one}/`.startsWith(path && `${path}/`)));
	for (const {path} of doubts)
		one.holds(
			`${path} is in doubt`,
			whole.gaps.some((gap) => gap.path === path),
		);
}

function asksUmoci(one: Case, archives: readonly Buffer[], tree: LiveTree): void {
	const layers = archives.map((tar) => ({
		...blobOf(gzipSync(tar, {level: 1}), layerType('oci', 'gzip')),
		diffId: digestOfBytes(tar),
	}));
	one.ask('umoci', 1, packed(layoutOf([buildImage(layers), 'v1'])), (ended: Ended) => {
		if (ended.status !== 0) one.fail(`umoci: ${ended.stderr.toString().slice(0, 500)}`);
		one.with('umoci');
		const theirs = ended.stdout.toString().split('\n').slice(0, -1);
		one.same('what umoci unpacks', filled(tree.lines().map(asFound)), filled(theirs));
	});
}

/** A line of the tree as find(1) is asked to tell it: path, type, mode, size or target. */
function asFound(line: string): string {
	const [, path, type, what] = /^(.+): (\w+) (.*) of \d+$/.exec(line)!;
	const [mode, size] = what!.split(' ');
	if (type === 'symlink') return `${path} l ${what}`;
	return type === 'file' ? `${path} f 0${mode} ${size}` : `${path} ${type === 'fifo' ? 'p' : 'd'} 0${mode}`;
}

/** Without directories that hold nothing: of those that whiteouts alone speak of, umoci makes none. */
function filled(lines: readonly string[]): string[] {
	const sorted = lines.toSorted();
	const isBare = (line: string, all: readonly string[]): boolean =>
		/ d 00755$/.test(line) && !all.some((other) => other.startsWith(line.replace(/ d 00755$/, '/')));
	for (let before = 0; before !== sorted.length; ) {
		before = sorted.length;
		const bare = new Set(sorted.filter((line) => isBare(line, sorted)));
		sorted.splice(0, before, ...sorted.filter((line) => !bare.has(line)));
	}
	return sorted;
}

export const layers: Target = {name: 'layers', share: 100, run};
