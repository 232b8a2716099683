import {describe, expect, test} from '@jest/globals';
import type {Runtime} from '../../src/adapters/runtime/runtime.ts';
import {defaultLimits} from '../../src/bytes/limits.ts';
import {FaultError} from '../../src/model/fault.ts';
import {asPath} from '../../src/model/path.ts';
import {readContainer} from '../../src/subjects/container.ts';
import {running, runtimeOf} from '../builders/running.ts';
import {directory, file, part} from '../builders/tar.ts';
import {testWorld} from '../builders/world.ts';

const end = Buffer.alloc(1024);
const at = asPath('app/dist');

function serving(parts: readonly Uint8Array[]): Runtime {
	return runtimeOf([], async function* () {
		for (const bytes of parts) yield bytes;
	});
}

describe('the files of a container', () => {
	test('are those below the place, and a file written after the start is newer', async () => {
		const start = new Date(1_700_000_000_000 - 1).toISOString();
		const runtime = serving([directory('dist/'), file('dist/app.js', 'x'), end]);
		const tree = await readContainer(runtime, running('api', {startedAt: start}), at);
		expect(tree.manifest.entries.map(({path}) => path)).toEqual(['app.js']);
		expect(tree.newer.map(({path}) => path)).toEqual(['app.js']);
	});

	test('are of no age where nobody says when the process started', async () => {
		const runtime = serving([file('dist/app.js', 'x'), end]);
		expect((await readContainer(runtime, running('api', {startedAt: null}), at)).newer).toEqual([]);
	});

	test('of one that is paused are seen; of one that does not run they are not', async () => {
		const runtime = serving([file('dist/app.js', 'x'), end]);
		expect((await readContainer(runtime, running('api', {state: 'paused'}), at)).manifest.entries).toHaveLength(1);
		for (const state of ['exited', 'created', 'restarting', 'dead', 'waiting', 'unknown'] as const)
			await expect(readContainer(runtime, running('api', {state}), at)).rejects.toMatchObject({
				fault: {code: 'not-running'},
			});
	});

	test('that a runtime cannot give are a fault', async () => {
		await expect(readContainer(runtimeOf([], null), running('api'), at)).rejects.toMatchObject({
			fault: {code: 'no-archiver'},
		});
	});
});

describe('a stream that never ends', () => {
	const names = (): Runtime =>
		runtimeOf([], async function* () {
			for (let number = 0; ; number++) yield file(`dist/${String(number).repeat(3)}`, '');
		});
	const oneFile = (): Runtime =>
		runtimeOf([], async function* () {
			yield part({name: 'dist/huge', size: 2 ** 40, unpadded: true});
			const chunk = Buffer.alloc(1 << 20);
			for (;;) yield chunk;
		});
	const afterTheEnd = (): Runtime =>
		runtimeOf([], async function* () {
			yield Buffer.concat([file('dist/app.js', 'x'), end]);
			const chunk = Buffer.alloc(1 << 20);
			for (;;) yield chunk;
		});

	test.each([
		['of names', names],
		['of one file', oneFile],
		['behind the end of the archive', afterTheEnd],
	])('%s is given up, and nothing of it is believed', async (_, runtime) => {
		const limits = {...defaultLimits, expandedBytes: 2 ** 28, entries: 100_000};
		await expect(readContainer(runtime(), running('api'), at, {limits})).rejects.toMatchObject({
			fault: {code: 'limit-exceeded'},
		});
	});

	test('without a byte ends with the time that one command may take', async () => {
		const world = testWorld();
		const runtime = runtimeOf([], async function* () {
			const {stdout, done} = world.execStream('sleep', ['100'], {timeout: 300});
			yield* stdout;
			await done;
		});
		await expect(readContainer(runtime, running('api'), at)).rejects.toMatchObject({fault: {code: 'timed-out'}});
	});
});

test('a file that went while it was packed is no directory without files', async () => {
	const runtime = runtimeOf([], async function* () {
		yield Buffer.concat([directory('dist/'), file('dist/a.js', 'x'), end]);
		throw new FaultError('not-found', 'no such file');
	});
	await expect(readContainer(runtime, running('api'), at)).rejects.toMatchObject({
		fault: {code: 'file-changed-while-read'},
	});
	const empty = runtimeOf([], async function* () {
		yield Buffer.alloc(0);
		throw new FaultError('not-found', 'nothing is there');
	});
	await expect(readContainer(empty, running('api'), at)).rejects.toMatchObject({fault: {code: 'not-found'}});
});
