import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {stripTypeScriptTypes} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openRuntime, type Runtime} from '../../../src/adapters/runtime/runtime.ts';
import {type RuntimeConfig, runtimeOfKind} from '../../../src/model/config.ts';
import type {World} from '../../../src/world.ts';
import {testWorld} from '../../builders/world.ts';
import {ecsMisfits, runMisfits} from './described.ts';
import type {Staged} from './program.ts';

// Types are taken off once: each start would cost a parser of its own.
const program = stripTypeScriptTypes(readFileSync(join(import.meta.dirname, 'program.ts'), 'utf8'));

/** Programs called aws and gcloud that know what is staged, and a world in which they are found. */
export type Cloud = Disposable & {
	readonly world: World;
	/** the commands that were given, one line each */
	readonly asked: () => readonly string[];
	readonly open: (config?: Partial<RuntimeConfig>, options?: {image?: string | null}) => Promise<Runtime>;
};

/** Refuses to stage what the vendor would never send. */
export function cloud(
	kind: 'ecs' | 'cloud-run',
	staged: Partial<Staged>,
	{installed = true, env = {}}: {installed?: boolean; env?: Readonly<Record<string, string>>} = {},
): Cloud {
	const whole: Staged = {services: {}, tasks: [], definitions: {}, resources: {}, says: [], ...staged};
	const misfits = misfitsOf(whole);
	if (misfits.length > 0) throw new Error(`no vendor sends this: ${misfits.join('; ')}`);
	const directory = mkdtempSync(join(tmpdir(), 'cloud-'));
	const at = (name: string): string => join(directory, name);
	mkdirSync(at('bin'));
	writeFileSync(at('staged.json'), JSON.stringify(whole));
	writeFileSync(at('program.mjs'), program);
	for (const name of installed ? ['aws', 'gcloud'] : []) {
		writeFileSync(at(`bin/${name}`), `#!/bin/sh\nexec '${process.execPath}' '${at('program.mjs')}' ${name} "$@"\n`);
		chmodSync(at(`bin/${name}`), 0o755);
	}
	const world = testWorld({
		env: {PATH: at('bin'), HOME: directory, CLOUD_STAND_IN: directory, ...env},
	});
	const place =
		kind === 'ecs'
			? {service: 'api', cluster: 'production', region: 'eu-central-1'}
			: {service: 'api', project: 'shop', region: 'europe-west1'};
	return {
		world,
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
				{...runtimeOfKind(kind, 20_000), ...place, ...config},
				{timeout: 20_000, repository: directory, image: null, ...options},
			),
		[Symbol.dispose]: () => rmSync(directory, {recursive: true, force: true}),
	};
}

const misfitsOf = ({services, tasks, definitions, resources}: Staged): readonly string[] => [
	...ecsMisfits('DescribeServices', {services: Object.values(services), failures: []}),
	...ecsMisfits('ListTasks', {taskArns: tasks.map(({taskArn}) => taskArn)}),
	...ecsMisfits('DescribeTasks', {tasks, failures: []}),
	...Object.values(definitions).flatMap((taskDefinition) =>
		ecsMisfits('DescribeTaskDefinition', {taskDefinition, tags: []}),
	),
	...Object.entries(resources).flatMap(([name, resource]) =>
		runMisfits(name.startsWith('services/') ? 'Service' : 'Revision', resource),
	),
];
