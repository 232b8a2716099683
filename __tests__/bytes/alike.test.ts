import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {AlikeHash} from '../../src/bytes/alike.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
function formsOf(text: string, cuts: readonly number[] = []) {
	const hash = new AlikeHash({lineEndings: true, sourceMaps: true, buildIds: false});
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
		/(^|\n)\/(?:\/# sourceMappingURL=[\w.~:/?#[\]@!$&()+,;=%-]*|\*# sourceMappingURL=[\w.~:/?#[\]@!$&()+,;=%-]*[ \t]*\*\/)[ \t\r\n]*$/,
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
		['none with what no URL has', '//# sourceMappingURL=a{}p{color:red}', '//# sourceMappingURL=a{}p{color:red}'],
		['none that ends what it stands in', '//# sourceMappingURL=?><?=f()', '//# sourceMappingURL=?><?=f()'],
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
			const hash = new AlikeHash({lineEndings: true, sourceMaps: true, buildIds: false});
			hash.update(Buffer.from(text));
			return hash.done(digest(text));
		};
		expect(none('a\r\n\0')).toBeNull();
		expect(none('//# sourceMappingURL=a\n\0')).toBeNull();
		expect(none('a\n')).toBeNull();
	});

	test('have no other line ends where a byte is none of a text: a carriage return there is no end of a line', () => {
		const key = '\x89PNG\r\n\x1a\n';
		expect(formsOf(key)).toMatchObject({lineEndings: digest(key), both: digest(key)});
		for (const control of ['\x01', '\x07', '\x0e', '\x1f', '\x7f'])
			expect(formsOf(`a\r\n${control}`).lineEndings).toBe(digest(`a\r\n${control}`));
		for (const plain of ['\t', '\v', '\f', '\b', '\x1b', 'é', '\u0085'])
			expect(formsOf(`a\r\n${plain}`).lineEndings).toBe(digest(`a\n${plain}`));
		expect(formsOf('f("\x01")\n//# sourceMappingURL=a').sourceMaps).toBe(digest('f("\x01")\n'));
	});
});

describe('the ID of a build', () => {
	const formOf = (...pieces: string[]) => {
		const hash = new AlikeHash({lineEndings: false, sourceMaps: false, buildIds: true});
		for (const piece of pieces) hash.update(Buffer.from(piece));
		return hash.done('')?.buildId ?? null;
	};

	test.each([
		['k3Xr0_v-Zq', 'bare'],
		['9f2c1e0\n', 'bare'],
		['{"version":"1764388662133"}', 'version'],
		['{ "version": "1.4.0" }\n', 'version'],
		['{"id":"dd6fc6a3-0b5e-4fd5-8f8c-7a2c","timestamp":1764388662133}', 'id-and-timestamp'],
	])('is %j, written %s', (text, form) => {
		expect(formOf(text)).toBe(form);
		expect(formOf(...text)).toBe(form);
	});

	test.each([
		[''],
		['two words'],
		['id=1\nadmin=1'],
		['{"version":"1","admin":true}'],
		['{"version":"1"}{"version":"1"}'],
		['{"version":{"a":1}}'],
		['{"id":"a","timestamp":1,"prerendered":[]}'],
		['{"id":"a","timestamp":"now"}'],
		[`${'a'.repeat(257)}`],
	])('is not %j', (text) => {
		expect(formOf(text)).toBeNull();
	});
});
