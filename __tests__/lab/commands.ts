import {execFileSync, type SpawnSyncReturns, spawn, spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

export const cli = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist', 'cli.js');

/** Runs our command as users do; never throws. */
export const deployTruth = (...args: string[]): SpawnSyncReturns<Buffer> =>
	spawnSync(process.execPath, [cli, ...args], {
		maxBuffer: 1 << 30,
		env: {...process.env, NO_COLOR: '1', DEPLOY_TRUTH_CACHE: 'none'},
	});

/** Runs a real tool; its own message is in the error. */
export function tool(
	command: string,
	args: readonly string[],
	cwd?: string,
	env: Readonly<Record<string, string>> = {},
): string {
	const done = spawnSync(command, args, {
		encoding: 'utf8',
		maxBuffer: 1 << 30,
		env: {...process.env, ...env},
		...(cwd === undefined ? {} : {cwd}),
	});
	if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
	return done.stdout;
}

export const installed = (command: string): boolean => spawnSync('which', [command]).status === 0;

/** A directory that goes away with its scope, mounts and read-only directories included. */
export function temporary(): {path: string; [Symbol.dispose](): void} {
	// In lower case: tools that take a path for an image's name want it so.
	const path = join(tmpdir(), `deploy-truth-lab-${randomBytes(8).toString('hex')}`);
	mkdirSync(path, {mode: 0o700});
	return {
		path,
		[Symbol.dispose]: () => {
			try {
				rmSync(path, {recursive: true, force: true});
			} catch {
				execFileSync('chattr', ['-R', '-i', path], {stdio: 'ignore'});
				rmSync(path, {recursive: true, force: true});
			}
		},
	};
}

/** CNCF Distribution on a free loopback port, its blobs in a directory of its own. */
export async function distribution(
	directory: string,
	extra = '',
): Promise<{host: string; [Symbol.asyncDispose](): Promise<void>}> {
	const port = await freePort();
	const config = join(directory, `registry-${port}.yml`);
	writeFileSync(
		config,
		`version: 0.1\nlog: {level: error}\nstorage:\n  filesystem: {rootdirectory: ${join(directory, `blobs-${port}`)}}\n  delete: {enabled: true}\nhttp: {addr: 127.0.0.1:${port}, secret: lab}\n${extra}`,
	);
	const child = spawn('docker-registry', ['serve', config], {stdio: 'ignore'});
	const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
	const host = `127.0.0.1:${port}`;
	for (let tries = 0; ; tries++) {
		const up = await fetch(`http://${host}/v2/`).then(
			() => true,
			() => false,
		);
		if (up) break;
		if (tries > 100 || child.exitCode !== null) throw new Error('docker-registry did not start');
		await wait(50);
	}
	return {
		host,
		async [Symbol.asyncDispose]() {
			child.kill();
			await gone;
		},
	};
}

/** A port of loopback that nobody listens on, for now. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve((address as {port: number}).port));
		});
	});
}

/** `sha256sum` over every regular file below a directory, by the tool itself, in byte order of the names. */
export function sha256sumOf(directory: string): string[] {
	const listed = spawnSync('sh', ['-c', "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 -r sha256sum"], {
		cwd: directory,
		maxBuffer: 1 << 30,
	});
	if (listed.status !== 0) throw new Error(listed.stderr.toString());
	return linesOf(listed.stdout);
}

/** Lines as bytes would have them: names need not be UTF-8. */
export const linesOf = (bytes: Buffer): string[] =>
	bytes
		.toString('latin1')
		.split('\n')
		.filter((line) => line !== '');
