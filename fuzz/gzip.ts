import {createHash} from 'node:crypto';
import {crc32, deflateRawSync} from 'node:zlib';
import {damaged, pieces, type Random} from './random.ts';
import {type Case, outcomeOf, type Target} from './target.ts';
import {content, expand, summary} from './zstd.ts';

const flag = {hcrc: 2, extra: 4, name: 8, comment: 16};

/** One member with any of the optional fields of RFC 1952. */
function member(random: Random, whole: Buffer): Buffer {
	let flags = random.oneIn(2) ? 0 : random.below(32) & ~1;
	if (random.oneIn(30)) flags |= 1;
	const header: Buffer[] = [
		Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, random.pick([0, 2, 4]), random.pick([3, 255])]),
	];
	if (flags & flag.extra) {
		const extra = random.bytes(random.below(30));
		const length = Buffer.alloc(2);
		length.writeUInt16LE(extra.length);
		header.push(length, extra);
	}
	if (flags & flag.name) header.push(Buffer.from(`${random.text('ab.tar', 0, 12)}\0`));
	if (flags & flag.comment) header.push(Buffer.from(`${random.text('what ', 0, 12)}\0`));
	if (flags & flag.hcrc) {
		const sum = Buffer.alloc(2);
		sum.writeUInt16LE(crc32(Buffer.concat(header)) & 0xffff);
		header.push(sum);
	}
	const trailer = Buffer.alloc(8);
	trailer.writeUInt32LE(crc32(whole));
	trailer.writeUInt32LE(whole.length, 4);
	return Buffer.concat([...header, deflateRawSync(whole, {level: random.pick([0, 1, 6])}), trailer]);
}

async function run(random: Random, one: Case): Promise<void> {
	const contents = Array.from({length: random.between(1, 4)}, () => content(random));
	let bytes: Buffer = Buffer.concat(contents.map((whole) => member(random, whole)));
	const plain = random.oneIn(2);
	const padding = random.oneIn(6) ? random.below(600) : 0;
	bytes = Buffer.concat([bytes, Buffer.alloc(padding)]);
	if (!plain)
		bytes = random.oneIn(6) ? Buffer.concat([bytes, random.bytes(random.between(1, 12))]) : damaged(random, bytes);
	const read = (chunks: readonly Uint8Array[]) => outcomeOf(() => expand(chunks, '+gzip'));
	const whole = await read([bytes]);
	one.same(
		'the same stream in other pieces',
		summary(whole),
		summary(await read(pieces(bytes, random.cuts(bytes.length)))),
	);
	if (plain)
		one.holds(
			`a whole stream gives ${JSON.stringify(whole)}`,
			'value' in whole && whole.value.equals(Buffer.concat(contents)),
		);
	if (one.tools.go !== null) {
		const answer = await one.tools.go.ask('z', bytes);
		one.with("Go's compress/gzip", 'value' in whole, answer.error === '');
		if ('value' in whole) {
			if (answer.error === '') one.same('Go', createHash('sha256').update(whole.value).digest('hex'), answer.sha256);
			else if (padded(bytes)) one.knows('gzip-padding');
			else one.fail(`Go: ${answer.error}, ours gives ${whole.value.length} bytes`);
		} else if (answer.error === '' && /header flags/.test(whole.detail)) one.knows('gzip-reserved-flags');
		else if (answer.error === '') one.fail(`Go gives ${answer.size} bytes, ours ${JSON.stringify(whole)}`);
	}
	one.took('value' in whole);
	const program = random.pick(['gzip', 'pigz'] as const);
	one.ask(program, 2, bytes, ({status, stdout}) => {
		one.with(program, 'value' in whole, status === 0);
		if ('value' in whole) {
			if (status === 0) one.same(program, whole.value.toString('latin1'), stdout.toString('latin1'));
			else one.fail(`${program} refuses (${status}) what gives ${whole.value.length} bytes`);
		} else if (status === 0) {
			const what = `${program} gives ${stdout.length} bytes, ours ${JSON.stringify(whole)}`;
			if (program === 'pigz' && /^(?:trailing-garbage|invalid-gzip)$/.test(whole.fault)) one.knows('pigz-forgives');
			else one.fail(what);
		}
	});
}

const padded = (bytes: Buffer): boolean => bytes.at(-1) === 0;

export const gzip: Target = {name: 'gzip', share: 90, run};
