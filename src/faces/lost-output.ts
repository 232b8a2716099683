import type {Writable} from 'node:stream';

/** Whether what was written to has no reader any more. */
export const hasNoReader = (error: Error): boolean =>
	['EPIPE', 'ERR_STREAM_DESTROYED'].includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * A reader that went away (`| head`) is no failure of ours, and no reason to end with another code than the answer's.
 * Data that cannot be written ends the process with 4.
 */
export function onLostData(stdout: Writable): void {
	stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (hasNoReader(error)) return;
		process.stderr.write(`deploy-truth: standard output cannot be written: ${error.code ?? 'unknown'}\n`);
		process.exit(4);
	});
}

/** Messages that cannot be written cannot be told of either; the exit code still says what was found. */
export const onLostMessages = (stderr: Writable): void => void stderr.on('error', () => {});
