import {createHash, hash} from 'node:crypto';
import type {Digest} from '../model/digest.ts';

/** The digest of bytes that are all here. */
export const digestOf = (bytes: Uint8Array, algorithm: 'sha256' | 'sha512' = 'sha256'): Digest =>
	`${algorithm}:${hash(algorithm, bytes, 'hex')}` as Digest;

/** A digest of bytes as they come. `hex` ends it. */
export type RunningDigest = {readonly update: (bytes: Uint8Array) => void; readonly hex: () => string};

export function runningDigest(algorithm: 'sha256' | 'sha512'): RunningDigest {
	const hash = createHash(algorithm);
	return {update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex')};
}
