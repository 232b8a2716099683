import {FaultError} from '../../model/fault.ts';
import type {ProxyCommand} from './command.ts';

const maxAnswer = 16 * 2 ** 20;
/** Each of them reads; all are one question, so that they are of one moment. */
const questions = 'show info;show servers state;show stat';

/**
 * What the process behind a statistics socket says of itself. `admin`: a socket's path, or `tcp:HOST:PORT`.
 *
 * @throws FaultError `command-missing`, `unreachable`, `forbidden`, `timed-out`, `too-large`, `invalid-answer`
 */
export async function askSocket(admin: string, command: ProxyCommand, timeout: number): Promise<string> {
	const address = addressOf(admin);
	// `echo` comes from a shell of the place, so that nothing has to be written to the command's input.
	const program = `printf '%s\\n' "$1" | socat -t "$3" - "$2"`;
	const seconds = String(Math.max(1, Math.ceil(timeout / 1_000)));
	const {exitCode, stdout, stderr} = await command.run(
		'sh',
		['-c', program, 'sh', questions, address, seconds],
		maxAnswer,
	);
	const said = stderr.replace(/\s+/g, ' ').trim().slice(0, 200);
	if (exitCode === 127 || /socat: (?:command )?not found/.test(said))
		throw new FaultError('command-missing', `no socat at ${command.place}, which asks ${admin}`);
	if (/permission denied/i.test(said))
		throw new FaultError('forbidden', `this user may not use the socket ${admin}: run as root, or as its group`);
	if (exitCode !== 0) throw new FaultError('unreachable', `nobody answers at ${admin} (${said})`);
	const text = new TextDecoder().decode(stdout);
	if (/^Permission denied$/m.test(text))
		throw new FaultError(
			'forbidden',
			`the socket ${admin} lets nobody see servers: it needs at least \`level operator\``,
		);
	if (!text.includes('be_name srv_id'))
		throw new FaultError('invalid-answer', `what answers at ${admin} does not tell servers`);
	// Cut off, what is missing would look like what the process does not know.
	if (!text.endsWith('\n\n') || !text.includes('# pxname,'))
		throw new FaultError('invalid-answer', `what answers at ${admin} stopped before its end`);
	return text;
}

/** What begins with anything but a slash could be an instruction of socat. */
function addressOf(admin: string): string {
	const [, host, port] = /^tcp:(\[[0-9a-f:]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/i.exec(admin) ?? [];
	if (host !== undefined) return `TCP:${host}:${port}`;
	const path = admin.replace(/^unix[:@](?:\/\/)?/, '');
	if (!path.startsWith('/') || /[,!:"'\\\0-\x1f]/.test(path))
		throw new FaultError('unreachable', `${admin} is neither a socket's path nor tcp:HOST:PORT`);
	return `UNIX-CONNECT:${path}`;
}
