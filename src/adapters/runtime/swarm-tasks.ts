import {FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';
import type {Answered} from './engine-answer.ts';
import {linesIn, objectsIn, textOf, within} from './engine-answer.ts';
import type {Engine} from './engine-command.ts';

/** One task of a service: what runs or should run, and how often its place has failed. */
export type SwarmTask = {
	readonly id: string;
	/** service and slot, or node: `web.1` */
	readonly name: string;
	readonly node: string | null;
	/** what swarm wants of it: `running`, `ready`, `shutdown` */
	readonly desired: string;
	/** ID of its container, on whichever node */
	readonly container: string | null;
	/** tasks in its place that failed before it and are still remembered, and what the last of them said */
	readonly failed: number;
	readonly error: string | null;
	/** which specification of the service it was made from */
	readonly made: 'current' | 'previous' | 'another';
	readonly raw: Answered;
};

const atOnce = 50;
const mostTasks = 2_000;
/** Nothing runs of a task in one of these, nor will. */
const over = new Set(['shutdown', 'complete', 'failed', 'rejected', 'orphaned', 'remove']);

const question = {right: 'read tasks of the swarm', missing: 'the service is gone'};

/** The tasks that are wanted, and those that are not wanted any more and still run. */
export async function swarmTasks(engine: Engine, service: Answered): Promise<readonly SwarmTask[]> {
	const id = textOf(service['ID'])!;
	const rows = linesIn(
		await engine.ask(['service', 'ps', '--no-trunc', '--format', '{{json .}}', '--', id], question),
		'docker service ps',
	);
	const listed = rows.map(listedTask);
	if (listed.length > mostTasks)
		throw new FaultError('too-large', `the service has ${listed.length} tasks, past ones included`);
	const details = await detailsOf(
		engine,
		listed.map((task) => task.id),
	);
	return listed.flatMap((task) => {
		const raw = details.get(task.id);
		if (raw === undefined) return [];
		const state = stateOf(raw);
		if (over.has(state) && task.desired !== 'running' && task.desired !== 'ready') return [];
		const before = listed.filter(({name, id}) => name === task.name && id !== task.id && hasFailed(details.get(id)));
		return [
			{
				...task,
				container: textOf(within(raw, 'Status', 'ContainerStatus', 'ContainerID')),
				failed: before.length,
				error:
					textOf(within(raw, 'Status', 'Err')) ??
					task.error ??
					(state === 'running' ? null : (before[0]?.error ?? null)),
				made: madeFrom(raw, service),
				raw,
			},
		];
	});
}

export const stateOf = (raw: Answered): string => textOf(within(raw, 'Status', 'State')) ?? '';

const hasFailed = (raw: Answered | undefined): boolean =>
	raw !== undefined && (stateOf(raw) === 'failed' || stateOf(raw) === 'rejected');

type Listed = Pick<SwarmTask, 'id' | 'name' | 'node' | 'desired' | 'error'>;

function listedTask(row: unknown): Listed {
	const [id, name] = [textOf(within(row, 'ID')), textOf(within(row, 'Name'))];
	if (id === null || name === null || !/^[a-z0-9]{20,30}$/.test(id))
		throw new FaultError('invalid-answer', 'docker service ps tells of a task without an ID');
	return {
		id,
		name,
		node: textOf(within(row, 'Node')),
		desired: (textOf(within(row, 'DesiredState')) ?? '').toLowerCase(),
		error: textOf(within(row, 'Error')),
	};
}

async function detailsOf(engine: Engine, ids: readonly string[]): Promise<ReadonlyMap<string, Answered>> {
	const details = new Map<string, Answered>();
	for (let at = 0; at < ids.length; at += atOnce) {
		const some = ids.slice(at, at + atOnce);
		const {printed} = await engine.askForSome(['inspect', '--type', 'task', '--', ...some], question);
		for (const raw of objectsIn(printed, 'docker inspect')) details.set(textOf(raw['ID']) ?? '', raw);
	}
	return details;
}

/** A task repeats the specification it was made from, without what a service gets by default. */
function madeFrom(raw: Answered, service: Answered): SwarmTask['made'] {
	const task = specified(raw['Spec']);
	if (task === specified(within(service, 'Spec', 'TaskTemplate'))) return 'current';
	return task === specified(within(service, 'PreviousSpec', 'TaskTemplate')) ? 'previous' : 'another';
}

/** What a manager fills in where nothing was asked for: in the present specification of a service, and nowhere else. */
const defaults: Readonly<Record<string, unknown>> = {
	StopGracePeriod: 10_000_000_000,
	Runtime: 'container',
	ForceUpdate: 0,
	// of RestartPolicy
	...{Condition: 'any', Delay: 5_000_000_000, MaxAttempts: 0, Window: 0},
};

const specified = (spec: unknown): string => JSON.stringify(asked(spec)) ?? '';

/** Sorted, without defaults and without what is then empty. */
function asked(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(asked);
	if (!isObject(value)) return value;
	const members = Object.entries(value)
		.filter(([key, member]) => !Object.hasOwn(defaults, key) || member !== defaults[key])
		.map(([key, member]) => [key, asked(member)] as const)
		.filter(([, member]) => member !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1));
	return members.length === 0 ? undefined : Object.fromEntries(members);
}
