import {describe, expect, test} from '@jest/globals';
import {replicasOf} from '../../../src/adapters/runtime/kubernetes-replica.ts';
import {rolloutOf} from '../../../src/adapters/runtime/kubernetes-rollout.ts';
import type {Replica} from '../../../src/model/runtime.ts';
import {misfitsOf} from '../../fakes/kubernetes/described.ts';
import * as build from '../../fakes/kubernetes/objects.ts';

type More = NonNullable<Parameters<typeof build.deployment>[2]>;

const told =
	(
		kind: 'deployment' | 'statefulset' | 'daemonset',
		make: (name: string, count: number, more?: More) => build.KubernetesObject,
	) =>
	(more: More, replicas: readonly Replica[] = [], count = 3) => {
		const object = make('api', count, more);
		expect(misfitsOf(object)).toEqual([]);
		const {status, detail} = rolloutOf(kind, object, replicas);
		return `${status}: ${detail}`;
	};

describe('the rollout of a Deployment', () => {
	const rollout = told('deployment', build.deployment);
	const deadline = {
		type: 'Progressing',
		status: 'False',
		reason: 'ProgressDeadlineExceeded',
		message: 'ReplicaSet "api-2" has timed out progressing.',
	};

	test.each<[string, More]>([
		['complete: 3 of 3 replicas are updated and available', {}],
		['progressing: the controller has not yet seen the last change', {status: {observedGeneration: 2}}],
		['progressing: 1 of 3 new replicas have been updated', {status: {updatedReplicas: 1}}],
		['progressing: 1 old replicas are pending termination', {status: {replicas: 4}}],
		['progressing: 2 of 3 updated replicas are available', {status: {availableReplicas: 2}}],
		['stuck: ProgressDeadlineExceeded', {status: {updatedReplicas: 1, conditions: [deadline]}}],
		['stuck: paused: 0 of 3 new replicas have been updated', {spec: {paused: true}, status: {updatedReplicas: 0}}],
		['complete: 3 of 3 replicas are updated and available', {spec: {paused: true}}],
	])('is %s', (expected, more) => expect(rollout(more)).toBe(expected));

	test('that tells no counts is not complete', () => {
		const nothing = {
			apiVersion: 'apps/v1',
			kind: 'Deployment',
			metadata: {generation: 1},
			spec: {replicas: 1},
			status: {observedGeneration: 1},
		};
		expect(rolloutOf('deployment', nothing, []).status).toBe('progressing');
		expect(rolloutOf('deployment', {...nothing, status: {}}, []).status).toBe('progressing');
	});

	const held = (reason: string, current: boolean) => {
		const state = {waiting: {reason, message: 'no'}};
		const pod = build.pod('api-2-aaaaa', {status: {containerStatuses: [build.status('api', {ready: false, state})]}});
		return replicasOf(pod, {containers: [], image: null}, {name: 'api-2', current});
	};
	const half = {status: {updatedReplicas: 1}};

	test.each(['ImagePullBackOff', 'CrashLoopBackOff', 'ErrImagePull', 'CreateContainerConfigError', 'InvalidImageName'])(
		'is stuck where a pod of the new revision is held back by %s',
		(reason) => {
			expect(rollout(half, held(reason, true))).toBe(
				`stuck: ${reason}: api-2-aaaaa/api (1 of 3 new replicas have been updated)`,
			);
		},
	);

	test('goes on where only a pod of the last revision is in trouble, or one is being created', () => {
		expect(rollout(half, held('CrashLoopBackOff', false))).toMatch(/^progressing/);
		expect(rollout(half, held('ContainerCreating', true))).toMatch(/^progressing/);
	});
});

describe('the rollout of a StatefulSet', () => {
	const rollout = told('statefulset', build.statefulSet);
	const next = {updateRevision: 'api-3'};
	const byHand = {updateStrategy: {type: 'OnDelete'}};
	const partition = {updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 2}}};

	test.each<[string, More]>([
		['complete: 3 of 3 pods are updated and ready', {}],
		['progressing: the controller has not yet seen the last change', {status: {observedGeneration: 2}}],
		['progressing: 2 of 3 pods are ready', {status: {readyReplicas: 2}}],
		['progressing: 1 of 3 pods are updated', {status: {...next, updatedReplicas: 1}}],
		['progressing: 3 of 3 pods are at api-3', {status: next}],
		['stuck: OnDelete: 1 of 3 pods are updated', {spec: byHand, status: {...next, updatedReplicas: 1}}],
		['complete: 3 of 3 pods are updated and ready', {spec: byHand, status: next}],
		['stuck: a partition of 2: 1 of 3 pods are updated', {spec: partition, status: {...next, updatedReplicas: 1}}],
		['complete: 3 of 3 pods are updated and ready', {spec: partition}],
	])('is %s', (expected, more) => expect(rollout(more)).toBe(expected));
});

describe('the rollout of a DaemonSet', () => {
	const rollout = told('daemonset', build.daemonSet);

	test.each<[string, More]>([
		['complete: 3 of 3 pods are updated and available', {}],
		['progressing: the controller has not yet seen the last change', {status: {observedGeneration: 2}}],
		['progressing: 1 of 3 pods are updated', {status: {updatedNumberScheduled: 1}}],
		['progressing: 2 of 3 updated pods are available', {status: {numberAvailable: 2}}],
		[
			'stuck: OnDelete: 1 of 3 pods are updated',
			{spec: {updateStrategy: {type: 'OnDelete'}}, status: {updatedNumberScheduled: 1}},
		],
	])('is %s', (expected, more) => expect(rollout(more)).toBe(expected));
});
