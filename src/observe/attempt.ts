import type {Observation} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';

/** Makes one look a value, whatever happens: the one place where a fault stops being thrown. */
export async function attempt<T>(world: World, look: () => Promise<T>): Promise<Observation<T>> {
	try {
		const value = await look();
		return {status: 'observed', value, at: timeOf(world)};
	} catch (error) {
		if (error instanceof FaultError) {
			const {code, detail} = error.fault;
			return {status: 'unavailable', fault: {code, detail: firstLine(detail)}, at: timeOf(world)};
		}
		// A mistake of ours. It is still only one subject that was not seen; the stack is for whoever mends it.
		world.log.debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
		const detail = firstLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
		return {status: 'unavailable', fault: {code: 'internal-error', detail}, at: timeOf(world)};
	}
}

/** Written out once for all that is seen within a millisecond: that takes longer than the rest of a look that found its answer here. */
const timeOf = (world: World): string => {
	const now = world.now();
	if (now !== last.now) last = {now, text: new Date(now).toISOString()};
	return last.text;
};

let last = {now: Number.NaN, text: ''};

const firstLine = (text: string): string => text.split(/[\r\n\u2028\u2029]/, 1)[0]!.slice(0, 500);
