import {describe, expect, test} from '@jest/globals';
import {asPath} from '../../src/model/path.ts';
import {render} from '../../src/report/report.ts';
import type {Case} from '../builders/evidence.ts';
import {
	answer,
	expectedSha,
	healthy,
	history,
	liveFile,
	observed,
	probeConfig,
	probeEvidence,
	processNotSeen,
	skipped,
	snapshot,
} from '../builders/evidence.ts';
import {judged} from '../builders/report.ts';

const told = (one: Case): string => render([judged(one)], 'markdown');
const site = {image: null, files: [], probes: []} as const;

/** A probe that expects 401 and is redirected. */
const redirected = (location: string, control = 404): Case =>
	healthy({
		service: {live: null},
		evidence: {live: skipped(), probes: [probeEvidence(answer(302, {location, contentType: null}), control)]},
	});

describe('a redirect', () => {
	test('to a login is shown, and nobody is told to expect the refusal that is expected', () => {
		const text = told(redirected('https://api.example.com/oauth/login'));
		expect(text).toContain('302 to `/oauth/login`');
		expect(text).toContain('it redirects to `https://api.example.com/oauth/login`');
		expect(text).toContain('`expect: 302`');
		expect(text).not.toContain('`expect: 401`');
	});

	test.each([
		['to https', 'https://api.example.com:8443/api/workflow', 302],
		['to a slash', 'https://api.example.com/api/workflow/', 404],
	])('%s is shown, with the advice to ask there', (_what, location, control) => {
		const text = told(redirected(location, control));
		expect(text).toContain('302 to `');
		expect(text).toContain(`write \`${location}\` under \`url:\``);
	});
});

describe('a page', () => {
	const page = (more: Parameters<typeof answer>): Case =>
		healthy({
			service: {
				...site,
				live: {base: 'https://www.example.com/', root: '', paths: [], page: '/'},
			},
			live: {
				page: skipped(),
				files: [
					liveFile(null, {
						url: 'https://www.example.com/',
						path: '/',
						answer: observed(answer(...more)),
						expected: [{path: asPath('index.html'), sha256: 'a'.repeat(64), size: 1}],
					}),
				],
			},
			evidence: {probes: [], image: skipped(), artifacts: []},
		});

	test('that is sent on to a language shows where, and what to write', () => {
		const text = told(page([302, {location: 'https://www.example.com/en/'}]));
		expect(text).toContain('302 to `/en/`');
		expect(text).toContain('write `page: /en/` under `live:`');
	});

	test('that is sent on to another host names that', () => {
		expect(told(page([301, {location: 'https://example.org/'}]))).toContain('redirects to `https://example.org/`');
	});
});

test('a deep link is told from a fallback by leaving the control out', () => {
	const text = told(
		healthy({
			service: {live: null, probes: [probeConfig({expect: [200]})]},
			evidence: {
				live: skipped(),
				probes: [probeEvidence(answer(200, {contentType: 'text/html'}), answer(200, {contentType: 'text/html'}))],
			},
		}),
	);
	expect(text).toContain('`control: false`');
});

test('the start page in place of a script is called that', () => {
	const text = told(
		healthy({live: {files: [liveFile(null, {answer: observed(answer(200, {contentType: 'text/html'}))})]}}),
	);
	expect(text).toContain('a page came in its place');
	expect(text).not.toContain('is answered with 404');
});

test('a cache in front of a site without containers is purged, and nothing is recreated', () => {
	const {plan, evidence} = healthy({
		service: {...site, live: {base: 'https://api.example.com/', root: null, paths: ['/assets/app.js'], page: null}},
		live: {
			files: [liveFile('old', {fresh: observed(answer(200, {sha256: liveFile(null).expected[0]!.sha256}))})],
		},
		evidence: {probes: [], image: skipped(), artifacts: []},
	});
	const text = told({plan, evidence});
	expect(text).toContain('Purge the cache');
	expect(text).not.toContain('recreate');
});

describe('what would let the next run see the process', () => {
	test('names nothing that is there already, and says that this run is remembered', () => {
		const probing = told(processNotSeen());
		expect(probing).toContain('`live:`');
		expect(probing).not.toContain('`probes:`');
		expect(probing).toContain('what was seen now is remembered');
		const serving = told(
			healthy({
				service: {
					...site,
					live: {base: 'https://api.example.com/', root: 'public', paths: ['/assets/app.js'], page: null},
				},
				evidence: {probes: [], image: skipped(), artifacts: [], history: observed(null)},
			}),
		);
		expect(serving).toContain('**To let it see:** state a text');
		expect(serving).not.toMatch(/`live:`|`runtime: docker`/);
	});
});

test('a text that some of the matching files hold is asked for by a narrower pattern', () => {
	const [app, chunk] = [asPath('assets/app.js'), asPath('assets/chunk.js')];
	const text = told(
		healthy({
			service: {expect: [{files: 'assets/*.js', contains: ['v6']}]},
			artifact: {markers: [{matched: [app, chunk], lacking: [{path: chunk, text: 'v6'}]}]},
		}),
	);
	expect(text).toContain('1 of 2 matching files');
	expect(text).toContain('Each file that a pattern of expect: matches must hold its texts');
	expect(text).toContain('a pattern that matches that one alone');
	expect(text).not.toContain('git checkout');
});

test('a commit that looked well unproven and answers 500 now has moved since the last run', () => {
	const key = 'workflow GET https://api.example.com/api/workflow';
	const last = snapshot({commit: expectedSha, status: 'inconclusive', probes: {[key]: 401}});
	const {plan, evidence} = healthy({
		service: {live: null},
		evidence: {live: skipped(), probes: [probeEvidence(500)], history: observed(history(last))},
	});
	expect(told({plan, evidence})).toMatch(
		/\*\*Since the last run:\*\* inconclusive → \*\*drift at api\*\*.*401 → \*\*500\*\*/,
	);
});
