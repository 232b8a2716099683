import type {Evidence} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import type {LayerVerdict, Verdict} from '../model/verdict.ts';
import {expectedCommit, namesCommit} from './expected.ts';
import {labelOf} from './image.ts';

const commitId = /^[0-9a-f]{7,64}$/;

/**
 * Which commit is deployed, where anybody says: the expected one when it is live; else what the process calls itself;
 * else the label of an image that does not hold the expected files. Never the expected one without proof.
 */
export function deployedCommit(
	plan: Plan,
	evidence: Evidence,
	status: Verdict['status'],
	layers: readonly LayerVerdict[],
): string | null {
	const expected = expectedCommit(plan, evidence);
	if (status === 'live') return expected;
	const image = layers.find((layer) => layer.layer === 'image');
	const claims = [
		evidence.version.status === 'observed' ? evidence.version.value.commit : null,
		image?.status === 'drift' && evidence.image.status === 'observed' ? labelOf(evidence.image.value) : null,
	];
	for (const claim of claims) {
		const commit = claim?.trim().toLowerCase();
		if (commit !== undefined && commitId.test(commit) && !namesCommit(commit, expected)) return commit;
	}
	return null;
}
