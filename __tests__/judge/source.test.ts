import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {ArtifactEvidence, PullRequestEvidence} from '../../src/model/evidence.ts';
import {asPath} from '../../src/model/path.ts';
import type {LayerName, LayerVerdict} from '../../src/model/verdict.ts';
import type {Case, Overrides} from '../builders/evidence.ts';
import {
	artifactEvidence,
	commitEvidence,
	expectedSha,
	filesConfig,
	healthy,
	manifest,
	observed,
	pullRequestNotMerged,
	skipped,
	unavailable,
} from '../builders/evidence.ts';

const layer = (name: LayerName, seen: Case): LayerVerdict =>
	judge(seen.plan, seen.evidence).layers.find((verdict) => verdict.layer === name)!;
const said = (name: LayerName, overrides: Overrides): string => {
	const {status, reason} = layer(name, healthy(overrides));
	return `${status} ${reason}`;
};

describe('source', () => {
	const pull = (overrides: Partial<PullRequestEvidence>): Overrides => {
		const given = commitEvidence().pullRequest;
		return given.status === 'observed' ? {commit: {pullRequest: observed({...given.value, ...overrides})}} : {};
	};

	test.each([
		['a merged pull request matches', pull({contained: 'ancestor'}), 'match pull-request-present'],
		['a squashed one too', pull({contained: 'same-files'}), 'match pull-request-present'],
		['one whose work is not there is drift', pull({contained: 'no'}), 'drift pull-request-not-in-commit'],
		['one that nobody could look for is no match', pull({contained: 'unknown'}), 'inconclusive pull-request-unknown'],
		[
			'one that was merged and of which nothing is left is no match',
			pull({contained: 'ancestor', changed: [{path: asPath('a'), change: 'added', inCommit: 'absent'}]}),
			'inconclusive pull-request-unknown',
		],
		[
			'one whose file a later commit changed matches',
			pull({contained: 'ancestor', changed: [{path: asPath('a'), change: 'added', inCommit: 'other'}]}),
			'match pull-request-present',
		],
		[
			'a commit without a pull request matches by being there',
			{target: {pullRequest: null}, commit: {pullRequest: skipped('no-pull-request')}},
			'match commit-present',
		],
		[
			'a pull request that the event names and nobody found is no match',
			{commit: {pullRequest: skipped('no-pull-request')}},
			'inconclusive pull-request-unknown',
		],
		[
			'that nobody looked for one is no answer',
			{target: {pullRequest: null}, commit: {pullRequest: skipped('github was not asked')}},
			'inconclusive pull-request-unknown',
		],
		[
			'a missing commit in a whole clone is drift',
			{evidence: {commit: unavailable('commit-missing')}},
			'drift commit-missing',
		],
		[
			'in a shallow clone it may exist',
			{evidence: {commit: unavailable('shallow-clone')}},
			'inconclusive shallow-clone',
		],
		['no repository, no match', {evidence: {commit: unavailable('not-a-repository')}}, 'inconclusive source-unread'],
	] as [string, Overrides, string][])('%s', (_, overrides, expected) => {
		expect(said('source', overrides)).toBe(expected);
	});

	test('files that the commit lacks are named', () => {
		expect(layer('source', pullRequestNotMerged()).findings.map(({code, subject}) => [code, subject])).toEqual([
			['pull-request-not-in-commit', '#42'],
			['changed-file-differs', 'src/app.ts'],
			['changed-file-absent', 'src/modules/workflow/index.ts'],
		]);
	});

	const asSource = (artifact: Overrides['evidence']): Overrides => ({
		service: {files: [filesConfig({kind: 'source', from: 'src'})]},
		evidence: artifact!,
	});
	const commitFiles = (overrides: Partial<ArtifactEvidence> = {}) =>
		observed(artifactEvidence({from: 'src', origin: {kind: 'commit', commit: expectedSha}, ...overrides}));

	test.each([
		[
			'a path of the commit that is there matches',
			asSource({artifacts: [commitFiles()]}),
			'match pull-request-present',
		],
		['one that is not is drift', asSource({artifacts: [unavailable('file-missing')]}), 'drift path-not-in-commit'],
		[
			'an empty one is drift',
			asSource({artifacts: [commitFiles({manifest: manifest({})})]}),
			'drift path-not-in-commit',
		],
		[
			'one that was not read is no match',
			asSource({artifacts: [unavailable('command-failed')]}),
			'inconclusive source-unread',
		],
	])('%s', (_, overrides, expected) => {
		expect(said('source', overrides)).toBe(expected);
	});

	test('where the commit itself is deployed the artifact layer is skipped and the image holds the source', () => {
		const seen = healthy(asSource({artifacts: [commitFiles()]}));
		expect(layer('artifact', seen)).toMatchObject({status: 'skipped', reason: 'not-configured'});
		expect(layer('image', seen)).toMatchObject({status: 'match', reason: 'image-holds-source'});
	});
});
