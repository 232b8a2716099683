import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {defaultLimits} from '../../src/bytes/limits.ts';
import type {TarEntry} from '../../src/rootfs/tar.ts';
import {TarReader} from '../../src/rootfs/tar.ts';
import {faultOf} from '../builders/chunks.ts';
import {directory, endMarker, file, hardlink, long, padded, part, pax, symlink, tarOf} from '../builders/tar.ts';

type Read = TarEntry & {content: string | null};

function read(bytes: Uint8Array, cut = 65_536, limits = defaultLimits): {entries: Read[]; endMarker: boolean} {
	const entries: Read[] = [];
	let content: Buffer[] = [];
	const reader = new TarReader(
		{
			entry: (entry) => {
				entries.push({...entry, content: null});
				content = [];
			},
			data: (bytes) => void content.push(Buffer.from(bytes)),
			end: () => void (entries.at(-1)!.content = Buffer.concat(content).toString('latin1')),
		},
		limits,
	);
	for (let at = 0; at < bytes.length; at += cut) reader.push(Uint8Array.from(bytes.subarray(at, at + cut)));
	return {entries, ...reader.finish()};
}

const names = (bytes: Uint8Array): string[] => read(bytes).entries.map((entry) => entry.name);
const fault = (bytes: Uint8Array, limits = defaultLimits): Promise<string> =>
	faultOf(() => read(bytes, 65_536, limits));

describe('an archive', () => {
	const everything = tarOf(
		directory('./app/', 0o2750),
		file('app/index.js', 'console.log(1)', {mode: 0o100755}),
		file('app/empty'),
		symlink('app/current', 'releases/7'),
		hardlink('app/again.js', 'app/index.js'),
		part({name: 'dev/null', flag: '3', major: 1, minor: 3, mode: 0o666}),
		part({name: 'dev/sda', flag: '4', major: 8, minor: 1, mode: 0o660}),
		part({name: 'pipe', flag: '6'}),
		file('app/large', 'x'.repeat(5_000)),
	);

	test('gives each entry with its type, mode and content', () => {
		const {entries, endMarker: marked} = read(everything);
		expect(marked).toBe(true);
		expect(entries.map(({type, name, mode}) => [type, name, mode.toString(8)])).toEqual([
			['directory', './app/', '2750'],
			['file', 'app/index.js', '755'],
			['file', 'app/empty', '644'],
			['symlink', 'app/current', '777'],
			['hardlink', 'app/again.js', '644'],
			['character', 'dev/null', '666'],
			['block', 'dev/sda', '660'],
			['fifo', 'pipe', '644'],
			['file', 'app/large', '644'],
		]);
		expect(entries.map((entry) => entry.content)).toEqual([
			null,
			'console.log(1)',
			'',
			null,
			null,
			null,
			null,
			null,
			'x'.repeat(5_000),
		]);
		expect([entries[3]!.link, entries[4]!.link, entries[5]!.major, entries[5]!.minor]).toEqual([
			'releases/7',
			'app/index.js',
			1,
			3,
		]);
	});

	test('reads the same however it is cut', () => {
		const whole = read(everything);
		for (const cut of [1, 3, 511, 512, 513, 1024, 1536]) expect(read(everything, cut)).toEqual(whole);
	});

	test('ends at two blocks of zeros, whatever follows them', () => {
		expect(names(Buffer.concat([tarOf(file('a')), file('b', 'never unpacked'), endMarker]))).toEqual(['a']);
		expect(names(Buffer.concat([tarOf(file('a')), Buffer.from('no header at all')]))).toEqual(['a']);
	});

	test('with a single block of zeros between entries is invalid', async () => {
		expect(await fault(tarOf(file('a'), Buffer.alloc(512), file('b')))).toBe('invalid-tar');
	});

	test('without its end marker is read, and says so', () => {
		for (const tail of [Buffer.alloc(0), Buffer.alloc(512)]) {
			const {entries, endMarker: marked} = read(Buffer.concat([file('a'), file('b', 'bb'), tail]));
			expect([entries.length, marked]).toEqual([2, false]);
		}
		expect(read(part({name: 'a', body: 'no padding', unpadded: true})).entries[0]!.content).toBe('no padding');
		expect(read(new Uint8Array()).entries).toEqual([]);
	});

	test('cut within a header, a body, or between an extension and its entry is truncated', async () => {
		const archive = Buffer.concat([
			pax([['path', 'long/name']]),
			file('a', 'y'.repeat(700)),
			long('L', 'n'.repeat(120)),
			file('b', 'z'),
		]);
		const clean = new Set<number>([0]);
		// From the last byte of a body on the entry is whole: padding may be missing.
		const first = 1_024 + 512;
		for (let size = first + 700; size <= first + 1_024; size++) clean.add(size);
		const second = first + 1_024 + 1_024 + 512;
		for (let size = second + 1; size <= second + 512; size++) clean.add(size);
		for (let size = 0; size <= archive.length; size++) {
			if (clean.has(size)) expect(read(archive.subarray(0, size)).endMarker).toBe(false);
			else expect([size, await fault(archive.subarray(0, size))]).toEqual([size, 'truncated-tar']);
		}
		expect(await fault(tarOf(pax([['path', 'of nothing']])))).toBe('truncated-tar');
	});
});

describe('a header', () => {
	test('with a wrong checksum makes the archive invalid', async () => {
		expect(await fault(tarOf(part({name: 'a', after: (header) => void (header[0] = 0x62)})))).toBe('invalid-tar');
		expect(await fault(Buffer.alloc(2_048, 'text that is no archive '))).toBe('invalid-tar');
	});

	test('may sum its bytes as signed characters, as old writers did', () => {
		const signed = part({
			name: 'größe',
			after: (header) => {
				let sum = 8 * 32;
				for (const [at, byte] of header.entries()) if (at < 148 || at >= 156) sum += (byte << 24) >> 24;
				header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
			},
		});
		expect(names(tarOf(signed))).toEqual(['größe']);
	});

	test('of a link, a directory or a device has no body, whatever its size says', () => {
		const parts = ['1', '2', '3', '4', '5', '6'].map((flag) => part({name: `t${flag}`, link: 'a', flag, size: 5_000}));
		expect(names(tarOf(...parts, file('after', 'x')))).toEqual(['t1', 't2', 't3', 't4', 't5', 't6', 'after']);
	});

	test('of an unknown type is passed over with its body, and told', () => {
		const {entries} = read(
			tarOf(
				part({name: 'odd', flag: 'Z', body: 'x'.repeat(600)}),
				part({name: 'contiguous', flag: '7', body: 'y'}),
				file('after'),
			),
		);
		expect(entries.map(({type, flag, name}) => [type, flag, name])).toEqual([
			['unsupported', 'Z', 'odd'],
			['unsupported', '7', 'contiguous'],
			['file', '0', 'after'],
		]);
	});

	test('from before the directory flag is a directory when its name ends in a slash', () => {
		const {entries} = read(
			tarOf(
				part({name: 'old/', flag: '\0', format: 'v7'}),
				part({name: 'old/file', flag: '\0', format: 'v7', body: 'v7'}),
			),
		);
		expect(entries.map(({type, content}) => [type, content])).toEqual([
			['directory', null],
			['file', 'v7'],
		]);
	});

	test('joins its prefix in ustar and star, and has none in v7', () => {
		const parts = (['ustar', 'star', 'v7'] as const).map((format) =>
			part({name: 'name', prefix: 'some/where', format}),
		);
		expect(names(tarOf(...parts))).toEqual(['some/where/name', 'some/where/name', 'name']);
	});

	test('has a prefix in GNU where its times are no numbers, as runtimes unpack what Go before 1.8 wrote', () => {
		const gnu = (prefix: string): string => names(tarOf(part({name: 'name', prefix, format: 'gnu'})))[0]!;
		expect(gnu('some/where')).toBe('some/where/name');
		expect(gnu('00000000000 some/where')).toBe('00000000000 some/where/name');
		expect(gnu('00000000000\0some/where')).toBe('00000000000/name');
		for (const times of ['', '14717230400\x0014717230400\0', '00000000000\0', '\xff'.repeat(12), '8\xe9'])
			expect(gnu(times)).toBe('name');
	});

	test('may fill its name field to the last byte', () => {
		expect(names(tarOf(file('n'.repeat(100), '', {prefix: 'p'.repeat(155)})))).toEqual([
			`${'p'.repeat(155)}/${'n'.repeat(100)}`,
		]);
	});

	test('with a size in base 256 is read, a negative or endless one is invalid', async () => {
		const base256 = (lead: number, low: number) => (header: Buffer) => {
			header.fill(lead === 0xff ? 0xff : 0, 124, 136);
			header[124] = lead;
			header[135] = low;
		};
		expect(read(tarOf(part({name: 'a', body: 'abc', before: base256(0x80, 3)}), file('b'))).entries[0]!.content).toBe(
			'abc',
		);
		expect(await fault(tarOf(part({name: 'a', before: base256(0xff, 0xff)})))).toBe('invalid-tar');
		expect(await fault(tarOf(part({name: 'a', before: (header) => void header.fill(0xbf, 124, 136)})))).toBe(
			'invalid-tar',
		);
	});

	test('with letters where a number belongs is invalid, with spaces it is not', async () => {
		expect(await fault(tarOf(part({name: 'a', before: (header) => void header.write('12x', 124)})))).toBe(
			'invalid-tar',
		);
		expect(
			read(tarOf(part({name: 'a', body: 'abc', before: (header) => void header.write('          3 ', 124)})))
				.entries[0]!.content,
		).toBe('abc');
	});
});

describe('names', () => {
	test('are bytes: two names that are not UTF-8 stay two', () => {
		const [a, b] = names(
			tarOf(file(Buffer.from([0x66, 0xff])), pax([['path', Buffer.from([0x66, 0xfe])]]), file('short')),
		);
		expect([a, b]).toEqual(['f\udcff', 'f\udcfe']);
	});

	test('come from PAX records, the last of equal keys, and an empty one leaves the header as it is', () => {
		const twice = pax([
			['path', 'first'],
			['mtime', '1.5'],
			['path', 'second=2\nthird'],
			['linkpath', ''],
		]);
		expect(
			read(tarOf(twice, symlink('short', 'kept'), file('plain'))).entries.map(({name, link}) => [name, link]),
		).toEqual([
			['second=2\nthird', 'kept'],
			['plain', ''],
		]);
		expect(names(tarOf(pax([['path', 'lost']]), pax([['comment', 'the later header counts']]), file('own')))).toEqual([
			'own',
		]);
	});

	test('come from GNU long names, which beat PAX', () => {
		const path = `deep/${'d'.repeat(300)}`;
		const target = `to/${'t'.repeat(300)}`;
		const {entries} = read(
			tarOf(
				long('K', target),
				pax([['path', 'pax']]),
				long('L', path),
				part({name: 'cut', flag: '2', format: 'gnu'}),
				file('next'),
			),
		);
		expect(entries.map(({name, link}) => [name, link])).toEqual([
			[path, target],
			['next', ''],
		]);
	});

	test('in global headers change nothing, as runtimes have it, and are told', () => {
		const {entries} = read(
			tarOf(
				pax([['comment', 'abc']], 'g'),
				pax(
					[
						['path', 'everywhere'],
						['size', '3'],
					],
					'g',
				),
				file('a', 'x'),
				file('b'),
			),
		);
		expect(entries.map(({type, name, forAll}) => [type, name, forAll])).toEqual([
			['global', 'PaxHeaders/entry', undefined],
			['global', 'everywhere', true],
			['file', 'a', undefined],
			['file', 'b', undefined],
		]);
	});

	test('over the limit, and extensions over theirs, are given up', async () => {
		expect(await fault(tarOf(long('L', 'n'.repeat(4_096)), file('a')))).toBe('limit-exceeded');
		expect(await fault(tarOf(pax([['path', 'ü'.repeat(2_100)]]), file('a')))).toBe('limit-exceeded');
		expect(await fault(tarOf(part({name: 'x', flag: 'x', size: 2 ** 20 + 1})))).toBe('limit-exceeded');
		expect(await fault(tarOf(part({name: 'x', flag: 'L', size: 2 ** 40})))).toBe('limit-exceeded');
		expect(await fault(tarOf(file('a'), file('b'), file('c')), {...defaultLimits, entries: 2})).toBe('limit-exceeded');
	});
});

describe('PAX records', () => {
	test('that cannot be read make the archive invalid', async () => {
		const broken = [
			'',
			'5',
			'x path=a\n',
			'99 path=a\n',
			'9 path=ab\n',
			'10 path=ab',
			'7 path\n',
			'5 =a\n',
			'0 a=b\n',
			'-9 path=a\n',
			' 9 path=a\n',
			'11 path=a\0b\n',
			'12 uname=a\0b\n',
			'8 a\0b=c\n',
			'9 size=-1\n',
			'9 size=1x\n',
			'00000000000000000011 path=abc\n',
		];
		for (const body of broken) {
			if (body !== '')
				expect([body, await fault(tarOf(part({name: 'x', flag: 'x', body}), file('a')))]).toEqual([
					body,
					'invalid-tar',
				]);
			else expect(names(tarOf(part({name: 'x', flag: 'x', body}), file('a')))).toEqual(['a']);
		}
	});

	test('set the size of what follows', () => {
		const big = pax([['size', '3']]);
		expect(
			read(tarOf(big, part({name: 'a', body: 'abc', size: 0}), file('b'))).entries.map((entry) => entry.content),
		).toEqual(['abc', '']);
	});

	test('named like parts of an object are nothing special', () => {
		expect(
			names(
				tarOf(
					pax([
						['__proto__', 'x'],
						['constructor', 'y'],
						['path', '__proto__'],
					]),
					file('a'),
				),
			),
		).toEqual(['__proto__']);
	});
});

describe('a sparse file', () => {
	const stored = `${'A'.repeat(512)}${'B'.repeat(100)}`;
	const expanded = `${'\0'.repeat(1_000)}${'A'.repeat(512)}${'\0'.repeat(3_000)}${'B'.repeat(100)}${'\0'.repeat(388)}`;
	const map = '1000,512,4512,100,5000,0';

	test('in PAX form 0.0, 0.1 and 1.0 has its holes as zeros', () => {
		const pieces = [
			['GNU.sparse.offset', '1000'],
			['GNU.sparse.numbytes', '512'],
			['GNU.sparse.offset', '4512'],
			['GNU.sparse.numbytes', '100'],
			['GNU.sparse.offset', '5000'],
			['GNU.sparse.numbytes', '0'],
		] as const;
		const form00 = [pax([['GNU.sparse.size', '5000'], ['GNU.sparse.numblocks', '3'], ...pieces]), file('a', stored)];
		const form01 = [
			pax([
				['GNU.sparse.size', '5000'],
				['GNU.sparse.numblocks', '3'],
				['GNU.sparse.map', map],
				['GNU.sparse.name', 'real/name'],
			]),
			file('GNUSparseFile.1/name', stored),
		];
		const lines = padded(Buffer.from(`3\n${map.replaceAll(',', '\n')}\n`));
		const form10 = [
			pax([
				['GNU.sparse.major', '1'],
				['GNU.sparse.minor', '0'],
				['GNU.sparse.name', 'real/name'],
				['GNU.sparse.realsize', '5000'],
			]),
			file('x', Buffer.concat([lines, Buffer.from(stored)])),
		];
		for (const form of [form00, form01, form10]) {
			for (const cut of [1, 7, 512, 65_536]) {
				const {entries} = read(tarOf(...form, file('after')), cut);
				expect(entries.map(({size, content}) => [size, content])).toEqual([
					[5_000, expanded],
					[0, ''],
				]);
			}
		}
		expect([form01, form10].map((form) => names(tarOf(...form)))).toEqual([['real/name'], ['real/name']]);
	});

	test('whose map is longer than a block is read whole', () => {
		const pieces = Array.from({length: 200}, (_, i) => [i * 10, 4]);
		const lines = padded(Buffer.from(`200\n${pieces.flat().join('\n')}\n`));
		const header = pax([
			['GNU.sparse.major', '1'],
			['GNU.sparse.minor', '0'],
			['GNU.sparse.realsize', '2000'],
		]);
		const {entries} = read(tarOf(header, file('x', Buffer.concat([lines, Buffer.from('data'.repeat(200))]))), 100);
		expect(entries[0]!.content).toBe('data\0\0\0\0\0\0'.repeat(200));
	});

	test('from before the directory flag is no directory because its real name ends in a slash', () => {
		const records: [string, string][] = [
			['GNU.sparse.size', '5'],
			['GNU.sparse.numblocks', '1'],
			['GNU.sparse.map', '0,5'],
		];
		const named: [string, string] = ['GNU.sparse.name', 'real/'];
		const of = (name: string, more: [string, string][]) =>
			tarOf(pax([...records, ...more]), part({name, flag: '\0', body: 'bytes'}));
		expect(read(of('a', [named])).entries.map(({type}) => type)).toEqual(['file']);
		expect(() => read(of('a/', [named]))).toThrow('sparse map');
	});

	test('whose map contradicts its data is invalid', async () => {
		const of = (sparseMap: string, blocks: number, body: string, size = '5000') =>
			tarOf(
				pax([
					['GNU.sparse.size', size],
					['GNU.sparse.numblocks', String(blocks)],
					['GNU.sparse.map', sparseMap],
				]),
				file('a', body),
			);
		for (const bad of [
			of('0,4', 1, 'abc'),
			of('0,4', 1, 'abcde'),
			of('4,4,0,4', 2, 'abcdabcd'),
			of('0,4', 2, 'abcd'),
			of('0,6000', 1, 'abc'),
			of('0,x', 1, ''),
			of('0,4,2,4', 2, 'abcdabcd'),
		]) {
			expect(await fault(bad)).toBe('invalid-tar');
		}
		const form10 = (body: string) =>
			tarOf(
				pax([
					['GNU.sparse.major', '1'],
					['GNU.sparse.minor', '0'],
					['GNU.sparse.realsize', '10'],
				]),
				file('a', body),
			);
		for (const body of ['', 'x'.repeat(512), '1\n0\n', `9999999999\n${'1\n'.repeat(255)}`])
			expect(await fault(form10(body))).toBe('invalid-tar');
	});

	test('that stands for endless zeros is given up before one is hashed', async () => {
		expect(
			await fault(
				tarOf(
					pax([
						['GNU.sparse.size', String(2 ** 40)],
						['GNU.sparse.numblocks', '0'],
						['GNU.sparse.major', '0'],
						['GNU.sparse.minor', '1'],
					]),
					file('a'),
				),
			),
		).toBe('limit-exceeded');
	});

	test('in the old GNU form is passed over with the rest of its map, and told', () => {
		const extension = Buffer.alloc(512);
		const more = Buffer.alloc(512);
		more[504] = 1;
		const old = part({name: 'old', flag: 'S', format: 'gnu', size: 600, before: (header) => void (header[482] = 1)});
		const {entries} = read(tarOf(old, more, extension, padded(Buffer.alloc(600, 'd')), file('after')));
		expect(entries.map(({type, flag, name}) => [type, flag, name])).toEqual([
			['unsupported', 'S', 'old'],
			['file', '0', 'after'],
		]);
	});
});

test('any archive reads the same in any chunks', () => {
	const name = fc.constantFrom('a', 'dir/b', './c', 'ü', 'n'.repeat(99));
	const some = fc.oneof(
		fc.tuple(name, fc.nat(1_500)).map(([path, size]) => file(path, Buffer.alloc(size, path))),
		name.map((path) => directory(path)),
		name.map((path) => symlink(path, 'target')),
		fc
			.tuple(name, fc.nat(600))
			.map(([path, size]) => Buffer.concat([pax([['path', `${path}${'p'.repeat(size)}`]]), file('x', 'pax')])),
		fc.nat(900).map((size) => Buffer.concat([long('L', 'l'.repeat(size + 1)), file('x', 'long', {format: 'gnu'})])),
	);
	fc.assert(
		fc.property(fc.array(some, {maxLength: 6}), fc.integer({min: 1, max: 3_000}), (parts, cut) => {
			const archive = tarOf(...parts);
			expect(read(archive, cut)).toEqual(read(archive, archive.length));
		}),
	);
});
