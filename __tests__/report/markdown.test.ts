import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {formatMarker, readMarkedComment} from '../../src/model/marker.ts';
import type {ServiceReport} from '../../src/model/report.ts';
import {renderComment} from '../../src/report/comment.ts';
import {commentBudget, fitted, sizeOf, summaryBudget} from '../../src/report/fit.ts';
import {render} from '../../src/report/report.ts';
import {
	answer,
	file,
	healthy,
	history,
	openEndpoint,
	probeEvidence,
	pullRequestNotMerged,
	repaired,
	staleCache,
	staleImage,
	unreachable,
} from '../builders/evidence.ts';
import {huge, judged, ownWord, scenes, web} from '../builders/report.ts';

/** Text with its code spans gone (CommonMark 6.1), entities and zero width spaces kept. */
function withoutCode(line: string): string {
	let rest = line;
	let out = '';
	for (;;) {
		const fence = /`+/.exec(rest);
		if (fence === null) return out + rest;
		const after = rest.slice(fence.index + fence[0].length);
		const close = [...after.matchAll(/`+/g)].find((run) => run[0].length === fence[0].length);
		if (close === undefined) return out + rest;
		out += rest.slice(0, fence.index);
		rest = after.slice(close.index + close[0].length);
	}
}

const pipes = (row: string): number => row.replace(/\\\|/g, '').split('|').length - 1;

/** What GitHub would make of it is what we meant: whole rows, closed folds, no markup from names. */
function expectSound(text: string): void {
	const lines = text.split('\n');
	expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
	expect(text).not.toContain('<!--');
	expect(lines.filter((line) => line.startsWith('<details>')).length).toBe(
		lines.filter((line) => line === '</details>').length,
	);
	let columns: number | null = null;
	for (const line of lines) {
		if (line.startsWith('|')) {
			expect(line.endsWith(' |') || /^\|( --- \|)+$/.test(line)).toBe(true);
			columns ??= pipes(line);
			expect(pipes(line)).toBe(columns);
		} else columns = null;
		const prose = withoutCode(line);
		expect(prose).not.toContain('`');
		expect(
			prose.replace(/<\/?(?:details|summary)>/g, '').replace(/\]\(https:\/\/github\.com\/[a-z/0-9]+\)/g, ''),
		).not.toMatch(/[<>]|@[a-z]|https?:\/\/|www\./i);
	}
}

describe('the comment', () => {
	test.each(Object.keys(scenes))('%s is sound Markdown', (scene) => expectSound(render(scenes[scene]!(), 'markdown')));

	test('stays sound whatever the files are called', () => {
		const part = fc.oneof(
			fc.constantFrom(
				'|',
				'`',
				'``',
				'\\',
				'\n',
				'<!--',
				'-->',
				'@team',
				'#1',
				'</details>',
				'\u202e',
				'\udc80',
				'https://a.b',
				'**',
			),
			fc.string({unit: 'binary', maxLength: 6}),
		);
		const names = fc.uniqueArray(
			fc
				.array(part, {minLength: 1, maxLength: 6})
				.map((parts) => parts.join('').replaceAll('/', '').replaceAll('\u0000', '') || 'x'),
			{minLength: 1, maxLength: 4},
		);
		fc.assert(
			fc.property(names, fc.string({unit: 'binary', maxLength: 30}), (paths, title) => {
				const entries = paths.map((path) => file(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
				const report = judged(
					healthy({
						target: {pullRequest: {number: 42, title, head: null, base: null}},
						artifact: {manifest: {assurance: 'verified', entries, gaps: []}},
					}),
				);
				expect(report.verdict.departsAt).toBe('image');
				expectSound(render([report], 'markdown'));
			}),
			{numRuns: 200},
		);
	});

	test('a drift opens its first broken layer and no other', () => {
		const text = render([judged(staleImage())], 'markdown');
		expect(text.split('\n')[0]).toBe('### ❌ Not live: the image does not hold this change');
		expect(text.match(/\*\*What is wrong\.\*\*/g)).toHaveLength(1);
		expect(text).toContain('| **3 image** | ❌ **drift** `stale-image` |');
		expect(text).toContain('❌ drift, masked by image');
		expect(text).toContain('| `/app/dist/modules/workflow/index.js` | added | `bd4dcf3e9d42` | missing |');
		expect(text).toContain('2 of 2 files of this pull request are not in the image');
	});

	test('a live verdict tells 404 → 401 as one layer gained and folds the ladder', () => {
		const text = render([judged(repaired())], 'markdown');
		expect(text.split('\n')[0]).toBe('### ✅ Live: production serves `f00dcaf`');
		expect(text).toContain(
			'`GET /api/workflow` 404 → **401** (forward): the route is mounted now; the answer speaks of authentication, as expected',
		);
		expect(text.indexOf('<details>')).toBeLessThan(text.indexOf('| layer |'));
	});

	test('the first line says when only the workload’s own word was taken', () =>
		expect(render([judged(ownWord())], 'markdown').split('\n')[0]).toContain('Live (self-reported)'));

	test('a stale cache is named with what it admits, and can be asked again', () => {
		const text = render([judged(staleCache())], 'markdown');
		expect(text).toContain('a cache answers: `age 86000`; the bytes of `9c1d2e3f9c1d`');
		expect(text).toContain('other bytes are served');
	});

	test('an open endpoint says to close it, with the request that shows it', () => {
		const text = render([judged(openEndpoint())], 'markdown');
		expect(text).toContain('open to everyone');
		expect(text).toContain('`curl -si https://api.example.com/api/workflow`');
	});

	test('a pull request that is not merged lists its files', () =>
		expect(render([judged(pullRequestNotMerged())], 'markdown')).toContain(
			'| `src/app.ts` | modified | other bytes |',
		));

	test('an endpoint that nobody reaches is not called broken', () => {
		const text = render([judged(unreachable())], 'markdown');
		expect(text.split('\n')[0]).toContain('Could not tell');
		expect(text).toContain('`unreachable`: no connection could be made');
	});

	test('what a probe sends to prove itself is in no report', () => {
		const headers = [{name: 'Authorization', value: {literal: 'Bearer s3cr3t'}}];
		const base = openEndpoint();
		const report = judged(
			healthy({
				service: {
					probes: [
						{...base.plan.probes[0]!, headers, expect: [200], url: 'https://api.example.com/api/workflow?key=s3cr3t'},
					],
				},
				evidence: {probes: [probeEvidence(answer(500))]},
			}),
		);
		expect(report.verdict.departsAt).toBe('api');
		for (const format of ['markdown', 'terminal', 'html'] as const)
			expect(render([report], format)).not.toContain('s3cr3t');
	});
});

describe('a budget', () => {
	const reports: readonly (readonly [string, ServiceReport, string])[] = [
		['huge drift', judged(huge(300)), '❌ Not live'],
		['live', judged(repaired()), '✅ Live'],
		['unreachable', judged(unreachable()), '⚠️ Could not tell'],
	];

	test.each(reports)('of any size keeps the verdict of %s and cuts between rows', (_, report, words) => {
		const full = fitted(report);
		for (let budget = 0; budget <= full.length + 10; budget += 97) {
			const text = fitted(report, budget);
			expect(text).toContain(words);
			expect(text.length).toBeLessThanOrEqual(Math.max(budget, 30));
			expectSound(text);
		}
	});

	test('that is large changes nothing', () => {
		const report = judged(staleImage());
		expect(fitted(report, 1_000_000)).toBe(fitted(report));
	});

	test('of a comment holds thousands of long names', () => {
		const text = fitted(judged(huge()));
		expect(text.length).toBeLessThan(commentBudget);
		expect(text).toContain('more*');
	});

	test('of a job summary holds a thousand services, the worst first', () => {
		const many = [...Array.from({length: 999}, () => judged(web())), judged(staleImage())];
		const text = render(many, 'markdown', {budget: summaryBudget, measure: 'bytes'});
		expect(sizeOf(text, 'bytes')).toBeLessThanOrEqual(summaryBudget);
		expect(text.split('\n')[0]).toBe('## ❌ Not live: 1 of 1,000 services');
		expect(text.split('\n')[4]).toContain('| api | production | ❌ Not live');
		expectSound(text);
	});

	test('of a few lines cuts the summary of many services at a row', () => {
		const many = Array.from({length: 200}, () => judged(staleImage()));
		for (const budget of [10, 60, 500, 3_000]) {
			const text = render(many, 'markdown', {budget});
			expect(text).toContain('❌ Not live');
			expect(text.length).toBeLessThanOrEqual(Math.max(budget, 15));
			expectSound(text);
		}
	});
});

describe('the marked comment', () => {
	test('holds marker, memory and report within the limit, and reads back', () => {
		const report = judged(huge());
		const remembered = history();
		const body = renderComment(report, {run: 7, history: remembered});
		expect(body.length).toBeLessThanOrEqual(commentBudget);
		expect(body.split('\n')[0]).toBe(formatMarker({service: 'api', environment: 'production', run: 7}));
		expect(readMarkedComment(body)).toMatchObject({
			service: 'api',
			environment: 'production',
			run: 7,
			history: {last: {run: 990}},
			problem: null,
		});
	});

	test('that is quoted in a reply is no marked comment', () => {
		const quoted = renderComment(judged(staleImage()), {run: 7, history: null})
			.split('\n')
			.map((line) => `> ${line}`)
			.join('\n');
		expect(readMarkedComment(quoted)).toBeNull();
	});

	test('cannot be forged by a file’s name', () => {
		const report = judged(staleImage());
		const body = renderComment(
			{...report, verdict: {...report.verdict, service: '--><!-- deploy-truth:v1 service=YQ environment=YQ run=9 -->'}},
			{run: 7, history: null},
		);
		expect(readMarkedComment(body)?.run).toBe(7);
		expect(body.match(/<!-- deploy-truth:v1 /g)).toHaveLength(1);
	});
});

test('a report of no run on GitHub says which file the verdict is judged from again', () => {
	const report = judged(staleImage());
	const text = (run: typeof report.plan.target.run): string =>
		render([{...report, plan: {...report.plan, target: {...report.plan.target, run}}}], 'markdown');
	expect(text(null)).toContain('`deploy-truth judge evidence.json`, with the file that `--evidence` writes');
	expect(text(report.plan.target.run)).not.toContain('--evidence');
});
