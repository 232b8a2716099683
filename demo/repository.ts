import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const app = join(dirname(fileURLToPath(import.meta.url)), 'app');
const feature = ['src/modules/workflow.js', 'web/workflow.js'];

/** A git repository with two commits: the service as it was, and the pull request that adds the `workflow` module. */
export class ShopRepository {
	readonly directory: string;

	constructor(directory: string) {
		this.directory = directory;
		mkdirSync(directory, {recursive: true});
		cpSync(app, directory, {recursive: true});
		writeFileSync(join(directory, '.gitignore'), 'dist/\nartifact.json\n.deploy-truth/\n');
		this.#git('init', '--quiet', '--initial-branch=main');
		for (const file of feature) renameSync(join(directory, file), join(directory, '..', file.replaceAll('/', '_')));
		this.#commit('Serve orders');
	}

	addWorkflowModule(): void {
		for (const file of feature)
			renameSync(join(this.directory, '..', file.replaceAll('/', '_')), join(this.directory, file));
		this.#commit('Add workflow module');
	}

	configure(yaml: string): void {
		mkdirSync(join(this.directory, '.github'), {recursive: true});
		writeFileSync(join(this.directory, '.github/deploy-truth.yml'), yaml);
		this.#commit('Verify what is deployed');
	}

	/** Runs the repository's own build and gives the directory it wrote. */
	build(): string {
		execFileSync(process.execPath, ['build.js'], {cwd: this.directory, stdio: 'inherit'});
		return join(this.directory, 'dist');
	}

	head(): string {
		return this.#git('rev-parse', 'HEAD').trim();
	}

	#commit(subject: string): void {
		this.#git('add', '--all');
		this.#git(
			'-c',
			'user.name=Demo',
			'-c',
			'user.email=demo@example.com',
			'-c',
			'commit.gpgSign=false',
			'commit',
			'--quiet',
			'-m',
			subject,
		);
	}

	#git(...args: string[]): string {
		return execFileSync('git', args, {cwd: this.directory, encoding: 'utf8'});
	}
}

/** An empty directory for everything the demo leaves, whatever an earlier run left there. */
export function emptied(directory: string): string {
	mkdirSync(directory, {recursive: true});
	for (const name of readdirSync(directory)) rmSync(join(directory, name), {recursive: true, force: true});
	return directory;
}
