import {FaultError} from '../../model/fault.ts';
import {asPath, type Path, textOfBytes} from '../../model/path.ts';
import type {Git} from './command.ts';
import {failed} from './command.ts';
import {nulRecords} from './records.ts';

/** One file that differs between two commits. */
export type GitChange = {
	readonly path: Path;
	/** where a renamed file was before */
	readonly from: Path | null;
	readonly change: 'added' | 'modified' | 'deleted' | 'renamed' | 'type';
	/** the blob in the later commit (for a submodule its commit); null for `deleted` */
	readonly blob: string | null;
};

const kinds: Readonly<Record<string, GitChange['change']>> = {
	A: 'added',
	C: 'added',
	M: 'modified',
	D: 'deleted',
	R: 'renamed',
	T: 'type',
};

const mostChanges = 1_000_000;

/** The files that differ between two commits, renames found by content. */
export async function readChanges(git: Git, base: string, head: string): Promise<GitChange[]> {
	const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '-M', '--no-ext-diff', '--no-textconv', '--no-color'];
	const stream = git.stream([...args, '--ignore-submodules=none', '--end-of-options', base, head]);
	const changes: GitChange[] = [];
	stream.end();
	const records = nulRecords(stream.stdout);
	try {
		const next = async (): Promise<Path> => {
			const {value, done} = await records.next();
			if (done) throw new FaultError('cut-stream', 'git diff-tree ended in the middle of a change');
			return asPath(textOfBytes(value));
		};
		for (;;) {
			const {value, done} = await records.next();
			if (done) break;
			// :100644 100755 <before> <after> R086, then one path, or two for renames and copies
			const [, , , after, status] = textOfBytes(value).split(' ');
			const change = kinds[status?.[0] ?? ''];
			if (value[0] !== 58 || !after || !change) {
				throw new FaultError('unexpected-answer', 'git diff-tree printed a line of an unknown form');
			}
			const first = await next();
			const second = status![0] === 'R' || status![0] === 'C' ? await next() : null;
			changes.push({
				path: second ?? first,
				from: change === 'renamed' ? first : null,
				change,
				blob: change === 'deleted' ? null : after,
			});
			if (changes.length > mostChanges) {
				throw new FaultError('limit-exceeded', `more than ${mostChanges} files differ between the two commits`);
			}
		}
		const done = await stream.done;
		if (done.exitCode !== 0) throw failed('diff-tree', done);
	} finally {
		stream.kill();
		await records.return(undefined);
	}
	return changes;
}
