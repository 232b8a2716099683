import type {Evidence, Observation} from '../model/evidence.ts';
import type {LayerName} from '../model/verdict.ts';
import {code, type Phrase, say} from './phrase.ts';
import {reasons} from './sentences.ts';

const named = /\bthe variable ([A-Za-z_][A-Za-z0-9_]{0,99}) (is not set|may not be sent)?/;

/** The variables that a layer's requests were to carry and could not, by name, each once. */
export const missingVariables = (evidence: Evidence, layer: LayerName): readonly string[] => [
	...new Set(
		(layer === 'image' ? missingIn(evidence.image) : faultsOf(evidence)).flatMap(
			(detail) => named.exec(detail)?.[1] ?? [],
		),
	),
];

/** `the variable API_TOKEN is not set` */
export function missingWords(evidence: Evidence): Phrase {
	for (const detail of faultsOf(evidence)) {
		const [, variable, why] = named.exec(detail) ?? [];
		if (variable === undefined) continue;
		if (why === 'is not set') return say`the variable ${code(variable)} is not set`;
		return why === undefined
			? say`the variable ${code(variable)} holds what cannot be sent`
			: say`the variable ${code(variable)} is not granted to this host`;
	}
	return say`${reasons['variable-missing'][0]}`;
}

const faultsOf = (evidence: Evidence): readonly string[] => evidence.probes.flatMap(({answer}) => missingIn(answer));

const missingIn = (seen: Observation<unknown>): readonly string[] =>
	seen.status === 'unavailable' && seen.fault.code === 'secret-missing' ? [seen.fault.detail] : [];
