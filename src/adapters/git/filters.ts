import {FaultError} from '../../model/fault.ts';
import {failed, type Git} from './command.ts';

/** What `git lfs install --local` writes: without it every pointer's file would look changed. */
const known = new Set(['git-lfs clean -- %f', 'git-lfs clean %f', 'git-lfs filter-process']);

/**
 * Options that switch off the filter commands which the repository's own configuration names: to compare a changed file
 * git would run them, and whoever made the repository chose them. The user's own filters stay.
 */
export async function withoutFilters(git: Git): Promise<readonly string[]> {
	const done = await git.run(['config', '--null', '--show-scope', '--get-regexp', '^filter\\..*\\.(clean|process)$']);
	if (done.exitCode > 1) throw failed('config', done);
	// `scope NUL key LF value NUL`, again and again.
	const parts = new TextDecoder().decode(done.stdout).split('\0');
	const names = new Set<string>();
	for (let at = 0; at + 1 < parts.length; at += 2) {
		const scope = parts[at];
		const [key = '', ...value] = parts[at + 1]!.split('\n');
		if (scope !== 'local' && scope !== 'worktree') continue;
		if (!known.has(value.join('\n'))) names.add(key.slice(0, key.lastIndexOf('.')));
	}
	return [...names].flatMap((name) => {
		// No command line can name it: git takes what stands before the first '=' for the key.
		if (name.includes('='))
			throw new FaultError('untrusted-repository', 'its configuration holds a filter that cannot be switched off');
		return ['-c', `${name}.clean=`, '-c', `${name}.process=`, '-c', `${name}.required=false`];
	});
}
