import type {Evidence} from '../model/evidence.ts';
import type {History, Snapshot} from '../model/history.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';

/** The history of this service and environment; another one's says nothing here. */
export function rememberedOf(plan: Plan, evidence: Pick<Evidence, 'history'>): History | null {
	const {history} = evidence;
	if (history.status !== 'observed' || history.value === null) return null;
	const {service, environment} = history.value;
	return service === plan.service.service && environment === plan.service.environment ? history.value : null;
}

/**
 * The earlier runs that saw another deployment than this commit's, nearest first. A run over another commit did. A run
 * over the same commit did only where it found drift; behind it stands the one it kept.
 */
export function earlierDeployments(old: History | null, expected: string): readonly Snapshot[] {
	if (old === null) return [];
	if (old.last.commit !== expected) return [old.last];
	const kept = old.before === null ? [] : [old.before];
	return old.last.status === 'drift' ? [old.last, ...kept] : kept;
}

/** A probe by what it asks: renamed or sent elsewhere it is another question. Queries may hold secrets and are left out. */
export function probeKey(probe: PlannedProbe): string {
	const url = URL.canParse(probe.url) ? new URL(probe.url) : null;
	return `${probe.name} ${probe.method} ${url === null ? '' : url.origin + url.pathname}`;
}

/** A served file by where it is served. Another host is another place; queries may hold secrets and are left out. */
export function servedKey({url, path}: {readonly url: string; readonly path: string}): string {
	const {origin = ''} = URL.parse(url) ?? {};
	return `${origin}${path}`;
}
