import type {Upstream} from '../../model/mapping.ts';
import type {Line} from './haproxy-language.ts';
import {linesOf, type Section} from './haproxy-sections.ts';

/** A server as a backend has it. `host: null`: a socket of this machine, in `path`. */
export type Server = {
	readonly name: string;
	/** names of its places, where the line is a template */
	readonly slots: readonly string[] | null;
	readonly written: string;
	readonly scheme: Upstream['scheme'];
	readonly host: string | null;
	readonly path: string | null;
	/** null: where the client came in */
	readonly port: number | null;
	readonly weight: number;
	readonly backup: boolean;
	readonly disabled: boolean;
	readonly checked: boolean;
	readonly at: string;
};

const maxServers = 2_000;

/** Servers of a backend in order, each with what `default-server` says before it. */
export function serversOf(backend: Section): readonly Server[] {
	const servers: Server[] = [];
	let standard: readonly string[] = [];
	for (const line of linesOf(backend)) {
		const [keyword, ...rest] = line.words;
		if (keyword === 'default-server') standard = [...standard, ...rest];
		else if (keyword === 'server' && rest.length >= 2)
			servers.push(serverOf(rest[0]!, null, rest.slice(1), standard, line));
		else if (keyword === 'server-template' && rest.length >= 3) {
			const slots = slotsOf(rest[0]!, rest[1]!);
			servers.push(serverOf(rest[0]!, slots, rest.slice(2), standard, line));
		}
		if (servers.length >= maxServers) break;
	}
	return servers;
}

function slotsOf(prefix: string, count: string): readonly string[] {
	const [, from, to] = /^(?:(\d{1,5})-)?(\d{1,5})$/.exec(count) ?? [];
	const first = Number(from ?? 1);
	const size = Math.min(maxServers, Math.max(0, Number(to ?? 0) - first + 1));
	return Array.from({length: size}, (_, index) => `${prefix}${first + index}`);
}

function serverOf(
	name: string,
	slots: readonly string[] | null,
	[address = '', ...own]: readonly string[],
	standard: readonly string[],
	{at}: Line,
): Server {
	const settings = [...standard, ...own];
	const last = (on: string, off: string): boolean => settings.lastIndexOf(on) > settings.lastIndexOf(off);
	const weight = settings.lastIndexOf('weight');
	const proto = settings.lastIndexOf('proto');
	const tls = last('ssl', 'no-ssl');
	return {
		name,
		slots,
		written: address,
		...placeOf(address, settings[proto + 1] === 'fcgi' && proto !== -1 ? 'fastcgi' : tls ? 'https' : 'http'),
		weight: weight === -1 ? 1 : Number(settings[weight + 1] ?? 1),
		backup: last('backup', 'no-backup'),
		disabled: last('disabled', 'enabled'),
		checked: last('check', 'no-check'),
		at,
	};
}

function placeOf(address: string, scheme: Upstream['scheme']): Pick<Server, 'host' | 'path' | 'port' | 'scheme'> {
	const path = /^(?:unix@|abnsz?@)?(\/.*)$|^(?:unix|abnsz?)@(.*)$/.exec(address);
	if (path !== null) return {scheme: 'unix', host: null, path: path[1] ?? path[2]!, port: null};
	const plain = address.replace(/^(?:ipv[46]|tcp[46]?)@/, '');
	const [, host, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(plain)!;
	// A colon that is left over is part of an IPv6 address, or of a port relative to the client's.
	const relative = /:[+-]\d+$/.test(plain);
	return {
		scheme: relative ? 'other' : scheme,
		host: host!.replace(/^\[(.*)\]$/, '$1'),
		path: null,
		port: port === undefined ? null : Number(port),
	};
}
