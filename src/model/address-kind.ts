/** How near an address is: `link-local` holds the metadata services of clouds, also those with an address elsewhere. */
export const addressKinds = ['public', 'private', 'link-local', 'loopback'] as const;
export type AddressKind = (typeof addressKinds)[number];

/** Azure's host, and the metadata services of Oracle and Alibaba, as their documentation names them. */
const metadata4 = new Set(['168.63.129.16', '192.0.0.192', '100.100.100.200']);
/** The same of AWS and Google. */
const metadata6 = new Set(['fd00:ec2::254', 'fd20:ce::254'].map((text) => readIpv6(text)?.join(' ')));

/** Kind of an IP address as text (IPv6 with or without brackets); null for a name. */
export function addressKind(text: string): AddressKind | null {
	const host = text.replace(/^\[(.*)\]$/, '$1');
	const four = readIpv4(host);
	if (four !== null) return kindOfIpv4(four);
	const six = host.includes(':') ? readIpv6(host.replace(/%.*$/, '')) : null;
	return six === null ? null : kindOfIpv6(six);
}

/** Whether a registry's host (`name[:port]`) is this machine by its very name. */
export function isLoopbackHost(host: string): boolean {
	const name = hostName(host);
	return name === 'localhost' || addressKind(name) === 'loopback';
}

/** `host[:port]` without its port, lower case. */
export const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

function readIpv4(text: string): readonly number[] | null {
	const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
	if (match === null) return null;
	const bytes = match.slice(1).map(Number);
	return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function kindOfIpv4(bytes: readonly number[]): AddressKind {
	const [a = 0, b = 0] = bytes;
	if (a === 127 || a === 0) return 'loopback';
	if ((a === 169 && b === 254) || metadata4.has(bytes.join('.'))) return 'link-local';
	// RFC 1918, carrier-grade NAT (100.64/10), benchmarking (198.18/15), multicast and reserved (224/3).
	if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return 'private';
	if ((a === 100 && b >= 64 && b < 128) || (a === 198 && (b === 18 || b === 19)) || a >= 224) return 'private';
	return 'public';
}

/** Eight groups of 16 bits; null when the text is no IPv6 address. */
function readIpv6(text: string): readonly number[] | null {
	if (text.length > 45) return null;
	const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
	if (dotted !== null) {
		const four = readIpv4(dotted[2]!);
		if (four === null) return null;
		const groups = [four[0]! * 256 + four[1]!, four[2]! * 256 + four[3]!];
		text = `${dotted[1]}${groups.map((group) => group.toString(16)).join(':')}`;
	}
	const halves = text.split('::');
	if (halves.length > 2) return null;
	const sides = halves.map((half) => (half === '' ? [] : half.split(':')));
	if (!sides.flat().every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
	const [head = [], tail = []] = sides.map((side) => side.map((group) => Number.parseInt(group, 16)));
	const missing = 8 - head.length - tail.length;
	if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
	return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function kindOfIpv6(groups: readonly number[]): AddressKind {
	const [first = 0, second = 0] = groups;
	const low = [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255];
	const leading = groups.slice(0, 5).every((group) => group === 0);
	if (leading && groups[5] === 0 && groups[6] === 0 && groups[7]! <= 1) return 'loopback';
	// IPv4 in IPv6: mapped (::ffff:0:0/96), translated (::ffff:0:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96) and 6to4 (2002::/16).
	if (leading && (groups[5] === 0xffff || groups[5] === 0)) return kindOfIpv4(low);
	if (groups.slice(0, 4).every((group) => group === 0) && groups[4] === 0xffff && groups[5] === 0)
		return kindOfIpv4(low);
	if (first === 0x64 && second === 0xff9b) return kindOfIpv4(low);
	if (first === 0x2002) return kindOfIpv4([second >> 8, second & 255, groups[2]! >> 8, groups[2]! & 255]);
	if ((first & 0xffc0) === 0xfe80 || metadata6.has(groups.join(' '))) return 'link-local';
	if ((first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfec0 || (first & 0xff00) === 0xff00) return 'private';
	return 'public';
}
