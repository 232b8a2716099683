import type {ChildProcess} from 'node:child_process';
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {zstdCompressSync} from 'node:zlib';

export type Ended = {readonly status: number; readonly stdout: Buffer; readonly stderr: Buffer};

export const programs = ['tar', 'gzip', 'zstd', 'pigz', 'umoci'] as const;
export type Program = (typeof programs)[number];

const commands: Readonly<Record<Program, string>> = {
	tar: 'tar --extract --to-stdout -vv --numeric-owner --quoting-style=escape --absolute-names --file=-',
	gzip: 'gzip -dc',
	pigz: 'pigz -p1 -dc',
	zstd: 'zstd -q -dc --memory=8MB -',
	// An image layout in a tar; told is what it unpacks to.
	umoci: `(mkdir now/$i.d && tar -xC now/$i.d && umoci raw unpack $([ $(id -u) = 0 ] || echo --rootless) --image now/$i.d:v1 now/$i.r >&2 && cd now/$i.r && find . -mindepth 1 \\( -type l -printf '%P l %l\\n' -o -type f -printf '%P f 0%04m %s\\n' -o -printf '%P %y 0%04m\\n' \\))`,
};

/** What a shell gives for a program that took all its processor time: it hangs. */
export const outOfTime: ReadonlySet<number> = new Set([137, 152]);

/** A frame behind all others: where it was not read, the program never got there. */
const lastFrame = zstdCompressSync(Buffer.from('a'));

/** A shell that starts programs for us, many in a row: a process started from Node costs ten times as much. */
export class Shell {
	readonly #directory: string;
	readonly #child: ChildProcess;
	#text = '';
	#answer: ((text: string) => void) | null = null;

	constructor(within: string) {
		this.#directory = mkdtempSync(join(within, 'shell-'));
		this.#child = spawn('sh', [], {
			cwd: this.#directory,
			stdio: ['pipe', 'pipe', 'ignore'],
			env: {PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC'},
		});
		this.#child.stdout!.on('data', (chunk: Buffer) => {
			this.#text += chunk.toString('latin1');
			if (!this.#text.endsWith('done\n')) return;
			const text = this.#text;
			this.#text = '';
			this.#answer?.(text);
		});
		this.#child.stdin!.on('error', () => undefined);
		// Blocks of 512 bytes that a program may write, and seconds that it may take: sparse files must not fill the memory.
		this.#child.stdin!.write('ulimit -f 16384; ulimit -t 10\n');
	}

	/** What the program makes of each input, in their order. */
	async run(program: Program, inputs: readonly Uint8Array[]): Promise<readonly Ended[]> {
		rmSync(join(this.#directory, 'now'), {recursive: true, force: true});
		mkdirSync(join(this.#directory, 'now'));
		const name = (at: number, what: string): string => join(this.#directory, 'now', `${at}${what}`);
		for (const [at, input] of inputs.entries()) writeFileSync(name(at, '.zst'), input);
		if (program === 'zstd') {
			const together = await this.#together(inputs.length, name);
			if (together !== null) return together;
		}
		const said = await this.#say(
			`i=0; while [ $i -lt ${inputs.length} ]; do ${commands[program]} <now/$i.zst >now/$i.out 2>now/$i.err; echo $?; i=$((i+1)); done`,
		);
		const statuses = said.split('\n').map(Number);
		return inputs.map((_, at) => ({
			status: statuses[at]!,
			stdout: readFileSync(name(at, '.out')),
			stderr: readFileSync(name(at, '.err')),
		}));
	}

	/** One process for all: it goes on after a file it refuses, and leaves nothing of that. Null where it ended early. */
	async #together(count: number, name: (at: number, what: string) => string): Promise<readonly Ended[] | null> {
		writeFileSync(name(count, '.zst'), lastFrame);
		const files = Array.from({length: count + 1}, (_, at) => `now/${at}.zst`).join(' ');
		await this.#say(`zstd -q -d --memory=8MB ${files}`);
		const given = (at: number): Buffer | null => {
			try {
				return readFileSync(name(at, ''));
			} catch {
				return null;
			}
		};
		if (given(count) === null) return null;
		return Array.from({length: count}, (_, at) => {
			const stdout = given(at);
			return {status: stdout === null ? 1 : 0, stdout: stdout ?? Buffer.alloc(0), stderr: Buffer.alloc(0)};
		});
	}

	/** `command` is our own text. */
	#say(command: string): Promise<string> {
		return new Promise((resolve) => {
			this.#answer = resolve;
			this.#child.stdin!.write(`${command}; echo done\n`);
		});
	}

	close(): void {
		this.#child.kill();
	}
}
