import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {Replica} from '../../model/runtime.ts';
import type {World} from '../../world.ts';
import {aboutEngine} from './engine-about.ts';
import type {Answered} from './engine-answer.ts';
import {objectsIn, textOf} from './engine-answer.ts';
import type {Engine} from './engine-command.ts';
import {openEngine} from './engine-command.ts';
import {engineFiles, engineLogs, engineTouched} from './engine-files.ts';
import {engineOwners} from './engine-owners.ts';
import {inspected} from './engine-listing.ts';
import {byName, replicasOf} from './engine-runtime.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';
import {rolloutOf, wantedOf} from './swarm-rollout.ts';
import {swarmTasks} from './swarm-tasks.ts';
import {taskReplica} from './swarm-replica.ts';

/**
 * The tasks of a swarm service, as a manager tells of them. What runs on the asked node is told by its container; of a
 * task on another node only what its specification says, and its files are the other engine's.
 */
export function openSwarm(world: World, config: RuntimeConfig, options: RuntimeOptions): Runtime {
	const engine = openEngine(world, 'docker', config, options.timeout);
	const elsewhere = new Map<string, string | null>();
	const notHere = ({id, name}: Replica): FaultError | null => {
		if (!elsewhere.has(id)) return null;
		const node = elsewhere.get(id);
		return new FaultError(
			'no-archiver',
			node === null || node === undefined
				? `${name} has no container yet`
				: `${name} runs on ${node}, and only the engine there can look into it`,
		);
	};
	return {
		replicas: async () => {
			const service = await serviceOf(engine, config.service);
			const tasks = await swarmTasks(engine, service);
			const {where, node} = await aboutEngine(engine);
			const ids = tasks.map(({container}) => container).filter((id) => id !== null);
			const here = await replicasOf(engine, await inspected(engine, ids), node);
			const replicas = tasks.map((task) => {
				const container = here.find(({id}) => id === task.container);
				const replica = taskReplica(task, container ?? null);
				if (container === undefined) elsewhere.set(replica.id, task.node);
				return replica;
			});
			return {
				where: `swarm of ${where}`,
				wanted: wantedOf(service, tasks),
				rollout: rolloutOf(service, tasks),
				claims: [],
				replicas: replicas.toSorted(byName),
			};
		},
		files: async function* (replica, path) {
			const fault = notHere(replica);
			if (fault !== null) throw fault;
			yield* engineFiles(engine, replica, path);
		},
		touched: async (replica) => {
			const fault = notHere(replica);
			if (fault !== null) throw fault;
			return engineTouched(engine, replica);
		},
		owner: (addresses) => engineOwners(engine, addresses),
		logs: async function* (replica, since) {
			const fault = notHere(replica);
			if (fault !== null) throw fault;
			yield* engineLogs(engine, replica, since);
		},
	};
}

async function serviceOf(engine: Engine, name: string | null): Promise<Answered> {
	if (name === null) throw new FaultError('not-asked', 'which service of the swarm is meant: name it');
	const missing = `the swarm has no service called ${name}`;
	const printed = await engine.ask(['service', 'inspect', '--', name], {right: 'read services of the swarm', missing});
	const [service, more] = objectsIn(printed, 'docker service inspect');
	if (service === undefined || more !== undefined || textOf(service['ID']) === null)
		throw new FaultError('invalid-answer', `docker service inspect tells of no one service called ${name}`);
	return service;
}
