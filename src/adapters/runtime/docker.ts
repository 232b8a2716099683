import type {RuntimeConfig} from '../../model/config.ts';
import type {World} from '../../world.ts';
import {openEngine} from './engine-command.ts';
import {engineRuntime} from './engine-runtime.ts';
import {selected} from './engine-selection.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';

/** The containers of the engine that the user's `docker` speaks to. */
export function openDocker(world: World, config: RuntimeConfig, options: RuntimeOptions): Runtime {
	const engine = openEngine(world, 'docker', config, options.timeout);
	return engineRuntime(engine, () => selected(engine, config, options.image));
}
