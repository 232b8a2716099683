import {describe, expect, test} from '@jest/globals';
import {PassingFault, readRetryAfter, retrying} from '../../../src/adapters/registry/retry.ts';
import type {FaultCode} from '../../../src/model/fault.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {faultOf, patientWorld} from './asking.ts';

const now = Date.UTC(2026, 0, 1);

describe('how long a server asks us to wait', () => {
	test.each([
		['0', 0],
		['120', 120_000],
		['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
		['Wed, 31 Dec 2025 00:00:00 GMT', 0],
		['-1', null],
		['1.5', null],
		['soon', null],
		['2026', 2_026_000],
		['9'.repeat(10), 86_400_000_000],
		['9'.repeat(40), 86_400_000_000],
		['Fri, 31 Dec 9999 23:59:59 GMT', 86_400_000_000],
		['Foo, 99 Bar 2026', null],
		['', null],
		[null, null],
	])('%s', (field, milliseconds) => {
		expect(readRetryAfter(field, now)).toBe(milliseconds);
	});
});

/** Fails with the faults in turn, then answers. */
function failing(...faults: FaultError[]) {
	let tries = 0;
	const attempt = async (): Promise<number> => {
		const fault = faults[tries++];
		if (fault !== undefined) throw fault;
		return tries;
	};
	return {attempt, tries: () => tries};
}
const plain = (code: FaultCode): FaultError => new FaultError(code, 'x');
const passing = (retryAfter: number | null): PassingFault => new PassingFault('rate-limited', 'x', retryAfter);

describe('trying again', () => {
	test('a cut connection, one that never stood and a busy server are asked again', async () => {
		const {attempt} = failing(plain('cut-stream'), plain('unreachable'), passing(null));
		expect(await retrying(patientWorld(), attempt)).toBe(4);
	});
	test('four attempts are enough', async () => {
		const {attempt, tries} = failing(...new Array(9).fill(0).map(() => passing(null)));
		expect((await faultOf(retrying(patientWorld(), attempt))).code).toBe('rate-limited');
		expect(tries()).toBe(4);
	});
	test('attempts inside attempts are not multiplied', async () => {
		const {attempt, tries} = failing(...new Array(99).fill(0).map(() => passing(null)));
		const world = patientWorld();
		await faultOf(retrying(world, () => retrying(world, attempt)));
		expect(tries()).toBe(4);
	});
	test.each(['unauthorized', 'digest-mismatch', 'tls-untrusted', 'cancelled', 'stalled'] as const)(
		'%s is final',
		async (code) => {
			const {attempt, tries} = failing(plain(code));
			expect((await faultOf(retrying(patientWorld(), attempt))).code).toBe(code);
			expect(tries()).toBe(1);
		},
	);
	test('an error that is no fault is thrown at once', async () => {
		let tries = 0;
		const attempt = async () => {
			tries++;
			throw new TypeError('a bug');
		};
		await expect(retrying(patientWorld(), attempt)).rejects.toThrow('a bug');
		expect(tries).toBe(1);
	});
	test('the pause is at least what the server asks for, with jitter on top', async () => {
		const calm = patientWorld({random: () => Uint8Array.of(0)});
		await retrying(calm, failing(passing(3_000), passing(null)).attempt);
		expect(calm.pauses).toEqual([3_000, 500]);
		const shaken = patientWorld({random: () => Uint8Array.of(255)});
		await retrying(shaken, failing(passing(3_000), passing(null)).attempt);
		expect(shaken.pauses).toEqual([3_250, 1_000]);
	});
	test('who asks for more patience than a run has is not asked again', async () => {
		const world = patientWorld();
		const {attempt, tries} = failing(passing(31_000));
		expect((await faultOf(retrying(world, attempt))).code).toBe('rate-limited');
		expect(tries()).toBe(1);
		expect(world.pauses).toEqual([]);
	});
	test('who asks for an absurd length of patience is not taken to ask for none', async () => {
		const {attempt, tries} = failing(passing(readRetryAfter('9'.repeat(40), now)));
		expect((await faultOf(retrying(patientWorld(), attempt))).code).toBe('rate-limited');
		expect(tries()).toBe(1);
	});
	test('a cancelled run stops waiting', async () => {
		const world = patientWorld({sleep: async () => Promise.reject(plain('cancelled'))});
		expect((await faultOf(retrying(world, failing(passing(null)).attempt))).code).toBe('cancelled');
	});
});
