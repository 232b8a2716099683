import {FaultError} from '../../model/fault.ts';
import type {Directive} from './directive.ts';

/** A socket that servers share. `address`: null for every one of its family. `port`: null for a unix socket. */
export type Listener = {
	readonly key: string;
	readonly address: string | null;
	readonly port: number | null;
	readonly tls: boolean;
	readonly servers: readonly Directive[];
	/** the one that takes what nobody names */
	readonly standard: Directive;
};

const widestRange = 10_000;
const mostSockets = 200_000;

type Growing = Pick<Listener, 'key' | 'address' | 'port'> & {
	readonly servers: Set<Directive>;
	standard: Directive;
	tls: boolean;
	chosen: boolean;
};

/** Which sockets the servers of a block listen on. Servers in the order in which they stand. */
export function listenersOf(servers: readonly Directive[]): readonly Listener[] {
	const found = new Map<string, Growing>();
	let count = 0;
	for (const server of servers) {
		const listens = (server.block ?? []).filter(({name}) => name === 'listen');
		// Before there was `listen … ssl`, a server was told so for all its sockets.
		const secure = server.block?.some(({name, args}) => name === 'ssl' && args[0] === 'on') === true;
		for (const {args} of listens.length === 0 ? [{args: ['80']}] : listens) {
			const [where = '', ...options] = args;
			const chosen = options.includes('default_server') || options.includes('default');
			const tls = secure || options.includes('ssl') || options.includes('quic');
			for (const socket of socketsOf(where)) {
				if (++count > mostSockets) throw new FaultError('too-large', 'a configuration that listens on too much');
				const known = found.get(socket.key);
				if (known === undefined) {
					found.set(socket.key, {...socket, tls, chosen, servers: new Set([server]), standard: server});
					continue;
				}
				known.servers.add(server);
				if (chosen && !known.chosen) [known.standard, known.chosen] = [server, true];
				known.tls ||= tls;
			}
		}
	}
	return [...found.values()].map(({key, address, port, servers: own, standard, tls}) => ({
		key,
		address,
		port,
		tls,
		servers: [...own],
		standard,
	}));
}

type Socket = Pick<Listener, 'key' | 'address' | 'port'>;

function socketsOf(where: string): readonly Socket[] {
	if (where.startsWith('unix:')) return [{key: where, address: where, port: null}];
	const [, bracketed, plain, low, high] =
		/^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5})(?:-(\d{1,5}))?)?$/.exec(
			/^\d+(?:-\d+)?$/.test(where) ? `*:${where}` : where,
		) ?? [];
	const host = bracketed ?? plain ?? '';
	const every = host === '' || host === '*' || host === '0.0.0.0' || /^[0:]+$/.test(host);
	const name = bracketed !== undefined ? `[${bracketed}]` : every ? '0.0.0.0' : host;
	const first = Number(low ?? 80);
	const last = Math.min(Number(high ?? first), first + widestRange);
	const sockets: Socket[] = [];
	for (let port = first; port <= last; port++)
		sockets.push({key: `${name}:${port}`, address: every ? null : (bracketed ?? host), port});
	return sockets;
}
