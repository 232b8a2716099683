import type {Staged} from './program.ts';

type Tree = Readonly<Record<string, unknown>>;

const arn = 'arn:aws:ecs:eu-central-1:123456789012';
export const definitionArn = (revision: number): string => `${arn}:task-definition/api:${revision}`;
export const taskArn = (id: string): string => `${arn}:task/production/${id.padEnd(32, '0')}`;
export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
export const repository = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/api';
/** 2026-05-01T12:00:00.250Z as version 1 of the command line prints it, seconds */
export const started = 1_777_636_800.25;

export const deployment = (revision: number, more: Tree = {}): Tree => ({
	id: `ecs-svc/${revision}`,
	status: 'PRIMARY',
	taskDefinition: definitionArn(revision),
	desiredCount: 2,
	pendingCount: 0,
	runningCount: 2,
	failedTasks: 0,
	createdAt: started - 60,
	updatedAt: started,
	rolloutState: 'COMPLETED',
	rolloutStateReason: `ECS deployment ecs-svc/${revision} completed.`,
	...more,
});

export const service = (more: Tree = {}): Tree => ({
	serviceArn: `${arn}:service/production/api`,
	serviceName: 'api',
	clusterArn: `${arn}:cluster/production`,
	status: 'ACTIVE',
	desiredCount: 2,
	runningCount: 2,
	pendingCount: 0,
	launchType: 'FARGATE',
	taskDefinition: definitionArn(7),
	deployments: [deployment(7)],
	events: [],
	...more,
});

export const container = (id: string, name: string, more: Tree = {}): Tree => ({
	containerArn: `${arn}:container/production/${id.padEnd(32, '0')}/${name}`,
	taskArn: taskArn(id),
	name,
	image: `${repository}:main`,
	imageDigest: digest('a'),
	runtimeId: `${id}-1234`,
	lastStatus: 'RUNNING',
	networkInterfaces: [{attachmentId: 'at-1', privateIpv4Address: '10.0.1.17'}],
	healthStatus: 'HEALTHY',
	...more,
});

export const task = (id: string, containers: readonly Tree[], more: Tree = {}): Tree & {readonly taskArn: string} => ({
	taskArn: taskArn(id),
	taskDefinitionArn: definitionArn(7),
	clusterArn: `${arn}:cluster/production`,
	availabilityZone: 'eu-central-1b',
	group: 'service:api',
	launchType: 'FARGATE',
	desiredStatus: 'RUNNING',
	lastStatus: 'RUNNING',
	createdAt: started - 30,
	startedAt: started,
	containers,
	attachments: [
		{
			id: 'at-1',
			type: 'ElasticNetworkInterface',
			status: 'ATTACHED',
			details: [
				{name: 'subnetId', value: 'subnet-1'},
				{name: 'privateIPv4Address', value: '10.0.1.17'},
			],
		},
	],
	overrides: {containerOverrides: []},
	...more,
});

export const definition = (revision: number, containers: readonly Tree[], more: Tree = {}): Tree => ({
	taskDefinitionArn: definitionArn(revision),
	family: 'api',
	revision,
	status: 'ACTIVE',
	containerDefinitions: containers,
	volumes: [],
	...more,
});

export const defined = (name: string, more: Tree = {}): Tree => ({
	name,
	image: `${repository}:main`,
	essential: true,
	environment: [],
	mountPoints: [],
	volumesFrom: [],
	...more,
});

/** A service with one task of one container. */
export const small = (more: Partial<Staged> = {}): Partial<Staged> => ({
	services: {api: service({desiredCount: 1})},
	tasks: [task('1', [container('1', 'api')])],
	definitions: {[definitionArn(7)]: definition(7, [defined('api')])},
	...more,
});
