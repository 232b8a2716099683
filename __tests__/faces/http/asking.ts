import {nodeHttp} from '../../../src/faces/http.ts';
import type {Fault} from '../../../src/model/fault.ts';
import {FaultError} from '../../../src/model/fault.ts';
import type {HttpRequest, HttpResponse, World} from '../../../src/world.ts';

export const patient = {connect: 5_000, answer: 5_000, stall: 5_000, request: 15_000};

export const client = (env: Record<string, string> = {}): World['http'] => nodeHttp(env, new AbortController().signal);

export const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
	method: 'GET',
	url,
	timeouts: patient,
	...more,
});

export async function read(response: HttpResponse): Promise<string> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of response.body) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

export async function faultOf(promise: Promise<unknown>): Promise<Fault> {
	try {
		await promise;
	} catch (error) {
		if (error instanceof FaultError) return error.fault;
		throw error;
	}
	throw new Error('nothing went wrong');
}

export const codeOf = async (promise: Promise<unknown>): Promise<string> => (await faultOf(promise)).code;
