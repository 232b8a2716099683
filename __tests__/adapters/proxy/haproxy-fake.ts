import {createServer, type Socket} from 'node:net';
import {join} from 'node:path';
import {openProxy, type ProxyAccess} from '../../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../../src/model/mapping.ts';
import {plant, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';

/** What `show servers state` has in its columns, as far as it is looked at. */
export type FakeServer = {
	readonly backend: string;
	readonly name: string;
	readonly address: string;
	readonly port: number;
	readonly weight?: number;
	readonly initial?: number;
	readonly operational?: number;
	readonly admin?: number;
	readonly fqdn?: string;
	/** as `show stat` has it */
	readonly status?: string;
};

const columns =
	'# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port';

/** The answer to `show info;show servers state;show stat`, in the form in which HAProxy 2.6 gives it. */
export function liveText(servers: readonly FakeServer[], sections: readonly string[] = [], uptime = 60): string {
	const rows = servers.map(
		({backend, name, address, port, weight = 1, initial = weight, operational = 2, admin = 0, fqdn = '-'}) =>
			`3 ${backend} 1 ${name} ${address} ${operational} ${admin} ${weight} ${initial} 2 1 0 2 0 0 0 0 ${fqdn} ${port} - 0 0 - - 0`,
	);
	const shown = [
		...[...new Set([...servers.map(({backend}) => backend), ...sections])].map((name) => `${name},BACKEND,0,UP`),
		...servers.map(({backend, name, status = 'no check'}) => `${backend},${name},0,${status}`),
	];
	const info = `Name: HAProxy\nVersion: 2.6.12\nUptime: 0d 0h01m00s\nUptime_sec: ${uptime}\n`;
	return `${info}\n1\n${columns}\n${rows.join('\n')}\n\n# pxname,svname,qcur,status\n${shown.join('\n')}\n\n`;
}

/** socat, as far as it is used: standard input to a socket, and back. */
const socat = `#!/usr/bin/env node
const net = require('node:net');
const address = process.argv.at(-1);
const [kind, ...rest] = address.split(':');
const socket = kind === 'TCP' ? net.connect(Number(rest[1]), rest[0]) : net.connect(rest.join(':'));
socket.on('error', (error) => { process.stderr.write('socat E connect: ' + (error.code === 'EACCES' ? 'Permission denied' : error.code)); process.exit(1); });
process.stdin.pipe(socket, {end: false});
socket.pipe(process.stdout);
`;

export type FakeHaproxy = {
	readonly files: Readonly<Record<string, string>>;
	readonly config?: string;
	/** what the process behind the socket does; text is what it answers */
	readonly socket?: string | ((socket: Socket) => void);
	readonly admin?: string;
	readonly timeout?: number;
	/** of a container, as `docker exec` would start commands in it */
	readonly container?: string;
	readonly programs?: Readonly<Record<string, string>>;
};

const docker = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nexec "$@"\n';

/** Files of a configuration, a socket and socat in a room of their own, and the question that is asked. `ROOM` in texts is that room. */
export async function askHaproxy(fake: FakeHaproxy, question: Partial<RouteQuestion> = {}): Promise<ProxyAnswer> {
	using place = room();
	const {files, socket, container = null, programs = {}} = fake;
	const here = (text: string): string => text.replaceAll('ROOM', place.path);
	plant(place.path, {
		...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, here(text)])),
		'bin/socat': {executable: socat},
		'bin/docker': {executable: docker},
		...Object.fromEntries(Object.entries(programs).map(([name, text]) => [`bin/${name}`, {executable: here(text)}])),
	});
	const open = new Set<Socket>();
	const server = createServer((one) => {
		open.add(one);
		one.on('error', () => {});
		if (typeof socket === 'function') socket(one);
		else one.once('data', () => one.end(socket ?? ''));
	});
	if (socket !== undefined)
		await new Promise<void>((resolve) => void server.listen(join(place.path, 'admin.sock'), () => resolve()));
	const access: ProxyAccess = {
		kind: 'haproxy',
		container,
		host: null,
		context: null,
		config: (fake.config ?? 'ROOM/haproxy.cfg').replaceAll('ROOM', place.path),
		admin: fake.admin === undefined ? (socket === undefined ? null : `${place.path}/admin.sock`) : here(fake.admin),
		namespace: null,
		timeout: fake.timeout ?? 10_000,
	};
	try {
		const world = testWorld({env: {PATH: `${place.path}/bin:${process.env['PATH']}`}});
		const proxy = await openProxy(world, access);
		return await proxy.route({scheme: 'http', host: 'shop.test', port: 80, path: '/', method: 'GET', ...question});
	} finally {
		for (const one of open) one.destroy();
		if (socket !== undefined) await new Promise((resolve) => server.close(resolve));
	}
}

/** `address:port` of each member. */
export const membersOf = ({route}: ProxyAnswer): readonly string[] =>
	route.upstreams.flatMap(({addresses}) => addresses.map(({address, port}) => `${address}:${port}`));

/** A configuration with one frontend at port 80 and two backends, `api` and `web`, of one server each. */
export const frame = (frontend: string, rest = ''): string =>
	`defaults\n\tmode http\nfrontend entry\n\tbind :80\n${frontend}\nbackend api\n\tserver one 10.0.0.1:3001\nbackend web\n\tserver two 10.0.0.2:3002\n${rest}`;

/** Asks with the lines of that frontend. */
export const askFramed = (frontend: string, question = {}, rest = '', files: Record<string, string> = {}) =>
	askHaproxy({files: {'haproxy.cfg': frame(frontend, rest), ...files}}, question);
