/**
 * A file's name inside a root file system: relative, '/'-separated, without '.', '..' or a leading slash.
 *
 * Names are bytes. A name that is UTF-8 is that text; every byte that is not part of valid UTF-8 becomes one lone
 * surrogate U+DC80…U+DCFF, which no UTF-8 text can hold. So two byte names never share a Path, and JSON carries both.
 */
export type Path = string & {readonly __brand: 'Path'};

export const asPath = (text: string): Path => text as Path;

/** Why a raw name cannot be a Path as it stands. `root` names the root itself ('', '.', '/', './'). */
export type NameProblem = 'root' | 'parent-component' | 'nul-byte';

/**
 * Reads a name as a runtime does when it unpacks: leading slashes and '.' components vanish, doubled and trailing
 * slashes fold, '..' is clamped to the root. `clamped` says that the name tried to leave its directory.
 */
export function pathOf(name: string): {path: Path; clamped: boolean} {
	const simple = name !== '' && name.charCodeAt(0) !== 47 && !/(^|\/)\.{0,2}(\/|$)/.test(name);
	if (simple) return {path: name as Path, clamped: false};
	const kept: string[] = [];
	let clamped = false;
	for (const part of name.split('/')) {
		if (part === '' || part === '.') continue;
		if (part === '..') {
			clamped = true;
			kept.pop();
		} else kept.push(part);
	}
	return {path: kept.join('/') as Path, clamped};
}

const utf8 = new TextEncoder();
const strict = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** The text form of a name's bytes; see {@link Path}. Never throws. */
export function textOfBytes(bytes: Uint8Array): string {
	let ascii = true;
	for (let i = 0; i < bytes.length; i++) {
		if (bytes[i]! > 0x7f) {
			ascii = false;
			break;
		}
	}
	if (ascii) return String.fromCharCode.apply(null, bytes as unknown as number[]);
	try {
		return strict.decode(bytes);
	} catch {
		return escapeInvalid(bytes);
	}
}

/** Every byte is looked at once, and the text is one piece: a thousand pieces joined cost a hundred times its memory. */
function escapeInvalid(bytes: Uint8Array): string {
	const units = new Uint16Array(bytes.length);
	let length = 0;
	for (let at = 0; at < bytes.length; ) {
		const size = characterAt(bytes, at);
		if (size === 0) units[length++] = 0xdc00 + bytes[at++]!;
		else {
			let code = size === 1 ? bytes[at]! : bytes[at]! & (0x7f >> size);
			for (let next = at + 1; next < at + size; next++) code = (code << 6) | (bytes[next]! & 0x3f);
			if (code > 0xffff) units[length++] = 0xd7c0 + (code >> 10);
			units[length++] = code > 0xffff ? 0xdc00 + (code & 0x3ff) : code;
			at += size;
		}
	}
	return textOfUnits(units.subarray(0, length));
}

/** Not in one call: its arguments would lie on the stack. */
function textOfUnits(units: Uint16Array): string {
	const parts: string[] = [];
	for (let at = 0; at < units.length; at += 4_096)
		parts.push(String.fromCharCode.apply(null, units.subarray(at, at + 4_096) as unknown as number[]));
	return parts.length === 1 ? parts[0]! : parts.join('');
}

/** Bytes of the character that begins there; 0 where none does (Unicode 3.9, table 3-7: well-formed UTF-8). */
function characterAt(bytes: Uint8Array, at: number): number {
	const lead = bytes[at]!;
	if (lead < 0x80) return 1;
	const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
	if (size === 0 || at + size > bytes.length) return 0;
	const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
	const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
	if (bytes[at + 1]! < least || bytes[at + 1]! > most) return 0;
	for (let next = at + 2; next < at + size; next++) if ((bytes[next]! & 0xc0) !== 0x80) return 0;
	return size;
}

/** The bytes a text form stands for: the inverse of {@link textOfBytes}. */
export function bytesOfText(text: string): Uint8Array {
	if (isUtf8(text)) return utf8.encode(text);
	const out: number[] = [];
	for (const character of text) {
		const code = character.codePointAt(0)!;
		if (code >= 0xdc80 && code <= 0xdcff) out.push(code - 0xdc00);
		else out.push(...utf8.encode(character));
	}
	return Uint8Array.from(out);
}

/** Whether the name's bytes are valid UTF-8. */
export const isUtf8 = (text: string): boolean => text.isWellFormed();

/** Order by name bytes, as `LC_ALL=C sort` has it. */
export function comparePaths(a: string, b: string): number {
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) {
		const x = a.charCodeAt(i);
		const y = b.charCodeAt(i);
		if (x === y) continue;
		// Below the surrogates UTF-16 order is UTF-8 order; from there on only the bytes can tell.
		if (x < 0xd800 && y < 0xd800) return x - y;
		// A pair begins one before. What differs does so within the bytes of one character: long names cost no more.
		const from = i > 0 && (a.charCodeAt(i - 1) & 0xfc00) === 0xd800 ? i - 1 : i;
		const some = compareBytes(firstBytes(a, from), firstBytes(b, from));
		return some === 0 ? compareBytes(bytesOfText(a), bytesOfText(b)) : some;
	}
	return a.length - b.length;
}

/** Four, which no cut through a pair behind them changes. */
const firstBytes = (text: string, from: number): Uint8Array => bytesOfText(text.slice(from, from + 8)).subarray(0, 4);

function compareBytes(a: Uint8Array, b: Uint8Array): number {
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
	return a.length - b.length;
}

/** Sorts names in place, as {@link comparePaths} has them. Without surrogates their own order is that of their bytes. */
export function sortNames(names: string[]): void {
	if (names.some((name) => /[\ud800-\udfff]/.test(name))) names.sort(comparePaths);
	else names.sort();
}

/** The directory that holds a path; '' for a name at the top. */
export function parentOf(path: string): Path {
	const slash = path.lastIndexOf('/');
	return (slash < 0 ? '' : path.slice(0, slash)) as Path;
}

export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether `path` is `directory` or lies below it; '' holds everything. */
export const isWithin = (path: string, directory: string): boolean =>
	directory === '' ||
	path === directory ||
	(path.length > directory.length && path.charCodeAt(directory.length) === 47 && path.startsWith(directory));

/** The path as seen from `directory`, which must hold it. */
export const relativeTo = (path: string, directory: string): Path =>
	(directory === '' ? path : path.slice(directory.length + 1)) as Path;

export const joinPath = (directory: string, path: string): Path =>
	(directory === '' ? path : path === '' ? directory : `${directory}/${path}`) as Path;
