import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';

const leave = join(import.meta.dirname, '../../src/faces/leave.ts');

/** What a process says that leaves with something done, and one thing that its loop is asked to do in 10 ms. */
function left(done: string) {
	const program = [
		'--disable-warning=ExperimentalWarning',
		'--input-type=module',
		'--eval',
		`const {leave} = await import(${JSON.stringify(leave)});
		${done}
		setTimeout(() => process.stdout.write('served'), 10);
		await leave(3);`,
	];
	// What a process held counts from the one that started it (getrusage(2)): a shell, which holds little, stands between.
	return spawnSync('sh', ['-c', '"$0" "$@"; exit $?', process.execPath, ...program], {encoding: 'utf8'});
}

test.each([
	['many objects', 'globalThis.held = Array.from({length: 1_500_000}, (_, at) => ({at, name: `name ${at}`}));'],
	['many bytes and let them go', 'for (let at = 0; at < 4; at++) Buffer.alloc(64 * 2 ** 20, 1);'],
])('a process that held %s serves what waits for its loop before it leaves, and then with its exit code', (_, done) => {
	expect(left(done)).toMatchObject({status: 3, stdout: 'served', stderr: ''});
});

test('one that held little leaves at once', () => {
	expect(left('')).toMatchObject({status: 3, stdout: '', stderr: ''});
});
