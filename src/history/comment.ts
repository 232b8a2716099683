import type {Observation} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import type {History, HistoryStore} from '../model/history.ts';
import type {MarkedComment} from '../model/marker.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';
import {remembered} from './remembered.ts';

/** Finds our own comment for a plan's service and environment; null: there is none yet. */
export type FindOwn = (plan: Plan, pullRequest: number) => Promise<MarkedComment | null>;

/** The memory that our own comment on the pull request carries; `otherwise` answers where there is no pull request. */
export function commentHistory(world: World, find: FindOwn, otherwise: HistoryStore): HistoryStore {
	return {
		read: async (plan, pullRequest) => {
			if (pullRequest === null) return otherwise.read(plan, null);
			return remembered(world, async () => {
				const comment = await find(plan, pullRequest);
				if (comment !== null && comment.problem !== null)
					throw new FaultError(
						'invalid-record',
						`the comment on pull request #${pullRequest} remembers nothing that can be read (${comment.problem})`,
					);
				return comment?.history ?? null;
			}).then((seen) =>
				// The first run for this pull request: another memory may know the deployment before it.
				seen.status === 'observed' && seen.value === null ? earlierOf(otherwise, plan, seen) : seen,
			);
		},
	};
}

async function earlierOf(
	otherwise: HistoryStore,
	plan: Plan,
	nothing: Observation<History | null>,
): Promise<Observation<History | null>> {
	const seen = await otherwise.read(plan, null);
	return seen.status === 'skipped' ? nothing : seen;
}

/** For runs that nothing remembers. */
export const noHistory: HistoryStore = {
	read: async () => ({status: 'skipped', reason: 'no-memory'}),
};
