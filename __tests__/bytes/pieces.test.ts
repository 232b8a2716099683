import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {Pieces} from '../../src/bytes/pieces.ts';

const piece = (size: number, value: number): Uint8Array => new Uint8Array(size).fill(value);

describe('pieces of a stream', () => {
	test('are the same bytes in the same order, read while they come or all at once', () => {
		const sizes = fc.oneof(fc.nat(20), fc.integer({min: 4_000, max: 4_200}), fc.constant(70_000));
		fc.assert(
			fc.property(fc.array(fc.tuple(sizes, fc.boolean()), {maxLength: 60}), (steps) => {
				const pieces = new Pieces();
				const [came, read]: [Uint8Array[], Uint8Array[]] = [[], []];
				for (const [index, [size, reads]] of steps.entries()) {
					came.push(piece(size, index));
					pieces.push(came.at(-1)!);
					const first = reads ? pieces.shift() : undefined;
					if (first !== undefined) read.push(first);
				}
				expect(Buffer.concat([...read, ...pieces.all()])).toEqual(Buffer.concat(came));
			}),
		);
	});

	test('of one byte each become few', () => {
		const pieces = new Pieces();
		for (let n = 0; n < 200_000; n++) pieces.push(piece(1, n));
		expect(pieces.all().length).toBeLessThan(5);
	});

	test('that are large, or come alone, are handed on as they are', () => {
		const pieces = new Pieces();
		const [large, alone] = [piece(5_000, 1), piece(3, 2)];
		pieces.push(large);
		pieces.push(alone);
		expect(pieces.shift()).toBe(large);
		expect(pieces.shift()).toBe(alone);
		expect(pieces.shift()).toBeUndefined();
	});

	test('that are let go of are gone', () => {
		const pieces = new Pieces();
		pieces.push(piece(3, 1));
		pieces.push(piece(3, 1));
		pieces.clear();
		expect(pieces.all()).toEqual([]);
	});
});
