import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';

/** Peers that Debian lacks, built from their published Go modules. */
const modules = {
	crane: 'github.com/google/go-containerregistry/cmd/crane@v0.22.1',
	regctl: 'github.com/regclient/regclient/cmd/regctl@v0.11.7',
	dive: 'github.com/wagoodman/dive@v0.12.0',
	diffoci: 'github.com/reproducible-containers/diffoci/cmd/diffoci@v0.1.7',
} as const;

export type PeerName = keyof typeof modules;

const room = join(homedir(), '.cache', 'deploy-truth-bench', 'bin');

/** The path of a peer, built once and kept; null, with the reason printed, where it cannot be had. */
export function peer(name: PeerName): string | null {
	const path = join(room, name);
	if (existsSync(path)) return path;
	if (spawnSync('which', ['go']).status !== 0) {
		console.log(`without ${name}: no Go toolchain to build it with`);
		return null;
	}
	mkdirSync(room, {recursive: true});
	console.log(`building ${name} …`);
	const built = spawnSync('go', ['install', modules[name]], {
		env: {
			...process.env,
			GOBIN: room,
			GOFLAGS: '-trimpath',
			GONOSUMDB: modules[name].split('/cmd/')[0]!.split('@')[0]!,
		},
		encoding: 'utf8',
	});
	if (built.status === 0 && existsSync(path)) return path;
	console.log(`without ${name}: ${built.stderr.trim().split('\n').at(-1)}`);
	return null;
}

/** Which version a built peer is, for the record of a run. */
export const versionOf = (path: string): string =>
	execFileSync('go', ['version', '-m', path], {encoding: 'utf8'})
		.match(/^\s+mod\s+(\S+)\s+(\S+)/m)
		?.slice(1)
		.join(' ') ?? 'unknown';
