import {FaultError} from '../src/model/fault.ts';
import type {DisagreementId} from './disagreements.ts';
import type {Peer} from './peer.ts';
import type {Ended, Program} from './program.ts';
import type {Random} from './random.ts';

/** What a case may ask a second opinion of; a tool that is not installed is not asked, and the report says so. */
export type Tools = {
	/** Go's own `archive/tar` and `compress/gzip`, asked at once */
	readonly go: Peer | null;
	/** asked of many cases together, once those have run */
	readonly programs: ReadonlySet<Program>;
};

/** What a program makes of bytes, and whether that is what it should be. */
export type Question = {
	readonly program: Program;
	readonly input: Uint8Array;
	readonly check: (ended: Ended) => void;
};

export class Failure extends Error {}

/** Of two readers: who took the input for right. */
export type Verdict = 'both' | 'neither' | 'ours' | 'theirs';

/** One case while it runs: what it is compared with, and what came of it. */
export class Case {
	readonly seed: number;
	readonly tools: Tools;
	readonly compared: {readonly peer: string; readonly verdict: Verdict}[] = [];
	readonly known: DisagreementId[] = [];
	readonly questions: Question[] = [];
	/** whether our reader got to the end of the input without refusing it; null: nobody said */
	taken: boolean | null = null;

	constructor(seed: number, tools: Tools) {
		this.seed = seed;
		this.tools = tools;
	}

	/** Asks a program later, in one go with other cases; `every`: of one case in so many. */
	ask(program: Program, every: number, input: Uint8Array, check: Question['check']): void {
		if (this.tools.programs.has(program) && this.seed % every === 0) this.questions.push({program, input, check});
	}

	took(taken: boolean): void {
		this.taken = taken;
	}

	/** Two opinions were had: whether ours took the input, and whether the other did. */
	with(peer: string, ours = true, theirs = true): void {
		this.compared.push({peer, verdict: ours ? (theirs ? 'both' : 'ours') : theirs ? 'theirs' : 'neither'});
	}

	/** They differ in a way that is written down. */
	knows(id: DisagreementId): void {
		this.known.push(id);
	}

	same(what: string, ours: unknown, theirs: unknown): void {
		const [a, b] = [shown(ours), shown(theirs)];
		if (a !== b) this.fail(`${what}: ours ${clipped(a)}, theirs ${clipped(b)}`);
	}

	holds(what: string, condition: boolean): void {
		if (!condition) this.fail(what);
	}

	fail(what: string): never {
		throw new Failure(what);
	}
}

export type Target = {
	readonly name: string;
	/** cases of a thousand */
	readonly share: number;
	/** Throws for whatever must not be: Failure for what was compared, anything else for a crash. */
	readonly run: (random: Random, one: Case) => void | Promise<void>;
};

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));
const clipped = (text: string): string => (text.length > 900 ? `${text.slice(0, 900)}… (${text.length})` : text);

export type Outcome<T> = {readonly value: T} | {readonly fault: string; readonly detail: string};

/** What `act` gives, or the fault it ends in; anything else it throws is thrown on: a crash. */
export function outcome<T>(act: () => T): Outcome<T> {
	try {
		return {value: act()};
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		return {fault: error.fault.code, detail: error.fault.detail};
	}
}

export async function outcomeOf<T>(act: () => Promise<T>): Promise<Outcome<T>> {
	try {
		return {value: await act()};
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		return {fault: error.fault.code, detail: error.fault.detail};
	}
}
