import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {FileManifest} from '../../src/model/manifest.ts';
import type {LayerVerdict} from '../../src/model/verdict.ts';
import type {Case, Overrides} from '../builders/evidence.ts';
import {distFiles, healthy, manifest, oldDistFiles, placed} from '../builders/evidence.ts';

const image = (seen: Case): LayerVerdict =>
	judge(seen.plan, seen.evidence).layers.find((verdict) => verdict.layer === 'image')!;

/** An image of these files, known by a table of contents. */
const told = (files: Readonly<Record<string, string>>, {image: seen, ...overrides}: Overrides = {}): LayerVerdict => {
	const placement = placed(files);
	if (placement.status !== 'placed') throw new Error('placed');
	const listed: FileManifest = {...placement.manifest, assurance: 'asserted'};
	const artifact = {origin: {kind: 'directory'}, manifest: manifest(distFiles)} as const;
	return image(healthy({artifact, ...overrides, image: {placements: [{...placement, manifest: listed}], ...seen}}));
};

describe('an image known by tables of contents', () => {
	test('matches a directory that was read as asserted, not as verified', () => {
		expect(told(distFiles)).toMatchObject({status: 'match', assurance: 'asserted'});
	});
	test('is stale as asserted', () => {
		expect(told(oldDistFiles)).toMatchObject({status: 'drift', reason: 'stale-image', assurance: 'asserted'});
	});
	test('lacks an expected file as asserted', () => {
		const lacking = told(distFiles, {
			service: {expect: [{files: 'public/**', contains: []}]},
			image: {markers: [{matched: [], lacking: []}]},
		});
		expect(lacking).toMatchObject({status: 'drift', reason: 'expected-file-missing', assurance: 'asserted'});
	});
});
