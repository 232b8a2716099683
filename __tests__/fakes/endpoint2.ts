import {Buffer} from 'node:buffer';
import type {Http2Session, ServerHttp2Stream, IncomingHttpHeaders} from 'node:http2';
import {createSecureServer, createServer} from 'node:http2';
import type {AddressInfo, Socket} from 'node:net';
import type {FakeEndpoint, Seen} from './endpoint.ts';
import {fakeTcp} from './endpoint.ts';

export type Route2 = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** A server on loopback that speaks HTTP/2, or misbehaves in it; `sessions` are its connections so far. */
export async function fakeEndpoint2(
	routes: Readonly<Record<string, Route2>>,
	options: {tls?: {key: string; cert: string}; settings?: object} = {},
): Promise<FakeEndpoint & {readonly sessions: readonly Http2Session[]}> {
	const seen: Seen[] = [];
	const sessions: Http2Session[] = [];
	const {tls, settings = {}} = options;
	const server = tls === undefined ? createServer({settings}) : createSecureServer({...tls, settings});
	server.on('session', (session) => {
		sessions.push(session);
		session.on('error', () => {});
	});
	server.on('sessionError', () => {});
	server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
		stream.on('error', () => {});
		const path = headers[':path'] as string;
		seen.push({method: headers[':method'] as string, url: path, headers, rawHeaders: raw});
		const route = routes[path];
		if (route === undefined) {
			stream.respond({':status': 404});
			stream.end();
		} else route(stream, headers);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	return {
		url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
		port,
		seen,
		sessions,
		[Symbol.asyncDispose]: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const session of sessions) session.destroy();
			}),
	};
}

export const text2 =
	(status: number, content: string, headers: Readonly<Record<string, string | string[]>> = {}): Route2 =>
	(stream) => {
		stream.respond({':status': status, 'content-type': 'text/plain', ...headers});
		stream.end(content);
	};

/** One frame (RFC 9113, 4.1). */
export function frame2(type: number, flags: number, stream: number, payload: Buffer): Buffer {
	const head = Buffer.alloc(9);
	head.writeUIntBE(payload.length, 0, 3);
	head[3] = type;
	head[4] = flags;
	head.writeUInt32BE(stream, 5);
	return Buffer.concat([head, payload]);
}

/** HEADERS that say 200, which is one byte in HPACK's static table. */
export const answer2 = (stream: number): Buffer => frame2(1, 4, stream, Buffer.from([0x88]));

/** RST_STREAM */
export function reset2(stream: number, code: number): Buffer {
	const payload = Buffer.alloc(4);
	payload.writeUInt32BE(code);
	return frame2(3, 0, stream, payload);
}

/** A server that writes frames as it likes as soon as it is asked for something; it has sent its SETTINGS then. */
export async function fakeFrames(
	talk: (write: (...frames: readonly Buffer[]) => boolean, socket: Socket) => void,
	settings = frame2(4, 0, 0, Buffer.alloc(0)),
): Promise<AsyncDisposable & {readonly url: string; readonly connections: () => number}> {
	let connections = 0;
	const server = await fakeTcp((socket) => {
		connections++;
		let asked = false;
		socket.write(settings);
		socket.on('data', (chunk) => {
			// HEADERS of the first stream: behind the client's preface, or in a packet of their own.
			if (asked || !/[\x01][\x00-\xff]\x00\x00\x00\x01/.test(chunk.toString('latin1'))) return;
			asked = true;
			talk((...frames) => !socket.destroyed && socket.write(Buffer.concat(frames)), socket);
		});
	});
	return {
		url: `http://127.0.0.1:${server.port}`,
		connections: () => connections,
		[Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
	};
}
