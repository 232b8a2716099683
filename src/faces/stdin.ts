import {FaultError} from '../model/fault.ts';

/** Standard input as it comes, read as fast as its reader is; a person at a terminal has nothing to give. */
export async function* standardInput(signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
	const {stdin} = process;
	if (stdin.isTTY) throw new FaultError('file-unreadable', 'standard input is a terminal: pipe or redirect into it');
	const stop = (): void => void stdin.destroy(new FaultError('cancelled', 'stopped while standard input was read'));
	if (signal.aborted) stop();
	signal.addEventListener('abort', stop, {once: true});
	try {
		for await (const chunk of stdin) yield chunk as Uint8Array;
	} catch (error) {
		if (error instanceof FaultError) throw error;
		const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
		throw new FaultError('file-unreadable', `standard input: ${reason}`, error);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
