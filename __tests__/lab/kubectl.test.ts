import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {openRuntime, type Runtime} from '../../src/adapters/runtime/runtime.ts';
import {type RuntimeConfig, runtimeOfKind} from '../../src/model/config.ts';
import {asPath} from '../../src/model/path.ts';
import {readContainer} from '../../src/subjects/container.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {testWorld} from '../builders/world.ts';
import {selfSigned} from '../fakes/certificate.ts';
import * as build from '../fakes/kubernetes/objects.ts';
import {type ApiServer, apiServer, type Cluster, token} from '../fakes/kubernetes/server.ts';
import {temporary, tool} from './commands.ts';

// The real kubectl, against a server that answers as the API server does.

const {clientVersion} = JSON.parse(tool('kubectl', ['version', '--client', '--output=json'])) as {
	clientVersion: {major: string; minor: string};
};
const minor = Number.parseInt(clientVersion.minor, 10);

type Stage = AsyncDisposable & {
	readonly server: ApiServer;
	readonly directory: string;
	readonly open: (
		config?: Partial<RuntimeConfig>,
		options?: {timeout?: number; env?: Record<string, string>},
	) => Promise<Runtime>;
};

async function stage(
	cluster: Cluster,
	kubeconfig: {server?: string; token?: string; authority?: string} = {},
): Promise<Stage> {
	const directory = temporary();
	const server = await apiServer(cluster);
	const file = join(directory.path, 'config');
	const named = (name: string, more: object) => [{name, ...more}];
	writeFileSync(
		file,
		JSON.stringify({
			apiVersion: 'v1',
			kind: 'Config',
			'current-context': 'production',
			contexts: named('production', {context: {cluster: 'c', user: 'u', namespace: build.namespace}}),
			clusters: named('c', {
				cluster: {
					server: kubeconfig.server ?? server.url,
					'certificate-authority-data': Buffer.from(kubeconfig.authority ?? server.authority).toString('base64'),
				},
			}),
			users: named('u', {user: {token: kubeconfig.token ?? token}}),
		}),
	);
	const env = {PATH: process.env['PATH'], HOME: directory.path, KUBECONFIG: file};
	return {
		server,
		directory: directory.path,
		open: (config = {}, {timeout = 20_000, env: more = {}} = {}) =>
			openRuntime(
				testWorld({env: {...env, ...more}}),
				{...runtimeOfKind('kubernetes', timeout), workload: 'deployment/api', ...config},
				{timeout, repository: directory.path, image: build.image},
			),
		async [Symbol.asyncDispose]() {
			await server[Symbol.asyncDispose]();
			directory[Symbol.dispose]();
		},
	};
}

type Rule = {readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[]};

/** What the documentation grants: to list pods, and more to look inside. */
const [reading, more] = rightsIn(readFileSync(new URL('../../docs/runtimes.md', import.meta.url), 'utf8'));

function rightsIn(document: string): [string[], string[]] {
	const blocks = [...document.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => text!);
	const role = blocks.find((text) => text.includes('kind: Role\n'))!;
	const added = blocks[blocks.indexOf(role) + 1]!;
	const rights = (rules: readonly Rule[]): string[] =>
		rules.flatMap(({apiGroups, resources, verbs}) =>
			resources.flatMap((resource) => verbs.map((verb) => `${verb} ${apiGroups[0]}/${resource}`)),
		);
	return [rights((parse(role) as {rules: Rule[]}).rules), rights(parse(added) as Rule[])];
}

describe('kubectl', () => {
	test('finds the pods of a workload with the rights that the documentation grants, and with no others', async () => {
		await using here = await stage({objects: build.settled(), rights: reading});
		const seen = await (await here.open()).replicas();
		expect(seen).toMatchObject({
			where: 'kubernetes production, namespace shop',
			wanted: 2,
			rollout: {status: 'complete'},
			replicas: [
				{id: 'shop/api-2-aaaaa/api', state: 'running', revision: {name: 'api-2', current: true}},
				{id: 'shop/api-2-bbbbb/api'},
			],
		});
		expect(here.server.misfits).toEqual([]);
		expect(here.server.asked.every((line) => line.startsWith('GET '))).toBe(true);
	});

	test.each([{selector: 'app=api'}, {}])('finds them by %j, and their workload from them', async (config) => {
		await using here = await stage({objects: build.settled(), rights: reading});
		const seen = await (await here.open({workload: null, ...config})).replicas();
		expect([seen.replicas.length, seen.wanted, seen.rollout?.status]).toEqual([2, 2, 'complete']);
	});

	test('finds those of a StatefulSet and of a DaemonSet', async () => {
		const template = (hash: string) => ({labels: {app: 'api', 'controller-revision-hash': hash}});
		await using here = await stage({
			objects: [
				build.statefulSet('db', 1),
				build.pod('db-0', {owner: ['StatefulSet', 'db'], template: template('db-2')}),
				build.daemonSet('agent', 1),
				build.controllerRevision('agent', 'aaa', 1),
				build.pod('agent-x', {owner: ['DaemonSet', 'agent'], template: template('aaa')}),
			],
			rights: reading,
		});
		for (const [workload, name] of [
			['statefulset/db', 'db-2'],
			['daemonset/agent', 'aaa'],
		] as const) {
			const {replicas} = await (await here.open({workload})).replicas();
			expect(replicas.map(({revision}) => revision)).toEqual([{name, current: true}]);
		}
		expect(here.server.misfits).toEqual([]);
	});

	test.each(['list /pods', 'get apps/deployments', 'list apps/replicasets'])(
		'is refused to %s, and the rule that is missing is named',
		async (right) => {
			await using here = await stage({objects: build.settled(), rights: reading.filter((one) => one !== right)});
			const [, verb, group, resource] = /^(\w+) (\w*)\/(\w+)$/.exec(right)!;
			expect(await faultOf((await here.open()).replicas())).toEqual({
				code: 'forbidden',
				detail: `system:serviceaccount:ci:deploy-truth may not ${verb} ${resource} in the namespace shop: add to its Role the rule apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]`,
			});
		},
	);

	test('says what is not there, who is not known, and what does not answer', async () => {
		await using here = await stage({objects: build.settled()});
		expect(await faultOf((await here.open({workload: 'deployment/nobody'})).replicas())).toMatchObject({
			code: 'not-found',
			detail: expect.stringContaining('deployments.apps "nobody" not found'),
		});
		expect(await faultOf((await here.open({context: 'staging'})).replicas())).toMatchObject({code: 'not-found'});
		await using stranger = await stage({objects: []}, {token: 'expired'});
		expect(await faultOf((await stranger.open()).replicas())).toMatchObject({code: 'unauthorized'});
		await using nobody = await stage({objects: []}, {server: 'https://127.0.0.1:9'});
		expect(await faultOf((await nobody.open()).replicas())).toMatchObject({code: 'unreachable'});
		await using nowhere = await stage({objects: []}, {server: 'https://no-such-host.invalid'});
		expect(await faultOf((await nowhere.open()).replicas())).toMatchObject({code: 'unreachable'});
		const {cert} = selfSigned(['127.0.0.1']);
		await using untrusted = await stage({objects: []}, {authority: cert});
		expect(await faultOf((await untrusted.open()).replicas())).toMatchObject({
			code: 'tls-untrusted',
			detail: expect.stringContaining('x509'),
		});
		await using unset = await stage({objects: []});
		const without = await unset.open({}, {env: {KUBECONFIG: join(unset.directory, 'none')}});
		expect(await faultOf(without.replicas())).toMatchObject({code: 'unreachable'});
	});

	test('never repeats the token', async () => {
		await using here = await stage({objects: build.settled(), rights: []});
		expect((await faultOf((await here.open()).replicas())).detail).not.toContain(token);
	});

	test('learns what Helm and Argo CD claim; what a release holds is never sent', async () => {
		const release = {
			apiVersion: 'example.com/v1',
			kind: 'Secret',
			metadata: {
				name: 'sh.helm.release.v1.api.v7',
				namespace: build.namespace,
				uid: build.uidOf('Secret', 'v7'),
				labels: {owner: 'helm', name: 'api', version: '7', status: 'deployed'},
			},
			data: {release: 'c2VjcmV0'},
		};
		const application = {
			apiVersion: 'argoproj.io/v1alpha1',
			kind: 'Application',
			metadata: {name: 'shop-api', namespace: 'argocd', uid: build.uidOf('Application', 'shop-api')},
			status: {
				resources: [{kind: 'Deployment', namespace: build.namespace, name: 'api'}],
				sync: {status: 'Synced', revision: 'a1b2c3'},
				health: {status: 'Healthy'},
			},
		};
		const annotations = {
			'deployment.kubernetes.io/revision': '2',
			'meta.helm.sh/release-name': 'api',
			'argocd.argoproj.io/tracking-id': 'shop-api:apps/Deployment:shop/api',
		};
		await using here = await stage({objects: [...build.settled({metadata: {annotations}}), release, application]});
		expect((await (await here.open()).replicas()).claims).toEqual([
			{by: 'argo-cd', name: 'shop-api', revision: 'a1b2c3', status: 'Synced, Healthy'},
			{by: 'helm', name: 'shop/api', revision: 'revision 7', status: 'deployed'},
		]);
		const secrets = here.server.asked.filter((line) => line.includes('/secrets'));
		expect(secrets).toEqual([expect.stringMatching(/ application\/json;as=Table/)]);
	});
});

// 1.29 is the first that speaks the web socket protocol of this server; before 1.31 it has to be told to.
const streams = minor >= 29;
if (!streams)
	process.stderr.write(`skipped: kubectl 1.${minor} streams by SPDY alone, which the fake server does not speak\n`);
const env = {KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'true'};

(streams ? describe : describe.skip)('kubectl exec', () => {
	const inside = [...reading, ...more];

	test('brings the files of a container, however many', async () => {
		const content = Buffer.alloc(3_000_000, 'abcdefghij');
		using room = temporary();
		const root = room.path;
		mkdirSync(join(root, 'app/dist'), {recursive: true});
		writeFileSync(join(root, 'app/dist/large.js'), content);
		for (let at = 0; at < 500; at++) writeFileSync(join(root, `app/dist/${at}.js`), `file ${at}`);
		await using here = await stage({objects: build.settled(), rights: inside, root});
		const runtime = await here.open({}, {env});
		const [replica] = (await runtime.replicas()).replicas;
		const {manifest} = await readContainer(runtime, replica!, asPath('app/dist'));
		expect([manifest.entries.length, manifest.gaps]).toEqual([501, []]);
		expect(manifest.entries.find(({path}) => path === 'large.js')).toMatchObject({size: content.length});
		expect(await faultOf(readContainer(runtime, replica!, asPath('app/nothing')))).toEqual({
			code: 'not-found',
			detail: 'nothing is at /app/nothing in api-2-aaaaa/api',
		});
	});

	test('says that a container has no tar, and which right is missing', async () => {
		await using bare = await stage({objects: build.settled(), bare: ['api']});
		await using refused = await stage({objects: build.settled(), rights: reading});
		const runtime = await bare.open({}, {env});
		const [replica] = (await runtime.replicas()).replicas;
		expect(await faultOf(readContainer(runtime, replica!, asPath('app')))).toMatchObject({code: 'no-archiver'});
		expect(await faultOf(readContainer(await refused.open({}, {env}), replica!, asPath('app')))).toMatchObject({
			code: 'forbidden',
			detail: expect.stringContaining('resources: ["pods/exec"], verbs: ["create"]'),
		});
	});
});

describe('whose an address is', () => {
	const elsewhere = {...build.pod('blog-1', {owner: null, metadata: {namespace: 'blog'}})};
	const pods = [
		...build.settled(),
		{...elsewhere, status: {phase: 'Running', hostIP: '192.0.2.1', podIP: '10.0.0.9', podIPs: [{ip: '10.0.0.9'}]}},
		{...build.pod('pending', {owner: null}), status: {phase: 'Pending'}},
	];
	const node = {
		apiVersion: 'v1',
		kind: 'Node',
		metadata: {name: 'node-1', uid: build.uidOf('Node', 'node-1')},
		spec: {podCIDRs: ['10.0.0.0/24', 'fd00::/64']},
	};
	const asked = ['10.0.0.7', '10.0.0.9', '10.0.0.200', 'fd00::200', '10.96.0.1'];
	const owners = async (rights: readonly string[] | null) => {
		await using here = await stage({objects: [...pods, node], rights});
		const found = await (await here.open()).owner!(asked);
		return found.map(({address, container}) => [address, container?.name ?? null]);
	};

	test('is asked of the whole cluster, and nobody has what nodes give to pods and no pod has', async () => {
		expect(await owners(null)).toEqual([
			['10.0.0.7', 'shop/api-2-aaaaa'],
			['10.0.0.9', 'blog/blog-1'],
			['10.0.0.200', null],
			['fd00::200', null],
		]);
	});

	test('is told as far as rights go', async () => {
		expect(await owners([...reading, 'list /pods'])).toEqual([
			['10.0.0.7', 'shop/api-2-aaaaa'],
			['10.0.0.9', 'blog/blog-1'],
		]);
	});
});

test('kubectl logs brings what a container wrote since a time', async () => {
	await using here = await stage({objects: build.settled(), rights: [...reading, ...more], logs: 'GET /nonce 200\n'});
	const runtime = await here.open();
	const [replica] = (await runtime.replicas()).replicas;
	let text = '';
	for await (const chunk of runtime.logs!(replica!, Date.parse('2026-01-02T03:04:05.678Z')))
		text += Buffer.from(chunk).toString();
	expect(text).toBe('GET /nonce 200\n');
	expect(here.server.asked.at(-1)).toContain('/log?container=api&sinceTime=2026-01-02T03%3A04%3A05Z');
});
