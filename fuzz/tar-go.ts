import {bytesOfText} from '../src/model/path.ts';
import type {Peer, PeerAnswer, PeerEntry} from './peer.ts';
import {goRepairs} from './tar-repair.ts';
import {type ReadArchive, type ReadEntry, readArchive} from './tar.ts';
import type {Case} from './target.ts';

const base64 = (text: string): string => Buffer.from(bytesOfText(text)).toString('base64');

const ofGo: Readonly<Record<string, string>> = {
	'0': 'file',
	'\0': 'file',
	'1': 'hardlink',
	'2': 'symlink',
	'3': 'character',
	'4': 'block',
	'5': 'directory',
	'6': 'fifo',
};

/** What both readers say of an entry; content only where both read it. */
function ours({type, name, link, size, mode, major, minor, sha256}: ReadEntry): string {
	const file = type === 'file' ? ` ${size} ${sha256}` : '';
	return `${type} ${base64(name)} ${base64(link)} ${mode} ${major} ${minor}${file}`;
}

function theirs({flag, name, link, size, mode, major, minor, sha256}: PeerEntry): string {
	const type = ofGo[String.fromCharCode(flag)] ?? 'unsupported';
	const file = type === 'file' ? ` ${size} ${sha256 === '' ? null : sha256}` : '';
	return `${type} ${name} ${link} ${mode} ${major} ${minor}${file}`;
}

/** Where the two readings part; null where they do not. */
function difference(read: ReadArchive, answer: PeerAnswer): string | null {
	const mine = read.entries.filter(({type}) => type !== 'global').map(ours);
	const other = answer.entries.filter(({flag}) => flag !== 0x67).map(theirs);
	const failed = 'fault' in read.end ? `${read.end.fault}: ${read.end.detail}` : '';
	const ends = `(ours ends in '${failed}', Go in '${answer.error}')`;
	for (let i = 0; i < Math.min(mine.length, other.length); i++)
		if (mine[i] !== other[i]) return `entry ${i}: ours ${mine[i]}, Go ${other[i]} ${ends}`;
	if ((failed === '') !== (answer.error === ''))
		return `ours ends in '${failed}' after ${mine.length}, Go in '${answer.error}' after ${other.length}`;
	return failed === '' && mine.length !== other.length ? `${mine.length} entries, Go has ${other.length}` : null;
}

/**
 * Go's reader is the one that runtimes unpack with: every difference has to be one that is written down, which is shown
 * by taking its cause out of the archive and asking again.
 */
export async function agreesWithGo(one: Case, go: Peer, bytes: Buffer, read: ReadArchive): Promise<void> {
	let error = '';
	const compare = async (archive: Buffer, mine: ReadArchive): Promise<string | null> => {
		const answer = await go.ask('t', archive);
		error = answer.error;
		return answer.error.startsWith('too large') ? 'too large' : difference(mine, answer);
	};
	const first = await compare(bytes, read);
	if (first === 'too large') return;
	one.with("Go's archive/tar", 'value' in read.end, error === '');
	if (first === null) return;
	if (leftOver.test(first)) return one.knows('tar-extension-without-entry');
	const settles = async (archive: Buffer): Promise<boolean> => {
		const left = await compare(archive, readArchive([archive]));
		return left === null || leftOver.test(left);
	};
	let all = bytes;
	for (const {id, apply} of goRepairs) {
		const repaired = apply(bytes);
		all = apply(all);
		if (!repaired.equals(bytes) && (await settles(repaired))) return one.knows(id);
	}
	if (await settles(all)) return one.knows('tar-several');
	one.fail(first);
}

/** Extension headers at the end that describe nothing; Go understands PAX records only when their entry comes. */
const leftOver =
	/^ours ends in '(?:truncated-tar: .* after an extension header|invalid-tar: a PAX .*)' after (\d+), Go in '' after \1$/;
