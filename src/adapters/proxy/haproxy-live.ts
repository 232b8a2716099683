import type {UpstreamAddress} from '../../model/mapping.ts';

/** A server as the running process has it. `initial`: the weight that its configuration gave it; null: it is not told. */
export type LiveServer = {
	readonly backend: string;
	readonly name: string;
	/** null: it has none yet, or it is a socket of that machine */
	readonly address: string | null;
	readonly port: number;
	readonly fqdn: string | null;
	readonly state: UpstreamAddress['state'];
	readonly weight: number;
	readonly initial: number | null;
};

export type Live = {
	readonly version: string | null;
	/** seconds */
	readonly uptime: number | null;
	readonly servers: ReadonlyMap<string, readonly LiveServer[]>;
	/** frontends and backends by name */
	readonly sections: ReadonlySet<string>;
};

const maxServers = 200_000;

/** What `show info;show servers state;show stat` answered (HAProxy's management guide, 9.3). */
export function readLive(text: string): Live {
	const lines = text.split('\n');
	const info = (name: string): string | null =>
		lines
			.find((line) => line.startsWith(`${name}: `))
			?.slice(name.length + 2)
			.trim() ?? null;
	const statistics = statisticsIn(lines);
	const servers = new Map<string, LiveServer[]>();
	const header = lines.findIndex((line) => line.startsWith('# be_id '));
	const columns = (lines[header] ?? '').slice(2).split(' ');
	for (const line of lines.slice(header + 1, header + 1 + maxServers)) {
		if (line.trim() === '') break;
		const cells = line.split(' ');
		const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
		const [backend, name] = [cell('be_name'), cell('srv_name')];
		if (backend === '' || name === '') continue;
		const server: LiveServer = {
			backend,
			name,
			address: cell('srv_addr') === '-' || cell('srv_addr') === '' ? null : cell('srv_addr'),
			port: Number(cell('srv_port')) || 0,
			fqdn: cell('srv_fqdn') === '-' || cell('srv_fqdn') === '' ? null : cell('srv_fqdn'),
			state: stateOf(
				Number(cell('srv_op_state')),
				Number(cell('srv_admin_state')),
				statistics.get(`${backend}/${name}`),
			),
			weight: weightOf(Number(cell('srv_admin_state')), Number(cell('srv_uweight'))),
			initial: Number(cell('srv_iweight')),
		};
		const known = servers.get(backend);
		if (known === undefined) servers.set(backend, [server]);
		else known.push(server);
	}
	const uptime = Number(info('Uptime_sec') ?? Number.NaN);
	return {
		version: info('Version')?.slice(0, 60) ?? null,
		uptime: Number.isFinite(uptime) ? uptime : null,
		servers,
		sections: new Set([...statistics.keys()].map((key) => key.slice(0, key.indexOf('/')))),
	};
}

/**
 * The same by the statistics page, `;csv`: states and weights, and addresses where it shows them (`stats show-legends`).
 */
export function readPage(text: string): Live {
	const lines = text.split('\n');
	const servers = new Map<string, LiveServer[]>();
	const sections = new Set<string>();
	const columns = (lines[0] ?? '').slice(2).split(',');
	for (const line of lines.slice(1, maxServers)) {
		const cells = line.split(',');
		const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
		const [backend, name, status] = [cell('pxname'), cell('svname'), cell('status')];
		if (backend === '' || name === '') continue;
		sections.add(backend);
		// 2: a server, of 0 frontend, 1 backend, 3 listener.
		if (cell('type') !== '2') continue;
		const [, address = null, port] = /^\[?([0-9a-fA-F:.]+?)\]?:(\d{1,5})$/.exec(cell('addr')) ?? [];
		const weight = Number(cell('weight')) || 0;
		const server: LiveServer = {
			backend,
			name,
			address,
			port: Number(port ?? 0),
			fqdn: null,
			state: /^(?:UP|NOLB|DRAIN)/.test(status) ? 'up' : /^(?:DOWN|MAINT)/.test(status) ? 'down' : 'unknown',
			weight: status.startsWith('DRAIN') ? 0 : weight,
			initial: null,
		};
		const known = servers.get(backend);
		if (known === undefined) servers.set(backend, [server]);
		else known.push(server);
	}
	return {version: null, uptime: null, servers, sections};
}

/** The state that is shown for each member of each section. */
function statisticsIn(lines: readonly string[]): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	const header = lines.findIndex((line) => line.startsWith('# pxname,'));
	if (header === -1) return found;
	const status = lines[header]!.slice(2).split(',').indexOf('status');
	for (const line of lines.slice(header + 1, header + 1 + maxServers)) {
		if (line.trim() === '') break;
		const cells = line.split(',', status + 1);
		found.set(`${cells[0]}/${cells[1]}`, cells[status] ?? '');
	}
	return found;
}

/** 0x23: maintenance, forced, inherited, or since the name leads nowhere; 0x44: of the configuration, of a changed name. */
const maintenance = 0x67;
const drain = 0x18;

/** Where nobody checks a server the process takes it for running without knowing. */
function stateOf(operational: number, admin: number, shown = ''): UpstreamAddress['state'] {
	if ((admin & maintenance) !== 0 || operational === 0) return 'down';
	return /^(?:UP|NOLB|DRAIN)/.test(shown) ? 'up' : 'unknown';
}

/** A server that is drained gets no new request. */
const weightOf = (admin: number, weight: number): number => ((admin & drain) === 0 ? weight : 0);
