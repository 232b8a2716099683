import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import {textOf} from './engine-answer.ts';
import type {Engine} from './engine-command.ts';
import {openEngine} from './engine-command.ts';
import {idOf, inspected, rowsOf} from './engine-listing.ts';
import {engineRuntime} from './engine-runtime.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';

/** The containers of a compose service, by the labels that compose gives them: every version of it, and what is like it. */
export function openCompose(world: World, config: RuntimeConfig, options: RuntimeOptions): Runtime {
	const engine = openEngine(world, 'docker', config, options.timeout);
	return engineRuntime(engine, async () => inspected(engine, await ofService(engine, config)));
}

const label = (name: string): string => `com.docker.compose.${name}`;

/** Those that `compose run` started beside the service are not it. */
async function ofService(
	engine: Engine,
	{project, service}: Pick<RuntimeConfig, 'project' | 'service'>,
): Promise<readonly string[]> {
	if (service === null) throw new FaultError('not-asked', 'which service of the compose project is meant: name it');
	const labels = [`${label('service')}=${service}`, ...(project === null ? [] : [`${label('project')}=${project}`])];
	const rows = await rowsOf(
		engine,
		labels.flatMap((one) => ['--filter', `label=${one}`]),
		`[{{json .ID}},{{json (.Label "${label('project')}")}},{{json (.Label "${label('oneoff')}")}}]`,
	);
	const serving = rows.filter((row): row is unknown[] => Array.isArray(row) && !/^true$/i.test(textOf(row[2]) ?? ''));
	const projects = [...new Set(serving.map(([, name]) => textOf(name) ?? ''))].sort();
	if (projects.length > 1)
		throw new FaultError(
			'replicas-ambiguous',
			`the service ${service} is in several compose projects, name one: ${projects.slice(0, 20).join(', ')}`,
		);
	return serving.map(([id]) => idOf(engine, id));
}
