// The same image through ours, the floor and the tools people use today, interleaved, as ratios.
//
//   npm run bench -- [--runs 7] [--megabytes 1000] [--files 41000]
//
// Needs docker-registry, pigz, curl, skopeo, umoci and GNU time (Debian packages). Client CPU is user + system time of
// the command and everything it started; the registry's own is not in it.
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {distribution} from '../__tests__/lab/commands.ts';
import {type BenchImage, pushBenchImage} from './image.ts';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const {values} = parseArgs({
	options: {
		runs: {type: 'string', default: '7'},
		megabytes: {type: 'string', default: '1000'},
		files: {type: 'string', default: '41000'},
	},
});
const runs = Number(values.runs);

type Figures = {
	readonly wall: number;
	readonly cpu: number /** MiB, of the largest single process */;
	readonly peak: number;
};

const directory = mkdtempSync(join(tmpdir(), 'deploy-truth-bench-'));
try {
	await using registry = await distribution(directory);
	console.log('building the image …');
	const image = await pushBenchImage(registry.host, directory, Number(values.megabytes) * 1e6, Number(values.files));
	const compressed = image.layers.reduce((sum, layer) => sum + layer.size, 0);
	console.log(
		`${image.layers.length} image layers, ${image.files} files, ${mega(image.unpacked)} MB unpacked, ${mega(compressed)} MB gzip; ${cpus().length} cores, node ${process.version}`,
	);
	measure(image);
} finally {
	rmSync(directory, {recursive: true, force: true});
}

function measure(image: BenchImage): void {
	const contenders: Record<string, string> = {
		floor: `${image.layers.map((layer) => `(curl -s ${layer.url} | pigz -dc > /dev/null) &`).join(' ')} wait`,
		ours: `${process.execPath} ${join(top, 'dist/cli.js')} manifest registry:${image.reference} --format sha256sum > ${directory}/ours.txt`,
		'ours, with git blob ids': `${process.execPath} ${join(top, 'dist/cli.js')} manifest registry:${image.reference} --blobs > ${directory}/blobs.json`,
		'skopeo + umoci + sha256sum': `cd ${directory} && rm -rf layout bundle && skopeo copy -q --src-tls-verify=false docker://${image.reference} oci:layout:x && umoci unpack --image layout:x bundle && cd bundle/rootfs && find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum > ${directory}/peer.txt`,
	};
	const figures: Record<string, Figures[]> = {};
	for (let run = -1; run < runs; run++) {
		for (const [name, command] of Object.entries(contenders)) {
			const seen = time(command);
			if (run >= 0) (figures[name] ??= []).push(seen); // the first round warms caches up
		}
	}
	const agree = spawnSync('cmp', [`${directory}/ours.txt`, `${directory}/peer.txt`]).status === 0;
	console.log(`\nours and sha256sum list the same: ${agree ? 'yes' : 'NO'}\n`);
	report(figures);
	if (!agree) process.exitCode = 1;
}

function report(figures: Record<string, Figures[]>): void {
	const floor = figures['floor']!;
	console.log(`median of ${runs}, interleaved; ratios are medians of the ratio run by run`);
	console.log('| | CPU s | wall s | peak MiB | CPU / floor | wall / floor |\n|---|---|---|---|---|---|');
	for (const [name, seen] of Object.entries(figures)) {
		const ratio = (key: 'cpu' | 'wall'): string =>
			median(seen.map((one, index) => one[key] / floor[index]![key])).toFixed(2);
		console.log(
			`| ${name} | ${median(seen.map((one) => one.cpu)).toFixed(2)} | ${median(seen.map((one) => one.wall)).toFixed(2)} | ${Math.max(...seen.map((one) => one.peak)).toFixed(0)} | ${ratio('cpu')} | ${ratio('wall')} |`,
		);
	}
	const spread = (key: 'cpu' | 'wall'): string =>
		`${(100 * (Math.max(...floor.map((one) => one[key])) / Math.min(...floor.map((one) => one[key])) - 1)).toFixed(0)} %`;
	console.log(`\nthe floor's own spread (max over min): CPU ${spread('cpu')}, wall ${spread('wall')}`);
	const ours = figures['ours']!;
	const peer = figures['skopeo + umoci + sha256sum']!;
	console.log(
		`faster than skopeo + umoci + sha256sum: ${median(peer.map((one, index) => one.wall / ours[index]!.wall)).toFixed(1)} times`,
	);
	mkdirSync(join(top, 'bench/out'), {recursive: true});
	writeFileSync(join(top, 'bench/out/figures.json'), `${JSON.stringify(figures, null, 1)}\n`);
}

function time(command: string): Figures {
	const file = join(directory, 'time.txt');
	const done = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', '-o', file, 'bash', '-c', command], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	if (done.status !== 0) throw new Error(`exit ${done.status}: ${command}`);
	const [wall, user, system, peak] = readFileSync(file, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
	return {wall: wall!, cpu: user! + system!, peak: peak! / 1024};
}

function median(numbers: number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function mega(bytes: number): string {
	return (bytes / 1e6).toFixed(0);
}
