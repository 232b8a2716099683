import {isIP} from 'node:net';
import {FaultError} from '../../model/fault.ts';
import {isProxied} from '../../model/proxied.ts';
import type {World} from '../../world.ts';
import type {Environment} from './agents.ts';
import {Trusts} from './agents.ts';
import {publicLookup} from './address.ts';
import {tls} from './builtin.ts';
import {cancelled} from './course.ts';
import {refuseInner, serverName} from './destination.ts';
import {faultOf} from './faults.ts';
import {certificateOf} from './peer.ts';
import {timerOf} from './timer.ts';

/** Agrees on TLS and hangs up. Nothing is sent over a connection that may be anybody's, whatever its certificate says. */
export function nodeHandshake(env: Environment, signal: AbortSignal): World['handshake'] {
	const trusts = new Trusts(env);
	return async (request) => {
		const {port, address, timeout, publicOnly} = request;
		const host = request.host.startsWith('[') ? request.host.slice(1, -1) : request.host;
		const literal = isIP(host) === 6 ? `[${host}]` : host;
		const where = `${literal}:${port}`;
		const url = URL.parse(`https://${where}`);
		if (url === null || url.pathname !== '/' || url.username !== '' || url.search !== '' || url.hash !== '')
			throw new FaultError('address-refused', 'the host of a handshake is none');
		if (address !== null && isIP(address) === 0)
			throw new FaultError('address-refused', `${where}: what it is to be reached at is no IP address`);
		const proxied = address === null && isProxied(url, env);
		if (publicOnly) refuseInner({host, where, address, socket: null, proxied});
		if (proxied)
			throw new FaultError(
				'not-asked',
				`${where}: through a proxy, whose address would be told in place of the server's`,
			);
		if (signal.aborted) throw cancelled(where);
		const secureContext = trusts.contextOf(request);
		return new Promise((resolve, reject) => {
			const socket = tls().connect({
				host: address ?? host,
				port,
				servername: serverName(host),
				ALPNProtocols: ['h2', 'http/1.1'],
				rejectUnauthorized: false,
				checkServerIdentity: (_, shown) => tls().checkServerIdentity(host, shown),
				...(publicOnly ? {lookup: publicLookup} : {}),
				...(secureContext === null ? {} : {secureContext}),
			});
			const settle = (): void => {
				timer.clear();
				signal.removeEventListener('abort', cancel);
			};
			const fail = (fault: FaultError): void => {
				settle();
				socket.destroy();
				reject(fault);
			};
			const cancel = (): void => fail(cancelled(where));
			const timer = timerOf(timeout, () =>
				fail(new FaultError('timed-out', `${where}: no TLS connection within ${timeout} ms`)),
			);
			signal.addEventListener('abort', cancel);
			socket.on('error', (error) => fail(faultOf(error, where, false)));
			socket.on('close', () => fail(faultOf(null, where, true)));
			socket.once('secureConnect', () => {
				const {remoteAddress, alpnProtocol, authorizationError} = socket;
				resolve({
					address: remoteAddress ?? address ?? host,
					protocol: alpnProtocol || null,
					tls: socket.getProtocol() ?? '',
					certificate: certificateOf(socket),
					untrusted: reasonOf(authorizationError),
				});
				settle();
				// Our last word of the handshake may still be on its way: without it the server would log a failure.
				socket.destroySoon();
			});
		});
	};
}

/** Declared as an error, but its code is what is there: https://nodejs.org/api/tls.html#tlssocketauthorizationerror */
function reasonOf(refusal: unknown): string | null {
	if (refusal === null || refusal === undefined) return null;
	if (typeof refusal === 'string') return refusal.slice(0, 100);
	return String((refusal as NodeJS.ErrnoException).code ?? 'UNSPECIFIED').slice(0, 100);
}
