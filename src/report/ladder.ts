import type {ServiceReport} from '../model/report.ts';
import type {LayerName} from '../model/verdict.ts';
import {factsOf} from './facts.ts';
import {openLayer} from './open-layer.ts';
import {code, type Phrase, say, soft} from './phrase.ts';
import {statusWords} from './sentences.ts';

/** One layer in the ladder, in words. */
export type Rung = {
	readonly index: number;
	readonly layer: LayerName;
	/** the layer whose findings the report opens */
	readonly open: boolean;
	readonly symbol: string;
	/** `drift`, `match, masked by image` */
	readonly words: string;
	/** the reason's code, where something is wrong at this very layer */
	readonly reason: string | null;
	readonly evidence: Phrase;
	/** evidence with the assurance behind it */
	readonly evidenced: Phrase;
};

export function ladder(report: ServiceReport): readonly Rung[] {
	const open = openLayer(report.verdict);
	return report.verdict.layers.map((layer, index) => {
		const masked = layer.maskedBy !== null;
		const {symbol, words} = statusWords[layer.status];
		const evidence = factsOf(report, layer);
		return {
			index,
			layer: layer.layer,
			open: layer === open,
			// Behind a broken layer "could not tell" asks nothing of the reader.
			symbol: masked && layer.status === 'inconclusive' ? '➖' : symbol,
			words: masked ? `${words}, masked by ${layer.maskedBy}` : words,
			reason: masked || layer.status === 'match' || layer.status === 'skipped' ? null : layer.reason,
			evidence,
			evidenced: layer.assurance === null ? evidence : say`${evidence} · ${soft(layer.assurance)}`,
		};
	});
}

/** `drift` with its reason: `drift` `stale-image`. */
export const rungStatus = (rung: Rung): Phrase =>
	rung.reason === null ? say`${rung.words}` : say`${rung.words} ${code(rung.reason)}`;
