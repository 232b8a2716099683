import {existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {nodeFiles} from '../../src/faces/files.ts';
import {faultOf} from '../adapters/registry/asking.ts';

const directory = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => rmSync(directory, {recursive: true}));
const files = nodeFiles(directory, new AbortController().signal);
const at = (name: string): string => join(directory, name);

describe('a directory to write into', () => {
	test('is made with what is missing above it, for this user alone where that is asked for', async () => {
		await files.makePrivate(at('a/b/c'));
		expect(['a', 'a/b', 'a/b/c'].map((name) => statSync(at(name)).mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
		await files.write(at('d/e/file'), 'x');
		expect(statSync(at('d/e/file')).size).toBe(1);
	});
	test('that is there stays as it is', async () => {
		mkdirSync(at('open'), {mode: 0o755});
		await files.makePrivate(at('open'));
		expect(statSync(at('open')).mode & 0o777).toBe(0o755);
	});
	test('is made by two at once', async () => {
		await Promise.all([1, 2, 3, 4].map(() => files.makePrivate(at('x/y/z'))));
		expect(statSync(at('x/y/z')).isDirectory()).toBe(true);
	});
	test('cannot be below a file', async () => {
		writeFileSync(at('plain'), '');
		for (const name of ['plain', 'plain/below'])
			expect((await faultOf(files.makePrivate(at(name)))).code).toBe('not-a-directory');
		expect((await faultOf(files.write(at('plain/below/file'), 'x'))).code).toBe('not-a-directory');
	});
	(existsSync('/proc/self') ? test : test.skip)('is told at once where it can be neither found nor made', async () => {
		for (const act of [files.makePrivate('/proc/nowhere/deep'), files.write('/proc/nowhere/deep/file', 'x')])
			expect((await faultOf(act)).code).toBe('file-missing');
	});
});
