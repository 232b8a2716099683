import type {Agent as PlainAgent} from 'node:http';
import type {Agent as TlsAgent} from 'node:https';
import {publicLookup} from './address.ts';
import {contextWith} from './authority.ts';
import {http, https} from './builtin.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Keeps connections for reuse, apart for every kind of trust: a connection made without a check never serves a checked request. */
export type Agents = (url: URL, kind: {publicOnly: boolean; ca: string | null}) => PlainAgent | TlsAgent;

/** Bytes a socket may hold before reading stops: enough that a download is not paused after every read of 64 KiB. */
const highWaterMark = 256 * 1024;

/** Milliseconds an unused connection is kept: below what servers commonly allow, so few die under us. */
const idle = 4_000;

const variables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'];

export function agentsFor(env: Environment): Agents {
	const agents = new Map<string, PlainAgent | TlsAgent>();
	const proxyEnv = Object.fromEntries(
		variables.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
	) as NodeJS.ProcessEnv;
	return (url, {publicOnly, ca}) => {
		const key = JSON.stringify([url.protocol, publicOnly, ca]);
		const present = agents.get(key);
		if (present !== undefined) return present;
		// Through a proxy the proxy would resolve the name, after and apart from our check.
		const common = {
			keepAlive: true,
			timeout: idle,
			highWaterMark,
			...(publicOnly ? {lookup: publicLookup} : {proxyEnv}),
		};
		const agent =
			url.protocol === 'http:'
				? new http.Agent(common)
				: // One context for all connections of an agent: reading some 140 certificates for each would cost milliseconds.
					new (https().Agent)({...common, ...(ca === null ? {} : {secureContext: contextWith(ca)})});
		agents.set(key, agent);
		return agent;
	};
}

/** Whether the environment sends this address through a proxy; the same variables and order as Node's own agents have. */
export function isProxied(url: URL, env: Environment): boolean {
	const proxy =
		url.protocol === 'https:' ? env['https_proxy'] || env['HTTPS_PROXY'] : env['http_proxy'] || env['HTTP_PROXY'];
	if (!proxy || !/^https?:\/\//.test(proxy)) return false;
	const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
	const port = url.port || (url.protocol === 'https:' ? '443' : '80');
	const exempt = (env['no_proxy'] || env['NO_PROXY'] || '').toLowerCase().split(/[\s,]+/);
	return !exempt.some((entry) => {
		if (entry === '*') return true;
		if (entry === '') return false;
		if (entry === host || entry === `${host}:${port}`) return true;
		const suffix = entry.startsWith('*.') ? entry.slice(1) : entry;
		return suffix.startsWith('.') && host.endsWith(suffix);
	});
}
