import type {Socket} from 'node:net';
import {FaultError, speaksNoTls, speaksTls} from '../../model/fault.ts';
import {refusedAddress} from './address.ts';
import {certificateOf} from './peer.ts';

type NodeError = Error & {
	code?: string;
	errors?: readonly NodeError[];
	reason?: string;
	statusCode?: number;
	rawPacket?: Uint8Array;
};

/**
 * A failed request as a fault. Node's own messages stay out of it where they could quote a proxy's address with its
 * password; `connected` tells a connection that was never made from one that was lost, `socket` whose certificate was
 * refused.
 */
export function faultOf(error: unknown, where: string, connected: boolean, socket: Socket | null = null): FaultError {
	if (error instanceof FaultError) return error;
	const failure = (error ?? {}) as NodeError;
	const code = failure.code ?? failure.errors?.[0]?.code ?? '';
	const fault = (name: ConstructorParameters<typeof FaultError>[0], detail: string) =>
		new FaultError(name, `${where}: ${detail}`, error);
	if (code === refusedAddress)
		return fault('address-refused', 'its name leads to an address that must not be reached from here');
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL' || code === 'EAI_NODATA')
		return fault('name-not-resolved', code === 'EAI_AGAIN' ? 'the name server did not answer' : 'no such name');
	if (code.startsWith('ERR_PROXY'))
		return fault(
			'proxy-refused',
			failure.statusCode === undefined ? 'the proxy did not connect' : `the proxy answered ${failure.statusCode}`,
		);
	if (code === 'HPE_HEADER_OVERFLOW') return fault('too-large', 'headers of the answer are larger than 64 KiB');
	if (code.startsWith('HPE_') && isAlert(failure.rawPacket)) return fault('unexpected-answer', speaksTls);
	if (code.startsWith('HPE_')) return fault('unexpected-answer', `what answers does not speak HTTP (${code})`);
	if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
		return fault('tls-expired', validityOf(socket, code === 'CERT_HAS_EXPIRED'));
	if (code === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL')
		return fault('unexpected-answer', 'the server does not agree to this version of HTTP');
	if (notTls.test(`${failure.reason ?? ''} ${failure.message}`))
		return fault('unexpected-answer', `${speaksNoTls}: an address without it begins with http://`);
	if (isTls(code))
		return fault(
			'tls-untrusted',
			oneLine((failure.reason ?? failure.message).replace(/; if the root CA is .*$/s, '')) || code,
		);
	if (connected || code === 'ECONNRESET' || code === 'EPIPE')
		return fault('cut-stream', `the connection closed before an answer came${code ? ` (${code})` : ''}`);
	return fault('unreachable', code === 'ECONNREFUSED' ? 'connection refused' : code || 'no connection');
}

/** OpenSSL does not say whose certificate it is: one above the server's own may be the one that is over. */
function validityOf(socket: Socket | null, expired: boolean): string {
	const certificate = socket === null ? null : certificateOf(socket);
	if (certificate === null) return expired ? 'the certificate has expired' : 'the certificate is not valid yet';
	const {subject, validFrom, validTo} = certificate;
	return oneLine(
		`the certificate of ${subject.slice(0, 150)}, valid from ${validFrom} until ${validTo}, or one that vouches for it, ${expired ? 'has expired' : 'is not valid yet'}`,
	);
}

/** RFC 8446, 5.1: a record that holds an alert, as who speaks TLS answers to plain text. */
const isAlert = (bytes: Uint8Array | undefined): boolean => bytes?.[0] === 0x15 && bytes[1] === 3;

/** As OpenSSL complains of bytes that are no record of TLS. */
const notTls = /wrong version number|packet length too long|\bhttp request\b|http_request/i;

const isTls = (code: string): boolean =>
	/^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_|EPROTO$|CRL_|INVALID_CA$|INVALID_PURPOSE$|HOSTNAME_MISMATCH$|PATH_LENGTH_)/.test(
		code,
	);

/** OpenSSL's messages come with file names, and a certificate's names are hostile text. */
const oneLine = (text: string): string =>
	text
		.replace(/[\x00-\x1f\x7f]+/g, ' ')
		.slice(0, 300)
		.trim();
