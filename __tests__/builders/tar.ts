/** Writes tar archives byte by byte, right ones and wrong ones. */
export type TarPart = {
	name?: string | Uint8Array;
	flag?: string;
	link?: string | Uint8Array;
	body?: string | Uint8Array;
	/** the size the header claims; else the body's */
	size?: number;
	mode?: number;
	major?: number;
	minor?: number;
	format?: 'ustar' | 'gnu' | 'v7' | 'star';
	prefix?: string;
	/** changes the finished header before its checksum is made */
	before?: (header: Buffer) => void;
	/** changes the finished header after its checksum is made */
	after?: (header: Buffer) => void;
	/** leaves the padding after the body out */
	unpadded?: boolean;
};

const bytesOf = (value: string | Uint8Array): Buffer =>
	typeof value === 'string' ? Buffer.from(value) : Buffer.from(value);

function number(value: number, length: number): Buffer {
	const digits = value.toString(8);
	if (digits.length < length) return Buffer.from(`${digits.padStart(length - 1, '0')}\0`);
	const out = Buffer.alloc(length);
	let rest = BigInt(value);
	for (let i = length - 1; i >= 0; i--, rest >>= 8n) out[i] = Number(rest & 255n);
	out[0]! |= 0x80;
	return out;
}

export function padded(bytes: Uint8Array): Buffer {
	return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** One header and its body. */
export function part(spec: TarPart): Buffer {
	const body = bytesOf(spec.body ?? '');
	const header = Buffer.alloc(512);
	const format = spec.format ?? 'ustar';
	bytesOf(spec.name ?? 'file').copy(header, 0, 0, 100);
	number(spec.mode ?? (spec.flag === '5' ? 0o755 : 0o644), 8).copy(header, 100);
	number(0, 8).copy(header, 108);
	number(0, 8).copy(header, 116);
	number(spec.size ?? body.length, 12).copy(header, 124);
	number(1_700_000_000, 12).copy(header, 136);
	header[156] = (spec.flag ?? '0').charCodeAt(0);
	bytesOf(spec.link ?? '').copy(header, 157, 0, 100);
	if (format !== 'v7') {
		header.write(format === 'gnu' ? 'ustar  \0' : 'ustar\x0000', 257, 'latin1');
		number(spec.major ?? 0, 8).copy(header, 329);
		number(spec.minor ?? 0, 8).copy(header, 337);
		header.write(spec.prefix ?? '', 345, 'latin1');
		if (format === 'star') header.write('tar\0', 508, 'latin1');
	}
	spec.before?.(header);
	header.fill(' ', 148, 156);
	let sum = 0;
	for (const byte of header) sum += byte;
	header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
	spec.after?.(header);
	return Buffer.concat([header, spec.unpadded ? body : padded(body)]);
}

export const file = (name: string | Uint8Array, body: string | Uint8Array = '', more: TarPart = {}): Buffer =>
	part({name, body, ...more});
export const directory = (name: string | Uint8Array, mode = 0o755): Buffer => part({name, flag: '5', mode});
export const symlink = (name: string | Uint8Array, link: string | Uint8Array): Buffer =>
	part({name, link, flag: '2', mode: 0o777});
export const hardlink = (name: string, link: string): Buffer => part({name, link, flag: '1'});
export const whiteout = (name: string): Buffer => part({name});

/** PAX records as they are written: each length counts itself. */
export function paxBody(records: readonly (readonly [string, string | Uint8Array])[]): Buffer {
	return Buffer.concat(
		records.map(([key, value]) => {
			const rest = Buffer.concat([Buffer.from(` ${key}=`), bytesOf(value), Buffer.from('\n')]);
			let length = rest.length + 1;
			while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
			return Buffer.concat([Buffer.from(String(length)), rest]);
		}),
	);
}

export const pax = (records: readonly (readonly [string, string | Uint8Array])[], flag = 'x'): Buffer =>
	part({name: 'PaxHeaders/entry', flag, body: paxBody(records)});

/** GNU's long name (`L`) or long link target (`K`). */
export const long = (flag: 'L' | 'K', text: string | Uint8Array): Buffer =>
	part({name: '././@LongLink', flag, format: 'gnu', body: Buffer.concat([bytesOf(text), Buffer.alloc(1)])});

export const endMarker = Buffer.alloc(1024);

/** A whole archive with its end marker. */
export const tarOf = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat([...parts, endMarker]);
