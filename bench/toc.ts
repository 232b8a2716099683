import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {pushBenchImage, usual} from './image.ts';
import {meter} from './meter.ts';
import type {Room} from './run.ts';
import {claim, claimAtLeast, interleaved, ratio, save, table, time} from './timing.ts';

/** The same image as zstd:chunked: its table of contents alone, against every byte of it. */
export async function bench({host, directory, runs, ours, top}: Room): Promise<void> {
	const plain = await pushBenchImage(host, directory, {name: 'plain', ...usual});
	const storage = ['--storage-driver', 'vfs', '--root', join(directory, 'root'), '--runroot', join(directory, 'run')];
	const buildah = (...args: string[]): string => {
		const done = spawnSync('buildah', [...storage, ...args], {encoding: 'utf8'});
		if (done.status !== 0) throw new Error(`buildah ${args.join(' ')}: ${done.stderr}`);
		return done.stdout.trim();
	};
	// A repository of its own: a gzip blob that is there already would be taken again, silently.
	const chunked = `${host}/bench-chunked/image:latest`;
	const image = buildah('pull', '--quiet', '--tls-verify=false', `docker://${plain.reference}`);
	buildah(
		'push',
		'--quiet',
		'--tls-verify=false',
		'--compression-format',
		'zstd:chunked',
		image,
		`docker://${chunked}`,
	);
	buildah('rmi', '--all', '--force');

	await using counted = await meter(host);
	await time(`${ours} manifest registry:${chunked.replace(host, counted.host)} > /dev/null`, directory);
	const asked = counted.requests();
	const blobs = asked.filter(({path}) => path.includes('/blobs/'));
	for (const {path, bytes} of asked) console.log(`${(bytes / 1024).toFixed(1).padStart(9)} KiB ${path.slice(0, 60)}`);

	const figures = await interleaved(
		{
			'table of contents': `${ours} manifest registry:${chunked} > /dev/null`,
			'every byte': `${ours} manifest registry:${chunked} --assurance verified > /dev/null`,
		},
		runs,
		directory,
	);
	table(figures);
	save(top, 'toc', {figures, asked});
	claimAtLeast(
		'faster by the table of contents',
		ratio(figures['every byte']!, figures['table of contents']!, 'wall'),
		8,
	);
	claim('requests for blobs', blobs.length, 1 + 2 * plain.layers.length);
}
