import {FaultError} from '../../model/fault.ts';
import {asPath, isUtf8, isWithin, type Path, textOfBytes} from '../../model/path.ts';
import type {Git} from './command.ts';
import {failed} from './command.ts';
import {nulRecords} from './records.ts';

/** One name of a commit's tree. `mode` as git keeps it: 100644, 100755, 120000, 160000, 040000. */
export type TreeEntry = {
	readonly path: Path;
	readonly mode: string;
	readonly type: 'blob' | 'tree' | 'commit';
	readonly id: string;
	/** bytes; null for trees and submodules, and where the clone does not hold the blob */
	readonly size: number | null;
};

/** Two million names: four times the largest public repositories. */
const mostEntries = 2_000_000;

/** Every name at or below `path` ('' for all) in a commit, directories included, in git's order. Names are not checked. */
export async function readTree(git: Git, commit: string, path: string): Promise<TreeEntry[]> {
	const args = ['ls-tree', '-r', '-t', '-z', '-l', '--full-tree', '--end-of-options', commit];
	// A name that is not UTF-8 cannot be an argument: then everything is listed and the rest left out below.
	const stream = git.stream(path !== '' && isUtf8(path) ? [...args, path] : args);
	const entries: TreeEntry[] = [];
	stream.end();
	try {
		for await (const record of nulRecords(stream.stdout)) {
			const entry = treeEntry(record);
			if (!isWithin(entry.path, path)) continue;
			entries.push(entry);
			if (entries.length > mostEntries) {
				throw new FaultError('limit-exceeded', `the commit's tree holds more than ${mostEntries} names`);
			}
		}
		const done = await stream.done;
		if (done.exitCode !== 0) throw failed('ls-tree', done);
	} finally {
		stream.kill();
	}
	return entries;
}

/** `<mode> <type> <id> <size, padded>\t<path>` */
function treeEntry(record: Uint8Array): TreeEntry {
	const tab = record.indexOf(9);
	const [mode, type, id, size] = textOfBytes(record.subarray(0, Math.max(tab, 0))).split(/ +/);
	if (tab < 0 || !mode || !id || size === undefined || (type !== 'blob' && type !== 'tree' && type !== 'commit')) {
		throw new FaultError('unexpected-answer', 'git ls-tree printed a line of an unknown form');
	}
	return {
		path: asPath(textOfBytes(record.subarray(tab + 1))),
		mode,
		type,
		id,
		size: /^\d+$/.test(size) ? Number(size) : null,
	};
}
