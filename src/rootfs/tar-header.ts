import {FaultError} from '../model/fault.ts';
import {textOfBytes} from '../model/path.ts';

export const blockSize = 512;

/** One header block as it stands; the type is its flag character. Names are in our text form. */
export type RawHeader = {
	readonly flag: string;
	readonly name: string;
	readonly link: string;
	/** bytes that follow, as the block says; whether they do is up to the type */
	readonly size: number;
	readonly mode: number;
	/** seconds since 1970; 0 where the block does not say it */
	readonly modified: number;
	readonly major: number;
	readonly minor: number;
	/** old GNU sparse files only: another block of their map follows */
	readonly extended: boolean;
};

// Field offsets of POSIX.1-1988 ustar; GNU and star differ behind byte 345.
const field = {
	name: 0,
	mode: 100,
	size: 124,
	modified: 136,
	checksum: 148,
	flag: 156,
	link: 157,
	magic: 257,
	major: 329,
	minor: 337,
	prefix: 345,
	trailer: 508,
};

/**
 * Reads one block as Go's `archive/tar` does, which the runtimes are built on: ustar, PAX, GNU, star and v7 by their
 * magic. Null for a block of zeros; FaultError `invalid-tar` for a wrong checksum or number.
 */
export function readHeader(bytes: Buffer, at: number): RawHeader | null {
	let unsigned = 0;
	let signed = 0;
	for (let i = at; i < at + blockSize; i++) {
		const byte = bytes[i]!;
		unsigned += byte;
		if (byte > 127) signed -= 256;
	}
	if (unsigned === 0) return null;
	// The checksum counts itself as eight spaces. Some old writers summed signed characters.
	for (let i = at + field.checksum; i < at + field.checksum + 8; i++) {
		const byte = bytes[i]!;
		unsigned += 32 - byte;
		if (byte > 127) signed += 256;
	}
	const claimed = octal(bytes, at + field.checksum, 8);
	if (claimed !== unsigned && claimed !== unsigned + signed)
		throw new FaultError('invalid-tar', 'a header whose checksum is wrong');

	const format = formatOf(bytes, at);
	let name = text(bytes, at + field.name, 100);
	const prefix =
		format === 'ustar'
			? text(bytes, at + field.prefix, 155)
			: format === 'star'
				? text(bytes, at + field.prefix, 131)
				: format === 'gnu'
					? buggyPrefix(bytes, at)
					: '';
	if (prefix !== '') name = `${prefix}/${name}`;
	return {
		flag: String.fromCharCode(bytes[at + field.flag]!),
		name,
		link: text(bytes, at + field.link, 100),
		size: number(bytes, at + field.size, 12),
		mode: number(bytes, at + field.mode, 8),
		modified: time(bytes, at + field.modified),
		major: format === 'v7' ? 0 : number(bytes, at + field.major, 8),
		minor: format === 'v7' ? 0 : number(bytes, at + field.minor, 8),
		extended: format === 'gnu' && bytes[at + 482] !== 0,
	};
}

/**
 * Go before 1.8 wrote a prefix into GNU headers, over the two times that stand there. Its reader still takes one from
 * where a time is no number, and so does every runtime: an archive must not be listed under names nobody unpacks.
 */
function buggyPrefix(bytes: Buffer, at: number): string {
	const isTime = (from: number): boolean => bytes[from] === 0 || isNumber(bytes.subarray(from, from + 12));
	if (isTime(at + field.prefix) && isTime(at + field.prefix + 12)) return '';
	const prefix = bytes.toString('latin1', at + field.prefix, at + field.prefix + 155).split('\0', 1)[0]!;
	return /[^\x01-\x7f]/.test(prefix) ? '' : prefix;
}

/** Whether twelve bytes are a number to Go: octal, or base 256 that 64 bits with a sign can hold. */
function isNumber(bytes: Buffer): boolean {
	const lead = bytes[0]!;
	if ((lead & 0x80) === 0) return /^[ \0]*(?:[0-7]+(?:\0[\s\S]*|[ \0]*))?$/.test(bytes.toString('latin1'));
	const inverted = (lead & 0x40) === 0 ? 0 : 0xff;
	const value = bytes.map((byte) => byte ^ inverted);
	return (value[0]! & 0x7f) === 0 && value[1] === 0 && value[2] === 0 && value[3] === 0 && value[4]! < 0x80;
}

/** Whether another block of an old GNU sparse map follows this one. */
export const sparseMapGoesOn = (bytes: Buffer, at: number): boolean => bytes[at + 504] !== 0;

function formatOf(bytes: Buffer, at: number): 'v7' | 'ustar' | 'star' | 'gnu' {
	const from = at + field.magic;
	// 'u' 's' 't' 'a' 'r'
	if (
		bytes[from] !== 0x75 ||
		bytes[from + 1] !== 0x73 ||
		bytes[from + 2] !== 0x74 ||
		bytes[from + 3] !== 0x61 ||
		bytes[from + 4] !== 0x72
	)
		return 'v7';
	if (bytes[from + 5] === 0)
		return bytes.toString('latin1', at + field.trailer, at + field.trailer + 4) === 'tar\0' ? 'star' : 'ustar';
	return bytes[from + 5] === 0x20 && bytes[from + 6] === 0x20 && bytes[from + 7] === 0 ? 'gnu' : 'v7';
}

/** Up to the first NUL, in our text form. */
export function text(bytes: Buffer, at: number, length: number): string {
	let end = at;
	let ascii = true;
	for (const limit = at + length; end < limit; end++) {
		const byte = bytes[end]!;
		if (byte === 0) break;
		if (byte > 127) ascii = false;
	}
	if (end === at) return '';
	return ascii ? bytes.toString('latin1', at, end) : textOfBytes(bytes.subarray(at, end));
}

/** A number in octal, or in base 256 where the first bit is set (GNU, for what octal cannot hold). */
function number(bytes: Buffer, at: number, length: number): number {
	const lead = bytes[at]!;
	if ((lead & 0x80) === 0) return octal(bytes, at, length);
	if ((lead & 0x40) !== 0) throw new FaultError('invalid-tar', 'a header with a negative number');
	let value = lead & 0x3f;
	for (let i = at + 1; i < at + length; i++) value = value * 256 + bytes[i]!;
	return safe(value);
}

/** Before 1970 (GNU's negative numbers) nothing of ours was written. */
const time = (bytes: Buffer, at: number): number => ((bytes[at]! & 0xc0) === 0xc0 ? 0 : number(bytes, at, 12));

/** Spaces and NULs before and after the digits are padding; nothing at all is 0. */
function octal(bytes: Buffer, at: number, length: number): number {
	let i = at;
	const end = at + length;
	while (i < end && (bytes[i] === 0x20 || bytes[i] === 0)) i++;
	let value = 0;
	for (; i < end; i++) {
		const digit = bytes[i]! - 0x30;
		if (digit < 0 || digit > 7) break;
		value = value * 8 + digit;
	}
	// A NUL ends the number whatever comes after it.
	while (i < end && bytes[i] === 0x20) i++;
	if (i < end && bytes[i] !== 0) throw new FaultError('invalid-tar', 'a header with a number that is none');
	return value;
}

export function safe(value: number): number {
	if (!Number.isSafeInteger(value)) throw new FaultError('invalid-tar', 'a header with a number beyond all sizes');
	return value;
}
