import {FaultError} from '../../model/fault.ts';
import type {HttpResponse, World} from '../../world.ts';
import {PassingFault, readRetryAfter} from './retry.ts';

/** The whole body of an answer, undecoded.
 *
 * @throws FaultError `too-large` */
export async function readAtMost(response: HttpResponse, maxBytes: number, what: string): Promise<Uint8Array> {
	const tooLarge = (): FaultError => new FaultError('too-large', `${what} is larger than ${maxBytes} bytes`);
	if (Number(response.header('content-length') ?? 0) > maxBytes) {
		response.discard();
		throw tooLarge();
	}
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of response.body) {
		size += chunk.length;
		if (size > maxBytes) throw tooLarge();
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, size);
}

/** The fault of a status that may pass, with the pause its server asked for; null for every other status. `advice` is for 429. */
export function passingFault(world: World, response: HttpResponse, who: string, advice: string): PassingFault | null {
	const {status} = response;
	const code = status === 429 ? 'rate-limited' : status === 408 ? 'timed-out' : status >= 500 ? 'server-error' : null;
	if (code === null) return null;
	const after = readRetryAfter(response.header('retry-after'), world.now());
	const asked = after === null ? '' : `, asking for ${Math.ceil(after / 1000)} s of patience`;
	return new PassingFault(code, `${who} answered ${status}${asked}${status === 429 ? advice : ''}`, after);
}

/** As Go's and nginx's servers answer plain http at a port for TLS. */
const isForTls = /HTTP request (?:to an HTTPS server|was sent to HTTPS port)/;
export const forTls = ' (its port is for TLS)';

/**
 * The error codes that a registry's answer names (distribution-spec, error codes), for messages. Its free text is left
 * out: whoever answers may put there what we sent.
 */
export async function errorCodes(response: HttpResponse): Promise<string> {
	let answer: unknown;
	let text = '';
	try {
		text = new TextDecoder().decode(await readAtMost(response, 64 * 1024, 'an error'));
		answer = JSON.parse(text);
	} catch {
		// The status is the news; a body that cannot be read adds nothing to it.
		return isForTls.test(text.slice(0, 2_000)) ? forTls : '';
	}
	const errors = typeof answer === 'object' && answer !== null ? (answer as {errors?: unknown}).errors : null;
	if (!Array.isArray(errors)) return '';
	const codes = errors
		.slice(0, 4)
		.map((error: unknown) => (typeof error === 'object' && error !== null ? (error as {code?: unknown}).code : null))
		.filter((code): code is string => typeof code === 'string' && /^[A-Z][A-Z_]{0,40}$/.test(code));
	return codes.length === 0 ? '' : ` (${codes.join(', ')})`;
}
