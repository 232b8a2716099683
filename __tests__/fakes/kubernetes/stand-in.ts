import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {stripTypeScriptTypes} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openRuntime, type Runtime} from '../../../src/adapters/runtime/runtime.ts';
import {type RuntimeConfig, runtimeOfKind} from '../../../src/model/config.ts';
import type {World} from '../../../src/world.ts';
import {testWorld} from '../../builders/world.ts';
import {misfitsOf} from './described.ts';
import type {StandIn} from './kubectl.ts';
import {image, namespace} from './objects.ts';

// Types are taken off once: each start would cost a parser of its own.
const program = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, 'kubectl.ts'), 'utf8'));

/** A program called kubectl that knows some objects, and a world in which it is found. */
export type Kubernetes = {
	readonly world: World;
	/** what containers have as their root */
	readonly root: string;
	/** the commands that were given, one line each */
	readonly asked: () => readonly string[];
	readonly open: (
		config?: Partial<RuntimeConfig>,
		options?: {image?: string | null; timeout?: number},
	) => Promise<Runtime>;
	[Symbol.dispose](): void;
};

export function kubernetes(
	objects: readonly unknown[],
	more: Partial<StandIn> = {},
	overrides: Partial<World> = {},
): Kubernetes {
	const misfits = objects.flatMap(misfitsOf);
	if (misfits.length > 0) throw new Error(`no cluster serves this: ${misfits.join('; ')}`);
	const directory = mkdtempSync(join(tmpdir(), 'kubernetes-'));
	const at = (name: string): string => join(directory, name);
	const root = at('root');
	mkdirSync(root);
	mkdirSync(at('bin'));
	const cluster: StandIn = {
		objects,
		context: 'production',
		namespace,
		root,
		logs: '',
		bare: [],
		cmdline: null,
		says: [],
		...more,
	};
	writeFileSync(at('cluster.json'), JSON.stringify(cluster));
	writeFileSync(at('kubectl.mjs'), program);
	writeFileSync(at('bin/kubectl'), `#!/bin/sh\nexec '${process.execPath}' '${at('kubectl.mjs')}' "$@"\n`);
	chmodSync(at('bin/kubectl'), 0o755);
	const env = {PATH: `${at('bin')}:/usr/bin:/bin`, HOME: directory, KUBECTL_STAND_IN: directory};
	const world = testWorld({env, ...overrides});
	return {
		world,
		root,
		asked: () =>
			existsSync(at('asked'))
				? readFileSync(at('asked'), 'utf8')
						.trim()
						.split('\n')
						.map((line) => (JSON.parse(line) as string[]).join(' '))
				: [],
		open: (config = {}, options = {}) =>
			openRuntime(
				world,
				{...runtimeOfKind('kubernetes', 20_000), ...config},
				{timeout: 20_000, repository: directory, image, ...options},
			),
		[Symbol.dispose]: () => rmSync(directory, {recursive: true, force: true}),
	};
}
