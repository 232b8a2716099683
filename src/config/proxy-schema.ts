import * as z from 'zod/mini';
import {proxyKinds} from '../model/mapping.ts';
import {baseRule} from './address.ts';
import {durationRule} from './duration.ts';
import {acceptedArgument, acceptedEngine, argumentRule, engineRule} from './engine.ts';
import type {Rule} from './problem.ts';
import {choice, duration, later, list, mapping, noted, optional, required, text} from './shape.ts';

const name = (example: string) => text(acceptedArgument, argumentRule, [example]);

const isPlace = (value: string): boolean =>
	value.startsWith('/') && value.length <= 4096 && !/[\s\p{Cc}]/u.test(value) && !value.split('/').includes('..');

const acceptedPlace =
	"an absolute path where the proxy runs, such as /etc/haproxy/haproxy.cfg: without blanks and '..'";
const place: Rule = (value) => (isPlace(value) ? null : {todo: 'write the whole path, from the root'});

const acceptedAdmin =
	'an http:// or https:// URL without credentials and query, the absolute path of a socket, or tcp:HOST:PORT';
const admin: Rule = (value) => {
	if (/^https?:/i.test(value)) return baseRule(value);
	if (/^tcp:(?:\[[0-9a-f:]+\]|[A-Za-z0-9._-]+):\d{1,5}$/i.test(value)) return null;
	return isPlace(socketOf(value)) ? null : {todo: 'write it as http://127.0.0.1:2019 or /run/proxy.sock'};
};

/** `unix:///run/x.sock` → `/run/x.sock`. */
export const socketOf = (value: string): string => value.replace(/^unix:\/\/(?=\/)/, '');

const acceptedUpstream = 'a name as the proxy has it, or HOST:PORT, without blanks';
const upstreamRule: Rule = (value) =>
	value === '' || value.length > 512 || /[\s\p{Cc}`]/u.test(value) ? {todo: 'write one name'} : null;

const acceptedProxy = `${proxyKinds.join(', ')}, or a mapping with the key kind`;
const kind = choice(proxyKinds);
const access = () =>
	noted(
		{id: 'proxy'},
		mapping({
			kind: required('What takes the requests.', kind),
			container: optional(
				'The container of a docker engine in which the proxy runs. Default: it runs on this machine.',
				name('edge'),
			),
			host: optional(
				"The engine's address, where the proxy is in a container or is the engine itself. Default: as docker decides.",
				text(acceptedEngine, engineRule, ['ssh://deploy@app.example.com']),
			),
			context: optional('A docker context, or a context of the kubeconfig.', name('production')),
			config: optional(
				"The proxy's configuration file, where its own command cannot be asked for what is in effect.",
				text(acceptedPlace, place, ['/etc/haproxy/haproxy.cfg']),
			),
			admin: optional(
				'The administration interface of caddy, haproxy or traefik, as it is reached where the proxy runs. It is only read.',
				text(acceptedAdmin, admin, ['http://127.0.0.1:2019', '/run/haproxy/admin.sock']),
			),
			namespace: optional("The Kubernetes namespace of the routes. Default: the context's.", name('shop')),
			timeout: optional('The longest that one question may take. Default: 30s.', duration()),
		}),
	);

const mostProxies = 8;

/** What takes the requests, in the order in which they pass. */
export const proxy = later(() => {
	const one = access();
	return z.union([kind, one, list(z.union([kind, one], {error: acceptedProxy}), 'proxies', mostProxies)], {
		error: `${acceptedProxy}, or a list of them`,
	});
});

export const upstream = later(() => text(acceptedUpstream, upstreamRule, ['api:3000']));

const acceptedTrace = 'true, false, or a duration such as 5s';

/** Whether a request is looked for in the logs of the replicas, and how long. */
export const trace = later(() =>
	z.union([z.boolean({error: acceptedTrace}), text(acceptedTrace, durationRule, ['5s'])], {
		error: acceptedTrace,
	}),
);
