import {describe, expect, test} from '@jest/globals';
import type {FilesConfig} from '../../src/model/config.ts';
import {decisivePaths} from '../../src/plan/decisive.ts';
import {artifactEvidence, filesConfig, observed, serviceConfig, unavailable} from '../builders/evidence.ts';

const strict = (more: Partial<FilesConfig> = {}): FilesConfig =>
	filesConfig({to: '/app/dist', extra: 'ignore', ...more});
const seen = [observed(artifactEvidence())];
const image = serviceConfig().image!;

describe('the paths that an image is judged by', () => {
	test('are the expected files where they sit, when no other file matters', () => {
		const paths = decisivePaths(serviceConfig({files: [strict()]}), seen);
		expect([...paths!].every((path) => path.startsWith('app/dist/'))).toBe(true);
		expect(paths!.size).toBe(artifactEvidence().manifest.entries.length);
	});

	test.each([
		['extra files are noted', serviceConfig({files: [strict({extra: 'note'})]}), seen],
		['extra files are drift', serviceConfig({files: [strict({extra: 'drift'})]}), seen],
		['the place has to be found', serviceConfig({files: [strict({to: null})]}), seen],
		[
			'one of two file sets has to be found',
			serviceConfig({files: [strict(), strict({to: null})]}),
			[...seen, ...seen],
		],
		['an earlier image is compared', serviceConfig({files: [strict()], image: {...image, baseline: 'x:old'}}), seen],
		['the artifact was not read', serviceConfig({files: [strict()]}), [unavailable('file-missing')]],
		['no files are expected', serviceConfig({files: []}), []],
		['there is no image', serviceConfig({files: [strict()], image: null}), seen],
	])('are not known beforehand where %s', (_, service, artifacts) => {
		expect(decisivePaths(service, artifacts)).toBeNull();
	});
});
