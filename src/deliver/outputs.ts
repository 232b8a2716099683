import {layerNames, type OverallStatus, type Verdict} from '../model/verdict.ts';
import type {Sink} from './sink.ts';

/** Absolute paths of what was written. */
export type Delivered = {readonly report: string; readonly evidence: string};

const worstFirst: readonly OverallStatus[] = ['drift', 'inconclusive', 'live'];

/** The worst of several verdicts; of none at all nothing is known. */
export const worstOf = (statuses: readonly OverallStatus[]): OverallStatus =>
	worstFirst.find((status) => statuses.includes(status)) ?? 'inconclusive';

/** Sets the action's outputs: the worst verdict, the first layer any service departs at, the commit all agree on. */
export function deliverOutputs(sink: Sink, verdicts: readonly Verdict[], delivered: Delivered): void {
	const commits = new Set(verdicts.map((verdict) => verdict.deployedCommit));
	const [commit] = commits;
	sink.output('verdict', worstOf(verdicts.map((verdict) => verdict.status)));
	sink.output('departs-at', layerNames.find((layer) => verdicts.some((verdict) => verdict.departsAt === layer)) ?? '');
	sink.output('deployed-commit', commits.size === 1 ? (commit ?? '') : '');
	sink.output('report', delivered.report);
	sink.output('evidence', delivered.evidence);
}
