import {FaultError} from '../src/model/fault.ts';
import type {DisagreementId} from './disagreements.ts';
import type {Peer} from './peer.ts';
import type {Shell} from './program.ts';
import type {Random} from './random.ts';

/** What a case may ask a second opinion of; a tool that is not installed is not asked, and the report says so. */
export type Tools = {
	/** Go's own `archive/tar` and `compress/gzip`, asked for every case */
	readonly go: Peer | null;
	/** programs, a process each, asked for a sample of the cases */
	readonly programs: ReadonlySet<Program>;
	readonly shell: Shell | null;
};
export type Program = 'tar' | 'gzip' | 'zstd' | 'pigz';

export class Failure extends Error {}

/** One case while it runs: what it is compared with, and what came of it. */
export class Case {
	readonly seed: number;
	readonly tools: Tools;
	readonly compared: string[] = [];
	readonly known: DisagreementId[] = [];

	constructor(seed: number, tools: Tools) {
		this.seed = seed;
		this.tools = tools;
	}

	/** The shell, where this seed is one of those that a program is asked about: one in `every`. */
	sampled(program: Program, every: number): Shell | null {
		return this.tools.programs.has(program) && this.seed % every === 0 ? this.tools.shell : null;
	}

	/** Two opinions were had. */
	with(peer: string): void {
		this.compared.push(peer);
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
