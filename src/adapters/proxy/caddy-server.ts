import type {RouteQuestion} from '../../model/mapping.ts';
import {at, listIn, numberIn, objectIn, textsIn} from './caddy-json.ts';
import type {Raw} from './raw.ts';

/** A server of the configuration that takes requests at a port. */
type Listening = {readonly name: string; readonly listener: string; readonly server: Raw};

const maxServers = 1_000;

export const serversAt = (config: unknown, port: number): readonly Listening[] =>
	serversWhere(config, (address) => takes(address, port));

/** Those that could stand behind a port that a container publishes from another one: all that take requests of the scheme. */
export const serversBehind = (config: unknown, tls: boolean): readonly Listening[] => {
	const https = numberIn(at(config, 'apps', 'http', 'https_port')) ?? 443;
	return serversWhere(config, (address) => /:\d{1,5}(?:-\d{1,5})?$/.test(address)).filter(
		({listener, server}) => (takes(listener, https) || listIn(server['tls_connection_policies']).length > 0) === tls,
	);
};

function serversWhere(config: unknown, wanted: (address: string) => boolean): readonly Listening[] {
	const found: Listening[] = [];
	for (const [name, value] of serversIn(config)) {
		const listener = textsIn(value['listen']).find(wanted);
		if (listener !== undefined) found.push({name, listener, server: value});
	}
	return found;
}

const serversIn = (config: unknown): readonly (readonly [string, Raw])[] =>
	Object.entries(objectIn(at(config, 'apps', 'http', 'servers')) ?? {})
		.slice(0, maxServers)
		.map(([name, value]) => [name, objectIn(value) ?? {}] as const);

function takes(address: string, port: number): boolean {
	if (/^(?:unix|udp|fd)/.test(address)) return false;
	const [, low, high] = /:(\d{1,5})(?:-(\d{1,5}))?$/.exec(address) ?? [];
	return low !== undefined && port >= Number(low) && port <= Number(high ?? low);
}

/**
 * The server with TLS that makes Caddy redirect plain requests for a host, which stands in no configuration (automatic
 * HTTPS); null: there is none.
 */
export function redirector(config: unknown, {scheme, host, port}: RouteQuestion): string | null {
	const http = objectIn(at(config, 'apps', 'http')) ?? {};
	if (scheme !== 'http' || port !== (numberIn(http['http_port']) ?? 80)) return null;
	const https = numberIn(http['https_port']) ?? 443;
	for (const [name, server] of serversIn(config)) {
		const automatic = objectIn(server['automatic_https']) ?? {};
		if (automatic['disable'] === true || automatic['disable_redirects'] === true) continue;
		if (!textsIn(server['listen']).some((address) => takes(address, https))) continue;
		const hosts = listIn(server['routes']).flatMap((route) =>
			listIn(at(route, 'match')).flatMap((set) => textsIn(at(set, 'host'))),
		);
		if (hosts.some((one) => one.toLowerCase() === host || (one.startsWith('*.') && host.endsWith(one.slice(1)))))
			return name;
	}
	return null;
}
