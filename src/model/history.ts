import type {Observation} from './evidence.ts';
import type {Plan} from './plan.ts';
import {isObject} from './shape.ts';
import type {LayerName, OverallStatus} from './verdict.ts';
import {layerNames} from './verdict.ts';

/** What is remembered of an earlier run: enough to tell a change in words and to know what tells two deployments apart. */
export type Snapshot = {
	readonly commit: string;
	readonly at: string;
	readonly run: number | null;
	readonly status: OverallStatus;
	readonly departsAt: LayerName | null;
	readonly imageManifest: string | null;
	/** `name METHOD url`, the URL without its query → status code; null: no answer */
	readonly probes: Readonly<Record<string, number | null>>;
	/**
	 * those of `probes` whose 404 or 410 may be the application's word that it has no such route → by whom, as
	 * `judge/absence.ts` has it; null: by a page that only applications write. Others say nothing of what was mounted,
	 * nor do those of a document that was written before this was kept, which has no such field.
	 */
	readonly absent?: Readonly<Record<string, string | null>>;
	/**
	 * origin and path → hex sha256 of the bytes served; null: not served (404, 410). Documents that were written before
	 * origins were kept have paths alone, which are compared with nothing: another host may have served them.
	 */
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

/** Entries of `probes` and of `served`, and of `lacked`, that are read back. */
const entryLimit = 2_000;
const lackedLimit = 100;
const textLimit = 4_096;

/** A history out of JSON that anybody may have written; null when it is none. Maps come back without a prototype. */
export function historyOf(value: unknown): History | null {
	if (!isObject(value) || value['schema'] !== 'deploy-truth/history/v1') return null;
	const {service, environment} = value;
	if (!isText(service) || !isText(environment)) return null;
	const last = snapshotOf(value['last']);
	const before = value['before'] === null ? null : snapshotOf(value['before']);
	if (last === null || (before === null && value['before'] !== null)) return null;
	return {schema: 'deploy-truth/history/v1', service, environment, last, before};
}

function snapshotOf(value: unknown): Snapshot | null {
	if (!isObject(value)) return null;
	const {commit, at, run, status, departsAt, imageManifest, lacked} = value;
	// Where the commit was never found, this is the revision that was asked for.
	if (!isText(commit) || commit === '') return null;
	if (!isText(at) || Number.isNaN(Date.parse(at))) return null;
	if (run !== null && !(Number.isSafeInteger(run) && (run as number) >= 0)) return null;
	if (status !== 'live' && status !== 'drift' && status !== 'inconclusive') return null;
	if (departsAt !== null && !layerNames.includes(departsAt as LayerName)) return null;
	if (imageManifest !== null && !isText(imageManifest)) return null;
	if (!Array.isArray(lacked) || lacked.length > lackedLimit || !lacked.every(isText)) return null;
	const probes = mapOf(
		value['probes'],
		(code): code is number => Number.isInteger(code) && (code as number) >= 100 && (code as number) <= 999,
	);
	const served = mapOf(
		value['served'],
		(hash): hash is string => typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash),
	);
	const absent = value['absent'] === undefined ? {} : mapOf(value['absent'], isText);
	if (probes === null || served === null || absent === null) return null;
	return {
		commit,
		at,
		run: run as number | null,
		status,
		departsAt: departsAt as LayerName | null,
		imageManifest,
		probes,
		absent,
		served,
		lacked,
	};
}

function mapOf<T>(value: unknown, fits: (item: unknown) => item is T): Readonly<Record<string, T | null>> | null {
	if (!isObject(value)) return null;
	const map: Record<string, T | null> = Object.create(null);
	const entries = Object.entries(value);
	if (entries.length > entryLimit) return null;
	for (const [name, item] of entries) {
		if (!isText(name) || (item !== null && !fits(item))) return null;
		map[name] = item;
	}
	return map;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= textLimit;
