import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import {mostMembers} from '../../src/model/image-digests.ts';
import {asPath} from '../../src/model/path.ts';
import type {LayerVerdict} from '../../src/model/verdict.ts';
import {
	type Case,
	expectedSha,
	hash,
	observed,
	placed,
	previousSha,
	skipped,
	unavailable,
} from '../builders/evidence.ts';
import {distFiles, oldDistFiles} from '../builders/evidence.ts';
import {
	deployedId,
	inside,
	mount,
	oldId,
	replicasEvidence,
	running,
	runningCase,
	runtimeConfig,
	stale,
} from '../builders/replicas.ts';

const layer = ({plan, evidence}: Case): LayerVerdict =>
	judge(plan, evidence).layers.find((verdict) => verdict.layer === 'container')!;
const said = (seen: Case): string => {
	const {status, reason, assurance} = layer(seen);
	return `${status} ${reason} ${assurance}`;
};

describe('replicas of the deployed image', () => {
	test('whose files are the image’s make the deployment live, with every byte hashed', () => {
		const {plan, evidence} = runningCase();
		expect(said({plan, evidence})).toBe('match replicas-run-image verified');
		expect(judge(plan, evidence)).toMatchObject({
			status: 'live',
			proof: [{kind: 'container', files: 'all', image: 'this', but: []}],
			deployedCommit: expectedSha,
		});
	});

	test('that nobody looked into are believed on the word of their platform', () => {
		expect(said(runningCase([running({}, null)], {runtime: {inside: false}}))).toBe(
			'match replicas-run-image platform',
		);
		expect(said(runningCase([running(), running({name: 'shop-api-2'}, null)]))).toBe(
			'match replicas-run-image platform',
		);
	});

	test('are not looked for where nothing says what runs them', () => {
		const {plan, evidence} = runningCase([running()], {service: {runtime: null}});
		expect(layer({plan, evidence}).status).toBe('skipped');
	});

	test.each([
		['the image ID', deployedId],
		['its first twelve digits', deployedId.slice(7, 19)],
		['a repository digest', `registry.example.com/team/api@sha256:${hash('image manifest')}`],
		['a pod’s imageID', `docker-pullable://mirror.example.com/api@sha256:${hash('image manifest')}`],
	])('are told by %s', (_, digest) => {
		expect(said(runningCase([running({digests: [digest]}, null)]))).toBe('match replicas-run-image platform');
	});

	test('may have digests in other repositories too', () => {
		const digests = [deployedId, `other.example.com/x@sha256:${hash('pushed elsewhere')}`];
		expect(said(runningCase([running({digests}, null)]))).toBe('match replicas-run-image platform');
	});

	test('are told by equal diff IDs where no digest is', () => {
		const diffIds = [`sha256:${hash('base diff')}`, `sha256:${hash('dist diff')}`];
		expect(said(runningCase([running({digests: [], diffIds}, null)]))).toBe('match replicas-run-image platform');
		expect(said(runningCase([running({digests: [], diffIds: diffIds.slice(0, 1), imageNow: null}, null)]))).toBe(
			'drift other-image platform',
		);
	});

	test('over a stale image are masked by it and prove nothing', () => {
		const {plan, evidence} = runningCase([running({}, null)], {image: {placements: [placed(oldDistFiles)]}});
		const verdict = judge(plan, evidence);
		expect(layer({plan, evidence})).toMatchObject({status: 'match', maskedBy: 'image'});
		expect(verdict).toMatchObject({status: 'drift', departsAt: 'image', proof: []});
	});
});

describe('the proof by containers says what was seen', () => {
	const proof = ({plan, evidence}: Case) => judge(plan, evidence).proof;

	test('where nobody looked at files', () => {
		const unseen = runningCase([running({}, null)], {runtime: {inside: false}});
		expect(proof(unseen)).toEqual([{kind: 'container', files: 'none', image: 'this', but: []}]);
	});

	test('where files changed that were expected to, and where equal ones lie on a mount', () => {
		const changed = inside({...distFiles, 'config.js': 'written at the start'});
		const seen = runningCase([running({mounts: [mount()]}, changed)], {
			runtime: {expectedChanges: ['app/dist/config.js']},
		});
		expect(proof(seen)).toEqual([
			{kind: 'container', files: 'all', image: 'this', but: ['expected-changes', 'mounts']},
		]);
	});

	test('where another image holds the same files', () => {
		const seen = runningCase([running({digests: [oldId]})]);
		expect(proof(seen)).toEqual([{kind: 'container', files: 'all', image: 'another', but: []}]);
	});
});

describe('an index of several platforms', () => {
	const index = `sha256:${hash('index')}` as const;
	const sibling = `sha256:${hash('arm image')}` as const;
	const member = (digest: `sha256:${string}`, architecture: string) =>
		({digest, kind: 'image', platform: {os: 'linux', architecture}, size: 400, within: index}) as const;
	const image = {index, members: [member(`sha256:${hash('image manifest')}`, 'amd64'), member(sibling, 'arm64')]};

	test('does not say which of its images runs', () => {
		expect(said(runningCase([running({digests: [index]}, null)], {image}))).toBe(
			'inconclusive image-identity-unknown null',
		);
	});

	test('says it together with diff IDs', () => {
		const diffIds = [`sha256:${hash('base diff')}`, `sha256:${hash('dist diff')}`];
		expect(said(runningCase([running({digests: [index], diffIds}, null)], {image}))).toContain('match');
		expect(
			said(runningCase([running({digests: [index], diffIds: diffIds.toReversed(), imageNow: null}, null)], {image})),
		).toContain('drift other-image');
	});

	test('of equal files that are started otherwise is another image', () => {
		const diffIds = [`sha256:${hash('base diff')}`, `sha256:${hash('dist diff')}`];
		const image = {startDigest: hash('FEATURE=on')};
		const seen = (startDigest: string | null) =>
			said(runningCase([running({digests: [oldId], diffIds, startDigest})], {image}));
		expect(seen(hash('FEATURE=off'))).toBe('drift not-recreated platform');
		expect(seen(hash('FEATURE=on'))).toBe('match replicas-run-image verified');
	});

	test('and equal files decide what it leaves open', () => {
		expect(said(runningCase([running({digests: [index]})], {image}))).toBe('match replicas-hold-files verified');
	});

	test('lists another image that a replica may run by its digest', () => {
		expect(said(runningCase([running({digests: [sibling], imageNow: null}, null)], {image}))).toBe(
			'drift other-image platform',
		);
	});

	test('whose members were not all kept proves nothing by absence', () => {
		const many = Array.from({length: mostMembers}, (_, at) => member(`sha256:${hash(`member ${at}`)}`, 'amd64'));
		expect(said(runningCase([running({digests: [oldId]}, null)], {image: {...image, members: many}}))).toBe(
			'inconclusive image-identity-unknown null',
		);
	});

	test('a digest of the image and one of another in one replica contradict each other', () => {
		expect(said(runningCase([running({digests: [deployedId, sibling]}, null)], {image}))).toBe(
			'inconclusive image-identity-unknown null',
		);
	});
});

describe('replicas of another image', () => {
	const old = {digests: [oldId]};
	const of = (...replicas: Parameters<typeof stale>[0][]): Case => runningCase(replicas.map((one) => stale(one)));

	test('a container that was restarted but not recreated still runs the image it was made from', () => {
		const seen = of({
			createdAt: '2026-02-27T08:00:00.000Z',
			imageNowSince: '2026-03-01T08:30:00.000Z',
			startedAt: '2026-03-01T09:00:00.000Z',
		});
		expect(layer(seen)).toMatchObject({
			status: 'drift',
			reason: 'restarted-not-recreated',
			remedy: 'recreate-the-replicas',
		});
		expect(layer(seen).findings[0]).toMatchObject({
			code: 'restarted-not-recreated',
			subject: 'shop-api-1',
			expected: deployedId,
			deployed: oldId,
			detail: 'made 2026-02-27 08:00 UTC, image there since 2026-03-01 08:30 UTC, restarted 2026-03-01 09:00 UTC',
		});
	});

	test('a container that was left running while its image was pulled was not recreated', () => {
		expect(said(of({imageNowSince: '2026-03-01T09:10:00.000Z'}))).toBe('drift not-recreated platform');
		expect(said(of({imageNowSince: null}))).toBe('drift not-recreated platform');
	});

	test('a machine whose tag still leads to the old image never pulled the deployed one', () => {
		expect(layer(of({imageNow: [oldId]}))).toMatchObject({reason: 'not-pulled', remedy: 'pull-and-recreate'});
	});

	test('a container made under another name runs another image, and the name is told', () => {
		const seen = layer(of({imageNow: [oldId], image: 'registry.example.com/team/api:v1'}));
		expect(seen.reason).toBe('other-image');
		expect(seen.findings[0]!.detail).toBe('registry.example.com/team/api:v1');
	});

	test('a replica of a revision that is not wanted any more is told as one', () => {
		const revision = {name: 'api-6d4f', current: false};
		expect(said(of({imageNow: null, revision}))).toBe('drift old-revision-serving platform');
	});

	test('without more to go by it is another image', () => {
		expect(said(of({imageNow: null}))).toBe('drift other-image platform');
	});

	test('one of three replicas is old', () => {
		const seen = layer(runningCase([running(), running({name: 'shop-api-2'}), stale({name: 'shop-api-3'})]));
		expect(seen).toMatchObject({status: 'drift', reason: 'mixed-replicas', remedy: 'recreate-the-replicas'});
		expect(seen.findings.filter(({code}) => code === 'not-recreated').map(({subject}) => subject)).toEqual([
			'shop-api-3',
		]);
	});

	test.each<[string, Parameters<typeof inside>[1], Parameters<typeof running>[0]]>([
		['was written to since it was made', {touched: true}, {}],
		['may have been written to since it was made', {touched: null}, {}],
		[
			'has something mounted over them',
			{touched: false},
			{mounts: [{kind: 'bind', source: '/srv', destination: '/app/dist', writable: false}]},
		],
	])('the right files in a container of another image that %s may be younger than its process', (_, seen, more) => {
		expect(said(runningCase([running({...more, digests: [oldId]}, inside(undefined, seen))]))).toBe(
			'inconclusive start-unknown null',
		);
		// Of the deployed image the process started with these files, or with what lay over them then.
		expect(said(runningCase([running(more, inside(undefined, seen))]))).toMatch(/^match /);
	});

	test('another image with the same files is as good, and said', () => {
		const seen = layer(runningCase([running(old)]));
		expect(seen).toMatchObject({status: 'match', reason: 'replicas-hold-files', assurance: 'verified'});
		expect(seen.findings.map(({code}) => code)).toContain('same-files-of-another-image');
	});

	test('another image that nobody looked into is not', () => {
		expect(said(runningCase([running({...old, imageNow: null}, null)]))).toBe('drift other-image platform');
		expect(said(runningCase([running({...old, imageNow: null}, unavailable('no-archiver'))]))).toBe(
			'drift other-image platform',
		);
	});

	test.each([
		['part of it was not read', {gaps: [{path: asPath('app.js'), fault: {code: 'cut-stream', detail: ''}}]}],
		['differences were left out', {moreChanges: 3}],
		['nothing was compared', {same: 0}],
	] as const)('nor one of which %s', (_, more) => {
		expect(said(runningCase([running({...old, imageNow: null}, inside(undefined, more))]))).toBe(
			'drift other-image platform',
		);
	});

	test('a replica that names no digest is told by its files alone', () => {
		expect(said(runningCase([running({digests: []})]))).toBe('match replicas-hold-files verified');
		expect(said(runningCase([running({digests: ['api:prod']}, null)]))).toBe(
			'inconclusive image-identity-unknown null',
		);
		expect(said(runningCase([running({digests: []}, inside(oldDistFiles))]))).toBe('drift files-differ verified');
	});
});

describe('without an image to compare with', () => {
	const against = (files?: Parameters<typeof inside>[0]) => inside(files, {against: 'artifact'});

	test('files of the build output decide', () => {
		const service = {image: null, runtime: runtimeConfig(), probes: [], live: null};
		const seen = runningCase([running({}, against())], {service, evidence: {image: skipped()}});
		expect(said(seen)).toBe('match replicas-hold-files verified');
		expect(judge(seen.plan, seen.evidence).status).toBe('live');
		expect(said(runningCase([running({}, against(oldDistFiles))], {service, evidence: {image: skipped()}}))).toBe(
			'drift files-differ verified',
		);
	});

	test('an image that was not read explains why nobody knows what runs', () => {
		const seen = runningCase([running({}, null)], {evidence: {image: unavailable('unauthorized')}});
		expect(layer(seen)).toMatchObject({reason: 'image-identity-unknown', maskedBy: 'image'});
	});

	test('files that were equal to an image nobody has any more are equal to nothing', () => {
		expect(said(runningCase([running()], {evidence: {image: unavailable('unauthorized')}}))).toContain('inconclusive');
	});
});

describe('what runs could not be asked', () => {
	test.each([
		['forbidden', 'give-runtime-rights'],
		['unauthorized', 'give-runtime-rights'],
		['replicas-ambiguous', 'name-the-containers'],
		['not-found', 'name-the-containers'],
		['unreachable', 'reach-the-runtime'],
		['command-missing', 'reach-the-runtime'],
		['evidence-too-old', 'collect-again'],
		['invalid-replicas', 'collect-again'],
	] as const)('for %s, and the remedy is %s', (code, remedy) => {
		const seen = layer(runningCase(unavailable(code)));
		expect(seen).toMatchObject({status: 'inconclusive', reason: 'replicas-unread', remedy});
		expect(seen.findings).toMatchObject([{level: 'inconclusive', subject: 'compose', detail: code}]);
	});

	test('nor was it, where it should have been', () => {
		expect(layer(runningCase(skipped('not-asked'))).reason).toBe('replicas-unread');
	});

	test('replicas beyond those that are kept were not seen', () => {
		expect(said(runningCase([running()], {replicas: {more: 7}}))).toBe('inconclusive replica-unread null');
	});
});

describe('what stands beside the truth', () => {
	test('a deployment tool that names another commit is shown and decides nothing', () => {
		const claims = [{by: 'argo-cd', name: 'shop/api', revision: previousSha, status: 'Synced'}] as const;
		const seen = layer(runningCase([running()], {replicas: {claims}}));
		expect(seen.status).toBe('match');
		expect(seen.findings).toMatchObject([
			{
				code: 'deployment-claim',
				level: 'note',
				subject: 'argo-cd shop/api',
				expected: expectedSha,
				deployed: previousSha,
			},
		]);
	});

	test('a document that somebody collected is the word of whoever wrote it', () => {
		const origin = {
			kind: 'collected',
			at: '2026-03-01T08:50:00.000Z',
			host: 'production-1',
			tool: 'deploy-truth/1',
		} as const;
		const seen = layer(runningCase([running()], {replicas: {origin}}));
		expect(seen).toMatchObject({status: 'match', assurance: 'platform'});
		expect(seen.findings.map(({code}) => code)).toEqual(['collected-evidence']);
	});

	test('findings that several replicas share are told once', () => {
		const names = ['a', 'b', 'c', 'd', 'e'];
		const changed = names.slice(0, 4).map((name) => running({name}, inside(oldDistFiles)));
		const {findings} = layer(runningCase([...changed, running({name: 'e'})]));
		expect(findings.filter(({subject}) => subject === '/app/dist/app.js')).toMatchObject([
			{code: 'file-differs', detail: 'a, b, c and 1 more'},
		]);
	});

	test('other roles than the service’s do not count', () => {
		const sidecar = stale({name: 'proxy', role: 'sidecar'});
		expect(said(runningCase([running(), sidecar]))).toBe('match replicas-run-image verified');
		expect(layer(runningCase(observed(replicasEvidence([sidecar])))).reason).toBe('none-running');
	});
});
