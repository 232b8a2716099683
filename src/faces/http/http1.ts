import type {ClientRequest, IncomingMessage, RequestOptions} from 'node:http';
import type {Socket} from 'node:net';
import {FaultError} from '../../model/fault.ts';
import type {HttpRequest, HttpResponse} from '../../world.ts';
import type {Agents, Environment} from './agents.ts';
import type {Source} from './body.ts';
import {Body} from './body.ts';
import {http, https} from './builtin.ts';
import type {Running} from './course.ts';
import {Course} from './course.ts';
import type {Destination} from './destination.ts';
import {serverName} from './destination.ts';
import {faultOf} from './faults.ts';
import {
	firstOf,
	isStated,
	lengthOf,
	maxHeaderBytes,
	maxHeaders,
	maxInformational,
	tooManyHeaders,
	tooManyInformational,
} from './fields.ts';
import {unreachedProxy} from './proxy.ts';
import {peerOf, witness} from './peer.ts';

/** Methods that may be sent again when a kept connection turns out to be closed (RFC 9110, 9.2.2). */
export const repeatable = new Set(['GET', 'HEAD', 'OPTIONS']);

type Exchange = {
	readonly request: HttpRequest;
	readonly destination: Destination;
	readonly agents: Agents;
	readonly running: Running;
	readonly proxies: Environment;
};

/** Sends a request over HTTP/1.1 and waits for the head of its answer. */
export function exchangeOnce(exchange: Exchange): Promise<HttpResponse | 'kept-connection-closed'> {
	const {request, destination, running, proxies} = exchange;
	const {where, proxied, url} = destination;
	return new Promise((resolve, reject) => {
		let body: Body | null = null;
		const sent = start(exchange);
		const fail = (fault: FaultError): void => {
			if (body !== null) {
				body.fail(fault);
				return;
			}
			course.settle();
			sent.destroy();
			reject(fault);
		};
		const course = new Course(request, where, running, fail);
		whenConnected(sent, course);
		let informational = 0;
		sent.on('information', () => {
			if (++informational > maxInformational) fail(tooManyInformational(where));
		});
		sent.on('error', (error: NodeJS.ErrnoException) => {
			if (body !== null) {
				body.fail(new FaultError('cut-stream', `${where}: ${error.code ?? 'connection lost'}`));
				return;
			}
			const again = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
			if (!again || !repeatable.has(request.method)) {
				const unreached = proxied && !course.connected ? unreachedProxy(error, where, url, proxies) : null;
				return fail(unreached ?? faultOf(error, where, course.connected, sent.socket));
			}
			course.settle();
			resolve('kept-connection-closed');
		});
		sent.on('close', () => {
			if (body === null) fail(faultOf(null, where, course.connected));
		});
		const switched = (incoming: IncomingMessage): void => {
			if (!isStated(request.headers ?? [], 'upgrade')) {
				fail(new FaultError('unexpected-answer', `${where} wants to change the protocol`));
				return;
			}
			const response = responseOf(incoming, nothing, proxied);
			course.settle();
			// Whatever is spoken from here on is not ours.
			incoming.socket.destroy();
			resolve(response);
		};
		sent.on('upgrade', switched);
		sent.on('response', (incoming) => {
			if (incoming.statusCode === 101) {
				switched(incoming);
				return;
			}
			course.answer();
			// Ours to listen to, whatever happens next: an error without a listener would end the process.
			body = new Body(new Incoming(incoming), where, request.timeouts.stall, course);
			const refusal = refusalOf(incoming, where, proxied);
			if (refusal === null) return resolve(responseOf(incoming, body, proxied));
			body.fail(refusal);
			reject(refusal);
		});
		sent.end(request.body);
	});
}

function start({request, destination, agents}: Exchange): ClientRequest {
	const {url, host, where, path, address, socket, proxied} = destination;
	const secure = url.protocol === 'https:';
	// One object that grows: what spreads would copy for each of thousands of requests.
	const options: RequestOptions & {servername?: string} = {
		method: request.method,
		protocol: url.protocol,
		host: address ?? host,
		path,
		maxHeaderSize: maxHeaderBytes,
	};
	if (url.port !== '') options.port = url.port;
	if (secure) options.servername = serverName(host);
	if (socket !== null) options.socketPath = socket;
	try {
		const flat = headersOf(request, url.host);
		// A plain request to a proxy is written anew by Node, which then needs the headers one by one.
		options.headers = proxied && !secure ? named(flat) : flat;
		options.setHost = false;
		options.agent = agents(destination, request);
		const sent = secure ? https().request(options) : http.request(options);
		sent.maxHeadersCount = maxHeaders + 1;
		return sent;
	} catch (error) {
		throw faultOf(error, where, false);
	}
}

/** Names and values by turns, as written and in order, behind the host where none is stated. */
function headersOf(request: HttpRequest, host: string): string[] {
	const {headers: pairs = []} = request;
	const flat: string[] = isStated(pairs, 'host') ? [] : ['Host', host];
	for (const pair of pairs) flat.push(pair[0], pair[1]);
	const length = lengthOf(request);
	if (length !== null) flat.push('Content-Length', length);
	return flat;
}

function named(flat: readonly string[]): Record<string, string | string[]> {
	const headers: Record<string, string | string[]> = Object.create(null);
	for (let i = 0; i < flat.length; i += 2) {
		const name = flat[i]!;
		const present = headers[name];
		headers[name] = present === undefined ? flat[i + 1]! : [present, flat[i + 1]!].flat();
	}
	return headers;
}

/** Says when the request may travel: for https that is after the handshake, over a kept connection at once. */
function whenConnected(sent: ClientRequest, course: Course): void {
	if (sent.reusedSocket) {
		course.connect();
		return;
	}
	course.dial();
	const then = (): void => course.connect();
	sent.on('socket', (socket: Socket & {encrypted?: boolean; secureConnecting?: boolean}) => {
		if (sent.reusedSocket) then();
		else if (socket.encrypted && socket.secureConnecting !== false) {
			witness(socket);
			socket.once('secureConnect', then);
		} else if (socket.connecting) socket.once('connect', then);
		else then();
	});
}

function refusalOf(incoming: IncomingMessage, where: string, proxied: boolean): FaultError | null {
	if (incoming.rawHeaders.length / 2 > maxHeaders) return tooManyHeaders(where);
	if (proxied && incoming.statusCode === 407)
		return new FaultError('proxy-refused', `${where}: the proxy asks for credentials`);
	return null;
}

class Incoming implements Source {
	readonly stream: IncomingMessage;

	constructor(stream: IncomingMessage) {
		this.stream = stream;
	}

	complete(): boolean {
		return this.stream.complete;
	}

	stated(): string | null {
		return this.stream.headers['content-length'] ?? null;
	}

	drop(): void {
		this.stream.destroy();
	}
}

type Content = Pick<HttpResponse, 'discard'> & AsyncIterable<Uint8Array>;

const nothing: Content = {
	discard: () => undefined,
	async *[Symbol.asyncIterator]() {},
};

function responseOf(incoming: IncomingMessage, body: Content, proxied: boolean): HttpResponse {
	const {rawHeaders: flat} = incoming;
	const rawHeaders: [string, string][] = [];
	for (let i = 0; i + 1 < flat.length; i += 2) rawHeaders.push([flat[i]!, flat[i + 1]!]);
	return {
		version: '1.1',
		status: incoming.statusCode!,
		rawHeaders,
		header: firstOf(rawHeaders),
		body,
		discard: () => body.discard(),
		peer: peerOf(incoming.socket, proxied),
	};
}
