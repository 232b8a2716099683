import {describe, expect, test} from '@jest/globals';
import {FaultError} from '../../src/model/fault.ts';
import {attempt} from '../../src/observe/attempt.ts';
import {bounded} from '../../src/observe/bounded.ts';
import {recordedLog, testWorld} from '../builders/world.ts';

const now = () => Date.UTC(2026, 2, 1, 9, 12);
const at = '2026-03-01T09:12:00.000Z';

describe('a look', () => {
	test('that succeeds is an observation with its time', async () => {
		expect(await attempt(testWorld({now}), async () => 7)).toEqual({status: 'observed', value: 7, at});
	});

	test('that meets a fault is unavailable, in one line', async () => {
		const look = async () => {
			throw new FaultError('not-found', `gone\nsecond line ${'x'.repeat(600)}`, new Error('cause'));
		};
		expect(await attempt(testWorld({now}), look)).toEqual({
			status: 'unavailable',
			fault: {code: 'not-found', detail: 'gone'},
			at,
		});
	});

	test('that meets a mistake of ours is unavailable too, and the log knows where', async () => {
		const log = recordedLog();
		const look = async () => {
			throw new TypeError('no such thing\nat a place');
		};
		expect(await attempt(testWorld({now, log}), look)).toEqual({
			status: 'unavailable',
			fault: {code: 'internal-error', detail: 'TypeError: no such thing'},
			at,
		});
		expect(log.lines.join('\n')).toContain('attempt.test.ts');
	});

	test('that throws before it waits, or throws no error at all, is unavailable as well', async () => {
		const look = () => {
			throw 'a word';
		};
		expect(await attempt(testWorld({now}), look)).toMatchObject({fault: {code: 'internal-error', detail: 'a word'}});
	});
});

describe('work in a bounded width', () => {
	test('keeps its order and never exceeds the width', async () => {
		let running = 0;
		let most = 0;
		const results = await bounded([5, 1, 4, 2, 3, 0], 2, async (item) => {
			most = Math.max(most, ++running);
			for (let i = 0; i < item; i++) await null;
			running--;
			return item * 10;
		});
		expect(results).toEqual([50, 10, 40, 20, 30, 0]);
		expect(most).toBe(2);
		expect(await bounded([], 2, async () => 1)).toEqual([]);
	});
});
