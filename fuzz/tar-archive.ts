import {endMarker, long, type TarPart, part, pax, paxBody} from '../__tests__/builders/tar.ts';
import {damaged, type Random} from './random.ts';

/** An archive, and what about it other readers are known to see in their own way. */
export type Archive = {
	readonly bytes: Buffer;
	/** nothing was bent: ours has to read it, and every sane reader the same */
	readonly plain: boolean;
};

const words = ['a', 'b', 'bin', 'xwho', 'x.js', 'b.wh.c', 'a-b', 'ä', '.wh.a', '.wh..wh..opq', 'dist'];

function name(random: Random, bent: boolean): string | Buffer {
	let text = Array.from({length: random.between(1, 4)}, () => random.pick(words)).join('/');
	if (random.oneIn(12)) text += `/${'n'.repeat(random.between(80, 300))}`;
	if (!bent) return text;
	switch (random.below(12)) {
		case 0:
			return `./${text}`;
		case 1:
			return `/${text}`;
		case 2:
			return `${text}/`;
		case 3:
			return text.replace('/', '//');
		case 4:
			return `../${text}`;
		case 5:
			return `a/../${text}`;
		case 6:
			return Buffer.concat([Buffer.from(text), random.bytes(random.between(1, 4))]);
		case 7:
			return random.pick(['', '.', '/', './', '..', '.wh.', '.wh..', '.wh..wh.plnk/1', ' ', '\n']);
		default:
			return text;
	}
}

const flags = ['0', '0', '0', '0', '\0', '1', '2', '3', '4', '5', '5', '6'];
const oddFlags = ['7', 'S', 'V', 'M', 'D', 'N', 'A', 'X', ' ', 'Z', '8', '\x80'];

/** One entry: its extension headers, its header, its body. */
function entry(random: Random, bent: boolean): Buffer[] {
	const parts: Buffer[] = [];
	let flag = random.pick(flags);
	if (bent && random.oneIn(12)) flag = random.pick(oddFlags);
	const carries = flag === '0' || flag === '\0';
	let body: Buffer = carries
		? random.bytes(random.pick([0, 1, 5, 511, 512, 513, random.below(3000)]))
		: Buffer.alloc(0);
	const path = Buffer.from(name(random, bent));
	const link = flag === '1' || flag === '2' ? Buffer.from(name(random, bent)) : Buffer.alloc(0);
	const spec: TarPart = {name: path, link, flag, mode: random.pick([0o644, 0o755, 0o4755, 0o1777, 0, 0o7777])};
	if (flag === '3' || flag === '4') Object.assign(spec, {major: random.below(300), minor: random.below(300)});
	spec.format = random.pick(['ustar', 'ustar', 'gnu', 'v7', 'star']);

	const records: [string, string | Uint8Array][] = [];
	if (path.length > 100 || random.oneIn(6)) {
		if (random.oneIn(2)) parts.push(long('L', path));
		else records.push(['path', path]);
		if (bent && random.oneIn(4)) records.push(['path', Buffer.from(name(random, true))]);
	} else if (spec.format === 'ustar' && random.oneIn(8)) {
		spec.prefix =
			random
				.text('abc/', 1, 60)
				.replaceAll(/\/+/g, '/')
				.replace(/^\/|\/$/g, '') || 'p';
	}
	if (link.length > 100 || (link.length > 0 && random.oneIn(6))) {
		if (random.oneIn(2)) parts.push(long('K', link));
		else records.push(['linkpath', link]);
	}
	if (random.oneIn(8)) records.push(['mtime', '1700000000.25']);
	if (random.oneIn(12)) records.push(['comment', 'x'.repeat(random.below(600))]);
	if (carries && random.oneIn(10)) {
		const sparse = sparseFile(random, bent);
		records.push(...sparse.records);
		body = sparse.stored;
	}
	if (carries && random.oneIn(10)) {
		records.push(['size', String(body.length)]);
		if (random.oneIn(2)) spec.size = random.below(5000);
	}
	if (bent) bendRecords(random, records);
	if (records.length > 0) {
		let bytes = paxBody(records);
		if (bent && random.oneIn(10)) bytes = damaged(random, bytes);
		parts.push(part({name: 'PaxHeaders/x', flag: 'x', body: bytes}));
	}
	if (bent) bendHeader(random, spec, body);
	parts.push(part({...spec, body}));
	if (random.oneIn(40)) parts.splice(bent ? random.below(parts.length) : 0, 0, pax([['comment', 'for all']], 'g'));
	if (bent && random.oneIn(20)) parts.splice(random.below(parts.length), 0, pax([['path', 'for-all']], 'g'));
	return parts;
}

function sparseFile(random: Random, bent: boolean): {records: [string, string][]; stored: Buffer} {
	const map: number[] = [];
	let at = 0;
	let data = 0;
	for (let pieces = random.below(5); pieces > 0; pieces--) {
		at += random.pick([0, 512, random.below(2000)]);
		const length = random.pick([0, 1, 512, random.below(1500)]);
		map.push(at, length);
		at += length;
		data += length;
	}
	let size = at + random.pick([0, 0, 700]);
	if (map.length === 0 || random.oneIn(2)) map.push(size, 0);
	if (bent && random.oneIn(3)) map[random.below(map.length)] = random.pick([0, at, at + 1, 7, 2 ** 40]);
	if (bent && random.oneIn(6)) size = random.pick([0, at - 1, 2 ** 45, data]);
	const bytes = random.bytes(data);
	const g = (key: string, value: string | number): [string, string] => [`GNU.sparse.${key}`, String(value)];
	const pieces = map.length / 2;
	switch (random.below(3)) {
		case 0: {
			const pairs: [string, string][] = [];
			for (let i = 0; i < map.length; i += 2) pairs.push(g('offset', map[i]!), g('numbytes', map[i + 1]!));
			return {records: [g('size', size), g('numblocks', pieces), ...pairs], stored: bytes};
		}
		case 1:
			return {
				records: [g('size', size), g('name', 'sparse-1'), g('numblocks', pieces), g('map', map.join(','))],
				stored: bytes,
			};
		default: {
			const text = Buffer.from(`${[pieces, ...map].join('\n')}\n`);
			const filled = Buffer.concat([text, Buffer.alloc((512 - (text.length % 512)) % 512)]);
			return {
				records: [g('major', 1), g('minor', 0), g('name', 'sparse-2'), g('realsize', size)],
				stored: Buffer.concat([filled, bytes]),
			};
		}
	}
}

function bendRecords(random: Random, records: [string, string | Uint8Array][]): void {
	if (!random.oneIn(6)) return;
	const key = random.pick([
		'path',
		'linkpath',
		'size',
		'mtime',
		'uid',
		'GNU.sparse.major',
		'GNU.sparse.numblocks',
		'k',
	]);
	const value = random.pick([
		'',
		'0',
		'-1',
		'1.5',
		' 7',
		'7 ',
		'+7',
		'0x7',
		'99999999999999999999',
		'a\0b',
		'a=b',
		'a\nb',
	]);
	records.splice(random.below(records.length + 1), 0, [key, value]);
}

function bendHeader(random: Random, spec: TarPart, body: Buffer): void {
	if (random.oneIn(8)) spec.size = random.pick([0, 1, 512, body.length + 512, 2 ** 33, 2 ** 53, 1e15]);
	if (random.oneIn(14)) spec.unpadded = true;
	if (random.oneIn(6)) {
		const [at, length] = random.pick([
			[100, 8],
			[108, 8],
			[124, 12],
			[136, 12],
			[329, 8],
			[337, 8],
		] as const);
		const value = random.pick([
			Buffer.from('  7 '),
			Buffer.from('\x00\x007'),
			Buffer.from('7 8'),
			Buffer.from('9'),
			Buffer.from('-1'),
			Buffer.alloc(length, 0xff),
			Buffer.concat([Buffer.from([0x80]), Buffer.alloc(length - 2), Buffer.from([random.below(256)])]),
			Buffer.alloc(length),
			Buffer.alloc(length, 0x20),
			Buffer.alloc(length, 0x37),
			random.bytes(length),
		]);
		spec.before = (header) => {
			header.fill(0, at, at + length);
			value.copy(header, at, 0, length);
		};
	}
	if (random.oneIn(12)) {
		const at = random.pick([257, 262, 263, 264, 345, 482, 500, 508, 511, random.below(512)]);
		const byte = random.below(256);
		spec.before = (header) => {
			header[at] = byte;
		};
	}
	if (random.oneIn(20)) {
		const way = random.below(4);
		spec.after = (header) => {
			if (way === 0) header[random.below(512)]! ^= 1;
			else if (way === 1) header.fill(0, 148, 156);
			else if (way === 2) header.write(header.toString('latin1', 148, 154).replaceAll('0', ' '), 148, 'latin1');
			else signedSum(header);
		};
	}
}

/** The sum that some old writers made: of signed characters. */
function signedSum(header: Buffer): void {
	header.fill(' ', 148, 156);
	let sum = 0;
	for (const byte of header) sum += byte > 127 ? byte - 256 : byte;
	header.write(`${Math.max(0, sum).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

export function archive(random: Random): Archive {
	const bent = !random.oneIn(3);
	const parts: Buffer[] = [];
	for (let entries = random.below(7); entries > 0; entries--) parts.push(...entry(random, bent));
	if (bent && random.oneIn(16))
		parts.splice(random.below(parts.length + 1), 0, Buffer.alloc(random.pick([512, 1024, 1536])));
	if (bent && random.oneIn(16) && parts.length > 0) parts.splice(random.below(parts.length), 1);
	if (bent && random.oneIn(16) && parts.length > 0) parts.push(random.pick(parts));
	const ending = bent ? random.below(10) : random.below(3);
	if (ending < 6) parts.push(endMarker);
	else if (ending === 6) parts.push(Buffer.alloc(512));
	else if (ending === 7) parts.push(endMarker, random.bytes(random.below(1200)));
	else if (ending === 8) parts.push(Buffer.alloc(10240));
	let bytes: Buffer = Buffer.concat(parts);
	if (bent && random.oneIn(6)) bytes = damaged(random, bytes);
	return {bytes, plain: !bent};
}
