import type {Rung} from './ladder.ts';
import {rungStatus} from './ladder.ts';
import {join, markdownOf, type Phrase, say, strong} from './phrase.ts';
import type {Opened} from './opened.ts';
import {otherTitle, type Story} from './story.ts';
import type {Table} from './table.ts';

/** How much of a story is told. Less of it is the same story with whole parts left out, never with a part cut through. */
export type Depth = {
	/** rows of the table of differences */
	readonly rows: number;
	/** the folded part: since the last run, how to reproduce, notes */
	readonly details: boolean;
	/** the broken layer, opened */
	readonly opened: boolean;
	readonly ladder: boolean;
	/** the line below the headline */
	readonly identity: boolean;
};

export const everything: Depth = {rows: 10, details: true, opened: true, ladder: true, identity: true};

/** One service as GitHub Markdown. Every block is separated by an empty line, so that blocks can be left out. */
export function markdownStory(story: Story, depth: Depth): string {
	const live = story.status === 'live';
	const blocks = [
		`### ${story.symbol} ${markdownOf(story.headline)}`,
		depth.identity ? identity(story, live) : null,
		...(live ? proofs(story, depth) : []),
		depth.ladder && !live ? ladderTable(story.rungs) : null,
		...(depth.opened && story.opened !== null ? opened(story.opened, depth.rows) : []),
		depth.opened && story.otherFaults.length > 0
			? `**${otherTitle}.**\n\n${bullets(story.otherFaults.slice(0, 5))}`
			: null,
		depth.opened && story.unseen !== null ? markdownOf(story.unseen) : null,
		depth.opened && story.letItSee !== null ? `**To let it see:** ${markdownOf(story.letItSee)}` : null,
		depth.details ? details(story, depth, live) : null,
	];
	return blocks.filter((block) => block !== null && block !== '').join('\n\n');
}

/** The verdict in our own words alone: it fits wherever anything fits. */
export const bareHeadline = (story: Story): string => `### ${story.symbol} ${story.words}`;

function identity(story: Story, live: boolean): string {
	const since = live && story.since !== null ? say`since the last run: ${story.since}` : [];
	return markdownOf(join([story.identity, since], ' · '));
}

function proofs(story: Story, depth: Depth): readonly string[] {
	return depth.opened && story.proofs.length > 0 ? [`**Proof:** ${markdownOf(join(story.proofs, '; '))}`] : [];
}

export function ladderTable(rungs: readonly Rung[]): string {
	const rows = rungs.map((rung) => {
		const cells = [
			say`${rung.index.toString()} ${rung.layer}`,
			say`${rung.symbol} ${rungStatus(rung)}`,
			rung.evidenced,
		];
		return row(
			rung.open
				? [
						say`${strong(...cells[0]!)}`,
						say`${rung.symbol} ${strong(rung.words)}${rung.reason === null ? [] : say` ${{code: rung.reason}}`}`,
						cells[2]!,
					]
				: cells,
		);
	});
	return [...heading(['layer', 'status', 'evidence']), ...rows].join('\n');
}

function opened(part: Opened, rows: number): readonly (string | null)[] {
	return [
		`**${part.title}** ${markdownOf(part.wrong)}`,
		part.faults.length === 0
			? null
			: part.faults
					.slice(0, 5)
					.map((fault) => `- ${markdownOf(fault)}`)
					.join('\n'),
		part.table === null ? null : markdownTable(part.table, rows),
		part.next === null ? null : `**Do next.** ${markdownOf(part.next)}`,
	];
}

/** The first rows of a table and how many are not there. */
export function markdownTable(table: Table, rows: number): string {
	const left = table.rows.length + table.more - Math.min(rows, table.rows.length);
	const shown =
		rows === 0 ? [] : [[...heading(table.columns), ...table.rows.slice(0, rows).map((cells) => row(cells))].join('\n')];
	return [
		...shown,
		...(left > 0 ? [`*${left.toLocaleString('en-US')} ${rows === 0 ? 'differences, not listed here' : 'more'}*`] : []),
	].join('\n\n');
}

const heading = (columns: readonly string[]): readonly string[] => [
	`| ${columns.join(' | ')} |`,
	`|${' --- |'.repeat(columns.length)}`,
];
const row = (cells: readonly Phrase[]): string => `| ${cells.map((cell) => markdownOf(cell, 'cell')).join(' | ')} |`;

function details(story: Story, depth: Depth, live: boolean): string {
	const since = !live && story.since !== null ? `**Since the last run:** ${markdownOf(story.since)}` : null;
	const blocks = [
		live && depth.ladder ? ladderTable(story.rungs) : null,
		since,
		story.reproduce.length === 0 ? null : `**Reproduce.**\n${bullets(story.reproduce)}`,
		story.digests === null ? null : `**Image.** ${markdownOf(story.digests)}`,
		story.notes.length === 0 ? null : `**Also seen.**\n${bullets(story.notes)}`,
	].filter((block) => block !== null);
	if (blocks.length === 0) return '';
	const title = live
		? 'The seven layers, how to reproduce'
		: since === null
			? 'How to reproduce, details'
			: 'Since the last run, how to reproduce, details';
	return `<details><summary>${title}</summary>\n\n${blocks.join('\n\n')}\n\n</details>`;
}

const bullets = (phrases: readonly Phrase[]): string => phrases.map((phrase) => `- ${markdownOf(phrase)}`).join('\n');
