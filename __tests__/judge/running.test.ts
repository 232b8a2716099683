import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import {settled, roundState} from '../../src/judge/settle.ts';
import {nextHistory} from '../../src/judge/snapshot.ts';
import type {ProbeConfig} from '../../src/model/config.ts';
import type {Answer} from '../../src/model/evidence.ts';
import {historyOf, type Snapshot} from '../../src/model/history.ts';
import {asPath} from '../../src/model/path.ts';
import type {Direction, Verdict} from '../../src/model/verdict.ts';
import type {Case, Overrides} from '../builders/evidence.ts';
import {
	answer,
	at,
	artifactEvidence,
	distFiles,
	expectedSha,
	filesConfig,
	foreignArtifact,
	hash,
	healthy,
	history,
	imageEvidence,
	liveEvidence,
	liveFile,
	manifest,
	notMounted,
	observed,
	openEndpoint,
	previousSha,
	probeConfig,
	probeEvidence,
	processNotSeen,
	pullRequestNotMerged,
	repaired,
	skipped,
	snapshot,
	staleImage,
	unavailable,
	unreachable,
} from '../builders/evidence.ts';

const verdictOf = ({plan, evidence}: Case): Verdict => judge(plan, evidence);
const asset = distFiles['public/assets/app.js']!;
const key = 'workflow GET https://api.example.com/api/workflow';
/** A world in which only what the test adds can tell this deployment from the one before. */
const silent = (overrides: Overrides = {}): Case =>
	healthy({...overrides, evidence: {history: observed(null), ...overrides.evidence}});
const remembering = (last: Partial<Snapshot>, before: Snapshot | null = null): Case =>
	healthy({evidence: {history: observed(history(snapshot({probes: {}, served: {}, ...last}), before))}});

describe('live needs proof of the running thing', () => {
	test('everything matches and nothing tells: the process was not seen', () => {
		expect(verdictOf(processNotSeen())).toMatchObject({
			status: 'inconclusive',
			reason: 'process-not-seen',
			departsAt: null,
			proof: [],
		});
		expect(verdictOf(silent())).toMatchObject({status: 'inconclusive', reason: 'process-not-seen'});
	});

	test.each([
		[
			'a file that was served with other bytes',
			{served: {'https://api.example.com/assets/app.js': hash('old')}},
			[['live-bytes', 'history']],
		],
		[
			'a file that was not served at all',
			{served: {'https://api.example.com/assets/app.js': null}},
			[['live-bytes', 'history']],
		],
		['the same bytes as before', {served: {'https://api.example.com/assets/app.js': hash(asset)}}, []],
		['another file than before', {served: {'https://api.example.com/assets/other.js': null}}, []],
		['a route that was 404', {probes: {[key]: 404}}, [['route-gained', undefined]]],
		['a route that had no answer', {probes: {[key]: null}}, []],
		['a route that answered the same', {probes: {[key]: 401}}, []],
		['a 404 of a probe that asked elsewhere', {probes: {'workflow GET https://api.example.com/api/workfow': 404}}, []],
		[
			'a file that the image of this commit lacked',
			{commit: expectedSha, status: 'drift', lacked: ['public/assets/app.js']},
			[['live-bytes', 'history']],
		],
		['a file that the image lacked of what another commit expected', {lacked: ['public/assets/app.js']}, []],
	] as [string, Partial<Snapshot>, unknown[]][])('told by the deployment before: %s', (_, last, proof) => {
		const verdict = verdictOf(remembering(last));
		expect(verdict.proof.map((one) => [one.kind, 'tells' in one ? one.tells : undefined])).toEqual(proof);
		expect(verdict.status).toBe(proof.length > 0 ? 'live' : 'inconclusive');
	});

	test('told by the image deployed before', () => {
		const seen = silent({image: {newSinceBaseline: [asPath('public/assets/app.js')]}});
		expect(verdictOf(seen)).toMatchObject({status: 'live', proof: [{kind: 'live-bytes', tells: 'baseline'}]});
	});

	test('not where two artifacts have a file of that name', () => {
		const twice = silent({
			service: {files: [filesConfig(), filesConfig({from: 'other'})]},
			image: {
				newSinceBaseline: [asPath('public/assets/app.js')],
				placements: [...imageEvidence().placements, ...imageEvidence().placements],
			},
			evidence: {artifacts: [observed(artifactEvidence()), observed(artifactEvidence())]},
		});
		expect(verdictOf(twice)).toMatchObject({reason: 'process-not-seen'});
	});

	const source = (path: string): Case =>
		silent({
			service: {files: [filesConfig({kind: 'source', from: './public', to: '/app/dist'})]},
			artifact: {origin: {kind: 'commit', commit: expectedSha}},
			commit: {
				pullRequest: observed({
					number: 42,
					title: '',
					head: null,
					base: null,
					contained: 'ancestor',
					changed: [{path: asPath(path), change: 'modified', inCommit: 'present'}],
				}),
			},
		});

	test('told by a file of the commit that the pull request changed', () => {
		expect(verdictOf(source('public/public/assets/app.js'))).toMatchObject({
			status: 'live',
			proof: [{tells: 'commit'}],
		});
		expect(verdictOf(source('public/public/index.html'))).toMatchObject({reason: 'process-not-seen'});
	});

	const texts = (newTexts: string[], lacking: boolean): Case => {
		const path = asPath('public/assets/app.js');
		const marker = {matched: [path], lacking: []};
		return silent({
			service: {expect: [{files: 'public/**', contains: ['workflow']}]},
			commit: {newTexts},
			artifact: {markers: [marker]},
			image: {markers: [marker]},
			live: {markers: [{matched: [path], lacking: lacking ? [{path, text: 'workflow'}] : []}]},
		});
	};

	test('told by a text that the commit before did not hold', () => {
		expect(verdictOf(texts(['workflow'], false))).toMatchObject({status: 'live', proof: [{tells: 'text'}]});
		expect(verdictOf(texts([], false))).toMatchObject({reason: 'process-not-seen'});
		expect(verdictOf(texts(['workflow'], true))).toMatchObject({status: 'drift', departsAt: 'route', proof: []});
	});

	const versioned = (commit: string, accept: readonly 'self-reported'[]): Case =>
		silent({
			service: {version: {url: 'https://api.example.com/version', field: null}, accept, live: null},
			evidence: {version: observed({url: 'https://api.example.com/version', commit}), live: skipped()},
		});

	test('its own word counts only where it is accepted', () => {
		expect(verdictOf(versioned(expectedSha.slice(0, 7), ['self-reported']))).toMatchObject({
			status: 'live',
			proof: [{kind: 'self-reported'}],
		});
		expect(verdictOf(versioned(expectedSha, []))).toMatchObject({reason: 'process-not-seen'});
		expect(verdictOf(versioned(expectedSha.slice(0, 6), ['self-reported'])).status).toBe('inconclusive');
	});

	test('a route gained without a control is not told from a guard put in front of everything', () => {
		const {plan, evidence} = healthy({
			service: {probes: [probeConfig({control: false})], live: null},
			evidence: {live: skipped(), probes: [probeEvidence(401, null)]},
		});
		expect(judge(plan, evidence)).toMatchObject({reason: 'process-not-seen'});
	});

	describe('a 404 of before counts where it was the application’s', () => {
		const gained = (
			then: Answer,
			now: Answer = answer(401),
			control = 404,
			probe: Partial<ProbeConfig> = {},
			{unmounted = then, witnessed = true}: {readonly unmounted?: Answer; readonly witnessed?: boolean} = {},
		): string => {
			const seen = {answer: then, plan: {service: {probes: [probeConfig(probe)], live: null}}};
			const bare = {live: skipped()};
			const before = healthy({
				// A file that was served beside it says that not everything was a 404.
				service: witnessed ? {probes: seen.plan.service.probes} : seen.plan.service,
				target: {revision: previousSha},
				commit: {sha: previousSha},
				evidence: {
					...(witnessed ? {} : bare),
					probes: [probeEvidence(seen.answer, unmounted)],
					history: observed(null),
				},
			});
			const memory = nextHistory(before.plan, before.evidence, judge(before.plan, before.evidence), at);
			const after = healthy({
				service: seen.plan.service,
				evidence: {...bare, probes: [probeEvidence(now, answer(control))], history: observed(memory)},
			});
			return judge(after.plan, after.evidence).status;
		};

		test('with a page that only applications write, or beside something else that was there', () => {
			const alone = {witnessed: false};
			expect(gained(answer(404, {pageOf: 'express'}), answer(401), 404, {}, alone)).toBe('live');
			expect(gained(answer(404), answer(401), 404, {}, alone)).toBe('inconclusive');
		});

		test('where a path that nobody mounts got the same: a record that is not there is no route that is not', () => {
			const unlike = (unmounted: Answer): string => gained(answer(404), answer(401), 404, {}, {unmounted});
			expect(unlike(answer(404, {sha256: hash('with an id of its request')}))).toBe('live');
			// The control's path is 29 characters longer, and its answer says it once.
			expect(unlike(answer(404, {size: 20 + 29, sha256: hash('says its path')}))).toBe('live');
			expect(unlike(answer(404, {size: 21}))).toBe('inconclusive');
			expect(unlike(answer(404, {contentType: 'text/html'}))).toBe('inconclusive');
			expect(unlike(answer(410))).toBe('inconclusive');
			expect(gained(answer(404), answer(401), 404, {method: 'HEAD'})).toBe('inconclusive');
		});

		test('known by its page, or alike what it says of a path that nobody mounts', () => {
			expect(gained(answer(404, {pageOf: 'express', contentType: 'text/html'}))).toBe('live');
			expect(gained(answer(404))).toBe('live');
			expect(gained(answer(410))).toBe('live');
		});

		test('and not where a proxy wrote it, or may have, before its rule was repaired', () => {
			for (const pageOf of ['nginx', 'envoy', 'cloudflare', 'amazon-s3', 'go-or-traefik', 'caddy-or-behind'])
				expect(gained(answer(404, {pageOf}))).toBe('inconclusive');
			expect(gained(answer(404, {contentType: 'text/html'}))).toBe('inconclusive');
			expect(gained(answer(404, {by: ['nginx']}))).toBe('inconclusive');
		});

		test('and not where it is a status of gRPC, which proxies make of their own 404', () => {
			const probe = {protocol: 'grpc' as const};
			expect(gained(answer(404), answer(401), 404, probe)).toBe('inconclusive');
		});

		test('and not for a refusal by a proxy, which never reached the application', () => {
			expect(gained(answer(404), answer(401, {pageOf: 'nginx'}))).toBe('inconclusive');
		});

		test('and not out of a memory that does not say whose it was', () => {
			const {absent: _absent, ...old} = snapshot();
			const {plan, evidence} = healthy({
				service: {live: null},
				evidence: {live: skipped(), history: observed(historyOf(JSON.parse(JSON.stringify(history(old)))))},
			});
			expect(evidence.history).toMatchObject({value: {last: {probes: old.probes}}});
			expect(judge(plan, evidence).reason).toBe('process-not-seen');
		});
	});

	test('a proxy’s 404 for a file of a container is no sign that it was not there', () => {
		const missing = (pageOf: string | null) => {
			const {plan, evidence} = healthy({
				live: {files: [liveFile(null, {answer: observed(answer(404, {pageOf}))})]},
			});
			return nextHistory(plan, evidence, judge(plan, evidence), at).last.served;
		};
		expect(missing('nginx')).toEqual({});
		expect(missing('express')).toEqual({'https://api.example.com/assets/app.js': null});
	});

	test('a memory of another service says nothing', () => {
		const {plan, evidence} = healthy({evidence: {history: observed({...history(), service: 'web'})}});
		expect(judge(plan, evidence)).toMatchObject({reason: 'process-not-seen', transition: null});
	});

	test('a commit alone is nothing compared', () => {
		const {plan, evidence} = silent({
			service: {image: null, files: [], probes: [], live: null},
			evidence: {artifacts: [], image: skipped(), probes: [], live: skipped()},
		});
		expect(judge(plan, evidence)).toMatchObject({status: 'inconclusive', reason: 'nothing-compared'});
	});
});

describe('which commit is deployed', () => {
	const by = (overrides: Overrides): string | null => verdictOf(healthy(overrides)).deployedCommit;

	test('the expected one, only when it is live', () => {
		expect(verdictOf(healthy()).deployedCommit).toBe(expectedSha);
		expect(verdictOf(processNotSeen()).deployedCommit).toBeNull();
	});
	test('the label of an image that does not hold the expected files', () => {
		expect(verdictOf(staleImage()).deployedCommit).toBe(previousSha);
		expect(by({image: {placements: [{status: 'absent', to: asPath('x')}]}})).toBeNull();
	});
	test('what the process calls itself goes before the label', () => {
		const other = 'b'.repeat(40);
		expect(by({evidence: {...staleImage().evidence, version: observed({url: 'u', commit: other})}})).toBe(other);
	});
	test('a label that is no commit is no answer', () => {
		expect(
			by({
				evidence: {
					...staleImage().evidence,
					image: observed(
						imageEvidence({
							labels: {'org.opencontainers.image.revision': '@everyone'},
							tagMovedTo: `sha256:${hash('x')}`,
						}),
					),
				},
			}),
		).toBeNull();
	});
});

describe('what moved since the run before', () => {
	const move = (from: number | null, to: number, expected: readonly number[] | null, control = 404): Direction => {
		const {plan, evidence} = healthy({
			service: {probes: [probeConfig({expect: expected})], live: null},
			evidence: {
				live: skipped(),
				probes: [probeEvidence(answer(to), control)],
				history: observed(history(snapshot({probes: {[key]: from}}))),
			},
		});
		return judge(plan, evidence).transition!.probes[0]!.direction;
	};

	test.each([
		[404, 401, [401], 'forward'],
		[404, 401, [200], 'forward'],
		[404, 401, null, 'forward'],
		[401, 404, [401], 'back'],
		[null, 404, [401], 'forward'],
		[502, 404, [200], 'forward'],
		[404, 500, [200], 'forward'],
		[500, 401, [200], 'forward'],
		[401, 500, [200], 'back'],
		[401, 403, [200], 'forward'],
		[403, 200, [200], 'forward'],
		[401, 200, [401], 'back'],
		[200, 401, [200], 'back'],
		[401, 401, [401], 'same'],
		[404, 410, [200], 'sideways'],
		[404, 429, [200], 'sideways'],
		[404, 404, [404], 'same'],
	] as [number | null, number, readonly number[] | null, Direction][])(
		'%s → %s where %j is expected is %s',
		(from, to, expected, direction) => {
			expect(move(from, to, expected)).toBe(direction);
		},
	);

	test('404 → 200 that every path gets now is no movement', () => {
		expect(move(404, 200, [401], 200)).toBe('sideways');
	});

	test('the incident, one deployment later, is told as one step forward', () => {
		expect(verdictOf(repaired()).transition).toEqual({
			since: '2026-02-28T16:40:00.000Z',
			previousStatus: 'drift',
			previousDepartsAt: 'image',
			previousCommit: expectedSha,
			direction: 'forward',
			probes: [{probe: 'workflow', from: 404, to: 401, direction: 'forward'}],
		});
	});

	test('from live to drift is back', () => {
		expect(verdictOf(notMounted()).transition).toMatchObject({direction: 'back'});
	});
});

describe('what is remembered', () => {
	const now = '2026-03-01T10:00:00.000Z';
	const remember = (seen: Case) => nextHistory(seen.plan, seen.evidence, verdictOf(seen), now);
	const again = (seen: Case, overrides: Partial<Case['evidence']> = {}): Case => ({
		plan: seen.plan,
		evidence: {...seen.evidence, ...overrides, history: observed(remember(seen))},
	});

	test('answers, served bytes, and what the image lacked', () => {
		expect(remember(staleImage()).last).toEqual({
			commit: expectedSha,
			at: now,
			run: 1001,
			status: 'drift',
			departsAt: 'image',
			imageManifest: `sha256:${hash('image manifest')}`,
			probes: {[key]: 404},
			absent: {[key]: 'application/json '},
			served: {'https://api.example.com/assets/app.js': hash('client')},
			lacked: ['public/assets/app.js', 'app.js', 'modules/workflow/index.js'],
		});
	});

	test('no query of a probe: it may hold a secret', () => {
		const seen = healthy({service: {probes: [probeConfig({url: 'https://api.example.com/api/workflow?key=hunter2'})]}});
		expect(JSON.stringify(remember(seen))).not.toContain('hunter2');
	});

	test('looking twice at one deployment keeps what proved it', () => {
		const twice = again(healthy());
		expect(remember(twice).before).toEqual(snapshot());
		expect(verdictOf(again(twice)).status).toBe('live');
	});

	test('a look that failed in between loses nothing', () => {
		const down = unreachable().evidence;
		const blind = again(healthy(), {probes: down.probes, live: down.live});
		expect(verdictOf(blind).status).toBe('inconclusive');
		const {probes, live} = healthy().evidence;
		expect(verdictOf(again(blind, {probes, live})).status).toBe('live');
	});

	test('drift and its repair over the first two runs ever stay proven', () => {
		const first = staleImage();
		const blank: Case = {...first, evidence: {...first.evidence, history: observed(null)}};
		const {image, probes, live} = healthy().evidence;
		const second = again(blank, {image, probes, live});
		expect(verdictOf(second)).toMatchObject({
			status: 'live',
			transition: {direction: 'forward', previousDepartsAt: 'image'},
		});
		expect(verdictOf(again(second)).status).toBe('live');
		expect(verdictOf(again(again(second))).status).toBe('live');
	});

	test('what was not whole is not remembered as served', () => {
		const cut = healthy({live: {files: [liveFile(null, {answer: observed(answer(200, {truncated: true}))})]}});
		expect(remember(cut).last.served).toEqual({});
		const gone = healthy({live: {files: [liveFile(null)]}});
		expect(remember(gone).last.served).toEqual({'https://api.example.com/assets/app.js': null});
	});

	test('an image that was not read whole lacked nothing for certain', () => {
		const seen = staleImage();
		const {image} = seen.evidence;
		const gaps = [{path: asPath(''), fault: {code: 'cut-stream' as const, detail: ''}}];
		const unread = image.status === 'observed' ? observed({...image.value, gaps}) : image;
		expect(remember({...seen, evidence: {...seen.evidence, image: unread}}).last.lacked).toEqual([]);
	});

	test('without a commit the memory stays as it was', () => {
		expect(remember(healthy({evidence: {commit: unavailable('not-a-repository')}}))).toEqual(history());
	});

	test('at most a hundred lacking files, those that are fetched first', () => {
		const many = Object.fromEntries(Array.from({length: 300}, (_, index) => [`f${index}.js`, 'x']));
		const seen = staleImage();
		const artifacts = [observed(artifactEvidence({manifest: manifest({...distFiles, ...many})}))];
		const {lacked} = remember({...seen, evidence: {...seen.evidence, artifacts}}).last;
		expect([lacked.length, lacked[0]]).toEqual([100, 'public/assets/app.js']);
	});
});

describe('whether waiting is of use', () => {
	const state = (seen: Case) => roundState(seen.plan, verdictOf(seen));

	test.each([
		['live holds', healthy(), 'holds'],
		['a stale image may still be replaced', staleImage(), 'pending'],
		['a route may still be mounted', notMounted(), 'pending'],
		['an endpoint may still come up', unreachable(), 'pending'],
		['an open endpoint is told at once', openEndpoint(), 'final'],
		['a build output does not change while we wait', foreignArtifact(), 'final'],
		['nor does the commit', pullRequestNotMerged(), 'final'],
		['what cannot tell the process will not tell it later', processNotSeen(), 'final'],
	] as [string, Case, string][])('%s', (_, seen, expected) => {
		expect(state(seen)).toBe(expected);
		expect(settled(seen.plan, verdictOf(seen))).toBe(expected !== 'pending');
	});

	test('a process that names itself may yet name this commit', () => {
		const seen = silent({
			service: {probes: [], live: null, version: {url: 'u', field: null}, accept: ['self-reported']},
			evidence: {probes: [], live: skipped(), version: observed({url: 'u', commit: previousSha})},
		});
		expect(verdictOf(seen).reason).toBe('layer-inconclusive');
		expect(state(seen)).toBe('pending');
	});

	test('live files that are old may still be replaced', () => {
		expect(state(healthy({evidence: {live: observed(liveEvidence({files: [liveFile('client')]}))}}))).toBe('pending');
	});
});
