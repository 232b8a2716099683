import {FaultError} from '../../model/fault.ts';
import type {HttpResponse} from '../../world.ts';
import {readAtMost} from './answer.ts';

/** A part of a blob of `size` bytes. */
export type Part = {readonly from: number; readonly length: number; readonly size: number};

type Send = (headers: readonly (readonly [string, string])[]) => Promise<HttpResponse>;

/**
 * A part of a blob, in one request and no byte more; that its bytes are the right ones is for their reader to prove.
 * A server that answers with anything but exactly that part is left before its body is read.
 *
 * @throws FaultError `range-mismatch`, `size-mismatch`, and those of the request
 */
export async function readRange(part: Part, what: string, send: Send): Promise<Uint8Array> {
	const last = part.from + part.length - 1;
	const response = await send([['Range', `bytes=${part.from}-${last}`]]);
	if (!isThatPart(response, part)) {
		response.discard();
		const came = response.status === 200 ? 'the whole of it came' : 'another part came';
		throw new FaultError('range-mismatch', `${what}: asked for byte ${part.from} to ${last}, ${came}`);
	}
	const bytes = await readAtMost(response, part.length, `the part from byte ${part.from} to ${last} of ${what}`);
	if (bytes.length !== part.length)
		throw new FaultError('size-mismatch', `${what}: ${bytes.length} bytes came for byte ${part.from} to ${last}`);
	return bytes;
}

function isThatPart(response: HttpResponse, {from, length, size}: Part): boolean {
	const field = response.header('content-range') ?? '';
	const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(field);
	return (
		response.status === 206 &&
		match !== null &&
		Number(match[1]) === from &&
		Number(match[2]) === from + length - 1 &&
		(match[3] === '*' || Number(match[3]) === size)
	);
}
