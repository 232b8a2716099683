// Whole commands against named floors and peers, interleaved in one run, as ratios.
//
//   npm run bench -- [cold] [redeploy] [toc] [archive] [memory] [small] [start] [container] [probes] [--runs 7]
//
// Without a name all of them run. Needs docker-registry, pigz, curl, skopeo, umoci, buildah, docker.io, busybox-static, python3 and GNU time
// (Debian packages); crane, regctl, dive and diffoci are built from their Go modules where there is a Go toolchain.
// Client CPU is user + system time of the command and all it started; the registry's own is not in it.
import {mkdtempSync, rmSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {distribution} from '../__tests__/lab/commands.ts';

const benches = ['cold', 'redeploy', 'toc', 'archive', 'memory', 'small', 'start', 'container', 'probes'] as const;

/** What a bench is given: a registry, a room that goes away, and how ours is called. */
export type Room = {
	readonly host: string;
	readonly directory: string;
	readonly runs: number;
	readonly ours: string;
	readonly top: string;
};

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const {values, positionals} = parseArgs({options: {runs: {type: 'string', default: '7'}}, allowPositionals: true});
const unknown = positionals.filter((name) => !benches.some((bench) => bench === name));
if (unknown.length > 0) {
	console.error(`no bench ${unknown.join(', ')}: there are ${benches.join(', ')}`);
	process.exit(2);
}
console.log(`${cpus().length} cores, ${cpus()[0]?.model}, node ${process.version}`);
for (const name of benches) {
	if (positionals.length > 0 && !positionals.includes(name)) continue;
	console.log(`\n## ${name}`);
	const directory = mkdtempSync(join(tmpdir(), 'deploy-truth-bench-'));
	try {
		await using registry = await distribution(directory);
		const ours = `${process.execPath} ${join(top, 'dist/cli.js')}`;
		const {bench} = (await import(`./${name}.ts`)) as {bench: (room: Room) => Promise<void>};
		await bench({host: registry.host, directory, runs: Number(values.runs), ours, top});
	} finally {
		rmSync(directory, {recursive: true, force: true});
	}
}
