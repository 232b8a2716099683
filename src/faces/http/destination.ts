import {isIP} from 'node:net';
import {FaultError} from '../../model/fault.ts';
import type {HttpRequest} from '../../world.ts';
import {isPublicAddress} from './address.ts';

/** Where a request goes, and whose name stands on the door. */
export type Destination = {
	readonly url: URL;
	/** the URL's host without brackets: what Host, SNI and the certificate are about */
	readonly host: string;
	/** host and port, for messages */
	readonly where: string;
	/** what is connected to when it is not what the host's name leads to */
	readonly address: string | null;
	readonly socket: string | null;
	readonly proxied: boolean;
};

/** Judges an address before anything is opened. FaultError `address-refused` */
export function destinationOf(request: HttpRequest, isProxied: (url: URL) => boolean): Destination {
	const url = addressOf(request.url);
	const where = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
	const host = bare(url.hostname);
	const address = request.address ?? null;
	const socket = request.socket ?? null;
	if (address !== null && isIP(address) === 0)
		throw new FaultError('address-refused', `${where}: what it is to be reached at is no IP address`);
	if (address !== null && socket !== null)
		throw new FaultError('address-refused', `${where}: it is to be reached at an address and at a socket`);
	const proxied = address === null && socket === null && isProxied(url);
	if (request.publicOnly) refuseInner({host, where, address, socket, proxied});
	return {url, host, where, address, socket, proxied};
}

function addressOf(text: string): URL {
	const url = URL.parse(text);
	if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
		throw new FaultError('address-refused', 'the address is no http or https URL');
	if (url.username !== '' || url.password !== '')
		throw new FaultError('address-refused', `${url.host}: an address holds no user name or password`);
	return url;
}

const bare = (hostname: string): string => (hostname.startsWith('[') ? hostname.slice(1, -1) : hostname);

/** A literal address is never looked up, so it is judged here; URL has already brought every notation into one form. */
export function refuseInner({host, where, address, socket, proxied}: Omit<Destination, 'url'>): void {
	for (const literal of [host, address])
		if (literal !== null && isIP(literal) !== 0 && !isPublicAddress(literal))
			throw new FaultError('address-refused', `${where} is not a public address`);
	if (socket !== null)
		throw new FaultError('address-refused', `${where}: a socket of this machine is no public address`);
	if (proxied)
		throw new FaultError('address-refused', `${where}: through a proxy nobody can tell which address is reached`);
}

/** The name a server is greeted with (SNI), which no address may be (RFC 6066, 3). */
export const serverName = (host: string): string => (isIP(host) === 0 ? host : '');
