import {pushBenchImage} from './image.ts';
import type {Room} from './run.ts';
import {claim, interleaved, median, ratio, save, table} from './timing.ts';

/**
 * As many bytes in 200,000 files of 8 KiB as in 400 large ones, put together from such stretches so that both compress
 * alike: what a file costs beside its bytes.
 */
export async function bench({host, directory, runs, ours, top}: Room): Promise<void> {
	const grain = 8_192;
	const bytes = 200_000 * grain;
	const large = await pushBenchImage(host, directory, {
		name: 'large',
		bytes,
		files: 400,
		shares: [1],
		even: true,
		grain,
	});
	const small = await pushBenchImage(host, directory, {
		name: 'small',
		bytes,
		files: 200_000,
		shares: [1],
		even: true,
		grain,
	});
	const read = (reference: string): string => `${ours} manifest registry:${reference} --format sha256sum > /dev/null`;
	const figures = await interleaved(
		{large: read(large.reference), small: read(small.reference)},
		Math.min(runs, 5),
		directory,
	);
	table(figures);
	save(top, 'small', figures);
	claim('CPU per byte of 8 KiB files over large ones', ratio(figures['small']!, figures['large']!, 'cpu'), 2);
	console.log(`peak of 200,000 files: ${median(figures['small']!.map((one) => one.peak)).toFixed(0)} MiB`);
}
