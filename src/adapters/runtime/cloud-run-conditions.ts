import type {Rollout} from '../../model/runtime.ts';
import type {World} from '../../world.ts';
import {objectsIfAny} from './cloud-answer.ts';
import type {Answered} from './engine-answer.ts';
import {countOf, textOf, within} from './engine-answer.ts';
import {wholeSaid} from './said.ts';

/** `status`: True, False or Unknown, which is on its way. */
export type Condition = {readonly status: boolean | null; readonly said: string | null};

/** What Cloud Run says of a service or revision under a type; null where it says nothing. */
export function conditionOf(world: World, resource: Answered, type: string): Condition | null {
	const found = objectsIfAny(within(resource, 'status', 'conditions')).find((one) => one['type'] === type);
	if (found === undefined) return null;
	const {status, reason, message} = found;
	const words = [textOf(reason), textOf(message)].filter((word) => word !== null);
	return {
		status: status === 'True' ? true : status === 'False' ? false : null,
		said: words.length === 0 ? null : wholeSaid(world, words.join(': ')),
	};
}

/**
 * How far the service is with what it was told: the newest revision, and the traffic as it was divided. Traffic that was
 * divided or pinned on purpose has arrived, and the revisions say which of them is the newest.
 */
export function rolloutOf(world: World, service: Answered): Rollout | null {
	const ready = conditionOf(world, service, 'Ready');
	const [created, latestReady] = ['latestCreatedRevisionName', 'latestReadyRevisionName'].map((name) =>
		textOf(within(service, 'status', name)),
	);
	if (isBehind(service)) return {status: 'progressing', detail: 'the latest change was not taken up yet'};
	const made = conditionOf(world, service, 'ConfigurationsReady');
	const failed = [ready, made].find((condition) => condition?.status === false);
	if (failed != null) return {status: 'stuck', detail: failed.said ?? 'Ready is False'};
	if (ready === null) return null;
	if (ready.status === null) return {status: 'progressing', detail: ready.said ?? 'Ready is Unknown'};
	if (created !== latestReady)
		return {status: 'progressing', detail: wholeSaid(world, made?.said ?? `${created} is not ready yet`)};
	return {status: 'complete', detail: 'Ready'};
}

/** Conditions of before the latest change say nothing of it. */
function isBehind(service: Answered): boolean {
	const [asked, seen] = [
		within(service, 'metadata', 'generation'),
		within(service, 'status', 'observedGeneration'),
	].map(countOf);
	return asked !== null && asked !== undefined && seen !== null && seen !== undefined && seen < asked;
}
