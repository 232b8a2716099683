import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {BaseEvidence, BaseRelation, ImageEvidence, Placement} from '../../src/model/evidence.ts';
import type {Fault} from '../../src/model/fault.ts';
import {type FileManifest, sortEntries} from '../../src/model/manifest.ts';
import type {LayerVerdict} from '../../src/model/verdict.ts';
import {
	artifactEvidence,
	broughtBy,
	distFiles,
	filesConfig,
	hash,
	healthy,
	imageEvidence,
	manifest,
	observed,
	oldDistFiles,
	placed,
} from '../builders/evidence.ts';

const base = (relation: BaseRelation, layers: number, statedBy: BaseEvidence['statedBy'] = 'configuration') =>
	({
		reference: 'docker.io/library/nginx:1.27',
		manifest: `sha256:${hash('nginx now')}`,
		layers,
		relation,
		statedBy,
	}) satisfies BaseEvidence;
const gone: Fault = {code: 'not-found', detail: ''};

/** The expected files out of the second image layer, others out of the first and the second. */
const holding = (below: Readonly<Record<string, string>>, beside: Readonly<Record<string, string>> = {}) => {
	const entries = [
		...broughtBy(manifest({...distFiles, ...beside}), 1).entries,
		...broughtBy(manifest(below), 0).entries,
	];
	return [at({...manifest({}), entries: sortEntries(entries)})];
};
const at = (files: FileManifest) => ({...placed({}), manifest: files}) as Placement;

function imageLayer(image: Partial<ImageEvidence>, files = manifest(distFiles)): LayerVerdict {
	const seen = healthy({
		service: {files: [filesConfig({extra: 'drift'})]},
		artifact: {manifest: files, origin: {kind: 'directory'}},
		image,
	});
	return judge(seen.plan, seen.evidence).layers.find(({layer}) => layer === 'image')!;
}

const said = (seen: LayerVerdict): string => `${seen.status} ${seen.reason}`;
const codes = (seen: LayerVerdict): readonly string[] => seen.findings.map(({code, level}) => `${code} ${level}`);
const fifty = {'50x.html': 'an error page of nginx'};

describe('an extra file that the base image brought', () => {
	test.each(['built-on', 'moved'] as const)('is no drift where the base is %s', (relation) => {
		const seen = imageLayer({placements: holding(fifty), base: base(relation, 1)});
		expect(said(seen)).toBe('match image-holds-artifact');
		expect(codes(seen)).toContain('base-file note');
	});

	test('is drift where nobody says that there is a base', () => {
		const seen = imageLayer({placements: holding(fifty)});
		expect(said(seen)).toBe('drift extra-files');
	});

	test('stays drift beside a configured base that is not this image’s, and the note says so', () => {
		const seen = imageLayer({placements: holding(fifty), base: base('not-its-base', 0)});
		expect(said(seen)).toBe('drift extra-files');
		expect(codes(seen)).toEqual(['file-extra drift', 'base-of-another note']);
	});

	test('is passed on the image’s word as asserted only', () => {
		const verified = imageLayer({placements: holding(fifty), base: base('moved', 1)});
		expect(verified.assurance).toBe('verified');
		const asserted = imageLayer({placements: holding(fifty), base: base('moved', 1, 'image')});
		expect(asserted.assurance).toBe('asserted');
	});
});

describe('an extra file below the application, where the base is said and not known', () => {
	test('is neither drift nor a match: base drift is no application drift', () => {
		const seen = imageLayer({placements: holding(fifty), base: base('not-known', 0)});
		expect(said(seen)).toBe('inconclusive base-not-known');
		expect(seen.remedy).toBe('pin-the-base');
		expect(codes(seen)).toEqual(['file-extra inconclusive', 'base-not-known note']);
	});

	test('is neither while the base cannot be read', () => {
		const seen = imageLayer({placements: holding(fifty), baseFault: gone});
		expect(said(seen)).toBe('inconclusive base-not-known');
		expect(codes(seen)).toEqual(['file-extra inconclusive', 'base-unread note']);
	});

	test('is told with the fault that left the base unknown', () => {
		const seen = imageLayer({base: base('not-known', 0), baseFault: gone});
		expect(said(seen)).toBe('match image-holds-artifact');
		expect(seen.findings).toMatchObject([
			{code: 'base-not-known', level: 'note', subject: 'docker.io/library/nginx:1.27', detail: 'not-found'},
		]);
	});

	test('that came with an image layer of the application is drift all the same', () => {
		const seen = imageLayer({placements: holding({}, {'left.js': 'x'}), base: base('not-known', 0)});
		expect(said(seen)).toBe('drift extra-files');
		expect(codes(seen)).toEqual(['file-extra drift', 'base-not-known note']);
	});

	test('does not soften what the application lacks', () => {
		const {'app.js': _, ...less} = distFiles;
		const placements = [at(broughtBy(manifest({...less, ...fifty}), 0))];
		expect(said(imageLayer({placements, base: base('not-known', 0)}))).toBe('drift stale-image');
	});
});

describe('image layers that hold the application', () => {
	test('are never the base’s, whatever is said: an extra file there is drift', () => {
		// The configured base is the application's own image of last week.
		const placements = [at(broughtBy(manifest({...distFiles, 'old.js': 'left'}), 0))];
		const seen = imageLayer({placements, base: base('built-on', 2)});
		expect(said(seen)).toBe('drift extra-files');
		expect(codes(seen)).toEqual(['file-extra drift']);
		expect(seen.findings[0]!.detail).toBe('image layer 1');
	});

	test('are not told by an empty file, nor by one with other bytes', () => {
		const files = {...distFiles, '.keep': '', 'index.html': 'ours'};
		const placements = holding({...fifty, '.keep': ''}, {'index.html': 'ours'});
		expect(said(imageLayer({placements, base: base('built-on', 1)}, manifest(files)))).toBe(
			'match image-holds-artifact',
		);
		const stale = holding({...fifty, 'index.html': 'welcome to nginx'});
		const seen = imageLayer(
			{placements: stale, base: base('built-on', 1)},
			manifest({...distFiles, 'index.html': 'ours'}),
		);
		expect(said(seen)).toBe('drift stale-image');
		expect(codes(seen)).toEqual(['file-differs drift', 'base-file note']);
	});

	test('name the image layer that should have brought a missing file, never one of the base', () => {
		const {'app.js': _, ...less} = distFiles;
		const seen = imageLayer({placements: [at(broughtBy(manifest(less), 1))], base: base('built-on', 1)});
		expect(seen.findings[0]).toMatchObject({code: 'file-missing', detail: 'image layer 2 (COPY dist /app/dist)'});
	});
});

describe('the base of an image', () => {
	test('that moved on is a note with what its tag leads to now', () => {
		const seen = imageLayer({base: base('moved', 1)});
		expect(said(seen)).toBe('match image-holds-artifact');
		expect(seen.findings).toMatchObject([{code: 'base-moved', level: 'note', expected: `sha256:${hash('nginx now')}`}]);
	});

	test('that is as it was says nothing', () => {
		expect(imageLayer({base: base('built-on', 1)}).findings).toEqual([]);
	});

	test('never makes a stale image anything else', () => {
		for (const relation of ['built-on', 'moved', 'not-its-base', 'not-known'] as const) {
			const seen = imageLayer({placements: [placed(oldDistFiles)], base: base(relation, 0)});
			expect(said(seen)).toBe('drift stale-image');
		}
	});

	test('of an image compared with an artifact in two places is told once', () => {
		const seen = healthy({
			service: {files: [filesConfig(), filesConfig({from: 'web', to: '/srv/web'})]},
			evidence: {
				image: observed(
					imageEvidence({placements: [placed(distFiles), placed({}, 'srv/web')], base: base('not-its-base', 0)}),
				),
				artifacts: [observed(artifactEvidence()), observed(artifactEvidence({from: 'web', manifest: manifest({})}))],
			},
		});
		const {findings} = judge(seen.plan, seen.evidence).layers.find(({layer}) => layer === 'image')!;
		expect(findings.filter(({code}) => code === 'base-of-another')).toHaveLength(1);
	});
});
