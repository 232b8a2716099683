import {withoutLogins} from '../../model/engine-address.ts';
import type {FaultCode} from '../../model/fault.ts';
import {FaultError} from '../../model/fault.ts';

/**
 * Which command is asked for what. `right`: a verb and its object; `missing`: what to say where that is not there;
 * `gone`: what to say where the container itself is not, if that is another matter.
 */
export type Asked = {
	readonly command: 'docker' | 'podman';
	readonly right: string;
	readonly missing: string;
	readonly gone?: string;
	/** what to say where the program that packs is not in the container */
	readonly archiver?: string;
};

/** Warnings come first, as of a configuration that cannot be read, and are not why it failed. */
const complaintsOf = (stderr: string): readonly string[] =>
	stderr.split('\n').filter((line) => line.trim() !== '' && !/^\s*(?:time="[^"]*" level=)?warning\b/i.test(line));

/** An image, container, service or file, as docker, podman and their engines say that there is none. */
const nothing =
	/no such (?:image|object|container|service|file or directory)|image not known|unable to find a match|failed to find image|could not find the file|could not be found on container|no container with name or ID|task \S+ not found|not a directory/i;

/** In the order in which they are asked: what ssh says stands inside what docker says of it. */
const causes: readonly (readonly [RegExp, FaultCode, (asked: Asked) => string])[] = [
	[
		/permission denied \((?:publickey|password|keyboard|gssapi|hostbased)|too many authentication failures|unable to authenticate/i,
		'unauthorized',
		() => 'ssh lets nobody in with these keys: give this job a key that the host knows',
	],
	[
		/host key verification failed|host identification has changed|knownhosts: key/i,
		'unauthorized',
		() => 'ssh does not know the key of this host: add it to known_hosts of this job',
	],
	[
		/docker: (?:command )?not found|exit status 127/i,
		'command-missing',
		({command}) => `the host that ssh leads to has no ${command}`,
	],
	[
		/context .*not found|service destination not found/i,
		'not-found',
		({command}) => `${command} knows no such context`,
	],
	[
		/ssh[\s\S]*permission denied/i,
		'forbidden',
		({command}) =>
			`the user at the other end of ssh may not speak to the ${command} engine: make it a member of the group docker there`,
	],
	[
		/permission denied/i,
		'forbidden',
		({command}) => `this user may not speak to the ${command} engine: run as a member of the group docker, or as root`,
	],
	[
		/403 forbidden|authorization denied by plugin|access denied/i,
		'forbidden',
		({command, right}) => `what stands before the ${command} engine does not let this user ${right}: allow that`,
	],
	[
		/not a swarm manager|worker nodes can't/i,
		'forbidden',
		() => 'only a manager of the swarm tells of services: name one with host or context',
	],
	[/bad certificate|certificate required/i, 'unauthorized', () => 'the engine wants a certificate of this client'],
	[/x509:|certificate (?:signed|is not)/i, 'tls-untrusted', () => "the engine's certificate is not trusted"],
	[
		/cannot connect to|failed to connect|unable to connect|error during connect|connection refused|no such host|no route to host|i\/o timeout|is the docker daemon running/i,
		'unreachable',
		({command}) =>
			command === 'docker'
				? 'no docker engine answers: start it, or say where it is with DOCKER_HOST or docker context use'
				: 'no podman answers: start its service, or say where it is with CONTAINER_HOST or podman system connection',
	],
];

/** Whether it says of something that it is not there: `no such file` is also what is said of a socket or a context. */
const isMissing = (said: string): boolean =>
	nothing.test(said) && !/\bdial |connect to|context .*not found/i.test(said);

/** Whether all that went wrong is that something is not there. */
export function saysNothingThere(stderr: string): boolean {
	const lines = complaintsOf(stderr);
	return lines.length > 0 && lines.every(isMissing);
}

/** What docker, podman and their engines say when something is in the way. */
export function engineFault(stderr: string, asked: Asked): FaultError {
	const said = withoutLogins(complaintsOf(stderr).slice(0, 3).join(' ')).slice(0, 500);
	if (asked.archiver !== undefined && /executable file not found|exec: "tar"/i.test(said))
		return new FaultError('no-archiver', asked.archiver);
	if (asked.gone !== undefined && /no such container|no container with name/i.test(said))
		return new FaultError('not-running', asked.gone);
	if (isMissing(said)) return new FaultError('not-found', asked.missing);
	for (const [form, code, words] of causes)
		if (form.test(said)) return new FaultError(code, `${words(asked)} (${said})`);
	return new FaultError('command-failed', `${asked.command}: ${said || 'it failed without a word'}`);
}
