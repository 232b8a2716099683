import {readFileSync} from 'node:fs';

/** What a thousand probes are, for every contender alike. */
export const probes = 1_000;
export const concurrency = 20;

/** Sends what a contender does to be told: seconds of its requests alone, and MiB of its whole process. */
export async function measured(act: (base: string) => Promise<number>): Promise<void> {
	const base = `http://127.0.0.1:${process.argv[2]}`;
	const cpu = process.cpuUsage();
	const began = performance.now();
	const bytes = await act(base);
	const wall = (performance.now() - began) / 1_000;
	const {user, system} = process.cpuUsage(cpu);
	// What the system calls the largest of a process counts that of whoever started it.
	const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]) / 1_024;
	console.log(JSON.stringify({wall, cpu: (user + system) / 1e6, peak, bytes}));
	process.exit();
}
