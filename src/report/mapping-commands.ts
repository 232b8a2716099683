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

/** Lets a proxy read its configuration and look its names up again, without losing a request; null: it does so by itself. */
export function reload(proxy: ProxyConfig): string | null {
	const {kind, container, config} = proxy;
	switch (kind) {
		case 'nginx':
			return there(proxy, 'nginx -s reload');
		case 'caddy':
			return there(proxy, `caddy reload --force --config ${shellWord(config ?? '/etc/caddy/Caddyfile')}`);
		case 'haproxy':
			return container === null
				? 'systemctl reload haproxy'
				: `${engine(proxy)} kill --signal USR2 ${word(container, 'PROXY')}`;
		case 'apache':
			return there(proxy, 'apachectl -k graceful');
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
			return there(proxy, 'nginx -T');
		case 'caddy':
			return proxy.admin?.startsWith('/') === true
				? there(proxy, `curl --unix-socket ${shellWord(proxy.admin)} http://localhost/config/`)
				: there(proxy, `curl ${shellWord(`${(proxy.admin ?? 'http://127.0.0.1:2019').replace(/\/$/, '')}/config/`)}`);
		case 'haproxy':
			return proxy.admin === null || !proxy.admin.startsWith('/')
				? there(proxy, `cat ${shellWord(proxy.config ?? '/etc/haproxy/haproxy.cfg')}`)
				: `echo 'show servers state' | ${there(proxy, `socat stdio ${admin(proxy, '')}`).replace(' exec ', ' exec --interactive ')}`;
		case 'apache':
			return there(proxy, 'apachectl -S');
		case 'traefik':
			return `curl ${shellWord(`${(proxy.admin ?? 'http://127.0.0.1:8080').replace(/\/$/, '')}/api/http/routers`)}`;
		case 'docker':
			return `${engine(proxy)} ps --format 'table {{.Names}}\t{{.Ports}}'`;
		case 'kubernetes':
			return `${kubectl(proxy)} get ingress,services,endpointslices`;
	}
}
