import {expect, test} from '@jest/globals';
import {zstdFrames} from '../../src/bytes/frames.ts';
import {defaultLimits} from '../../src/bytes/limits.ts';
import {FaultError} from '../../src/model/fault.ts';
import {chunksOf} from '../builders/chunks.ts';

/** What was passed on until the end, and the fault that was the end. */
async function passed(hex: string): Promise<{bytes: number; fault: string | null}> {
	let bytes = 0;
	try {
		for await (const piece of zstdFrames(chunksOf(Buffer.from(hex, 'hex'), 1), defaultLimits)) bytes += piece.length;
		return {bytes, fault: null};
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		return {bytes, fault: error.fault.code};
	}
}

test('a frame that asks for a window over the limit never comes to a decoder', async () => {
	// Descriptor 0: no content size, no checksum; window exponents 15 and 16 of 10…41; one empty last block.
	expect(await passed('28b52ffd0078010000')).toEqual({bytes: 9, fault: null});
	expect((await passed('28b52ffd0080010000')).fault).toBe('limit-exceeded');
	expect((await passed('28b52ffd0080010000')).bytes).toBeLessThan(9);
	// A single segment is its own window: 2^32 bytes of content.
	expect((await passed('28b52ffde00000000001000000010000')).fault).toBe('limit-exceeded');
});
