import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
	codeSpan,
	codeCell,
	cut,
	cutMiddle,
	html,
	prose,
	shellWord,
	terminal,
	visible,
} from '../../src/report/escape.ts';

/** Text built from what has power in Markdown, HTML or a terminal, with ordinary text between. */
const hostile = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				'|',
				'\\',
				'\\|',
				'`',
				'``',
				'```',
				'\n',
				'\r\n',
				'<!--',
				'-->',
				'@team',
				'@org/team',
				'#123',
				'GH-1',
				'www.example.com',
				'https://example.com',
				'![x](https://example.com/i.png)',
				'[a](b)',
				'<img src=x>',
				'</details>',
				'&lt;',
				'&#64;',
				'**',
				'_',
				'~~',
				'\u202e',
				'\u200b',
				'\u001b[31m',
				'\u009b',
				'\udc80',
				'\ud800',
				' ',
				'$',
				'$`',
				':tada:',
				'- [ ]',
				'::error::',
				'GHSA-xxxx',
			),
			fc.string({unit: 'binary', maxLength: 8}),
			fc.string({unit: 'grapheme', maxLength: 8}),
		),
		{maxLength: 12},
	)
	.map((parts) => parts.join(''));

/** Cells of a row, told two ways: a pipe behind one backslash is text, or a pipe behind an odd run of them is. */
function columns(row: string): [number, number] {
	let byOne = 0;
	let byRun = 0;
	for (let i = 0; i < row.length; i++) {
		if (row[i] !== '|') continue;
		if (row[i - 1] !== '\\') byOne++;
		let run = 0;
		while (row[i - 1 - run] === '\\') run++;
		if (run % 2 === 0) byRun++;
	}
	return [byOne - 1, byRun - 1];
}

/** The content of a text that is one code span and nothing else; null otherwise (CommonMark 6.1). */
function onlyCodeSpan(text: string): string | null {
	const fence = /^`+/.exec(text)?.[0];
	if (fence === undefined) return null;
	const rest = text.slice(fence.length);
	for (const run of rest.matchAll(/`+/g)) {
		if (run[0].length === fence.length)
			return run.index + run[0].length === rest.length ? rest.slice(0, run.index) : null;
	}
	return null;
}

describe('hostile text in Markdown', () => {
	test('a table row keeps its number of columns', () => {
		fc.assert(
			fc.property(hostile, hostile, (a, b) => {
				expect(columns(`| ${codeCell(a)} | ${prose(b)} | ${codeCell(b)} |`)).toEqual([3, 3]);
			}),
			{numRuns: 1_000},
		);
	});

	test('a code span is closed by its own end and by nothing inside it', () => {
		fc.assert(
			fc.property(hostile, (text) => {
				for (const span of [codeSpan(text), codeCell(text)]) {
					if (text === '') continue;
					expect(onlyCodeSpan(span)).not.toBeNull();
					expect(span).not.toMatch(/<!--|[\n\r]/);
				}
			}),
			{numRuns: 1_000},
		);
	});

	test('running text holds no markup, no mention, no link and no line end', () => {
		fc.assert(
			fc.property(hostile, (text) => {
				const rendered = prose(text);
				expect(rendered).not.toMatch(/[<>"'`*_{}[\]()+!|~$\\^=@\n\r]/);
				// What is left of & and # spells one entity of ours.
				expect(rendered.replace(/&#[0-9]+;/g, '')).not.toMatch(/[&#]/);
				const read = rendered.replace(/&#([0-9]+);/g, (_, code: string) => String.fromCharCode(Number(code)));
				expect(read).not.toMatch(/@[a-z0-9]|#[0-9]|:\/\/|www\.|GH-[0-9]/i);
			}),
			{numRuns: 1_000},
		);
	});

	test.each([
		['`', '`` ` ``'],
		['a`b``c', '```a`b``c```'],
		['a|b', '`a\\|b`'],
		['a\\|b', '`a\\\\x7cb`'],
		['x\ny', '`x\\ny`'],
		['<!-- deploy-truth:v1', '`<\\x21-- deploy-truth:v1`'],
		['@team', '`@team`'],
		[' a ', '`  a  `'],
		['', '*empty*'],
	])('the code span of %j in a table is %s', (text, span) => expect(codeCell(text)).toBe(span));

	test('outside a table a pipe stays as it is', () => expect(codeSpan("echo 'a|b' | cat")).toBe("`echo 'a|b' | cat`"));

	test('a mention is broken behind its sign, since no escape of the sign stops it', () =>
		expect(prose('ask @team')).toBe('ask &#64;&#8203;team'));
});

describe('hostile text elsewhere', () => {
	test('neither HTML text nor an attribute is left', () => {
		fc.assert(
			fc.property(hostile, (text) => {
				expect(html(text)).not.toMatch(/[<>"'\n\u001b\u202e]/);
				expect(html(text).replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
			}),
		);
	});

	test('a terminal gets neither controls nor reordering', () => {
		fc.assert(
			fc.property(hostile, (text) =>
				expect(terminal(text)).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]*$/),
			),
		);
	});

	test.each([
		['\u001b[2J', '\\x1b[2J'],
		['a\u202eb', 'a\\u202eb'],
		['\udcff', '\\xff'],
		['\ud800', '\\ud800'],
		['\u{e0041}', '\\u{e0041}'],
		['naïve 😀 名', 'naïve 😀 名'],
	])('%j is shown as %s', (text, shown) => expect(visible(text)).toBe(shown));

	test('what is shown is always well-formed and within its limit', () => {
		fc.assert(
			fc.property(hostile, fc.integer({min: 1, max: 20}), (text, limit) => {
				for (const short of [cut(visible(text), limit), cutMiddle(visible(text), limit)]) {
					expect([...short].length).toBeLessThanOrEqual(limit);
					expect(short.isWellFormed()).toBe(true);
				}
			}),
		);
	});

	test('a long path keeps both ends', () => expect(cutMiddle('packages/very/long/index.js', 11)).toBe('packa…ex.js'));
	test('emoji are not cut in half', () => expect(cut('😀😀😀', 2)).toBe('😀…'));
	test.each([
		['api', 'api'],
		['a b', "'a b'"],
		["it's $(x)", `'it'\\''s $(x)'`],
	])('%j is the shell word %s', (text, word) => expect(shellWord(text)).toBe(word));
});
