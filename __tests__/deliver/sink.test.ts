import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {deliverAnnotations} from '../../src/deliver/annotations.ts';
import {deliverOutputs, worstOf} from '../../src/deliver/outputs.ts';
import type {Annotation, Sink} from '../../src/deliver/sink.ts';
import {deliverSummary, summaryLimit} from '../../src/deliver/summary.ts';
import type {Verdict} from '../../src/model/verdict.ts';
import {room} from '../builders/repository.ts';
import {testWorld} from '../builders/world.ts';

function recordingSink(): Sink & {annotations: Annotation[]; outputs: Record<string, string>} {
	const annotations: Annotation[] = [];
	const outputs: Record<string, string> = {};
	return {
		annotations,
		outputs,
		annotate: (annotation) => void annotations.push(annotation),
		output: (name, value) => void (outputs[name] = value),
	};
}
const verdict = (status: Verdict['status'], departsAt: Verdict['departsAt'], deployedCommit: string | null): Verdict =>
	({status, departsAt, deployedCommit}) as Verdict;
const paths = {report: '/r.md', evidence: '/e.json'};

describe('the outputs', () => {
	test('of one service are its own', () => {
		const sink = recordingSink();
		deliverOutputs(sink, [verdict('drift', 'image', 'abc')], paths);
		expect(sink.outputs).toEqual({
			verdict: 'drift',
			'departs-at': 'image',
			'deployed-commit': 'abc',
			report: '/r.md',
			evidence: '/e.json',
		});
	});

	test('of several are the worst, the first layer any departs at, and the commit only where all agree', () => {
		const sink = recordingSink();
		deliverOutputs(
			sink,
			[verdict('live', null, 'abc'), verdict('drift', 'route', 'abc'), verdict('drift', 'source', 'def')],
			paths,
		);
		expect(sink.outputs).toMatchObject({verdict: 'drift', 'departs-at': 'source', 'deployed-commit': ''});
	});

	test('of no service at all are no good news', () => {
		expect(worstOf([])).toBe('inconclusive');
		expect(worstOf(['live', 'inconclusive'])).toBe('inconclusive');
	});
});

test('an annotation stays on one line, whatever its text holds', () => {
	const sink = recordingSink();
	deliverAnnotations(sink, [
		{level: 'error', title: 'a\nb', message: 'x\r\n::error::y\u2028z\u0000', file: 'src/a.ts'},
	]);
	expect(sink.annotations).toEqual([{level: 'error', title: 'a b', message: 'x ::error::y z ', file: 'src/a.ts'}]);
});

describe('the job summary', () => {
	test('is added to what earlier steps wrote', async () => {
		using place = room();
		const file = join(place.path, 'summary');
		writeFileSync(file, 'before\n');
		expect(await deliverSummary(testWorld({env: {GITHUB_STEP_SUMMARY: file}}), 'after')).toBe(true);
		expect(readFileSync(file, 'utf8')).toBe('before\nafter\n');
	});

	test('is left out where the runner has none', async () => {
		expect(await deliverSummary(testWorld({env: {}}), 'text')).toBe(false);
	});

	test('is never written in part', async () => {
		using place = room();
		const file = join(place.path, 'summary');
		writeFileSync(file, '');
		const text = 'é'.repeat(summaryLimit / 2);
		await expect(deliverSummary(testWorld({env: {GITHUB_STEP_SUMMARY: file}}), text)).rejects.toMatchObject({
			fault: {code: 'too-large'},
		});
		expect(readFileSync(file, 'utf8')).toBe('');
	});
});
