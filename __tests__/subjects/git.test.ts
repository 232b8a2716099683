import {execFileSync} from 'node:child_process';
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {rootDigest} from '../../src/bytes/tree.ts';
import type {FaultError} from '../../src/model/fault.ts';
import {readDirectory} from '../../src/subjects/dir.ts';
import {readGitTree} from '../../src/subjects/git.ts';
import {readOptions} from '../builders/read-options.ts';
import {GitRoom, plant, room} from '../builders/repository.ts';
import {testWorld} from '../builders/world.ts';

const world = testWorld();
const read = (repository: GitRoom, revision = 'HEAD', path = '') =>
	readGitTree(world, revision, path, readOptions({repository: repository.path}));

const files = {
	'src/deep/index.js': 'one',
	'src/empty': '',
	'a\nb': 'newline',
	'a\tb': 'tab',
	'a"b\\': 'quote',
	'caf\udce9': 'not UTF-8',
	'\ud83d\ude00/x': 'emoji',
	'-dash': 'dash',
	run: {executable: '#!/bin/sh\n'},
	link: {link: 'src/deep'},
	'dangling\u00e9': {link: 'no/where\udcff'},
	'same-as-index': 'one',
};

describe('the files of a commit', () => {
	test.each(['sha1', 'sha256'] as const)('a commit equals the directory it was made from (%s)', async (format) => {
		using repository = new GitRoom({format});
		using twin = room();
		const sha = repository.commit('one', files);
		plant(twin.path, files);
		const commit = await read(repository);
		const directory = await readDirectory(world, twin.path, readOptions());
		expect(commit.subject).toBe(`git:${sha}`);
		expect(commit.manifest.gaps).toEqual([]);
		const withoutBlobs = commit.manifest.entries.map((entry) => {
			const {blob, ...rest} = entry as typeof entry & {blob?: string};
			return rest;
		});
		expect(withoutBlobs).toEqual(directory.manifest.entries);
		expect(rootDigest(commit.manifest, 'exact')).toBe(rootDigest(directory.manifest, 'exact'));
		const index = commit.manifest.entries.find((entry) => entry.path === 'src/deep/index.js');
		expect(index).toMatchObject({blob: repository.git('rev-parse', 'HEAD:src/deep/index.js')});
	});

	test('blob ids of a directory are those of the commit', async () => {
		using repository = new GitRoom();
		using twin = room();
		repository.commit('one', files);
		plant(twin.path, files);
		const directory = await readDirectory(world, twin.path, readOptions({blobs: true}));
		expect((await read(repository)).manifest.entries).toEqual(directory.manifest.entries);
	});

	test('the commit is read, not the working tree or the index', async () => {
		using repository = new GitRoom();
		repository.commit('one', {x: 'committed'});
		plant(repository.path, {x: 'changed', y: 'added'});
		repository.git('add', '--all');
		const {manifest} = await read(repository);
		expect(manifest.entries).toMatchObject([{path: 'x', size: 9}]);
	});

	test('filters of a checkout do not touch what is listed', async () => {
		using repository = new GitRoom();
		repository.commit('one', {'.gitattributes': '*.txt text eol=crlf\n', 'a.txt': 'one\ntwo\n'});
		const entry = (await read(repository)).manifest.entries.find((found) => found.path === 'a.txt');
		expect(entry).toMatchObject({size: 8});
	});

	test('a path narrows, and a single file keeps its base name', async () => {
		using repository = new GitRoom();
		const sha = repository.commit('one', files);
		const part = await read(repository, 'main', 'src/');
		expect(part.subject).toBe(`git:${sha}:src`);
		expect(part.manifest.entries.map((entry) => entry.path)).toEqual(['deep', 'deep/index.js', 'empty']);
		expect((await read(repository, 'main', 'src/deep/index.js')).manifest.entries).toMatchObject([
			{path: 'index.js', size: 3},
		]);
		expect((await read(repository, 'main', 'caf\udce9')).manifest.entries).toMatchObject([
			{path: 'caf\udce9', size: 9},
		]);
	});

	test('a path the commit does not hold is a fault', async () => {
		using repository = new GitRoom();
		repository.commit('one', files);
		for (const path of ['sr', 'src/deep/index.js/x', 'gone']) {
			const fault = await read(repository, 'HEAD', path).catch((error: FaultError) => error.fault.code);
			expect(fault).toBe('file-missing');
		}
	});

	test('a submodule is its commit', async () => {
		using inner = new GitRoom();
		using outer = new GitRoom();
		const commit = inner.commit('inner', {x: 'x'});
		outer.git('submodule', '--quiet', 'add', inner.path, 'vendor/inner');
		outer.commit('outer');
		const {manifest} = await read(outer);
		expect(manifest.entries.find((entry) => entry.type === 'submodule')).toEqual({
			path: 'vendor/inner',
			type: 'submodule',
			commit,
		});
		expect(manifest.gaps).toEqual([]);
	});

	test('a Git LFS pointer is said to be one, and a text that speaks of one is not', async () => {
		using repository = new GitRoom();
		const oid = 'a'.repeat(64);
		repository.commit('one', {
			'big.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`,
			'about.md': `see version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\n`,
		});
		expect((await read(repository)).oddities).toEqual([{path: 'big.bin', code: 'lfs-pointer'}]);
	});

	test('texts are looked for where they are wanted', async () => {
		using repository = new GitRoom();
		repository.commit('one', {'a.js': 'needle', 'same.txt': 'needle', 'b.js': 'none'});
		const search = {wants: (path: string) => path.endsWith('.js'), texts: ['needle'], key: ''};
		const {found} = await readGitTree(world, 'HEAD', '', readOptions({repository: repository.path, search}));
		expect([...found]).toEqual([['a.js', ['needle']]]);
	});

	test('a blob the clone lacks is a gap under each of its names', async () => {
		using repository = new GitRoom();
		repository.commit('one', {a: 'gone', b: 'gone', c: 'kept'});
		const id = repository.git('rev-parse', 'HEAD:a');
		rmSync(join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2)));
		const {manifest} = await read(repository);
		expect(manifest.entries.map((entry) => entry.path)).toEqual(['c']);
		expect(manifest.gaps.map((gap) => [gap.path, gap.fault.code])).toEqual([
			['a', 'file-missing'],
			['b', 'file-missing'],
		]);
	});

	test('names that no checkout writes are gaps', async () => {
		using repository = new GitRoom();
		repository.commit('one', {x: 'x'});
		const blob = repository.git('rev-parse', 'HEAD:x');
		const names = ['..', '.git', 'good'];
		const raw = Buffer.concat(
			names.map((name) => Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')])),
		);
		const run = (args: string[], input: Buffer | string) =>
			execFileSync('git', args, {
				cwd: repository.path,
				input,
				encoding: 'utf8',
				env: {
					...process.env,
					GIT_AUTHOR_NAME: 'a',
					GIT_AUTHOR_EMAIL: 'a@b',
					GIT_COMMITTER_NAME: 'a',
					GIT_COMMITTER_EMAIL: 'a@b',
				},
			}).trim();
		const tree = run(['hash-object', '-w', '--literally', '-t', 'tree', '--stdin'], raw);
		const commit = run(['commit-tree', tree, '-m', 'crafted'], '');
		const {manifest} = await read(repository, commit);
		expect(manifest.entries.map((entry) => entry.path)).toEqual(['good']);
		expect(manifest.gaps.map((gap) => gap.fault.code)).toEqual(['unsafe-name', 'unsafe-name']);
	});
});
