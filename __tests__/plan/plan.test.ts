import {describe, expect, test} from '@jest/globals';
import {controlUrlOf, planService} from '../../src/plan/plan.ts';
import {filesConfig, probeConfig, serviceConfig, target} from '../builders/evidence.ts';

const trusted = {trust: 'trusted', secrets: []} as const;

describe('the control probe asks for a sibling that nobody mounts', () => {
	test.each([
		['https://h/api/workflow', 'https://h/api/deploy-truth-control-n1'],
		['https://h/api/workflow/', 'https://h/api/deploy-truth-control-n1/'],
		['https://h/api', 'https://h/deploy-truth-control-n1'],
		['https://h/', 'https://h/deploy-truth-control-n1'],
		['https://h', 'https://h/deploy-truth-control-n1'],
		['https://h:8443/a/b%2Fc?token=t&x=1#f', 'https://h:8443/a/deploy-truth-control-n1'],
	])('%s', (url, control) => {
		expect(controlUrlOf(url, 'n1')).toBe(control);
	});

	test('a nonce cannot leave its path segment', () => {
		expect(controlUrlOf('https://h/a/b', '../x?y')).toBe('https://h/a/deploy-truth-control-..%2Fx%3Fy');
	});

	test('no control where none is asked for', () => {
		const service = serviceConfig({probes: [probeConfig({control: false})]});
		expect(planService(service, trusted, target(), () => 'n').probes[0]!.controlUrl).toBeNull();
	});

	test('one nonce names every control of a run, and none is drawn where there is nothing to name', () => {
		let drawn = 0;
		const nonce = (): string => `n${++drawn}`;
		const url = 'https://h/api/workflow';
		planService(serviceConfig({probes: [probeConfig({url, control: false})]}), trusted, target(), nonce);
		expect(drawn).toBe(0);
		const asked = serviceConfig({probes: [probeConfig({url, control: true}), probeConfig({url, control: true})]});
		const {probes} = planService(asked, trusted, target(), nonce);
		expect(probes.map(({controlUrl}) => controlUrl)).toEqual(Array(2).fill('https://h/api/deploy-truth-control-n1'));
		expect(drawn).toBe(1);
	});
});

describe('a layer that is not configured is skipped', () => {
	test.each([
		['everything configured', {}, ['mapping', 'container']],
		['no image', {image: null}, ['mapping', 'container', 'image']],
		['the commit itself is deployed', {files: [filesConfig({kind: 'source'})]}, ['mapping', 'container', 'artifact']],
		['no probes, live files', {probes: []}, ['mapping', 'container', 'api']],
		['no probes, nothing live', {probes: [], live: null}, ['mapping', 'container', 'api', 'route']],
	] as const)('%s', (_, overrides, skipped) => {
		const plan = planService(serviceConfig(overrides), trusted, target(), () => 'n');
		expect(Object.keys(plan.skipped).sort()).toEqual([...skipped].sort());
	});
});
