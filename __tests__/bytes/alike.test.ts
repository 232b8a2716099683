import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {AlikeHash} from '../../src/bytes/alike.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
function formsOf(text: string, cuts: readonly number[] = []) {
	const hash = new AlikeHash({lineEndings: true, sourceMaps: true});
	const bytes = Buffer.from(text);
	let at = 0;
	for (const cut of [...cuts, bytes.length]) {
		hash.update(bytes.subarray(at, Math.max(at, cut)));
		at = Math.max(at, cut);
	}
	const own = digest(text);
	const {lineEndings = own, sourceMaps = own, both = own} = hash.done(own) ?? {};
	return {lineEndings, sourceMaps, both};
}

/** The same on a whole text. */
const withLf = (text: string): string => text.replaceAll('\r\n', '\n');
const withoutComment = (text: string): string =>
	text.replace(
		/(^|\n)\/(?:\/# sourceMappingURL=[!#-&(-)+-_a-~]*|\*# sourceMappingURL=[!#-&(-)+-_a-~]*[ \t]*\*\/)[ \t\r\n]*$/,
		'$1',
	);

describe('the other forms of a text', () => {
	test.each([
		['a line comment at the end', 'a();\n//# sourceMappingURL=a.js.map\n', 'a();\n'],
		['a block comment at the end', 'a{}\n/*# sourceMappingURL=a.css.map */', 'a{}\n'],
		['the last of two', '//# sourceMappingURL=a\n//# sourceMappingURL=b\n', '//# sourceMappingURL=a\n'],
		['none that code follows', '//# sourceMappingURL=a\nb()', '//# sourceMappingURL=a\nb()'],
		['none behind code on its line', 'a() //# sourceMappingURL=a', 'a() //# sourceMappingURL=a'],
		['none that holds a quote', '//# sourceMappingURL=a"', '//# sourceMappingURL=a"'],
		['none that does not end', '/*# sourceMappingURL=a', '/*# sourceMappingURL=a'],
	])('leave out %s', (_, text, left) => {
		expect(formsOf(text).sourceMaps).toBe(digest(left));
	});

	test('have LF where CRLF stood, and keep a carriage return that ends no line', () => {
		expect(formsOf('a\r\nb\rc\r\r\n\r').lineEndings).toBe(digest('a\nb\rc\r\n\r'));
	});

	test('are those of the whole text, however it comes in pieces', () => {
		const part = fc.constantFrom(
			'\r',
			'\n',
			'\r\n',
			' ',
			'x',
			'//# sourceMappingURL=',
			'/*# sourceMappingURL=',
			'*/',
			'//# source',
			'/',
			'*',
			'"',
			'a.map',
		);
		const text = fc.array(part, {maxLength: 8}).map((parts) => parts.join(''));
		let changed = 0;
		fc.assert(
			fc.property(text, fc.array(fc.nat(80), {maxLength: 6}), (whole, cuts) => {
				const forms = formsOf(
					whole,
					cuts.toSorted((a, b) => a - b).map((cut) => Math.min(cut, Buffer.byteLength(whole))),
				);
				expect(forms).toEqual({
					lineEndings: digest(withLf(whole)),
					sourceMaps: digest(withoutComment(whole)),
					both: digest(withoutComment(withLf(whole))),
				});
				if (withoutComment(whole) !== whole) changed++;
			}),
			{numRuns: 5_000},
		);
		expect(changed).toBeGreaterThan(100);
	});

	test('are none where the bytes hold a NUL, or where nothing was left out', () => {
		const none = (text: string) => {
			const hash = new AlikeHash({lineEndings: true, sourceMaps: true});
			hash.update(Buffer.from(text));
			return hash.done(digest(text));
		};
		expect(none('a\r\n\0')).toBeNull();
		expect(none('a\n')).toBeNull();
	});
});
