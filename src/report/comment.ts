import type {History} from '../model/history.ts';
import {formatMarker, formatState} from '../model/marker.ts';
import type {ServiceReport} from '../model/report.ts';
import {commentBudget, fitted} from './fit.ts';

export type CommentOptions = {
	/** the run's number; a later run has a greater one */
	readonly run: number;
	/** what the next run wants to know of this one */
	readonly history: History | null;
	readonly budget?: number;
};

/** The body of one service's comment: marker, remembered state, report, together within GitHub's limit. */
export function renderComment(report: ServiceReport, options: CommentOptions): string {
	const {service, environment} = report.verdict;
	const state = options.history === null ? null : formatState(options.history);
	const head = `${formatMarker({service, environment, run: options.run})}\n${state === null ? '' : `${state}\n`}\n`;
	return `${head}${fitted(report, (options.budget ?? commentBudget) - head.length - 1)}\n`;
}
