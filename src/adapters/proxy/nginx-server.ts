import type {RouteMatch} from '../../model/mapping.ts';
import {bytesOf, shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import type {Listener} from './nginx-listen.ts';
import type {Patterns} from './pcre.ts';

/** The server that takes a host. `name`: as it names it; null: none, it is the listener's default. */
export type ChosenServer = {
	readonly server: Directive;
	readonly name: string | null;
	readonly how: Extract<RouteMatch['how'], 'exact' | 'wildcard' | 'regex' | 'default'>;
	/** what named groups of its pattern took */
	readonly names: Readonly<Record<string, string>>;
	readonly groups: readonly (string | null)[];
	readonly unsure: readonly string[];
};

type Named = {readonly server: Directive; readonly name: string};

/**
 * As nginx chooses: a whole name, then the longest wildcard at the front, then the longest at the end, then the first
 * pattern, then the default of the socket. Of two servers with one name the first is it.
 */
export function chooseServer(listener: Listener, host: string, patterns: Patterns): ChosenServer {
	const asked = bytesOf(host.replace(/\.$/, ''));
	const names = namesOf(listener);
	const found = (named: Named, how: 'exact' | 'wildcard'): ChosenServer => ({
		server: named.server,
		name: shown(named.name),
		how,
		names: {},
		groups: [],
		unsure: [],
	});
	const exact = names.find(({name}) => name === asked || name === `.${asked}`);
	if (exact !== undefined) return found(exact, 'exact');
	const front = longest(names, ({name}) => {
		const end = name.startsWith('*.') ? name.slice(1) : name.startsWith('.') ? name : null;
		return end !== null && asked.length > end.length && asked.endsWith(end);
	});
	if (front !== null) return found(front, 'wildcard');
	const back = longest(
		names,
		({name}) => name.endsWith('.*') && asked.startsWith(name.slice(0, -1)) && asked.length >= name.length,
	);
	if (back !== null) return found(back, 'wildcard');
	const unsure: string[] = [];
	for (const {server, name} of names) {
		if (!name.startsWith('~')) continue;
		const tried = patterns.try(name.slice(1), asked, true);
		if (tried === null) continue;
		if ('unknown' in tried) {
			unsure.push(`server_name ${shown(name)} of ${server.at} was not evaluated: ${tried.unknown}`);
			continue;
		}
		return {server, name: shown(name), how: 'regex', names: tried.names, groups: tried.groups, unsure};
	}
	if (names.some(({name}) => name === '$hostname'))
		unsure.push('a server_name is $hostname, the name of the machine, which is not known here');
	return {server: listener.standard, name: null, how: 'default', names: {}, groups: [], unsure};
}

/** The names that count: nginx ignores one that conflicts with an earlier one, `.x` with `x` and with `*.x` too. */
function namesOf({servers}: Listener): readonly Named[] {
	const taken = new Set<string>();
	const take = (key: string): boolean => !taken.has(key) && taken.add(key).has(key);
	return servers.flatMap((server) =>
		(server.block ?? [])
			.filter(({name}) => name === 'server_name')
			.flatMap(({args}) => args)
			.map((name) => ({server, name: name.startsWith('~') ? name : name.toLowerCase()}))
			.filter(({name}) => {
				if (name.startsWith('~')) return true;
				if (name.startsWith('.')) return take(name.slice(1)) && take(`*${name}`);
				return take(name);
			}),
	);
}

function longest(names: readonly Named[], fits: (named: Named) => boolean): Named | null {
	let best: Named | null = null;
	// `.x` and `*.x` are one wildcard: the first that has it.
	const length = ({name}: Named): number => (name.startsWith('.') ? name.length + 1 : name.length);
	for (const named of names) if (fits(named) && (best === null || length(named) > length(best))) best = named;
	return best;
}
