import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {ImageEvidence} from '../../src/model/evidence.ts';
import {asPath} from '../../src/model/path.ts';
import type {LayerName, LayerVerdict} from '../../src/model/verdict.ts';
import type {Case, Overrides} from '../builders/evidence.ts';
import {
	artifactEvidence,
	distFiles,
	expectedSha,
	file,
	filesConfig,
	hash,
	healthy,
	manifest,
	observed,
	oldDistFiles,
	placed,
	previousSha,
	skipped,
	staleImage,
	unavailable,
} from '../builders/evidence.ts';

const layer = (name: LayerName, seen: Case): LayerVerdict =>
	judge(seen.plan, seen.evidence).layers.find((verdict) => verdict.layer === name)!;
const said = (name: LayerName, overrides: Overrides): string => {
	const {status, reason} = layer(name, healthy(overrides));
	return `${status} ${reason}`;
};

test.each([
	['unauthorized', 'give-registry-credentials'],
	['unreachable', 'reach-the-registry'],
	['name-not-resolved', 'reach-the-registry'],
	['platform-missing', 'name-the-platform'],
	['platform-ambiguous', 'name-the-platform'],
	['address-refused', 'check-the-configuration'],
	['secret-missing', 'set-the-variable'],
	['unexpected-answer', 'reach-the-registry'],
	['tls-expired', 'reach-the-registry'],
	['not-found', 'look-at-registry'],
] as const)('an image that was not read for %s comes with what helps against it', (code, remedy) => {
	expect(layer('image', healthy({evidence: {image: unavailable(code)}}))).toMatchObject({
		status: 'inconclusive',
		remedy,
	});
});

describe('image', () => {
	const elsewhere = {directories: [asPath('usr/share/nginx/html')], files: 5, of: 5};
	const unreadAt = (path: string): Partial<ImageEvidence> => ({
		gaps: [{path: asPath(path), fault: {code: 'digest-mismatch', detail: ''}}],
	});
	const holding = (files: Readonly<Record<string, string>>, more: Partial<ImageEvidence> = {}): Overrides => ({
		image: {placements: [placed(files)], ...more},
	});
	const without = (path: string): Record<string, string> =>
		Object.fromEntries(Object.entries(distFiles).filter(([name]) => name !== path));
	const extra = (policy: 'drift' | 'note' | 'ignore', ignore: readonly string[] = []): Overrides => ({
		service: {files: [filesConfig({extra: policy, ignore})]},
		image: {placements: [placed({...distFiles, 'cache/left.js': 'x'})]},
	});
	const executable = {
		...placed({}),
		manifest: {
			...manifest({}),
			entries: Object.entries(distFiles).map(([path, content]) => file(path, content, '0755')),
		},
	} as ImageEvidence['placements'][number];
	const noFiles = (label: string | null, more: Partial<ImageEvidence> = {}): Overrides => ({
		service: {files: [], live: null},
		image: {
			placements: [],
			labels: label === null ? {} : {'org.opencontainers.image.revision': label},
			...more,
		},
		evidence: {artifacts: [], live: skipped()},
	});

	test.each([
		['an equal image matches', {}, 'match image-holds-artifact'],
		['a missing file is drift', holding(without('app.js')), 'drift stale-image'],
		['a file with other bytes is drift', holding({...distFiles, 'app.js': 'app'}), 'drift stale-image'],
		['extra files are drift where nobody may add any', extra('drift'), 'drift extra-files'],
		['a note otherwise', extra('note'), 'match image-holds-artifact'],
		['ignored names are no extra files', extra('drift', ['cache/**']), 'match image-holds-artifact'],
		['other modes are drift', {image: {placements: [executable]}}, 'drift modes-differ'],
		[
			'unless nobody compares them',
			{service: {files: [filesConfig({modes: 'none'})]}, image: {placements: [executable]}},
			'match image-holds-artifact',
		],
		[
			'a path that is not there is drift',
			{image: {placements: [{status: 'absent', to: asPath('app/dist')}]}},
			'drift path-not-in-image',
		],
		[
			'and says so where the files are in another directory',
			{image: {placements: [{status: 'absent', to: asPath('app/dist'), elsewhere}]}},
			'drift path-not-in-image',
		],
		[
			'files that are in another directory of the image are still drift',
			{image: {placements: [{...placed({}), elsewhere} as ImageEvidence['placements'][number]]}},
			'drift files-elsewhere',
		],
		[
			'unless an image layer was not read: they may be at their place too',
			{image: {...unreadAt(''), placements: [{...placed({}), elsewhere} as ImageEvidence['placements'][number]]}},
			'inconclusive image-unread',
		],
		[
			'unless an image layer was not read',
			{image: {...unreadAt(''), placements: [{status: 'absent', to: asPath('app/dist')}]}},
			'inconclusive image-unread',
		],
		[
			'an unknown place is no drift',
			{image: {placements: [{status: 'not-found', candidates: []}]}},
			'inconclusive placement-unknown',
		],
		[
			'two places neither',
			{image: {placements: [{status: 'ambiguous', candidates: []}]}},
			'inconclusive placement-ambiguous',
		],
		['an unread image layer never matches', holding(distFiles, unreadAt('')), 'inconclusive image-unread'],
		[
			'and what seems missing under it is not proven',
			holding(without('app.js'), unreadAt('')),
			'inconclusive image-unread',
		],
		[
			'an unread file among the compared never matches',
			holding(distFiles, unreadAt('app/dist/app.js')),
			'inconclusive image-unread',
		],
		[
			'a difference elsewhere is still proven',
			holding(without('app.js'), unreadAt('app/dist/public')),
			'drift stale-image',
		],
		[
			'an unread file outside decides nothing',
			holding(distFiles, unreadAt('etc/shadow')),
			'match image-holds-artifact',
		],
		[
			'a directory name that only starts alike is outside',
			holding(distFiles, unreadAt('app/dist2')),
			'match image-holds-artifact',
		],
		['a tag that moved is drift', {image: {tagMovedTo: `sha256:${hash('new')}`}}, 'drift moved-tag'],
		[
			'a missing image is no drift: registries hide what one may not see',
			{evidence: {image: unavailable('not-found')}},
			'inconclusive image-missing',
		],
		[
			'a registry that refuses is no drift',
			{evidence: {image: unavailable('unauthorized')}},
			'inconclusive image-unread',
		],
		['without files the label is believed', noFiles(expectedSha), 'match revision-label'],
		['abbreviated too', noFiles(expectedSha.slice(0, 7)), 'match revision-label'],
		['but not six digits', noFiles(expectedSha.slice(0, 6)), 'inconclusive nothing-to-compare'],
		['another label tells nothing', noFiles(previousSha), 'inconclusive nothing-to-compare'],
		['no label neither', noFiles(null), 'inconclusive nothing-to-compare'],
		[
			'a label on an image that was not read is not believed',
			noFiles(expectedSha, unreadAt('')),
			'inconclusive image-unread',
		],
	] as [string, Overrides, string][])('%s', (_, overrides, expected) => {
		expect(said('image', overrides)).toBe(expected);
	});

	test('the stale image names its files, those of the pull request first, as the image has them', () => {
		const {findings, more, assurance, remedy} = layer('image', staleImage());
		expect(findings.map(({code, subject, level}) => [code, subject, level])).toEqual([
			['file-differs', '/app/dist/app.js', 'drift'],
			['file-missing', '/app/dist/modules/workflow/index.js', 'drift'],
			['file-differs', '/app/dist/public/assets/app.js', 'drift'],
			['label-differs', 'org.opencontainers.image.revision', 'note'],
		]);
		expect(findings[0]).toMatchObject({expected: hash(distFiles['app.js']!), deployed: hash(oldDistFiles['app.js']!)});
		expect({more, assurance, remedy}).toEqual({more: 0, assurance: 'asserted', remedy: 'rebuild-image-without-cache'});
	});

	test('a changed file is told before one that sorts earlier', () => {
		const files = {'a.js': 'a', 'modules/workflow/index.js': 'w'};
		const seen = healthy({artifact: {manifest: manifest(files)}, image: {placements: [placed({})]}});
		expect(layer('image', seen).findings[0]!.subject).toBe('/app/dist/modules/workflow/index.js');
	});

	test('a hundred findings are told and the rest counted', () => {
		const files = Object.fromEntries(Array.from({length: 250}, (_, index) => [`f${index}.js`, 'x']));
		const {findings, more} = layer(
			'image',
			healthy({artifact: {manifest: manifest(files)}, image: {placements: [placed({})]}}),
		);
		expect([findings.length, more]).toEqual([100, 150]);
	});

	test('verified image bytes against an asserted record are asserted, against a read directory verified', () => {
		expect(layer('image', healthy()).assurance).toBe('asserted');
		const read = healthy({artifact: {origin: {kind: 'directory'}, manifest: manifest(distFiles)}});
		expect(layer('image', read).assurance).toBe('verified');
	});

	test('a label that differs is a note where the bytes agree', () => {
		const seen = layer('image', healthy({image: {labels: {'org.opencontainers.image.revision': previousSha}}}));
		expect(seen.status).toBe('match');
		expect(seen.findings).toContainEqual(
			expect.objectContaining({code: 'label-differs', level: 'note', deployed: previousSha}),
		);
	});

	test('one stale directory of two makes the layer drift', () => {
		const seen = healthy({
			service: {files: [filesConfig(), filesConfig({from: 'web', to: '/srv/web'})]},
			image: {placements: [placed(distFiles), placed({'index.html': 'old'}, 'srv/web')]},
			evidence: {
				artifacts: [
					observed(artifactEvidence()),
					observed(artifactEvidence({from: 'web', manifest: manifest({'index.html': 'new'})})),
				],
			},
		});
		expect(layer('image', seen)).toMatchObject({status: 'drift', findings: [{subject: '/srv/web/index.html'}]});
	});
});
