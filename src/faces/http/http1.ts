import type {ClientRequest, IncomingMessage} from 'node:http';
import type {Socket} from 'node:net';
import {FaultError} from '../../model/fault.ts';
import type {HttpRequest, HttpResponse} from '../../world.ts';
import type {Agents} from './agents.ts';
import type {Source} from './body.ts';
import {Body} from './body.ts';
import {http, https} from './builtin.ts';
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
import {peerOf, witness} from './peer.ts';

/** Methods that may be sent again when a kept connection turns out to be closed (RFC 9110, 9.2.2). */
export const repeatable = new Set(['GET', 'HEAD', 'OPTIONS']);

type Exchange = {
	readonly request: HttpRequest;
	readonly destination: Destination;
	readonly agents: Agents;
	/** cancels of the exchanges under way */
	readonly running: Set<() => void>;
};

/** Sends a request over HTTP/1.1 and waits for the head of its answer. */
export function exchangeOnce(exchange: Exchange): Promise<HttpResponse | 'kept-connection-closed'> {
	const {request, destination, running} = exchange;
	const {where, proxied} = destination;
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
		const settle = (): void => course.settle();
		whenConnected(sent, () => course.connect());
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
			if (!again || !repeatable.has(request.method)) return fail(faultOf(error, where, course.connected, sent.socket));
			settle();
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
			settle();
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
			body = new Body(sourceOf(incoming), {where, stall: request.timeouts.stall, settled: settle});
			const refusal = refusalOf(incoming, where, proxied);
			if (refusal === null) return resolve(responseOf(incoming, body, proxied));
			body.fail(refusal);
			reject(refusal);
		});
		sent.end(request.body);
	});
}

function start({request, destination, agents}: Exchange): ClientRequest {
	const {url, host, where, address, socket} = destination;
	try {
		const secure = url.protocol === 'https:';
		const send = secure ? https().request : http.request;
		const sent = send({
			method: request.method,
			agent: agents(destination, request),
			protocol: url.protocol,
			host: address ?? host,
			...(url.port === '' ? {} : {port: url.port}),
			...(secure ? {servername: serverName(host)} : {}),
			...(socket === null ? {} : {socketPath: socket}),
			path: `${url.pathname}${url.search}`,
			// Node would put a host of its own in place of an empty one.
			setHost: !isStated(request.headers ?? [], 'host'),
			headers: headersOf(request, address === null && socket === null ? null : url.host),
			maxHeaderSize: maxHeaderBytes,
		});
		sent.maxHeadersCount = maxHeaders + 1;
		return sent;
	} catch (error) {
		throw faultOf(error, where, false);
	}
}

/** Names and values as written, in order; a name that comes twice is sent twice. Node adds the host it connects to where none is stated. */
function headersOf(request: HttpRequest, host: string | null): Record<string, string | string[]> {
	const {headers: pairs = []} = request;
	const headers: Record<string, string | string[]> = Object.create(null);
	for (const [name, value] of pairs) {
		const present = headers[name];
		headers[name] = present === undefined ? value : [...(typeof present === 'string' ? [present] : present), value];
	}
	const length = lengthOf(request);
	if (length !== null) headers['Content-Length'] = length;
	if (host !== null && !isStated(pairs, 'host')) headers['Host'] = host;
	return headers;
}

/** Calls back when the request may travel: for https that is after the handshake. */
function whenConnected(sent: ClientRequest, then: () => void): void {
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

const sourceOf = (incoming: IncomingMessage): Source => ({
	stream: incoming,
	complete: () => incoming.complete,
	stated: incoming.headers['content-length'] ?? null,
	drop: () => incoming.destroy(),
});

type Content = Pick<HttpResponse, 'discard'> & AsyncIterable<Uint8Array>;

const nothing: Content = {
	discard: () => undefined,
	async *[Symbol.asyncIterator]() {},
};

function responseOf(incoming: IncomingMessage, body: Content, proxied: boolean): HttpResponse {
	const rawHeaders: [string, string][] = [];
	for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
		rawHeaders.push([incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!]);
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
