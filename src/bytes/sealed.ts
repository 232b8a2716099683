import {createHash, createHmac, hkdfSync, timingSafeEqual} from 'node:crypto';
import {zstdCompressSync, zstdDecompressSync} from 'node:zlib';

/** What a sealed text is for: it opens under these words alone, so no file can stand in for another. */
export type SealPurpose = {
	/** the same for all files of a kind and version; also separates what one secret is used for */
	readonly kind: string;
	/** what tells this file from others of its kind */
	readonly name: string;
};

/** A secret made ready for one kind of file. */
export type SealKey = {readonly kind: string; readonly bytes: Uint8Array};

// magic, SHA-256, HMAC-SHA256 or zeros, then the compressed text.
const magic = Buffer.from('dtseal1\n');
const sumAt = magic.length;
const macAt = sumAt + 32;
const bodyAt = macAt + 32;
const noMac = Buffer.alloc(32);

/** HKDF (RFC 5869) with the kind as its context: a key found out for one kind opens no other. */
export const sealKey = (secret: string, kind: string): SealKey => ({
	kind,
	bytes: new Uint8Array(hkdfSync('sha256', secret, '', kind, 32)),
});

/** The text, compressed, with a checksum over purpose and content, and under the key where there is one. */
export function seal(
	text: string,
	purpose: SealPurpose,
	key: SealKey | null,
): {readonly bytes: Uint8Array; readonly sum: string} {
	const body = zstdCompressSync(Buffer.from(text));
	const sum = checksum(purpose, body);
	const bytes = Buffer.concat([magic, sum, key === null ? noMac : mac(key, purpose, body), body]);
	return {bytes, sum: sum.toString('hex')};
}

export type Unsealed = {
	readonly text: string;
	/** under this very key; without one nothing is authentic */
	readonly authentic: boolean;
	/** hex; the same for the same sealed content */
	readonly sum: string;
};

/** Null for whatever was not sealed for this purpose, was damaged since, or grows over `maxBytes`. Never throws. */
export function unseal(
	bytes: Uint8Array,
	purpose: SealPurpose,
	key: SealKey | null,
	maxBytes: number,
): Unsealed | null {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (file.length < bodyAt || !file.subarray(0, sumAt).equals(magic)) return null;
	const body = file.subarray(bodyAt);
	const sum = checksum(purpose, body);
	if (!sum.equals(file.subarray(sumAt, macAt))) return null;
	const authentic = key !== null && timingSafeEqual(mac(key, purpose, body), file.subarray(macAt, bodyAt));
	try {
		const text = zstdDecompressSync(body, {maxOutputLength: maxBytes}).toString('utf8');
		return {text, authentic, sum: sum.toString('hex')};
	} catch {
		// Foreign bytes under a checksum of their own making: not zstd, or a bomb.
		return null;
	}
}

const checksum = (purpose: SealPurpose, body: Uint8Array): Buffer =>
	createHash('sha256').update(context(purpose)).update(body).digest();

const mac = (key: SealKey, purpose: SealPurpose, body: Uint8Array): Buffer =>
	createHmac('sha256', key.bytes).update(context(purpose)).update(body).digest();

/** Lengths before each part: no two purposes share their bytes. */
function context({kind, name}: SealPurpose): Buffer {
	const parts = [kind, name].map((part) => Buffer.from(part));
	const lengths = Buffer.alloc(8);
	lengths.writeUInt32BE(parts[0]!.length, 0);
	lengths.writeUInt32BE(parts[1]!.length, 4);
	return Buffer.concat([lengths, ...parts]);
}
