import {FaultError} from '../model/fault.ts';
import {safe, text as textAt} from './tar-header.ts';

/** The records of one PAX header that say what an entry is; names in our text form, empty ones left out. */
export type PaxRecords = {
	readonly path?: string;
	readonly linkpath?: string;
	readonly size?: number;
	/** seconds since 1970, cut to whole ones */
	readonly modified?: number;
	readonly sparse?: PaxSparse;
	/** an attribute by which an overlay file system shows something else than what lies there */
	readonly overlay?: true;
};

/** A sparse file in one of GNU's PAX forms; `map` is null where it stands before the data (form 1.0). */
export type PaxSparse = {
	readonly name: string | null;
	readonly realSize: number | null;
	readonly map: readonly number[] | null;
};

/** Engines set them as they come: such a directory hides what lies below it, shows another, or takes its data from a lower file. */
const overlayAttribute = /^SCHILY\.xattr\.(?:trusted|user)\.overlay\.(?:opaque|redirect|metacopy|whiteout)$/;

const sparsePrefix = 'GNU.sparse.';

/**
 * Reads `<length> <key>=<value>\n` records (POSIX.1-2001, pax interchange format) as Go's `archive/tar` does; the last
 * of equal keys counts, but for the repeated offset and numbytes of sparse form 0.0. FaultError
 * `invalid-tar`, or `limit-exceeded` for a name over `nameBytes`.
 */
export function readPax(bytes: Buffer, nameBytes: number): PaxRecords {
	const kept = new Map<string, string>();
	const pairs: number[] = [];
	let overlay = false;
	let at = 0;
	while (at < bytes.length) {
		const space = bytes.indexOf(0x20, at);
		// Ten digits are more than any header may hold; a longer search would be paid for every record.
		if (space < 0 || space === at || space - at > 10) throw broken();
		const length = decimal(bytes.toString('latin1', at, space));
		const end = at + length;
		if (end > bytes.length || end - 1 <= space || bytes[end - 1] !== 0x0a) throw broken();
		const equals = bytes.indexOf(0x3d, space);
		if (equals < 0 || equals >= end - 1 || equals === space + 1) throw broken();
		const key = bytes.toString('latin1', space + 1, equals);
		at = end;
		// Go refuses NULs in keys and names, also in those that we have no use for.
		if (key.includes('\0')) throw broken();
		overlay ||= overlayAttribute.test(key);
		const named = key === 'path' || key === 'linkpath' || key === `${sparsePrefix}name`;
		const value = bytes.subarray(equals + 1, end - 1);
		if ((named || key === 'uname' || key === 'gname') && value.includes(0)) throw broken();
		if (!named && key !== 'size' && key !== 'mtime' && !key.startsWith(sparsePrefix)) continue;
		if (named && value.length > nameBytes) throw new FaultError('limit-exceeded', `a name of ${value.length} bytes`);
		const text = named ? textAt(value, 0, value.length) : value.toString('latin1');
		if (key === `${sparsePrefix}offset` || key === `${sparsePrefix}numbytes`) {
			if ((pairs.length % 2 === 0) !== key.endsWith('offset')) throw broken();
			pairs.push(decimal(text));
		} else kept.set(key, text);
	}
	const sparse = sparseOf(kept, pairs);
	const path = kept.get('path');
	const linkpath = kept.get('linkpath');
	const size = kept.get('size');
	// A time that is none says nothing; Go refuses it, and so do the engines that unpack what we only read.
	const [modified] = /^\d{1,15}(?=\.|$)/.exec(kept.get('mtime') ?? '') ?? [];
	return {
		...(path ? {path} : {}),
		...(linkpath ? {linkpath} : {}),
		...(size ? {size: decimal(size)} : {}),
		...(modified ? {modified: Number(modified)} : {}),
		...(sparse === null ? {} : {sparse}),
		...(overlay ? {overlay} : {}),
	};
}

function sparseOf(records: ReadonlyMap<string, string>, pairs: readonly number[]): PaxSparse | null {
	const of = (key: string): string => records.get(sparsePrefix + key) ?? '';
	const version = `${of('major')}.${of('minor')}`;
	const listed = pairs.length > 0 || of('map') !== '';
	// Forms 0.0 and 0.1 need not name themselves; a form nobody knows is read as an ordinary file, as runtimes do.
	if (version !== '0.0' && version !== '0.1' && version !== '1.0' && !(version === '.' && listed)) return null;
	const size = of('size') || of('realsize');
	const common = {name: of('name') || null, realSize: size === '' ? null : decimal(size)};
	if (version === '1.0') return {...common, map: null};
	const map = pairs.length > 0 ? pairs : of('map') === '' ? [] : of('map').split(',').map(decimal);
	if (map.length !== 2 * decimal(of('numblocks'))) throw broken();
	return {...common, map};
}

export function decimal(text: string): number {
	if (!/^\d{1,16}$/.test(text)) throw broken();
	return safe(Number(text));
}

const broken = (): FaultError => new FaultError('invalid-tar', 'a PAX header that cannot be read');
