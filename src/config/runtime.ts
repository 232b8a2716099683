import type {CollectedConfig, RuntimeConfig} from '../model/config.ts';
import {parseDuration} from './duration.ts';
import {plainInside} from './location.ts';
import type {RawService} from './schema.ts';

const defaultTimeout = 5 * 60_000;
const defaultMaxAge = 60 * 60_000;

/** Every default written out; `service` is the name under which the configuration has it. */
export function runtimeOf(service: string, raw: RawService['runtime']): RuntimeConfig | null {
	if (raw === undefined) return null;
	const stated = typeof raw === 'string' ? {kind: raw} : raw;
	const named = stated.container ?? [];
	return {
		kind: stated.kind,
		host: stated.host ?? null,
		context: stated.context ?? null,
		project: stated.project ?? null,
		service: stated.service ?? (servicesByName.has(stated.kind) ? service : null),
		containers: typeof named === 'string' ? [named] : named,
		selector: stated.selector ?? null,
		namespace: stated.namespace ?? null,
		workload: stated.workload ?? null,
		cluster: stated.cluster ?? null,
		region: stated.region ?? null,
		command: stated.command ?? null,
		replicas: stated.replicas ?? null,
		inside: stated.inside ?? !closed.has(stated.kind),
		ephemeral: stated.ephemeral ?? null,
		expectedChanges: (stated['expected-changes'] ?? []).map((glob) => glob.slice(1)),
		manifest: stated.manifest === undefined ? null : plainInside(stated.manifest),
		timeout: (stated.timeout === undefined ? null : parseDuration(stated.timeout)) ?? defaultTimeout,
	};
}

const servicesByName = new Set<RuntimeConfig['kind']>(['compose', 'swarm', 'ecs', 'cloud-run']);

/** What lets nobody look into its containers: only which image runs there can be asked. */
const closed = new Set<RuntimeConfig['kind']>(['ecs', 'cloud-run']);

export function collectedOf(raw: RawService['replicas']): CollectedConfig | null {
	if (raw === undefined) return null;
	const stated = typeof raw === 'string' ? {file: raw} : raw;
	const age = stated['max-age'];
	return {
		file: plainInside(stated.file),
		maxAge: (age === undefined ? null : parseDuration(age)) ?? defaultMaxAge,
	};
}
