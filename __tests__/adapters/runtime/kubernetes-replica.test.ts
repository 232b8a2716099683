import {describe, expect, test} from '@jest/globals';
import {replicasOf} from '../../../src/adapters/runtime/kubernetes-replica.ts';
import type {Replica} from '../../../src/model/runtime.ts';
import {misfitsOf} from '../../fakes/kubernetes/described.ts';
import * as build from '../../fakes/kubernetes/objects.ts';

type PodMore = Parameters<typeof build.pod>[1];

/** The containers of a pod that a cluster may serve. */
function containersOf(more: PodMore): readonly Replica[] {
	const pod = build.pod('api-2-aaaaa', more);
	expect(misfitsOf(pod)).toEqual([]);
	return replicasOf(pod, {containers: ['api'], image: null}, null);
}
const first = (more: PodMore): Replica => containersOf(more)[0]!;
const standing = ({state, trouble, ready}: Replica) => ({state, trouble, ready});
const inStatus = (more: Parameters<typeof build.status>[1], status: Parameters<typeof build.status>[1] = {}) =>
	standing(first({status: {containerStatuses: [build.status('api', more)], ...status}}));

const notReady = {ready: false, started: false};
const waiting = (reason: string) => ({...notReady, state: {waiting: {reason, message: 'back-off 5m0s'}}});
const terminated = (exitCode: number, reason: string) => ({
	terminated: {exitCode, reason, startedAt: build.created, finishedAt: build.started, containerID: 'containerd://x'},
});

describe('where a container stands', () => {
	test.each(['CrashLoopBackOff', 'ImagePullBackOff', 'ErrImagePull', 'InvalidImageName', 'CreateContainerConfigError'])(
		'it is held back by %s, in the word of the kubelet',
		(reason) => {
			expect(inStatus(waiting(reason), {conditions: build.ready('False')})).toEqual({
				state: 'waiting',
				trouble: reason,
				ready: false,
			});
		},
	);

	test.each(['ContainerCreating', 'PodInitializing'])('it waits for %s without being in trouble', (reason) => {
		expect(inStatus(waiting(reason), {phase: 'Pending'})).toEqual({state: 'waiting', trouble: null, ready: false});
	});

	test('it waits for an init container that fails, and that is its trouble', () => {
		const initContainerStatuses = [build.status('migrate', waiting('CrashLoopBackOff'))];
		expect(inStatus(waiting('PodInitializing'), {phase: 'Pending', initContainerStatuses}).trouble).toBe(
			'Init:CrashLoopBackOff',
		);
		const failed = [build.status('migrate', {...notReady, state: terminated(3, 'Error')})];
		expect(inStatus(waiting('PodInitializing'), {phase: 'Pending', initContainerStatuses: failed}).trouble).toBe(
			'Init:exit code 3',
		);
	});

	test('it has no status yet where no node takes the pod', () => {
		const pending = {phase: 'Pending', conditions: build.unschedulable, containerStatuses: [], podIPs: [], podIP: ''};
		const replica = first({status: pending});
		expect([
			replica.state,
			replica.trouble,
			replica.digests,
			replica.startedAt,
			replica.restarts,
			replica.addresses,
		]).toEqual(['waiting', 'Unschedulable', [], null, null, []]);
	});

	test('it ended, and starts again by the policy of its pod', () => {
		expect(inStatus({...notReady, state: terminated(137, 'OOMKilled')})).toMatchObject({
			state: 'restarting',
			trouble: 'OOMKilled',
		});
		const never = (restartPolicy: string, exitCode: number) =>
			first({
				template: {spec: {restartPolicy}},
				status: {containerStatuses: [build.status('api', {...notReady, state: terminated(exitCode, 'Error')})]},
			}).state;
		expect([never('Never', 1), never('OnFailure', 0), never('OnFailure', 1)]).toEqual([
			'exited',
			'exited',
			'restarting',
		]);
	});

	test('it ended for good with its pod', () => {
		expect(inStatus({...notReady, state: terminated(0, 'Completed')}, {phase: 'Succeeded'})).toMatchObject({
			state: 'exited',
			trouble: null,
		});
		expect(inStatus({...notReady, state: terminated(2, 'Error')}, {phase: 'Failed'})).toMatchObject({
			state: 'exited',
			trouble: 'exit code 2',
		});
		const evicted = first({
			status: {phase: 'Failed', reason: 'Evicted', message: 'low on memory', containerStatuses: []},
		});
		expect([evicted.state, evicted.trouble]).toEqual(['exited', 'Evicted']);
	});

	test('nobody knows where its node is lost, whatever was last heard of it', () => {
		expect(inStatus({}, {reason: 'NodeLost'})).toMatchObject({state: 'unknown', trouble: 'NodeLost'});
		expect(inStatus({}, {phase: 'Unknown'})).toMatchObject({state: 'unknown'});
	});

	test('it runs again after it was killed: while it is not ready, that is its trouble', () => {
		const lastState = terminated(137, 'OOMKilled');
		expect(inStatus({ready: false, restartCount: 4, lastState})).toEqual({
			state: 'running',
			trouble: 'OOMKilled',
			ready: false,
		});
		expect(inStatus({restartCount: 4, lastState}).trouble).toBeNull();
		expect(first({status: {containerStatuses: [build.status('api', {restartCount: 4, lastState})]}}).restarts).toBe(4);
	});

	test('an init container that has done its work is in no trouble and not asked whether it is ready', () => {
		const spec = {initContainers: [build.container({name: 'migrate'})]};
		const initContainerStatuses = [build.status('migrate', {state: terminated(0, 'Completed')})];
		const [, migrate] = containersOf({template: {spec}, status: {initContainerStatuses}});
		expect([migrate?.role, standing(migrate!)]).toEqual(['init', {state: 'exited', trouble: null, ready: null}]);
	});
});

describe('whether a container is ready', () => {
	const probed = (ready: boolean, pod: 'True' | 'False' = 'True') =>
		first({
			template: {spec: {containers: [build.container({readinessProbe: {httpGet: {path: '/', port: 8080}}})]}},
			status: {containerStatuses: [build.status('api', {ready})], conditions: build.ready(pod)},
		}).ready;

	test('is what its probe says', () => expect([probed(true), probed(false)]).toEqual([true, false]));
	test('is not known where nothing checks it', () => expect(first({}).ready).toBeNull());
	test('depends on its pod, which gets no requests before it is ready as a whole', () => {
		expect(probed(true, 'False')).toBe(false);
	});
});

describe('what lies over the files of a container', () => {
	const volumes = [
		{name: 'settings', configMap: {name: 'web'}},
		{name: 'keys', secret: {secretName: 'tls'}},
		{name: 'data', persistentVolumeClaim: {claimName: 'uploads'}},
		{name: 'read', persistentVolumeClaim: {claimName: 'shared', readOnly: true}},
		{name: 'host', hostPath: {path: '/srv/app', type: ''}},
		{name: 'scratch', emptyDir: {}},
		{name: 'memory', emptyDir: {medium: 'Memory'}},
		{
			name: 'token',
			projected: {sources: [{serviceAccountToken: {path: 'token'}}, {configMap: {name: 'kube-root-ca.crt'}}]},
		},
		{name: 'names', projected: {sources: [{configMap: {name: 'a'}}, {configMap: {name: 'b'}}]}},
		{name: 'pod', downwardAPI: {items: []}},
		{name: 'own', ephemeral: {volumeClaimTemplate: {spec: {}}}},
		{name: 'vault', csi: {driver: 'secrets-store.csi.k8s.io', readOnly: true}},
		{name: 'files', nfs: {server: '192.0.2.9', path: '/export'}},
		{name: 'assets', image: {reference: 'ghcr.io/acme/assets:1'}},
		{name: 'old', iscsi: {targetPortal: 'x', iqn: 'y', lun: 0}},
	];

	test('is told by what it comes from', () => {
		const volumeMounts = volumes.map(({name}, at) => ({name, mountPath: `/${String.fromCharCode(97 + at)}`}));
		const {mounts} = first({template: {spec: {containers: [build.container({volumeMounts})], volumes}}});
		expect(
			mounts.map(({kind, source, destination, writable}) => `${destination} ${kind} ${source} ${writable}`),
		).toEqual([
			'/a config configmap web false',
			'/b secret secret tls false',
			'/c volume claim uploads true',
			'/d volume claim shared false',
			'/e bind /srv/app true',
			'/f volume emptyDir scratch true',
			'/g tmpfs emptyDir memory true',
			'/h secret projected token false',
			'/i config projected names false',
			'/j config downward API pod false',
			'/k volume claim api-2-aaaaa-own true',
			'/l volume csi secrets-store.csi.k8s.io false',
			'/m volume nfs 192.0.2.9:/export true',
			'/n image ghcr.io/acme/assets:1 false',
			'/o other iscsi old true',
		]);
	});

	test('may be a part of a volume, and not writable', () => {
		const volumeMounts = [
			{name: 'host', mountPath: 'app/dist', subPath: 'dist', readOnly: true},
			{name: 'settings', mountPath: '/app/env.js', subPath: 'env.js'},
		];
		const {mounts} = first({template: {spec: {containers: [build.container({volumeMounts})], volumes}}});
		expect(mounts).toEqual([
			{kind: 'bind', source: '/srv/app/dist', destination: '/app/dist', writable: false},
			{kind: 'config', source: 'configmap web/env.js', destination: '/app/env.js', writable: false},
		]);
	});
});

describe('how a container is started', () => {
	const settings = (container: Parameters<typeof build.container>[0], spec: Record<string, never> | object = {}) =>
		first({template: {spec: {containers: [build.container(container)], ...spec}}}).settings;

	test('is told by the names of what it is given', () => {
		const stated = {
			command: ['node'],
			args: ['server.js', '--port=8080'],
			workingDir: '/app',
			env: [
				{name: 'PORT', value: '8080'},
				{name: 'KEY', valueFrom: {secretKeyRef: {name: 'k', key: 'k'}}},
				{name: 'PORT', value: '1'},
			],
			ports: [{containerPort: 9090}, {containerPort: 8080, protocol: 'TCP'}, {containerPort: 53, protocol: 'UDP'}],
			securityContext: {runAsUser: 1000},
		};
		expect(settings(stated)).toEqual({
			entrypoint: ['node'],
			command: ['server.js', '--port=8080'],
			user: '1000',
			workingDirectory: '/app',
			environment: ['KEY', 'PORT'],
			ports: ['53/udp', '8080/tcp', '9090/tcp'],
		});
	});

	test('takes the user of the pod where it has none of its own, and root is one', () => {
		const spec = {securityContext: {runAsUser: 2000}};
		expect([
			settings({}, spec)?.user,
			settings({securityContext: {runAsUser: 0}}, spec)?.user,
			settings({})?.user,
		]).toEqual(['2000', '0', null]);
	});

	test('is not known as a whole where variables come from elsewhere', () => {
		expect(
			settings({env: [{name: 'A', value: '1'}], envFrom: [{configMapRef: {name: 'all'}}]})?.environment,
		).toBeNull();
	});
});
