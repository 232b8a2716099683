import type {SecureContext} from 'node:tls';
import {FaultError} from '../../model/fault.ts';
import type {ClientIdentity} from '../../world.ts';
import {crypto, tls} from './builtin.ts';
import {pemCertificates} from './pem.ts';

/**
 * What a connection trusts (what Node trusts, and these), and what it shows of itself. `stated` are readable already.
 * Node passes over what it cannot read, and the failure would then blame the server, so each certificate is read first.
 * OpenSSL's own errors stay out of the faults: the material they speak of is private.
 *
 * @throws FaultError `tls-untrusted`
 */
export function contextWith(
	ca: string | null,
	identity: ClientIdentity | null,
	stated: readonly string[],
): SecureContext {
	const authorities = [...stated, ...(ca === null ? [] : authoritiesOf(ca))];
	if (identity !== null) refuseStrangers(identity);
	const {createSecureContext, getCACertificates} = tls();
	return createSecureContext({
		...(authorities.length === 0 ? {} : {ca: [...getCACertificates('default'), ...authorities]}),
		...(identity === null ? {} : {cert: identity.certificate, key: identity.key}),
	});
}

function authoritiesOf(ca: string): readonly string[] {
	const certificates = pemCertificates(ca);
	const {X509Certificate} = crypto();
	try {
		if (certificates.length === 0) throw new TypeError('no certificate');
		for (const certificate of certificates) new X509Certificate(certificate);
	} catch (error) {
		throw new FaultError('tls-untrusted', 'the authority to be trusted is not given as PEM certificates', error);
	}
	return certificates;
}

function refuseStrangers({certificate, key}: ClientIdentity): void {
	const {X509Certificate, createPrivateKey} = crypto();
	const own = orNull(() => pemCertificates(certificate).map((one) => new X509Certificate(one))[0] ?? null);
	const secret = orNull(() => createPrivateKey(key));
	const why =
		own === null
			? 'the client certificate is not given as PEM certificates'
			: secret === null
				? 'the key of the client certificate is no unencrypted PEM private key'
				: own.checkPrivateKey(secret)
					? null
					: 'the client certificate and its key do not belong together';
	if (why !== null) throw new FaultError('tls-untrusted', why);
}

function orNull<T>(read: () => T): T | null {
	try {
		return read();
	} catch {
		return null;
	}
}
