// Runs slices of cases that run.ts hands out, and shows it at any time which one it is in.
import {parentPort, workerData} from 'node:worker_threads';
import {Peer} from './peer.ts';
import {type Program, programs as allPrograms, Shell} from './program.ts';
import {Random} from './random.ts';
import {Case, Failure, type Question, type Verdict} from './target.ts';
import {targets} from './targets.ts';

export type Slice = {readonly target: string; readonly from: number; readonly count: number};
export type SliceResult = {
	readonly target: string;
	readonly cases: number;
	/** inputs that our reader took */
	readonly taken: number;
	readonly milliseconds: number;
	readonly compared: Readonly<Record<string, Readonly<Record<Verdict, number>>>>;
	/** how often, and the first seed */
	readonly known: Readonly<Record<string, {readonly times: number; readonly seed: number}>>;
	readonly failures: readonly {readonly seed: number; readonly what: string}[];
};
/** Words of the shared memory: the seed at hand, and when it began, in milliseconds since the run did; 0: none. */
export type WorkerData = {
	/** for files that programs are asked about */
	readonly directory: string;
	readonly peer: string | null;
	readonly programs: readonly Program[];
	readonly at: Int32Array;
	readonly began: number;
};

const mostFailures = 20;
/** Cases that a program is asked about at once: few seconds, also on a machine that is busy. */
const together = 100;

const {directory, peer: program, programs, at, began} = workerData as WorkerData;
const tools = {go: program === null ? null : new Peer(program), programs: new Set(programs)};
const shell = new Shell(directory);

async function run({target: name, from, count}: Slice): Promise<SliceResult> {
	const target = targets.find((one) => one.name === name)!;
	const compared: Record<string, Record<Verdict, number>> = {};
	const known: Record<string, {times: number; seed: number}> = {};
	const failures = new Map<number, string>();
	const start = performance.now();
	const waiting: {readonly one: Case; readonly question: Question}[] = [];
	const cases: Case[] = [];
	const attempt = async (seed: number, act: () => void | Promise<void>): Promise<void> => {
		Atomics.store(at, 0, seed);
		Atomics.store(at, 1, Date.now() - began);
		try {
			await act();
		} catch (error) {
			const what = error instanceof Failure ? error.message : `crash: ${(error as Error)?.stack ?? error}`;
			if (failures.size < mostFailures && !failures.has(seed)) failures.set(seed, what);
		}
	};
	for (let seed = from; seed < from + count; seed++) {
		const one = new Case(seed, tools);
		await attempt(seed, () => target.run(new Random(name, seed), one));
		cases.push(one);
		for (const question of one.questions) waiting.push({one, question});
	}
	for (const program of allPrograms) {
		const asked = waiting.filter(({question}) => question.program === program);
		for (let first = 0; first < asked.length; first += together) {
			const some = asked.slice(first, first + together);
			const inputs = some.map(({question}) => question.input);
			let answers: Awaited<ReturnType<Shell['run']>> = [];
			await attempt(some[0]!.one.seed, async () => void (answers = await shell.run(program, inputs)));
			for (const [index, {one, question}] of some.entries())
				if (answers[index] !== undefined) await attempt(one.seed, () => question.check(answers[index]!));
		}
	}
	Atomics.store(at, 1, 0);
	for (const one of cases) {
		for (const {peer, verdict} of one.compared)
			(compared[peer] ??= {both: 0, neither: 0, ours: 0, theirs: 0})[verdict]++;
		for (const id of one.known) (known[id] ??= {times: 0, seed: one.seed}).times++;
	}
	return {
		target: name,
		cases: cases.length,
		taken: cases.filter(({taken}) => taken === true).length,
		milliseconds: performance.now() - start,
		compared,
		known,
		failures: [...failures].map(([seed, what]) => ({seed, what})),
	};
}

parentPort!.on('message', (slice: Slice | null) => {
	if (slice === null) {
		tools.go?.close();
		shell.close();
		parentPort!.close();
		return;
	}
	void run(slice).then((result) => parentPort!.postMessage(result));
});
