import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {LayerName, LayerVerdict} from '../../src/model/verdict.ts';
import type {Case} from '../builders/evidence.ts';
import {
	foreignArtifact,
	healthy,
	openEndpoint,
	previousSha,
	probeConfig,
	registryRefused,
	serviceConfig,
	skipped,
	staleCache,
	staleImage,
	unavailable,
	unreachable,
} from '../builders/evidence.ts';

const layer = (name: LayerName, seen: Case): LayerVerdict =>
	judge(seen.plan, seen.evidence).layers.find((verdict) => verdict.layer === name)!;
describe('what lies below explains what lies above', () => {
	const masks = (seen: Case): Record<string, LayerName | null> =>
		Object.fromEntries(judge(seen.plan, seen.evidence).layers.map(({layer, maskedBy}) => [layer, maskedBy]));

	test('a drifted image explains route and answer, through a container nobody looked at', () => {
		expect(masks(staleImage())).toMatchObject({
			source: null,
			artifact: null,
			image: null,
			container: null,
			route: 'image',
			api: 'image',
		});
	});

	test('a match over a drifted layer is explained too', () => {
		expect(masks(foreignArtifact())).toMatchObject({image: 'artifact', route: 'artifact', api: 'artifact'});
	});

	test('an image that could not be read explains no answer', () => {
		expect(masks(registryRefused())).toMatchObject({image: null, route: null, api: null});
	});

	test('an endpoint without an answer is explained by the route', () => {
		expect(masks(unreachable())).toMatchObject({route: null, api: 'route'});
	});

	test('drift is never explained by what could not be told', () => {
		const seen = healthy({evidence: {image: unavailable('unauthorized'), probes: openEndpoint().evidence.probes}});
		expect(masks(seen)).toMatchObject({api: null});
		expect(judge(seen.plan, seen.evidence)).toMatchObject({status: 'drift', departsAt: 'api', inconclusive: ['image']});
	});

	test('an image that waits for its artifact is explained by it', () => {
		const seen = healthy({evidence: {artifacts: [unavailable('file-unreadable')]}});
		expect(masks(seen)).toMatchObject({artifact: null, image: 'artifact'});
	});

	test('an old file in a cache is drift at the route and says whose it is', () => {
		expect(layer('route', staleCache())).toMatchObject({
			status: 'drift',
			reason: 'served-bytes-differ',
			remedy: 'purge-cache',
			findings: [
				{code: 'earlier-bytes', subject: '/assets/app.js', detail: previousSha.slice(0, 12)},
				{code: 'guarded'},
			],
		});
	});

	test('a service with one probe and nothing else is judged on that', () => {
		const seen = healthy({
			service: {...serviceConfig(), image: null, files: [], live: null, probes: [probeConfig()]},
			evidence: {artifacts: [], image: skipped(), live: skipped()},
		});
		const verdict = judge(seen.plan, seen.evidence);
		expect(verdict.layers.map(({status}) => status)).toEqual([
			'skipped',
			'match',
			'skipped',
			'skipped',
			'skipped',
			'match',
			'match',
		]);
		expect(verdict).toMatchObject({status: 'live', proof: [{kind: 'route-gained', from: 404, to: 401}]});
	});
});
