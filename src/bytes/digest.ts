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

/** Base64 of the SHA-1 of a text, where a protocol is defined by it (RFC 6455, 4.2.2); it proves nothing. */
export const sha1Base64 = (text: string): string => createHash('sha1').update(text).digest('base64');
