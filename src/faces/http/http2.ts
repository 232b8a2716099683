import type {ClientHttp2Stream} from 'node:http2';
import {FaultError} from '../../model/fault.ts';
import type {HttpRequest, HttpResponse} from '../../world.ts';
import {Body} from './body.ts';
import {http2} from './builtin.ts';
import type {Running} from './course.ts';
import {Course} from './course.ts';
import type {Destination} from './destination.ts';
import {isConnectionLost, isRefused, streamFaultOf} from './http2-faults.ts';
import {firstOf, lengthOf, maxHeaders, maxInformational, tooManyHeaders, tooManyInformational} from './fields.ts';
import type {Trusts} from './agents.ts';
import {repeatable} from './http1.ts';
import {peerOf} from './peer.ts';
import type {Session} from './sessions.ts';
import {Sessions} from './sessions.ts';

type Exchange = {
	readonly request: HttpRequest;
	readonly destination: Destination;
	readonly sessions: Sessions;
	readonly running: Running;
};

/** How often one request may be refused, or find its connection gone, before that is the answer. */
const maxTries = 4;

/** Sends requests over HTTP/2 and waits for the heads of their answers; the connections are shared. */
export function exchangesOver(trusts: Trusts): (exchange: Omit<Exchange, 'sessions'>) => Promise<HttpResponse> {
	const sessions = new Sessions(trusts);
	return (exchange) => untilTaken({...exchange, sessions});
}

async function untilTaken(exchange: Exchange): Promise<HttpResponse> {
	const {where, proxied} = exchange.destination;
	if (proxied) throw new FaultError('not-asked', `${where}: HTTP/2 is not spoken through a proxy`);
	for (let left = maxTries - 1; ; left--) {
		const outcome = await exchangeOnce(exchange, left === 0);
		if (outcome !== 'again') return outcome;
	}
}

function exchangeOnce(
	{request, destination, sessions, running}: Exchange,
	last: boolean,
): Promise<HttpResponse | 'again'> {
	const {where} = destination;
	return new Promise((resolve, reject) => {
		let over = false;
		let body: Body | null = null;
		let stream: ClientHttp2Stream | null = null;
		let release = (): void => undefined;
		const settle = (): void => {
			over = true;
			course.settle();
			release();
			release = () => undefined;
		};
		const fail = (fault: FaultError): void => {
			body?.fail(fault);
			if (over || body !== null) return;
			drop(stream);
			settle();
			reject(fault);
		};
		const course = new Course(request, where, running, fail);
		course.dial();
		const lost = (error: unknown, session: Session, uses: number): void => {
			body?.fail(streamFaultOf(error, stream, where));
			if (over || body !== null) return;
			const kept = uses > 1 && isConnectionLost(error, session) && repeatable.has(request.method);
			if (last || !(isRefused(error, stream) || kept)) {
				fail(streamFaultOf(error, stream, where));
				return;
			}
			settle();
			resolve('again');
		};
		const send = (session: Session): void => {
			const uses = session.use();
			if (over) {
				// Called off while the connection was waited for.
				session.release();
				return;
			}
			release = () => session.release();
			course.connect();
			try {
				stream = session.http2.request(headersOf(request, destination), {endStream: request.body === undefined});
			} catch (error) {
				lost(error, session, uses);
				return;
			}
			const opened = stream;
			const whole = wholeness(opened);
			let informational = 0;
			let trailers: HttpResponse['rawHeaders'] = [];
			opened.on('trailers', (_, __, raw: unknown) => {
				trailers = headOf(raw).rawHeaders.slice(0, maxHeaders);
			});
			opened.on('headers', () => {
				if (++informational > maxInformational) fail(tooManyInformational(where));
			});
			opened.on('error', (error) => lost(error, session, uses));
			opened.on('close', () => lost(null, session, uses));
			opened.on('response', (_, __, raw: unknown) => {
				if (over) return;
				course.answer();
				const head = headOf(raw);
				body = new Body(
					{stream: opened, complete: whole, stated: () => head.header('content-length'), drop: () => drop(opened)},
					where,
					request.timeouts.stall,
					{settle},
				);
				const content = body;
				if (head.rawHeaders.length > maxHeaders) {
					const refusal = tooManyHeaders(where);
					content.fail(refusal);
					reject(refusal);
					return;
				}
				const discard = (): void => content.discard();
				resolve({
					...head,
					version: '2',
					trailers: () => trailers,
					body: content,
					discard,
					peer: peerOf(session.socket, false),
				});
			});
			if (request.body !== undefined) opened.end(request.body);
		};
		sessions.get(destination, request).then(send, fail);
	});
}

/** What the server does not hear of, it would go on sending. */
function drop(stream: ClientHttp2Stream | null): void {
	if (stream === null || stream.destroyed) return;
	stream.close(http2().constants.NGHTTP2_CANCEL);
	stream.destroy();
}

/**
 * Whether the server itself ended the body. Node ends one that was broken off without an error code like a whole one,
 * but closes the stream first.
 */
function wholeness(stream: ClientHttp2Stream): () => boolean {
	let whole = false;
	const push = stream.push.bind(stream);
	stream.push = (chunk, encoding) => {
		if (chunk === null && !stream.closed) whole = true;
		return push(chunk, encoding);
	};
	return () => whole || (stream.endAfterHeaders && stream.rstCode === 0);
}

/** Fields of a connection have no place in HTTP/2 (RFC 9113, 8.2.2); the host is a field of its own kind. */
const connectionFields = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);
/** Of TE that one word may be sent. */
const hasPlace = (name: string, value: string): boolean =>
	name === 'te' ? value.trim().toLowerCase() === 'trailers' : !connectionFields.has(name);

function headersOf(request: HttpRequest, {url, path}: Destination): string[] {
	const {headers: pairs = []} = request;
	const host = pairs.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? url.host;
	const flat = [
		...[':method', request.method, ':scheme', url.protocol.slice(0, -1)],
		...[':authority', host, ':path', path],
	];
	for (const [written, value] of pairs) {
		const name = written.toLowerCase();
		if (name !== 'host' && hasPlace(name, value)) flat.push(name, value);
	}
	const length = lengthOf(request);
	if (length !== null) flat.push('content-length', length);
	return flat;
}

function headOf(raw: unknown): Pick<HttpResponse, 'status' | 'rawHeaders' | 'header'> {
	const flat = raw as readonly string[];
	const rawHeaders: [string, string][] = [];
	let status = 0;
	for (let i = 0; i + 1 < flat.length; i += 2) {
		if (flat[i] === ':status') status = Number(flat[i + 1]);
		else if (!flat[i]!.startsWith(':')) rawHeaders.push([flat[i]!, flat[i + 1]!]);
	}
	return {status, rawHeaders, header: firstOf(rawHeaders)};
}
