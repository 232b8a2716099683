import {describe, expect, test} from '@jest/globals';
import {decisiveOf} from '../../src/judge/decisive.ts';
import {judge} from '../../src/judge/judge.ts';
import type {Answer, AskedAgain, Observation} from '../../src/model/evidence.ts';
import type {Verdict} from '../../src/model/verdict.ts';
import {
	answer,
	type Case,
	distFiles,
	hash,
	healthy,
	liveFile,
	observed,
	probeEvidence,
	unavailable,
} from '../builders/evidence.ts';

const bytes = distFiles['public/assets/app.js']!;
const served = (content: string): Observation<Answer> =>
	observed(answer(200, {contentType: 'text/javascript', sha256: hash(content), size: content.length}));
const anywhere = (...answers: readonly Observation<Answer>[]): readonly AskedAgain[] =>
	answers.map((one) => ({address: null, answer: one}));
const at = (address: string, one: Observation<Answer>): AskedAgain => ({address, answer: one});
const again = (files: readonly AskedAgain[], probe: readonly AskedAgain[] = []): Case =>
	healthy({
		live: {files: [{...liveFile(bytes), again: files}]},
		evidence: {probes: [{...probeEvidence(401), again: probe}]},
	});
const verdictOf = ({plan, evidence}: Case): Verdict => judge(plan, evidence);
const said = (seen: Case): string => {
	const {status, layers} = verdictOf(seen);
	return `${status} ${layers[5]!.reason}`;
};
const right = served(bytes);
const limited = observed(answer(429));

describe('what live rests on, asked again', () => {
	test.each<[string, string, Case]>([
		['the same each time', 'live mounted', again(anywhere(right, right), anywhere(observed(answer(401))))],
		['other bytes once', 'drift mixed-answers', again(anywhere(right, served('old'), right))],
		['a 404 once', 'drift mixed-answers', again(anywhere(right, observed(answer(404))))],
		['another status of a probe', 'drift mixed-answers', again([], anywhere(observed(answer(404))))],
		['a failure', 'inconclusive mixed-answers', again(anywhere(right, observed(answer(503))))],
		['silence', 'inconclusive mixed-answers', again(anywhere(right, unavailable('timed-out')))],
		['a limiter, beside a right one', 'live mounted', again(anywhere(right, limited, limited))],
		[
			'other bytes at one address',
			'drift mixed-answers',
			again([...anywhere(right), at('203.0.113.8', served('old'))]),
		],
		['silence at one address', 'inconclusive mixed-answers', again([at('203.0.113.8', unavailable('cut-stream'))])],
		[
			'an IPv6 address, from a machine without IPv6',
			'live mounted',
			again([...anywhere(right), at('2001:db8::7', unavailable('unreachable', 'x: ENETUNREACH'))]),
		],
	])('%s: %s', (_, verdict, seen) => {
		expect(said(seen)).toBe(verdict);
	});

	test('how many requests got what, and at which address, is told', () => {
		const seen = again([...anywhere(served('old'), right, served('old'), right), at('203.0.113.8', served('old'))]);
		const told = verdictOf(seen).layers[5]!.findings.filter(({code}) => code === 'mixed-answers');
		expect(told).toMatchObject([
			{subject: '/assets/app.js', expected: hash(bytes), deployed: hash('old'), detail: '2 of 5 requests'},
			{subject: '/assets/app.js', deployed: hash('old'), detail: 'at 203.0.113.8'},
		]);
	});

	test('is no proof where a limiter answered each time', () => {
		const seen = again(anywhere(limited, limited), anywhere(limited));
		expect(verdictOf(seen)).toMatchObject({status: 'inconclusive', reason: 'process-not-seen', proof: []});
	});

	test('is what tells, and nothing where it is not live', () => {
		const {plan, evidence} = healthy();
		expect(decisiveOf(plan, evidence, verdictOf({plan, evidence}))).toEqual({files: [0], probes: [0]});
		const gone = healthy({evidence: {probes: [probeEvidence(404)]}});
		expect(decisiveOf(gone.plan, gone.evidence, verdictOf(gone))).toBeNull();
	});
});
