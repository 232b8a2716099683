import type {Upstream, UpstreamAddress} from '../model/mapping.ts';

/** `172.18.0.3:3000`, `[fd00::3]:3000`; a socket is its path. */
export const placeOf = ({address, port}: Pick<UpstreamAddress, 'address' | 'port'>): string =>
	address.startsWith('/') ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`;

/** The addresses that get requests: none that is down or has no weight, and backups only where nothing else is left. */
export function placesInUse({addresses}: Upstream): readonly UpstreamAddress[] {
	const able = addresses.filter(({state, weight}) => state !== 'down' && weight !== 0);
	const first = able.filter(({backup}) => !backup);
	return first.length > 0 ? first : able;
}

/** Whether an upstream is the stated one: by its name with or without scheme and port, or by one of its addresses. */
export function isStated(upstream: Upstream, stated: string): boolean {
	const plain = (text: string): string =>
		text
			.toLowerCase()
			.replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
			.replace(/\/.*$/, '');
	const name = plain(upstream.name);
	const wanted = plain(stated);
	if (upstream.name.toLowerCase() === stated.toLowerCase() || name === wanted) return true;
	return upstream.addresses.some((one) => placeOf(one).toLowerCase() === wanted || `${name}:${one.port}` === wanted);
}

/** Whether the stated upstream is an address, which no name can be told apart from unless it is resolved. */
export const isAddressStated = (stated: string): boolean =>
	/^(?:[a-z]+:\/\/)?(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d+)?(?:\/|$)/i.test(stated);
