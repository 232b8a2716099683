import {describe, expect, test} from '@jest/globals';
import type {RuntimeConfig} from '../../../src/model/config.ts';
import type {Fault} from '../../../src/model/fault.ts';
import {testWorld} from '../../builders/world.ts';
import * as build from '../../fakes/kubernetes/objects.ts';
import {kubernetes} from '../../fakes/kubernetes/stand-in.ts';
import {faultOf} from '../registry/asking.ts';
import type {StandIn} from '../../fakes/kubernetes/kubectl.ts';

const api = {workload: 'deployment/api'};

async function fault(
	says: StandIn['says'][number],
	config: Partial<RuntimeConfig> = api,
	options: {timeout?: number} = {},
): Promise<Fault> {
	using cluster = kubernetes(build.settled(), {says: [says]});
	return await faultOf((await cluster.open(config, options)).replicas());
}
const said = (stderr: string, match = '') => fault({match, stderr: `${stderr}\n`, code: 1});

describe('a cluster that cannot be asked', () => {
	test.each<[Fault['code'], string]>([
		[
			'unreachable',
			'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?',
		],
		['unreachable', 'Unable to connect to the server: dial tcp: lookup k8s.example.com: no such host'],
		['unreachable', 'Unable to connect to the server: dial tcp 192.0.2.1:443: i/o timeout'],
		[
			'tls-untrusted',
			'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority',
		],
		[
			'timed-out',
			'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
		],
		['unauthorized', 'error: You must be logged in to the server (Unauthorized)'],
		[
			'unauthorized',
			'error: You must be logged in to the server (the server has asked for the client to provide credentials)',
		],
		[
			'unauthorized',
			'Unable to connect to the server: getting credentials: exec: executable aws failed with exit code 255',
		],
		['not-found', 'error: context "staging" does not exist'],
		['not-found', 'Error from server (NotFound): namespaces "shop" not found'],
		['command-failed', 'error: something that nobody has seen before'],
		['command-failed', ''],
	])('is %s: %s', async (code, words) => {
		expect(await said(words)).toMatchObject({code, detail: expect.stringContaining(words.replace(/^\w+: /, ''))});
	});

	test('that repeats itself and warns is quoted for what it says', async () => {
		const noise = [
			'Warning: v1 ComponentStatus is deprecated in v1.19+',
			'E0102 15:04:05.000000    4711 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list"',
			'Error from server (NotFound): namespaces "shop" not found',
		];
		expect(await said(noise.join('\n'))).toEqual({
			code: 'not-found',
			detail: 'the cluster has no such object (Error from server (NotFound): namespaces "shop" not found)',
		});
	});

	test('has no kubectl to ask it with', async () => {
		using cluster = kubernetes(build.settled());
		const world = testWorld({env: {PATH: '/nonexistent'}});
		const {openRuntime} = await import('../../../src/adapters/runtime/runtime.ts');
		const {runtimeOfKind} = await import('../../../src/model/config.ts');
		const options = {timeout: 1_000, repository: cluster.root, image: null};
		const runtime = await openRuntime(world, {...runtimeOfKind('kubernetes', 1_000), ...api}, options);
		expect(await faultOf(runtime.replicas())).toEqual({
			code: 'command-missing',
			detail: 'the command kubectl is not installed here',
		});
	});
});

describe('a right that is missing', () => {
	const refusal = (verb: string, resource: string, group: string, place = ' in the namespace "shop"') =>
		`Error from server (Forbidden): ${resource} is forbidden: User "system:serviceaccount:ci:deploy-truth" cannot ${verb} resource "${resource}" in API group "${group}"${place}`;
	const user = 'system:serviceaccount:ci:deploy-truth';

	test.each([
		['list', 'pods', ''],
		['list', 'replicasets', 'apps'],
		['get', 'deployments', 'apps'],
	])('to %s %s is named as the rule that grants it', async (verb, resource, group) => {
		expect(await said(refusal(verb, resource, group))).toEqual({
			code: 'forbidden',
			detail: `${user} may not ${verb} ${resource} in the namespace shop: add to its Role the rule apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]`,
		});
	});

	test('in the whole cluster takes a ClusterRole', async () => {
		expect(await said(refusal('list', 'pods', '', ' at the cluster scope'))).toMatchObject({
			detail: expect.stringContaining('add to its ClusterRole the rule'),
		});
	});

	test('is that of the command where the server does not name it', async () => {
		expect(await said('Error from server (Forbidden): unknown', 'get pods')).toEqual({
			code: 'forbidden',
			detail:
				'the cluster refuses to list pods: it takes the rule apiGroups: [""], resources: ["pods"], verbs: ["list"] (Error from server (Forbidden): unknown)',
		});
	});
});

describe('an answer that is none', () => {
	const printed = (stdout: string, match = 'get pods') => fault({match, stdout, code: 0});

	test.each([
		['no JSON', '<html>'],
		['nothing', ''],
		['no object', '[]'],
		['no list', '{"kind":"Pod"}'],
		['items that are no objects', '{"items":["x"]}'],
		['a pod without containers', '{"items":[{"metadata":{"name":"a","namespace":"shop"}}]}'],
		[
			'a pod that is called like an option',
			'{"items":[{"metadata":{"name":"--all","namespace":"shop"},"spec":{"containers":[{"name":"a"}]}}]}',
		],
		[
			'an owner that is called like an option',
			'{"items":[{"metadata":{"name":"a","ownerReferences":[{"controller":true,"kind":"ReplicaSet","uid":"u","name":"--all"}]}}]}',
		],
	])('is told: %s', async (_, stdout) => {
		const asked = await fault({match: 'get pods', stdout, code: 0}, {selector: 'app=api'});
		expect(asked.code).toBe('invalid-answer');
	});

	test('is too much of one', async () => {
		expect((await printed(' '.repeat(17 << 20))).code).toBe('too-large');
	});

	test('repeats nothing of what was printed: it may hold values of variables', async () => {
		expect((await printed('{"items":[{"env":"sv-4711-secret"')).detail).not.toContain('4711');
	});

	test('is no workload without labels to choose by, or with an operator of another time', async () => {
		const workload = (selector: string) =>
			printed(`{"metadata":{"name":"api"},"spec":{"selector":${selector}}}`, 'get deploy');
		expect((await workload('{}')).code).toBe('invalid-answer');
		expect((await workload('{"matchExpressions":[{"key":"a","operator":"Gt","values":["1"]}]}')).code).toBe(
			'invalid-answer',
		);
	});

	test('may be anything else and is read for what it holds', async () => {
		using cluster = kubernetes(build.settled(), {
			says: [
				{
					match: 'get pods',
					stdout:
						'{"metadata":{"name":"a","namespace":"shop"},"spec":{"containers":[{"name":"x","env":3,"volumeMounts":[7,{}]}]},"status":[]}',
					code: 0,
				},
			],
		});
		const {replicas} = await (await cluster.open({workload: 'pod/a'})).replicas();
		expect(replicas).toMatchObject([{name: 'a/x', role: 'service', state: 'waiting', digests: [], mounts: []}]);
	});
});
