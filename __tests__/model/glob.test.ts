import {describe, expect, test} from '@jest/globals';
import {compileGlobs, globProblem} from '../../src/model/glob.ts';

const matches = (glob: string, ...paths: string[]) => paths.filter((path) => compileGlobs([glob])(path));

describe('globs over paths', () => {
	test('a star stays in its directory and takes dot files', () => {
		expect(matches('*.js', 'a.js', '.a.js', 'a/b.js', 'a.jsx', 'a\n.js')).toEqual(['a.js', '.a.js', 'a\n.js']);
	});

	test('two stars cross directories, none included', () => {
		expect(matches('**/*.js', 'a.js', 'x/y/.z/a.js', 'a.ts')).toEqual(['a.js', 'x/y/.z/a.js']);
		expect(matches('dist/**', 'dist/a', 'dist/.b/c', 'dist2/a', 'x/dist/a')).toEqual(['dist/a', 'dist/.b/c']);
	});

	test('braces list words and question marks take one character but no slash', () => {
		expect(matches('{a,b}/x', 'a/x', 'b/x', 'c/x')).toEqual(['a/x', 'b/x']);
		expect(matches('a?b', 'axb', 'a/b', 'ab')).toEqual(['axb']);
	});

	test('classes match one of their members, negated ones anything else but a slash', () => {
		expect(matches('[a-c]x', 'bx', 'dx')).toEqual(['bx']);
		expect(matches('[!a].js', 'b.js', 'a.js')).toEqual(['b.js']);
		expect(matches('[^a].js', 'b.js', 'a.js')).toEqual(['b.js']);
		expect(matches('a[!x]b', 'ayb', 'a/b', 'axb')).toEqual(['ayb']);
		expect(matches('[*]', '*', 'a')).toEqual(['*']);
	});

	test.each(['app/(shop)/page.js', 'c++', 'a+(b)', '@(x)', '@types/a', 'a|b', 'a$', 'a^b', "it's", '"q"', 'a#b', 'a!'])(
		'%p is a name like any other',
		(name) => {
			expect(globProblem(name)).toBeNull();
			expect(matches(name, name, 'app/shop/page.js', 'cc', 'ab', 'a', 'b', 'x')).toEqual([name]);
		},
	);

	test('any of several globs is enough and no glob matches nothing', () => {
		expect(['a', 'b', 'c'].filter(compileGlobs(['a', 'c']))).toEqual(['a', 'c']);
		expect(compileGlobs([])('a')).toBe(false);
	});

	test('a name that is not UTF-8 is matched by stars', () => {
		expect(matches('*/x', 'caf\udce9/x')).toEqual(['caf\udce9/x']);
	});

	test.each([
		['', 'empty'],
		['  ', 'empty'],
		['/etc/*', 'absolute'],
		['C:/x', 'absolute'],
		['a\\b', 'backslash'],
		['a/../b', "'..'"],
		['..', "'..'"],
		['./a', "'.' component"],
		['a//b', "'//'"],
		['dist/', 'dist/**'],
		['!a', "'!'"],
		['a[b', 'never closed'],
		['a]b', 'nothing opened'],
		['{a,b', 'never closed'],
		['a}b', 'nothing opened'],
		['a[/]b', "'/' between"],
		['{1..9}', 'range'],
		['a\0b', 'NUL'],
		['*a*a*a*a*a', "'*' more than"],
		['**/a/**/a/**/a/**/a/**', "'**' more than"],
		['{{{{a}}}}', 'three deep'],
		['x'.repeat(4097), 'longer'],
	])('%p is refused and told why', (glob, why) => {
		expect(globProblem(glob)).toContain(why);
	});

	test.each(['**', '*', 'dist/**/*.{js,css}', '.env*', '[]a]x', 'a..b', '...', 'node_modules/**'])(
		'%p is accepted',
		(glob) => {
			expect(globProblem(glob)).toBeNull();
		},
	);
});
