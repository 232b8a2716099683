import {pageKindOf} from '../model/error-page.ts';
import type {Answer, Observation} from '../model/evidence.ts';
import type {PlannedProbe} from '../model/plan.ts';
import {isGone} from './mount.ts';

/**
 * By whom a route was said to be absent: null for a page that only applications write, else a mark of who answered.
 * Undefined where it says nothing of what the application had mounted: the page is a proxy's, or one that proxies write
 * too; a status of gRPC, which proxies make out of a 404 of their own; no 404 at all.
 */
export function absenceOf(probe: PlannedProbe, answer: Observation<Answer> | undefined): string | null | undefined {
	if (answer?.status !== 'observed' || !isGone(answer.value.status) || probe.protocol === 'grpc') return undefined;
	const kind = pageKindOf(answer.value.pageOf);
	if (kind === 'proxy' || kind === 'either') return undefined;
	return kind === 'application' ? null : markOf(answer.value);
}

/**
 * Whether an absence that was remembered is the application's. Of a page that nobody knows that holds where the
 * application, asked now for a path that nobody mounts, answers in the same way: another answer was another's.
 */
export const wasApplications = (absence: string | null, control: Observation<Answer>): boolean =>
	absence === null ||
	(control.status === 'observed' && isGone(control.value.status) && markOf(control.value) === absence);

const markOf = ({contentType, by}: Answer): string => `${contentType ?? ''} ${by.join(',')}`.slice(0, 200);
