import type {ProxyRoute, RouteQuestion} from '../../model/mapping.ts';
import type {World} from '../../world.ts';
import {type CaddyConfig, readCaddy, versionOf} from './caddy-admin.ts';
import {at, listIn} from './caddy-json.ts';
import type {Passing} from './caddy-request.ts';
import {proxiesIn, walk} from './caddy-routes.ts';
import {redirector, serversAt, serversBehind} from './caddy-server.ts';
import {failuresIn, seenHost, upstreamsOf} from './caddy-upstreams.ts';
import {openCommand, type ProxyCommand} from './command.ts';
import {freshEffort} from './pattern.ts';
import type {Proxy as AnyProxy, ProxyAccess} from './proxy.ts';

/** Caddy: the configuration that it runs by, as its administration interface tells it. */
export function openCaddy(world: World, access: ProxyAccess): AnyProxy {
	const command = openCommand(world, access);
	let version: Promise<string | null> | null = null;
	return {
		route: async (question) => {
			const caddy = await readCaddy(world, access, command);
			const route = await routeOf(caddy, question, command);
			const where = command.here ? 'Caddy on this machine' : `Caddy in ${command.place}`;
			return {where: `${where}, by ${caddy.from}`, version: await (version ??= versionOf(command)), route};
		},
	};
}

/** Whether routes for errors lead to an upstream: of this host's where that can be told. */
function failsOver(routes: unknown, passing: Passing): boolean {
	if (!proxiesIn(routes)) return false;
	const apart: Passing = {
		...passing,
		placeholders: new Map(passing.placeholders),
		groups: new Set(),
		unsure: new Set(),
	};
	const walked = walk(routes, 'errors.routes', nobody, apart);
	return apart.unsure.size > 0 || (typeof walked === 'object' && walked.outcome === 'proxied');
}

const maxUnsure = 20;
const nobody = {host: null, path: null, how: 'default'} as const;

async function routeOf(
	{config, upstreams, unsure: before}: CaddyConfig,
	question: RouteQuestion,
	{resolve, here}: ProxyCommand,
): Promise<ProxyRoute> {
	const exact = serversAt(config, question.port);
	const published = exact.length === 0 && !here;
	const [listening, ...others] = published ? serversBehind(config, question.scheme === 'https') : exact;
	const passing: Passing = {
		host: question.host,
		path: question.path,
		method: question.method,
		question,
		errorsHandled: listIn(at(listening?.server, 'errors', 'routes')).length > 0,
		placeholders: new Map(),
		groups: new Set(),
		effort: freshEffort(),
		unsure: new Set(before),
	};
	const {unsure} = passing;
	const told = (): readonly string[] => [...unsure].slice(0, maxUnsure).map((text) => text.slice(0, 300));
	if (published && listening !== undefined)
		unsure.add(`nobody takes requests at port ${question.port} inside: taken as published from ${listening.listener}`);
	if (others.length > 0) unsure.add(`${others[0]!.name} takes such requests too, at another address`);
	const place = `apps.http.servers.${listening?.name}.routes`;
	const walked = listening === undefined ? 'end' : walk(at(listening.server, 'routes'), place, nobody, passing);
	const redirects = redirector(config, question);
	if (walked === 'next' || walked === 'end') {
		if (redirects === null)
			return {outcome: 'none', match: null, upstreams: [], rewritten: null, host: null, unsure: told()};
		const match = {
			listener: null,
			host: question.host,
			path: null,
			how: 'exact',
			at: `automatic HTTPS of ${redirects}`,
		} as const;
		return {outcome: 'answered', match, upstreams: [], rewritten: null, host: null, unsure: told()};
	}
	if (redirects !== null && walked.metBy.host === null)
		unsure.add(`Caddy redirects plain requests for this host to ${redirects} unless automatic HTTPS is off`);
	const proxied = walked.outcome === 'proxied';
	if (proxied && failsOver(at(listening!.server, 'errors', 'routes'), passing))
		unsure.add('routes for errors pass a request on to another upstream when this one fails');
	return {
		outcome: walked.outcome,
		match: {listener: listening?.listener ?? null, ...walked.metBy, at: walked.at},
		upstreams: proxied ? await upstreamsOf(walked.handler, walked.at, passing, failuresIn(upstreams), resolve) : [],
		rewritten: proxied && walked.path !== question.path ? walked.path : null,
		host: proxied ? seenHost(walked.handler, passing) : null,
		unsure: told(),
	};
}
