import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {ArtifactEvidence, CommitEvidence} from '../../src/model/evidence.ts';
import type {Gap} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import type {LayerName, LayerVerdict} from '../../src/model/verdict.ts';
import type {Case, Overrides} from '../builders/evidence.ts';
import {
	at,
	distFiles,
	expectedSha,
	expectedTree,
	healthy,
	manifest,
	previousSha,
	unavailable,
} from '../builders/evidence.ts';

const layer = (name: LayerName, seen: Case): LayerVerdict =>
	judge(seen.plan, seen.evidence).layers.find((verdict) => verdict.layer === name)!;
const said = (name: LayerName, overrides: Overrides): string => {
	const {status, reason} = layer(name, healthy(overrides));
	return `${status} ${reason}`;
};

describe('artifact', () => {
	const record = (overrides: object): Overrides => ({
		artifact: {
			origin: {kind: 'record', commit: expectedSha, tree: expectedTree, dirty: false, recordedAt: at, ...overrides},
		},
	});
	const directory = (workspace: CommitEvidence['workspace']): Overrides => ({
		artifact: {origin: {kind: 'directory'}},
		commit: {workspace},
	});
	const gap: Gap = {path: asPath('x'), fault: {code: 'file-unreadable', detail: ''}};

	test.each([
		['a record of this commit matches', record({}), 'match artifact-recorded'],
		[
			'a record of another commit is drift',
			record({commit: previousSha, tree: null}),
			'drift artifact-of-another-commit',
		],
		['a record of another commit with the same tree matches', record({commit: previousSha}), 'match artifact-recorded'],
		['a dirty build is drift', record({dirty: true}), 'drift dirty-build'],
		[
			'a directory beside this commit matches',
			directory({head: expectedSha, tree: expectedTree, dirty: false}),
			'match artifact-present',
		],
		[
			'a directory beside another commit says nothing',
			directory({head: previousSha, tree: 'other', dirty: false}),
			'inconclusive workspace-at-another-commit',
		],
		[
			'a directory in a working tree with changes says nothing certain',
			directory({head: expectedSha, tree: expectedTree, dirty: true}),
			'inconclusive dirty-build',
		],
		['a directory outside a working tree says nothing', directory(null), 'inconclusive artifact-origin-unknown'],
		['no build output is drift', {evidence: {artifacts: [unavailable('file-missing')]}}, 'drift artifact-missing'],
		[
			'an unreadable one is not',
			{evidence: {artifacts: [unavailable('file-unreadable')]}},
			'inconclusive artifact-unread',
		],
		['an empty one is drift', {artifact: {manifest: manifest({})}}, 'drift empty-artifact'],
		[
			'an unread file keeps it from matching',
			{artifact: {manifest: {...manifest(distFiles), gaps: [gap]}}},
			'inconclusive artifact-unread',
		],
	] as [string, Overrides, string][])('%s', (_, overrides, expected) => {
		expect(said('artifact', overrides)).toBe(expected);
	});

	const wanting = (marker: ArtifactEvidence['markers'][number], more: Partial<Overrides> = {}): Overrides => ({
		service: {expect: [{files: 'public/**', contains: ['workflow']}]},
		artifact: {markers: [marker]},
		image: {markers: [{matched: [asPath('public/assets/app.js')], lacking: []}]},
		live: {markers: [{matched: [], lacking: []}]},
		...more,
	});
	const js = asPath('public/assets/app.js');

	test.each([
		['an expected file with its text matches', wanting({matched: [js], lacking: []}), 'match artifact-recorded'],
		['no file of the expected name is drift', wanting({matched: [], lacking: []}), 'drift expected-file-missing'],
		[
			'a file without its text is drift',
			wanting({matched: [js], lacking: [{path: js, text: 'workflow'}]}),
			'drift expected-text-missing',
		],
		['texts of a record are left to the image', wanting({matched: [js], lacking: null}), 'match artifact-recorded'],
		[
			'without an image they are unchecked',
			wanting(
				{matched: [js], lacking: null},
				{service: {image: null, expect: [{files: 'public/**', contains: ['workflow']}]}},
			),
			'inconclusive text-unchecked',
		],
	] as [string, Overrides, string][])('%s', (_, overrides, expected) => {
		expect(said('artifact', overrides)).toBe(expected);
	});

	test('an expected text that the image lacks is drift there', () => {
		const overrides = wanting(
			{matched: [js], lacking: null},
			{image: {markers: [{matched: [js], lacking: [{path: js, text: 'workflow'}]}]}},
		);
		expect(said('image', overrides)).toBe('drift expected-text-missing');
	});

	test('a served file without its expected text is drift at the route', () => {
		const overrides = wanting(
			{matched: [js], lacking: []},
			{live: {markers: [{matched: [js], lacking: [{path: js, text: 'workflow'}]}]}},
		);
		expect(said('route', overrides)).toBe('drift expected-text-missing');
	});
});
