import {describe, expect, test} from '@jest/globals';
import {type SavedEvidence, evidenceSchema} from '../../src/model/evidence.ts';
import {decodeSavedEvidence} from '../../src/model/saved.ts';
import {judgeAgain, render} from '../../src/run.ts';
import * as cases from '../builders/evidence.ts';

const built: Readonly<Record<string, cases.Case>> = {
	healthy: cases.healthy(),
	'stale image': cases.staleImage(),
	'stale cache': cases.staleCache(),
	'not mounted': cases.notMounted(),
	'open endpoint': cases.openEndpoint(),
	'registry refused': cases.registryRefused(),
	unreachable: cases.unreachable(),
	repaired: cases.repaired(),
	'foreign artifact': cases.foreignArtifact(),
	'pull request not merged': cases.pullRequestNotMerged(),
};
type Json = Record<string, unknown> | unknown[];
const saved = ({plan, evidence}: cases.Case): Json =>
	JSON.parse(JSON.stringify({schema: evidenceSchema, tool: 'deploy-truth/test', plan, evidence})) as Json;

/** Every place of a document, as the names that lead to it. */
function* placesOf(value: unknown, before: readonly string[] = []): Generator<readonly string[]> {
	if (before.length > 0) yield before;
	if (typeof value !== 'object' || value === null) return;
	for (const [name, member] of Object.entries(value)) yield* placesOf(member, [...before, name]);
}

function changed(document: Json, place: readonly string[], value: unknown): string {
	const copy = structuredClone(document);
	let at = copy as Record<string, unknown>;
	for (const name of place.slice(0, -1)) at = at[name] as Record<string, unknown>;
	if (value === undefined) delete at[place.at(-1)!];
	else at[place.at(-1)!] = value;
	return JSON.stringify(copy);
}

const junk = [undefined, null, {}, [], 'x', -1, 1e308, [null], true, '\u001b]0;x\u0007`|<!--@a\u202e'];

describe('what a run saved', () => {
	test.each(Object.keys(built))('is read back as it was written: %s', (name) => {
		const document = saved(built[name]!);
		expect(decodeSavedEvidence(JSON.stringify(document))).toEqual(document);
	});

	test.each(Object.keys(built))(
		'and spoilt in any one place is refused or judged, and never ends the program: %s',
		async (name) => {
			const document = saved(built[name]!);
			let judged = 0;
			for (const place of placesOf(document)) {
				for (const value of junk) {
					const read = decodeSavedEvidence(changed(document, place, value));
					if (typeof read === 'string') continue;
					const report = await judgeAgain(read as SavedEvidence);
					judged++;
					// The cheapest face and the one with the most formatting; all four share the story.
					for (const format of ['json', 'markdown'] as const) await render([report], format, {color: false, width: 80});
				}
			}
			expect(judged).toBeGreaterThan(0);
		},
		120_000,
	);

	test.each([
		['a glob that takes years', 'ignore', '*a*a*a*a*a*a*a*a*a*a*a*a*b'],
		['a glob without an end', 'ignore', '[a'],
	])('with %s is refused, as a configuration with it is', (_, key, glob) => {
		const place = ['plan', 'service', 'files', '0', key];
		expect(decodeSavedEvidence(changed(saved(cases.staleImage()), place, [glob]))).toContain(
			'plan.service.files[0].ignore[0]',
		);
	});

	test.each([
		[['evidence', 'image', 'value', 'placements'], 'placements'],
		[['evidence', 'artifacts'], 'artifacts'],
		[['evidence', 'probes'], 'probes'],
		[['plan', 'probes'], 'probes'],
	])('with an observation left out at %j is refused', (place, name) => {
		expect(decodeSavedEvidence(changed(saved(cases.healthy()), place, []))).toContain(name);
	});
});
