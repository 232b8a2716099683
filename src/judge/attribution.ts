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
	/** The image layer that brought the entry, or for a missing one should have: the topmost that brings the others. */
	readonly layerOf: (change: FileChange) => string | null;
};

export function attributionOf(placement: Placed, image: ImageEvidence): Attribution {
	const {layers} = image;
	const own = image.base?.layers ?? 0;
	let topmost = -1;
	for (const {layer, type} of placement.manifest.entries)
		if (layer !== undefined && layer >= own && layer > topmost && type !== 'directory') topmost = layer;
	const bringer = topmost >= 0 ? topmost : layerCopiedTo(layers, placement.to, own);
	return {
		isBaseFile: ({kind, deployed}) => kind === 'added' && deployed?.layer !== undefined && deployed.layer < own,
		layerOf({deployed}) {
			const layer = deployed === null ? bringer : deployed.layer;
			return layer === undefined || layer === null ? null : imageLayerName(layers, layer);
		},
	};
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
