import type {ChildProcess} from 'node:child_process';
import {spawn, spawnSync} from 'node:child_process';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

export type PeerEntry = {
	readonly flag: number;
	/** base64 */
	readonly name: string;
	readonly link: string;
	readonly size: number;
	readonly mode: number;
	readonly major: number;
	readonly minor: number;
	readonly sha256: string;
};
export type PeerAnswer = {
	readonly entries: readonly PeerEntry[];
	readonly sha256: string;
	readonly size: number;
	readonly error: string;
};

/** Builds the Go program; null, and why, where there is no Go. */
export function buildPeer(directory: string): {readonly program: string} | {readonly missing: string} {
	const program = join(directory, 'peer');
	const source = join(dirname(fileURLToPath(import.meta.url)), 'peer', 'main.go');
	const built = spawnSync('go', ['build', '-o', program, source], {
		encoding: 'utf8',
		env: {...process.env, GO111MODULE: 'off', CGO_ENABLED: '0', GOFLAGS: ''},
	});
	if (built.status === 0) return {program};
	return {missing: built.error?.message ?? built.stderr.trim().split('\n', 1)[0]!};
}

/** A process that answers one question after another. */
export class Peer {
	readonly #child: ChildProcess;
	#have: Buffer = Buffer.alloc(0);
	#answer: ((answer: PeerAnswer) => void) | null = null;
	#refuse: ((error: Error) => void) | null = null;

	constructor(program: string) {
		this.#child = spawn(program, [], {stdio: ['pipe', 'pipe', 'inherit']});
		this.#child.stdout!.on('data', (chunk: Buffer) => {
			this.#have = this.#have.length === 0 ? chunk : Buffer.concat([this.#have, chunk]);
			if (this.#have.length < 4) return;
			const end = 4 + this.#have.readUInt32BE(0);
			if (this.#have.length < end) return;
			const answer = JSON.parse(this.#have.toString('utf8', 4, end)) as PeerAnswer;
			this.#have = this.#have.subarray(end);
			this.#answer!(answer);
		});
		this.#child.on('exit', (code) => this.#refuse?.(new Error(`the Go peer ended with ${code}`)));
		this.#child.stdin!.on('error', () => undefined);
	}

	ask(kind: 't' | 'z', bytes: Uint8Array): Promise<PeerAnswer> {
		const head = Buffer.alloc(5);
		head.write(kind, 0, 'latin1');
		head.writeUInt32BE(bytes.length, 1);
		return new Promise((resolve, reject) => {
			this.#answer = resolve;
			this.#refuse = reject;
			this.#child.stdin!.write(Buffer.concat([head, bytes]));
		});
	}

	close(): void {
		this.#refuse = null;
		this.#child.kill();
	}
}
