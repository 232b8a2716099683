import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {blobOf, ContentHash} from '../../src/bytes/content.ts';
import {faultOf} from '../builders/chunks.ts';

function read(
	bytes: Uint8Array,
	cuts: readonly number[],
	texts: readonly string[] = [],
	blob: 'sha1' | 'sha256' | null = 'sha1',
) {
	const content = new ContentHash({size: bytes.length, blob, texts});
	let from = 0;
	for (const cut of [...cuts, bytes.length]) {
		content.update(Uint8Array.from(bytes.subarray(from, cut)));
		from = Math.max(from, cut);
	}
	return content.done();
}

describe('the content of a file', () => {
	test('has the blob id that git gives it', () => {
		// git hash-object of an empty file and of "hello\n"
		expect(read(new Uint8Array(), []).blob).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
		expect(read(Buffer.from('hello\n'), []).blob).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
		expect(read(Buffer.from('hello\n'), [3], [], 'sha256').blob).toBe(
			'2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4',
		);
	});

	test('without a wish for a blob id has none', () => {
		expect(read(Buffer.from('hello\n'), [], [], null)).toEqual({
			sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
			found: [],
		});
	});

	test('is the same however the bytes are cut, also around the size where small files are copied', () => {
		for (const size of [1, 65_503, 65_504, 65_505, 65_536, 200_000]) {
			const bytes = Buffer.alloc(size, 'deploy');
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			const blob = createHash('sha1').update(`blob ${size}\0`).update(bytes).digest('hex');
			expect(blobOf(bytes, 'sha1')).toBe(blob);
			for (const cuts of [[], [1], [size >> 1], [size - 1]])
				expect(read(bytes, cuts)).toEqual({sha256, blob, found: []});
		}
	});

	test('of another size than announced is a size mismatch', async () => {
		const content = () => new ContentHash({size: 5, blob: 'sha1', texts: []});
		expect(await faultOf(() => content().update(Buffer.from('sixsix')))).toBe('size-mismatch');
		expect(await faultOf(() => content().done())).toBe('size-mismatch');
		const short = content();
		short.update(Buffer.from('four'));
		expect(await faultOf(() => short.done())).toBe('size-mismatch');
	});
});

describe('texts in a file', () => {
	test('are found across the edges of chunks, in the order they were asked for', () => {
		const bytes = Buffer.from('route /api/workflow is mounted – ja, wirklich');
		expect(read(bytes, [10, 11, 12], ['wirklich', '/api/workflow', '–', 'absent']).found).toEqual([
			'wirklich',
			'/api/workflow',
			'–',
		]);
	});

	test('an empty text is in every file, and a text that nearly ends is in none', () => {
		expect(read(new Uint8Array(), [], ['', 'x']).found).toEqual(['']);
		expect(read(Buffer.from('workflo'), [3], ['workflow']).found).toEqual([]);
	});

	test('are those that a search over the whole file finds, whatever the cuts', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('a', 'b', 'aab', 'ü'), {maxLength: 60}),
				fc.array(fc.array(fc.constantFrom('a', 'b', 'ü'), {maxLength: 6}), {maxLength: 5}),
				fc.array(fc.nat(120), {maxLength: 12}),
				(parts, needles, cuts) => {
					const bytes = Buffer.from(parts.join(''));
					const texts = [...new Set(needles.map((needle) => needle.join('')))];
					const expected = texts.filter((text) => bytes.includes(Buffer.from(text)));
					const places = cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b);
					expect(read(bytes, places, texts).found).toEqual(expected);
				},
			),
		);
	});
});
