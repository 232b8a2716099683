import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmodSync, linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {FaultError} from '../../src/model/fault.ts';
import {readDirectory} from '../../src/subjects/dir.ts';
import type {World} from '../../src/world.ts';
import {readOptions} from '../builders/read-options.ts';
import {plant, room} from '../builders/repository.ts';
import {testWorld} from '../builders/world.ts';

const world = testWorld();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const read = (path: string, options = readOptions(), of: World = world) => readDirectory(of, path, options);
const root = process.getuid?.() === 0;

describe('the files of a directory', () => {
	test('every type of entry is listed as a tar of it would unpack', async () => {
		using place = room();
		plant(place.path, {
			'b/file': 'content',
			run: {executable: '#!/bin/sh\n'},
			'a-link': {link: 'b/file'},
			'.git/HEAD': 'ref',
		});
		mkdirSync(join(place.path, 'empty'), {mode: 0o700});
		mkdirSync(join(place.path, 'sticky'));
		chmodSync(join(place.path, 'sticky'), 0o1777);
		chmodSync(join(place.path, 'run'), 0o4711);
		execFileSync('mkfifo', ['-m', '640', join(place.path, 'pipe')]);
		const {manifest, subject} = await read(place.path);
		expect(subject).toBe(`dir:${place.path}`);
		expect(manifest).toEqual({
			assurance: 'verified',
			gaps: [],
			entries: [
				{path: '.git', type: 'directory', mode: '0755'},
				{path: '.git/HEAD', type: 'file', sha256: sha256('ref'), size: 3, mode: '0644'},
				{path: 'a-link', type: 'symlink', target: 'b/file'},
				{path: 'b', type: 'directory', mode: '0755'},
				{path: 'b/file', type: 'file', sha256: sha256('content'), size: 7, mode: '0644'},
				{path: 'empty', type: 'directory', mode: '0700'},
				{path: 'pipe', type: 'fifo', mode: '0640'},
				{path: 'run', type: 'file', sha256: sha256('#!/bin/sh\n'), size: 10, mode: '4711'},
				{path: 'sticky', type: 'directory', mode: '1777'},
			],
		});
	});

	(root ? test : test.skip)('devices are listed with their numbers', async () => {
		using place = room();
		try {
			execFileSync('mknod', ['-m', '600', join(place.path, 'null'), 'c', '1', '3'], {stdio: 'ignore'});
		} catch {
			return; // a sandbox may forbid it
		}
		expect((await read(place.path)).manifest.entries).toEqual([
			{path: 'null', type: 'device', kind: 'character', major: 1, minor: 3, mode: '0600'},
		]);
	});

	test('names come as their bytes, in the order of their bytes', async () => {
		using place = room();
		const names = [
			'a\nb',
			'a\tb',
			'a"b',
			"a'b",
			'a\\b',
			'a-b/c',
			'a/b',
			'a',
			'\ud83d\ude00',
			'caf\udce9',
			'\uffee',
			'__proto__',
			'-n',
			' ',
		];
		plant(place.path, Object.fromEntries(names.filter((name) => name !== 'a').map((name) => [name, name])));
		const {manifest} = await read(place.path);
		expect(manifest.gaps).toEqual([]);
		const bytewise = [...names, 'a-b'].sort((a, b) => Buffer.compare(bytes(a), bytes(b)));
		expect(manifest.entries.map((entry) => entry.path)).toEqual(bytewise);
	});

	test('a link that leads in a circle is an entry and leads nowhere', async () => {
		using place = room();
		mkdirSync(join(place.path, 'a'));
		symlinkSync('..', join(place.path, 'a/up'));
		symlinkSync('self', join(place.path, 'self'));
		expect((await read(place.path)).manifest).toMatchObject({
			gaps: [],
			entries: [
				{path: 'a', type: 'directory'},
				{path: 'a/up', type: 'symlink', target: '..'},
				{path: 'self', type: 'symlink', target: 'self'},
			],
		});
	});

	test('the directory itself may be named through a link, or relative to where we stand', async () => {
		using place = room();
		plant(place.path, {'dist/x': 'x', current: {link: 'dist'}});
		const here = testWorld({cwd: place.path});
		const named = await read('current', readOptions(), here);
		expect(named.manifest).toEqual((await read('dist', readOptions(), here)).manifest);
		expect(named.manifest.entries).toHaveLength(1);
	});

	test('hardlinks are read once and listed by each name', async () => {
		using place = room();
		plant(place.path, {'one/a': 'shared'});
		mkdirSync(join(place.path, 'two'));
		linkSync(join(place.path, 'one/a'), join(place.path, 'two/b'));
		linkSync(join(place.path, 'one/a'), join(place.path, 'two/c'));
		const opened: string[] = [];
		const counting: World = {
			...world,
			files: {
				...world.files,
				stream: (path) => {
					opened.push(path);
					return world.files.stream(path);
				},
			},
		};
		const {manifest} = await read(place.path, readOptions(), counting);
		expect(manifest.entries.filter((entry) => entry.type === 'file')).toEqual(
			['one/a', 'two/b', 'two/c'].map((path) => ({
				path,
				type: 'file',
				sha256: sha256('shared'),
				size: 6,
				mode: '0644',
			})),
		);
		expect(opened).toHaveLength(1);
	});

	test('a socket is left out, and said', async () => {
		using place = room();
		plant(place.path, {x: 'x'});
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(join(place.path, 's'), resolve));
		try {
			const {manifest, oddities} = await read(place.path);
			expect(manifest.entries.map((entry) => entry.path)).toEqual(['x']);
			expect(manifest.gaps).toEqual([]);
			expect(oddities).toEqual([{path: 's', code: 'socket'}]);
		} finally {
			await new Promise((resolve) => server.close(resolve));
		}
	});

	test('a name that an image layer would take for a whiteout is said', async () => {
		using place = room();
		plant(place.path, {'d/.wh.x': 'x', 'wheel.wh.': 'y'});
		expect((await read(place.path)).oddities).toEqual([{path: 'd/.wh.x', code: 'whiteout-name'}]);
	});

	test('git blob ids come when they are asked for', async () => {
		using place = room();
		plant(place.path, {x: 'hello\n'});
		const [entry] = (await read(place.path, {...readOptions(), blobs: true})).manifest.entries;
		expect(entry).toMatchObject({blob: 'ce013625030ba8dba906f756967f9e9ca394464a'});
	});

	test('texts are looked for where they are wanted', async () => {
		using place = room();
		plant(place.path, {'a.js': 'has a needle', 'b.js': 'none', 'c.txt': 'a needle too'});
		linkSync(join(place.path, 'a.js'), join(place.path, 'a.txt'));
		const search = {wants: (path: string) => path.endsWith('.js'), texts: ['needle', 'thread'], key: ''};
		expect([...(await read(place.path, {...readOptions(), search})).found]).toEqual([['a.js', ['needle']]]);
	});
});

describe('what cannot be read', () => {
	const faultOf = async (act: Promise<unknown>) =>
		act.then(
			() => 'none',
			(error) => (error instanceof FaultError ? error.fault.code : 'bug'),
		);

	test('a file, nothing at all and a dangling link are no directories', async () => {
		using place = room();
		plant(place.path, {x: 'x', dangling: {link: 'nowhere'}, 'to-file': {link: 'x'}});
		expect(await faultOf(read(join(place.path, 'x')))).toBe('not-a-directory');
		expect(await faultOf(read(join(place.path, 'to-file')))).toBe('not-a-directory');
		expect(await faultOf(read(join(place.path, 'gone')))).toBe('file-missing');
		expect(await faultOf(read(join(place.path, 'dangling')))).toBe('file-missing');
	});

	test.each([
		['grows', (path: string) => writeFileSync(path, 'longer than before')],
		['shrinks', (path: string) => writeFileSync(path, 's')],
		['is rewritten', (path: string) => writeFileSync(path, 'BEFORE')],
	])('a file that %s while it is read is a gap, and the others are listed', async (_, change) => {
		using place = room();
		plant(place.path, {x: 'before', y: 'y'});
		utimesSync(join(place.path, 'x'), 1, 1);
		const racing: World = {
			...world,
			files: {
				...world.files,
				async *stream(path) {
					yield* world.files.stream(path);
					if (path.endsWith('x')) change(path);
				},
			},
		};
		const {manifest} = await read(place.path, readOptions(), racing);
		expect(manifest.entries.map((entry) => entry.path)).toEqual(['y']);
		expect(manifest.gaps).toMatchObject([{path: 'x', fault: {code: 'file-changed-while-read'}}]);
	});

	test('a file and a directory that refuse are gaps under each of their names', async () => {
		using place = room();
		plant(place.path, {'d/inner': 'i', x: 'x', y: 'y'});
		linkSync(join(place.path, 'x'), join(place.path, 'x2'));
		const refuse = (path: string) => {
			throw new FaultError('file-unreadable', `${path}: EACCES`);
		};
		const refusing: World = {
			...world,
			files: {
				...world.files,
				stream: (path) => (/x2?$/.test(path) ? refuse(path) : world.files.stream(path)),
				list: (path) => (path.endsWith('/d') ? refuse(path) : world.files.list(path)),
			},
		};
		const {manifest} = await read(place.path, readOptions(), refusing);
		expect(manifest.entries.map((entry) => entry.path)).toEqual(['d', 'y']);
		expect(manifest.gaps.map((gap) => [gap.path, gap.fault.code])).toEqual([
			['d', 'file-unreadable'],
			['x', 'file-unreadable'],
			['x2', 'file-unreadable'],
		]);
	});

	test('being stopped ends the reading, it leaves no gap', async () => {
		using place = room();
		plant(place.path, {x: 'x'});
		expect(await faultOf(read(place.path, readOptions(), testWorld({signal: AbortSignal.abort()})))).toBe('cancelled');
	});
});

function bytes(name: string): Buffer {
	return name === 'caf\udce9' ? Buffer.from('caf\u00e9', 'latin1') : Buffer.from(name);
}
