import type {ClientHttp2Session} from 'node:http2';
import type {Socket} from 'node:net';
import {connect} from 'node:net';
import {FaultError} from '../../model/fault.ts';
import type {HttpRequest} from '../../world.ts';
import {lookupOf} from './address.ts';
import type {Trusts} from './agents.ts';
import {highWaterMark, idle, wayOf} from './agents.ts';
import {http2, tls} from './builtin.ts';
import type {Destination} from './destination.ts';
import {serverName} from './destination.ts';
import {faultOf} from './faults.ts';
import {maxHeaderBytes, maxHeaders} from './fields.ts';
import {witness} from './peer.ts';
import {timerOf} from './timer.ts';

/** Bytes of one body, and of all bodies of a connection, that may be under way before we read them. */
const streamWindow = 1 << 20;
const connectionWindow = 4 << 20;

/** Frames that make work and answer nothing; no honest server sends as many over one connection. */
const maxIdleFrames = 1_000;

/** A connection that speaks HTTP/2. `use` must be followed by one `release`. */
export class Session {
	readonly http2: ClientHttp2Session;
	readonly socket: Socket;
	readonly #fresh: boolean;
	#users = 0;
	#uses = 0;
	#idle: ReturnType<typeof timerOf> | null = null;

	constructor(session: ClientHttp2Session, socket: Socket, fresh: boolean) {
		this.http2 = session;
		this.socket = socket;
		this.#fresh = fresh;
	}

	/** How many requests it has been used for, this one among them. */
	use(): number {
		this.#idle?.clear();
		this.#users++;
		this.http2.ref();
		return ++this.#uses;
	}

	release(): void {
		if (--this.#users > 0) return;
		if (this.#fresh) {
			this.#end();
			return;
		}
		// An idle connection keeps no process alive; what is said over it meanwhile gives it no more time.
		this.http2.unref();
		this.#idle = timerOf(idle, () => this.#end(), true);
	}

	#end(): void {
		this.http2.close();
		this.http2.destroy();
	}
}

/** Connections that speak HTTP/2, one for an origin and a way to it. */
export class Sessions {
	readonly #trusts: Trusts;
	readonly #open = new Map<string, Promise<Session>>();

	constructor(trusts: Trusts) {
		this.#trusts = trusts;
	}

	/** FaultError of connecting; `unexpected-answer` where the server does not agree to HTTP/2 */
	get(destination: Destination, request: HttpRequest): Promise<Session> {
		if (request.fresh) return this.#connect(destination, request, () => undefined);
		const key = `${wayOf(destination, request, this.#trusts)} ${destination.url.host}`;
		const present = this.#open.get(key);
		if (present !== undefined) return present;
		const forget = (): void => {
			if (this.#open.get(key) === opening) this.#open.delete(key);
		};
		const opening = this.#connect(destination, request, forget);
		this.#open.set(key, opening);
		opening.catch(forget);
		return opening;
	}

	async #connect(destination: Destination, request: HttpRequest, forget: () => void): Promise<Session> {
		const socket = await this.#dial(destination, request);
		const session = http2().connect(destination.url.origin, {
			createConnection: () => socket,
			settings: {enablePush: false, initialWindowSize: streamWindow, maxHeaderListSize: maxHeaderBytes},
			maxHeaderListPairs: maxHeaders + 1,
		});
		session.on('connect', () => session.setLocalWindowSize(connectionWindow));
		// Each request learns it from its stream.
		session.on('error', () => undefined);
		session.on('goaway', forget);
		session.on('close', forget);
		let frames = 0;
		const count = (): void => {
			if (++frames <= maxIdleFrames) return;
			const flood = new FaultError(
				'unexpected-answer',
				`${destination.where}: frames that answer nothing, without end`,
			);
			session.destroy(flood, http2().constants.NGHTTP2_ENHANCE_YOUR_CALM);
		};
		for (const event of ['remoteSettings', 'ping', 'origin', 'altsvc']) session.on(event, count);
		return new Session(session, socket, request.fresh ?? false);
	}

	#dial({url, host, where, address, socket: path}: Destination, request: HttpRequest): Promise<Socket> {
		const secure = url.protocol === 'https:';
		const lookup = lookupOf(request);
		const to = {
			...(path === null ? {host: address ?? host, port: Number(url.port) || (secure ? 443 : 80)} : {path}),
			...(lookup === null ? {} : {lookup}),
			highWaterMark,
		};
		const secureContext = secure ? this.#trusts.contextOf(request) : null;
		const socket: Socket = secure
			? tls().connect({
					...to,
					servername: serverName(host),
					ALPNProtocols: ['h2'],
					checkServerIdentity: (_, shown) => tls().checkServerIdentity(host, shown),
					...(secureContext === null ? {} : {secureContext}),
				})
			: connect(to);
		if (secure) witness(socket);
		const limit = request.timeouts.connect;
		return new Promise((resolve, reject) => {
			const fail = (fault: FaultError): void => {
				timer.clear();
				socket.destroy();
				reject(fault);
			};
			const timer = timerOf(limit, () =>
				fail(new FaultError('timed-out', `${where}: no connection within ${limit} ms`)),
			);
			socket.on('error', (error) => fail(faultOf(error, where, false, socket)));
			socket.on('close', () => fail(faultOf(null, where, true)));
			socket.once(secure ? 'secureConnect' : 'connect', () => {
				timer.clear();
				if (secure && 'alpnProtocol' in socket && socket.alpnProtocol !== 'h2')
					fail(new FaultError('unexpected-answer', `${where} does not agree to HTTP/2`));
				else resolve(socket);
			});
		});
	}
}
