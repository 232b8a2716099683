import {lend} from '../bytes/lent.ts';
import {FaultError} from '../model/fault.ts';
import type {ExecOptions, ExecResult, ExecStream, World} from '../world.ts';

/** 64 MiB of standard output, unless the caller knows better. */
const defaultMaxBytes = 64 << 20;
const maxErrorText = 64 << 10;

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs what we read from: no shell, no inherited input, output capped, failure as a value. */
export function nodeExec(env: Environment, signal: AbortSignal): World['exec'] {
	return async (command, args, options = {}): Promise<ExecResult> => {
		const {execa} = await import('execa');
		const maxBytes = options.maxBytes ?? defaultMaxBytes;
		const done = await execa(command, [...args], {
			...common(env, signal, options),
			...(options.input === undefined ? {stdin: 'ignore' as const} : {input: options.input}),
			encoding: 'buffer',
			maxBuffer: maxBytes,
			stripFinalNewline: false,
		});
		const stderr = Buffer.from(done.stderr).subarray(0, maxErrorText).toString('utf8');
		if (done.isMaxBuffer) throw new FaultError('too-large', `${command} printed more than ${maxBytes} bytes`);
		if (done.isCanceled || signal.aborted) throw new FaultError('cancelled', `${command} was stopped`);
		if (done.timedOut) throw new FaultError('timed-out', `${command} took longer than ${options.timeout} ms`);
		if (done.exitCode === undefined) throw spawnFault(command, done.code, done.shortMessage);
		return {exitCode: done.exitCode, stdout: done.stdout, stderr};
	};
}

/** The same, with standard output as a stream that is read as fast as its reader is. */
export function nodeExecStream(env: Environment, signal: AbortSignal): World['execStream'] {
	return (command, args, options = {}): ExecStream => {
		const started = import('execa').then(({execa}) => {
			const child = execa(command, [...args], {
				...common(env, signal, options),
				stdin: 'pipe',
				encoding: 'buffer',
				buffer: {stdout: false, stderr: options.merged !== true, all: false},
				maxBuffer: {stderr: maxErrorText},
				// Merged only where it is asked for: else every byte would pass through a second stream.
				all: options.merged === true,
			});
			child.stdin.on('error', () => {}); // a command that stops reading says so by its exit code
			return {child};
		});
		const done = started.then(async ({child}) => {
			const end = await child;
			const stderr = Buffer.from(end.stderr ?? []).toString('utf8');
			if (signal.aborted) throw new FaultError('cancelled', `${command} was stopped`);
			if (end.timedOut) throw new FaultError('timed-out', `${command} took longer than ${options.timeout} ms`);
			if (end.exitCode === undefined && end.signal === undefined) throw spawnFault(command, end.code, end.shortMessage);
			return {exitCode: end.exitCode ?? 128, stderr};
		});
		done.catch(() => {}); // whoever awaits it sees it; nobody awaiting it must not end the process
		async function* stdout(): AsyncGenerator<Uint8Array> {
			const {child} = await started;
			for await (const chunk of child.all ?? child.stdout) {
				lend(chunk as Uint8Array);
				yield chunk as Uint8Array;
			}
		}
		return {
			stdout: stdout(),
			async write(chunk) {
				const {child} = await started;
				if (child.stdin.write(chunk) || child.stdin.destroyed) return;
				await new Promise<void>((resolve) => {
					const go = (): void => {
						child.stdin.off('drain', go).off('close', go).off('error', go);
						resolve();
					};
					child.stdin.on('drain', go).on('close', go).on('error', go);
				});
			},
			end: () => void started.then(({child}) => child.stdin.end()),
			kill: () => void started.then(({child}) => child.kill()),
			done,
		};
	};
}

function common(env: Environment, signal: AbortSignal, options: ExecOptions) {
	return {
		reject: false as const,
		cancelSignal: signal,
		// What a command started holds its output open: ended alone, a command that hangs would still be waited for.
		killDescendants: true,
		env: {...env, ...options.env},
		extendEnv: false,
		...(options.cwd === undefined ? {} : {cwd: options.cwd}),
		...(options.timeout === undefined ? {} : {timeout: options.timeout}),
		windowsHide: true,
	};
}

function spawnFault(command: string, code: string | undefined, message: string | undefined): FaultError {
	if (code === 'ENOENT')
		return new FaultError('command-missing', `${command} is not installed, or its working directory does not exist`);
	return new FaultError('command-failed', `${command}: ${code ?? message ?? 'it did not start'}`);
}
