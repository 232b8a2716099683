import type {Environment} from './agents.ts';
import {crypto} from './builtin.ts';
import {pemCertificates} from './pem.ts';

/** Bytes of a file: far above a bundle of all public authorities. */
const maxBytes = 8 * 1024 * 1024;
/** Files of a directory: as much above a system's own. */
const maxFiles = 2_000;

/** Certificates to trust beside others, and why what the environment names could not be taken; null: nothing went wrong. */
export type StatedAuthorities = {readonly certificates: readonly string[]; readonly trouble: string | null};

/**
 * The authorities of `SSL_CERT_FILE` and `SSL_CERT_DIR` (directories with a colon between), which OpenSSL, curl and Go
 * read in place of the system's. Here they count beside what Node trusts. What cannot be read vouches for nobody: a
 * variable that leads nowhere must not end requests that never needed it.
 */
export function statedAuthorities(env: Environment): StatedAuthorities {
	const {SSL_CERT_FILE: file = '', SSL_CERT_DIR: directories = ''} = env;
	const certificates = new Set<string>();
	const trouble: string[] = [];
	const take = (variable: string, read: () => readonly string[]): void => {
		try {
			for (const one of read()) certificates.add(one);
		} catch (error) {
			const {code, message} = error as NodeJS.ErrnoException;
			trouble.push(`what ${variable} names was not read: ${code ?? message}`);
		}
	};
	if (file !== '') take('SSL_CERT_FILE', () => certificatesOf(file, 'required'));
	for (const directory of directories.split(':'))
		if (directory !== '') take('SSL_CERT_DIR', () => certificatesBelow(directory));
	return {certificates: [...certificates], trouble: trouble.length === 0 ? null : trouble.join('; ')};
}

function certificatesBelow(directory: string): readonly string[] {
	const names = process.getBuiltinModule('node:fs').readdirSync(directory).sort().slice(0, maxFiles);
	return names.flatMap((name) => {
		try {
			return certificatesOf(`${directory}/${name}`, 'optional');
		} catch {
			// Other files lie there too, and links that lead nowhere.
			return [];
		}
	});
}

function certificatesOf(path: string, certificate: 'required' | 'optional'): readonly string[] {
	const {readFileSync, statSync} = process.getBuiltinModule('node:fs');
	const seen = statSync(path);
	if (!seen.isFile()) throw new TypeError('no file');
	if (seen.size > maxBytes) throw new TypeError('too large');
	const {X509Certificate} = crypto();
	const found = pemCertificates(readFileSync(path, 'latin1')).filter((text) => {
		try {
			return new X509Certificate(text) !== null;
		} catch {
			return false;
		}
	});
	if (found.length === 0 && certificate === 'required') throw new TypeError('it holds no certificate');
	return found;
}
