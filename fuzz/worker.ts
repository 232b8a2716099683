// Runs slices of cases that run.ts hands out, and shows it at any time which one it is in.
import {parentPort, workerData} from 'node:worker_threads';
import {Peer} from './peer.ts';
import {Shell} from './program.ts';
import {Random} from './random.ts';
import {Case, Failure, type Program} from './target.ts';
import {targets} from './targets.ts';

export type Slice = {readonly target: string; readonly from: number; readonly count: number};
export type SliceResult = {
	readonly target: string;
	readonly cases: number;
	readonly milliseconds: number;
	readonly compared: Readonly<Record<string, number>>;
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

const {directory, peer: program, programs, at, began} = workerData as WorkerData;
const tools = {
	go: program === null ? null : new Peer(program),
	programs: new Set(programs),
	shell: new Shell(directory),
};

async function run({target: name, from, count}: Slice): Promise<SliceResult> {
	const target = targets.find((one) => one.name === name)!;
	const compared: Record<string, number> = {};
	const known: Record<string, {times: number; seed: number}> = {};
	const failures: {seed: number; what: string}[] = [];
	const start = performance.now();
	let cases = 0;
	for (let seed = from; seed < from + count; seed++) {
		Atomics.store(at, 0, seed);
		Atomics.store(at, 1, Date.now() - began);
		const one = new Case(seed, tools);
		try {
			await target.run(new Random(name, seed), one);
		} catch (error) {
			const what = error instanceof Failure ? error.message : `crash: ${(error as Error)?.stack ?? error}`;
			if (failures.length < mostFailures) failures.push({seed, what});
		}
		cases++;
		for (const peer of one.compared) compared[peer] = (compared[peer] ?? 0) + 1;
		for (const id of one.known) (known[id] ??= {times: 0, seed}).times++;
	}
	Atomics.store(at, 1, 0);
	return {target: name, cases, milliseconds: performance.now() - start, compared, known, failures};
}

parentPort!.on('message', (slice: Slice | null) => {
	if (slice === null) {
		tools.go?.close();
		tools.shell.close();
		parentPort!.close();
		return;
	}
	void run(slice).then((result) => parentPort!.postMessage(result));
});
