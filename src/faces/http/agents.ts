import type {Agent as PlainAgent} from 'node:http';
import type {Agent as TlsAgent} from 'node:https';
import type {SecureContext} from 'node:tls';
import type {ClientIdentity, HttpRequest} from '../../world.ts';
import {withScheme} from '../../model/proxied.ts';
import {lookupOf} from './address.ts';
import {contextWith} from './authority.ts';
import {http, https, tls} from './builtin.ts';
import type {Destination} from './destination.ts';
import {type StatedAuthorities, statedAuthorities} from './stated-authorities.ts';

/** Variables of the environment by name; one that is not set is undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Keeps connections for reuse, apart for every kind of trust and way: a connection made without a check never serves a checked request. */
export type Agents = (destination: Destination, request: HttpRequest) => PlainAgent | TlsAgent;

/** Bytes a socket may hold before reading stops: enough that a download is not paused after every read of 64 KiB. */
export const highWaterMark = 256 * 1024;

/** Milliseconds an unused connection is kept: below what servers commonly allow, so few die under us. */
export const idle = 4_000;

const variables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'];

/** The variables that name proxies, as they are now: reading the environment is slow. */
export const proxiesOf = (env: Environment): Environment =>
	Object.fromEntries(
		variables.flatMap((name) =>
			env[name] === undefined
				? []
				: [[name, name.toLowerCase() === 'no_proxy' ? env[name] : env[name] && withScheme(env[name])]],
		),
	);

export function agentsFor(proxies: Environment, trusts: Trusts): Agents {
	const agents = new Map<string, PlainAgent | TlsAgent>();
	// Without the exemptions: Node reads those in its own way, and whether a request is proxied is decided already.
	const {NO_PROXY: _, no_proxy: __, ...proxyEnv} = proxies;
	const make = (destination: Destination, request: HttpRequest): PlainAgent | TlsAgent => {
		const direct = destination.address !== null || destination.socket !== null;
		const lookup = lookupOf(request);
		const common = {
			keepAlive: !request.fresh,
			timeout: idle,
			highWaterMark,
			// Through a proxy the proxy would resolve the name, after and apart from our check.
			...(destination.proxied ? {proxyEnv: proxyEnv as NodeJS.ProcessEnv} : lookup === null ? {} : {lookup}),
		};
		if (destination.url.protocol === 'http:') return new http.Agent(common);
		const secureContext = trusts.contextOf(request);
		return new (https().Agent)({
			...common,
			...(secureContext === null ? {} : {secureContext}),
			...(direct ? {checkServerIdentity: (_, shown) => tls().checkServerIdentity(destination.host, shown)} : {}),
		});
	};
	return (destination, request) => {
		const key = wayOf(destination, request, trusts);
		const present = agents.get(key);
		if (present !== undefined) return present;
		const made = make(destination, request);
		agents.set(key, made);
		return made;
	};
}

/** Tells kinds of connections apart; the host is in it where the agent could not tell by the address alone. */
export function wayOf(
	{url, host, address, socket, proxied}: Destination,
	request: HttpRequest,
	trusts: Trusts,
): string {
	const trust = url.protocol === 'https:' ? trusts.numberOf(request) : -1;
	const kind = `${url.protocol}${request.publicOnly ? 'public' : ''};${request.refuses?.join() ?? ''}${proxied ? ' proxied' : ''}${request.fresh ? ' fresh' : ''} ${trust}`;
	return address === null && socket === null ? kind : `${kind} ${host} ${address ?? ''} ${socket ?? ''}`;
}

const none: StatedAuthorities = {certificates: [], trouble: null};

/** Contexts by what they trust and show: one for all connections, since reading some 140 certificates for each would cost milliseconds. */
export class Trusts {
	readonly #contexts: {readonly ca: string | null; readonly identity: ClientIdentity | null; context: SecureContext}[] =
		[];

	readonly #env: Environment;
	#stated: StatedAuthorities | null = null;

	constructor(env: Environment) {
		this.#env = env;
	}

	/** What the environment names, read when something is asked for over TLS. */
	get stated(): StatedAuthorities {
		this.#stated ??= this.#env['SSL_CERT_FILE'] || this.#env['SSL_CERT_DIR'] ? statedAuthorities(this.#env) : none;
		return this.#stated;
	}

	/** -1 for what Node trusts by itself. FaultError `tls-untrusted` */
	numberOf(request: Pick<HttpRequest, 'ca' | 'identity'>): number {
		const ca = request.ca ?? null;
		const identity = request.identity ?? null;
		if (ca === null && identity === null && this.stated.certificates.length === 0) return -1;
		const found = this.#contexts.findIndex(
			(one) =>
				one.ca === ca && one.identity?.key === identity?.key && one.identity?.certificate === identity?.certificate,
		);
		if (found !== -1) return found;
		return this.#contexts.push({ca, identity, context: contextWith(ca, identity, this.stated.certificates)}) - 1;
	}

	contextOf(request: Pick<HttpRequest, 'ca' | 'identity'>): SecureContext | null {
		return this.#contexts[this.numberOf(request)]?.context ?? null;
	}
}
