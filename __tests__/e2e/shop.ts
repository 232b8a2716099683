import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {BuiltEntry, BuiltImage} from '../builders/image.ts';
import {imageOf} from '../builders/image.ts';
import {GitRoom, plant} from '../builders/repository.ts';
import type {FakeEndpoint, Route} from '../fakes/endpoint.ts';
import {fakeEndpoint, html, json, script, text} from '../fakes/endpoint.ts';
import type {FakeRegistry} from '../fakes/registry.ts';
import {startRegistry} from '../fakes/registry.ts';
import type {Ended, Running, Start} from './command.ts';
import {start} from './command.ts';

/** What a build of the shop writes: files below `dist`. */
export type Build = Readonly<Record<string, string>>;

const page = '<!doctype html><script src="/assets/app.js"></script><script src="/assets/vendor.js"></script>';

/** The build of the first commit, which has no workflow module. */
export const before: Build = {
	'server.js': 'serve(orders)',
	'public/index.html': page,
	'public/assets/app.js': 'show(orders)',
	'public/assets/vendor.js': 'vendor()',
};

/** The build of the second commit: the workflow module, and the script of the page with it. */
export const after: Build = {
	...before,
	'server.js': 'serve(orders, workflow)',
	'modules/workflow.js': 'export const register = () => registerWorkflow()',
	'public/assets/app.js': 'show(orders); registerWorkflow()',
};

const base: readonly BuiltEntry[] = [
	{path: 'etc/os-release', content: 'ID=test\n'},
	{path: 'etc/passwd', content: 'root:x:0:0:root:/:/bin/sh\n'},
];

/** An image of two image layers: a base, and a copy of the build (and of other files) where the shop has them. */
export const imageWith = (build: Build, others: Readonly<Record<string, string>> = {}): Promise<BuiltImage> =>
	imageOf([
		base,
		[
			...Object.entries(build).map(([path, content]) => ({path: `app/dist/${path}`, content})),
			...Object.entries(others).map(([path, content]) => ({path, content})),
		],
	]);

/** The running process behind the endpoint. */
type Process = {build: Build; commit: string; overlay: Readonly<Record<string, Route>>};

/** A repository with two commits and the build output of the second, a registry and an endpoint on loopback. */
export class Shop implements AsyncDisposable {
	readonly repository = new GitRoom();
	/** the first and the second commit */
	readonly commits: readonly [string, string];
	readonly registry: FakeRegistry;
	readonly endpoint: FakeEndpoint;
	readonly #process: Process;
	readonly #running: Running[] = [];

	private constructor(registry: FakeRegistry, endpoint: FakeEndpoint, process: Process) {
		this.registry = registry;
		this.endpoint = endpoint;
		this.#process = process;
		const first = this.repository.commit('Serve orders', {
			'.gitignore': 'dist/\n.deploy-truth/\n.github/\nout/\n',
			'src/server.js': 'orders',
			'migrations/1.sql': 'create table orders',
		});
		const second = this.repository.commit('Add workflow module', {
			'src/workflow.js': 'registerWorkflow()',
			'migrations/2.sql': 'create table workflows',
		});
		this.commits = [first, second];
		plant(join(this.repository.path, 'dist'), after);
		this.runs(before);
	}

	static async open(): Promise<Shop> {
		const process: Process = {build: before, commit: '', overlay: {}};
		const endpoint = await fakeEndpoint(
			{},
			{fallback: (request, response) => routeOf(process, request.url!)(request, response)},
		);
		return new Shop(await startRegistry(), endpoint, process);
	}

	get path(): string {
		return this.repository.path;
	}

	/** `127.0.0.1:port/acme/shop:prod` */
	get image(): string {
		return `${this.registry.host}/acme/shop:prod`;
	}

	/** What the running process serves; single paths may be answered otherwise. */
	runs(build: Build, overlay: Readonly<Record<string, Route>> = {}): void {
		this.#process.build = build;
		this.#process.commit = this.commits[build === before ? 0 : 1];
		this.#process.overlay = overlay;
	}

	/** Pushes an image of a build to the deployed tag, or to another one. */
	async pushes(build: Build, others: Readonly<Record<string, string>> = {}, tag = 'prod'): Promise<BuiltImage> {
		const image = await imageWith(build, others);
		this.registry.push('acme/shop', tag, image);
		return image;
	}

	/** Replaces the build output in the working tree. */
	builds(build: Build): void {
		rmSync(join(this.path, 'dist'), {recursive: true});
		plant(join(this.path, 'dist'), build);
	}

	/** Writes the configuration where the command looks for it. */
	configures(yaml: string): void {
		mkdirSync(join(this.path, '.github'), {recursive: true});
		writeFileSync(join(this.path, '.github/deploy-truth.yml'), yaml);
	}

	start(args: readonly string[], how: Partial<Start> = {}): Running {
		const running = start(args, {cwd: this.path, ...how});
		this.#running.push(running);
		return running;
	}

	run(args: readonly string[], how: Partial<Start> = {}): Promise<Ended> {
		return this.start(args, how).ended;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const {child} of this.#running) child.kill('SIGKILL');
		await Promise.all(this.#running.map(({ended}) => ended));
		await this.registry.close();
		await this.endpoint[Symbol.asyncDispose]();
		this.repository[Symbol.dispose]();
	}
}

/** As Express says it: an application's own word, which a proxy that lost everything behind it never gives. */
export const missing = (path: string): Route =>
	text(
		404,
		`<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot GET ${path}</pre>\n</body>\n</html>\n`,
		{'Content-Type': 'text/html; charset=utf-8'},
	);

function routeOf(
	{build, commit, overlay}: {build: Build; commit: string; overlay: Readonly<Record<string, Route>>},
	url: string,
): Route {
	const path = url.split('?', 1)[0]!;
	if (Object.hasOwn(overlay, path)) return overlay[path]!;
	if (path === '/api/workflow') return 'modules/workflow.js' in build ? text(401, 'who are you') : missing(path);
	if (path === '/version') return json({build: {commit}});
	const file = `public${path === '/' ? '/index.html' : path}`;
	const content = Object.hasOwn(build, file) ? build[file]! : null;
	if (content === null) return missing(path);
	return file.endsWith('.html') ? html(content) : script(content);
}

/** The build output and where the image has it, as a service states them. */
export const dist = `    files:
      - from: dist
        to: /app/dist
`;
