import {spawn, spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {Verdict} from '../../src/model/verdict.ts';
import {GitRoom, plant} from '../builders/repository.ts';
import {entry} from '../e2e/command.ts';
import {temporary, tool} from './commands.ts';
import {type DockerEngine, networkedEngine} from './engine.ts';
import {now, type Pages} from './site.ts';

/** Serves /app/dist, writes each request to standard output, and says which build it is at /api/build. */
const server = `
const {readFileSync} = require('node:fs');
const types = {html: 'text/html', js: 'text/javascript', css: 'text/css'};
require('node:http').createServer((request, response) => {
  console.log(request.method, request.url, request.headers['user-agent']);
  const path = new URL(request.url, 'http://x').pathname;
  try {
    const body = readFileSync('/app/dist' + (path === '/' ? '/index.html' : path));
    response.writeHead(200, {'content-type': types[path === '/' ? 'html' : path.split('.').at(-1)] || 'text/plain'});
    response.end(body);
  } catch {
    response.writeHead(404, {'content-type': 'application/json'});
    response.end('{"error":"no such route"}');
  }
}).listen(8080, '0.0.0.0', () => console.log('listening'));
process.on('SIGTERM', () => process.exit(0));
`;

/** A machine with a real engine that has networks: containers that serve, a real nginx in front, and our command beside them. */
export class Landing implements AsyncDisposable {
	readonly engine: DockerEngine;
	readonly repository = new GitRoom();
	readonly #directory: string;
	readonly #ends: (() => Promise<void> | void)[] = [];
	readonly #last: () => Promise<void> | void;
	#ports = 18_000;

	private constructor(engine: DockerEngine, directory: string, last: () => Promise<void> | void) {
		this.engine = engine;
		this.#directory = directory;
		this.#last = last;
		this.repository.commit('Add workflow module', {
			'.gitignore': 'dist/\n.deploy-truth/\n',
			'src/workflow.js': 'workflow',
		});
		plant(join(this.repository.path, 'dist'), now);
		this.#base();
		engine.docker('network', 'create', '--subnet', '172.30.0.0/24', 'shop');
	}

	static async open(): Promise<Landing> {
		const room = temporary();
		const engine = await networkedEngine(room.path);
		return new Landing(engine, room.path, async () => {
			await engine[Symbol.asyncDispose]();
			room[Symbol.dispose]();
		});
	}

	/** An image with Node and the libraries it needs, and the server. */
	#base(): void {
		const context = join(this.#directory, 'base');
		const lines = ['FROM scratch', 'COPY server.js /srv/server.js'];
		mkdirSync(context);
		writeFileSync(join(context, 'server.js'), server);
		copyFileSync(process.execPath, join(context, 'node'));
		lines.push('COPY node /bin/node');
		const needed = tool('ldd', [process.execPath]).matchAll(/(\/\S+)/g);
		for (const [, library] of needed) {
			copyFileSync(library!, join(context, basename(library!)));
			lines.push(`COPY ${basename(library!)} ${dirname(library!)}/`);
		}
		writeFileSync(join(context, 'Dockerfile'), lines.join('\n'));
		this.engine.docker('build', '--quiet', '--network', 'none', '--tag', 'base', context);
	}

	builds(tag: string, pages: Pages): void {
		const context = join(this.#directory, 'context');
		rmSync(context, {recursive: true, force: true});
		plant(join(context, 'dist'), pages);
		writeFileSync(
			join(context, 'Dockerfile'),
			'FROM base\nCOPY dist /app/dist\nEXPOSE 8080\nCMD ["/bin/node", "/srv/server.js"]\n',
		);
		this.engine.docker('build', '--quiet', '--network', 'none', '--tag', tag, context);
	}

	/** Starts a container and waits until it listens; its address in the network. */
	async runs(name: string, tag: string, ...options: readonly string[]): Promise<string> {
		this.engine.docker('run', '--detach', '--name', name, '--network', 'shop', ...options, tag);
		this.#ends.push(() => void this.#quietly('rm', '--force', name));
		for (let tries = 0; !this.engine.docker('logs', name).includes('listening'); tries++) {
			if (tries > 100) throw new Error(`${name} does not listen: ${this.engine.docker('logs', name)}`);
			await wait(100);
		}
		return this.engine.docker('inspect', '--format', '{{.NetworkSettings.Networks.shop.IPAddress}}', name);
	}

	removes(name: string): void {
		this.engine.docker('rm', '--force', name);
	}

	#quietly(...args: readonly string[]): void {
		try {
			this.engine.docker(...args);
		} catch {
			// It may be gone already.
		}
	}

	/** A program in the engine's network, as it stands in front of containers. */
	#within(command: string, args: readonly string[]): readonly [string, string[]] {
		return ['nsenter', ['--target', `${this.engine.pid}`, '--net', '--', command, ...args]];
	}

	port(): number {
		return this.#ports++;
	}

	/** A real nginx whose requests go where `target` says: `http://ADDRESS:PORT` or the name of an upstream in `more`. */
	async nginx(target: string, more = ''): Promise<{port: number; config: string}> {
		const port = this.port();
		const place = join(this.#directory, `nginx-${port}`);
		mkdirSync(place);
		const config = join(place, 'nginx.conf');
		const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
			(name) => `${name}_temp_path ${place}/${name};`,
		);
		writeFileSync(
			config,
			`user root; daemon off; pid ${place}/pid; error_log ${place}/error.log;\nevents {}\nhttp { access_log off; ${paths.join(' ')} ${more}\nserver { listen 127.0.0.1:${port}; location / { proxy_connect_timeout 1s; proxy_pass ${target}; } }\n}\n`,
		);
		const child = spawn(...this.#within('nginx', ['-c', config, '-p', place]), {stdio: 'ignore'});
		const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()).on('error', () => resolve()));
		this.#ends.push(async () => {
			child.kill('SIGTERM');
			await gone;
		});
		for (
			let tries = 0;
			spawnSync(...this.#within('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`])).status !== 0;
			tries++
		) {
			if (tries > 100) throw new Error(`nginx does not listen on ${port}`);
			await wait(50);
		}
		return {port, config};
	}

	/** The verdict of our command, started beside the engine. */
	async verify(service: string): Promise<Verdict> {
		writeFileSync(join(this.repository.path, '.git', 'deploy-truth.yml'), `version: 1\nservices:\n  shop:\n${service}`);
		const [command, args] = this.#within(process.execPath, [
			entry,
			'verify',
			'--config',
			'.git/deploy-truth.yml',
			'--format',
			'json',
		]);
		const child = spawn(command, args, {
			cwd: this.repository.path,
			env: {PATH: process.env['PATH'], HOME: this.repository.path, DEPLOY_TRUTH_CACHE: 'none', ...this.engine.env},
			timeout: 60_000,
		});
		let [stdout, stderr] = ['', ''];
		child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
		child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
		const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
		if (code === null || code === 2 || code === 4) throw new Error(`exit ${code}: ${stderr}`);
		return JSON.parse(stdout) as Verdict;
	}

	/** Ends what the last test started. */
	async clear(): Promise<void> {
		for (const end of this.#ends.splice(0).reverse()) await end();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.clear();
		this.repository[Symbol.dispose]();
		await this.#last();
	}
}
