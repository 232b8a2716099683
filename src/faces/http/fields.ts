import {FaultError} from '../../model/fault.ts';
import type {HttpRequest} from '../../world.ts';
import {http} from './builtin.ts';

/** Bytes and number of an answer's headers, and how many informational answers may come before it. */
export const maxHeaderBytes = 64 * 1024;
export const maxHeaders = 500;
export const maxInformational = 20;

type Pairs = readonly (readonly [string, string])[];

const methodName = /^[A-Z][A-Z0-9!#$%&'*+.^_`|~-]*$/;
/** What nearly all headers are made of; Node judges the rest. */
const plainName = /^[A-Za-z0-9_-]+$/;
const plainValue = /^[\x20-\x7e]*$/;

/** Refuses what would not be sent as it is written. FaultError `internal-error`, which quotes no value. */
export function checkSendable({method, headers = []}: HttpRequest, where: string): void {
	if (!methodName.test(method) || method === 'CONNECT')
		throw new FaultError('internal-error', `${where}: this method cannot be sent`);
	for (const pair of headers) {
		const name = pair[0];
		const value = pair[1];
		if (plainName.test(name) && plainValue.test(value)) continue;
		try {
			http.validateHeaderName(name);
			http.validateHeaderValue(name, value);
		} catch (error) {
			// Node's message names the header and leaves the value out; ours does the same and drops the cause.
			throw new FaultError(
				'internal-error',
				`${where}: ${(error as NodeJS.ErrnoException).code === 'ERR_INVALID_CHAR' ? `the value of header ${name} holds a character no header may hold` : 'a header has an impossible name'}`,
			);
		}
	}
}

export const isStated = (headers: Pairs, name: string): boolean =>
	headers.some((pair) => pair[0].length === name.length && pair[0].toLowerCase() === name);

/** The length that has to be told; null where there is no body or the caller tells it. */
export function lengthOf({body, headers = []}: HttpRequest): string | null {
	if (body === undefined || isStated(headers, 'content-length')) return null;
	return String(typeof body === 'string' ? Buffer.byteLength(body) : body.length);
}

/** First value of a header, by lower-case name. */
export const firstOf =
	(rawHeaders: Pairs) =>
	(name: string): string | null => {
		for (const pair of rawHeaders) if (pair[0].length === name.length && pair[0].toLowerCase() === name) return pair[1];
		return null;
	};

export const tooManyHeaders = (where: string): FaultError =>
	new FaultError('too-large', `${where}: more than ${maxHeaders} headers`);
export const tooManyInformational = (where: string): FaultError =>
	new FaultError('unexpected-answer', `${where}: more than ${maxInformational} answers that say that one will come`);
