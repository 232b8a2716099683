import {compareManifests} from '../src/model/comparison.ts';
import {type FileManifest, subtree} from '../src/model/manifest.ts';
import type {Path} from '../src/model/path.ts';
import type {Listing} from '../src/rootfs/listing.ts';
import {lowerNeeds} from '../src/rootfs/lower-needs.ts';
import {Pending} from '../src/rootfs/pending.ts';
import {readFromTop, readOf} from '../src/subjects/image.ts';
import type {LayerRead} from '../src/subjects/image-layer.ts';
import {layerOf, listingOf, pathIn} from './layers.ts';
import {LiveTree, type Step} from './live-tree.ts';
import type {Random} from './random.ts';
import type {Case, Target} from './target.ts';

/** Image layers by themselves, on top of `lower`; their steps, so that others can be laid over the same ones. */
function layersOver(
	random: Random,
	lower: readonly (readonly Step[])[],
	count: number,
): {steps: Step[][]; reads: LayerRead[]} {
	const tree = new LiveTree();
	for (const steps of lower) {
		tree.next();
		for (const step of steps) tree.take(step);
	}
	const made = Array.from({length: count}, () => layerOf(random, tree));
	return {
		steps: made.map(({steps}) => steps),
		reads: made.map(({bytes}) => ({listing: listingOf(random, bytes), assurance: 'verified'})),
	};
}

const listingsOf = (reads: readonly LayerRead[]): readonly Listing[] =>
	reads.flatMap((read) => ('listing' in read ? [read.listing] : []));

/** Two images that share their lower image layers differ in what they differ in, however few of those are read. */
async function run(random: Random, one: Case): Promise<void> {
	const shared = layersOver(random, [], random.between(1, 4));
	const own = [0, 1].map(() => layersOver(random, shared.steps, random.below(3)).reads) as [LayerRead[], LayerRead[]];
	const within = (random.oneIn(2) ? '' : pathIn(random)) as Path;
	const needs = lowerNeeds([listingsOf(own[0]), listingsOf(own[1])], within);
	const pending = new Pending(needs.paths, needs.trees, true);
	const all = shared.reads;
	const {reads, left} = await readFromTop(async (from, to) => all.slice(from, to), all.length, pending);
	one.took(left > 0);
	const difference = (lower: readonly LayerRead[], unread: number): unknown => {
		const [a, b] = own.map((upper): FileManifest => {
			const {manifest} = readOf('', [...lower, ...upper], unread);
			return subtree(manifest, within) ?? {...manifest, entries: [], gaps: []};
		});
		const {changes, renames} = compareManifests(a!, b!, {modes: 'exact', ignore: []});
		return {changes, renames};
	};
	one.with('two whole reads');
	one.same(`what differs below '${within}', without the lowest ${left}`, difference(reads, left), difference(all, 0));
}

export const sharedLayers: Target = {name: 'shared-layers', share: 60, run};
