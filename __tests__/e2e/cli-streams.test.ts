import {spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {room} from '../builders/repository.ts';
import {entry, start} from './command.ts';

const place = room();
beforeAll(() => {
	for (const [name, text] of [
		['a', '1'],
		['b', '2'],
	] as const) {
		mkdirSync(join(place.path, name));
		writeFileSync(join(place.path, name, 'x'), text);
	}
});
afterAll(() => place[Symbol.dispose]());

/** The command in a shell, `$run`, with `$?` of what the shell says last. */
const shell = (script: string): Promise<{code: number | null; stdout: string; stderr: string}> =>
	new Promise((resolve) => {
		const env = {
			PATH: process.env['PATH'],
			HOME: place.path,
			DEPLOY_TRUTH_CACHE: 'none',
			run: `${process.execPath} ${entry}`,
		};
		const child = spawn('bash', ['-c', script], {cwd: place.path, env, timeout: 30_000, killSignal: 'SIGKILL'});
		const texts = {stdout: '', stderr: ''};
		child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
		child.on('close', (code) => resolve({code, ...texts}));
	});

describe('a reader that went away', () => {
	test.each([
		['diff dir:a dir:a', 0],
		['diff dir:a dir:b', 1],
		['diff dir:a dir:b --format json', 1],
		['manifest dir:a', 0],
		['manifest dir:missing', 3],
	])('does not change what %s ends with', async (command, code) => {
		expect(await shell(`$run ${command} | true; exit \${PIPESTATUS[0]}`)).toMatchObject({code, stdout: ''});
	});
	test.each([
		['manifest dir:missing', 3],
		['diff dir:a dir:a', 0],
		['diff dir:a dir:b', 1],
		['nonsense', 2],
	])('of messages, or a full disk for them, does not change what %s ends with', async (command, code) => {
		expect(await shell(`DEPLOY_TRUTH_DEBUG=1 $run ${command} 2> >(true)`)).toMatchObject({code});
		expect(await shell(`DEPLOY_TRUTH_DEBUG=1 $run ${command} 2> /dev/full`)).toMatchObject({code});
	});
});

describe('standard output that is full', () => {
	test.each(['--version', '--help', 'manifest dir:a', 'diff dir:a dir:a'])(
		'ends %s with 4 in words',
		async (command) => {
			const {code, stderr} = await shell(`$run ${command} > /dev/full`);
			expect({code, stderr}).toEqual({code: 4, stderr: 'deploy-truth: standard output cannot be written: ENOSPC\n'});
		},
	);
});

test.each([
	['SIGINT', 130],
	['SIGTERM', 143],
] as const)('one %s ends the reading of an archive that never ends', async (signal, number) => {
	const running = start(['manifest', 'docker-archive:/dev/zero'], {cwd: place.path});
	await running.said('image archive');
	running.child.kill(signal);
	const {code, stdout} = await running.ended;
	expect({code, stdout}).toEqual({code: number, stdout: ''});
});

test('two sides that both hold nothing at the path are not told to be equal', async () => {
	const {code, stdout, stderr} = await shell('$run diff dir:a dir:b --path typo');
	expect(stderr).toContain('file-missing: ');
	expect({code, stdout}).toEqual({code: 3, stdout: ''});
});
