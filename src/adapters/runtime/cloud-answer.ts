import {FaultError} from '../../model/fault.ts';
import {parseReference} from '../../model/reference.ts';
import {isObject} from '../../model/shape.ts';
import type {ExecOptions, ExecResult, World} from '../../world.ts';
import type {Answered} from './engine-answer.ts';

/** A provider's command line answers with one document. */
const mostAnswered = 16 * 2 ** 20;
/** As much of its messages as is searched for their cause; the cause comes first. */
export const mostMatched = 8_192;

/** Runs the provider's own command line; a failure is a value. `use`: what it is needed for, to whoever has none. */
export async function asked(
	world: World,
	command: string,
	args: readonly string[],
	options: ExecOptions,
	use: string,
): Promise<ExecResult> {
	try {
		return await world.exec(command, args, {maxBytes: mostAnswered, ...options});
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code !== 'command-missing') throw error;
		throw new FaultError('command-missing', `the command ${command} is not installed here: ${use}`, error);
	}
}

/** The object that a command printed. None of it is repeated: it may hold values of environment variables. */
export function objectPrinted(stdout: Uint8Array, from: string): Answered {
	let value: unknown = null;
	try {
		value = JSON.parse(new TextDecoder().decode(stdout));
	} catch {
		// told below
	}
	if (isObject(value)) return value;
	throw new FaultError('invalid-answer', `${from} printed no JSON object`);
}

/** A list that the vendor always sends: without it, something that runs could go unseen. */
export function objectsOf(value: unknown, what: string): readonly Answered[] {
	if (Array.isArray(value) && value.every(isObject)) return value;
	throw new FaultError('invalid-answer', `${what} is no list of objects`);
}

/** A list that may be left out. */
export const objectsIfAny = (value: unknown): readonly Answered[] =>
	Array.isArray(value) ? value.filter(isObject) : [];

/** A text that the vendor always sends. */
export function demanded(value: unknown, what: string): string {
	if (typeof value === 'string' && value !== '' && value.length <= 2_048 && !/[\p{Cc}\s]/u.test(value)) return value;
	throw new FaultError('invalid-answer', `${what} is no name`);
}

/** The digest that an image was named with, where it was. */
export function digestNamed(image: string | null): string | null {
	const reference = image === null ? '' : parseReference(image);
	return typeof reference === 'string' ? null : reference.digest;
}
