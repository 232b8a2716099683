import {spawn} from 'node:child_process';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type RequestListener, type Server} from 'node:http';
import {type AddressInfo, connect} from 'node:net';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import type {Verdict} from '../../src/model/verdict.ts';
import {GitRoom, plant} from '../builders/repository.ts';
import {start} from '../e2e/command.ts';
import {temporary} from './commands.ts';

/** What a build writes: URL path without its leading slash → content. */
export type Pages = Readonly<Record<string, string>>;

/** The site of the commit before, and that of the commit that should be live: its bundle has another name. */
export const yesterday: Pages = {
	'index.html': '<!doctype html><title>Shop</title><script type="module" src="/assets/app-1.js"></script>',
	'assets/app-1.js': 'import("./orders.js"); show(orders)',
	'assets/orders.js': 'export const orders = list()',
	'assets/style.css': 'body { color: black }',
};
export const now: Pages = {
	'index.html':
		'<!doctype html><title>Shop</title><link rel="stylesheet" href="/assets/style.css"><script type="module" src="/assets/app-2.js"></script>',
	'assets/app-2.js': 'import("./orders.js"); import("./workflow-2.js"); show(orders, workflow)',
	'assets/orders.js': 'export const orders = list()',
	'assets/workflow-2.js': 'export const workflow = registerWorkflow()',
	'assets/style.css': 'body { color: navy }',
};

const types: Readonly<Record<string, string>> = {
	html: 'text/html; charset=utf-8',
	js: 'text/javascript',
	css: 'text/css',
};

/** How an application answers a request for another protocol. */
export type Upgrade = (request: IncomingMessage, socket: Duplex) => void;

/** How an application answers one request; null: as one of no such route. */
export type Handler = (request: {readonly method: string; readonly path: string; readonly token: string | null}) => {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
} | null;

const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}) => ({
	status,
	headers: {'content-type': 'application/json', ...headers},
	body: JSON.stringify(value),
});

/** An interface that asks for the token `good`; the module of workflows came with the commit that should be live. */
export const api =
	(version: 'old' | 'new'): Handler =>
	({method, path, token}) => {
		if (path === '/api/health') return json(200, {ok: true});
		if (path !== '/api/orders' && !(path === '/api/workflow' && version === 'new')) return null;
		if (method !== 'GET' && method !== 'HEAD') return json(405, {error: 'method'}, {allow: 'GET, HEAD'});
		if (token !== 'good') return json(401, {error: 'who are you'}, {'www-authenticate': 'Bearer'});
		return json(200, {items: [{id: '7', total: 12}]});
	};

/** An application on loopback: its files, then its interface, then a 404 of its own. */
export const application =
	(pages: Pages, handler: Handler = () => null): RequestListener =>
	(request, response) => {
		const path = new URL(request.url ?? '/', 'http://site').pathname;
		const name = path === '/' ? 'index.html' : path.slice(1);
		const method = request.method ?? 'GET';
		if (Object.hasOwn(pages, name) && (method === 'GET' || method === 'HEAD')) {
			const type = types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
			response.writeHead(200, {'content-type': type, 'cache-control': 'public, max-age=3600'});
			response.end(pages[name]);
			return;
		}
		const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
		const answer = handler({method, path, token}) ?? json(404, {error: 'no such route'});
		response.writeHead(answer.status, answer.headers ?? {});
		response.end(method === 'HEAD' ? undefined : answer.body);
	};

/** A machine without containers: a repository with the build of the commit that should be live, servers and real proxies. */
export class Site implements AsyncDisposable {
	readonly repository = new GitRoom();
	readonly #room = temporary();
	readonly #ends: (() => Promise<void> | void)[] = [];
	#names = 0;

	constructor() {
		this.repository.commit('Serve orders', {
			'.gitignore': 'dist/\n.deploy-truth/\nmemory/\n',
			'site/orders.js': yesterday['assets/orders.js']!,
		});
		this.repository.commit('Add workflow module', {'site/workflow-2.js': now['assets/workflow-2.js']!});
		plant(join(this.repository.path, 'dist'), now);
	}

	get directory(): string {
		return this.#room.path;
	}

	/** Listens on loopback; the port it has, or the one that is asked for. */
	async serves(
		listener: RequestListener,
		{host = '127.0.0.1', port = 0, upgrade}: {host?: string; port?: number; upgrade?: Upgrade} = {},
	): Promise<number> {
		const server: Server = createServer(listener);
		if (upgrade !== undefined) server.on('upgrade', upgrade);
		await new Promise<void>((resolve, reject) => {
			server.on('error', reject);
			server.listen(port, host, resolve);
		});
		this.#ends.push(
			() =>
				new Promise((resolve) => {
					server.close(() => resolve());
					server.closeAllConnections();
				}),
		);
		return (server.address() as AddressInfo).port;
	}

	/** A port on which nobody listens. */
	async nobody(): Promise<number> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const {port} = server.address() as AddressInfo;
		await new Promise((resolve) => server.close(resolve));
		return port;
	}

	/** A real nginx with these servers; `more` stands beside them. Resolves to the port. */
	async nginx(server: string, more = '', listen = (port: number) => `listen 127.0.0.1:${port};`): Promise<number> {
		const port = await this.nobody();
		const place = this.place();
		const file = join(place, 'nginx.conf');
		const temporaryPaths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
			.map((name) => `${name}_temp_path ${place}/${name};`)
			.join(' ');
		writeFileSync(
			file,
			`user root; daemon off; pid ${place}/pid; error_log ${place}/error.log;\nevents {}\nhttp { access_log off; ${temporaryPaths}\n${more.replaceAll('PLACE', place)}\nserver { ${listen(port)} ${server.replaceAll('PLACE', place)} }\n}\n`,
		);
		this.runs('nginx', ['-c', file, '-p', place]);
		await reachable(port);
		this.lastConfiguration = file;
		return port;
	}

	/** of the proxy that was started last */
	lastConfiguration = '';

	place(): string {
		const place = join(this.#room.path, `place-${++this.#names}`);
		mkdirSync(place);
		return place;
	}

	/** Starts a program that stays; it is ended with the site. */
	runs(command: string, args: readonly string[]): void {
		const child = spawn(command, args, {stdio: ['ignore', 'ignore', 'ignore']});
		const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()).on('error', () => resolve()));
		this.#ends.push(async () => {
			child.kill('SIGTERM');
			const ended = await Promise.race([gone.then(() => true), wait(5_000, false, {ref: false})]);
			if (!ended) child.kill('SIGKILL');
			await gone;
		});
	}

	/** The verdict on one service, by the command as users start it. `memory`: what is remembered between two of these. */
	async verify(
		service: string,
		{memory = '', env = {}}: {memory?: string; env?: Record<string, string>} = {},
	): Promise<Verdict> {
		const file = join(this.repository.path, '.git', 'deploy-truth.yml');
		writeFileSync(file, `version: 1\nservices:\n  shop:\n${service}`);
		const remembered = memory === '' ? [] : ['--history', memory];
		const command = ['verify', '--config', '.git/deploy-truth.yml', '--format', 'json', ...remembered];
		const {code, stdout, stderr} = await start(command, {cwd: this.repository.path, env: {GOOD_TOKEN: 'good', ...env}})
			.ended;
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
		rmSync(this.#room.path, {recursive: true, force: true});
	}
}

/** Resolves once somebody listens there. */
export async function reachable(port: number, host = '127.0.0.1'): Promise<void> {
	for (let tries = 0; ; tries++) {
		const open = await new Promise<boolean>((resolve) => {
			const socket = connect(port, host, () => resolve(true)).on('error', () => resolve(false));
			socket.on('connect', () => socket.destroy());
		});
		if (open) return;
		if (tries > 100) throw new Error(`nobody listens on ${host}:${port}`);
		await wait(50);
	}
}
