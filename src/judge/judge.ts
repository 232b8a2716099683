import type {Evidence} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import type {Verdict} from '../model/verdict.ts';
import {verdictSchema} from '../model/verdict.ts';
import {judgeApi} from './api.ts';
import {judgeArtifact} from './artifact.ts';
import {judgeContainer} from './container.ts';
import {expectedCommit} from './expected.ts';
import {judgeImage} from './image.ts';
import {judgeMapping} from './mapping.ts';
import {markMasked} from './masked.ts';
import {deployedCommit} from './origin.ts';
import {overallOf} from './overall.ts';
import {proofOf} from './proof.ts';
import {judgeRoute} from './route.ts';
import {judgeSource} from './source.ts';
import {transitionOf} from './transition.ts';

/** The verdict on what was seen. Pure: the same plan and evidence give the same bytes, now and offline. */
export function judge(plan: Plan, evidence: Evidence): Verdict {
	const layers = markMasked([
		judgeMapping(plan, evidence),
		judgeSource(plan, evidence),
		judgeArtifact(plan, evidence),
		judgeImage(plan, evidence),
		judgeContainer(plan, evidence),
		judgeRoute(plan, evidence),
		judgeApi(plan, evidence),
	]);
	const proof = proofOf(plan, evidence, layers);
	const overall = overallOf(layers, proof);
	return {
		schema: verdictSchema,
		service: plan.service.service,
		environment: plan.service.environment,
		...overall,
		expectedCommit: expectedCommit(plan, evidence),
		deployedCommit: deployedCommit(plan, evidence, overall.status, layers),
		image: imageOf(evidence),
		proof,
		transition: transitionOf(plan, evidence, overall),
		layers,
	};
}

function imageOf({image}: Evidence): Verdict['image'] {
	if (image.status !== 'observed') return null;
	const {reference, index, manifest, config} = image.value;
	return {reference, index, manifest, config};
}
