import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {Answer} from '../../src/model/evidence.ts';
import type {ServiceReport} from '../../src/model/report.ts';
import {render} from '../../src/report/report.ts';
import {answer, healthy, history, observed, probeConfig, probeEvidence, snapshot} from '../builders/evidence.ts';

const url = 'https://api.example.com/workflows';
const credentials = {
	header: 'Authorization',
	prefix: 'Bearer ',
	variable: 'API_TOKEN',
	bad: 'made-up',
	expect: {none: [401], bad: [401, 403], good: [200]},
} as const;

function reportOf(answers: readonly (number | Answer)[], before: readonly number[] = []): ServiceReport {
	const {plan, evidence} = healthy({
		service: {probes: [probeConfig({name: 'workflows', url, expect: null, credentials})], live: null},
	});
	const probes = plan.probes.map(({name}, index) => ({...probeEvidence(answers[index]!), name}));
	const then = Object.fromEntries(plan.probes.map(({name}, index) => [`${name} GET ${url}`, before[index] ?? 404]));
	const seen = {...evidence, probes, history: observed(before.length === 0 ? null : history(snapshot({probes: then})))};
	return {plan, evidence: seen, verdict: judge(plan, seen)};
}

describe('a probe that asks as several', () => {
	test('is one line: what each of them got', () => {
		const text = render([reportOf([401, 401, 200])], 'markdown');
		expect(text).toContain('`GET /workflows` 401 without credentials, 401 with bad credentials, 200 with credentials');
		expect(text).toContain('200 with credentials, control 404');
	});

	test('says what was expected of those who got something else', () => {
		expect(render([reportOf([200, 401, 200])], 'markdown')).toContain(
			'`GET /workflows` 200 without credentials (expected 401), 401 with bad credentials, 200 with credentials',
		);
	});

	test('moves in words for each of them, with the way it went', () => {
		const reports = [reportOf([401, 200, 401], [404, 401, 200])];
		for (const format of ['markdown', 'terminal', 'html'] as const) {
			const text = render(reports, format, {width: 2_000}).replaceAll(/<[^>]*>|[`*]/g, '');
			expect(text).toContain(
				'GET /workflows without credentials 404 → 401 (forward): the route is mounted now; the answer speaks of authentication, as expected',
			);
			expect(text).toContain(
				'GET /workflows with bad credentials 401 → 200 (back): it no longer refuses; made-up credentials are let in, where a refusal is expected',
			);
			expect(text).toContain(
				'GET /workflows with credentials 200 → 401 (back): it asks for authentication now; the credentials are missing on the way, wrong or expired',
			);
		}
		const {transition} = JSON.parse(render(reports, 'json'));
		expect(transition.probes.map((one: {direction: string}) => one.direction)).toEqual(['forward', 'back', 'back']);
	});

	test('tells what is open in the headline, and what to do now', () => {
		const text = render([reportOf([401, 200, 200])], 'markdown');
		expect(text.split('\n')[0]).toBe('### ❌ Not live: the endpoint accepts made-up credentials');
		expect(text).toContain('verify what it is shown');
	});

	test('shows gRPC by its own names', () => {
		const seen = answer(401, {headers: {'grpc-status': 'UNAUTHENTICATED'}});
		expect(render([reportOf([seen, seen, 200])], 'markdown')).toContain('`GET /workflows` UNAUTHENTICATED without');
	});
});
