import {createHash} from 'node:crypto';
import {zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import {seal, sealKey, unseal} from '../../src/bytes/sealed.ts';

const purpose = {kind: 'kind/v1', name: 'one'};
const key = sealKey('a secret of some length', 'kind/v1');
const text = 'what was written: caf\u00e9\n'.repeat(3);
const most = 10_000;

/** A file as anybody can make one, with a checksum of its own over any body. */
function forged(body: Uint8Array): Buffer {
	const lengths = Buffer.alloc(8);
	lengths.writeUInt32BE(purpose.kind.length, 0);
	lengths.writeUInt32BE(purpose.name.length, 4);
	const sum = createHash('sha256').update(lengths).update(purpose.kind).update(purpose.name).update(body).digest();
	return Buffer.concat([Buffer.from('dtseal1\n'), sum, Buffer.alloc(32), body]);
}

describe('a sealed text', () => {
	test('opens as it was written, authentic under its key alone', () => {
		const {bytes, sum} = seal(text, purpose, key);
		expect(unseal(bytes, purpose, key, most)).toEqual({text, authentic: true, sum});
		expect(unseal(bytes, purpose, null, most)).toEqual({text, authentic: false, sum});
		expect(unseal(bytes, purpose, sealKey('another secret, as long', 'kind/v1'), most)).toMatchObject({
			authentic: false,
		});
		expect(unseal(bytes, purpose, sealKey('a secret of some length', 'kind/v2'), most)).toMatchObject({
			authentic: false,
		});
		expect(unseal(seal(text, purpose, null).bytes, purpose, key, most)).toEqual({text, authentic: false, sum});
	});
	test('does not open for another purpose, nor where the border between kind and name moved', () => {
		const {bytes} = seal(text, purpose, key);
		for (const other of [
			{kind: 'kind/v1', name: 'two'},
			{kind: 'kind/v2', name: 'one'},
			{kind: 'kind/v1o', name: 'ne'},
		])
			expect(unseal(bytes, other, key, most)).toBeNull();
	});
	test('cut anywhere it does not open, and nor with bytes after its end', () => {
		const {bytes} = seal(text, purpose, key);
		for (let length = 0; length < bytes.length; length++)
			expect(unseal(bytes.subarray(0, length), purpose, key, most)).toBeNull();
		expect(unseal(Buffer.concat([bytes, Buffer.alloc(1)]), purpose, key, most)).toBeNull();
	});
	test('with any one bit turned it does not open, or opens as not authentic', () => {
		const {bytes} = seal(text, purpose, key);
		let opened = 0;
		for (let at = 0; at < bytes.length * 8; at++) {
			const spoilt = Uint8Array.from(bytes);
			spoilt[at >> 3]! ^= 1 << (at & 7);
			const found = unseal(spoilt, purpose, key, most);
			if (found === null) continue;
			opened++;
			expect(found).toMatchObject({text, authentic: false});
		}
		// The 256 bits of the HMAC itself, which say nothing about the text.
		expect(opened).toBe(256);
	});
	test('that grows over what is allowed does not open, nor do bytes that are not compressed at all', () => {
		expect(unseal(forged(zstdCompressSync(Buffer.from(text))), purpose, null, most)).toMatchObject({text});
		expect(unseal(forged(zstdCompressSync(Buffer.alloc(100 << 20))), purpose, null, most)).toBeNull();
		expect(unseal(forged(Buffer.from('not zstd')), purpose, null, most)).toBeNull();
		expect(unseal(forged(Buffer.alloc(0)), purpose, null, most)?.text ?? '').toBe('');
	});
});
