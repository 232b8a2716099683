import type {RegistryClient, RegistryOptions} from '../../../src/adapters/registry/client.ts';
import {openRegistry} from '../../../src/adapters/registry/client.ts';
import type {Fault} from '../../../src/model/fault.ts';
import {FaultError} from '../../../src/model/fault.ts';
import type {Reference} from '../../../src/model/reference.ts';
import {parseReference} from '../../../src/model/reference.ts';
import type {World} from '../../../src/world.ts';
import {testWorld} from '../../builders/world.ts';

/** A world that does not wait, remembers how long it should have, and knows no docker configuration. */
export function patientWorld(overrides: Partial<World> = {}): World & {readonly pauses: number[]} {
	const pauses: number[] = [];
	const world = testWorld({
		env: {PATH: process.env['PATH']},
		sleep: async (milliseconds) => void pauses.push(milliseconds),
		...overrides,
	});
	return {...world, pauses};
}

export const timeouts = {connect: 5_000, answer: 5_000, stall: 5_000, request: 15_000};

export function ask(world: World, reference: string, options: Partial<RegistryOptions> = {}): RegistryClient {
	return openRegistry(world, referenceOf(reference), {
		plainHttp: false,
		credentials: null,
		timeouts,
		publicOnly: false,
		ca: null,
		...options,
	});
}

export function referenceOf(text: string): Reference {
	const reference = parseReference(text);
	if (typeof reference === 'string') throw new Error(reference);
	return reference;
}

export async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of source) chunks.push(chunk);
	return Buffer.concat(chunks);
}

/** The fault that a promise ends with; a value, or an error of another kind, fails the test. */
export async function faultOf(promise: Promise<unknown>): Promise<Fault> {
	try {
		await promise;
	} catch (error) {
		if (error instanceof FaultError) return error.fault;
		throw error;
	}
	throw new Error('no fault came');
}
