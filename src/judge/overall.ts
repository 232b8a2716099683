import type {LayerName, LayerVerdict, Proof, Verdict} from '../model/verdict.ts';
import {layerNames} from '../model/verdict.ts';

/** The seven layers as one word: drift before inconclusive, and live only with proof of the running thing. */
export function overallOf(
	layers: readonly LayerVerdict[],
	proof: readonly Proof[],
): Pick<Verdict, 'status' | 'departsAt' | 'reason' | 'inconclusive'> {
	const departsAt = layers.find((layer) => layer.status === 'drift')?.layer ?? null;
	const unsure = layers.filter((layer) => layer.status === 'inconclusive').map((layer) => layer.layer);
	if (departsAt !== null) {
		const inconclusive = unsure.filter((layer) => isBelow(layer, departsAt));
		return {status: 'drift', departsAt, reason: null, inconclusive};
	}
	if (unsure.length > 0)
		return {status: 'inconclusive', departsAt: null, reason: 'layer-inconclusive', inconclusive: unsure};
	// That a commit exists says nothing about a deployment.
	const compared = layers.some((layer) => layer.layer !== 'source' && layer.status !== 'skipped');
	const container = layers.some((layer) => layer.layer === 'container' && layer.status === 'match');
	if (proof.length > 0 || container) return {status: 'live', departsAt: null, reason: null, inconclusive: []};
	const reason = compared ? 'process-not-seen' : 'nothing-compared';
	return {status: 'inconclusive', departsAt: null, reason, inconclusive: []};
}

const isBelow = (layer: LayerName, other: LayerName): boolean => layerNames.indexOf(layer) < layerNames.indexOf(other);
