import {constants, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import {decompress} from '../src/bytes/decompress.ts';
import {defaultLimits} from '../src/bytes/limits.ts';
import {damaged, pieces, type Random} from './random.ts';
import {type Case, outcomeOf, type Target} from './target.ts';

const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** How an lzma file begins. */
const lzma = Buffer.from([0x5d, 0, 0]);
const limits = {...defaultLimits, zstdWindow: 8 * 2 ** 20, zstdFrames: 64};

type Frame = {readonly bytes: Buffer; readonly content: Buffer};

export function content(random: Random): Buffer {
	switch (random.below(4)) {
		case 0:
			return random.bytes(random.below(600));
		case 1:
			return Buffer.alloc(random.below(5000), random.below(256));
		case 2:
			return Buffer.from(random.text('abc ', 0, 700));
		default:
			return Buffer.alloc(random.below(2));
	}
}

/** A frame of raw and repeated blocks, which no compressor is asked to make (RFC 8878, 3.1.1). */
function written(random: Random): Frame {
	const blocks: Buffer[] = [];
	const parts: Buffer[] = [];
	const count = random.between(1, 4);
	for (let i = 0; i < count; i++) {
		const repeated = random.oneIn(3);
		const part = repeated ? Buffer.alloc(random.below(900), random.below(256)) : random.bytes(random.below(300));
		const header = Buffer.alloc(3);
		header.writeUIntLE((part.length << 3) | (repeated ? 2 : 0) | (i === count - 1 ? 1 : 0), 0, 3);
		blocks.push(header, repeated ? Buffer.from([part[0] ?? 7]) : part);
		parts.push(part);
	}
	const whole = Buffer.concat(parts);
	const size = Buffer.alloc(8);
	size.writeBigUInt64LE(BigInt(whole.length));
	// Content size in 0 (with a window instead), 1 (a single segment), 4 or 8 bytes.
	const [descriptor, header] = random.pick([
		[0x00, Buffer.from([random.between(0, 0x30)])],
		[0x80, Buffer.concat([Buffer.from([0x10]), size.subarray(0, 4)])],
		[0xa0, size.subarray(0, 4)],
		[0xe0, size],
		[0x01, Buffer.from([0x08, 0])],
		[0x03, Buffer.from([0x08, 0, 0, 0, 0])],
	] as const);
	return {bytes: Buffer.concat([magic, Buffer.from([descriptor]), header, ...blocks]), content: whole};
}

function frame(random: Random): Frame {
	if (random.oneIn(4)) {
		const inside = random.oneIn(3) ? magic : random.bytes(random.below(40));
		const head = Buffer.alloc(8);
		head.writeUInt32LE(0x184d2a50 + random.below(16));
		head.writeUInt32LE(inside.length, 4);
		return {bytes: Buffer.concat([head, inside]), content: Buffer.alloc(0)};
	}
	if (random.oneIn(3)) return written(random);
	const whole = content(random);
	const params = {
		[constants.ZSTD_c_checksumFlag]: random.below(2),
		[constants.ZSTD_c_contentSizeFlag]: random.below(2),
		[constants.ZSTD_c_compressionLevel]: random.pick([1, 3, -5]),
	};
	return {bytes: zstdCompressSync(whole, {params}), content: whole};
}

async function run(random: Random, one: Case): Promise<void> {
	const frames = Array.from({length: random.between(1, 5)}, () => frame(random));
	let bytes: Buffer = Buffer.concat(frames.map((one) => one.bytes));
	const expected = Buffer.concat(frames.map((one) => one.content));
	const plain = random.oneIn(3);
	if (!plain)
		bytes = random.oneIn(6) ? Buffer.concat([bytes, random.bytes(random.between(1, 12))]) : damaged(random, bytes);
	const read = (chunks: readonly Uint8Array[]) => outcomeOf(() => expand(chunks, '+zstd'));
	const whole = await read([bytes]);
	const cut = await read(pieces(bytes, random.cuts(bytes.length)));
	// How far a decoder got before it met its fault is told in no word of it.
	one.same('the same stream in other pieces', summary(whole), summary(cut));
	if (plain) {
		one.holds(
			`a whole stream gives ${JSON.stringify(summary(whole))}`,
			'value' in whole && whole.value.equals(expected),
		);
		for (const {bytes, content} of frames)
			if (bytes.subarray(0, 4).equals(magic)) one.holds("Node's decoder", zstdDecompressSync(bytes).equals(content));
		one.with("node's zstd, frame by frame");
	}
	one.took('value' in whole);
	one.ask('zstd', 1, bytes, ({status, stdout}) => {
		one.with('zstd', 'value' in whole, status === 0);
		if ('value' in whole) {
			if (status === 0) {
				if (stdout.equals(whole.value)) return;
				// Of a whole stream Node's decoder has agreed with what went in.
				one.holds('zstd gives other bytes', !plain && stdout.length === whole.value.length);
				one.knows('zstd-of-damage');
			} else if (bytes.length === 0) one.knows('zstd-of-nothing');
			else one.fail(`zstd refuses (${status}) what gives ${whole.value.length} bytes`);
		} else if (status === 0 && !plain && whole.fault === 'invalid-zstd') one.knows('zstd-of-damage');
		else if (status === 0 && whole.fault === 'trailing-garbage' && bytes.includes(lzma)) one.knows('zstd-reads-lzma');
		else if (status === 0) one.fail(`zstd gives ${stdout.length} bytes, ours ${JSON.stringify(whole)}`);
	});
}

export async function expand(chunks: readonly Uint8Array[], mediaType: string): Promise<Buffer> {
	async function* source(): AsyncGenerator<Uint8Array> {
		yield* chunks;
	}
	const out: Buffer[] = [];
	for await (const piece of decompress(source(), mediaType, limits)) out.push(Buffer.from(piece));
	return Buffer.concat(out);
}

type Read = Awaited<ReturnType<typeof outcomeOf<Buffer>>>;
export const summary = (read: Read): unknown => ('value' in read ? read.value.toString('latin1') : read.fault);

export const zstd: Target = {name: 'zstd', share: 90, run};
