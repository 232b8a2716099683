import {FaultError, speaksNoTls, speaksTls} from '../../model/fault.ts';
import type {World} from '../../world.ts';

/** Where docker and podman keep the authorities of single registries, below them `HOST/ca.crt`; with a home or without. */
const places = ['/etc/docker/certs.d', '/etc/containers/certs.d'];
const homePlaces = ['.docker/certs.d', '.config/docker/certs.d', '.config/containers/certs.d'];

const maxBytes = 1024 * 1024;

/**
 * PEM certificates trusted beside those trusted anyway for one registry: those given, else what docker or podman trust for it.
 * Null where there are none; a file that may not be read is as good as none.
 */
export async function authoritiesOf(world: World, registry: string, given: string | null): Promise<string | null> {
	if (given !== null) return given;
	const home = world.env['HOME'] ?? world.env['USERPROFILE'];
	const directories = [...(home ? homePlaces.map((place) => `${home}/${place}`) : []), ...places];
	const found: string[] = [];
	for (const directory of directories) {
		try {
			const bytes = await world.files.read(`${directory}/${registry}/ca.crt`, maxBytes);
			found.push(new TextDecoder().decode(bytes));
		} catch (error) {
			if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
			if (error.fault.code !== 'file-missing' && error.fault.code !== 'not-a-directory')
				world.log.debug(`${directory}/${registry}/ca.crt is passed over: ${error.fault.code}`);
		}
	}
	return found.length === 0 ? null : found.join('\n');
}

const overPlain = 'where plain http is meant, set plain-http: true (--plain-http on the command line)';

/** A registry on this machine is asked over http until an authority is given for it. */
export const overTls =
	'give its authority as registry-ca (--ca on the command line), and leave out plain-http where it is set';

/** The codes of OpenSSL for a certificate whose authority nobody here knows. */
const unknownAuthority =
	/^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)$/;

/** Names the way out where a registry speaks the other protocol, or its authority is its owner's own. */
export function explained(error: unknown, given: string | null): unknown {
	if (!(error instanceof FaultError)) return error;
	const {code: kind, detail} = error.fault;
	const plain = detail.indexOf(speaksNoTls);
	if (kind === 'unexpected-answer' && plain !== -1)
		return new FaultError(kind, `${detail.slice(0, plain)}${speaksNoTls}: ${overPlain}`, error);
	if (kind === 'unexpected-answer' && detail.endsWith(speaksTls))
		return new FaultError(kind, `${detail}: ${overTls}`, error);
	if (kind !== 'tls-untrusted') return error;
	const code = (error.cause as {code?: unknown} | null | undefined)?.code;
	if (typeof code !== 'string' || !unknownAuthority.test(code)) return error;
	const advice =
		given === null
			? 'where it has an authority of its own, give that as registry-ca (--ca on the command line)'
			: 'the authority that was given did not sign it';
	return new FaultError('tls-untrusted', `${error.fault.detail}: ${advice}`, error);
}
