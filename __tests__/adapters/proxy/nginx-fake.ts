import {openProxy} from '../../../src/adapters/proxy/proxy.ts';
import type {ProxyAccess} from '../../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, ProxyRoute, RouteQuestion} from '../../../src/model/mapping.ts';
import type {World} from '../../../src/world.ts';
import {plant, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';
import {printed} from './nginx-setup.ts';

export const access: ProxyAccess = {
	kind: 'nginx',
	container: null,
	host: null,
	context: null,
	config: null,
	admin: null,
	namespace: null,
	timeout: 10_000,
};

const version =
	'nginx version: nginx/1.22.1\nconfigure arguments: --conf-path=/etc/nginx/nginx.conf --pid-path=/nowhere/nginx.pid';

/** A program `nginx` that prints a configuration as nginx does, and the question that is asked of it. */
export async function askNginx(
	files: Readonly<Record<string, string>>,
	question: Partial<RouteQuestion> = {},
	overrides: Partial<World> = {},
): Promise<ProxyAnswer> {
	using place = room();
	plant(place.path, {
		dump: printed('/etc/nginx', files),
		'bin/nginx': {
			executable: `#!/bin/sh\n[ "$1" = -V ] && { printf '%s\\n' '${version}' >&2; exit 0; }\ncat ${place.path}/dump\n`,
		},
	});
	const world = testWorld({env: {PATH: `${place.path}/bin:${process.env['PATH']}`}, ...overrides});
	const proxy = await openProxy(world, access);
	return await proxy.route({scheme: 'http', host: 'shop.test', port: 80, path: '/', method: 'GET', ...question});
}

/** What the content of an `http` block does with a request. */
export const route = async (
	http: string,
	question: Partial<RouteQuestion> = {},
	overrides: Partial<World> = {},
): Promise<ProxyRoute> =>
	(await askNginx({'nginx.conf': `events {}\nhttp {\n${http}\n}\n`}, question, overrides)).route;

/** The same with what stands in one server. */
export const inServer = (server: string, path: string, question: Partial<RouteQuestion> = {}): Promise<ProxyRoute> =>
	route(`server {\n${server}\n}`, {path, ...question});

/** `address:port` of each member. */
export const membersOf = ({upstreams}: ProxyRoute): readonly string[] =>
	upstreams.flatMap(({addresses}) => addresses.map(({address, port}) => `${address}:${port}`));
