import type {ProxyConfig} from '../model/config.ts';
import {parseDuration} from './duration.ts';
import {socketOf} from './proxy-schema.ts';
import type {RawService} from './schema.ts';

/** Milliseconds for one question to a proxy: a large configuration is printed in one. */
const defaultTimeout = 30_000;
/** Milliseconds from a request to its line in a log: loggers that write in blocks are rarely slower. */
const defaultTrace = 5_000;

/** Every default written out, in the order in which requests pass. */
export function proxiesOf(raw: RawService['proxy']): readonly ProxyConfig[] {
	const stated = raw === undefined ? [] : Array.isArray(raw) ? raw : [raw];
	return stated.map((one): ProxyConfig => {
		const named = typeof one === 'string' ? {kind: one} : one;
		return {
			kind: named.kind,
			container: named.container ?? null,
			host: named.host ?? null,
			context: named.context ?? null,
			config: named.config ?? null,
			admin: named.admin === undefined ? null : socketOf(named.admin),
			namespace: named.namespace ?? null,
			timeout: (named.timeout === undefined ? null : parseDuration(named.timeout)) ?? defaultTimeout,
		};
	});
}

export function traceOf(raw: RawService['trace']): number | null {
	if (raw === undefined || raw === false) return null;
	return (raw === true ? null : parseDuration(raw)) ?? defaultTrace;
}
