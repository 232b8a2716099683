import type {LayerName, LayerVerdict, ReasonCode} from '../model/verdict.ts';
import {explainedBy, layerNames} from '../model/verdict.ts';

/** Reasons that say "what I depend on could not be told", so that an inconclusive layer below explains them. */
const speaksOfBelow: Readonly<Partial<Record<LayerName, readonly ReasonCode[]>>> = {
	image: ['artifact-unread', 'nothing-to-compare'],
	container: ['image-identity-unknown'],
	route: ['asset-unknown'],
	api: ['behind-404', 'no-answer', 'variable-missing', 'address-refused'],
};

/**
 * Names for each layer the lowest one that explains it. Drift explains everything that depends on it, a match included:
 * above it a match means little. An inconclusive layer explains only what is inconclusive for its sake. Explanations
 * pass through layers that say nothing.
 */
export function markMasked(layers: readonly LayerVerdict[]): readonly LayerVerdict[] {
	const byName = new Map(layers.map((layer) => [layer.layer, layer]));
	return layers.map((layer) => ({...layer, maskedBy: explanationOf(layer, byName)}));
}

function explanationOf(layer: LayerVerdict, byName: ReadonlyMap<LayerName, LayerVerdict>): LayerName | null {
	if (layer.status === 'skipped') return null;
	const below = dependenciesOf(layer.layer);
	const lowest = (status: LayerVerdict['status']): LayerName | null =>
		layerNames.find((name) => below.has(name) && byName.get(name)?.status === status) ?? null;
	const drifted = lowest('drift');
	if (drifted !== null || layer.status !== 'inconclusive') return drifted;
	return speaksOfBelow[layer.layer]?.includes(layer.reason) === true ? lowest('inconclusive') : null;
}

function dependenciesOf(layer: LayerName): ReadonlySet<LayerName> {
	const below = new Set<LayerName>();
	const open = [...explainedBy[layer]];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		if (below.has(next)) continue;
		below.add(next);
		open.push(...explainedBy[next]);
	}
	return below;
}
