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

/**
 * Whether an upstream is the stated one: by a name that the proxy has for it or by one of its addresses, with or without
 * scheme. A stated name without port is that name whatever the port.
 */
export function isStated({name, aliases, addresses}: Upstream, stated: string): boolean {
	const wanted = plain(stated);
	return [name, ...aliases].map(plain).some((one) => {
		const bare = one.replace(/:\d+$/, '');
		return (
			one === wanted ||
			(bare === wanted && !wanted.includes(':')) ||
			addresses.some((place) => placeOf(place).toLowerCase() === wanted || `${one}:${place.port}` === wanted)
		);
	});
}

/** Without scheme; after one stands no path that matters. */
function plain(text: string): string {
	const [, rest] = /^[a-z][a-z0-9+.-]*:\/\/([^/]*)/i.exec(text) ?? [];
	return (rest ?? text).toLowerCase();
}

/** Whether the stated upstream is an address, which no name can be told apart from unless it is resolved. */
export const isAddressStated = (stated: string): boolean =>
	/^(?:[a-z]+:\/\/)?(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d+)?(?:\/|$)/i.test(stated);
