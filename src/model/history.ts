import type {Observation} from './evidence.ts';
import type {Plan} from './plan.ts';
import type {LayerName, OverallStatus} from './verdict.ts';

/** What is remembered of an earlier run: enough to tell a change in words and to know what tells two deployments apart. */
export type Snapshot = {
	readonly commit: string;
	readonly at: string;
	readonly run: number | null;
	readonly status: OverallStatus;
	readonly departsAt: LayerName | null;
	readonly imageManifest: string | null;
	/** probe name → status code; null: no answer */
	readonly probes: Readonly<Record<string, number | null>>;
	/** URL path → hex sha256 of the bytes served; null: not served (404, 410) */
	readonly served: Readonly<Record<string, string | null>>;
	/** artifact files that the deployed image lacked or held with other bytes, at most 100 */
	readonly lacked: readonly string[];
};

/**
 * `last` is the run before this one; `before` is the last run that saw another deployment than the one `last` found
 * live, so that looking twice at one deployment does not lose what proved it.
 */
export type History = {
	readonly schema: 'deploy-truth/history/v1';
	readonly service: string;
	readonly environment: string;
	readonly last: Snapshot;
	readonly before: Snapshot | null;
};

/** Where the last run is remembered. Nothing found is `observed: null`; unreadable is a fault. */
export type HistoryStore = {
	readonly read: (plan: Plan, pullRequest: number | null) => Promise<Observation<History | null>>;
};
