import type {Rollout} from '../../model/runtime.ts';
import type {Answered} from './engine-answer.ts';
import {countOf, textOf, within} from './engine-answer.ts';
import {type SwarmTask, stateOf} from './swarm-tasks.ts';

/** Replicas, or one for each node that a global service has come to; null: a job, which is no number of services. */
export function wantedOf(service: Answered, tasks: readonly SwarmTask[]): number | null {
	const mode = within(service, 'Spec', 'Mode');
	const replicas = countOf(within(mode, 'Replicated', 'Replicas'));
	if (replicas !== null) return replicas;
	return within(mode, 'Global') === undefined ? null : tasks.filter(({desired}) => desired === 'running').length;
}

const stuck = new Set(['paused', 'rollback_paused']);
const going = new Set(['updating', 'rollback_started']);

/** Swarm's own word for the last update; what it calls completed is so only while the wanted tasks run. */
export function rolloutOf(service: Answered, tasks: readonly SwarmTask[]): Rollout {
	const state = textOf(within(service, 'UpdateStatus', 'State'));
	const message = textOf(within(service, 'UpdateStatus', 'Message'));
	const word = state === null ? null : message === null ? state : `${state}: ${message}`;
	if (state !== null && stuck.has(state)) return {status: 'stuck', detail: word!};
	if (state !== null && going.has(state)) return {status: 'progressing', detail: word!};
	const wanted = wantedOf(service, tasks) ?? 0;
	const running = tasks.filter(({raw}) => stateOf(raw) === 'running');
	const right = running.filter(({made, desired}) => made === 'current' && desired === 'running').length;
	const count = `${right} of ${wanted} run the current specification`;
	const complete = right >= wanted && right === running.length;
	return {status: complete ? 'complete' : 'progressing', detail: word === null ? count : `${word}; ${count}`};
}
