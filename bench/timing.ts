import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** One run of a whole command: seconds, and MiB of the largest single process. CPU is user + system of all it started. */
export type Figures = {readonly wall: number; readonly cpu: number; readonly peak: number};

/** A command for bash, by the name it has in the table. */
export type Contenders = Readonly<Record<string, string>>;

/** Runs a command under GNU time, while what runs in this process (a meter) goes on; another exit code than expected ends the bench, for it measured something else. */
export async function time(command: string, directory: string, exits: readonly number[] = [0]): Promise<Figures> {
	const file = join(directory, 'time.txt');
	const child = spawn('/usr/bin/time', ['-f', '%e %U %S %M', '-o', file, 'bash', '-c', command], {
		stdio: ['ignore', 'ignore', 'inherit'],
		env: {...process.env, DEPLOY_TRUTH_CACHE: 'none'},
	});
	const [status] = (await once(child, 'exit')) as [number | null];
	if (!exits.includes(status ?? -1)) throw new Error(`exit ${status}: ${command}`);
	const [wall, user, system, peak] = readFileSync(file, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
	return {wall: wall!, cpu: user! + system!, peak: peak! / 1024};
}

/** Every contender in turn, round after round, so that a busy moment falls on all; the first round only warms caches up. */
export async function interleaved(
	contenders: Contenders,
	runs: number,
	directory: string,
	exits: readonly number[] = [0],
): Promise<Readonly<Record<string, readonly Figures[]>>> {
	const figures: Record<string, Figures[]> = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
	for (let run = -1; run < runs; run++) {
		for (const [name, command] of Object.entries(contenders)) {
			const seen = await time(command, directory, exits);
			if (run >= 0) figures[name]!.push(seen);
		}
	}
	return figures;
}

export type Ratio = 'wall' | 'cpu' | 'peak';

/** Median of the ratios run by run: `ratio(ours, floor, 'cpu')`. */
export const ratio = (of: readonly Figures[], to: readonly Figures[], key: Ratio): number =>
	median(of.map((one, run) => one[key] / to[run]![key]));

export function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Largest over smallest, as a percentage beyond it. */
export const spread = (of: readonly Figures[], key: Ratio): string =>
	`${(100 * (Math.max(...of.map((one) => one[key])) / Math.min(...of.map((one) => one[key])) - 1)).toFixed(0)} %`;

/** A table of medians, and of ratios to the first contender. */
export function table(figures: Readonly<Record<string, readonly Figures[]>>): void {
	const [floorName = '', floor = []] = Object.entries(figures)[0] ?? [];
	console.log(`\n| median of ${floor.length} | CPU s | wall s | peak MiB | CPU / ${floorName} | wall / ${floorName} |`);
	console.log('|---|---|---|---|---|---|');
	for (const [name, seen] of Object.entries(figures)) {
		const of = (key: Ratio): string => median(seen.map((one) => one[key])).toFixed(2);
		const peak = Math.max(...seen.map((one) => one.peak)).toFixed(0);
		console.log(
			`| ${name} | ${of('cpu')} | ${of('wall')} | ${peak} | ${ratio(seen, floor, 'cpu').toFixed(2)} | ${ratio(seen, floor, 'wall').toFixed(2)} |`,
		);
	}
	console.log(`spread of ${floorName} (max over min): CPU ${spread(floor, 'cpu')}, wall ${spread(floor, 'wall')}`);
}

/** One line a claim: what was asked, what was seen. Falling short is said, and does not stop the bench. */
export function claim(what: string, seen: number, most: number, unit = ''): void {
	const word = seen <= most ? 'met' : 'SHORT';
	console.log(`${word}: ${what}: ${round(seen)}${unit}, asked at most ${round(most)}${unit}`);
}

/** As `claim`, where more is better. */
export function claimAtLeast(what: string, seen: number, least: number): void {
	console.log(`${seen >= least ? 'met' : 'SHORT'}: ${what}: ${round(seen)} times, asked at least ${least}`);
}

const round = (value: number): string => (value >= 1000 ? value.toFixed(0) : String(Number(value.toFixed(2))));

export function save(top: string, name: string, value: unknown): void {
	mkdirSync(join(top, 'bench/out'), {recursive: true});
	writeFileSync(join(top, 'bench/out', `${name}.json`), `${JSON.stringify(value, null, 1)}\n`);
}
