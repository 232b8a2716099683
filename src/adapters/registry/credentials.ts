import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import type {DockerConfig} from './docker-config.ts';
import {decodeAuth, readDockerConfig, registryOfKey} from './docker-config.ts';

/** What a registry may be shown, and for messages where it was found. */
export type Credentials = {readonly source: string} & (
	| {readonly kind: 'password'; readonly username: string; readonly password: string}
	/** a refresh token, to be exchanged at the token server */
	| {readonly kind: 'identity-token'; readonly username: string; readonly token: string}
);

/** The name under which Docker keeps the credentials of Docker Hub. */
const hubServer = 'https://index.docker.io/v1/';
const helperTimeout = 60_000;
const maxHelperAnswer = 64 * 1024;

/**
 * The credentials for one registry: those given, else the docker configuration's, by exact host and port. Null where
 * there are none. As `docker` does it, a helper named for the registry comes before the common store, and the store
 * before what is written in the file.
 *
 * @throws FaultError `credentials-unavailable`, `credential-helper-failed`, `command-missing`
 */
export async function findCredentials(
	world: World,
	registry: string,
	given: {readonly username: string; readonly password: string} | null,
): Promise<Credentials | null> {
	if (given !== null) {
		world.log.mask(given.password);
		return {kind: 'password', ...given, source: 'the credentials that were given'};
	}
	const config = await readDockerConfig(world);
	if (config === null) return null;
	const name = registry.toLowerCase();
	const helper = config.credHelpers.find(([key]) => registryOfKey(key) === name);
	const found =
		(helper === undefined ? null : await askHelper(world, helper[1], name)) ??
		(config.credsStore === null ? null : await askHelper(world, config.credsStore, name)) ??
		fromFile(config, name);
	if (found !== null) world.log.mask(found.kind === 'password' ? found.password : found.token);
	return found;
}

function fromFile(config: DockerConfig, registry: string): Credentials | null {
	const source = `the docker configuration's entry for ${registry}`;
	for (const [key, entry] of config.auths) {
		if (registryOfKey(key) !== registry) continue;
		const decoded = entry.auth === null ? null : decodeAuth(entry.auth, source);
		const username = entry.username ?? decoded?.username ?? '';
		const password = entry.password ?? decoded?.password ?? '';
		if (entry.identitytoken !== null) return {kind: 'identity-token', username, token: entry.identitytoken, source};
		// A login that went into a store leaves an empty entry behind.
		if (username !== '' || password !== '') return {kind: 'password', username, password, source};
	}
	return null;
}

/** Speaks the credential helper protocol: the server's name goes in, JSON comes out. Null when it holds none. */
async function askHelper(world: World, helper: string, registry: string): Promise<Credentials | null> {
	const source = `the credential helper ${helper}`;
	const failed = (why: string): FaultError =>
		new FaultError('credential-helper-failed', `${source} was asked about ${registry}: ${why}`);
	const server = registry === 'docker.io' ? hubServer : registry;
	const answer = await world
		.exec(`docker-credential-${helper}`, ['get'], {
			input: `${server}\n`,
			timeout: helperTimeout,
			maxBytes: maxHelperAnswer,
		})
		.catch((error: unknown) => {
			const code = error instanceof FaultError ? error.fault.code : null;
			if (code === 'timed-out') throw failed(`no answer came in ${helperTimeout / 1000} s`);
			if (code === 'too-large') throw failed(`its answer is larger than ${maxHelperAnswer} bytes`);
			throw error;
		});
	const text = new TextDecoder().decode(answer.stdout);
	if (answer.exitCode !== 0) {
		// The protocol's own words; helpers print them to either stream.
		if (`${text}${answer.stderr}`.includes('credentials not found')) return null;
		throw failed(`it ended with ${answer.exitCode}`);
	}
	let fields: unknown;
	try {
		fields = JSON.parse(text);
	} catch {
		// The parser's message quotes its input, which is a secret.
		throw failed('its answer is not JSON');
	}
	if (typeof fields !== 'object' || fields === null) throw failed('its answer is no object');
	const {Username: username, Secret: secret} = fields as Record<string, unknown>;
	if (typeof username !== 'string' || typeof secret !== 'string') throw failed('its answer lacks Username or Secret');
	if (username === '' && secret === '') return null;
	return username === '<token>'
		? {kind: 'identity-token', username: '', token: secret, source}
		: {kind: 'password', username, password: secret, source};
}
