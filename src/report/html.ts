import type {ServiceReport} from '../model/report.ts';
import {html} from './escape.ts';
import type {Rung} from './ladder.ts';
import {htmlOf, type Phrase, say, textOf} from './phrase.ts';
import {tally, worstFirst} from './several.ts';
import {layerQuestions} from './sentences.ts';
import {otherTitle, type Story, storyOf} from './story.ts';
import {style} from './style.ts';
import type {Table} from './table.ts';

const mostRows = 200;

/** A page that stands alone: no scripts, nothing fetched, readable by eye, by ear and on paper. */
export function htmlReport(reports: readonly ServiceReport[]): string {
	const stories = worstFirst(reports).map(storyOf);
	const [only] = stories;
	const {symbol, headline} = tally(reports);
	const single = only !== undefined && stories.length === 1;
	const title = single ? textOf(only.headline) : textOf(headline);
	const body = single
		? htmlStory(only, 'h1')
		: `<h1>${sign(symbol)} ${htmlOf(headline)}</h1>\n${summary(stories)}\n${stories.map((story) => htmlStory(story, 'h2')).join('\n')}`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${html(title, 200)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

/** The words beside a sign say the same, so readers of the page by ear skip it. */
const sign = (symbol: string): string => `<span class="sign" aria-hidden="true">${symbol}</span>`;

function summary(stories: readonly Story[]): string {
	const rows = stories.map(
		(story) =>
			`<tr><th scope="row"><bdi>${html(story.service)}</bdi></th><td><bdi>${html(story.environment)}</bdi></td><td>${sign(story.symbol)} ${htmlOf(story.headline)}</td></tr>`,
	);
	return scroll(
		`<table><caption>Services</caption><thead><tr><th scope="col">service</th><th scope="col">environment</th><th scope="col">verdict</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`,
	);
}

function htmlStory(story: Story, level: 'h1' | 'h2'): string {
	const live = story.status === 'live';
	const ladder = ladderTable(story.rungs);
	const parts = [
		`<${level}>${sign(story.symbol)} ${htmlOf(story.headline)}</${level}>`,
		`<p class="identity">${htmlOf(story.identity)}</p>`,
		story.since === null ? '' : paragraph('Since the last run:', story.since),
		...story.proofs.map((proof) => paragraph('Proof:', proof)),
		live ? `<details><summary>The seven layers</summary>\n${ladder}\n</details>` : ladder,
		story.opened === null ? '' : paragraph(story.opened.title, story.opened.wrong),
		story.opened === null || story.opened.faults.length === 0 ? '' : list(story.opened.faults),
		story.opened?.table ? differences(story.opened.table) : '',
		story.opened?.next ? `<div class="next">${paragraph('Do next.', story.opened.next)}</div>` : '',
		story.otherFaults.length === 0 ? '' : `<p><strong>${otherTitle}:</strong></p>\n${list(story.otherFaults)}`,
		story.unseen === null ? '' : `<p>${htmlOf(story.unseen)}</p>`,
		story.letItSee === null ? '' : `<div class="next">${paragraph('To let it see:', story.letItSee)}</div>`,
		`<details><summary>How to reproduce, details</summary>\n${list([...story.reproduce, ...(story.digests === null ? [] : [say`Image ${story.digests}`]), ...story.notes])}\n</details>`,
	];
	return `<section class="${story.status}">\n${parts.filter((part) => part !== '').join('\n')}\n</section>`;
}

const paragraph = (title: string, phrase: Phrase): string => `<p><strong>${title}</strong> ${htmlOf(phrase)}</p>`;
const list = (phrases: readonly Phrase[]): string =>
	`<ul>\n${phrases.map((phrase) => `<li>${htmlOf(phrase)}</li>`).join('\n')}\n</ul>`;
/** A wide table scrolls in itself, by keyboard too. */
const scroll = (table: string): string =>
	`<div class="scroll" tabindex="0" role="region" aria-label="Table">${table}</div>`;

function ladderTable(rungs: readonly Rung[]): string {
	const rows = rungs.map((rung) => {
		const reason = rung.reason === null ? '' : ` <code>${html(rung.reason)}</code>`;
		return `<tr${rung.open ? ' class="open"' : ''}><th scope="row" title="${html(layerQuestions[rung.layer])}">${rung.index} ${rung.layer}</th><td>${sign(rung.symbol)} ${html(rung.words)}${reason}</td><td>${htmlOf(rung.evidenced)}</td></tr>`;
	});
	return scroll(
		`<table><caption>Layers, in the order to look at them</caption><thead><tr><th scope="col">layer</th><th scope="col">status</th><th scope="col">evidence</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`,
	);
}

function differences(table: Table): string {
	const head = table.columns.map((column) => `<th scope="col">${html(column)}</th>`).join('');
	const rows = table.rows
		.slice(0, mostRows)
		.map((cells) => `<tr>${cells.map((cell) => `<td>${htmlOf(cell)}</td>`).join('')}</tr>`);
	const left = table.rows.length - rows.length + table.more;
	const more = left > 0 ? `\n<p>${left.toLocaleString('en-US')} more</p>` : '';
	return `${scroll(`<table><caption>What differs</caption><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`)}${more}`;
}
