import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {readChallenges} from '../../../src/adapters/registry/challenge.ts';

const read = (...fields: string[]) =>
	readChallenges(fields).map(({scheme, parameters}) => [scheme, Object.fromEntries(parameters)]);

describe('what a registry asks for', () => {
	test('a Bearer challenge carries realm, service and scope', () => {
		expect(
			read('Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull"'),
		).toEqual([
			['bearer', {realm: 'https://auth.example/token', service: 'registry.example', scope: 'repository:a/b:pull'}],
		]);
	});
	test('scheme and parameter names are read in any case, with white space around the equals sign', () => {
		expect(read('BEARER Realm = "x" , SERVICE=y')).toEqual([['bearer', {realm: 'x', service: 'y'}]]);
	});
	test('several challenges may share one field', () => {
		expect(read('Negotiate, Basic realm="a, b", Bearer realm="c",scope="d"')).toEqual([
			['negotiate', {}],
			['basic', {realm: 'a, b'}],
			['bearer', {realm: 'c', scope: 'd'}],
		]);
	});
	test('several challenges may come in several fields', () => {
		expect(read('Basic realm="a"', 'Bearer realm="b"')).toEqual([
			['basic', {realm: 'a'}],
			['bearer', {realm: 'b'}],
		]);
	});
	test('a quoted text may hold commas, equals signs and escaped quotes', () => {
		expect(read('Basic realm="say \\"hi\\", a=b \\\\ end"')).toEqual([['basic', {realm: 'say "hi", a=b \\ end'}]]);
	});
	test('a token in place of parameters does not swallow the next challenge', () => {
		expect(read('Negotiate YWJj==, Basic realm="a"')).toEqual([
			['negotiate', {}],
			['basic', {realm: 'a'}],
		]);
	});
	test('of a repeated parameter the first counts', () => {
		expect(read('Bearer realm="first",realm="second"')).toEqual([['bearer', {realm: 'first'}]]);
	});
	test('a quote that never closes ends its field and leaves the challenges before it', () => {
		expect(read('Basic realm="a", Bearer realm="b', 'Basic realm="c"')).toEqual([
			['basic', {realm: 'a'}],
			['bearer', {}],
			['basic', {realm: 'c'}],
		]);
	});
	test('a parameter called __proto__ is a parameter', () => {
		const [challenge] = readChallenges(['Bearer __proto__="x"']);
		expect(challenge?.parameters.get('__proto__')).toBe('x');
		expect(({} as {x?: unknown}).x).toBeUndefined();
	});
	test('nothing readable gives no challenge', () => {
		expect(read('', ' , ,', '"', '=', '\u0000', 'Bearer"x"')).toEqual([]);
	});
	test('a field larger than 16 KiB is not read, and many challenges are cut off', () => {
		expect(read(`Bearer realm="${'x'.repeat(17 * 1024)}"`)).toEqual([]);
		expect(read(new Array(500).fill('Basic').join(',')).length).toBe(16);
	});
	test('whatever text comes, reading it ends with challenges that have a name', () => {
		const pieces = fc.constantFrom('Bearer', ' ', ',', '=', '"', '\\', 'realm', 'a=b', '\t', '==', 'é', 'Basic x');
		fc.assert(
			fc.property(fc.array(fc.array(pieces, {maxLength: 30}), {maxLength: 4}), (fields) => {
				for (const {scheme} of readChallenges(fields.map((words) => words.join(''))))
					expect(scheme).toMatch(/^[^\s,="]+$/);
			}),
		);
	});
	test.each([
		['spaces', `Bearer a${' '.repeat(16_000)}`],
		['commas', `Bearer ${','.repeat(16_000)}x`],
		['equals signs', `Bearer a${'='.repeat(16_000)}`],
		['letters', `Bearer ${'a'.repeat(16_000)}"`],
		['escapes', `Bearer a="${'\\'.repeat(16_000)}`],
	])('a field of 16,000 %s is one pass of work', (_name, field) => {
		// A quadratic reader would take 256 million steps for each of a hundred.
		for (let i = 0; i < 100; i++) expect(readChallenges([field]).length).toBeLessThanOrEqual(2);
	});
});
