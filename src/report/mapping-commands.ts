import type {ProxyConfig} from '../model/config.ts';
import {shellWord} from './escape.ts';
import {word} from './container-commands.ts';

const option = (flag: string, value: string | null): string => (value === null ? '' : ` ${flag} ${shellWord(value)}`);
const engine = ({host, context}: ProxyConfig): string =>
	`docker${option('--host', host)}${option('--context', context)}`;
const kubectl = ({context, namespace}: ProxyConfig): string =>
	`kubectl${option('--context', context)}${option('--namespace', namespace)}`;

/** As it is typed where the proxy runs. */
const there = (proxy: ProxyConfig, command: string): string =>
	proxy.container === null ? command : `${engine(proxy)} exec ${word(proxy.container, 'PROXY')} ${command}`;
/** A socket or URL that nobody configured stands where the proxy's own packages put it. */
const admin = ({admin: stated}: ProxyConfig, standard: string): string => shellWord(stated ?? standard);

const standardHaproxy = '/etc/haproxy/haproxy.cfg';

/** Where caddy's own command finds the process that was asked; null: where it usually is. */
function caddyAddress({admin: stated}: ProxyConfig): string | null {
	if (stated === null) return null;
	return stated.startsWith('/') ? `unix/${stated}` : (URL.parse(stated)?.host ?? null);
}

/** Lets a proxy read its configuration and look its names up again, without losing a request; null: it does so by itself. */
export function reload(proxy: ProxyConfig): string | null {
	const {kind, container, config} = proxy;
	switch (kind) {
		case 'nginx':
			return there(proxy, `nginx${option('-c', config)} -s reload`);
		case 'caddy':
			return there(
				proxy,
				`caddy reload --force${option('--address', caddyAddress(proxy))} --config ${config === null && proxy.admin !== null ? 'CADDYFILE' : shellWord(config ?? '/etc/caddy/Caddyfile')}`,
			);
		case 'haproxy':
			if (container === null)
				return config === null || config === standardHaproxy
					? 'systemctl reload haproxy'
					: // The service of the machine has another file.
						`haproxy -c -f ${shellWord(config)} && kill -USR2 MASTER-PROCESS`;
			return `${engine(proxy)} kill --signal USR2 ${word(container, 'PROXY')}`;
		case 'apache':
			return there(proxy, `apachectl${option('-f', config)} -k graceful`);
		case 'traefik':
			return container === null ? 'systemctl restart traefik' : `${engine(proxy)} restart ${word(container, 'PROXY')}`;
		case 'docker':
		case 'kubernetes':
			return null;
	}
}

/** Shows what the proxy goes by. */
export function show(proxy: ProxyConfig): string {
	switch (proxy.kind) {
		case 'nginx':
			return there(proxy, `nginx${option('-c', proxy.config)} -T`);
		case 'caddy':
			return proxy.admin?.startsWith('/') === true
				? there(proxy, `curl --unix-socket ${shellWord(proxy.admin)} http://localhost/config/`)
				: there(proxy, `curl ${shellWord(`${(proxy.admin ?? 'http://127.0.0.1:2019').replace(/\/$/, '')}/config/`)}`);
		case 'haproxy':
			return proxy.admin === null || !proxy.admin.startsWith('/')
				? there(proxy, `cat ${shellWord(proxy.config ?? standardHaproxy)}`)
				: `echo 'show servers state' | ${there(proxy, `socat stdio ${admin(proxy, '')}`).replace(' exec ', ' exec --interactive ')}`;
		case 'apache':
			return there(proxy, `apachectl${option('-f', proxy.config)} -S`);
		case 'traefik':
			return `curl ${shellWord(`${(proxy.admin ?? 'http://127.0.0.1:8080').replace(/\/$/, '')}/api/http/routers`)}`;
		case 'docker':
			return `${engine(proxy)} ps --format 'table {{.Names}}\t{{.Ports}}'`;
		case 'kubernetes':
			return `${kubectl(proxy)} get ingress,services,endpointslices`;
	}
}
