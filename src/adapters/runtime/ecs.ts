import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {RuntimeAnswer} from '../../model/runtime.ts';
import type {World} from '../../world.ts';
import {demanded, objectsOf} from './cloud-answer.ts';
import {type Aws, awsEcs} from './ecs-aws.ts';
import {replicasOfTask} from './ecs-replica.ts';
import {rolloutOf, wantedDefinition} from './ecs-rollout.ts';
import type {Answered} from './engine-answer.ts';
import {countOf, textOf, within} from './engine-answer.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';
import {wholeSaid} from './said.ts';

/** API reference, DescribeTasks: at most 100 at a time. Quotas: 5,000 tasks of a service. */
const tasksAtATime = 100;
const mostTasks = 5_000;
/** Every deployment that still has tasks brings one; more are a service that nobody could read about. */
const mostDefinitions = 50;

/** Amazon ECS by the user's own `aws`: the control plane says which images run. It shows no files, and no logs of its own. */
export const openEcs = (world: World, config: RuntimeConfig, options: RuntimeOptions): Runtime => ({
	replicas: () => askEcs(world, config, options),
	files: null,
	touched: null,
	owner: null,
	logs: null,
});

async function askEcs(world: World, config: RuntimeConfig, {timeout, image}: RuntimeOptions): Promise<RuntimeAnswer> {
	const {service: name, cluster, containers} = config;
	if (name === null) throw new FaultError('not-found', 'no ECS service is named');
	const aws = awsEcs(world, config, timeout);
	const place = cluster === null ? [] : ['--cluster', cluster];
	const service = await describedService(world, aws, name, place);
	const tasks = await tasksOf(world, aws, name, place);
	const definitions = new Map<string, Answered>();
	const replicas = [];
	for (const task of tasks) {
		const arn = demanded(task['taskDefinitionArn'], 'the task definition of a task');
		const definition = definitions.get(arn) ?? (await describedDefinition(aws, arn));
		definitions.set(arn, definition);
		if (definitions.size > mostDefinitions)
			throw new FaultError('too-large', `tasks of more than ${mostDefinitions} task definitions run in one service`);
		const current = arn === wantedDefinition(service);
		replicas.push(...replicasOfTask(world, {task, definition, current, serving: {containers, image}}));
	}
	const names = new Set(replicas.map((replica) => replica.id.slice(replica.id.lastIndexOf('/') + 1)));
	if (containers.length > 0 && names.size > 0 && !containers.some((one) => names.has(one)))
		throw new FaultError(
			'not-found',
			`no task of ${name} has a container ${containers.join(', ')}: they are called ${[...names].join(', ').slice(0, 300)}`,
		);
	return {
		where: whereOf(service, cluster),
		wanted: countOf(service['desiredCount']),
		rollout: rolloutOf(world, service),
		claims: [],
		replicas: replicas.sort((a, b) => order(a.name, b.name) || order(a.id, b.id)),
	};
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function describedService(world: World, aws: Aws, name: string, place: readonly string[]): Promise<Answered> {
	const answer = await aws('describe-services', ['--services', name, ...place]);
	notFailed(world, answer, `the service ${name}`);
	const [service, ...others] = objectsOf(answer['services'], 'what aws ecs describe-services has as services');
	if (service === undefined || others.length > 0)
		throw new FaultError('invalid-answer', `aws ecs describe-services ${name} described ${others.length} more or none`);
	// A deleted service is still described for a while.
	if (service['status'] === 'INACTIVE') throw new FaultError('not-found', `the service ${name} was deleted`);
	return service;
}

/**
 * All tasks that ECS means to run, whatever they are at now. Those it told to stop are left out: they get no new
 * requests, and are described for an hour after they are gone. No task is ever desired PENDING (API reference, ListTasks).
 */
async function tasksOf(world: World, aws: Aws, name: string, place: readonly string[]): Promise<readonly Answered[]> {
	// The command line itself asks for page after page.
	const listed = await aws('list-tasks', ['--service-name', name, '--desired-status', 'RUNNING', ...place]);
	if (!Array.isArray(listed['taskArns']) || (listed['nextToken'] ?? null) !== null)
		throw new FaultError('invalid-answer', 'aws ecs list-tasks listed not all tasks');
	const arns = [...new Set(listed['taskArns'].map((arn) => demanded(arn, 'the ARN of a task')))];
	if (arns.length > mostTasks)
		throw new FaultError('too-large', `the service ${name} has more than ${mostTasks} tasks`);
	const tasks: Answered[] = [];
	for (let from = 0; from < arns.length; from += tasksAtATime) {
		const some = arns.slice(from, from + tasksAtATime);
		const answer = await aws('describe-tasks', ['--tasks', ...some, ...place]);
		notFailed(world, answer, 'a task');
		const described = objectsOf(answer['tasks'], 'what aws ecs describe-tasks has as tasks');
		const missing = some.find((arn) => !described.some(({taskArn}) => taskArn === arn));
		if (missing !== undefined || described.length !== some.length)
			throw new FaultError('invalid-answer', 'aws ecs describe-tasks described other tasks than it was asked for');
		tasks.push(...described);
	}
	return tasks;
}

async function describedDefinition(aws: Aws, arn: string): Promise<Answered> {
	const answer = within(await aws('describe-task-definition', ['--task-definition', arn]), 'taskDefinition');
	const [definition] = objectsOf([answer], `what aws ecs describe-task-definition ${arn} describes`);
	objectsOf(definition!['containerDefinitions'], `what ${arn} has as containers`);
	return definition!;
}

/** API failure reasons (developer guide): MISSING is what is not there; the others are told as they are. */
function notFailed(world: World, answer: Answered, what: string): void {
	const failures = answer['failures'];
	if (!Array.isArray(failures) || failures.length === 0) return;
	const [{reason, arn, detail}] = objectsOf(failures, 'what failed') as readonly [Answered];
	const words = [reason, detail, arn].map(textOf).filter((word) => word !== null);
	const said = wholeSaid(world, words.join(', '));
	if (reason === 'MISSING') throw new FaultError('not-found', `Amazon ECS does not have ${what} (${said})`);
	throw new FaultError('command-failed', `Amazon ECS does not describe ${what}: ${said}`);
}

/** `arn:aws:ecs:REGION:ACCOUNT:cluster/NAME` */
function whereOf(service: Answered, cluster: string | null): string {
	const [, region, name] =
		/^arn:[\w-]+:ecs:([\w-]+):\d*:cluster\/([\w-]+)$/.exec(textOf(service['clusterArn']) ?? '') ?? [];
	const place = region === undefined ? '' : `, ${region}`;
	return `ECS cluster ${name ?? cluster ?? 'default'}${place}`;
}
