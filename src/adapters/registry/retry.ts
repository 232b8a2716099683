import type {FaultCode} from '../../model/fault.ts';
import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';

const attempts = 4;
/** milliseconds before the second attempt; doubled for each one after it */
const firstPause = 500;
/** milliseconds; who asks for a longer pause than this is not asked again in this run */
const longestPause = 30_000;

/** A refusal that may pass: 408, 429, 5xx. `retryAfter` is what the server asked for, in milliseconds. */
export class PassingFault extends FaultError {
	readonly retryAfter: number | null;
	constructor(code: FaultCode, detail: string, retryAfter: number | null) {
		super(code, detail);
		this.retryAfter = retryAfter;
	}
}

/** Errors that were retried already: an attempt inside another one does not multiply. */
const spent = new WeakSet<object>();

/** Runs an attempt again after a refusal that may pass and after a connection that was cut or never stood. */
export async function retrying<T>(world: World, attempt: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await attempt();
		} catch (error) {
			if (!(error instanceof FaultError) || spent.has(error) || !passes(error)) throw error;
			const asked = error instanceof PassingFault ? error.retryAfter : null;
			if (tries >= attempts || (asked !== null && asked > longestPause)) {
				spent.add(error);
				throw error;
			}
			await pause(world, tries, asked);
		}
	}
}

/** Sleeps before attempt `tries + 1`: as long as asked, else exponentially longer, with jitter so that many runs do not beat in step. */
export function pause(world: World, tries: number, asked: number | null): Promise<void> {
	const [jitter = 0] = world.random(1);
	const grown = Math.min(firstPause * 2 ** (tries - 1), longestPause);
	return world.sleep(Math.round((asked ?? grown / 2) + ((grown / 2) * jitter) / 255));
}

const passes = (error: FaultError): boolean =>
	error instanceof PassingFault || error.fault.code === 'cut-stream' || error.fault.code === 'unreachable';

/** milliseconds, a thousand days: no message needs a greater number */
const mostAsked = 86_400_000_000;

/**
 * Milliseconds that a `Retry-After` field asks for: seconds or an HTTP date (RFC 9110 §10.2.3), an absurd length cut to
 * a thousand days; null when unreadable.
 */
export function readRetryAfter(field: string | null, now: number): number | null {
	if (field === null || field.length > 64) return null;
	if (/^\d+$/.test(field.trim())) return Math.min(Number(field) * 1000, mostAsked);
	const date = /^[A-Z][a-z]{2}, /.test(field) ? Date.parse(field) : Number.NaN;
	return Number.isNaN(date) ? null : Math.min(Math.max(0, date - now), mostAsked);
}
