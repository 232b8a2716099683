import {execFileSync, spawn} from 'node:child_process';
import {lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {nodeFiles} from '../../src/faces/files.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {GitRoom, room} from '../builders/repository.ts';
import {entry, start} from '../e2e/command.ts';

const files = (signal = new AbortController().signal) => nodeFiles('/', signal);

/** What `cat` read from a FIFO, and what lies there afterwards. */
async function readWhile(fifo: string, act: () => Promise<void>): Promise<string> {
	const reader = spawn('cat', [fifo], {stdio: ['ignore', 'pipe', 'inherit']});
	const chunks: Buffer[] = [];
	reader.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
	const closed = new Promise((resolve) => reader.on('close', resolve));
	await act();
	await closed;
	return Buffer.concat(chunks).toString();
}

describe('a document that a user sends somewhere', () => {
	test('is written into a FIFO, whole and beyond what it holds at once, and the FIFO stays', async () => {
		using own = room();
		const fifo = join(own.path, 'fifo');
		execFileSync('mkfifo', [fifo]);
		const text = 'x'.repeat(300_000);
		expect(await readWhile(fifo, () => files().deliver(fifo, text))).toBe(text);
		expect(lstatSync(fifo).isFIFO()).toBe(true);
	});

	test('waits for the reader of a FIFO, and for no longer than the run', async () => {
		using own = room();
		const fifo = join(own.path, 'fifo');
		execFileSync('mkfifo', [fifo]);
		const cancel = new AbortController();
		const waiting = faultOf(files(cancel.signal).deliver(fifo, 'x'));
		setTimeout(() => cancel.abort(), 100);
		expect((await waiting).code).toBe('cancelled');
	});

	test('is written into a character device, named or linked to, and the device stays', async () => {
		using own = room();
		const link = join(own.path, 'nothing');
		symlinkSync('/dev/null', link);
		await files().deliver(link, 'x');
		await files().deliver('/dev/null', 'x');
		expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
		expect(readlinkSync(link)).toBe('/dev/null');
		expect((await faultOf(files().deliver('/dev/full', 'x'))).detail).toContain('ENOSPC');
	});

	test('follows links to the file, there or not, and replaces that', async () => {
		using own = room();
		const at = (name: string): string => join(own.path, name);
		mkdirSync(at('deep'));
		writeFileSync(at('deep/file'), 'before');
		symlinkSync('deep/second', at('first'));
		symlinkSync('../deep/file', at('deep/second'));
		symlinkSync('deep/new', at('dangling'));
		await files().deliver(at('first'), 'after');
		await files().deliver(at('dangling'), 'new');
		expect(lstatSync(at('first')).isSymbolicLink()).toBe(true);
		expect(readFileSync(at('deep/file'), 'utf8')).toBe('after');
		expect(readFileSync(at('deep/new'), 'utf8')).toBe('new');
	});

	test('is refused in words by a socket, a directory and a circle of links', async () => {
		using own = room();
		const at = (name: string): string => join(own.path, name);
		const server = createServer().listen(at('socket'));
		await new Promise((resolve) => server.on('listening', resolve));
		symlinkSync('b', at('a'));
		symlinkSync('a', at('b'));
		symlinkSync('.', at('here'));
		expect((await faultOf(files().deliver(at('socket'), 'x'))).detail).toContain('is a socket');
		expect((await faultOf(files().deliver(at('here'), 'x'))).detail).toContain('is a directory');
		expect((await faultOf(files().deliver(at('a'), 'x'))).detail).toContain('in a circle');
		expect(lstatSync(at('socket')).isSocket()).toBe(true);
		server.close();
	});

	test('by our own descriptor arrives where that leads, behind what is there', async () => {
		using own = new GitRoom();
		own.commit('Build', {'dist/a.js': 'a', 'go.sh': '{ echo before; "$@"; echo after; } > ../out'});
		const command = ['record', 'dist', '--out', '/dev/stdout'];
		const env = {...process.env, HOME: own.path};
		execFileSync('bash', ['go.sh', process.execPath, entry, ...command], {cwd: own.path, stdio: 'pipe', env});
		const text = readFileSync(join(own.path, '../out'), 'utf8');
		const [, document] = /^before\n(.*)after\n$/s.exec(text) ?? [];
		expect(JSON.parse(document ?? '')).toMatchObject({manifest: {entries: [{path: 'a.js'}]}});
		// A pipe of Node's is a socket, which cannot be opened by its name.
		const {stdout} = await start(command, {cwd: own.path}).ended;
		expect(JSON.parse(stdout).manifest).toEqual(JSON.parse(document ?? '').manifest);
		expect(lstatSync('/dev/stdout').isSymbolicLink()).toBe(true);
	});
});

test('a record whose place is a socket or a directory is refused before anything is read', async () => {
	using own = room();
	const server = createServer().listen(join(own.path, 'socket'));
	await new Promise((resolve) => server.on('listening', resolve));
	mkdirSync(join(own.path, 'there'));
	for (const [out, what] of [
		['socket', 'a socket'],
		['there', 'a directory'],
	] as const) {
		const {code, stderr} = await start(['record', 'dist', '--out', out], {cwd: own.path}).ended;
		expect([code, stderr]).toEqual([2, expect.stringContaining(`--out ${out} is ${what}`)]);
	}
	server.close();
});
