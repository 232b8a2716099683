import {hash} from 'node:crypto';
import type {Digest} from '../model/digest.ts';

/** The digest of bytes that are all here. */
export const digestOf = (bytes: Uint8Array, algorithm: 'sha256' | 'sha512' = 'sha256'): Digest =>
	`${algorithm}:${hash(algorithm, bytes, 'hex')}` as Digest;
