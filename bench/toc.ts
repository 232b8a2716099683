import {containerdIn} from '../__tests__/lab/containerd.ts';
import {mostBytes} from '../__tests__/lab/toc-bytes.ts';
import {pushBenchImage, usual} from './image.ts';
import {meter} from './meter.ts';
import type {Room} from './run.ts';
import {claim, claimAtLeast, interleaved, ratio, save, table, time} from './timing.ts';

/** The same image as eStargz and as zstd:chunked: its tables of contents alone, against every byte of it. */
export async function bench({host, directory, runs, ours, top}: Room): Promise<void> {
	const plain = await pushBenchImage(host, directory, {name: 'plain', ...usual});
	const formats = {eStargz: '--estargz', 'zstd:chunked': '--zstdchunked'};
	{
		await using containerd = await containerdIn(directory);
		for (const option of Object.values(formats)) containerd.convert(plain.reference, referenceOf(host, option), option);
	}
	await using counted = await meter(host);
	for (const [format, option] of Object.entries(formats)) {
		const reference = referenceOf(host, option);
		counted.reset();
		await time(`${ours} manifest registry:${reference.replace(host, counted.host)} > /dev/null`, directory);
		const bytes = counted.bytes();
		const requests = counted.requests().length;
		const figures = await interleaved(
			{
				'table of contents': `${ours} manifest registry:${reference} > /dev/null`,
				'every byte': `${ours} manifest registry:${reference} --assurance verified > /dev/null`,
			},
			runs,
			directory,
		);
		console.log(`\n${format}: ${requests} requests, ${(bytes / 1024).toFixed(0)} KiB`);
		table(figures);
		save(top, `toc-${option.slice(2)}`, {figures, bytes, requests});
		claim(
			`${format}: bytes, with 64 KiB for each image layer to spare`,
			bytes / 1024,
			(await mostBytes(reference)) / 1024,
			' KiB',
		);
		claimAtLeast(
			`${format}: faster by the table of contents`,
			ratio(figures['every byte']!, figures['table of contents']!, 'wall'),
			8,
		);
	}
}

const referenceOf = (host: string, option: string): string => `${host}/bench/${option.slice(2)}:latest`;
