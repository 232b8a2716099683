import {X509Certificate} from 'node:crypto';
import type {SecureContext} from 'node:tls';
import {FaultError} from '../../model/fault.ts';
import {tls} from './builtin.ts';

const block = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]*-----END (?:TRUSTED )?CERTIFICATE-----/g;

/**
 * What a connection trusts: the system's certificates and these. Node passes over what it cannot read, and the failure
 * would then blame the server, so each certificate is read first.
 *
 * @throws FaultError `tls-untrusted`
 */
export function contextWith(ca: string): SecureContext {
	const certificates = ca.match(block) ?? [];
	try {
		if (certificates.length === 0) throw new TypeError('no certificate');
		for (const certificate of certificates) new X509Certificate(certificate);
	} catch (error) {
		throw new FaultError('tls-untrusted', 'the authority to be trusted is not given as PEM certificates', error);
	}
	const {createSecureContext, getCACertificates} = tls();
	return createSecureContext({ca: [...getCACertificates('default'), ...certificates]});
}
