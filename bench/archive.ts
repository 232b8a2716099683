import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {pushBenchImage, usual} from './image.ts';
import {peer, versionOf} from './peers.ts';
import type {Room} from './run.ts';
import {claim, interleaved, ratio, save, table} from './timing.ts';

/** The same image as an archive of image layers that are not compressed: one pass, against hashing the file once. */
export async function bench({host, directory, runs, ours, top}: Room): Promise<void> {
	const image = await pushBenchImage(host, directory, {name: 'archive', ...usual});
	const file = join(directory, 'archive.tar');
	const from = `docker://${image.reference}`;
	const copied = spawnSync('skopeo', ['copy', '-q', '--src-tls-verify=false', from, `docker-archive:${file}:app:v1`]);
	if (copied.status !== 0) throw new Error(`skopeo: ${String(copied.stderr)}`);
	const contenders: Record<string, string> = {
		'sha256sum of the archive': `sha256sum ${file} > /dev/null`,
		ours: `${ours} manifest docker-archive:${file} --format sha256sum > /dev/null`,
	};
	const dive = peer('dive');
	if (dive !== null) {
		console.log(versionOf(dive));
		contenders['dive (64-bit hashes, no digest proven)'] =
			`${dive} docker-archive://${file} --json ${directory}/dive.json > /dev/null`;
	}
	const figures = await interleaved(contenders, runs, directory);
	table(figures);
	save(top, 'archive', figures);
	const [floor, own] = Object.values(figures);
	// Every byte is hashed twice: as its image layer's diff ID and as its file.
	claim('CPU, of sha256sum of the archive', ratio(own!, floor!, 'cpu'), 1.5);
}
