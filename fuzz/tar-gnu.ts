import {defaultLimits} from '../src/bytes/limits.ts';
import {bytesOfText} from '../src/model/path.ts';
import {TarReader} from '../src/rootfs/tar.ts';
import {type Ended, outOfTime} from './program.ts';
import {eachHeader} from './tar-repair.ts';
import type {ReadArchive, ReadEntry} from './tar.ts';
import type {DisagreementId} from './disagreements.ts';
import type {Case} from './target.ts';

const letters: Readonly<Record<string, string>> = {
	file: '-',
	hardlink: 'h',
	symlink: 'l',
	character: 'c',
	block: 'b',
	directory: 'd',
	fifo: 'p',
};

/** Nine letters, as `ls -l` has them. */
function permissions(mode: number): string {
	const bits = 'rwxrwxrwx'.split('').map((letter, i) => (mode & (0o400 >> i) ? letter : '-'));
	for (const [bit, at, letter] of [
		[0o4000, 2, 's'],
		[0o2000, 5, 's'],
		[0o1000, 8, 't'],
	] as const)
		if (mode & bit) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
	return bits.join('');
}

/** tar's `--quoting-style=escape` in the C locale. */
function escaped(text: string): string {
	const names: Record<number, string> = {7: 'a', 8: 'b', 9: 't', 10: 'n', 11: 'v', 12: 'f', 13: 'r', 92: '\\'};
	let out = '';
	for (const byte of bytesOfText(text)) {
		if (names[byte] !== undefined) out += `\\${names[byte]}`;
		else if (byte < 32 || byte > 126) out += `\\${byte.toString(8).padStart(3, '0')}`;
		else out += String.fromCharCode(byte);
	}
	return out;
}

function line(entry: ReadEntry): string {
	const {type, name, link, size, mode, major, minor} = entry;
	const device = type === 'character' || type === 'block';
	const to = type === 'symlink' ? ` -> ${escaped(link)}` : type === 'hardlink' ? ` link to ${escaped(link)}` : '';
	return `${letters[type]}${permissions(mode)} ${device ? `${major},${minor}` : type === 'file' ? size : '-'} ${escaped(name.replace(/\/+$/, ''))}${to}`;
}

/** GNU tar's listing without owners, times and the slashes after directories. */
const theirLine = (text: string): string =>
	text.replace(/^(\S+) \S+ +(\S+) \S+ \S+ (.*)$/, (_, mode: string, size: string, rest: string) => {
		const [name, to = ''] = rest.split(/(?=(?: -> | link to ).*$)/);
		const shown = /^[-bc]/.test(mode) ? size : '-';
		return `${mode} ${shown} ${name!.replace(/\/+$/, '')}${to}`;
	});

/** What is in this archive that GNU tar is known to read in its own way. */
function reasons(bytes: Buffer, read: ReadArchive): DisagreementId[] {
	const found = new Set<DisagreementId>();
	for (const {type, name, forAll} of read.entries) {
		if (forAll) found.add('gnu-tar-global');
		if (type === 'unsupported') found.add('gnu-tar-types');
		if (type === 'file' && name.endsWith('/')) found.add('gnu-tar-directory-by-slash');
	}
	const text = bytes.toString('latin1');
	if (/ (?:path|linkpath|GNU\.sparse\.name)=\n/.test(text)) found.add('gnu-tar-empty-record');
	if (text.includes('GNU.sparse.')) found.add('gnu-tar-sparse');
	if (/ size=/.test(text)) found.add('gnu-tar-size-of-nothing');
	eachHeader(bytes, (header) => {
		const size = header.subarray(124, 136);
		if (/[1-6]/.test(String.fromCharCode(header[156]!)) && size.some((byte) => byte !== 0 && byte !== 0x30))
			found.add('gnu-tar-size-of-nothing');
	});
	return [...found];
}

/**
 * One process lists an archive and gives the content of its files, one after another. Compared are archives that both
 * take for whole; what GNU tar forgives and we do not, or the reverse, is counted.
 */
export function agreesWithGnuTar(
	one: Case,
	{status, stdout, stderr}: Ended,
	bytes: Buffer,
	read: ReadArchive,
	plain: boolean,
): void {
	one.holds('GNU tar hangs', !outOfTime.has(status));
	one.with('GNU tar', 'value' in read.end, status === 0);
	if ('fault' in read.end) {
		if (status === 0) one.knows('gnu-tar-bent');
		return;
	}
	if (status !== 0) {
		one.knows(plain ? 'gnu-tar-refuses' : 'gnu-tar-bent');
		return;
	}
	const said = stderr.toString('latin1').split('\n');
	const entries = read.entries.filter(({type}) => type !== 'global');
	const mine = entries.map(line).join('\n');
	const theirs = said
		.filter((text) => text !== '' && !/^tar: /.test(text))
		.map(theirLine)
		.join('\n');
	const bytesOf = entries.reduce((sum, {size}) => sum + size, 0);
	if (mine === theirs && bytesOf === stdout.length) {
		const content = readContent(bytes);
		if (content.equals(stdout)) return;
	}
	if (!plain) {
		one.knows('gnu-tar-bent');
		return;
	}
	const why = reasons(bytes, read);
	if (why.length > 0) for (const id of why) one.knows(id);
	else {
		const other = theirs.split('\n');
		const at = mine.split('\n').findIndex((text, i) => text !== other[i]);
		one.same(
			`GNU tar, line ${at} of ${entries.length} and ${other.length}`,
			`${mine.split('\n')[at]}; ${bytesOf} bytes`,
			`${other[at]}; ${stdout.length} bytes`,
		);
	}
}

/** The content of all files, one after another. */
function readContent(bytes: Buffer): Buffer {
	const content: Buffer[] = [];
	const reader = new TarReader(
		{entry: () => undefined, data: (piece) => void content.push(Buffer.from(piece)), end: () => undefined},
		defaultLimits,
	);
	reader.push(bytes);
	return Buffer.concat(content);
}
