import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';

const maxBytes = 1024 * 1024;

/**
 * The text of a file with the certificates of a registry's own authority; `option` is how the user named the file.
 *
 * @throws FaultError `file-missing` | `file-unreadable` | `not-a-directory` | `too-large`
 */
export async function readAuthority(world: World, path: string, option: string): Promise<string> {
	const text = await world.files.read(path, maxBytes).then(
		(bytes) => new TextDecoder().decode(bytes),
		(error: unknown) => {
			if (!(error instanceof FaultError)) throw error;
			throw new FaultError(error.fault.code, `${option}: ${error.fault.detail}`, error);
		},
	);
	if (/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(text)) return text;
	const found = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? 'a private key' : 'something else';
	throw new FaultError('file-unreadable', `${option} should hold PEM certificates, it holds ${found}`);
}
