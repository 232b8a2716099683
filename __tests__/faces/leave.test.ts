import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';

const leave = join(import.meta.dirname, '../../src/faces/leave.ts');

/** What a process says that leaves with this many objects held, and one thing that its loop is asked to do in 10 ms. */
const left = (objects: number) =>
	spawnSync(
		process.execPath,
		[
			'--disable-warning=ExperimentalWarning',
			'--input-type=module',
			'--eval',
			`const {leave} = await import(${JSON.stringify(leave)});
			globalThis.held = Array.from({length: ${objects}}, (_, at) => ({at, name: 'name ' + at}));
			setTimeout(() => process.stdout.write('served'), 10);
			await leave(3);`,
		],
		{encoding: 'utf8'},
	);

test('a process that held much serves what waits for its loop before it leaves, and then with its exit code', () => {
	expect(left(1_500_000)).toMatchObject({status: 3, stdout: 'served', stderr: ''});
});

test('one that held little leaves at once', () => {
	expect(left(1)).toMatchObject({status: 3, stdout: '', stderr: ''});
});
