import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {freshEffort, readPattern} from '../../../src/adapters/proxy/pattern.ts';

const groupsOf = (source: string, subject: string, ignoreCase = false) => {
	const found = readPattern(source, ignoreCase)?.match(subject, freshEffort());
	return found === null || found === undefined ? null : found.groups;
};

describe('a pattern of a foreign configuration', () => {
	test('is read as an engine that goes back reads it, groups included', () => {
		const atom = fc.constantFrom(
			'a',
			'b',
			'.',
			'[ab]',
			'[^a]',
			'c',
			'(a|ab)',
			'(?:b|bc)',
			'(a)',
			'(b*)',
			'\\w',
			'/',
			'^',
			'$',
			'\\b',
		);
		const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '*?', '+?', '??', '{0,2}?');
		const part = fc.tuple(atom, quantifier).map(([of, times]) => (/^(\^|\$|\\b)$/.test(of) ? of : `${of}${times}`));
		const source = fc
			.array(
				fc.array(part, {minLength: 1, maxLength: 5}).map((parts) => parts.join('')),
				{minLength: 1, maxLength: 3},
			)
			.map((branches) => branches.join('|'));
		const subject = fc.string({unit: fc.constantFrom('a', 'b', 'c', '/', '-'), maxLength: 12});
		fc.assert(
			fc.property(source, subject, fc.boolean(), (pattern, text, ignoreCase) => {
				const expected = new RegExp(pattern, ignoreCase ? 'i' : '').exec(text);
				expect(groupsOf(pattern, text, ignoreCase)?.[0] ?? null).toBe(expected?.[0] ?? null);
				// Inside of a repetition JavaScript forgets groups of earlier rounds, PCRE keeps them.
				if (expected !== null && !/\)[*+?{]/.test(pattern))
					expect(groupsOf(pattern, text, ignoreCase)).toEqual([...expected].map((group) => group ?? null));
			}),
			{numRuns: 3_000},
		);
	});

	test('has named groups in both ways of writing', () => {
		const found = readPattern('^/(?P<area>[a-z]+)/(?<id>\\d+)$')?.match('/orders/7', freshEffort());
		expect(found?.names).toEqual({area: 1, id: 2});
		expect(found?.groups).toEqual(['/orders/7', 'orders', '7']);
	});

	test('takes capitals for small letters where it is told to', () => {
		expect(groupsOf('^/API', '/api/x')).toBeNull();
		expect(groupsOf('^/API', '/api/x', true)).toEqual(['/api']);
		expect(groupsOf('^[^a]', 'A', true)).toBeNull();
		expect(groupsOf('(?i)^/[A-C]pi', '/api/x')).toEqual(['/api']);
	});

	test.each([
		'(?=a)b',
		'(a)\\1',
		'a++',
		'\\p{L}',
		'(?<!a)b',
		'(',
		'[',
		'a{2000}',
		'*a',
		'\\Qa\\E',
		`${'('.repeat(500)}`,
		'a'.repeat(3_000),
		'(?i:a)',
		'[[:nothing:]]',
		'[b-a]',
		'x{9}{9}',
	])('is not read at all where it holds more than both engines share: case %#', (source) => {
		expect(readPattern(source)).toBeNull();
	});

	test.each([
		['^(a+)+$'],
		['^(a|a)*$'],
		['^(a|aa)+$'],
		['(.*)*(.*)*(.*)*b$'],
		['^(([a-z])+.)+[A-Z]([a-z])+$'],
		['(a?){500}a{500}$'],
		['(?:(?:(?:(?:){1000}){1000}){1000}){1000}'],
	])('costs no more than its length times the text, however it is nested: %s', (source) => {
		const started = performance.now();
		readPattern(source)?.match(`${'a'.repeat(5_000)}!`, freshEffort());
		expect(performance.now() - started).toBeLessThan(8_000);
	});

	test('is given up when the effort of a question is spent', () => {
		const effort = {steps: 1_000};
		expect(readPattern('(a|b|c)*z')?.match('a'.repeat(10_000), effort)).toBeUndefined();
		expect(readPattern('^a')?.match('a', effort)).toBeUndefined();
	});

	test('is given up on a text that no request line holds', () => {
		expect(readPattern('a$')?.match('a'.repeat(20_000), freshEffort())).toBeUndefined();
	});
});
