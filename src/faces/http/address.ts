import type {LookupFunction} from 'node:net';
import {BlockList, isIP} from 'node:net';
import {addressKind} from '../../model/address-kind.ts';
import type {HttpRequest} from '../../world.ts';

/** IPv4 networks that are near to nobody and yet not the public internet (IANA special-purpose registry). */
const special4: readonly (readonly [string, number])[] = [
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.88.99.0', 24],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
];

/** Inside 2000::/3, the only global unicast space there is: tunnels, benchmarks and documentation. */
const special6: readonly (readonly [string, number])[] = [
	['2001::', 23],
	['2001:db8::', 32],
	['3fff::', 20],
];

const blocked4 = new BlockList();
for (const [network, bits] of special4) blocked4.addSubnet(network, bits, 'ipv4');
const blocked6 = new BlockList();
for (const [network, bits] of special6) blocked6.addSubnet(network, bits, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an IP address belongs to the public internet: {@link addressKind} calls it public, and it is of no network
 * that is set aside. An IPv6 address that carries an IPv4 address is judged by that one.
 */
export function isPublicAddress(address: string): boolean {
	const family = isIP(address);
	if (family === 0 || address.includes('%') || addressKind(address) !== 'public') return false;
	if (family === 4) return !blocked4.check(address, 'ipv4');
	const embedded = embedded4(wordsOf(address));
	if (embedded !== null) return isPublicAddress(embedded);
	return global6.check(address, 'ipv6') && !blocked6.check(address, 'ipv6');
}

/** The eight 16-bit words of a valid IPv6 address. */
function wordsOf(address: string): number[] {
	const halves = address.split('::').map((half) =>
		half === ''
			? []
			: half.split(':').flatMap((part) => {
					if (!part.includes('.')) return [Number.parseInt(part, 16)];
					const [a, b, c, d] = part.split('.').map(Number);
					return [(a! << 8) | b!, (c! << 8) | d!];
				}),
	);
	const head = halves[0]!;
	const tail = halves[1] ?? [];
	return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** IPv4-mapped (RFC 4291), NAT64 (RFC 6052) and 6to4 (RFC 3056) addresses reach the IPv4 address they carry. */
function embedded4(words: readonly number[]): string | null {
	const zero = (from: number, to: number): boolean => words.slice(from, to).every((word) => word === 0);
	const dotted = (high: number, low: number): string => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
	if (zero(0, 5) && words[5] === 0xffff) return dotted(words[6]!, words[7]!);
	if (words[0] === 0x64 && words[1] === 0xff9b && zero(2, 6)) return dotted(words[6]!, words[7]!);
	if (words[0] === 0x2002) return dotted(words[1]!, words[2]!);
	return null;
}

/** What a checked lookup fails with; never a real errno. */
export const refusedAddress = 'DEPLOY_TRUTH_ADDRESS_REFUSED';

/**
 * Resolves names for a connection and fails when any of a name's addresses is refused. The connection is made to what
 * was checked, so a name that changes between check and use gains nothing.
 */
const checkedLookup =
	(isRefused: (address: string) => boolean): LookupFunction =>
	(host, options, callback) => {
		process.getBuiltinModule('node:dns').lookup(host, {...options, all: true}, (error, found) => {
			if (error) return callback(error, []);
			const inner = found.find((entry) => isRefused(entry.address));
			if (inner !== undefined || found.length === 0)
				return callback(Object.assign(new Error(`${host} is ${inner?.address}`), {code: refusedAddress}), []);
			if (options.all === true) callback(null, found);
			else callback(null, found[0]!.address, found[0]!.family);
		});
	};

export const publicLookup = checkedLookup((address) => !isPublicAddress(address));

/** How names are looked up for a request that may not reach everything; null: as they always are. */
export function lookupOf({
	publicOnly,
	refuses = [],
}: Pick<HttpRequest, 'publicOnly' | 'refuses'>): LookupFunction | null {
	if (publicOnly) return publicLookup;
	if (refuses.length === 0) return null;
	return checkedLookup((address) => {
		const kind = addressKind(address);
		return kind === null || refuses.includes(kind);
	});
}
