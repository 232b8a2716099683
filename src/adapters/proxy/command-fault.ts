import {withoutLogins} from '../../model/engine-address.ts';
import type {FaultCode} from '../../model/fault.ts';
import {FaultError} from '../../model/fault.ts';
import type {ExecResult} from '../../world.ts';

const mostSaid = 300;

/** What a command complained of, fit to be shown: its first lines in one, cut, without what logs in. */
export const saidBy = (stderr: string): string =>
	withoutLogins(
		stderr
			.slice(0, 4_096)
			.split('\n')
			.filter((line) => line.trim() !== '' && !/^\s*(?:time="[^"]*" level=)?(?:nginx: )?\[?warn/i.test(line))
			.slice(0, 3)
			.join(' ')
			.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' '),
	)
		.trim()
		.slice(0, mostSaid)
		.toWellFormed();

/**
 * A proxy's refusal of its own configuration, without its words, which repeat what stands there: only file and line.
 * Any other error stays.
 */
export function withoutWords(error: unknown, program: string): unknown {
	if (!(error instanceof FaultError) || error.fault.code !== 'command-failed') return error;
	const {detail} = error.fault;
	if (!detail.startsWith(`${program}: `)) return error;
	const [, line, file] = /\bline (\d{1,9}) of (\/[^\s:]{1,300})/.exec(detail) ?? [];
	const place =
		file === undefined ? /(?<![^\s(])(\/?[^\s:"'()]{1,300}:\d{1,9})\b/.exec(detail)?.[1] : `${file}:${line}`;
	return new FaultError(
		'command-failed',
		`${program} refuses its configuration${place === undefined ? '' : `, at ${place}`}: its own test of it says why`,
	);
}

/** How docker and its engine begin what they themselves say: all else is of the command inside. */
const ofEngine =
	/^(?:docker: |Error response from daemon|Error: |Cannot connect to|error during connect|permission denied while trying|got permission denied|failed to connect|OCI runtime exec failed|unable to (?:resolve|connect)|context )/im;

const causes: readonly (readonly [RegExp, FaultCode, (container: string, command: string) => string])[] = [
	[
		/executable file not found|exec: "|no such file or directory: unknown/i,
		'command-missing',
		(container, command) => `the container ${container} has no ${command}`,
	],
	[/no such container/i, 'not-found', (container) => `the engine knows no container ${container}`],
	[/is not running|is paused|is restarting/i, 'unreachable', (container) => `the container ${container} does not run`],
	[/context .*not found/i, 'not-found', () => 'docker knows no such context'],
	[
		/permission denied \((?:publickey|password|keyboard)|host key verification failed|certificate required/i,
		'unauthorized',
		() => 'the engine, or the host that it is on, lets nobody in with these keys',
	],
	[
		/permission denied|403 forbidden|authorization denied|access denied/i,
		'forbidden',
		() => 'this user may not start commands in containers: run as a member of the group docker, or as root',
	],
	[/x509:|certificate/i, 'tls-untrusted', () => "the engine's certificate is not trusted"],
	[
		/cannot connect|failed to connect|unable to|error during connect|connection refused|no such host|i\/o timeout/i,
		'unreachable',
		() => 'no docker engine answers: start it, or say where it is with host or context',
	],
];

/** Why the engine did not start the command, or could not; null: the command ran. */
export function engineFault(
	{exitCode, stdout, stderr}: ExecResult,
	container: string,
	command: string,
): FaultError | null {
	if (exitCode === 0) return null;
	// Some engines say on standard output that there is no such program.
	const printed = stdout.length < 2_048 ? new TextDecoder().decode(stdout) : '';
	const text = stderr.trim() === '' && (exitCode === 126 || exitCode === 127) ? printed : stderr;
	if (!ofEngine.test(text)) return null;
	const said = saidBy(text);
	for (const [form, code, words] of causes)
		if (form.test(said)) return new FaultError(code, `${words(container, command)} (${said})`);
	return exitCode === 125 || /^Error response from daemon/im.test(text)
		? new FaultError('command-failed', `docker: ${said}`)
		: null;
}
