import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';

export function openSwarm(_world: World, _config: RuntimeConfig, _options: RuntimeOptions): Runtime {
	throw new FaultError('internal-error', 'not built yet');
}
