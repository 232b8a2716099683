import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type Found, openPatterns} from '../../../src/adapters/proxy/pcre.ts';

const tried = (pattern: string, subject: string, caseless = false) => openPatterns().try(pattern, subject, caseless);
const groupsOf = (pattern: string, subject: string) => (tried(pattern, subject) as Found | null)?.groups ?? null;

describe('a pattern of a configuration', () => {
	test.each([
		['^/v[0-9]+/orders', '/v2/orders/1', ['/v2/orders']],
		['^/v[0-9]+/orders', '/vX/orders/1', null],
		['\\.(png|jpe?g)$', '/a/b.jpeg', ['.jpeg', 'jpeg']],
		['^/(?!api)(\\w+)', '/apiary', null],
		['^/(?!api/)(\\w+)', '/apiary', ['/apiary', 'apiary']],
		['(?<=/)x', '/x', ['x']],
		['(?<!a)x', 'ax', null],
		['^(a+)+$', 'aaa', ['aaa', 'aaa']],
		['^(?>a+)a', 'aaa', null],
		['^a++b', 'aab', ['aab']],
		['^(a|ab)(c|bcd)$', 'abcd', ['abcd', 'a', 'bcd']],
		['^(.)(.)\\2\\1$', 'abba', ['abba', 'a', 'b']],
		['(?i)^/API(?-i)/x', '/api/x', ['/api/x']],
		['^[^/]{2,3}$', 'abcd', null],
		['^[[:alpha:]_-]+\\x41$', 'a-_A', ['a-_A']],
		['^[]a]+$', ']a', [']a']],
		['\\bapi\\b', '/api/', ['api']],
		['a{,3}', 'a{,3}', ['a{,3}']],
		['^$', '', ['']],
		['(a*)*b', 'aab', ['aab', '']],
	])('%s over %s', (pattern, subject, groups) => {
		const got = groupsOf(pattern, subject);
		if (pattern === '(a*)*b') expect(got?.[0]).toBe('aab');
		else expect(got).toEqual(groups);
	});

	test('gives names to its groups in each of the three ways', () => {
		const named = (pattern: string) => (tried(pattern, 'shop.test') as Found).names;
		for (const pattern of ['^(?<one>\\w+)', '^(?P<one>\\w+)', "^(?'one'\\w+)"])
			expect(named(pattern)).toEqual({one: 'shop'});
	});

	test('that has what is not read here, or is broken, is unknown and never a mismatch', () => {
		for (const pattern of ['\\p{L}', '(?R)', '(*UTF8)a', 'a\\Kb', '(', ')', '[a', '*', 'a**', '\\', '[b-a]', 'a{3,2}'])
			expect({pattern, found: tried(pattern, 'a')}).toEqual({pattern, found: {unknown: expect.any(String)}});
	});

	test.each([
		['^(a+)+$', `${'a'.repeat(60)}!`],
		['^(a|a)*$', `${'a'.repeat(60)}!`],
		['^(.*)*x$', 'a'.repeat(8_000)],
		['(.*)(.*)(.*)(.*)(.*)x', 'a'.repeat(8_000)],
		['^(?:(?:a?){50}){50}b', 'a'.repeat(3_000)],
		['(?=.*.*.*b)c', 'a'.repeat(8_000)],
		[`${'(?:'.repeat(50)}a${')*'.repeat(50)}$`, `${'a'.repeat(500)}b`],
	])('%s that never ends elsewhere ends here', (pattern, subject) => {
		const began = performance.now();
		expect(tried(pattern, subject)).toEqual({unknown: 'patterns that take too long to match'});
		expect(performance.now() - began).toBeLessThan(4_000);
	});

	test('many of them share one budget', () => {
		const patterns = openPatterns(100_000);
		for (let count = 0; count < 100; count++) patterns.try('^(a+)+$', `${'a'.repeat(60)}!`);
		const began = performance.now();
		for (let count = 0; count < 10_000; count++) expect(patterns.try('a', 'a')).toHaveProperty('unknown');
		expect(performance.now() - began).toBeLessThan(2_000);
	});

	test('that is too long, nested too deep, or over too long a path is unknown', () => {
		for (const [pattern, subject] of [
			['a'.repeat(5_000), 'a'],
			[`${'('.repeat(1_000)}a${')'.repeat(1_000)}`, 'a'],
			['a', 'b'.repeat(9_000)],
		] as const)
			expect(tried(pattern, subject)).toHaveProperty('unknown');
	});

	test('says what the regular expressions of JavaScript say, where those can be asked', () => {
		const piece = fc.constantFrom('a', 'b', '/', '.', '[ab]', '[^/]', '\\d', '\\w', '(a|b)', '(?:ab)', '^', '$', '\\b');
		const repeat = fc.constantFrom('', '', '*', '+', '?', '{1,2}', '*?', '+?');
		const pattern = fc
			.array(fc.tuple(piece, repeat), {minLength: 1, maxLength: 5})
			.map((parts) => parts.map(([one, many]) => (/^(?:[$^]|\\b)$/.test(one) ? one : one + many)).join(''));
		const subject = fc.string({unit: fc.constantFrom('a', 'b', '/', '1', 'A'), maxLength: 10});
		fc.assert(
			fc.property(pattern, subject, fc.boolean(), (text, over, caseless) => {
				const theirs = new RegExp(text, caseless ? 'i' : '').exec(over);
				const ours = tried(text, over, caseless) as Found | null;
				expect(ours?.groups ?? null).toEqual(theirs === null ? null : [...theirs].map((group) => group ?? null));
			}),
			{numRuns: 3_000},
		);
	});
});
