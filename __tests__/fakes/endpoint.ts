import type {IncomingHttpHeaders, IncomingMessage, Server, ServerResponse} from 'node:http';
import {createServer} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import {createServer as createTcpServer} from 'node:net';
import {gzipSync} from 'node:zlib';
import {Buffer} from 'node:buffer';

/** A request as the server got it. */
export type Seen = {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingHttpHeaders;
	readonly rawHeaders: readonly string[];
};
export type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that answers, or misbehaves, as its routes say; `await using` ends it. */
export type FakeEndpoint = AsyncDisposable & {
	readonly url: string;
	readonly port: number;
	/** every request, in order */
	readonly seen: readonly Seen[];
};

export async function fakeEndpoint(
	routes: Readonly<Record<string, Route>>,
	options: {fallback?: Route; tls?: {key: string; cert: string}} = {},
): Promise<FakeEndpoint> {
	const seen: Seen[] = [];
	const fallback = options.fallback ?? text(404, 'no such route');
	const handle: Route = (request, response) => {
		seen.push({
			method: request.method!,
			url: request.url!,
			headers: request.headers,
			rawHeaders: request.rawHeaders,
		});
		const path = request.url!.split('?', 1)[0]!;
		const route = Object.hasOwn(routes, path) ? routes[path]! : fallback;
		// A reader that hangs up is no mistake of the server's.
		response.on('error', () => {});
		route(request, response);
	};
	const server = options.tls === undefined ? createServer(handle) : createTlsServer(options.tls, handle);
	const port = await listening(server);
	return {
		url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
		port,
		seen,
		[Symbol.asyncDispose]: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

const listening = (server: Pick<Server, 'listen' | 'address'>): Promise<number> =>
	new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
	});

/** A server below HTTP: `talk` has the bare connection. */
export async function fakeTcp(talk: (socket: Socket) => void): Promise<AsyncDisposable & {readonly port: number}> {
	const open = new Set<Socket>();
	const server = createTcpServer((socket) => {
		open.add(socket);
		socket.on('close', () => open.delete(socket));
		socket.on('error', () => {});
		talk(socket);
	});
	const port = await listening(server as unknown as Server);
	return {
		port,
		[Symbol.asyncDispose]: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of open) socket.destroy();
			}),
	};
}

export const text =
	(status: number, content: string, headers: Readonly<Record<string, string | string[]>> = {}): Route =>
	(_request, response) => {
		response.writeHead(status, {'Content-Type': 'text/plain; charset=utf-8', ...headers}).end(content);
	};

export const html = (content: string, status = 200): Route => text(status, content, {'Content-Type': 'text/html'});
export const json = (value: unknown, status = 200): Route =>
	text(status, JSON.stringify(value), {'Content-Type': 'application/json'});
export const script = (content: string): Route => text(200, content, {'Content-Type': 'text/javascript'});
export const redirect = (to: string, status = 302): Route => text(status, '', {Location: to});

/** Compressed whatever was asked for. */
export const gzipped =
	(content: string, type = 'text/javascript'): Route =>
	(_request, response) => {
		response.writeHead(200, {'Content-Type': type, 'Content-Encoding': 'gzip'}).end(gzipSync(content));
	};

/** Said to be compressed in a way that nobody can undo. */
export const garbled =
	(content: string, type = 'text/javascript'): Route =>
	(_request, response) => {
		response
			.writeHead(200, {'Content-Type': type, 'Content-Encoding': 'compress'})
			.end([...content].reverse().join(''));
	};

/** Other bytes for every request. */
export const changing = (): Route => {
	let count = 0;
	return (request, response) => text(200, `answer ${++count}`)(request, response);
};

/** Takes the request and says nothing. */
export const silent: Route = () => {};

/** Begins its answer, then says nothing more. */
export const stalling =
	(start: string): Route =>
	(_request, response) => {
		response.writeHead(200, {'Content-Length': '1000000'}).write(start);
	};

/** A byte at a time, for ever. */
export const dripping =
	(every: number): Route =>
	(_request, response) => {
		response.writeHead(200);
		const timer = setInterval(() => response.write('.'), every);
		response.on('close', () => clearInterval(timer));
	};

/** Says how long the body is, sends less and hangs up. */
export const cut =
	(content: string, stated: number): Route =>
	(_request, response) => {
		response.writeHead(200, {'Content-Length': String(stated)});
		response.write(content, () => response.destroy());
	};

/** Bytes without end, as fast as they are taken. */
export const endless =
	(type = 'application/octet-stream'): Route =>
	(_request, response) => {
		const block = Buffer.alloc(64 * 1024, 'x');
		response.writeHead(200, {'Content-Type': type});
		const more = (): void => {
			while (!response.destroyed) if (!response.write(block)) break;
		};
		response.on('drain', more);
		more();
	};

/** Headers without end. */
export const endlessHeaders: Route = (_request, response) => {
	const {socket} = response;
	if (socket === null) return;
	const line = `X-Filler: ${'x'.repeat(1_000)}\r\n`;
	const more = (): void => {
		while (!socket.destroyed) if (!socket.write(line)) break;
	};
	socket.on('error', () => {});
	socket.on('drain', more);
	socket.write('HTTP/1.1 200 OK\r\n');
	more();
};

/** Gives back what it was sent, in the places where an application might. */
export const echoing: Route = (request, response) => {
	const authorization = request.headers.authorization ?? '';
	const bare = authorization.replace(/^Bearer /, '');
	response.writeHead(302, {
		'Content-Type': `text/plain; was=${bare}`,
		Location: `/login/${encodeURIComponent(bare)}?back=${bare}`,
		ETag: `"${Buffer.from(authorization).toString('base64')}"`,
		Server: `echo ${bare}`,
		'X-Request-Id': Buffer.from(bare).toString('base64url'),
		'WWW-Authenticate': `Bearer realm="${bare}"`,
		'Set-Cookie': `session=${bare}`,
		Via: Buffer.from(bare).toString('hex'),
	});
	response.end(bare);
};
