import type {ServiceReport} from '../model/report.ts';
import type {OverallStatus} from '../model/verdict.ts';
import {cut, cutMiddle} from './escape.ts';
import type {Rung} from './ladder.ts';
import {type Part, type Phrase, textOf} from './phrase.ts';
import {tally, worstFirst} from './several.ts';
import {otherTitle, type Story, storyOf} from './story.ts';
import type {Table} from './table.ts';
import {pad, widthOf, wrap} from './width.ts';

export type TerminalOptions = {readonly color: boolean /** columns */; readonly width: number};

type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold';
const codes: Readonly<Record<Style, number>> = {green: 32, red: 31, yellow: 33, dim: 2, bold: 1};
const styleOf: Readonly<Record<string, Style>> = {'✅': 'green', '❌': 'red', '⚠️': 'yellow', '➖': 'dim'};
// One column each, in every terminal font.
const signs: Readonly<Record<string, string>> = {'✅': '✓', '❌': '✗', '⚠️': '?', '➖': '-'};
const statusStyle: Readonly<Record<OverallStatus, Style>> = {live: 'green', drift: 'red', inconclusive: 'yellow'};

const mostRows = 20;
/** Columns that a table’s column keeps. */
const leastWidth = 8;

/** Services for a terminal, the worst first: words beside every sign, aligned, no wider than asked. */
export function terminalReport(reports: readonly ServiceReport[], options: TerminalOptions): string {
	// Below 60 columns a table tells nothing any more; such a terminal wraps.
	const width = Math.max(60, options.width);
	const paint = (text: string, ...styles: Style[]) =>
		options.color ? styles.reduce((inner, style) => `\u001b[${codes[style]}m${inner}\u001b[0m`, text) : text;
	const stories = worstFirst(reports).map(storyOf);
	const parts = stories.map((story) => terminalStory(story, width, paint));
	if (stories.length !== 1) {
		const {symbol, headline, status} = tally(reports);
		const title = wrap(`${signs[symbol]} ${textOf(headline)}`, width).map((line) =>
			paint(line, statusStyle[status], 'bold'),
		);
		const rows = stories.flatMap((story) =>
			hang(
				`  ${signs[story.symbol]} `,
				textOf([{name: story.service}, ' in ', {name: story.environment}, ': ', ...story.headline]),
				width,
			),
		);
		parts.unshift([...title, ...rows].join('\n'));
	}
	return `${parts.join('\n\n')}\n`;
}

type Paint = (text: string, ...styles: Style[]) => string;

function terminalStory(story: Story, width: number, paint: Paint): string {
	const lines = [
		...wrap(`${signs[story.symbol]} ${textOf(story.headline)}`, width).map((line) =>
			paint(line, statusStyle[story.status], 'bold'),
		),
		...hang('  ', textOf(story.identity), width),
		'',
		...ladderLines(story.rungs, width, paint),
	];
	const add = (title: string, phrase: Phrase | null) => {
		if (phrase !== null) lines.push('', ...titled(title, textOf(phrase), width, paint));
	};
	if (story.opened !== null) {
		add(story.opened.title.replace('.', ''), story.opened.wrong);
		for (const fault of story.opened.faults) lines.push(...hang('  - ', textOf(fault), width));
		if (story.opened.table !== null) lines.push('', ...tableLines(story.opened.table, width, paint));
		if (story.opened.next !== null) lines.push('', ...steps('Do next', story.opened.next, width, paint));
	}
	if (story.otherFaults.length > 0) lines.push('', `  ${paint(`${otherTitle}:`, 'bold')}`);
	for (const fault of story.otherFaults) lines.push(...hang('  - ', textOf(fault), width));
	if (story.unseen !== null) lines.push('', ...hang('  ', textOf(story.unseen), width));
	add('To let it see', story.letItSee);
	for (const proof of story.proofs) add('Proof', proof);
	if (story.containerNotes.length > 0) lines.push('', `  ${paint('In the containers:', 'bold')}`);
	for (const note of story.containerNotes) lines.push(...hang('  - ', textOf(note), width));
	add('Since the last run', story.since);
	add('Image', story.digests);
	return lines.join('\n');
}

function titled(title: string, text: string, width: number, paint: Paint): readonly string[] {
	const [first = '', ...rest] = hang('  ', `${title}: ${text}`, width);
	return [first.replace(`${title}:`, () => paint(`${title}:`, 'bold')), ...rest];
}

/** Each command on a line of its own, never broken: it is there to be copied. */
function steps(title: string, phrase: Phrase, width: number, paint: Paint): readonly string[] {
	const lines: string[] = [];
	let words: Part[] = [];
	const flush = () => {
		const text = textOf(words).trim();
		if (/[^\s.,;]/.test(text))
			lines.push(
				...(lines.length === 0 ? titled(title, text, width, paint) : hang('  ', text.replace(/^[.,;]\s*/, ''), width)),
			);
		words = [];
	};
	for (const part of phrase) {
		if (typeof part !== 'object' || !('command' in part)) words.push(part);
		else {
			flush();
			lines.push(`    ${paint(textOf([part]), 'bold')}`);
		}
	}
	flush();
	return lines;
}

function ladderLines(rungs: readonly Rung[], width: number, paint: Paint): readonly string[] {
	const words = rungs.map((rung) => (rung.reason === null ? rung.words : `${rung.words} ${rung.reason}`));
	const nameWidth = Math.max(...rungs.map((rung) => rung.layer.length));
	const statusWidth = Math.max(...words.map(widthOf));
	const left = 2 + 2 + nameWidth + 2 + 2 + statusWidth + 2;
	return rungs.flatMap((rung, index) => {
		const sign = signs[rung.symbol] ?? '?';
		const status = pad(words[index]!, statusWidth);
		const styles = [styleOf[rung.symbol] ?? 'dim', ...(rung.open ? (['bold'] as const) : [])];
		const head = `  ${rung.index} ${pad(rung.layer, nameWidth)}  ${paint(`${sign} ${status}`, ...styles)}`;
		const evidence = textOf(rung.evidenced);
		// Where the evidence would get too narrow a column it goes below.
		if (width - left < 30) return [head.trimEnd(), ...hang('      ', evidence, width)];
		const [first = '', ...rest] = wrap(evidence, width - left);
		return [`${head}  ${first}`, ...rest.map((line) => ' '.repeat(left) + line)];
	});
}

function tableLines(table: Table, width: number, paint: Paint): readonly string[] {
	const shown = table.rows.slice(0, mostRows);
	const all = [
		table.columns.map((column): Cell => ({text: column, exact: false})),
		...shown.map((cells) => cells.map(cellOf)),
	];
	const natural = table.columns.map((_, column) => Math.max(...all.map((cells) => widthOf(cells[column]?.text ?? ''))));
	// The widest column gives way first, down to what still tells one path from another.
	const widths = [...natural];
	const over = () => 4 + widths.reduce((sum, one) => sum + one + 2, -2) - width;
	while (over() > 0 && Math.max(...widths) > leastWidth) {
		const widest = Math.max(...widths);
		// Down to the next widest: of two long columns none vanishes for the other's sake.
		const next = Math.max(leastWidth, ...widths.filter((one) => one < widest));
		const alike = widths.filter((one) => one === widest).length;
		const each = Math.max(next, widest - Math.ceil(over() / alike));
		for (const [at, one] of widths.entries()) if (one === widest) widths[at] = each;
	}
	const lines = all.map((cells, index) => {
		const text = cells
			.map((cell, column) => pad(fitCell(cell, widths[column]!), widths[column]!))
			.join('  ')
			.trimEnd();
		return `    ${index === 0 ? paint(text, 'dim') : text}`;
	});
	const left = table.rows.length - shown.length + table.more;
	return left > 0 ? [...lines, `    ${left.toLocaleString('en-US')} more`] : lines;
}

type Cell = {
	readonly text: string /** a path, hash or value: its end tells as much as its beginning */;
	readonly exact: boolean;
};

const cellOf = (phrase: Phrase): Cell => ({
	text: textOf(phrase),
	exact: typeof phrase[0] === 'object' && 'code' in phrase[0],
});

/** A sentence is cut at its end: with its middle left out it says nothing. */
function fitCell({text, exact}: Cell, width: number): string {
	const shorten = exact ? cutMiddle : cut;
	let limit = width;
	let short = shorten(text, limit);
	while (widthOf(short) > width && limit > 1) short = shorten(text, --limit);
	return short;
}

/** Wrapped text below a lead, further lines indented as far. */
function hang(lead: string, text: string, width: number): readonly string[] {
	const [first = '', ...rest] = wrap(text, Math.max(10, width - widthOf(lead)));
	return [lead + first, ...rest.map((line) => ' '.repeat(widthOf(lead)) + line)];
}
