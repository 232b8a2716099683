import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {ReplicasDocument} from '../../model/replicas-document.ts';
import type {World} from '../../world.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';

export function openCommand(_world: World, _config: RuntimeConfig, _options: RuntimeOptions): Runtime {
	throw new FaultError('internal-error', 'not built yet');
}

export async function readReplicasCommand(
	_world: World,
	_config: RuntimeConfig,
	_options: RuntimeOptions,
): Promise<ReplicasDocument> {
	throw new FaultError('internal-error', 'not built yet');
}
