import {describe, expect, test} from '@jest/globals';
import {digestOf} from '../../src/bytes/digest.ts';
import {freshBudget} from '../../src/bytes/limits.ts';
import {FaultError} from '../../src/model/fault.ts';
import {measureLayer} from '../../src/rootfs/measured-layer.ts';
import {chunksOf, faultOf} from '../builders/chunks.ts';
import {layerOf} from '../builders/layer.ts';
import {file, tarOf} from '../builders/tar.ts';

const options = () => ({blobs: false, search: null, budget: freshBudget()});
const tar = tarOf(file('a', 'content'), file('b'));

describe('an image layer that nobody has described', () => {
	test.each(['none', 'gzip', 'zstd'] as const)('is measured and listed in one pass: %s', async (compression) => {
		const {blob} = layerOf(tar, compression);
		for (const cut of [65_536, 3]) {
			const {digest, size, diffIds, content} = await measureLayer(chunksOf(blob, cut), 'sha256', options());
			expect([digest, size, diffIds]).toEqual([digestOf(blob), blob.length, [digestOf(tar)]]);
			expect('listing' in content && [...content.listing.entries].map(({path}) => path)).toEqual(['a', 'b']);
		}
	});
	test('that is named by sha512 has its diff ID in both forms', async () => {
		for (const compression of ['none', 'gzip'] as const) {
			const {blob} = layerOf(tar, compression);
			const {digest, diffIds} = await measureLayer(chunksOf(blob), 'sha512', options());
			expect([digest, diffIds]).toEqual([digestOf(blob, 'sha512'), [digestOf(tar), digestOf(tar, 'sha512')]]);
		}
	});
	test('that is no archive is hashed to its end all the same', async () => {
		const text = Buffer.from('no archive '.repeat(10_000));
		const broken = await measureLayer(chunksOf(text, 1_000), 'sha256', options());
		expect(broken).toMatchObject({
			digest: digestOf(text),
			diffIds: [digestOf(text)],
			content: {fault: {code: 'invalid-tar'}},
		});
	});
	test('that ends within its compression has a digest, and no diff ID', async () => {
		const cut = layerOf(tar, 'gzip').blob.subarray(0, -9);
		const broken = await measureLayer(chunksOf(cut), 'sha256', options());
		expect(broken).toMatchObject({digest: digestOf(cut), diffIds: [], content: {fault: {code: 'invalid-gzip'}}});
	});
	test('earns no memory with its bytes: who knows what they came out of', async () => {
		const budget = {...freshBudget(), memory: 10_000};
		const names = tarOf(...Array.from({length: 100}, (_, at) => file(`name-${at}`)));
		const {digest, content} = await measureLayer(chunksOf(names), 'sha256', {...options(), budget});
		expect([digest, content]).toMatchObject([digestOf(names), {fault: {code: 'limit-exceeded'}}]);
	});
	test('whose source fails is not measured', async () => {
		async function* failing(): AsyncGenerator<Uint8Array> {
			yield tar.subarray(0, 700);
			throw new FaultError('cut-stream', 'gone');
		}
		expect(await faultOf(measureLayer(failing(), 'sha256', options()))).toBe('cut-stream');
	});
});
