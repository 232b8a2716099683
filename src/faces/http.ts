import type {ClientRequest, IncomingMessage} from 'node:http';
import type {Socket} from 'node:net';
import {isIP} from 'node:net';
import {FaultError} from '../model/fault.ts';
import type {HttpRequest, HttpResponse, World} from '../world.ts';
import {isPublicAddress} from './http/address.ts';
import type {Agents, Environment} from './http/agents.ts';
import {agentsFor, isProxied} from './http/agents.ts';
import {Body} from './http/body.ts';
import {http, https} from './http/builtin.ts';
import {faultOf} from './http/faults.ts';
import {peerOf} from './http/peer.ts';
import {timerOf} from './http/timer.ts';

const maxHeaderBytes = 64 * 1024;
const maxHeaders = 500;

/** Methods that may be sent again when a kept connection turns out to be closed (RFC 9110, 9.2.2). */
const repeatable = new Set(['GET', 'HEAD', 'OPTIONS']);

type Exchange = {
	readonly request: HttpRequest;
	readonly url: URL;
	readonly agents: Agents;
	readonly proxied: boolean;
	/** host and port, for messages */
	readonly where: string;
	/** cancels of the exchanges under way */
	readonly running: Set<() => void>;
};

/** The world's HTTP client on Node's own, with the proxy variables of `env`; `signal` ends every exchange. */
export function nodeHttp(env: Environment, signal: AbortSignal): World['http'] {
	const agents = agentsFor(env);
	// One listener for all requests: thousands of them share this signal.
	const running = new Set<() => void>();
	signal.addEventListener('abort', () => {
		for (const cancel of running) cancel();
	});
	return async (request) => {
		const url = addressOf(request.url);
		const proxied = isProxied(url, env);
		const where = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
		if (request.publicOnly) refuseInner(url, where, proxied);
		if (signal.aborted || request.signal?.aborted) throw cancelled(where);
		const exchange = {request, url, agents, proxied, where, running};
		// A server may close a kept connection just as we use it. Every such try uses one up, so this ends.
		for (;;) {
			const outcome = await exchangeOnce(exchange);
			if (outcome !== 'kept-connection-closed') return outcome;
		}
	};
}

function addressOf(text: string): URL {
	const url = URL.parse(text);
	if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
		throw new FaultError('address-refused', 'the address is no http or https URL');
	if (url.username !== '' || url.password !== '')
		throw new FaultError('address-refused', `${url.host}: an address holds no user name or password`);
	return url;
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** A literal address is never looked up, so it is judged here; URL has already brought every notation into one form. */
function refuseInner(url: URL, where: string, proxied: boolean): void {
	const host = bare(url.hostname);
	if (isIP(host) !== 0 && !isPublicAddress(host))
		throw new FaultError('address-refused', `${where} is not a public address`);
	if (proxied)
		throw new FaultError('address-refused', `${where}: through a proxy nobody can tell which address is reached`);
}

const cancelled = (where: string): FaultError => new FaultError('cancelled', `${where}: the run was cancelled`);

function exchangeOnce(exchange: Exchange): Promise<HttpResponse | 'kept-connection-closed'> {
	const {request, where, running, proxied} = exchange;
	const {timeouts} = request;
	return new Promise((resolve, reject) => {
		let body: Body | null = null;
		let connected = false;
		const sent = start(exchange);

		const fail = (fault: FaultError): void => {
			if (body !== null) {
				body.fail(fault);
				return;
			}
			settle();
			sent.destroy();
			reject(fault);
		};
		const cancel = (): void => fail(cancelled(where));
		const late = (what: string, limit: number) => (): void =>
			fail(new FaultError('timed-out', `${where}: ${what} within ${limit} ms`));
		const connecting = timerOf(timeouts.connect, late('no connection', timeouts.connect));
		const whole = timerOf(timeouts.request, late('not finished', timeouts.request));
		let answering: ReturnType<typeof timerOf> | null = null;
		running.add(cancel);
		request.signal?.addEventListener('abort', cancel);
		const settle = (): void => {
			connecting.clear();
			answering?.clear();
			whole.clear();
			running.delete(cancel);
			request.signal?.removeEventListener('abort', cancel);
		};

		whenConnected(sent, () => {
			connected = true;
			connecting.clear();
			answering ??= timerOf(timeouts.answer, late('no answer', timeouts.answer));
		});
		sent.on('error', (error: NodeJS.ErrnoException) => {
			if (body !== null) {
				body.fail(new FaultError('cut-stream', `${where}: ${error.code ?? 'connection lost'}`));
				return;
			}
			const again = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
			if (!again || !repeatable.has(request.method)) return fail(faultOf(error, where, connected));
			settle();
			resolve('kept-connection-closed');
		});
		sent.on('close', () => {
			if (body === null) fail(faultOf(null, where, connected));
		});
		sent.on('upgrade', (_head, socket) => {
			socket.destroy();
			fail(new FaultError('unexpected-answer', `${where} wants to change the protocol`));
		});
		sent.on('response', (incoming) => {
			answering?.clear();
			connecting.clear();
			// Ours to listen to, whatever happens next: an error without a listener would end the process.
			body = new Body(incoming, {where, stall: timeouts.stall, settled: settle});
			const refusal = refusalOf(incoming, where, proxied);
			if (refusal === null) return resolve(responseOf(incoming, body, proxied));
			body.fail(refusal);
			reject(refusal);
		});
		sent.end(request.body);
	});
}

function start({request, url, agents, where}: Exchange): ClientRequest {
	const {method, body} = request;
	if (!/^[A-Z][A-Z0-9!#$%&'*+.^_`|~-]*$/.test(method) || method === 'CONNECT')
		throw new FaultError('internal-error', `${where}: this method cannot be sent`);
	const headers = headersOf(request.headers ?? [], where);
	if (body !== undefined && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-length'))
		headers['Content-Length'] = String(typeof body === 'string' ? Buffer.byteLength(body) : body.length);
	const publicOnly = request.publicOnly ?? false;
	try {
		const send = url.protocol === 'https:' ? https().request : http.request;
		const sent = send({
			method,
			agent: agents(url, {publicOnly, ca: request.ca ?? null}),
			protocol: url.protocol,
			host: bare(url.hostname),
			...(url.port === '' ? {} : {port: url.port}),
			path: `${url.pathname}${url.search}`,
			headers,
			maxHeaderSize: maxHeaderBytes,
		});
		sent.maxHeadersCount = maxHeaders + 1;
		return sent;
	} catch (error) {
		throw faultOf(error, where, false);
	}
}

/** Names and values as written, in order; a name that comes twice is sent twice. */
function headersOf(pairs: readonly (readonly [string, string])[], where: string): Record<string, string | string[]> {
	const headers: Record<string, string | string[]> = Object.create(null);
	for (const [name, value] of pairs) {
		try {
			http.validateHeaderName(name);
			http.validateHeaderValue(name, value);
		} catch (error) {
			// Node's message names the header and leaves the value out; ours does the same and drops the cause.
			throw new FaultError(
				'internal-error',
				`${where}: ${(error as NodeJS.ErrnoException).code === 'ERR_INVALID_CHAR' ? `the value of header ${name} holds a character no header may hold` : 'a header has an impossible name'}`,
			);
		}
		const present = headers[name];
		headers[name] = present === undefined ? value : [...(typeof present === 'string' ? [present] : present), value];
	}
	return headers;
}

/** Calls back when the request may travel: for https that is after the handshake. */
function whenConnected(sent: ClientRequest, then: () => void): void {
	sent.on('socket', (socket: Socket & {encrypted?: boolean; secureConnecting?: boolean}) => {
		if (sent.reusedSocket) then();
		else if (socket.encrypted && socket.secureConnecting !== false) socket.once('secureConnect', then);
		else if (socket.connecting) socket.once('connect', then);
		else then();
	});
}

function refusalOf(incoming: IncomingMessage, where: string, proxied: boolean): FaultError | null {
	if (incoming.rawHeaders.length / 2 > maxHeaders)
		return new FaultError('too-large', `${where}: more than ${maxHeaders} headers`);
	if (proxied && incoming.statusCode === 407)
		return new FaultError('proxy-refused', `${where}: the proxy asks for credentials`);
	return null;
}

function responseOf(incoming: IncomingMessage, body: Body, proxied: boolean): HttpResponse {
	const rawHeaders: [string, string][] = [];
	for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
		rawHeaders.push([incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!]);
	return {
		version: '1.1',
		status: incoming.statusCode!,
		rawHeaders,
		header: (name) => rawHeaders.find(([present]) => present.toLowerCase() === name)?.[1] ?? null,
		body,
		discard: () => body.discard(),
		peer: peerOf(incoming.socket, proxied),
	};
}
