import {expect, test} from '@jest/globals';
import {bytesOfText, sortNames, textOfBytes} from '../../src/model/path.ts';

/** Names of one to three characters out of those whose order in UTF-16 and in bytes may part: all ranges, and bytes that are no UTF-8. */
const pieces = [
	'a',
	'-',
	'/',
	'~',
	'é',
	'ÿ',
	'ﬁ',
	'\uffff',
	'😀',
	textOfBytes(Uint8Array.of(0x80)),
	textOfBytes(Uint8Array.of(0xff)),
];
const namesOf = (some: readonly string[]): string[] => [
	...new Set(some.flatMap((one) => some.flatMap((two) => [one, one + two, one + two + one]))),
];

test.each([
	['plain', pieces.slice(0, 4)],
	['of Latin letters', pieces.slice(0, 6)],
	['of two and three bytes a character', pieces.slice(0, 8)],
	['of four bytes a character', pieces.slice(0, 9)],
	['that are no UTF-8', pieces],
])('names %s sort as their bytes do', (_, some) => {
	const names = namesOf(some);
	const byBytes = names.toSorted((a, b) => Buffer.compare(bytesOfText(a), bytesOfText(b)));
	sortNames(names);
	expect(names).toEqual(byBytes);
});
