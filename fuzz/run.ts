// Structure-aware, differential fuzzing of every reader of foreign bytes, in bounded time.
//
//   npm run fuzz -- [--cases 1000000] [--seconds 1200] [--seed 1] [--target NAME]... [--workers 2] [--keep]
//
// Ends with exit code 1 when a case crashed, hung or disagreed with a second opinion in a way that is not written down
// in fuzz/disagreements.ts, and when a target is idle: its reader refused over two thirds of its cases. `--target tar --seed 123 --cases 1` runs that case again; `--keep` writes the seeds of
// failures to fuzz/seeds/, which the tests replay.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {Worker} from 'node:worker_threads';
import {buildPeer} from './peer.ts';
import {programs as allPrograms} from './program.ts';
import {report, Tally} from './report.ts';
import {targets} from './targets.ts';
import type {Slice, SliceResult, WorkerData} from './worker.ts';

const here = dirname(fileURLToPath(import.meta.url));
const {values} = parseArgs({
	options: {
		cases: {type: 'string', default: '1000000'},
		seconds: {type: 'string', default: '1200'},
		seed: {type: 'string', default: '1'},
		target: {type: 'string', multiple: true, default: []},
		workers: {type: 'string', default: String(Math.min(4, availableParallelism()))},
		keep: {type: 'boolean', default: false},
	},
});

/** Milliseconds a case may take before it counts as hung: a program that is asked has 10 seconds of its own. */
const patience = 30_000;
const sliceSize = 500;

const chosen = targets.filter(({name}) => values.target.length === 0 || values.target.includes(name));
const unknown = values.target.filter((name) => !targets.some((target) => target.name === name));
if (unknown.length > 0 || chosen.length === 0) {
	console.error(`no such target: ${unknown.join(', ')}; there are ${targets.map(({name}) => name).join(', ')}`);
	process.exit(2);
}
const [cases, seconds, seed] = [Number(values.cases), Number(values.seconds), Number(values.seed)];
// A file system in memory, where there is one: most cases that programs are asked about pass through a file.
const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'deploy-truth-fuzz-'));
const bin = mkdtempSync(join(tmpdir(), 'deploy-truth-fuzz-'));
process.on('exit', () => {
	for (const one of [directory, bin]) rmSync(one, {recursive: true, force: true});
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
// Programs may not be allowed to run from there.
const built = buildPeer(bin);
const programs = allPrograms.filter(
	(name) =>
		spawnSync(name, ['--version']).status === 0 &&
		(name !== 'tar' || spawnSync('tar', ['--version'], {encoding: 'utf8'}).stdout.startsWith('tar (GNU tar)')),
);
if ('missing' in built) console.log(`without Go's archive/tar and compress/gzip: ${built.missing}`);
for (const name of allPrograms) if (!programs.includes(name)) console.log(`without ${name}: it is not installed`);

/** Slices of all targets in turn, so that a run cut short by time has looked at each in proportion. */
function* slices(): Generator<Slice> {
	const shares = chosen.reduce((sum, {share}) => sum + share, 0);
	const left = chosen.map(({name, share}) => ({name, from: seed, left: Math.ceil((cases * share) / shares)}));
	const rounds = Math.max(...left.map((one) => Math.ceil(one.left / sliceSize)));
	for (let round = 0; round < rounds; round++) {
		for (const one of left) {
			const share = Math.ceil(one.left / (rounds - round));
			for (let rest = share; rest > 0; rest -= sliceSize) {
				const count = Math.min(sliceSize, rest);
				yield {target: one.name, from: one.from, count};
				one.from += count;
				one.left -= count;
			}
		}
	}
}

const start = Date.now();
const queue = slices();
const tally = new Tally();
const again: Slice[] = [];
const next = (): Slice | null => {
	const kept = again.pop();
	if (kept !== undefined) return kept;
	if (Date.now() - start > seconds * 1000) return null;
	return queue.next().value ?? null;
};

/** One thread and its watchdog; resolves when there is nothing left to do. A lost thread is replaced. */
function work(): Promise<void> {
	return new Promise((resolve) => {
		const at = new Int32Array(new SharedArrayBuffer(8));
		const data: WorkerData = {
			directory,
			peer: 'program' in built ? built.program : null,
			programs,
			at,
			began: start - 1,
		};
		const worker = new Worker(new URL('./worker.ts', import.meta.url), {
			workerData: data,
			resourceLimits: {maxOldGenerationSizeMb: 1024},
		});
		let slice: Slice | null = null;
		let ended = false;
		const lose = (what: string): void => {
			if (ended) return;
			ended = true;
			clearInterval(watchdog);
			void worker.terminate();
			if (slice !== null) {
				const lost = Atomics.load(at, 0);
				tally.fail(slice.target, lost, what);
				const rest = slice.from + slice.count - lost - 1;
				if (rest > 0) again.push({target: slice.target, from: lost + 1, count: rest});
				if (lost > slice.from) again.push({target: slice.target, from: slice.from, count: lost - slice.from});
			}
			if (tally.lost > 50) resolve();
			else void work().then(resolve);
		};
		const watchdog = setInterval(() => {
			const since = Atomics.load(at, 1);
			if (since !== 0 && Date.now() - (start - 1) - since > patience) lose(`hang: over ${patience / 1000} seconds`);
		}, 500);
		const give = (): void => {
			slice = next();
			worker.postMessage(slice);
			if (slice === null) {
				ended = true;
				clearInterval(watchdog);
				resolve();
			}
		};
		worker.on('message', (result: SliceResult) => {
			tally.add(result);
			give();
		});
		worker.on('error', (error) => lose(`crash of its thread: ${error.stack ?? error}`));
		worker.on('exit', () => lose('its thread ended'));
		give();
	});
}

await Promise.all(Array.from({length: Number(values.workers)}, work));
console.log(report(tally, (Date.now() - start) / 1000));
for (const {target, seed, what} of tally.failures.slice(0, 40)) {
	console.log(`\n${target} ${seed}: ${what}\n  again: npm run fuzz -- --target ${target} --seed ${seed} --cases 1`);
}
if (values.keep) keep();
process.exit(tally.failures.length + tally.idle().length > 0 ? 1 : 0);

function keep(): void {
	for (const {name} of chosen) {
		const found = tally.failures.filter(({target}) => target === name).map((failure) => failure.seed);
		if (found.length === 0) continue;
		const file = join(here, 'seeds', `${name}.json`);
		const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as number[]) : [];
		const all = [...new Set([...before, ...found])].sort((a, b) => a - b);
		writeFileSync(file, `${JSON.stringify(all)}\n`);
	}
}
