import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';

/** What of docker's `config.json` speaks of credentials, as pairs in the file's order. */
export type DockerConfig = {
	readonly auths: readonly (readonly [string, AuthEntry])[];
	readonly credHelpers: readonly (readonly [string, string])[];
	readonly credsStore: string | null;
};

export type AuthEntry = Readonly<Record<'auth' | 'username' | 'password' | 'identitytoken', string | null>>;

const maxBytes = 1024 * 1024;

/** Where docker keeps credentials, there or not; null without a home. */
export function dockerConfigPlace(world: World): string | null {
	const home = world.env['HOME'] ?? world.env['USERPROFILE'];
	const directory = world.env['DOCKER_CONFIG'] || (home ? `${home}/.docker` : null);
	return directory === null ? null : `${directory}/config.json`;
}

/**
 * Reads `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`; null where there is no such file.
 *
 * @throws FaultError `credentials-unavailable` when it is there and cannot be understood
 */
export async function readDockerConfig(world: World): Promise<DockerConfig | null> {
	const place = dockerConfigPlace(world);
	if (place === null) return null;
	let bytes: Uint8Array;
	try {
		bytes = await world.files.read(place, maxBytes);
	} catch (error) {
		const code = error instanceof FaultError ? error.fault.code : null;
		if (code === 'file-missing' || code === 'not-a-directory') return null;
		throw error;
	}
	let content: unknown;
	try {
		content = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		// The parser's message quotes the file, which holds secrets.
		throw unreadable(`${place} is not JSON`);
	}
	const top = objectOf(content, 'the file');
	const store = stringOf(top['credsStore'], 'credsStore');
	return {
		auths: entriesOf(top['auths'], 'auths').map(([key, value]) => [key, readEntry(value)]),
		credHelpers: entriesOf(top['credHelpers'], 'credHelpers').map(([key, value]) => [
			key,
			helperName(stringOf(value, 'credHelpers') ?? '', 'credHelpers'),
		]),
		credsStore: store === null || store === '' ? null : helperName(store, 'credsStore'),
	};
}

/**
 * The registry that a key of the configuration names, whole and in lower case: `https://host/v1/`, `host/v2/` and
 * `host` are one. Docker Hub's four names become `docker.io`. A key with any other path names no registry.
 */
export function registryOfKey(key: string): string | null {
	const match = /^(?:https?:\/\/)?([^/\s]+)(?:\/|\/v[12]\/?)?$/i.exec(key);
	if (match === null) return null;
	const host = match[1]!.toLowerCase();
	return host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
}

/** The base64 form `user:password`; the password may hold colons. */
export function decodeAuth(auth: string, source: string): {username: string; password: string} | null {
	if (auth === '') return null;
	const text = /^[A-Za-z0-9+/_=\s-]*$/.test(auth) ? new TextDecoder().decode(bytesOfBase64(auth)) : '';
	const colon = text.indexOf(':');
	if (colon < 0) throw new FaultError('credentials-unavailable', `${source} is no base64 of user:password`);
	// Old versions of docker padded with NUL bytes.
	return {username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '')};
}

const bytesOfBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

function readEntry(value: unknown): AuthEntry {
	const entry = value === null ? {} : objectOf(value, 'auths');
	const read = (name: keyof AuthEntry): string | null => stringOf(entry[name], `auths.${name}`) || null;
	return {
		auth: read('auth'),
		username: read('username'),
		password: read('password'),
		identitytoken: read('identitytoken'),
	};
}

/** A helper's name becomes part of a command's name: it must not become a path or an option. */
function helperName(name: string, where: string): string {
	if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) throw unreadable(`${where} names no helper`);
	return name;
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(`${where} is no object`);
	return value as Record<string, unknown>;
}

const entriesOf = (value: unknown, where: string): [string, unknown][] =>
	value === undefined || value === null ? [] : Object.entries(objectOf(value, where));

function stringOf(value: unknown, where: string): string | null {
	if (value === undefined || value === null) return null;
	if (typeof value !== 'string') throw unreadable(`${where} is no text`);
	return value;
}

const unreadable = (why: string): FaultError =>
	new FaultError('credentials-unavailable', `the docker configuration cannot be used: ${why}`);
