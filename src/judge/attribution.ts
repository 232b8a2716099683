import type {FileChange} from '../model/diff.ts';
import type {ImageEvidence, Placement} from '../model/evidence.ts';
import {imageLayerName, layerCopiedTo} from '../model/image-layer.ts';
import type {Finding} from '../model/verdict.ts';
import {finding} from './opinion.ts';

type Placed = Extract<Placement, {status: 'placed'}>;

/** Who brought what is compared: which image layer, and whether that is the base image's. */
export type Attribution = {
	/** An extra file that a base layer brought is not the application's. One that is expected is, whoever brought it. */
	readonly isBaseFile: (change: FileChange) => boolean;
	/** An extra file that a base layer may have brought, where somebody says that there is one and not which layers. */
	readonly mayBeBaseFile: (change: FileChange) => boolean;
	/** The image layer that brought the entry, or for a missing one should have: the topmost that brings the others. */
	readonly layerOf: (change: FileChange) => string | null;
};

/** `changes`: how the placement differs from what is expected there. */
export function attributionOf(placement: Placed, image: ImageEvidence, changes: readonly FileChange[]): Attribution {
	const {layers} = image;
	const first = firstOfApplication(placement, changes);
	const own = Math.min(image.base?.layers ?? 0, first);
	const unsettled = image.base === null ? image.baseFault !== null : image.base.relation === 'not-known';
	let topmost = -1;
	for (const {layer, type} of placement.manifest.entries)
		if (layer !== undefined && layer >= own && layer > topmost && type !== 'directory') topmost = layer;
	const bringer = topmost >= 0 ? topmost : layerCopiedTo(layers, placement.to, own);
	return {
		isBaseFile: ({kind, deployed}) => kind === 'added' && deployed?.layer !== undefined && deployed.layer < own,
		mayBeBaseFile: ({kind, deployed}) => unsettled && kind === 'added' && (deployed?.layer ?? 0) < first,
		layerOf({deployed}) {
			const layer = deployed === null ? bringer : deployed.layer;
			return layer === undefined || layer === null ? null : imageLayerName(layers, layer);
		},
	};
}

/**
 * The lowest image layer that brought an expected file as it should be, infinite where none did. Base images lie below
 * what is built on them, so from here on all is the application's, whatever is said to be its base.
 */
function firstOfApplication(placement: Placed, changes: readonly FileChange[]): number {
	const differs = new Set<string>(changes.filter(({kind}) => kind !== 'mode').map(({path}) => path));
	let first = Number.POSITIVE_INFINITY;
	for (const entry of placement.manifest.entries) {
		if (entry.layer === undefined || entry.layer >= first || entry.type === 'directory') continue;
		// Empty files are everywhere.
		if (!differs.has(entry.path) && !(entry.type === 'file' && entry.size === 0)) first = entry.layer;
	}
	return first;
}

/** Base files told one by one, before only their number is. */
const named = 3;

export function baseFindings(
	files: readonly FileChange[],
	{layerOf}: Attribution,
	nameOf: (path: FileChange['path']) => string,
	place: string,
): readonly Finding[] {
	const some = files
		.slice(0, files.length > named + 1 ? named : files.length)
		.map((change) => finding('note', 'base-file', nameOf(change.path), {detail: layerOf(change)}));
	const left = files.length - some.length;
	return left === 0 ? some : [...some, finding('note', 'base-file', place, {detail: `${left} more`})];
}
