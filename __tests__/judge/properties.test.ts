import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {judge} from '../../src/judge/judge.ts';
import {nextHistory} from '../../src/judge/snapshot.ts';
import type {
	Answer,
	ArtifactEvidence,
	Evidence,
	ImageEvidence,
	Observation,
	Placement,
	ProbeEvidence,
	ReplicaEvidence,
	ReplicaFiles,
} from '../../src/model/evidence.ts';
import {baseRelations} from '../../src/model/evidence.ts';
import type {FaultCode} from '../../src/model/fault.ts';
import {historyOf} from '../../src/model/history.ts';
import type {FileManifest} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import type {Plan} from '../../src/model/plan.ts';
import type {MappingEvidence, OutsideAddress, ProxyRoute, UpstreamAddress} from '../../src/model/mapping.ts';
import type {Mount, ReplicaRole, ReplicaState, Rollout, RunSettings} from '../../src/model/runtime.ts';
import type {LayerName} from '../../src/model/verdict.ts';
import type {Case} from '../builders/evidence.ts';
import {
	answer,
	artifactEvidence,
	commitEvidence,
	distFiles,
	expectedSha,
	filesConfig,
	hash,
	history,
	imageEvidence,
	liveEvidence,
	liveFile,
	observed,
	oldDistFiles,
	placed,
	planOf,
	previousSha,
	probeConfig,
	probeEvidence,
	serviceConfig,
	skipped,
	snapshot,
	target,
	unavailable,
} from '../builders/evidence.ts';
import {
	address,
	handshake,
	hop,
	mappingEvidence,
	outside,
	owner,
	place,
	proxyConfig,
	route,
	traced,
	upstream,
} from '../builders/mapping.ts';
import {
	deployedId,
	inside,
	mount,
	newer,
	oldId,
	replicasEvidence,
	running,
	runtimeConfig,
	settings,
} from '../builders/replicas.ts';

const faults: readonly FaultCode[] = [
	'unreachable',
	'timed-out',
	'unauthorized',
	'not-found',
	'digest-mismatch',
	'file-missing',
	'shallow-clone',
	'commit-missing',
	'internal-error',
];
const asset = distFiles['public/assets/app.js']!;
const oldAsset = oldDistFiles['public/assets/app.js']!;

/** The first far more often, so that worlds are wrong in a few places and not in all. */
const mostly = <T>(right: T, ...wrong: readonly T[]): fc.Arbitrary<T> =>
	fc.oneof(
		{weight: 12, arbitrary: fc.constant(right)},
		...wrong.map((arbitrary) => ({weight: 1, arbitrary: fc.constant(arbitrary)})),
	);

const replicas: fc.Arbitrary<ReplicaEvidence> = fc
	.record({
		state: mostly<ReplicaState>('running', 'paused', 'restarting', 'waiting', 'exited', 'unknown'),
		role: mostly<ReplicaRole>('service', 'sidecar'),
		ready: mostly<boolean | null>(true, false, null),
		digests: mostly<readonly string[]>([deployedId], [oldId], ['api:prod'], [deployedId, oldId]),
		content: mostly(distFiles, oldDistFiles, {...distFiles, 'extra.js': 'x'}),
		younger: mostly<readonly string[]>([], ['app.js'], ['extra.js']),
		mounts: mostly<readonly Mount[]>([], [mount()], [mount({kind: 'volume', destination: '/app'})]),
		settings: mostly<RunSettings | null>(settings(), settings({user: 'root'}), null),
	})
	.map(({state, role, ready, digests, content, younger, mounts, settings}) =>
		running({state, role, ready, digests, mounts, settings}, inside(content, {newer: newer(...younger)})),
	);
const declared = observed({
	from: 'compose.yaml',
	image: null,
	settings: {...settings(), entrypoint: null, command: null, workingDirectory: null, environment: null, ports: null},
	mounts: null,
	replicas: null,
});

/** The way of a request, right or wrong in some of its places. The replicas of these worlds are all at 172.18.0.3. */
const ways: fc.Arbitrary<{readonly stated: string | null; readonly evidence: MappingEvidence}> = fc
	.record({
		stated: mostly<string | null>(null, 'api:3000', 'other:3000'),
		outcome: mostly<ProxyRoute['outcome']>('proxied', 'served', 'answered', 'none'),
		places: mostly<readonly (string | UpstreamAddress)[]>(
			['172.18.0.3'],
			['172.18.0.9'],
			['172.18.0.3', '172.18.0.9'],
			[],
			[place('172.18.0.3', {state: 'down'})],
		),
		owner: mostly<string | null>('worker-1', null),
		unsure: mostly<readonly string[]>([], ['if ($cookie)']),
		found: mostly(3, 0, 1),
		role: mostly<ReplicaRole>('service', 'sidecar'),
		second: mostly<OutsideAddress>(
			address('203.0.113.8'),
			address('203.0.113.8', answer(404)),
			address('203.0.113.8', unavailable('unreachable'), {handshake: unavailable('unreachable')}),
			address('203.0.113.8', answer(401), {handshake: handshake({untrusted: 'CERT_HAS_EXPIRED'})}),
		),
	})
	.map(({stated, outcome, places, owner: who, unsure, found, role, second}) => ({
		stated,
		evidence: mappingEvidence({
			outside: outside(address('203.0.113.7'), second),
			hops: [hop(route({outcome, unsure, upstreams: outcome === 'proxied' ? [upstream(places)] : []}))],
			owners: observed([owner('172.18.0.9', who)]),
			trace: traced({found: found === 0 ? [] : [{id: 'one', name: 'shop-api-1', role, requests: found}]}),
		}),
	}));

/** Worlds: each subject right, wrong in one of its ways, or not seen. */
const worlds: fc.Arbitrary<Case> = fc
	.record({
		expectConfigured: fc.boolean(),
		image: fc.boolean(),
		live: fc.constantFrom('none', 'paths', 'page'),
		probes: fc.boolean(),
		kind: fc.constantFrom('artifact', 'source'),
		pullHint: fc.boolean(),
		version: fc.boolean(),
		expect: mostly<readonly number[] | null>([401], [200], [200, 401], [404], null),
		contained: mostly('same-tree', 'ancestor', 'no', 'unknown', 'none'),
		inCommit: mostly('present', 'other', 'absent', 'unknown'),
		newText: fc.boolean(),
		origin: mostly('record', 'other-record', 'dirty', 'directory', 'other-directory'),
		artifactLacks: mostly(false, true),
		imageFiles: mostly<Readonly<Record<string, string>>>(distFiles, oldDistFiles, {...distFiles, 'extra.js': 'x'}),
		placement: mostly('placed', 'absent', 'ambiguous'),
		moved: mostly(false, true),
		baseline: fc.boolean(),
		base: mostly<ImageEvidence['base']>(
			null,
			...baseRelations.map((relation) => ({
				reference: 'docker.io/library/node:24',
				manifest: `sha256:${hash('node')}` as const,
				layers: relation === 'built-on' || relation === 'moved' ? 2 : 0,
				relation,
				statedBy: 'configuration' as const,
			})),
		),
		status: mostly(401, 200, 302, 403, 404, 405, 429, 503),
		control: mostly(404, 200, 401, 503),
		served: mostly<string | null>(asset, oldAsset, null),
		beyond: fc.record({
			cached: mostly(false, true, true),
			fresh: mostly<number | null>(null, 401, 200, 404, 503),
			origin: mostly<number | null>(null, 401, 200, 404),
			options: mostly<number | null>(null, 204, 404),
			freshFile: mostly<string | null>(null, asset, oldAsset),
			originFile: mostly<string | null>(null, asset, oldAsset),
		}),
		reported: mostly(expectedSha, previousSha),
		runtime: fc.constantFrom('none', 'inside', 'outside'),
		manifest: fc.boolean(),
		wanted: mostly<number | null>(null, 1, 3),
		replicas: fc.array(replicas, {minLength: 0, maxLength: 3}),
		mapping: fc.constantFrom('none', 'proxy', 'trace', 'both'),
		way: ways,
		rollout: mostly<Rollout | null>(null, {status: 'progressing', detail: ''}, {status: 'stuck', detail: ''}),
		memory: fc.constantFrom('none', 'other', 'same-live', 'same-drift', 'same-unsure'),
	})
	.map((choice): Case => {
		const source = choice.kind === 'source';
		const proxied = choice.mapping === 'proxy' || choice.mapping === 'both';
		const service = serviceConfig({
			proxies: proxied ? [proxyConfig()] : [],
			trace: choice.mapping === 'trace' || choice.mapping === 'both' ? 5_000 : null,
			upstream: proxied ? choice.way.stated : null,
			runtime:
				choice.runtime === 'none'
					? null
					: runtimeConfig({inside: choice.runtime === 'inside', manifest: choice.manifest ? 'compose.yaml' : null}),
			expect: choice.expectConfigured ? [{files: 'public/**', contains: ['workflow']}] : [],
			files: [filesConfig({kind: choice.kind as 'artifact' | 'source', extra: 'drift'})],
			probes: choice.probes ? [probeConfig({expect: choice.expect})] : [],
			...(choice.image ? {} : {image: null}),
			live:
				choice.live === 'none'
					? null
					: {
							base: 'https://api.example.com/',
							root: null,
							paths: choice.live === 'paths' ? ['/assets/app.js'] : [],
							page: choice.live === 'page' ? 'https://api.example.com/' : null,
						},
			version: choice.version ? {url: 'https://api.example.com/version', field: null} : null,
			accept: choice.version ? ['self-reported'] : [],
		});
		const hint = choice.pullHint && choice.contained !== 'none';
		const plan = planOf(service, target(hint ? {} : {pullRequest: null}));
		const workspace = {head: expectedSha, tree: 'x', dirty: false};
		const lacking = choice.artifactLacks ? [{path: asPath('public/assets/app.js'), text: 'workflow'}] : [];
		const isRecord = choice.origin.endsWith('record') || choice.origin === 'dirty';
		const marker = {matched: [asPath('public/assets/app.js')], lacking: isRecord && !source ? null : lacking};
		const built = choice.origin === 'other-record' ? previousSha : expectedSha;
		const origin: ArtifactEvidence['origin'] = source
			? {kind: 'commit', commit: expectedSha}
			: isRecord
				? {kind: 'record', commit: built, tree: null, dirty: choice.origin === 'dirty', recordedAt: 'now'}
				: {kind: 'directory'};
		const placement: Placement =
			choice.placement === 'placed'
				? placed(choice.imageFiles)
				: choice.placement === 'absent'
					? {status: 'absent', to: asPath('app/dist')}
					: {status: 'ambiguous', candidates: []};
		const evidence: Evidence = {
			commit: observed(
				commitEvidence({
					newTexts: choice.newText ? ['workflow'] : [],
					workspace: choice.origin === 'other-directory' ? {...workspace, head: previousSha} : workspace,
					pullRequest:
						choice.contained === 'none'
							? skipped('no-pull-request')
							: observed({
									number: 42,
									title: '',
									head: null,
									base: null,
									contained: choice.contained as 'no',
									changed: [
										{
											path: asPath('dist/public/assets/app.js'),
											change: 'added',
											inCommit: choice.inCommit as 'present',
										},
									],
								}),
				}),
			),
			artifacts: [observed(artifactEvidence({origin, markers: choice.expectConfigured ? [marker] : []}))],
			image: choice.image
				? observed(
						imageEvidence({
							placements: [placement],
							markers: choice.expectConfigured ? [{...marker, lacking}] : [],
							tagMovedTo: choice.moved ? `sha256:${hash('moved')}` : null,
							base: choice.base,
							newSinceBaseline: choice.baseline ? [asPath('public/assets/app.js')] : null,
						}),
					)
				: skipped(),
			replicas:
				choice.runtime === 'none'
					? skipped()
					: observed(
							replicasEvidence(
								choice.replicas.map((one) => seenOf(one, choice.image, choice.runtime === 'inside')),
								{wanted: choice.wanted, rollout: choice.rollout, declared: choice.manifest ? declared : skipped()},
							),
						),
			mapping: observed(choice.way.evidence),
			probes: choice.probes ? [beyond(probeEvidence(choice.status, choice.control), choice.beyond)] : [],
			live:
				choice.live === 'none'
					? skipped()
					: observed(
							liveEvidence({
								page:
									choice.live === 'page'
										? observed({url: 'https://api.example.com/', assets: ['/assets/app.js'], truncated: false})
										: skipped(),
								files: [
									liveFile(choice.served, {
										fresh: servedThere(choice.beyond.freshFile),
										origin: servedThere(choice.beyond.originFile),
									}),
								],
								markers: choice.expectConfigured ? [{...marker, lacking}] : [],
							}),
						),
			version: choice.version ? observed({url: 'https://api.example.com/version', commit: choice.reported}) : skipped(),
			history: observed(memoryOf(choice.memory)),
		};
		return {plan, evidence};
	});

type Beyond = {cached: boolean; fresh: number | null; origin: number | null; options: number | null};
const notAsked = skipped('not-asked');
const answered = (status: number | null): Observation<Answer> =>
	status === null ? notAsked : observed(answer(status));
const servedThere = (content: string | null): Observation<Answer> =>
	content === null ? notAsked : liveFile(content).answer;

/** What was asked beside a probe. */
const beyond = (seen: ProbeEvidence, {cached, fresh, origin, options}: Beyond): ProbeEvidence => ({
	...seen,
	answer: value(seen.answer, (got) => (cached ? {...got, headers: {age: '300'}} : got)),
	fresh: answered(fresh),
	origin: answered(origin),
	others: options === null ? [] : [{method: 'OPTIONS', answer: answered(options), control: answered(404)}],
});

/** A replica found against the image, or against the artifact where there is none. */
function seenOf(one: ReplicaEvidence, image: boolean, looked: boolean): ReplicaEvidence {
	if (!looked) return {...one, files: [skipped('not-asked')]};
	const against = image ? 'image' : 'artifact';
	return {...one, files: one.files.map((seen) => value(seen, (files) => ({...files, against})))};
}

function memoryOf(kind: string) {
	if (kind === 'none') return null;
	if (kind === 'other') return history();
	const status = kind === 'same-live' ? 'live' : kind === 'same-drift' ? 'drift' : 'inconclusive';
	return history(snapshot({commit: expectedSha, status, lacked: ['public/assets/app.js']}), snapshot());
}

type Spoil = (evidence: Evidence, fault: FaultCode, pick: number) => Evidence;

const value = <T>(observation: Observation<T> | undefined, change: (seen: T) => T): Observation<T> =>
	observation?.status === 'observed'
		? {...observation, value: change(observation.value)}
		: (observation ?? skipped('spoiled'));
const withGap = (seen: FileManifest, path: string, code: FaultCode): FileManifest => ({
	...seen,
	gaps: [...seen.gaps, {path: asPath(path), fault: {code, detail: 'spoiled'}}],
});
const artifact = (evidence: Evidence, change: (seen: ArtifactEvidence) => ArtifactEvidence): Evidence => ({
	...evidence,
	artifacts: evidence.artifacts.map((seen) => value(seen, change)),
});
const image = (evidence: Evidence, change: (seen: ImageEvidence) => ImageEvidence): Evidence => ({
	...evidence,
	image: value(evidence.image, change),
});
const replicasOf = (
	evidence: Evidence,
	change: (seen: ReplicaEvidence, index: number) => ReplicaEvidence,
): Evidence => ({
	...evidence,
	replicas: value(evidence.replicas, (seen) => ({...seen, replicas: seen.replicas.map(change)})),
});
const filesOf = (evidence: Evidence, change: (seen: ReplicaFiles) => ReplicaFiles): Evidence =>
	replicasOf(evidence, (one) => ({...one, files: one.files.map((seen) => value(seen, change))}));
const onTheWay = (evidence: Evidence, change: (seen: MappingEvidence) => MappingEvidence): Evidence => ({
	...evidence,
	mapping: value(evidence.mapping, change),
});
const addressesOf = (evidence: Evidence, change: (seen: OutsideAddress, index: number) => OutsideAddress): Evidence =>
	onTheWay(evidence, (way) => ({
		...way,
		outside: value(way.outside, (seen) => ({...seen, addresses: seen.addresses.map(change)})),
	}));
const places = ['', 'public', 'public/assets/app.js', 'modules/workflow/index.js', 'extra.js'];
const at = <T>(list: readonly T[], pick: number): T => list[pick % list.length]!;

/** Everything that may get lost on the way. The gate to a subject closes, its bytes stay unread, a memory is gone. */
const spoils: Readonly<Record<string, Spoil>> = {
	'the commit is not readable': (evidence, code) => ({...evidence, commit: unavailable(code)}),
	'the commit was not looked at': (evidence) => ({...evidence, commit: skipped('spoiled')}),
	'the pull request is not readable': (evidence, code) => ({
		...evidence,
		commit: value(evidence.commit, (seen) =>
			seen.pullRequest.status === 'observed' ? {...seen, pullRequest: unavailable(code)} : seen,
		),
	}),
	'the pull request was not looked at': (evidence) => ({
		...evidence,
		commit: value(evidence.commit, (seen) =>
			seen.pullRequest.status === 'observed' ? {...seen, pullRequest: skipped('spoiled')} : seen,
		),
	}),
	'the changed files are unknown': (evidence) => ({
		...evidence,
		commit: value(evidence.commit, (seen) => ({
			...seen,
			pullRequest: value(seen.pullRequest, (pull) => ({
				...pull,
				changed: pull.changed.map((file) => ({...file, inCommit: 'unknown' as const})),
			})),
		})),
	}),
	'containment is unknown': (evidence) => ({
		...evidence,
		commit: value(evidence.commit, (seen) => ({
			...seen,
			pullRequest: value(seen.pullRequest, (pull) => ({...pull, contained: 'unknown' as const})),
		})),
	}),
	'the working tree is unknown': (evidence) => ({
		...evidence,
		commit: value(evidence.commit, (seen) => ({...seen, workspace: null, newTexts: []})),
	}),
	'the artifact is not readable': (evidence, code) => ({
		...evidence,
		artifacts: evidence.artifacts.map(() => unavailable(code)),
	}),
	'the artifact was not looked at': (evidence) => ({...evidence, artifacts: []}),
	'part of the artifact is unread': (evidence, code, pick) =>
		artifact(evidence, (seen) => ({...seen, manifest: withGap(seen.manifest, at(places, pick), code)})),
	'the artifact was not searched': (evidence) => artifact(evidence, (seen) => ({...seen, markers: []})),
	'the image is not readable': (evidence, code) => ({...evidence, image: unavailable(code)}),
	'the image was not looked at': (evidence) => ({...evidence, image: skipped('spoiled')}),
	'part of the image is unread': (evidence, code, pick) =>
		image(evidence, (seen) => {
			const part = at(places, pick);
			const path = asPath(part === '' ? '' : `app/dist/${part}`);
			return {...seen, gaps: [...seen.gaps, {path, fault: {code, detail: 'spoiled'}}]};
		}),
	'part of the place in the image is unread': (evidence, code, pick) =>
		image(evidence, (seen) => ({
			...seen,
			placements: seen.placements.map((placement) =>
				placement.status === 'placed'
					? {...placement, manifest: withGap(placement.manifest, at(places, pick), code)}
					: placement,
			),
		})),
	'the place in the image is unknown': (evidence, _, pick) =>
		image(evidence, (seen) => ({
			...seen,
			placements: at(
				[
					[],
					[{status: 'no-artifact'}],
					[{status: 'not-found', candidates: []}],
					[{status: 'ambiguous', candidates: []}],
				],
				pick,
			),
		})),
	'the base of the image is not readable': (evidence, code) =>
		image(evidence, (seen) => ({...seen, base: null, baseFault: {code, detail: 'spoiled'}})),
	'the base of the image is not known': (evidence) =>
		image(evidence, (seen) => ({
			...seen,
			base: seen.base && {...seen.base, relation: 'not-known', layers: 0},
		})),
	'the image was not searched': (evidence, _, pick) =>
		image(evidence, (seen) => ({
			...seen,
			newSinceBaseline: null,
			markers: pick % 2 === 0 ? [] : seen.markers.map((marker) => ({...marker, lacking: null})),
		})),
	'the replicas are not readable': (evidence, code) => ({...evidence, replicas: unavailable(code)}),
	'the replicas were not looked at': (evidence) => ({...evidence, replicas: skipped('spoiled')}),
	'replicas had no more room': (evidence, _, pick) => ({
		...evidence,
		replicas: value(evidence.replicas, (seen) => {
			const kept = seen.replicas.slice(0, pick % 3);
			return {...seen, replicas: kept, more: seen.more + seen.replicas.length - kept.length};
		}),
	}),
	'a replica names no digest': (evidence, _, pick) =>
		replicasOf(evidence, (one) => ({...one, replica: {...one.replica, digests: pick % 2 === 0 ? [] : ['api:prod']}})),
	'the state of a replica is not known': (evidence, _, pick) =>
		replicasOf(evidence, (one, index) =>
			index === pick % 3 ? {...one, replica: {...one.replica, state: 'unknown'}} : one,
		),
	'when a process started is not known': (evidence) =>
		replicasOf(
			filesOf(evidence, (seen) => ({...seen, newer: []})),
			(one) => ({
				...one,
				replica: {...one.replica, startedAt: null},
			}),
		),
	'the settings of a replica are not known': (evidence) =>
		replicasOf(evidence, (one) => ({...one, replica: {...one.replica, settings: null}})),
	'a replica could not be looked into': (evidence, code, pick) =>
		replicasOf(evidence, (one, index) =>
			one.files.every(({status}) => status === 'observed') && index === pick % 3
				? {...one, files: pick % 2 === 0 ? [unavailable(code)] : []}
				: one,
		),
	'part of a replica is unread': (evidence, code, pick) =>
		filesOf(evidence, (seen) => {
			const gap = {path: asPath(at(places, pick)), fault: {code, detail: 'spoiled'}};
			return {...seen, gaps: [...seen.gaps, gap]};
		}),
	'differences in a replica had no more room': (evidence, _, pick) =>
		filesOf(evidence, (seen) => {
			const changes = seen.changes.slice(0, pick % 2);
			return {...seen, changes, moreChanges: seen.moreChanges + seen.changes.length - changes.length};
		}),
	'younger files in a replica had no more room': (evidence) =>
		filesOf(evidence, (seen) => ({...seen, newer: [], moreNewer: seen.moreNewer + seen.newer.length})),
	'the manifest of the deployment is not readable': (evidence, code, pick) => ({
		...evidence,
		replicas: value(evidence.replicas, (seen) =>
			seen.declared.status === 'observed'
				? {...seen, declared: pick % 2 === 0 ? unavailable(code) : skipped('spoiled')}
				: seen,
		),
	}),
	'the way of a request is not readable': (evidence, code) => ({...evidence, mapping: unavailable(code)}),
	'the proxy did not answer': (evidence, code, pick) =>
		onTheWay(evidence, (seen) => ({
			...seen,
			hops: pick % 2 === 0 ? [] : seen.hops.map((one) => ({...one, answer: unavailable(code)})),
		})),
	'the proxy is unsure': (evidence) =>
		onTheWay(evidence, (seen) => ({
			...seen,
			hops: seen.hops.map((one) => ({
				...one,
				answer: value(one.answer, (told) => ({...told, route: {...told.route, unsure: ['spoiled']}})),
			})),
		})),
	'the upstream could not be resolved': (evidence) =>
		onTheWay(evidence, (seen) => ({
			...seen,
			hops: seen.hops.map((one) => ({
				...one,
				answer: value(one.answer, (told) => ({
					...told,
					route: {
						...told.route,
						upstreams: told.route.upstreams.map((each) => ({...each, told: 'unresolved' as const, addresses: []})),
					},
				})),
			})),
		})),
	'who has an address is not known': (evidence, code, pick) =>
		onTheWay(evidence, (seen) => ({...seen, owners: pick % 2 === 0 ? observed([]) : unavailable(code)})),
	'where replicas are is not known': (evidence) =>
		replicasOf(evidence, (one) => ({...one, replica: {...one.replica, addresses: []}})),
	'no request was traced': (evidence, code, pick) =>
		onTheWay(evidence, (seen) => ({...seen, trace: pick % 2 === 0 ? unavailable(code) : skipped('spoiled')})),
	'the logs were not readable': (evidence, code) =>
		onTheWay(evidence, (seen) => ({
			...seen,
			trace: value(seen.trace, (told) => ({
				...told,
				found: [],
				searched: 0,
				unread: [{name: 'shop-api-1', fault: {code, detail: 'spoiled'}}],
			})),
		})),
	'no address was looked up': (evidence, code) => onTheWay(evidence, (seen) => ({...seen, outside: unavailable(code)})),
	'an address was not asked': (evidence, code, pick) =>
		addressesOf(evidence, (one, index) =>
			index === pick % 2
				? {...one, handshake: unavailable(code), answers: pick % 3 === 0 ? [] : [unavailable(code)]}
				: one,
		),
	'a handshake was not seen': (evidence, code) =>
		addressesOf(evidence, (one) => ({...one, handshake: unavailable(code)})),
	'an answer of an address was lost': (evidence, code, pick) =>
		addressesOf(evidence, (one, index) =>
			index === pick % 2 ? {...one, answers: [unavailable(code), ...one.answers.slice(1)]} : one,
		),
	'a probe got no answer': (evidence, code) => ({
		...evidence,
		probes: evidence.probes.map((probe) => ({...probe, answer: unavailable(code)})),
	}),
	'a control probe got no answer': (evidence, code, pick) => ({
		...evidence,
		probes: evidence.probes.map((probe) => ({
			...probe,
			control: pick % 2 === 0 ? unavailable(code) : skipped('spoiled'),
		})),
	}),
	'a probe was not asked past the cache': (evidence, code, pick) => ({
		...evidence,
		probes: evidence.probes.map((probe) => ({...probe, fresh: pick % 2 === 0 ? unavailable(code) : notAsked})),
	}),
	'a probe was not asked at the origin': (evidence, code, pick) => ({
		...evidence,
		probes: evidence.probes.map((probe) => ({...probe, origin: pick % 2 === 0 ? unavailable(code) : notAsked})),
	}),
	'a probe was not asked by other methods': (evidence, code, pick) => ({
		...evidence,
		probes: evidence.probes.map((probe) => ({
			...probe,
			others: pick % 2 === 0 ? [] : probe.others.map((other) => ({...other, control: unavailable(code)})),
		})),
	}),
	'a live file was not fetched past the cache, or at the origin': (evidence, code, pick) => ({
		...evidence,
		live: value(evidence.live, (seen) => ({
			...seen,
			files: seen.files.map((file) =>
				pick % 2 === 0 ? {...file, fresh: unavailable(code)} : {...file, origin: unavailable(code)},
			),
		})),
	}),
	'no probe was sent': (evidence) => ({...evidence, probes: []}),
	'nothing live was fetched': (evidence, code, pick) => ({
		...evidence,
		live: pick % 2 === 0 ? unavailable(code) : skipped('spoiled'),
	}),
	'a live file was not fetched': (evidence) => ({
		...evidence,
		live: value(evidence.live, (seen) => ({...seen, files: []})),
	}),
	'a live file got no answer': (evidence, code) => ({
		...evidence,
		live: value(evidence.live, (seen) => ({
			...seen,
			files: seen.files.map((file) => ({...file, answer: unavailable(code)})),
		})),
	}),
	'a live file was cut': (evidence) => ({
		...evidence,
		live: value(evidence.live, (seen) => ({
			...seen,
			files: seen.files.map((file) => ({
				...file,
				answer: value(file.answer, (got): Answer => ({...got, truncated: true})),
			})),
		})),
	}),
	'a live file came encoded': (evidence) => ({
		...evidence,
		live: value(evidence.live, (seen) => ({
			...seen,
			files: seen.files.map((file) => ({
				...file,
				answer: value(file.answer, (got): Answer => ({...got, headers: {'content-encoding': 'gzip'}})),
			})),
		})),
	}),
	'the page is not readable': (evidence, code) => ({
		...evidence,
		live: value(evidence.live, (seen) => ({...seen, page: unavailable(code), files: []})),
	}),
	'the page was cut': (evidence) => ({
		...evidence,
		live: value(evidence.live, (seen) => ({
			...seen,
			page: value(seen.page, (page) => ({...page, truncated: true, assets: []})),
			files: [],
		})),
	}),
	'the live files were not searched': (evidence, _, pick) => ({
		...evidence,
		live: value(evidence.live, (seen) => ({
			...seen,
			markers: pick % 2 === 0 ? [] : seen.markers.map((marker) => ({...marker, lacking: null})),
		})),
	}),
	'the version is not readable': (evidence, code) => ({...evidence, version: unavailable(code)}),
	'the version was not looked at': (evidence) => ({...evidence, version: skipped('spoiled')}),
	'nothing is remembered': (evidence) => ({...evidence, history: observed(null)}),
	'the memory is not readable': (evidence, code) => ({...evidence, history: unavailable(code)}),
	'the deployment before is forgotten': (evidence) => ({
		...evidence,
		history: value(evidence.history, (seen) => (seen === null ? null : {...seen, before: null})),
	}),
	'what was served before is forgotten': (evidence) => ({
		...evidence,
		history: value(evidence.history, (seen) =>
			seen === null ? null : {...seen, last: {...seen.last, served: {}, probes: {}, lacked: []}},
		),
	}),
};

const loss = fc.tuple(fc.constantFrom(...Object.keys(spoils)), fc.constantFrom(...faults), fc.nat(100));
const spoil = (evidence: Evidence, losses: readonly [string, FaultCode, number][]): Evidence =>
	losses.reduce((seen, [name, fault, pick]) => spoils[name]!(seen, fault, pick), evidence);

describe('whatever was seen', () => {
	test('losing evidence never improves a verdict', () => {
		fc.assert(
			fc.property(worlds, fc.array(loss, {minLength: 1, maxLength: 4}), ({plan, evidence}, losses) => {
				fc.pre(judge(plan, evidence).status !== 'live');
				expect(judge(plan, spoil(evidence, losses)).status).not.toBe('live');
			}),
			{numRuns: 2_500},
		);
	});

	test('losing evidence of what runs never makes it right', () => {
		const container = (plan: Plan, evidence: Evidence) =>
			judge(plan, evidence).layers.find(({layer}) => layer === 'container')!.status;
		const about = Object.keys(spoils).filter((name) => /replica|process|younger|deployment is not/.test(name));
		const losses = fc.array(fc.tuple(fc.constantFrom(...about), fc.constantFrom(...faults), fc.nat(100)), {
			minLength: 1,
			maxLength: 3,
		});
		expect(about.length).toBeGreaterThan(10);
		fc.assert(
			fc.property(worlds, losses, ({plan, evidence}, lost) => {
				fc.pre(plan.skipped.container === undefined && container(plan, evidence) !== 'match');
				expect(container(plan, spoil(evidence, lost))).not.toBe('match');
			}),
			{numRuns: 2_500},
		);
	});

	test('losing evidence of the way never makes it right', () => {
		const mapping = (plan: Plan, evidence: Evidence) => judge(plan, evidence).layers[0]!.status;
		const losses = fc.array(loss, {minLength: 1, maxLength: 3});
		fc.assert(
			fc.property(worlds, losses, ({plan, evidence}, lost) => {
				fc.pre(plan.skipped.mapping === undefined && mapping(plan, evidence) !== 'match');
				expect(mapping(plan, spoil(evidence, lost))).not.toBe('match');
			}),
			{numRuns: 2_500},
		);
	});

	test('the worlds of these properties are live often enough to mean something', () => {
		const seen = fc.sample(worlds, {numRuns: 1_500, seed: 7}).map(({plan, evidence}) => judge(plan, evidence).status);
		for (const status of ['live', 'drift', 'inconclusive'] as const)
			expect(seen.filter((other) => other === status).length).toBeGreaterThan(75);
	});

	test('a layer whose bytes were not read never matches', () => {
		const needed: [string, LayerName, (plan: Plan) => boolean][] = [
			['the commit is not readable', 'source', () => true],
			['the artifact is not readable', 'artifact', (plan) => plan.skipped.artifact === undefined],
			['part of the artifact is unread', 'artifact', (plan) => plan.skipped.artifact === undefined],
			['the artifact is not readable', 'image', (plan) => plan.skipped.image === undefined],
			['the image is not readable', 'image', (plan) => plan.skipped.image === undefined],
			['part of the image is unread', 'image', (plan) => plan.skipped.image === undefined],
			['part of the place in the image is unread', 'image', (plan) => plan.skipped.image === undefined],
			['the replicas are not readable', 'container', (plan) => plan.skipped.container === undefined],
			['the replicas were not looked at', 'container', (plan) => plan.skipped.container === undefined],
			[
				'the manifest of the deployment is not readable',
				'container',
				(plan) => plan.skipped.container === undefined && plan.service.runtime?.manifest != null,
			],
			['the way of a request is not readable', 'mapping', (plan) => plan.skipped.mapping === undefined],
			['the proxy did not answer', 'mapping', (plan) => plan.service.proxies.length > 0],
			['no request was traced', 'mapping', (plan) => plan.service.trace !== null],
			['no address was looked up', 'mapping', (plan) => plan.skipped.mapping === undefined],
			['a live file was cut', 'route', (plan) => plan.service.live !== null],
			['nothing live was fetched', 'route', (plan) => plan.service.live !== null],
			['a live file was not fetched', 'route', (plan) => plan.service.live !== null],
			['a probe got no answer', 'route', (plan) => plan.probes.length > 0],
			['a probe got no answer', 'api', (plan) => plan.probes.length > 0],
			[
				'the version is not readable',
				'route',
				(plan) => plan.service.version !== null && plan.skipped.route === undefined,
			],
		];
		fc.assert(
			fc.property(
				worlds,
				fc.constantFrom(...needed),
				fc.constantFrom(...faults),
				fc.nat(100),
				(world, need, code, pick) => {
					const [name, layer, applies] = need;
					fc.pre(applies(world.plan));
					const verdict = judge(world.plan, spoils[name]!(world.evidence, code, pick));
					expect(verdict.layers.find((other) => other.layer === layer)!.status).not.toBe('match');
				},
			),
			{numRuns: 1_000},
		);
	});

	test('a verdict keeps its own rules', () => {
		fc.assert(
			fc.property(worlds, fc.array(loss, {maxLength: 3}), ({plan, evidence}, losses) => {
				const verdict = judge(plan, spoil(evidence, losses));
				const drifted = verdict.layers.filter((layer) => layer.status === 'drift');
				expect(verdict.departsAt).toBe(drifted[0]?.layer ?? null);
				expect(verdict.status === 'drift').toBe(drifted.length > 0);
				if (verdict.status === 'live') {
					expect(verdict.layers.every((layer) => layer.status === 'match' || layer.status === 'skipped')).toBe(true);
					expect(verdict.proof).not.toHaveLength(0);
					expect(verdict.deployedCommit).toBe(verdict.expectedCommit);
				} else expect(verdict.deployedCommit).not.toBe(expectedSha);
				for (const layer of verdict.layers) {
					if (layer.maskedBy !== null) expect(layer.maskedBy).not.toBe(layer.layer);
					if (layer.layer === verdict.departsAt) expect(layer.maskedBy).toBeNull();
					if (layer.status === 'drift' || layer.status === 'inconclusive')
						expect(layer.findings.some((finding) => finding.level === layer.status)).toBe(true);
					if (layer.status === 'match') expect(layer.findings.every((finding) => finding.level === 'note')).toBe(true);
				}
			}),
			{numRuns: 1_000},
		);
	});

	test('judging again, now or from a file, gives the same bytes', () => {
		fc.assert(
			fc.property(worlds, fc.array(loss, {maxLength: 2}), ({plan, evidence}, losses) => {
				const seen = spoil(evidence, losses);
				const once = JSON.stringify(judge(plan, seen));
				expect(JSON.stringify(judge(plan, seen))).toBe(once);
				const file = JSON.parse(JSON.stringify({plan, evidence: seen})) as Case;
				expect(JSON.stringify(judge(file.plan, file.evidence))).toBe(once);
			}),
			{numRuns: 500},
		);
	});

	test('what is live stays live when it is looked at again with what was remembered', () => {
		fc.assert(
			fc.property(worlds, ({plan, evidence}) => {
				let seen = evidence;
				fc.pre(judge(plan, seen).status === 'live');
				for (let round = 0; round < 3; round++) {
					const written = JSON.stringify(nextHistory(plan, seen, judge(plan, seen), '2026-03-01T10:00:00.000Z'));
					const read = historyOf(JSON.parse(written));
					expect(read).not.toBeNull();
					seen = {...seen, history: observed(read)};
					expect(judge(plan, seen).status).toBe('live');
				}
			}),
			{numRuns: 500},
		);
	});
});
