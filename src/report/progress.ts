import type {Verdict} from '../model/verdict.ts';
import {line} from './escape.ts';
import {openLayer} from './open-layer.ts';
import {overallWords, reasons, verdictReasons} from './sentences.ts';

/** One line while a rollout is waited for; times in milliseconds. */
export function waitLine(verdict: Verdict, elapsed: number, deadline: number): string {
	const layer = openLayer(verdict);
	const why =
		layer === null ? (verdict.reason === null ? null : verdictReasons[verdict.reason]) : reasons[layer.reason][0];
	const words = `${overallWords[verdict.status].words}${why === null ? '' : ` (${why})`}`;
	return `${line(verdict.service)} in ${line(verdict.environment)}: ${words} after ${clock(elapsed)} of ${clock(deadline)}`;
}

function clock(milliseconds: number): string {
	const seconds = Math.floor(milliseconds / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
