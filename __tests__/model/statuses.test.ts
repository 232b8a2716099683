import {expect, test} from '@jest/globals';
import {statusWords} from '../../src/model/statuses.ts';

const hundred = (first: number): number[] => Array.from({length: 100}, (_, index) => first + index);

test('a whole class of statuses is one word, single ones stand for themselves', () => {
	expect(statusWords([...hundred(200), 401, 404])).toEqual(['2xx', '401', '404']);
	expect(statusWords(hundred(500).slice(0, 99))).toHaveLength(99);
	expect(statusWords([])).toEqual([]);
});
