import type {Runtime} from '../adapters/runtime/runtime.ts';
import {TextFinder} from '../bytes/find.ts';
import {giveBack} from '../bytes/lent.ts';
import {type Fault, FaultError} from '../model/fault.ts';
import type {Replica} from '../model/runtime.ts';

/** Bytes of one log that are read in one look. */
const mostBytes = 8 * 2 ** 20;

/** `fault`: why the log was not read to its end; what was found before was found all the same. */
type LogSearch = {readonly found: readonly string[]; readonly fault: Fault | null};

/** Finds hex digits in either case: some write a header's or a query's in capitals. */
class TokenFinder {
	readonly #tokens: readonly string[];
	readonly #forms: readonly TextFinder[];

	constructor(tokens: readonly string[]) {
		this.#tokens = tokens;
		this.#forms = [new TextFinder(tokens), new TextFinder(tokens.map((token) => token.toUpperCase()))];
	}

	update(chunk: Uint8Array): void {
		for (const form of this.#forms) form.update(chunk);
	}

	found(): readonly string[] {
		const found = new Set(this.#forms.flatMap((form) => form.found()).map((text) => text.toLowerCase()));
		return this.#tokens.filter((token) => found.has(token));
	}
}

/**
 * Which of the tokens (hex digits, in lower case) stand in what a replica wrote since a time. Nothing of the log is kept. It ends when all are found,
 * the log ends, more was written than is read, or `late` comes true.
 */
export async function searchLog(
	logs: NonNullable<Runtime['logs']>,
	replica: Replica,
	since: number,
	tokens: readonly string[],
	late: Promise<void>,
): Promise<LogSearch> {
	const finder = new TokenFinder(tokens);
	const chunks = logs(replica, since)[Symbol.asyncIterator]();
	let read = 0;
	const fault = (code: Fault['code'], detail: string): Fault => ({code, detail: `${replica.name}: ${detail}`});
	try {
		for (;;) {
			const next = chunks.next();
			next.catch(() => {}); // whoever came too late is waited for by nobody
			const chunk = await Promise.race([next, late.then(() => 'late' as const)]);
			if (chunk === 'late') return {found: finder.found(), fault: fault('timed-out', 'its log did not end in time')};
			if (chunk.done === true) return {found: finder.found(), fault: null};
			finder.update(chunk.value);
			read += chunk.value.length;
			giveBack(chunk.value);
			if (finder.found().length === tokens.length) return {found: tokens, fault: null};
			if (read > mostBytes)
				return {found: finder.found(), fault: fault('too-large', `it writes more than ${mostBytes} bytes of log`)};
		}
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
		return {found: finder.found(), fault: error.fault};
	} finally {
		// Ends the command. One that is silent is ended by its own time: it is not waited for.
		chunks.return?.()?.catch(() => {});
	}
}
