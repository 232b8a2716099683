import {evidenceSchema, type SavedEvidence} from './evidence.ts';
import {evidenceShape, planShape} from './saved-shape.ts';
import {isObject} from './shape.ts';

/** Deepest nesting a run writes is below 20; hostile documents go further. */
const maxDepth = 64;

/** Reads what `verify --evidence` wrote; a string says why it is not that. Judging it needs no trust in who wrote it. */
export function decodeSavedEvidence(text: string): SavedEvidence | string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return `not JSON: ${(error as Error).message}`;
	}
	if (!isObject(value)) return `a JSON object with the schema ${evidenceSchema} is accepted`;
	if (value['schema'] !== evidenceSchema) {
		return `its schema is ${JSON.stringify(value['schema'] ?? null)}; ${JSON.stringify(evidenceSchema)} is accepted: write it with 'deploy-truth verify --evidence FILE'`;
	}
	if (depthExceeds(value, maxDepth)) return `nested deeper than ${maxDepth} levels`;
	const {plan, evidence} = value;
	return (
		planShape(plan, 'plan') ??
		evidenceShape(evidence, 'evidence') ??
		uneven(value as unknown as SavedEvidence) ??
		(value as unknown as SavedEvidence)
	);
}

/** The judge walks plan and evidence side by side: an observation left out must not look like one that was not asked for. */
function uneven({plan, evidence}: SavedEvidence): string | null {
	const {files, expect} = plan.service;
	const {artifacts, image, live, probes} = evidence;
	const differs = (asked: string, many: number, seen: string, held: readonly unknown[]): string | null =>
		many === held.length ? null : `${asked} has ${many} and ${seen} ${held.length} members`;
	const expected = 'plan.service.expect';
	return (
		differs('plan.probes', plan.probes.length, 'evidence.probes', probes) ??
		(plan.probes.length < plan.service.probes.length
			? differs('plan.service.probes', plan.service.probes.length, 'plan.probes', plan.probes)
			: null) ??
		differs('plan.service.files', files.length, 'evidence.artifacts', artifacts) ??
		artifacts
			.map((artifact, at) =>
				artifact.status === 'observed'
					? differs(expected, expect.length, `evidence.artifacts[${at}].value.markers`, artifact.value.markers)
					: null,
			)
			.find((problem) => problem !== null) ??
		(image.status === 'observed'
			? (differs('plan.service.files', files.length, 'evidence.image.value.placements', image.value.placements) ??
				differs(expected, expect.length, 'evidence.image.value.markers', image.value.markers))
			: null) ??
		(live.status === 'observed'
			? differs(expected, expect.length, 'evidence.live.value.markers', live.value.markers)
			: null)
	);
}

function depthExceeds(value: unknown, left: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return left === 0 || Object.values(value).some((member) => depthExceeds(member, left - 1));
}
