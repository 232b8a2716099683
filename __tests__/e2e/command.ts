import type {ChildProcess} from 'node:child_process';
import {spawn} from 'node:child_process';
import {readdirSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const top = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The command as its sources are; Node strips the types. */
export const entry = join(top, 'src', 'cli.ts');
/** The command as it is shipped. */
export const shipped = join(top, 'dist', 'cli.js');

/** Compiled once, not for every process a test starts. */
const compiled = join(top, 'node_modules', '.cache', 'deploy-truth-e2e');

export type Ended = {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
};

export type Start = {
	/** the directory it is started in */
	readonly cwd: string;
	/** variables beside the few that every run has */
	readonly env?: Readonly<Record<string, string>>;
	readonly program?: string;
	/** what is piped into it */
	readonly input?: Uint8Array;
};

/** Nothing is remembered from one test for another. */
const quiet = {DEPLOY_TRUTH_CACHE: 'none'};

/** A started command: it can be spoken to while it runs; `ended` is what it left. */
export type Running = {
	readonly child: ChildProcess;
	readonly ended: Promise<Ended>;
	/** resolves once stderr holds the text */
	readonly said: (text: string) => Promise<void>;
};

/**
 * Starts the command as a process of its own, with nobody's docker configuration and no proxy. One that never ends
 * is killed, which is a null code and so no test's expectation.
 */
export function start(args: readonly string[], {cwd, env = {}, program = entry, input}: Start): Running {
	const child = spawn(process.execPath, [program, ...args], {
		cwd,
		env: {PATH: process.env['PATH'], HOME: cwd, LANG: 'C.UTF-8', NODE_COMPILE_CACHE: compiled, ...quiet, ...env},
		stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
	});
	// A command that reads no further closes its end.
	child.stdin?.on('error', () => {}).end(input);
	const latest = setTimeout(() => child.kill('SIGKILL'), 40_000);
	const texts = {stdout: '', stderr: ''};
	const waiting = new Set<() => void>();
	for (const name of ['stdout', 'stderr'] as const) {
		const stream = child[name]!;
		stream.setEncoding('utf8');
		stream.on('data', (chunk: string) => {
			texts[name] += chunk;
			for (const look of waiting) look();
		});
	}
	const ended = new Promise<Ended>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => {
			clearTimeout(latest);
			resolve({code, signal, ...texts});
		});
	});
	return {
		child,
		ended,
		said: (text) =>
			new Promise((resolve, reject) => {
				const look = (): void => {
					if (!texts.stderr.includes(text)) return;
					waiting.delete(look);
					resolve();
				};
				waiting.add(look);
				look();
				void ended.then(() => reject(new Error(`it ended without saying '${text}'; it said: ${texts.stderr}`)));
			}),
	};
}

/** Runs the command to its end. */
export const run = (args: readonly string[], how: Start): Promise<Ended> => start(args, how).ended;

/** Every file below a directory, without git's own, by its path; nothing there is an empty list. */
export function filesBelow(directory: string): readonly string[] {
	return readdirSync(directory, {recursive: true, encoding: 'utf8'})
		.filter((path) => !/(?:^|\/)\.git(?:\/|$)/.test(path) && statSync(join(directory, path)).isFile())
		.sort();
}
