import {afterAll, describe, expect, test} from '@jest/globals';
import type {RuntimeConfig} from '../../../src/model/config.ts';
import type {Fault} from '../../../src/model/fault.ts';
import type {Replica, RuntimeAnswer} from '../../../src/model/runtime.ts';
import {
	container,
	defined,
	definition,
	definitionArn,
	deployment,
	digest,
	repository,
	service,
	small,
	started,
	task,
	taskArn,
} from '../../fakes/cloud/ecs.ts';
import type {Staged} from '../../fakes/cloud/program.ts';
import {cloud} from '../../fakes/cloud/stand-in.ts';
import {faultOf} from '../registry/asking.ts';
import {runtimeContract} from './contract.ts';

async function answer(
	staged: Partial<Staged>,
	config: Partial<RuntimeConfig> = {},
	image: string | null = null,
): Promise<RuntimeAnswer> {
	using aws = cloud('ecs', staged);
	return await (await aws.open(config, {image})).replicas();
}
const replicasOf = async (...asked: Parameters<typeof answer>): Promise<readonly Replica[]> =>
	(await answer(...asked)).replicas;
const fault = (staged: Partial<Staged>, config: Partial<RuntimeConfig> = {}): Promise<Fault> =>
	faultOf(answer(staged, config));
const rolesOf = (replicas: readonly Replica[]): Record<string, string> =>
	Object.fromEntries(replicas.map(({name, role}) => [name.split('/')[0]!, role]));

const secret = 'hunter22-value';
const stands = new DisposableStack();
afterAll(() => stands.dispose());
const kept = (...asked: Parameters<typeof cloud>) => stands.use(cloud(...asked));

runtimeContract('ecs', () => ({
	open: () =>
		kept('ecs', {
			...small(),
			definitions: {
				[definitionArn(7)]: definition(7, [
					defined('api', {
						environment: [{name: 'TOKEN', value: secret}],
						dockerLabels: {note: secret},
						portMappings: [
							{containerPort: 8080, hostPort: 8080, protocol: 'tcp'},
							{containerPort: 53, protocol: 'udp'},
						],
					}),
				]),
			},
		}).open(),
	nothing: null,
	nobody: () => {
		const stderr = '\nCould not connect to the endpoint URL: "https://ecs.eu-central-1.amazonaws.com/"\n';
		const env = {AWS_SECRET_ACCESS_KEY: secret};
		return kept('ecs', {says: [{match: '^aws', stderr: `${stderr}${secret}`, code: 255}]}, {env}).open();
	},
	secrets: [secret],
	files: null,
	logs: null,
}));

describe('a service of ECS', () => {
	test('runs what its tasks hold, as the control plane tells of it', async () => {
		const found = await answer(small());
		expect(found).toEqual({
			where: 'ECS cluster production, eu-central-1',
			wanted: 1,
			rollout: {status: 'complete', detail: 'COMPLETED: ECS deployment ecs-svc/7 completed.'},
			claims: [],
			replicas: [
				{
					id: `${taskArn('1')}/api`,
					name: 'api/100000000000',
					role: 'service',
					image: `${repository}:main`,
					digests: [digest('a')],
					diffIds: null,
					startDigest: null,
					imageNow: null,
					imageNowSince: null,
					createdAt: new Date((started - 30) * 1_000).toISOString(),
					startedAt: new Date(started * 1_000).toISOString(),
					restarts: null,
					state: 'running',
					trouble: null,
					ready: true,
					node: 'eu-central-1b',
					addresses: ['10.0.1.17'],
					revision: {name: definitionArn(7), current: true},
					mounts: [],
					settings: {
						entrypoint: null,
						command: null,
						user: null,
						workingDirectory: null,
						environment: [],
						ports: [],
					},
				},
			],
		});
	});

	test('is asked with the cluster and region of the configuration, by commands that only read', async () => {
		using aws = cloud('ecs', small());
		await (await aws.open()).replicas();
		const end = '--cluster production --region eu-central-1 --output json';
		expect(aws.asked()).toEqual([
			`aws ecs describe-services --services api ${end}`,
			`aws ecs list-tasks --service-name api --desired-status RUNNING ${end}`,
			`aws ecs describe-tasks --tasks ${taskArn('1')} ${end}`,
			`aws ecs describe-task-definition --task-definition ${definitionArn(7)} --region eu-central-1 --output json`,
		]);
	});

	test('has times alike from either version of the command line', async () => {
		const one = {createdAt: '2026-05-01T13:59:30.250000+02:00', startedAt: '2026-05-01T14:00:00.250000+02:00'};
		const [replica] = await replicasOf(small({tasks: [task('1', [container('1', 'api')], one)]}));
		expect(replica).toMatchObject({createdAt: '2026-05-01T11:59:30.250Z', startedAt: '2026-05-01T12:00:00.250Z'});
		expect(replica!.startedAt).toBe(new Date(started * 1_000).toISOString());
	});

	test('of more than 100 tasks is read to the last one', async () => {
		const ids = Array.from({length: 230}, (_, at) => `${at + 1}a`);
		using aws = cloud('ecs', small({tasks: ids.map((id) => task(id, [container(id, 'api')]))}));
		const {replicas} = await (await aws.open()).replicas();
		expect(new Set(replicas.map(({id}) => id))).toEqual(new Set(ids.map((id) => `${taskArn(id)}/api`)));
		expect(aws.asked().filter((line) => line.includes('describe-tasks'))).toHaveLength(3);
		expect(aws.asked().filter((line) => line.includes('describe-task-definition'))).toHaveLength(1);
	});

	test('names the digest that a task was given beside the one that was pulled, each once', async () => {
		const image = `${repository}:main@${digest('b')}`;
		const pulled = container('1', 'api', {image});
		expect((await replicasOf(small({tasks: [task('1', [pulled])]})))[0]!.digests).toEqual([digest('a'), digest('b')]);
		const {imageDigest: _, ...without} = pulled;
		expect((await replicasOf(small({tasks: [task('1', [without])]})))[0]!.digests).toEqual([digest('b')]);
		const {imageDigest: __, ...tagged} = container('1', 'api');
		expect((await replicasOf(small({tasks: [task('1', [tagged])]})))[0]!.digests).toEqual([]);
	});

	test('tells a task of an older definition from one of the wanted one', async () => {
		const [older, current] = await replicasOf(
			small({
				tasks: [
					task('1', [container('1', 'api')], {taskDefinitionArn: definitionArn(6)}),
					task('2', [container('2', 'api')]),
				],
				definitions: Object.fromEntries([6, 7].map((one) => [definitionArn(one), definition(one, [defined('api')])])),
			}),
		);
		expect(older!.revision).toEqual({name: definitionArn(6), current: false});
		expect(current!.revision).toEqual({name: definitionArn(7), current: true});
	});
});

describe('what serves in a task', () => {
	const names = ['api', 'envoy', 'migrate', 'ecs-service-connect-x1'];
	const staged = small({
		tasks: [
			task(
				'1',
				names.map((name) => container('1', name, name === 'envoy' ? {image: 'envoyproxy/envoy:v1.33'} : {})),
			),
		],
		definitions: {
			[definitionArn(7)]: definition(7, [
				defined('api', {dependsOn: [{containerName: 'migrate', condition: 'SUCCESS'}]}),
				defined('envoy', {image: 'envoyproxy/envoy:v1.33'}),
				defined('migrate', {essential: false}),
			]),
		},
	});

	test('is the containers of the deployed image, whatever its tag', async () => {
		expect(rolesOf(await replicasOf(staged, {}, 'docker.io/envoyproxy/envoy:other'))).toEqual({
			api: 'sidecar',
			envoy: 'service',
			migrate: 'init',
			'ecs-service-connect-x1': 'sidecar',
		});
	});

	test('is the essential containers where none is of the deployed image; what ECS puts in beside them never is', async () => {
		const roles = {api: 'service', envoy: 'service', migrate: 'init', 'ecs-service-connect-x1': 'sidecar'};
		expect(rolesOf(await replicasOf(staged))).toEqual(roles);
		expect(rolesOf(await replicasOf(staged, {}, 'ghcr.io/acme/else:1'))).toEqual(roles);
	});

	test('is the containers that are named', async () => {
		const roles = rolesOf(await replicasOf(staged, {containers: ['api']}, 'envoyproxy/envoy:v1.33'));
		expect(roles).toMatchObject({api: 'service', envoy: 'sidecar'});
	});

	test('is not found where none has that name, and the names that are there are told', async () => {
		expect(await fault(staged, {containers: ['web']})).toEqual({
			code: 'not-found',
			detail: expect.stringMatching(/no task of api has a container web: they are called .*api/),
		});
	});
});

describe('a container in a task', () => {
	const one = async (more: object, about: object = {}): Promise<Replica> => {
		const only = task('1', [container('1', 'api', more as Record<string, unknown>)], about as Record<string, unknown>);
		return (await replicasOf(small({tasks: [only]})))[0]!;
	};

	test.each([
		['PENDING', 'waiting'],
		['RUNNING', 'running'],
		['STOPPED', 'exited'],
		['SOMETHING_NEW', 'unknown'],
	])('that is %s is %s', async (lastStatus, state) => {
		expect((await one({lastStatus})).state).toBe(state);
	});

	test.each([
		['HEALTHY', true],
		['UNHEALTHY', false],
		['UNKNOWN', null],
	])('whose health is %s has ready %s', async (healthStatus, ready) => {
		expect((await one({healthStatus})).ready).toBe(ready);
	});

	test('in trouble says what ECS says of it', async () => {
		const reason = 'CannotPullContainerError: pull image manifest has been retried 1 time(s): not found';
		expect(await one({lastStatus: 'STOPPED', reason})).toMatchObject({state: 'exited', trouble: reason});
		expect((await one({lastStatus: 'STOPPED', exitCode: 137})).trouble).toBe('exit code 137');
		expect((await one({lastStatus: 'STOPPED', exitCode: 0})).trouble).toBeNull();
		const stopped = await one({exitCode: 1, lastStatus: 'STOPPED'}, {stoppedReason: 'Essential container\nexited'});
		expect(stopped.trouble).toBe('exit code 1; Essential container exited');
	});

	test('that is about to start has no time of start', async () => {
		const {startedAt: _, ...pending} = task('1', [container('1', 'api', {lastStatus: 'PENDING'})]);
		expect((await replicasOf(small({tasks: [pending]})))[0]).toMatchObject({state: 'waiting', startedAt: null});
	});

	test('that ECS restarts in place has no time of start: the task keeps its own', async () => {
		const restarting = definition(7, [defined('api', {restartPolicy: {enabled: true}})]);
		const [replica] = await replicasOf(small({definitions: {[definitionArn(7)]: restarting}}));
		expect(replica!.startedAt).toBeNull();
	});

	test("on a machine of one's own names the machine", async () => {
		const containerInstanceArn = 'arn:aws:ecs:eu-central-1:123456789012:container-instance/production/4a5b';
		expect((await one({}, {containerInstanceArn})).node).toBe('4a5b');
	});

	test('is started as its definition and what was put in its place say, by names alone', async () => {
		const own = defined('api', {
			entryPoint: ['/entry'],
			command: ['serve'],
			user: '1000',
			workingDirectory: '/app',
			environment: [
				{name: 'B', value: secret},
				{name: 'A', value: secret},
			],
			secrets: [{name: 'KEY', valueFrom: 'arn:aws:ssm:eu-central-1:123456789012:parameter/key'}],
			portMappings: [{containerPort: 8080, protocol: 'tcp'}, {containerPortRange: '9000-9010'}],
		});
		const overrides = {
			containerOverrides: [{name: 'api', command: ['serve', '--debug'], environment: [{name: 'C', value: secret}]}],
		};
		const [replica] = await replicasOf(
			small({
				tasks: [task('1', [container('1', 'api')], {overrides})],
				definitions: {[definitionArn(7)]: definition(7, [own])},
			}),
		);
		expect(replica!.settings).toEqual({
			entrypoint: ['/entry'],
			command: ['serve', '--debug'],
			user: '1000',
			workingDirectory: '/app',
			environment: ['A', 'B', 'C', 'KEY'],
			ports: ['8080/tcp', '9000-9010/tcp'],
		});
		expect(JSON.stringify(replica)).not.toContain(secret);
	});

	test('whose variables come from files has names that nobody knows', async () => {
		const environmentFiles = [{value: 'arn:aws:s3:::bucket/app.env', type: 's3'}];
		const [replica] = await replicasOf(
			small({definitions: {[definitionArn(7)]: definition(7, [defined('api', {environmentFiles})])}}),
		);
		expect(replica!.settings!.environment).toBeNull();
	});

	test('tells what lies over its files: of the host, of volumes, of other containers, of memory', async () => {
		const point = (sourceVolume: string, containerPath: string, more: object = {}) => ({
			sourceVolume,
			containerPath,
			...more,
		});
		const own = defined('api', {
			mountPoints: [point('code', '/app', {readOnly: true}), point('shared', '/shared'), point('scratch', '/scratch')],
			volumesFrom: [{sourceContainer: 'files', readOnly: true}],
			linuxParameters: {tmpfs: [{containerPath: '/run', size: 64, mountOptions: ['rw']}]},
		});
		const files = defined('files', {essential: false, mountPoints: [point('scratch', '/files')]});
		const volumes = [
			{name: 'code', host: {sourcePath: '/srv/code'}},
			{name: 'shared', efsVolumeConfiguration: {fileSystemId: 'fs-1', rootDirectory: '/api'}},
			{name: 'scratch', host: {}},
		];
		const [replica] = await replicasOf(
			small({definitions: {[definitionArn(7)]: definition(7, [own, files], {volumes})}}),
		);
		expect(replica!.mounts).toEqual([
			{kind: 'bind', source: '/srv/code', destination: '/app', writable: false},
			{kind: 'volume', source: 'fs-1:/api', destination: '/shared', writable: true},
			{kind: 'volume', source: 'scratch', destination: '/scratch', writable: true},
			{kind: 'volume', source: 'scratch', destination: '/files', writable: false},
			{kind: 'tmpfs', source: null, destination: '/run', writable: true},
		]);
	});
});

describe('a rollout of ECS', () => {
	const rollout = async (more: Record<string, unknown>) =>
		(await answer(small({services: {api: service(more)}}))).rollout;

	test('that the circuit breaker ended is stuck, also while ECS rolls back', async () => {
		const rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
		const failed = {rolloutState: 'FAILED', rolloutStateReason, failedTasks: 3};
		const stuck = {status: 'stuck', detail: `FAILED: ${rolloutStateReason}: failed tasks: 3`};
		expect(await rollout({deployments: [deployment(7, failed)]})).toEqual(stuck);
		const back = deployment(6, {rolloutState: 'IN_PROGRESS'});
		expect(await rollout({deployments: [back, deployment(7, {...failed, status: 'INACTIVE'})]})).toEqual(stuck);
	});

	test('that goes on is on its way, with the tasks that failed', async () => {
		const deployments = [
			deployment(7, {rolloutState: 'IN_PROGRESS', rolloutStateReason: 'in progress.', failedTasks: 2}),
			deployment(6, {status: 'ACTIVE'}),
		];
		expect(await rollout({deployments})).toEqual({
			status: 'progressing',
			detail: 'IN_PROGRESS: in progress.: failed tasks: 2',
		});
	});

	test('is not complete while tasks of another deployment run', async () => {
		const before = deployment(6, {status: 'ACTIVE', runningCount: 1});
		expect(await rollout({deployments: [deployment(7), before]})).toMatchObject({status: 'progressing'});
	});

	test('that somebody else controls is told by its counts, and its task set says what is wanted', async () => {
		const set = (more: object) => ({
			id: 'ecs-svc/9',
			status: 'PRIMARY',
			taskDefinition: definitionArn(7),
			computedDesiredCount: 2,
			pendingCount: 0,
			runningCount: 2,
			stabilityStatus: 'STEADY_STATE',
			...more,
		});
		const by = {deployments: [], deploymentController: {type: 'CODE_DEPLOY'}, taskDefinition: definitionArn(6)};
		const done = await answer(small({services: {api: service({...by, taskSets: [set({})]})}}));
		expect(done.rollout).toEqual({status: 'complete', detail: 'STEADY_STATE'});
		expect(done.replicas[0]!.revision).toEqual({name: definitionArn(7), current: true});
		expect(await rollout({...by, taskSets: [set({runningCount: 1, pendingCount: 1})]})).toMatchObject({
			status: 'progressing',
		});
	});
});

describe('ECS that does not answer', () => {
	const says = (stderr: string, match = '^aws'): Promise<Fault> => fault(small({says: [{match, stderr, code: 255}]}));
	const called = (code: string, message: string): string =>
		`\nAn error occurred (${code}) when calling the DescribeServices operation: ${message}\n`;

	test.each([
		[
			'forbidden',
			called(
				'AccessDeniedException',
				'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecs:DescribeServices on resource: arn:aws:ecs:eu-central-1:123456789012:service/production/api because no identity-based policy allows the ecs:DescribeServices action',
			),
			'it takes the IAM permission ecs:DescribeServices',
		],
		['forbidden', called('AccessDeniedException', 'no'), 'it takes the IAM permission ecs:DescribeServices'],
		[
			'forbidden',
			'An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::123456789012:user/ci is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/x',
			'it takes the IAM permission sts:AssumeRole',
		],
		[
			'unauthorized',
			called('ExpiredTokenException', 'The security token included in the request is expired'),
			'log in',
		],
		['unauthorized', called('UnrecognizedClientException', 'The security token … is invalid.'), 'log in'],
		[
			'unauthorized',
			'Unable to locate credentials. You can configure credentials by running "aws configure".',
			'log in',
		],
		['unauthorized', 'Error loading SSO Token: Token for prod does not exist', 'log in'],
		['not-found', called('ClusterNotFoundException', 'Cluster not found.'), 'Cluster not found'],
		['rate-limited', called('ThrottlingException', 'Rate exceeded'), 'too often'],
		['server-error', called('ServerException', 'Service Unavailable. Please try again later.'), 'failed'],
		['unreachable', '\nCould not connect to the endpoint URL: "https://ecs.example/"\n', 'does not answer'],
		['tls-untrusted', 'SSL validation failed for https://ecs.example/ [SSL: CERTIFICATE_VERIFY_FAILED]', 'certificate'],
		[
			'command-failed',
			'You must specify a region. You can also configure your region by running "aws configure".',
			'You must specify a region',
		],
		['command-failed', '', 'failed without a word'],
	])('%s: %s', async (code, stderr, words) => {
		expect(await says(stderr)).toEqual({code, detail: expect.stringContaining(words)});
	});

	test.each([
		['list-tasks', 'ecs:ListTasks'],
		['describe-tasks', 'ecs:DescribeTasks'],
		['describe-task-definition', 'ecs:DescribeTaskDefinition'],
	])('at %s says which permission that takes', async (operation, permission) => {
		const refused = await says(called('AccessDeniedException', 'You are not allowed.'), operation);
		expect(refused).toEqual({code: 'forbidden', detail: expect.stringContaining(permission)});
	});

	test('for want of the command says what it is for', async () => {
		using aws = cloud('ecs', small(), {installed: false});
		expect(await faultOf((await aws.open()).replicas())).toEqual({
			code: 'command-missing',
			detail: 'the command aws is not installed here: Amazon ECS is asked with it',
		});
	});

	test('because there is no such service, or no longer', async () => {
		expect(await fault(small(), {service: 'web'})).toEqual({
			code: 'not-found',
			detail: expect.stringMatching(/^Amazon ECS does not have the service web \(MISSING, arn:/),
		});
		expect(await fault(small({services: {api: service({status: 'INACTIVE'})}}))).toMatchObject({code: 'not-found'});
		expect(await fault(small(), {cluster: 'staging'})).toMatchObject({code: 'not-found'});
	});
});

describe('an answer that ECS would not give', () => {
	const printing = (match: string, printed: unknown): Promise<Fault> =>
		fault(small({says: [{match, stdout: typeof printed === 'string' ? printed : JSON.stringify(printed), code: 0}]}));

	test.each([
		['no JSON', 'describe-services', `{"environment": "${secret}"`],
		['no object', 'describe-services', []],
		['no services', 'describe-services', {}],
		['two services', 'describe-services', {services: [service(), service()], failures: []}],
		['no list of tasks', 'list-tasks', {}],
		['a part of the tasks', 'list-tasks', {taskArns: [], nextToken: 'more'}],
		['a task too few', 'describe-tasks', {tasks: [], failures: []}],
		['another task', 'describe-tasks', {tasks: [task('9', [])], failures: []}],
		['a task without containers', 'describe-tasks', {tasks: [{...task('1', []), containers: null}], failures: []}],
		['a container without a name', 'describe-tasks', {tasks: [task('1', [{image: 'x'}])], failures: []}],
		['a definition without containers', 'describe-task-definition', {taskDefinition: {}}],
	])('%s is no evidence', async (_, match, printed) => {
		const {code, detail} = await printing(match, printed);
		expect(code).toBe('invalid-answer');
		expect(detail).not.toContain(secret);
	});

	test('a task that is gone between two questions is not passed over', async () => {
		const failures = [{arn: taskArn('1'), reason: 'MISSING'}];
		expect(await printing('describe-tasks', {tasks: [], failures})).toMatchObject({code: 'not-found'});
	});

	test('what is as long as the limit allows no more is too large', async () => {
		expect((await printing('describe-services', `"${'x'.repeat(17 << 20)}"`)).code).toBe('too-large');
	});

	test('a fixture that AWS would never send is refused', () => {
		expect(() => cloud('ecs', small({services: {api: {...service(), replicas: 2}}}))).toThrow('no vendor sends this');
		expect(() => cloud('ecs', small({tasks: [task('1', [{name: 1}])]}))).toThrow('no vendor sends this');
	});
});
