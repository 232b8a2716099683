import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {bytesOfText} from '../../src/model/path.ts';

/** A directory of its own for one test; `await using` or `using` removes it. */
export type Room = Disposable & {readonly path: string};

export function room(): Room {
	const path = mkdtempSync(join(tmpdir(), 'deploy-truth-'));
	return {path, [Symbol.dispose]: () => rmSync(path, {recursive: true, force: true})};
}

/** What a name holds: text or bytes for a file, a link's target, an executable. */
export type Planted = string | Uint8Array | {readonly link: string} | {readonly executable: string};

/** Writes files below a directory. Names are in our text form, so any byte name can be planted. */
export function plant(directory: string, files: Readonly<Record<string, Planted>>): void {
	for (const [name, content] of Object.entries(files)) {
		const path = Buffer.concat([Buffer.from(`${directory}/`), bytesOfText(name)]);
		mkdirSync(Buffer.from(dirname(path.toString('latin1')), 'latin1'), {recursive: true});
		if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
		else if ('link' in content) symlinkSync(Buffer.from(bytesOfText(content.link)), path);
		else {
			writeFileSync(path, content.executable);
			chmodSync(path, 0o755);
		}
	}
}

/** A real git repository with nobody's configuration but its own. */
export class GitRoom implements Disposable {
	readonly path: string;
	readonly #room: Room;

	constructor(options: {format?: 'sha1' | 'sha256'; clone?: readonly string[]} = {}) {
		this.#room = room();
		this.path = join(this.#room.path, 'repository');
		if (options.clone) this.#run(['clone', '--quiet', ...options.clone, this.path], this.#room.path);
		else {
			const format = `--object-format=${options.format ?? 'sha1'}`;
			this.#run(['init', '--quiet', '--initial-branch=main', format, this.path], this.#room.path);
		}
	}

	git(...args: readonly string[]): string {
		return this.#run(args, this.path).replace(/\n$/, '');
	}

	/** Plants files and commits everything; gives the commit's full id. */
	commit(message: string, files: Readonly<Record<string, Planted>> = {}): string {
		plant(this.path, files);
		this.git('add', '--all', '--force');
		this.git('commit', '--quiet', '--allow-empty', '--message', message);
		return this.git('rev-parse', 'HEAD');
	}

	#run(args: readonly string[], cwd: string): string {
		const who = {NAME: 'A Person', EMAIL: 'person@example.org', DATE: '2024-01-01T00:00:00Z'};
		const env: Record<string, string | undefined> = {
			PATH: process.env['PATH'],
			HOME: this.#room.path,
			GIT_CONFIG_NOSYSTEM: '1',
			LC_ALL: 'C',
		};
		for (const [key, value] of Object.entries(who)) {
			env[`GIT_AUTHOR_${key}`] = value;
			env[`GIT_COMMITTER_${key}`] = value;
		}
		return execFileSync('git', ['-c', 'core.autocrlf=false', '-c', 'protocol.file.allow=always', ...args], {
			cwd,
			env: env as NodeJS.ProcessEnv,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
		});
	}

	[Symbol.dispose](): void {
		this.#room[Symbol.dispose]();
	}
}
