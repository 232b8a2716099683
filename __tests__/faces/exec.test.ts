import {describe, expect, test} from '@jest/globals';
import {nodeExec, nodeExecStream} from '../../src/faces/exec.ts';
import {faultOf} from '../adapters/registry/asking.ts';

const env = {PATH: process.env['PATH'], GIVEN: 'here'};
const exec = nodeExec(env, new AbortController().signal);
/** milliseconds until it is done, and the fault it ends with */
async function ended(running: Promise<unknown>) {
	const started = Date.now();
	const {code} = await faultOf(running);
	return {code, took: Date.now() - started};
}

describe('a command', () => {
	test('gives its exit code, output and messages, and fails as a value', async () => {
		const {exitCode, stdout, stderr} = await exec('sh', ['-c', 'cat; echo why >&2; exit 3'], {input: 'in'});
		expect({exitCode, stdout: Buffer.from(stdout).toString(), stderr}).toEqual({
			exitCode: 3,
			stdout: 'in',
			stderr: 'why\n',
		});
	});

	test('sees the variables it is given and no others', async () => {
		const {stdout} = await exec('sh', ['-c', 'echo "$GIVEN $MORE $HOME"'], {env: {MORE: 'too'}});
		expect(Buffer.from(stdout).toString()).toBe('here too \n');
	});

	test('that prints without end is a fault', async () => {
		expect((await ended(exec('sh', ['-c', 'while :; do echo x; done'], {maxBytes: 1_000}))).code).toBe('too-large');
	});

	test('that is not installed is a fault', async () => {
		expect((await ended(exec('no-such-command-anywhere', []))).code).toBe('command-missing');
	});

	test('that hangs ends at its time limit, with all it started', async () => {
		// The second program, not the shell, is what would go on and hold the output open.
		const {code, took} = await ended(exec('sh', ['-c', 'sleep 20; echo late'], {timeout: 200}));
		expect(code).toBe('timed-out');
		expect(took).toBeLessThan(5_000);
	});

	test('of a cancelled run ends at once, with all it started', async () => {
		const stop = new AbortController();
		setTimeout(() => stop.abort(), 200);
		const {code, took} = await ended(nodeExec(env, stop.signal)('sh', ['-c', 'sleep 20; echo late']));
		expect(code).toBe('cancelled');
		expect(took).toBeLessThan(5_000);
	});
});

describe('a command that is read while it runs', () => {
	const stream = (script: string, options = {}) =>
		nodeExecStream(env, new AbortController().signal)('sh', ['-c', script], options);

	test('gives its output as it comes, and its exit code in the end', async () => {
		const running = stream('cat; exit 4');
		await running.write('one ');
		await running.write('two');
		running.end();
		const chunks: Uint8Array[] = [];
		for await (const chunk of running.stdout) chunks.push(chunk);
		expect(Buffer.concat(chunks).toString()).toBe('one two');
		expect((await running.done).exitCode).toBe(4);
	});

	test('gives what it says on standard error among its output where both are wanted, however much', async () => {
		const script = 'echo one; echo two >&2; head -c 300000 /dev/zero >&2; echo three';
		const running = stream(script, {merged: true});
		running.end();
		const chunks: Uint8Array[] = [];
		for await (const chunk of running.stdout) chunks.push(chunk);
		const text = Buffer.concat(chunks).toString();
		expect([text.length, text.includes('one\n'), text.includes('two\n'), text.includes('three\n')]).toEqual([
			300_014,
			...[true, true, true],
		]);
		expect(await running.done).toEqual({exitCode: 0, stderr: ''});
	});

	test('may print more than any pipe holds', async () => {
		const running = stream('head -c 9000000 /dev/zero; echo why >&2');
		running.end();
		let size = 0;
		for await (const chunk of running.stdout) size += chunk.length;
		expect([size, await running.done]).toEqual([9_000_000, {exitCode: 0, stderr: 'why'}]);
	});

	test('and hangs ends when it is left, with all it started', async () => {
		const running = stream('echo ready; sleep 20; echo late');
		const started = Date.now();
		for await (const _ of running.stdout) break;
		running.kill();
		await running.done;
		expect(Date.now() - started).toBeLessThan(5_000);
	});
});
