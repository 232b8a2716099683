import {gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {digestOf} from '../../../src/bytes/digest.ts';
import {freshBudget} from '../../../src/bytes/limits.ts';
import {FaultError} from '../../../src/model/fault.ts';
import type {Listing} from '../../../src/rootfs/listing.ts';
import {chunkedPositionIn, chunkedPositionOf, readChunkedToc} from '../../../src/rootfs/toc/chunked.ts';
import {TocDocument} from '../../../src/rootfs/toc/document.ts';
import {estargzTocOffset, readEstargzToc} from '../../../src/rootfs/toc/estargz.ts';
import {UnusableToc} from '../../../src/rootfs/toc/unusable.ts';
import {chunkedFooter, chunkedLayer, estargzFooter, estargzLayer, type TocPart} from '../../builders/toc.ts';
import {file, tarOf} from '../../builders/tar.ts';

const read = (json: string | Uint8Array): Promise<Listing> => {
	const bytes = Buffer.from(json);
	const stored = zstdCompressSync(bytes);
	const position = {offset: 1_000, length: stored.length, expanded: bytes.length};
	return readChunkedToc(stored, {checksum: digestOf(stored), position}, {budget: freshBudget()});
};

/** Why a TOC is of no use. */
async function refusal(reading: Promise<unknown>): Promise<string> {
	try {
		await reading;
	} catch (error) {
		if (error instanceof UnusableToc) return error.message;
		if (error instanceof FaultError) return error.fault.code;
		throw error;
	}
	return 'used';
}

const sha256 = digestOf(Buffer.from('x'));
const right = {name: 'a', type: 'reg', size: 1, mode: 0o644, digest: sha256};
const listOf = (...entries: unknown[]): string => JSON.stringify({version: 1, entries});

describe('a TOC that cannot tell what the tar would is of no use', () => {
	test.each<[string, Record<string, unknown>]>([
		['a file without a digest', {digest: undefined}],
		['a file with the digest of its first chunk alone', {digest: undefined, chunkDigest: sha256}],
		['a digest of another kind', {digest: `sha512:${'a'.repeat(128)}`}],
		['a digest in capitals', {digest: sha256.toUpperCase()}],
		['a digest that is no text', {digest: 7}],
		['a size without content', {size: 0}],
		['content without a size', {digest: digestOf(new Uint8Array())}],
		['a negative size', {size: -1}],
		['a size past every integer', {size: 2 ** 60}],
		['a size in words', {size: '1'}],
		['a mode in words', {mode: '0644'}],
		['a name that is missing', {name: undefined}],
		['an empty name', {name: ''}],
		['a name that was no UTF-8', {name: 'caf\ufffd'}],
		['a name of half a character', {name: '\ud800'}],
		['a name with a NUL', {name: 'a\0b'}],
		['a name longer than Linux takes', {name: 'n'.repeat(4_096)}],
		['a name whose bytes are more than its characters', {name: 'é'.repeat(2_100)}],
		['a symlink to nowhere', {type: 'symlink'}],
		['a hardlink to nowhere', {type: 'hardlink'}],
		['a type that nobody knows', {type: 'socket'}],
		['a type of the prototype', {type: '__proto__'}],
		['no type', {type: undefined}],
		['content beyond the layer', {offset: 1_001}],
		['content that ends beyond the layer', {endOffset: 5_000}],
	])('%s', async (_, change) => {
		expect(await refusal(read(listOf(right)))).toBe('used');
		expect(await refusal(read(listOf(right, {...right, ...change})))).not.toBe('used');
	});

	test('files that together are larger than is read', async () => {
		const huge = {...right, size: 40 * 2 ** 30};
		expect(await refusal(read(listOf(huge)))).toBe('used');
		expect(await refusal(read(listOf(huge, {...huge, name: 'b'})))).toMatch(/together/);
	});
	test('names that fill the memory of the image', async () => {
		const entries = Array.from({length: 200}, (_, i) => ({...right, name: `${i}${'n'.repeat(4_000)}`}));
		const stored = zstdCompressSync(Buffer.from(listOf(...entries)));
		const position = {offset: 1_000, length: stored.length, expanded: Buffer.byteLength(listOf(...entries))};
		const reading = readChunkedToc(
			stored,
			{checksum: digestOf(stored), position},
			{budget: {memory: 2 ** 16, promised: 0, expanded: 2 ** 30}},
		);
		expect(await refusal(reading)).toBe('limit-exceeded');
	});
});

describe('a document that is no TOC is of no use', () => {
	const entry = JSON.stringify(right);
	test.each([
		['nothing', ''],
		['no object', '[]'],
		['no version', `{"entries":[${entry}]}`],
		['another version', `{"version":2,"entries":[${entry}]}`],
		['a version in words', `{"version":"1","entries":[${entry}]}`],
		['no entries', '{"version":1}'],
		['entries that are an object', '{"version":1,"entries":{}}'],
		['an entry that is a number', `{"version":1,"entries":[0,${entry}]}`],
		['an entry that is a list', `{"version":1,"entries":[[${entry}]]}`],
		['an entry in another list', `{"version":1,"others":[${entry}],"entries":[]}`],
		['two lists of entries', `{"version":1,"entries":[${entry}],"entries":[${entry}]}`],
		['entries without a comma between them', `{"version":1,"entries":[${entry}${entry}]}`],
		['an entry glued to a number', `{"version":1,"entries":[1${entry}]}`],
		['a number glued to an entry', `{"version":1,"entries":[${entry}.5]}`],
		['an entry that is not JSON', '{"version":1,"entries":[{"name":"a",}]}'],
		['an end that is missing', `{"version":1,"entries":[${entry}`],
		['an end that comes twice', `{"version":1,"entries":[${entry}]}}`],
		['a second document', `{"version":1,"entries":[${entry}]}{}`],
		['an open text', `{"version":1,"entries":[${entry}],"x":"`],
		['brackets of the wrong kind', `{"version":1,"entries":[${entry}}]`],
		['control characters', `{"version":1,"entries":[\x01${entry}]}`],
		['a deep entry', `{"version":1,"entries":[{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`],
		['a large entry', `{"version":1,"entries":[{"a":"${'x'.repeat(300_000)}"}]}`],
		['much around the entries', `{"version":1,"entries":[],"x":"${'x'.repeat(9_000_000)}"}`],
	])('%s', async (_, json) => {
		expect(await refusal(read(json))).not.toBe('used');
	});

	test('read in pieces of any size, entries are those that a JSON parser finds', () => {
		const key = fc.string({unit: 'grapheme', maxLength: 6});
		const value = fc.jsonValue({maxDepth: 3});
		const documents = fc.record({
			entries: fc.array(fc.dictionary(key, value)),
			more: fc.dictionary(
				key.filter((name) => name !== 'entries' && name !== 'version'),
				value.filter((one) => !Array.isArray(one)),
			),
			indent: fc.constantFrom('', ' ', '\t'),
			size: fc.oneof(fc.integer({min: 1, max: 50}), fc.constant(1_000_000)),
		});
		fc.assert(
			fc.property(documents, ({entries, more, indent, size}) => {
				const json = JSON.stringify({version: 1, ...more, entries}, null, indent);
				const found: unknown[] = [];
				const document = new TocDocument((entry) => void found.push(entry));
				const bytes = Buffer.from(json);
				for (let at = 0; at < bytes.length; at += size) document.push(bytes.subarray(at, at + size));
				document.finish();
				expect(JSON.stringify(found)).toBe(JSON.stringify((JSON.parse(json) as {entries: unknown[]}).entries));
			}),
			{numRuns: 300},
		);
	});
	test('what is no object is not taken for an entry among others', async () => {
		for (const odd of [1, 'a', null, true, [], [right], '}{', {...right, xattrs: [{}]}]) {
			const entries = [right, odd, {...right, name: 'b'}];
			const isEntry = typeof odd === 'object' && odd !== null && !Array.isArray(odd);
			expect(await refusal(read(listOf(...entries)))).toBe(isEntry ? 'used' : 'its entries are no list of objects');
		}
	});

	test('entries with braces in names and values are read among those without, and all in their order', () => {
		const entries = Array.from({length: 2_000}, (_, at) => ({
			...right,
			name: at % 7 === 0 ? `}{${at}],[` : `${at}`,
			...(at % 5 === 0 ? {xattrs: {'user.a': '}'}} : {}),
		}));
		const found: unknown[] = [];
		const document = new TocDocument((entry) => found.push(entry));
		document.push(Buffer.from(listOf(...entries)));
		document.finish();
		expect(found).toEqual(entries);
	});

	test('a spoilt document is refused where a JSON parser refuses it', () => {
		const json = JSON.stringify({version: 1, entries: [right, {...right, xattrs: {user: 'e30='}}], x: {y: [1, 'z']}});
		fc.assert(
			fc.property(
				fc.nat(json.length - 1),
				fc.constantFrom('', '{', '}', '[', ']', '"', ',', ':', '0', '\\', ' '),
				(at, put) => {
					const spoilt = json.slice(0, at) + put + json.slice(at + 1);
					const found: unknown[] = [];
					const act = (): void => {
						const document = new TocDocument((entry) => void found.push(entry));
						document.push(Buffer.from(spoilt));
						document.finish();
					};
					let parsed: unknown = null;
					try {
						parsed = JSON.parse(spoilt);
					} catch {
						// no JSON
					}
					if (parsed === null) expect(act).toThrow(UnusableToc);
					else {
						let used = true;
						try {
							act();
						} catch (error) {
							expect(error).toBeInstanceOf(UnusableToc);
							used = false;
						}
						if (used) expect(found).toEqual((parsed as {entries: unknown[]}).entries);
					}
				},
			),
			{numRuns: 2_000},
		);
	});
});

describe('bytes that are not those of the image manifest', () => {
	const parts: readonly TocPart[] = [
		{name: 'a', body: 'a'},
		{name: 'b', body: 'b'},
	];
	const estargz = estargzLayer(parts).toc;
	const chunked = chunkedLayer(parts).toc;
	const options = () => ({budget: freshBudget()});
	const other = digestOf(Buffer.from('other'));

	test('are told apart from a TOC that is merely of no use', async () => {
		const readings = [
			readEstargzToc(estargz.stored, {digest: other, offset: estargz.offset}, options()),
			readChunkedToc(
				chunked.stored,
				{checksum: other, position: {...chunked, length: chunked.stored.length}},
				options(),
			),
		];
		for (const reading of readings) await expect(reading).rejects.toMatchObject({contradicted: true});
		const noTar = readEstargzToc(gzipSync('no tar'), {digest: other, offset: 1}, options());
		expect(await refusal(noTar)).toBe('truncated-tar');
	});
	test('one changed byte is refused, or one that holds nothing', async () => {
		const toc = {digest: estargz.digest, offset: estargz.offset};
		const rightly = await readEstargzToc(estargz.stored, toc, options());
		let refused = 0;
		for (let at = 10; at < estargz.stored.length; at++) {
			const spoilt = Buffer.from(estargz.stored);
			spoilt[at]! ^= 0x10;
			const listed = await readEstargzToc(spoilt, toc, options()).catch((error: unknown) => error);
			if (listed instanceof Error) refused++;
			// The last bits of deflate data stand for nothing.
			else expect(listed).toEqual(rightly);
		}
		expect(refused).toBeGreaterThan(estargz.stored.length - 15);
	});
	test('something else in the place of the TOC is refused', async () => {
		const json = estargz.json;
		const places = [
			tarOf(file('other.json', json)),
			tarOf(file('first', ''), file('stargz.index.json', json)),
			tarOf(file('stargz.index.json', json), file('after', '')),
			tarOf(),
		];
		for (const tar of places) {
			const reading = readEstargzToc(gzipSync(tar), {digest: digestOf(json), offset: estargz.offset}, options());
			expect(await refusal(reading)).not.toBe('used');
		}
	});
	test('a TOC longer or shorter than announced is refused', async () => {
		for (const wrong of [-1, 1]) {
			const position = {...chunked, length: chunked.stored.length, expanded: chunked.expanded + wrong};
			expect(await refusal(readChunkedToc(chunked.stored, {checksum: chunked.digest, position}, options()))).toMatch(
				/than was announced/,
			);
		}
	});
	test('a bomb ends early', async () => {
		const zeros = gzipSync(Buffer.alloc(64 * 2 ** 20, ' '));
		expect(await refusal(readEstargzToc(zeros, {digest: other, offset: 1}, options()))).not.toBe('used');
		const stored = zstdCompressSync(Buffer.alloc(64 * 2 ** 20, ' '));
		const position = {offset: 8, length: stored.length, expanded: 2 ** 40};
		expect(await refusal(readChunkedToc(stored, {checksum: digestOf(stored), position}, options()))).toBe(
			'limit-exceeded',
		);
	});
});

describe('where a TOC lies', () => {
	test('is read from the footer of eStargz, and from no other', () => {
		const footer = estargzFooter(0xabcdef);
		expect(estargzTocOffset(footer)).toBe(0xabcdef);
		expect(estargzTocOffset(estargzFooter(2 ** 60))).toBeNull();
		expect(estargzTocOffset(new Uint8Array(51))).toBeNull();
		expect(estargzTocOffset(footer.subarray(1))).toBeNull();
		for (const at of [0, 1, 2, 3, 10, 12, 13, 14, 20, 37, 38, 50]) {
			const spoilt = Buffer.from(footer);
			spoilt[at]! ^= 0x80;
			expect(estargzTocOffset(spoilt)).toBeNull();
		}
		// The older stargz: 47 bytes, no subfield header.
		const legacy = Buffer.concat([Buffer.from([31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 22, 0]), footer.subarray(16)]);
		expect(estargzTocOffset(Buffer.concat([Buffer.alloc(4), legacy]))).toBeNull();
	});
	test('is read from the descriptor of zstd:chunked', () => {
		expect(chunkedPositionIn('10:20:30:1')).toEqual({offset: 10, length: 20, expanded: 30});
		for (const text of [
			'',
			'10:20:30',
			'10:20:30:2',
			'-1:20:30:1',
			'1e3:20:30:1',
			'9007199254740993:2:3:1',
			'1:0:3:1',
			' 1:2:3:1',
		])
			expect(chunkedPositionIn(text)).toBeNull();
	});
	test('is read from the footers of every generation of zstd:chunked, and from no other', () => {
		const numbers = [10, 20, 30, 1, 40, 50, 60];
		for (const length of [4, 6, 7]) {
			const footer = chunkedFooter(numbers.slice(0, length));
			expect(chunkedPositionOf(Buffer.concat([Buffer.alloc(72), footer]).subarray(-72))).toEqual({
				offset: 10,
				length: 20,
				expanded: 30,
			});
		}
		expect(chunkedPositionOf(chunkedFooter(numbers.slice(0, 5)))).toBeNull();
		expect(chunkedPositionOf(chunkedFooter([10, 20, 30, 2]))).toBeNull();
		expect(chunkedPositionOf(chunkedFooter([10, 20, 30, 1]).subarray(1))).toBeNull();
		expect(chunkedPositionOf(new Uint8Array(72))).toBeNull();
		expect(chunkedPositionOf(new Uint8Array())).toBeNull();
	});
});
