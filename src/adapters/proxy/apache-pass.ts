import type {Upstream} from '../../model/mapping.ts';
import {shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import {agreed, hostTold} from './host-told.ts';
import type {Member, Target} from './upstream.ts';

/** Where an address leads. `path`: what it has behind the name; `late`: names are looked up again while it runs. */
export type Led = {
	readonly target: Target;
	readonly path: string;
	readonly late: boolean;
	/** what stands in the addresses in place of a name, one of each member */
	readonly hosts: readonly string[];
};

const standards: Readonly<Record<string, number>> = {
	https: 443,
	wss: 443,
	h2: 443,
	fcgi: 8000,
	ajp: 8009,
	scgi: 4000,
	uwsgi: 3031,
};
const schemes: Readonly<Record<string, Upstream['scheme']>> = {
	http: 'http',
	ws: 'http',
	https: 'https',
	wss: 'https',
	fcgi: 'fastcgi',
};

type Place = {
	readonly scheme: string;
	readonly host: string;
	readonly port: number;
	readonly authority: string;
	/** the name in the address, of a socket that which follows its path */
	readonly named: string;
	readonly path: string;
};

/** `http://host:port/path`, `unix:/socket|http://name/path`; null: no address. */
function placeOf(url: string): Place | null {
	const unix = /^unix:([^|]+)\|[a-z0-9]+:\/\/([^/]*)(\/[\s\S]*)?$/i.exec(url);
	if (unix !== null)
		return {
			scheme: 'unix',
			host: unix[1]!,
			port: 0,
			authority: `unix:${unix[1]}`,
			named: unix[2]!,
			path: unix[3] ?? '',
		};
	const found = /^([a-z0-9]+):\/\/([^/?#]*)([\s\S]*)$/i.exec(url);
	if (found === null) return null;
	const [scheme, authority, path] = [
		found[1]!.toLowerCase(),
		found[2]!.slice(found[2]!.lastIndexOf('@') + 1),
		found[3]!,
	];
	const [, bracketed, plain = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(authority) ?? [];
	const host = (bracketed ?? plain).toLowerCase();
	return {scheme, host, port: Number(port ?? standards[scheme] ?? 80), authority, named: authority, path};
}

/** `params`: the `key=value` that follow it. `config`: from the innermost block outwards, in which balancers are looked for. */
export function led(url: string, params: readonly string[], config: readonly (readonly Directive[])[]): Led | null {
	const place = placeOf(url);
	if (place === null) return null;
	const late = params.some((param) => /^(?:disablereuse=on|addressttl=)/i.test(param));
	if (place.scheme !== 'balancer') {
		const {scheme, host, port, authority, path} = place;
		const known = host !== '' && !/[$%{]/.test(host);
		const one = {host, port, weight: null, backup: false, down: false};
		const kind = scheme === 'unix' ? 'unix' : (schemes[scheme] ?? 'other');
		return {
			target: {name: shown(authority), scheme: kind, known, members: known ? [one] : []},
			path,
			late,
			hosts: known ? [place.named] : [],
		};
	}
	const wanted = `balancer://${place.authority.toLowerCase()}`;
	const members = config.flatMap((block) => membersOf(block, wanted));
	const [first] = members;
	const lowest = Math.min(...members.map(({set}) => set));
	const kind =
		first === undefined ? 'http' : first.place.scheme === 'unix' ? 'unix' : (schemes[first.place.scheme] ?? 'other');
	const target = {
		name: shown(place.authority),
		scheme: kind,
		known: true,
		// A set is asked where none of those with a lower number can be.
		members: members.map(({member, set}) => ({...member, backup: member.backup || set > lowest})),
	} as const;
	const hosts = members.map(({place: {named}}) => named);
	return {target, path: (first?.place.path ?? '') + place.path, late, hosts};
}

/** The host that an upstream is told: the address's own, unless `ProxyPreserveHost` keeps it. `blocks`: the outermost first. */
export function seenHost(
	blocks: readonly (readonly Directive[])[],
	hosts: readonly string[],
	asked: string,
): string | null {
	const all = blocks.flat();
	if (all.some(({name, args}) => name === 'requestheader' && args.some((one) => /^host:?$/i.test(one)))) return '';
	const kept = all.findLast(({name}) => name === 'proxypreservehost')?.args[0]?.toLowerCase() === 'on';
	return kept ? null : hostTold(agreed(hosts), asked);
}

/** `set`: the number of the load balancer set. */
type Found = {readonly member: Member; readonly place: Place; readonly set: number};

function membersOf(block: readonly Directive[], balancer: string): readonly Found[] {
	const isIt = (text: string | undefined): boolean => text?.toLowerCase().replace(/\/$/, '') === balancer;
	return block.flatMap((directive) => {
		const {name, args} = directive;
		if (name === 'proxy' && isIt(args[0]))
			return (directive.block ?? []).flatMap((inner) => memberOf(inner, inner.args));
		return name === 'balancermember' && isIt(args[0]) ? memberOf(directive, args.slice(1)) : [];
	});
}

function memberOf({name}: Directive, [url = '', ...params]: readonly string[]): readonly Found[] {
	const place = name === 'balancermember' ? placeOf(url) : null;
	if (place === null) return [];
	const param = (key: string): string | undefined =>
		params.findLast((one) => one.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
	const status = param('status') ?? '';
	const has = (letters: RegExp): boolean => letters.test(status) && !status.startsWith('-');
	const {host, port} = place;
	// One that is drained gets those alone who were there before.
	const weight = has(/N/i) ? 0 : Number(param('loadfactor') ?? 1) || 1;
	const set = Number(param('lbset') ?? 0) || 0;
	return [{place, set, member: {host, port, weight, backup: has(/[HR]/i), down: has(/[DSE]/i)}}];
}
