import {execFileSync, spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import type {Room} from './run.ts';
import {claim, median, save} from './timing.ts';

/** Milliseconds from spawning to the end of the process, or to its first request. */
type Start = 'bare' | 'version' | 'request';

/** How long nothing takes, the version, and the action until it asks somebody for something. */
export async function bench({directory, runs, top}: Room): Promise<void> {
	const repository = join(directory, 'repository');
	mkdirSync(join(repository, 'dist'), {recursive: true});
	writeFileSync(join(repository, 'dist/app.js'), 'one\n');
	writeFileSync(join(directory, 'event.json'), '{}');
	const git = (...args: string[]): string =>
		execFileSync('git', ['-C', repository, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
			encoding: 'utf8',
		}).trim();
	git('init', '--quiet');
	git('add', '.');
	git('commit', '--quiet', '--message', 'one');

	let arrived = (): void => undefined;
	const server = createServer((_, response) => {
		arrived();
		response.writeHead(404).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const inputs = {
		MODE: 'verify',
		CONFIG: 'none',
		SERVICE: 'api',
		IMAGE: `127.0.0.1:${(server.address() as AddressInfo).port}/a/b:1`,
		COMMENT: 'false',
		'WORKING-DIRECTORY': '.',
	};
	const env = {
		PATH: process.env['PATH'],
		HOME: directory,
		GITHUB_WORKSPACE: repository,
		GITHUB_EVENT_PATH: join(directory, 'event.json'),
		GITHUB_EVENT_NAME: 'push',
		GITHUB_REPOSITORY: 'acme/api',
		GITHUB_SHA: git('rev-parse', 'HEAD'),
		...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name}`, value])),
	};
	const commands: Record<Start, readonly string[]> = {
		bare: ['-e', '0'],
		version: [join(top, 'dist/cli.js'), '--version'],
		request: [join(top, 'dist/index.js')],
	};
	const seen: Record<Start, number[]> = {bare: [], version: [], request: []};
	for (let run = -1; run < runs * 3; run++) {
		for (const [name, args] of Object.entries(commands) as [Start, readonly string[]][]) {
			const began = performance.now();
			const child = spawn(process.execPath, args, {cwd: repository, env, stdio: 'ignore'});
			const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
			const first = name === 'request' ? new Promise<void>((resolve) => (arrived = resolve)) : gone;
			await Promise.race([first, gone]);
			if (run >= 0) seen[name].push(performance.now() - began);
			child.kill('SIGKILL');
			await gone;
		}
	}
	server.closeAllConnections();
	server.close();
	save(top, 'start', seen);
	const of = (name: Start): number => median(seen[name]);
	console.log(
		`bare node ${of('bare').toFixed(0)} ms, --version ${of('version').toFixed(0)} ms, first request ${of('request').toFixed(0)} ms`,
	);
	claim('--version, of bare node', median(seen.version.map((one, run) => one / seen.bare[run]!)), 1.5);
	claim(
		'first request of the action, of bare node',
		median(seen.request.map((one, run) => one / seen.bare[run]!)),
		2.5,
	);
}
