import {describe, expect, test} from '@jest/globals';
import {referencesOf} from '../../../src/adapters/endpoint/references.ts';

/** Characters of a file that is searched at most. */
const most = 8 * 2 ** 20;
const filled = (part: string): string => `${part.repeat(Math.ceil(most / part.length))}import "./last.js"`;

describe('a file that is made to take long', () => {
	test.each([
		'"',
		"'",
		'`',
		'/',
		'/*',
		'//',
		'`${',
		'`${{',
		'[',
		'\\\\',
		"a='",
		'import"./a.js";/*',
		'from',
		'/[',
		'"\\',
		'}/',
	])(
		'of %j alone is read once',
		(part) => {
			const began = performance.now();
			for (const naming of ['script', 'style'] as const) referencesOf(naming, filled(part));
			expect(performance.now() - began).toBeLessThan(25_000);
		},
		60_000,
	);
});
