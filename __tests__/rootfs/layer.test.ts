import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {digestOf} from '../../src/bytes/digest.ts';
import {readImageLayer} from '../../src/rootfs/layer.ts';
import {chunksOf, faultOf} from '../builders/chunks.ts';
import {layerOf, list, whole} from '../builders/layer.ts';
import {directory, file, hardlink, part, pax, symlink, tarOf, whiteout} from '../builders/tar.ts';

const options = {blobs: true, search: null};
const tar = tarOf(
	directory('app', 0o750),
	file('app/index.js', 'hello\n', {mode: 0o755}),
	file('app/large', 'large '.repeat(30_000)),
	symlink('app/l', 'index.js'),
	part({name: 'h', link: 'app/index.js', flag: '1', mode: 0o755}),
	whiteout('.wh.gone'),
	whiteout('app/.wh..wh..opq'),
);
const hello = {
	type: 'file',
	sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
	blob: 'ce013625030ba8dba906f756967f9e9ca394464a',
	size: 6,
	mode: '0755',
};

describe('an image layer', () => {
	test('is listed the same whether gzip, zstd or plain', async () => {
		for (const compression of ['gzip', 'zstd', 'none'] as const) {
			const {blob, layer} = layerOf(tar, compression);
			const listing = whole(await readImageLayer(chunksOf(blob), layer, options));
			expect(listing).toMatchObject({
				entries: [
					{path: 'app', type: 'directory', mode: '0750'},
					{path: 'app/index.js', ...hello},
					{path: 'app/l', type: 'symlink', target: 'index.js'},
					{path: 'app/large', size: 180_000, mode: '0644'},
					{path: 'h', ...hello},
				],
				whiteouts: ['gone'],
				opaque: ['app'],
				implied: [],
				hardlinks: [],
				oddities: [],
				gaps: [],
			});
		}
	});

	test('gives a listing that survives JSON', async () => {
		const {blob, layer} = layerOf(
			tarOf(
				hardlink('a', 'lower'),
				whiteout('d/.wh.x'),
				part({name: 'odd', flag: 'Z'}),
				file(Buffer.from([0xff])),
				file('../c'),
			),
		);
		const listing = await readImageLayer(chunksOf(blob), layer, options);
		expect(JSON.parse(JSON.stringify(listing))).toEqual(listing);
		expect(listing).toMatchObject({
			hardlinks: [{path: 'a', target: 'lower'}],
			implied: ['d'],
			gaps: [{path: 'odd'}],
			oddities: [
				{path: 'c', code: 'clamped-name'},
				{path: 'a', code: 'lower-hardlink'},
			],
		});
	});

	test('holds git blob ids only when they were asked for', async () => {
		expect(JSON.stringify(await list(tar, {blobs: false}))).not.toContain('"blob"');
	});

	test('without an end marker is read and told', async () => {
		expect((await list(file('a'))).oddities).toEqual([{path: '', code: 'no-end-marker'}]);
	});

	test('hashes a sparse file with its holes', async () => {
		const map = pax([
			['GNU.sparse.size', '600000'],
			['GNU.sparse.numblocks', '1'],
			['GNU.sparse.map', '300000,4'],
		]);
		const whole = Buffer.alloc(600_000);
		whole.write('data', 300_000);
		expect((await list(tarOf(map, file('a', 'data')))).entries).toEqual([
			{path: 'a', type: 'file', sha256: digestOf(whole).slice(7), size: 600_000, mode: '0644'},
		]);
	});

	test('may be empty', async () => {
		expect((await list(tarOf())).entries).toEqual([]);
	});
});

/** As over a network: the end of the stream is told some time after its last byte. */
async function* endingLate(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
	await wait(20);
}

describe('an image layer that is not what was pushed', () => {
	const {blob, layer} = layerOf(tar);
	const read = (bytes: Uint8Array, change: Partial<typeof layer> = {}) =>
		readImageLayer(chunksOf(bytes), {...layer, ...change}, options);

	test('is a digest mismatch wherever its byte was flipped, even where the archive breaks first', async () => {
		for (let at = 0; at < blob.length; at += 7) {
			const spoilt = Buffer.from(blob);
			spoilt[at]! ^= 0x10;
			expect([at, await faultOf(read(spoilt))]).toEqual([at, 'digest-mismatch']);
		}
	});

	test.each(['gzip', 'zstd'] as const)(
		'is a digest mismatch when its last byte was flipped, at which the %s decoder gives up first',
		async (compression) => {
			const {blob: packed, layer: described} = layerOf(tar, compression);
			const spoilt = Buffer.from(packed);
			spoilt[spoilt.length - 1]! ^= 1;
			expect(await faultOf(readImageLayer(endingLate(spoilt), described, options))).toBe('digest-mismatch');
		},
	);

	test('is a size mismatch when cut or longer', async () => {
		for (const size of [0, 1, 5, 20, blob.length - 1])
			expect([size, await faultOf(read(blob.subarray(0, size)))]).toEqual([size, 'size-mismatch']);
		expect(await faultOf(read(Buffer.concat([blob, Buffer.alloc(1)])))).toBe('size-mismatch');
	});

	test('is a diff ID mismatch when other bytes were compressed, even where those are no archive', async () => {
		expect(await faultOf(read(blob, {diffId: digestOf(blob)}))).toBe('diff-id-mismatch');
		const other = layerOf(Buffer.alloc(1_024, 'no archive'));
		expect(await faultOf(readImageLayer(chunksOf(other.blob), {...other.layer, diffId: digestOf(blob)}, options))).toBe(
			'diff-id-mismatch',
		);
	});

	test('though proven may be no archive, cut short, wrongly compressed or over a limit', async () => {
		const proven = (bytes: Uint8Array, compression: 'gzip' | 'none' = 'gzip') => {
			const made = layerOf(bytes, compression);
			return readImageLayer(chunksOf(made.blob), made.layer, {
				...options,
				limits: {entries: 3, expandedBytes: 400_000},
			});
		};
		expect(await faultOf(proven(Buffer.alloc(1_024, 'no archive')))).toBe('invalid-tar');
		expect(await faultOf(proven(tar.subarray(0, 1_700), 'none'))).toBe('truncated-tar');
		expect(await faultOf(proven(Buffer.alloc(500_000)))).toBe('limit-exceeded');
		expect(await faultOf(proven(tarOf(file('a/b/c/d'))))).toBe('limit-exceeded');
		const plain = layerOf(tar, 'none');
		expect(
			await faultOf(readImageLayer(chunksOf(plain.blob), {...plain.layer, mediaType: layer.mediaType}, options)),
		).toBe('media-type-mismatch');
	});

	test('leaves its source closed', async () => {
		for (const bytes of [blob, Buffer.alloc(blob.length, 1), layerOf(Buffer.alloc(300_000)).blob]) {
			let closed = false;
			async function* source() {
				try {
					yield* chunksOf(bytes, 100);
				} finally {
					closed = true;
				}
			}
			await readImageLayer(source(), layer, {...options, limits: {expandedBytes: 1_000}}).catch(() => undefined);
			expect(closed).toBe(true);
		}
	});

	test("gives the source's own error when that breaks", async () => {
		async function* source() {
			yield blob.subarray(0, 50);
			throw new Error('the network went away');
		}
		await expect(readImageLayer(source(), layer, options)).rejects.toThrow('the network went away');
	});
});

describe('hostile names', () => {
	test('that go deep and through many links end at a limit, soon', async () => {
		const deep = Array.from({length: 400}, (_, i) =>
			part({
				name: 'x',
				flag: 'x',
				body: `${String(4_012)} path=${`d${i}/`.repeat(2_000)}`.slice(0, 4_011).concat('\n'),
			}),
		);
		const archive = tarOf(...deep.flatMap((header) => [header, file('short')]));
		expect(await faultOf(list(archive, {limits: {entries: 10_000}}))).toBe('limit-exceeded');
	});

	test('below thousands of files are told up to a limit', async () => {
		const below = Array.from({length: 10_001}, (_, i) => file(`a/${i}`));
		expect(await faultOf(list(tarOf(file('a'), ...below)))).toBe('limit-exceeded');
	});
});

test('an image layer is listed the same however its blob comes in', async () => {
	const compressions = fc.constantFrom('gzip' as const, 'zstd' as const, 'none' as const);
	const texts = ['large large', 'hello'];
	await fc.assert(
		fc.asyncProperty(compressions, fc.array(fc.nat(5_000), {maxLength: 30}), async (compression, cuts) => {
			const {blob, layer} = layerOf(tar, compression);
			const search = {wants: () => true, texts};
			const whole = await readImageLayer(chunksOf(blob, blob.length), layer, {...options, search});
			expect(await readImageLayer(chunksOf(blob, cuts), layer, {...options, search})).toEqual(whole);
		}),
		{numRuns: 60},
	);
});

test.each(['opaque', 'redirect', 'metacopy', 'whiteout'])(
	'what an overlay file system shows of an entry with the attribute %s is not known',
	async (name) => {
		const {gaps} = await list(
			tarOf(pax([[`SCHILY.xattr.trusted.overlay.${name}`, 'y']]), directory('app/'), file('app/a')),
		);
		expect(gaps.map(({path, fault}) => [path, fault.code])).toEqual([['app', 'unsupported-tar-entry']]);
	},
);

test('attributes that no overlay file system acts upon leave nothing unread', async () => {
	const key = (name: string): [string, string] => [`SCHILY.xattr.${name}`, 'y'];
	const {gaps} = await list(
		tarOf(pax([key('trusted.overlay.origin'), key('security.capability'), key('user.opaque')]), directory('app/')),
	);
	expect(gaps).toEqual([]);
});
