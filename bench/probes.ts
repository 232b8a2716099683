import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {rolldown} from 'rolldown';
import type {Room} from './run.ts';
import type {Figures} from './timing.ts';
import {claim, ratio, save, table} from './timing.ts';

const contenders = ['floor', 'ask', 'observe'] as const;

/**
 * A thousand probes at a concurrency of 20, each contender and the server in a process of its own. Time is that of the
 * requests alone, from a cold start; memory is that of the whole process.
 */
export async function bench({directory, runs, top}: Room): Promise<void> {
	// As it is shipped: without types, and in few files.
	const bundle = await rolldown({
		cwd: top,
		input: Object.fromEntries([...contenders, 'server'].map((name) => [name, `bench/probes/${name}.ts`])),
		platform: 'node',
		logLevel: 'warn',
	});
	await bundle.write({dir: directory, format: 'esm', entryFileNames: '[name].mjs'});
	await bundle.close();
	const server = spawn(process.execPath, [join(directory, 'server.mjs')], {stdio: ['ignore', 'pipe', 'inherit']});
	try {
		const [line] = (await once(server.stdout, 'data')) as [Buffer];
		const port = String(line).trim();
		const figures: Record<string, Figures[]> = Object.fromEntries(contenders.map((name) => [name, []]));
		for (let run = -1; run < runs; run++) {
			const bytes = new Set<number>();
			for (const name of contenders) {
				const seen = await contender(name, port, directory);
				bytes.add(seen.bytes);
				if (run >= 0) figures[name]!.push(seen);
			}
			if (bytes.size !== 1) throw new Error(`they did not read the same: ${[...bytes].join(', ')} bytes`);
		}
		table(figures);
		save(top, 'probes', figures);
		for (const name of ['ask', 'observe']) {
			claim(`CPU of 1,000 probes by ${name}, of bare node:http`, ratio(figures[name]!, figures['floor']!, 'cpu'), 1.5);
			claim(
				`wall of 1,000 probes by ${name}, of bare node:http`,
				ratio(figures[name]!, figures['floor']!, 'wall'),
				1.5,
			);
			claim(`peak of ${name}`, Math.max(...figures[name]!.map((one) => one.peak)) * 1.048_576, 150, ' MB');
		}
	} finally {
		server.kill('SIGKILL');
	}
}

const run = promisify(execFile);

async function contender(name: string, port: string, directory: string): Promise<Figures & {readonly bytes: number}> {
	const {stdout} = await run(process.execPath, [join(directory, `${name}.mjs`), port]);
	return JSON.parse(stdout) as Figures & {bytes: number};
}
