import {spawnSync} from 'node:child_process';
import {pushBenchImage, usual} from './image.ts';
import {peer, versionOf} from './peers.ts';
import type {Room} from './run.ts';
import {claim, claimAtLeast, interleaved, ratio, save, table} from './timing.ts';

/** The whole image once, nothing known before: the cost of reading it at all. */
export async function bench({host, directory, runs, ours, top}: Room): Promise<void> {
	const image = await pushBenchImage(host, directory, {name: 'cold', ...usual});
	const compressed = image.layers.reduce((sum, layer) => sum + layer.size, 0);
	console.log(
		`${image.layers.length} image layers, ${image.files} files, ${(image.unpacked / 1e6).toFixed(0)} MB unpacked, ${(compressed / 1e6).toFixed(0)} MB gzip`,
	);
	const contenders: Record<string, string> = {
		floor: `${image.layers.map((layer) => `(curl -s ${layer.url} | pigz -dc > /dev/null) &`).join(' ')} wait`,
		ours: `${ours} manifest registry:${image.reference} --format sha256sum > ${directory}/ours.txt`,
		'ours, with git blob ids': `${ours} manifest registry:${image.reference} --blobs > ${directory}/blobs.json`,
		'skopeo + umoci + sha256sum': `cd ${directory} && rm -rf layout bundle && skopeo copy -q --src-tls-verify=false docker://${image.reference} oci:layout:x && umoci unpack --image layout:x bundle && cd bundle/rootfs && find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum > ${directory}/peer.txt`,
	};
	const crane = peer('crane');
	if (crane !== null)
		contenders['crane export, sha256 of each file'] =
			`${crane} export --insecure ${image.reference} - | python3 ${top}/bench/sha256-of-tar.py > ${directory}/crane.txt`;
	const regctl = peer('regctl');
	if (regctl !== null)
		contenders['regctl image export (no listing, no hashes of files)'] =
			`${regctl} --host reg=${host},tls=disabled image export ${image.reference} > /dev/null`;
	for (const path of [crane, regctl]) if (path !== null) console.log(versionOf(path));

	const figures = await interleaved(contenders, runs, directory);
	const agree = spawnSync('cmp', [`${directory}/ours.txt`, `${directory}/peer.txt`]).status === 0;
	console.log(`ours and sha256sum over the unpacked tree list the same: ${agree ? 'yes' : 'NO'}`);
	if (!agree) process.exitCode = 1;
	table(figures);
	save(top, 'cold', figures);
	const of = (name: string) => figures[name]!;
	claim('client CPU, of the floor', ratio(of('ours'), of('floor'), 'cpu'), 1.05);
	claim('client CPU with git blob ids, of the floor', ratio(of('ours, with git blob ids'), of('floor'), 'cpu'), 1.15);
	claim('wall time, of the floor', ratio(of('ours'), of('floor'), 'wall'), 1.25);
	claimAtLeast(
		'faster than skopeo + umoci + sha256sum',
		ratio(of('skopeo + umoci + sha256sum'), of('ours'), 'wall'),
		10,
	);
	if (crane !== null)
		claimAtLeast(
			'faster than crane export and sha256 of each file',
			ratio(of('crane export, sha256 of each file'), of('ours'), 'wall'),
			3,
		);
}
