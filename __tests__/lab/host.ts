import {copyFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {LayerVerdict, Verdict} from '../../src/model/verdict.ts';
import {GitRoom, plant} from '../builders/repository.ts';
import {start} from '../e2e/command.ts';
import {distribution, temporary} from './commands.ts';
import {type DockerEngine, dockerEngine} from './engine.ts';

/** What a build writes: files below `dist`. */
export type Build = Readonly<Record<string, string>>;

/** The build of the commit before, and that of the commit that should be live. */
export const lastMonth: Build = {
	'server.js': 'serve(orders)',
	'assets/app.js': 'show(orders)',
	'assets/vendor.js': 'vendor()',
};
export const today: Build = {
	...lastMonth,
	'server.js': 'serve(orders, workflow)',
	'modules/workflow.js': 'registerWorkflow()',
	'assets/app.js': 'show(orders, workflow)',
};

/** How a container is started: options of `docker run`, and what it runs where not the image's own command. */
export type Run = {readonly options?: readonly string[]; readonly command?: readonly string[]};

/** A machine that deploys: a real engine, a real registry, a repository with the build output of today's commit. */
export class Host implements AsyncDisposable {
	readonly engine: DockerEngine;
	readonly registry: string;
	readonly repository = new GitRoom();
	readonly directory: string;
	readonly #ends: readonly (() => Promise<void> | void)[];
	readonly #started: string[] = [];
	#names = 0;

	private constructor(
		engine: DockerEngine,
		registry: string,
		directory: string,
		ends: readonly (() => Promise<void> | void)[],
	) {
		this.engine = engine;
		this.registry = registry;
		this.directory = directory;
		this.#ends = ends;
		this.repository.commit('Serve orders', {'.gitignore': 'dist/\n.deploy-truth/\nout/\n', 'src/server.js': 'orders'});
		this.repository.commit('Add workflow module', {'src/workflow.js': 'registerWorkflow()'});
		plant(join(this.repository.path, 'dist'), today);
		mkdirSync(join(directory, 'context'));
		copyFileSync('/bin/busybox', join(directory, 'context', 'busybox'));
		this.dockerfile(
			'base',
			'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n',
		);
	}

	static async open(): Promise<Host> {
		const room = temporary();
		const engine = await dockerEngine(room.path);
		const registry = await distribution(room.path);
		return new Host(engine, registry.host, room.path, [
			() => registry[Symbol.asyncDispose](),
			() => engine[Symbol.asyncDispose](),
			() => room[Symbol.dispose](),
		]);
	}

	/** A repository of this registry that no other test has. */
	name(): string {
		return `${this.registry}/acme/shop-${++this.#names}`;
	}

	/** Builds what the context holds. */
	dockerfile(tag: string, text: string): string {
		const file = join(this.directory, 'Dockerfile');
		writeFileSync(file, text);
		const context = join(this.directory, 'context');
		this.engine.docker('build', '--quiet', '--network', 'none', '--tag', tag, '--file', file, context);
		return this.idOf(tag);
	}

	/** An image with a build at /app/dist that sleeps; `lines` are more of its Dockerfile. */
	builds(tag: string, build: Build, lines = '', from = 'base'): string {
		const dist = join(this.directory, 'context', 'dist');
		rmSync(dist, {recursive: true, force: true});
		plant(dist, build);
		return this.dockerfile(tag, `FROM ${from}\nCOPY dist /app/dist\nCMD ["/bin/busybox", "sleep", "100000"]\n${lines}`);
	}

	/** Builds and pushes: what a deployment's pipeline does. */
	deploys(tag: string, build: Build, lines = '', from = 'base'): string {
		const id = this.builds(tag, build, lines, from);
		this.engine.docker('push', '--quiet', tag);
		return id;
	}

	/** Starts a container; removed with the host. */
	runs(reference: string, {options = [], command = []}: Run = {}): string {
		const network = options.some((option) => option.startsWith('--network')) ? [] : ['--network', 'none'];
		const id = this.engine.docker('run', '--detach', ...network, ...options, reference, ...command);
		this.#started.push(id);
		return id;
	}

	idOf(reference: string): string {
		return this.engine.docker('image', 'inspect', '--format', '{{.Id}}', reference);
	}

	/** A directory of this machine with a build in it. */
	holds(name: string, build: Build): string {
		const place = join(this.directory, name);
		rmSync(place, {recursive: true, force: true});
		plant(place, build);
		return place;
	}

	/** The verdict on one service, by the command as users start it. */
	async verify(
		service: string,
		args: readonly string[] = [],
		env: Readonly<Record<string, string>> = this.engine.env,
	): Promise<Verdict> {
		writeFileSync(join(this.repository.path, '.git', 'deploy-truth.yml'), `version: 1\nservices:\n  shop:\n${service}`);
		const command = ['verify', '--config', '.git/deploy-truth.yml', '--format', 'json', ...args];
		const {code, stdout, stderr} = await start(command, {cwd: this.repository.path, env}).ended;
		if (code === null || code === 2 || code === 4) throw new Error(`exit ${code}: ${stderr}`);
		return JSON.parse(stdout) as Verdict;
	}

	/** A service of an image, with its files, in the containers that are found by it or are named. */
	service(image: string, runtime = '{kind: docker}', more = ''): string {
		return `    image: ${image}\n    files: [{from: dist, to: /app/dist}]\n    runtime: ${runtime}\n${more}`;
	}

	/** Ends what the last test started. */
	clear(): void {
		if (this.#started.length > 0) this.engine.docker('rm', '--force', '--volumes', ...this.#started.splice(0));
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.clear();
		this.repository[Symbol.dispose]();
		for (const end of this.#ends) await end();
	}
}

export const layerOf = (verdict: Verdict, name: LayerVerdict['layer']): LayerVerdict =>
	verdict.layers.find(({layer}) => layer === name)!;

/** Layer and reason of every layer that drifted or could not be told, the first of which is to blame. */
export const troubles = (verdict: Verdict): readonly string[] =>
	verdict.layers
		.filter(({status}) => status === 'drift' || status === 'inconclusive')
		.map(({layer, status, reason}) => `${layer} ${status}: ${reason}`);
