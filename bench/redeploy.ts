import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {pushBenchImage, usual} from './image.ts';
import {meter} from './meter.ts';
import type {Room} from './run.ts';
import {claim, type Figures, median, save, time} from './timing.ts';

/** The image again with a new top image layer of at most a hundredth of the bytes, the others read before. */
export async function bench({host, directory, runs, ours, top}: Room): Promise<void> {
	const shape = {name: 'redeploy', ...usual, shares: [0.6, 0.3, 0.092, 0.008]};
	await pushBenchImage(host, directory, shape);
	await using counted = await meter(host);
	const cache = join(directory, 'cache');
	const read = (kept: string): string =>
		`${ours} manifest registry:${counted.host}/bench/redeploy:latest --cache ${kept} --format sha256sum > /dev/null`;
	const starts: Figures[] = [];
	const cold: Figures[] = [];
	const warm: Figures[] = [];
	const beyond: number[] = [];
	for (let run = 0; run < runs; run++) {
		rmSync(cache, {recursive: true, force: true});
		mkdirSync(cache, {mode: 0o700});
		cold.push(await time(read(cache), directory));
		const image = await pushBenchImage(host, directory, {...shape, release: run + 1});
		counted.reset();
		warm.push(await time(read(cache), directory));
		beyond.push(counted.bytes() - image.layers.at(-1)!.size);
		starts.push(await time(`${process.execPath} -e 0`, directory));
	}
	const start = median(starts.map((one) => one.wall));
	const share = median(warm.map((one, run) => (one.wall - start) / (cold[run]!.wall - start)));
	console.log(
		`cold ${median(cold.map((one) => one.wall)).toFixed(2)} s, redeploy ${median(warm.map((one) => one.wall)).toFixed(2)} s, process start ${start.toFixed(2)} s (median of ${runs})`,
	);
	save(top, 'redeploy', {cold, warm, starts, beyond});
	claim('bytes beyond the new image layer', Math.max(...beyond) / 1024, 64, ' KiB');
	claim('time beyond process start, of cold', 100 * share, 15, ' %');
}
