import {describe, expect, test} from '@jest/globals';
import {Tally} from '../fuzz/report.ts';
import type {SliceResult} from '../fuzz/worker.ts';

const slice = (changes: Partial<SliceResult>): SliceResult => ({
	target: 'tar',
	cases: 900,
	taken: 600,
	milliseconds: 1,
	compared: {peer: {both: 600, neither: 300, ours: 0, theirs: 0}},
	known: {},
	failures: [],
	...changes,
});
const idle = (changes: Partial<SliceResult>): readonly string[] => {
	const tally = new Tally();
	tally.add(slice(changes));
	return tally.idle();
};

describe('a target of the fuzzer', () => {
	test('that refuses over two thirds of its cases proves little, and the run says so', () => {
		expect(idle({taken: 299})).toEqual(['tar: only 299 of 900 cases were taken']);
		expect(idle({taken: 300})).toEqual([]);
	});

	test('that is compared with nothing proves little, and the run says so', () => {
		expect(idle({compared: {}})).toEqual(['tar: nothing was compared with a second opinion']);
	});

	test('of a few cases is not judged by its shares', () => {
		expect(idle({cases: 10, taken: 0})).toEqual([]);
	});
});
