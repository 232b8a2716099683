import type {ExpectConfig} from '../model/config.ts';
import type {MarkerEvidence} from '../model/evidence.ts';
import type {Assurance, ReasonCode, RemedyCode} from '../model/verdict.ts';
import type {Opinion} from './opinion.ts';
import {drift, finding, inconclusive, match} from './opinion.ts';

/** One tree that the expected files may be in. `complete`: every byte of it was read, so what is missing is missing. */
export type MarkedTree = {readonly markers: readonly MarkerEvidence[] | null; readonly complete: boolean};

/** How a layer speaks of its own expectations. */
export type Terms = {
	readonly assurance: Assurance;
	readonly remedy: RemedyCode;
	readonly unread: ReasonCode;
	readonly good: ReasonCode;
	/** whether a file may be missing: of the served files only those are judged that were fetched */
	readonly mayBeMissing: boolean;
	/** whether another layer reads the texts that this one could not */
	readonly textsElsewhere: boolean;
};

/** Whether each expected glob has a file in one of the trees, and each such file every text. */
export const judgeExpectations = (
	expect: readonly ExpectConfig[],
	trees: readonly MarkedTree[],
	terms: Terms,
): readonly Opinion[] =>
	expect.map((expectation, index) =>
		judgeOne(
			expectation,
			trees.map((tree) => tree.markers?.[index] ?? null),
			trees.every((tree) => tree.complete),
			terms,
		),
	);

function judgeOne(
	expectation: ExpectConfig,
	markers: readonly (MarkerEvidence | null)[],
	complete: boolean,
	terms: Terms,
): Opinion {
	const known = markers.filter((marker) => marker !== null);
	const subject = expectation.files;
	const lacking = known.flatMap((marker) => marker.lacking ?? []);
	if (lacking.length > 0) {
		const matched = new Set(known.flatMap((marker) => [...marker.matched]));
		const holding = [...matched].filter((path) => lacking.every((one) => one.path !== path)).length;
		const findings = lacking.map(({path, text}) =>
			finding('drift', 'expected-text-missing', path, {
				expected: text,
				deployed: `${holding} of ${matched.size} matching files`,
				detail: subject,
			}),
		);
		// Where some hold it, the build is not told from a pattern that takes more files than were meant.
		return drift('expected-text-missing', holding > 0 ? 'narrow-the-pattern' : terms.remedy, terms.assurance, findings);
	}
	if (known.length < markers.length || known.length === 0)
		return inconclusive(terms.unread, 'look-again', [finding('inconclusive', 'unread', subject)]);
	if (known.every((marker) => marker.matched.length === 0)) {
		if (terms.mayBeMissing) return match(terms.good, terms.assurance);
		if (complete)
			return drift('expected-file-missing', terms.remedy, terms.assurance, [
				finding('drift', 'expected-file-missing', subject, {expected: subject}),
			]);
		return inconclusive(terms.unread, 'look-again', [finding('inconclusive', 'expected-file-missing', subject)]);
	}
	const unchecked =
		expectation.contains.length > 0 && known.some((marker) => marker.matched.length > 0 && marker.lacking === null);
	if (!unchecked) return match(terms.good, terms.assurance);
	if (terms.textsElsewhere) return match(terms.good, terms.assurance, [finding('note', 'text-unchecked', subject)]);
	return inconclusive('text-unchecked', 'check-the-configuration', [
		finding('inconclusive', 'text-unchecked', subject),
	]);
}
