import type {ServiceReport} from '../model/report.ts';
import type {OverallStatus} from '../model/verdict.ts';
import {depths, fitted, type Measure, sizeOf} from './fit.ts';
import {markdownStory, markdownTable} from './markdown.ts';
import {markdownOf, name, type Phrase, say} from './phrase.ts';
import {overallWords} from './sentences.ts';
import {type Story, storyOf} from './story.ts';

const severity: Readonly<Record<OverallStatus, number>> = {drift: 0, inconclusive: 1, live: 2};

/** The worst first; services of one status keep their order. */
export const worstFirst = (reports: readonly ServiceReport[]): ServiceReport[] =>
	[...reports].sort((a, b) => severity[a.verdict.status] - severity[b.verdict.status]);

/** `1 of 3 services is not live`, with the worst status. */
export function tally(reports: readonly ServiceReport[]): {symbol: string; status: OverallStatus; headline: Phrase} {
	const count = (status: OverallStatus) => reports.filter((report) => report.verdict.status === status).length;
	const [drift, unsure] = [count('drift'), count('inconclusive')];
	const status = drift > 0 ? 'drift' : unsure > 0 || reports.length === 0 ? 'inconclusive' : 'live';
	const {symbol, words} = overallWords[status];
	const few = drift > 0 ? drift : unsure;
	const headline =
		reports.length === 0
			? say`${words}: no service was looked at`
			: status === 'live'
				? say`${words}: all ${reports.length} services`
				: say`${words}: ${few} of ${reports.length} services${drift > 0 && unsure > 0 ? say`, and ${unsure} could not be told` : []}`;
	return {symbol, status, headline};
}

/** Several services as one Markdown report within a budget: a summary first, then each service, the worst first. */
export function markdownReport(reports: readonly ServiceReport[], budget: number, measure: Measure): string {
	const stories = worstFirst(reports).map(storyOf);
	const fits = (text: string) => sizeOf(text, measure) <= budget;
	const [only] = reports;
	if (only !== undefined && reports.length === 1) return fitted(only, budget, measure);
	const {symbol, headline, status} = tally(reports);
	const title = `## ${symbol} ${markdownOf(headline)}`;
	for (const depth of depths) {
		const text = [title, summary(stories, stories.length), ...stories.map((story) => markdownStory(story, depth))].join(
			'\n\n',
		);
		if (fits(text)) return text;
	}
	for (let rows = stories.length; rows > 0; rows = Math.floor(rows / 2)) {
		const text = `${title}\n\n${summary(stories, rows)}`;
		if (fits(text)) return text;
	}
	return fits(title) ? title : `## ${symbol} ${overallWords[status].words}`;
}

const summary = (stories: readonly Story[], rows: number): string =>
	markdownTable(
		{
			columns: ['service', 'environment', 'verdict'],
			rows: stories.map((story) => [
				say`${name(story.service)}`,
				say`${name(story.environment)}`,
				say`${story.symbol} ${story.headline}`,
			]),
			more: 0,
		},
		rows,
	);
