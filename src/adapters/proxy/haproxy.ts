import {FaultError} from '../../model/fault.ts';
import type {RouteQuestion} from '../../model/mapping.ts';
import type {World} from '../../world.ts';
import {openCommand, type ProxyCommand} from './command.ts';
import {editedSince, lastEdit} from './edited.ts';
import {type HaproxyConfig, readConfig, smallFiles} from './haproxy-files.ts';
import {type Live, readLive, readPage} from './haproxy-live.ts';
import {type Way, wayOf} from './haproxy-route.ts';
import {askSocket} from './haproxy-socket.ts';
import {upstreamsOf} from './haproxy-upstreams.ts';
import {openInterface} from './interface.ts';
import {workersStarted} from './nginx-started.ts';
import type {Proxy as AnyProxy, ProxyAccess} from './proxy.ts';
import {withReserve} from './reserve.ts';
import {keptFrom} from './upstream.ts';

/** HAProxy: rules from its files, addresses, states and weights from the running process where its socket may be used. */
export function openHaproxy(world: World, access: ProxyAccess): AnyProxy {
	const command = openCommand(world, access);
	return {
		route: async (question) => {
			const config = await readConfig(access.config, command);
			const live = await liveOf(world, access, config, command);
			const way = await surestWay(config, question, command);
			const unsure = new Set(way.unsure);
			if (live !== null) await tellStale(config, live, command, world, unsure);
			const upstreams =
				way.backend === null
					? []
					: await upstreamsOf(way.backend, way.servers, live, {port: question.port, resolve: command.resolve}, unsure);
			const leaving = upstreams.some(({addresses}) =>
				addresses.some(({weight, state}) => weight === 0 || state === 'down'),
			);
			if (way.sticks !== null && leaving)
				unsure.add(`${way.sticks}: a client that a server of weight 0 or in maintenance had may still go there`);
			if (live === null) for (const note of await notReloaded(config, command, world)) unsure.add(note);
			return {
				where: `HAProxy on ${command.place}`.replace('on container', 'in container'),
				version: live?.version ?? null,
				route: {
					outcome: way.outcome,
					match: way.match,
					// Without its socket: resolvers of its own would follow the name, at a pace and with a memory that nobody tells.
					upstreams: withReserve(way.backend ?? '', keptFrom(upstreams, null)),
					rewritten: way.rewritten,
					host: way.host,
					unsure: [...unsure].slice(0, maxUnsure).map((text) => text.slice(0, 300)),
				},
			};
		},
	};
}

const maxUnsure = 20;

/** At a port that is not the scheme's own a client sends the port with the host, and rules compare the whole. */
async function surestWay({sections}: HaproxyConfig, question: RouteQuestion, command: ProxyCommand): Promise<Way> {
	const read = smallFiles(command);
	const way = await wayOf(sections, question, question.host, read, !command.here);
	if (question.port === (question.scheme === 'https' ? 443 : 80)) return way;
	const other = await wayOf(sections, question, `${question.host}:${question.port}`, read, !command.here);
	if (other.outcome === way.outcome && other.backend === way.backend && other.match?.at === way.match?.at) return way;
	const unsure = new Set(way.unsure);
	unsure.add(
		`${way.match?.at ?? other.match?.at}: with the port in its Host header, as in ${question.host}:${question.port}, a request goes elsewhere`,
	);
	return {...way, unsure};
}

/** The socket that is named must answer; one that only the configuration names may be closed to us. */
async function liveOf(
	world: World,
	access: ProxyAccess,
	config: HaproxyConfig,
	command: ProxyCommand,
): Promise<Live | null> {
	if (access.admin !== null && /^https?:\/\//.test(access.admin)) {
		const page = URL.parse(access.admin)?.href ?? '';
		if (page === '') throw new FaultError('unreachable', 'admin is no URL');
		// It belongs to the path, which a URL without one gets here.
		const url = `${page.replace(/;csv$/, '')};csv`;
		const text = await openInterface(world, access, command)(url, null);
		if (!text.startsWith('# pxname,'))
			throw new FaultError('invalid-answer', `${new URL(url).host} does not answer with HAProxy's statistics`);
		return readPage(text);
	}
	if (access.admin !== null) return readLive(await askSocket(access.admin, command, access.timeout));
	const admin = config.sections
		.filter(({kind}) => kind === 'global')
		.flatMap(({lines}) => lines)
		.find(({words: [stats, socket, path]}) => stats === 'stats' && socket === 'socket' && path?.startsWith('/'));
	if (admin === undefined) return null;
	try {
		return readLive(await askSocket(admin.words[2]!, command, access.timeout));
	} catch (error) {
		if (error instanceof FaultError && error.fault.code !== 'cancelled') return null;
		throw error;
	}
}

/** Without its socket: by the file with the number of its process, where that is where it is by custom. */
async function notReloaded(
	{sections, files}: HaproxyConfig,
	command: ProxyCommand,
	world: World,
): Promise<readonly string[]> {
	const lines = sections.filter(({kind}) => kind === 'global').flatMap((section) => section.lines);
	const named = lines.findLast(({words}) => words[0] === 'pidfile')?.words[1];
	const since = await workersStarted(command, named?.startsWith('/') ? named : '/run/haproxy.pid');
	return await editedSince(files, since, 'HAProxy', command, world);
}

/** Signs that the process runs by another configuration than the files have now. */
async function tellStale(
	{sections, files}: HaproxyConfig,
	live: Live,
	command: ProxyCommand,
	world: World,
	unsure: Set<string>,
): Promise<void> {
	const proxies = sections.filter(({kind}) => kind === 'frontend' || kind === 'backend' || kind === 'listen');
	const written = new Set(proxies.map(({name}) => name));
	const missing = [...written].filter((name) => !live.sections.has(name) && name !== '');
	const extra = [...live.sections].filter((name) => !written.has(name) && !/^(?:GLOBAL|MASTER|<.*>)$/.test(name));
	const names = (all: readonly string[]): string => all.slice(0, 3).join(', ');
	if (missing.length > 0)
		unsure.add(`the files have ${names(missing)}, the running process has not: it was not reloaded after an edit`);
	if (extra.length > 0)
		unsure.add(`the running process has ${names(extra)}, the files have not: it was not reloaded after an edit`);
	const edited = await lastEdit(files, command, world);
	if (edited === null || live.uptime === null) return;
	// Whole seconds are told: the process may have started up to one second earlier than that.
	const started = world.now() - live.uptime * 1_000;
	if (edited > started + 1_000)
		unsure.add('the configuration was edited after the running process started: it was not reloaded since');
}
