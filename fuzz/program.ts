import type {ChildProcess} from 'node:child_process';
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

export type Ended = {readonly status: number; readonly stdout: Buffer; readonly stderr: Buffer};

/** A shell that starts programs for us: a process started from Node costs ten times as much. */
export class Shell {
	readonly #directory: string;
	readonly #child: ChildProcess;
	#text = '';
	#answer: ((status: number) => void) | null = null;

	constructor(within: string) {
		this.#directory = mkdtempSync(join(within, 'shell-'));
		this.#child = spawn('sh', [], {
			cwd: this.#directory,
			stdio: ['pipe', 'pipe', 'inherit'],
			env: {PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC'},
		});
		this.#child.stdout!.on('data', (chunk: Buffer) => {
			this.#text += chunk.toString('latin1');
			if (!this.#text.endsWith('\n')) return;
			const status = Number(this.#text);
			this.#text = '';
			this.#answer?.(status);
		});
		this.#child.stdin!.on('error', () => undefined);
		// Blocks of 512 bytes that a program may write: a sparse file must not fill the memory.
		this.#child.stdin!.write('ulimit -f 131072\n');
	}

	/** `command` is our own text; `input` comes to it on its standard input. */
	async run(command: string, input: Uint8Array): Promise<Ended> {
		const [from, out, err] = ['in', 'out', 'err'].map((name) => join(this.#directory, name)) as [
			string,
			string,
			string,
		];
		writeFileSync(from, input);
		const status = await new Promise<number>((resolve) => {
			this.#answer = resolve;
			this.#child.stdin!.write(`${command} <in >out 2>err; echo $?\n`);
		});
		return {status, stdout: readFileSync(out), stderr: readFileSync(err)};
	}

	close(): void {
		this.#child.kill();
	}
}
