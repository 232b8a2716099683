import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import type {RuntimeConfig} from '../../../src/model/config.ts';
import {asPath} from '../../../src/model/path.ts';
import type {RuntimeAnswer} from '../../../src/model/runtime.ts';
import * as build from '../../fakes/kubernetes/objects.ts';
import {type Kubernetes, kubernetes} from '../../fakes/kubernetes/stand-in.ts';
import {faultOf} from '../registry/asking.ts';
import {runtimeContract} from './contract.ts';

/** What is answered when some objects are in the cluster. */
async function answer(
	objects: readonly unknown[],
	config: Partial<RuntimeConfig> = {},
	image: string | null = build.image,
): Promise<RuntimeAnswer> {
	using cluster = kubernetes(objects);
	return await (await cluster.open(config, {image})).replicas();
}
async function fault(
	objects: readonly unknown[],
	config: Partial<RuntimeConfig> = {},
	image: string | null = build.image,
) {
	using cluster = kubernetes(objects);
	return await faultOf((await cluster.open(config, {image})).replicas());
}
const api = {workload: 'deployment/api'};
const names = ({replicas}: RuntimeAnswer): readonly string[] => replicas.map(({name}) => name);
const revisions = ({replicas}: RuntimeAnswer) => replicas.map(({name, revision}) => [name.split('/')[0], revision]);

describe('the pods of a Deployment', () => {
	test('are told with where they are, and with all that the kubelet says of their containers', async () => {
		const [first, second] = (await answer(build.settled(), api)).replicas;
		expect(first).toEqual({
			id: 'shop/api-2-aaaaa/api',
			name: 'api-2-aaaaa/api',
			role: 'service',
			image: 'ghcr.io/acme/api:main',
			digests: [`ghcr.io/acme/api@${build.digestOf('image')}`],
			diffIds: null,
			startDigest: null,
			imageNow: null,
			imageNowSince: null,
			createdAt: '2026-01-02T03:04:05.000Z',
			startedAt: '2026-01-02T03:04:09.000Z',
			restarts: 0,
			state: 'running',
			trouble: null,
			ready: null,
			node: 'node-1',
			addresses: ['10.0.0.7', 'fd00::7'],
			revision: {name: 'api-2', current: true},
			mounts: [],
			settings: {entrypoint: null, command: null, user: null, workingDirectory: null, environment: [], ports: []},
		});
		expect(second?.id).toBe('shop/api-2-bbbbb/api');
	});

	test('are as many as it was told to run, and its rollout is over', async () => {
		const seen = await answer(build.settled(), api);
		expect(seen.where).toBe('kubernetes production, namespace shop');
		expect([seen.wanted, seen.rollout, seen.claims]).toEqual([
			2,
			{status: 'complete', detail: '2 of 2 replicas are updated and available'},
			[],
		]);
	});

	test('are those of its own ReplicaSets: another workload with the same labels has pods of its own', async () => {
		const other = [
			build.deployment('other', 1),
			build.replicaSet('other', 2, 1),
			build.pod('other-2-ccccc', {owner: ['ReplicaSet', 'other-2']}),
			build.pod('by-hand', {owner: null}),
		];
		expect(names(await answer([...build.settled(), ...other], api))).toEqual(['api-2-aaaaa/api', 'api-2-bbbbb/api']);
	});

	test('of the last revision too are told, as such', async () => {
		const old = build.pod('api-1-zzzzz', {owner: ['ReplicaSet', 'api-1']});
		expect(revisions(await answer([...build.settled(), old], api))).toEqual([
			['api-1-zzzzz', {name: 'api-1', current: false}],
			['api-2-aaaaa', {name: 'api-2', current: true}],
			['api-2-bbbbb', {name: 'api-2', current: true}],
		]);
	});

	test('are of no wanted revision while the controller has not seen the last change', async () => {
		const seen = await answer(
			build.settled({metadata: {generation: 4, annotations: {'deployment.kubernetes.io/revision': '2'}}}),
			api,
		);
		expect(seen.replicas.map(({revision}) => revision?.current)).toEqual([false, false]);
		expect(seen.rollout).toEqual({status: 'progressing', detail: 'the controller has not yet seen the last change'});
	});

	test('that are being deleted are not among them: no request is sent there', async () => {
		const leaving = build.pod('api-2-leaving', {
			metadata: {deletionTimestamp: build.started, deletionGracePeriodSeconds: 30},
		});
		expect(names(await answer([...build.settled(), leaving], api))).not.toContain('api-2-leaving/api');
		expect(await answer([build.deployment('api', 1), build.replicaSet('api', 2, 1), leaving], api)).toMatchObject({
			wanted: 1,
			replicas: [],
		});
	});

	test('may be chosen by expressions over labels', async () => {
		const selector = {
			matchExpressions: [
				{key: 'app', operator: 'In', values: ['api', 'web']},
				{key: 'app', operator: 'Exists'},
			],
		};
		expect(names(await answer(build.settled({spec: {selector}}), api))).toHaveLength(2);
	});
});

describe('a StatefulSet and a DaemonSet', () => {
	const revision = (hash: string) => ({labels: {app: 'api', 'controller-revision-hash': hash}});

	test('say which revision a pod has, and which is wanted', async () => {
		const objects = [
			build.statefulSet('db', 2, {status: {updateRevision: 'db-3', updatedReplicas: 1}}),
			build.pod('db-0', {owner: ['StatefulSet', 'db'], template: revision('db-2')}),
			build.pod('db-1', {owner: ['StatefulSet', 'db'], template: revision('db-3')}),
			build.pod('by-hand', {owner: null}),
		];
		const seen = await answer(objects, {workload: 'statefulset/db'});
		expect(revisions(seen)).toEqual([
			['db-0', {name: 'db-2', current: false}],
			['db-1', {name: 'db-3', current: true}],
		]);
		expect([seen.wanted, seen.rollout]).toEqual([2, {status: 'progressing', detail: '1 of 2 pods are updated'}]);
	});

	test('on every node: the newest revision is wanted, and a rollback makes an old one the newest', async () => {
		const objects = [
			build.daemonSet('agent', 2, {status: {updatedNumberScheduled: 1}}),
			build.controllerRevision('agent', 'aaa', 3),
			build.controllerRevision('agent', 'bbb', 2),
			build.controllerRevision('other', 'ccc', 9),
			build.pod('agent-x', {owner: ['DaemonSet', 'agent'], template: revision('aaa')}),
			build.pod('agent-y', {owner: ['DaemonSet', 'agent'], template: revision('bbb')}),
		];
		const seen = await answer(objects, {workload: 'daemonset/agent'});
		expect(revisions(seen)).toEqual([
			['agent-x', {name: 'aaa', current: true}],
			['agent-y', {name: 'bbb', current: false}],
		]);
		expect([seen.wanted, seen.rollout?.status]).toEqual([2, 'progressing']);
	});
});

describe('pods that are chosen otherwise', () => {
	const web = {labels: {app: 'web'}, spec: {containers: [build.container({name: 'web', image: 'nginx:1.29'})]}};
	const others = [
		build.deployment('web', 1, {template: web}),
		build.replicaSet('web', 2, 1, web),
		build.pod('web-2-ccccc', {owner: ['ReplicaSet', 'web-2'], template: web}),
	];

	test('by labels: what keeps them running is found from them', async () => {
		const seen = await answer([...build.settled(), ...others], {selector: 'app=web'});
		expect(revisions(seen)).toEqual([['web-2-ccccc', {name: 'web-2', current: true}]]);
		expect([seen.wanted, seen.rollout?.status]).toEqual([1, 'complete']);
	});

	test('by the image alone: all pods of its repository, of whatever tag', async () => {
		const seen = await answer([...build.settled(), ...others], {}, 'ghcr.io/acme/api@sha256:'.padEnd(88, '0'));
		expect(names(seen)).toEqual(['api-2-aaaaa/api', 'api-2-bbbbb/api']);
		expect(seen.wanted).toBe(2);
	});

	test('of several workloads: together they are told to run what each is, and the least far is named', async () => {
		const stuck = build.deployment('web', 3, {template: web, spec: {paused: true}, status: {updatedReplicas: 0}});
		const seen = await answer([...build.settled(), stuck, ...others.slice(1)], {selector: 'app in (api,web)'});
		expect([seen.wanted, seen.rollout]).toEqual([
			5,
			{status: 'stuck', detail: 'web: paused: 0 of 3 new replicas have been updated'},
		]);
	});

	test('by name: one pod, whatever becomes of it', async () => {
		const leaving = build.pod('alone', {owner: null, metadata: {deletionTimestamp: build.started}});
		const seen = await answer([leaving], {workload: 'pod/alone'});
		expect([names(seen), seen.wanted, seen.rollout]).toEqual([['alone/api'], null, null]);
	});

	test('a workload that was made anew under the same name is not theirs', async () => {
		const anew = build.replicaSet('api', 2, 2);
		const seen = await answer(
			[
				...build.settled().filter((object) => object !== anew && object.kind !== 'ReplicaSet'),
				{...anew, metadata: {...anew.metadata, uid: 'another'}},
			],
			{selector: 'app=api'},
		);
		expect([names(seen).length, seen.wanted, seen.rollout]).toEqual([2, null, null]);
	});

	test('none: that is no answer, and says what was looked for', async () => {
		expect(await fault(build.settled(), {selector: 'app=nobody'})).toEqual({
			code: 'not-found',
			detail: 'no pod here has the labels app=nobody',
		});
		expect(await fault(build.settled(), {}, 'ghcr.io/acme/other:1')).toMatchObject({code: 'not-found'});
		expect(await fault(build.settled(), {}, null)).toMatchObject({code: 'replicas-ambiguous'});
		expect(await fault(build.settled(), {workload: 'deployment/nobody'})).toMatchObject({
			code: 'not-found',
			detail: expect.stringContaining('deployments.apps "nobody" not found'),
		});
	});
});

describe('the containers of a pod', () => {
	const spec = {
		containers: [build.container(), build.container({name: 'proxy', image: 'envoyproxy/envoy:v1.33'})],
		initContainers: [
			build.container({name: 'migrate'}),
			build.container({name: 'log', image: 'fluent-bit:4', restartPolicy: 'Always'}),
		],
		ephemeralContainers: [{name: 'debugger', image: 'busybox:1.37', targetContainerName: 'api', resources: {}}],
	};
	const ended = (exitCode: number, reason: string) => ({
		terminated: {exitCode, reason, startedAt: build.created, finishedAt: build.started, containerID: 'containerd://x'},
	});
	const pod = build.pod('api-2-aaaaa', {
		template: {spec},
		status: {
			containerStatuses: [build.status('api'), build.status('proxy', {imageID: ''})],
			initContainerStatuses: [
				build.status('migrate', {state: ended(0, 'Completed'), ready: true}),
				build.status('log', {imageID: 'docker-pullable://fluent-bit@sha256:abc'}),
			],
			ephemeralContainerStatuses: [build.status('debugger', {ready: false})],
		},
	});
	const objects = [build.deployment('api', 3, {template: {spec}}), build.replicaSet('api', 2, 3), pod];
	const roles = ({replicas}: RuntimeAnswer) =>
		Object.fromEntries(replicas.map(({name, role}) => [name.split('/')[1], role]));

	test('have their roles: what is of the deployed image serves, the others are beside it', async () => {
		expect(roles(await answer(objects, api))).toEqual({
			api: 'service',
			proxy: 'sidecar',
			migrate: 'init',
			log: 'sidecar',
			debugger: 'ephemeral',
		});
	});

	test('serve by their name where one is named, init containers that keep running among them', async () => {
		const named = await answer(objects, {...api, containers: ['proxy', 'log']});
		expect(roles(named)).toMatchObject({api: 'sidecar', proxy: 'service', log: 'service', migrate: 'init'});
	});

	test('all serve where none is of the image, and each of them is one of those that are wanted', async () => {
		const seen = await answer(objects, api, 'ghcr.io/acme/renamed:1');
		expect(roles(seen)).toMatchObject({api: 'service', proxy: 'service', log: 'sidecar'});
		expect([seen.wanted, (await answer(objects, api)).wanted]).toEqual([6, 3]);
	});

	test('of a name that no pod has: that is no answer, and says which there are', async () => {
		expect(await fault(objects, {...api, containers: ['app']})).toEqual({
			code: 'not-found',
			detail: 'no container of the pods is called app: they have api, debugger, log, migrate, proxy',
		});
	});

	test('have the image that the kubelet says, as it says it; before it says one, none', async () => {
		const digests = Object.fromEntries(
			(await answer(objects, api)).replicas.map((one) => [one.name.split('/')[1], one.digests]),
		);
		expect(digests['proxy']).toEqual([]);
		expect(digests['log']).toEqual(['docker-pullable://fluent-bit@sha256:abc']);
	});

	test('have no digest from what was asked for: an image can be exchanged in a pod that runs', async () => {
		const wanted = `ghcr.io/acme/api@${build.digestOf('new')}`;
		const exchanged = build.pod('api-2-aaaaa', {
			template: {spec: {containers: [build.container({image: wanted})]}},
			status: {containerStatuses: [build.status('api', {image: `sha256:${'c'.repeat(64)}`})]},
		});
		const [replica] = (await answer([...objects.slice(0, 2), exchanged], api, wanted)).replicas;
		expect([replica?.image, replica?.digests]).toEqual([
			wanted,
			[`ghcr.io/acme/api@${build.digestOf('image')}`, `sha256:${'c'.repeat(64)}`],
		]);
	});
});

describe('what is asked', () => {
	test('reads only, in the context and namespace that are configured', async () => {
		using cluster = kubernetes(build.settled());
		await (await cluster.open({...api, context: 'production', namespace: 'shop'})).replicas();
		expect(cluster.asked()).toEqual(
			[
				'get deployments.apps api --output=json',
				'get pods --selector=app=api --output=json',
				'get replicasets.apps --selector=app=api --output=json',
				'config view --minify --output=jsonpath={.current-context}{"\\n"}{.contexts[0].context.namespace}',
			].map((line) => `--context=production --namespace=shop --request-timeout=20s ${line}`),
		);
	});

	test('gives no value of a variable back, whatever the pods hold', async () => {
		const secret = 'sv-4711-secret';
		const spec = {
			containers: [
				build.container({
					env: [
						{name: 'TOKEN', value: secret},
						{name: 'A', value: secret},
					],
				}),
			],
		};
		const pod = build.pod('api-2-aaaaa', {template: {spec}});
		const seen = await answer(
			[build.deployment('api', 1, {template: {spec}}), build.replicaSet('api', 2, 1), pod],
			api,
		);
		expect(seen.replicas[0]?.settings?.environment).toEqual(['A', 'TOKEN']);
		expect(JSON.stringify(seen)).not.toContain(secret);
	});
});

const stages: Kubernetes[] = [];
afterAll(() => {
	for (const stage of stages) stage[Symbol.dispose]();
});

runtimeContract('kubernetes', () => {
	const [value, label, credential] = ['sv-4711-value', 'sv-4711-label', 'sv-4711-credential'];
	const spec = {
		containers: [
			build.container({
				env: [
					{name: 'TOKEN', value},
					{name: 'A', value},
				],
				ports: [{containerPort: 80}],
			}),
		],
	};
	const template = {spec, labels: {app: 'api', owner: label}};
	const cluster = kubernetes(
		[
			build.deployment('api', 2, {template}),
			build.replicaSet('api', 2, 2, template),
			build.pod('api-2-aaaaa', {template}),
			build.pod('api-2-bbbbb', {template}),
			build.deployment('idle', 0, {template}),
		],
		{logs: 'to standard output\nto standard error\n'},
	);
	const gone = kubernetes([], {
		says: [
			{
				match: '',
				stderr: `error dialing\nUnable to connect to the server: Get "https://ci:${credential}@192.0.2.1/api": dial tcp: i/o timeout\n`,
				code: 1,
			},
		],
	});
	stages.push(cluster, gone);
	mkdirSync(join(cluster.root, 'srv/site/deep'), {recursive: true});
	for (const file of ['index.html', 'deep/a.js']) writeFileSync(join(cluster.root, 'srv/site', file), file);
	return {
		open: () => cluster.open(api),
		nothing: () => cluster.open({workload: 'deployment/idle'}),
		nobody: () => gone.open(api),
		secrets: [value, label, credential],
		files: {at: asPath('srv/site'), hold: ['deep/a.js', 'index.html']},
		logs: ['to standard output', 'to standard error'],
	};
});
