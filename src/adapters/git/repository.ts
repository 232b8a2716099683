import {FaultError} from '../../model/fault.ts';
import {asPath, isWithin, type Path, pathOf, relativeTo} from '../../model/path.ts';
import type {World} from '../../world.ts';
import {type GitChange, readChanges} from './changes.ts';
import {checkedRevision, failed, firstLine, type Git, gitIn} from './command.ts';
import {type BlobContent, type BlobRequest, type ObjectFormat, readBlobs} from './contents.ts';
import {isDirty} from './dirty.ts';
import {holdsText} from './text.ts';
import {readTree, type TreeEntry} from './tree.ts';

export type Commit = {
	/** full id */
	readonly sha: string;
	readonly tree: string;
	/** as the commit itself names them, also where a shallow clone does not hold them */
	readonly parents: readonly string[];
	readonly subject: string;
	/** whether the clone is shallow */
	readonly shallow: boolean;
};

/** HEAD of a working tree; `dirty`: tracked files were modified, staged or deleted. */
export type Workspace = {readonly head: string; readonly tree: string; readonly dirty: boolean};

/** Questions to one local clone. Nothing is written, fetched or run by it. All reject with FaultError. */
export type Repository = {
	/** the top of the working tree; the git directory where there is none */
	readonly top: string;
	readonly format: ObjectFormat;
	/** `commit-missing`, or `shallow-clone` where the clone is shallow and may lack it for that */
	readonly commit: (revision: string) => Promise<Commit>;
	/** whether the clone holds the commit */
	readonly has: (revision: string) => Promise<boolean>;
	/** the tree's id */
	readonly treeOf: (revision: string) => Promise<string>;
	/**
	 * null outside a working tree, and before its first commit; `apart`: a file that does not make it dirty, absolute or
	 * relative to the directory that was opened
	 */
	readonly workspace: (apart?: string | null) => Promise<Workspace | null>;
	/** `shallow-clone` where history was cut, so that a no would be a guess */
	readonly isAncestor: (ancestor: string, of: string) => Promise<boolean>;
	/** null for unrelated histories; `shallow-clone` where history was cut */
	readonly mergeBase: (a: string, b: string) => Promise<string | null>;
	readonly changedFiles: (base: string, head: string) => Promise<readonly GitChange[]>;
	/** everything at or below a path ('' for all), directories included */
	readonly treeEntries: (revision: string, path: string) => Promise<readonly TreeEntry[]>;
	/** blob ids (for submodules the commit) of those paths the commit holds */
	readonly blobsAt: (revision: string, paths: readonly string[]) => Promise<ReadonlyMap<Path, string>>;
	/** whether any file of the commit holds the text, byte by byte */
	readonly containsText: (revision: string, text: string) => Promise<boolean>;
	/** a file's bytes as the commit has them: `file-missing`, `file-unreadable` (no regular file), `too-large` */
	readonly readBlob: (revision: string, path: string, maxBytes: number) => Promise<Uint8Array>;
	readonly contents: (requests: readonly BlobRequest[]) => AsyncGenerator<BlobContent>;
};

/** Finds the repository that holds a directory. Faults: `not-a-repository`, `untrusted-repository`, `command-missing`. */
export async function openRepository(world: World, directory: string): Promise<Repository> {
	const here = gitIn(world, directory);
	const asked = await here.run([
		'rev-parse',
		'--is-shallow-repository',
		'--show-object-format',
		'--is-inside-work-tree',
		'--show-prefix',
	]);
	if (asked.exitCode !== 0) throw await openingFault(world, directory, asked.stderr);
	const [shallowText, format, insideText, ...prefix] = textOf(asked.stdout).split('\n');
	if (format !== 'sha1' && format !== 'sha256') {
		throw new FaultError('not-a-repository', `${directory}: the object format ${format} is not known`);
	}
	const inside = insideText === 'true';
	const top = inside
		? textOf(await here.output(['rev-parse', '--show-toplevel']))
		: textOf(await here.output(['rev-parse', '--absolute-git-dir']));
	return repositoryAt(gitIn(world, top), {
		top,
		format,
		inside,
		shallow: shallowText === 'true',
		prefix: prefix.join('\n'),
	});
}

async function openingFault(world: World, directory: string, stderr: string): Promise<FaultError> {
	// Git 2.35.2 said "unsafe repository", later ones say "dubious ownership".
	if (/dubious ownership|unsafe repository/.test(stderr)) {
		return new FaultError(
			'untrusted-repository',
			`${directory} belongs to another user, so git does not read it; if you trust it: git config --global --add safe.directory '${directory}'`,
		);
	}
	if (/not a git repository/i.test(stderr)) {
		return new FaultError('not-a-repository', `${directory} is not in a git repository`);
	}
	await world.files.stat(directory);
	return new FaultError('not-a-repository', `${directory}: ${firstLine(stderr)}`);
}

type Facts = {
	top: string;
	format: ObjectFormat;
	inside: boolean;
	shallow: boolean /** of the directory that was opened, from the top */;
	prefix: string;
};

function repositoryAt(git: Git, {top, format, inside, shallow, prefix}: Facts): Repository {
	/** The full id of a commit; null where the clone does not hold it. */
	const find = async (revision: string): Promise<{id: string} | {reason: string}> => {
		const asked = ['rev-parse', '--verify', '--end-of-options', `${checkedRevision(revision)}^{commit}`];
		const done = await git.run(asked);
		const id = textOf(done.stdout);
		return done.exitCode === 0 && isId(id) ? {id} : {reason: firstLine(done.stderr)};
	};
	const resolve = async (revision: string): Promise<string> => {
		const found = await find(revision);
		if ('id' in found) return found.id;
		if (shallow) {
			throw new FaultError('shallow-clone', `the shallow clone does not hold ${revision}: fetch the full history`);
		}
		throw new FaultError('commit-missing', `the repository does not hold ${revision} (${found.reason})`);
	};
	const isAncestor: Repository['isAncestor'] = async (ancestor, of) => {
		const asked = ['merge-base', '--is-ancestor', await resolve(ancestor), await resolve(of)];
		const done = await git.run(asked);
		if (done.exitCode > 1) throw failed('merge-base', done);
		if (done.exitCode === 1 && shallow) throw cutHistory(ancestor, of);
		return done.exitCode === 0;
	};
	const mergeBase: Repository['mergeBase'] = async (a, b) => {
		const done = await git.run(['merge-base', await resolve(a), await resolve(b)]);
		if (done.exitCode > 1) throw failed('merge-base', done);
		const id = textOf(done.stdout);
		if (done.exitCode === 0 && isId(id)) return id;
		if (shallow) throw cutHistory(a, b);
		return null;
	};
	const treeEntries: Repository['treeEntries'] = async (revision, path) => readTree(git, await resolve(revision), path);
	const treeOf: Repository['treeOf'] = async (revision) => {
		const commit = await resolve(revision);
		return textOf(await git.output(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`]));
	};
	const fromTop = (file: string): string => {
		const {path} = pathOf(file.startsWith('/') ? file : `${top}/${prefix}${file}`);
		const above = pathOf(top).path;
		return isWithin(path, above) ? relativeTo(path, above) : '';
	};
	return {
		top,
		format,
		async commit(revision) {
			const sha = await resolve(revision);
			return {sha, ...commitFacts(await git.output(['cat-file', 'commit', sha])), shallow};
		},
		has: async (revision) => 'id' in (await find(revision)),
		treeOf,
		async workspace(apart = null) {
			if (!inside) return null;
			const head = await find('HEAD');
			if (!('id' in head)) return null;
			const paths = apart === null ? [] : [fromTop(apart)];
			return {head: head.id, tree: await treeOf(head.id), dirty: await isDirty(git, new Set(paths))};
		},
		isAncestor,
		mergeBase,
		changedFiles: async (base, head) => readChanges(git, await resolve(base), await resolve(head)),
		treeEntries,
		async blobsAt(revision, paths) {
			const wanted = new Set(paths);
			const blobs = new Map<Path, string>();
			if (wanted.size === 0) return blobs;
			const below = wanted.size === 1 ? paths[0]! : '';
			for (const entry of await treeEntries(revision, below)) {
				if (entry.type !== 'tree' && wanted.has(entry.path)) blobs.set(entry.path, entry.id);
			}
			return blobs;
		},
		containsText: async (revision, text) => holdsText(git, format, await resolve(revision), text),
		async readBlob(revision, path, maxBytes) {
			const entry = (await treeEntries(revision, path)).find((found) => found.path === asPath(path));
			if (entry === undefined) throw new FaultError('file-missing', `${path} is not in ${revision}`);
			if (!entry.mode.startsWith('100'))
				throw new FaultError('file-unreadable', `${path} is no regular file in ${revision}`);
			if (entry.size === null) throw new FaultError('file-missing', `the clone does not hold ${path} of ${revision}`);
			if (entry.size > maxBytes) {
				throw new FaultError(
					'too-large',
					`${path} has ${entry.size} bytes in ${revision}; at most ${maxBytes} are read`,
				);
			}
			for await (const blob of readBlobs(git, format, [{id: entry.id, size: entry.size, texts: [], keep: true}])) {
				if ('fault' in blob) throw new FaultError(blob.fault.code, blob.fault.detail);
				return blob.bytes!;
			}
			throw new FaultError('cut-stream', `git gave no bytes for ${path}`);
		},
		contents: (requests) => readBlobs(git, format, requests),
	};
}

const cutHistory = (a: string, b: string): FaultError =>
	new FaultError(
		'shallow-clone',
		`the shallow clone cannot tell how ${a} and ${b} are related: fetch the full history`,
	);

/** gitformat-commit: header lines up to the first empty line, then the message; its first paragraph is the subject. */
function commitFacts(bytes: Uint8Array): {tree: string; parents: string[]; subject: string} {
	const text = new TextDecoder().decode(bytes);
	const end = text.indexOf('\n\n');
	const headers = (end < 0 ? text : text.slice(0, end)).split('\n');
	const headersOf = (name: string): string[] =>
		headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
	const tree = headersOf('tree')[0];
	if (tree === undefined || !isId(tree))
		throw new FaultError('unexpected-answer', 'git printed a commit without a tree');
	const message = end < 0 ? '' : text.slice(end + 2).replace(/^\n+/, '');
	const subject = message
		.split('\n\n', 1)[0]!
		.trim()
		.replace(/\s*\n\s*/g, ' ');
	return {tree, parents: headersOf('parent'), subject: subject.slice(0, 1000)};
}

const isId = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\n$/, '');
