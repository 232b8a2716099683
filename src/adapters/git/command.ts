import {FaultError} from '../../model/fault.ts';
import type {ExecOptions, ExecResult, ExecStream, World} from '../../world.ts';

/** Runs git in one place. `run` gives the exit code as a value, `stream` gives standard output as it comes. */
export type Git = {
	readonly run: (args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;
	/** standard output of a command that must succeed; another exit is a FaultError `command-failed` */
	readonly output: (args: readonly string[], options?: ExecOptions) => Promise<Uint8Array>;
	readonly stream: (args: readonly string[]) => ExecStream;
};

/**
 * What keeps a repository's own configuration from starting programs or changing what we read: no pager, no hooks, no
 * file system monitor, no submodule recursion; replaced objects are shut out below, external diffs where one is made.
 */
const settings = [
	'core.quotePath=false',
	'core.fsmonitor=false',
	'core.hooksPath=/dev/null',
	'core.untrackedCache=false',
	'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

const environment: Readonly<Record<string, string>> = {
	// Messages are read for their cause, so they must be the untranslated ones.
	LC_ALL: 'C',
	GIT_TERMINAL_PROMPT: '0',
	GIT_OPTIONAL_LOCKS: '0',
	GIT_NO_REPLACE_OBJECTS: '1',
	GIT_LITERAL_PATHSPECS: '1',
	// A partial clone would fetch what is missing. Git before 2.44 does not know the first; the second forbids every transport.
	GIT_NO_LAZY_FETCH: '1',
	GIT_ALLOW_PROTOCOL: 'none',
	GIT_TRACE: '0',
};

export function gitIn(world: World, directory: string): Git {
	const all = (args: readonly string[]): string[] => ['--no-pager', ...settings, ...args];
	const surroundings = {cwd: directory, env: environment};
	const run: Git['run'] = (args, options = {}) => world.exec('git', all(args), {...surroundings, ...options});
	return {
		run,
		async output(args, options) {
			const done = await run(args, options);
			if (done.exitCode !== 0) throw failed(args[0]!, done);
			return done.stdout;
		},
		stream: (args) => world.execStream('git', all(args), surroundings),
	};
}

export const failed = (command: string, done: {readonly exitCode: number; readonly stderr: string}): FaultError =>
	new FaultError('command-failed', `git ${command} ended with ${done.exitCode}: ${firstLine(done.stderr)}`);

/** Git's own reason, on one line and without what follows it. */
export function firstLine(stderr: string): string {
	const lines = stderr.split('\n').filter((line) => line.trim() !== '');
	return (lines.find((line) => line.startsWith('fatal: ')) ?? lines[0] ?? 'no reason given').slice(0, 500);
}

// Object names, branches, tags, HEAD~3, @{upstream}, v1^{commit}: whatever git understands, as long as it is no option.
const longestRevision = 1024;

/** Refuses a revision that could be read as an option or that no command line carries; gives it back. */
export function checkedRevision(revision: string): string {
	const problem = revisionProblem(revision);
	if (problem !== null) throw new FaultError('commit-missing', `the revision ${JSON.stringify(revision)} ${problem}`);
	return revision;
}

/** What is wrong with a revision, as the end of a sentence; null when git may be asked. */
export function revisionProblem(revision: string): string | null {
	if (revision.trim() === '') return 'is empty';
	if (revision.startsWith('-')) return "starts with '-'";
	if (revision.length > longestRevision) return `is longer than ${longestRevision} characters`;
	if (/[\u0000-\u001f\u007f]/.test(revision) || !revision.isWellFormed()) return 'holds control characters';
	return null;
}
