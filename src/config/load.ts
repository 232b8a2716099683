import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';
import type {Decoded, Source} from './decode.ts';
import {decodeConfig} from './decode.ts';
import type {AskedOrNot} from './inputs.ts';
import {decodeInputs, defaultFile, fileOfInputs} from './inputs.ts';
import {insideRule, plainInside} from './location.ts';
import type {GetInput} from './overlay.ts';
import type {Problem} from './problem.ts';
import {quote} from './problem.ts';
import type {Trust} from './trust.ts';
import {maxDocumentBytes} from './location.ts';

/** Where the repository is, and from which commit the file is read; null reads the working tree. */
export type Whence = {
	/** a directory of this machine */
	readonly repository: string;
	readonly revision: string | null;
};

export type LoadOptions = Whence &
	Pick<Source, 'trust' | 'secrets' | 'services' | 'environment'> & {
		/** null: `.github/deploy-truth.yml` */
		readonly file: string | null;
	};

/** Reads and decodes the configuration file: a configuration, or every problem. */
export async function loadConfig(world: World, options: LoadOptions): Promise<Decoded> {
	const file = options.file ?? defaultFile;
	const read = await readConfigFile(world, file, options);
	if ('problem' in read) return {problems: [read.problem]};
	if (read.text === null) return {problems: [missing(file, options)]};
	return decodeConfig(read.text, {...options, file});
}

/** The action's inputs, with the configuration file read as the event's trust permits. */
export async function loadInputs(
	world: World,
	get: GetInput,
	options: {
		readonly repository: string;
		readonly trust: Trust;
		readonly service: string | null;
		readonly environment: string | null;
	},
): Promise<AskedOrNot> {
	const {trust, readConfigFrom, revision, because} = options.trust;
	const {file, mustExist} = fileOfInputs(get);
	const context = {trust, service: options.service, environment: options.environment};
	if (file === null) return decodeInputs(get, {...context, file: null});
	if (readConfigFrom === 'base' && revision === null)
		return {
			problems: [
				{
					place: file,
					path: '',
					found: `an event whose base commit is not known (${because})`,
					accepted: 'a configuration from a commit that only people with write access can change',
					todo: 'describe the service with inputs and write `config: none`',
				},
			],
		};
	const whence: Whence = {repository: options.repository, revision: readConfigFrom === 'base' ? revision : null};
	const read = await readConfigFile(world, file, whence);
	if ('problem' in read) return {problems: [read.problem]};
	if (read.text === null && mustExist) return {problems: [missing(file, whence)]};
	return decodeInputs(get, {...context, file: read.text === null ? null : {name: file, text: read.text}});
}

type Read = {readonly text: string | null} | {readonly problem: Problem};

/** The file's text; null when there is none. More than a mebibyte is never held. */
async function readConfigFile(world: World, file: string, whence: Whence): Promise<Read> {
	const bytes =
		whence.revision === null
			? await fromTree(world, file, whence.repository)
			: await fromCommit(world, file, whence.repository, whence.revision);
	if (bytes === null || 'problem' in bytes) return bytes ?? {text: null};
	const text = new TextDecoder('utf-8').decode(bytes);
	// A replacement character that the bytes do not hold themselves stands for bytes that are no UTF-8.
	if (text.includes('\ufffd') && !sameBytes(new TextEncoder().encode(text), bytes))
		return {
			problem: {
				place: file,
				path: '',
				found: 'bytes that are not UTF-8',
				accepted: 'a text file in UTF-8',
				todo: 'save the file as UTF-8',
			},
		};
	return {text};
}

type Bytes = Uint8Array | null | {readonly problem: Problem};

function fromTree(world: World, file: string, repository: string): Promise<Bytes> {
	const path = file.startsWith('/') ? file : `${repository}/${file}`;
	return world.files.read(path, maxDocumentBytes).catch((error: unknown) => {
		if (!(error instanceof FaultError)) throw error;
		return error.fault.code === 'file-missing' ? null : unreadable(file, error);
	});
}

async function fromCommit(world: World, file: string, repository: string, revision: string): Promise<Bytes> {
	const wrong = insideRule(file);
	if (wrong)
		return {
			problem: {
				place: file,
				path: '',
				found: quote(file),
				accepted: 'a path inside the repository: the file is read from a commit',
				todo: wrong.todo,
			},
		};
	// A branch of the remote or a commit; nothing that git could take for an option or a path.
	if (!/^(?:refs\/[A-Za-z0-9_./@+-]+|[0-9a-f]{7,64})$/.test(revision) || revision.includes('..'))
		return {
			problem: {
				place: file,
				path: '',
				found: `the revision ${quote(revision)}`,
				accepted: 'a commit id or a reference',
				todo: 'check the event that started the run',
			},
		};
	// Nothing is fetched on the way: a partial clone must not run the transport that its own configuration names.
	const git = (args: readonly string[], maxBytes: number) =>
		world.exec('git', ['-C', repository, ...args], {
			maxBytes,
			timeout: 60_000,
			env: {GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C'},
		});
	const attempt = async (): Promise<Bytes> => {
		const commit = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], 4096);
		if (commit.exitCode !== 0) return {problem: commitMissing(file, revision, commit.stderr)};
		const id = new TextDecoder().decode(commit.stdout).trim();
		const name = `${id}:./${plainInside(file)}`;
		// A link in the commit would hold a path and no configuration; what it leads to is not followed.
		const entry = await git(['--literal-pathspecs', 'ls-tree', '-z', id, '--', plainInside(file)], 65_536);
		if (entry.exitCode !== 0) return {problem: commitMissing(file, revision, entry.stderr)};
		const line = new TextDecoder().decode(entry.stdout);
		if (line === '') return null;
		if (!/^100(?:644|755) blob /.test(line))
			return {
				problem: {
					place: `${revision}:${file}`,
					path: '',
					found: 'a directory, a link or a submodule',
					accepted: 'a regular file',
					todo: 'commit the configuration itself under this name',
				},
			};
		const shown = await git(['show', '--no-textconv', '--end-of-options', name], maxDocumentBytes);
		return shown.exitCode === 0 ? shown.stdout : {problem: commitMissing(file, revision, shown.stderr)};
	};
	return attempt().catch((error: unknown) => {
		if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
		return unreadable(file, error);
	});
}

function unreadable(file: string, error: FaultError): {problem: Problem} {
	const large = error.fault.code === 'too-large' || error.fault.code === 'limit-exceeded';
	return {
		problem: {
			place: file,
			path: '',
			found: large ? 'a file of more than 1 MiB' : `a file that cannot be read (${error.fault.code})`,
			accepted: 'a readable file of at most 1 MiB',
			todo: large ? 'remove what is generated' : 'check the path and its permissions',
		},
	};
}

function commitMissing(file: string, revision: string, stderr: string): Problem {
	const foreign = /dubious ownership/.test(stderr);
	return {
		place: file,
		path: '',
		found: foreign ? 'a repository that belongs to another user' : `no commit ${quote(revision)} in this clone`,
		accepted: 'the configuration as the base commit holds it: outsiders can start this event',
		todo: foreign
			? 'run `git config --global --add safe.directory "$GITHUB_WORKSPACE"` in a step before'
			: 'check out with `fetch-depth: 0`, or describe the service with inputs and write `config: none`',
	};
}

function missing(file: string, whence: Whence): Problem {
	return {
		place: file,
		path: '',
		found: whence.revision === null ? 'no such file' : `no such file in the commit ${quote(whence.revision)}`,
		accepted: 'a configuration file',
		todo:
			file === defaultFile
				? 'write it (docs/configuration.md has an example), or name another file'
				: `check the path; the usual place is ${defaultFile}`,
	};
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
	a.length === b.length && a.every((byte, index) => byte === b[index]);
