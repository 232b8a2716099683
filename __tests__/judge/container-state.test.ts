import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {Declared, ReplicaEvidence, ReplicasEvidence} from '../../src/model/evidence.ts';
import type {Replica, RunSettings} from '../../src/model/runtime.ts';
import type {LayerVerdict} from '../../src/model/verdict.ts';
import {type Case, observed, unavailable} from '../builders/evidence.ts';
import {mount, running, runningCase, settings, stale} from '../builders/replicas.ts';

const layer = ({plan, evidence}: Case): LayerVerdict =>
	judge(plan, evidence).layers.find((verdict) => verdict.layer === 'container')!;
const said = (seen: Case): string => `${layer(seen).status} ${layer(seen).reason}`;
const told = (seen: Case): readonly string[] =>
	layer(seen).findings.map(({level, code, subject}) => `${level} ${code} ${subject}`);

describe('which replicas serve', () => {
	const second = (more: Partial<Replica>) => running({name: 'shop-api-2', ...more}, null);
	const alone = (more: Partial<Replica>, whole: Partial<ReplicasEvidence> = {}): Case =>
		runningCase([running(more, null)], {replicas: whole});

	test.each([
		['that exited, once', {state: 'exited', trouble: 'exit code 1'}, 'drift none-running'],
		['that exited, again and again', {state: 'exited', restarts: 5}, 'drift crash-loop'],
		['that is being restarted', {state: 'restarting'}, 'drift crash-loop'],
		['that waits to be started again', {state: 'waiting', trouble: 'CrashLoopBackOff'}, 'drift crash-loop'],
		['whose image cannot be pulled', {state: 'waiting', trouble: 'ImagePullBackOff'}, 'drift cannot-start'],
		['that is paused', {state: 'paused'}, 'drift paused'],
		['that was made and never started', {state: 'created'}, 'drift none-running'],
		['of which the runtime knows nothing', {state: 'unknown'}, 'inconclusive state-unknown'],
		['that is not ready', {ready: false}, 'drift not-ready'],
		['whose health check fails', {ready: false, trouble: 'unhealthy'}, 'drift not-ready'],
		['whose health check has only begun', {ready: false, trouble: 'starting'}, 'inconclusive not-ready-yet'],
		['that nobody checks', {ready: null}, 'match replicas-run-image'],
	] as const)('one %s', (_, more, expected) => {
		expect(said(alone(more))).toBe(expected);
		expect(layer(alone(more)).assurance === 'platform' || expected.startsWith('inconclusive')).toBe(true);
	});

	test('what a failing health check says of itself is in its finding', () => {
		expect(layer(alone({ready: false, trouble: 'unhealthy'})).findings).toMatchObject([
			{code: 'not-ready', deployed: 'unhealthy'},
		]);
		const both = runningCase([
			running({ready: false, trouble: 'starting'}),
			second({ready: false, trouble: 'unhealthy'}),
		]);
		expect(said(both)).toBe('drift not-ready');
	});

	test('not even one that stopped: the name may be wrong, and the finding says where it was looked for', () => {
		const seen = layer(runningCase([]));
		expect(seen).toMatchObject({status: 'inconclusive', reason: 'no-replica-found', remedy: 'check-the-names'});
		expect(seen.findings).toMatchObject([{subject: 'production-1', deployed: '0'}]);
	});

	test('none of those that the runtime was told to run: nothing runs', () => {
		const seen = layer(runningCase([], {replicas: {wanted: 2}}));
		expect(seen).toMatchObject({status: 'drift', reason: 'none-running', remedy: 'start-the-service'});
		expect(seen.findings).toMatchObject([{subject: 'production-1', expected: '2', deployed: '0'}]);
	});

	test('a runtime that was told to run none runs none', () => {
		const seen = layer(runningCase([], {replicas: {wanted: 0}}));
		expect(seen).toMatchObject({reason: 'none-running', findings: [{detail: 'told to run 0'}]});
	});

	test('containers that exited beside running ones are left over', () => {
		const seen = runningCase([running(), second({state: 'exited', trouble: 'exit code 0'})]);
		expect(said(seen)).toBe('match replicas-run-image');
		expect(told(seen)).toEqual(['note leftover shop-api-2']);
	});

	test.each([
		['restarting', {state: 'restarting'}, 'drift crash-loop'],
		['without its image', {state: 'waiting', trouble: 'ErrImagePull'}, 'drift cannot-start'],
		['about to start', {state: 'waiting'}, 'match replicas-run-image'],
		['on a lost node', {state: 'unknown'}, 'inconclusive state-unknown'],
	] as const)('one beside a running one, %s', (_, more, expected) => {
		expect(said(runningCase([running(), second(more)]))).toBe(expected);
	});

	test('fewer than the runtime was told to run, or than the configuration asks for, are too few', () => {
		expect(said(runningCase([running()], {replicas: {wanted: 2}}))).toBe('drift too-few-replicas');
		expect(said(runningCase([running()], {replicas: {wanted: 1}, runtime: {replicas: 3}}))).toBe(
			'drift too-few-replicas',
		);
		expect(said(runningCase([running()], {replicas: {wanted: 3}, runtime: {replicas: 1}}))).toBe(
			'match replicas-run-image',
		);
		const lost = runningCase([running(), second({state: 'unknown'})], {replicas: {wanted: 2}});
		expect(said(lost)).toBe('inconclusive state-unknown');
	});

	test('an old image is told before its effects', () => {
		expect(said(runningCase([stale({ready: false})], {replicas: {wanted: 2}}))).toBe('drift not-recreated');
	});
});

describe('a rollout', () => {
	const rollout = (status: 'complete' | 'progressing' | 'stuck', replicas: readonly ReplicaEvidence[]): Case =>
		runningCase(replicas, {replicas: {wanted: 2, rollout: {status, detail: '1 of 2 updated'}}});

	test('that is stuck is drift', () => {
		const seen = layer(rollout('stuck', [running(), running({name: 'b'})]));
		expect(seen).toMatchObject({reason: 'rollout-stuck', findings: [{detail: '1 of 2 updated'}]});
	});

	test('that goes on leaves open what will be, and excuses what it brings with it', () => {
		expect(said(rollout('progressing', [running({ready: false})]))).toBe('inconclusive rollout-in-progress');
	});

	test('with old replicas is drift already', () => {
		const old = stale({imageNow: null, revision: {name: 'api-1', current: false}});
		expect(said(rollout('progressing', [running(), old]))).toBe('drift mixed-replicas');
	});

	test('that is complete adds nothing', () => {
		expect(said(rollout('complete', [running(), running({name: 'b'})]))).toBe('match replicas-run-image');
	});
});

describe('how a container is started', () => {
	const nothing: RunSettings = {
		entrypoint: null,
		command: null,
		user: null,
		workingDirectory: null,
		environment: null,
		ports: null,
	};
	const declared = (more: Partial<RunSettings>, rest: Partial<Declared> = {}): Partial<ReplicasEvidence> => ({
		declared: observed({
			from: 'compose.yaml',
			image: null,
			settings: {...nothing, ...more},
			mounts: null,
			replicas: null,
			...rest,
		}),
	});
	const as = (more: Partial<RunSettings> | null, replicas: Partial<ReplicasEvidence>, image = settings()): Case =>
		runningCase([running({settings: more === null ? null : settings(more)})], {replicas, image: {settings: image}});

	test.each([
		['another command', {command: ['node', 'old.js']}, {command: ['node', 'app.js']}, 'drift setting-differs command'],
		['another user', {user: 'root'}, {user: '1000'}, 'drift setting-differs user'],
		['another directory', {}, {workingDirectory: '/srv'}, 'drift setting-differs working directory'],
		['a variable missing', {}, {environment: ['DATABASE_URL']}, 'drift setting-missing environment'],
		['a port missing', {}, {ports: ['8080/tcp']}, 'drift setting-missing ports'],
	] as const)('%s is drift from the manifest', (_, has, states, finding) => {
		const seen = as(has, declared(states));
		expect(layer(seen)).toMatchObject({
			status: 'drift',
			reason: 'configuration-drift',
			assurance: 'platform',
			remedy: 'apply-the-manifest',
		});
		expect(told(seen)).toContain(finding);
	});

	test('fewer replicas than the manifest states are too few, unless the configuration asks for another number', () => {
		const states = declared({}, {replicas: 2});
		expect(said(runningCase([running()], {replicas: states}))).toBe('drift too-few-replicas');
		expect(said(runningCase([running()], {replicas: {...states, wanted: 1}}))).toBe('drift too-few-replicas');
		expect(said(runningCase([running()], {replicas: states, runtime: {replicas: 1}}))).toBe('match replicas-run-image');
	});

	test('an image that the manifest names otherwise is worth knowing, while the right one runs', () => {
		const seen = runningCase([running()], {replicas: declared({}, {image: 'registry.example.com/team/api:1.2'})});
		expect(said(seen)).toBe('match replicas-run-image');
		expect(layer(seen).findings).toMatchObject([
			{
				level: 'note',
				code: 'setting-differs',
				subject: 'image',
				expected: 'registry.example.com/team/api:1.2',
				deployed: 'registry.example.com/team/api:prod',
			},
		]);
		const pinned = `registry.example.com/team/api@sha256:${'0'.repeat(64)}`;
		for (const image of ['registry.example.com/team/api:prod', pinned, 'api ${TAG}'])
			expect(told(runningCase([running()], {replicas: declared({}, {image})}))).toEqual([]);
	});

	test('a mount that the manifest states and the container lacks is drift', () => {
		const states = declared({}, {mounts: ['/app/uploads', '/etc/app']});
		const seen = runningCase([running({mounts: [mount({destination: '/etc/app'})]})], {replicas: states});
		expect(layer(seen)).toMatchObject({reason: 'configuration-drift', findings: [{expected: '/app/uploads'}]});
	});

	test('what the manifest does not state is free, and more variables are a note', () => {
		const seen = as(
			{environment: ['DATABASE_URL', 'NODE_ENV', 'PATH', 'X']},
			declared({environment: ['DATABASE_URL']}),
		);
		expect(said(seen)).toBe('match replicas-run-image');
		expect(told(seen)).toEqual(['note setting-added environment']);
	});

	test('what the container does not say its image says', () => {
		expect(said(as({user: null}, declared({user: 'node'})))).toBe('match replicas-run-image');
		const unread = runningCase([running({settings: settings({user: null})})], {replicas: declared({user: 'node'})});
		expect(said(unread)).toBe('inconclusive settings-unknown');
		expect(said(as(null, declared({user: 'node'})))).toBe('inconclusive settings-unknown');
	});

	test('a manifest that could not be read leaves it open', () => {
		const seen = layer(runningCase([running()], {replicas: {declared: unavailable('file-missing')}}));
		expect(seen).toMatchObject({status: 'inconclusive', reason: 'manifest-unread'});
		expect(said(runningCase([running()], {runtime: {manifest: 'compose.yaml'}}))).toBe('inconclusive manifest-unread');
	});

	test('what departs from the image alone is a note, once for all replicas', () => {
		const other = {settings: settings({command: ['sh', '-c', 'sleep 1'], environment: ['NODE_ENV', 'PATH', 'TOKEN']})};
		const seen = runningCase([running(other), running({name: 'b', ...other})], {image: {settings: settings()}});
		expect(told(seen)).toEqual(['note setting-differs command', 'note setting-added environment']);
	});

	test('no argument of a command is ever told, only which', () => {
		const has = {command: ['node', 'app.js', '--token=geheim']};
		const seen = as(has, declared({command: ['node', 'app.js', '--token=other-secret']}));
		expect(layer(seen).findings).toMatchObject([{expected: 'node', deployed: 'node', detail: 'argument 2'}]);
		expect(JSON.stringify(judge(seen.plan, seen.evidence))).not.toMatch(/geheim|other-secret/);
	});
});
