import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import type {AddressKind} from '../../model/address-kind.ts';
import {addressKind, addressKinds, hostName, isLoopbackHost} from '../../model/address-kind.ts';

/** The registry as the guard sees it: `host` is what is contacted, with its port where one was given. */
export type RegistryHost = {
	readonly host: string;
	readonly scheme: 'http' | 'https';
	readonly plainHttp: boolean;
	/** PEM certificates trusted beside those trusted anyway: of the registry, its token server, and where it redirects */
	readonly ca: string | null;
};

/** Where a token may be asked for; the connection itself refuses what is not public, or what it must not be. */
export type Realm = {readonly url: URL; readonly publicOnly: boolean; readonly refuses: readonly AddressKind[]};

/**
 * Judges the address that a challenge names. Somebody else chose it, so it may send credentials in the clear, or reach
 * into the network we stand in. Another public host is legitimate: several registries keep their token server elsewhere.
 *
 * `peer` is the address that sent the challenge; null behind a proxy, which resolves and connects in our place.
 *
 * @throws FaultError `realm-refused`
 */
export async function admitRealm(
	world: World,
	text: string,
	registry: Omit<RegistryHost, 'ca'>,
	peer: string | null,
): Promise<Realm> {
	// `/auth/token` is an address of the registry itself, as zot writes it.
	const url = URL.parse(text, text.startsWith('/') ? `${registry.scheme}://${registry.host}` : undefined);
	const refuse = (why: string): never => {
		throw new FaultError('realm-refused', `${registry.host} sends for a token to ${shown(url)}: ${why}`);
	};
	if (url === null) return refuse('that is no URL');
	if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('only https is trusted');
	if (url.username !== '' || url.password !== '') return refuse('the address carries a user name');
	if (url.protocol === 'http:' && !plainAllowed(url, registry)) return refuse('credentials do not travel over http');
	const sameHost = url.host === new URL(`${registry.scheme}://${registry.host}`).host;
	if (sameHost) return {url, publicOnly: false, refuses: []};

	const from = peer === null ? await kindOf(world, registry.host) : (addressKind(peer) ?? 'public');
	const to = await kindOf(world, url.host);
	if (!near(from, to)) return refuse(`a ${from} registry has no business with a ${to} address`);
	// A name may be resolved differently a moment later; the connection then judges again, where it is ours to make.
	return {
		url,
		publicOnly: from === 'public' && peer !== null,
		refuses: addressKinds.filter((kind) => !near(from, kind)),
	};
}

/** http is for whoever allowed it, and for a registry on this machine whose token server is on this machine too. */
const plainAllowed = (realm: URL, registry: Omit<RegistryHost, 'ca'>): boolean =>
	registry.scheme === 'http' && (registry.plainHttp || (isLoopbackHost(registry.host) && isLoopbackHost(realm.host)));

/** A realm may be as near as its registry, never nearer; link-local is for link-local alone. */
function near(registry: AddressKind, realm: AddressKind): boolean {
	if (realm === 'public' || realm === registry) return true;
	return realm === 'private' && registry === 'loopback';
}

/** The nearest of a host's addresses. A name only a proxy can resolve counts as public, which is the strict reading. */
export async function kindOf(world: World, host: string): Promise<AddressKind> {
	const name = hostName(host);
	if (isLoopbackHost(host)) return 'loopback';
	const literal = addressKind(name);
	if (literal !== null) return literal;
	let addresses: readonly string[];
	try {
		addresses = await world.resolve(name);
	} catch (error) {
		if (error instanceof FaultError && error.fault.code === 'name-not-resolved') return 'public';
		throw error;
	}
	const kinds = addresses.map((address) => addressKind(address) ?? 'public');
	return (['loopback', 'link-local', 'private'] as const).find((kind) => kinds.includes(kind)) ?? 'public';
}

/** An address without the parts that may hold secrets. */
const shown = (url: URL | null): string => (url === null ? 'an unreadable address' : `${url.protocol}//${url.host}`);
