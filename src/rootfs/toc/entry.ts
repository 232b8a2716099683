import type {Limits} from '../../bytes/limits.ts';
import type {TarEntry, TarType} from '../tar.ts';
import type {JsonObject} from './document.ts';
import {UnusableToc} from './unusable.ts';

/** sha256 of no bytes: what empty files have, whose digest builders leave out. */
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Words of both formats (estargz.md, TOCEntry; containers/storage, FileMetadata) and what tar has for them. */
const types = new Map<unknown, {readonly type: TarType; readonly flag: string}>([
	['reg', {type: 'file', flag: '0'}],
	['hardlink', {type: 'hardlink', flag: '1'}],
	['symlink', {type: 'symlink', flag: '2'}],
	['char', {type: 'character', flag: '3'}],
	['block', {type: 'block', flag: '4'}],
	['dir', {type: 'directory', flag: '5'}],
	['fifo', {type: 'fifo', flag: '6'}],
]);

/**
 * An entry of a TOC as the tar entry that it speaks of; null for a further piece of the file before it. `within`: no
 * content lies beyond this byte of the blob.
 *
 * @throws UnusableToc where the tar would tell more than this
 */
export function tarEntryOf(entry: JsonObject, within: number, limits: Limits): TarEntry | null {
	if (whole(entry['offset'], 'offset') > within) throw new UnusableToc('offset lies beyond the content');
	if (whole(entry['endOffset'], 'endOffset') > within) throw new UnusableToc('endOffset lies beyond the content');
	if (entry['type'] === 'chunk') return null;
	const known = types.get(entry['type']);
	if (known === undefined) throw new UnusableToc('an entry of a type that is not known');
	const {type, flag} = known;
	const linked = type === 'symlink' || type === 'hardlink';
	const name = textOf(entry['name'], limits);
	const link = linked ? textOf(entry['linkName'], limits) : '';
	const mode = whole(entry['mode'], 'mode') & 0o7777;
	const major = whole(entry['devMajor'], 'devMajor');
	const minor = whole(entry['devMinor'], 'devMinor');
	if (type !== 'file') return {type, flag, name, link, mode, major, minor, size: 0};
	const size = whole(entry['size'], 'size');
	return {type, flag, name, link, mode, major, minor, size, sha256: sha256Of(entry['digest'], size)};
}

/**
 * A name or a link target. Go writes JSON in UTF-8 and puts U+FFFD for every byte that is not: such a name is lost. An
 * empty one no builder writes, and tar would take it from elsewhere.
 */
function textOf(value: unknown, limits: Limits): string {
	if (typeof value !== 'string' || value === '') throw new UnusableToc('an entry without its name or link target');
	// No unit of a text takes more than three bytes.
	if (3 * value.length > limits.nameBytes && Buffer.byteLength(value) > limits.nameBytes)
		throw new UnusableToc(`a name of more than ${limits.nameBytes} bytes`);
	if (/[\0\ufffd]/.test(value) || !value.isWellFormed())
		throw new UnusableToc('a name that JSON cannot tell as it is in the tar');
	return value;
}

/** A number that is missing is 0, as Go leaves it out. */
function whole(value: unknown, what: string): number {
	if (value === undefined) return 0;
	if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
		throw new UnusableToc(`${what} is no count`);
	return value;
}

function sha256Of(digest: unknown, size: number): string {
	if (size === 0 && (digest === undefined || digest === '')) return emptySha256;
	if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest))
		throw new UnusableToc('a file without the sha256 of its content');
	const sha256 = digest.slice('sha256:'.length);
	if ((sha256 === emptySha256) !== (size === 0)) throw new UnusableToc('a file whose digest and size contradict');
	return sha256;
}
