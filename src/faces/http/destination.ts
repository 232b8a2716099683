import {isIP} from 'node:net';
import {FaultError} from '../../model/fault.ts';
import type {HttpRequest} from '../../world.ts';
import {isPublicAddress} from './address.ts';

/** Whose name stands on the door. */
type Door = {
	/** of which protocol, host and port count here */
	readonly url: URL;
	/** the URL's host without brackets: what Host, SNI and the certificate are about */
	readonly host: string;
	/** host and port, for messages */
	readonly where: string;
};

/** Where a request goes. */
export type Destination = Door & {
	/** path and query */
	readonly path: string;
	/** what is connected to when it is not what the host's name leads to */
	readonly address: string | null;
	readonly socket: string | null;
	readonly proxied: boolean;
};

/** A URL whose path is sure to stay as it is; the rest is for URL to judge. */
const plain = /^(https?:\/\/[^/?#\\]+)(\/[A-Za-z0-9/_-]*)$/;
const maxDoors = 100;

/** Tells where requests go, and judges it before anything is opened. */
export class Destinations {
	readonly #isProxied: (url: URL) => boolean;
	/** by the beginning of a URL, as written: reading URLs is slow, and most requests go where others went */
	readonly #doors = new Map<string, Door & {readonly proxied: boolean}>();

	constructor(isProxied: (url: URL) => boolean) {
		this.#isProxied = isProxied;
	}

	/** FaultError `address-refused` */
	of(request: HttpRequest): Destination {
		const {url, host, where, path, proxied: behindProxy} = this.#find(request.url);
		const address = request.address ?? null;
		const socket = request.socket ?? null;
		if (address !== null && isIP(address) === 0)
			throw new FaultError('address-refused', `${where}: what it is to be reached at is no IP address`);
		if (address !== null && socket !== null)
			throw new FaultError('address-refused', `${where}: it is to be reached at an address and at a socket`);
		const proxied = address === null && socket === null && behindProxy;
		if (request.publicOnly) refuseInner({host, where, address, socket, proxied});
		return {url, host, where, path, address, socket, proxied};
	}

	#find(text: string): Door & {readonly proxied: boolean; readonly path: string} {
		const parts = plain.exec(text);
		const known = parts === null ? undefined : this.#doors.get(parts[1]!);
		if (known !== undefined) return {...known, path: parts![2]!};
		const url = addressOf(text);
		const where = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
		const door = {url, host: bare(url.hostname), where, proxied: this.#isProxied(url)};
		if (parts !== null) {
			if (this.#doors.size >= maxDoors) this.#doors.clear();
			this.#doors.set(parts[1]!, door);
		}
		return {...door, path: `${url.pathname}${url.search}`};
	}
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
export function refuseInner({host, where, address, socket, proxied}: Omit<Destination, 'url' | 'path'>): void {
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
