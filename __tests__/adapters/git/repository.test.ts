import {chownSync, mkdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {openRepository} from '../../../src/adapters/git/repository.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {GitRoom, plant, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';

const world = testWorld();

const codeOf = async (act: Promise<unknown>): Promise<string> => {
	try {
		await act;
		return 'no fault';
	} catch (error) {
		if (error instanceof FaultError) return error.fault.code;
		throw error;
	}
};

describe('opening a repository', () => {
	test('a directory outside any repository is told so', async () => {
		using outside = room();
		expect(await codeOf(openRepository(world, outside.path))).toBe('not-a-repository');
	});

	test('a directory that is not there is no repository', async () => {
		using outside = room();
		expect(await codeOf(openRepository(world, join(outside.path, 'gone')))).not.toBe('no fault');
	});

	test('a machine without git is told so', async () => {
		using repository = new GitRoom();
		const bare = testWorld({env: {PATH: join(repository.path, 'no-programs')}});
		expect(await codeOf(openRepository(bare, repository.path))).toBe('command-missing');
	});

	const root = process.getuid?.() === 0;
	(root ? test : test.skip)("somebody else's repository is refused with the advice that lets it in", async () => {
		using repository = new GitRoom();
		repository.commit('one');
		chownSync(repository.path, 12345, 12345);
		chownSync(join(repository.path, '.git'), 12345, 12345);
		const strict = testWorld({
			env: {PATH: process.env['PATH'], HOME: join(repository.path, '..'), GIT_CONFIG_NOSYSTEM: '1'},
		});
		const opening = openRepository(strict, repository.path);
		expect(await codeOf(opening)).toBe('untrusted-repository');
		await expect(opening).rejects.toThrow(/safe\.directory/);
	});

	test('a sub-directory leads to the whole repository', async () => {
		using repository = new GitRoom();
		repository.commit('one', {'a/b': 'needle', c: 'thread'});
		const opened = await openRepository(world, join(repository.path, 'a'));
		expect(await opened.containsText('HEAD', 'thread')).toBe(true);
		expect((await opened.treeEntries('HEAD', '')).map((entry) => entry.path)).toEqual(['a', 'a/b', 'c']);
	});
});

describe('commits', () => {
	test('a commit is told with its tree, parents and subject', async () => {
		using repository = new GitRoom();
		const first = repository.commit('one');
		const second = repository.commit('Two lines\nof subject\n\nand a body', {a: 'a'});
		const opened = await openRepository(world, repository.path);
		expect(await opened.commit('main')).toEqual({
			sha: second,
			tree: repository.git('rev-parse', 'HEAD^{tree}'),
			parents: [first],
			subject: 'Two lines of subject',
			shallow: false,
		});
		expect(await opened.treeOf('HEAD')).toBe(repository.git('rev-parse', 'HEAD^{tree}'));
		expect((await opened.commit(first.slice(0, 10))).sha).toBe(first);
	});

	test('an annotated tag leads to its commit', async () => {
		using repository = new GitRoom();
		const sha = repository.commit('one');
		repository.git('tag', '-a', 'v1', '-m', 'first');
		expect((await (await openRepository(world, repository.path)).commit('v1')).sha).toBe(sha);
	});

	test.each(['nope', '1'.repeat(40), 'HEAD^{tree}', '-n1', '--all', '', 'a\0b', 'HEAD\n', 'HEAD..HEAD', 'HEAD:a'])(
		'%p is no commit',
		async (revision) => {
			using repository = new GitRoom();
			repository.commit('one', {a: 'a'});
			const opened = await openRepository(world, repository.path);
			expect(await codeOf(opened.commit(revision))).toBe('commit-missing');
		},
	);

	test('a shallow clone says that it is one when a commit is missing', async () => {
		using origin = new GitRoom();
		const first = origin.commit('one');
		const second = origin.commit('two');
		using clone = new GitRoom({clone: ['--depth=1', `file://${origin.path}`]});
		const opened = await openRepository(world, clone.path);
		expect(await opened.has(first)).toBe(false);
		expect(await codeOf(opened.commit(first))).toBe('shallow-clone');
		// The parents are the commit's own word, not what the clone was cut to.
		expect(await opened.commit('HEAD')).toMatchObject({sha: second, parents: [first], shallow: true});
	});

	test('ancestry is answered, and not guessed where history was cut', async () => {
		using origin = new GitRoom();
		const first = origin.commit('one');
		origin.git('checkout', '--quiet', '-b', 'side');
		const side = origin.commit('side', {s: 's'});
		origin.git('checkout', '--quiet', 'main');
		const second = origin.commit('two', {m: 'm'});
		const opened = await openRepository(world, origin.path);
		expect(await opened.isAncestor(first, second)).toBe(true);
		expect(await opened.isAncestor(side, second)).toBe(false);
		expect(await opened.mergeBase(side, second)).toBe(first);

		using clone = new GitRoom({clone: ['--depth=1', '--no-single-branch', `file://${origin.path}`]});
		const cut = await openRepository(world, clone.path);
		expect(await codeOf(cut.isAncestor(side, second))).toBe('shallow-clone');
		expect(await codeOf(cut.mergeBase(side, second))).toBe('shallow-clone');
	});

	test('unrelated histories have no merge base', async () => {
		using repository = new GitRoom();
		const one = repository.commit('one');
		repository.git('checkout', '--quiet', '--orphan', 'other');
		const other = repository.commit('other');
		expect(await (await openRepository(world, repository.path)).mergeBase(one, other)).toBeNull();
	});
});

describe('the working tree', () => {
	test('untracked files do not make it dirty, while modified, staged and deleted ones do', async () => {
		using repository = new GitRoom();
		const head = repository.commit('one', {a: 'a', b: 'b'});
		const opened = await openRepository(world, repository.path);
		plant(repository.path, {untracked: 'x'});
		// A touched file with the same bytes is as clean as before.
		utimesSync(join(repository.path, 'a'), 1, 1);
		expect(await opened.workspace()).toEqual({head, tree: repository.git('rev-parse', 'HEAD^{tree}'), dirty: false});

		plant(repository.path, {a: 'changed'});
		expect(await opened.workspace()).toMatchObject({dirty: true});
		repository.git('checkout', '--quiet', 'a');
		repository.git('add', 'untracked');
		expect(await opened.workspace()).toMatchObject({dirty: true});
		repository.git('reset', '--quiet');
		expect(await opened.workspace()).toMatchObject({dirty: false});
		rmSync(join(repository.path, 'b'));
		expect(await opened.workspace()).toMatchObject({dirty: true});
	});

	test('an edit of the one file that is set apart leaves it clean, wherever it was opened, and no other edit does', async () => {
		using repository = new GitRoom();
		const own = '.github/our own.yml';
		repository.commit('one', {[own]: 'a', 'site/own.yml': 'a', b: 'b'});
		const opened = await openRepository(world, repository.path);
		plant(repository.path, {[own]: 'changed'});
		expect(await opened.workspace()).toMatchObject({dirty: true});
		for (const apart of [own, `./${own}`, join(repository.path, own)])
			expect(await opened.workspace(apart)).toMatchObject({dirty: false});
		const below = await openRepository(world, join(repository.path, 'site'));
		expect(await below.workspace(`../${own}`)).toMatchObject({dirty: false});
		expect(await below.workspace('own.yml')).toMatchObject({dirty: true});
		repository.git('add', own);
		expect(await opened.workspace(own)).toMatchObject({dirty: false});
		for (const other of ['site/own.yml', '/elsewhere', '..', own.slice(0, -1)])
			expect(await opened.workspace(other)).toMatchObject({dirty: true});
		plant(repository.path, {b: 'changed'});
		expect(await opened.workspace(own)).toMatchObject({dirty: true});
		repository.git('reset', '--hard', '--quiet');
		plant(repository.path, {'site/own.yml': 'changed'});
		expect(await below.workspace('own.yml')).toMatchObject({dirty: false});
	});

	test('a repository without a working tree or without a commit has none', async () => {
		using repository = new GitRoom();
		expect(await (await openRepository(world, repository.path)).workspace()).toBeNull();
		repository.commit('one');
		expect(await (await openRepository(world, join(repository.path, '.git'))).workspace()).toBeNull();
	});

	test("a repository's own file system monitor and hooks are not run", async () => {
		using repository = new GitRoom();
		repository.commit('one', {a: 'a'});
		const trace = join(repository.path, '..', 'ran');
		const script = `#!/bin/sh\ntouch '${trace}'\n`;
		plant(repository.path, {
			'.git/monitor': {executable: script},
			'.git/hooks/post-index-change': {executable: script},
		});
		repository.git('config', 'core.fsmonitor', '.git/monitor');
		repository.git('config', 'diff.external', join(repository.path, '.git/monitor'));
		repository.git('config', 'core.pager', join(repository.path, '.git/monitor'));
		const opened = await openRepository(world, repository.path);
		await opened.workspace();
		await opened.changedFiles('HEAD', 'HEAD');
		await opened.containsText('HEAD', 'a');
		expect(await codeOf(world.files.stat(trace))).toBe('file-missing');
	});
});

describe('changes between two commits', () => {
	test('each kind of change is told with the blob it left', async () => {
		using repository = new GitRoom();
		const long = 'a line of a file that moves\n'.repeat(20);
		const before = repository.commit('one', {
			kept: 'k',
			old: long,
			gone: 'g',
			changed: '1',
			turns: 'file',
			'tab\tname': '1',
		});
		repository.git('mv', 'old', 'new');
		rmSync(join(repository.path, 'gone'));
		rmSync(join(repository.path, 'turns'));
		const after = repository.commit('two', {changed: '2', 'added\nname': 'n', turns: {link: 'kept'}, 'tab\tname': '2'});
		const opened = await openRepository(world, repository.path);
		const changes = await opened.changedFiles(before, after);
		const blob = (path: string) => repository.git('rev-parse', `HEAD:${path}`);
		expect(changes).toEqual([
			{path: 'added\nname', from: null, change: 'added', blob: blob('added\nname')},
			{path: 'changed', from: null, change: 'modified', blob: blob('changed')},
			{path: 'gone', from: null, change: 'deleted', blob: null},
			{path: 'new', from: 'old', change: 'renamed', blob: blob('new')},
			{path: 'tab\tname', from: null, change: 'modified', blob: blob('tab\tname')},
			{path: 'turns', from: null, change: 'type', blob: blob('turns')},
		]);
		const held = await opened.blobsAt(after, ['changed', 'gone', 'kept']);
		expect([...held]).toEqual([
			['changed', blob('changed')],
			['kept', blob('kept')],
		]);
	});
});

describe('text in a commit', () => {
	test.each([
		['a word of a file', true],
		['A WORD', false],
		['.*', false],
		['--help', true],
		['caf\u00e9', true],
		['in binary', true],
		['first line\nsecond line', true],
		['first line\nthird line', false],
		['second line\n', true],
		['\n\n', false],
		['binary\0in', true],
		['only in the working tree', false],
		['target-of-a-link', false],
	])('%p: %p', async (text, held) => {
		using repository = new GitRoom();
		repository.commit('one', {
			'deep/er/file': 'there is a word of a file, caf\u00e9, --help\n',
			lines: 'first line\nsecond line\nthird line\n',
			binary: 'a binary\0in binary\0',
			link: {link: 'target-of-a-link'},
			'.gitattributes': '*  -diff -text\n',
		});
		plant(repository.path, {lines: 'only in the working tree'});
		expect(await (await openRepository(world, repository.path)).containsText('HEAD', text)).toBe(held);
	});
});

describe('blobs', () => {
	test.each(['sha1', 'sha256'] as const)('contents prove their ids in a %s repository', async (format) => {
		using repository = new GitRoom({format});
		const files: Record<string, string> = {};
		for (let i = 0; i < 1500; i++) files[`f${i}`] = `${i}\n`.repeat(i % 40);
		files['large'] = 'x'.repeat(3_000_000);
		repository.commit('many', files);
		const opened = await openRepository(world, repository.path);
		expect(opened.format).toBe(format);
		const entries = (await opened.treeEntries('HEAD', '')).filter((entry) => entry.type === 'blob');
		const requests = entries.map(({id, size}) => ({id, size: size!, texts: ['37\n'], keep: false}));
		const answers = [];
		for await (const blob of opened.contents(requests)) answers.push(blob);
		expect(answers.map((blob) => blob.id)).toEqual(requests.map((request) => request.id));
		expect(answers.filter((blob) => 'fault' in blob)).toEqual([]);
	});

	test('a blob the clone lacks is told as unread, and the rest is read', async () => {
		using repository = new GitRoom();
		repository.commit('one', {a: 'aa', b: 'bb'});
		const id = repository.git('rev-parse', 'HEAD:a');
		const kept = repository.git('rev-parse', 'HEAD:b');
		const opened = await openRepository(world, repository.path);
		rmSync(join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2)));
		const request = {size: 2, texts: [], keep: true};
		const answers = [];
		for await (const blob of opened.contents([
			{...request, id},
			{...request, id: kept},
		]))
			answers.push(blob);
		expect(answers).toMatchObject([
			{id, fault: {code: 'file-missing'}},
			{id: kept, bytes: Buffer.from('bb')},
		]);
	});

	test('bytes that do not hash to their id are not believed', async () => {
		using repository = new GitRoom();
		repository.commit('one', {a: 'aa', b: 'bb'});
		const ids = ['a', 'b'].map((name) => repository.git('rev-parse', `HEAD:${name}`));
		const [place, other] = ids.map((id) => join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2)));
		const bytes = await world.files.read(other!, 1000);
		rmSync(place!);
		writeFileSync(place!, bytes);
		const opened = await openRepository(world, repository.path);
		const request = {id: ids[0]!, size: 2, texts: [], keep: true};
		const read = async () => {
			for await (const blob of opened.contents([request])) return 'fault' in blob ? blob.fault.code : 'believed';
		};
		// Some versions of git notice by themselves; 2.39 hands the bytes on.
		const outcome = await read().catch((error) => (error instanceof FaultError ? error.fault.code : 'bug'));
		expect(['digest-mismatch', 'command-failed']).toContain(outcome);
	});

	test('leaving early ends git', async () => {
		using repository = new GitRoom();
		repository.commit('one', Object.fromEntries(Array.from({length: 300}, (_, i) => [`f${i}`, `${i}`.repeat(20_000)])));
		const opened = await openRepository(world, repository.path);
		const entries = await opened.treeEntries('HEAD', '');
		let ended: Promise<unknown> | undefined;
		const watched = await openRepository(
			{
				...world,
				execStream: (...args) => {
					const stream = world.execStream(...args);
					ended = stream.done;
					return stream;
				},
			},
			repository.path,
		);
		for await (const blob of watched.contents(
			entries.map(({id, size}) => ({id, size: size!, texts: [], keep: false})),
		)) {
			expect('sha256' in blob).toBe(true);
			break;
		}
		expect(await ended!.then(() => 'ended')).toBe('ended');
	});

	test('one file is read as the commit has it, within a cap', async () => {
		using repository = new GitRoom();
		repository.commit('one', {'a/b.yml': 'hello', link: {link: 'a/b.yml'}, 'not-\udce9utf8': 'x'});
		mkdirSync(join(repository.path, 'more'));
		plant(repository.path, {'a/b.yml': 'changed since'});
		const opened = await openRepository(world, repository.path);
		expect(Buffer.from(await opened.readBlob('HEAD', 'a/b.yml', 100)).toString()).toBe('hello');
		expect(Buffer.from(await opened.readBlob('HEAD', 'not-\udce9utf8', 100)).toString()).toBe('x');
		expect(await codeOf(opened.readBlob('HEAD', 'a/b.yml', 4))).toBe('too-large');
		expect(await codeOf(opened.readBlob('HEAD', 'a/c.yml', 4))).toBe('file-missing');
		expect(await codeOf(opened.readBlob('HEAD', 'a', 4))).toBe('file-unreadable');
		expect(await codeOf(opened.readBlob('HEAD', 'link', 4))).toBe('file-unreadable');
	});
});
