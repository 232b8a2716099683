import type {HopEvidence, RouteQuestion} from '../model/mapping.ts';
import {placesInUse} from './mapping-upstream.ts';

/** `https://api.example.com/workflows`, with the port where it is not the scheme's own. */
export function questionWords({scheme, host, port, path}: RouteQuestion): string {
	const standard = scheme === 'https' ? 443 : 80;
	return `${scheme}://${host.includes(':') ? `[${host}]` : host}${port === standard ? '' : `:${port}`}${path}`;
}

/**
 * What the next proxy is to be asked after this one: its question as each address in use gets it, with the host name that
 * the proxy sends on.
 */
export function sentOn({question, answer}: HopEvidence): readonly RouteQuestion[] {
	if (answer.status !== 'observed' || answer.value.route.outcome !== 'proxied') return [];
	const {rewritten, upstreams, host} = answer.value.route;
	const path = (rewritten ?? question.path).split('?', 1)[0]!;
	return upstreams.flatMap((upstream) => {
		const {scheme} = upstream;
		if (scheme !== 'http' && scheme !== 'https') return [];
		return placesInUse(upstream).flatMap(({address, port}) =>
			address.startsWith('/')
				? []
				: [
						{
							...question,
							scheme,
							host: host || question.host,
							address,
							port,
							path: path.startsWith('/') ? path : `/${path}`,
						},
					],
		);
	});
}

export const isSameQuestion = (one: RouteQuestion, other: RouteQuestion): boolean =>
	one.scheme === other.scheme &&
	one.host === other.host &&
	one.port === other.port &&
	one.path === other.path &&
	one.address === other.address;
