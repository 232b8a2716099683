import type {Directive} from './nginx-syntax.ts';

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

/** Which sockets the servers of a block listen on. Servers in the order in which they stand. */
export function listenersOf(servers: readonly Directive[]): readonly Listener[] {
	const found = new Map<
		string,
		Listener & {servers: Directive[]; standard: Directive; tls: boolean; chosen: boolean}
	>();
	for (const server of servers) {
		const listens = (server.block ?? []).filter(({name}) => name === 'listen');
		for (const {args} of listens.length === 0 ? [{args: ['80']}] : listens) {
			const [where = '', ...options] = args;
			const chosen = options.includes('default_server') || options.includes('default');
			for (const socket of socketsOf(where)) {
				const known = found.get(socket.key);
				const tls = options.includes('ssl') || options.includes('quic');
				if (known === undefined) found.set(socket.key, {...socket, tls, chosen, servers: [server], standard: server});
				else {
					if (!known.servers.includes(server)) known.servers.push(server);
					if (chosen && !known.chosen) [known.standard, known.chosen] = [server, true];
					known.tls ||= tls;
				}
			}
		}
		// Before there was `listen … ssl`, a server was told so for all its sockets.
		if (server.block?.some(({name, args}) => name === 'ssl' && args[0] === 'on') === true)
			for (const listener of found.values()) if (listener.servers.includes(server)) listener.tls = true;
	}
	return [...found.values()];
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
