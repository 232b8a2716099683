import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {z} from 'zod';
import {runDiff} from '../../../src/faces/commands/diff.ts';
import {runRecord} from '../../../src/faces/commands/record.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {readFileSubject} from '../../../src/subjects/file.ts';
import {printer} from '../../builders/printer.ts';
import {GitRoom, plant, room} from '../../builders/repository.ts';

const tool = 'deploy-truth/1.2.3';

describe('record', () => {
	test('a record holds the files and the commit they were built from, and reads back', async () => {
		using repository = new GitRoom();
		const commit = repository.commit('one', {'src/x': 'x', '.gitignore': 'dist\nrecord.json\n'});
		plant(repository.path, {'dist/index.js': 'built', 'dist/caf\udce9': 'y'});
		const {world, out, text} = printer(repository.path);
		expect(await runRecord(world, 'dist', {out: 'record.json', tool})).toBe(0);
		const {record, manifest} = await readFileSubject(world, 'record.json');
		expect(record).toMatchObject({
			commit,
			tree: repository.git('rev-parse', 'HEAD^{tree}'),
			dirty: false,
			tool,
			from: 'dist',
			recordedAt: expect.stringMatching(/^\d{4}-.*Z$/),
		});
		expect(manifest.assurance).toBe('asserted');
		expect(manifest.entries.map((entry) => entry.path)).toEqual(['caf\udce9', 'index.js']);
		expect(await runDiff(world, out, 'file:record.json', 'dir:dist', {})).toBe(0);
		plant(repository.path, {'dist/index.js': 'swapped'});
		expect(await runDiff(world, out, 'file:record.json', 'dir:dist', {})).toBe(1);
		expect(text()).toContain('~ modified  index.js');
	});

	test('a record fits the published schema', async () => {
		using repository = new GitRoom({format: 'sha256'});
		repository.commit('one', {'dist/x': 'x', 'dist/l': {link: 'x'}});
		const {world} = printer(repository.path);
		await runRecord(world, `${repository.path}/dist/`, {out: `${repository.path}/r/record.json`, tool});
		const document = JSON.parse(readFileSync(join(repository.path, 'r/record.json'), 'utf8'));
		const check = z.fromJSONSchema(JSON.parse(readFileSync('docs/schema/record.v1.json', 'utf8')));
		expect(check.safeParse(document).error).toBeUndefined();
		expect(check.safeParse({...document, commit: 'HEAD'}).success).toBe(false);
		expect(document.from).toBe('dist');
	});

	test('a changed tracked file makes the record dirty; an untracked one and our own configuration do not', async () => {
		using repository = new GitRoom();
		repository.commit('one', {x: 'x', 'dist/y': 'y', '.github/deploy-truth.yml': 'version: 1'});
		const {world} = printer(repository.path);
		const dirty = async () => {
			await runRecord(world, 'dist', {out: 'record.json', tool});
			return (await readFileSubject(world, 'record.json')).record!.dirty;
		};
		plant(repository.path, {untracked: 'u', '.github/deploy-truth.yml': 'version: 1 # edited'});
		expect(await dirty()).toBe(false);
		rmSync(join(repository.path, 'x'));
		expect(await dirty()).toBe(true);
	});

	test('a directory outside the repository can be recorded for it', async () => {
		using repository = new GitRoom();
		using elsewhere = room();
		const commit = repository.commit('one');
		plant(elsewhere.path, {'build/x': 'x'});
		const {world} = printer(elsewhere.path);
		expect(await runRecord(world, 'build', {out: 'record.json', repo: repository.path, tool})).toBe(0);
		expect((await readFileSubject(world, 'record.json')).record).toMatchObject({commit, from: 'build'});
	});

	test('nothing is written where something cannot be read or nobody committed', async () => {
		using repository = new GitRoom();
		plant(repository.path, {'dist/x': 'x'});
		const {world} = printer(repository.path);
		const fault = async (act: Promise<unknown>) => act.catch((error: FaultError) => error.fault.code);
		expect(await fault(runRecord(world, 'dist', {out: 'record.json', tool}))).toBe('commit-missing');
		repository.commit('one');
		const stream = () => {
			throw new FaultError('file-unreadable', 'EACCES');
		};
		const broken = {...world, files: {...world.files, stream}};
		expect(await fault(runRecord(broken, 'dist', {out: 'record.json', tool}))).toBe('file-unreadable');
		expect(await fault(runRecord(world, 'gone', {out: 'record.json', tool}))).toBe('file-missing');
		expect(readdirSync(repository.path).filter((name) => name.startsWith('record'))).toEqual([]);
	});

	test('a record is not written into what it records', async () => {
		using repository = new GitRoom();
		repository.commit('one', {'dist/x': 'x'});
		const {world, log} = printer(repository.path);
		expect(await runRecord(world, './dist/', {out: 'dist/record.json', tool})).toBe(2);
		expect(log.lines.join()).toContain('lies inside');
		expect(execFileSync('ls', [join(repository.path, 'dist')], {encoding: 'utf8'})).toBe('x\n');
	});
});
