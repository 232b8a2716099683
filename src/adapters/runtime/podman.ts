import type {RuntimeConfig} from '../../model/config.ts';
import type {World} from '../../world.ts';
import {openEngine} from './engine-command.ts';
import {engineRuntime} from './engine-runtime.ts';
import {selected} from './engine-selection.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';

/** The containers that the user's `podman` knows, here or at the other end of a connection. */
export function openPodman(world: World, config: RuntimeConfig, options: RuntimeOptions): Runtime {
	const engine = openEngine(world, 'podman', config, options.timeout);
	return engineRuntime(engine, () => selected(engine, config, options.image));
}
