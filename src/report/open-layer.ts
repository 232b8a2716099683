import type {LayerVerdict, Verdict} from '../model/verdict.ts';

/** The layer a report opens: the first drifted one; else the first that could not tell and is not explained by another. */
export function openLayer(verdict: Verdict): LayerVerdict | null {
	if (verdict.status === 'live') return null;
	const named = verdict.layers.find((layer) => layer.layer === verdict.departsAt);
	if (named !== undefined) return named;
	const unsure = verdict.layers.filter((layer) => layer.status === 'inconclusive');
	return unsure.find((layer) => layer.maskedBy === null) ?? unsure[0] ?? null;
}
