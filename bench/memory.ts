import {pushBenchImage} from './image.ts';
import type {Room} from './run.ts';
import {claim, type Figures, median, save, time} from './timing.ts';

const files = 20_000;

/** Ten times the bytes in as many files: memory must not follow. */
export async function bench({host, directory, runs, ours, top}: Room): Promise<void> {
	const rounds = Math.min(runs, 3);
	const peaks: Record<string, number> = {};
	for (const [name, bytes] of [
		['half', 0.5e9],
		['five', 5e9],
	] as const) {
		const image = await pushBenchImage(host, directory, {name, bytes, files, shares: [0.6, 0.3, 0.1]});
		const seen: Figures[] = [];
		while (seen.length < rounds)
			seen.push(await time(`${ours} manifest registry:${image.reference} --format sha256sum > /dev/null`, directory));
		peaks[name] = median(seen.map((one) => one.peak));
		console.log(`${bytes / 1e9} GB in ${image.files} files: peak ${peaks[name].toFixed(0)} MiB`);
	}
	save(top, 'memory', peaks);
	claim('peak of 5 GB over 0.5 GB', peaks['five']! / peaks['half']!, 1.2);
	claim('peak of 5 GB', peaks['five']!, 200, ' MB');
}
