import type {Observation} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import type {History} from '../model/history.ts';
import type {World} from '../world.ts';

/** Looks into a memory: nothing found is `observed` with null, unreadable is a fault, and neither ends the run. */
export async function remembered(
	world: World,
	look: () => Promise<History | null>,
): Promise<Observation<History | null>> {
	const at = new Date(world.now()).toISOString();
	try {
		return {status: 'observed', value: await look(), at};
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		return {status: 'unavailable', fault: error.fault, at};
	}
}
