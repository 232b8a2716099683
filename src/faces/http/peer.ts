import type {Socket} from 'node:net';
import type {PeerCertificate, TLSSocket} from 'node:tls';
import type {Certificate, HttpResponse} from '../../world.ts';

const seen = new WeakMap<Socket, Certificate | null>();

const peers = new WeakMap<Socket, HttpResponse['peer']>();

/** Who answered. Behind a proxy the address is the proxy's and says nothing about the host; the certificate is the host's own. */
export function peerOf(socket: Socket, proxied: boolean): HttpResponse['peer'] {
	if (proxied) return {address: null, port: null, certificate: certificateOf(socket)};
	const known = peers.get(socket);
	if (known !== undefined) return known;
	const {remoteAddress, remotePort} = socket;
	const peer = {address: remoteAddress ?? null, port: remotePort ?? null, certificate: certificateOf(socket)};
	if (remoteAddress !== undefined) peers.set(socket, peer);
	return peer;
}

const isEncrypted = (socket: Socket): socket is TLSSocket => 'encrypted' in socket && socket.encrypted === true;

/** Reads the certificate before Node judges it: of a refused connection nothing can be read any more. */
export function witness(socket: Socket): void {
	socket.prependOnceListener('secure', () => void certificateOf(socket));
}

/** Read once for a connection, whatever number of requests it serves. */
export function certificateOf(socket: Socket): Certificate | null {
	if (!isEncrypted(socket)) return null;
	const known = seen.get(socket);
	if (known !== undefined) return known;
	const found = socket.getPeerCertificate() as PeerCertificate | null;
	const certificate =
		found?.fingerprint256 === undefined
			? null
			: {
					subject: nameOf(found.subject),
					issuer: nameOf(found.issuer),
					fingerprint256: found.fingerprint256,
					validFrom: dateOf(found.valid_from),
					validTo: dateOf(found.valid_to),
					altNames: found.subjectaltname ?? null,
				};
	seen.set(socket, certificate);
	return certificate;
}

const nameOf = (name: object | undefined): string =>
	Object.entries(name ?? {})
		.map(([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : String(value)}`)
		.join(', ');

/** As OpenSSL writes it, `Jan  1 00:00:00 2027 GMT`; what is no date stays as it is. */
const dateOf = (text: string): string => {
	const time = Date.parse(text);
	return Number.isNaN(time) ? text : new Date(time).toISOString();
};
