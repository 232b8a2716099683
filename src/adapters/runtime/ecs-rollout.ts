import type {Rollout} from '../../model/runtime.ts';
import type {World} from '../../world.ts';
import {objectsIfAny} from './cloud-answer.ts';
import type {Answered} from './engine-answer.ts';
import {countOf, textOf} from './engine-answer.ts';
import {wholeSaid} from './said.ts';

/** What other deployment controllers than ECS itself make (CodeDeploy, EXTERNAL) is a task set. */
const deploymentsOf = (service: Answered): readonly Answered[] => {
	const own = objectsIfAny(service['deployments']);
	return own.length > 0 ? own : objectsIfAny(service['taskSets']);
};

const isPrimary = ({status}: Answered): boolean => status === 'PRIMARY';

/** The task definition that the latest deployment is to bring everywhere. */
export const wantedDefinition = (service: Answered): string | null =>
	textOf(deploymentsOf(service).find(isPrimary)?.['taskDefinition']) ?? textOf(service['taskDefinition']);

/** How far the service is; null where ECS says nothing of it. */
export function rolloutOf(world: World, service: Answered): Rollout | null {
	const deployments = deploymentsOf(service);
	const primary = deployments.find(isPrimary);
	if (primary === undefined) return null;
	const failed = deployments.find(({rolloutState}) => rolloutState === 'FAILED');
	if (failed !== undefined) return {status: 'stuck', detail: detailOf(world, failed)};
	const left = deployments.filter((one) => one !== primary && (countOf(one['runningCount']) ?? 0) > 0);
	if (isDone(primary) && left.length === 0) return {status: 'complete', detail: detailOf(world, primary)};
	return {status: 'progressing', detail: detailOf(world, primary)};
}

/** `rolloutState` is there for rolling updates alone; else the counts tell. */
function isDone(deployment: Answered): boolean {
	const state = textOf(deployment['rolloutState']);
	if (state !== null) return state === 'COMPLETED';
	const wanted = countOf(deployment['desiredCount'] ?? deployment['computedDesiredCount']);
	return wanted !== null && countOf(deployment['runningCount']) === wanted && countOf(deployment['pendingCount']) === 0;
}

/** ECS's own words; tasks that fail to start over and over are told by their number alone. */
function detailOf(world: World, deployment: Answered): string {
	const state = textOf(deployment['rolloutState']) ?? textOf(deployment['stabilityStatus']);
	const reason = textOf(deployment['rolloutStateReason']);
	const failed = countOf(deployment['failedTasks']) ?? 0;
	const words = [state, reason, failed === 0 ? null : `failed tasks: ${failed}`].filter((word) => word !== null);
	return wholeSaid(world, words.join(': ')) || 'PRIMARY';
}
