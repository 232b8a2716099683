import {failed, type Git} from './command.ts';
import {withoutFilters} from './filters.ts';

/**
 * Whether tracked files were modified, staged or deleted, other than `apart`: paths from the top of the working tree.
 * Untracked files do not count, nor do those of submodules; a submodule at another commit does.
 */
export async function isDirty(git: Git, apart: ReadonlySet<string>): Promise<boolean> {
	const stream = git.stream([
		...(await withoutFilters(git)),
		'status',
		'--porcelain=v2',
		'-z',
		'--untracked-files=no',
		'--ignore-submodules=untracked',
		'--no-renames',
	]);
	stream.end();
	try {
		const decoder = new TextDecoder();
		let rest = '';
		for await (const chunk of stream.stdout) {
			if (chunk.length > 0 && apart.size === 0) return true;
			const records = (rest + decoder.decode(chunk, {stream: true})).split('\0');
			rest = records.pop()!;
			if (records.some((record) => !apart.has(pathIn(record)))) return true;
		}
		const done = await stream.done;
		if (done.exitCode !== 0) throw failed('status', done);
		return rest !== '';
	} finally {
		stream.kill();
	}
}

/** git-status, porcelain format version 2: a changed entry (`1`) has eight fields before its path, an unmerged (`u`) ten. */
const pathIn = (record: string): string =>
	record
		.split(' ')
		.slice(record.startsWith('u') ? 10 : 8)
		.join(' ');
