/** An IP address as a number. IPv6 that only carries an IPv4 address (`::ffff:…`, RFC 4291, 2.5.5.2) is that one. */
type IpAddress = {readonly family: 4 | 6; readonly value: bigint};

const longest = 64;

/** Null for what is no IP address: a name, one with a zone, one with a port. */
export function ipAddressOf(text: string): IpAddress | null {
	if (text.length > longest) return null;
	if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return fourOf(text);
	if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return null;
	// The parser of URLs knows every notation and brings it into one (RFC 5952).
	const written = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
	if (written === undefined) return null;
	const [head = '', tail = null] = written.split('::');
	const before = wordsOf(head);
	const after = wordsOf(tail ?? '');
	const words = [...before, ...new Array<bigint>(8 - before.length - after.length).fill(0n), ...after];
	const value = words.reduce((sum, word) => (sum << 16n) | word, 0n);
	return value >> 32n === 0xffffn ? {family: 4, value: value & 0xffff_ffffn} : {family: 6, value};
}

function fourOf(text: string): IpAddress | null {
	const parts = text.split('.').map(Number);
	if (parts.some((part) => part > 255)) return null;
	return {family: 4, value: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)};
}

const wordsOf = (text: string): bigint[] => (text === '' ? [] : text.split(':').map((word) => BigInt(`0x${word}`)));

/** One notation for each address, to compare by; what is no address stays as it is. */
export function canonicalAddress(text: string): string {
	const address = ipAddressOf(text);
	if (address === null) return text;
	if (address.family === 4) return [24n, 16n, 8n, 0n].map((shift) => (address.value >> shift) & 255n).join('.');
	return URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1) ?? text;
}

/** Its first address, and how many bits tell its addresses apart; null for what is none. */
function networkOf(text: string): {readonly family: 4 | 6; readonly first: bigint; readonly rest: bigint} | null {
	const [, base = '', bits = ''] = /^([0-9a-f:.]{2,45})\/(\d{1,3})$/i.exec(text) ?? [];
	const address = ipAddressOf(base);
	if (address === null) return null;
	const rest = BigInt((address.family === 4 ? 32 : 128) - Number(bits));
	return rest < 0n ? null : {family: address.family, first: (address.value >> rest) << rest, rest};
}

/** Whether an address is one of a network, written as `172.18.0.0/16` (RFC 4632); false for what is none of either. */
export function isInNetwork(text: string, network: string): boolean {
	const [address, within] = [ipAddressOf(text), networkOf(network)];
	if (address === null || within === null || address.family !== within.family) return false;
	return address.value >> within.rest === within.first >> within.rest;
}

/** Whether it is the first that a network gives out, which its gateway has where nobody says otherwise. */
export const isFirstInNetwork = (text: string, network: string): boolean =>
	isInNetwork(text, network) && ipAddressOf(text)?.value === (networkOf(network)?.first ?? 0n) + 1n;

/** Of this machine itself, whichever that is, or no address at all: 127.0.0.0/8, 0.0.0.0, ::1, ::. */
export const isOfItself = (text: string): boolean =>
	['127.0.0.0/8', '0.0.0.0/8', '::1/128', '::/128'].some((network) => isInNetwork(text, network));
