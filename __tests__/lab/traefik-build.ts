// Traefik is in no distribution's packages: it is built once from its Go module and kept below the home directory.
//
//   node scripts/on-node-24.mjs __tests__/lab/traefik-build.ts
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

export const traefikVersion = '3.6.12';
const oldestGo = [1, 25] as const;
const kept = join(homedir(), '.cache', 'deploy-truth');
const program = join(kept, `traefik-${traefikVersion}`);
/** A build on two cores takes between five and fifteen minutes. */
const longest = 40 * 60_000;

export type Built = {readonly program: string} | {readonly missing: string};

/** Where Traefik is, once it is built; or why it cannot be. Two that ask at once share one build. */
export async function traefik(): Promise<Built> {
	if (existsSync(program)) return {program};
	const go = /go(\d+)\.(\d+)/.exec(spawnSync('go', ['env', 'GOVERSION'], {encoding: 'utf8'}).stdout ?? '');
	if (go === null) return {missing: 'Traefik is built from its Go module, and go is not installed'};
	const [, major, minor] = go.map(Number) as [number, number, number];
	if (major < oldestGo[0] || (major === oldestGo[0] && minor < oldestGo[1]))
		return {missing: `Traefik needs Go ${oldestGo.join('.')} or newer, and this is ${go[0]}`};
	mkdirSync(kept, {recursive: true});
	const lock = `${program}.building`;
	for (const from = Date.now(); Date.now() - from < longest; await wait(1_000)) {
		if (existsSync(program)) return {program};
		if (!taken(lock)) continue;
		try {
			if (!existsSync(program)) await build(lock);
			return {program};
		} catch (error) {
			return {missing: `Traefik could not be built: ${(error as Error).message.trim().slice(-500)}`};
		} finally {
			rmSync(lock, {recursive: true, force: true});
		}
	}
	return {missing: 'another build of Traefik does not come to an end'};
}

/** One that has ended without taking its lock away has left it. */
function taken(lock: string): boolean {
	try {
		mkdirSync(lock);
		writeFileSync(join(lock, 'pid'), String(process.pid));
		return true;
	} catch {
		const pid = existsSync(join(lock, 'pid')) ? Number(readFileSync(join(lock, 'pid'), 'utf8')) : process.pid;
		if (pid !== process.pid && !existsSync(`/proc/${pid}`)) rmSync(lock, {recursive: true, force: true});
		return false;
	}
}

/** Its go.mod replaces modules, which `go install` refuses: it is built within a copy. */
async function build(room: string): Promise<void> {
	const found = await run(['go', 'mod', 'download', '-json', `github.com/traefik/traefik/v3@v${traefikVersion}`], room);
	const source = join(room, 'source');
	await run(['cp', '-r', '--no-preserve=mode', (JSON.parse(found) as {Dir: string}).Dir, source], room);
	// The dashboard is built by other tools, and nobody looks at it here.
	mkdirSync(join(source, 'webui', 'static'), {recursive: true});
	writeFileSync(join(source, 'webui', 'static', 'index.html'), '');
	const made = join(room, 'traefik');
	await run(['go', 'build', '-buildvcs=false', '-trimpath', '-ldflags', '-s -w', '-o', made, './cmd/traefik'], source);
	renameSync(made, program);
}

function run(command: readonly string[], cwd: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const child = spawn('nice', ['-n', '19', ...command], {cwd, env: {...process.env, CGO_ENABLED: '0', GOFLAGS: ''}});
		let [out, err] = ['', ''];
		child.stdout.on('data', (chunk: Buffer) => (out += chunk));
		child.stderr.on('data', (chunk: Buffer) => (err = `${err}${chunk}`.slice(-4_000)));
		child.on('error', reject);
		child.on('close', (code) =>
			code === 0 ? resolve(out) : reject(new Error(`${command[1]} ended with ${code}: ${err}`)),
		);
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const built = await traefik();
	process.stdout.write(`${'program' in built ? built.program : `skipped: ${built.missing}`}\n`);
}
