import type {ServiceConfig} from '../model/config.ts';
import {parseHost} from './address.ts';
import {plainInside} from './location.ts';
import type {RawService} from './schema.ts';

/** Requests a second: a check must not become a load. */
const defaultRate = 50;

/** How requests reach the service, every default written out. */
export function waysOf(raw: RawService): Pick<ServiceConfig, 'resolve' | 'tls' | 'rate' | 'origin'> {
	const {tls} = raw;
	const [certificate, keyVariable] = [tls?.certificate, tls?.['key-env']];
	return {
		resolve: Object.entries(raw.resolve ?? {}).flatMap(([host, stated]) =>
			(typeof stated === 'string' ? [stated] : stated).map((address) => ({host: parseHost(host) ?? host, address})),
		),
		tls:
			tls === undefined
				? null
				: {
						ca: tls.ca === undefined ? null : plainInside(tls.ca),
						identity:
							certificate === undefined || keyVariable === undefined
								? null
								: {certificate: plainInside(certificate), keyVariable},
					},
		origin: raw.origin === undefined ? null : new URL(raw.origin).origin,
		rate: raw.rate ?? defaultRate,
	};
}
