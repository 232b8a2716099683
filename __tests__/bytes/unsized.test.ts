import {createHash} from 'node:crypto';
import {expect, test} from '@jest/globals';
import {UnsizedContent} from '../../src/bytes/unsized.ts';

test('a stream of unknown size has the hash, size and texts of its bytes, however it is cut', () => {
	const bytes = Buffer.from('the workflow module');
	for (const step of [1, 3, 100]) {
		const content = new UnsizedContent(['workflow', 'other']);
		for (let at = 0; at < bytes.length; at += step) content.update(bytes.subarray(at, at + step));
		expect(content.done()).toEqual({
			sha256: createHash('sha256').update(bytes).digest('hex'),
			size: bytes.length,
			found: ['workflow'],
		});
	}
});

test('nothing has the hash of nothing', () => {
	expect(new UnsizedContent([]).done()).toEqual({
		sha256: createHash('sha256').digest('hex'),
		size: 0,
		found: [],
	});
});
