import {createHash} from 'node:crypto';
import type {Digest} from '../model/digest.ts';
import {algorithmOf, hexOf} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';

/** What somebody said a stream holds; `size` in bytes, null where nobody said. */
export type Claim = {readonly digest: Digest; readonly size: number | null};

/**
 * Passes bytes on and ends only when they were what was claimed: FaultError `size-mismatch` (at the first byte too
 * many, or at the end) or `digest-mismatch`. Whoever stops before the end has proof of nothing. `arrived` is told of
 * every piece before it is passed on.
 */
export async function* prove(
	source: AsyncIterable<Uint8Array>,
	claim: Claim,
	arrived?: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
	const hash = createHash(algorithmOf(claim.digest));
	let size = 0;
	for await (const chunk of source) {
		size += chunk.length;
		if (claim.size !== null && size > claim.size) {
			throw new FaultError('size-mismatch', `${claim.digest}: more than the ${claim.size} bytes that were announced`);
		}
		hash.update(chunk);
		arrived?.(chunk.length);
		yield chunk;
	}
	if (claim.size !== null && size !== claim.size) {
		throw new FaultError('size-mismatch', `${claim.digest}: ${size} bytes came, ${claim.size} were announced`);
	}
	const found = hash.digest('hex');
	if (found !== hexOf(claim.digest)) {
		throw new FaultError('digest-mismatch', `${claim.digest}: the bytes have ${algorithmOf(claim.digest)}:${found}`);
	}
}
