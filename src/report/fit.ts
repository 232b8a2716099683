import type {ServiceReport} from '../model/report.ts';
import {bareHeadline, type Depth, everything, markdownStory} from './markdown.ts';
import {storyOf} from './story.ts';

/** A comment on GitHub, in characters, the marker included. */
export const commentBudget = 65_536;
/** A step's job summary, in bytes: 1 MiB. */
export const summaryBudget = 1 << 20;

/** What a budget counts. */
export type Measure = 'characters' | 'bytes';

export const sizeOf = (text: string, measure: Measure): number =>
	measure === 'characters' ? text.length : new TextEncoder().encode(text).length;

/**
 * From everything to the headline: fewer rows, no folded part, no rows, the ladder alone, the line below the headline.
 * Whole blocks and whole rows go, so no cut can open a fence or a fold.
 */
export const depths: readonly Depth[] = [
	everything,
	{...everything, rows: 5},
	{...everything, rows: 3, details: false},
	{...everything, rows: 0, details: false},
	{rows: 0, details: false, opened: false, ladder: true, identity: true},
	{rows: 0, details: false, opened: false, ladder: false, identity: true},
	{rows: 0, details: false, opened: false, ladder: false, identity: false},
];

/** One service's Markdown in at most `budget`; the verdict survives every cut. */
export function fitted(report: ServiceReport, budget: number = commentBudget, measure: Measure = 'characters'): string {
	const story = storyOf(report);
	for (const depth of depths) {
		const text = markdownStory(story, depth);
		if (sizeOf(text, measure) <= budget) return text;
	}
	return bareHeadline(story);
}
