import {canonicalAddress, ipAddressOf, isInNetwork} from './ip-address.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that names a proxy for this address, in the order of Node's own agents, and what it holds with a scheme, as curl takes one without. */
export function proxyVariable(
	{protocol}: URL,
	env: Environment,
): {readonly name: string; readonly value: string} | null {
	const names = protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
	const name = names.find((one) => env[one]);
	return name === undefined ? null : {name, value: withScheme(env[name]!)};
}

export const withScheme = (proxy: string): string =>
	/^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;

/**
 * Whether the environment sends this address through a proxy. Only this decides: no agent reads `NO_PROXY` by itself.
 * This machine is never asked through one, as docker and Go have it.
 */
export function isProxied(url: URL, env: Environment): boolean {
	if (proxyVariable(url, env) === null) return false;
	const host = undotted(url.hostname.replace(/^\[|\]$/g, '').toLowerCase());
	if (host === 'localhost' || isInNetwork(host, '127.0.0.0/8') || isInNetwork(host, '::1/128')) return false;
	const port = url.port || (url.protocol === 'https:' ? '443' : '80');
	const exempt = (env['no_proxy'] || env['NO_PROXY'] || '').toLowerCase().split(/[\s,]+/);
	return !exempt.some((entry) => isExempt(entry, host, port));
}

/**
 * As Go, and with it docker, crane and skopeo, reads an entry (golang.org/x/net/http/httpproxy); curl differs in that
 * `.example.com` is `example.com` too, and in that it knows no ports.
 */
function isExempt(entry: string, host: string, port: string): boolean {
	if (entry === '*') return true;
	if (isInNetwork(host, entry)) return true;
	const {name, port: only} = partsOf(entry);
	if (name === '' || (only !== null && only !== port)) return false;
	if (ipAddressOf(host) !== null) return canonicalAddress(host) === canonicalAddress(name);
	const suffix = undotted(name.startsWith('*.') ? name.slice(1) : name);
	if (suffix === '') return false;
	return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

/** `host`, `host:port`, `[address]:port`, or an IPv6 address without brackets. */
function partsOf(entry: string): {readonly name: string; readonly port: string | null} {
	if (ipAddressOf(entry) !== null) return {name: entry, port: null};
	const [, inner, plain, port] = /^(?:\[([0-9a-f:.]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(entry) ?? [];
	return {name: inner ?? plain ?? '', port: port ?? null};
}

/** The dot at the end of a name only says that nothing follows. */
const undotted = (name: string): string => (name.endsWith('.') ? name.slice(0, -1) : name);
