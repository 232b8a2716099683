import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {ArtifactEvidence, CommitEvidence, ImageEvidence, PullRequestEvidence} from '../../src/model/evidence.ts';
import type {Gap} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import type {LayerName, LayerVerdict} from '../../src/model/verdict.ts';
import type {Case, Overrides} from '../builders/evidence.ts';
import {
	artifactEvidence,
	at,
	commitEvidence,
	distFiles,
	expectedSha,
	expectedTree,
	file,
	filesConfig,
	foreignArtifact,
	hash,
	healthy,
	manifest,
	observed,
	oldDistFiles,
	openEndpoint,
	placed,
	previousSha,
	probeConfig,
	pullRequestNotMerged,
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

describe('image', () => {
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

	test('an old file in a cache is drift at the route and says which cache', () => {
		expect(layer('route', staleCache())).toMatchObject({
			status: 'drift',
			reason: 'served-bytes-differ',
			remedy: 'purge-cache',
			findings: [{code: 'served-bytes-differ', subject: '/assets/app.js', detail: 'age 86000'}, {code: 'guarded'}],
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
