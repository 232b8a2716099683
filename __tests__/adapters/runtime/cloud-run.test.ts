import {afterAll, describe, expect, test} from '@jest/globals';
import type {RuntimeConfig} from '../../../src/model/config.ts';
import type {Fault} from '../../../src/model/fault.ts';
import {readImageId} from '../../../src/model/image-digests.ts';
import type {Replica, RuntimeAnswer} from '../../../src/model/runtime.ts';
import {digest, ready, repository, revision, service, small} from '../../fakes/cloud/cloud-run.ts';
import type {Staged} from '../../fakes/cloud/program.ts';
import {cloud} from '../../fakes/cloud/stand-in.ts';
import {faultOf} from '../registry/asking.ts';
import {runtimeContract} from './contract.ts';

async function answer(
	staged: Partial<Staged>,
	config: Partial<RuntimeConfig> = {},
	image: string | null = null,
): Promise<RuntimeAnswer> {
	using google = cloud('cloud-run', staged);
	return await (await google.open(config, {image})).replicas();
}
const replicasOf = async (...asked: Parameters<typeof answer>): Promise<readonly Replica[]> =>
	(await answer(...asked)).replicas;
const fault = (staged: Partial<Staged>, config: Partial<RuntimeConfig> = {}): Promise<Fault> =>
	faultOf(answer(staged, config));

const secret = 'hunter22-value';
const stands = new DisposableStack();
afterAll(() => stands.dispose());
const kept = (...asked: Parameters<typeof cloud>) => stands.use(cloud(...asked));

const described = (containers: readonly unknown[], status: object = {}, volumes: readonly unknown[] = []) =>
	small({
		resources: {
			'services/api': service(),
			'revisions/api-00042': revision('api-00042', status as Record<string, unknown>, {containers, volumes}),
		},
	});

runtimeContract('cloud run', () => ({
	open: () =>
		kept(
			'cloud-run',
			described([{image: `${repository}:main`, env: [{name: 'TOKEN', value: secret}, {name: 'A'}]}]),
		).open(),
	nothing: null,
	nobody: () => {
		const stderr = `ERROR: gcloud crashed (ConnectionError): HTTPSConnectionPool(host='europe-west1-run.googleapis.com', port=443): Max retries exceeded (Authorization: Bearer ${secret})\n`;
		return kept('cloud-run', {says: [{match: '^gcloud', stderr, code: 1}]}).open();
	},
	secrets: [secret],
	files: null,
	logs: null,
}));

describe('a service of Cloud Run', () => {
	test('runs the revision that receives its traffic, of the image that Google resolved', async () => {
		expect(await answer(small())).toEqual({
			where: 'Cloud Run, shop, europe-west1',
			wanted: null,
			rollout: {status: 'complete', detail: 'Ready'},
			claims: [],
			replicas: [
				{
					id: '123456789012/api-00042/container',
					name: 'api-00042 (100 %)',
					role: 'service',
					image: `${repository}:main`,
					digests: [`${repository}@${digest('a')}`],
					diffIds: null,
					startDigest: null,
					imageNow: null,
					imageNowSince: null,
					createdAt: '2026-05-01T12:00:00.123Z',
					startedAt: null,
					restarts: null,
					state: 'running',
					trouble: null,
					ready: true,
					node: null,
					addresses: [],
					revision: {name: 'api-00042', current: true},
					mounts: [],
					settings: {
						entrypoint: null,
						command: null,
						user: null,
						workingDirectory: null,
						environment: [],
						ports: ['8080/tcp'],
					},
				},
			],
		});
	});

	test('is asked in the project and region of the configuration, by commands that only read', async () => {
		using google = cloud('cloud-run', small());
		await (await google.open()).replicas();
		const end = '--region=europe-west1 --project=shop --format=json';
		expect(google.asked()).toEqual([
			`gcloud run services describe api ${end}`,
			`gcloud run revisions describe api-00042 ${end}`,
		]);
	});

	test('that divides its traffic runs every revision with a share, and which of them is the newest', async () => {
		const traffic = [
			{revisionName: 'api-00041', percent: 50},
			{revisionName: 'api-00042', percent: 20, tag: 'canary', url: 'https://canary---api-x.a.run.app'},
			{revisionName: 'api-00041', percent: 30},
			{revisionName: 'api-00041', tag: 'stable', url: 'https://stable---api-x.a.run.app'},
			{revisionName: 'api-00007', tag: 'old', url: 'https://old---api-x.a.run.app'},
		];
		const resources = {
			'services/api': service({traffic}),
			'revisions/api-00041': revision('api-00041'),
			'revisions/api-00042': revision('api-00042'),
		};
		const {replicas, rollout} = await answer({resources});
		expect(replicas.map(({name, revision: of}) => [name, of])).toEqual([
			['api-00041 (80 %, tag stable)', {name: 'api-00041', current: false}],
			['api-00042 (20 %, tag canary)', {name: 'api-00042', current: true}],
		]);
		expect(rollout).toEqual({status: 'complete', detail: 'Ready'});
	});

	test('with several containers serves by the one that has a port, unless the image or a name says otherwise', async () => {
		const staged = described(
			[
				{name: 'web', image: `${repository}:main`, ports: [{containerPort: 8080}]},
				{name: 'proxy', image: 'docker.io/envoyproxy/envoy:v1.33'},
			],
			{
				containerStatuses: [
					{name: 'web', imageDigest: `${repository}@${digest('a')}`},
					{name: 'proxy', imageDigest: `docker.io/envoyproxy/envoy@${digest('b')}`},
				],
			},
		);
		const roles = async (containers: readonly string[], image: string | null) =>
			Object.fromEntries((await replicasOf(staged, {containers}, image)).map(({name, role}) => [name, role]));
		const [proxy, web] = ['api-00042/proxy (100 %)', 'api-00042/web (100 %)'];
		expect(await roles([], null)).toEqual({[proxy]: 'sidecar', [web]: 'service'});
		expect(await roles([], 'envoyproxy/envoy:other')).toEqual({[proxy]: 'service', [web]: 'sidecar'});
		expect(await roles(['web'], 'envoyproxy/envoy:other')).toEqual({[proxy]: 'sidecar', [web]: 'service'});
		expect((await replicasOf(staged)).map(({digests}) => digests)).toEqual([
			[`docker.io/envoyproxy/envoy@${digest('b')}`],
			[`${repository}@${digest('a')}`],
		]);
		expect(await fault(staged, {containers: ['api']})).toEqual({
			code: 'not-found',
			detail: 'no revision of api has a container api: they are called web, proxy',
		});
	});

	test('of several containers whose digests are told only as one has none that could be mixed up', async () => {
		const staged = described(
			[
				{name: 'web', image: 'a/b:1'},
				{name: 'proxy', image: `a/c@${digest('c')}`},
			],
			{
				containerStatuses: [],
			},
		);
		expect((await replicasOf(staged)).map(({digests}) => digests)).toEqual([[digest('c')], []]);
	});

	test('names its images in a form that says which', async () => {
		const [replica] = await replicasOf(small());
		expect(readImageId(replica!.digests[0]!)).toMatchObject({whole: true, hex: 'a'.repeat(64)});
	});

	test('whose revision is not ready says why', async () => {
		const failed = ready('False', {
			reason: 'HealthCheckContainerError',
			message: 'The user-provided container failed.',
		});
		const one = async (conditions: readonly unknown[]) =>
			(await replicasOf(described([{image: 'a/b:1'}], {conditions})))[0]!;
		expect(await one([failed])).toMatchObject({
			state: 'waiting',
			ready: false,
			trouble: 'HealthCheckContainerError: The user-provided container failed.',
		});
		expect(await one([ready('Unknown')])).toMatchObject({state: 'waiting', ready: false, trouble: null});
		expect(await one([])).toMatchObject({state: 'unknown', ready: null, trouble: null});
	});

	test('is started as its revision says, by names alone, with what lies over its files', async () => {
		const volumes = [
			{name: 'key', secret: {secretName: 'api-key'}},
			{name: 'scratch', emptyDir: {medium: 'Memory', sizeLimit: '64Mi'}},
			{
				name: 'bucket',
				csi: {driver: 'gcsfuse.run.googleapis.com', readOnly: true, volumeAttributes: {bucketName: 'b'}},
			},
			{name: 'share', nfs: {server: '10.0.0.2', path: '/share'}},
		];
		const container = {
			image: `${repository}:main`,
			command: ['/entry'],
			args: ['serve'],
			workingDir: '/app',
			env: [
				{name: 'B', value: secret},
				{name: 'A', valueFrom: {secretKeyRef: {name: 'api-key', key: 'latest'}}},
			],
			volumeMounts: ['key', 'scratch', 'bucket', 'share'].map((name) => ({name, mountPath: `/${name}`})),
		};
		const [replica] = await replicasOf(described([container], {}, volumes));
		expect(replica!.settings).toEqual({
			entrypoint: ['/entry'],
			command: ['serve'],
			user: null,
			workingDirectory: '/app',
			environment: ['A', 'B'],
			ports: [],
		});
		expect(replica!.mounts).toEqual([
			{kind: 'secret', source: 'api-key', destination: '/key', writable: false},
			{kind: 'tmpfs', source: null, destination: '/scratch', writable: true},
			{kind: 'volume', source: 'b', destination: '/bucket', writable: false},
			{kind: 'volume', source: '10.0.0.2:/share', destination: '/share', writable: true},
		]);
		expect(JSON.stringify(replica)).not.toContain(secret);
	});
});

describe('a rollout of Cloud Run', () => {
	const rollout = async (status: Record<string, unknown>) =>
		(
			await answer({
				resources: {'services/api': service(status), 'revisions/api-00042': revision('api-00042')},
			})
		).rollout;
	const newer = {latestCreatedRevisionName: 'api-00043'};

	test('whose newest revision failed is stuck, and the one before serves on', async () => {
		const why = {reason: 'RevisionFailed', message: "Revision 'api-00043' is not ready."};
		const status = {...newer, conditions: [ready('False', why)]};
		const staged = {resources: {'services/api': service(status), 'revisions/api-00042': revision('api-00042')}};
		const found = await answer(staged);
		expect(found.rollout).toEqual({status: 'stuck', detail: "RevisionFailed: Revision 'api-00043' is not ready."});
		expect(found.replicas[0]!.revision).toEqual({name: 'api-00042', current: false});
	});

	test('is stuck where the newest revision failed and the traffic is pinned to another', async () => {
		const failed = {type: 'ConfigurationsReady', status: 'False', message: 'it did not start'};
		expect(await rollout({...newer, conditions: [ready('True'), failed]})).toEqual({
			status: 'stuck',
			detail: 'it did not start',
		});
	});

	test('is on its way while the service is not ready, or its newest revision', async () => {
		expect(await rollout({...newer, conditions: [ready('Unknown', {reason: 'Deploying'})]})).toEqual({
			status: 'progressing',
			detail: 'Deploying',
		});
		expect(await rollout(newer)).toEqual({status: 'progressing', detail: 'api-00043 is not ready yet'});
	});

	test('is on its way while the latest change was not taken up, whatever was said before it', async () => {
		expect(await rollout({observedGeneration: 2})).toMatchObject({status: 'progressing'});
	});

	test('of which nothing is said is not known', async () => {
		expect(await rollout({conditions: []})).toBeNull();
	});

	test('that never had a revision that works runs nothing', async () => {
		const status = {latestReadyRevisionName: '', traffic: [], conditions: [ready('False', {reason: 'RevisionFailed'})]};
		expect(await answer({resources: {'services/api': service(status)}})).toMatchObject({
			rollout: {status: 'stuck', detail: 'RevisionFailed'},
			replicas: [],
		});
	});
});

describe('Cloud Run that does not answer', () => {
	const says = (stderr: string, match = '^gcloud'): Promise<Fault> => fault(small({says: [{match, stderr, code: 1}]}));
	const error = 'ERROR: (gcloud.run.services.describe) ';

	test.each([
		[
			'forbidden',
			`${error}PERMISSION_DENIED: Permission 'run.services.get' denied on resource 'namespaces/shop/services/api' (or resource may not exist). This command is authenticated as ci@shop.iam.gserviceaccount.com.`,
			'it takes the IAM permission run.services.get',
		],
		['forbidden', `${error}PERMISSION_DENIED: The caller does not have permission`, 'run.services.get'],
		[
			'forbidden',
			`${error}PERMISSION_DENIED: Cloud Run Admin API has not been used in project shop before or it is disabled. Enable it by visiting https://console.developers.google.com/.\n- '@type': type.googleapis.com/google.rpc.ErrorInfo\n  reason: SERVICE_DISABLED`,
			'the Cloud Run Admin API is not enabled in the project',
		],
		[
			'unauthorized',
			`${error}You do not currently have an active account selected.\nPlease run:\n\n  $ gcloud auth login\n`,
			'log in',
		],
		['unauthorized', `${error}UNAUTHENTICATED: Request had invalid authentication credentials.`, 'log in'],
		[
			'unauthorized',
			`${error}There was a problem refreshing your current auth tokens: ('invalid_grant: Bad Request', {})`,
			'log in',
		],
		[
			'unreachable',
			`${error}There was a problem refreshing your current auth tokens: HTTPSConnectionPool(host='oauth2.googleapis.com', port=443): Max retries exceeded with url: /token`,
			'does not answer',
		],
		[
			'unreachable',
			`ERROR: gcloud crashed (ConnectionError): HTTPConnectionPool(host='europe-west1-run.googleapis.com', port=443): Max retries exceeded with url: /apis (Caused by NameResolutionError("Failed to resolve 'europe-west1-run.googleapis.com'"))`,
			'does not answer',
		],
		['not-found', `${error}Cannot find service [api]`, 'Cannot find service [api]'],
		['rate-limited', `${error}RESOURCE_EXHAUSTED: Quota exceeded for quota metric 'Read requests'`, 'too often'],
		['server-error', `${error}UNAVAILABLE: The service is currently unavailable.`, 'failed'],
		['command-failed', `WARNING: an update is there\n${error}Bad value [x]\nUsage: gcloud run`, 'Bad value [x]'],
		['command-failed', '', 'failed without a word'],
	])('%s: %s', async (code, stderr, words) => {
		const refused = await says(stderr);
		expect(refused).toEqual({code, detail: expect.stringContaining(words)});
		expect(refused.detail).not.toMatch(/WARNING|Usage/);
	});

	test('at a revision says which permission that takes', async () => {
		const refused = await says(`${error}PERMISSION_DENIED: no`, 'revisions');
		expect(refused).toEqual({code: 'forbidden', detail: expect.stringContaining('run.revisions.get')});
	});

	test('because the service, its region or the command is not there', async () => {
		expect(await fault(small(), {service: 'web'})).toMatchObject({
			code: 'not-found',
			detail: expect.stringContaining('[web]'),
		});
		expect(await fault(small(), {region: null})).toMatchObject({
			code: 'command-failed',
			detail: expect.stringContaining('You must specify a region'),
		});
		using google = cloud('cloud-run', small(), {installed: false});
		expect(await faultOf((await google.open()).replicas())).toEqual({
			code: 'command-missing',
			detail: 'the command gcloud is not installed here: Google Cloud Run is asked with it',
		});
	});
});

describe('an answer that Cloud Run would not give', () => {
	const printing = (match: string, printed: unknown): Promise<Fault> =>
		fault(small({says: [{match, stdout: typeof printed === 'string' ? printed : JSON.stringify(printed), code: 0}]}));

	test.each([
		['no JSON', 'services', `{"env": "${secret}"`],
		['no object', 'services', 'null'],
		['no status', 'services', {metadata: {name: 'api'}}],
		['a ready service without traffic', 'services', service({traffic: []})],
		['traffic that is no list', 'services', service({traffic: {}})],
		['a share that is no number', 'services', service({traffic: [{revisionName: 'api-00042', percent: '100'}]})],
		['a share of nobody', 'services', service({traffic: [{percent: 100}]})],
		['a revision that would be an option', 'services', service({traffic: [{revisionName: '--x', percent: 100}]})],
		['another revision', 'revisions', revision('api-00041')],
		['a revision without containers', 'revisions', revision('api-00042', {}, {containers: null})],
		['two containers without a name', 'revisions', revision('api-00042', {}, {containers: [{}, {}]})],
	])('%s is no evidence', async (_, match, printed) => {
		const {code, detail} = await printing(match, printed);
		expect(code).toBe('invalid-answer');
		expect(detail).not.toContain(secret);
	});

	test('a fixture that Google would never send is refused', () => {
		const resources = {'services/api': service({replicas: 2})};
		expect(() => cloud('cloud-run', {resources})).toThrow('no vendor sends this');
		expect(() => cloud('cloud-run', {resources: {'revisions/x': revision('x', {imageDigest: 1})}})).toThrow(
			'no vendor sends this',
		);
	});
});
