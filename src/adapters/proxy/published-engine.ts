import {withoutCredentials} from '../../model/engine-address.ts';
import {type FaultCode, FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';
import type {World} from '../../world.ts';
import {saidBy} from './command-fault.ts';
import type {ProxyAccess} from './proxy.ts';
import {jsonIn, type Raw} from './raw.ts';

/** The engine that publishes ports, by the user's own docker; only read from. */
export type PublishingEngine = {
	/** for people, without credentials */
	readonly where: string;
	/** null: it does not say */
	readonly version: () => Promise<string | null>;
	/** what runs, as `docker inspect` tells it */
	readonly containers: () => Promise<readonly Raw[]>;
	/** services of the swarm that the engine manages; none of one that manages none */
	readonly services: () => Promise<readonly Raw[]>;
};

const mostBytes = 32 * 2 ** 20;
const mostContainers = 2_000;
/** Containers that are asked for by one command. */
const atOnce = 100;

const causes: readonly (readonly [RegExp, FaultCode, string])[] = [
	[/context .*not found/i, 'not-found', 'docker knows no such context'],
	[
		/permission denied \((?:publickey|password|keyboard)|host key verification failed|certificate required/i,
		'unauthorized',
		'the engine, or the host that it is on, lets nobody in with these keys',
	],
	[
		/permission denied|403 forbidden|authorization denied|access denied/i,
		'forbidden',
		'this user may not list containers: run as a member of the group docker, or as root',
	],
	[/x509:|certificate/i, 'tls-untrusted', "the engine's certificate is not trusted"],
	[
		/cannot connect|failed to connect|unable to|error during connect|connection refused|no such host|i\/o timeout/i,
		'unreachable',
		'no docker engine answers: start it, or say where it is with host or context',
	],
];

/** docker as the user has set it up, at the host or context that is configured. */
export function publishingEngine(world: World, {host, context, timeout}: ProxyAccess): PublishingEngine {
	const place = [...(host === null ? [] : ['--host', host]), ...(context === null ? [] : ['--context', context])];
	const run = async (args: readonly string[]) => {
		try {
			return await world.exec('docker', [...place, ...args], {timeout, maxBytes: mostBytes});
		} catch (error) {
			if (error instanceof FaultError && error.fault.code === 'command-missing')
				throw new FaultError('command-missing', 'the command docker is not installed here');
			throw error;
		}
	};
	const ask = async (args: readonly string[], nothing: RegExp | null = null): Promise<Uint8Array | null> => {
		const {exitCode, stdout, stderr} = await run(args);
		if (exitCode === 0) return stdout;
		if (nothing?.test(stderr) === true) return null;
		const said = saidBy(stderr);
		for (const [form, code, words] of causes) if (form.test(said)) throw new FaultError(code, `${words} (${said})`);
		throw new FaultError('command-failed', `docker: ${said || 'it failed without a word'}`);
	};
	const inspected = async (command: readonly string[], ids: readonly string[]): Promise<readonly Raw[]> => {
		const all: Raw[] = [];
		for (let at = 0; at < ids.length; at += atOnce) {
			// What went away since it was listed publishes nothing any more; the others are printed all the same.
			const {exitCode, stdout, stderr} = await run([...command, ...ids.slice(at, at + atOnce)]);
			if (exitCode !== 0 && !/no such/i.test(stderr))
				throw new FaultError('command-failed', `docker: ${saidBy(stderr)}`);
			const list = jsonIn(stdout, 'docker inspect');
			if (!Array.isArray(list)) throw new FaultError('invalid-answer', 'docker inspect printed no list');
			all.push(...list.filter(isObject));
		}
		return all;
	};
	const named = context === null ? (host ?? world.env['DOCKER_HOST'] ?? '') : `context ${context}`;
	return {
		where: named === '' ? 'published ports of docker' : `published ports of docker (${withoutCredentials(named)})`,
		async version() {
			const {exitCode, stdout} = await run(['version', '--format', '{{.Server.Version}}']);
			return exitCode === 0 ? (/^[\w.+~-]{1,64}/.exec(new TextDecoder().decode(stdout))?.[0] ?? null) : null;
		},
		async containers() {
			const ids = idsIn(await ask(['ps', '--quiet', '--no-trunc']));
			if (ids.length > mostContainers)
				throw new FaultError('too-large', `the engine runs more than ${mostContainers} containers`);
			return inspected(['container', 'inspect', '--'], ids);
		},
		async services() {
			const ids = idsIn(await ask(['service', 'ls', '--quiet'], /not a swarm manager|worker nodes can't/i));
			return ids.length === 0 ? [] : inspected(['service', 'inspect', '--'], ids.slice(0, mostContainers));
		},
	};
}

const idsIn = (printed: Uint8Array | null): readonly string[] =>
	new TextDecoder()
		.decode(printed ?? new Uint8Array(0))
		.split('\n')
		.filter((line) => /^[0-9a-z]{12,64}$/.test(line));
